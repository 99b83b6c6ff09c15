"""Locking: by key, by the system's screen lock and before sleep, the process that held the data is gone."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from ctypes import addressof, wintypes
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication
from PySide6.QtDBus import QDBusConnection, QDBusMessage, QDBusVirtualObject
from pytestqt.qtbot import QtBot

from millegiorni_desk.app.locking.windows import tells_of_leaving
from millegiorni_desk.areas.accesses import drafts
from millegiorni_desk.flows import desk
from millegiorni_desk.vault import key_slots, passphrase
from millegiorni_desk.vault.connection import raw_key

from . import furnished
from .furnished import World

MARKER = "Zqxjkvwzq Wvjqzx"
ROOT = Path(__file__).parents[2]
_MOST_SECONDS = 60

pytestmark = pytest.mark.skipif(not Path("/proc/self/mem").exists(), reason="reads memory through /proc")


class Bus:
    """A message bus of our own that stands for the system's and the session's, with a logind that only listens."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.asked: list[tuple[str, list[object]]] = []
        self.connection = QDBusConnection.connectToBus(address, address)
        assert self.connection.registerService("org.freedesktop.login1")
        self._logind = _Logind(self.asked)
        assert self.connection.registerVirtualObject("/org/freedesktop/login1", self._logind)

    def say(self, path: str, interface: str, member: str, *arguments: object) -> None:
        message = QDBusMessage.createSignal(path, interface, member)
        message.setArguments(list(arguments))
        assert self.connection.send(message)


class _Logind(QDBusVirtualObject):
    def __init__(self, asked: list[tuple[str, list[object]]]) -> None:
        super().__init__()
        self._asked = asked

    def introspect(self, path: str) -> str:
        return ""

    def handleMessage(self, message: QDBusMessage, connection: QDBusConnection) -> bool:
        self._asked.append((message.member(), message.arguments()))
        return bool(connection.send(message.createReply()))


@pytest.fixture
def bus(qapp: QCoreApplication) -> Iterator[Bus]:
    daemon = subprocess.Popen(
        ["dbus-daemon", "--session", "--nofork", "--print-address"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert daemon.stdout is not None
    made = Bus(daemon.stdout.readline().strip())
    yield made
    QDBusConnection.disconnectFromBus(made.address)
    daemon.kill()
    daemon.wait()
    daemon.stdout.close()


class Seat:
    """The real program in a process of its own, with a draft on its screen."""

    def __init__(self, folder: Path, how: str, environment: dict[str, str], errors: Path) -> None:
        path = os.pathsep.join(str(ROOT / part) for part in ("src", "sync", "."))
        with errors.open("wb") as stream:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "tests.robustness.sitting", str(folder), how],
                env={**os.environ, "PYTHONPATH": path, "PYTHONDONTWRITEBYTECODE": "1", **environment},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=stream,
            )
        self.proc = Path(f"/proc/{self.process.pid}")
        self._errors = errors

    def begin(self) -> None:
        """Let her unlock and type."""
        self.tell(furnished.PASSPHRASE)
        self.tell(MARKER)
        assert self.process.stdout is not None
        assert self.process.stdout.readline() == b"typed\n", self._errors.read_text()

    def tell(self, line: str) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(line.encode() + b"\n")
        self.process.stdin.flush()

    def until(self, holds: Callable[[], bool]) -> None:
        """Wait for what the process comes to; it must not end meanwhile."""
        for _ in range(_MOST_SECONDS * 20):
            if holds():
                return
            with pytest.raises(subprocess.TimeoutExpired):
                self.process.wait(0.05)
        pytest.fail("the process did not come to it")

    @property
    def begun_anew(self) -> bool:
        """Whether the program in this process is the desk itself, and has come as far as its window."""
        command = (self.proc / "cmdline").read_bytes().split(b"\0")
        loaded = (self.proc / "maps").read_text()
        return b"millegiorni_desk" in command and "libqoffscreen" in loaded and "QtWidgets" in loaded

    def memory(self) -> Iterator[bytes]:
        """Everything the process could have written: its memory, region by region."""
        with (self.proc / "mem").open("rb", 0) as memory:
            for line in (self.proc / "maps").read_text().splitlines():
                start, end, rights, rest = re.match(r"(\w+)-(\w+) (\S+) (.*)", line).groups()  # type: ignore[union-attr]
                if rights.startswith("rw") and "[v" not in rest:
                    memory.seek(int(start, 16))
                    try:
                        yield memory.read(int(end, 16) - int(start, 16))
                    except OSError:
                        # A guard page, or a region that was given back meanwhile: nothing can be read there.
                        continue

    def holds(self, wanted: dict[str, list[bytes]]) -> set[str]:
        """Which of the secrets, in any of their spellings, are in memory."""
        found: set[str] = set()
        for region in self.memory():
            found |= {name for name, forms in wanted.items() if any(form in region for form in forms)}
        return found

    def end(self) -> None:
        self.process.kill()
        self.process.wait()
        for stream in (self.process.stdin, self.process.stdout):
            assert stream is not None
            stream.close()


