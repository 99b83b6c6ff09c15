"""A small network of real vaults, a coordinator's and houses' devices; their bundles are passed by hand."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from millegiorni_desk.areas.doti import service
from millegiorni_desk.areas.doti.checks import NewDote
from millegiorni_desk.areas.doti.records import BudgetLine, Fund
from millegiorni_desk.areas.people.records import Person
from millegiorni_desk.changes import Changes
from millegiorni_desk.flows.desk import SCHEMA
from millegiorni_desk.network import service as network
from millegiorni_desk.network.records import House, ManagingBody
from millegiorni_desk.vault.opening import FirstUser, Place
from millegiorni_desk.vault.permissions import Role
from millegiorni_desk.vault.vault import Vault
from millegiorni_sync import Device, Identity, Roster, handover, merge, roster
from millegiorni_sync.bundle import open_sealed
from millegiorni_sync.identity import new_age_key, new_seed
from tests.new_vaults import new_vault

DAY = date(2025, 11, 23)
TABLES = SCHEMA.synced_tables()


@dataclass
class Desk:
    """One device: its vault, its keys, and the bundles that it has not read yet."""

    vault: Vault
    identity: Identity
    unread: list[tuple[Identity, bytes]] = field(default_factory=list)

    @property
    def series(self) -> str:
        return self.identity.series


@dataclass
class Rete:
    """``desks[0]`` is the coordination's, with series A; then B, C, … in the order of the houses given."""

    root: bytes
    known: Roster
    desks: list[Desk]
    fund: Fund
    line: BudgetLine
    women: dict[str, str] = field(default_factory=dict)

    def seal(self, desk: Desk) -> None:
        """Hand over what *desk* wrote: it waits at every device that may read it."""
        with desk.vault.connection() as raw:
            before = _newest(raw)
            handover.seal_pending(raw, desk.identity, self.known, TABLES, _now(), lambda: None)
            made = raw.execute(
                "SELECT audience, sealed FROM sync_outbox WHERE rowid > ? ORDER BY rowid", (before,)
            ).fetchall()
        for audience, sealed in made:
            for other in self.desks:
                if other is not desk and self.known.may_read(
                    other.identity.house, audience, desk.identity.house
                ):
                    other.unread.append((desk.identity, bytes(sealed)))

    def read(self, desk: Desk, wanted: list[int] | None = None) -> None:
        """Merge what waits at *desk*, or only some of it in that order; what lacks its forerunner waits on."""
        order = range(len(desk.unread)) if wanted is None else wanted
        chosen = [desk.unread[place][1] for place in order]
        if wanted is None:
            desk.unread.clear()
        else:
            desk.unread = [kept for place, kept in enumerate(desk.unread) if place not in set(wanted)]
        with desk.vault.connection() as raw:
            waiting = [merge.parked(raw, file) for file in merge.parked_files(raw)]
            opened = [open_sealed(data, desk.identity, self.known) for data in [*waiting, *chosen]]
            if opened:
                merge.apply(raw, opened, TABLES, _now())
        desk.vault.announce(Changes("sync", everything=True))

    def exchange_all(self) -> None:
        """Everybody hands over everything and reads everything."""
        for desk in self.desks:
            self.seal(desk)
        for desk in self.desks:
            self.read(desk)

    def store(self, known: Roster) -> None:
        """Let every device know that roster."""
        self.known = known
        for desk in self.desks:
            with desk.vault.connection() as raw:
                roster.store(raw, known)

    def new(self, house: str, cents: int, **changes: Any) -> NewDote:
        """A dote of that house for its first woman."""
        asked = {
            "person_id": self.women[house],
            "line_id": self.line.id,
            "expense": "utilities",
            "amount_cents": cents,
            "committed_on": DAY,
            "house": house,
        }
        return NewDote(**{**asked, **changes})


def _now() -> int:
    return time.time_ns() // 1_000_000


def _newest(raw: Any) -> int:
    return int(raw.execute("SELECT coalesce(max(rowid), 0) FROM sync_outbox").fetchone()[0])


@contextmanager
def make_rete(folder: Path, *houses: str) -> Iterator[Rete]:
    """A network with one desk for each of *houses*, which may repeat; everybody knows everybody."""
    root = new_seed()
    known = Roster.found("Rete", root)
    for code in dict.fromkeys(houses):
        known = known.with_house(code, f"Casa {code}", root)
    with ExitStack() as open_:
        desks = []
        for ordinal, house in enumerate((None, *houses), 1):
            desk = _desk(folder, known, ordinal, house, root)
            open_.enter_context(desk.vault)
            desks.append(desk)
            known = known.with_device(_device(desk.identity), root)
        made = _furnished(root, known, desks, tuple(dict.fromkeys(houses)))
        yield made


def _desk(folder: Path, known: Roster, ordinal: int, house: str | None, root: bytes) -> Desk:
    name = f"pc{ordinal}"
    roles = (Role.CASE_MANAGER, Role.COORDINATOR) if house is None else (Role.CASE_MANAGER,)
    user = FirstUser(f"utente{ordinal}", f"Utente {ordinal}", roles, "cinque parole a caso qui")
    vault = new_vault(folder / name, Place(house or "", ordinal), user)
    identity = Identity(
        known.network, ordinal, house, chr(64 + ordinal), name, new_seed(), new_age_key(),
        root if house is None else None, user=user.name,
    )  # fmt: skip
    vault.set_local("identity", identity.to_json())
    vault.set_local("series", identity.series)
    return Desk(vault, identity)


def _device(identity: Identity) -> Device:
    return Device(
        identity.ordinal,
        identity.house,
        identity.series,
        identity.sign_key,
        identity.recipient,
        identity.name,
    )


def _furnished(root: bytes, known: Roster, desks: list[Desk], houses: tuple[str, ...]) -> Rete:
    office = desks[0].vault
    for code in houses:
        network.add_house(office, House(code=code, name=f"Casa {code}"))
        network.add_body(office, ManagingBody(code=code, name=f"Ente {code}", houses=[code]))
    fund = service.add_fund(office, Fund(code="UBI", name="Bando Umanitario"))
    line = service.add_line(office, BudgetLine(fund_id=fund.id, name="Doti"))
    made = Rete(root, known, desks, fund, line)
    made.store(known)
    for code in houses:
        woman = Person(house=code, surname="El Idrissi", name=f"Fatima {code}", gender="F")
        made.women[code] = woman.id
        of_house = next(desk for desk in desks if desk.identity.house == code)
        with of_house.vault.save("test") as session:
            session.add(woman)
    made.exchange_all()
    return made
