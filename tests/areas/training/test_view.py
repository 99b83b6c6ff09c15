"""The screens of training, by keyboard: written down, marked, certified, counted, corrected and taken back."""

from __future__ import annotations

from datetime import date, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from millegiorni_desk.areas.training import agreements, service, staff
from millegiorni_desk.areas.training.records import Agreement, StaffMember, Training
from millegiorni_desk.areas.training.view.agreement_page import AgreementPage
from millegiorni_desk.areas.training.view.agreements_page import AgreementsPage
from millegiorni_desk.areas.training.view.certificates_page import CertificatesPage
from millegiorni_desk.areas.training.view.member_page import MemberPage
from millegiorni_desk.areas.training.view.new_training import NewTrainingPage
from millegiorni_desk.areas.training.view.presence_row import PresenceRow
from millegiorni_desk.areas.training.view.staff_page import StaffPage
from millegiorni_desk.areas.training.view.training_page import TrainingPage
from millegiorni_desk.areas.training.view.trainings_page import TrainingsPage
from millegiorni_desk.network import partners
from millegiorni_desk.ui.cards import Notice
from millegiorni_desk.ui.tasks import wait_for_all
from millegiorni_desk.vault.permissions import Role
from tests.areas.training.conftest import TODAY, held, pages
from tests.screens import Desk, desk, light, window
from tests.ui.spoken import nameless

__all__ = ["desk", "light", "window"]

Key = Qt.Key
People = dict[str, StaffMember]


@pytest.fixture
def people(desk: Desk) -> People:
    names = {"Ada Moldovan": "BAR", "Bea Ferrero": "BAR", "Carla Osagie": "SAL"}
    return {
        name.split()[0]: staff.add(desk.vault, StaffMember(name=name, house_code=house))
        for name, house in names.items()
    }


def shown(desk: Desk, kind: type[QWidget]) -> QWidget:
    desk.settle()
    page = desk.shell.built(desk.shell.shown)
    assert isinstance(page, kind)
    return page


def counted(desk: Desk) -> None:
    """What is counted beside the window has arrived."""
    assert wait_for_all()
    desk.settle()


def ticks(page: QWidget) -> dict[str, PresenceRow]:
    assert isinstance(page, TrainingPage)
    rows = [row for row in page.presence.rows.pieces if isinstance(row, PresenceRow)]
    return {row.name.split()[0]: row for row in rows}


def test_written_down_and_marked_by_keyboard(desk: Desk, people: People) -> None:
    page = desk.open("new-training")
    assert isinstance(page, NewTrainingPage)
    desk.type("form")
    desk.press(Key.Key_Space)
    page.form.set_values({"title": "Allattamento", "minutes": 90, "new_partner": "La Leche League"})
    desk.ctrl(Key.Key_S)
    one = shown(desk, TrainingPage)
    (line,) = service.page(desk.vault, 0, 9)
    assert (line.training.state, line.training.house_code, line.training.kind) == ("held", "BAR", "training")
    assert partners.names(desk.vault, line.training.partners) == ["La Leche League"]
    assert [*ticks(one)] == ["Ada", "Bea", "Carla"], "those of this house first"
    desk.type("carl")
    desk.press(Key.Key_Return)
    desk.type("bea")
    desk.press(Key.Key_Return)
    desk.settle()
    assert [each.name for each in service.of_training(desk.vault, line.training.id)] == [
        "Bea Ferrero",
        "Carla Osagie",
    ]
    assert isinstance(one, TrainingPage) and one.presence.pill.text() == "2 persone"
    desk.ctrl(Key.Key_Z)
    assert [each.name for each in service.of_training(desk.vault, line.training.id)] == ["Carla Osagie"]
    desk.press(Key.Key_Down)
    desk.press(Key.Key_Space)
    assert ticks(one)["Ada"].tick.isChecked() and ticks(one)["Ada"].tick.hasFocus()
    desk.press(Key.Key_Down)
    assert ticks(one)["Bea"].tick.hasFocus()
    assert not nameless(desk.shell)


def test_minutes_of_who_stayed_for_a_part(desk: Desk, people: People) -> None:
    one = held(desk.vault, 2, minutes=120)
    page = desk.open("training", one.id)
    rows = ticks(page)
    assert rows["Ada"].minutes.isHidden()
    rows["Ada"].tick.click()
    rows["Ada"].minutes.setFocus()
    desk.type("45")
    desk.press(Key.Key_Return)
    assert service.line(desk.vault, one.id).minutes == 45
    rows["Ada"].minutes.setFocus()
    rows["Ada"].minutes.line.setText("300")
    desk.press(Key.Key_Return)
    assert isinstance(page, TrainingPage)
    assert "da 1 a 120" in page.presence.work.sentence
    assert service.line(desk.vault, one.id).minutes == 45
    rows["Ada"].tick.click()
    desk.ctrl(Key.Key_Z)
    assert [each.minutes for each in service.of_training(desk.vault, one.id)] == [45], (
        "undone with her minutes"
    )


