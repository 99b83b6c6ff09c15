"""A network for the tests: a coordinator and houses that meet in a folder."""

from collections.abc import Callable, Iterator
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


@pytest.fixture
def make_network(tmp_path: Path) -> Iterator[Callable[..., Network]]:
    made: list[Network] = []

    def make(*codes: str) -> Network:
        folder = tmp_path / f"rete{len(made)}"
        (folder / "exchange").mkdir(parents=True)
        coordinator, _ = desk.create_network(
            folder / "coordinator", "Rete di Torino", MARTA, str(folder / "exchange")
        )
        fund = doti.add_fund(coordinator, Fund(code="UBI", name="Bando Umanitario"))
        line = doti.add_line(coordinator, BudgetLine(fund_id=fund.id, name="Doti"))
        built = Network(folder, coordinator, line)
        made.append(built)
        for code in codes:
            joining.add_house(coordinator, House(code=code, name=f"Casa {code}"))
            network.add_body(coordinator, ManagingBody(code=code, name=f"Ente {code}", houses=[code]))
            doti.allocate(coordinator, code, line.id, 100_000, date(2025, 1, 1))
            built.houses[code] = built.join(code).vault
            syncing.synchronise(built.houses[code])
        for waiting in joining.requests(coordinator):
            joining.approve(coordinator, waiting)
        built.round()
        return built

    yield make
    for network_made in made:
        network_made.close()
