"""Finding a person while her name is being typed: any order, spelling or sound, a letter wrong."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from rapidfuzz.distance import OSA

from millegiorni_desk.areas.people.features import Features
from millegiorni_desk.areas.people.index_schema import Connection, install
from millegiorni_desk.areas.people.indexing import (
    COLUMNS,
    day_token,
    house_token,
    near_keys,
    refresh,
    restored,
    year_token,
)
from millegiorni_desk.areas.people.names import sound
from millegiorni_desk.areas.people.query import Query, read_query
from millegiorni_desk.areas.people.ranking import rank

__all__ = ["Hit", "find", "install", "refresh"]

_POOL = 60
_CODE_PREFIX = 6


@dataclass(frozen=True, slots=True)
class Hit:
    """A person who may be the one looked for: how strongly, in bits, and why, in Italian."""

    person_id: str
    bits: float
    reasons: tuple[str, ...]


def find(
    connection: Connection,
    text: str,
    limit: int = 8,
    birth_date: date | None = None,
    house: str | None = None,
) -> list[Hit]:
    """The people who answer what is typed so far, the likeliest first.

    *text* holds names in any order, the beginning of a telephone number or of a codice fiscale, a birth
    date or year, or several of them. A *birth_date* known from elsewhere narrows and orders. With *house*
    only that house's people. Nothing is found below two letters or three digits.
    """
    query = read_query(text, birth_date)
    pool = _Pool(connection, query, house)
    for candidates in pool.stages():
        pool.add(candidates)
        if pool.is_full(limit):
            break
    return pool.best(limit)


class _Pool:
    """The candidates gathered for one query, from the narrowest question to the widest."""

    def __init__(self, connection: Connection, query: Query, house: str | None) -> None:
        self._cursor = connection.cursor()
        self._cursor.row_factory = None
        self._query = query
        self._house = house
        self._found: dict[int, Hit] = {}

    def add(self, rows: Iterable[tuple[Any, ...]]) -> None:
        """Rank what one question found."""
        for row in rows:
            if row[0] not in self._found and (self._house is None or row[2] == self._house):
                number, person = restored(row)
                self._found[number] = Hit(person.person_id, *rank(self._query, person))

    def is_full(self, limit: int) -> bool:
        """Whether *limit* people answer well enough for the wider questions to be spared."""
        return sum(hit.bits > 0 for hit in self._found.values()) >= limit

    def best(self, limit: int) -> list[Hit]:
        """The likeliest, and of equals the last to have been registered."""
        order = sorted(self._found.items(), key=lambda item: (-item[1].bits, -item[0]))
        return [hit for _, hit in order[:limit]]

    def stages(self) -> Iterator[Iterable[tuple[Any, ...]]]:
        """One question after another, each wider than the one before."""
        query = self._query
        if query.code:
            yield self._by_prefix("codice_fiscale", query.code)
        for digits in query.phones:
            yield self._by_prefix("phone", digits)
        names = [word for word in query.all_words if len(word) > 1 or len(query.all_words) > 1]
        if not names:
            return
        if query.birth is not None:
            yield self._by_names(f"({self._any(names)}) AND {self._birth_tokens()}")
        yield self._by_names(" AND ".join(_quoted(word) for word in names))
        yield self._by_names(" AND ".join(self._spellings(word) for word in names))
        near = [self._near(word) for word in names]
        yield self._by_names(" AND ".join(near))
        if len(names) == 1 and len(names[0]) >= _CODE_PREFIX:
            yield self._by_prefix("codice_fiscale", names[0].upper())
        if len(names) > 1:
            yield self._by_names(" OR ".join(f"({without})" for without in _each_left_out(near)))

    def _by_prefix(self, column: str, prefix: str) -> Iterable[tuple[Any, ...]]:
        return self._rows(
            f"SELECT {COLUMNS} FROM person_search WHERE {column} <> '' AND {column} >= ? AND {column} < ? "
            f"ORDER BY {column} LIMIT ?",
            (prefix, prefix + "\x7f", _POOL),
        )

    def _by_names(self, match: str) -> Iterable[tuple[Any, ...]]:
        if self._house is not None:
            match = f"({match}) AND {_quoted(house_token(self._house))}"
        columns = ", ".join(f"s.{column.strip()}" for column in COLUMNS.split(","))
        return self._rows(
            f"SELECT {columns} FROM person_names JOIN person_search s ON s.person_no = person_names.rowid "
            "WHERE person_names MATCH ? ORDER BY person_names.rowid DESC LIMIT ?",
            (match, _POOL),
        )

    def _rows(self, sql: str, parameters: tuple[object, ...]) -> list[tuple[Any, ...]]:
        rows: list[tuple[Any, ...]] = self._cursor.execute(sql, parameters).fetchall()
        return rows

    def _birth_tokens(self) -> str:
        birth = self._query.birth
        if birth is None or not birth.whole:
            return _quoted(year_token(birth.day.year)) if birth else ""
        tokens = [_quoted(day_token(birth.day))]
        if birth.day.day <= 12:
            tokens.append(_quoted(day_token(birth.day.replace(month=birth.day.day, day=birth.day.month))))
        return f"({' OR '.join(tokens)})"

    def _any(self, words: list[str]) -> str:
        return " OR ".join(self._spellings(word) for word in words)

    def _spellings(self, word: str) -> str:
        star = "*" if word == self._query.open_word else ""
        forms = dict.fromkeys((word, sound(word)))
        return f"({' OR '.join(_quoted(form) + star for form in forms)})"

    def _near(self, word: str) -> str:
        heard = sound(word)
        if len(heard) < 4:
            return self._spellings(word)
        keys = sorted(near_keys(heard))
        marks = ", ".join("?" * len(keys))
        known = self._rows(f"SELECT DISTINCT sound FROM person_near WHERE near IN ({marks})", tuple(keys))
        close = sorted(other for (other,) in known if OSA.distance(heard, other, score_cutoff=1) <= 1)
        return " OR ".join(("(" + self._spellings(word), *(_quoted(other) for other in close))) + ")"


def _quoted(word: str) -> str:
    return f'"{word}"'


def _each_left_out(parts: list[str]) -> list[str]:
    return [" AND ".join(parts[:at] + parts[at + 1 :]) for at in range(len(parts))]
