"""The child: reads a file's bytes on standard input, answers with its sheets on standard output, and ends."""

from __future__ import annotations

import json
import sys


def main(name: str) -> int:
    """Parse what comes in as a file called *name*; the first byte of the answer says whether it is a refusal."""
    from millegiorni_desk.errors import WorkbookRefused
    from millegiorni_desk.sheets.grid import lines
    from millegiorni_desk.sheets.limits import confine
    from millegiorni_desk.sheets.package import too_big
    from millegiorni_desk.sheets.parsing import parse

    confine()
    answer = sys.stdout.buffer
    try:
        told = lines(parse(sys.stdin.buffer.read(), name))
    except WorkbookRefused as refusal:
        told = [json.dumps({"refused": refusal.message})]
    except (MemoryError, RecursionError):
        told = [json.dumps({"refused": too_big(name).message})]
    for line in told:
        answer.write(line.encode() + b"\n")
    answer.flush()
    return 0
