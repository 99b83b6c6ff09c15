"""What the report must say of meetings, training, money and communication, from the printed figures and the plan."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from millegiorni_desk.demo.figures import CHANNELS, CONFERENCES, MATERIAL_TYPES, NETWORKS, OPERATORS, Figures
from millegiorni_desk.demo.plan import Plan, PlannedMeeting
from millegiorni_desk.demo.programme import PlannedTraining, words
from millegiorni_desk.demo.turin import turin


def programme(figures: Figures, plan: Plan) -> dict[str, Any]:
    """Values of Actions 3 to 6 by indicator id, in the shapes of the report's JSON."""
    return _meetings(figures, plan) | _training(figures, plan) | _money(plan) | _outreach(figures, plan)


def _share(number: int, out_of: int) -> dict[str, int]:
    return {"n": number, "N": out_of, "share": (200 * number + out_of) // (2 * out_of), "unknown": 0}


def _meetings(figures: Figures, plan: Plan) -> dict[str, Any]:
    held = [(house, one) for house, one in plan.meetings() if one.state == "held"]
    estimated = sum(_heads(one) for _house, one in held if one.estimated)
    by: dict[str, Callable[[str, PlannedMeeting], Iterable[str]]] = {
        "theme": lambda _house, one: [one.theme],
        "house": lambda house, _one: [house],
        "month": lambda _house, one: [f"{one.on_date:%Y-%m}"],
        "partner": lambda _house, one: one.partners,
    }
    return {
        "a3.meetings": figures.meetings,
        "a3.free": figures.meetings,
        "a3.participants": figures.heads,
        "a3.adults": figures.heads - figures.minors,
        "a3.minors": {"n": figures.minors, "N": figures.heads, "share": 47, "unknown": 0},
        "a3.estimated": _share(estimated, figures.heads),
        "a3.cancelled": figures.meetings_cancelled,
    } | {
        f"a3.by_{name}": _counted(
            ("meetings", "heads"), ((code, _heads(one)) for house, one in held for code in codes(house, one))
        )
        for name, codes in by.items()
    }


def _heads(one: PlannedMeeting) -> int:
    return (one.adults or 0) + (one.minors or 0)


def _counted(names: tuple[str, str], rows: Iterable[tuple[str, int]]) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    for code, number in rows:
        told = found.setdefault(code, dict.fromkeys(names, 0))
        told[names[0]] += 1
        told[names[1]] += number
    return found


def _training(figures: Figures, plan: Plan) -> dict[str, Any]:
    house = {one.name: one.house or "network" for one in plan.programme.staff}
    held = plan.programme.trainings
    there = [(name, _stayed(one, name)) for one in held for name in one.present]
    kinds: dict[str, int] = {}
    for agreement in words()["agreement"]:
        kinds[agreement["kind"]] = kinds.get(agreement["kind"], 0) + 1
    return {
        "a4.operators": OPERATORS,
        "a4.meetings": figures.trainings + figures.teams,
        "a4.training": figures.trainings,
        "a4.team": figures.teams,
        "a4.hours": sum(one.minutes for one in held) / 60,
        "a4.person_hours": sum(minutes for _name, minutes in there) / 60,
        "a4.networks": NETWORKS,
        "a4.agreements": sum(kinds.values()),
        "a4.by_agreement": kinds,
        "a4.by_house": {
            code: {
                "operators": len({name for name, _minutes in there if house[name] == code}),
                "hours": sum(minutes for name, minutes in there if house[name] == code) / 60,
            }
            for code in {house[name] for name, _minutes in there}
        },
    }


def _stayed(one: PlannedTraining, name: str) -> int:
    return one.minutes if one.present[name] is None else one.present[name] or 0


def _money(plan: Plan) -> dict[str, Any]:
    """Euros as they stand at the year's end: a dote that was given back is the house's to commit again."""
    funder = {line.name: fund.code for fund in turin().funds for line in fund.lines}
    doti = [
        (code, dote.line, dote.amount_cents, dote.paid_cents)
        for code, house in plan.houses.items()
        for pathway in house.pathways
        for dote in pathway.doti
        if dote.cancelled_on is None and dote.returned_on is None
    ]
    given = [(house, line, cents) for (house, line), cents in plan.envelopes().items()]
    budgets = plan.budgets()
    keys: Mapping[str, Callable[[str, str], str]] = {
        "funder": lambda _house, line: funder[line],
        "line": lambda _house, line: line,
        "house": lambda house, _line: house,
    }
    found: dict[str, Any] = {
        "a5.budget": sum(budgets.values()) / 100,
        "a5.allocated": sum(one[2] for one in given) / 100,
        "a5.committed": sum(one[2] for one in doti) / 100,
        "a5.paid": sum(one[3] for one in doti) / 100,
        "a5.planned": 0,
        "a5.left": (sum(one[2] for one in given) - sum(one[2] for one in doti)) / 100,
        "a5.partners": len(words()["partner"]),
    }
    for name, key in keys.items():
        spent = _cents([(key(house, line), committed, paid) for house, line, committed, paid in doti])
        handed = _cents([(key(house, line), cents, 0) for house, line, cents in given])
        found[f"a5.by_{name}"] = {
            code: {"doti": number, "committed": committed / 100, "paid": paid / 100}
            for code, (number, committed, paid) in spent.items()
        }
        found[f"a5.left_by_{name}"] = {
            code: {
                "envelopes": number,
                "allocated": cents / 100,
                "left": (cents - spent.get(code, (0, 0, 0))[1]) / 100,
            }
            for code, (number, cents, _paid) in handed.items()
        }
    for name in ("funder", "line"):
        found[f"a5.budget_by_{name}"] = {
            code: {"lines": number, "budget": cents / 100}
            for code, (number, cents, _unused) in _cents(
                [(keys[name]("", line), cents, 0) for line, cents in budgets.items()]
            ).items()
        }
    return found


def _cents(rows: Iterable[tuple[str, int, int]]) -> dict[str, tuple[int, int, int]]:
    found: dict[str, tuple[int, int, int]] = {}
    for code, one, other in rows:
        number, first, second = found.get(code, (0, 0, 0))
        found[code] = number + 1, first + one, second + other
    return found


def _outreach(figures: Figures, plan: Plan) -> dict[str, Any]:
    printed, posts = plan.programme.materials, plan.programme.posts
    by_channel = _counted(("posts", "reach"), ((one.channel, one.reach or 0) for one in posts))
    return {
        "a6.material_types": MATERIAL_TYPES,
        "a6.copies": figures.copies,
        "a6.delivered": sum(copies for one in printed for _place, copies in one.delivered),
        "a6.channels": CHANNELS,
        "a6.conferences": CONFERENCES,
        "a6.posts": len(posts),
        "a6.reach": sum(one.reach or 0 for one in posts),
        "a6.by_material": _counted(("materials", "copies"), ((one.kind, one.copies) for one in printed)),
        "a6.by_channel": {
            channel: told | {"unknown": sum(one.channel == channel and one.reach is None for one in posts)}
            for channel, told in by_channel.items()
        },
    }
