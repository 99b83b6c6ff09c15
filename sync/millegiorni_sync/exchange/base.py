"""What every meeting point does: three append-only shelves of small files."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from ..errors import ExchangeConflict, ExchangeMissing

LARGEST = 64 << 20
"""No file on a shelf is read beyond this many bytes."""

LARGEST_REQUEST = 64 << 10
"""Nor a request beyond this many: whoever leaves one may be anybody."""

PIECE = 256 << 10
"""Between so many bytes of a transfer somebody may look at its progress, or stop it."""

NAME = re.compile(r"[0-9A-Za-z][0-9A-Za-z-]{0,76}-(?P<digits>[0-9a-f]{12})\.mg[bjr]")
"""What a file of ours can be called: no path, nothing that a cloud client adds, and at its end digits of its hash."""

Watch = Callable[[int, int], None]
"""Told while bytes move: how many of a transfer have, of how many (0: unknown). What it raises ends the transfer."""


def unwatched(done: int, total: int) -> None:
    """Nobody looks at the transfer."""


@dataclass(frozen=True)
class Login:
    """Who we are there. The password appears in no text that is made of this."""

    user: str
    password: str = field(repr=False)


class Kind(StrEnum):
    """The shelves."""

    BUNDLES = "bundles"
    ROSTER = "roster"
    REQUESTS = "requests"


def checked(name: str, place: str) -> str:
    """*name*, or :class:`ExchangeMissing`: nothing can lie under such a name."""
    if not NAME.fullmatch(name):
        raise ExchangeMissing(place=place, name=name)
    return name


def is_whole(name: str, data: bytes) -> bool:
    """Whether *data* has the hash that *name* ends with: a copy that broke off has not."""
    match = NAME.fullmatch(name)
    return match is not None and hashlib.sha256(data).hexdigest().startswith(match["digits"])


def already_there(found: bytes, name: str, data: bytes, place: str) -> bool:
    """Whether exactly *data* was found under *name*; false: what was found is the rest of a broken copy, write over it.

    Nothing, and bytes that are not those the name promises while *data* is, are such a rest. Anything else is
    :class:`ExchangeConflict`: what lies on a shelf stays as it is.
    """
    if found == data:
        return True
    if not found or (is_whole(name, data) and not is_whole(name, found)):
        return False
    raise ExchangeConflict(place=place, name=name)


def pieces(data: bytes, watch: Watch) -> Iterator[bytes]:
    """*data* in pieces, each told to *watch* once it has been taken."""
    watch(0, len(data))
    for start in range(0, len(data), PIECE):
        piece = data[start : start + PIECE]
        yield piece
        watch(start + len(piece), len(data))


def part_of(start: int, total: int, watch: Watch) -> Watch:
    """Tells *watch* of a piece, which begins at *start*, as of the whole that it belongs to."""
    return lambda done, _: watch(start + done, total)


class Exchange(Protocol):
    """A place where devices leave files for each other. Whoever runs it can read no content.

    ``place`` is what messages call it: never with a password. Names match :data:`NAME`; others are never listed.
    ``watch`` may be set by whoever uses it. Every method may raise an ``ExchangeError``.
    """

    place: str
    watch: Watch

    def list(self, kind: Kind) -> list[str]:
        """The names on a shelf, sorted; empty, half-written and foreign files are left out."""

    def read(self, kind: Kind, name: str) -> bytes:
        """The bytes under *name*; ``ExchangeTooBig`` instead of more than :data:`LARGEST`."""

    def write(self, kind: Kind, name: str, data: bytes) -> None:
        """Put *data* there, whole or not at all. The same bytes again change nothing; others are refused.

        What an interrupted copy left there (see :func:`already_there`) is written over.
        """

    def close(self) -> None:
        """Let go of what is held open for it; it may be used again."""
