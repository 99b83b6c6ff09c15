"""Countries: the codes and the Italian name, whatever people write, and where a codice fiscale was born.

A card keeps ISO 3166-1 alpha-2 codes. ``resources/places/countries.csv`` adds what Italian registers use: the
code of ISTAT's «Classificazione degli Stati esteri» and the cadastral code that a codice fiscale holds.
States that are no more are left out: who was born in the Soviet Union may be a Moldovan today.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import lru_cache

from millegiorni_desk import resources
from millegiorni_desk.areas.people.country_words import DEMONYMS, NAMES
from millegiorni_desk.areas.people.linkage.names import fold
from millegiorni_desk.language import CODE, ITALIAN, N_, in_language

STATELESS = "XA"
"""No country: ISTAT's 999, ICAO's XXA. A citizenship, never a place of birth."""

# Territories that the tables of names list and that are no country of birth or citizenship.
_NO_COUNTRY = frozenset("AC AQ BV CP CQ DG EA EU EZ HM IC IO QO TA TF UM UN XA XB ZZ".split())


_EU = frozenset("AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK".split())


def origin_band(code: str) -> str:
    """A citizenship as broadly as statistics need it: ``IT``, ``EU`` or ``other``; empty when unknown."""
    if not code:
        return ""
    return "IT" if code == "IT" else "EU" if code in _EU else "other"


@dataclass(frozen=True, slots=True)
class State:
    """A row of ISTAT's classification; ``belfiore`` (``Z330``) is empty where there is none, as for Italy."""

    istat: str
    belfiore: str
    iso: str
    name: str


@lru_cache(maxsize=1)
def states() -> tuple[State, ...]:
    """ISTAT's states and territories by their code, the stateless last."""
    lines = resources.read_text("places/countries.csv").splitlines()
    return tuple(State(**row) for row in csv.DictReader(lines, delimiter=";"))


@lru_cache(maxsize=2)
def countries(language: str = CODE) -> dict[str, str]:
    """Every country as ISO 3166-1 alpha-2 code → its name, by name (CLDR, and shorter Italian names of ours)."""
    from babel import Locale  # 20 ms: only when a name of a country is asked for

    ours = NAMES if language == ITALIAN else {}
    listed = {
        code: ours.get(code, name)
        for code, name in Locale(language).territories.items()
        if len(code) == 2 and code.isalpha() and code not in _NO_COUNTRY
    }
    return dict(sorted(listed.items(), key=lambda item: fold(item[1])))


def citizenships(language: str = CODE) -> dict[str, str]:
    """As :func:`countries`, with no country at all."""
    stateless = N_("Apolide")
    return {**countries(language), STATELESS: in_language(language, stateless)}


def country_name(code: str) -> str:
    """The name of a country in the language of the interface, or *code* itself when there is none."""
    return citizenships().get(code.upper(), code)


def italian_country_name(code: str) -> str:
    """As :func:`country_name`, for what is printed."""
    return citizenships(ITALIAN).get(code.upper(), code)


def country_code(text: str) -> str:
    """The country that *text* means, or nothing: a name, a demonym ("marocchina"), a code of any kind, in any case.

    >>> country_code("Perù"), country_code("nigeriana"), country_code("ma"), country_code("436"), country_code("z330")
    ('PE', 'NG', 'MA', 'MA', 'MA')
    """
    word = fold(text)
    if len(word) == 2 and word.upper() in countries():
        return word.upper()
    code = text.strip().upper()
    return _words().get(word, "") or country_of_istat(code) or _of_belfiore().get(code, "")


def istat_code(code: str) -> str:
    """ISTAT's code of a country: ``MA`` → ``436``; nothing for what ISTAT does not list."""
    return _istat().get(code.upper(), "")


def country_of_istat(istat: str) -> str:
    """The country of ISTAT's code: ``436`` → ``MA``; nothing when it is unknown."""
    return next((state.iso for state in states() if state.istat == istat), "")


def country_of_birthplace(place: str) -> str:
    """The country of a cadastral code: ``Z330`` → ``MA``, ``L219`` → ``IT``; nothing when it is unknown."""
    place = place.upper()
    if len(place) != 4:
        return ""
    return _of_belfiore().get(place, "") if place.startswith("Z") else "IT"


def birthplace_of_country(code: str) -> str:
    """The cadastral code of a foreign country: ``MA`` → ``Z330``; nothing for Italy and for the unknown."""
    return _places().get(code.upper(), "")


@lru_cache(maxsize=1)
def _words() -> dict[str, str]:
    found = {fold(state.name): state.iso for state in states()}
    for language in {CODE, ITALIAN}:
        found.update({fold(name): code for code, name in citizenships(language).items()})
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
def _istat() -> dict[str, str]:
    return {state.iso: state.istat for state in states()}


@lru_cache(maxsize=1)
def _of_belfiore() -> dict[str, str]:
    return {state.belfiore: state.iso for state in states() if state.belfiore}


@lru_cache(maxsize=1)
def _places() -> dict[str, str]:
    return {state.iso: state.belfiore for state in states()}
