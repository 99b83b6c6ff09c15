"""What every test gets: its own home and temporary folder, quick key slots, no window, no silent warning."""

import gc
import logging
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Generator, Iterator
from pathlib import Path

import hypothesis
import pytest

# Set before anything of ours or of Qt is imported: both read the environment once.
os.environ["MILLEGIORNI_TESTONLY_WEAKEN_KDF"] = "1"
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

# The suite is many processes of the same sources. Where Python was told to keep nothing compiled, as containers do,
# each of them would compile it all again: half of the time they took to start, and of the collecting of the tests.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

# Shared machines stall: how long one example takes says nothing here. Under CI the examples are the same
# every time, so that a red run can be repeated; elsewhere they differ, so that the search goes on.
hypothesis.settings.register_profile("desk", deadline=None, derandomize=bool(os.environ.get("CI")))
hypothesis.settings.register_profile("soak", deadline=None, max_examples=5_000)
hypothesis.settings.load_profile("desk")

# Folders whose tests open the program's window, even if they do not say so by asking for ``qtbot``.
_WINDOWS = {"ui", "end2end"}

_MEMORY_DISK, _MEMORY_NEEDED = Path("/dev/shm"), 2 << 30

_HOME_FOLDERS = {
    "XDG_CONFIG_HOME": ".config",
    "XDG_DATA_HOME": ".local/share",
    "XDG_STATE_HOME": ".local/state",
    "XDG_CACHE_HOME": ".cache",
    "XDG_RUNTIME_DIR": ".run",
    "APPDATA": "AppData/Roaming",
    "LOCALAPPDATA": "AppData/Local",
}


def pytest_configure(config: pytest.Config) -> None:
    """Put the tests' folders on a disk in memory where there is a large one; measurements stay on the real disk.

    What a test asks of the disk is the same there, and the power cuts play back what was asked; but half of the time
    of a test that makes a vault went in waiting for the disk of whatever machine it ran on.
    """
    measures = any("bench" in pattern for pattern in config.getini("python_files"))
    if not measures and _MEMORY_DISK.is_dir() and shutil.disk_usage(_MEMORY_DISK).free > _MEMORY_NEEDED:
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(_MEMORY_DISK))


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """The program and the tests, as imported here, stay: no walk of the collector goes through them, now or later."""
    gc.disable()
    result = yield
    gc.freeze()
    gc.enable()
    return result


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What may take longer than the rest begins first: begun last, it would run on while the other workers idle.

    Windows come after everything else: a process that has shown some is larger and slower for all that follows.
    """

    items.sort(key=lambda item: (_shows_windows(item), item.get_closest_marker("timeout") is None))


def _shows_windows(item: pytest.Item) -> bool:
    return "qtbot" in getattr(item, "fixturenames", ()) or not _WINDOWS.isdisjoint(item.path.parts)


@pytest.fixture
def machine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder beside ``tmp_path``, which stays empty for the test; gone when the test ends."""
    folder = tmp_path_factory.mktemp("machine")
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session", autouse=True)
def kept(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Where things lie that tests get copies of (``new_vaults``)."""
    os.environ["MILLEGIORNI_TESTONLY_KEPT"] = str(tmp_path_factory.mktemp("kept"))


@pytest.fixture(autouse=True)
def home(machine: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty home folder: nothing a test writes reaches the real one, nothing there sways a test."""
    folder = machine / "home"
    folder.mkdir()
    monkeypatch.setenv("HOME", str(folder))
    monkeypatch.setenv("USERPROFILE", str(folder))
    for variable, name in _HOME_FOLDERS.items():
        monkeypatch.setenv(variable, str(folder / name))
    (folder / ".run").mkdir(mode=0o700)
    return folder


@pytest.fixture(autouse=True)
def temporary_folder(machine: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where temporary files land in this test, and in the processes it starts: look here for leaks."""
    folder = machine / "temp"
    folder.mkdir()
    for variable in ("TMPDIR", "TEMP", "TMP"):
        monkeypatch.setenv(variable, str(folder))
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


@pytest.fixture(autouse=True)
def collected(request: pytest.FixtureRequest) -> Iterator[None]:
    """Windows that hold one another go here, in the thread that made them: where any thread may find them, Qt falls.

    So Python looks for dead circles by itself only in tests without windows, whatever a desk had arranged.
    """
    if not _shows_windows(request.node):
        gc.enable()
        yield
        return
    gc.disable()
    if not _standing[1]:
        # What thousands of tests without windows left is gone through once, and by no collection after it.
        gc.collect()
        gc.freeze()
        _standing[1] = 1
    yield
    gc.disable()
    from PySide6.QtWidgets import QApplication

    if (
        len(QApplication.topLevelWidgets()) > _standing[0] + _MANY_WINDOWS
        or gc.get_count()[0] > _MANY_OBJECTS
    ):
        gc.collect()
        # What is still there now stays: the next search need not go through it again.
        gc.freeze()
        _standing[0] = len(QApplication.topLevelWidgets())


# How many windows were still there after the last time; whether the first has been shown.
_standing = [0, 0]
_MANY_WINDOWS = 20
_MANY_OBJECTS = 300_000


class _Collector(logging.Handler):
    """Keeps every record of WARNING and above."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(record)


@pytest.fixture(autouse=True)
def no_unexpected_log(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fails the test that logs a warning nobody expected.

    ``@pytest.mark.expected_log("pattern", …)`` names what a test means to cause, as regular expressions
    searched in the message; without a pattern it allows anything.
    """
    collector = _Collector()
    root = logging.getLogger()
    root.addHandler(collector)
    yield
    root.removeHandler(collector)
    marker = request.node.get_closest_marker("expected_log")
    patterns = [re.compile(pattern) for pattern in marker.args] if marker else []
    if marker and not patterns:
        return
    unexpected = [
        f"{record.levelname} {record.name}: {record.getMessage()}"
        for record in collector.records
        if not any(pattern.search(record.getMessage()) for pattern in patterns)
    ]
    if unexpected:
        pytest.fail("unexpected log records:\n" + "\n".join(unexpected), pytrace=False)
