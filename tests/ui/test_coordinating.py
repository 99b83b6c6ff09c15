"""*Coordinamento*: written by the coordination, read at a house, by keyboard; what leads there from *Oggi*."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from millegiorni_desk.app import coordinating
from millegiorni_desk.app.coordinating import figures
from millegiorni_desk.app.coordinating.board import BoardSection
from millegiorni_desk.app.coordinating.deadlines import DeadlinesSection
from millegiorni_desk.app.coordinating.decisions import DecisionsSection
from millegiorni_desk.app.coordinating.hours import HoursSection, standing_words
from millegiorni_desk.app.coordinating.page import CoordinationPage
from millegiorni_desk.app.coordinating.partners import PartnersSection
from millegiorni_desk.app.coordinating.supervision import SupervisionSection
from millegiorni_desk.app.coordinating.targets import TargetsSection
from millegiorni_desk.app.today.page import TodayPage
from millegiorni_desk.areas.accesses import service as accesses
from millegiorni_desk.areas.accesses.records import Access
from millegiorni_desk.areas.coordination import (
    deadlines,
    decisions,
    opening_hours,
    supervision,
    targets,
)
from millegiorni_desk.areas.coordination.records import (
    Closure,
    Deadline,
    OpeningHours,
    ProjectDecision,
    SupervisionNote,
    Target,
)
from millegiorni_desk.areas.monitoring.indicators import INDICATORS
from millegiorni_desk.dates import months_later
from millegiorni_desk.errors import InvalidValue
from millegiorni_desk.network import partners
from millegiorni_desk.network.records import Partner
from millegiorni_desk.ui.tasks import wait_for_all
from millegiorni_desk.vault.permissions import Role
from tests.screens import Desk, desk_of
from tests.ui.spoken import nameless

Key = Qt.Key
TODAY = date.today()


@pytest.fixture
def seated(
    tmp_path: Path, qtbot: QtBot, window: Callable[[QWidget], QWidget]
) -> Iterator[Callable[..., Desk]]:
    """Opens the desk of a house, or (no code) of the coordination."""
    made: list[Desk] = []

    def sit(house: str = "", role: Role = Role.COORDINATOR) -> Desk:
        desk = desk_of(tmp_path / f"desk{len(made)}", qtbot, house, (role,))
        coordinating.pages(desk.vault, desk.shell)
        desk.shell.resize(1366, 768)
        window(desk.shell)
        made.append(desk)
        return desk

    yield sit
    wait_for_all()
    for desk in made:
        desk.vault.close()


def written(desk: Desk, *records: Callable[[], object]) -> None:
    """What the coordination wrote, at the desk of a house."""
    roles, desk.vault.roles = desk.vault.roles, [Role.COORDINATOR]
    for write in records:
        write()
    desk.vault.roles = roles


def page_of(desk: Desk, argument: object = None) -> CoordinationPage:
    page = desk.open("coordination", argument)
    assert isinstance(page, CoordinationPage)
    wait_for_all()
    desk.settle()
    return page


def rows(section: QWidget) -> list[dict[str, object]]:
    model = section.table.model  # type: ignore[attr-defined]
    return [dict(model.row(at)) for at in range(model.rowCount())]


def test_a_deadline_is_written_and_marked_by_keyboard(seated: Callable[..., Desk]) -> None:
    desk = seated()
    page = page_of(desk, "deadlines")
    section = page.parts.built["deadlines"]
    assert isinstance(section, DeadlinesSection)
    assert desk.focus() is section.form.fields["title"].control, "nothing is there yet: one writes"
    section.card.save_button.click()
    assert section.form.fields["due_on"].problem == "Scrivi il giorno."
    section.form.fields["title"].control.setFocus()
    desk.type("Rendiconto")
    desk.press(Key.Key_Return)
    desk.type(f"{TODAY + timedelta(days=3):%d/%m/%Y}")
    section.card.save_button.click()
    assert rows(section)[0]["state"] == "mancano 3 giorni" and desk.said == "Scadenza aggiunta"
    assert page.parts.entries["deadlines"].accessibleName() == "Scadenze, 1 da fare, 1 in questi giorni"
    section.table.view.setFocus()
    section.table.view.selectRow(0)
    desk.press(Key.Key_Return)
    assert section.card.title.text() == "Correggi la scadenza" and section.done_button.isVisible()
    section.again.set_value("3")
    section.done_button.setFocus()
    desk.press(Key.Key_Space)
    (follower,) = deadlines.page(desk.vault, 0, 9)
    assert follower.due_on == months_later(TODAY + timedelta(days=3), 3)
    desk.shell.toast.undo_last()
    desk.settle()
    assert [one.due_on for one in deadlines.page(desk.vault, 0, 9)] == [TODAY + timedelta(days=3)]
    section.toggle.click()
    assert rows(section) == []
    assert not nameless(desk.shell)


def test_esc_leaves_a_record_as_it_was_and_one_is_taken_away_and_back(seated: Callable[..., Desk]) -> None:
    desk = seated()
    made = deadlines.add(desk.vault, Deadline(title="Verbale", due_on=TODAY))
    page = page_of(desk, {"part": "deadlines", "id": made.id})
    section = page.parts.built["deadlines"]
    assert isinstance(section, DeadlinesSection)
    assert desk.focus() is section.form.fields["title"].control, "whoever is led to a record is at it"
    desk.type("x")
    desk.press(Key.Key_Escape)
    assert section.card.key == "" and deadlines.deadline(desk.vault, made.id).title == "Verbale"
    usual = section.form.fields["remind_days"].value()
    assert (usual, section.again.isHidden()) == (7, True), "the next one begins as a new one does"
    section.take(made.id)
    section.void_button.click()
    assert deadlines.count(desk.vault) == 0
    desk.shell.toast.undo_last()
    assert deadlines.count(desk.vault) == 1


def test_a_house_marks_its_own_and_reads_the_others(seated: Callable[..., Desk]) -> None:
    desk = seated("BAR", Role.CASE_MANAGER)
    vault = desk.vault
    written(
        desk,
        lambda: deadlines.add(vault, Deadline(title="Nostra", due_on=TODAY, house_code="BAR")),
        lambda: deadlines.add(vault, Deadline(title="Di tutte", due_on=TODAY)),
        lambda: deadlines.add(vault, Deadline(title="Loro", due_on=TODAY, house_code="SAL")),
    )
    page = page_of(desk, "deadlines")
    section = page.parts.built["deadlines"]
    assert isinstance(section, DeadlinesSection)
    assert section.card.isHidden() and [row["title"] for row in rows(section)] == ["Nostra", "Di tutte"]
    section.take(str(rows(section)[1]["id"]))
    assert desk.focus() is section.reading.leave_button, "everybody's is only read"
    section.take(str(rows(section)[0]["id"]))
    desk.press(Key.Key_Space)
    assert [row["title"] for row in rows(section)] == ["Di tutte"] and section.reading.isHidden()
    desk.shell.toast.undo_last()
    assert deadlines.count(vault) == 2


def test_a_note_is_answered_from_today(seated: Callable[..., Desk]) -> None:
    desk = seated("BAR", Role.CASE_MANAGER)
    vault = desk.vault
    note = SupervisionNote(house="BAR", on_date=TODAY, title="Durate che mancano", indicator="a1.accesses")
    written(
        desk,
        lambda: supervision.add(vault, note),
        lambda: deadlines.add(
            vault, Deadline(title="Registro", due_on=TODAY - timedelta(1), house_code="BAR")
        ),
    )
    today = desk.open("today")
    assert isinstance(today, TodayPage)
    assert [one.accessibleName() for one in today.notes.entries.entries] == [
        "Durate che mancano, scritta oggi, da rispondere"
    ]
    assert [one.accessibleName() for one in today.deadlines.entries.entries] == ["Registro, ieri"]
    today.notes.entries.focus_first()
    desk.press(Key.Key_Return)
    page = desk.shell.built("coordination")
    assert isinstance(page, CoordinationPage)
    section = page.parts.built["supervision"]
    assert isinstance(section, SupervisionSection)
    assert desk.focus() is section.answer.text and "Accessi agli sportelli" in section.about.text()
    desk.type("Le scriviamo da oggi.")
    section.answer_button.click()
    assert supervision.note(vault, note.id).answer == "Le scriviamo da oggi."
    assert rows(section)[0]["state"] == "risposta"
    desk.open("today")
    assert today.notes.isHidden() and not today.deadlines.isHidden()
    assert not nameless(desk.shell)


def test_the_coordination_writes_a_note_and_closes_it(seated: Callable[..., Desk]) -> None:
    desk = seated()
    page = page_of(desk, "supervision")
    section = page.parts.built["supervision"]
    assert isinstance(section, SupervisionSection)
    section.form.set_values({"title": "Confrontare i registri", "on_date": TODAY})
    section.save()
    (row,) = rows(section)
    assert row["house"] == "solo coordinamento" and row["state"] == ""
    section.form.set_values({"house": "SAL", "title": "Percorsi senza obiettivi", "indicator": "a2.goals"})
    section.save()
    waiting = next(row for row in rows(section) if row["house"] == "San Salvario")
    assert waiting["state"] == "aspetta risposta"
    section.take(str(waiting["id"]))
    assert section.answer.isHidden() and not section.form.fields["house"].isEnabled()
    section.close_button.click()
    assert supervision.count(desk.vault) == 1
    section.toggle.click()
    assert str(rows(section)[0]["state"]).startswith("chiusa il")


def test_a_decision_is_written_carried_out_and_corrected(seated: Callable[..., Desk]) -> None:
    desk = seated()
    page = page_of(desk, "decisions")
    section = page.parts.built["decisions"]
    assert isinstance(section, DecisionsSection)
    section.form.set_values({"title": "Un solo modulo", "responsible": "Barrito", "present": "Irene, Marta"})
    section.save()
    (one,) = decisions.page(desk.vault, 0, 9)
    assert one.present == ["Irene", "Marta"] and one.on_date == TODAY
    board = page.parts.section("board")
    board.reload()
    assert isinstance(board, BoardSection) and not board.cards["decisions"].isHidden()
    section.take(one.id)
    section.done_button.click()
    assert decisions.count(desk.vault, open_only=True) == 0
    section.take(one.id)
    assert section.undone_button.isVisible() and section.done_button.isHidden()
    section.form.set_values({"title": "Un modulo solo"})
    section.save()
    assert decisions.decision(desk.vault, one.id).title == "Un modulo solo"
    section.toggle.click()
    assert rows(section) == []


def test_a_target_is_set_and_its_distance_read(seated: Callable[..., Desk]) -> None:
    desk = seated()
    for _time in range(4):
        accesses.add(desk.vault, Access(house="BAR", on_date=TODAY))
    page = page_of(desk, "targets")
    section = page.parts.built["targets"]
    assert isinstance(section, TargetsSection)
    section.form.set_values({"indicator": "a1.by_need", "value": "10"})
    assert section.category.isVisible()
    section.save()
    assert section.category.problem == "Scegli di quale voce della cifra."
    section.form.set_values({"indicator": "a1.houses", "house_code": "BAR"})
    section.save()
    assert "casa per casa" in section.form.fields["house_code"].problem
    section.form.set_values({"indicator": "a1.accesses", "house_code": "BAR", "value": "0"})
    section.save()
    assert "più di zero" in section.form.fields["value"].problem
    section.form.set_values({"value": "4"})
    section.save()
    wait_for_all()
    desk.settle()
    (row,) = rows(section)
    assert (row["title"], row["value"], row["reached"], row["state"]) == (
        "Accessi agli sportelli · Barrito", "4", "4", "raggiunto",
    )  # fmt: skip
    assert "4 su 4" in section.chart.accessibleName()
    section.chart.setFocus()
    desk.press(Key.Key_Return)
    assert section.card.title.text() == "Correggi l'obiettivo"
    assert section.form.fields["value"].value() == "4"
    section.card.leave()
    section.copy_button.click()
    assert [one.from_day.year for one in targets.every(desk.vault)] == [TODAY.year, TODAY.year + 1]
    desk.shell.toast.undo_last()
    assert len(targets.every(desk.vault)) == 1
    assert not nameless(desk.shell)


def test_hours_are_set_for_several_days_and_two_at_once_refused(seated: Callable[..., Desk]) -> None:
    desk = seated()
    page = page_of(desk, "hours")
    section = page.parts.built["hours"]
    assert isinstance(section, HoursSection)
    section.form.set_values({"house_code": "BAR", "opens": "9:30", "closes": "12", "weekday": ("1", "3")})
    section.save()
    assert [row["hours"] for row in rows(section)] == ["09:30–12:00"] * 2
    section.form.set_values({"house_code": "BAR", "opens": "11", "closes": "13", "weekday": ("1",)})
    section.save()
    assert "lunedì dalle 09:30 alle 12:00" in section.form.fields["opens"].problem
    section.take(str(rows(section)[0]["id"]))
    section.form.set_values({"closes": "12:30"})
    section.save()
    assert rows(section)[0]["hours"] == "09:30–12:30"
    section.take(str(rows(section)[0]["id"]))
    section.void_button.click()
    assert len(rows(section)) == 1
    closures = section.closures
    closures.form.set_values({"from_day": TODAY, "reason": "Ferie"})
    closures.save()
    assert section.now.model.row(0)["today"] == "chiuso: Ferie"
    closures._take_up(closures.table.model.row(0))
    closures.void()
    assert opening_hours.closures(desk.vault) == []
    saved: list[bytes] = []
    section.papers.save_with = lambda parent, content, name, kind: saved.append(content)  # type: ignore[func-returns-value,assignment]
    section.save_button.click()
    wait_for_all()
    desk.bot.waitUntil(lambda: bool(saved), timeout=10_000)
    assert saved[0].startswith(b"%PDF")
    assert not nameless(desk.shell)


def test_at_a_house_hours_are_read(seated: Callable[..., Desk]) -> None:
    desk = seated("BAR", Role.OPERATOR)
    vault = desk.vault
    new = OpeningHours(house_code="BAR", weekday=0, opens="00:00", closes="23:59")
    written(
        desk,
        lambda: opening_hours.add_hours(vault, range(1, 8), new),
        lambda: opening_hours.add_closure(
            vault, Closure(from_day=TODAY + timedelta(1), to_day=TODAY + timedelta(1))
        ),
        lambda: decisions.add(
            vault, ProjectDecision(on_date=TODAY, title="Un solo modulo", words="Dal 1° marzo")
        ),
    )
    page = page_of(desk, "hours")
    assert "targets" not in page.parts.entries, "the distances are of the report, which operators do not see"
    section = page.parts.built["hours"]
    assert isinstance(section, HoursSection)
    assert section.card.isHidden() and section.closures.form.isHidden()
    assert "aperto, fino alle 23:59" in page.parts.entries["hours"].accessibleName()
    decided = page.parts.section("decisions")
    assert isinstance(decided, DecisionsSection)
    page.parts.open("decisions")
    decided.take(str(rows(decided)[0]["id"]))
    shown = [each.text() for each in decided.reading.findChildren(QLabel)]
    assert "Dal 1° marzo" in shown


def test_standing_words() -> None:
    now = datetime(2025, 11, 24, 10, 0)
    again = opening_hours.Standing(False, again=datetime(2025, 11, 27, 9, 30))
    assert standing_words(again, now) == "chiuso, riapre giovedì 27 novembre alle 09:30"
    assert standing_words(opening_hours.Standing(False, again=datetime(2025, 11, 25, 9)), now) == (
        "chiuso, riapre domani alle 09:00"
    )
    assert standing_words(opening_hours.Standing(False), now) == "senza orari"


def test_partners_are_added_at_a_desk_and_corrected_by_the_coordination(seated: Callable[..., Desk]) -> None:
    desk = seated("BAR", Role.OPERATOR)
    page = page_of(desk, "partners")
    section = page.parts.built["partners"]
    assert isinstance(section, PartnersSection)
    section.form.set_values({"name": "Fondazione Paideia", "kind": "association"})
    section.save()
    section.take(str(rows(section)[0]["id"]))
    assert section.reading.isVisible() and section.card.key == ""
    irene = seated()
    made = partners.add(irene.vault, Partner(name="SAM"))
    page = page_of(irene, {"part": "partners", "id": made.id})
    section = page.parts.built["partners"]
    assert isinstance(section, PartnersSection)
    section.void_button.click()
    assert partners.every(irene.vault) == []
    irene.shell.toast.undo_last()
    assert [one.name for one in partners.every(irene.vault)] == ["SAM"]


def test_the_board_leads_to_what_it_shows(seated: Callable[..., Desk]) -> None:
    desk = seated()
    page = page_of(desk)
    board = page.parts.built["board"]
    assert isinstance(board, BoardSection) and not board.calm.isHidden()
    made = deadlines.add(desk.vault, Deadline(title="Rendiconto", due_on=TODAY))
    targets.add(
        desk.vault,
        Target(
            indicator="a1.accesses", from_day=TODAY - timedelta(days=30), to_day=TODAY + timedelta(days=30), value=9
        ),
    )  # fmt: skip
    wait_for_all()
    desk.settle()
    assert board.calm.isHidden() and not board.cards["targets"].isHidden()
    (risky,) = board.lists["targets"].entries
    assert risky.accessibleName() == (
        "Accessi agli sportelli, 0 su 9 · alla fine 0 se si va avanti così, 0 %"
    )
    board.lists["deadlines"].focus_first()
    desk.press(Key.Key_Return)
    assert page.parts.here == "deadlines"
    section = page.parts.built["deadlines"]
    assert isinstance(section, DeadlinesSection) and section.card.key == made.id
    assert not nameless(desk.shell)


@pytest.mark.parametrize(
    ("indicator", "typed", "value"),
    [
        ("a1.accesses", "8.500", 8_500),
        ("a1.women", "68 %", 68),
        ("a2.doti_committed", "46.556,88", 4_655_688),
        ("m.hours", "12,5", 750),
        ("m.hours", "130", 7_800),
        ("a1.by_need", "3", 3),
    ],
)
def test_a_targets_value_is_typed_in_its_unit(indicator: str, typed: str, value: int) -> None:
    declared = INDICATORS[indicator]
    assert figures.read_value(declared, typed) == value
    assert figures.read_value(declared, figures.typed(declared, value)) == value


@pytest.mark.parametrize(
    ("indicator", "typed"), [("a1.accesses", "molti"), ("a1.women", "101"), ("m.hours", "x")]
)
def test_what_is_no_value_is_said(indicator: str, typed: str) -> None:
    with pytest.raises(InvalidValue) as told:
        figures.read_value(INDICATORS[indicator], typed)
    assert told.value.field == "value"
