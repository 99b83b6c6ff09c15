"""The cards of a pathway for what is done, noted and ahead, the board, and the page of an appointment, by hand."""

from collections.abc import Iterator
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from millegiorni_desk.areas.pathways import appointments, hand_overs, interventions, notes, service
from millegiorni_desk.areas.pathways import view as pathways_view
from millegiorni_desk.areas.pathways.records import Appointment, Goal, HandOver, Intervention, Pathway
from millegiorni_desk.areas.pathways.view.appointment_page import AppointmentPage
from millegiorni_desk.areas.pathways.view.hours_page import HoursPage
from millegiorni_desk.areas.pathways.view.pathway_page import PathwayPage
from millegiorni_desk.areas.pathways.view.pathways_page import PathwaysPage
from millegiorni_desk.areas.people import service as people
from millegiorni_desk.areas.people.records import Person
from millegiorni_desk.ui.shell import Shell
from millegiorni_desk.ui.tasks import wait_for_all
from millegiorni_desk.vault.permissions import Role
from millegiorni_desk.vault.vault import Vault
from tests.ui.spoken import nameless

TODAY = date.today()


def day(ahead: int) -> date:
    return TODAY + timedelta(days=ahead)


@pytest.fixture
def shell(qtbot: QtBot, lucia: Vault) -> Iterator[Shell]:
    window = Shell("Barrito", "Lucia")
    qtbot.addWidget(window)
    pathways_view.pages(lucia, window)
    lucia.changed.append(window.refresh)
    window.resize(1366, 768)
    window.show()
    yield window
    wait_for_all()


@pytest.fixture
def page(shell: Shell, pathway: Pathway) -> PathwayPage:
    made = shell.open("pathway", pathway.id)
    assert isinstance(made, PathwayPage)
    return made


def shown(vault: Vault, pathway: Pathway, **known: object) -> Appointment:
    told = {"at": f"{day(1)}T10:30", "title": "Visita", "remind_on": TODAY, **known}
    return appointments.add(vault, Appointment(house="", person_id="", pathway_id=pathway.id, **told))


def test_what_was_done_is_written_corrected_and_taken_back(
    shell: Shell, lucia: Vault, pathway: Pathway, page: PathwayPage
) -> None:
    page.steps.begin()
    assert page.steps.form.fields["professional"].isHidden()
    page.steps.form.set_values(
        {"kind": "consultation", "area": "health", "profession": "psychologist", "professional": "Anna Bo",
         "outside": True, "cost_cents": 8_000, "minutes": 50}
    )  # fmt: skip
    assert not page.steps.form.fields["cost_cents"].isHidden()
    page.steps.save()
    (step,) = service.file(lucia, pathway.id).interventions
    assert (step.kind, step.outside, step.cost_cents, step.minutes) == ("consultation", True, 8_000, 50)
    (entry,) = page.steps.entries.entries
    assert "Psicologa Anna Bo" in entry.accessibleName() and "80,00 €" in entry.accessibleName()
    page.steps.open(step.id)
    page.steps.form.set_values({"minutes": 60})
    page.steps.save()
    assert service.file(lucia, pathway.id).interventions[0].minutes == 60
    shell.toast.undo_last()
    assert service.file(lucia, pathway.id).interventions[0].minutes == 50
    page.steps.open(step.id)
    page.steps.take_off()
    assert service.file(lucia, pathway.id).interventions == []
    shell.toast.undo_last()
    assert len(service.file(lucia, pathway.id).interventions) == 1


def test_a_cost_goes_with_who_comes_from_outside(lucia: Vault, pathway: Pathway, page: PathwayPage) -> None:
    page.steps.begin()
    page.steps.form.set_values(
        {"area": "health", "profession": "midwife", "outside": True, "cost_cents": 500}
    )
    page.steps.form.set_values({"outside": False})
    page.steps.save()
    (step,) = service.file(lucia, pathway.id).interventions
    assert (step.outside, step.cost_cents) == (False, None)


def test_reserving_a_step_can_be_undone(
    shell: Shell, lucia: Vault, pathway: Pathway, page: PathwayPage
) -> None:
    made = interventions.add_intervention(
        lucia, Intervention(house="", pathway_id=pathway.id, on_date=day(-1), area="health", notes="piange")
    )
    page.steps.open(made.id)
    page.steps.form.set_values({"reserved": True})
    page.steps.save()
    assert lucia.scalar("SELECT notes FROM intervention") == ""
    shell.toast.undo_last()
    assert lucia.scalar("SELECT notes FROM intervention") == "piange"


