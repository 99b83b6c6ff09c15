from datetime import date
from pathlib import Path

import openpyxl
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from millegiorni_desk.flows.workbooks import Kind, Outcome, Rejected, import_workbook, reading, write_rejected
from millegiorni_desk.vault.vault import Vault
from tests.flows.workbooks.conftest import ACCESS, Register


def test_rejected_rows_come_back_corrected(
    vault: Vault, register: Register, tmp_path: Path, temporary_folder: Path
) -> None:
    rows = ({**ACCESS, "Data": "31/02/2025", "Note": "-5 gradi"}, ACCESS, {**ACCESS, "Telefono": "=A1"})
    outcome = import_workbook(vault, register("accesses", *rows))
    path = tmp_path / "da correggere.xlsx"
    write_rejected(outcome, path)
    assert list(temporary_folder.iterdir()) == [], "no copy in clear is left or made elsewhere"

    workbook = openpyxl.load_workbook(path)
    sheet = workbook.active
    headers = [cell.value for cell in sheet[1]]
    assert headers[:-2] == list(outcome.titles) and headers[-2:] == ["Ripetizione", "Motivo"]
    assert sheet.cell(2, headers.index("Motivo") + 1).value == "Data: il 31 febbraio 2025 non esiste."
    assert sheet.cell(2, headers.index("Data di nascita") + 1).value.date() == date(1990, 3, 12)
    sheet.cell(2, headers.index("Data") + 1).value = date(2025, 2, 28)
    workbook.save(path)
    again = import_workbook(vault, path)
    assert (again.added, again.already, len(again.rejected)) == (2, 0, 0)
    assert vault.scalar("SELECT count(*) FROM access WHERE notes = '-5 gradi'") == 1


def test_a_repeated_row_keeps_its_place_when_it_comes_back(
    vault: Vault, register: Register, tmp_path: Path
) -> None:
    outcome = import_workbook(
        vault, register("accesses", ACCESS, {**ACCESS, "Bisogni": "Astrologia"}, ACCESS)
    )
    assert outcome.added == 2
    path = tmp_path / "da correggere.xlsx"
    write_rejected(outcome, path)
    workbook = openpyxl.load_workbook(path)
    headers = [cell.value for cell in workbook.active[1]]
    workbook.active.cell(2, headers.index("Bisogni") + 1).value = None
    workbook.save(path)
    assert import_workbook(vault, path).added == 1, "a second access like the first, not the first again"


def test_rejected_twice_has_one_reason(vault: Vault, register: Register, tmp_path: Path) -> None:
    path = tmp_path / "da correggere.xlsx"
    write_rejected(import_workbook(vault, register("accesses", {**ACCESS, "Data": "boh"})), path)
    outcome = import_workbook(vault, path)
    write_rejected(outcome, path)
    found = reading.read(path)
    assert found.titles.count("Motivo") == 1 and found.notes == ()


VALUES = st.one_of(
    st.text(max_size=30),
    st.sampled_from(["=1+1", "+39 011", "-5", "@SUM(A1)", "\tA", "=cmd|' /C calc'!A0", "'=1"]),
    st.floats(allow_nan=False, allow_infinity=False),
    st.booleans(),
    st.dates(date(1900, 3, 1), date(2100, 1, 1)),
)


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(VALUES, min_size=1, max_size=6))
@example(values=["\x08="])
def test_text_stays_text_and_never_becomes_a_formula(tmp_path: Path, values: list[object]) -> None:
    outcome = Outcome(Kind.ACCESSES, ("Data", "Casa", "Cognome", "Nome", "Note", "Ora"))
    outcome.rejected = [Rejected(2, tuple(values), "=motivo", 1)]  # type: ignore[arg-type]
    path = tmp_path / "rifiutate.xlsx"
    write_rejected(outcome, path)
    sheet = openpyxl.load_workbook(path).active
    for row in sheet.iter_rows(min_row=2):
        for cell in row:
            assert cell.data_type != "f"
            if isinstance(cell.value, str) and cell.value.startswith(("=", "+", "-", "@", "\t")):
                assert cell.quotePrefix
    assert all(not row.formulas for row in reading.read(path).rows)
