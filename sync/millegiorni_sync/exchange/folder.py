"""A meeting point in a folder: a USB stick, a shared drive, the folder of a Nextcloud client."""

from __future__ import annotations

import errno
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from ..errors import (
    ExchangeConflict,
    ExchangeError,
    ExchangeFull,
    ExchangeMissing,
    ExchangeReadOnly,
    ExchangeTooBig,
    ExchangeUnreachable,
)
from .base import LARGEST, NAME, Kind, checked

_READ_ONLY = {errno.EROFS, errno.EACCES, errno.EPERM}
_GONE = {errno.ENOENT, errno.ENOTDIR, errno.ENODEV, getattr(errno, "ESTALE", errno.ENODEV)}
_FULL = {errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC), errno.EFBIG}


class FolderExchange:
    """Shelves as sub-folders of *folder*, which must exist.

    Only names of our own making are listed: what a file manager or a cloud client leaves beside them
    (``.part``, ``~``, "conflicted copy", sub-folders) is ignored.
    """

    def __init__(self, folder: str | Path) -> None:
        self.folder = Path(folder)
        self.place = str(self.folder)

    def list(self, kind: Kind) -> list[str]:
        """The names on a shelf, sorted."""
        with self._explained():
            try:
                entries = list(os.scandir(self.folder / kind))
            except FileNotFoundError:
                if not self.folder.is_dir():
                    raise
                return []
            return sorted(
                e.name for e in entries if NAME.fullmatch(e.name) and e.is_file() and e.stat().st_size
            )

    def read(self, kind: Kind, name: str) -> bytes:
        """The bytes under *name*."""
        path = self._path(kind, name)
        with self._explained():
            try:
                with path.open("rb") as file:
                    data = file.read(LARGEST + 1)
            except FileNotFoundError:
                if not self.folder.is_dir():
                    raise
                raise ExchangeMissing(place=self.place, name=name) from None
        if len(data) > LARGEST:
            raise ExchangeTooBig(place=self.place, name=name)
        return data

    def write(self, kind: Kind, name: str, data: bytes) -> None:
        """Put *data* there: a temporary file, synced to the disk, then given its name."""
        path = self._path(kind, name)
        with self._explained(writing=True):
            if self._present(path, name, data):
                return
            if not self.folder.is_dir():
                raise FileNotFoundError(errno.ENOENT, "no folder")
            path.parent.mkdir(exist_ok=True)
            temporary = path.parent / f".{name}.{secrets.token_hex(4)}.part"
            try:
                _write_synced(temporary, data)
                self._give_name(temporary, path, name, data)
            finally:
                with suppress(OSError):
                    temporary.unlink()
            _sync_folder(path.parent)

    def _present(self, path: Path, name: str, data: bytes) -> bool:
        """Whether exactly *data* lies there. An empty file is what a broken copy leaves: it is written over."""
        try:
            found = path.read_bytes()
        except FileNotFoundError:
            return False
        if found and found != data:
            raise ExchangeConflict(place=self.place, name=name)
        return found == data

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
    def _explained(self, writing: bool = False) -> Iterator[None]:
        """Turn what the system says into what a person can act on."""
        try:
            yield
        except OSError as error:
            if error.errno in _READ_ONLY and writing:
                raise ExchangeReadOnly(place=self.place) from error
            if error.errno in _FULL:
                raise ExchangeFull(place=self.place) from error
            if error.errno in _GONE | _READ_ONLY:
                raise ExchangeUnreachable(place=self.place) from error
            raise ExchangeError(place=self.place) from error


def _is_whole(entry: os.DirEntry[str]) -> bool:
    """Whether it is a file with something in it; it may vanish while we look."""
    with suppress(FileNotFoundError):
        return entry.is_file() and entry.stat().st_size > 0
    return False


def _write_synced(path: Path, data: bytes) -> None:
    with path.open("xb") as file:
        file.write(data)
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
