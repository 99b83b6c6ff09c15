"""Countries: the code and the Italian name, whatever people write, and where a codice fiscale was born."""

from __future__ import annotations

from functools import lru_cache

from millegiorni_desk.areas.people.country_words import BIRTHPLACES, DEMONYMS, NAMES
from millegiorni_desk.areas.people.names import fold

# Territories that the tables of names list and that are no country of birth or citizenship.
_NO_COUNTRY = frozenset("AC AQ BV CP CQ DG EA EU EZ HM IC IO QO TA TF UM UN XA XB ZZ".split())


_EU = frozenset("AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK".split())


def origin_band(code: str) -> str:
    """A citizenship as broadly as statistics need it: ``IT``, ``EU`` or ``other``; empty when unknown."""
    if not code:
        return ""
    return "IT" if code == "IT" else "EU" if code in _EU else "other"


@lru_cache(maxsize=1)
def countries() -> dict[str, str]:
    """Every country as ISO 3166-1 alpha-2 code → Italian name, by name (CLDR, and shorter names of ours)."""
    from babel import Locale  # 20 ms: only when a name of a country is asked for

    listed = {
        code: NAMES.get(code, name)
        for code, name in Locale("it").territories.items()
        if len(code) == 2 and code.isalpha() and code not in _NO_COUNTRY
    }
    return dict(sorted(listed.items(), key=lambda item: fold(item[1])))


def country_name(code: str) -> str:
    """The Italian name of a country, or *code* itself when there is none."""
    return countries().get(code.upper(), code)


def country_code(text: str) -> str:
    """The country that *text* means, or nothing: a name, a demonym ("marocchina"), a code, in any case.

    >>> country_code("Perù"), country_code("nigeriana"), country_code("ma"), country_code("Atlantide")
    ('PE', 'NG', 'MA', '')
    """
    word = fold(text)
    if len(word) == 2 and word.upper() in countries():
        return word.upper()
    return _words().get(word, "")


def country_of_birthplace(place: str) -> str:
    """The country of a cadastral code: ``Z330`` → ``MA``, ``L219`` → ``IT``; nothing when it is unknown."""
    place = place.upper()
    if len(place) != 4:
        return ""
    return BIRTHPLACES.get(place, "") if place.startswith("Z") else "IT"


def birthplace_of_country(code: str) -> str:
    """The cadastral code of a foreign country: ``MA`` → ``Z330``; nothing for Italy and for the unknown."""
    return _places().get(code.upper(), "")


@lru_cache(maxsize=1)
def _words() -> dict[str, str]:
    found = {fold(name): code for code, name in countries().items()}
    for code, written in DEMONYMS.items():
        for word in written.split(","):
            found.update(dict.fromkeys(_genders(word), code))
    return found


def _genders(demonym: str) -> list[str]:
    """A demonym and its feminine and plural: marocchino, marocchina, marocchini, marocchine."""
    if demonym.endswith("co"):
        return [demonym, demonym[:-1] + "a", demonym[:-1] + "i", demonym[:-1] + "hi", demonym[:-1] + "he"]
    if demonym.endswith("o"):
        return [demonym[:-1] + ending for ending in "oaie"]
    return [demonym, demonym[:-1] + "i"]


@lru_cache(maxsize=1)
def _places() -> dict[str, str]:
    return {code: place for place, code in BIRTHPLACES.items()}
