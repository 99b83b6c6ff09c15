"""What every meeting point does: three append-only shelves of small files."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Protocol

from ..errors import ExchangeMissing

LARGEST = 64 << 20
"""No file on a shelf is read beyond this many bytes."""


NAME = re.compile(r"[0-9A-Za-z][0-9A-Za-z-]{0,90}\.mg[bjr]")
"""What a file of ours can be called: no path, nothing that a cloud client adds."""


def checked(name: str, place: str) -> str:
    """*name*, or :class:`ExchangeMissing`: nothing can lie under such a name."""
    if not NAME.fullmatch(name):
        raise ExchangeMissing(place=place, name=name)
    return name


class Kind(StrEnum):
    """The shelves."""

    BUNDLES = "bundles"
    ROSTER = "roster"
    REQUESTS = "requests"


class Exchange(Protocol):
    """A place where devices leave files for each other. Whoever runs it can read no content.

    ``place`` is what messages call it. Names match :data:`NAME`; others are never listed. Every method may raise
    an ``ExchangeError``.
    """

    place: str

    def list(self, kind: Kind) -> list[str]:
        """The names on a shelf, sorted; half-written and foreign files are left out."""

    def read(self, kind: Kind, name: str) -> bytes:
        """The bytes under *name*; at most :data:`LARGEST`."""

    def write(self, kind: Kind, name: str, data: bytes) -> None:
        """Put *data* there, whole or not at all. The same bytes again change nothing; others are refused."""
