"""Italian places of birth: the cadastral code (Belfiore) of a municipality and the names it has borne.

``resources/places/municipalities.csv`` holds the municipalities that are and those that were, as ISTAT and the
Agenzia delle Entrate list them; a codice fiscale names one by its code.
"""

from __future__ import annotations

import csv
from functools import lru_cache

from millegiorni_desk import resources
from millegiorni_desk.areas.people.countries import country_of_birthplace
from millegiorni_desk.areas.people.linkage.names import fold


def place_name(place: str) -> str:
    """The municipality of a cadastral code, with its province: ``L219`` → ``Torino (TO)``; nothing if unknown."""
    province, names = _municipalities().get(place.upper(), ("", ()))
    return f"{names[0]} ({province})" if names else ""


def place_code(written: str) -> str:
    """The cadastral code of a municipality as people write it (``torino``, ``Torino (TO)``), or nothing.

    A name that several municipalities have borne needs its province.
    """
    name, province = _read(written)
    codes = [code for code, of in _by_name().get(name, ()) if not province or of == province]
    return codes[0] if len(set(codes)) == 1 else ""


def is_place(place: str, written: str) -> bool:
    """Whether *written* can name the place of that code: one of its names, or anything abroad or unknown."""
    if country_of_birthplace(place) != "IT" or place.upper() not in _municipalities():
        return True
    province, names = _municipalities()[place.upper()]
    name, said = _read(written)
    return name in {fold(one) for one in names} and said in ("", province)


def _read(written: str) -> tuple[str, str]:
    name, _, province = written.partition("(")
    return fold(name), province.strip(" )").upper()


@lru_cache(maxsize=1)
def _municipalities() -> dict[str, tuple[str, tuple[str, ...]]]:
    lines = resources.read_text("places/municipalities.csv").splitlines()
    return {
        row["belfiore"]: (row["province"], tuple(row["names"].split("/")))
        for row in csv.DictReader(lines, delimiter=";")
    }


@lru_cache(maxsize=1)
def _by_name() -> dict[str, list[tuple[str, str]]]:
    found: dict[str, list[tuple[str, str]]] = {}
    for code, (province, names) in _municipalities().items():
        for name in names:
            found.setdefault(fold(name), []).append((code, province))
    return found
