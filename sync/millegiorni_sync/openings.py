"""Which conflicts a merge opens and closes: looked for only where it writes, however many others wait."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet

from .conflicts import OPEN, how_many_open
from .connection import Connection

Key = tuple[object, ...]
"""Table, record, column and later write of a conflict."""

_OF_RECORDS = (
    "SELECT c.rid, c.col, c.clk_hi, l.audience FROM json_each(?) AS j "
    "CROSS JOIN sync_conflict AS c ON c.tbl = ? AND c.rid = j.value "
    f"CROSS JOIN sync_log AS l ON l.clk = c.clk_hi WHERE {OPEN}"
)


class Openings:
    """The conflicts of the records that one merge touches, as they were when it first touched each.

    Whoever is about to change what is open of a record says so before. What is held grows with the merge alone.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        # Into a store without any, everything that is open in the end was opened.
        self._first = not connection.execute("SELECT EXISTS (SELECT 1 FROM sync_conflict)").fetchone()[0]
        self._seen: defaultdict[str, set[str]] = defaultdict(set)
        self._before: dict[Key, str] = {}

    def about_to_change(self, table: str, records: Iterable[str]) -> None:
        """The conflicts of *records*, or the log rows that they name, are about to be others."""
        fresh = set(records) - self._seen[table]
        if fresh and not self._first:
            self._before.update(self._open(table, fresh))
            self._seen[table] |= fresh

    def about_to_be_decided(self, decisions: Iterable[Sequence[object]]) -> None:
        """*decisions* (id, table, record…) are about to be written, some of them perhaps over others."""
        if self._first:
            return
        of: defaultdict[str, set[str]] = defaultdict(set)
        ids = []
        for decision, table, record, *_ in decisions:
            ids.append(decision)
            of[str(table)].add(str(record))
        for table, record in self._connection.execute(
            "SELECT d.tbl, d.rid FROM json_each(?) AS j CROSS JOIN conflict_decision AS d ON d.id = j.value",
            (json.dumps(ids),),
        ):
            of[table].add(record)
        for name, records in of.items():
            self.about_to_change(name, records)

    def about_to_have(self, table: str, records: Iterable[str]) -> None:
        """*records* are about to have conflicts; those that are not known here have had none."""
        if not self._first:
            self._seen[table].update(records)

    def counted(self) -> tuple[dict[str, int], dict[str, int]]:
        """How many conflicts were opened and how many closed since, by audience. To be asked once, at the end."""
        if self._first:
            return how_many_open(self._connection), {}
        opened: Counter[str] = Counter()
        for table, records in self._seen.items():
            for key, audience in self._open(table, records):
                if self._before.pop(key, None) is None:
                    opened[audience] += 1
        return dict(opened), dict(Counter(self._before.values()))

    def _open(self, table: str, records: AbstractSet[str]) -> Iterator[tuple[Key, str]]:
        rows = self._connection.execute(_OF_RECORDS, (json.dumps(sorted(records)), table))
        return (((table, *row[:3]), row[3]) for row in rows)
