"""The questions asked of the search index: by beginning of a number or code, and by words of a name."""

from __future__ import annotations

import json
from typing import Any

from rapidfuzz.distance import OSA

from millegiorni_desk.areas.people.features import Birth
from millegiorni_desk.areas.people.index_schema import Connection
from millegiorni_desk.areas.people.indexing import COLUMNS, day_token, house_token, near_keys, year_token
from millegiorni_desk.areas.people.names import sound, without_article

Row = tuple[Any, ...]

BY_NAMES = (
    f"SELECT {', '.join('s.' + column.strip() for column in COLUMNS.split(','))} "
    "FROM person_names JOIN person_search s ON s.person_no = person_names.rowid "
    "WHERE person_names MATCH ? ORDER BY person_names.rowid DESC LIMIT ?"
)
"""People by a full-text expression, the last to have been registered first."""

BY_CODE, BY_PHONE = (
    f"SELECT {COLUMNS} FROM person_search WHERE {column} <> '' AND {column} >= ? AND {column} < ? "
    f"ORDER BY {column} LIMIT ?"
    for column in ("codice_fiscale", "phone")
)
"""People by the beginning of a codice fiscale, or of a telephone number."""

NEAR = "SELECT DISTINCT sound FROM person_near WHERE near IN (SELECT value FROM json_each(?))"
BEGUN = "SELECT sound FROM person_sound WHERE sound >= ? AND sound < ?"

_SHORTEST_NEAR = 4
_NEAREST = 24
_AFTER_ALL = "\x7f"


class Lookup:
    """One query's questions to the index, over one cursor; with a house, of that house's people only."""

    def __init__(self, connection: Connection, house: str | None = None) -> None:
        self._cursor = connection.cursor()
        self._cursor.row_factory = None
        self._house = house

    def by_code(self, prefix: str, limit: int) -> list[Row]:
        """Rows whose codice fiscale begins with *prefix*."""
        return self._of_house(self._rows(BY_CODE, (prefix, prefix + _AFTER_ALL, limit)))

    def by_phone(self, prefix: str, limit: int) -> list[Row]:
        """Rows whose telephone begins with *prefix*."""
        return self._of_house(self._rows(BY_PHONE, (prefix, prefix + _AFTER_ALL, limit)))

    def by_names(self, match: str, limit: int) -> list[Row]:
        """Rows that a full-text expression matches, the newest first."""
        if self._house is not None:
            match = f"({match}) AND {quoted(house_token(self._house))}"
        return self._of_house(self._rows(BY_NAMES, (match, limit)))

    def near(self, word: str, *, is_open: bool = False) -> str:
        """*word*, what sounds like it, and the known words one slip of the fingers away, as an expression."""
        heard = sound(word)
        if len(heard) < _SHORTEST_NEAR:
            return spellings(word, is_open=is_open)
        known = self._rows(NEAR, (json.dumps(sorted(near_keys(heard))),))
        close = sorted(other for (other,) in known if OSA.distance(heard, other, score_cutoff=1) <= 1)
        if is_open:
            close += self._begun(heard)
        return either(spellings(word, is_open=is_open), *(quoted(other) for other in dict.fromkeys(close)))

    def _begun(self, heard: str) -> list[str]:
        """Sounds that begin like *heard* but for one letter after the second: for a word half typed."""
        known = self._rows(BEGUN, (heard[:2], heard[:2] + _AFTER_ALL))
        return [other for (other,) in known if _begins_near(heard, other)][:_NEAREST]

    def _rows(self, sql: str, parameters: tuple[object, ...]) -> list[Row]:
        rows: list[Row] = self._cursor.execute(sql, parameters).fetchall()
        return rows

    def _of_house(self, rows: list[Row]) -> list[Row]:
        return rows if self._house is None else [row for row in rows if row[2] == self._house]


def spellings(word: str, *, is_open: bool = False) -> str:
    """*word* as typed, as it sounds, and without an article; an open word as the beginning of each."""
    star = "*" if is_open else ""
    return either(*(quoted(form) + star for form in (word, sound(word), without_article(word)) if form))


def born(birth: Birth, *, or_year: bool = False) -> str:
    """The expression of a birth date: the day, also with day and month swapped; the year when only that is known."""
    if not birth.whole:
        return quoted(year_token(birth.day.year))
    days = [quoted(day_token(birth.day))]
    if birth.day.day <= 12:
        days.append(quoted(day_token(birth.day.replace(month=birth.day.day, day=birth.day.month))))
    return either(*days, *([quoted(year_token(birth.day.year))] if or_year else []))


def quoted(word: str) -> str:
    """*word* as full-text expression: nothing in it is read as an operator."""
    return f'"{word}"'


def either(*parts: str) -> str:
    """Any of *parts*."""
    return f"({' OR '.join(dict.fromkeys(parts))})"


def all_of(*parts: str) -> str:
    """Every one of *parts*."""
    return " AND ".join(parts)


def _begins_near(heard: str, other: str) -> bool:
    lengths = range(len(heard) - 1, len(heard) + 2)
    return any(OSA.distance(heard, other[:length], score_cutoff=1) <= 1 for length in lengths)
