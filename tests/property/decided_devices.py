"""A coordination, two desks of one house and one of another, with real vaults, that decide and merge by a script."""

from __future__ import annotations

import random
import shutil
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from millegiorni_desk.areas.accesses import service as accesses
from millegiorni_desk.areas.accesses.records import Access
from millegiorni_desk.areas.monitoring import service as monitoring
from millegiorni_desk.areas.people import pairs
from millegiorni_desk.areas.people import service as people
from millegiorni_desk.areas.people.codice_fiscale import make
from millegiorni_desk.areas.people.linkage import clusters
from millegiorni_desk.areas.people.records import CardMerge, Person
from millegiorni_desk.errors import InvalidValue
from millegiorni_desk.flows import card_merging, desk, joining, syncing
from millegiorni_desk.flows.card_fields import ALTERNATIVES
from millegiorni_desk.vault.vault import Vault
from tests.flows import conftest as flows
from tests.flows.conftest import LUCIA, MARTA, PASSPHRASE

DAY = date(2026, 3, 2)
BORN = date(1990, 3, 12)
PLACES = {"coordinator": MARTA.name, "BAR": LUCIA.name, "seconda": LUCIA.name, "SAL": LUCIA.name}

Step = tuple[Any, ...]


def build(folder: Path) -> Path:
    """A network of which everybody holds the same seven cards: some alike, two with one codice fiscale."""
    with flows.built(folder, "BAR", "SAL") as made:
        second = made.join("BAR", "seconda").vault
        syncing.synchronise(second)
        for waiting in joining.requests(made.coordinator):
            joining.approve(made.coordinator, waiting)
        code = make("El Idrissi", "Fatima", BORN, "F", "Z330")
        for place, name, known in (
            ("BAR", "Fatima", {"codice_fiscale": code}),
            ("BAR", "Fatma", {"phone": "3331234567", "notes": "sola"}),
            ("BAR", "Fatima", {"birth_date": BORN, "notes": "con la sorella"}),
            ("BAR", "Fatoumata", {"birth_date": BORN, "phone": "3331234567"}),
            ("SAL", "Fatima", {"codice_fiscale": code, "phone": "3331234567"}),
            ("SAL", "Fatma", {"birth_date": BORN}),
            ("SAL", "Fatima", {"birth_date": date(1990, 12, 3)}),
        ):
            card = people.add(
                made.houses[place], Person(house=place, surname="El Idrissi", name=name, gender="F", **known)
            )
            accesses.add(made.houses[place], Access(on_date=DAY, person_id=card.id))
        made.round(second)
        made.round(second)
        second.close()
    return folder / "rete"


@dataclass
class Devices:
    """The devices of a copy of a built network."""

    folder: Path
    vaults: list[Vault] = field(default_factory=list)

    @classmethod
    def of(cls, template: Path, folder: Path) -> Devices:
        shutil.copytree(template, folder)
        made = cls(
            folder, [desk.open_desk(folder / place, user, PASSPHRASE) for place, user in PLACES.items()]
        )
        for vault in made.vaults:
            vault.set_local("exchange", str(folder / "exchange"))
        return made

    def close(self) -> None:
        for vault in self.vaults:
            vault.close()
        shutil.rmtree(self.folder)

    def play(self, number: int, step: Step) -> None:
        """One step on one device; one that cannot be there and then is none."""
        vault = self.vaults[number % len(self.vaults)]
        match step:
            case ("sync",):
                syncing.synchronise(vault)
            case ("decide", one, other, verdict):
                cards = ids(vault)
                if cards[one % len(cards)] != cards[other % len(cards)]:
                    pairs.decide(vault, cards[one % len(cards)], cards[other % len(cards)], verdict)
            case ("take_back", pick):
                held = [one for one in pairs.decided(vault) if not one.undone]
                if held:
                    pairs.take_back(vault, held[pick % len(held)].id)
            case ("merge", one, other, take) if vault.house:
                self.merge(vault, one, other, take)
            case ("part", pick) if vault.house:
                merges = standing(vault)
                if merges:
                    part(vault, merges[pick % len(merges)])

    def merge(self, vault: Vault, one: int, other: int, take: bool) -> None:
        cards = ids(vault)
        kept, gone = cards[one % len(cards)], cards[other % len(cards)]
        said = pairs.on(vault, kept, gone)
        if kept != gone and not (said and said.verdict == "different"):
            card_merging.merge_cards(vault, kept, gone, ALTERNATIVES if take else ())

    def settle(self, chance: random.Random) -> None:
        """Everything arrives everywhere, in some order."""
        for _ in range(16):
            order = chance.sample(self.vaults, len(self.vaults))
            reports = [syncing.synchronise(vault) for vault in order]
            if not any(report.sent or report.received for report in reports):
                return
        raise AssertionError("it does not come to rest")

    def undo_everything(self, chance: random.Random) -> None:
        """Merges in any order that may be, each house's at one of its desks; then decisions, each on some device."""
        for vault in (chance.choice(self.vaults[1:3]), self.vaults[3]):
            while merges := standing(vault):
                order = chance.sample(merges, len(merges))
                assert any(part(vault, one) for one in order), "no merge can be undone"
        self.settle(chance)
        who = {
            one.id: vault
            for vault in chance.sample(self.vaults, len(self.vaults))
            for one in pairs.decided(vault, limit=10_000)
            if not one.undone
        }
        for decision in chance.sample(sorted(who), len(who)):
            pairs.take_back(who[decision], decision)
        self.settle(chance)

    @property
    def told(self) -> list[Any]:
        """What the devices tell of cards, clusters, questions, and of how many people there are."""
        return [
            [(written(vault), groups(vault), asked(vault)) for vault in self.vaults],
            self.counted,
        ]

    @property
    def counted(self) -> tuple[Any, ...]:
        """What the count of people says at the coordination."""
        told = monitoring.to_json(monitoring.compute(self.vaults[0], DAY, DAY))
        return tuple(value for name, value in sorted(told.items()) if name.startswith("a1.people"))


