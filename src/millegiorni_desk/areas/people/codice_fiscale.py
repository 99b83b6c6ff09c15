"""The codice fiscale: read it, check it, make it, and compare it with what is known of a person.

Source: D.M. 23 December 1976 (the code and its check letter, omocodia, art. 6–7); the provisional
eleven digits carry the check digit of the VAT number (Luhn). python-stdnum's own module reads neither gender
nor century of codes with omocodia, and costs a tenth of a second to load.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from millegiorni_desk.language import _

if TYPE_CHECKING:
    from millegiorni_desk.areas.people.records import Child, Person

_SHAPE = re.compile(r"[A-Z]{6}[0-9LMNPQRSTUV]{2}[ABCDEHLMPRST][0-9LMNPQRSTUV]{2}[A-Z][0-9LMNPQRSTUV]{3}[A-Z]")
_NOT_CODE = re.compile(r"[^0-9A-Z]+")
_MONTHS = "ABCDEHLMPRST"
_DIGIT_PLACES = (6, 7, 9, 10, 12, 13, 14)
_DIGITS = ((6, 8), (9, 11), (12, 15))
_TO_DIGIT = str.maketrans("LMNPQRSTUV", "0123456789")
_TO_LETTER = str.maketrans("0123456789", "LMNPQRSTUV")

_SIGNS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_EVEN = {sign: at if at < 10 else at - 10 for at, sign in enumerate(_SIGNS)}
# Of the places counted from one, the odd ones: the decree's own table, without a rule to it.
_ODD_VALUES = (1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23)
_ODD = {sign: _ODD_VALUES[_EVEN[sign]] for sign in _SIGNS}

LAST_BIRTH_YEAR = 2020
"""Two digits of a year are read as the latest year up to this one: at a desk stand adults and teenagers.