def secrets_of(folder: Path) -> dict[str, list[bytes]]:
    """What must not stay in memory, as it may stand there."""
    slots = key_slots.read(folder)
    data_key = slots.open("user", "lucia", passphrase.normalise(furnished.PASSPHRASE))
    hexadecimal = raw_key(data_key, slots.vault_id)
    words = re.search(r"[0-9a-fA-F]{64}", hexadecimal)
    assert words is not None
    return {
        "marker": _spellings(MARKER.partition(" ")[0]),
        "passphrase": _spellings(furnished.PASSPHRASE),
        "data key": [data_key],
        "database key": [bytes.fromhex(words[0]), *_spellings(words[0])],
    }


def _spellings(text: str) -> list[bytes]:
    return [
        form.encode(code) for form in {text, text.lower(), text.upper()} for code in ("utf-8", "utf-16-le")
    ]


@pytest.fixture
def sit(world: World, tmp_path: Path) -> Iterator[Callable[..., Seat]]:
    seats: list[Seat] = []

    def take(how: str, **environment: str) -> Seat:
        seats.append(Seat(world.house, how, environment, tmp_path / "errors"))
        seats[-1].begin()
        return seats[-1]

    yield take
    for seat in seats:
        seat.end()


def test_after_a_lock_nothing_is_left_in_memory(world: World, sit: Callable[..., Seat]) -> None:
    secrets = secrets_of(world.house)
    seat = sit("keys")
    # The control: while the desk is open, the same look finds what must be gone afterwards.
    assert seat.holds(secrets) >= {"marker", "data key", "database key"}
    began, parent = _stat(seat.proc)
    seat.tell("lock")
    seat.until(lambda: seat.begun_anew)
    assert seat.holds(secrets) == set()
    # The same process began anew: nobody else is left behind that could hold what it held.
    assert _stat(seat.proc) == (began, parent)
    assert not list(_children(seat.proc))
    opened = {os.readlink(each) for each in (seat.proc / "fd").iterdir()}
    assert not [name for name in opened if str(world.house) in name]
    with desk.open_desk(world.house, "lucia", furnished.PASSPHRASE) as vault:
        (draft,) = drafts.drafts(vault)
        assert draft.who == MARKER


@pytest.mark.soak
def test_after_the_key_was_renewed_neither_key_is_left_in_memory(
    world: World, sit: Callable[..., Seat]
) -> None:
    former = secrets_of(world.house)
    seat = sit("renew")
    seat.tell("renew")
    seat.until(lambda: seat.begun_anew)
    fresh = secrets_of(world.house)
    assert fresh["data key"] != former["data key"]
    assert seat.holds(former) | seat.holds(fresh) == set()
    with desk.open_desk(world.house, "lucia", furnished.PASSPHRASE) as vault:
        assert vault.slots.epoch == 2
        assert [draft.who for draft in drafts.drafts(vault)] == [MARKER]


