"""Work beside the window: result, error, cancel, and what the page shows meanwhile."""

import sys
import threading
from collections.abc import Callable

from PySide6.QtCore import QThread
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from millegiorni_desk.errors import BugError, StorageFailed
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.page import Stack
from millegiorni_desk.ui.papers import Papers
from millegiorni_desk.ui.problems import report_of
from millegiorni_desk.ui.tasks import SHOW_AFTER_MS, Task, TaskBar, stoppable, wait_for_all

Progress = Callable[[int, int, str], None]


def a_bar(qtbot: QtBot) -> TaskBar:
    bar = TaskBar()
    qtbot.addWidget(bar)
    bar.show()
    return bar


def test_a_bar_takes_no_room_while_there_is_nothing_to_tell(qtbot: QtBot) -> None:
    page, papers = Stack(), Papers()
    bar = TaskBar()
    for piece in (bar, papers):
        page.layout().addWidget(piece)
    qtbot.addWidget(page)
    page.show()
    assert bar.isHidden() and papers.isHidden()
    for work in (bar, papers.work):
        work.show_problem(StorageFailed("Il disco è pieno."))
    assert bar.isVisible() and papers.isVisible()
    bar.clear()
    papers.clear()
    assert bar.isHidden() and papers.isHidden()


def test_the_result_comes_back_on_the_interface_thread(qtbot: QtBot, qapp: QApplication) -> None:
    seen: dict[str, object] = {}

    def work(progress: Progress) -> int:
        seen["worked in"] = threading.get_ident()
        progress(1, 1, "fatto")
        return 42

    task = Task(work)
    told: list[tuple[int, int, str]] = []
    task.progressed.connect(lambda *what: told.append(what))

    def arrived(value: object) -> None:
        seen["value"] = value
        seen["arrived in"] = QThread.currentThread()

    task.result.connect(arrived)
    with qtbot.waitSignal(task.finished):
        task.start()
    assert seen["value"] == 42
    assert seen["worked in"] != threading.get_ident()
    assert seen["arrived in"] is qapp.thread()
    assert told == [(1, 1, "fatto")]
    assert not task.running
    # The window's turn comes soon, whatever the work does.
    assert sys.getswitchinterval() <= 0.001


def test_a_quick_task_shows_no_bar(qtbot: QtBot) -> None:
    bar = a_bar(qtbot)
    results: list[object] = []
    task = bar.run("Cerco", lambda progress: "trovato", results.append)
    assert task is not None
    assert bar.busy
    assert bar.run("Altro", lambda progress: None) is None
    with qtbot.waitSignal(task.finished):
        assert not bar.bar_shown
    assert results == ["trovato"]
    assert not bar.busy


def test_a_slow_task_shows_its_bar_and_can_be_cancelled(qtbot: QtBot) -> None:
    bar = a_bar(qtbot)
    release = threading.Event()
    rolled_back: list[bool] = []

    def work(progress: Progress) -> None:
        progress(1, 10, "Barrito")
        release.wait(20)
        try:
            progress(2, 10, "Cecchi Point")
        except Exception:
            rolled_back.append(True)
            raise

    task = bar.run("Unisco le case", work)
    assert task is not None
    assert not bar.bar_shown
    qtbot.waitUntil(lambda: bar.bar_shown, timeout=SHOW_AFTER_MS + 3000)
    bar.cancel_button.click()
    assert not bar.cancel_button.isEnabled()
    with qtbot.waitSignals([task.cancelled, task.finished]):
        release.set()
    assert rolled_back == [True]
    assert not bar.bar_shown
    assert bar.problem is None


def test_a_watched_transfer_stops_once_the_work_is_asked_to(qtbot: QtBot) -> None:
    moved: list[int] = []

    def work(progress: Progress) -> None:
        watch = stoppable(progress)
        while True:
            watch(len(moved), 0)
            moved.append(1)

    task = Task(work)
    with qtbot.waitSignal(task.cancelled):
        task.start()
        qtbot.waitUntil(lambda: bool(moved))
        task.cancel()


def test_progress_is_written_with_its_count(qtbot: QtBot) -> None:
    bar = a_bar(qtbot)
    release = threading.Event()

    def work(progress: Progress) -> None:
        progress(1200, 8367, "Barrito")
        release.wait(20)

    task = bar.run("Unisco", work)
    assert task is not None
    qtbot.waitUntil(lambda: bar._words.text() == "Unisco · Barrito · 1.200 di 8.367")
    with qtbot.waitSignal(task.finished):
        release.set()


def test_a_million_reports_do_not_flood_the_screen(qtbot: QtBot) -> None:
    told: list[int] = []

    def work(progress: Progress) -> None:
        for done in range(100_001):
            progress(done, 100_000, "")

    task = Task(work)
    task.progressed.connect(lambda done, total, text: told.append(done))
    with qtbot.waitSignal(task.finished, timeout=20_000):
        task.start()
    assert len(told) < 1000
    assert told[-1] == 100_000


