from datetime import date
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest

from millegiorni_desk.errors import InvalidValue, StorageFailed
from millegiorni_desk.flows.workbooks import Kind, reading, template, write_template
from millegiorni_desk.flows.workbooks.columns import COLUMNS, EXAMPLE_SHEET, LISTS_SHEET
from millegiorni_desk.flows.workbooks.rows import RowReader
from millegiorni_desk.flows.workbooks.words import Words
from millegiorni_desk.vault.vault import Vault

KINDS = pytest.mark.parametrize("kind", list(Kind))


@KINDS
def test_a_template_is_read_as_its_own_empty_register(kind: Kind, tmp_path: Path) -> None:
    write_template(kind, tmp_path / "modello.xlsx")
    found = reading.read(tmp_path / "modello.xlsx")
    assert found.kind is kind and found.rows == [] and found.notes == ()
    assert list(found.titles) == [column.header for column in COLUMNS[kind]]


@KINDS
def test_a_template_written_leaves_nothing_in_the_temporary_folder(
    kind: Kind, temporary_folder: Path
) -> None:
    template(kind)
    assert list(temporary_folder.iterdir()) == []


@KINDS
def test_the_example_is_a_row_that_can_be_imported(kind: Kind, vault: Vault, tmp_path: Path) -> None:
    workbook = openpyxl.load_workbook(BytesIO(template(kind, vault)))
    examples = {row[0].value: row[1].value for row in workbook[EXAMPLE_SHEET].iter_rows(min_row=2)}
    workbook.worksheets[0].append([examples[column.header] for column in COLUMNS[kind]])
    workbook.save(tmp_path / "registro.xlsx")
    found = reading.read(tmp_path / "registro.xlsx")
    assert len(found.rows) == 1
    reader = RowReader(found.headers, Words(vault), date(2025, 12, 31))
    assert reader.read(found.rows[0]).problems == []


def test_lists_hold_the_labels_and_the_cells_offer_them(vault: Vault) -> None:
    workbook = openpyxl.load_workbook(BytesIO(template(Kind.ACCESSES, vault)))
    lists = {
        column[0].value: [cell.value for cell in column[1:] if cell.value]
        for column in workbook[LISTS_SHEET].columns
    }
    assert lists["Canale"][:2] == ["Diretto", "Servizi sociali"]
    assert lists["Casa"] == ["Barrito"], "a desk imports for its own house"
    sheet = workbook.worksheets[0]
    offered = {
        str(check.sqref).split("2:")[0]: check.formula1 for check in sheet.data_validations.dataValidation
    }
    column = next(cell.column_letter for cell in sheet[1] if cell.value == "Canale")
    place = list(lists).index("Canale")
    assert (
        offered[column]
        == f"{LISTS_SHEET}!${'ABCDEFGH'[place]}$2:${'ABCDEFGH'[place]}${len(lists['Canale']) + 1}"
    )
    assert sheet.freeze_panes == "A2"


def test_a_register_is_named_in_either_language() -> None:
    assert Kind.of("accesses") is Kind.of("Accessi") is Kind.ACCESSES
    with pytest.raises(InvalidValue, match="accesses, pathways, doti, meetings"):
        Kind.of("ricette")


def test_a_template_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    with pytest.raises(StorageFailed, match=r"modello\.xlsx"):
        write_template(Kind.DOTI, tmp_path / "non c'è" / "modello.xlsx")
