"""What the merged report must say, from the printed figures and from the plan, and where it says otherwise."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from millegiorni_desk.demo.check_programme import programme
from millegiorni_desk.demo.figures import MOST_MINORS, Figures
from millegiorni_desk.demo.plan import Plan, PlannedDote

_HALF_A_HUNDREDTH = 0.00501


def expected(plan: Plan) -> dict[str, Any]:
    """Values by indicator id, in the shapes of the report's JSON.

    Headlines are those printed in 2025 times the scale; breakdowns are counted from the plan, so that a
    record lost or doubled on its way shows even where the report printed nothing.
    """
    figures = Figures.of(plan.scale)
    people = _accesses(figures) | _pathways(figures, plan) | _mediations(figures, plan)
    return people | _breakdowns(plan) | programme(figures, plan)


def _share(number: int, out_of: int, percent: int, unknown: int = 0) -> dict[str, int]:
    return {"n": number, "N": out_of, "share": percent, "unknown": unknown}


def _accesses(figures: Figures) -> dict[str, Any]:
    care_known = figures.people - figures.in_care_unknown
    adi_known = figures.people - figures.adi_unknown
    return {
        "a1.houses": 8,
        "a1.bodies": 9,
        "a1.desks": 8,
        "a1.accesses": figures.accesses,
        "a1.people": figures.people,
        "a1.women": _share(figures.women, figures.people, 68),
        "a1.women_0_3": _share(figures.small_child, figures.women, 17),
        "a1.direct": _share(figures.direct, figures.accesses, 83),
        "a1.not_in_care": _share(figures.not_in_care, care_known, 75, figures.in_care_unknown),
        "a1.no_adi": _share(figures.no_adi, adi_known, 89, figures.adi_unknown),
        "a1.first_pathways": figures.pathways,
    }


def _pathways(figures: Figures, plan: Plan) -> dict[str, Any]:
    size = figures.pathways
    return {
        "a2.pathways": size,
        "a2.pathways_active": size,
        "a2.women": _share(figures.pathway_women, size, 97),
        "a2.foreign": _share(figures.pathway_foreign, size, 76),
        "a2.age_31_40": _share(figures.pathway_31_40, size, 50),
        "a2.unemployed": _share(figures.unemployed, size, 68),
        "a2.care_load": _share(figures.care_load, size, 79),
        "a2.economic_main": _share(figures.economic_main, size, 45),
        "a2.max_minors": MOST_MINORS,
        "a2.minors": sum(pathway.minors for pathway in plan.pathways()),
        "a2.doti": figures.doti,
        "a2.doti_committed": figures.committed_cents / 100,
        "a2.doti_mean": 151.65,
        "a2.doti_paid": _paid(plan) / 100,
        "a2.home_visits": sum(
            done.home_visit for pathway in plan.pathways() for done in pathway.interventions
        ),
    }


def _mediations(figures: Figures, plan: Plan) -> dict[str, Any]:
    country = {card.key: card.citizenship for card in plan.cards()}
    origins = Counter(country[one.card] for one in plan.mediations())
    printed = {
        "NG": figures.mediations_nigeria, "PE": figures.mediations_peru, "MA": figures.mediations_morocco,
    }  # fmt: skip
    few = {"violence": figures.mediations_violence, "health": figures.mediations_health}
    sessions = [held for one in plan.mediations() for held in one.sessions]
    return {
        "m.interventions": figures.mediations,
        "m.hours": figures.mediation_minutes / 60,
        "m.by_origin": dict(origins) | printed,
        "m.by_fragility": {"care_load": figures.mediations - sum(few.values())} | few,
        "m.by_kind": {
            kind: {
                "sessions": sum(held.kind == kind for held in sessions),
                "hours": sum(held.minutes for held in sessions if held.kind == kind) / 60,
            }
            for kind in {held.kind for held in sessions}
        },
    }


def _paid(plan: Plan) -> int:
    doti = (dote for pathway in plan.pathways() for dote in pathway.doti)
    return sum(dote.paid_cents for dote in doti if dote.returned_on is None)


def _breakdowns(plan: Plan) -> dict[str, Any]:
    who = {card.key: card.who for card in plan.cards()}
    pregnant = {
        who[visit.card] for visit in plan.visits() if visit.card is not None and visit.pregnant == "yes"
    }
    doti: dict[str, list[int]] = {}
    for pathway in plan.pathways():
        for dote in pathway.doti:
            if dote.cancelled_on is None:
                doti.setdefault(dote.expense, []).append(dote.amount_cents)
    return {
        "a1.pregnant": len(pregnant),
        "a1.by_house": {code: len(house.visits) for code, house in plan.houses.items()},
        "a1.by_month": dict(Counter(f"{visit.on_date:%Y-%m}" for visit in plan.visits())),
        "a1.by_channel": dict(Counter(visit.channel for visit in plan.visits())),
        "a1.by_need": dict(Counter(need for visit in plan.visits() for need in visit.needs)),
        "a2.by_fragility": dict(Counter(code for path in plan.pathways() for code in path.fragilities)),
        "a2.by_expense": {
            code: {"doti": len(cents), "euros": sum(cents) / 100} for code, cents in doti.items()
        },
        "a2.doti_by_state": dict(Counter(_state(dote) for path in plan.pathways() for dote in path.doti)),
        "a2.goals": dict(Counter(goal.state for path in plan.pathways() for goal in path.goals)),
        "a2.by_area": dict(Counter(done.area for path in plan.pathways() for done in path.interventions)),
    }


def _state(dote: PlannedDote) -> str:
    """A dote's state at the year's end, as a case manager would say it."""
    if dote.cancelled_on is not None:
        return "cancelled"
    if dote.returned_on is not None:
        return "returned"
    if dote.paid_on is None:
        return "committed"
    return "paid" if dote.paid_cents == dote.amount_cents else "partly_paid"


def differences(plan: Plan, report: dict[str, Any]) -> list[str]:
    """A line for every figure of *report* that is not what it must be; nothing when all agree.

    A category that the plan does not have must be zero or missing.
    """
    return unlike(expected(plan), report)


def unlike(wanted: Mapping[str, Any], report: Mapping[str, Any]) -> list[str]:
    """As :func:`differences`, from what is expected."""
    return [
        f"{name}: {report.get(name, 'manca')} invece di {value}"
        for name, value in wanted.items()
        if not _agrees(report.get(name), value)
    ]


def _agrees(found: Any, wanted: Any) -> bool:
    if isinstance(wanted, float) and isinstance(found, int | float):
        # Hours and euros are printed with two decimals.
        return abs(found - wanted) < _HALF_A_HUNDREDTH
    if not isinstance(wanted, dict):
        return bool(found == wanted)
    if not isinstance(found, dict):
        return False
    if not wanted.keys() <= found.keys():
        return False
    return all(
        _agrees(value, wanted[key]) if key in wanted else _is_nothing(value) for key, value in found.items()
    )


def _is_nothing(value: Any) -> bool:
    return all(_is_nothing(part) for part in value.values()) if isinstance(value, dict) else value == 0