def test_a_team_discussion_is_kept_with_who_was_there(
    lucia: Vault, pathway: Pathway, page: PathwayPage
) -> None:
    page.notes.begin()
    assert page.notes.form.fields["decided"].isHidden()
    page.notes.form.set_values(
        {"kind": "team", "words": "il nido", "present": "Lucia, Rosa", "decided": "si chiede"}
    )
    page.notes.save()
    (line,) = notes.of_pathway(lucia, pathway.id)
    assert (line.note.kind, line.note.present, line.note.decided) == ("team", ["Lucia", "Rosa"], "si chiede")
    page.notes.begin()
    page.notes.save()
    assert page.notes.form.fields["words"].problem
    page.notes.form.set_values({"words": "solo mia", "reserved": True})
    page.notes.save()
    assert lucia.scalar("SELECT count(*) FROM pathway_note WHERE words = 'solo mia'") == 0
    assert any("solo mia" in entry.accessibleName() for entry in page.notes.entries.entries)


def test_an_appointment_is_noted_with_its_reminder(lucia: Vault, pathway: Pathway, page: PathwayPage) -> None:
    page.appointments.begin()
    form = page.appointments.form
    form.set_values({"title": "Visita", "on_day": f"{day(5):%d/%m/%Y}", "hour": "9.30", "place": "ASL"})
    page.appointments.save()
    (line,) = appointments.of_pathway(lucia, pathway.id)
    assert (line.appointment.at, line.appointment.remind_on) == (f"{day(5)}T09:30", day(4))
    page.appointments.begin()
    form.set_values({"title": "Altra", "on_day": f"{day(5):%d/%m/%Y}", "hour": "trenta"})
    page.appointments.save()
    assert form.fields["hour"].problem
    form.set_values({"hour": ""})
    page.appointments.save()
    assert "ora" in form.fields["hour"].problem
    assert len(appointments.of_pathway(lucia, pathway.id)) == 1


def test_she_is_reminded_only_as_she_may_be(shell: Shell, lucia: Vault, pathway: Pathway) -> None:
    made = shown(lucia, pathway)
    view = shell.open("appointment", made.id)
    assert isinstance(view, AppointmentPage) and nameless(view) == []
    assert view.rule.sentence == "Solo chiamate, niente messaggi · 9-12"
    assert [chip.code for chip in view.how.chips] == ["call", "in_person", "slip"]
    view.remind()
    assert view.how.problem
    view.how.set_value("call")
    view.remind()
    assert appointments.line(lucia, made.id).appointment.reminded_how == "call"
    assert view.remind_button.isHidden() and not view.not_yet_button.isHidden()
    shell.toast.undo_last()
    assert appointments.line(lucia, made.id).appointment.reminded_at == ""


def test_where_she_must_never_be_called_no_number_is_shown(
    shell: Shell, lucia: Vault, pathway: Pathway, fatima: Person
) -> None:
    people.edit(lucia, fatima.id, contact_rule="never")
    view = shell.open("appointment", shown(lucia, pathway).id)
    assert isinstance(view, AppointmentPage)
    assert "333" not in view.number.text()
    assert [chip.code for chip in view.how.chips] == ["in_person", "slip"]


def test_she_takes_the_appointment_along_on_paper(
    shell: Shell, lucia: Vault, pathway: Pathway, fatima: Person, qtbot: QtBot
) -> None:
    made = shown(lucia, pathway)
    view = shell.open("appointment", made.id)
    assert isinstance(view, AppointmentPage)
    assert view.slip.paper.isHidden()
    with qtbot.waitSignal(view.slip.paper.preview.drawn, timeout=20_000):
        view.slip.prepare_button.click()
    printed: list[bytes] = []
    view.slip.paper.print_with = lambda parent, pdf: bool(printed.append(pdf) or True)
    view.slip.paper.print()
    assert printed[0].startswith(b"%PDF") and nameless(view) == []
    assert lucia.scalar("SELECT count(*) FROM audit WHERE action = 'appointment.slip'") == 1
    people.edit(lucia, fatima.id, safe_contact="niente a casa")
    paper = view.slip.paper
    qtbot.waitUntil(lambda: not (paper.print_button.isVisibleTo(view) or paper.preview.isVisibleTo(view)))
    assert "niente a casa" in paper.refused.sentence and paper.refused.isVisibleTo(view)
    assert view.slip.prepare_button.isHidden()
    assert paper.preview._sheets == [], "what was drawn does not stay behind it"
    paper.print()
    assert len(printed) == 1


def test_how_it_went_and_putting_it_off(shell: Shell, lucia: Vault, pathway: Pathway) -> None:
    ahead = shown(lucia, pathway)
    view = shell.open("appointment", ahead.id)
    assert isinstance(view, AppointmentPage)
    assert view.kept_button.isHidden()
    view.move_form.set_values({"on_day": f"{day(9):%d/%m/%Y}", "hour": "11"})
    view.put_off()
    assert {line.appointment.state for line in appointments.of_pathway(lucia, pathway.id)} == {
        "moved",
        "planned",
    }
    shell.toast.undo_last()
    (only,) = appointments.of_pathway(lucia, pathway.id)
    assert only.appointment.at == ahead.at
    today = shown(lucia, pathway, at=f"{TODAY}T08:00")
    shell.open("appointment", today.id)
    QTest.keyClick(view.kept_button, Qt.Key.Key_Space)
    assert appointments.line(lucia, today.id).appointment.state == "kept"
    assert view.kept_button.isHidden()
    shell.toast.undo_last()
    view.correct.form.set_values({"title": "Ecografia", "reserved": True})
    view.correct.save()
    assert lucia.scalar("SELECT title FROM appointment WHERE id = :id", id=today.id) == ""
    assert appointments.line(lucia, today.id).appointment.title == "Ecografia"
    shell.toast.undo_last()
    assert lucia.scalar("SELECT title FROM appointment WHERE id = :id", id=today.id) == "Visita"


