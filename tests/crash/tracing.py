"""What a process asks of the disk, written down in order: a small ``strace`` of our own, for Linux.

A child stops at each system call (``ptrace(2)``) and is looked at: what it writes, where, and what it waits for.
Nothing has to be installed, and SQLite's own writes are seen as well as Python's. Needs Linux 5.3 on x86-64 or ARM.
"""

import ctypes
import os
import platform
import signal
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

_TRACEME, _SYSCALL, _SETOPTIONS, _GET_SYSCALL_INFO = 0, 24, 0x4200, 0x420E
_GOOD, _CLONE, _KILL_WITH_US = 1, 1 << 3, 1 << 20
_AT_FDCWD, _O_APPEND, _WALL = -100, os.O_APPEND, 0x40000000
_NUMBERS = {
    "x86_64": {
        1: "write", 2: "open", 18: "pwrite", 20: "writev", 40: "sendfile", 74: "fsync", 75: "fsync", 76: "truncate",
        77: "ftruncate", 82: "rename", 83: "mkdir", 84: "rmdir", 85: "creat", 86: "link", 87: "unlink",
        257: "openat", 258: "mkdirat", 263: "unlinkat", 264: "renameat", 265: "linkat", 285: "fallocate",
        296: "pwritev", 316: "renameat", 326: "copy_file_range", 328: "pwritev",
    },
    "aarch64": {
        34: "mkdirat", 35: "unlinkat", 37: "linkat", 38: "renameat", 45: "truncate", 46: "ftruncate",
        47: "fallocate", 56: "openat", 64: "write", 66: "writev", 68: "pwrite", 70: "pwritev", 71: "sendfile",
        82: "fsync", 83: "fsync", 276: "renameat", 285: "copy_file_range", 287: "pwritev",
    },
}  # fmt: skip
_UNSEEN = {"writev", "pwritev", "truncate", "fallocate", "copy_file_range"}
_OLD = {
    "open": "openat", "creat": "openat", "rename": "renameat", "mkdir": "mkdirat", "unlink": "unlinkat",
    "link": "linkat",
}  # fmt: skip


def void(_: object) -> None:
    """Drop a value."""


class CannotTrace(Exception):
    """This machine does not let a process look at its child."""


@dataclass(frozen=True)
class Event:
    """One thing that happened: ``kind``, the path(s), the file's inode, and for a write where and what.

    Kinds: ``create``, ``write``, ``truncate``, ``sync``, ``sync_folder``, ``rename``, ``link``, ``unlink``,
    ``mkdir``, ``rmdir``; and ``said``, whose ``data`` is a line that the child told: from then on it must hold.
    """

    kind: str
    path: str = ""
    to: str = ""
    inode: int = 0
    offset: int = 0
    data: bytes = b""


class _Info(ctypes.Structure):
    """``struct ptrace_syscall_info``: ``op`` 1 at the entry (number, six arguments), 2 at the exit (value, failed)."""

    _fields_ = (
        ("op", ctypes.c_uint8),
        ("pad", ctypes.c_uint8 * 3),
        ("arch", ctypes.c_uint32),
        ("instruction", ctypes.c_uint64),
        ("stack", ctypes.c_uint64),
        ("values", ctypes.c_uint64 * 8),
    )


_libc = ctypes.CDLL(None, use_errno=True)
_libc.ptrace.argtypes = (ctypes.c_long, ctypes.c_long, ctypes.c_void_p, ctypes.c_void_p)
_libc.ptrace.restype = ctypes.c_long


def _ptrace(request: int, tid: int, address: int = 0, data: int = 0) -> int:
    answer = int(_libc.ptrace(request, tid, address, data))
    if answer == -1:
        number = ctypes.get_errno()
        raise CannotTrace(f"ptrace {request:#x}: {os.strerror(number)}")
    return answer


def record(root: Path, work: Callable[[Callable[[str], None]], None]) -> list[Event]:
    """Do *work* in a child and give what it did under *root*. It is called with ``say``, for what it acknowledges."""
    if platform.machine() not in _NUMBERS:
        raise CannotTrace(f"no table of system calls for {platform.machine()}")
    read_end, write_end = os.pipe()
    child = os.fork()
    if child == 0:
        code = 1
        try:
            _ptrace(_TRACEME, 0)
            os.kill(os.getpid(), signal.SIGSTOP)
            work(lambda line: void(os.write(write_end, line.encode())))
            code = 0
        finally:
            os._exit(code)
    try:
        return _Tracer(child, root.resolve(), write_end).events()
    finally:
        os.close(read_end)
        os.close(write_end)


