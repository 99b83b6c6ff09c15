"""The fixed words of what a pathway puts on paper for her: the plan, and the reminder of an appointment."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from millegiorni_desk import resources
from millegiorni_desk.areas.people import said
from millegiorni_desk.areas.people.records import Person
from millegiorni_desk.paper.document import Words, inserted
from millegiorni_desk.paper.scripts import LANGUAGES

ITALIAN = "it"


@dataclass(frozen=True)
class Texts:
    """The fixed words in one language; ``reviewed``: someone who speaks it has read them."""

    language: str
    reviewed: bool
    words: dict[str, str]
    dimension: dict[str, str]


@cache
def texts(language: str) -> Texts:
    """The words in one of the languages of papers."""
    held = tomllib.loads(resources.read_text(f"plans/{language}.toml"))
    return Texts(language, bool(held["reviewed"]), held["words"], held["dimension"])


def language_for(person: Person) -> str:
    """Her language, or Italian where the words are not there."""
    return person.language if person.language in LANGUAGES else ITALIAN


def beside_italian(language: str) -> tuple[str, ...]:
    """The languages of a paper in *language*: Italian stands first."""
    return tuple(dict.fromkeys((ITALIAN, language if language in LANGUAGES else ITALIAN)))


def moment(at: str) -> str:
    """``03/10/2025, 10:30``."""
    day, _separator, hour = at.partition("T")
    written = f"{date.fromisoformat(day):%d/%m/%Y}"
    return inserted(f"{written}, {hour[:5]}" if hour else written)


class Said(said.Said[Texts]):
    """The words of a paper, in each of its languages."""

    def __init__(self, codes: Sequence[str]) -> None:
        super().__init__([texts(code) for code in codes])

    def together(self, word: str, **values: str) -> str:
        """A word in all languages, one after the other, for the narrow cells of a table."""
        return " · ".join(inserted(one.words[word].format(**values)) for one in self.spoken)

    def of_goal(self, dimension: str, own: dict[str, str], state: str) -> Words:
        """The dimension and the state; a dimension that the coordination added is in Italian only."""
        return {
            one.language: " · ".join(
                part
                for part in (
                    one.dimension.get(dimension) or own.get(dimension, ""),
                    one.words[state] if state else "",
                )
                if part
            )
            for one in self.spoken
        }