def test_an_error_of_ours_shows_its_own_sentence_and_retries(qtbot: QtBot) -> None:
    bar = a_bar(qtbot)
    tries: list[int] = []

    def work(progress: Progress) -> str:
        tries.append(1)
        if len(tries) == 1:
            raise StorageFailed("La chiavetta è piena. I 3 accessi restano qui al sicuro.")
        return "consegnati"

    results: list[object] = []
    task = bar.run("Consegno", work, results.append)
    assert task is not None
    with qtbot.waitSignal(task.finished):
        pass
    assert bar.problem is not None
    assert bar.problem.sentence == "La chiavetta è piena. I 3 accessi restano qui al sicuro."
    assert bar.problem.report == ""
    retry = next(button for button in bar.problem.findChildren(QPushButton) if button.text() == "Riprova")
    retry.click()
    qtbot.waitUntil(lambda: results == ["consegnati"])
    assert bar.problem is None


def test_an_unexpected_error_gives_a_report_without_personal_data(qtbot: QtBot) -> None:
    bar = a_bar(qtbot)

    def work(progress: Progress) -> None:
        name = "Fatima El Idrissi"
        try:
            raise KeyError(name)
        except KeyError as cause:
            raise ValueError(f"no such person: {name}, in /home/lucia") from cause

    task = bar.run("Apro", work)
    assert task is not None
    with qtbot.waitSignal(task.finished):
        pass
    assert bar.problem is not None
    assert "Fatima" not in bar.problem.sentence
    assert "resta al sicuro" in bar.problem.sentence
    bar.problem.copy_report()
    report = QGuiApplication.clipboard().text()
    assert "builtins.ValueError" in report
    assert "builtins.KeyError" in report
    assert "test_tasks.py" in report
    for secret in ("Fatima", "lucia", "no such person", str(__file__)):
        assert secret not in report
    QGuiApplication.clipboard().clear()


def test_a_report_has_the_place_of_the_fault(qtbot: QtBot) -> None:
    try:
        raise BugError("Non doveva succedere.")
    except BugError as problem:
        report = report_of(problem)
    assert "test_a_report_has_the_place_of_the_fault" in report
    assert "Non doveva" not in report


def test_a_failure_can_be_taken_by_the_page(qtbot: QtBot) -> None:
    bar = a_bar(qtbot)
    failures: list[Exception] = []

    def work(progress: Progress) -> None:
        raise StorageFailed("Il disco è pieno.")

    task = bar.run("Salvo", work, failed=failures.append)
    assert task is not None
    with qtbot.waitSignal(task.finished):
        pass
    assert [str(problem) for problem in failures] == ["Il disco è pieno."]
    assert bar.problem is None


def test_a_page_that_goes_away_is_not_called_back(qtbot: QtBot) -> None:
    bar = TaskBar()
    release = threading.Event()
    task = bar.run("Lavoro", lambda progress: release.wait(20), bar.show_problem)
    assert task is not None
    finished: list[bool] = []
    task.finished.connect(lambda: finished.append(True))
    bar.deleteLater()
    qtbot.wait(10)
    release.set()
    qtbot.waitUntil(lambda: finished == [True])


def test_what_is_looked_up_is_looked_up_once_more_when_asked_for_meanwhile(qtbot: QtBot) -> None:
    bar, goes_on = a_bar(qtbot), threading.Event()
    started: list[int] = []
    seen: list[int] = []

    def work(progress: object) -> int:
        started.append(1)
        goes_on.wait(20)
        return len(started)

    for _time in range(3):
        bar.look("Cerco", work, seen.append)
    goes_on.set()
    qtbot.waitUntil(lambda: not bar.busy, timeout=20_000)
    assert (len(started), seen) == (2, [2]), "once more for however many, and only the newest is shown"
    bar.run("Faccio", work)
    bar.look("Cerco", work, seen.append)
    qtbot.waitUntil(lambda: not bar.busy, timeout=20_000)
    assert seen == [2, 4], "after other work too"


def test_the_program_can_wait_for_its_work(qtbot: QtBot) -> None:
    stopped = threading.Event()

    def work(progress: Progress) -> None:
        try:
            while True:
                progress(0, 0, "")
        finally:
            stopped.set()

    task = Task(work)
    with qtbot.waitSignal(task.finished):
        task.start()
        assert wait_for_all(5_000)
    assert stopped.is_set()


def test_a_button_calls_without_arguments(qtbot: QtBot) -> None:
    called: list[tuple[object, ...]] = []
    button = Button("Salva e nuovo", lambda *given: called.append(given), keys="Ctrl+Return")
    qtbot.addWidget(button)
    button.click()
    assert called == [()]
    assert button.text() == "Salva e nuovo   Ctrl+Invio"
    assert button.accessibleName() == "Salva e nuovo"
