"""A file that was read at the meeting point: opened, or the reason why it cannot be."""

from __future__ import annotations

from dataclasses import dataclass

from .bundle import Opened, open_sealed
from .errors import BundleError
from .identity import Identity
from .roster import Roster


@dataclass(frozen=True)
class Judged:
    """A file that was read: opened, or why it cannot be. ``name`` is None for one that was kept here."""

    name: str | None
    data: bytes
    opened: Opened | None = None
    error: BundleError | None = None

    @property
    def rows(self) -> int:
        """How many log rows it brings."""
        return self.opened.header.rows if self.opened else 0


def judge(name: str | None, data: bytes, identity: Identity, roster: Roster) -> Judged:
    """Open a file's bytes, or say why not."""
    try:
        return Judged(name, data, open_sealed(data, identity, roster))
    except BundleError as error:
        return Judged(name, data, error=error)
