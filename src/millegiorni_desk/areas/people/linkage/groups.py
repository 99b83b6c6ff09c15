"""Groups of records that grow link by link, where some may never meet."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from typing import Generic, TypeVar

LARGEST = 12
"""More records than this are never one person: it would be a code or a name used to fill a field."""

Record = TypeVar("Record", bound=Hashable)


class Groups(Generic[Record]):
    """Disjoint groups of records, of which some pairs may never be in one (constrained union)."""

    def __init__(self, refused: Callable[[Record, Record], bool] = lambda one, other: False) -> None:
        self._group: dict[Record, set[Record]] = {}
        self._apart: dict[Record, set[Record]] = {}
        self._refused = refused

    def keep_apart(self, a: Record, b: Record) -> None:
        """Say that the groups of *a* and *b* may never be one."""
        self._apart.setdefault(a, set()).add(b)
        self._apart.setdefault(b, set()).add(a)

    def join(self, a: Record, b: Record) -> bool:
        """Make one group of those of *a* and *b*, if nothing forbids it; whether they are one now."""
        ours, theirs = self.of(a), self.of(b)
        if ours is theirs:
            return True
        if len(ours) + len(theirs) > LARGEST:
            return False
        if any(not self._apart.get(one, set()).isdisjoint(theirs) for one in ours):
            return False
        if any(self._refused(one, other) for one in ours for other in theirs if (one, other) != (a, b)):
            return False
        ours |= theirs
        for one in theirs:
            self._group[one] = ours
        return True

    def together(self, a: Record, b: Record) -> bool:
        """Whether *a* and *b* are in one group."""
        return self.of(a) is self.of(b)

    def several(self) -> Iterator[set[Record]]:
        """The groups of two or more."""
        seen: set[int] = set()
        for group in self._group.values():
            if len(group) > 1 and id(group) not in seen:
                seen.add(id(group))
                yield group

    def of(self, record: Record) -> set[Record]:
        """The group of *record*."""
        return self._group.setdefault(record, {record})
