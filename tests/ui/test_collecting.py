"""While a desk is open, Python looks for dead circles of objects only when that stops nobody."""

import ctypes
import gc
import os
import subprocess
import sys
import threading
import weakref
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from millegiorni_desk.app import collecting
from millegiorni_desk.app.collecting import ENOUGH, QUIET_SECONDS, QuietCollector, kept_by_others
from millegiorni_desk.app.desk import Desk
from millegiorni_desk.areas.monitoring import state
from millegiorni_desk.ui.tasks import Task
from tests.architecture.sources import SOURCE_ROOTS
from tests.flows import conftest as flows
from tests.flows.conftest import Network

make_network = flows.make_network


class Ring:
    """An object that holds itself: only the search for circles frees it."""

    def __init__(self) -> None:
        self.itself = self


def rings(many: int) -> weakref.ref[Ring]:
    """So many dead rings; the last of them."""
    for _ in range(many):
        last = Ring()
    return weakref.ref(last)


@pytest.fixture
def walks() -> Iterator[list[str]]:
    """The names of the threads in which Python looked for circles."""
    seen: list[str] = []

    def note(phase: str, info: dict[str, int]) -> None:
        if phase == "start":
            seen.append(threading.current_thread().name)

    gc.callbacks.append(note)
    yield seen
    gc.callbacks.remove(note)


@pytest.fixture
def now() -> list[float]:
    return [1000.0]


@pytest.fixture
def collector(
    window: Callable[[QWidget], QWidget], qtbot: QtBot, now: list[float], walks: list[str]
) -> Iterator[QuietCollector]:
    made = QuietCollector(window(QWidget()), lambda: now[0])
    made.start()
    qtbot.waitUntil(lambda: bool(walks))
    yield made
    made.stop()


def test_no_thread_walks_through_the_objects_of_an_open_desk(
    make_network: Callable[..., Network], qtbot: QtBot, walks: list[str]
) -> None:
    gc.unfreeze()
    gc.enable()
    kept_by_others.cache_clear()
    desk = Desk(make_network("BAR").houses["BAR"], lambda: None)
    qtbot.addWidget(desk.shell)
    desk.start()
    qtbot.waitUntil(lambda: gc.get_freeze_count() > 0)
    walks.clear()
    task = Task(lambda progress: [[number] for number in range(300_000)])
    with qtbot.waitSignal(task.finished):
        task.start()
    kept = [[number] for number in range(300_000)]
    assert walks == []
    desk.close()
    assert gc.isenabled()
    assert gc.get_freeze_count() == 0
    # Without it, so many objects make Python begin.
    kept += [[number] for number in range(300_000)]
    assert walks != []
    gc.freeze()
    kept_by_others.cache_clear()


def test_in_a_quiet_moment_of_a_desk_its_figures_are_counted(
    make_network: Callable[..., Network], qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(collecting, "QUIET_SECONDS", 0)
    vault = make_network("BAR").coordinator
    desk = Desk(vault, lambda: None)
    qtbot.addWidget(desk.shell)
    done: list[str] = []
    real = state.counting
    monkeypatch.setattr(state, "counting", lambda *asked: done.append("figures") or real(*asked))
    desk.start()
    qtbot.waitUntil(lambda: bool(done))
    desk.close()


def test_what_somebody_else_put_out_of_the_way_stays_there(window: Callable[[QWidget], QWidget]) -> None:
    gc.freeze()
    kept_by_others.cache_clear()
    before = gc.get_freeze_count()
    made = QuietCollector(window(QWidget()))
    made.start()
    QApplication.processEvents()
    made.stop()
    assert gc.get_freeze_count() >= before - 100 > 0


def test_no_thread_walks_behind_the_entrance_either() -> None:
    """In a process of its own, as the program begins: what it imports beside the first page would free its pieces."""
    begun = (
        "import gc\n"
        "from PySide6.QtWidgets import QApplication\n"
        "from millegiorni_desk import app\n"
        "QApplication.exec = lambda self: gc.isenabled()\n"
        "raise SystemExit(app.run())"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(map(str, SOURCE_ROOTS))}
    subprocess.run([sys.executable, "-c", begun], env=environment, check=True)


def test_it_collects_when_nobody_touched_the_window_for_a_while(
    collector: QuietCollector, now: list[float], walks: list[str]
) -> None:
    window = collector.parent()
    assert isinstance(window, QWidget)
    walks.clear()
    dead = rings(ENOUGH + 1)
    now[0] += QUIET_SECONDS
    QApplication.sendEvent(
        window.windowHandle(),
        QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_A, Qt.KeyboardModifier.NoModifier),
    )
    collector.tick()
    assert dead() is not None
    now[0] += QUIET_SECONDS
    collector.tick()
    assert dead() is None
    assert walks == ["MainThread"]


def test_it_waits_for_work_under_way(collector: QuietCollector, now: list[float], qtbot: QtBot) -> None:
    dead, finish = rings(ENOUGH + 1), threading.Event()
    task = Task(lambda progress: finish.wait(30))
    task.start()
    now[0] += QUIET_SECONDS
    collector.tick()
    assert dead() is not None
    with qtbot.waitSignal(task.finished):
        finish.set()
    collector.tick()
    assert dead() is None


def test_it_tells_of_quiet_moments_alone(collector: QuietCollector, now: list[float], qtbot: QtBot) -> None:
    told: list[float] = []
    collector.quiet.connect(lambda: told.append(now[0]))
    collector.tick()
    now[0] += QUIET_SECONDS
    task = Task(lambda progress: None)
    with qtbot.waitSignal(task.finished):
        task.start()
        collector.tick()
    assert told == []
    collector.tick()
    assert told == [now[0]]


def test_it_does_not_walk_for_a_few(collector: QuietCollector, now: list[float], walks: list[str]) -> None:
    gc.collect()
    walks.clear()
    now[0] += QUIET_SECONDS
    collector.tick()
    assert walks == []


class _Told(ctypes.Structure):
    """What glibc's mallinfo2(3) tells, as far as the pieces set aside and their bytes."""

    _fields_ = [
        (name, ctypes.c_size_t)
        for name in (
            "arena", "free_chunks", "set_aside", "mapped", "mapped_bytes", "most", "bytes_set_aside", "used", "free",
            "top",
        )
    ]  # fmt: skip


@pytest.mark.skipif(sys.platform != "linux", reason="the C library of Linux")
def test_small_pieces_of_memory_are_not_set_aside_for_later(collector: QuietCollector) -> None:
    library = ctypes.CDLL(None)
    if not hasattr(library, "mallinfo2"):
        pytest.skip("another C library")
    library.mallinfo2.restype = _Told
    library.malloc.restype, library.free.argtypes = ctypes.c_void_p, [ctypes.c_void_p]
    pieces = [library.malloc(64) for _ in range(1_000)]
    # What was set aside before there was a desk lies there still.
    before = library.mallinfo2().bytes_set_aside
    for piece in pieces:
        library.free(piece)
    assert library.mallinfo2().bytes_set_aside - before < 64_000 // 10
