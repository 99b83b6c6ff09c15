"""A register in a CSV file, read as features: one row a registration, columns by their names, in any order."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import TextIO

from millegiorni_desk.areas.people.linkage.features import Features, features_from, without_shared_phones
from millegiorni_desk.errors import InvalidValue, reason
from millegiorni_desk.language import _

NEEDED = ("rec_id", "given", "surname")
READ = (*NEEDED, "house", "sex", "dob", "cf", "phone", "address", "nation")

_GENDERS = {"f": "F", "d": "F", "m": "M", "u": "M"}
_ITALIAN_DAY = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")


def read(path: Path) -> list[Features]:
    """The registrations in *path*, UTF-8, with commas, semicolons or tabs, by ``rec_id``, which is their ``person_id``.

    Raises ``InvalidValue`` with what is wrong and in which row. A birth date that is neither a date nor a year is
    taken for missing, as desks' telephones are.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            people = sorted(_rows(file, path.name), key=lambda one: one.person_id)
    except UnicodeDecodeError:
        raise InvalidValue(
            _("{name} non è in UTF-8: salvalo come CSV UTF-8 e riprova.").format(name=path.name), "file"
        ) from None
    except OSError as error:
        raise InvalidValue(
            _("Non riesco a leggere {name}: {reason}.").format(name=path.name, reason=reason(error)), "file"
        ) from error
    if not people:
        raise InvalidValue(_("{name} non ha registrazioni.").format(name=path.name), "file")
    return without_shared_phones(people)


def _rows(file: TextIO, name: str) -> Iterator[Features]:
    header = file.readline()
    delimiter = max(",;\t", key=header.count)
    titles = [title.strip().casefold() for title in next(csv.reader([header], delimiter=delimiter), [])]
    missing = [needed for needed in NEEDED if needed not in titles]
    if missing:
        raise InvalidValue(
            _("In {name} manca la colonna {column}: serve una prima riga con i nomi delle colonne.").format(
                name=name, column=", ".join(missing)
            ),
            "file",
        )
    places = [titles.index(title) if title in titles else None for title in READ]
    seen: set[str] = set()
    rows = csv.reader(file, delimiter=delimiter)
    try:
        for row in rows:
            if not any(row):
                continue
            cells = [row[at].strip() if at is not None and at < len(row) else "" for at in places]
            if any(row[len(titles) :]) or not cells[0] or cells[0] in seen:
                raise _wrong_row(name, rows.line_num + 1, row, titles, cells[0])
            seen.add(cells[0])
            yield _features(cells)
    except csv.Error as error:
        raise InvalidValue(
            _("{name} non si legge alla riga {row}: controlla le virgolette.").format(
                name=name, row=rows.line_num + 1
            ),
            "file",
        ) from error


def _wrong_row(name: str, number: int, row: list[str], titles: list[str], record: str) -> InvalidValue:
    if any(row[len(titles) :]):
        text = _("In {name} la riga {row} ha più celle della prima: controlla le virgolette.")
    elif not record:
        text = _("In {name} la riga {row} non ha rec_id.")
    else:
        text = _("In {name} il rec_id {record} della riga {row} c’è già più sopra.")
    return InvalidValue(text.format(name=name, row=number, record=record), "file")


def _features(cells: list[str]) -> Features:
    record, given, surname, house, sex, dob, code, phone, address, nation = cells
    born, precision = _birth(dob)
    return features_from(
        person_id=record,
        house=house,
        surname=surname,
        name=given,
        birth_date=born,
        birth_precision=precision,
        codice_fiscale=code,
        phone=phone,
        address=address,
        citizenship=nation if len(nation) == 2 else _nation(nation),
        gender=_GENDERS.get(sex[:1].casefold(), ""),
    )


@lru_cache(maxsize=1 << 10)
def _nation(text: str) -> str:
    """The country that a name or a demonym means; what it does not know stays as it is written."""
    # Reading the names of all countries takes 50 ms, which codes of two letters need not.
    from millegiorni_desk.areas.people.countries import country_code

    return country_code(text) or text if text else ""


@lru_cache(maxsize=1 << 15)
def _birth(text: str) -> tuple[date | None, str]:
    italian = _ITALIAN_DAY.match(text)
    try:
        if italian:
            return date(int(italian[3]), int(italian[2]), int(italian[1])), "day"
        return date.fromisoformat(text[:10]), "day"
    except ValueError:
        year = text[:4]
        if len(year) == 4 and year.isdigit() and 1880 <= int(year) <= 2100:
            return date(int(year), 1, 1), "year"
        return None, "day"
