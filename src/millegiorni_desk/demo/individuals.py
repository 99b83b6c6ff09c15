"""Who comes in the year: everybody's gender, age, name, home and codice fiscale, drawn to exact counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from millegiorni_desk.areas.people import codice_fiscale
from millegiorni_desk.demo.communities import TURIN, Community, names
from millegiorni_desk.demo.figures import Figures
from millegiorni_desk.demo.plan import PlannedChild
from millegiorni_desk.demo.turin import turin

YEAR = 2025
SMALL_CHILD, BORN, PREGNANT = "small_child", "born", "pregnant"
"""A child under three all year long; one born between two visits; one not yet born at the last visit."""

_MOTHERS = frozenset({SMALL_CHILD, BORN, PREGNANT})
_BANDS = {"under_25": (2001, 2004), "25_30": (1995, 1999), "31_40": (1985, 1993), "over_40": (1978, 1983)}
"""Birth years whose bearers stay within a band of ages from January to December 2025."""


@dataclass(slots=True)
class Individual:
    """A person as she is, whatever the houses know of her; ``homes`` are the codes of the houses she goes to.

    ``joined`` says how her two cards become one person: by ``code``, by ``hand``, or she has one card.
    """

    who: int
    gender: str
    situation: str = ""
    pathway: bool = False
    born_between: tuple[int, int] = (0, 0)
    community: Community = field(default_factory=lambda: names().italian)
    citizenship: str = "IT"
    place: str = TURIN
    language: str = "it"
    surname: str = ""
    name: str = ""
    birth_date: date = date.min
    birth_precision: str = "day"
    code: str = ""
    phone: str = ""
    address: str = ""
    quarter: str = ""
    homes: list[str] = field(default_factory=list)
    joined: str = ""
    paired: bool = False
    undocumented: bool = False
    minors: int | None = None
    in_care: str = "no"
    adi: str = "no"
    days: list[tuple[date, str]] = field(default_factory=list)
    children: tuple[PlannedChild, ...] = ()
    due_date: date | None = None

    @property
    def mother(self) -> bool:
        """Whether her year is about a pregnancy or a child under three."""
        return self.situation in _MOTHERS

    @property
    def registry_gender(self) -> str:
        """The gender that a codice fiscale can hold."""
        return self.gender if self.gender in ("F", "M") else "FM"[self.who % 2]


def deck(rng: Random, counts: dict[str, int], size: int, rest: str) -> list[str]:
    """*size* cards, so many of each as *counts* says and the remainder *rest*, shuffled."""
    cards = [card for card, count in counts.items() for _ in range(count)]
    cards += [rest] * (size - len(cards))
    rng.shuffle(cards)
    return cards


def draw(rng: Random, figures: Figures) -> list[Individual]:
    """Everybody, those with a pathway first."""
    everybody = _pathway_people(rng, figures)
    everybody += _others(rng, figures, len(everybody))
    for one, in_care in zip(
        everybody,
        deck(rng, {"no": figures.not_in_care, "unknown": figures.in_care_unknown}, figures.people, "yes"),
        strict=True,
    ):
        one.in_care = in_care
    for one, adi in zip(
        everybody,
        deck(rng, {"no": figures.no_adi, "unknown": figures.adi_unknown}, figures.people, "yes"),
        strict=True,
    ):
        one.adi = adi
    for one in everybody:
        _give_birth_date(rng, one)
        _give_name(rng, one)
        _give_home(rng, one)
    return everybody


def _pathway_people(rng: Random, figures: Figures) -> list[Individual]:
    women = figures.pathway_women
    situations = deck(rng, {BORN: women // 8, PREGNANT: women // 4}, women, SMALL_CHILD)
    situations += [SMALL_CHILD] * (figures.pathways - women)
    foreign = deck(rng, {"foreign": figures.pathway_foreign}, figures.pathways, "")
    bands = deck(
        rng,
        {
            "under_25": figures.pathway_under_25,
            "25_30": figures.pathway_25_30,
            "over_40": figures.pathway_over_40,
        },
        figures.pathways,
        "31_40",
    )
    people = []
    for who, (situation, abroad, band) in enumerate(zip(situations, foreign, bands, strict=True)):
        one = Individual(who, "F" if who < women else "M", situation, True, _BANDS[band])
        _give_community(rng, one, foreign=bool(abroad))
        people.append(one)
    return people


def _others(rng: Random, figures: Figures, first: int) -> list[Individual]:
    in_pathways = figures.pathway_women
    women = deck(
        rng,
        {
            BORN: figures.born_in_the_year - in_pathways // 8,
            PREGNANT: figures.still_pregnant - in_pathways // 4,
            SMALL_CHILD: figures.small_child
            - figures.born_in_the_year
            - (in_pathways - in_pathways // 8 - in_pathways // 4),
        },
        figures.women - in_pathways,
        "",
    )
    roles = [("F", situation) for situation in women]
    roles += [("X", "")] * figures.neither_woman_nor_man
    roles += [("M", "")] * (figures.people - figures.women - figures.neither_woman_nor_man)
    men_in_pathways = figures.pathways - in_pathways
    del roles[len(roles) - men_in_pathways :]
    rng.shuffle(roles)
    people = []
    for who, (gender, situation) in enumerate(roles, start=first):
        one = Individual(who, gender, situation)
        if gender == "M" and rng.random() < 0.06:
            one.situation = SMALL_CHILD
        _give_community(rng, one, foreign=None)
        people.append(one)
    return people


def _give_community(rng: Random, one: Individual, foreign: bool | None) -> None:
    """Her community, citizenship and birthplace; *foreign* None leaves it to chance."""
    known = names()
    abroad = 1 - known.italian.share if foreign is None else 1.0 if foreign else 0.25
    if rng.random() >= abroad:
        one.community = known.italian
        one.place = rng.choice(known.italian.places)
        return
    one.community = rng.choices(known.abroad, [community.share for community in known.abroad])[0]
    naturalised = rng.random() < 0.08 if foreign is None else not foreign
    one.citizenship = "IT" if naturalised else one.community.citizenship
    one.place = rng.choice(one.community.places)
    one.language = "it" if rng.random() < 0.2 else rng.choice(one.community.languages)


def _give_birth_date(rng: Random, one: Individual) -> None:
    if one.born_between != (0, 0):
        first, last = one.born_between
        year = rng.randint(first, last)
    elif one.mother:
        year = min(2004, max(1981, round(rng.gauss(1994, 5.5))))
    else:
        year = min(2006, max(1940, round(rng.gauss(1977, 14))))
    one.birth_date = date(year, 1, 1) + timedelta(days=rng.randrange(365))
    if not one.pathway and rng.random() < one.community.unknown_birthdays:
        one.birth_date = date(year, 1, 1)
    # Children of immigrants, born here: the younger, the likelier.
    if one.community is not names().italian and year > 1985 and rng.random() < (year - 1985) * 0.012:
        one.place = TURIN


def _give_name(rng: Random, one: Individual) -> None:
    community, gender = one.community, one.registry_gender
    given = [rng.choice(community.given[gender])]
    if rng.random() < community.second_name:
        second = rng.choice(community.given[gender])
        given += [second] if second != given[0] else []
    one.name = " ".join(given)
    one.surname = " ".join(rng.sample(community.surnames[gender], community.surnames_each))


def _give_home(rng: Random, one: Individual) -> None:
    houses = turin().houses
    house = rng.choices(houses, [house.share for house in houses])[0]
    one.homes = [house.code]
    one.quarter = house.quarter
    one.address = street_and_number(rng, house.streets)
    # Numbers of made-up people begin with 300, which no Italian operator gives out.
    if one.pathway or rng.random() < 0.9:
        one.phone = f"300 {rng.randrange(1000):03} {rng.randrange(10_000):04}"


def street_and_number(rng: Random, streets: Sequence[str]) -> str:
    """An address on one of these streets."""
    return f"{rng.choice(streets)} {rng.randint(1, 140)}"


def give_codes(rng: Random, everybody: list[Individual]) -> None:
    """A codice fiscale for most: valid and nobody else's, some provisional or mistyped, some none.

    Whoever would get a code already taken gets it with letters for digits (omocodia), as the tax office does.
    """
    taken: set[str] = set()
    for one in everybody:
        kind = 0.5 if one.joined else rng.random()
        if one.undocumented or kind < 0.11:
            if not one.pathway and not one.paired and rng.random() < 0.3:
                one.birth_date, one.birth_precision = one.birth_date.replace(month=1, day=1), "year"
        elif kind < 0.14 and one.citizenship != "IT":
            one.code = _provisional(rng)
        else:
            one.code = _own_code(one, taken)
            if kind > 0.985:
                one.code = mistyped(one.code)


def mistyped(code: str) -> str:
    """*code* with a wrong check letter."""
    return code[:15] + ("A" if code[15] != "A" else "B")


def _own_code(one: Individual, taken: set[str]) -> str:
    plain = codice_fiscale.make(one.surname, one.name, one.birth_date, one.registry_gender, one.place)
    code, letters = plain, 0
    while code in taken:
        letters += 1
        code = codice_fiscale.with_omocodia(plain, letters)
    taken.add(code)
    return code


def _provisional(rng: Random) -> str:
    from stdnum import luhn

    digits = f"{rng.randrange(10**9, 10**10)}"
    return digits + str(luhn.calc_check_digit(digits))
