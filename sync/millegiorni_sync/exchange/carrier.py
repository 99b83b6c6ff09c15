"""A meeting point in files that travel by e-mail or by hand: `name.mgpost`, `name-2.mgpost` … if one is not enough.

A file is a header of 32 bytes, then records one after the other (sizes big-endian):

    header   "MGPOST" 0x00 0x01 | id of the set (16) | number of the file, from 1 (4) | 0 (4)
    piece    "R" | shelf (1) | length of the name (1) | size of the whole (4) | where in it (4) | length (4)
             | SHA-256 of the bytes (32) | name | bytes
    end      "E" | how many files the set has (4)
"""

from __future__ import annotations

import hashlib
import os
import secrets
import struct
import threading
from collections import defaultdict
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from ..errors import ExchangeMissing, ExchangeTooBig
from ..road_errors import NotACarrier
from .base import LARGEST, NAME, PIECE, Kind, Watch, already_there, checked, part_of, pieces, unwatched
from .folder import explained

SUFFIX = ".mgpost"
MOST_BYTES = 14 << 20
"""Of one file: mail turns three bytes into four, and most servers stop at 20 MB."""

_MAGIC = b"MGPOST\0\1"
_HEADER = struct.Struct(">8s16sII")
_PIECE = struct.Struct(">cBBIII32s")
_END = struct.Struct(">cI")
_SHELVES = tuple(Kind)
_MOST_FILES = 10_000
_WORTH_BEGINNING = 64 << 10
"""Less room than this in a file is left unused."""

_locks: defaultdict[Path, threading.RLock] = defaultdict(threading.RLock)


@dataclass(frozen=True)
class _Piece:
    """Bytes of a whole: in which file, from which byte on, how many, and what they hash to."""

    file: Path
    at: int
    length: int
    digest: bytes


@dataclass
class _Whole:
    """One file of a shelf as its pieces give it; the same name may come again where the first was broken."""

    size: int
    pieces: list[_Piece] = field(default_factory=list)

    @property
    def gathered(self) -> int:
        """How many of its bytes have been found so far."""
        return sum(piece.length for piece in self.pieces)

    @property
    def complete(self) -> bool:
        """Whether all have; what they hash to is looked at when they are read."""
        return self.gathered == self.size


@dataclass
class _Contents:
    """What a set of files holds. ``end``: of the last file's sound records; ``announced``: how many files there are."""

    set_id: bytes = b""
    files: dict[int, Path] = field(default_factory=dict)
    end: int = 0
    announced: int = 0
    wholes: defaultdict[tuple[Kind, str], list[_Whole]] = field(default_factory=lambda: defaultdict(list))


