"""Starting costs only what is used: heavy libraries are imported by what needs them."""

import os
import subprocess
import sys

from tests.architecture.sources import SOURCE_ROOTS, Source, sources

HEAVY = {"PySide6", "alembic", "docx", "httpx2", "openpyxl", "pypdfium2", "reportlab", "typst"}


def imported_by(*modules: str) -> set[str]:
    """The top-level names in ``sys.modules`` after importing *modules* in a process of their own."""
    program = f"import sys, {', '.join(modules)}; print(*{{name.split('.')[0] for name in sys.modules}})"
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(map(str, SOURCE_ROOTS))}
    told = subprocess.run(
        [sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=False
    )
    assert told.returncode == 0, told.stderr
    return set(told.stdout.split())


def is_door(source: Source) -> bool:
    """Whether a start, of the window or of a command, passes through this module."""
    parts = source.parts
    return parts in {("__main__",), ("cli", "__init__"), ("vault", "__init__")} or parts[-1] == "service"


def doors() -> list[str]:
    """Every such module by its full name."""
    return sorted(
        source.path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
        for source in sources()
        if is_door(source)
    )


def test_starting_imports_nothing_heavy() -> None:
    # All doors in one process: what none of them imports together, none imports alone. Which it was is asked after.
    names = doors()
    if imported_by(*names) & HEAVY:
        heavy = {door: imported_by(door) & HEAVY for door in names}
        assert heavy == {door: set() for door in names}


def test_something_heavy_is_seen() -> None:
    assert imported_by("millegiorni_desk.language", "openpyxl") & HEAVY == {"openpyxl"}
