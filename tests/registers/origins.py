"""How names are given, and what becomes of them on paper, by origin: read from ``origins/*.toml``."""

from __future__ import annotations

import random
import tomllib
from bisect import bisect
from functools import cache
from itertools import accumulate
from pathlib import Path
from typing import Any

from tests.registers import cyrillic

Names = tuple[str, ...]


class Pool:
    """Names by how common they are: the weight of the n-th is (n + 2) to the power of minus *skew* (Zipf)."""

    def __init__(self, names: Names, skew: float) -> None:
        self.names = names
        self._upto = list(accumulate((place + 2) ** -skew for place in range(len(names))))

    def draw(self, chance: random.Random) -> str:
        return self.names[bisect(self._upto, chance.random() * self._upto[-1], 0, len(self.names) - 1)]


class Origin:
    """One origin. A name is a tuple of parts, each as its bearer has it; a part may be of two words."""

    def __init__(self, name: str, told: dict[str, Any]) -> None:
        self.name, self.told = name, told
        self.nation: str = told["nation"]
        self.place: str = told["place"]
        self.share: float = told["share"]
        self.january_first: float = told.get("january_first", 0.0)
        self.rates: dict[str, float] = told["rates"]
        self.titles: Names = _words(told.get("titles", "Sig.ra Sig."))
        skew = told["skew"]
        self.women, self.men, self.surnames = (
            Pool(_words(told[key]), skew) for key in ("women", "men", "surnames")
        )
        self.honorifics: Names = _words(told.get("women_surnames", ""))
        self.western: Names = _words(told.get("western", ""))
        self._tail: float = told.get("tail", 0.0)
        self._stems, self._ends, self._particles = (
            _words(told.get(key, "")) for key in ("stems", "endings", "particles")
        )
        self._rules = [tuple(rule.split()) for rule in told.get("rules", ())]
        self._spellings = _groups(told.get("spellings", ()), both=True)
        self._nicknames = _groups(told.get("nicknames", ()), both=False)
        self._cyrillic: bool = told.get("cyrillic", False)

    def given(self, chance: random.Random, sex: str, like: str = "") -> Names:
        """Given names; *like* another's first, as parents of twins choose them."""
        pool = self.women if sex == "F" else self.men
        first = pool.draw(chance)
        for _ in range(8 if like else 0):
            if first[:2] == like[:2] and first != like:
                break
            first = pool.draw(chance)
        if chance.random() < self.told.get("two_syllables", 0.0):
            return (f"{first} {pool.draw(chance)}",)
        second = pool.draw(chance) if chance.random() < self.told.get("two_names", 0.0) else ""
        return (first, second) if second and second != first else (first,)

    def surname(self, chance: random.Random, sex: str) -> Names:
        """Surnames: one, two, an honorific, or the names of father and grandfather."""
        if fathers := self.told.get("fathers", 0):
            return tuple(self.men.draw(chance) for _ in range(fathers))
        if sex == "F" and self.honorifics and chance.random() < 0.8:
            return (chance.choice(self.honorifics),)
        first = self._one_surname(chance)
        if chance.random() < self.told.get("two_surnames", 0.0):
            return first, self._one_surname(chance)
        return (first,)

    def _one_surname(self, chance: random.Random) -> str:
        if chance.random() >= self._tail:
            return self.surnames.draw(chance)
        stem = chance.choice(self._stems) + chance.choice(self._ends)
        if self._particles and chance.random() < 0.4:
            return f"{chance.choice(self._particles)} {stem}"
        return stem

    def official(self, part: str) -> str:
        """The part of a name as her papers write it."""
        return cyrillic.latin(part) if self._cyrillic else part

    def respelt(self, chance: random.Random, part: str) -> str:
        """The same sound otherwise written: a known spelling, another way into Latin letters, or one rule."""
        known = self._spellings.get(part, ())
        if self._cyrillic:
            if known and chance.random() < 0.5:
                part = chance.choice(known)
            return cyrillic.latin(part, chance.choice(cyrillic.OTHER_WAYS))
        if known and chance.random() < 0.7:
            return chance.choice(known)
        low = part.lower()
        fitting = [rule for rule in self._rules if rule[0] in low[1:] or low.startswith(rule[0])]
        if not fitting:
            return part
        was, now = chance.choice(fitting)
        return low.replace(was, now, 1).title()

    def nickname(self, chance: random.Random, part: str) -> str:
        """What she is called, or a name of the country for one that nobody there can say."""
        if self.western:
            return chance.choice(self.western)
        known = self._nicknames.get(part)
        return self.official(chance.choice(known) if known else part)


@cache
def origins() -> tuple[Origin, ...]:
    """Every origin, in the order of their files' names."""
    files = sorted((Path(__file__).parent / "origins").glob("*.toml"))
    return tuple(Origin(file.stem, tomllib.loads(file.read_text(encoding="utf-8"))) for file in files)


def _words(text: str) -> Names:
    return tuple(word.replace("_", " ") for word in text.split())


def _groups(lines: list[str], both: bool) -> dict[str, Names]:
    """From the first of each line to the others; with *both*, from each of them to the rest."""
    found: dict[str, Names] = {}
    for words in map(_words, lines):
        for word in words if both else words[:1]:
            found[word] = tuple(other for other in words if other != word)
    return found
