"""The network's questions in registers: columns of the templates, read back, refused by row, compared, taken back."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from millegiorni_desk.areas.accesses import service as accesses
from millegiorni_desk.areas.people import service as people
from millegiorni_desk.areas.people.records import Person
from millegiorni_desk.areas.questions import answers
from millegiorni_desk.areas.questions import service as questions
from millegiorni_desk.areas.questions.answers import Value
from millegiorni_desk.areas.questions.records import Question
from millegiorni_desk.flows.workbooks import Kind, Outcome, import_workbook, template, undo_import
from millegiorni_desk.flows.workbooks.columns import COLUMNS, LISTS_SHEET
from millegiorni_desk.flows.workbooks.foreign import foreign_words
from millegiorni_desk.flows.workbooks.guessing import guess
from millegiorni_desk.flows.workbooks.plan import register_by
from millegiorni_desk.sheets.reading import read_book
from millegiorni_desk.vault.vault import Vault

from .conftest import ACCESS, FATIMA, PATHWAY, Register, new_vault

SINCE = date(2025, 1, 1)
WORDS = ("A piedi", "In bus", "Altro (con le ruote)")
KINDS = {"choice": "Mezzo", "choices": "Aiuti", "number": "Minuti", "date": "Scadenza", "text": "Racconto"}


def ask(vault: Vault, about: str, kind: str, label: str) -> str:
    words = WORDS if kind in questions.CHOSEN else ()
    new = Question(code="", about=about, kind=kind, label=label, active_from=SINCE)
    return questions.add(vault, new, words).code


@pytest.fixture(scope="module")
def asking(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Vault]:
    """A desk at which everything is asked of everything."""
    with new_vault(tmp_path_factory.mktemp("domande") / "barrito") as vault:
        for about in questions.ABOUT:
            for kind, label in KINDS.items():
                ask(vault, about, kind, f"{label} {about}")
        yield vault


class _Enough(Exception):
    """Ends the save without keeping it."""


def filled(vault: Vault, path: Path, kind: Kind, *rows: dict[str, Any]) -> Path:
    """The template of *vault* with those rows (header → value)."""
    workbook = openpyxl.load_workbook(BytesIO(template(kind, vault)))
    sheet = workbook.worksheets[0]
    headers = [cell.value for cell in sheet[1]]
    for row in rows:
        assert set(row) <= set(headers)
        sheet.append([row.get(header) for header in headers])
    workbook.save(path)
    return path


VALUES: dict[str, st.SearchStrategy[Value]] = {
    "choice": st.sampled_from(["a_piedi", "in_bus"]),
    "choices": st.lists(
        st.sampled_from(["a_piedi", "in_bus", "altro_con_le_ruote"]), unique=True, min_size=1
    ),
    "number": st.integers(-(10**11), 10**11).map(lambda thousandths: thousandths / 1000),
    "date": st.dates(date(1950, 1, 1), date(2099, 12, 31)),
    "text": st.text(st.characters(codec="utf-8", categories=("L", "N", "P")), min_size=1, max_size=40).filter(
        lambda told: told.strip() and not told.startswith("=")
    ),
}
ROWS = {
    Kind.ACCESSES: ("access", ACCESS),
    Kind.PATHWAYS: ("pathway", PATHWAY),
    Kind.MEETINGS: ("meeting", {"Casa": "BAR", "Data": date(2025, 10, 3), "Titolo": "Massaggio"}),
    Kind.PEOPLE: ("person", {"Casa": "BAR", **FATIMA}),
}


@settings(max_examples=12)
@given(
    kind=st.sampled_from(list(ROWS)),
    told=st.fixed_dictionaries({kind: st.none() | values for kind, values in VALUES.items()}),
    by_code=st.booleans(),
)
def test_what_is_written_in_the_template_is_what_was_answered(
    asking: Vault,
    tmp_path_factory: pytest.TempPathFactory,
    kind: Kind,
    told: dict[str, Value],
    by_code: bool,
) -> None:
    about, row = ROWS[kind]
    given_answers = {
        f"{KINDS[key].lower()}_{about}": value for key, value in told.items() if value is not None
    }
    written: dict[str, Any] = dict(row)
    for key, value in told.items():
        asked = questions.question(asking, f"{KINDS[key].lower()}_{about}")
        if value is not None and by_code and key in questions.CHOSEN:
            written[asked.label] = ";".join(value) if isinstance(value, list) else value
        elif value is not None:
            written[asked.label] = answers.words(asking, asked, value, italian=True)
    path = filled(asking, tmp_path_factory.mktemp("registri") / "registro.xlsx", kind, written)
    with suppress(_Enough), asking.save("trial"):
        outcome = import_workbook(asking, path)
        assert [one.reason for one in outcome.rejected] == []
        record = asking.scalar(f"SELECT id FROM {about}")
        assert answers.of(asking, about, record) == given_answers
        again = import_workbook(asking, path)
        assert (again.added, again.already) == (0, 1)
        raise _Enough


def test_templates_hold_what_is_asked_today_and_their_words(vault: Vault) -> None:
    ask(vault, "access", "choice", "Mezzo")
    ask(vault, "person", "date", "Data")
    gone = ask(vault, "access", "text", "Una volta")
    questions.retire(vault, gone)
    workbook = openpyxl.load_workbook(BytesIO(template(Kind.ACCESSES, vault)))
    headers = [cell.value for cell in workbook.worksheets[0][1]]
    # A question called as one of our columns says what it is asked of.
    assert headers[len(COLUMNS[Kind.ACCESSES]) :] == ["Mezzo", "Data (persona)"]
    lists = {
        column[0].value: [cell.value for cell in column[1:] if cell.value]
        for column in workbook[LISTS_SHEET].columns
    }
    assert lists["Mezzo"] == list(WORDS)
    assert openpyxl.load_workbook(BytesIO(template(Kind.DOTI, vault))).worksheets[0].max_column == len(
        COLUMNS[Kind.DOTI]
    )


def imported(
    vault: Vault, register: Register, *rows: dict[str, Any], own: tuple[str, ...], **named: Any
) -> Outcome:
    headers = [*(column.header for column in COLUMNS[Kind.ACCESSES]), *own]
    return import_workbook(vault, register("accesses", *rows, headers=headers, **named))


def test_a_wrong_answer_rejects_its_own_row_and_says_where(vault: Vault, register: Register) -> None:
    ask(vault, "access", "choice", "Mezzo")
    ask(vault, "access", "number", "Minuti")
    questions.retire(vault, ask(vault, "access", "text", "Una volta"), date(2025, 6, 30))
    rows = (
        {**ACCESS, "Ora": "09:00", "Mezzo": "in razzo", "Minuti": "tanti"},
        {**ACCESS, "Ora": "10:00", "Mezzo": "in BUS", "Minuti": 12.5},
        {**ACCESS, "Ora": "11:00", "Una volta": "c'era"},
    )
    outcome = imported(vault, register, *rows, own=("Mezzo", "Minuti", "Una volta"))
    assert outcome.added == 1
    first, last = outcome.rejected
    assert "Mezzo: «in razzo» non è tra: A piedi, In bus" in first.reason
    assert "Minuti: «tanti» non è un numero" in first.reason
    assert last.reason == "Una volta: non si chiede il 03/10/2025."
    assert set(outcome.wrong[last.row_number]) == {"question.una_volta"}
    access = vault.scalar("SELECT id FROM access")
    assert answers.of(vault, "access", access) == {"mezzo": "in_bus", "minuti": 12.5}


def test_a_row_that_answers_otherwise_is_a_difference(vault: Vault, register: Register) -> None:
    ask(vault, "access", "choice", "Mezzo")
    imported(vault, register, {**ACCESS, "Mezzo": "a_piedi"}, own=("Mezzo",))
    outcome = imported(vault, register, {**ACCESS, "Mezzo": "In bus"}, own=("Mezzo",))
    assert "già importata con altri valori: Mezzo" in outcome.rejected[0].reason
    assert imported(vault, register, {**ACCESS}, own=("Mezzo",)).already == 1


def test_her_card_is_filled_and_never_overwritten(vault: Vault, register: Register) -> None:
    zone = ask(vault, "person", "text", "Zona")
    work = ask(vault, "person", "text", "Lavoro di prima")
    fatima = people.add(
        vault, Person(house="BAR", surname="El Amrani", name="Fatima", birth_date=date(1990, 3, 12))
    )
    answers.save(vault, "person", fatima.id, {zone: "nord"})
    row = {**ACCESS, "Zona": "sud", "Lavoro di prima": "sarta"}
    outcome = imported(vault, register, row, own=("Zona", "Lavoro di prima"))
    assert answers.of(vault, "person", fatima.id) == {zone: "nord", work: "sarta"}
    assert any("resta la scheda" in one.text for one in outcome.warnings)


def test_an_import_taken_back_takes_its_answers_and_can_be_made_again(
    vault: Vault, register: Register
) -> None:
    ask(vault, "access", "choice", "Mezzo")
    ask(vault, "person", "text", "Zona")
    row = {**ACCESS, "Mezzo": "In bus", "Zona": "nord"}
    outcome = imported(vault, register, row, own=("Mezzo", "Zona"))
    undo_import(vault, outcome.import_id)
    assert vault.scalar("SELECT count(*) FROM question_answer WHERE voided IS 0") == 0
    again = imported(vault, register, row, own=("Mezzo", "Zona"))
    assert (again.added, again.rejected) == (1, [])
    assert vault.scalar("SELECT count(*) FROM question_answer WHERE voided IS 0") == 2


def test_on_a_card_that_was_there_before_too(vault: Vault, register: Register) -> None:
    zone = ask(vault, "person", "text", "Zona")
    fatima = people.add(
        vault, Person(house="BAR", surname="El Amrani", name="Fatima", birth_date=date(1990, 3, 12))
    )
    row = {**ACCESS, "Zona": "nord"}
    undo_import(vault, imported(vault, register, row, own=("Zona",)).import_id)
    assert answers.of(vault, "person", fatima.id) == {}
    imported(vault, register, row, own=("Zona",))
    assert answers.of(vault, "person", fatima.id) == {zone: "nord"}


def test_answers_of_a_row_that_tells_of_violence_are_sealed(vault: Vault, register: Register) -> None:
    ask(vault, "access", "text", "Racconto")
    imported(vault, register, {**ACCESS, "Bisogni": "Violenza", "Racconto": "zqx"}, own=("Racconto",))
    assert vault.scalar("SELECT words FROM question_answer") == ""
    access = vault.scalar("SELECT id FROM access")
    assert answers.of(vault, "access", access) == {"racconto": "zqx"}


def test_the_wizard_knows_the_columns_and_their_words(vault: Vault, register: Register) -> None:
    ask(vault, "access", "choice", "Mezzo")
    headers = ["Data", "Casa", "Cognome", "Nome", "Mezzo"]
    path = register(
        "accesses", {"Data": date(2025, 10, 3), "Casa": "BAR", "Mezzo": "corriera"}, headers=headers
    )
    book = read_book(path)
    plan = guess(vault, book)
    assert plan.columns["mezzo"] == "question.mezzo"
    (word,) = [one for one in foreign_words(vault, register_by(plan, book)) if not one.known]
    assert word.column.header == "Mezzo"
    outcome = import_workbook(vault, path, plan=plan.with_meaning("question.mezzo", word.key, "in_bus"))
    assert outcome.added == 1
    assert accesses.count(vault) == 1
    access = vault.scalar("SELECT id FROM access")
    assert answers.of(vault, "access", access) == {"mezzo": "in_bus"}
