"""What a save or a merge touched, so that views refresh only what they show."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Changes:
    """The ids of the records touched, by table.

    ``everything`` is true after a merge too large to list: every view reloads.
    """

    action: str
    records: Mapping[str, frozenset[str]] = field(default_factory=dict)
    everything: bool = False

    def touches(self, *tables: str) -> bool:
        """Whether any of *tables* has a touched record."""
        return self.everything or any(table in self.records for table in tables)

    @classmethod
    def of(cls, action: str, pairs: Iterable[tuple[str, str]]) -> Changes:
        """Collect ``(table, id)`` pairs."""
        grouped: dict[str, set[str]] = {}
        for table, record_id in pairs:
            grouped.setdefault(table, set()).add(record_id)
        return cls(action, {table: frozenset(ids) for table, ids in grouped.items()})
