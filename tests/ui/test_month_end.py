"""The month end by keyboard, on a real network: nothing is lost, everything can be taken back, the minutes say so."""

import threading
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from millegiorni_desk.app import coordination
from millegiorni_desk.app.month_end.page import MonthEndPage
from millegiorni_desk.areas.accesses import service as accesses
from millegiorni_desk.areas.accesses.records import Access
from millegiorni_desk.areas.people import pairs
from millegiorni_desk.areas.people import service as people
from millegiorni_desk.areas.people.records import Person
from millegiorni_desk.errors import StorageFailed
from millegiorni_desk.flows import deciding, month_end, syncing
from millegiorni_desk.flows.closing import books, copies, minutes
from millegiorni_desk.ui import look, theme, tokens
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.shell import Shell
from millegiorni_desk.ui.tasks import wait_for_all
from tests.flows import conftest as flows
from tests.flows.conftest import Network
from tests.ui.spoken import nameless
from tests.ui.test_order import stops

make_network = flows.make_network
Make = Callable[..., Network]
Open = Callable[[Network], MonthEndPage]


class Bridge(QObject):
    """Brings what changed to the interface thread, as the desk does."""

    changed = Signal(object)


@pytest.fixture
def open_page(qtbot: QtBot, window: Callable[[QWidget], QWidget]) -> Iterator[Open]:
    bridge = Bridge()

    def build(made: Network) -> MonthEndPage:
        shell = Shell("Rete di Torino", "Marta")
        coordination.pages(made.coordinator, shell)
        coordination.upkeep_pages(made.coordinator, shell)
        bridge.changed.connect(shell.refresh, Qt.ConnectionType.QueuedConnection)
        made.coordinator.changed.append(bridge.changed.emit)
        shell.resize(1366, 768)
        window(shell)
        page = shell.open("month-end")
        assert isinstance(page, MonthEndPage)
        qtbot.waitUntil(lambda: not page.differences.work.busy, timeout=20_000)
        return page

    yield build
    bridge.changed.disconnect()
    assert wait_for_all()


def key(letter: str) -> None:
    QTest.keyClicks(QApplication.focusWidget(), letter)


def words_of(widget: QWidget) -> str:
    return " | ".join(label.text() for label in widget.findChildren(QLabel) if label.isVisible())


def come(made: Network, code: str, surname: str, **facts: object) -> Person:
    """A woman comes to the desk of *code* for the first time."""
    vault = made.houses[code]
    person = people.add(vault, Person(surname=surname, name="Fatima", gender="F", **facts))
    accesses.add(vault, Access(house=code, on_date=date(2025, 11, 12), person_id=person.id))
    return person


def settled(page: MonthEndPage) -> Callable[[], bool]:
    works = (
        page.work, page.people.work, page.minutes.work, page.totals, page.differences.work, page.decided.work,
        page.closed.papers.work, page.closed.changes.work,
    )  # fmt: skip
    return lambda: not any(work.busy for work in works)


def test_tab_goes_through_the_steps_then_the_counts_then_the_step(
    make_network: Make, open_page: Open
) -> None:
    page = open_page(make_network("BAR"))
    steps = [entry.accessibleName() for entry in page.parts.entries.values()]
    found = stops(page.parts.entries["deliveries"], len(steps) + 4)
    assert found == [*steps, "Accessi", "Prima e dopo, per casa", "Consegne", "Ricevi e unisci"]


def test_the_month_is_closed_step_by_step(qtbot: QtBot, make_network: Make, open_page: Open) -> None:
    made = make_network("BAR", "SAL")
    minutes.close(made.coordinator, "2025-10")
    for code in ("BAR", "SAL"):
        come(made, code, code.title())
    page = open_page(made)
    assert "0 case su 2" in page.parts.entries["deliveries"].accessibleName()
    for house in made.houses.values():
        syncing.synchronise(house)
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    qtbot.waitUntil(settled(page), timeout=20_000)
    assert page.parts.here == "merge"
    assert page.parts.entries["merge"].accessibleName() == "2  Fusione, 2 accessi, nessuno perso, fatto"
    assert page.totals.balanced
    row = page.totals.table.model.row(0)
    assert (row["before"], row["new"], row["now"]) == (0, 1, 1)
    assert not nameless(page)

    page.parts.open("minutes")
    page.minutes.month.set_value("2025-11")
    page.minutes.reload()
    assert page.minutes.button.text() == "Chiudi novembre 2025"
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: settled(page)() and page.parts.here == "closed", timeout=20_000)
    told = page.closed.table.current()
    assert (told["month"], told["number"], told["balances"]) == ("Novembre 2025", 1, "✓ tutto")
    assert "novembre 2025, fatto alle" in page.parts.entries["minutes"].accessibleName()
    assert not nameless(page)
    qtbot.waitUntil(settled(page), timeout=20_000)
    row = page.totals.table.model.row(0)
    assert (row["before"], row["new"], row["now"]) == (1, 0, 1)


