"""Importing 10,000 accesses against reading the same workbook alone."""

from pathlib import Path

from openpyxl import Workbook

from millegiorni_desk.areas.accesses import service as accesses
from millegiorni_desk.flows.desk import SCHEMA
from millegiorni_desk.flows.workbooks.importing import import_workbook
from millegiorni_desk.flows.workbooks.reading import read
from millegiorni_desk.network.records import House
from millegiorni_desk.vault.opening import FirstUser, Place, create_vault
from millegiorni_desk.vault.permissions import Role
from tests.benchmarks.people_400k import people
from tests.benchmarks.ratios import seconds, tell

_HEADERS = ["Data", "Casa", "Cognome", "Nome", "Codice fiscale", "Data di nascita", "Telefono", "Canale", "Bisogni", "ADI"]


def bench_import(tmp_path: Path) -> None:
    vault, _ = create_vault(
        tmp_path / "barrito",
        SCHEMA,
        Place("BAR", 2),
        FirstUser("lucia", "Lucia", (Role.CASE_MANAGER,), "cinque parole a caso qui"),
    )
    with vault.save("house.add") as session:
        session.add(House(code="BAR", name="Barrito"))
    path = tmp_path / "accessi.xlsx"
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append(_HEADERS)
    for number, one in enumerate(people(10_000)):
        day = f"{number % 28 + 1:02}/{number % 12 + 1:02}/2025"
        born = one.birth_date.strftime("%d/%m/%Y") if one.birth_date else ""
        sheet.append(
            [day, "BAR", one.surname, one.name, one.codice_fiscale, born, one.phone, "Diretto", "Reddito; Casa", "No"]
        )
    book.save(path)
    reading = seconds(lambda: read(path))
    importing = seconds(lambda: import_workbook(vault, path))
    again = seconds(lambda: import_workbook(vault, path))
    tell("import of 10,000 rows", [importing], [reading], "reading the workbook alone", "≤ 3×")
    tell("  the same again, nothing new", [again], [reading], "reading the workbook alone")
    print(f"  {accesses.count(vault)} accesses in the vault")
    vault.close()
