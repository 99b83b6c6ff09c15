"""Which pairs of records are worth comparing: those that share a key, found set-wise in SQL.

Keys: codice fiscale; telephone; whole birth date; two name skeletons in any order, also with the year;
one skeleton with two of day, month and year, with day and month in any order, or with the year when
only that is known of one of them; address with one skeleton. A key that too many share tells nothing
and is dropped: its finer twin remains.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from typing import Any

from millegiorni_desk.areas.people.index_schema import Connection
from millegiorni_desk.areas.people.indexing import COLUMNS, restored
from millegiorni_desk.areas.people.linkage.features import Features
from millegiorni_desk.areas.people.linkage.name_variants import GENERIC
from millegiorni_desk.areas.people.linkage.names import skeleton

LARGEST_BLOCK = 60
SHARED_PHONE = 8
"""A telephone that more people than this give is a desk's or a shelter's, and nobody's."""

_MAKE = """CREATE TEMP TABLE IF NOT EXISTS person_block (
    key TEXT NOT NULL, person_no INTEGER NOT NULL, vague INTEGER NOT NULL)"""

_PAIRS = f"""
    WITH small AS (
        SELECT key FROM temp.person_block GROUP BY key HAVING count(*) BETWEEN 2 AND {LARGEST_BLOCK})
    SELECT DISTINCT one.person_no, other.person_no
    FROM small
    CROSS JOIN temp.person_block one ON one.key = small.key
    CROSS JOIN temp.person_block other ON other.key = small.key AND other.person_no > one.person_no
    WHERE small.key NOT LIKE 'y:%' OR one.vague OR other.vague
    ORDER BY one.person_no, other.person_no"""


def everybody(connection: Connection) -> dict[int, Features]:
    """Everyone in the search index by number, desk telephones taken for missing."""
    cursor = connection.cursor()
    cursor.row_factory = None
    desks = shared_phones(cursor)
    people: dict[int, Features] = {}
    for row in cursor.execute(f"SELECT {COLUMNS} FROM person_search"):
        number, person = restored(row if row[8] not in desks else (*row[:8], "", *row[9:]))
        people[number] = person
    return people


def shared_phones(cursor: Any) -> set[str]:
    """The telephones that too many people give."""
    rows = cursor.execute(
        "SELECT phone FROM person_search WHERE phone <> '' GROUP BY phone HAVING count(*) > ?",
        (SHARED_PHONE,),
    )
    return {phone for (phone,) in rows}


def is_shared_phone(connection: Connection, phone: str) -> bool:
    """Whether *phone* is one that too many people give."""
    cursor = connection.cursor()
    cursor.row_factory = None
    count = cursor.execute(
        "SELECT count(*) FROM person_search WHERE phone <> '' AND phone = ?", (phone,)
    ).fetchone()[0]
    return int(count) > SHARED_PHONE


def pairs(connection: Connection, people: dict[int, Features]) -> list[tuple[int, int]]:
    """The pairs of *people* that share a telling key, each once, the smaller number first."""
    cursor = connection.cursor()
    cursor.row_factory = None
    cursor.execute(_MAKE)
    try:
        cursor.execute("DELETE FROM temp.person_block")
        cursor.executemany(
            "INSERT INTO temp.person_block (key, person_no, vague) VALUES (?, ?, ?)",
            ((key, number, _is_vague(person)) for number, person in people.items() for key in keys(person)),
        )
        cursor.execute("CREATE INDEX temp.person_block_key ON person_block (key, person_no, vague)")
        return list(cursor.execute(_PAIRS))
    finally:
        cursor.execute("DROP TABLE temp.person_block")


def keys(person: Features) -> Iterator[str]:
    """The keys under which *person* is compared with others."""
    if person.codice_fiscale:
        yield f"c:{person.codice_fiscale}"
    if person.phone:
        yield f"p:{person.phone}"
    skeletons = sorted({skeleton(word) for word in person.surname + person.given if word not in GENERIC})
    year = person.birth.day.year if person.birth else None
    for one, other in combinations(skeletons, 2):
        yield f"n:{one} {other}"
        if year is not None:
            yield f"n:{one} {other} {year}"
    for one in skeletons:
        if person.address:
            yield f"a:{person.address} {one}"
        yield from _dated_keys(one, person)
    if person.birth and not _is_vague(person):
        yield f"d:{person.birth.day}"


def _dated_keys(one: str, person: Features) -> Iterator[str]:
    if person.birth is None:
        return
    day = person.birth.day
    yield f"y:{one} {day.year}"
    if not _is_vague(person):
        yield f"ym:{one} {day.year} {day.month}"
        yield f"yd:{one} {day.year} {day.day}"
        yield f"md:{one} {day.month} {day.day}"
        if day.day <= 12:
            yield f"sw:{one} {day.year} {min(day.day, day.month)} {max(day.day, day.month)}"


def _is_vague(person: Features) -> bool:
    return person.birth is not None and (not person.birth.whole or person.birth.is_january_first)