def ids(vault: Vault) -> list[str]:
    return [row["id"] for row in vault.query("SELECT id FROM person WHERE voided IS 0 ORDER BY id")]


def standing(vault: Vault) -> list[CardMerge]:
    rows = vault.query(
        "SELECT id FROM card_merge WHERE undone_at = '' AND voided IS 0 ORDER BY merged_at DESC, id DESC"
    )
    return [vault.get(CardMerge, row["id"]) for row in rows]


def part(vault: Vault, record: CardMerge) -> bool:
    """Undo a merge, unless a later one must be undone first."""
    try:
        card_merging.undo(vault, record.id)
    except InvalidValue:
        return False
    return True


def written(vault: Vault) -> list[list[dict[str, Any]]]:
    """The cards and whose every access is."""
    return [vault.query(f"SELECT * FROM {table} ORDER BY id") for table in ("person", "access")]


def groups(vault: Vault) -> list[tuple[str, str]]:
    return [
        tuple(row.values())
        for row in vault.query("SELECT person_id, cluster_id FROM person_cluster ORDER BY 1")
    ]  # type: ignore[misc]


def anew(vault: Vault) -> list[tuple[str, str]]:
    """The clusters worked out from the beginning."""
    with vault.connection() as raw:
        raw.execute("BEGIN IMMEDIATE")
        raw.execute("DELETE FROM person_cluster")
        raw.execute("DELETE FROM person_cluster_dirty")
        raw.execute(
            "INSERT INTO person_cluster_dirty SELECT id FROM person "
            "UNION SELECT person_a FROM person_decision UNION SELECT person_b FROM person_decision"
        )
        clusters.refresh(raw)
        found = raw.execute("SELECT person_id, cluster_id FROM person_cluster ORDER BY 1").fetchall()
        raw.execute("ROLLBACK")
    return [tuple(row) for row in found]


def held(vault: Vault) -> dict[tuple[str, str], str]:
    """Pair → verdict, of what nobody took back the latest: worked out in another way than the program does."""
    rows = vault.query("SELECT * FROM person_decision")
    undone = {row["undoes"] for row in rows}
    found: dict[tuple[str, str], tuple[str, str, str]] = {}
    for row in rows:
        if not row["undoes"] and row["id"] not in undone:
            pair = row["person_a"], row["person_b"]
            found[pair] = max(found.get(pair, ("", "", "")), (row["decided_at"], row["id"], row["verdict"]))
    return {pair: verdict for pair, (_, _, verdict) in found.items() if verdict != "withdrawn"}


def asked(vault: Vault) -> list[tuple[str, str]]:
    """The queue, in its order."""
    return [(pair.a.id, pair.b.id) for pair in pairs.to_review(vault)]
