"""Answers are kept with their record or not at all, read back, put right, and sealed with what is reserved."""

from datetime import date
from pathlib import Path

import pytest

from millegiorni_desk.areas.accesses import service as accesses
from millegiorni_desk.areas.accesses.records import Access
from millegiorni_desk.areas.meetings.records import Meeting
from millegiorni_desk.areas.pathways import service as pathways
from millegiorni_desk.areas.pathways.records import Pathway
from millegiorni_desk.areas.people.records import Person
from millegiorni_desk.areas.questions import answers, service
from millegiorni_desk.areas.questions.answers import Value
from millegiorni_desk.areas.questions.records import Question, QuestionAnswer
from millegiorni_desk.errors import InvalidValue, NotAllowed, NotFound
from millegiorni_desk.flows import sealing
from millegiorni_desk.flows.desk import open_desk
from millegiorni_desk.network import wordlists
from millegiorni_desk.vault.vault import Vault
from tests.areas.reserved_desk import MARKER, SECRET, furnish, in_clear

from .conftest import ask

DAY = date(2025, 3, 3)


def access(vault: Vault, person: Person | None = None) -> str:
    told = {"house": "BAR", "on_date": DAY, "person_id": person.id if person else None}
    return accesses.add(vault, Access(**told)).id


@pytest.mark.parametrize(
    ("kind", "value", "read"),
    [
        ("choice", "si", "Sì"),
        ("choices", ["no", "si"], "No; Sì"),
        ("number", 3.5, "3,5"),
        ("number", 1250.0, "1250"),
        ("number", 0.0, "0"),
        ("date", date(2025, 11, 20), "20/11/2025"),
        ("text", "Con l'autobus,\ndue cambi", "Con l'autobus,\ndue cambi"),
    ],
)
@pytest.mark.parametrize("about", ["access", "person", "pathway", "meeting"])
def test_an_answer_is_kept_and_read_back(
    vault: Vault, fatima: Person, about: str, kind: str, value: Value, read: str
) -> None:
    asked = ask(vault, about, kind, "Che cosa?", *(("Sì", "No") if "choice" in kind else ()))
    record = {
        "access": lambda: access(vault, fatima),
        "person": lambda: fatima.id,
        "pathway": lambda: (
            pathways.open_pathway(vault, Pathway(house="BAR", person_id=fatima.id, opened_on=DAY)).id
        ),
        "meeting": lambda: _meeting(vault),
    }[about]()
    answers.save(vault, about, record, {asked.code: value})
    assert answers.of(vault, about, record) == {asked.code: value}
    assert answers.words(vault, asked, value) == read
    row = vault.get(QuestionAnswer, answers.id_of(about, record, asked.code))
    assert (row.house, row.person_id) == ("BAR", None if about == "meeting" else fatima.id)


def _meeting(vault: Vault) -> str:
    meeting = Meeting(house_code="BAR", title="Massaggio", on_date=DAY)
    with vault.save("meeting.add") as session:
        session.add(meeting)
    return meeting.id


def test_an_answer_that_cannot_be_kept_undoes_its_record(vault: Vault) -> None:
    asked = ask(vault, "access", "number", "Quanti?")
    with pytest.raises(InvalidValue) as refused, vault.save("access.record"):
        answers.save(vault, "access", access(vault), {asked.code: "tanti"})
    assert refused.value.field == "question.quanti"
    assert accesses.count(vault) == 0


def test_put_right_and_taken_away_it_stays_in_the_history(vault: Vault) -> None:
    asked, record = ask(vault, "access", "choice", "Torna?", "Sì", "No"), access(vault)
    for value in ("si", "no", None):
        answers.save(vault, "access", record, {asked.code: value})
    assert answers.of(vault, "access", record) == {}
    told = answers.history(vault, "access", record, asked.code)
    assert [(one.value, one.by) for one in told] == [(None, "marta"), ("no", "marta"), ("si", "marta")]
    assert vault.scalar("SELECT count(*) FROM question_answer") == 1


def test_only_what_is_given_changes(vault: Vault) -> None:
    first, second = ask(vault, "access", "text", "Uno"), ask(vault, "access", "text", "Due")
    record = access(vault)
    answers.save(vault, "access", record, {first.code: "a", second.code: "b"})
    answers.save(vault, "access", record, {second.code: "c"})
    answers.save(vault, "access", record, {})
    assert answers.of(vault, "access", record) == {first.code: "a", second.code: "c"}


@pytest.mark.parametrize(
    ("kind", "wrong"),
    [("choice", "forse"), ("choice", ["si", "no"]), ("choices", ["si", "forse"]), ("number", float("nan")),
     ("number", 1e10), ("number", "tre"), ("date", "ieri"), ("text", "a" * 2001)],
)  # fmt: skip
def test_what_is_no_answer_is_refused(vault: Vault, kind: str, wrong: Value) -> None:
    asked = ask(vault, "access", kind, "Che cosa?", *(("Sì", "No") if "choice" in kind else ()))
    with pytest.raises(InvalidValue) as refused:
        answers.save(vault, "access", access(vault), {asked.code: wrong})
    assert refused.value.field == "question.che_cosa"


