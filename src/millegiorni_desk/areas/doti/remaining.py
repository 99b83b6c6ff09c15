"""What is left: by envelope, line, fund and house, of a woman's cap, and before and after a dote is granted.

A house's desk knows its own envelopes only; the coordination those of all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from millegiorni_desk.areas.doti import funds, ledger, shares
from millegiorni_desk.areas.doti.checks import NewDote, received
from millegiorni_desk.areas.doti.ledger import Balance
from millegiorni_desk.areas.doti.records import BudgetLine
from millegiorni_desk.vault.permissions import Permission
from millegiorni_desk.vault.vault import Vault


@dataclass(frozen=True)
class Left:
    """Cents of a house, a line, a fund, or of what is named of them (empty: all that this vault knows).

    ``budget`` is what the funder gives, None where a line does not say; ``allocated = planned + committed + paid +
    left``; ``here`` is the part of ``left`` that this device can spend.
    """

    house: str = ""
    fund_id: str = ""
    line_id: str = ""
    budget: int | None = None
    allocated: int = 0
    planned: int = 0
    committed: int = 0
    paid: int = 0
    left: int = 0
    here: int = 0

    @property
    def not_assigned(self) -> int | None:
        """What the funder gives and no house was given yet."""
        return None if self.budget is None else self.budget - self.allocated


@dataclass(frozen=True)
class Step:
    """Cents before and after a dote."""

    before: int
    after: int


@dataclass(frozen=True)
class Around:
    """What a dote changes: what is left on this device, in its house's envelope, on the line, in the whole fund.

    ``woman`` is what the line still gives her, None where it has no cap.
    """

    here: Step
    house: Step
    line: Step
    fund: Step
    woman: Step | None


def by_envelope(vault: Vault, house: str = "") -> list[Left]:
    """One for each house and line that ever held money, of one house where its code is given."""
    lines = {line.id: line for line in funds.lines(vault)}
    here = _here(vault, house)
    return [
        _of(found, lines.get(found.line_id), here.get((found.house, found.line_id), 0))
        for found in ledger.balances(vault, house or None)
    ]


def by_line(vault: Vault, house: str = "") -> list[Left]:
    """One for each budget line, the whole network's or one house's."""
    envelopes = by_envelope(vault, house)
    return [
        _sum(
            (one for one in envelopes if one.line_id == line.id),
            house=house,
            fund_id=line.fund_id,
            line_id=line.id,
            budget=None if house else line.budget_cents,
        )
        for line in funds.lines(vault)
    ]


def by_fund(vault: Vault, house: str = "") -> list[Left]:
    """One for each fund; its budget is that of its lines, None where one of them does not say."""
    return _grouped(by_line(vault, house), lambda one: one.fund_id, "fund_id", house=house)


def by_house(vault: Vault, fund_id: str = "") -> list[Left]:
    """One for each house that ever held money, of one fund where it is given."""
    of_fund = [one for one in by_envelope(vault) if not fund_id or one.fund_id == fund_id]
    return _grouped(of_fund, lambda one: one.house, "house", fund_id=fund_id)


def of_woman(vault: Vault, person_id: str, line_id: str) -> Left:
    """What a woman, all her cards together, has of a line (``allocated``), and what its cap leaves her.

    ``budget`` is the cap, None where there is none.
    """
    vault.require(Permission.SEE_PEOPLE)
    line = vault.get(BudgetLine, line_id)
    had = received(vault, person_id, line_id)
    return Left(
        fund_id=line.fund_id,
        line_id=line_id,
        budget=line.cap_cents,
        allocated=had,
        left=0 if line.cap_cents is None else line.cap_cents - had,
    )


def around(vault: Vault, new: NewDote) -> Around:
    """What is left before and after *new*, which needs a line, an amount and a house; the woman may be missing."""
    vault.require(Permission.SEE_PEOPLE)
    line, house = vault.get(BudgetLine, new.line_id), new.house or vault.house
    room = shares.room(vault, house, line.id)
    of_fund = [one for one in by_line(vault) if one.fund_id == line.fund_id]
    cap = of_woman(vault, new.person_id, line.id) if new.person_id and line.cap_cents is not None else None

    def step(left: int) -> Step:
        return Step(left, left - new.amount_cents)

    return Around(
        here=step(room.here),
        house=step(room.house),
        line=step(sum(one.left for one in of_fund if one.line_id == line.id)),
        fund=step(sum(one.left for one in of_fund)),
        woman=step(cap.left) if cap else None,
    )


_SHARES = """
SELECT house, line_id, share, sum(cents) AS cents FROM (
  SELECT house, line_id, to_share AS share, amount_cents AS cents FROM ledger_entry
  WHERE to_account = 'available' AND (:house = '' OR house = :house)
  UNION ALL
  SELECT house, line_id, from_share, -amount_cents FROM ledger_entry
  WHERE from_account = 'available' AND (:house = '' OR house = :house)
) GROUP BY house, line_id, share
"""


def _here(vault: Vault, house: str) -> dict[tuple[str, str], int]:
    """What this device can spend, by house and line."""
    rows = vault.query(_SHARES, house=house)
    holds = {code: shares.hold(vault, code) for code in {row["house"] for row in rows}}
    found: dict[tuple[str, str], int] = {}
    for row in rows:
        if holds[row["house"]].covers(row["share"]):
            key = row["house"], row["line_id"]
            found[key] = found.get(key, 0) + row["cents"]
    return found


def _of(found: Balance, line: BudgetLine | None, here: int) -> Left:
    return Left(
        house=found.house,
        fund_id=line.fund_id if line else "",
        line_id=found.line_id,
        allocated=found.allocated,
        planned=found.planned,
        committed=found.committed,
        paid=found.paid,
        left=found.left,
        here=here,
    )


def _sum(
    several: Iterable[Left],
    house: str = "",
    fund_id: str = "",
    line_id: str = "",
    budget: int | None = None,
) -> Left:
    summed = Left(house, fund_id, line_id, budget)
    for one in several:
        summed = replace(
            summed,
            **{
                name: getattr(summed, name) + getattr(one, name)
                for name in ("allocated", "planned", "committed", "paid", "left", "here")
            },
        )
    return summed


def _grouped(several: list[Left], key: Callable[[Left], str], name: str, **named: str) -> list[Left]:
    found: dict[str, list[Left]] = {}
    for one in several:
        found.setdefault(key(one), []).append(one)
    return [
        _sum(members, **{**named, name: value}, budget=_budget(members)) for value, members in found.items()
    ]


def _budget(several: list[Left]) -> int | None:
    given = [one.budget for one in several]
    return None if None in given else sum(budget or 0 for budget in given)