def test_someone_new_is_added_where_she_is_marked(desk: Desk, people: People) -> None:
    page = desk.open("training", held(desk.vault, 2).id)
    assert isinstance(page, TrainingPage)
    desk.type("Dora Vitale")
    desk.press(Key.Key_Return)
    desk.settle()
    assert page.presence.new.isVisible()
    assert page.presence.new.form.fields["name"].value() == "Dora Vitale"
    page.presence.new.form.set_values({"role": "educatrice"})
    page.presence.new._give()
    desk.settle()
    (there,) = service.of_training(desk.vault, page._line.training.id if page._line else "")
    assert there.member and (there.name, there.member.house_code, there.member.role) == (
        "Dora Vitale",
        "BAR",
        "educatrice",
    )
    page.presence.field.set_text("dora")
    page.presence.field.search_now()
    page.presence.add_button.click()
    page.presence.new.form.set_values({"name": "dora vitale"})
    page.presence.new._give()
    assert "già nell'elenco" in page.presence.new.form.fields["name"].problem
    assert len(staff.every(desk.vault)) == 4


def test_as_last_time_and_undone(desk: Desk, people: People) -> None:
    before = held(desk.vault, 20, kind="team")
    service.mark(desk.vault, before.id, {people["Ada"].id: 20, people["Carla"].id: None})
    now = held(desk.vault, 2, kind="team")
    page = desk.open("training", now.id)
    assert isinstance(page, TrainingPage) and page.presence.last_button.isVisible()
    page.presence.last_button.click()
    desk.settle()
    assert len(service.of_training(desk.vault, now.id)) == 2
    assert not page.presence.last_button.isVisible()
    desk.ctrl(Key.Key_Z)
    desk.settle()
    assert service.of_training(desk.vault, now.id) == []


def test_planned_held_corrected_and_taken_off(desk: Desk, people: People) -> None:
    one = held(desk.vault, 0, state="planned", minutes=60)
    page = desk.open("training", one.id)
    assert isinstance(page, TrainingPage)
    assert not page.presence.isVisible() and page.hold_button.hasFocus()
    desk.press(Key.Key_Space)
    desk.settle()
    assert page.presence.isVisible() and page.presence.field.line.hasFocus()
    page.edit()
    page.form.set_values({"title": "Casi", "on_date": TODAY + timedelta(days=5)})
    page.save()
    assert "in programma" in page.form.fields["on_date"].problem
    page.form.set_values({"state": "planned"})
    page.save()
    desk.settle()
    assert page.title == "Casi" and page.state[0] == "In programma"
    desk.ctrl(Key.Key_Z)
    desk.settle()
    assert service.line(desk.vault, one.id).training.title == "I primi mille giorni"
    page.void_button.click()
    listed = shown(desk, TrainingsPage)
    assert isinstance(listed, TrainingsPage) and listed.nothing.isVisible()
    assert listed.nothing.button is not None and listed.nothing.button.hasFocus()
    desk.ctrl(Key.Key_Z)
    desk.settle()
    assert listed.table.model.rowCount() == 1


def test_cancelled_the_keyboard_does_not_come_to_taking_it_out(desk: Desk) -> None:
    page = desk.open("training", held(desk.vault, -9, state="planned").id)
    assert isinstance(page, TrainingPage)
    page.cancel_button.setFocus()
    desk.press(Key.Key_Space)
    desk.settle()
    assert page.state[0] == "Annullato" and page.edit_button.hasFocus()


def test_the_list_is_narrowed_and_the_year_counted(desk: Desk, people: People) -> None:
    page = desk.open("trainings")
    assert isinstance(page, TrainingsPage) and page.nothing.isVisible()
    service.mark(
        desk.vault, held(desk.vault, 0, minutes=90).id, {people["Ada"].id: None, people["Bea"].id: 30}
    )
    held(desk.vault, 0, kind="team", title="Équipe", minutes=None)
    held(desk.vault, 800, title="Anni fa")
    desk.settle()
    counted(desk)
    figures = {
        name: figure.accessibleDescription() or figure.accessibleName()
        for name, figure in page.figures.items()
    }
    assert "2" in figures["meetings"] and "2" in figures["people"]
    assert "1,5" in figures["hours"] and "1 non dice" in figures["hours"] and figures["attended"].count("2")
    assert page.table.model.rowCount() == 3
    page.kind.set_value("team")
    assert [page.table.model.row(at)["title"] for at in range(page.table.model.rowCount())] == ["Équipe"]
    page.kind.set_value("all")
    page.field.setFocus()
    desk.type("anni")
    page.field.search_now()
    assert page.table.model.rowCount() == 1
    desk.press(Key.Key_Return)
    assert desk.shell.shown == "training"
    desk.open("trainings")
    page.field.set_text("")
    page.field.search_now()
    page.period.set_values({"first": TODAY - timedelta(days=900), "last": TODAY - timedelta(days=700)})
    counted(desk)
    assert page.table.model.rowCount() == 1
    assert not nameless(desk.shell)