A constant and not today's year, so that the same records give the same count at any time.
"""


@dataclass(frozen=True, slots=True)
class Stated:
    """What a codice fiscale says of its bearer. ``place`` is the cadastral code: ``L219``, ``Z330``."""

    birth_date: date
    gender: str
    place: str


@dataclass(frozen=True, slots=True)
class Difference:
    """A field where the codice fiscale and the record disagree: both values as text, never blocking."""

    field: str
    stated: str
    computed: str


def normalise(text: str) -> str:
    """*text* in capitals without spaces and marks; not checked."""
    return _NOT_CODE.sub("", text.upper())


@lru_cache(maxsize=1 << 12)
def is_valid(code: str) -> bool:
    """Whether the normalised *code* is a well-formed one: sixteen characters, or eleven provisional digits."""
    if len(code) == 11:
        return code.isdigit() and code != "0" * 11 and _luhn_holds(code)
    return (
        _SHAPE.fullmatch(code) is not None
        and check_letter(code[:15]) == code[15]
        and _birth(without_omocodia(code), LAST_BIRTH_YEAR) is not None
    )


def is_provisional(code: str) -> bool:
    """Whether *code* is one of the eleven digits given for a time, as to those who ask for protection."""
    return len(code) == 11 and is_valid(code)


def check_letter(first_fifteen: str) -> str:
    """The sixteenth character that belongs to the fifteen before it."""
    odd = sum(map(_ODD.__getitem__, first_fifteen[::2]))
    even = sum(map(_EVEN.__getitem__, first_fifteen[1::2]))
    return chr(ord("A") + (odd + even) % 26)


def without_omocodia(code: str) -> str:
    """*code* with the letters that stand for digits (omocodia) put back; the check letter is kept.

    Two people whose codes would be equal get codes that differ by such letters only: equal results of
    this function do not make two codes one.
    """
    year, day, town = (code[first:last].translate(_TO_DIGIT) for first, last in _DIGITS)
    return f"{code[:6]}{year}{code[8]}{day}{code[11]}{town}{code[15:]}"


def read(code: str, last_birth_year: int = LAST_BIRTH_YEAR) -> Stated | None:
    """What a valid sixteen-character *code* says, or None for any other text.

    The code holds two digits of the year: they are read as the latest year not after *last_birth_year*
    (give this year's for a child).
    """
    if len(code) != 16 or not is_valid(code):
        return None
    plain = without_omocodia(code)
    born = _birth(plain, last_birth_year)
    if born is None:
        return None
    return Stated(born, "F" if int(plain[9:11]) > 40 else "M", plain[11:15])


def make(surname: str, name: str, birth_date: date, gender: str, place_code: str) -> str:
    """The codice fiscale computed from a person's data; *gender* is ``F`` or ``M``.

    The real one may differ: only the tax office knows of omocodia and of how it spelt the name.
    """
    day = birth_date.day + (40 if gender == "F" else 0)
    month = _MONTHS[birth_date.month - 1]
    first = f"{surname_part(surname)}{name_part(name)}{birth_date.year % 100:02d}{month}{day:02d}{place_code.upper()}"
    return first + check_letter(first)


def with_omocodia(code: str, places: int = 1) -> str:
    """*code* as given to the next person with the same data: its last *places* digits become letters."""
    characters = list(code[:15])
    for place in _DIGIT_PLACES[::-1][:places]:
        characters[place] = characters[place].translate(_TO_LETTER)
    first = "".join(characters)
    return first + check_letter(first)


def surname_part(surname: str) -> str:
    """The three letters of a surname: consonants, then vowels, then X."""
    consonants, vowels = _letters(surname)
    return (consonants + vowels + "XXX")[:3]


def name_part(name: str) -> str:
    """The three letters of a name: of four or more consonants the first, third and fourth."""
    consonants, vowels = _letters(name)
    if len(consonants) > 3:
        consonants = consonants[0] + consonants[2:4]
    return (consonants + vowels + "XXX")[:3]


def compare(
    code: str,
    *,
    surname: str = "",
    name: str = "",
    birth_date: date | None = None,
    birth_precision: str = "day",
    gender: str = "",
    birth_country: str = "",
    birth_place: str = "",
    last_birth_year: int = LAST_BIRTH_YEAR,
) -> list[Difference]:
    """Where the sixteen-character *code* disagrees with a person's data; what is unknown is not compared.

    ``field`` is the attribute of the person record (``codice_fiscale`` when the code itself cannot be
    right), ``stated`` what the record says, ``computed`` what the code says. A difference is told, never
    enforced: a document can be wrong, and a woman is helped all the same.
    """
    code = normalise(code)
    if not code or is_provisional(code):
        return []
    said = read(code, last_birth_year)
    if said is None:
        return [Difference("codice_fiscale", code, "")]
    found = []
    if surname and surname_part(surname) != code[:3]:
        found.append(Difference("surname", surname, code[:3]))
    if name and name_part(name) != code[3:6]:
        found.append(Difference("name", name, code[3:6]))
    if birth_date is not None:
        found.extend(_birth_difference(said, birth_date, birth_precision))
    if gender in ("F", "M") and gender != said.gender:
        found.append(Difference("gender", gender, said.gender))
    found.extend(_place_difference(said, birth_country, birth_place))
    return found


_DOUBTS = {
    "surname": _("Il cognome non corrisponde al codice fiscale ({computed})."),
    "name": _("Il nome non corrisponde al codice fiscale ({computed})."),
    "birth_date": _("Per il codice fiscale la data di nascita è {computed}."),
    "gender": _("Per il codice fiscale il genere è {computed}."),
    "birth_country": _("Per il codice fiscale il paese di nascita è {computed}."),
    "birth_place": _("Per il codice fiscale il luogo di nascita è {computed}."),
    "codice_fiscale": _("Il codice fiscale non è scritto bene: controlla le lettere e i numeri."),
}


def doubts(person: Person) -> list[str]:
    """What does not agree between a person's codice fiscale and her data, one Italian sentence each."""
    return [in_a_sentence(one) for one in differences(person)]


def differences(person: Person) -> list[Difference]:
    """As :func:`compare`, for a card."""
    return compare(
        person.codice_fiscale,
        surname=person.surname,
        name=person.name,
        birth_date=person.birth_date,
        birth_precision=person.birth_precision,
        gender=person.gender,
        birth_country=person.birth_country,
        birth_place=person.birth_place,
    )


def differences_of_child(child: Child, today: date) -> list[Difference]:
    """As :func:`compare`, for a child: two digits of a year are this century's as long as they can be."""
    return compare(
        child.codice_fiscale,
        # Of several words one may be a surname, which a child's card does not tell apart.
        name=child.name if len(child.name.split()) == 1 else "",
        birth_date=child.birth_date,
        birth_precision=child.birth_precision,
        gender=child.gender,
        last_birth_year=today.year,
    )


def in_a_sentence(difference: Difference) -> str:
    """A difference in an Italian sentence."""
    return _DOUBTS[difference.field].format(computed=in_words(difference))


def taken_over(difference: Difference) -> dict[str, Any]:
    """What a card's fields become if the code is right; nothing where only a person can tell (names, the code)."""
    if difference.field == "birth_date":
        whole = len(difference.computed) == 10
        return {
            "birth_date": date.fromisoformat(
                difference.computed if whole else f"{difference.computed}-01-01"
            ),
            "birth_precision": "day" if whole else "year",
        }
    if difference.field in ("gender", "birth_country", "birth_place"):
        return {difference.field: difference.computed}
    return {}


def state(code: str) -> str:
    """How *code* stands while typed: ``empty``, ``short``, ``wrong``, ``valid``, ``omocodia`` or ``provisional``."""
    code = normalise(code)
    if is_valid(code):
        if len(code) == 11:
            return "provisional"
        return "valid" if without_omocodia(code) == code else "omocodia"
    if not code:
        return "empty"
    # Digits alone may still become the eleven of a provisional code, anything else the sixteen.
    return "short" if len(code) < (11 if code.isdigit() else 16) else "wrong"


def in_words(difference: Difference) -> str:
    """The value that the code says, as a card shows it."""
    from millegiorni_desk.areas.people.countries import country_name

    value = difference.computed
    if difference.field == "birth_date" and len(value) == 10:
        return f"{value[8:]}/{value[5:7]}/{value[:4]}"
    if difference.field == "gender":
        return {"F": "donna", "M": "uomo"}[value]
    return country_name(value) if difference.field == "birth_country" else value


def _birth_difference(said: Stated, birth_date: date, precision: str) -> list[Difference]:
    # Only two digits of the year are in the code, so the century is the record's.
    same_year = said.birth_date.year % 100 == birth_date.year % 100
    same_day = (said.birth_date.month, said.birth_date.day) == (birth_date.month, birth_date.day)
    if same_year and (same_day or precision == "year"):
        return []
    if precision == "year":
        return [Difference("birth_date", str(birth_date.year), str(said.birth_date.year))]
    return [Difference("birth_date", birth_date.isoformat(), said.birth_date.isoformat())]


def _place_difference(said: Stated, birth_country: str, birth_place: str) -> list[Difference]:
    from millegiorni_desk.areas.people.countries import country_of_birthplace
    from millegiorni_desk.areas.people.places import is_place, place_name

    found = []
    country = country_of_birthplace(said.place)
    if birth_country and country and country != birth_country.upper():
        found.append(Difference("birth_country", birth_country.upper(), country))
    if birth_place and not is_place(said.place, birth_place):
        found.append(Difference("birth_place", birth_place, place_name(said.place)))
    return found


def _letters(text: str) -> tuple[str, str]:
    from millegiorni_desk.areas.people.linkage.names import fold

    letters = [letter for letter in fold(text).upper() if "A" <= letter <= "Z"]
    return (
        "".join(letter for letter in letters if letter not in "AEIOU"),
        "".join(letter for letter in letters if letter in "AEIOU"),
    )


def _birth(plain: str, last_year: int) -> date | None:
    day = int(plain[9:11]) % 40
    month = _MONTHS.index(plain[8]) + 1
    year = last_year - (last_year - int(plain[6:8])) % 100
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _luhn_holds(digits: str) -> bool:
    doubled = (int("0246813579"[int(digit)]) for digit in digits[-2::-2])
    return (sum(map(int, digits[-1::-2])) + sum(doubled)) % 10 == 0
