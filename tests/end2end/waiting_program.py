"""The program, imported once: each command gets a process forked from it, with its own place, words and streams.

``python -m tests.end2end.waiting_program SOCKET`` waits; ``python waiting_program.py SOCKET ARGUMENTS …`` asks.
"""

import gc
import importlib
import json
import os
import pkgutil
import socket
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

# What the program imports when it first needs it.
_LIBRARIES = (
    "babel.dates", "docx", "icalendar", "numpy", "openpyxl", "pyrage", "reportlab.pdfgen.canvas", "rich.progress",
)  # fmt: skip


def _ours() -> Iterator[str]:
    """Every module but those of the window."""
    import millegiorni_desk

    def walk(folder: Path, package: str) -> Iterator[str]:
        for found in pkgutil.iter_modules([str(folder)], f"{package}."):
            name = found.name.rpartition(".")[2]
            if name not in ("app", "demo", "migrations", "ui", "view", "__main__"):
                yield found.name
                if found.ispkg:
                    yield from walk(folder / name, found.name)

    return walk(Path(millegiorni_desk.__file__).parent, "millegiorni_desk")


def serve(path: str) -> None:
    """Fork a process for each command that comes to the socket at *path*, one after the other, until killed."""
    for name in (*_ours(), *_LIBRARIES):
        importlib.import_module(name)
    from sqlalchemy.orm import configure_mappers

    # How records lie in tables, and what each command takes, is worked out at the first question.
    configure_mappers()
    importlib.import_module("millegiorni_desk.cli.commands").command()
    gc.freeze()
    with socket.socket(socket.AF_UNIX) as door:
        door.bind(path)
        door.listen()
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        while True:
            asking, _ = door.accept()
            with asking:
                told, streams, _flags, _from = socket.recv_fds(asking, 1 << 16, 3)
                child = os.fork()
                if child == 0:
                    _be(json.loads(told), streams)
                for stream in streams:
                    os.close(stream)
                asking.sendall(str(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])).encode())


def _be(told: dict[str, Any], streams: list[int]) -> None:
    from millegiorni_desk.__main__ import main

    code = 70
    try:
        for own, stream in enumerate(streams):
            os.dup2(stream, own)
        os.chdir(told["folder"])
        os.environ.clear()
        os.environ.update(told["environment"])
        sys.argv = ["millegiorni-desk", *told["arguments"]]
        try:
            code = main()
        except SystemExit as leaving:
            code = int(leaving.code or 0)
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def ask(path: str, arguments: list[str]) -> int:
    """Have *arguments* carried out as the program would here; its exit code."""
    told = {"arguments": arguments, "folder": os.getcwd(), "environment": dict(os.environ)}
    with socket.socket(socket.AF_UNIX) as door:
        door.connect(path)
        socket.send_fds(door, [json.dumps(told).encode()], [0, 1, 2])
        return int(door.recv(16) or b"70")


if __name__ == "__main__":
    if len(sys.argv) == 2:
        serve(sys.argv[1])
    sys.exit(ask(sys.argv[1], sys.argv[2:]))
