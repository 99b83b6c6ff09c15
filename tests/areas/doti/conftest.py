"""A house that holds money: Barrito with one body, one fund of two lines, two women and their pathway."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from sqlmodel import select

from millegiorni_desk.areas.doti import moves, service
from millegiorni_desk.areas.doti.checks import NewDote
from millegiorni_desk.areas.doti.records import BudgetLine, Fund
from millegiorni_desk.areas.people.records import Person
from millegiorni_desk.network import service as network
from millegiorni_desk.network.records import House, ManagingBody
from millegiorni_desk.vault.opening import FirstUser, Place
from millegiorni_desk.vault.permissions import Role
from millegiorni_desk.vault.vault import Vault
from millegiorni_sync import change_log
from tests.new_vaults import new_vault

LUCIA = FirstUser("lucia", "Lucia", (Role.CASE_MANAGER, Role.COORDINATOR), "cinque parole a caso qui")
DAY = date(2025, 11, 23)


@dataclass(frozen=True)
class Desk:
    """An open vault of the house BAR and the ids of what is in it."""

    vault: Vault
    fund: Fund
    line: BudgetLine
    bills: BudgetLine
    fatima: Person
    amina: Person

    def new(self, **changes: object) -> NewDote:
        """A dote of 151,65 € for Fatima's electricity bill, with *changes*."""
        asked = {
            "person_id": self.fatima.id,
            "line_id": self.line.id,
            "expense": "utilities",
            "amount_cents": 15165,
            "committed_on": DAY,
            "supplier": "Iren",
            "document": "F2210",
            "reason": "bolletta della luce",
        }
        return NewDote(**{**asked, **changes})  # type: ignore[arg-type]


def sit_down(vault: Vault, user: str, name: str) -> None:
    """Somebody else is at the desk from now on."""
    vault.user, vault.user_name = user, name
    with vault.connection() as raw:
        ordinal = raw.execute("SELECT ordinal FROM sync_state").fetchone()[0]
        change_log.start(raw, ordinal, user)


def open_house(folder: Path, house: str = "BAR", ordinal: int = 2) -> Vault:
    """A new vault of *house* for Lucia, who is case manager and coordinator."""
    return new_vault(folder, Place(house=house, ordinal=ordinal), LUCIA)


def furnish(vault: Vault) -> Desk:
    """Put houses, bodies, a fund, an envelope of 1.200,00 € on each of two lines, and two women in *vault*."""
    network.add_house(vault, House(code="BAR", name="Barrito", address="via Tepice 23, Torino"))
    network.add_house(vault, House(code="CEC", name="Cecchi Point"))
    network.add_body(
        vault,
        ManagingBody(
            code="BAR",
            name="Associazione Barrito APS",
            houses=["BAR"],
            seat="via Tepice 23, Torino",
            codice_fiscale="97812340018",
        ),
    )
    network.add_body(vault, ManagingBody(code="CECA", name="Cecchi APS", houses=["CEC"]))
    network.add_body(vault, ManagingBody(code="CECB", name="Cooperativa Cecchi", houses=["CEC"]))
    fund = service.add_fund(
        vault,
        Fund(
            code="UBI",
            name="Bando Umanitario",
            funder="Unione Buddhista Italiana",
            opens_on=date(2025, 1, 1),
            closes_on=date(2025, 12, 31),
        ),
    )
    line = service.add_line(vault, BudgetLine(fund_id=fund.id, name="Doti"))
    bills = service.add_line(vault, BudgetLine(fund_id=fund.id, name="Bollette", expenses=["utilities"]))
    for each in (line, bills):
        moves.allocate(vault, "BAR", each.id, 120_000, date(2025, 1, 10))
    fatima = Person(
        house="BAR",
        surname="El Idrissi",
        name="Fatima",
        gender="F",
        birth_date=date(1994, 3, 12),
        birth_country="MA",
        codice_fiscale="LDRFTM94C52Z330K",
    )
    amina = Person(house="BAR", surname="Traoré", name="Amina", gender="F")
    with vault.save("test.people") as session:
        session.add_all([fatima, amina])
    return Desk(vault, fund, line, bills, fatima, amina)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """Lucia's desk at Barrito."""
    with new_vault(tmp_path / "archivio", Place("BAR", 2), LUCIA, furnish) as vault:
        yield _found(vault)


def _found(vault: Vault) -> Desk:
    """What ``furnish`` put there."""
    with vault.read() as session:
        (fund,) = session.exec(select(Fund))
        lines = {line.name: line for line in session.exec(select(BudgetLine))}
        women = {woman.name: woman for woman in session.exec(select(Person))}
    return Desk(vault, fund, lines["Doti"], lines["Bollette"], women["Fatima"], women["Amina"])
