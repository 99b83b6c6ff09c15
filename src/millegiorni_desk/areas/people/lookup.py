"""The questions asked of the search index: by number, code or birth date, and by words of a name."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from contextlib import closing
from functools import partial
from typing import Any

from millegiorni_desk.areas.people import vocabulary
from millegiorni_desk.areas.people.index_schema import Connection
from millegiorni_desk.areas.people.indexing import COLUMNS
from millegiorni_desk.areas.people.linkage.features import Birth
from millegiorni_desk.areas.people.linkage.names import may_be_sound, sound, without_article

Row = tuple[Any, ...]

# CROSS JOIN: the full-text index first, whatever the statistics say.
_BY_NAMES = f"""
    SELECT {", ".join("s." + column.strip() for column in COLUMNS.split(","))}
    FROM person_names%s CROSS JOIN person_search s ON s.person_no = person_names.rowid
    WHERE person_names MATCH :words AND (:house = '' OR s.house = :house)
    ORDER BY person_names.rowid DESC LIMIT :most"""
BY_NAMES = _BY_NAMES % ""
"""People by a full-text expression, the last to have been registered first."""

BY_NAMES_AND_YEAR = (
    _BY_NAMES % " CROSS JOIN person_year y ON y.person_no = person_names.rowid AND y.year = :year"
)
"""The same, of those born in a year."""

BY_NAMES_BESIDE_YEAR = """
    SELECT person_names.rowid, y.year IS NOT NULL
    FROM person_names LEFT JOIN person_year y ON y.person_no = person_names.rowid AND y.year = :year
    WHERE person_names MATCH :words
    ORDER BY person_names.rowid DESC"""
"""The numbers of people by a full-text expression, the newest first, and whether they were born in a year."""

_NUMBERED = "WHERE person_no IN (SELECT value FROM json_each(:numbers))"
BY_NUMBERS = f"SELECT {COLUMNS} FROM person_search {_NUMBERED}"
"""People by their numbers."""

BORNE = "SELECT 1 FROM person_names WHERE person_names MATCH :words LIMIT 1"
"""Whether anybody is found by a full-text expression."""

_BY_PREFIX = (
    f"SELECT {COLUMNS} FROM person_search WHERE %s <> '' AND %s >= :low AND %s < :high "
    "AND (:house = '' OR house = :house) ORDER BY %s LIMIT :most"
)
BY_CODE, BY_PHONE = (_BY_PREFIX.replace("%s", column) for column in ("codice_fiscale", "phone"))
"""People by the beginning of a codice fiscale, or of a telephone number."""

BY_OTHER_PHONE = f"""
    SELECT o.number, {", ".join("s." + column.strip() for column in COLUMNS.split(","))}
    FROM person_phone o CROSS JOIN person_search s ON s.person_id = o.person_id
    WHERE o.number >= :low AND o.number < :high AND (:house = '' OR s.house = :house)
    ORDER BY o.number LIMIT :most"""
"""The number and then the person, by the beginning of another of her telephone numbers."""

_BY_DAY = (
    "SELECT %s FROM person_search WHERE birth <> '' AND birth IN (:day, :swapped) "
    "AND (:house = '' OR house = :house) LIMIT :most"
)
BY_DAY = _BY_DAY % COLUMNS
"""People by birth date, or by another."""

NAMES_BY_DAY = _BY_DAY % "person_no, '', house, surname, given, birth, '', 0, '', '', '', '', ''"
"""The same, out of the index alone: nothing of them but their house, names and date."""

IDS = f"SELECT person_no, person_id FROM person_search {_NUMBERED}"
"""People's ids by their numbers."""

_AFTER_ALL = "\x7f"


