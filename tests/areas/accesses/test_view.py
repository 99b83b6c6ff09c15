"""Accesses on the screen: recorded by keyboard, put right, undone, kept as drafts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from millegiorni_desk.areas.accesses import drafts, service
from millegiorni_desk.areas.accesses.records import Access
from millegiorni_desk.areas.accesses.view.access_page import AccessPage
from millegiorni_desk.areas.accesses.view.accesses_page import AccessesPage
from millegiorni_desk.areas.accesses.view.new_access import NewAccessPage
from millegiorni_desk.areas.accesses.view.who import State
from millegiorni_desk.areas.people import service as people
from millegiorni_desk.areas.people.records import Child
from millegiorni_desk.ui import theme
from millegiorni_desk.vault.permissions import Role
from tests.screens import Desk, desk, desk_of, light, window
from tests.ui.spoken import nameless

__all__ = ["desk", "light", "window"]

Key = Qt.Key
TODAY = date.today()


def page_of(desk: Desk, argument: object = None) -> NewAccessPage:
    page = desk.open("new-access", argument)
    assert isinstance(page, NewAccessPage)
    return page


def all_accesses(desk: Desk) -> list[Access]:
    return [visit.access for visit in service.page(desk.vault, 0, 100)]


def test_a_day_at_the_desk_by_keyboard(desk: Desk) -> None:
    """An unknown woman, her card and her access; she comes again, misspelt, and is found with the reason."""
    desk.open("today")
    desk.type("ngozi okafor")
    desk.press(Key.Key_Return)
    page = desk.shell.built("new-access")
    assert isinstance(page, NewAccessPage)
    assert page.who.state is State.NEW
    desk.type("12/3/1994")
    desk.press(Key.Key_Return)
    desk.type("353 4418812")
    desk.ctrl(Key.Key_1)
    desk.type("n ")
    desk.ctrl(Key.Key_3)
    desk.type("s ")
    desk.press(Key.Key_Return)
    desk.type((TODAY + timedelta(days=90)).strftime("%d/%m/%Y"))
    desk.ctrl(Key.Key_5)
    desk.type("g d ")
    desk.ctrl(Key.Key_6)
    desk.type("as ")
    desk.ctrl(Key.Key_7)
    desk.type("av ")
    desk.ctrl(Key.Key_8)
    desk.type("3 ")
    desk.ctrl(Key.Key_Return)
    (access,) = all_accesses(desk)
    assert (access.in_care, access.pregnant, access.adi) == ("no", "yes", "unknown")
    assert (access.needs, access.activities) == (["pregnancy", "documents"], ["listening"])
    assert (access.referred_to, access.minutes, access.channel) == (["lawyer"], 30, "direct")
    assert desk.said == f"Accesso di Ngozi Okafor salvato alle {desk.vault.saved_at():%H:%M}"
    assert page.who.state is State.SEARCH
    assert desk.focus() is page.who.finder.field.line

    desk.type("okafo ngosi")
    desk.press(Key.Key_Down)
    (entry,) = page.who.finder.results.entries
    assert "Ngozi" in entry.accessibleName()
    assert "suono" in entry.accessibleName() or "simile" in entry.accessibleName()
    assert entry.hasFocus()
    desk.press(Key.Key_Return)
    assert page.who.state is State.PERSON
    assert "28ª settimana" in page.who.short.facts.text()
    desk.type("=")
    desk.ctrl(Key.Key_S)
    assert desk.shell.shown == "person"
    assert [one.in_care for one in service.of_person(desk.vault, access.person_id or "")] == ["no", "no"]
    assert people.count(desk.vault) == 1
    assert people.card(desk.vault, access.person_id or "").person.due_date == TODAY + timedelta(days=90)


def test_undoing_a_save_brings_back_what_was_typed(desk: Desk) -> None:
    page = page_of(desk, {"typed": "blessing osas"})
    page.answers.needs.set_value(["home"])
    desk.ctrl(Key.Key_Return)
    assert (people.count(desk.vault), service.count(desk.vault)) == (1, 1)
    desk.ctrl(Key.Key_Z)
    assert (people.count(desk.vault), service.count(desk.vault)) == (0, 0)
    assert page.who.state is State.NEW
    assert page.who.name == "Blessing Osas"
    assert page.answers.needs.chosen() == ("home",)


def test_a_woman_already_known_is_shown_before_a_second_card_is_made(desk: Desk) -> None:
    known = desk.add("Fatima", "El Idrissi", phone="3337149452", birth_date=date(1994, 3, 12))
    page = page_of(desk, {"typed": "fatma idrissi 3337149452"})
    desk.ctrl(Key.Key_Return)
    assert service.count(desk.vault) == 0
    same = page.who.quick.same
    assert same.buttons[0].hasFocus()
    assert "stesso telefono" in same.buttons[0].accessibleDescription()
    desk.press(Key.Key_Space)
    assert page.who.person is not None
    assert page.who.person.id == known.id
    desk.ctrl(Key.Key_Return)
    assert people.count(desk.vault) == 1
    assert [access.person_id for access in all_accesses(desk)] == [known.id]


def test_another_person_of_the_same_name_gets_her_own_card(desk: Desk) -> None:
    desk.add("Fatima", "El Idrissi", phone="3337149452")
    page = page_of(desk, {"typed": "fatima el idrissi"})
    desk.ctrl(Key.Key_Return)
    assert service.count(desk.vault) == 0
    page.who.quick.same.another_button.click()
    assert (people.count(desk.vault), service.count(desk.vault)) == (2, 1)


def test_nobody_chosen_is_told_in_place(desk: Desk) -> None:
    page = page_of(desk)
    page.answers.needs.set_value(["work"])
    desk.ctrl(Key.Key_Return)
    assert page.sheet.work.sentence == "Scegli chi è arrivata, oppure premi «Accesso anonimo»."
    assert desk.focus() is page.who.finder.field.line
    assert service.count(desk.vault) == 0


def test_an_anonymous_access_counts_as_an_access_only(desk: Desk) -> None:
    page = page_of(desk, {"anonymous": True})
    desk.ctrl(Key.Key_S)
    assert desk.said.startswith("Accesso anonimo salvato alle ")
    assert desk.shell.shown == "accesses"
    assert [access.person_id for access in all_accesses(desk)] == [None]
    assert page.who.state is State.SEARCH


def test_her_last_answers_are_kept_with_one_key(desk: Desk) -> None:
    joy = desk.add("Joy", "Osas")
    service.add(
        desk.vault,
        Access(
            house="BAR", on_date=TODAY - timedelta(days=40), person_id=joy.id, in_care="yes", adi="applied",
            pregnant="no",
        ),
    )  # fmt: skip
    page = page_of(desk, joy.id)
    desk.ctrl(Key.Key_0)
    answers = page.answers
    assert [group.value() for group in (answers.in_care, answers.adi, answers.pregnant)] == [
        "yes",
        "applied",
        "no",
    ]


def test_a_pregnancy_told_a_year_ago_is_not_offered_again(desk: Desk) -> None:
    joy = desk.add("Joy", "Osas")
    told = Access(house="BAR", on_date=TODAY - timedelta(days=365), person_id=joy.id, pregnant="yes")
    service.add(desk.vault, told)
    page = page_of(desk, joy.id)
    assert not page.answers.can_keep
    assert page.answers.due.isHidden()


def test_a_draft_of_someone_not_named_yet_says_so(desk: Desk) -> None:
    page = page_of(desk, {"typed": "333 1234567"})
    page.answers.needs.set_value(["home"])
    desk.open("today")
    (draft,) = drafts.drafts(desk.vault)
    assert draft.who == "Senza nome"


def test_what_is_typed_survives_in_a_draft(desk: Desk) -> None:
    joy = desk.add("Joy", "Osas")
    page = page_of(desk, joy.id)
    page.answers.needs.set_value(["home", "income"])
    page.answers.more.on_date.line.setText("3")
    desk.open("today")
    (draft,) = drafts.drafts(desk.vault)
    assert draft.who == "Joy Osas"
    page_of(desk, {"anonymous": True})
    assert page.answers.needs.chosen() == ()
    page_of(desk, {"draft": draft.id})
    assert page.who.name == "Joy Osas"
    assert page.answers.needs.chosen() == ("income", "home")
    assert page.answers.more.on_date.line.text() == "3"
    page.answers.more.on_date.set_value(TODAY)
    desk.ctrl(Key.Key_Return)
    assert drafts.drafts(desk.vault) == []


def test_locking_keeps_what_was_typed_a_moment_ago(desk: Desk) -> None:
    page = page_of(desk, {"anonymous": True})
    page.answers.needs.set_value(["home"])
    desk.shell.leave()
    assert [draft.answers["answers"]["needs"] for draft in drafts.drafts(desk.vault)] == [["home"]]


def test_looking_at_someone_leaves_no_draft(desk: Desk) -> None:
    joy = desk.add("Joy", "Osas", due_date=TODAY + timedelta(days=50))
    page_of(desk, joy.id)
    desk.open("today")
    assert drafts.drafts(desk.vault) == []


def test_a_date_that_cannot_be_is_told_beside_it_and_shown(desk: Desk) -> None:
    page = page_of(desk, {"anonymous": True})
    page.answers.more.on_date.line.setText("31/2/2025")
    desk.ctrl(Key.Key_Return)
    assert "non esiste" in page.answers.more.on_date.problem
    assert page.answers.more.on_date.isVisible()
    assert page.answers.more.on_date.line.hasFocus()
    assert service.count(desk.vault) == 0


def test_what_has_the_keyboard_is_in_sight_when_a_form_unfolds_below_the_screen(desk: Desk) -> None:
    page = page_of(desk, {"anonymous": True})
    desk.ctrl(Key.Key_7)
    desk.type("avv")
    desk.settle()
    assert page.scroller.verticalScrollBar().maximum() > 0
    desk.ctrl(Key.Key_9)
    desk.settle()
    field = page.answers.more.on_date
    below = field.mapTo(page.scroller.viewport(), field.rect().bottomLeft()).y()
    assert field.line.hasFocus()
    assert below <= page.scroller.viewport().height()


def test_calling_back_before_the_access_is_refused_beside_its_date(desk: Desk) -> None:
    page = page_of(desk, {"anonymous": True})
    page.answers.more.follow_up.line.setText("1/1/2020")
    desk.ctrl(Key.Key_Return)
    assert "prima dell'accesso" in page.answers.more.follow_up.problem
    assert service.count(desk.vault) == 0


def test_rarer_answers_open_with_a_key_and_are_told_when_folded(desk: Desk) -> None:
    page = page_of(desk, {"anonymous": True})
    more = page.answers.more
    desk.ctrl(Key.Key_9)
    assert more.on_date.line.hasFocus()
    more.minors.line.setText("2")
    more.language.set_value("ar")
    more.mediation.set_value("yes")
    more.at_time.line.setText("9.5")
    desk.ctrl(Key.Key_9)
    assert more.summary.text() == "2 figli in casa · arabo · serve una mediatrice"
    desk.ctrl(Key.Key_Return)
    assert "Non capisco l'ora" in more.at_time.problem
    more.at_time.line.setText("930")
    desk.ctrl(Key.Key_Return)
    (access,) = all_accesses(desk)
    assert (access.minors, access.language, access.mediation_needed, access.at_time) == (
        2,
        "ar",
        True,
        "09:30",
    )


@pytest.mark.parametrize("scale", [100, 200])
def test_what_is_folded_is_told_whole(desk: Desk, scale: int) -> None:
    theme.apply("light", scale)
    page = page_of(desk, {"anonymous": True})
    desk.settle()
    more = page.answers.more
    assert more.summary.text()
    assert not more.summary.toolTip(), "what is cut stands in the tooltip"
    below = (
        page.answers.reserved.tick.mapTo(page, QPoint(0, 0)).y() > more.button.mapTo(page, QPoint(0, 9)).y()
    )
    assert below == (scale == 200)


def test_the_questions_of_the_list_stand_on_one_line(desk: Desk) -> None:
    page = desk.open("accesses")
    assert isinstance(page, AccessesPage)
    which, day = (
        next(each for each in field.findChildren(QLabel) if each.text() == words)
        for field, words in ((page.which, "Quali"), (page.day, "Giorno"))
    )
    assert which.mapTo(page, QPoint(0, 0)).y() == day.mapTo(page, QPoint(0, 0)).y()


@pytest.mark.parametrize("state", ["search", "person", "new", "anonymous"])
def test_a_new_access_needs_no_scrolling_at_1366_by_768(desk: Desk, state: str) -> None:
    child = Child(house="", person_id="", name="Marco", birth_date=TODAY - timedelta(days=400), gender="M")
    joy = desk.add("Joy", "Osas", child, phone="351 2204418", safe_contact="solo al mattino", citizenship="NG",
                   due_date=TODAY + timedelta(days=80))  # fmt: skip
    for at in range(8):
        desk.add("Fatima", f"El Idrissi {'abcdefgh'[at]}", citizenship="MA")
    argument = {"person": joy.id, "new": {"typed": "ngozi okafor"}, "anonymous": {"anonymous": True}}
    page = page_of(desk, argument.get(state))
    if state == "search":
        page.who.finder.search_for("fatima")
        assert len(page.who.finder.results.entries) == 4
    else:
        page.answers.pregnant.set_value("yes")
    page.answers.referred_to.set_value(["family_centre"])
    desk.settle()
    assert page.scroller.verticalScrollBar().maximum() == 0


def test_every_control_is_named(desk: Desk) -> None:
    page = page_of(desk, {"typed": "ngozi okafor"})
    page.answers.more.unfold()
    assert nameless(page) == []
    assert nameless(desk.open("accesses")) == []


# --- the list and one access ------------------------------------------------------------------------


def recorded(desk: Desk, **answers: object) -> Access:
    joy = desk.add("Joy", "Osas")
    return service.add(
        desk.vault, Access(**{"house": "BAR", "on_date": TODAY, "person_id": joy.id, **answers})
    )


def test_an_access_is_put_right_and_the_correction_undone(desk: Desk) -> None:
    access = recorded(desk, needs=["home"], minutes=25, referred_to=["eduteca"], in_care="applied")
    desk.open("accesses")
    page = desk.open("access", access.id)
    assert isinstance(page, AccessPage)
    answers = page.sheet.answers
    assert (answers.minutes.value(), answers.referred_to.chosen()) == ("25", ("eduteca",))
    assert answers.in_care.value() == "applied"
    answers.needs.set_value(["home", "work"])
    desk.ctrl(Key.Key_S)
    assert desk.shell.shown == "accesses"
    assert service.visit(desk.vault, access.id).access.needs == ["work", "home"]
    desk.ctrl(Key.Key_Z)
    again = service.visit(desk.vault, access.id).access
    assert (again.needs, again.minutes, again.in_care) == (["home"], 25, "applied")


def test_an_anonymous_access_is_given_its_woman_later(desk: Desk) -> None:
    joy = desk.add("Joy", "Osas")
    access = service.add(desk.vault, Access(house="BAR", on_date=TODAY))
    page = desk.open("access", access.id)
    assert isinstance(page, AccessPage)
    page.sheet.who.short.change_button.click()
    desk.type("joy")
    desk.press(Key.Key_Return)
    desk.ctrl(Key.Key_S)
    assert service.visit(desk.vault, access.id).access.person_id == joy.id


def test_an_access_is_voided_from_the_list_and_brought_back(desk: Desk) -> None:
    access = recorded(desk)
    page = desk.open("accesses")
    assert isinstance(page, AccessesPage)
    page.table.view.selectRow(0)
    desk.press(Key.Key_Delete)
    assert (service.count(desk.vault), desk.said) == (0, "Accesso di Joy Osas annullato")
    assert page.nothing.isVisible()
    desk.ctrl(Key.Key_Z)
    assert service.count(desk.vault) == 1
    assert page.table.model.row(0)["id"] == access.id


def test_the_arrows_go_to_the_nearest_day_with_accesses(desk: Desk) -> None:
    recorded(desk, on_date=TODAY - timedelta(days=12))
    page = desk.open("accesses")
    assert isinstance(page, AccessesPage)
    assert page.table.model.rowCount() == 0
    page.before.click()
    assert (page.state[0].split()[0], page.table.model.rowCount()) == ("1", 1)
    page.after.click()
    assert page.state[0] == "0 accessi oggi"
    page.which.set_value("all")
    assert page.state[0] == "1 accesso in tutto"


def test_at_the_coordination_the_house_follows_the_woman_and_must_be_chosen(
    tmp_path: Path, qtbot: QtBot, window: Callable[[QWidget], QWidget]
) -> None:
    desk = desk_of(tmp_path / "coordination", qtbot, "", (Role.COORDINATOR,))
    window(desk.shell)
    joy = desk.add("Joy", "Osas")
    page = page_of(desk, {"anonymous": True})
    desk.ctrl(Key.Key_Return)
    assert page.answers.more.form.fields["house"].problem == "Scegli la casa."
    page_of(desk, joy.id)
    desk.ctrl(Key.Key_Return)
    assert [access.house for access in all_accesses(desk)] == ["BAR"]
    desk.vault.close()


def test_at_200_percent_everything_is_within_the_width(desk: Desk) -> None:
    theme.apply("light", 200)
    page = page_of(desk, {"typed": "ngozi okafor"})
    desk.settle()
    inner = page.scroller.viewport().width()
    assert page.content.width() <= inner
    assert page.content.minimumSizeHint().width() <= inner
