"""From declarations to numbers: the temporary tables of one report, and the SQL that counts a source's rows."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from millegiorni_desk.areas.monitoring.indicators.declaration import UNKNOWN, Base, Indicator, Pick
from millegiorni_desk.areas.monitoring.reserved import Told

LAST_CODE = "\U0010ffff"


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
        """The parameters that sources know."""
        return {
            "start": self.period.start.isoformat(),
            "end": self.period.end.isoformat(),
            "house_from": self.house,
            "house_to": self.house or LAST_CODE,
            "months": f"+{self.child_months} months",
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


# Where the rows of a table come from: of everybody, and of the few whom ``person_cluster`` names (``prepared``).
_ROWS = {
    Base.ACCESSES: (
        "access a {how} {opened} LEFT JOIN person_cluster k ON k.person_id = a.person_id",
        "person_cluster k CROSS JOIN access a ON a.person_id = k.person_id {opened}",
    ),
    Base.PEOPLE: (
        "person p NOT INDEXED LEFT JOIN person_cluster k ON k.person_id = p.id",
        "person_cluster k CROSS JOIN person p ON p.id = k.person_id",
    ),
    Base.CHILDREN: (
        "child c NOT INDEXED LEFT JOIN person_cluster k ON k.person_id = c.person_id",
        "person_cluster k CROSS JOIN child c ON c.person_id = k.person_id",
    ),
    Base.PATHWAYS: ("", " WHERE p.person_id IN (SELECT person_id FROM person_cluster)"),
    Base.MEDIATIONS: ("", ""),
}

# Put down person by person, with whoever gave no name first: sorting a million rows takes 2.7 s, and every figure that
# counts people is then a walk along them, three times as quick (measured: 1.9 s each before, 0.6 s after). The table is
# in that order itself: an index beside it would take a fifth more memory.
_FILL_ACCESSES = """
INSERT INTO period_access
SELECT COALESCE(CASE WHEN a.person_id NOT IN (SELECT id FROM person WHERE voided = 1)
                     THEN COALESCE(k.cluster_id, a.person_id) END, ''),
       a.on_date, a.house, a.id, a.at_time, a.channel, {told}, a.in_care, a.adi,
       CASE WHEN a.pregnant = 'unknown' AND a.due_date >= a.on_date THEN 'yes' ELSE a.pregnant END,
       CASE WHEN k.cluster_id <> a.person_id THEN a.person_id END, {reserved}
FROM {rows}
WHERE a.voided = 0 AND a.on_date BETWEEN :start AND :end AND a.house BETWEEN :house_from AND :house_to
ORDER BY 1, 2, 3, 4
"""

# Of several records of one person, each fact is the one known by the record with the lowest id; a birth
# date known to the day comes before a year alone.
_FILL_PEOPLE = """
INSERT INTO person_facts
SELECT cluster, substr(gender, instr(gender, '|') + 1), substr(citizenship, instr(citizenship, '|') + 1),
       substr(country, instr(country, '|') + 1),
       CASE substr(birth, 1, 1) WHEN '0' THEN born ELSE substr(born, 1, 4) || '-01-01' END,
       CASE substr(birth, 1, 1) WHEN '0' THEN born ELSE substr(born, 1, 4) || '-12-31' END
