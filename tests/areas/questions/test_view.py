"""The questions on the screens: answered at an access and on cards by keyboard, in drafts, and made on their page."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from millegiorni_desk.app import coordination
from millegiorni_desk.app import questions as questions_pages
from millegiorni_desk.app.questions.asked import QuestionsSection
from millegiorni_desk.app.questions.page import QuestionsPage
from millegiorni_desk.app.questions.words import ListsSection
from millegiorni_desk.areas.accesses import drafts
from millegiorni_desk.areas.accesses import service as accesses
from millegiorni_desk.areas.accesses.records import Access
from millegiorni_desk.areas.accesses.view.new_access import NewAccessPage
from millegiorni_desk.areas.meetings import service as meetings
from millegiorni_desk.areas.meetings.records import Meeting
from millegiorni_desk.areas.monitoring import view as monitoring_view
from millegiorni_desk.areas.monitoring.view.indicator_page import IndicatorPage
from millegiorni_desk.areas.monitoring.view.monitoring_page import MonitoringPage
from millegiorni_desk.areas.questions import answers, service
from millegiorni_desk.areas.questions.records import Question
from millegiorni_desk.areas.questions.view.card import QuestionsCard
from millegiorni_desk.areas.questions.view.fields import QuestionForm
from millegiorni_desk.errors import InvalidValue
from millegiorni_desk.network import service as network
from millegiorni_desk.network.records import Term
from millegiorni_desk.network.wordlists import code_for
from millegiorni_desk.ui.tasks import wait_for_all
from millegiorni_desk.vault.permissions import Role
from tests.screens import Desk, desk, desk_of, light, window
from tests.ui.spoken import nameless

from .conftest import SINCE

__all__ = ["desk", "light", "window"]

Key = Qt.Key
TODAY = date.today()


def arrived(desk: Desk, about: str, kind: str, label: str, *words: str, since: date = SINCE) -> str:
    """A question as it comes to a desk from the coordination; gives its code."""
    code = code_for(label, ())
    with desk.vault.save("sync") as session:
        session.add(Question(code=code, about=about, kind=kind, label=label, active_from=since))
        for rank, word in enumerate(words, 1):
            session.add(Term(vocabulary=f"question.{code}", code=code_for(word, ()), label=word, rank=rank))
    desk.settle()
    return code


def new_access(desk: Desk, argument: object = None) -> NewAccessPage:
    page = desk.open("new-access", argument)
    assert isinstance(page, NewAccessPage)
    return page


def test_without_questions_the_access_is_as_it_was(desk: Desk) -> None:
    page = new_access(desk)
    assert page.answers.asked.isHidden()
    assert page.scroller.verticalScrollBar().maximum() == 0


def test_answered_at_an_access_by_keyboard(desk: Desk) -> None:
    arrived(desk, "access", "choice", "Con che mezzo", "A piedi", "In bus")
    arrived(desk, "access", "number", "Minuti di attesa")
    page = new_access(desk, {"anonymous": True})
    assert page.scroller.verticalScrollBar().maximum() == 0, "two questions stand beside the others"
    desk.ctrl(Key.Key_D)
    desk.type("i ")
    desk.press(Key.Key_Tab)
    desk.type("12,5")
    desk.ctrl(Key.Key_Return)
    (visit,) = accesses.page(desk.vault, 0, 10)
    told = answers.of(desk.vault, "access", visit.access.id)
    assert told == {"con_che_mezzo": "in_bus", "minuti_di_attesa": 12.5}
    assert not any(page.answers.asked.given().values()), "the next access begins without answers"


def test_what_cannot_be_an_answer_stands_beside_its_question_and_saves_nothing(desk: Desk) -> None:
    arrived(desk, "access", "number", "Minuti di attesa")
    page = new_access(desk, {"anonymous": True})
    desk.ctrl(Key.Key_D)
    desk.type("tanti")
    desk.ctrl(Key.Key_S)
    field = page.answers.asked.fields["question.minuti_di_attesa"]
    assert field.problem == "Qui va un numero, come 12 o 3,5."
    assert accesses.count(desk.vault) == 0


def test_a_draft_keeps_the_answers(desk: Desk) -> None:
    arrived(desk, "access", "choices", "Che cosa ha portato", "Bollette", "Referti")
    arrived(desk, "access", "text", "Altro")
    page = new_access(desk, {"anonymous": True})
    page.answers.asked.set_values(
        {"question.che_cosa_ha_portato": ("referti",), "question.altro": "una lettera"}
    )
    page.keep_draft()
    (draft,) = drafts.drafts(desk.vault)
    new_access(desk, {"typed": "altra"})
    page = new_access(desk, {"draft": draft.id})
    assert page.answers.asked.given() == {"che_cosa_ha_portato": ["referti"], "altro": "una lettera"}


def test_undoing_brings_back_what_was_answered(desk: Desk) -> None:
    arrived(desk, "access", "text", "Altro")
    page = new_access(desk, {"anonymous": True})
    page.answers.asked.set_values({"question.altro": "una lettera"})
    desk.ctrl(Key.Key_S)
    desk.ctrl(Key.Key_Z)
    assert accesses.count(desk.vault) == 0
    assert page.answers.asked.given() == {"altro": "una lettera"}


def test_an_access_put_right_keeps_its_answers_and_takes_them_back(desk: Desk) -> None:
    arrived(desk, "access", "choice", "Torna", "Sì", "No")
    access = accesses.add(desk.vault, Access(house="BAR", on_date=TODAY)).id
    answers.save(desk.vault, "access", access, {"torna": "si"})
    desk.open("accesses")
    desk.open("access", access)
    desk.ctrl(Key.Key_D)
    desk.type("n ")
    desk.ctrl(Key.Key_S)
    assert answers.of(desk.vault, "access", access) == {"torna": "no"}
    desk.ctrl(Key.Key_Z)
    assert answers.of(desk.vault, "access", access) == {"torna": "si"}


def test_another_day_has_its_own_questions_and_what_was_answered_stays_to_be_seen(desk: Desk) -> None:
    arrived(desk, "access", "text", "Da oggi", since=TODAY)
    arrived(desk, "access", "text", "Da sempre")
    page = new_access(desk, {"anonymous": True})
    assert list(page.answers.asked.fields) == ["question.da_oggi", "question.da_sempre"]
    page.answers.asked.set_values({"question.da_sempre": "sì"})
    page.answers.more.on_date.set_value(TODAY - timedelta(days=3))
    assert list(page.answers.asked.fields) == ["question.da_sempre"]
    assert page.answers.asked.given() == {"da_sempre": "sì"}
    form = QuestionForm(desk.vault, "access")
    form.ask(TODAY - timedelta(days=3), {"da_oggi": "prima"})
    assert form.fields["question.da_oggi"].value() == "prima"
    assert form.given() == {}


def test_a_reserved_access_seals_what_was_answered(desk: Desk) -> None:
    arrived(desk, "access", "text", "Altro")
    page = new_access(desk, {"anonymous": True})
    page.answers.needs.set_value(("violence",))
    page.answers.asked.set_values({"question.altro": "zqxsegreto"})
    desk.ctrl(Key.Key_S)
    assert desk.vault.scalar("SELECT words FROM question_answer") == ""
    access = desk.vault.scalar("SELECT id FROM access")
    assert answers.of(desk.vault, "access", access) == {"altro": "zqxsegreto"}


def test_answered_on_her_card_with_undo(desk: Desk) -> None:
    code = arrived(desk, "person", "date", "Patente fino al")
    arrived(desk, "person", "choice", "Zona", "Nord", "Sud")
    fatima = desk.add("Fatima", "El Idrissi")
    page = desk.open("person", fatima.id)
    card = page.findChild(QuestionsCard)
    assert card is not None and card.isVisible()
    card.edit_button.setFocus()
    desk.press(Key.Key_Return)
    desk.type("20/11/2027")
    desk.press(Key.Key_Return)
    desk.type("s ")
    card.save_button.setFocus()
    desk.press(Key.Key_Return)
    assert answers.of(desk.vault, "person", fatima.id) == {code: date(2027, 11, 20), "zona": "sud"}
    assert not card.editing and nameless(card) == []
    desk.ctrl(Key.Key_Z)
    assert answers.of(desk.vault, "person", fatima.id) == {}


def test_a_card_of_which_nothing_is_asked_shows_nothing(desk: Desk) -> None:
    page = desk.open("person", desk.add("Fatima", "El Idrissi").id)
    card = page.findChild(QuestionsCard)
    assert card is not None and card.isHidden()


def test_answered_of_a_meeting(desk: Desk) -> None:
    arrived(desk, "meeting", "number", "Sedie che mancavano")
    made = meetings.add(desk.vault, Meeting(house_code="BAR", title="Massaggio", on_date=TODAY))
    page = desk.open("meeting", made.id)
    card = page.findChild(QuestionsCard)
    assert card is not None and card.isVisible()
    card.edit_button.click()
    desk.type("3")
    card.save_button.click()
    assert answers.of(desk.vault, "meeting", made.id) == {"sedie_che_mancavano": 3.0}
    assert not card.editing
    desk.ctrl(Key.Key_Z)
    assert answers.of(desk.vault, "meeting", made.id) == {}


# --- the coordination's page -------------------------------------------------------------------------


@pytest.fixture
def rete(tmp_path: Path, qtbot: QtBot, window: Callable[[QWidget], QWidget]) -> Iterator[Desk]:
    made = desk_of(tmp_path / "rete", qtbot, "", (Role.COORDINATOR,))
    for name in ("network", "month-end"):
        made.shell._registered.pop(name, None)
    coordination.pages(made.vault, made.shell)
    questions_pages.pages(made.vault, made.shell)
    monitoring_view.pages(made.vault, made.shell)
    made.shell.resize(1366, 768)
    window(made.shell)
    yield made
    wait_for_all()
    made.vault.close()


def section(desk: Desk) -> QuestionsSection:
    page = desk.open("questions")
    assert isinstance(page, QuestionsPage)
    made = page.parts.section("questions")
    assert isinstance(made, QuestionsSection)
    return made


def test_a_question_is_made_worded_and_retired_by_keyboard(rete: Desk) -> None:
    made = section(rete)
    assert rete.focus() is made.form.fields["label"].control
    rete.type("Come arriva?")
    rete.press(Key.Key_Return)
    rete.type("a ")
    rete.press(Key.Key_Tab)
    rete.type("una")
    rete.type(" ")
    assert not made.form.fields["words"].isHidden()
    rete.press(Key.Key_Tab)
    rete.type("Bus")
    rete.press(Key.Key_Return)
    rete.type("A piedi")
    made.card.save_button.setFocus()
    rete.press(Key.Key_Return)
    (asked,) = service.every(rete.vault)
    assert (asked.code, asked.about, asked.kind, asked.active_from) == (
        "come_arriva",
        "access",
        "choice",
        TODAY,
    )
    assert list(service.options(rete.vault, asked.code)) == ["bus", "a_piedi"]
    made.table.view.selectRow(0)
    made.table.setFocus()
    rete.press(Key.Key_Return)
    assert made.card.key == asked.code and not made.words.isHidden()
    assert not made.about.isEnabled() and made.form.fields["words"].isHidden()
    made.words.label.set_value("Taxi")
    made.words.save()
    assert list(service.options(rete.vault, asked.code)) == ["bus", "a_piedi", "taxi"]
    made.form.set_values({"label": "Come è arrivata?"})
    made.save()
    assert service.question(rete.vault, asked.code).label == "Come è arrivata?"
    made._take_up({"code": asked.code})
    made.retire_button.click()
    assert service.in_use(rete.vault, "access", TODAY) == []
    assert made.table.model.row(0)["state"] == "non si chiede più"
    rete.ctrl(Key.Key_Z)
    assert [one.code for one in service.in_use(rete.vault, "access", TODAY)] == [asked.code]
    assert nameless(made) == []


def test_a_question_without_words_is_refused_beside_its_field(rete: Desk) -> None:
    made = section(rete)
    made.form.set_values({"label": "Come arriva?", "about": "access", "kind": "choice"})
    made.save()
    assert "due risposte" in made.form.fields["words"].problem
    made.form.set_values({"label": "", "words": "Bus\nTram"})
    made.save()
    assert made.form.fields["label"].problem == "Scrivi la domanda."
    assert service.every(rete.vault) == []


def test_questions_are_moved(rete: Desk) -> None:
    made = section(rete)
    for label in ("Uno", "Due"):
        service.add(rete.vault, Question(code="", about="access", kind="text", label=label))
    rete.settle()
    made._take_up({"code": "due"})
    made.up_button.click()
    assert [one.code for one in service.every(rete.vault)] == ["due", "uno"]
    rete.ctrl(Key.Key_Z)
    assert [one.code for one in service.every(rete.vault)] == ["uno", "due"]


def test_words_of_a_list_are_added_ended_and_put_in_order(rete: Desk) -> None:
    page = rete.open("questions", "words")
    assert isinstance(page, QuestionsPage)
    made = page.parts.section("words")
    assert isinstance(made, ListsSection)
    card = made.words
    card.label.setFocus()
    rete.type("Vestiti")
    rete.press(Key.Key_Return)
    assert network.terms(rete.vault, "need")["vestiti"] == "Vestiti"
    assert rete.focus() is card.label.control, "another word can follow at once"
    rete.type("vestiti")
    rete.press(Key.Key_Return)
    assert card.label.problem == "«Vestiti» c'è già."
    card._take_up({"code": "home", "label": "Casa"})
    card.up_button.click()
    before = list(network.terms(rete.vault, "need"))
    assert before.index("home") < before.index("work")
    card.end_button.click()
    assert "home" not in network.terms(rete.vault, "need", TODAY)
    rete.ctrl(Key.Key_Z)
    assert "home" in network.terms(rete.vault, "need", TODAY)
    made.which.set_value("activity")
    assert card.table.model.row(0)["label"] == "Ascolto"
    assert nameless(made) == []


def test_the_figures_of_questions_have_their_part(rete: Desk, qtbot: QtBot) -> None:
    page = rete.open("monitoring")
    assert isinstance(page, MonitoringPage)
    qtbot.waitUntil(lambda: page.report is not None and not page.work.busy)
    assert "q" not in [chip.code for chip in page.part.chips]
    for kind, label, words in (("choice", "Come arriva", ("Bus", "A piedi")), ("number", "Minuti", ())):
        service.add(rete.vault, Question(code="", about="access", kind=kind, label=label), words)
    access = accesses.add(rete.vault, Access(house="BAR", on_date=TODAY)).id
    answers.save(rete.vault, "access", access, {"come_arriva": "bus", "minuti": 7.5})
    page.count()
    qtbot.waitUntil(lambda: "q" in page.parts and not page.work.busy)
    page.part.set_value("q")
    rete.settle()
    board = page.parts["q"].board
    assert board.isVisible()
    assert list(board.figures) == ["q.minuti", "q.minuti.mean"]
    assert "7,5" in board.figures["q.minuti"].accessibleName()
    qtbot.keyClick(board.charts["q.come_arriva"].bars, Key.Key_Return)
    rows = rete.shell.built("indicator")
    assert isinstance(rows, IndicatorPage)
    qtbot.waitUntil(lambda: rows.table.model.rowCount() == 1 and not rows.work.busy)
    rete.open("indicator", {"id": "q.minuti"})
    qtbot.waitUntil(lambda: not rows.work.busy and rows.value.text() == "7,5")
    column = next(one for one in rows.table.model.columns if one.key == "answer_number")
    assert column.words is not None and column.words(rows.table.model.row(0)["answer_number"]) == "7,5"


def test_only_answers_that_can_be_read_are_given(desk: Desk) -> None:
    arrived(desk, "access", "number", "Minuti")
    form = QuestionForm(desk.vault, "access")
    form.ask(TODAY, {"minuti": 3.0})
    assert form.given() == {}
    form.set_values({"question.minuti": None})
    assert form.given() == {"minuti": None}
    form.fields["question.minuti"].line.setText("x")  # type: ignore[attr-defined]
    with pytest.raises(InvalidValue):
        form.given()
