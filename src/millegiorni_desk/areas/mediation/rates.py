"""What an hour of a mediator cost on a day: a new rate holds from its day on, hours before it keep theirs.

The rate of now is ``Mediator.cents_per_hour``; those before it are kept beside it, each with its last day.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from millegiorni_desk.areas.mediation.records import Mediator

_KEPT = re.compile(r"(\d{4}-\d{2}-\d{2}) (\d{1,6})", re.ASCII)


def rate_on(now: int | None, earlier: Sequence[str], day: date) -> int | None:
    """Cents per hour on *day*; *earlier* are the rates before that of *now*. None where nobody wrote it."""
    ended = [(last, cents) for last, cents in _read(earlier) if day <= last]
    return min(ended)[1] if ended else now


def changed(held: Mediator, cents: int | None, since: date) -> dict[str, Any]:
    """The fields of *held* once an hour costs *cents* from the day *since* on; before it nothing changes.

    Where no rate was known, the new one holds for the hours before too: they were never told at another.
    """
    last = since - timedelta(days=1)
    kept = [(day, rate) for day, rate in _read(held.earlier_rates) if day < last]
    before = rate_on(held.cents_per_hour, held.earlier_rates, last)
    if before is not None:
        kept.append((last, before))
    return {"cents_per_hour": cents, "earlier_rates": [f"{day.isoformat()} {rate}" for day, rate in kept]}


def _read(earlier: Sequence[str]) -> list[tuple[date, int]]:
    found = [_KEPT.fullmatch(one) for one in earlier]
    return sorted((date.fromisoformat(one[1]), int(one[2])) for one in found if one)