@pytest.fixture
def november(make_network: Make) -> tuple[Network, str]:
    """November closed with one access of Barrito."""
    made = make_network("BAR")
    come(made, "BAR", "El Idrissi")
    made.round()
    return made, minutes.close(made.coordinator, "2025-11").id


def test_what_changed_in_a_closed_month_is_shown_with_its_records(
    qtbot: QtBot, november: tuple[Network, str], open_page: Open
) -> None:
    made, _kept = november
    page = open_page(made)
    page.parts.open("closed")
    step = page.closed
    step.compare_button.click()
    qtbot.waitUntil(settled(page), timeout=20_000)
    assert "Niente è cambiato" in words_of(step)
    come(made, "BAR", "Osas")
    made.round()
    step.check_button.click()
    qtbot.waitUntil(settled(page), timeout=20_000)
    assert "concordano" in words_of(step)
    step.compare_button.click()
    qtbot.waitUntil(settled(page), timeout=20_000)
    changes = step.changes
    figures = [changes.figures.model.row(at) for at in range(changes.figures.model.rowCount())]
    accesses_row = next(at for at, row in enumerate(figures) if row["indicator"] == "a1.accesses")
    assert (figures[accesses_row]["was"], figures[accesses_row]["now"], figures[accesses_row]["by"]) == (
        "1",
        "2",
        "+1",
    )
    changes.figures.view.selectRow(accesses_row)
    changes.behind_button.click()
    qtbot.waitUntil(settled(page), timeout=20_000)
    (record,) = [changes.records.model.row(at) for at in range(changes.records.model.rowCount())]
    assert (record["kind"], record["whose"], record["house"]) == ("arrivata dopo", "Osas Fatima", "Casa BAR")
    assert not nameless(page)


def test_what_a_house_has_still_to_deliver_stands_on_one_line(
    november: tuple[Network, str], open_page: Open
) -> None:
    page = open_page(november[0])
    page.parts.open("deliveries")
    table = page.deliveries.table
    words, last = str(table.model.row(0)["missing"]), len(table.model.columns) - 1
    assert words == "la consegna del mese"
    room = table.view.horizontalHeader().sectionSize(last) - 2 * look.px(tokens.TIGHT)
    assert table.view.fontMetrics().horizontalAdvance(words) < room


def test_a_month_is_opened_again_with_a_reason(november: tuple[Network, str], open_page: Open) -> None:
    made, kept = november
    page = open_page(made)
    page.parts.open("closed")
    step = page.closed
    step.reopen_button.click()
    step.reopen()
    assert "perché" in step.reason.problem
    QTest.keyClicks(step.reason.control, "consegna tardiva")
    step.reopen()
    assert "riaperto il" in str(step.table.current()["state"])
    # Below the list, where it is read to its end however long it is.
    assert step.why.isVisible() and step.why.text() == "Perché si è riaperto: consegna tardiva"
    assert not step.reopen_button.isEnabled()
    assert step.table.isAncestorOf(QApplication.focusWidget())
    assert minutes.close(made.coordinator, "2025-11").number == 2
    assert copies.record(made.coordinator, kept).reason == "consegna tardiva"


