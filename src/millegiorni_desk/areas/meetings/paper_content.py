"""What the papers of meetings say, as their layouts take it: Italian, and a second language where it is there.

Only what everybody may read: no notes, no heads, no expected number.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from millegiorni_desk import resources
from millegiorni_desk.areas.meetings.records import Meeting
from millegiorni_desk.language import N_
from millegiorni_desk.network import logos, partners
from millegiorni_desk.network import service as network
from millegiorni_desk.network.records import House
from millegiorni_desk.paper import pictures
from millegiorni_desk.paper.typesetting import cell, inserted, printable
from millegiorni_desk.vault.vault import Vault

ITALIAN = "it"
PROJECT = "Mille Giorni Insieme"
_COLOUR = re.compile(r"#[0-9A-Fa-f]{6}")
_OWN_COLOUR = "#0b6e69"
_LETTERS = re.compile(r"[^\W\d_]")

Cell = dict[str, Any]


@dataclass(frozen=True)
class Look:
    """How a paper is made: its second language (none: Italian alone), whose marks (ids; None: all), how to reach us.

    ``crop``: the sheet is larger than the paper, which is cut out of it along marks.
    """

    language: str = ""
    marks: Sequence[str] | None = None
    contact: str = ""
    crop: bool = False


class Saying:
    """Puts things into cells, in the languages of one paper."""

    def __init__(self, vault: Vault, look: Look) -> None:
        self._vault, self.look = vault, look
        self.languages = [ITALIAN, *([look.language] if look.language not in ("", ITALIAN) else [])]
        self._houses = {house.code: house for house in network.houses(vault)}

    def words(self, key: str, **told: str) -> list[Cell]:
        """A fixed word in each language that has it."""
        found = ((word(key, language), language) for language in self.languages)
        return [cell(text.format(**told), language) for text, language in found if text]

    def days(self, day: date, pattern: str = "day_pattern") -> list[Cell]:
        """A day (or its month) in each language."""
        return [cell(_dated(day, pattern, language), language) for language in self.languages]

    def month(self, first: date) -> list[Cell]:
        """What a programme is called."""
        found = []
        for language in self.languages:
            template = word("month", language)
            if template:
                found.append(cell(template.format(month=_dated(first, "month_pattern", language)), language))
        return found

    def head(self, texts: Mapping[str, Any], first: date | None = None) -> dict[str, Any]:
        """What every layout is given beside its own."""
        colour = str(texts.get("colour") or "")
        return {
            "title": printable(str(texts["title"])),
            "author": PROJECT,
            "colour": colour if _COLOUR.fullmatch(colour) else _OWN_COLOUR,
            "crop": self.look.crop,
            "marks": self._marks(),
            "foot": cell(self._foot(texts.get("house")), ITALIAN),
            "more": self.words("more"),
            "empty": self.words("none"),
        }

    def house(self, code: str) -> House | None:
        """The house of that code."""
        return self._houses.get(code)

    def where(self, code: str) -> Cell:
        """The house and its street; all of them where none is named."""
        house = self._houses.get(code)
        return cell(_at(house) if house else word("everywhere", ITALIAN), ITALIAN)

    def meeting(self, one: Meeting, everywhere: bool) -> dict[str, Any]:
        """One meeting. *everywhere*: among those of other houses, so that its own is said."""
        second = len(self.languages) > 1 and one.second_language == self.languages[1]
        return {
            "weekdays": [cell(_formatted(one.on_date, "EEEE", each), each) for each in self.languages],
            "number": str(one.on_date.day),
            "month": _formatted(one.on_date, "MMM", ITALIAN),
            "hours": "\N{EN DASH}".join(filter(None, (one.starts, one.ends))),
            "days": self.days(one.on_date),
            "titles": self._both(one.title, one.second_title if second else ""),
            "texts": self._both(one.description, one.second_description if second else ""),
            "place": self._place(one, everywhere),
            "price": self.words("free" if one.free else "paid"),
            "facts": self._facts(one),
            "called_off": self.words("cancelled") if one.state == "cancelled" else [],
        }

    def _both(self, italian: str, second: str) -> list[Cell]:
        told = [(italian, ITALIAN), (second, self.languages[-1])]
        return [cell(text, language) for text, language in told if text.strip()]

    def _place(self, one: Meeting, everywhere: bool) -> Cell | None:
        house = self._houses.get(one.house_code)
        parts = [one.place, house.name if house and everywhere else ""]
        text = " · ".join(part for part in parts if part)
        return cell(text, ITALIAN) if text else None

    def _facts(self, one: Meeting) -> list[list[Cell]]:
        facts: list[list[Cell]] = []
        if one.moved_from and one.moved_from != one.on_date:
            facts.append(
                [
                    cell(
                        word("moved", language).format(day=_dated(one.moved_from, "day_pattern", language)),
                        language,
                    )
                    for language in self.languages
                    if word("moved", language)
                ]
            )
        named = "; ".join(partners.names(self._vault, one.partners))
        for key, value in (
            ("for_whom", one.for_whom),
            ("booking", one.booking),
            ("experts", one.experts),
            ("partners", named),
        ):
            if value:
                facts.append(self._labelled(key, value))
        return facts

    def _labelled(self, key: str, value: str) -> list[Cell]:
        """A value after its label; in the second language where it needs no translating, as a telephone number."""
        languages = (
            self.languages if not _LETTERS.search(value) or "://" in value or "@" in value else [ITALIAN]
        )
        return [
            cell(f"{word(key, language)} {inserted(value)}", language)
            for language in languages
            if word(key, language)
        ]

    def _marks(self) -> list[dict[str, Any]]:
        chosen = self.look.marks
        return [
            pictures.for_layout(logos.picture(one), one.media_type, one.name)
            for one in logos.every(self._vault)
            if chosen is None or one.id in chosen
        ]

    def _foot(self, house: House | None) -> str:
        parts = [PROJECT, _at(house) if house else "", self.look.contact]
        return " · ".join(part for part in parts if part)


def word(key: str, language: str) -> str:
    """A fixed word in a language, or nothing where it is not there."""
    return _texts()[key].get(language, "")


def written_in(meetings: Sequence[Meeting]) -> list[str]:
    """The second languages in which some of *meetings* are told of."""
    told = {one.second_language for one in meetings if one.second_title or one.second_description}
    return sorted(told - {"", ITALIAN})


@cache
def _texts() -> dict[str, dict[str, str]]:
    return tomllib.loads(resources.read_text("documents/meetings.toml"))


def _at(house: House) -> str:
    return ", ".join(part for part in (house.name, house.address) if part)


def _dated(day: date, pattern: str, language: str) -> str:
    return _formatted(day, word(pattern, language) or word(pattern, "en"), language)


def _formatted(day: date, pattern: str, language: str) -> str:
    from babel.core import UnknownLocaleError
    from babel.dates import format_date

    try:
        return str(format_date(day, pattern, locale=language))
    except (UnknownLocaleError, ValueError):
        return f"{day:%d/%m/%Y}"


PAPER_NAMES = {
    "flyer": N_("Volantino del mese"),
    "poster": N_("Locandina"),
    "bookmark": N_("Segnalibro"),
    "presences": N_("Foglio delle presenze"),
}
