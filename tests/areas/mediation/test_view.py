"""The screens of the mediations, by keyboard: asked for, held, corrected, closed, invoiced, and taken back."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from millegiorni_desk.areas.accesses import service as accesses
from millegiorni_desk.areas.accesses.records import Access
from millegiorni_desk.areas.mediation import mediators, service
from millegiorni_desk.areas.mediation.records import Mediation, MediationSession, Mediator
from millegiorni_desk.areas.mediation.view.hours_page import HoursPage
from millegiorni_desk.areas.mediation.view.mediation_page import MediationPage
from millegiorni_desk.areas.mediation.view.mediations_page import MediationsPage
from millegiorni_desk.areas.mediation.view.mediator_page import MediatorPage
from millegiorni_desk.areas.mediation.view.mediators_page import MediatorsPage
from millegiorni_desk.areas.mediation.view.new_mediation import NewMediationPage
from millegiorni_desk.areas.people.records import Person
from millegiorni_desk.ui.cards import Notice
from millegiorni_desk.ui.tasks import wait_for_all
from millegiorni_desk.vault.permissions import Role
from tests.screens import Desk, desk, desk_of, light, window
from tests.ui.spoken import nameless

__all__ = ["desk", "light", "window"]

Key = Qt.Key
TODAY = date.today()


@pytest.fixture
def patience(desk: Desk) -> Mediator:
    mediators.add(desk.vault, Mediator(name="Ada Moldovan", languages=["ro"]))
    return mediators.add(
        desk.vault, Mediator(name="Patience Igho", languages=["pcm", "en"], cents_per_hour=2600)
    )


@pytest.fixture
def blessing(desk: Desk) -> Person:
    return desk.add("Blessing", "Osagie", language="pcm")


def ask(desk: Desk, person: Person, mediator: Mediator, days_ago: int = 20) -> Mediation:
    asked = TODAY - timedelta(days=days_ago)
    return service.request(
        desk.vault, Mediation(house="", person_id=person.id, requested_on=asked, mediator_id=mediator.id)
    )


def hold(desk: Desk, mediation: Mediation, minutes: int = 90) -> MediationSession:
    return service.add_session(
        desk.vault,
        MediationSession(
            house="", mediation_id=mediation.id, on_date=TODAY, minutes=minutes, kind="interview"
        ),
    )


def shown(desk: Desk, kind: type[QWidget]) -> QWidget:
    desk.settle()
    page = desk.shell.built(desk.shell.shown)
    assert isinstance(page, kind)
    return page


def test_asked_for_by_keyboard_held_and_closed(desk: Desk, blessing: Person, patience: Mediator) -> None:
    page = desk.open("new-mediation", blessing.id)
    assert isinstance(page, NewMediationPage)
    assert page.form.languages.value() == ["pcm"]
    assert page.form.mediator.box.itemText(1).startswith("Patience"), "who speaks it comes first"
    page.form.mediator.set_value(patience.id)
    page.form.fragility.set_value("care_load")
    desk.ctrl(Key.Key_S)
    (line,) = service.of_person(desk.vault, blessing.id)
    assert (line.mediation.state, line.mediation.fragility) == ("assigned", "care_load")
    one = shown(desk, MediationPage)
    assert isinstance(one, MediationPage)
    assert one.sessions.table.height() < 100, "without a session the list takes one line"
    desk.type("coll")
    desk.press(Key.Key_Space)
    one.sessions.form.set_values({"minutes": 75, "place": "consultorio"})
    one.sessions.add_button.click()
    desk.settle()
    assert service.line(desk.vault, line.mediation.id).minutes == 75
    assert (desk.said, one.state[0]) == ("Incontro aggiunto", "In corso")
    one.closing.form.set_values({"outcome": "understood"})
    one.closing.close_button.click()
    desk.settle()
    assert service.line(desk.vault, line.mediation.id).mediation.outcome == "understood"
    assert one.state == ("Conclusa", "quiet") and not one.sessions.form.isVisible()
    desk.ctrl(Key.Key_Z)
    desk.settle()
    assert service.line(desk.vault, line.mediation.id).mediation.closed_on is None


def test_a_session_is_corrected_taken_out_and_put_back(
    desk: Desk, blessing: Person, patience: Mediator
) -> None:
    mediation = ask(desk, blessing, patience)
    held = hold(desk, mediation)
    page = desk.open("mediation", mediation.id)
    assert isinstance(page, MediationPage)
    page.sessions.correct(held.id)
    page.sessions.form.set_values({"minutes": 45})
    page.sessions.add_button.click()
    assert service.sessions(desk.vault, mediation.id)[0].minutes == 45
    desk.ctrl(Key.Key_Z)
    assert service.sessions(desk.vault, mediation.id)[0].minutes == 90
    page.sessions.correct(held.id)
    page.sessions.off_button.click()
    assert service.sessions(desk.vault, mediation.id) == []
    desk.ctrl(Key.Key_Z)
    assert len(service.sessions(desk.vault, mediation.id)) == 1


def test_what_is_wrong_is_said_beside_its_field(desk: Desk, blessing: Person, patience: Mediator) -> None:
    page = desk.open("mediation", ask(desk, blessing, patience).id)
    assert isinstance(page, MediationPage)
    page.sessions.form.set_values({"kind": "interview"})
    page.sessions.add_button.click()
    assert "minuti" in page.sessions.form.fields["minutes"].problem
    page.closing.close_button.click()
    assert page.closing.form.fields["outcome"].problem == "Scegli com'è andata."


def test_what_it_is_for_is_corrected_and_undone(desk: Desk, blessing: Person, patience: Mediator) -> None:
    mediation = ask(desk, blessing, patience)
    page = desk.open("mediation", mediation.id)
    assert isinstance(page, MediationPage)
    page.edit()
    page.form.fragility.set_value("violence")
    page.form.need.set_value("colloquio")
    assert page.form.reserved.tick.value(), "violence is reserved by itself"
    page.form.set_values({"mediator_id": ""})
    page.save_form()
    line = service.line(desk.vault, mediation.id)
    assert line.reserved is not None and line.mediation.state == "requested" and line.mediator is None
    assert desk.vault.scalar("SELECT need FROM mediation") == ""
    assert "riservata" in " ".join(one.sentence for one in page.about.findChildren(Notice))


def test_whoever_only_reads_the_list_sees_no_button_beside_the_window(desk: Desk, patience: Mediator) -> None:
    desk.vault.roles = [Role.OPERATOR]
    page = desk.open("mediator", patience.id)
    assert isinstance(page, MediatorPage) and page.about.isVisible()
    assert not page.retire_button.isVisible()


def test_the_list_by_stage_and_enter(desk: Desk, blessing: Person, patience: Mediator) -> None:
    page = desk.open("mediations")
    assert isinstance(page, MediationsPage) and page.nothing.isVisible()
    mediation = ask(desk, blessing, patience)
    desk.settle()
    assert page.state == ("1 da cominciare su 1", "info") and page.card.isVisible()
    page.which.set_value("closed")
    assert page.table.model.rowCount() == 0
    page.which.set_value("asked")
    assert page.table.model.row(0)["who"] == "Blessing Osagie"
    page.table.setFocus()
    page.table.view.selectRow(0)
    desk.press(Key.Key_Return)
    assert desk.shell.shown == "mediation"
    one = shown(desk, MediationPage)
    assert isinstance(one, MediationPage)
    one.void_button.click()
    assert service.count(desk.vault) == 0 and desk.shell.shown == "mediations"
    desk.ctrl(Key.Key_Z)
    assert service.count(desk.vault) == 1 and service.line(desk.vault, mediation.id)


def test_a_mediator_is_added_corrected_and_retired(desk: Desk) -> None:
    page = desk.open("mediators")
    assert isinstance(page, MediatorsPage) and page.nobody.isVisible()
    desk.open("mediator", None)
    new = shown(desk, MediatorPage)
    assert isinstance(new, MediatorPage)
    desk.type("Rosa Quispe")
    desk.ctrl(Key.Key_S)
    assert "lingua" in new.form.fields["languages"].problem
    new.form.set_values({"languages": ["es"], "cents_per_hour": 2550})
    desk.ctrl(Key.Key_S)
    (rosa,) = mediators.every(desk.vault)
    assert (rosa.name, rosa.cents_per_hour, desk.said) == ("Rosa Quispe", 2550, "Mediatrice aggiunta")
    desk.open("mediator", rosa.id)
    new.retire_button.click()
    assert mediators.every(desk.vault) == []
    desk.ctrl(Key.Key_Z)
    assert mediators.every(desk.vault) == [rosa]


def test_the_hours_are_summed_and_saved_without_a_name(
    desk: Desk, blessing: Person, patience: Mediator, tmp_path: Path
) -> None:
    hold(desk, ask(desk, blessing, patience))
    page = desk.open("mediation-hours")
    assert isinstance(page, HoursPage)
    page.form.set_values({"start": TODAY, "end": TODAY})
    row = page.table.model.row(0)
    assert (row["mediator"], row["minutes"], row["cents"]) == ("Patience Igho", 90, 3900)
    names: list[str] = []
    made: list[bytes] = []

    def keep(_parent: QWidget, content: bytes, name: str, _kind: str) -> Path:
        names.append(name)
        made.append(content)
        return tmp_path / name

    page.papers.save_with = keep
    for save, head in ((page.save_pdf, b"%PDF"), (page.save_workbook, b"PK")):
        save()
        desk.bot.waitUntil(lambda: not page.papers.work.busy and bool(made), timeout=20_000)
        desk.bot.waitUntil(lambda: bool(made), timeout=20_000)
        assert made.pop().startswith(head)
    assert names == [f"ore-mediazione-{TODAY}-{TODAY}.{ending}" for ending in ("pdf", "xlsx")]
    assert wait_for_all()


def test_without_an_hour_there_is_nothing_to_print_or_save(
    desk: Desk, blessing: Person, patience: Mediator
) -> None:
    hold(desk, ask(desk, blessing, patience))
    page = desk.open("mediation-hours")
    assert isinstance(page, HoursPage)
    for day, offered in ((TODAY - timedelta(days=400), False), (TODAY, True)):
        page.form.set_values({"start": day, "end": day})
        assert [button.isEnabled() for button in page.buttons] == [offered] * 3
    page.form.set_values({"start": TODAY, "end": TODAY - timedelta(days=1)})
    assert all(button.isEnabled() for button in page.buttons), "saving says what is wrong with the days"


def test_an_access_that_needed_one_offers_the_request(
    desk: Desk, blessing: Person, patience: Mediator
) -> None:
    access = accesses.add(
        desk.vault,
        Access(house=desk.vault.house or "BAR", person_id=blessing.id, on_date=TODAY, mediation_needed=True),
    )
    page = desk.open("person", blessing.id)
    offered = [one for one in page.findChildren(Notice) if "mediatrice" in one.sentence]
    assert len(offered) == 1
    desk.open("new-mediation", {"person": blessing.id, "access": access.id})
    desk.ctrl(Key.Key_S)
    (line,) = service.of_person(desk.vault, blessing.id)
    assert line.mediation.access_id == access.id
    page = desk.open("person", blessing.id)
    assert not [one for one in page.findChildren(Notice) if "mediatrice" in one.sentence and one.isVisible()]


def test_everything_has_a_name_to_be_spoken(desk: Desk, blessing: Person, patience: Mediator) -> None:
    mediation = ask(desk, blessing, patience)
    for name, argument in (
        ("mediations", None), ("mediation", mediation.id), ("new-mediation", blessing.id), ("mediators", None),
        ("mediator", patience.id), ("mediation-hours", None),
    ):  # fmt: skip
        assert nameless(desk.open(name, argument)) == []


def test_an_operator_asks_and_reads(tmp_path: Path, window: object, qtbot: object) -> None:
    made = desk_of(tmp_path / "desk", qtbot, "BAR", (Role.OPERATOR,))  # type: ignore[arg-type]
    assert made.shell.knows("mediations") and not made.shell.knows("mediation-hours")
    made.vault.close()
