"""Vaults of a house and of the coordination with money in them, and registers made on the spot."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from millegiorni_desk.areas.doti import service as doti
from millegiorni_desk.areas.doti.records import BudgetLine, Fund
from millegiorni_desk.flows.workbooks.columns import COLUMNS, Kind
from millegiorni_desk.network import service as network
from millegiorni_desk.network.records import House, ManagingBody
from millegiorni_desk.vault.opening import FirstUser, Place
from millegiorni_desk.vault.permissions import Role
from millegiorni_desk.vault.vault import Vault
from tests import new_vaults

PASSPHRASE = "cinque parole a caso qui"
LUCIA = FirstUser("lucia", "Lucia", (Role.CASE_MANAGER, Role.COORDINATOR), PASSPHRASE)
MARTA = FirstUser("marta", "Marta", (Role.CASE_MANAGER, Role.COORDINATOR), PASSPHRASE)

FATIMA = {
    "Cognome": "El Amrani",
    "Nome": "Fatima",
    "Codice fiscale": "",
    "Data di nascita": date(1990, 3, 12),
}
ACCESS = {"Data": date(2025, 10, 3), "Casa": "Barrito", "Ora": "09:30", **FATIMA}
PATHWAY = {"Casa": "BAR", "Apertura": date(2025, 9, 1), **FATIMA}
DOTE = {
    "Casa": "BAR",
    **FATIMA,
    "Data impegno": date(2025, 10, 1),
    "Tipo spesa": "Utenze",
    "Importo": 151.65,
    "Fondo": "UBI",
    "Fornitore": "Iren",
    "Documento": "F2210",
}

Register = Callable[..., Path]


def furnish(vault: Vault) -> Vault:
    """Two houses, a body for each (San Salvario has two), and a fund of which Barrito may spend 1.000,00 €."""
    network.add_house(vault, House(id="h1", code="BAR", name="Barrito"))
    network.add_house(vault, House(id="h2", code="SAL", name="San Salvario"))
    network.add_body(
        vault, ManagingBody(id="b1", code="BAGNI", name="Associazione Bagni", houses=["BAR", "SAL"])
    )
    network.add_body(vault, ManagingBody(id="b2", code="SALV", name="Agenzia San Salvario", houses=["SAL"]))
    doti.add_fund(vault, Fund(id="f1", code="UBI", name="Unione Buddhista Italiana"))
    doti.add_line(vault, BudgetLine(id="l1", fund_id="f1", name="Doti di inclusione"))
    doti.allocate(vault, "BAR", "l1", 100_000, date(2025, 1, 1))
    return vault


def new_vault(folder: Path, house: str = "BAR", ordinal: int = 2, user: FirstUser = LUCIA) -> Vault:
    return new_vaults.new_vault(folder, Place(house, ordinal), user, furnish)


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[Vault]:
    """The desk of Barrito."""
    with new_vault(tmp_path / "barrito") as opened:
        yield opened


@pytest.fixture
def other_desk(tmp_path: Path) -> Iterator[Vault]:
    """A second desk of Barrito, with another user."""
    with new_vault(tmp_path / "barrito-2", ordinal=3, user=MARTA) as opened:
        yield opened


@pytest.fixture
def coordination(tmp_path: Path) -> Iterator[Vault]:
    with new_vault(tmp_path / "coordinamento", house="", ordinal=1) as opened:
        yield opened


@pytest.fixture
def register(tmp_path: Path) -> Register:
    """Makes a workbook of a kind with those rows (header → value) and gives its path."""

    def make(
        kind: str, *rows: Mapping[str, Any], name: str = "registro.xlsx", headers: Sequence[str] = ()
    ) -> Path:
        headers = headers or [column.header for column in COLUMNS[Kind(kind)]]
        workbook = openpyxl.Workbook()
        sheet = workbook.active
        sheet.append(headers)
        for row in rows:
            sheet.append([row.get(header) for header in headers])
        path = tmp_path / name
        workbook.save(path)
        return path

    return make


def rows_of(vault: Vault, table: str) -> list[dict[str, Any]]:
    """Every row of a table, in a stable order."""
    return vault.query(f"SELECT * FROM {table} ORDER BY id")


def synced(vault: Vault) -> dict[str, list[dict[str, Any]]]:
    """What an import can write: the rows of every table it touches."""
    tables = ("person", "child", "access", "pathway", "goal", "dote")
    found = {table: rows_of(vault, table) for table in tables}
    found["ledger_entry"] = vault.query("SELECT * FROM ledger_entry WHERE dote_id IS NOT NULL ORDER BY id")
    return found
