"""The hours for the invoice: every session once, sums to the cent, and no woman's name on what leaves."""

from datetime import date
from io import BytesIO

from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from millegiorni_desk.areas.mediation import invoice_papers, invoicing, mediators, rates, service
from millegiorni_desk.areas.mediation.invoicing import Hours, Invoiced
from millegiorni_desk.areas.mediation.records import Mediation, Mediator
from millegiorni_desk.areas.people.records import Person
from millegiorni_desk.vault.vault import Vault
from tests.areas.mediation.conftest import ASKED, TODAY, session_of
from tests.paper.test_document import text_of


def held(vault: Vault, mediation: Mediation, patience: Mediator, rosa: Mediator) -> None:
    """Patience 90 + 50 + 7 minutes at 25,50 €, Rosa 30 without a rate, one session voided."""
    for days, minutes in enumerate((90, 50, 7)):
        service.add_session(vault, session_of(mediation, days, minutes, mediator_id=patience.id))
    service.add_session(vault, session_of(mediation, 3, 30, mediator_id=rosa.id, kind="relational"))
    wrong = service.add_session(vault, session_of(mediation, 3, 600, mediator_id=patience.id))
    service.void_session(vault, wrong.id)


def test_hours_by_mediator_and_month(
    vault: Vault, mediation: Mediation, patience: Mediator, rosa: Mediator
) -> None:
    held(vault, mediation, patience, rosa)
    rows = invoicing.hours(vault, ASKED, TODAY, patience.id)
    # 38,25 + 21,25 + 2,975 rounded half up.
    assert [row.cents for row in rows] == [3825, 2125, 298]
    groups = invoicing.by_mediator(vault, ASKED, TODAY)
    assert sorted({group.mediator for group in groups}) == ["Patience Igho", "Rosa Quispe"]
    assert all(row.on_date.strftime("%Y-%m") == group.month for group in groups for row in group.rows)
    assert invoicing.total(groups) == (177, 6248, True)
    assert invoicing.hours(vault, date(2020, 1, 1), date(2020, 1, 31)) == []


def test_a_new_rate_leaves_the_hours_before_it_as_they_were(
    vault: Vault, mediation: Mediation, patience: Mediator
) -> None:
    for days in range(4):
        service.add_session(vault, session_of(mediation, days, 60, mediator_id=patience.id))
    days = [row.on_date for row in invoicing.hours(vault, ASKED, TODAY)]

    def told() -> list[int | None]:
        return [row.cents for row in invoicing.hours(vault, ASKED, TODAY)]

    mediators.edit(vault, patience.id, cents_per_hour=3000)
    assert told() == [2550] * 4, "from today on"
    held = mediators.mediator(vault, patience.id)
    mediators.edit(vault, patience.id, **rates.changed(held, 4000, days[2]))
    assert told() == [2550, 2550, 4000, 4000]
    held = mediators.mediator(vault, patience.id)
    mediators.edit(vault, patience.id, **rates.changed(held, 2800, days[1]))
    assert told() == [2550, 2800, 2800, 2800], "put right from an earlier day on"
    assert mediators.mediator(vault, patience.id).earlier_rates == [f"{days[0]} 2550"]
    groups = invoicing.by_mediator(vault, ASKED, TODAY)
    assert {(group.cents_per_hour, len(group.rows)) for group in groups} >= {(2550, 1)}
    assert sum(group.cents or 0 for group in groups) == 2550 + 3 * 2800


def test_a_first_rate_holds_for_the_hours_before_it_too(
    vault: Vault, mediation: Mediation, rosa: Mediator
) -> None:
    service.add_session(vault, session_of(mediation, 0, 60, mediator_id=rosa.id))
    mediators.edit(vault, rosa.id, cents_per_hour=2000)
    assert [row.cents for row in invoicing.hours(vault, ASKED, TODAY)] == [2000]
    assert mediators.mediator(vault, rosa.id).earlier_rates == []


def test_a_mediation_taken_out_is_not_invoiced(
    vault: Vault, mediation: Mediation, patience: Mediator, rosa: Mediator
) -> None:
    held(vault, mediation, patience, rosa)
    service.void(vault, mediation.id)
    assert invoicing.hours(vault, ASKED, TODAY) == []


@given(st.lists(st.integers(1, 1440), min_size=1, max_size=30), st.integers(0, 100_000))
def test_each_amount_is_within_half_a_cent_and_they_add_up(minutes: list[int], rate: int) -> None:
    rows = tuple(Hours("d", "", "", "BAR", TODAY, "M", "interview", each, rate) for each in minutes)
    group = Invoiced("2025-01", "d", "", "", rate, rows)
    for row in rows:
        assert row.cents is not None
        assert abs(60 * row.cents - row.minutes * rate) <= 30
    assert group.cents == sum(row.cents or 0 for row in rows)
    assert abs(60 * (group.cents or 0) - sum(minutes) * rate) <= 30 * len(rows)


def test_what_leaves_has_the_case_and_no_name(
    vault: Vault, mediation: Mediation, blessing: Person, patience: Mediator, rosa: Mediator
) -> None:
    held(vault, mediation, patience, rosa)
    code = service.case_code(mediation.id)
    book = load_workbook(BytesIO(invoice_papers.hours_workbook(vault, ASKED, TODAY)))
    cells = [str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row]
    last = [cell.value for cell in book["Incontri"][book["Incontri"].max_row]]
    assert last[4] == 177 and last[7] == 62.48
    long = book["Per mese"].max_row
    assert book["Per mese"].row_dimensions[long].height == 15 and book["Per mese"]["C2"].alignment.wrap_text
    paper = text_of(invoice_papers.hours_pdf(vault, ASKED, TODAY))
    assert code in cells and code in paper
    assert "62,48€" in paper and "2,95" in paper
    assert "costoorariononèscritto" in paper
    for word in (blessing.surname, blessing.name, "consultorio"):
        assert not any(word in cell for cell in cells)
        assert word not in paper
    assert [row["action"] for row in vault.query("SELECT action FROM audit ORDER BY n DESC LIMIT 2")] == [
        "mediation.hours"
    ] * 2


def test_in_the_workbook_a_name_is_never_a_formula(
    vault: Vault, mediation: Mediation, patience: Mediator, rosa: Mediator
) -> None:
    held(vault, mediation, patience, rosa)
    with vault.connection() as raw:
        raw.execute("UPDATE mediator SET organisation = '=2+3' || char(7)")
    cell = load_workbook(BytesIO(invoice_papers.hours_workbook(vault, ASKED, TODAY)))["Per mese"]["C2"]
    assert (cell.value, cell.data_type, cell.quotePrefix) == ("=2+3", "s", True)


def test_a_period_without_sessions_is_said(vault: Vault) -> None:
    assert "Nessunincontro" in text_of(invoice_papers.hours_pdf(vault, ASKED, TODAY))
    assert invoice_papers.hours_workbook(vault, ASKED, TODAY)


def test_hours_and_euros_in_words() -> None:
    assert [invoice_papers.hours_words(minutes) for minutes in (60, 105, 50, 7800)] == [
        "1", "1,75", "0,83", "130",
    ]  # fmt: skip
    assert [invoice_papers.euros_words(cents) for cents in (None, 5, 123456)] == ["–", "0,05", "1.234,56"]