class Lookup:
    """One query's questions to the index, over one cursor; with a house, of that house's people only."""

    def __init__(self, connection: Connection, house: str | None = None) -> None:
        self._connection = connection
        self._cursor = connection.cursor()
        self._cursor.row_factory = None
        self._house = house or ""

    def by_code(self, prefix: str, most: int) -> Sequence[Row]:
        """Rows whose codice fiscale begins with *prefix*."""
        return self._rows(BY_CODE, most, low=prefix, high=prefix + _AFTER_ALL)

    def by_phone(self, prefix: str, most: int) -> Sequence[Row]:
        """Rows whose telephone begins with *prefix*."""
        return self._rows(BY_PHONE, most, low=prefix, high=prefix + _AFTER_ALL)

    def by_other_phone(self, prefix: str, most: int) -> Sequence[tuple[str, Row]]:
        """Other numbers that begin with *prefix*, each with the row of whoever has it."""
        found = self._rows(BY_OTHER_PHONE, most, low=prefix, high=prefix + _AFTER_ALL)
        return [(number, tuple(row)) for number, *row in found]

    def by_day(self, birth: Birth, most: int, *, names_only: bool = False) -> Sequence[Row]:
        """Rows with that birth date, or with day and month swapped; *names_only*: without id, code and telephone."""
        day = birth.day
        swapped = day.replace(month=day.day, day=day.month) if day.day <= 12 else day
        sql = NAMES_BY_DAY if names_only else BY_DAY
        return self._rows(sql, most, day=day.isoformat(), swapped=swapped.isoformat())

    def ids(self, numbers: Sequence[int]) -> dict[int, str]:
        """People's ids by the numbers that stand first in their rows."""
        return dict(self._cursor.execute(IDS, {"numbers": json.dumps(numbers)}).fetchall())

    def by_names(self, words: str, most: int, year: int | None = None) -> Sequence[Row]:
        """Rows that a full-text expression matches, the newest first; with *year*, of that birth year."""
        if year is None:
            return self._rows(BY_NAMES, most, words=words)
        return self._rows(BY_NAMES_AND_YEAR, most, words=words, year=year)

    def by_names_and_year(
        self, words: str, most: int, year: int
    ) -> tuple[Sequence[Row], Callable[[], Sequence[Row]]]:
        """What :meth:`by_names` finds of that birth year, and what gives those of any, gone through once for both."""
        if self._house:
            return self.by_names(words, most, year), partial(self.by_names, words, most)
        of_year, of_any = self._newest(words, most, year)
        return self._numbered(of_year), partial(self._numbered, of_any)

    def _newest(self, words: str, most: int, year: int) -> tuple[list[int], list[int]]:
        of_year: list[int] = []
        of_any: list[int] = []
        # A cursor of its own, closed at once: a question that is not read to its end would keep later saves waiting.
        with closing(self._connection.cursor()) as cursor:
            cursor.row_factory = None
            for number, is_of_year in cursor.execute(BY_NAMES_BESIDE_YEAR, {"words": words, "year": year}):
                if len(of_any) < most:
                    of_any.append(number)
                if is_of_year:
                    of_year.append(number)
                    if len(of_year) == most:
                        break
        return of_year, of_any

    def _numbered(self, numbers: Sequence[int]) -> Sequence[Row]:
        rows: Sequence[Row] = self._cursor.execute(BY_NUMBERS, {"numbers": json.dumps(numbers)}).fetchall()
        return rows

    def is_borne(self, words: str) -> bool:
        """Whether a full-text expression matches anybody."""
        return self._cursor.execute(BORNE, {"words": words}).fetchone() is not None

    def near(self, word: str, *, is_open: bool = False) -> str:
        """*word*, what sounds like it, and the known words one slip of the fingers away, as an expression."""
        heard = sound(word)
        if len(heard) < vocabulary.SHORTEST:
            return spellings(word, is_open=is_open)
        close = vocabulary.near(self._cursor, heard)
        if is_open:
            close += vocabulary.begun(self._cursor, heard)
        forms = _forms(word, is_open=is_open)
        # What another form finds as well would be gone through twice: of a common name, thousands.
        found = tuple(forms) if is_open else ()
        others = (other for other in close if not other.startswith(found))
        return either(*_expressions(forms, is_open=is_open), *map(quoted, others))

    def _rows(self, sql: str, most: int, **parameters: object) -> Sequence[Row]:
        rows: Sequence[Row] = self._cursor.execute(
            sql, {"house": self._house, "most": most, **parameters}
        ).fetchall()
        return rows


def spellings(word: str, *, is_open: bool = False) -> str:
    """*word* as typed, as it sounds, and without an article; an open word as the beginning of each."""
    return either(*_expressions(_forms(word, is_open=is_open), is_open=is_open))


def _forms(word: str, *, is_open: bool) -> list[str]:
    forms = [sound(word), without_article(word)]
    # Whoever bears a word has its sound in the index too, unless the word is itself only how another one sounds; and
    # what begins like it may go on to sound otherwise.
    if is_open or may_be_sound(word):
        forms.insert(0, word)
    # A single letter as a beginning (what "ha" sounds like) is in no prefix index: all words would be gone through.
    least = 2 if is_open else 1
    return [form for form in forms if len(form) >= least] or [word]


def _expressions(forms: Sequence[str], *, is_open: bool) -> list[str]:
    star = "*" if is_open else ""
    return [quoted(form) + star for form in forms]


def quoted(word: str) -> str:
    """*word* as full-text expression: nothing in it is read as an operator."""
    return f'"{word}"'


def either(*parts: str) -> str:
    """Any of *parts*."""
    return f"({' OR '.join(dict.fromkeys(parts))})"


def all_of(*parts: str) -> str:
    """Every one of *parts*."""
    return " AND ".join(parts)


def any_two(words: Sequence[str]) -> str:
    """Two of *words*, of which there are as many; the last, which may go on, is named once."""
    two = f"({all_of(either(*words[:-1]), words[-1])})"
    return two if len(words) == 2 else either(any_two(words[:-1]), two)
