"""Reading a file that nobody vouches for: a child process parses it, and may take so much time and memory.

The file goes in by a pipe and its sheets come out by another: nothing is written anywhere, and the child has no
vault, no window and no name of a person but those in the file.
"""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

from millegiorni_desk.errors import WorkbookRefused, reason
from millegiorni_desk.language import _
from millegiorni_desk.sheets.grid import Book, book_of
from millegiorni_desk.sheets.package import MOST_FILE_BYTES, damaged, too_big

ARGUMENT = "read-workbook"
MOST_SECONDS = 20
_MOST_ANSWER = 200_000_000
_OFTEN = 0.05


class Stopped(Exception):
    """The reading was given up because it was asked to stop."""


def read_book(path: Path, cancelled: Callable[[], bool] | None = None) -> Book:
    """The sheets of the file at *path*: .xlsx, .xlsm, .xls, .ods, .csv, by what is inside.

    Raises ``WorkbookRefused`` within seconds for whatever is none of these, is damaged, or asks for too much;
    :class:`Stopped` once *cancelled* says so.
    """
    content = _content(path)
    with _start(path.name) as child:
        answer = _Answer(child, content)
        try:
            _wait(answer, path.name, cancelled)
        finally:
            child.kill()
            answer.finish()
    return _told(bytes(answer.held), path.name)


def _content(path: Path) -> bytes:
    try:
        if path.is_dir():
            raise WorkbookRefused(
                _(
                    "«{name}» è una cartella di file, non una cartella di lavoro. "
                    "Scegli il file del registro e riprova."
                ).format(name=path.name)
            )
        if not path.is_file():
            raise WorkbookRefused(
                _("Non trovo il file «{name}». Controlla il nome e riprova.").format(name=path.name)
            )
        with path.open("rb") as file:
            # No more than tells that it is too much: never what a device or a growing file would give.
            content = file.read(MOST_FILE_BYTES + 1)
    except OSError as error:
        raise WorkbookRefused(
            _(
                "Non riesco ad aprire «{name}»: {why}. Se è aperto in un altro programma, chiudilo e riprova."
            ).format(name=path.name, why=reason(error))
        ) from error
    if len(content) > MOST_FILE_BYTES:
        raise too_big(path.name)
    return content


def _start(name: str) -> subprocess.Popen[bytes]:
    frozen = getattr(sys, "frozen", False)
    # A frozen program is its own interpreter; else the child finds the modules where this process does.
    command = [sys.executable, *(() if frozen else ("-m", "millegiorni_desk")), ARGUMENT, name]
    environment = {
        key: value for key, value in os.environ.items() if not key.startswith(("MILLEGIORNI_", "QT_"))
    }
    if not frozen:
        environment["PYTHONPATH"] = os.pathsep.join(path for path in sys.path if path)
    return subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=environment,
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
    )


class _Answer:
    """What the child says, collected while it is fed: neither waits for the other."""

    def __init__(self, child: subprocess.Popen[bytes], content: bytes) -> None:
        self.held = bytearray()
        self._child, self._content = child, content
        self._threads = [threading.Thread(target=work, daemon=True) for work in (self._feed, self._collect)]
        for thread in self._threads:
            thread.start()

    def whole(self, seconds: float) -> bool:
        """Whether the child has said everything, waiting for it up to so many *seconds*."""
        self._threads[1].join(seconds)
        return not self._threads[1].is_alive()

    def finish(self) -> None:
        """Wait until both pipes are let go, once the child is gone."""
        for thread in self._threads:
            thread.join()

    @property
    def endless(self) -> bool:
        """Whether it says more than any register could."""
        return len(self.held) > _MOST_ANSWER

    def _feed(self) -> None:
        stream = self._child.stdin
        if stream is None:
            return
        try:
            with stream:
                stream.write(self._content)
        except (OSError, ValueError):
            # It ended before it had heard everything: its answer, or the lack of one, says why.
            return

    def _collect(self) -> None:
        stream = self._child.stdout
        while stream is not None and not self.endless:
            part = stream.read1(1 << 20) if isinstance(stream, io.BufferedReader) else stream.read(1 << 16)
            if not part:
                return
            self.held += part


def _wait(answer: _Answer, name: str, cancelled: Callable[[], bool] | None) -> None:
    until = time.monotonic() + MOST_SECONDS
    while not answer.whole(_OFTEN):
        if cancelled is not None and cancelled():
            raise Stopped
        if time.monotonic() > until:
            raise WorkbookRefused(
                _(
                    "Leggere «{name}» richiede troppo tempo: mi sono fermato e non ho importato nulla. "
                    "Dividilo in file più piccoli, o salvalo di nuovo come .xlsx, poi riprova."
                ).format(name=name)
            )
    if answer.endless:
        raise too_big(name)


def _told(answer: bytes, name: str) -> Book:
    if not answer:
        raise WorkbookRefused(
            _(
                "Non sono riuscito a leggere «{name}»: chiede troppa memoria, o è rovinato. "
                "Aprilo e salvalo di nuovo come .xlsx, poi riprova. Non ho importato nulla."
            ).format(name=name)
        )
    try:
        if answer.startswith(b'{"refused"'):
            raise WorkbookRefused(str(json.loads(answer)["refused"]))
        return book_of(answer)
    except (ValueError, KeyError, TypeError) as error:
        raise damaged() from error