def test_certificates_of_a_meeting_looked_at_and_saved(desk: Desk, people: People) -> None:
    one = held(desk.vault, 2)
    service.mark(desk.vault, one.id, {people["Ada"].id: None, people["Bea"].id: None})
    page = desk.open("training", one.id)
    assert isinstance(page, TrainingPage)
    page.certificates_button.click()
    certificates = shown(desk, CertificatesPage)
    assert isinstance(certificates, CertificatesPage)
    counted(desk)
    assert certificates.save_button.isEnabled()
    assert certificates.form.fields["on"].value() is not None
    saved: dict[str, bytes] = {}

    def keep(parent: QWidget, content: bytes, name: str, kind: str) -> Path:
        saved[name] = content
        return Path(name)

    certificates.papers.save_with = keep
    certificates.save()
    counted(desk)
    desk.bot.waitUntil(lambda: bool(saved), timeout=20_000)
    ((name, made),) = saved.items()
    assert "Ada" not in name and ["SiattestacheAda" in page for page in pages(made)] == [True, False]
    certificates.who.set_value(people["Bea"].id)
    certificates.form.set_values({"place": "Torino", "on": date(2026, 3, 14)})
    make = certificates._maker()
    assert make is not None
    (alone,) = pages(make())
    assert "SiattestacheBea" in alone and "Torino,14/03/2026" in alone
    noted = desk.vault.query("SELECT action, detail FROM audit WHERE action = 'training.certificates'")
    assert len(noted) == 1 and '"people": 2' in noted[0]["detail"].replace('":2', '": 2')
    certificates.preview.let_go()


def test_hours_of_everybody_workbook_and_the_years_certificate(desk: Desk, people: People) -> None:
    service.mark(
        desk.vault, held(desk.vault, 0, minutes=90).id, {people["Ada"].id: None, people["Bea"].id: 30}
    )
    page = desk.open("staff")
    assert isinstance(page, StaffPage)
    counted(desk)
    rows = {
        row["name"]: row for row in (page.table.model.row(at) for at in range(page.table.model.rowCount()))
    }
    assert [row["minutes"] for row in rows.values()] == [90, 30, 0]
    assert page.table._sums.isVisible()
    saved: list[bytes] = []
    page.papers.save_with = lambda parent, content, name, kind: (saved.append(content), Path(name))[1]
    page.save()
    counted(desk)
    desk.bot.waitUntil(lambda: bool(saved), timeout=20_000)
    assert load_workbook(BytesIO(saved[0]))["Per persona"].max_row == 4
    page.certificates_button.click()
    certificates = shown(desk, CertificatesPage)
    assert isinstance(certificates, CertificatesPage) and certificates.who.box.count() == 3
    counted(desk)
    certificates.preview.let_go()
    member = desk.open("staff-member", people["Ada"].id)
    assert isinstance(member, MemberPage) and member.table.model.rowCount() == 1
    member.form.set_values({"role": "case manager"})
    desk.ctrl(Key.Key_S)
    assert staff.member(desk.vault, people["Ada"].id).role == "case manager" and desk.shell.shown == "staff"
    desk.ctrl(Key.Key_Z)
    assert staff.member(desk.vault, people["Ada"].id).role == ""


def test_the_desks_users_are_taken_in_at_once(desk: Desk) -> None:
    page = desk.open("staff")
    assert isinstance(page, StaffPage) and page.nobody.isVisible()
    (notice,) = page.proposed.pieces
    assert isinstance(notice, Notice) and "Lucia" in notice.sentence
    page.take_proposed()
    desk.settle()
    assert [one.name for one in staff.every(desk.vault)] == ["Lucia"] and page.proposed.pieces == ()
    desk.ctrl(Key.Key_Z)
    desk.settle()
    assert staff.every(desk.vault) == [] and page.proposed.pieces


