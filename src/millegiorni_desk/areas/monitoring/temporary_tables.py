"""The temporary tables of one report, which its sources read: filled from one unchanging state of the vault."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from itertools import pairwise
from typing import Any

from millegiorni_desk.areas.monitoring.indicators.declaration import Base
from millegiorni_desk.areas.monitoring.queries import LAST_CODE, Scope
from millegiorni_desk.areas.monitoring.reserved import Told
from millegiorni_desk.vault.connection import give_back_memory

# Where the rows of a table come from: of everybody, and of the few whom ``person_cluster`` names (``prepared``).
_ROWS = {
    Base.ACCESSES: (
        "access a {how} {opened} LEFT JOIN person_cluster k ON k.person_id = a.person_id",
        # What came on a voided card is nobody's: it would be put down once for each group that the card is in.
        "person_cluster k CROSS JOIN access a ON a.person_id = k.person_id"
        " AND a.person_id NOT IN (SELECT id FROM person WHERE voided = 1) {opened}",
    ),
    Base.PEOPLE: ("", ""),
    Base.CHILDREN: (
        "child c NOT INDEXED LEFT JOIN person_cluster k ON k.person_id = c.person_id",
        "person_cluster k CROSS JOIN child c ON c.person_id = k.person_id",
    ),
    Base.PATHWAYS: ("", " WHERE p.person_id IN (SELECT person_id FROM person_cluster)"),
    Base.MEDIATIONS: ("", ""),
}

# Put down person by person, with whoever gave no name first, and record by record: sorting a million rows takes 2.7 s,
# and every figure that counts people is then a walk along them, three times as quick (measured: 1.9 s each before, 0.6
# after). The table is in that order itself: an index beside it would take a fifth more memory. An access recorded
# without its time comes first in its day.
_FILL_ACCESSES = """
INSERT INTO period_access
SELECT COALESCE(CASE WHEN a.person_id NOT IN (SELECT id FROM person WHERE voided = 1)
                     THEN COALESCE(k.cluster_id, a.person_id) END, ''),
       CASE WHEN k.cluster_id <> a.person_id THEN a.person_id ELSE '' END,
       a.on_date, a.house, a.id, substr(a.at_time || '     ', 1, 5), a.channel, {told}, a.in_care, a.adi,
       CASE WHEN a.pregnant = 'unknown' AND a.due_date >= a.on_date THEN 'yes' ELSE a.pregnant END,
       {reserved}
FROM {rows}
WHERE a.voided = 0 AND a.on_date BETWEEN :start AND :end AND a.house BETWEEN :house_from AND :house_to
{slice}
{order}
"""

_SLICE = """
AND COALESCE(k.cluster_id, a.person_id, '') >= :low AND COALESCE(k.cluster_id, a.person_id, '') < :high"""

# Nearly everybody has one record: nothing of theirs is to be put together.
_FILL_SINGLE_PEOPLE = """
INSERT INTO person_facts
SELECT p.id, NULLIF(p.gender, ''), NULLIF(p.citizenship, ''), NULLIF(p.birth_country, ''),
       CASE p.birth_precision WHEN 'year' THEN substr(p.birth_date, 1, 4) || '-01-01' ELSE p.birth_date END,
       CASE p.birth_precision WHEN 'year' THEN substr(p.birth_date, 1, 4) || '-12-31' ELSE p.birth_date END
FROM person p NOT INDEXED
WHERE p.voided = 0 AND p.id NOT IN (SELECT person_id FROM person_cluster)
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
        SELECT k.cluster_id AS cluster,
               min(CASE WHEN p.gender <> '' THEN p.id || '|' || p.gender END) AS gender,
               min(CASE WHEN p.citizenship <> '' THEN p.id || '|' || p.citizenship END) AS citizenship,
               min(CASE WHEN p.birth_country <> '' THEN p.id || '|' || p.birth_country END) AS country,
               min((p.birth_precision = 'year') || p.id || '|' || p.birth_date) AS birth
        FROM person_cluster k CROSS JOIN person p ON p.id = k.person_id
        WHERE p.voided = 0 GROUP BY 1
    )
)
"""


def _months_after(birth: str) -> str:
    """SQL of what days are held against: on those before it, :months have not passed since *birth*.

    Where its month has no such day (29 February, 31), it comes after the last one and before the next month. Where it
    is before the period, any day before it does, and *birth* is one: moving days is dear.
    """
    moved = f"substr(date(substr({birth}, 1, 7) || '-01', :months, 'floor'), 1, 7) || substr({birth}, 8)"
    return f"CASE WHEN {birth} < :long_ago THEN {birth} ELSE {moved} END"


_FILL_CHILDREN = f"""
INSERT INTO child_facts
SELECT cluster, id, born_from, born_to, {_months_after("born_from")},
       CASE WHEN born_from = born_to THEN NULL ELSE {_months_after("born_to")} END
