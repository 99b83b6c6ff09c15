from datetime import date
from pathlib import Path

import openpyxl
import pytest

from millegiorni_desk.errors import WorkbookRefused
from millegiorni_desk.flows.workbooks import Kind, reading
from tests.flows.workbooks.conftest import ACCESS, Register


def test_missing_columns_are_named_with_those_found(tmp_path: Path) -> None:
    workbook = openpyxl.Workbook()
    workbook.active.append(["Data", "Nome", "Bisogni", "Canale"])
    workbook.active.append([date(2025, 1, 1), "Fatima", "", ""])
    workbook.save(tmp_path / "registro.xlsx")
    with pytest.raises(WorkbookRefused) as refusal:
        reading.read(tmp_path / "registro.xlsx")
    assert "Mancano le colonne «Casa», «Cognome»" in refusal.value.message
    assert "Ho trovato: «Data», «Nome», «Bisogni», «Canale»" in refusal.value.message


def test_a_workbook_that_is_no_register_says_what_was_found(tmp_path: Path) -> None:
    workbook = openpyxl.Workbook()
    workbook.active.append(["Ricetta", "Ingredienti"])
    workbook.save(tmp_path / "registro.xlsx")
    with pytest.raises(
        WorkbookRefused, match=r"Non riconosco questo registro\. Ho trovato: «Ricetta», «Ingredienti»"
    ):
        reading.read(tmp_path / "registro.xlsx")


def test_the_same_column_twice_is_refused(tmp_path: Path) -> None:
    workbook = openpyxl.Workbook()
    workbook.active.append(["Data", "Casa", "Cognome", "Nome", "DATA*"])
    workbook.save(tmp_path / "registro.xlsx")
    with pytest.raises(WorkbookRefused, match="due colonne con lo stesso nome: «Data»"):
        reading.read(tmp_path / "registro.xlsx")


def test_titles_above_empty_rows_and_other_sheets_do_not_disturb(tmp_path: Path) -> None:
    workbook = openpyxl.Workbook()
    workbook.active.title = "Copertina"
    workbook.active.append(["Casa del Quartiere"])
    sheet = workbook.create_sheet("Gennaio")
    sheet["B2"] = "Registro 2025"
    for column, header in enumerate(["Casa", "Nome", "Cognome", "Data", "Segno"], 2):
        sheet.cell(4, column, header)
    sheet["B6"], sheet["C6"], sheet["E6"] = "BAR", "Fatima", date(2025, 1, 1)
    workbook.create_sheet("Febbraio")
    workbook.save(tmp_path / "registro.xlsx")
    found = reading.read(tmp_path / "registro.xlsx")
    assert found.kind is Kind.ACCESSES
    assert [(row.number, row.cells[1:3]) for row in found.rows] == [(6, ("BAR", "Fatima"))]
    assert any("«Segno»" in note for note in found.notes)
    assert any("«Copertina», «Febbraio»" in note for note in found.notes)


def test_formulas_are_seen_where_they_stand(register: Register) -> None:
    path = register("accesses", {**ACCESS, "Note": "=1+1"}, ACCESS)
    found = reading.read(path)
    place = found.headers.places["notes"]
    assert [row.formulas for row in found.rows] == [{place: "1+1"}, {}]
