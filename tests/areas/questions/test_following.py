"""Answers go with their record: erased, exported and joined with what they are about."""

from datetime import date

from millegiorni_desk.areas.accesses import service as accesses
from millegiorni_desk.areas.accesses.records import Access
from millegiorni_desk.areas.monitoring import service as monitoring
from millegiorni_desk.areas.people import service as people
from millegiorni_desk.areas.people.records import Person
from millegiorni_desk.areas.questions import answers
from millegiorni_desk.areas.questions.answers import Value
from millegiorni_desk.flows import card_merging, erasing, person_export, person_paper
from millegiorni_desk.flows.difference_words import value_words
from millegiorni_desk.vault.vault import Vault

from .conftest import ask

DAY = date(2025, 3, 3)


def _answered(vault: Vault, person: Person) -> str:
    """Questions of every kind about an access of hers and about herself, answered; gives the access."""
    given: dict[str, Value] = {}
    for kind, value in (
        ("choice", "bus"),
        ("number", 4.0),
        ("date", date(1999, 9, 9)),
        ("text", "zqxparole"),
    ):
        for about in ("access", "person"):
            words = ("Bus", "Piedi") if kind == "choice" else ()
            given[ask(vault, about, kind, f"{about} {kind}", *words).code] = value
    access = accesses.add(vault, Access(house="BAR", on_date=DAY, person_id=person.id)).id
    answers.save(vault, "access", access, {code: one for code, one in given.items() if "access" in code})
    answers.save(vault, "person", person.id, {code: one for code, one in given.items() if "person" in code})
    return access


def test_erasing_keeps_the_codes_that_are_counted_and_nothing_about_herself(
    vault: Vault, fatima: Person
) -> None:
    access = _answered(vault, fatima)
    year = (date(2025, 1, 1), date(2025, 12, 31))
    before = monitoring.to_json(monitoring.compute(vault, *year))
    erasing.erase(vault, fatima.id, "El Idrissi")
    assert answers.of(vault, "access", access) == {"access_choice": "bus", "access_number": 4.0}
    assert answers.of(vault, "person", fatima.id) == {}
    after = monitoring.to_json(monitoring.compute(vault, *year))
    for name in ("q.access_choice", "q.access_number", "q.access_number.mean"):
        assert after[name] == before[name]
    held = vault.query("SELECT group_concat(coalesce(cells, '')) AS cells FROM sync_log")[0]["cells"]
    for gone in ("zqxparole", "1999-09-09"):
        assert gone not in held
    assert vault.scalar("SELECT count(*) FROM question_answer WHERE person_id IS NOT NULL") == 0


def test_an_answer_of_an_access_that_became_hers_later_is_erased_too(vault: Vault, fatima: Person) -> None:
    asked = ask(vault, "access", "text", "Altro")
    access = accesses.add(vault, Access(house="BAR", on_date=DAY)).id
    answers.save(vault, "access", access, {asked.code: "zqxparole"})
    accesses.edit(vault, access, person_id=fatima.id)
    assert person_export.collect(vault, fatima.id).records["question_answer"][0]["words"] == "zqxparole"
    erasing.erase(vault, fatima.id, "El Idrissi")
    assert answers.of(vault, "access", access) == {}


def test_what_is_handed_to_her_holds_her_answers(vault: Vault, fatima: Person) -> None:
    _answered(vault, fatima)
    told = person_export.collect(vault, fatima.id)
    assert len(told.records["question_answer"]) == 8
    part = next(one for one in person_paper.wording()["part"] if one["table"] == "question_answer")
    lines = dict(person_paper._Reader(vault).told(part, told.records["question_answer"]))
    assert lines["person choice"] == "Risposte: Bus"
    assert lines["access number"] == "Numero: 4"
    assert lines["access date"] == "Giorno: 09/09/1999"
    assert person_paper.to_pdf(vault, told)


def test_joined_cards_answer_once_and_apart_again_each_its_own(vault: Vault, fatima: Person) -> None:
    other = people.add(vault, Person(house="BAR", surname="El Idrisi", name="Fatima"))
    both, one = ask(vault, "person", "text", "Zona"), ask(vault, "person", "text", "Lavoro")
    answers.save(vault, "person", fatima.id, {both.code: "nord"})
    answers.save(vault, "person", other.id, {both.code: "sud", one.code: "sarta"})
    merge = card_merging.merge_cards(vault, fatima.id, other.id)
    assert answers.of(vault, "person", fatima.id) == {both.code: "nord", one.code: "sarta"}
    answers.save(vault, "person", fatima.id, {both.code: "est"})
    assert answers.of(vault, "person", fatima.id)[both.code] == "est"
    card_merging.undo(vault, merge.id)
    assert answers.of(vault, "person", fatima.id) == {both.code: "est"}
    assert answers.of(vault, "person", other.id) == {both.code: "sud", one.code: "sarta"}


def test_a_reserved_answer_is_handed_to_her_with_its_question_where_it_can_be_read(
    vault: Vault, fatima: Person
) -> None:
    asked = ask(vault, "access", "choice", "Come arriva", "Bus", "Piedi")
    told = Access(house="BAR", on_date=DAY, person_id=fatima.id, needs=["violence"])
    access = accesses.add(vault, told, [vault.user_id]).id
    answers.save(vault, "access", access, {asked.code: "bus"})
    closed = person_export.collect(vault, fatima.id)
    assert closed.records["question_answer"][0]["choices"] == "[]"
    opened = person_export.collect(vault, fatima.id, reserved=True)
    (one,) = [one for one in opened.opened if one["table"] == "question_answer"]
    assert (one["values"]["question"], one["values"]["choices"]) == (asked.code, ["bus"])
    assert person_paper._opened(person_paper._Reader(vault), one)[1] == "Domanda: Come arriva · Risposte: Bus"


def test_two_answers_to_one_question_are_told_in_words(vault: Vault) -> None:
    asked = ask(vault, "person", "choices", "Chi aiuta", "Nonni", "Vicine")
    assert value_words(vault, "question_answer", "choices", '["nonni","vicine"]') == "Nonni, Vicine"
    assert value_words(vault, "question_answer", "question", asked.code) == "Chi aiuta"
    assert value_words(vault, "question_answer", "words", "nonni") == "nonni"
