"""Where the files shipped with the program lie: fonts, icons, templates, texts."""

from functools import cache
from pathlib import Path

_HERE = Path(__file__).resolve().parent


@cache
def root() -> Path:
    """The folder of shipped files: inside the package when installed, ``resources/`` in a source checkout."""
    installed = _HERE / "_resources"
    return installed if installed.is_dir() else _HERE.parents[1] / "resources"


def path(name: str) -> Path:
    """The file called *name*, relative to the shipped folder and written with slashes (``fonts/OFL.txt``).

    Raises ``FileNotFoundError`` when this installation does not hold it.
    """
    found = root().joinpath(*name.split("/"))
    if not found.exists():
        raise FileNotFoundError(f"not shipped: {name}")
    return found


def read_bytes(name: str) -> bytes:
    """The content of the shipped file called *name*."""
    return path(name).read_bytes()


def read_text(name: str) -> str:
    """The content of the shipped UTF-8 file called *name*."""
    return path(name).read_text(encoding="utf-8")