def test_an_operator_sees_the_reminder_and_nothing_to_change(
    qtbot: QtBot, lucia: Vault, pathway: Pathway
) -> None:
    made = shown(lucia, pathway)
    lucia.roles = [Role.OPERATOR]
    window = Shell("Barrito", "Ada")
    qtbot.addWidget(window)
    pathways_view.pages(lucia, window)
    window.show()
    assert not window.knows("pathways") and not window.knows("hours")
    view = window.open("appointment", made.id)
    assert isinstance(view, AppointmentPage)
    assert not view.reminder.isHidden() and not view.outcome.isVisible() and view.pathway_button.isHidden()


def test_the_board_shows_what_asks_for_someone(
    shell: Shell, lucia: Vault, pathway: Pathway, fatima: Person
) -> None:
    service.add_goal(lucia, Goal(house="", pathway_id=pathway.id, title="Nido", due_on=day(-9)))
    made = shown(lucia, pathway)
    ana = people.add(lucia, Person(surname="Popescu", name="Ana"))
    other = service.open_pathway(
        lucia, Pathway(house="", person_id=ana.id, opened_on=day(-60), case_manager="Rosa")
    )
    hand_overs.propose(lucia, HandOver(house="", pathway_id=other.id, on_date=TODAY, to_manager="Lucia"))
    board = shell.open("pathways")
    assert isinstance(board, PathwaysPage) and nameless(board) == []
    assert board.table.model.rowCount() == 1
    assert [entry.key.split("|")[0] for entry in board.due.entries.entries] == ["hand_over", "reminder"]
    assert [entry.key.split("|")[0] for entry in board.stuck.entries.entries] == ["goal"]
    board.which.set_value("open")
    assert board.table.model.rowCount() == 2
    silent = [entry for entry in board.stuck.entries.entries if entry.key.startswith("silent")]
    assert [entry.pill.text() for entry in silent] == ["da 60 giorni"]
    reminder = board.due.entries.entries[1]
    QTest.keyClick(reminder, Qt.Key.Key_Return)
    assert shell.shown == "appointment"
    appointments.remind(lucia, made.id, "call")
    shell.open("pathways")
    assert [entry.key.split("|")[0] for entry in board.due.entries.entries] == ["hand_over", "appointment"]


def test_the_list_is_long_only_where_asked(shell: Shell, lucia: Vault, pathway: Pathway) -> None:
    for at in range(9):
        service.add_goal(
            lucia, Goal(house="", pathway_id=pathway.id, title=f"Passo {at}", due_on=day(-at - 1))
        )
    board = shell.open("pathways")
    assert isinstance(board, PathwaysPage)
    kinds = [entry.key.split("|")[0] for entry in board.stuck.entries.entries]
    assert kinds == ["goal", "goal", "goal", "silent", "goal"]
    board.stuck.more_button.click()
    assert len(board.stuck.entries.entries) == 10


def test_an_empty_board_says_the_next_step(shell: Shell, lucia: Vault) -> None:
    board = shell.open("pathways")
    assert isinstance(board, PathwaysPage)
    assert board.board.isHidden() and not board.nobody.isHidden()


def test_the_hours_are_summed_and_saved(shell: Shell, lucia: Vault, pathway: Pathway) -> None:
    for minutes in (60, 45):
        interventions.add_intervention(
            lucia,
            Intervention(house="", pathway_id=pathway.id, on_date=TODAY, area="health", profession="midwife",
                         professional="Giulia", minutes=minutes),
        )  # fmt: skip
    hours = shell.open("hours")
    assert isinstance(hours, HoursPage) and nameless(hours) == []
    assert (hours.table.model.row(0)["times"], hours.table.model.row(0)["minutes"]) == (2, 105)
    saved: dict[str, bytes] = {}

    def keep(parent: QWidget, content: bytes, name: str, kind: str) -> Path:
        saved[name] = content
        return Path(name)

    hours.papers.save_with = keep
    hours.save()
    wait_for_all()
    for _ in range(4):
        QTest.qWait(10)
    (content,) = saved.values()
    assert load_workbook(BytesIO(content))["Consulenze"].max_row == 3
    hours.form.set_values({"first": "01/01/2020", "last": "31/12/2020"})
    assert hours.table.model.rowCount() == 0 and not hours.save_button.isEnabled()
    hours.form.set_values({"first": "ieri l'altro"})
    assert hours.table.model.rowCount() == 0
