"""The account as workbook and on paper: numbers that are numbers, sums that are formulas, names that stay text."""

import re
from datetime import date, datetime
from io import BytesIO

import pytest
from openpyxl import Workbook, load_workbook

from millegiorni_desk.areas.doti import account_changes, account_copies, accounts, service
from millegiorni_desk.areas.doti.account_paper import account_pdf
from millegiorni_desk.areas.doti.account_workbook import account_workbook, changes_workbook
from millegiorni_desk.areas.doti.accounts import CODES, NAMES, Account
from millegiorni_desk.areas.people.records import Person
from tests.areas.doti.conftest import DAY, Desk
from tests.paper.test_document import text_of

YEAR = (date(2025, 1, 1), date(2025, 12, 31))


def account(desk: Desk, payees: str = CODES) -> Account:
    return accounts.compute(desk.vault, desk.fund.id, *YEAR, payees)


@pytest.fixture
def doti(desk: Desk) -> Desk:
    """Two doti on two lines, one paid and partly given back, of women whose names a workbook would calculate."""
    with desk.vault.save("test") as session:
        session.merge(desk.amina.model_copy(update={"surname": "=1+1", "name": ""}))
        session.merge(desk.bills.model_copy(update={"own_share_bp": 1_000}))
    first = service.grant(desk.vault, desk.new()).dote
    service.grant(
        desk.vault,
        desk.new(person_id=desk.amina.id, line_id=desk.bills.id, amount_cents=20_001, document="B7"),
    )
    service.pay(desk.vault, first.id, None, date(2025, 12, 1))
    service.give_back(desk.vault, first.id, 5_000, date(2025, 12, 2))
    return desk


def opened(content: bytes) -> Workbook:
    return load_workbook(BytesIO(content))


def added(book: Workbook, sheet: str, formula: str) -> float:
    """What a SUM comes to, through the sums that it may add up itself."""
    found = re.fullmatch(r"=SUM\((?:(\w+)!)?([A-Z]+)(\d+):[A-Z]+(\d+)\)", formula)
    assert found is not None, formula
    cells = book[found[1] or sheet][f"{found[2]}{found[3]}:{found[2]}{found[4]}"]
    return sum(cell.value or 0 for (cell,) in cells)


def test_every_sum_is_a_formula_and_comes_to_what_the_ledger_says(doti: Desk) -> None:
    found = account(doti)
    book = opened(account_workbook(found))
    summary, rows = book["Riepilogo"], book["Doti"]
    said = {row[0].value: row for row in summary.iter_rows() if row[0].value}
    formulas = [cell.value for cell in said["Somma delle doti"][2:8]]
    ledger = [cell.value for cell in said["Libro mastro"][2:8]]
    assert ledger == [351.66, 151.65, 50.0, 301.66, 20.0, 281.66]
    assert [round(added(book, "Riepilogo", one), 2) for one in formulas] == ledger
    assert all(str(cell.value).startswith("=ROUND(") for cell in said["Differenza"][2:8])
    totals = [row for row in summary.iter_rows() if row[0].value == "Totale" and row[2].data_type == "f"]
    assert len(totals) == 5
    for total in totals:
        assert [round(added(book, "Riepilogo", str(cell.value)), 2) for cell in total[2:8]] == ledger
    heads = [row[0].row for row in summary.iter_rows() if row[6].value == "Quota delle Case"]
    assert {summary.row_dimensions[row].height for row in heads} == {30}, "two lines of it are seen"
    last = list(rows.iter_rows())[-1]
    assert [round(added(book, "Doti", str(cell.value)), 2) for cell in last[10:16]] == ledger


def test_amounts_and_days_are_numbers_and_names_stay_text(doti: Desk) -> None:
    rows = opened(account_workbook(account(doti, NAMES)))["Doti"]
    first, second = ({rows.cell(4, cell.column).value: cell for cell in row} for row in rows["A5:P6"])
    assert (first["Data"].value, first["Pagata il"].value) == (datetime(2025, 11, 23), datetime(2025, 12, 1))
    assert (first["Impegnato"].value, first["Impegnato"].number_format) == (151.65, '#,##0.00" €"')
    assert (first["Persona"].value, first["Documenti"].value) == ("El Idrissi Fatima", "F2210 · Iren")
    assert (second["Persona"].value, second["Persona"].data_type) == ("=1+1", "s")
    assert (second["Quota delle Case"].value, second["A carico del fondo"].value) == (20.0, 180.01)


def test_a_long_name_is_read_whole_also_in_print(doti: Desk) -> None:
    """It runs over several lines of its column, and its row is as high."""
    with doti.vault.save("test") as session:
        session.get_one(Person, doti.fatima.id).surname = "Bennani El Idrissi Benabdellah"
    rows = opened(account_workbook(account(doti, NAMES)))["Doti"]
    hers = rows["C5"]
    assert hers.value == "Bennani El Idrissi Benabdellah Fatima" and hers.alignment.wrap_text
    assert (rows.row_dimensions[5].height, rows.row_dimensions[6].height) == (30, 15)
    assert rows["K5"].alignment.vertical == "top"


def test_an_account_of_nothing_is_a_workbook_too(desk: Desk) -> None:
    book = opened(account_workbook(account(desk)))
    assert book["Doti"]["K6"].value == 0 or str(book["Doti"]["K6"].value).startswith("=SUM")
    assert account_pdf(account(desk)).startswith(b"%PDF")


def test_the_paper_has_every_dote_every_sum_and_the_digest_of_the_copy(doti: Desk) -> None:
    found = account(doti)
    kept = account_copies.freeze(doti.vault, found)
    text = _bare(text_of(account_pdf(found, kept.digest)))
    for wanted in ("Rendiconto delle doti", "Bando Umanitario (UBI)", "01/01/2025 – 31/12/2025", "Bollette"):
        assert _bare(wanted) in text
    for wanted in ("351,66 €", "281,66 €", "180,01 €", "F2210 · Iren", found.rows[0].payee):
        assert _bare(wanted) in text
    assert kept.digest in text
    assert "Fatima" not in text and "Fatima" in text_of(account_pdf(account(doti, NAMES)))
    assert account_pdf(found) == account_pdf(found)


def _bare(text: str) -> str:
    """Where a line breaks is the layout's choice."""
    return "".join(text.split())


def test_what_changed_is_a_workbook(doti: Desk) -> None:
    kept = account_copies.freeze(doti.vault, account(doti))
    service.grant(doti.vault, doti.new(amount_cents=1_000, document="N1", committed_on=DAY))
    sheet = opened(changes_workbook(account_changes.since(doti.vault, kept.id)))["Differenze"]
    row = [cell.value for cell in sheet[5]]
    assert (row[0], row[5], row[7]) == ("aggiunta", "N1 · Iren", 10.0)
    assert sheet["H6"].value == "=SUM(H5:H5)" and sheet["H7"].value == 10.0
