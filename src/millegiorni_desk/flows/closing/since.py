"""What changed in a closed month since its minutes: by how much each figure differs, and which records came or moved.

The figures of the minutes are as they were sent. What lies behind a difference is read from the change log: the writes
beyond the positions that the minutes noted, in records of that month.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from types import MappingProxyType
from typing import Any

from millegiorni_desk.areas.monitoring import indicators, wording
from millegiorni_desk.areas.monitoring import service as monitoring
from millegiorni_desk.areas.monitoring.indicators import indicator
from millegiorni_desk.areas.monitoring.indicators.declaration import Indicator, Kind, Unit
from millegiorni_desk.areas.monitoring.report import Report
from millegiorni_desk.flows.closing import copies
from millegiorni_desk.flows.closing.copies import Kept
from millegiorni_desk.flows.closing.months import days
from millegiorni_desk.language import N_, _
from millegiorni_desk.vault.vault import Vault
from millegiorni_sync import balance
from millegiorni_sync.balance import Books
from millegiorni_sync.body import decode_cells
from millegiorni_sync.clock import origin, unix_ms
from millegiorni_sync.resolve import Write, resolve

Progress = Callable[[int, int, str], object]
ADDED, CHANGED, GONE = "added", "changed", "gone"

DATED: Mapping[str, str] = MappingProxyType(
    {
        "access": "on_date", "pathway": "opened_on", "dote": "committed_on", "ledger_entry": "on_date",
        "intervention": "on_date", "wellbeing": "on_date", "goal": "set_on", "mediation": "requested_on",
        "mediation_session": "on_date", "referral": "on_date",
    }
)  # fmt: skip
"""The tables whose records belong to a month, and the column that says to which."""


@dataclass(frozen=True)
class FigureChange:
    """A number of an indicator that is not as it was sent. ``part`` says in words which of its numbers, where several.

    Numbers are as in ``report --json``: euros and hours with decimals; None: there was none.
    """

    indicator: str
    title: str
    part: str
    was: float | int | None
    now: float | int | None
    money: bool = False

    @property
    def by(self) -> float | int:
        """By how much it differs."""
        return round((self.now or 0) - (self.was or 0), 2)


@dataclass(frozen=True)
class RecordChange:
    """A record of the month that came (``added``), was changed, or is no longer counted in it (``gone``) since.

    ``fields``: column → what it was and what it is. ``user`` wrote last, on the device ``device``, at ``at_ms``.
    """

    table: str
    record_id: str
    kind: str
    house: str
    on: str
    fields: Mapping[str, tuple[Any, Any]]
    user: str
    device: int
    at_ms: int
    about: tuple[str, str]
    """The table and the id of the record that it opens: an entry of the ledger opens its dote."""


@dataclass(frozen=True)
class Since:
    """Minutes, and what is not as they say."""

    kept: Kept
    figures: tuple[FigureChange, ...]
    records: tuple[RecordChange, ...]


def since(vault: Vault, closing_id: str, progress: Progress = lambda done, total, words: None) -> Since:
    """What changed since these minutes. Raises ``NotFound`` and ``NotAllowed``; whole months take seconds."""
    told = copies.content(vault, closing_id)
    kept = next(one for one in copies.listed(vault, told["month"]) if one.id == closing_id)
    start, end = days(kept.month)
    report = monitoring.compute(vault, start, end, progress=progress)
    figures = tuple(_figures(json.loads(told["figures"]), report))
    return Since(kept, figures, tuple(_records(vault, Books.from_json(told["books"]), start, end)))


def behind(vault: Vault, found: Since, indicator_id: str) -> list[RecordChange]:
    """Which of the records that changed make a figure: those among its rows now, and those that are gone."""
    declared = indicator(indicator_id, indicators.of(vault))
    rows = {
        (row.table, row.record_id) for row in monitoring.rows(vault, indicator_id, days(found.kept.month))
    }
    return [
        one
        for one in found.records
        if one.about in rows
        or (one.table, one.record_id) in rows
        or (one.kind != ADDED and one.table == declared.source.table)
    ]


def _figures(was: Mapping[str, Any], report: Report) -> Iterator[FigureChange]:
    for name, value in monitoring.to_json(report).items():
        before, after = dict(_leaves(was.get(name))), dict(_leaves(value))
        for part in [*after, *(before.keys() - after.keys())]:
            if before.get(part) != after.get(part) and part != ("share",):
                declared = report.declared.get(name) or indicator(name)
                words = " · ".join(_part(report, declared, key) for key in part)
                money = declared.unit is Unit.CENTS if not declared.measures else part[-1:] == ("euros",)
                yield FigureChange(name, declared.title, words, before.get(part), after.get(part), money)


_PARTS = {"n": N_("quante"), "N": N_("di quante"), "unknown": N_("non si sa")}


def _part(report: Report, declared: Indicator, key: str) -> str:
    """What one of several numbers of a figure is called."""
    heads = (
        dict(zip(declared.measures, wording.measure_heads(declared), strict=True))
        if declared.measures
        else {}
    )
    if declared.kind is Kind.SHARE:
        return _(_PARTS[key])
    return heads.get(key) or wording.label(report, declared.vocabulary, key)


def _leaves(value: Any, part: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Every number of a figure with where it stands in it."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _leaves(inner, (*part, key))
    elif value is not None:
        yield part, value


def _late_sql(table: str) -> str:
    return f"""{balance.THEN}