FROM (
    SELECT *, substr(birth, instr(birth, '|') + 1) AS born FROM (
        SELECT COALESCE(k.cluster_id, p.id) AS cluster,
               min(CASE WHEN p.gender <> '' THEN p.id || '|' || p.gender END) AS gender,
               min(CASE WHEN p.citizenship <> '' THEN p.id || '|' || p.citizenship END) AS citizenship,
               min(CASE WHEN p.birth_country <> '' THEN p.id || '|' || p.birth_country END) AS country,
               min((p.birth_precision = 'year') || p.id || '|' || p.birth_date) AS birth
        FROM {rows}
        WHERE p.voided = 0 GROUP BY 1
    )
)
"""


def _first_day_after(birth: str) -> str:
    """SQL of the first day on which :months have passed since *birth*.

    The first of the next month where the month has no such day (29 February, 31).
    """
    return (
        f"CASE WHEN substr(date({birth}, :months, 'floor'), 9) = substr({birth}, 9)"
        f" THEN date({birth}, :months, 'floor') ELSE date({birth}, :months, 'floor', '+1 day') END"
    )


_FILL_CHILDREN = f"""
INSERT INTO child_facts
SELECT cluster, born_from, born_to, {_first_day_after("born_from")}, {_first_day_after("born_to")}
FROM (
    SELECT COALESCE(k.cluster_id, c.person_id) AS cluster,
           CASE c.birth_precision WHEN 'year' THEN substr(c.birth_date, 1, 4) || '-01-01' ELSE c.birth_date END
           AS born_from,
           CASE c.birth_precision WHEN 'year' THEN substr(c.birth_date, 1, 4) || '-12-31' ELSE c.birth_date END
           AS born_to
    FROM {{rows}}
    WHERE c.voided = 0 AND c.person_id NOT IN (SELECT id FROM person WHERE voided = 1)
)
"""

_CREATE = {
    Base.ACCESSES: (
        "CREATE TEMP TABLE period_access (cluster TEXT, on_date TEXT, house TEXT, id TEXT, at_time, channel, needs,"
        " activities, referred_to, in_care, adi, pregnant, person_id, reserved INTEGER,"
        " PRIMARY KEY (cluster, on_date, house, id)) WITHOUT ROWID",
    ),
    Base.PATHWAYS: (
        "CREATE TEMP TABLE pathway_told AS SELECT p.id, p.house, p.voided, p.person_id, p.opened_on, p.minors,"
        " COALESCE(o.fragilities, CASE p.fragilities WHEN '' THEN '[]' ELSE p.fragilities END) AS fragilities,"
        " COALESCE(o.main_request, p.main_request) AS main_request, COALESCE(o.reserved, 0) AS reserved"
        " FROM pathway p LEFT JOIN opened_pathway o ON o.id = p.id{rows}",
    ),
    Base.MEDIATIONS: (
        "CREATE TEMP TABLE mediation_told AS SELECT m.id, m.house, m.voided, m.person_id,"
        " COALESCE(o.fragility, m.fragility) AS fragility FROM mediation m"
        " LEFT JOIN opened_mediation o ON o.id = m.id",
    ),
    Base.PEOPLE: (
        "CREATE TEMP TABLE person_facts (cluster TEXT PRIMARY KEY, gender, citizenship, birth_country,"
        " born_from, born_to) WITHOUT ROWID",
        _FILL_PEOPLE,
    ),
    Base.CHILDREN: (
        "CREATE TEMP TABLE child_facts (cluster, born_from, born_to, out_from, out_to)",
        _FILL_CHILDREN,
        "CREATE INDEX temp.child_facts_cluster ON child_facts (cluster)",
    ),
}

# What the seals tell; see ``reserved``.
_OPENED = ("opened_access", "opened_pathway", "opened_mediation")
_CREATE_OPENED = (
    "CREATE TEMP TABLE opened_access (id TEXT PRIMARY KEY, needs, activities, referred_to, reserved INTEGER)"
    " WITHOUT ROWID",
    "CREATE TEMP TABLE opened_pathway (id TEXT PRIMARY KEY, fragilities, main_request, reserved INTEGER) WITHOUT ROWID",
    "CREATE TEMP TABLE opened_mediation (id TEXT PRIMARY KEY, fragility, reserved INTEGER) WITHOUT ROWID",
)


@contextmanager
def unchanging(raw: Any) -> Iterator[None]:
    """One state of the vault until the end, whatever else is written meanwhile."""
    raw.execute("SAVEPOINT figures")
    try:
        yield
    except BaseException:
        raw.execute("ROLLBACK TO figures")
        raise
    finally:
        raw.execute("RELEASE figures")


@contextmanager
def prepared(
    raw: Any, scope: Scope, needs: frozenset[Base], told: Told, *, few: bool = False
) -> Iterator[Any]:
    """A cursor on one unchanging state of the vault, with the temporary tables of *scope* until the end.

    With *few* they hold the rows of the people in ``person_cluster`` alone, who are then few.
    """
    cursor = raw.cursor()
    cursor.row_factory = None
    cursor.execute("SAVEPOINT monitoring")
    try:
        for statement in _CREATE_OPENED:
            cursor.execute(statement)
        cursor.executemany("INSERT INTO opened_access VALUES (?, ?, ?, ?, ?)", told.accesses)
        cursor.executemany("INSERT INTO opened_pathway VALUES (?, ?, ?, ?)", told.pathways)
        cursor.executemany("INSERT INTO opened_mediation VALUES (?, ?, ?)", told.mediations)
        for base in sorted(needs):
            for statement in _CREATE[base]:
                cursor.execute(statement.replace("{rows}", _ROWS[base][few]), scope.parameters())
            if base is Base.ACCESSES:
                _fill_accesses(cursor, scope, reserved=bool(told.accesses), few=few)
        yield cursor
        # Dropped rather than rolled back, after which SQLite reads all tables and triggers of the vault anew: 20 ms.
        for table in (*_OPENED, *needs):
            cursor.execute(f"DROP TABLE temp.{table}")
    except BaseException:
        cursor.execute("ROLLBACK TO monitoring")
        raise
    finally:
        cursor.execute("RELEASE monitoring")


def _told(name: str, reserved: bool) -> str:
    """SQL of several codes: from the seal where there is one; what was blanked in the row is an empty list."""
    stored = f"CASE a.{name} WHEN '' THEN '[]' ELSE a.{name} END"
    return f"COALESCE(o.{name}, {stored})" if reserved else stored


def _fill_accesses(cursor: Any, scope: Scope, *, reserved: bool, few: bool) -> None:
    parameters = scope.parameters()
    fields = ("needs", "activities", "referred_to")
    opened = "LEFT JOIN opened_access o ON o.id = a.id" if reserved else ""
    how = "" if few else _how_to_read(cursor, parameters)
    sql = _FILL_ACCESSES.format(
        rows=_ROWS[Base.ACCESSES][few].format(how=how, opened=opened),
        told=", ".join(_told(name, reserved) for name in fields),
        reserved="COALESCE(o.reserved, 0)" if reserved else "0",
    )
    cursor.execute(sql, parameters)


def _how_to_read(cursor: Any, parameters: Mapping[str, Any]) -> str:
    wanted = cursor.execute("SELECT count(*) FROM access WHERE on_date BETWEEN :start AND :end", parameters)
    number = wanted.fetchone()[0]
    everything = cursor.execute("SELECT count(*) FROM access").fetchone()[0]
    # Reading in the order of the file costs less than an index once a tenth of it is wanted.
    return "NOT INDEXED" if number * 10 > everything else ""


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
    if not indicator.many:
        return found
    by_code: dict[tuple[str, str, str], Tally] = {}
    for tally in found:
        for code in set(json.loads(tally.state or "[]")) or {UNKNOWN}:
            place = (tally.month, tally.house, code)
            by_code[place] = _added(by_code.get(place, Tally(*place, 0, 0, 0, None, 0)), tally)
    return [tally for _unused, tally in sorted(by_code.items())]


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
