"""What every meeting point does: three append-only shelves of small files."""

from __future__ import annotations

from enum import StrEnum
from typing import Protocol

LARGEST = 64 << 20
"""No file on a shelf is read beyond this many bytes."""


class Kind(StrEnum):
    """The shelves."""

    BUNDLES = "bundles"
    ROSTER = "roster"
    REQUESTS = "requests"


class Exchange(Protocol):
    """A place where devices leave files for each other. Whoever runs it can read no content.

    ``place`` is what messages call it. Names are ``[0-9A-Za-z.-]{1,100}``; others are never listed.
    Every method may raise an ``ExchangeError``.
    """

    place: str

    def list(self, kind: Kind) -> list[str]:
        """The names on a shelf, sorted; half-written and foreign files are left out."""

    def read(self, kind: Kind, name: str) -> bytes:
        """The bytes under *name*; at most :data:`LARGEST`."""

    def write(self, kind: Kind, name: str, data: bytes) -> None:
        """Put *data* there, whole or not at all. The same bytes again change nothing; others are refused."""
