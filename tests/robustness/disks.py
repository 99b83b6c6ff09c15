"""Disks that are full or may not be written, made for real.

Mounting needs the administrator, or a name space of one's own:
``unshare --user --map-root-user --mount python -m pytest tests/robustness``.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest


@contextmanager
def small_disk(folder: Path, kilobytes: int) -> Iterator[Path]:
    """A disk of that size on *folder*, made if need be; skips the test where none can be mounted."""
    if not sys.platform.startswith("linux"):
        pytest.skip("mounts a disk in memory, which Linux has")
    folder.mkdir(exist_ok=True)
    made = _mount("-t", "tmpfs", "-o", f"size={kilobytes}k,mode=700", "tmpfs", str(folder))
    if made:
        pytest.skip(f"cannot mount a small disk without being the administrator ({made})")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


def make_read_only(disk: Path) -> None:
    """From now on the disk at *disk* may only be read, also by the administrator."""
    assert not _mount("-o", "remount,ro", str(disk))


def _mount(*arguments: str) -> str:
    """Why it could not be mounted, or nothing."""
    try:
        done = subprocess.run(["mount", *arguments], check=False, capture_output=True, text=True)
    except FileNotFoundError:
        return "there is no mount"
    return done.stderr.strip() or ("" if done.returncode == 0 else "mount failed")


def fill(disk: Path, leave: int = 0) -> Path:
    """Fill the disk but for *leave* bytes; gives the file that takes the room."""
    filler = disk / "filler"
    with open(filler, "wb", buffering=0) as stream, suppress(OSError):
        while True:
            stream.write(b"x" * 4096)
    os.truncate(filler, max(0, filler.stat().st_size - leave))
    return filler


@contextmanager
def no_file_larger_than(size: int) -> Iterator[None]:
    """While it lasts, a write beyond *size* bytes fails in this process: a full disk for whoever may not mount."""
    resource = pytest.importorskip("resource", reason="limits of a process are a matter of Unix")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
