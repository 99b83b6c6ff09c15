"""The communities of Turin as the demo draws them: made-up names, birthplaces and languages."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from typing import Any

from millegiorni_desk import resources

TURIN = "L219"
"""Turin's cadastral code, as a codice fiscale holds it."""


@dataclass(frozen=True, slots=True)
class Community:
    """Where names come from; ``share`` is its weight among all who come to the desks.

    ``women`` and ``men`` are given names, ``surnames`` keyed by gender where custom has it so; the shares
    are of its people: with two given names, and with 1 January on their papers for want of a birthday.
    """

    citizenship: str
    places: tuple[str, ...]
    languages: tuple[str, ...]
    share: float
    given: dict[str, tuple[str, ...]]
    surnames: dict[str, tuple[str, ...]]
    surnames_each: int
    second_name: float
    unknown_birthdays: float

    def birth_country(self, place: str) -> str:
        """The country of a birthplace of this community: its own, or Italy for those born in Turin."""
        return "IT" if place == TURIN else self.citizenship


@dataclass(frozen=True, slots=True)
class Names:
    """Every community (the Italian first), children's names by gender, and how else a name is spelt."""

    communities: tuple[Community, ...]
    children: dict[str, tuple[str, ...]]
    other_spellings: dict[str, str]

    @property
    def italian(self) -> Community:
        """The Italian community."""
        return self.communities[0]

    @property
    def abroad(self) -> tuple[Community, ...]:
        """Every other one."""
        return self.communities[1:]


@cache
def names() -> Names:
    """The names shipped with the program."""
    data = tomllib.loads(resources.read_text("demo/communities.toml"))
    return Names(
        tuple(_community(entry) for entry in data["community"]),
        {gender: _split(text) for gender, text in data["children"].items()},
        data["other_spellings"],
    )


def _community(entry: dict[str, Any]) -> Community:
    surnames = _split(entry["surnames"])
    women = _split(entry["surnames_women"]) if "surnames_women" in entry else surnames
    return Community(
        entry["citizenship"],
        tuple(entry["places"]),
        tuple(entry["languages"]),
        entry["share"],
        {"F": _split(entry["women"]), "M": _split(entry["men"])},
        {"F": women, "M": surnames},
        entry.get("surnames_each", 1),
        entry.get("second_name", 0.0),
        entry.get("unknown_birthdays", 0.0),
    )


def _split(text: str) -> tuple[str, ...]:
    return tuple(" ".join(name.split()) for name in text.split(","))
