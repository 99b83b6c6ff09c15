"""The USB sticks that are plugged in now."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QStorageInfo

FOLDER = "Millegiorni scambio"

# Sticks are sold with these; disks of a computer are not, but for the small one that it starts from.
_STICKS = frozenset({"vfat", "exfat", "fat", "fat32", "msdos", "fuseblk.exfat"})
_STARTS = ("/boot", "/efi")


@dataclass(frozen=True)
class Stick:
    """A stick that can be written: the name on it, and the folder on it where bundles meet."""

    name: str
    folder: Path


def plugged_in() -> list[Stick]:
    """The sticks that can be written now, by name."""
    found = []
    for volume in QStorageInfo.mountedVolumes():
        kind = bytes(volume.fileSystemType().data()).decode(errors="replace").casefold()
        root = volume.rootPath()
        if kind in _STICKS and volume.isReady() and not volume.isReadOnly() and not root.startswith(_STARTS):
            found.append(Stick(volume.displayName() or root, Path(root) / FOLDER))
    return sorted(found, key=lambda stick: stick.name)


def roots() -> list[Path]:
    """The disks that are there now, sticks and others: where a place of copies may turn up again."""
    return [Path(volume.rootPath()) for volume in QStorageInfo.mountedVolumes() if volume.isReady()]
