"""A disk that can lose power: what was written and not waited for may be dropped, or torn at 512 bytes.

As strict as the standard allows: waiting for a file says nothing of its name, and waiting for a folder nothing of other
folders. Within one folder names change in the order in which they were changed.
"""

from __future__ import annotations

import os
import random
import shutil
from collections import defaultdict
from itertools import count
from pathlib import Path

from tests.crash.tracing import Event

SECTOR = 512


class Folder:
    """A folder: the names that are on the disk for good, and the changes that are still on their way."""

    def __init__(self) -> None:
        self.names: dict[str, Folder | int] = {}
        self.moves: list[tuple[str, Folder | int | None, str]] = []

    def now(self) -> dict[str, Folder | int]:
        """The names as programs see them."""
        return self.after(len(self.moves))

    def after(self, moves: int) -> dict[str, Folder | int]:
        """The names once so many changes have reached the disk."""
        names = dict(self.names)
        for name, what, gone in self.moves[:moves]:
            if gone:
                names.pop(gone, None)
            if what is not None:
                names[name] = what
        return names

    def sync(self) -> None:
        """Every change so far is on the disk."""
        self.names, self.moves = self.now(), []


class Disk:
    """What is on the disk for good and what is still on its way, from how *root* is now."""

    def __init__(self, root: Path) -> None:
        self.root = str(root.resolve())
        self._numbers = count(1)
        self.files: dict[int, int] = {}
        self.content: dict[int, bytearray] = {}
        self.writes: defaultdict[int, list[Event]] = defaultdict(list)
        self.top = self._read(self.root)

    def _read(self, path: str) -> Folder:
        folder = Folder()
        for entry in os.scandir(path):
            if entry.is_dir():
                folder.names[entry.name] = self._read(entry.path)
            else:
                file = folder.names[entry.name] = self.files[entry.inode()] = next(self._numbers)
                self.content[file] = bytearray(Path(entry.path).read_bytes())
        return folder

    # --- while there is power ----------------------------------------------------------------------

    def happen(self, event: Event) -> None:
        """Let *event* happen, as far as the disk is told of it."""
        if event.kind in ("write", "truncate"):
            self.writes[self.files[event.inode]].append(event)
        elif event.kind == "sync":
            file = self.files[event.inode]
            for each in self.writes.pop(file, []):
                _apply(self.content[file], each)
        elif event.kind == "sync_folder":
            self._folder(event.path).sync()
        elif event.kind == "create":
            # The system gives the number of a file that is gone to a new one: here every file has its own.
            file = self.files[event.inode] = next(self._numbers)
            self.content[file] = bytearray()
            self._change(event.path, file)
        elif event.kind == "mkdir":
            self._change(event.path, Folder())
        elif event.kind in ("unlink", "rmdir"):
            self._change("", None, gone=event.path)
        elif event.kind == "rename":
            assert os.path.dirname(event.to) == os.path.dirname(event.path), "that is two changes at once"
            self._change(event.to, self._named(event.path), gone=event.path)
        elif event.kind == "link":
            self._change(event.to, self._named(event.path))

    def _change(self, path: str, what: Folder | int | None, gone: str = "") -> None:
        folder = self._folder(os.path.dirname(path or gone))
        folder.moves.append((os.path.basename(path), what, os.path.basename(gone)))

    def _named(self, path: str) -> Folder | int:
        return self._folder(os.path.dirname(path)).now()[os.path.basename(path)]

    def _folder(self, path: str) -> Folder:
        found: Folder | int = self.top
        for name in Path(path).relative_to(self.root).parts:
            assert isinstance(found, Folder)
            found = found.now()[name]
        assert isinstance(found, Folder)
        return found

    # --- when it goes ------------------------------------------------------------------------------

    def crash(self, into: Path, chance: random.Random) -> None:
        """Lay out in *into* one disk that the machine might find when the power comes back."""
        shutil.rmtree(into, ignore_errors=True)
        self._lay(self.top, into, chance, chance.choice((0.0, 0.3, 0.7, 1.0)))

    def _lay(self, folder: Folder, into: Path, chance: random.Random, keep: float) -> None:
        into.mkdir()
        most = len(folder.moves)
        for name, what in folder.after(most if chance.random() < keep else chance.randint(0, most)).items():
            if isinstance(what, Folder):
                self._lay(what, into / name, chance, keep)
            else:
                (into / name).write_bytes(self._left_of(what, chance, keep))

    def _left_of(self, file: int, chance: random.Random, keep: float) -> bytes:
        if not self.writes.get(file):
            return bytes(self.content[file])
        content = bytearray(self.content[file])
        for event in self.writes[file]:
            fate = chance.random()
            if fate < keep:
                _apply(content, event)
            elif event.kind == "write" and fate < keep + (1 - keep) / 2:
                _apply_torn(content, event, chance)
        return bytes(content)


def _apply(content: bytearray, event: Event) -> None:
    if event.kind == "truncate":
        del content[event.offset :]
    _lengthen(content, event.offset)
    content[event.offset : event.offset + len(event.data)] = event.data


def _apply_torn(content: bytearray, event: Event, chance: random.Random) -> None:
    """Some sectors of a write reach the disk, and not the others."""
    start, end = event.offset, event.offset + len(event.data)
    while start < end:
        stop = min(end, (start // SECTOR + 1) * SECTOR)
        if chance.random() < 0.5:
            _lengthen(content, start)
            content[start:stop] = event.data[start - event.offset : stop - event.offset]
        start = stop


def _lengthen(content: bytearray, size: int) -> None:
    content.extend(bytes(max(0, size - len(content))))
