"""What a receipt says, line by line, in Italian and in a second language; the Italian is what binds.

The words are in ``resources/receipts/<code>.toml``. Names, codes and amounts are the same in every language and keep
their own direction. A discreet receipt tells neither what it was for, nor who sold it, nor which fund paid.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from millegiorni_desk import resources
from millegiorni_desk.areas.people.countries import countries, italian_country_name
from millegiorni_desk.paper.typesetting import inserted

ITALIAN = "it"
LANGUAGES = ("it", "en", "fr", "es", "ar", "ro", "pt", "zh", "bn")
# Days as Europe writes them.
_LOCALES = {"en": "en_GB", "pt": "pt_PT"}
# What does not fit half a sheet stays whole in the record.
_LONGEST = 260
_PART = re.compile(r"(\{\w+\})")
# Chinese signs bring their own white.
_WHITE_TWICE = re.compile("(?<=：) | (?=（)")


@dataclass(frozen=True)
class Run:
    """A stretch of a line. ``look``: plain, strong, amount, words (its own), whole (never cut), box (to tick)."""

    text: str
    look: str = "plain"


Line = Sequence[Run]


@dataclass(frozen=True)
class Texts:
    """The fixed words of a receipt in one language; ``reviewed``: someone who speaks it has read them."""

    language: str
    reviewed: bool
    words: Mapping[str, str]
    person: Mapping[str, Mapping[str, str]]
    expense: Mapping[str, str]
    means: Mapping[str, str]


@cache
def texts(language: str) -> Texts:
    """The words in one of :data:`LANGUAGES`."""
    held = tomllib.loads(resources.read_text(f"receipts/{language}.toml"))
    person = {gender: held[gender] for gender in ("F", "M", "X")}
    return Texts(language, bool(held["reviewed"]), held["words"], person, held["expense"], held["means"])


def language_for(spoken: str) -> str:
    """The language to print beside Italian for someone who speaks *spoken*; Italian alone where there are no words."""
    return spoken if spoken in LANGUAGES else ITALIAN


def title(said: Texts, content: Mapping[str, Any]) -> Line:
    """The title, with the number."""
    word = "title_discreet" if content.get("discreet") else "title"
    return _filled(said.words[word], "whole", number=own(said, content["number"]))


def desk(said: Texts, content: Mapping[str, Any]) -> str:
    """Which desk it was given at."""
    return said.words["desk"].format(name=own(said, content["house"]["name"]))


def signatures(said: Texts, content: Mapping[str, Any]) -> list[str]:
    """What stands under the two lines to sign on: hers, and the desk's."""
    return [
        _gender(said, content)["signature"],
        said.words["operator"].format(name=own(said, content["issued_by"])),
    ]


def lines(said: Texts, content: Mapping[str, Any]) -> list[Line]:
    """The statement, from who she is to the day; as many lines in every language."""
    amount = [Run(own(said, content["amount"]), "amount")]
    if said.language == ITALIAN:
        amount.append(Run(f" ({content['amount_in_words']})", "words"))
    return [
        _person(said, content),
        [Run(said.words["receives"])],
        amount,
        [Run(said.words["purpose"].format(what=_purpose(said, content)))],
        _fund(said, content),
        list(_means(said, content["means"])),
        [Run(_place_and_day(said, content))],
    ]


def own(said: Texts, text: str) -> str:
    """A name or number that keeps its own direction; in Italian set apart only where it runs the other way."""
    shown = text if len(text) <= _LONGEST else text[: _LONGEST - 1].rstrip() + "…"
    if said.language == ITALIAN and shown.isascii():
        return shown
    return inserted(shown)


def _gender(said: Texts, content: Mapping[str, Any]) -> Mapping[str, str]:
    return said.person.get(content["person"]["gender"], said.person["X"])


def _person(said: Texts, content: Mapping[str, Any]) -> Line:
    person, words, hers = content["person"], said.words, _gender(said, content)
    parts = [_filled(hers["undersigned"], name=own(said, person["name"]))]
    born = _born(said, content)
    if born:
        parts.append([Run(f"{hers['born']} {born}")])
    code = person["codice_fiscale"]
    parts.append(_filled(words["code"], code=own(said, code)) if code else [Run(words["no_code"])])
    line = [run for part in parts for run in (*part, Run(words["comma"]))]
    return [*line[:-1], Run(words["comma"].rstrip())]


def _born(said: Texts, content: Mapping[str, Any]) -> str:
    person, words = content["person"], said.words
    told = []
    if person["birth_date"]:
        birth = date.fromisoformat(person["birth_date"])
        if person["birth_precision"] == "day":
            told.append(words["on_day"].format(day=own(said, f"{birth:%d/%m/%Y}")))
        else:
            told.append(words["in_year"].format(year=birth.year))
    if person["birth_country"]:
        told.append(words["country"].format(country=own(said, _country(said, person))))
    return _WHITE_TWICE.sub("", " ".join(told))


def _country(said: Texts, person: Mapping[str, Any]) -> str:
    code = str(person.get("birth_country_code", ""))
    if said.language == ITALIAN or not code:
        return str(person["birth_country"])
    return countries(said.language).get(code, italian_country_name(code))


def _purpose(said: Texts, content: Mapping[str, Any]) -> str:
    words = said.words
    if content.get("discreet"):
        return words["purpose_discreet"]
    named = content["expense"]
    expense = said.expense.get(content.get("expense_code", "")) if said.language != ITALIAN else named.lower()
    what = " – ".join(part for part in (expense or own(said, named), own(said, content["reason"])) if part)
    bill = words["document"].format(document=own(said, content["document"])) if content["document"] else ""
    supplier = own(said, content["supplier"])
    if bill and supplier:
        bill += words["supplier"].format(supplier=supplier)
    return " · ".join(part for part in (what, bill or supplier) if part)


def _fund(said: Texts, content: Mapping[str, Any]) -> Line:
    if content.get("discreet"):
        return []
    fund = content["fund"]
    cup = f"CUP\N{NO-BREAK SPACE}{fund['cup']}" if fund["cup"] else ""
    named = (own(said, part) for part in (fund["funder"], fund["name"], fund["line"], cup) if part)
    return [Run(said.words["fund"].format(fund=" · ".join(named)))]


def _means(said: Texts, means: str) -> Iterator[Run]:
    """How she is paid: as it was given, or boxes to tick on the paper."""
    if not means:
        yield Run(said.words["means"])
        yield from (Run(word, "box") for word in said.means.values())
        return
    codes = {word: code for code, word in texts(ITALIAN).means.items()}
    known = codes.get(means.casefold(), "")
    yield Run(_WHITE_TWICE.sub("", f"{said.words['means']} "))
    yield Run(said.means[known] if known and said.language != ITALIAN else own(said, means))


def _place_and_day(said: Texts, content: Mapping[str, Any]) -> str:
    from babel.dates import format_date

    locale = _LOCALES.get(said.language, said.language)
    on = format_date(date.fromisoformat(content["issued_on"]), "long", locale=locale)
    return said.words["comma"].join(part for part in (own(said, content["place"]), on) if part)


def _filled(template: str, look: str = "strong", **values: str) -> Line:
    """The words of *template* with the values in their place, in that *look*."""
    return [
        Run(values[part[1:-1]], look) if _PART.fullmatch(part) else Run(part)
        for part in _PART.split(template)
        if part
    ]