@pytest.mark.parametrize(
    "signal_of",
    [
        # All of them come to the same place in the program: the daily suite has time for one real window.
        pytest.param(
            ("/ScreenSaver", "org.freedesktop.ScreenSaver", "ActiveChanged", True), marks=pytest.mark.soak
        ),
        pytest.param(
            ("/org/gnome/ScreenSaver", "org.gnome.ScreenSaver", "ActiveChanged", True), marks=pytest.mark.soak
        ),
        ("/org/freedesktop/login1/session/_32", "org.freedesktop.login1.Session", "Lock"),
        pytest.param(
            ("/org/freedesktop/login1", "org.freedesktop.login1.Manager", "PrepareForSleep", True),
            marks=pytest.mark.soak,
        ),
    ],
    ids=["screensaver", "gnome", "session", "sleep"],
)
def test_the_systems_screen_lock_locks_the_desk(
    world: World, bus: Bus, sit: Callable[..., Seat], qtbot: QtBot, signal_of: tuple[str, str, str, bool]
) -> None:
    seat = sit(
        "signal",
        DBUS_SESSION_BUS_ADDRESS=bus.address,
        DBUS_SYSTEM_BUS_ADDRESS=bus.address,
        XDG_SESSION_ID="2",
    )
    qtbot.waitUntil(lambda: bool(bus.asked), timeout=20_000)
    (name, arguments) = bus.asked[0]
    assert (name, arguments[0], arguments[3]) == ("Inhibit", "sleep", "delay")
    # What is none of ours: the end of a sleep, and another person's session on the same computer.
    bus.say("/org/freedesktop/login1", "org.freedesktop.login1.Manager", "PrepareForSleep", False)
    bus.say("/org/freedesktop/login1/session/_37", "org.freedesktop.login1.Session", "Lock")
    with pytest.raises(subprocess.TimeoutExpired):
        seat.process.wait(1)
    assert not seat.begun_anew
    bus.say(*signal_of)
    seat.until(lambda: seat.begun_anew)
    with desk.open_desk(world.house, "lucia", furnished.PASSPHRASE) as vault:
        assert [draft.who for draft in drafts.drafts(vault)] == [MARKER]


# As large an image as the system lets it make, then what the program does first, then the crash.
_CRASHING = """
import os, resource, signal
_, most = resource.getrlimit(resource.RLIMIT_CORE)
resource.setrlimit(resource.RLIMIT_CORE, (most, most))
from millegiorni_desk import app
app.guard_memory()
os.kill(os.getpid(), signal.SIGSEGV)
"""


def test_a_crash_leaves_no_image_of_what_is_guarded(tmp_path: Path) -> None:
    """A file, or what a collector of crashes is handed: the kernel says whether it made one."""
    path = os.pathsep.join(str(ROOT / part) for part in ("src", "sync"))
    environment = {**os.environ, "PYTHONPATH": path}
    process = subprocess.Popen([sys.executable, "-c", _CRASHING], env=environment, cwd=tmp_path)
    assert _left_no_image(process)


@pytest.mark.soak
def test_a_crash_leaves_no_image_of_the_memory(sit: Callable[..., Seat]) -> None:
    seat = sit("signal")
    limits = (seat.proc / "limits").read_text()
    soft = re.search(r"Max core file size\s+(\S+)", limits)
    assert soft is not None
    assert int(soft[1]) <= 1
    seat.process.send_signal(signal.SIGSEGV)
    assert _left_no_image(seat.process)


@pytest.mark.parametrize(
    ("message", "word", "leaves"),
    [
        (0x02B1, 0x7, True),  # WTS_SESSION_LOCK
        (0x02B1, 0x2, True),  # WTS_CONSOLE_DISCONNECT
        (0x02B1, 0x8, False),  # WTS_SESSION_UNLOCK
        (0x0218, 0x4, True),  # PBT_APMSUSPEND
        (0x0218, 0x12, False),  # PBT_APMRESUMEAUTOMATIC
        (0x0100, 0x7, False),  # WM_KEYDOWN
    ],
)
def test_windows_messages_are_read_as_they_lie_in_memory(message: int, word: int, leaves: bool) -> None:
    held = wintypes.MSG(message=message, wParam=word)
    assert tells_of_leaving(addressof(held)) is leaves


def _left_no_image(process: subprocess.Popen[bytes]) -> bool:
    ended = os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
    process.wait()
    assert ended is not None
    return ended.si_code == os.CLD_KILLED


def _stat(proc: Path) -> tuple[str, str]:
    """When the process began, and whose child it is."""
    fields = (proc / "stat").read_text().rpartition(")")[2].split()
    return fields[19], fields[1]


def _children(proc: Path) -> Iterator[str]:
    for thread in (proc / "task").iterdir():
        yield from (thread / "children").read_text().split()
