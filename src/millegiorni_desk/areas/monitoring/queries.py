"""From a declaration to numbers: the SQL that counts a source's rows, and the SQL that lists them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from millegiorni_desk.areas.monitoring.indicators.declaration import UNKNOWN, Indicator, Pick

LAST_CODE = "\U0010ffff"
# Behind what only puts rows in order, and between what a row says and its amounts: never in a code.
SEPARATOR = "\x1f"


class Period(NamedTuple):
    """From the first to the last day, both included."""

    start: date
    end: date


@dataclass(frozen=True)
class Scope:
    """What a report is about: a period, one house or (empty) all, and the age of small children in months."""

    period: Period
    house: str = ""
    child_months: int = 36

    def parameters(self) -> dict[str, Any]:
        """The parameters that sources know; whoever was born before ``long_ago`` was not small in the period."""
        first = self.period.start
        months = max(first.year * 12 + first.month - 1 - self.child_months - 1, 12)
        return {
            "start": self.period.start.isoformat(),
            "end": self.period.end.isoformat(),
            "house_from": self.house,
            "house_to": self.house or LAST_CODE,
            "months": f"+{self.child_months} months",
            "long_ago": date(months // 12, months % 12 + 1, 1).isoformat(),
            "today": date.today().isoformat(),
        }


class Tally(NamedTuple):
    """How many rows say ``state``, in one month and house where asked for, and the sums of their amounts.

    ``measured`` is how many of them have an amount. Of rows with several codes no highest amount is told.
    """

    month: str
    house: str
    state: str
    number: int
    measured: int
    total: int
    highest: int | None
    other_total: int


_KNOWN_FIRST = "(CASE WHEN {state} = 'unknown' THEN '0' ELSE '1' END)"
_YES_FIRST = "(CASE {state} WHEN 'yes' THEN '2' WHEN 'unknown' THEN '1' ELSE '0' END)"

# Which row of one that counts once is taken: for listing exactly one record, for counting no more than
# decides the state (rows of one day have the same age), because strings cost time.
_LISTED = {
    Pick.SAME: "max({order})",
    Pick.FIRST: "min({order})",
    Pick.LAST_KNOWN: f"max({_KNOWN_FIRST} || {{order}})",
    Pick.ANY: f"max({_YES_FIRST} || {{order}})",
}
_COUNTED = {
    Pick.FIRST: "min({day})",
    Pick.LAST_KNOWN: f"max({_KNOWN_FIRST} || {{order}})",
    Pick.ANY: f"max({_YES_FIRST})",
}


def tally_sql(indicator: Indicator, groups: Sequence[str] = (), *, of_each: bool = False) -> str:
    """The SQL that counts an indicator's rows by state, within each of *groups* (``month``, ``house``).

    What counts once is counted once within each group. *of_each* counts every one by itself, and says first which.
    """
    source = indicator.source
    columns = {"month": f"substr({source.on_date}, 1, 7)", "house": source.house}
    parts = [f"{columns[name]} AS {name}" if name in groups else f"'' AS {name}" for name in columns]
    parts += [
        f"{indicator.state} AS state",
        f"{indicator.amount} AS amount",
        f"{indicator.other_amount} AS other_amount",
    ]
    grouping = ""
    if source.once:
        if indicator.pick in _COUNTED:
            parts.append(_taken(_COUNTED, indicator))
        grouping = "GROUP BY " + ", ".join([*(columns[name] for name in groups), source.key])
    each, first = (["who"], "who, ") if of_each else ([], "")
    if of_each:
        parts.append(f"{source.key} AS who")
    inner = f"SELECT {', '.join(parts)} {_from(indicator)} {grouping}"
    return (
        f"SELECT {first}month, house, state, count(*), count(amount), COALESCE(sum(amount), 0), max(amount),"
        f" COALESCE(sum(other_amount), 0) FROM ({inner}) GROUP BY {', '.join([*groups, *each, 'state'])}"
    )


def _from(indicator: Indicator) -> str:
    return f"FROM {indicator.source.tables} WHERE ({indicator.source.where}) AND ({indicator.where})"


def _taken(rule: Mapping[Pick, str], indicator: Indicator) -> str:
    source = indicator.source
    return rule[indicator.pick].format(
        state=f"({indicator.state})", order=f"({source.order})", day=source.on_date
    )


def tallies(cursor: Any, indicator: Indicator, scope: Scope, groups: Sequence[str] = ()) -> list[Tally]:
    """Count *indicator* in the prepared *scope*; a row of several codes counts under each of them."""
    found = [Tally(*row) for row in cursor.execute(tally_sql(indicator, groups), scope.parameters())]
    return by_code(found) if indicator.many else found


def by_code(tallies: Iterable[Tally]) -> list[Tally]:
    """Tallies whose state is a JSON array, one for each code of each place."""
    found: dict[tuple[str, str, str], Tally] = {}
    for tally in tallies:
        for code in codes_in(tally.state):
            place = (tally.month, tally.house, code)
            found[place] = _added(found.get(place, Tally(*place, 0, 0, 0, None, 0)), tally)
    return [tally for _unused, tally in sorted(found.items())]


def codes_in(state: str) -> set[str]:
    """The codes under which a row counts that says a JSON array of them: each once, or that it is not known."""
    return set(json.loads(state or "[]")) or {UNKNOWN}


def _added(to: Tally, tally: Tally) -> Tally:
    return to._replace(
        number=to.number + tally.number,
        measured=to.measured + tally.measured,
        total=to.total + tally.total,
        other_total=to.other_total + tally.other_total,
    )


def rows_sql(indicator: Indicator, category: bool) -> str:
    """The SQL that lists an indicator's rows: id, house, day, state and facts, in order of time.

    With *category*, only those whose state is, or holds, the parameter ``:category``.
    """
    source = indicator.source
    parts = [
        f"{source.record} AS record_id",
        f"{source.house} AS house",
        f"{source.on_date} AS on_date",
        f"{indicator.state} AS state",
        *(f"{sql} AS {name}" for name, sql in indicator.facts),
        f"{source.order} AS in_order",
    ]
    grouping = ""
    if source.once:
        parts.append(_taken(_LISTED, indicator))
        grouping = f"GROUP BY {source.key}"
    inner = f"SELECT {', '.join(parts)} {_from(indicator)} {grouping}"
    names = ", ".join(["record_id", "house", "on_date", "state", *(name for name, _ in indicator.facts)])
    return f"SELECT {names} FROM ({inner}) WHERE {_holds(indicator, category)} ORDER BY in_order"


def _holds(indicator: Indicator, category: bool) -> str:
    if not category:
        return "1"
    if not indicator.many:
        return "state = :category"
    return (
        "CASE WHEN :category = 'unknown' THEN json_array_length(state) = 0"
        " ELSE EXISTS (SELECT 1 FROM json_each(state) WHERE value = :category) END"
    )
