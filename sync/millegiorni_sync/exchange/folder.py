"""A meeting point in a folder: a USB stick, a shared drive, the folder of a cloud client."""

from __future__ import annotations

import errno
import os
import re
import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from ..errors import (
    ExchangeError,
    ExchangeFull,
    ExchangeMissing,
    ExchangeReadOnly,
    ExchangeTooBig,
    ExchangeUnreachable,
)
from .base import (
    LARGEST,
    NAME,
    PIECE,
    Kind,
    Watch,
    already_there,
    checked,
    is_whole,
    pieces,
    unwatched,
)

_READ_ONLY = {errno.EROFS, errno.EACCES, errno.EPERM}
_GONE = {errno.ENOENT, errno.ENOTDIR, errno.ENODEV, getattr(errno, "ESTALE", errno.ENODEV)}
_FULL = {errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC), errno.EFBIG}

_COPY = re.compile(r"(?P<stem>[0-9A-Za-z][0-9A-Za-z-]{0,76}-[0-9a-f]{12})[ ._(-].{0,120}(?P<end>\.mg[bjr])")
"""What a cloud client makes of one of our names when two computers wrote it, or a person who copies it twice."""


class FolderExchange:
    """Shelves as sub-folders of *folder*, which must exist.

    Only names of our own making are listed: what a file manager or a cloud client leaves beside them
    (``.part``, ``~``, sub-folders) is ignored. A "conflicted copy" of one of our files stands in for it where the
    file itself is missing or broken and the copy has the hash that the name promises.
    """

    def __init__(self, folder: str | Path) -> None:
        self.folder = Path(folder)
        self.place = str(self.folder)
        self.watch: Watch = unwatched

    def list(self, kind: Kind) -> list[str]:
        """The names on a shelf, sorted."""
        with explained(self.place):
            names = set()
            for entry in self._entries(kind):
                name = _stands_for(entry.name)
                if name and _has_content(entry):
                    names.add(name)
            return sorted(names)

    def read(self, kind: Kind, name: str) -> bytes:
        """The bytes under *name*, or those of a sound copy of it."""
        path = self._path(kind, name)
        with explained(self.place):
            data = self._content(path, name)
            if data is None or not is_whole(name, data):
                data = self._sound_copy(kind, name) or data
            if data is None:
                raise ExchangeMissing(place=self.place, name=name)
        return data

    def write(self, kind: Kind, name: str, data: bytes) -> None:
        """Put *data* there: a temporary file, synced to the disk, then given its name."""
        path = self._path(kind, name)
        with explained(self.place, writing=True):
            if self._present(path, name, data):
                return
            if not self.folder.is_dir():
                raise FileNotFoundError(errno.ENOENT, "no folder")
            path.parent.mkdir(exist_ok=True)
            temporary = path.parent / f".{name}.{secrets.token_hex(4)}.part"
            try:
                _write_synced(temporary, data, self.watch)
                self._give_name(temporary, path, name, data)
            finally:
                with suppress(OSError):
                    temporary.unlink()
            _sync_folder(path.parent)

    def close(self) -> None:
        """Nothing is held open."""

    def _entries(self, kind: Kind) -> Sequence[os.DirEntry[str]]:
        try:
            with os.scandir(self.folder / kind) as entries:
                return [*entries]
        except FileNotFoundError:
            if not self.folder.is_dir():
                raise
            return []

    def _content(self, path: Path, name: str) -> bytes | None:
        """What lies at *path*; None where nothing does."""
        data = bytearray()
        try:
            with path.open("rb") as file:
                total = os.fstat(file.fileno()).st_size
                if total > LARGEST:
                    raise ExchangeTooBig(place=self.place, name=name)
                while piece := file.read(PIECE):
                    data += piece
                    self.watch(len(data), total)
                    if len(data) > LARGEST:
                        raise ExchangeTooBig(place=self.place, name=name)
        except FileNotFoundError:
            if not self.folder.is_dir():
                raise
            return None
        return bytes(data)

    def _sound_copy(self, kind: Kind, name: str) -> bytes | None:
        """The content of a copy under another name that is what *name* promises."""
        for entry in self._entries(kind):
            if entry.name != name and _stands_for(entry.name) == name and _has_content(entry):
                with suppress(ExchangeTooBig):
                    data = self._content(Path(entry.path), entry.name)
                    if data is not None and is_whole(name, data):
                        return data
        return None

    def _present(self, path: Path, name: str, data: bytes) -> bool:
        """Whether exactly *data* lies there; false too where a broken copy does."""
        found = self._content(path, name)
        return found is not None and already_there(found, name, data, self.place)

    def _give_name(self, temporary: Path, path: Path, name: str, data: bytes) -> None:
        """Rename without replacing what another device may have written meanwhile."""
        try:
            os.link(temporary, path)
        except FileExistsError:
            if not self._present(path, name, data):
                temporary.replace(path)
        except OSError:
            # FAT sticks and many network drives have no hard links.
            temporary.replace(path)

    def _path(self, kind: Kind, name: str) -> Path:
        return self.folder / kind / checked(name, self.place)


@contextmanager
def explained(place: str, writing: bool = False) -> Iterator[None]:
    """Turn what the system says into what a person can act on."""
    try:
        yield
    except OSError as error:
        if error.errno in _READ_ONLY and writing:
            raise ExchangeReadOnly(place=place) from error
        if error.errno in _FULL:
            raise ExchangeFull(place=place) from error
        if error.errno in _GONE | _READ_ONLY:
            raise ExchangeUnreachable(place=place) from error
        raise ExchangeError(place=place) from error


def _stands_for(found: str) -> str | None:
    """The name of ours that a file called *found* may hold the content of; None for what is not ours."""
    if NAME.fullmatch(found):
        return found
    copy = _COPY.fullmatch(found)
    return copy["stem"] + copy["end"] if copy else None


def _has_content(entry: os.DirEntry[str]) -> bool:
    """Whether it is a file with something in it; it may vanish while we look."""
    with suppress(FileNotFoundError):
        return entry.is_file() and entry.stat().st_size > 0
    return False


def _write_synced(path: Path, data: bytes, watch: Watch) -> None:
    with path.open("xb") as file:
        for piece in pieces(data, watch):
            file.write(piece)
        file.flush()
        os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    """Make the new name durable where the system can (Windows cannot open a folder)."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