class CarrierExchange:
    """The three shelves in one file, or in a few that belong together and lie side by side.

    It may be written again and again; ``close`` notes at its end how many files there are, so that a reader can tell
    whether all have arrived (:attr:`missing`). One process writes at a time.
    """

    def __init__(self, path: Path, most: int = MOST_BYTES) -> None:
        self.path, self._most = path, most
        self.place = path.name
        self.watch: Watch = unwatched
        self._written = False
        self._known: tuple[object, _Contents] = (None, _Contents())

    @property
    def files(self) -> Sequence[Path]:
        """The files of the set that are here, in order."""
        return [path for _, path in sorted(self._contents().files.items())]

    @property
    def missing(self) -> Sequence[int]:
        """Numbers of the files that have not arrived, or not to their end; empty when all is here."""
        contents = self._contents()
        last = contents.announced or max(contents.files, default=1)
        gone = {number for number in range(1, last + 1) if number not in contents.files}
        return sorted(gone if contents.announced else gone | {last})

    def list(self, kind: Kind) -> list[str]:
        """The names on a shelf, sorted."""
        wholes = self._contents().wholes.items()
        return sorted(
            name for (k, name), tries in wholes if k == kind and any(w.size and w.complete for w in tries)
        )

    def read(self, kind: Kind, name: str) -> bytes:
        """The bytes under *name*."""
        found = self._found(kind, checked(name, self.place))
        if found is None:
            raise ExchangeMissing(place=self.place, name=name)
        return found

    def write(self, kind: Kind, name: str, data: bytes) -> None:
        """Put *data* at the end, in pieces where a file is full; what breaks off half-way is cut off again."""
        checked(name, self.place)
        with _locks[self.path.absolute()]:
            found = self._found(kind, name)
            if found is None or not already_there(found, name, data, self.place):
                self.append(kind, name, data)

    def append(self, kind: Kind, name: str, data: bytes) -> None:
        """Put *data* at the end, whatever is there already."""
        contents = self._contents()
        set_id = contents.set_id or secrets.token_bytes(16)
        first = number = max(contents.files, default=0)
        end, whole = contents.end, _Whole(len(data))
        with explained(self.place, writing=True):
            try:
                while not whole.pieces or not whole.complete:
                    left, room = (
                        len(data) - whole.gathered,
                        self._most - end - _PIECE.size - len(name.encode()),
                    )
                    if number == 0 or room < min(_WORTH_BEGINNING, self._most // 4, left):
                        number, end = number + 1, _HEADER.size
                        self._file(number).write_bytes(_HEADER.pack(_MAGIC, set_id, number, 0))
                    else:
                        part = data[whole.gathered : whole.gathered + room]
                        digest = hashlib.sha256(part).digest()
                        head = _head(kind, name, whole, part, digest)
                        watch = part_of(whole.gathered, len(data), self.watch)
                        target = self._file(number)
                        whole.pieces.append(_Piece(target, end + len(head), len(part), digest))
                        end = _put(target, end, head, part, watch)
            except BaseException:
                for made in range(first + 1, number + 1):
                    self._file(made).unlink(missing_ok=True)
                if first:
                    os.truncate(self._file(first), contents.end)
                raise
        self._written = True
        # What was just written need not be looked for again.
        contents.set_id, contents.end, contents.announced = set_id, end, 0
        contents.files |= {made: self._file(made) for made in range(first + 1, number + 1)}
        if NAME.fullmatch(name):
            contents.wholes[kind, name].append(whole)
        self._known = (self._state(), contents)

    def close(self) -> None:
        """Note how many files there are, and make all of them durable."""
        if not self._written:
            return
        with _locks[self.path.absolute()], explained(self.place, writing=True):
            contents = self._contents()
            number = max(contents.files)
            _put(contents.files[number], contents.end, _END.pack(b"E", number), b"", unwatched)
            for file in contents.files.values():
                with file.open("rb+") as written:
                    os.fsync(written.fileno())
        self._written = False

    def _file(self, number: int) -> Path:
        return (
            self.path if number == 1 else self.path.with_name(f"{self.path.stem}-{number}{self.path.suffix}")
        )

    def _contents(self) -> _Contents:
        """What is there now; it is looked at anew whenever anything has changed, for others may write too."""
        with explained(self.place):
            state = self._state()
            if state != self._known[0]:
                self._known = (state, self._look())
        return self._known[1]

    def _state(self) -> object:
        """Differs when a file has come, gone or changed."""
        stats = [(file.name, file.stat()) for file in self.path.parent.glob(f"*{SUFFIX}")]
        return sorted((name, stat.st_size, stat.st_mtime_ns) for name, stat in stats)

    def _look(self) -> _Contents:
        contents = _Contents()
        if not self.path.exists():
            self.path.parent.stat()
            return contents
        contents.set_id, own = _header(self.path)
        contents.files[own] = self.path
        for other in self.path.parent.glob(f"*{SUFFIX}"):
            with suppress(NotACarrier, OSError):
                set_id, number = _header(other)
                if set_id == contents.set_id:
                    contents.files.setdefault(number, other)
        for _, file in sorted(contents.files.items()):
            _scan(file, contents)
        return contents

    def _found(self, kind: Kind, name: str) -> bytes | None:
        """The newest sound content under a name."""
        for whole in reversed(self._contents().wholes.get((kind, name), [])):
            if whole.size > LARGEST:
                raise ExchangeTooBig(place=self.place, name=name)
            if whole.complete:
                with explained(self.place):
                    data = self._gather(whole)
                if data is not None:
                    return data
        return None

    def _gather(self, whole: _Whole) -> bytes | None:
        data = bytearray()
        for piece in whole.pieces:
            hashing = hashlib.sha256()
            with piece.file.open("rb") as file:
                file.seek(piece.at)
                for start in range(0, piece.length, PIECE):
                    part = file.read(min(PIECE, piece.length - start))
                    hashing.update(part)
                    data += part
                    self.watch(len(data), whole.size)
            if hashing.digest() != piece.digest:
                return None
        return bytes(data)


def _head(kind: Kind, name: str, whole: _Whole, part: bytes, digest: bytes) -> bytes:
    coded = name.encode()
    fields = (_SHELVES.index(kind), len(coded), whole.size, whole.gathered, len(part), digest)
    return _PIECE.pack(b"R", *fields) + coded


def _put(file: Path, end: int, head: bytes, part: bytes, watch: Watch) -> int:
    """Write a record at *end*, where any rest of something that broke off is cut away. Returns the new end."""
    with file.open("r+b") as out:
        out.truncate(end)
        out.seek(end)
        out.write(head)
        for some in pieces(part, watch):
            out.write(some)
    return end + len(head) + len(part)


def _header(file: Path) -> tuple[bytes, int]:
    """The set that *file* belongs to, and its number there."""
    with file.open("rb") as opened:
        start = opened.read(_HEADER.size)
    if len(start) < _HEADER.size or not start.startswith(_MAGIC):
        raise NotACarrier(place=file.name)
    _, set_id, number, _ = _HEADER.unpack(start)
    return set_id, max(1, min(number, _MOST_FILES))


def _scan(file: Path, contents: _Contents) -> None:
    """Note what *file* holds, up to its end or to where it is broken; the pieces themselves are not read."""
    contents.end, contents.announced = _HEADER.size, 0
    size = file.stat().st_size
    with file.open("rb") as opened:
        while True:
            opened.seek(contents.end)
            head = opened.read(_PIECE.size)
            if head[:1] == b"E" and len(head) >= _END.size:
                contents.announced = min(_END.unpack(head[: _END.size])[1], _MOST_FILES)
                return
            if head[:1] != b"R" or len(head) < _PIECE.size:
                return
            _, shelf, name_length, whole_size, at, length, digest = _PIECE.unpack(head)
            name = opened.read(name_length).decode("ascii", "replace")
            start = contents.end + _PIECE.size + name_length
            if start + length > size:
                return
            if shelf < len(_SHELVES) and NAME.fullmatch(name):
                tries = contents.wholes[_SHELVES[shelf], name]
                if at == 0:
                    tries.append(_Whole(whole_size))
                if tries and tries[-1].gathered == at and tries[-1].size == whole_size:
                    tries[-1].pieces.append(_Piece(file, start, length, digest))
            contents.end = start + length
