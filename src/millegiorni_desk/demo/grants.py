"""The year's doti: what each pathway is granted, to the cent of the year's total."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random

from millegiorni_desk.demo.figures import Figures
from millegiorni_desk.demo.individuals import YEAR, deck
from millegiorni_desk.demo.plan import PlannedDote
from millegiorni_desk.demo.turin import Expense, turin

_LAST_GRANT = date(YEAR, 12, 19)
_LAST_PAYMENT = date(YEAR, 12, 31)
_KIT = "newborn_kit"
_PAID, _PARTLY, _UNPAID, _RETURNED, _CANCELLED = "paid", "partly", "unpaid", "returned", "cancelled"


@dataclass(frozen=True, slots=True)
class Grantee:
    """A pathway that may receive doti: its house, and from when to when."""

    house: str
    first: date
    last: date


@dataclass(slots=True)
class _Draft:
    grantee: int
    expense: Expense
    cents: int
    state: str


def write_doti(rng: Random, grantees: list[Grantee], figures: Figures) -> list[tuple[PlannedDote, ...]]:
    """Each pathway's doti by their days: one at least, kits once only, and a few cancelled beside the total."""
    drafts = _drafts(rng, len(grantees), figures)
    _meet_the_total([draft for draft in drafts if draft.state != _CANCELLED], figures.committed_cents)
    given: list[list[PlannedDote]] = [[] for _ in grantees]
    for number, draft in enumerate(drafts, start=1):
        given[draft.grantee].append(_dote(rng, draft, grantees[draft.grantee], number))
    return [tuple(sorted(doti, key=lambda dote: dote.committed_on)) for doti in given]


def _drafts(rng: Random, grantees: int, figures: Figures) -> list[_Draft]:
    counts = {
        _UNPAID: figures.doti_unpaid,
        _PARTLY: figures.doti_partly_paid,
        _RETURNED: figures.doti_returned,
    }
    states = deck(rng, counts, figures.doti, _PAID) + [_CANCELLED] * figures.doti_cancelled_besides
    generosity = [rng.uniform(0.4, 2.0) for _ in range(grantees)]
    whose = [*range(grantees), *rng.choices(range(grantees), generosity, k=len(states) - grantees)]
    have_kit: set[int] = set()
    drafts = []
    for grantee, state in zip(whose, states, strict=True):
        expense = _expense(rng, grantee in have_kit)
        if expense.code == _KIT:
            have_kit.add(grantee)
        drafts.append(_Draft(grantee, expense, _amount(rng, expense), state))
    return drafts


def _expense(rng: Random, has_kit: bool) -> Expense:
    known = [expense for expense in turin().expenses if not (has_kit and expense.code == _KIT)]
    return rng.choices(known, [expense.share for expense in known])[0]


def _amount(rng: Random, expense: Expense) -> int:
    """Cents: bills have odd ones, shops end in 90, the rest is round."""
    low, high = expense.euros
    euros = rng.randint(low, high)
    if expense.code in ("utilities", "newborn_care", "school_fees"):
        return euros * 100 + rng.randrange(100)
    return euros * 100 - 10 if expense.code in (_KIT, "childhood_equipment") else euros * 100


def _meet_the_total(drafts: list[_Draft], total: int) -> None:
    """Bring the sum to *total*: every amount in proportion, then the odd cents on the bills."""
    drawn = sum(draft.cents for draft in drafts)
    for draft in drafts:
        scaled = draft.cents * total // drawn
        odd = draft.expense.code in ("utilities", "newborn_care", "school_fees")
        draft.cents = max(1_000, scaled if odd else round(scaled / 50) * 50)
    bills = [draft for draft in drafts if draft.expense.code == "utilities"]
    missing = total - sum(draft.cents for draft in drafts)
    share, odd_cents = divmod(missing, len(bills))
    for place, draft in enumerate(bills):
        draft.cents += share + (place < odd_cents)


def _dote(rng: Random, draft: _Draft, grantee: Grantee, number: int) -> PlannedDote:
    first, last = grantee.first, max(grantee.first, min(grantee.last, _LAST_GRANT))
    day = _weekday(first + timedelta(days=rng.randint(0, (last - first).days)), first)
    reason, supplier = rng.choice(draft.expense.bills)
    dote = PlannedDote(
        draft.expense.code,
        turin().line_for(draft.expense.code).name,
        rng.choice(turin().bodies_of(grantee.house)).code,
        draft.cents,
        day,
        reason,
        supplier,
        f"F {number:04}/{YEAR % 100}",
    )
    later = _weekday(min(day + timedelta(days=rng.randint(2, 30)), _LAST_PAYMENT), day)
    if draft.state == _CANCELLED:
        return replace(dote, cancelled_on=later)
    if draft.state == _UNPAID:
        return dote
    paid = draft.cents // 2 if draft.state == _PARTLY else draft.cents
    returned = _LAST_PAYMENT if draft.state == _RETURNED else None
    return replace(dote, paid_cents=paid, paid_on=later, returned_on=returned)


def _weekday(day: date, first: date) -> date:
    """The Friday before a weekend day, the Monday after where that is too early."""
    back = max(0, day.weekday() - 4)
    return (
        day - timedelta(days=back) if day - timedelta(days=back) >= first else day + timedelta(days=3 - back)
    )
