"""Bringing the search index up to date with whoever changed, one person or four hundred thousand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import lru_cache
from typing import Any

from millegiorni_desk.areas.people import vocabulary
from millegiorni_desk.areas.people.index_schema import Connection, transaction
from millegiorni_desk.areas.people.linkage import features, names
from millegiorni_desk.areas.people.linkage.features import Birth, ChildFeature, Features

_BATCH = 5_000

CHANGED = """
    SELECT d.person_id, s.person_no, n.words,
           p.id, p.house, p.surname, p.name, p.birth_date, p.birth_precision, p.codice_fiscale,
           p.phone, p.address, p.citizenship, p.gender,
           e.surname, e.given, e.codice_fiscale, e.phone
    FROM (SELECT person_id FROM person_dirty ORDER BY person_id LIMIT ?) d
    LEFT JOIN person p ON p.id = d.person_id AND NOT p.voided
    LEFT JOIN person_search s ON s.person_id = d.person_id
    LEFT JOIN person_names n ON n.rowid = s.person_no
    LEFT JOIN person_encoding e ON p.surname = '' AND p.name = '' AND e.id = (
        SELECT max(id) FROM person_encoding WHERE person_id = p.id AND NOT voided)
    ORDER BY d.person_id"""

CHILDREN = """
    SELECT c.person_id, c.name, c.birth_date
    FROM (SELECT person_id FROM person_dirty ORDER BY person_id LIMIT ?) d
    JOIN child c ON c.person_id = d.person_id
    WHERE NOT c.voided"""

_SOME = "(SELECT person_id FROM person_dirty ORDER BY person_id LIMIT ?)"
PHONES = f"""
    SELECT f.number, d.person_id
    FROM {_SOME} d
    JOIN phone f ON f.person_id = d.person_id
    JOIN person p ON p.id = d.person_id
    WHERE NOT f.voided AND NOT p.voided"""

# Written by thousands, the list of a word lies in a dozen pieces, which are read half as fast as one.
_IN_ONE_PIECE = "INSERT INTO person_names (person_names) VALUES ('optimize')"

COLUMNS = (
    "person_no, person_id, house, surname, given, birth, codice_fiscale, code_valid, phone, address, "
    "citizenship, gender, children"
)
"""The columns of ``person_search`` in the order that :func:`restored` reads."""

_INSERT = f"INSERT INTO person_search ({COLUMNS}) VALUES ({', '.join('?' * 13)})"
_INSERT_YEAR = "INSERT INTO person_year (person_no, year) VALUES (?, ?)"


def refresh(connection: Connection) -> int:
    """Index everyone who changed since the last call; how many that were.

    Joins the open transaction when there is one (the end of a save), otherwise commits every few
    thousand, so that a long first indexing can be interrupted and goes on where it stopped.
    """
    done = 0
    while True:
        with transaction(connection) as cursor:
            count = _refresh_batch(cursor)
        done += count
        if count < _BATCH:
            break
    if done >= _BATCH:
        with transaction(connection) as cursor:
            cursor.execute(_IN_ONE_PIECE)
    return done


def _refresh_batch(cursor: Any) -> int:
    changed = cursor.execute(CHANGED, (_BATCH,)).fetchall()
    if not changed:
        return 0
    children: dict[str, list[tuple[str, date | None]]] = {}
    for person_id, name, born in cursor.execute(CHILDREN, (_BATCH,)):
        children.setdefault(person_id, []).append((name, _date(born)))
    batch = _Batch(_next_number(cursor))
    for person_id, number, old_words, *record in changed:
        if record[0] is None:
            batch.remove(number, old_words)
        else:
            person = _features(record[:-4], tuple(children.get(person_id, ())))
            spelt = _spelt(person, f"{record[2]} {record[3]}")
            batch.put(number, old_words, _encoded(person, *record[-4:]), spelt)
    batch.write(cursor)
    _refresh_phones(cursor)
    if len(changed) < _BATCH:
        cursor.execute("DELETE FROM person_dirty")
    else:
        cursor.execute("DELETE FROM person_dirty WHERE person_id <= ?", (changed[-1][0],))
    return len(changed)


def _refresh_phones(cursor: Any) -> None:
    """The other numbers of the same batch of people."""
    found = cursor.execute(PHONES, (_BATCH,)).fetchall()
    cursor.execute(f"DELETE FROM person_phone WHERE person_id IN {_SOME}", (_BATCH,))
    keyed = [(names.phone_key(number), person_id) for number, person_id in found]
    cursor.executemany(
        "INSERT OR IGNORE INTO person_phone (number, person_id) VALUES (?, ?)",
        [one for one in keyed if one[0]],
    )


class _Batch:
    """What one batch takes out of the index and puts into it."""

    def __init__(self, next_number: int) -> None:
        self._next_number = next_number
        self._leaving: list[tuple[int]] = []
        self._unsaid: list[tuple[int]] = []
        self._rows: list[tuple[object, ...]] = []
        self._years: list[tuple[int, int]] = []
        self._texts: list[tuple[int, str]] = []
        self._said: set[str] = set()
        self._gone: set[str] = set()

    def remove(self, number: int | None, old_words: str | None) -> None:
        """Take out someone who was voided or is no more; who was never in is no matter."""
        if number is not None:
            self._leaving.append((number,))
            self._unsay(number, old_words)

    def put(self, number: int | None, old_words: str | None, person: Features, spelt: set[str]) -> None:
        """Put someone in. Names that did not change stay: taking words out of a full-text index is dear."""
        if number is None:
            number, self._next_number = self._next_number, self._next_number + 1
        else:
            self._leaving.append((number,))
        self._rows.append(_row(number, person))
        if person.birth is not None:
            self._years.append((number, person.birth.day.year))
        sounds = set(map(names.sound, spelt))
        words = " ".join(sorted(spelt | sounds))
        if words != old_words:
            self._unsay(number, old_words)
            self._texts.append((number, words))
            self._said |= sounds

    def write(self, cursor: Any) -> None:
        """Make the changes."""
        cursor.executemany("DELETE FROM person_names WHERE rowid = ?", self._unsaid)
        cursor.executemany("DELETE FROM person_search WHERE person_no = ?", self._leaving)
        cursor.executemany("DELETE FROM person_year WHERE person_no = ?", self._leaving)
        cursor.executemany(_INSERT, self._rows)
        cursor.executemany(_INSERT_YEAR, self._years)
        cursor.executemany("INSERT INTO person_names (rowid, words) VALUES (?, ?)", self._texts)
        vocabulary.learn(cursor, self._said)
        vocabulary.forget(cursor, self._gone - self._said)

    def _unsay(self, number: int, old_words: str | None) -> None:
        if old_words is not None:
            self._unsaid.append((number,))
            self._gone.update(old_words.split())


def _next_number(cursor: Any) -> int:
    return int(cursor.execute("SELECT coalesce(max(person_no), 0) + 1 FROM person_search").fetchone()[0])


def _features(record: list[Any], children: tuple[tuple[str, date | None], ...]) -> Features:
    person_id, house, surname, name, born, precision, code, phone, address, citizenship, gender = record
    return features.features_from(
        person_id=person_id,
        house=house,
        surname=surname or "",
        name=name or "",
        birth_date=_date(born),
        birth_precision=precision or "day",
        codice_fiscale=code or "",
        phone=phone or "",
        address=address or "",
        citizenship=citizenship or "",
        gender=gender or "",
        children=children,
    )


def _encoded(
    person: Features, surname: str | None, given: str | None, code: str | None, phone: str | None
) -> Features:
    """Her codes in place of what the house keeps to itself; nobody looks for them word by word."""
    if surname is None:
        return person
    return replace(
        person,
        surname=_words(surname),
        given=_words(given),
        codice_fiscale=code or "",
        code_valid=bool(code),
        phone=phone or "",
    )


def _row(number: int, person: Features) -> tuple[object, ...]:
    birth = ""
    if person.birth is not None:
        birth = person.birth.day.isoformat() if person.birth.whole else f"{person.birth.day.year:04d}"
    children = ";".join(
        f"{child.sound}:{child.born.isoformat() if child.born else ''}" for child in person.children
    )
    return (
        number,
        person.person_id,
        person.house,
        " ".join(person.surname),
        " ".join(person.given),
        birth,
        person.codice_fiscale,
        int(person.code_valid),
        person.phone,
        person.address,
        person.citizenship,
        person.gender,
        children,
    )


def restored(row: tuple[Any, ...]) -> tuple[int, Features]:
    """A row of ``person_search`` (:data:`COLUMNS`) as its number and features."""
    (
        number,
        person_id,
        house,
        surname,
        given,
        birth,
        code,
        valid,
        phone,
        address,
        citizenship,
        gender,
        children,
    ) = row
    return number, Features(
        person_id,
        house,
        _words(surname),
        _words(given),
        restored_birth(birth) if birth else None,
        code,
        bool(valid),
        phone,
        address,
        citizenship,
        gender,
        tuple(_child(text) for text in children.split(";")) if children else (),
    )


@lru_cache(maxsize=1 << 15)
def restored_birth(text: str) -> Birth:
    """A birth date as ``person_search`` holds it, who has one."""
    return Birth(date.fromisoformat(text)) if len(text) > 4 else Birth(date(int(text), 1, 1), False)


def _child(text: str) -> ChildFeature:
    sound, _, born = text.partition(":")
    return ChildFeature(sound, _date(born))


def _spelt(person: Features, raw: str) -> set[str]:
    """The name's words, and the pieces it may be looked for by."""
    return {*person.surname, *person.given, *names.pieces(raw)}


def _words(text: str | None) -> tuple[str, ...]:
    return tuple(text.split()) if text else ()


def _date(value: str | None) -> date | None:
    return date.fromisoformat(value[:10]) if value else None