FROM (
    SELECT COALESCE(k.cluster_id, c.person_id) AS cluster, c.id,
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
        "CREATE TEMP TABLE period_access (cluster TEXT, joined TEXT, on_date TEXT, house TEXT, id TEXT, at_time,"
        " channel, needs, activities, referred_to, in_care, adi, pregnant, reserved INTEGER,"
        " PRIMARY KEY (cluster, joined, on_date, house, id)) WITHOUT ROWID",
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
        _FILL_SINGLE_PEOPLE,
        _FILL_PEOPLE,
    ),
    Base.CHILDREN: (
        "CREATE TEMP TABLE child_facts (cluster TEXT, id TEXT, born_from, born_to, out_from, out_to,"
        " PRIMARY KEY (cluster, id)) WITHOUT ROWID",
        _FILL_CHILDREN,
    ),
}

_MANY = 50_000
_SLICES = 3

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
    raw: Any,
    scope: Scope,
    needs: frozenset[Base],
    told: Told,
    *,
    few: bool = False,
    sparing: bool = False,
) -> Iterator[Any]:
    """A cursor on one unchanging state of the vault, with the temporary tables of *scope* until the end.

    With *few* they hold the rows of the people in ``person_cluster`` alone, who are then few. *sparing*, they are
    filled in a quarter more time and take a fifth less memory.
    """
    cursor = raw.cursor()
    cursor.row_factory = None
    if sparing:
        # Larger pages have less beside them.
        cursor.execute("PRAGMA temp.page_size = 16384")
    cursor.execute("SAVEPOINT monitoring")
    try:
        for statement in _CREATE_OPENED:
            cursor.execute(statement)
        cursor.executemany("INSERT INTO opened_access VALUES (?, ?, ?, ?, ?)", told.accesses)
        cursor.executemany("INSERT INTO opened_pathway VALUES (?, ?, ?, ?)", told.pathways)
        cursor.executemany("INSERT INTO opened_mediation VALUES (?, ?, ?)", told.mediations)
        # The largest first: what is put in order takes memory that the others find again.
        for base in sorted(needs, key=lambda one: (one is not Base.ACCESSES, one)):
            for statement in _CREATE[base]:
                if few and statement is _FILL_SINGLE_PEOPLE:
                    continue
                cursor.execute(statement.replace("{rows}", _ROWS[base][few]), scope.parameters())
            if base is Base.ACCESSES:
                _fill_accesses(cursor, scope, reserved=bool(told.accesses), few=few, sparing=sparing)
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


def _fill_accesses(cursor: Any, scope: Scope, *, reserved: bool, few: bool, sparing: bool) -> None:
    parameters = scope.parameters()
    fields = ("needs", "activities", "referred_to")
    opened = "LEFT JOIN opened_access o ON o.id = a.id" if reserved else ""
    number, of = (0, 0) if few else _how_many(cursor, parameters)
    # Reading in the order of the file costs less than an index once a tenth of it is wanted; of few rows, it saves more
    # that they come nearly in the order in which they are put down.
    how = ("INDEXED BY access_person" if number <= _MANY else "NOT INDEXED") if number * 10 > of else ""
    sql = _FILL_ACCESSES.format(
        rows=_ROWS[Base.ACCESSES][few].format(how=how, opened=opened),
        told=", ".join(_told(name, reserved) for name in fields),
        reserved="COALESCE(o.reserved, 0)" if reserved else "0",
        # Few rows find their places by themselves sooner than they are sorted.
        order="ORDER BY 1, 2, 3, 4, 5" if number > _MANY else "",
        slice="{slice}",
    )
    slices = _slices(cursor) if sparing and number > _MANY else []
    if not slices:
        cursor.execute(sql.format(slice=""), parameters)
    for low, high in slices:
        cursor.execute(sql.format(slice=_SLICE), {**parameters, "low": low, "high": high})
        give_back_memory()


def _slices(cursor: Any) -> list[tuple[str, str]]:
    """People by their ids in so many parts, of which each is put in order by itself."""
    people: int = cursor.execute("SELECT count(*) FROM person").fetchone()[0]
    places = [(people * part // _SLICES,) for part in range(1, _SLICES)]
    ends = [
        cursor.execute("SELECT id FROM person ORDER BY id LIMIT 1 OFFSET ?", place).fetchone()
        for place in places
    ]
    return list(pairwise(["", *(end[0] for end in ends if end), LAST_CODE]))


def _how_many(cursor: Any, parameters: Mapping[str, Any]) -> tuple[int, int]:
    """How many accesses there are in the period, and in all."""
    wanted = cursor.execute("SELECT count(*) FROM access WHERE on_date BETWEEN :start AND :end", parameters)
    number: int = wanted.fetchone()[0]
    return number, cursor.execute("SELECT count(*) FROM access").fetchone()[0]
