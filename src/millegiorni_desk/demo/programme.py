"""The year's meetings, training, materials and posts as plain data, to the unit of what the report prints."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from itertools import pairwise
from random import Random
from typing import Any

from millegiorni_desk import resources
from millegiorni_desk.demo.calendar import any_day, open_days
from millegiorni_desk.demo.figures import OPERATORS, Figures
from millegiorni_desk.demo.individuals import YEAR, deck
from millegiorni_desk.demo.plan import Card, PlannedMeeting, Visit
from millegiorni_desk.demo.turin import turin

_STARTS = ("09:30", "10:00", "10:30", "15:30", "16:00", "16:30", "17:00")
_FEWEST_HEADS = 2
_PARTLY = 60
"""Minutes that somebody stays who does not stay for all of it."""


@dataclass(frozen=True, slots=True)
class PlannedStaff:
    """Someone who works with the project; ``house`` empty at the coordination."""

    name: str
    house: str
    user_name: str
    trained: bool


@dataclass(frozen=True, slots=True)
class PlannedTraining:
    """A training or team meeting; ``present`` are names, with minutes where somebody did not stay to the end."""

    on_date: date
    kind: str
    title: str
    minutes: int
    teachers: str
    house: str
    present: Mapping[str, int | None]


@dataclass(frozen=True, slots=True)
class PlannedMaterial:
    """A print run; ``delivered`` is where how many copies went: a house's code, or a place."""

    kind: str
    title: str
    on_date: date
    copies: int
    delivered: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class PlannedPost:
    """A post and how many saw it, where that is known."""

    on_date: date
    channel: str
    title: str
    reach: int | None


@dataclass(frozen=True, slots=True)
class Programme:
    """What the coordination writes in the year beside people's own records."""

    staff: tuple[PlannedStaff, ...]
    trainings: tuple[PlannedTraining, ...]
    materials: tuple[PlannedMaterial, ...]
    posts: tuple[PlannedPost, ...]


@cache
def words() -> Mapping[str, Any]:
    """Partners, agreements, titles, deadlines and the rest, as shipped."""
    return tomllib.loads(resources.read_text("demo/programme.toml"))


def shares(rng: Random, total: int, among: int, fewest: int = 0) -> list[int]:
    """*total* in so many parts, each at least *fewest*; some get much more than others."""
    parts = [fewest] * among
    eagerness = [rng.uniform(0.4, 2.0) for _unused in range(among)]
    for place in rng.choices(range(among), eagerness, k=total - fewest * among):
        parts[place] += 1
    return parts


def write_meetings(
    rng: Random, cards: Mapping[int, list[Card]], visits: Mapping[str, list[Visit]], figures: Figures
) -> dict[str, list[PlannedMeeting]]:
    """Every house's meetings by their days: held, some moved, a few cancelled; and who of the women known was there."""
    held = figures.meetings
    minors = shares(rng, figures.minors, held, 1)
    adults = shares(rng, figures.heads - figures.minors, held, _FEWEST_HEADS)
    estimated = deck(rng, {"estimated": figures.meetings_estimated}, held, "")
    moved = deck(rng, {"moved": figures.meetings_moved}, held, "")
    houses = turin().houses
    weights = [house.share for house in houses]
    where = [house.code for house in houses] + rng.choices(
        [house.code for house in houses], weights, k=held + figures.meetings_cancelled - len(houses)
    )
    written: dict[str, list[PlannedMeeting]] = {house.code: [] for house in houses}
    women = _women(cards, visits)
    for number, house in enumerate(where):
        made = _meeting(rng, house)
        if number < held:
            who = rng.sample(women[house], min(len(women[house]), rng.choice((0, 0, 1, 2, 4))))
            came = tuple(card for card, first in who if first <= made["on_date"])
            made |= {
                "adults": adults[number],
                "minors": minors[number],
                "estimated": bool(estimated[number]),
                "attended": came[: adults[number]],
            }
            if moved[number]:
                made |= {
                    "moved_from": made["on_date"] - timedelta(days=7),
                    "reason": rng.choice(words()["moved"]),
                }
        else:
            made |= {"state": "cancelled", "reason": rng.choice(words()["cancelled"])}
        written[house].append(PlannedMeeting(**made))
    return {house: _recurring(sorted(of, key=_by_day), house) for house, of in written.items()}


def _by_day(one: PlannedMeeting) -> tuple[date, str, str]:
    return one.on_date, one.starts, one.title


def _women(
    cards: Mapping[int, list[Card]], visits: Mapping[str, list[Visit]]
) -> dict[str, list[tuple[int, date]]]:
    """The women of each house by card, with the day of their first visit there."""
    first = {visit.card: visit.on_date for drawn in visits.values() for visit in reversed(drawn)}
    found: dict[str, list[tuple[int, date]]] = {house.code: [] for house in turin().houses}
    for card in (card for written in cards.values() for card in written):
        if card.gender == "F" and card.key in first:
            found[card.house].append((card.key, first[card.key]))
    return found


def _meeting(rng: Random, house: str) -> dict[str, Any]:
    theme = rng.choice(words()["theme"])
    starts = rng.choice(_STARTS)
    ends = f"{int(starts[:2]) + rng.choice((1, 2)):02}{starts[2:]}"
    known = theme["partners"]
    return {
        "title": rng.choice(theme["titles"]),
        "theme": theme["code"],
        "on_date": any_day(rng, house),
        "starts": starts,
        "ends": ends,
        "partners": tuple(sorted(rng.sample(known, rng.randint(0, len(known))))),
        "expected": rng.choice((8, 10, 12, 15, 20)),
    }