def test_a_question_is_asked_only_where_and_when_it_is(vault: Vault, fatima: Person) -> None:
    of_people = ask(vault, "person", "text", "Uno")
    later = ask(vault, "access", "text", "Due", since=date(2025, 4, 1))
    record = access(vault)
    with pytest.raises(InvalidValue, match="si chiede di altro"):
        answers.save(vault, "access", record, {of_people.code: "a"})
    with pytest.raises(InvalidValue, match="non si chiede il 03/03/2025"):
        answers.save(vault, "access", record, {later.code: "a"})
    with pytest.raises(NotFound):
        answers.save(vault, "access", record, {"niente": "a"})
    with pytest.raises(NotFound):
        answers.save(vault, "access", "niente", {later.code: "a"})


def test_retiring_keeps_the_answers_and_lets_them_be_put_right(vault: Vault) -> None:
    asked, record = ask(vault, "access", "choice", "Torna?", "Sì", "No"), access(vault)
    answers.save(vault, "access", record, {asked.code: "si"})
    service.retire(vault, asked.code, date(2025, 2, 1))
    wordlists.end(vault, service.vocabulary(asked.code), "si")
    assert answers.of(vault, "access", record) == {asked.code: "si"}
    assert answers.words(vault, asked, "si") == "Sì"
    answers.save(vault, "access", record, {asked.code: "no"})
    assert answers.of(vault, "access", record) == {asked.code: "no"}
    with pytest.raises(InvalidValue):
        answers.save(vault, "access", access(vault), {asked.code: "no"})


# --- what is reserved --------------------------------------------------------------------------------


def _asked(vault: Vault, about: str) -> Question:
    """A question as it comes from the coordination, which alone may add one."""
    made = Question(code="perche", about=about, kind="text", label="Perché?")
    day = Question(code="quando", about=about, kind="date", label="Quando?")
    number = Question(code="quanti", about=about, kind="number", label="Quanti?")
    with vault.save("question.add") as session:
        session.add_all([made, day, number])
    return made


GIVEN: dict[str, Value] = {"perche": MARKER, "quando": date(1987, 6, 5), "quanti": 7654321.0}


def _record(vault: Vault, about: str, *, reserved: bool) -> str:
    if about == "access":
        needs = ["violence"] if reserved else []
        return accesses.add(vault, Access(house="", on_date=date.today(), person_id="p1", needs=needs)).id
    fragilities = ["violence"] if reserved else []
    given = Pathway(house="", person_id="p1", opened_on=date.today(), fragilities=fragilities)
    return pathways.open_pathway(vault, given).id


@pytest.mark.parametrize("about", ["access", "pathway"])
@pytest.mark.parametrize("reserved", [True, False])
def test_answers_are_sealed_with_their_record_at_once_or_later(
    tmp_path: Path, about: str, reserved: bool
) -> None:
    folder = furnish(tmp_path)
    with open_desk(folder, "lucia", SECRET) as vault:
        _asked(vault, about)
        record = _record(vault, about, reserved=reserved)
        answers.save(vault, about, record, GIVEN)
        if not reserved:
            if about == "access":
                accesses.edit(vault, record, needs=["violence"])
            else:
                pathways.edit(vault, record, fragilities=["violence"])
        assert answers.of(vault, about, record) == GIVEN
        answers.save(vault, about, record, {"quanti": 8.0})
        assert answers.of(vault, about, record) == {**GIVEN, "quanti": 8.0}
        rows = vault.query("SELECT choices, number, day, words FROM question_answer")
        assert {(row["number"], row["day"], row["words"]) for row in rows} <= {
            (None, None, ""),
            (None, "", ""),
        }
        assert [one.value for one in answers.history(vault, about, record, "perche") if one.value] == []
    assert not in_clear(folder)
    with open_desk(folder, "olga", SECRET) as vault:
        assert answers.of(vault, about, record) == {}
        with pytest.raises(NotAllowed):
            answers.save(vault, about, record, {"perche": "di nascosto"})


def test_taking_the_seal_away_brings_the_answers_back(tmp_path: Path) -> None:
    folder = furnish(tmp_path)
    with open_desk(folder, "lucia", SECRET) as vault:
        _asked(vault, "access")
        record = _record(vault, "access", reserved=True)
        answers.save(vault, "access", record, GIVEN)
        accesses.edit(vault, record, [], needs=["income"])
    with open_desk(folder, "olga", SECRET) as vault:
        assert answers.of(vault, "access", record) == GIVEN


def test_what_another_desk_answered_in_clear_is_taken_under_the_seal(tmp_path: Path) -> None:
    folder = furnish(tmp_path)
    with open_desk(folder, "lucia", SECRET) as vault:
        _asked(vault, "access")
        record = _record(vault, "access", reserved=True)
        with vault.save("sync") as session:
            session.add(
                QuestionAnswer(
                    house="BAR", question="perche", subject_table="access", subject_id=record, words=MARKER
                )
            )
        sealing.settle(vault)
        assert answers.of(vault, "access", record) == {"perche": MARKER}
    assert not in_clear(folder)