def test_who_works_elsewhere_is_read_and_who_left_is_found(desk: Desk, people: People) -> None:
    page = desk.open("staff-member", people["Carla"].id)
    assert isinstance(page, MemberPage)
    assert not page.questions.isVisible() and not page.save_button.isVisible()
    page = desk.open("staff-member", people["Bea"].id)
    assert isinstance(page, MemberPage)
    page.retire_button.click()
    listed = shown(desk, StaffPage)
    assert isinstance(listed, StaffPage)
    assert listed.table.model.rowCount() == 2
    listed.which.set_value("all")
    assert listed.table.model.rowCount() == 3
    desk.ctrl(Key.Key_Z)
    assert staff.member(desk.vault, people["Bea"].id).active


def test_somebody_written_down_twice_is_made_one(desk: Desk, people: People) -> None:
    one = held(desk.vault, 2)
    service.mark(desk.vault, one.id, {people["Ada"].id: None})
    staff.edit(desk.vault, people["Ada"].id, user_name="ada")
    desk.vault.roles, desk.vault.house = [Role.COORDINATOR], ""
    page = desk.open("staff-member", people["Bea"].id)
    assert isinstance(page, MemberPage) and not page.double.isVisible()
    page.double_button.click()
    desk.settle()
    assert page.double.isVisible() and not page.double.join_button.isEnabled()
    page.double.other.set_value(people["Ada"].id)
    page.double.join_button.click()
    desk.settle()
    assert not page.double.isVisible() and page.table.model.rowCount() == 1
    assert page.form.fields["user_name"].value() == "ada", "what is saved next leaves it"
    assert [each.name for each in staff.every(desk.vault)] == ["Bea Ferrero", "Carla Osagie"]
    desk.ctrl(Key.Key_Z)
    desk.settle()
    assert len(staff.every(desk.vault)) == 3 and page.table.model.rowCount() == 0


def test_an_operator_reads(desk: Desk, people: People) -> None:
    one = held(desk.vault, 2)
    service.mark(desk.vault, one.id, {people["Ada"].id: 45})
    desk.vault.roles = [Role.OPERATOR]
    page = desk.open("training", one.id)
    assert isinstance(page, TrainingPage)
    assert page.presence.told.text() == "Ada Moldovan (45 minuti)"
    for piece in (page.presence.field, page.edit_button, page.void_button):
        assert not piece.isVisible()


def test_agreements_are_the_coordinations(desk: Desk) -> None:
    listed = desk.open("agreements")
    assert isinstance(listed, AgreementsPage) and listed.nothing.isVisible()
    assert listed.nothing.button is None, "a desk only reads"
    desk.vault.roles, desk.vault.house = [Role.COORDINATOR], ""
    page = desk.open("agreement", None)
    assert isinstance(page, AgreementPage)
    page.form.set_values({"kind": "network", "title": "SAM", "new_partner": "ASL Città di Torino"})
    page.form.set_values({"since": date(2026, 1, 1), "until": TODAY + timedelta(days=9)})
    page.save()
    desk.settle()
    (made,) = agreements.every(desk.vault)
    assert partners.names(desk.vault, [made.partner_id or ""]) == ["ASL Città di Torino"]
    (notice,) = listed.soon.pieces
    assert isinstance(notice, Notice) and "«SAM» finisce" in notice.sentence
    assert listed.table.model.row(0)["state"] == "finisce presto"
    desk.open("agreement", made.id)
    page.form.set_values({"until": TODAY - timedelta(days=1)})
    page.save()
    desk.settle()
    assert listed.table.model.rowCount() == 0
    listed.which.set_value("all")
    assert listed.table.model.row(0)["state"] == "finito"
    desk.open("agreement", made.id)
    page.form.set_values({"title": ""})
    page.save()
    assert page.form.fields["title"].problem


def test_thousands_of_meetings_are_read_a_page_at_a_time(desk: Desk) -> None:
    with desk.vault.save("test") as session:
        session.add_all(
            Training(on_date=TODAY - timedelta(days=at % 3000), kind="team", title=f"Équipe {at}")
            for at in range(2_000)
        )
    page = desk.open("trainings")
    assert isinstance(page, TrainingsPage)
    assert page.table.model.rowCount() == 2_000 and len(page.table.model._pages) <= 2
    counted(desk)


def test_an_agreement_is_read_at_a_desk(desk: Desk) -> None:
    desk.vault.roles, desk.vault.house = [Role.COORDINATOR], ""
    made = agreements.add(
        desk.vault, Agreement(title="Nati per Leggere", kind="network", contact="Sofia Bruni")
    )
    desk.vault.roles, desk.vault.house = [Role.CASE_MANAGER], "BAR"
    page = desk.open("agreement", made.id)
    assert isinstance(page, AgreementPage)
    assert page.about.isVisible() and not page.questions.isVisible()
    assert not page.off_button.isVisible()