def _recurring(meetings: list[PlannedMeeting], house: str) -> list[PlannedMeeting]:
    """Those of one title are one series of the house, if there are three of them."""
    times: dict[str, int] = {}
    for one in meetings:
        times[one.title] = times.get(one.title, 0) + 1
    return [replace(one, series=f"{house}/{one.title}") if times[one.title] >= 3 else one for one in meetings]


def write_programme(rng: Random, figures: Figures, scale: int) -> Programme:
    """What the coordination writes."""
    staff = tuple(_staff())
    return Programme(
        staff,
        tuple(_trainings(rng, staff, figures)),
        tuple(_materials(rng, figures, scale)),
        tuple(_posts(rng, scale)),
    )


def _staff() -> list[PlannedStaff]:
    """The case manager and the first operator of each house, and the coordination, are trained: that is eighteen."""
    irene = turin().coordinator
    found = [PlannedStaff(irene.display_name, "", irene.name, True)]
    found += [PlannedStaff(name, "", "", True) for name in words()["coordination"]]
    for house in turin().houses:
        manager, *operators = house.operators
        found.append(PlannedStaff(manager, house.code, house.case_manager.name, True))
        found += [PlannedStaff(name, house.code, "", n == 0) for n, name in enumerate(operators)]
    if sum(one.trained for one in found) != OPERATORS:
        raise ValueError("the cast does not give as many trained operators as the report says")
    return found


def _trainings(rng: Random, staff: tuple[PlannedStaff, ...], figures: Figures) -> list[PlannedTraining]:
    trained = [one.name for one in staff if one.trained]
    kinds = ["training"] * figures.trainings + ["team"] * figures.teams
    houses = [house.code for house in turin().houses]
    found = []
    for number, kind in enumerate(kinds):
        known = words()["training"]["topics" if kind == "training" else "teams"]
        minutes = rng.choice((120, 180, 240) if kind == "training" else (90, 120))
        # Everybody is at the first one.
        names = trained if number == 0 else rng.sample(trained, rng.randint(7, len(trained) - 3))
        found.append(
            PlannedTraining(
                any_day(rng, rng.choice(houses)),
                kind,
                known[number % len(known)],
                minutes,
                rng.choice(words()["trainers"]) if kind == "training" else "",
                "" if rng.random() < 0.6 else rng.choice(houses),
                {name: _PARTLY if rng.random() < 0.08 else None for name in sorted(names)},
            )
        )
    return sorted(found, key=lambda one: (one.on_date, one.kind, one.title))


# How many copies of what: 12,700 in all, as many as the report says.
_PRINTED = {"brochure": 5_000, "bookmark": 3_000, "poster": 300}
_FLYER = 400
_FLYER_MONTHS = (1, 2, 3, 4, 5, 6, 7, 9, 10, 11, 12)
_MONTHS = (
    "gennaio", "febbraio", "marzo", "aprile", "maggio", "giugno", "luglio", "agosto", "settembre", "ottobre",
    "novembre", "dicembre",
)  # fmt: skip


def _materials(rng: Random, figures: Figures, scale: int) -> list[PlannedMaterial]:
    printed = [
        ("brochure", "Brochure degli sportelli", date(YEAR, 1, 27), _PRINTED["brochure"]),
        ("bookmark", "Segnalibro dei mille giorni", date(YEAR, 4, 14), _PRINTED["bookmark"]),
        *(
            ("poster", title, day, _PRINTED["poster"] // 3)
            for title, day in (
                ("Settimana dell'allattamento", date(YEAR, 9, 22)),
                ("Festa di primavera", date(YEAR, 3, 24)),
                ("Gli sportelli sono aperti", date(YEAR, 1, 30)),
            )
        ),
        *(
            ("flyer", f"Volantino di {_MONTHS[month - 1]}", date(YEAR, month, 2), _FLYER)
            for month in _FLYER_MONTHS
        ),
    ]
    if sum(copies for _kind, _title, _day, copies in printed) * scale != figures.copies:
        raise ValueError("the print runs do not come to what the report says")
    return [
        PlannedMaterial(kind, title, day, copies * scale, tuple(_delivered(rng, copies * scale)))
        for kind, title, day, copies in sorted(printed, key=lambda one: one[2])
    ]


def _delivered(rng: Random, copies: int) -> list[tuple[str, int]]:
    """Where they went: most to the houses, some elsewhere, some are still on the shelf."""
    places = [house.code for house in turin().houses] + rng.sample(words()["outside"], 2)
    cuts = sorted(rng.sample(range(1, copies * 9 // 10), len(places)))
    return [
        (place, after - before) for place, (before, after) in zip(places, pairwise([0, *cuts]), strict=True)
    ]


_POSTS = {"instagram": 46, "facebook": 38, "web": 15}


def _posts(rng: Random, scale: int) -> list[PlannedPost]:
    house = turin().houses[0].code
    found = []
    for channel, number in _POSTS.items():
        for _unused in range(number * scale):
            reach = None if channel == "web" and rng.random() < 0.5 else rng.randint(60, 1_900)
            title = rng.choice(words()["posts"]["titles"])
            found.append(PlannedPost(rng.choice(open_days(house)), channel, title, reach))
    return sorted(found, key=lambda one: (one.on_date, one.channel, one.title, one.reach or 0))