class _Tracer:
    def __init__(self, child: int, root: Path, tell: int) -> None:
        self.child, self.root, self.tell = child, str(root), tell
        self.names = _NUMBERS[platform.machine()]
        self.entered: dict[int, tuple[str, list[int], Event | None]] = {}
        self.found: list[Event] = []
        self.there = {str(path) for path in root.rglob("*")} | {self.root}
        self.memory = -1

    def events(self) -> list[Event]:
        """Run the child to its end."""
        _, status = os.waitpid(self.child, 0)
        if not os.WIFSTOPPED(status):
            raise CannotTrace("the child may not be traced here")
        _ptrace(_SETOPTIONS, self.child, 0, _GOOD | _CLONE | _KILL_WITH_US)
        self.memory = os.open(f"/proc/{self.child}/mem", os.O_RDONLY)
        try:
            _ptrace(_SYSCALL, self.child)
            code = self._follow()
        finally:
            os.close(self.memory)
        if code:
            raise AssertionError(f"the work failed by itself ({code})")
        return self.found

    def _follow(self) -> int:
        while True:
            tid, status = os.waitpid(-1, _WALL)
            if os.WIFEXITED(status) or os.WIFSIGNALED(status):
                if tid == self.child:
                    return os.waitstatus_to_exitcode(status)
                continue
            sign = os.WSTOPSIG(status)
            if sign == signal.SIGTRAP | 0x80:
                self._stopped(tid)
                sign = 0
            elif sign == signal.SIGTRAP or (sign == signal.SIGSTOP and tid != self.child):
                sign = 0
            _ptrace(_SYSCALL, tid, 0, sign)

    def _stopped(self, tid: int) -> None:
        info = _Info()
        _ptrace(_GET_SYSCALL_INFO, tid, ctypes.sizeof(info), ctypes.addressof(info))
        values = list(info.values)
        if info.op == 1:
            name = self.names.get(values[0])
            if name is not None:
                self.entered[tid] = (name, values[1:7], self._before(name, values[1:7]))
        elif info.op == 2 and tid in self.entered:
            name, arguments, event = self.entered.pop(tid)
            value = ctypes.c_int64(values[0]).value
            if value >= 0:
                for happened in self._after(name, arguments, event, value):
                    self._write_down(happened)

    # --- what a call is about ----------------------------------------------------------------------

    def _before(self, name: str, arguments: list[int]) -> Event | None:
        """What must be looked at before the call changes it: where a write will land, which file loses its name."""
        if name in ("write", "pwrite", "writev", "pwritev", "ftruncate", "sendfile"):
            descriptor = arguments[0]
            if descriptor == self.tell:
                return Event("said", data=self._bytes(arguments[1], arguments[2]))
            path, inode = self._open_file(descriptor)
            if path is None:
                return None
            if name in _UNSEEN:
                raise AssertionError(f"{name} on {path}: not written down")
            if name == "ftruncate":
                return Event("truncate", path, inode=inode, offset=arguments[1])
            return self._write(name, arguments, path, inode)
        return None

    def _write(self, name: str, arguments: list[int], path: str, inode: int) -> Event:
        if name == "pwrite":
            return Event("write", path, "", inode, arguments[3], self._bytes(arguments[1], arguments[2]))
        offset = self._position(arguments[0])
        if name == "write":
            return Event("write", path, "", inode, offset, self._bytes(arguments[1], arguments[2]))
        source, count = arguments[1], arguments[3]
        start = (
            int.from_bytes(self._bytes(arguments[2], 8), "little") if arguments[2] else self._position(source)
        )
        with open(f"/proc/{self.child}/fd/{source}", "rb") as stream:
            stream.seek(start)
            return Event("write", path, "", inode, offset, stream.read(count))

    def _after(self, name: str, arguments: list[int], event: Event | None, value: int) -> Iterator[Event]:
        if event is not None:
            if event.kind == "write":
                event = Event("write", event.path, "", event.inode, event.offset, event.data[:value])
            yield event
        elif name == "fsync":
            path, inode = self._open_file(arguments[0])
            if path is not None:
                yield Event("sync_folder" if os.path.isdir(path) else "sync", path, inode=inode)
        elif name in _UNSEEN:
            raise AssertionError(f"{name}: not written down")
        else:
            yield from self._named(_OLD.get(name, name), name in _OLD, arguments, value)

    def _named(self, name: str, old: bool, arguments: list[int], value: int) -> Iterator[Event]:
        if old:
            arguments = [_AT_FDCWD & 0xFFFFFFFF, arguments[0], *arguments[1:]]
        if name == "openat":
            yield from self._opened(value, arguments[2])
        elif name in ("renameat", "linkat"):
            if old:
                arguments = [arguments[0], arguments[1], arguments[0], arguments[2]]
            source, target = self._path(*arguments[0:2]), self._path(*arguments[2:4])
            if self._ours(source) or self._ours(target):
                yield Event("rename" if name == "renameat" else "link", source, target)
        elif name in ("mkdirat", "unlinkat"):
            path = self._path(*arguments[0:2])
            if self._ours(path):
                folder = name == "mkdirat" or (not old and arguments[2] & 0x200)
                yield Event({"mkdirat": "mkdir"}.get(name, "rmdir" if folder else "unlink"), path)
        elif name == "rmdir":
            path = self._path(_AT_FDCWD & 0xFFFFFFFF, arguments[0])
            if self._ours(path):
                yield Event("rmdir", path)

    def _opened(self, descriptor: int, flags: int) -> Iterator[Event]:
        path, inode = self._open_file(descriptor)
        if path is None or not flags & (os.O_WRONLY | os.O_RDWR):
            return
        if flags & os.O_CREAT and path not in self.there:
            yield Event("create", path, inode=inode)
        elif flags & os.O_TRUNC:
            yield Event("truncate", path, inode=inode)

    def _write_down(self, event: Event) -> None:
        """Keep what happened, and which names there are after it."""
        self.found.append(event)
        if event.kind in ("create", "mkdir"):
            self.there.add(event.path)
        elif event.kind in ("unlink", "rmdir"):
            self.there.discard(event.path)
        elif event.kind == "link":
            self.there.add(event.to)
        elif event.kind == "rename":
            inside = {path for path in self.there if (path + "/").startswith(event.path + "/")}
            self.there -= inside
            self.there |= {event.to + path[len(event.path) :] for path in inside}

    # --- looking at the child ----------------------------------------------------------------------

    def _bytes(self, address: int, count: int) -> bytes:
        return os.pread(self.memory, count, address)

    def _path(self, folder: int, address: int) -> str:
        text = os.pread(self.memory, 4096 - address % 4096, address)
        if b"\0" not in text:
            text += os.pread(self.memory, 4096, address + len(text))
        name = os.fsdecode(text.split(b"\0")[0])
        folder = ctypes.c_int32(folder & 0xFFFFFFFF).value
        base = os.readlink(f"/proc/{self.child}/{'cwd' if folder == _AT_FDCWD else f'fd/{folder}'}")
        return os.path.normpath(os.path.join(base, name))

    def _open_file(self, descriptor: int) -> tuple[str | None, int]:
        """The path and inode of an open file under the root."""
        link = f"/proc/{self.child}/fd/{descriptor}"
        try:
            path, state = os.readlink(link), os.stat(link)
        except OSError:
            return None, 0
        if not self._ours(path) or not (stat.S_ISREG(state.st_mode) or stat.S_ISDIR(state.st_mode)):
            return None, 0
        return path, state.st_ino

    def _position(self, descriptor: int) -> int:
        told = Path(f"/proc/{self.child}/fdinfo/{descriptor}").read_text()
        fields = dict(line.split(":\t", 1) for line in told.splitlines() if ":\t" in line)
        if int(fields["flags"], 8) & _O_APPEND:
            return os.stat(f"/proc/{self.child}/fd/{descriptor}").st_size
        return int(fields["pos"])

    def _ours(self, path: str) -> bool:
        return path == self.root or path.startswith(self.root + "/")
