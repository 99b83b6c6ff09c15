"""The year's accesses: who came through which door, with which need, and what she answered."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

from millegiorni_desk.demo.calendar import any_day
from millegiorni_desk.demo.children import due_on, is_expecting, minors_on
from millegiorni_desk.demo.figures import Figures
from millegiorni_desk.demo.individuals import PREGNANT, YEAR, Individual
from millegiorni_desk.demo.plan import Card, Visit
from millegiorni_desk.demo.turin import turin

_CHANNELS = {
    "word_of_mouth": 26, "social_services": 22, "health_service": 20, "school": 12, "association": 14, "other": 6,
}  # fmt: skip
_NEEDS = {
    "income": 30, "documents": 22, "work": 18, "home": 16, "health": 10, "language": 8, "school": 9, "isolation": 6,
    "violence": 1, "other": 5,
}  # fmt: skip
_NEEDS_IN_ITALIAN = {need: share for need, share in _NEEDS.items() if need != "language"}
_MOTHERS_NEEDS = {
    "early_childhood": 40,
    "school": 14,
    "health": 14,
    "income": 22,
    "documents": 10,
    "isolation": 8,
}
_ACTIVITIES = {"listening": 40, "orientation": 45, "paperwork": 38, "digital_help": 26, "accompaniment": 7}
_REFERRALS = {
    "social_services": 12, "asl": 10, "work_service": 10, "school": 6, "ufficio_pio": 6, "family_centre": 5,
    "lawyer": 4, "other": 8,
}  # fmt: skip
_MOTHERS_REFERRALS = {
    "consultorio": 14, "paediatrician": 12, "play_space": 10, "municipal_nursery": 8, "family_centre": 7,
    "eduteca": 4, "home_nursery": 3, "ufficio_pio": 5,
}  # fmt: skip
_MINUTES = (10, 15, 20, 20, 30, 30, 30, 45, 45, 60, 75, 90)


def write_visits(
    rng: Random, everybody: list[Individual], cards: dict[int, list[Card]], figures: Figures
) -> dict[str, list[Visit]]:
    """Every house's accesses, in the order of their days."""
    ways = _channels(rng, figures)
    notes = turin().texts.notes
    drawn: dict[str, list[Visit]] = {house.code: [] for house in turin().houses}
    for key, (day, house, one) in enumerate(_comings(rng, everybody, figures)):
        card = None if one is None else next(card.key for card in cards[one.who] if card.house == house)
        drawn[house].append(
            Visit(
                key,
                card,
                day,
                _time(rng),
                rng.choice(turin().house(house).operators),
                ways[key],
                _needs(rng, one, day),
                tuple(pick(rng, _ACTIVITIES, rng.choice((1, 1, 2, 2, 3)))),
                _referrals(rng, one, day),
                *_answers(rng, one, day),
                due_on(one, day) if one else None,
                minors_on(one, day) if one and rng.random() < 0.8 else None,
                one.language if one else "",
                _mediation(rng, one),
                rng.choice(_MINUTES),
                day + timedelta(days=rng.randint(7, 45)) if rng.random() < 0.05 else None,
                rng.choice(notes) if rng.random() < 0.08 else "",
            )
        )
    return drawn


def _comings(
    rng: Random, everybody: list[Individual], figures: Figures
) -> Iterator[tuple[date, str, Individual | None]]:
    """Day, house and who, in the order of days; those who gave no name among them."""
    houses = turin().houses
    comings: list[tuple[date, str, Individual | None]] = []
    for one in everybody:
        comings += [(day, house, one) for day, house in one.days]
    for house in rng.choices(houses, [house.share for house in houses], k=figures.anonymous):
        comings.append((any_day(rng, house.code), house.code, None))
    yield from sorted(comings, key=lambda coming: (coming[0], coming[1]))


def _channels(rng: Random, figures: Figures) -> list[str]:
    others = rng.choices(list(_CHANNELS), list(_CHANNELS.values()), k=figures.accesses - figures.direct)
    ways = ["direct"] * figures.direct + others
    rng.shuffle(ways)
    return ways


def _time(rng: Random) -> str:
    hour = rng.choice((9, 10, 10, 11, 11, 12, 14, 15, 15, 16, 17))
    return f"{hour:02}:{rng.randrange(0, 60, 5):02}"


def _needs(rng: Random, one: Individual | None, day: date) -> tuple[str, ...]:
    many = rng.choice((1, 1, 1, 2, 2, 3))
    usual = _NEEDS if one is not None and one.language != "it" else _NEEDS_IN_ITALIAN
    if one is None or not one.mother:
        return tuple(pick(rng, usual, many))
    if is_expecting(one, day):
        return ("pregnancy", *pick(rng, usual, many - 1))
    births = [child.birth_date for child in one.children if child.birth_date]
    if any(timedelta(0) <= day - born <= timedelta(days=60) for born in births):
        return ("birth", *pick(rng, _MOTHERS_NEEDS, many - 1))
    return tuple(pick(rng, usual if one.situation == PREGNANT else _MOTHERS_NEEDS, many))


def _referrals(rng: Random, one: Individual | None, day: date) -> tuple[str, ...]:
    if rng.random() < 0.55:
        return ()
    many = rng.choice((1, 1, 1, 2))
    if one is not None and is_expecting(one, day):
        return ("consultorio", *pick(rng, _REFERRALS, many - 1))
    return tuple(pick(rng, _MOTHERS_REFERRALS if one is not None and one.mother else _REFERRALS, many))


def pick(rng: Random, weights: dict[str, int], count: int) -> list[str]:
    """*count* different words, drawn by weight, in the order of the table."""
    chosen: set[str] = set()
    words, shares = list(weights), list(weights.values())
    while len(chosen) < count:
        chosen.add(rng.choices(words, shares)[0])
    return [word for word in words if word in chosen]


def _answers(rng: Random, one: Individual | None, day: date) -> tuple[str, str, str]:
    """In care, ADI, pregnant: on her last visit what is so, before it sometimes not asked or otherwise."""
    if one is None:
        return "unknown", "unknown", "unknown"
    last = day == one.days[-1][0]
    in_care = _answer(rng, one.in_care, last, ("no",))
    adi = _answer(
        rng, one.adi, last, ("no", "applied", "applied") if one.adi == "yes" else ("applied", "refused")
    )
    return in_care, adi, _pregnant(rng, one, day)


def _answer(rng: Random, truth: str, last: bool, before: tuple[str, ...]) -> str:
    if truth == "unknown" or last:
        return truth
    chance = rng.random()
    if chance < 0.25:
        return "unknown"
    return rng.choice(before) if chance < 0.33 else truth


def _pregnant(rng: Random, one: Individual, day: date) -> str:
    if is_expecting(one, day):
        return "yes"
    fertile = one.gender == "F" and 15 < YEAR - one.birth_date.year < 50
    return "no" if fertile and rng.random() < 0.7 else "unknown"


def _mediation(rng: Random, one: Individual | None) -> bool | None:
    if one is None or one.language == "it":
        return None
    return rng.random() < 0.2
