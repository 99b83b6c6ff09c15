"""The screens of the meetings, by keyboard: planned, moved, counted at the door, held, and taken back."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent, QShortcut
from PySide6.QtWidgets import QApplication, QWidget

from millegiorni_desk.app.person import timeline
from millegiorni_desk.app.today.page import TodayPage
from millegiorni_desk.areas.meetings import attendance, series, service
from millegiorni_desk.areas.meetings.records import Meeting
from millegiorni_desk.areas.meetings.rules import Repeat
from millegiorni_desk.areas.meetings.view import TO_COMPLETE
from millegiorni_desk.areas.meetings.view.calendar import Calendar
from millegiorni_desk.areas.meetings.view.counter_page import CounterPage
from millegiorni_desk.areas.meetings.view.days import month_days
from millegiorni_desk.areas.meetings.view.meeting_page import MeetingPage
from millegiorni_desk.areas.meetings.view.meetings_page import MeetingsPage
from millegiorni_desk.areas.meetings.view.new_meeting import NewMeetingPage
from millegiorni_desk.areas.meetings.view.slot import DayNumber, Slot
from millegiorni_desk.areas.questions import answers
from millegiorni_desk.areas.questions import service as questions
from millegiorni_desk.areas.questions.records import Question
from millegiorni_desk.network import partners
from millegiorni_desk.network.records import Partner
from millegiorni_desk.ui.cards import Notice
from millegiorni_desk.vault.permissions import Role
from tests.areas.meetings.conftest import planned
from tests.screens import Desk, desk, light, window
from tests.ui.spoken import nameless

__all__ = ["desk", "light", "window"]

Key = Qt.Key
TODAY = date.today()
WEEK = timedelta(days=7)


def shown(desk: Desk, kind: type[QWidget]) -> QWidget:
    desk.settle()
    page = desk.shell.built(desk.shell.shown)
    assert isinstance(page, kind)
    return page


def only(desk: Desk) -> Meeting:
    (row,) = desk.vault.query("SELECT id FROM meeting WHERE voided IS 0")
    return service.meeting(desk.vault, row["id"])


# --- a new one ----------------------------------------------------------------------------------------


def test_planned_by_keyboard_and_taken_back(desk: Desk) -> None:
    page = desk.open("new-meeting")
    assert isinstance(page, NewMeetingPage)
    desk.type("Massaggio infantile")
    desk.press(Key.Key_Tab, times=2)
    desk.type("930")
    desk.press(Key.Key_Tab)
    desk.type("11")
    desk.ctrl(Key.Key_S)
    made = only(desk)
    assert (made.title, made.on_date, made.starts, made.ends) == (
        "Massaggio infantile",
        TODAY,
        "09:30",
        "11:00",
    )
    assert isinstance(shown(desk, MeetingPage), MeetingPage) and desk.said == "Incontro messo in programma"
    desk.ctrl(Key.Key_Z)
    assert desk.vault.scalar("SELECT voided FROM meeting") == 1


def test_what_is_wrong_stands_beside_its_field_and_nothing_is_kept(desk: Desk) -> None:
    page = desk.open("new-meeting")
    assert isinstance(page, NewMeetingPage)
    fields = page.form.fields
    page.form._partners.line.setText("Nati per Leggere")
    desk.ctrl(Key.Key_S)
    assert "come si chiama" in fields["title"].problem
    assert partners.every(desk.vault) == [], "a partner is not kept without its meeting"
    fields["title"].set_value("Letture")
    fields["ends"].set_value("9")
    desk.ctrl(Key.Key_S)
    assert "comincia" in fields["starts"].problem
    fields["ends"].set_value("")
    page.repeat.way.set_value("weekly")
    desk.ctrl(Key.Key_S)
    assert "fino a quando" in page.repeat.until.problem
    assert desk.vault.scalar("SELECT count(*) FROM meeting") == 0


def test_a_series_says_its_days_and_is_undone_at_once(desk: Desk) -> None:
    page = desk.open("new-meeting", {"day": "2027-01-12"})
    assert isinstance(page, NewMeetingPage)
    page.form.fields["title"].set_value("Letture")
    assert [chip.words for chip in page.repeat.way.chips] == [
        "Una volta sola", "Ogni martedì", "Martedì, ogni due settimane", "Il giorno 12 di ogni mese",
        "Il secondo martedì del mese",
    ]  # fmt: skip
    page.repeat.way.set_value("month_weekday")
    page.repeat.times.set_value(5)
    assert page.repeat.days.text() == "5 incontri: 12/1, 9/2, 9/3, 13/4 … 11/05/2027"
    page.form.fields["on_date"].set_value(date(2027, 1, 31))
    desk.settle()
    assert page.repeat.way.chips[-1].words == "L'ultima domenica del mese"
    assert not page.repeat.until.isVisible(), "what could not be said of the new day is not chosen any more"
    page.form.fields["on_date"].set_value(date(2027, 1, 12))
    page.repeat.way.set_value("weekly")
    page.repeat.times.set_value(3)
    desk.ctrl(Key.Key_S)
    assert desk.vault.scalar("SELECT count(*) FROM meeting WHERE voided IS 0") == 3
    assert desk.said == "3 incontri messi in programma"
    desk.ctrl(Key.Key_Z)
    assert desk.vault.scalar("SELECT count(*) FROM meeting WHERE voided IS 0") == 0


def test_partners_are_found_or_join_the_list(desk: Desk) -> None:
    known = partners.add(desk.vault, Partner(name="Nati per Leggere"))
    page = desk.open("new-meeting")
    assert isinstance(page, NewMeetingPage)
    page.form.fields["title"].set_value("Letture")
    field = page.form._partners
    field.setFocus()
    # Not typed: without a screen the list of proposals would keep the window from being the active one.
    field.line.setText("nati per  leggere")
    desk.press(Key.Key_Return)
    field.line.setText("ASL Torino")
    desk.press(Key.Key_Return)
    desk.settle()
    assert field.value() == ("Nati per Leggere", "ASL Torino")
    assert "ASL Torino" in field._note.text() and "Nati" not in field._note.text()
    desk.press(Key.Key_Tab)
    assert desk.focus().accessibleName() == "Togli Nati per Leggere"
    desk.ctrl(Key.Key_S)
    assert only(desk).partners[0] == known.id
    assert partners.names(desk.vault, only(desk).partners) == ["Nati per Leggere", "ASL Torino"]


def test_another_like_it(desk: Desk) -> None:
    made = service.add(
        desk.vault, planned(TODAY - WEEK, place="Sala blu", second_language="ar", second_title="تدليك")
    )
    page = desk.open("meeting", made.id)
    assert isinstance(page, MeetingPage)
    page.like_button.click()
    new = shown(desk, NewMeetingPage)
    assert isinstance(new, NewMeetingPage)
    values = {name: field.value() for name, field in new.form.fields.items()}
    assert (values["title"], values["place"], values["second_title"]) == (
        "Massaggio infantile",
        "Sala blu",
        "تدليك",
    )
    assert str(values["on_date"]) == f"{TODAY:%d/%m/%Y}"


def test_what_was_begun_is_gone_on_with_on_the_day_chosen(desk: Desk) -> None:
    page = desk.open("new-meeting")
    assert isinstance(page, NewMeetingPage)
    page.form.fields["title"].set_value("Letture")
    desk.open("today")
    desk.open("new-meeting", {"day": "2027-03-04"})
    assert page.form.fields["title"].value() == "Letture"
    assert str(page.form.fields["on_date"].value()) == "04/03/2027"
    desk.open("new-meeting")
    assert str(page.form.fields["on_date"].value()) == "04/03/2027"
    page.form.fields["title"].set_value("")
    desk.open("new-meeting")
    assert str(page.form.fields["on_date"].value()) == f"{TODAY:%d/%m/%Y}"


# --- the calendar -------------------------------------------------------------------------------------


def test_the_arrows_go_through_the_calendar_and_enter_opens(desk: Desk) -> None:
    made = service.add(desk.vault, planned(TODAY))
    page = desk.open("meetings")
    assert isinstance(page, MeetingsPage)
    calendar = page.days.calendar
    here = desk.focus()
    assert isinstance(here, Slot) and here.told.key == made.id
    assert "Massaggio infantile" in here.accessibleName() and "Barrito" in here.accessibleName()
    desk.press(Key.Key_Left)
    number = desk.focus()
    assert isinstance(number, DayNumber) and number.on == TODAY
    desk.press(Key.Key_Right)
    desk.press(Key.Key_Home)
    assert desk.focus() is calendar._stops[0]
    desk.press(Key.Key_Down)
    below = desk.focus()
    assert below.on == calendar._first + WEEK
    calendar.focus_day(TODAY)
    desk.press(Key.Key_Return)
    assert isinstance(shown(desk, MeetingPage), MeetingPage)
    desk.open("meetings")
    calendar.focus_day(TODAY)
    desk.press(Key.Key_Left)
    desk.press(Key.Key_Return)
    new = shown(desk, NewMeetingPage)
    assert isinstance(new, NewMeetingPage) and str(new.form.fields["on_date"].value()) == f"{TODAY:%d/%m/%Y}"


def test_the_leaf_turns_by_keys_and_says_which_it_is(desk: Desk) -> None:
    service.add(desk.vault, planned(date(2026, 12, 9)))
    page = desk.open("meetings", "2026-12")
    assert isinstance(page, MeetingsPage)
    assert page.title == "Incontri di dicembre 2026" and len(page.days.calendar.slots) == 1
    desk.press(Key.Key_PageDown)
    assert page.title == "Incontri di gennaio 2027" and page.days.calendar.slots == ()
    desk.press(Key.Key_PageUp, Qt.KeyboardModifier.ControlModifier, times=2)
    assert page.title == "Incontri di novembre 2026"
    page.view.set_value("week")
    page._day = date(2026, 12, 30)
    desk.press(Key.Key_PageDown, Qt.KeyboardModifier.ControlModifier)
    assert page.title == "Incontri, 4–10 gennaio 2027"
    desk.press(Key.Key_PageUp, Qt.KeyboardModifier.ControlModifier)
    assert page.title == "Incontri, 28 dicembre 2026 – 3 gennaio 2027"
    page.now.click()
    assert desk.focus().on == TODAY


def test_every_month_begins_on_a_monday_and_holds_all_its_days() -> None:
    for n in range(36):
        first = date(2025 + n // 12, n % 12 + 1, 1)
        start, days = month_days(first + timedelta(days=13))
        last = start + timedelta(days=days - 1)
        assert start.weekday() == 0 and last.weekday() == 6 and start <= first
        assert (first + timedelta(days=31)).replace(day=1) - timedelta(days=1) <= last
        assert days in (28, 35, 42)


def test_by_house_by_theme_and_as_a_list(desk: Desk) -> None:
    mine = service.add(desk.vault, planned(TODAY))
    with desk.vault.save("sync") as session:
        session.add(
            Meeting(house_code="SAL", title="Letture", theme="reading", on_date=TODAY, starts="09:00")
        )
        session.add(Meeting(house_code="SAL", title="Gioco", theme="play", on_date=TODAY + WEEK))
    page = desk.open("meetings")
    assert isinstance(page, MeetingsPage)
    page._day = TODAY
    assert [slot.told.key for slot in page.days.calendar.slots] == [mine.id]
    page.house.set_value("")
    titles = [slot.told.title for slot in page.days.calendar.slots if slot.on == TODAY]
    assert titles == ["Letture", "Massaggio infantile"]
    assert page.days.calendar.slots[0].told.house == "San Salvario"
    page.theme.set_value("reading")
    assert [slot.told.title for slot in page.days.calendar.slots] == ["Letture"]
    page.theme.set_value("")
    page.view.set_value("list")
    assert [page.table.model.row(n)["title"] for n in range(3)] == ["Letture", "Massaggio infantile", "Gioco"]
    assert page.table.model.rowCount() == 3
    desk.settle()
    page.table.view.setFocus()
    page.table.view.selectRow(1)
    desk.press(Key.Key_Return)
    assert isinstance(shown(desk, MeetingPage), MeetingPage)


def test_a_day_with_many_leads_to_its_week(desk: Desk) -> None:
    service.add_many(
        desk.vault, [planned(TODAY, title=f"N. {n}", starts=f"{9 + n:02d}:00", ends="") for n in range(7)]
    )
    page = desk.open("meetings")
    assert isinstance(page, MeetingsPage)
    of_day = [slot for slot in page.days.calendar.slots if slot.on == TODAY]
    assert len(of_day) == 3
    desk.press(Key.Key_Right, times=3)
    assert desk.focus().accessibleName() == "altri 4"
    desk.press(Key.Key_Return)
    desk.settle()
    assert page.view.value() == "week"
    assert len([slot for slot in page.days.calendar.slots if slot.on == TODAY]) == 7


def test_what_lacks_its_heads_is_asked_for_here_and_on_the_first_page(desk: Desk) -> None:
    late = service.add(desk.vault, planned(TODAY - WEEK))
    today = desk.open("today")
    assert isinstance(today, TodayPage)
    said = [entry.accessibleName() for entry in today.meetings.entries.entries]
    assert said == ["1 incontro da completare, Scrivi quante persone c'erano."]
    today.meetings.entries.entries[0].click()
    page = shown(desk, MeetingsPage)
    assert isinstance(page, MeetingsPage)
    assert page.which.value() == "waiting" and page.table.model.row(0)["id"] == late.id
    assert not page.waiting.isVisible()
    service.hold(desk.vault, late.id)
    service.add(desk.vault, planned(TODAY, title="Oggi stesso"))
    desk.open("today")
    assert [entry.key for entry in today.meetings.entries.entries] != [TO_COMPLETE]
    assert "Oggi stesso" in today.meetings.entries.entries[0].accessibleName()


def test_an_empty_calendar_says_the_next_step(desk: Desk) -> None:
    page = desk.open("meetings")
    assert isinstance(page, MeetingsPage)
    assert page.nothing.isVisible() and not page.days.isVisible() and page.nothing.button is not None
    assert nameless(page) == []
    page.nothing.button.click()
    assert isinstance(shown(desk, NewMeetingPage), NewMeetingPage)


def test_where_there_is_no_room_the_days_are_a_list(desk: Desk) -> None:
    made = service.add(desk.vault, planned(TODAY, title="Stretto"))
    desk.shell.resize(800, 700)
    page = desk.open("meetings")
    desk.settle()
    assert isinstance(page, MeetingsPage)
    assert page.days.folded and [entry.key for entry in page.days.entries.entries] == [made.id]
    assert page.days.isAncestorOf(desk.focus())
    desk.shell.resize(1366, 768)
    desk.settle()
    assert not page.days.folded and page.days.calendar.isVisible()
    assert isinstance(desk.focus(), Slot)
    assert page.above.isAncestorOf(page.tools)


# --- one ----------------------------------------------------------------------------------------------


def test_corrected_in_place_alone_or_with_those_after_it(desk: Desk) -> None:
    made = series.add(desk.vault, planned(TODAY - WEEK), Repeat("weekly", times=4))
    service.hold(desk.vault, made[0].id, 3, 3)
    service.edit(desk.vault, made[2].id, place="Cortile")
    page = desk.open("meeting", made[1].id)
    assert isinstance(page, MeetingPage)
    page.edit_button.click()
    page.form.fields["title"].set_value("Massaggio")
    page.scope.set_value("following")
    desk.ctrl(Key.Key_S)
    titles = [one.title for one in series.of(desk.vault, made[0].series)]
    assert titles == ["Massaggio infantile", "Massaggio", "Massaggio", "Massaggio"]
    assert service.meeting(desk.vault, made[2].id).place == "Cortile", "what each has of its own stays"
    assert (desk.said, page.title) == ("3 incontri corretti", "Massaggio")
    desk.ctrl(Key.Key_Z)
    assert {one.title for one in series.of(desk.vault, made[0].series)} == {"Massaggio infantile"}
    page.edit_button.click()
    page.scope.set_value("open")
    page.form.fields["on_date"].set_value(TODAY + timedelta(days=1))
    desk.ctrl(Key.Key_S)
    assert "«Sposta»" in page.form.fields["on_date"].problem and page.editing
    desk.press(Key.Key_Escape)
    assert not page.editing


def test_put_off_and_cancelled_and_back(desk: Desk) -> None:
    made = service.add(desk.vault, planned(TODAY + WEEK))
    page = desk.open("meeting", made.id)
    assert isinstance(page, MeetingPage)
    assert not page.heads.isVisible() and not page.present.isVisible()
    page.fate.form.set_values({"day": TODAY + 2 * WEEK, "starts": "15", "reason": "sala chiusa"})
    page.fate.move_button.click()
    desk.settle()
    moved = service.meeting(desk.vault, made.id)
    assert (moved.on_date, moved.moved_from, moved.starts, moved.ends) == (
        TODAY + 2 * WEEK,
        TODAY + WEEK,
        "15:00",
        "16:30",
    )
    assert page.state == ("spostato", "info")
    desk.ctrl(Key.Key_Z)
    desk.settle()
    assert service.meeting(desk.vault, made.id).moved_from is None
    page.fate.cancel_button.click()
    assert "perché" in page.fate.form.fields["reason"].problem
    page.fate.form.set_values({"reason": "sciopero"})
    page.fate.cancel_button.click()
    desk.settle()
    assert [one.sentence for one in page.about.findChildren(Notice) if one.isVisible()] == [
        "Annullato: sciopero"
    ]
    assert not page.fate.form.isVisible()
    page.fate.back_button.click()
    desk.settle()
    assert service.meeting(desk.vault, made.id).state == "planned"
    assert not page.void_button.isVisible()
    page.fate.off_button.click()
    assert isinstance(shown(desk, MeetingsPage), MeetingsPage)
    assert service.meeting(desk.vault, made.id).voided
    desk.ctrl(Key.Key_Z)
    assert not service.meeting(desk.vault, made.id).voided


def test_a_series_written_by_mistake_is_taken_out_but_for_what_was_held(desk: Desk) -> None:
    made = series.add(desk.vault, planned(TODAY - WEEK), Repeat("weekly", times=4))
    service.hold(desk.vault, made[0].id, 3, 3)
    page = desk.open("meeting", made[2].id)
    assert isinstance(page, MeetingPage)
    page.fate.scope.set_value("open")
    page.fate.off_button.click()
    desk.settle()
    assert [one.id for one in series.of(desk.vault, made[0].series)] == [made[0].id]
    assert desk.said == "3 incontri tolti dal calendario"
    desk.ctrl(Key.Key_Z)
    assert len(series.of(desk.vault, made[0].series)) == 4
    held = desk.open("meeting", made[0].id)
    assert isinstance(held, MeetingPage)
    held.void_button.click()
    desk.settle()
    assert service.meeting(desk.vault, made[0].id).voided
    again = desk.open("meeting", made[0].id)
    assert again is held and held.state == ("tolto dal calendario", "warning")
    held.back_button.click()
    assert not service.meeting(desk.vault, made[0].id).voided


def test_the_heads_are_written_and_written_off(desk: Desk) -> None:
    made = service.add(desk.vault, planned(TODAY - WEEK))
    page = desk.open("meeting", made.id)
    assert isinstance(page, MeetingPage)
    desk.type("9")
    desk.press(Key.Key_Tab)
    desk.type("8")
    page.heads.form.set_values({"estimated": True})
    page.heads.save_button.click()
    desk.settle()
    held = service.meeting(desk.vault, made.id)
    assert (held.state, held.adults, held.minors, held.estimated) == ("held", 9, 8, True)
    assert page.heads.told.text() == "17 presenze: 9 persone adulte, 8 minori, stimate"
    assert not page.fate.isVisible()
    page.heads.again_button.click()
    desk.settle()
    assert service.meeting(desk.vault, made.id).adults is None
    desk.ctrl(Key.Key_Z)
    assert service.meeting(desk.vault, made.id) == held
    desk.settle()
    page.heads.form.set_values({"adults": None, "minors": None})
    page.heads.save_button.click()
    assert "quante persone" in page.heads.form.fields["adults"].problem
    service.plan_again(desk.vault, made.id)
    desk.settle()
    page.heads.uncounted_button.click()
    desk.settle()
    assert page.heads.told.text() == "nessuno ha contato" and page.state == ("tenuto", "quiet")


def test_another_houses_meeting_is_only_read(desk: Desk) -> None:
    with desk.vault.save("sync") as session:
        session.add(other := Meeting(house_code="SAL", title="Letture", on_date=TODAY - WEEK))
    page = desk.open("meeting", other.id)
    assert isinstance(page, MeetingPage)
    for button in (page.edit_button, page.void_button, page.counter_button, page.heads.save_button):
        assert not button.isVisible()
    assert not page.fate.isVisible() and page.like_button.isVisible()
    assert nameless(page) == []


def test_a_woman_known_was_there_and_it_stands_on_her_card(desk: Desk) -> None:
    made = service.add(desk.vault, planned(TODAY, title="Letture ad alta voce"))
    fatima = desk.add("Fatima", "El Amrani")
    page = desk.open("meeting", made.id)
    assert isinstance(page, MeetingPage)
    card = page.present
    card.finder.search_for("Fatima")
    card.finder._entered("Fatima")
    desk.settle()
    assert attendance.present(desk.vault, made.id) == [], "she is asked first"
    assert "d'accordo" in card.question.text() and desk.focus() is card.yes_button
    desk.press(Key.Key_Return)
    desk.settle()
    (there,) = attendance.present(desk.vault, made.id)
    assert there.attendance.consent_on == TODAY
    (event,) = [one for one in timeline.of_person(desk.vault, fatima.id, TODAY) if one.kind == "meeting"]
    assert (event.title, event.detail) == ("Incontro: Letture ad alta voce", "Barrito")
    assert event.opens == ("meeting", made.id)
    card.entries.entries[0].click()
    desk.settle()
    card.off_button.click()
    desk.settle()
    assert attendance.present(desk.vault, made.id) == [] and not card.question.isVisible()
    desk.ctrl(Key.Key_Z)
    assert len(attendance.present(desk.vault, made.id)) == 1
    card.ask(fatima.id)
    card.sign()
    assert "già segnata" in card.problem.sentence
    desk.press(Key.Key_Escape)
    assert not card.problem.isVisible()


def test_what_the_network_asks_of_a_meeting_is_answered_there(desk: Desk) -> None:
    roles, desk.vault.roles = desk.vault.roles, [Role.COORDINATOR]
    questions.add(desk.vault, Question(code="", about="meeting", kind="text", label="Che cosa è piaciuto"))
    desk.vault.roles = roles
    made = service.add(desk.vault, planned(TODAY))
    page = desk.open("meeting", made.id)
    assert isinstance(page, MeetingPage)
    assert page.asked.isVisible()
    page.asked.edit()
    field = next(iter(page.asked.form.fields.values()))
    field.set_value("le canzoni")
    page.asked.save()
    desk.settle()
    assert list(answers.of(desk.vault, "meeting", made.id).values()) == ["le canzoni"]


# --- the counter --------------------------------------------------------------------------------------


def test_counted_at_the_door_by_keys(desk: Desk) -> None:
    made = service.add(desk.vault, planned(TODAY))
    page = desk.open("meeting", made.id)
    assert isinstance(page, MeetingPage)
    page.counter_button.click()
    counter = shown(desk, CounterPage)
    assert isinstance(counter, CounterPage)
    assert nameless(counter) == [] and not counter.fewer["adults"].isEnabled()
    desk.press(Key.Key_A, times=3)
    desk.press(Key.Key_B, times=2)
    desk.press(Key.Key_A, Qt.KeyboardModifier.ShiftModifier)
    kept = service.meeting(desk.vault, made.id)
    assert (kept.adults, kept.minors, kept.state) == (2, 2, "held")
    assert (counter.presses["adults"].figure, counter.together.text()) == (2, "4 presenze")
    assert counter.last.text().startswith("− 1 persona adulta, alle ")
    desk.ctrl(Key.Key_Z)
    assert counter.presses["adults"].figure == 3
    for _ in range(5):
        desk.ctrl(Key.Key_Z)
    kept = service.meeting(desk.vault, made.id)
    assert (kept.adults, kept.minors, kept.state) == (None, None, "planned"), (
        "the first press is taken back whole"
    )
    desk.press(Key.Key_Space)
    counter.estimated.tick.click()
    assert service.meeting(desk.vault, made.id).estimated
    desk.ctrl(Key.Key_Z)
    desk.settle()
    assert not service.meeting(desk.vault, made.id).estimated and not counter.estimated.tick.isChecked()
    desk.ctrl(Key.Key_S)
    assert isinstance(shown(desk, MeetingPage), MeetingPage)


def test_a_key_that_is_held_down_counts_one_head(desk: Desk) -> None:
    counter = desk.open("meeting-counter", service.add(desk.vault, planned(TODAY)).id)
    assert isinstance(counter, CounterPage)
    keys = {one.key().toString(): one.autoRepeat() for one in counter.findChildren(QShortcut)}
    assert {keys[key] for key in ("A", "B", "Shift+A", "Shift+B")} == {False}
    for held in (False, True, True):
        event = QKeyEvent(QEvent.Type.KeyPress, Key.Key_Return, Qt.KeyboardModifier.NoModifier, "", held)
        QApplication.sendEvent(counter.presses["adults"], event)
    assert counter.presses["adults"].figure == 1


def test_what_another_screen_counts_is_added_to_not_lost(desk: Desk) -> None:
    made = service.add(desk.vault, planned(TODAY))
    counter = desk.open("meeting-counter", made.id)
    assert isinstance(counter, CounterPage)
    desk.vault.changed.clear()
    service.count(desk.vault, made.id, "adults", 4)
    desk.press(Key.Key_A)
    assert service.meeting(desk.vault, made.id).adults == 5 and counter.presses["adults"].figure == 5


def test_a_calendar_of_nothing_has_no_stop(desk: Desk) -> None:
    calendar = Calendar("Prova")
    assert calendar.first_stop() is None and calendar.slots == () and calendar.heightForWidth(700) == 0


@pytest.mark.parametrize("page", ["meetings", "new-meeting"])
def test_nothing_is_without_a_name(desk: Desk, page: str) -> None:
    service.add(desk.vault, planned(TODAY))
    assert nameless(desk.open(page)) == []
