"""*Oggi*: who came, who was here last, what asks for someone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from millegiorni_desk.app.today.page import TodayPage, greeting
from millegiorni_desk.areas.accesses import drafts
from millegiorni_desk.areas.accesses import service as accesses
from millegiorni_desk.areas.accesses.records import Access
from millegiorni_desk.areas.accesses.view.new_access import NewAccessPage
from millegiorni_desk.areas.accesses.view.who import State
from millegiorni_desk.areas.doti import approvals
from millegiorni_desk.areas.doti import service as doti
from millegiorni_desk.areas.doti.records import BudgetLine, Fund
from millegiorni_desk.areas.pathways import appointments
from millegiorni_desk.areas.pathways.records import Appointment
from millegiorni_desk.areas.people.records import Child
from millegiorni_desk.areas.privacy import consents
from millegiorni_desk.changes import Changes
from millegiorni_desk.network import service as network
from millegiorni_desk.network.records import ManagingBody
from millegiorni_desk.ui.cards import EmptyState, Notice
from millegiorni_desk.vault.permissions import Role
from tests.areas.doti.conftest import sit_down
from tests.screens import Desk, desk, desk_of
from tests.ui.spoken import nameless

__all__ = ["desk"]

Key = Qt.Key
TODAY = date.today()


def today(desk: Desk) -> TodayPage:
    page = desk.open("today")
    assert isinstance(page, TodayPage)
    return page


def new_access(desk: Desk) -> NewAccessPage:
    page = desk.shell.built("new-access")
    assert isinstance(page, NewAccessPage)
    return page


def visit(desk: Desk, person_id: str, days_ago: int, **answers: object) -> Access:
    known = {"house": "BAR", "on_date": TODAY - timedelta(days=days_ago), "person_id": person_id}
    return accesses.add(desk.vault, Access(**{**known, **answers}))


@pytest.mark.parametrize(
    ("hour", "words"), [(8, "Buongiorno"), (12, "Buongiorno"), (13, "Buon pomeriggio"), (18, "Buonasera")]
)
def test_the_greeting_follows_the_hour(hour: int, words: str) -> None:
    assert greeting(datetime(2025, 11, 23, hour)) == words


def test_the_first_day_says_kindly_how_to_begin(desk: Desk) -> None:
    page = today(desk)
    assert page.title.endswith(" Lucia")
    assert page.finder.field.line.hasFocus()
    said = page.calm.findChild(EmptyState)
    assert said is not None
    assert said.accessibleName().startswith("Qui comincia il lavoro")
    assert said.button is not None
    said.button.click()
    assert desk.shell.shown == "new-access"


def test_the_coordination_waits_for_the_first_delivery(
    tmp_path: Path, qtbot: QtBot, window: Callable[[QWidget], QWidget]
) -> None:
    coordination = desk_of(tmp_path / "coordination", qtbot, "", (Role.COORDINATOR,))
    window(coordination.shell)
    said = today(coordination).calm.findChild(EmptyState)
    assert said is not None
    assert said.button is not None
    said.button.click()
    assert (coordination.shell.shown, said.accessibleName().split(".")[0]) == (
        "sync",
        "In attesa della prima consegna",
    )
    coordination.vault.close()


def test_enter_opens_a_new_access_for_the_first_found(desk: Desk) -> None:
    joy = desk.add("Joy", "Osas")
    today(desk)
    desk.type("joi")
    desk.press(Key.Key_Return)
    assert desk.shell.shown == "new-access"
    assert new_access(desk).who.person is not None
    assert new_access(desk).who.person.id == joy.id
    assert new_access(desk).answers.in_care.chips[0].hasFocus()


def test_results_come_while_typing_with_reasons_and_the_last_access(desk: Desk) -> None:
    fatima = desk.add("Fatima", "El Idrissi", citizenship="MA", birth_date=date(1994, 3, 12))
    visit(desk, fatima.id, 1)
    page = today(desk)
    desk.type("fatma idri")
    desk.bot.waitUntil(lambda: bool(page.finder.results.entries), timeout=2000)
    (entry,) = page.finder.results.entries
    spoken = entry.accessibleName()
    assert "12/03/1994 · Marocco · ultimo accesso ieri" in spoken
    assert "stesso suono" in spoken
    assert "stesso suono" in entry.pill.text()


def test_the_keyboard_comes_back_from_those_found(desk: Desk) -> None:
    desk.add("Fatima", "El Idrissi")
    desk.add("Fatima", "Bouazza")
    page = today(desk)
    line = page.finder.field.line
    desk.type("fatima")
    desk.bot.waitUntil(lambda: len(page.finder.results.entries) > 1, timeout=2000)
    desk.press(Key.Key_Down)
    desk.press(Key.Key_Down)
    desk.type("h")
    assert (line.hasFocus(), line.text()) == (True, "fatimah")
    desk.press(Key.Key_Down)
    desk.press(Key.Key_Backspace)
    assert (line.hasFocus(), line.text()) == (True, "fatima")
    desk.press(Key.Key_Down)
    desk.press(Key.Key_Escape)
    assert (line.hasFocus(), line.text()) == (True, "fatima")


def test_a_new_card_begins_with_what_was_typed(desk: Desk) -> None:
    page = today(desk)
    desk.type("ngozi okafor")
    desk.bot.waitUntil(page.finder.new_button.isVisible, timeout=2000)
    desk.ctrl(Key.Key_N)
    assert new_access(desk).who.state is State.NEW
    assert new_access(desk).who.name == "Ngozi Okafor"


def test_the_way_back_never_begins_another_access(desk: Desk) -> None:
    joy = desk.add("Joy", "Osas")
    today(desk)
    desk.shell.open("new-access", joy.id)
    new_access(desk).save_and_new()
    desk.shell.open("new-access", {"anonymous": True})
    desk.shell.back()
    assert desk.shell.shown == "today"


def test_the_anonymous_access_is_one_press_away(desk: Desk) -> None:
    today(desk).finder.anonymous_button.click()
    assert new_access(desk).who.state is State.ANONYMOUS


def test_recent_people_with_where_they_are_in_the_thousand_days(desk: Desk) -> None:
    child = Child(house="", person_id="", birth_date=TODAY - timedelta(days=160), gender="F")
    joy = desk.add("Joy", "Osas", child)
    rosa = desk.add("Rosa", "Quispe", due_date=TODAY + timedelta(days=88))
    visit(desk, joy.id, 5)
    visit(desk, rosa.id, 1)
    page = today(desk)
    assert [entry.accessibleName().split(", ultimo")[0] for entry in page.recent.entries] == [
        "Rosa Quispe, 28ª settimana · ultimo accesso ieri",
        page.recent.entries[1].accessibleName(),
    ]
    assert "figlia di 5 mesi" in page.recent.entries[1].accessibleName()
    page.recent.focus_first()
    desk.press(Key.Key_Return)
    assert new_access(desk).who.name == "Rosa Quispe"


def test_what_stays_the_same_is_not_drawn_again(desk: Desk) -> None:
    joy, rosa = desk.add("Joy", "Osas"), desk.add("Rosa", "Quispe", phone="347 1120934")
    visit(desk, joy.id, 5)
    visit(desk, rosa.id, 1, follow_up_on=TODAY)
    page = today(desk)
    before = (*page.recent.entries, *page.due.entries, page.notices.body.count())
    assert len(before) == 4
    desk.vault.note("report.save")
    today(desk)
    assert (*page.recent.entries, *page.due.entries, page.notices.body.count()) == before
    visit(desk, joy.id, 0)
    assert [entry.key for entry in page.recent.entries] == [joy.id, rosa.id]
    assert page.due.entries == before[2:3]


def test_after_an_import_each_part_is_drawn_in_its_own_turn(desk: Desk) -> None:
    page = today(desk)
    desk.vault.changed.clear()
    joy = desk.add("Joy", "Osas")
    visit(desk, joy.id, 0, follow_up_on=TODAY)
    page.refresh(Changes("import", everything=True))
    assert page.recent.entries == ()
    desk.bot.waitUntil(lambda: len(page.due.entries) == 1, timeout=5000)
    assert [entry.key for entry in page.recent.entries] == [joy.id]


def test_follow_ups_are_due_until_she_comes_again(desk: Desk) -> None:
    maria = desk.add("Maria", "Rossi", phone="347 1120934", safe_contact="Solo al mattino")
    visit(desk, maria.id, 9, follow_up_on=TODAY - timedelta(days=1))
    page = today(desk)
    (entry,) = page.due.entries
    without = "Solo al mattino · Senza il suo consenso: niente telefonate e niente messaggi"
    assert entry.accessibleName() == f"Maria Rossi, {without}, ieri", "as with reminders, no number either"
    consents.answer(desk.vault, maria.id, "calls", "given")
    (entry,) = today(desk).due.entries
    without = "Solo al mattino · Senza il suo consenso: niente messaggi"
    assert entry.accessibleName() == f"Maria Rossi, {without} · 347 1120934, ieri"
    entry.click()
    assert desk.shell.shown == "person"
    visit(desk, maria.id, 0)
    assert today(desk).due_card.isHidden()


def test_whoever_is_to_be_called_beyond_the_first_is_shown_when_asked_for(desk: Desk) -> None:
    for number in range(7):
        visit(desk, desk.add("Joy", f"Osas {number}").id, 9, follow_up_on=TODAY - timedelta(days=number))
    page = today(desk)
    assert (page.due_card.title.text(), len(page.due.entries)) == ("Da richiamare: 7", 5)
    page.more_due.click()
    assert len(page.due.entries) == 7 and page.more_due.text().strip() == "Mostra solo le prime"
    assert len(today(desk).due.entries) == 5, "as at first, whenever one comes back"


def test_a_draft_is_offered_and_taken_up(desk: Desk) -> None:
    today(desk)
    desk.type("ngozi okafor")
    desk.press(Key.Key_Return)
    page = today(desk)
    assert len(drafts.drafts(desk.vault)) == 1
    button = page.drafts.findChildren(type(page.finder.new_button))[-1]
    assert button.accessibleName().startswith("Riprendi la bozza di Ngozi Okafor (alle ")
    button.click()
    assert new_access(desk).who.name == "Ngozi Okafor"


def test_many_accesses_to_deliver_are_noticed(desk: Desk) -> None:
    accesses.add_many(desk.vault, [Access(house="BAR", on_date=TODAY) for _ in range(20)])
    page = today(desk)
    (notice,) = page.notices.findChildren(Notice)
    assert notice.sentence == "20 accessi non sono ancora consegnati."
    assert page.state[0] == "20 accessi oggi"


def test_a_quiet_day_says_so(desk: Desk) -> None:
    visit(desk, desk.add("Joy", "Osas").id, 3)
    said = today(desk).calm.findChild(EmptyState)
    assert said is not None
    assert said.accessibleName().startswith("Niente in attesa")


def test_every_control_is_named(desk: Desk) -> None:
    visit(desk, desk.add("Joy", "Osas").id, 3, follow_up_on=TODAY)
    assert nameless(today(desk)) == []


def test_a_dote_that_waits_for_a_second_person_is_offered_to_her(desk: Desk) -> None:
    vault = desk.vault
    joy = desk.add("Joy", "Osas")
    vault.roles = [Role.COORDINATOR]
    network.add_body(vault, ManagingBody(code="BAR", name="Barrito APS", houses=["BAR"]))
    fund = doti.add_fund(vault, Fund(code="UBI", name="Bando"))
    line = doti.add_line(vault, BudgetLine(fund_id=fund.id, name="Doti", approval_cents=10_000))
    doti.allocate(vault, "BAR", line.id, 100_000, TODAY)
    vault.roles = [Role.CASE_MANAGER]
    dote = doti.grant(vault, doti.NewDote(joy.id, line.id, "rent", 25_000, TODAY)).dote
    page = today(desk)
    assert [entry.pill.text() for entry in page.approvals.entries.entries] == ["aspetta un'altra"]
    sit_down(vault, "chiara", "chiara")
    page = today(desk)
    (entry,) = page.approvals.entries.entries
    assert entry.accessibleName() == "250,00 € · Joy Osas, Affitto · chiesta da Lucia oggi, da te"
    entry.click()
    assert desk.shell.shown == "dote"
    approvals.approve(vault, dote.id, TODAY)
    assert today(desk).approvals.isHidden()


def test_whom_to_remind_with_the_rule_before_the_number(desk: Desk) -> None:
    blessing = desk.add("Blessing", "Okafor", phone="300 1112223", contact_rule="messages")
    giulia = desk.add("Giulia", "Bianchi", phone="300 1112224", contact_rule="never")
    for person, hour in ((blessing, "09:00"), (giulia, "11:00")):
        appointments.add(
            desk.vault,
            Appointment(
                house="",
                person_id=person.id,
                at=f"{TODAY + timedelta(days=1)}T{hour}",
                title="ASL",
                remind_on=TODAY,
            ),
        )
    consents.answer(desk.vault, blessing.id, "messages", "given")
    page = today(desk)
    first, second = (entry.accessibleName() for entry in page.reminders.entries.entries)
    assert first == "Blessing Okafor, Solo messaggi, niente chiamate · 300 1112223, domani, 09:00"
    assert "Non chiamare mai" in second and "1112224" not in second
    assert page.calm.isHidden()
    (line, _other) = appointments.reminders_due(desk.vault, TODAY, 5)
    appointments.remind(desk.vault, line.appointment.id, "message")
    desk.settle()
    assert len(today(desk).reminders.entries.entries) == 1


def test_without_her_consent_no_number_is_offered_to_remind_her(desk: Desk) -> None:
    joy = desk.add("Joy", "Osas", phone="300 1112225", contact_rule="any")
    at = f"{TODAY + timedelta(days=1)}T09:00"
    told = {"person_id": joy.id, "title": "ASL", "remind_on": TODAY}
    appointments.add(desk.vault, Appointment(house="", at=at, **told))
    (entry,) = today(desk).reminders.entries.entries
    assert "niente telefonate e niente messaggi" in entry.accessibleName()
    assert "1112225" not in entry.accessibleName()