def test_the_papers_of_minutes_are_saved(
    qtbot: QtBot, november: tuple[Network, str], open_page: Open
) -> None:
    page = open_page(november[0])
    page.parts.open("closed")
    saved: dict[str, bytes] = {}

    def keep(_parent: QWidget, content: bytes, name: str, _kind: str) -> None:
        saved[name] = content

    page.closed.papers.save_with = keep
    for act in (page.closed.save_pdf, page.closed.save_workbook):
        act()
        qtbot.waitUntil(settled(page), timeout=20_000)
    qtbot.waitUntil(lambda: len(saved) == 2, timeout=20_000)
    assert saved["verbale-2025-11-n1.pdf"].startswith(b"%PDF")
    assert saved["verbale-2025-11-n1.xlsx"].startswith(b"PK")


@pytest.fixture
def differing(make_network: Make) -> tuple[Network, str]:
    """Two answers about one woman's phone and one about her due date."""
    made = make_network("BAR")
    person = come(made, "BAR", "El Idrissi")
    made.round()
    people.edit(made.houses["BAR"], person.id, phone="333 1", due_date=date(2026, 2, 1))
    people.edit(made.coordinator, person.id, phone="333 2", due_date=date(2026, 3, 1))
    made.round()
    return made, person.id


def test_differences_are_decided_and_taken_back_by_keys(
    differing: tuple[Network, str], open_page: Open
) -> None:
    made, person_id = differing
    vault = made.coordinator
    page = open_page(made)
    step = page.differences
    assert page.parts.here == "differences"
    assert "El Idrissi Fatima" in words_of(step)
    seen = set()
    for _ in range(2):
        seen |= {"Telefono", "Parto previsto"} & set(words_of(step).split(" | "))
        key("n")
    assert seen == {"Telefono", "Parto previsto"}
    assert step.left == 2
    before = people.card(vault, person_id).person
    key("1")
    key("2")
    assert step.left == len(month_end.differences(vault)) == 0
    assert "Nessuna differenza" in words_of(step)
    assert "Sono tutte decise." in words_of(step) and "le stesse cose" not in words_of(step)
    focused = QApplication.focusWidget()
    assert isinstance(focused, Button)
    assert focused.accessibleName() == "Vai alle persone", "Enter goes on, it takes nothing back"
    QTest.keyClick(focused, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert step.left == 1
    key("z")
    assert step.left == len(month_end.differences(vault)) == 2
    after = people.card(vault, person_id).person
    assert (after.phone, after.due_date) == (before.phone, before.due_date)


def test_many_differences_are_decided_and_taken_back_together(
    qtbot: QtBot, make_network: Make, open_page: Open
) -> None:
    made = make_network("BAR")
    women = [come(made, "BAR", name) for name in ("Uno", "Due", "Tre")]
    made.round()
    for woman in women:
        people.edit(made.houses["BAR"], woman.id, phone="333 1")
        people.edit(made.coordinator, woman.id, phone="320 2")
    made.round()
    page = open_page(made)
    step = page.differences
    assert "Telefono: 3 differenze come questa" in words_of(step)
    key("p")
    qtbot.waitUntil(settled(page), timeout=20_000)
    assert step.left == len(month_end.differences(made.coordinator)) == 0
    assert {people.card(made.coordinator, woman.id).person.phone for woman in women} == {"333 1"}
    shell = page.window()
    assert isinstance(shell, Shell)
    toast = shell.toast
    toast.undo_last()
    assert toast.words == "", "it is not done yet"
    qtbot.waitUntil(settled(page), timeout=20_000)
    assert toast.words == "Annullato: 3 differenze sono di nuovo da decidere"
    key("p")
    qtbot.waitUntil(settled(page), timeout=20_000)
    step.take_back()
    qtbot.waitUntil(settled(page), timeout=20_000)
    assert step.left == len(month_end.differences(made.coordinator)) == 3
    assert {people.card(made.coordinator, woman.id).person.phone for woman in women} == {"320 2"}


def test_what_the_page_takes_in_itself_is_counted_and_sought_once(
    qtbot: QtBot, make_network: Make, open_page: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = make_network("BAR")
    page = open_page(made)
    qtbot.waitUntil(settled(page), timeout=20_000)
    come(made, "BAR", "Uno")
    syncing.synchronise(made.houses["BAR"])
    done: list[str] = []
    count, pending = books.count, month_end.pending
    monkeypatch.setattr(books, "count", lambda vault: done.append("count") or count(vault))
    monkeypatch.setattr(month_end, "pending", lambda vault: done.append("pending") or pending(vault))
    page.receive()
    qtbot.waitUntil(lambda: page.parts.here == "merge" and settled(page)(), timeout=20_000)
    assert sorted(done) == ["count", "pending"]
    assert page.totals.accesses == 1

    def gone(*_arguments: Any, **_named: Any) -> None:
        raise StorageFailed("La cartella non c'è più.")

    monkeypatch.setattr(syncing, "synchronise", gone)
    done.clear()
    page.receive()
    qtbot.waitUntil(lambda: page.work.problem is not None and settled(page)(), timeout=20_000)
    assert sorted(done) == ["count", "pending"], "what was in before it failed"


def test_what_was_decided_elsewhere_meanwhile_is_passed_over(
    differing: tuple[Network, str], open_page: Open
) -> None:
    made, _person_id = differing
    page = open_page(made)
    step = page.differences
    (behind,) = [
        one for one in month_end.differences(made.coordinator) if one.conflict.col != step.queue[0].col
    ]
    month_end.decide(made.coordinator, behind)
    key("1")
    assert step.left == 0 and "Nessuna differenza" in words_of(step)


def test_what_another_desk_sends_meanwhile_is_read_at_once(
    qtbot: QtBot, differing: tuple[Network, str], open_page: Open
) -> None:
    made, person_id = differing
    page = open_page(made)
    step = page.differences
    while step.queue[0].col != "phone":
        key("n")
    key("3")
    assert step.third is not None
    step.third.set_value("333 9")
    people.edit(made.houses["BAR"], person_id, address="via Nizza 9")
    people.edit(made.coordinator, person_id, address="via Po 1")
    made.round()
    qtbot.waitUntil(lambda: settled(page)() and step.left == 3, timeout=20_000)
    assert step.third is not None and step.third.value() == "333 9", "what she is writing stays"
    assert page.parts.entries["differences"].accessibleName().endswith("3 da decidere")


def test_while_many_are_decided_or_taken_back_none_is_decided_alone(
    qtbot: QtBot, differing: tuple[Network, str], open_page: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, _person_id = differing
    other = come(made, "BAR", "Due")
    made.round()
    people.edit(made.houses["BAR"], other.id, phone="333 1")
    people.edit(made.coordinator, other.id, phone="320 2")
    made.round()
    page = open_page(made)
    step = page.differences
    while step.queue[0].col != "phone":
        key("n")
    go_on, tries = threading.Event(), []
    back = deciding.take_back_all

    def slowly(*arguments: Any) -> int:
        tries.append(1)
        if len(tries) == 1:
            raise StorageFailed("Il disco è pieno.")
        assert go_on.wait(20)
        return back(*arguments)

    monkeypatch.setattr(deciding, "take_back_all", slowly)
    key("p")
    qtbot.waitUntil(settled(page), timeout=20_000)
    assert (step.left, step.queue[0].col) == (1, "due_date")
    step.back_button.click()
    qtbot.waitUntil(settled(page), timeout=20_000)
    again = next(one for one in step.work.findChildren(Button) if one.text() == "Riprova")
    again.click()
    assert step.work.busy
    step.first_button.click()
    assert len(month_end.differences(made.coordinator)) == 1, "none is decided beside it"
    go_on.set()
    qtbot.waitUntil(settled(page), timeout=20_000)
    assert step.left == len(month_end.differences(made.coordinator)) == 3
    assert step.first_button.isEnabled() and QApplication.focusWidget() is step.first_button


def test_what_comes_and_is_decided_while_differences_are_sought(
    qtbot: QtBot, differing: tuple[Network, str], open_page: Open
) -> None:
    made, person_id = differing
    page = open_page(made)
    step = page.differences
    step.reload()
    assert step.work.busy
    key("1")
    people.edit(made.houses["BAR"], person_id, address="via Nizza 9")
    people.edit(made.coordinator, person_id, address="via Po 1")
    made.round()
    step.reload()
    qtbot.waitUntil(settled(page), timeout=20_000)
    assert step.left == len(month_end.differences(made.coordinator)) == 2
    assert {one.col for one in step.queue} == {
        one.conflict.col for one in month_end.differences(made.coordinator)
    }


def test_a_step_without_fields_leaves_the_keyboard_on_its_name(make_network: Make, open_page: Open) -> None:
    page = open_page(make_network("BAR"))
    for step in ("alarms", "merge"):
        page.window().open("month-end", step)  # type: ignore[attr-defined]
        assert QApplication.focusWidget() is page.parts.entries[step]


def test_who_goes_on_meanwhile_is_not_called_back_to_the_differences(
    qtbot: QtBot, differing: tuple[Network, str], open_page: Open
) -> None:
    page = open_page(differing[0])
    page.parts.open("closed")
    page.arrived()
    page.parts.open("minutes")
    qtbot.waitUntil(settled(page), timeout=20_000)
    assert (page.parts.here, page.differences.left) == ("minutes", 2)
    page.arrived()
    qtbot.waitUntil(settled(page), timeout=20_000)
    assert page.parts.here == "differences"


def test_a_decision_of_another_day_is_taken_back(
    qtbot: QtBot, differing: tuple[Network, str], open_page: Open
) -> None:
    made, person_id = differing
    for difference in month_end.differences(made.coordinator):
        month_end.decide(made.coordinator, difference, difference.conflict.earlier.value)
    page = open_page(made)
    page.parts.open("decided")
    qtbot.waitUntil(settled(page), timeout=20_000)
    rows = [page.decided.table.model.row(at) for at in range(page.decided.table.model.rowCount())]
    page.decided.table.view.selectRow(next(at for at, row in enumerate(rows) if row["field"] == "Telefono"))
    page.decided.back_button.click()
    qtbot.waitUntil(settled(page), timeout=20_000)
    assert people.card(made.coordinator, person_id).person.phone == "333 2"
    assert [one.field for one in month_end.differences(made.coordinator)] == ["phone"]


def test_a_third_value_is_written_as_its_kind(differing: tuple[Network, str], open_page: Open) -> None:
    made, person_id = differing
    step = open_page(made).differences
    for _ in range(2):
        told = words_of(step)
        key("3")
        field = step.third
        assert field is not None
        assert QApplication.focusWidget() is field.control
        step.write_third()
        assert field.problem
        QTest.keyClicks(field.control, "15/02/2026" if "Parto previsto" in told else "320 3")
        step.write_third()
    person = people.card(made.coordinator, person_id).person
    assert (person.phone, person.due_date) == ("320 3", date(2026, 2, 15))
    assert step.left == 0


def one_pair(qtbot: QtBot, make_network: Make, open_page: Open) -> tuple[Network, MonthEndPage]:
    """A month end whose step of the people shows one pair."""
    made = make_network("BAR", "SAL")
    for code, surname in (("BAR", "El Idrissi"), ("SAL", "El Idrisi")):
        come(made, code, surname, phone="333 7149452", birth_date=date(1994, 3, 12))
    made.round()
    page = open_page(made)
    page.parts.open("people")
    qtbot.waitUntil(lambda: settled(page)() and page.people.left == 1, timeout=20_000)
    return made, page


def test_people_are_joined_parted_and_taken_back_by_keys(
    qtbot: QtBot, make_network: Make, open_page: Open
) -> None:
    made, page = one_pair(qtbot, make_network, open_page)
    step = page.people
    told = words_of(step)
    assert "Casa BAR" in told
    assert "Casa SAL" in told
    assert "stesso telefono" in told
    assert not nameless(page)
    key("s")
    assert step.left == 0
    assert QApplication.focusWidget().accessibleName() == "Vai alle doti"
    assert pairs.to_review(made.coordinator) == []
    step.take_back()
    assert len(pairs.to_review(made.coordinator)) == step.left == 1
    key("d")
    assert made.coordinator.scalar(
        "SELECT verdict FROM person_decision ORDER BY decided_at DESC, id DESC LIMIT 1"
    )
    assert step.left == 0
    page.parts.open("minutes")
    assert not page.minutes.open.isVisible()


def test_pairs_left_in_doubt_come_again_when_asked_for(
    qtbot: QtBot, make_network: Make, open_page: Open
) -> None:
    made = make_network("BAR", "SAL")
    for surname, other, born in (
        ("El Idrissi", "El Idrisi", date(1994, 3, 12)),
        ("Okafor", "Okaforr", date(1985, 7, 30)),
    ):
        for code, written in (("BAR", surname), ("SAL", other)):
            come(made, code, written, phone=f"333 71494{born:%d}", birth_date=born)
    made.round()
    page = open_page(made)
    page.parts.open("people")
    step = page.people
    qtbot.waitUntil(lambda: settled(page)() and step.left == 2, timeout=20_000)
    first = step.queue[0]
    assert not step.doubt_button.isVisible()
    key("n")
    assert (
        step.doubt_button.accessibleName() == "Rivedi la coppia in dubbio" and step.doubt_button.isVisible()
    )
    assert "1 da rivedere · 1 in dubbio" in page.parts.entries["people"].accessibleName()
    key("n")
    assert "2 coppie sono in dubbio: le loro schede sono contate come persone diverse." in words_of(step)
    assert "2 in dubbio" in page.parts.entries["people"].accessibleName()
    step.forget()
    step.reload()
    qtbot.waitUntil(settled(page), timeout=20_000)
    assert not step.queue and step.doubt_button.accessibleName() == "Rivedi le 2 coppie in dubbio"
    key("r")
    assert [step.left, step.in_doubt] == [0, 2] and not step.doubt_button.isVisible()
    assert QApplication.focusWidget() is step.same_button and "1 di 2" in words_of(step)
    assert "2 in dubbio" in page.parts.entries["people"].accessibleName()
    written = count_decisions(made)
    key("n")
    assert count_decisions(made) == written and [one.a.id for one in step.doubtful] == [first.a.id]
    key("s")
    assert [step.in_doubt, len(step.queue)] == [1, 0]
    assert "Una coppia è in dubbio" in words_of(step)
    key("z")
    assert len(pairs.left_in_doubt(made.coordinator)) == step.in_doubt == 2
    assert pairs.to_review(made.coordinator) == [] and len(step.queue) == 1
    key("d")
    key("r")
    key("d")
    assert pairs.left_in_doubt(made.coordinator) == [] and "Ognuna è contata una volta." in words_of(step)


def test_what_was_left_in_doubt_and_came_again_is_taken_back_to_the_beginning(
    qtbot: QtBot, make_network: Make, open_page: Open
) -> None:
    made, page = one_pair(qtbot, make_network, open_page)
    step = page.people
    for letter in "nr":
        key(letter)
    assert "1 di 1" in words_of(step)
    key("z")
    assert [step.left, step.in_doubt, len(step.queue)] == [1, 0, 1]
    assert len(pairs.to_review(made.coordinator)) == 1
    for letter in "nrszz":
        key(letter)
    assert [step.left, step.in_doubt, len(step.queue)] == [1, 0, 1]
    assert pairs.left_in_doubt(made.coordinator) == [] and not step.back_button.isVisible()


def count_decisions(made: Network) -> int:
    return int(made.coordinator.scalar("SELECT count(*) FROM person_decision"))


def test_what_did_not_arrive_is_told(qtbot: QtBot, make_network: Make, open_page: Open) -> None:
    made = make_network("BAR")
    for surname in ("Prima", "Seconda"):
        come(made, "BAR", surname)
        syncing.synchronise(made.houses["BAR"])
    bundles = sorted(
        (made.folder / "exchange" / "bundles").iterdir(), key=lambda file: file.stat().st_mtime_ns
    )
    lost = next(file for file in reversed(bundles[:-1]) if file.name.startswith("2-"))
    lost.unlink()
    page = open_page(made)
    page.receive()
    qtbot.waitUntil(settled(page), timeout=20_000)
    page.parts.open("deliveries")
    row = page.deliveries.table.model.row(0)
    assert "Casa BAR" in row["missing"] or "manca" in row["missing"]
    assert "0 case su 1" in page.parts.entries["deliveries"].accessibleName()


@pytest.mark.parametrize("scale", [100, 200])
def test_nothing_is_cut_at_the_side(differing: tuple[Network, str], open_page: Open, scale: int) -> None:
    page = open_page(differing[0])
    theme.apply("light", scale)
    for name in page.parts.entries:
        page.parts.open(name)
        QApplication.processEvents()
        assert page.content.width() <= page.scroller.viewport().width(), name
