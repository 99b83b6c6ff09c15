"""The child: reads a file's bytes on standard input, answers with its sheets on standard output, and ends."""

from __future__ import annotations

import json
import os
import sys
from typing import IO


def main(name: str) -> int:
    """Parse what comes in as a file called *name*; the first byte of the answer says whether it is a refusal."""
    from millegiorni_desk.errors import WorkbookRefused
    from millegiorni_desk.sheets.grid import lines
    from millegiorni_desk.sheets.limits import confine
    from millegiorni_desk.sheets.package import too_big
    from millegiorni_desk.sheets.parsing import parse

    confine()
    try:
        told = lines(parse(_pipe(0, "rb").read(), name))
    except WorkbookRefused as refusal:
        told = [json.dumps({"refused": refusal.message})]
    except (MemoryError, RecursionError):
        told = [json.dumps({"refused": too_big(name).message})]
    with _pipe(1, "wb") as answer:
        for line in told:
            answer.write(line.encode() + b"\n")
    return 0


def _pipe(number: int, mode: str) -> IO[bytes]:
    """A standard stream by its number: a program without a console has no ``sys.stdin``, yet its pipes are there."""
    if sys.platform == "win32":
        import msvcrt

        msvcrt.setmode(number, os.O_BINARY)
    return os.fdopen(number, mode, closefd=False)
