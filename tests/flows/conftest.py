"""A network for the tests: a coordinator and houses that meet in a folder."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pytest

from millegiorni_desk.areas.doti import service as doti
from millegiorni_desk.areas.doti.records import BudgetLine, Fund
from millegiorni_desk.flows import desk, joining, syncing
from millegiorni_desk.network import service as network
from millegiorni_desk.network.records import House, ManagingBody
from millegiorni_desk.vault.opening import FirstUser
from millegiorni_desk.vault.permissions import Role
from millegiorni_desk.vault.vault import Vault

PASSPHRASE = "cinque parole a caso qui"
MARTA = FirstUser("marta", "Marta", (Role.COORDINATOR,), PASSPHRASE)
LUCIA = FirstUser("lucia", "Lucia", (Role.CASE_MANAGER, Role.ADMINISTRATOR), PASSPHRASE)


@dataclass
class Network:
    """A coordinator, its houses by code, the folder where bundles meet, and a line with 1.000,00 € each."""

    folder: Path
    coordinator: Vault
    line: BudgetLine
    houses: dict[str, Vault] = field(default_factory=dict)

    @property
    def exchange(self) -> str:
        return str(self.folder / "exchange")

    def join(self, code: str, place: str = "") -> joining.Joined:
        """One more desk of the house *code*, not approved yet."""
        invitation = joining.invite(self.coordinator, code)
        return joining.join(self.folder / (place or code), invitation, LUCIA, self.exchange, "Postazione 1")

    def round(self, *others: Vault) -> None:
        """Everyone synchronises until there is nothing new."""
        everyone = [*self.houses.values(), *others, self.coordinator]
        for vault in (*everyone, *everyone):
            syncing.synchronise(vault)

    def close(self) -> None:
        for vault in (self.coordinator, *self.houses.values()):
            vault.close()


# Networks that were built for earlier tests, as they lie on disk: a copy of one opens in a tenth of the time.
_built: dict[tuple[str, ...], Path] = {}


def _build(folder: Path, codes: tuple[str, ...]) -> None:
    (folder / "exchange").mkdir(parents=True)
    coordinator, _ = desk.create_network(
        folder / "coordinator", "Rete di Torino", MARTA, str(folder / "exchange")
    )
    fund = doti.add_fund(coordinator, Fund(code="UBI", name="Bando Umanitario"))
    built = Network(folder, coordinator, doti.add_line(coordinator, BudgetLine(fund_id=fund.id, name="Doti")))
    for code in codes:
        joining.add_house(coordinator, House(code=code, name=f"Casa {code}"))
        network.add_body(coordinator, ManagingBody(code=code, name=f"Ente {code}", houses=[code]))
        doti.allocate(coordinator, code, built.line.id, 100_000, date(2025, 1, 1))
        built.houses[code] = built.join(code).vault
        syncing.synchronise(built.houses[code])
    for waiting in joining.requests(coordinator):
        joining.approve(coordinator, waiting)
    built.round()
    built.close()


def _open(folder: Path, codes: tuple[str, ...]) -> Network:
    coordinator = desk.open_desk(folder / "coordinator", MARTA.name, PASSPHRASE)
    houses = {code: desk.open_desk(folder / code, LUCIA.name, PASSPHRASE) for code in codes}
    for vault in (coordinator, *houses.values()):
        vault.set_local("exchange", str(folder / "exchange"))
    (line,) = doti.lines(coordinator)
    return Network(folder, coordinator, line, houses)


@contextmanager
def built(folder: Path, *codes: str) -> Iterator[Network]:
    """A network of those houses in *folder*, which is empty, for who is no test."""
    _build(folder / "rete", codes)
    made = _open(folder / "rete", codes)
    try:
        yield made
    finally:
        made.close()


@pytest.fixture
def make_network(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[..., Network]]:
    """Makes a network of those houses; two that a test makes have nothing in common, keys included."""
    made: list[Network] = []

    def make(*codes: str) -> Network:
        folder = tmp_path / f"rete{len(made)}"
        if made:
            _build(folder, codes)
        else:
            if codes not in _built:
                template = tmp_path_factory.mktemp("network") / "rete"
                _build(template, codes)
                _built[codes] = template
            shutil.copytree(_built[codes], folder)
        made.append(_open(folder, codes))
        return made[-1]

    yield make
    for network_made in made:
        network_made.close()
