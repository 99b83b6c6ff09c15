"""Bringing the search index up to date with whoever changed, one person or four hundred thousand."""

from __future__ import annotations

from datetime import date
from typing import Any

from millegiorni_desk.areas.people import features, names
from millegiorni_desk.areas.people.features import Birth, ChildFeature, Features
from millegiorni_desk.areas.people.index_schema import Connection, transaction

_BATCH = 5_000

_CHANGED = """
    SELECT d.person_id, s.person_no, s.surname, s.given,
           p.id, p.house, p.surname, p.name, p.birth_date, p.birth_precision, p.codice_fiscale,
           p.phone, p.address, p.citizenship, p.gender
    FROM (SELECT person_id FROM person_dirty ORDER BY person_id LIMIT ?) d
    LEFT JOIN person p ON p.id = d.person_id AND NOT p.voided
    LEFT JOIN person_search s ON s.person_id = d.person_id
    ORDER BY d.person_id"""

_CHILDREN = """
    SELECT c.person_id, c.name, c.birth_date
    FROM (SELECT person_id FROM person_dirty ORDER BY person_id LIMIT ?) d
    JOIN child c ON c.person_id = d.person_id
    WHERE NOT c.voided"""

COLUMNS = (
    "person_no, person_id, house, surname, given, birth, codice_fiscale, code_valid, phone, address, "
    "citizenship, gender, children"
)
"""The columns of ``person_search`` in the order that :func:`restored` reads."""

_INSERT = f"INSERT INTO person_search ({COLUMNS}) VALUES ({', '.join('?' * 13)})"


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
            return done


def _refresh_batch(cursor: Any) -> int:
    changed = cursor.execute(_CHANGED, (_BATCH,)).fetchall()
    if not changed:
        return 0
    children: dict[str, list[tuple[str, date | None]]] = {}
    for person_id, name, born in cursor.execute(_CHILDREN, (_BATCH,)):
        children.setdefault(person_id, []).append((name, _date(born)))
    next_no = _next_number(cursor)
    rows: list[tuple[object, ...]] = []
    texts: list[tuple[int, str]] = []
    leaving: list[tuple[int]] = []
    sounds: set[str] = set()
    gone: set[str] = set()
    for person_id, number, old_surname, old_given, *record in changed:
        if number is not None:
            leaving.append((number,))
            gone.update(_sounds(_words(old_surname) + _words(old_given)))
        if record[0] is None:
            continue
        if number is None:
            number, next_no = next_no, next_no + 1
        person = _features(record, tuple(children.get(person_id, ())))
        rows.append(_row(number, person))
        heard = _sounds(person.surname + person.given)
        pieces = names.pieces(f"{record[2]} {record[3]}")
        heard |= _sounds(pieces)
        sounds |= heard
        texts.append((number, _indexed_text(person, heard.union(pieces))))
    if leaving:
        cursor.executemany("DELETE FROM person_names WHERE rowid = ?", leaving)
        cursor.executemany("DELETE FROM person_search WHERE person_no = ?", leaving)
    cursor.executemany(_INSERT, rows)
    cursor.executemany("INSERT INTO person_names (rowid, words) VALUES (?, ?)", texts)
    _learn(cursor, sounds)
    _forget(cursor, gone - sounds)
    if len(changed) < _BATCH:
        cursor.execute("DELETE FROM person_dirty")
    else:
        cursor.execute("DELETE FROM person_dirty WHERE person_id <= ?", (changed[-1][0],))
    return len(changed)


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
    born = None
    if birth:
        born = Birth(date.fromisoformat(birth)) if len(birth) > 4 else Birth(date(int(birth), 1, 1), False)
    return number, Features(
        person_id,
        house,
        _words(surname),
        _words(given),
        born,
        code,
        bool(valid),
        phone,
        address,
        citizenship,
        gender,
        tuple(_child(text) for text in children.split(";")) if children else (),
    )


def _child(text: str) -> ChildFeature:
    sound, _, born = text.partition(":")
    return ChildFeature(sound, _date(born))


def _indexed_text(person: Features, also: set[str]) -> str:
    tokens = also.union(person.surname, person.given)
    tokens.add(house_token(person.house))
    if person.birth is not None:
        tokens.add(year_token(person.birth.day.year))
        if person.birth.whole:
            tokens.add(day_token(person.birth.day))
    return " ".join(tokens)


def _sounds(words: tuple[str, ...]) -> set[str]:
    return {names.sound(word) for word in words}


def house_token(house: str) -> str:
    """The index word of a house; digits begin every word that is not a name."""
    return "9" + "".join(character for character in house.casefold() if character.isalnum())


def day_token(day: date) -> str:
    """The index word of a birth date."""
    return f"3{day:%Y%m%d}"


def year_token(year: int) -> str:
    """The index word of a birth year."""
    return f"4{year:04d}"


def near_keys(sound: str) -> set[str]:
    """*sound* and what is left of it without one letter."""
    return {sound, *(sound[:at] + sound[at + 1 :] for at in range(len(sound)))}


def _learn(cursor: Any, sounds: set[str]) -> None:
    for sound in sorted(sounds):
        if len(sound) < 3:
            continue
        cursor.execute("INSERT OR IGNORE INTO person_sound (sound) VALUES (?)", (sound,))
        if cursor.rowcount > 0:
            near = [(key, sound) for key in sorted(near_keys(sound))]
            cursor.executemany("INSERT OR IGNORE INTO person_near (near, sound) VALUES (?, ?)", near)


def _forget(cursor: Any, sounds: set[str]) -> None:
    """Drop from the vocabulary the sounds that nobody bears any more: a name is personal data."""
    for sound in sorted(sounds):
        borne = cursor.execute(
            "SELECT 1 FROM person_names WHERE person_names MATCH ? LIMIT 1", (f'"{sound}"',)
        ).fetchone()
        if borne is None:
            cursor.execute("DELETE FROM person_sound WHERE sound = ?", (sound,))
            near = [(key, sound) for key in sorted(near_keys(sound))]
            cursor.executemany("DELETE FROM person_near WHERE near = ? AND sound = ?", near)


def _words(text: str | None) -> tuple[str, ...]:
    return tuple(text.split()) if text else ()


def _date(value: str | None) -> date | None:
    return date.fromisoformat(value[:10]) if value else None
