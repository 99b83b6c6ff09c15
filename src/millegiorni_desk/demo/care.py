"""The year's pathways: how each opens, what is aimed at, what is done, how she is, and how it ends."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from random import Random

from millegiorni_desk.demo.figures import Figures
from millegiorni_desk.demo.grants import Grantee, write_doti
from millegiorni_desk.demo.individuals import YEAR, Individual, deck
from millegiorni_desk.demo.plan import Card, PlannedGoal, PlannedIntervention, PlannedPathway, Rating, Visit
from millegiorni_desk.demo.turin import turin
from millegiorni_desk.demo.visits import pick

_YEAR_END = date(YEAR, 12, 31)
# Fragilities beside the two that the report counts, and main requests beside the economic one.
_FRAGILITIES = {
    "economic": 30, "language_culture": 24, "single_parent": 22, "isolation": 20, "precarious_home": 18,
    "orientation": 18, "health": 16, "precarious_work": 10, "disability": 5, "violence": 3,
}  # fmt: skip
_REQUESTS = {"health": 12, "orientation": 10, "precarious_home": 9, "isolation": 7, "language_culture": 5}
_AREAS = {"economic": 26, "orientation": 34, "health": 24, "relational": 30}
# How often a specialist is called in, and which.
_SPECIALISTS_BY_AREA = {
    "economic": (0.06, ("lawyer",)),
    "orientation": (0.25, ("cultural_mediator", "cultural_mediator", "lawyer", "educator")),
    "health": (
        0.75,
        ("midwife", "midwife", "midwife", "baby_nurse", "baby_nurse", "paediatrician", "gynaecologist"),
    ),
    "relational": (0.35, ("psychologist", "educator", "cultural_mediator")),
}
_VISITED_AT_HOME = frozenset({"midwife", "baby_nurse", "educator"})
_GOAL_STATES = {"reached": 46, "partly": 24, "set": 22, "dropped": 8}


def write_pathways(
    rng: Random,
    everybody: list[Individual],
    cards: dict[int, list[Card]],
    visits: dict[str, list[Visit]],
    figures: Figures,
) -> dict[str, list[PlannedPathway]]:
    """Every house's pathways; the accesses that open them are marked in *visits*."""
    people = [one for one in everybody if one.pathway]
    size = len(people)
    unemployed = deck(rng, {"unemployment": figures.unemployed}, size, "")
    care_load = deck(rng, {"care_load": figures.care_load}, size, "")
    requests = deck(rng, {"economic": figures.economic_main}, size, "")
    written: dict[str, list[PlannedPathway]] = {house.code: [] for house in turin().houses}
    places = {
        house: {(visit.card, visit.on_date): place for place, visit in enumerate(drawn)}
        for house, drawn in visits.items()
    }
    drafts = []
    for one, *signs, request in zip(people, unemployed, care_load, requests, strict=True):
        house = one.homes[0]
        place = places[house][cards[one.who][0].key, _opening_day(rng, one, house)]
        opening = visits[house][place] = _as_opening(visits[house][place])
        asked = request or pick(rng, _REQUESTS, 1)[0]
        fragilities = {*filter(None, signs), asked, *pick(rng, _FRAGILITIES, rng.choice((0, 1, 1, 2)))}
        drafts.append((house, _pathway(rng, one, opening, fragilities, asked)))
    grantees = [
        Grantee(house, path.opened_on + timedelta(days=3), path.closed_on or _YEAR_END)
        for house, path in drafts
    ]
    for (house, pathway), doti in zip(drafts, write_doti(rng, grantees, figures), strict=True):
        written[house].append(replace(pathway, doti=doti))
    return written


def _opening_day(rng: Random, one: Individual, house: str) -> date:
    """One of her first days at the house, early enough for a pathway to follow."""
    first_days = [day for day, where in one.days if where == house][:2]
    return rng.choice([day for day in first_days if day <= date(YEAR, 10, 15)] or first_days[:1])


def _as_opening(visit: Visit) -> Visit:
    return replace(visit, activities=tuple(dict.fromkeys((*visit.activities, "pathway_opening"))))


def _pathway(
    rng: Random, one: Individual, opening: Visit, fragilities: set[str], request: str
) -> PlannedPathway:
    texts, opened = turin().texts, opening.on_date
    left = (_YEAR_END - opened).days
    closed = opened + timedelta(days=rng.randint(120, left)) if left > 130 and rng.random() < 0.45 else None
    end = closed or _YEAR_END
    manager = turin().house(one.homes[0]).case_manager.display_name
    return PlannedPathway(
        opening.card if opening.card is not None else -1,
        opening.key,
        opened,
        closed,
        manager,
        one.minors or 0,
        tuple(sorted(fragilities)),
        request,
        rng.choice(texts.referrers),
        rng.choice(texts.outcomes) if closed else "",
        _goals(rng, opened, end, manager, finished=closed is not None),
        _interventions(rng, opened, end),
        _ratings(rng, opened, end),
        (),
    )


def _goals(rng: Random, opened: date, end: date, manager: str, finished: bool) -> tuple[PlannedGoal, ...]:
    texts = turin().texts
    goals = []
    for dimension in rng.sample(sorted(texts.goals), rng.choice((2, 3, 3, 4))):
        state = pick(rng, _GOAL_STATES, 1)[0]
        if finished and state == "set":
            state = "partly"
        set_on = opened + timedelta(days=rng.randint(0, min(30, (end - opened).days)))
        goals.append(
            PlannedGoal(
                rng.choice(texts.goals[dimension]),
                dimension,
                rng.choice((manager, "lei", "lei e " + manager.split(maxsplit=1)[0])),
                set_on,
                set_on + timedelta(days=rng.choice((30, 60, 90, 120))),
                state,
            )
        )
    return tuple(goals)


def _interventions(rng: Random, opened: date, end: date) -> tuple[PlannedIntervention, ...]:
    """Talks with the case manager and consultations of specialists, some at home."""
    specialists = turin().texts.specialists
    found = []
    for _ in range(rng.randint(3, 11)):
        day = opened + timedelta(days=rng.randint(1, max(1, (end - opened).days)))
        while day.weekday() > 4 or day > end:
            day -= timedelta(days=1)
        area = pick(rng, _AREAS, 1)[0]
        often, who = _SPECIALISTS_BY_AREA[area]
        profession = rng.choice(who) if rng.random() < often else ""
        at_home = rng.random() < (0.45 if profession in _VISITED_AT_HOME else 0.03)
        found.append(
            PlannedIntervention(
                max(day, opened),
                area,
                profession,
                specialists.get(profession, ""),
                rng.choice((30, 45, 60, 60, 90)),
                at_home,
            )
        )
    return tuple(sorted(found, key=lambda done: done.on_date))


def _ratings(rng: Random, opened: date, end: date) -> tuple[Rating, ...]:
    """How she is at first, midway and last in three or four dimensions: mostly better, not always."""
    days = sorted({opened, opened + (end - opened) / 2, end})
    ratings = []
    for dimension in rng.sample(sorted(turin().texts.goals), rng.choice((3, 4))):
        score = rng.randint(2, 6)
        for day in days:
            ratings.append(Rating(day, dimension, score))
            score = min(10, max(0, score + rng.choice((-1, 0, 1, 1, 2))))
    return tuple(ratings)