SELECT t.id FROM {table} AS t WHERE t.{DATED[table]} BETWEEN ?2 AND ?3 AND EXISTS (
  SELECT 1 FROM sync_log AS l {balance.NOTED} WHERE l.tbl = '{table}' AND l.rid = t.id AND NOT ({balance.EARLY}))"""


LATE_SQL = MappingProxyType({table: _late_sql(table) for table in DATED})
"""By table: the records of a month (?2 to ?3) that were written beyond the positions noted (?1)."""

_DAY_OF = " ".join(f"WHEN '{table}' THEN '\"{column}\"'" for table, column in DATED.items())
MOVED_SQL = f"""{balance.THEN}
SELECT DISTINCT l.tbl, l.rid FROM sync_log AS l NOT INDEXED {balance.NOTED}
WHERE l.kind = 'U' AND NOT ({balance.EARLY}) AND instr(l.cells, CASE l.tbl {_DAY_OF} END) > 0"""

# Facts of a woman who came in the month: they change who is counted as what.
PEOPLE_SQL = f"""{balance.THEN}
SELECT DISTINCT p.id FROM access AS a CROSS JOIN person AS p ON p.id = a.person_id
WHERE a.on_date BETWEEN ?2 AND ?3 AND EXISTS (
  SELECT 1 FROM sync_log AS l {balance.NOTED} WHERE l.tbl = 'person' AND l.rid = p.id AND NOT ({balance.EARLY}))"""

_LOG_SQL = f"""{balance.THEN}
SELECT l.rid, l.clk, l.kind, l.cells, l.prevs, l.user, l.audience, {balance.EARLY} AS early
FROM json_each(?2) AS j CROSS JOIN sync_log AS l ON l.tbl = ?3 AND l.rid = j.value {balance.NOTED}
ORDER BY l.rid, l.clk"""


def _records(vault: Vault, before: Books, start: date, end: date) -> Iterator[RecordChange]:
    first, last, noted = start.isoformat(), end.isoformat(), copies.noted(before)
    appended = {table.name for table in vault.schema.synced_tables() if table.append_only}
    with vault.connection() as raw:
        ids: dict[str, set[str]] = {
            table: {row[0] for row in raw.execute(sql, (noted, first, last))}
            for table, sql in LATE_SQL.items()
        }
        for table, record in raw.execute(MOVED_SQL, (noted,)):
            ids[table].add(record)
        ids["person"] = {row[0] for row in raw.execute(PEOPLE_SQL, (noted, first, last))}
        for table, found in ids.items():
            listed = json.dumps(sorted(found))
            rows = raw.execute(_LOG_SQL, (noted, listed, table)).fetchall()
            for record, writes in groupby(map(tuple, rows), key=lambda row: row[0]):
                change = _change(table, record, list(writes), table in appended, first, last)
                if change is not None:
                    yield change


def _change(
    table: str, record: str, rows: list[tuple[Any, ...]], appended: bool, first: str, last: str
) -> RecordChange | None:
    """What became of a record, from its log rows: id, clk, kind, cells, prevs, user, audience, whether it is early."""
    was = resolve((_write(row) for row in rows if row[-1]), appended).values
    now = resolve(map(_write, rows), appended).values
    if now is None:
        return None
    day = DATED.get(table)
    counted_was = was is not None and _counts(was, day, first, last)
    counted_now = _counts(now, day, first, last)
    if not (counted_was or counted_now):
        return None
    fields = {
        name: ((was or {}).get(name), now.get(name))
        for name in sorted({*(was or {}), *now})
        if was is not None and (was.get(name) != now.get(name))
    }
    kind = CHANGED if counted_was and counted_now else ADDED if counted_now else GONE
    if (kind == CHANGED and not fields) or (table == "person" and was is None):
        return None
    shown: Mapping[str, Any] = now if counted_now or was is None else was
    top = max(rows, key=lambda row: row[1])
    about = ("dote", str(now["dote_id"])) if now.get("dote_id") else (table, record)
    return RecordChange(
        table,
        record,
        kind,
        str(top[6]).removeprefix("house:"),
        str(shown.get(day) or "") if day else "",
        fields,
        top[5],
        origin(top[1]),
        unix_ms(top[1]),
        about,
    )


def _counts(values: Mapping[str, Any], day: str | None, first: str, last: str) -> bool:
    if values.get("voided"):
        return False
    return day is None or first <= str(values.get(day) or "") <= last


def _write(row: Iterable[Any]) -> Write:
    _record, clk, kind, cells, prevs, *_rest = row
    return Write(clk, kind, decode_cells(cells), decode_cells(prevs) if prevs else {})
