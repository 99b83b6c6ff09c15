"""What stands beside a figure on the dashboard: what it was a year before, and how near its target it is."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date

from millegiorni_desk.areas.monitoring import service, span, targets
from millegiorni_desk.areas.monitoring.figures import Figure
from millegiorni_desk.areas.monitoring.queries import Period
from millegiorni_desk.areas.monitoring.report import Report
from millegiorni_desk.areas.monitoring.targets import TargetDistance
from millegiorni_desk.dates import months_later
from millegiorni_desk.vault.permissions import Permission
from millegiorni_desk.vault.vault import Vault

# What lies on no day, such as the number of houses, was not something else a year before.
_NO_DAY = "''"

Progress = Callable[[int, int, str], object]


@dataclass(frozen=True)
class Beside:
    """``before`` is the same figure of the same days a year earlier, none where the register holds none of them."""

    before: Figure | None = None
    target: TargetDistance | None = None


def beside(
    vault: Vault,
    report: Report,
    names: Collection[str],
    progress: Progress = lambda done, total, words: None,
    today: date | None = None,
) -> dict[str, Beside]:
    """What stands beside the figures *names* of *report*. Raises ``NotAllowed``.

    Of a year that is still going on, the year before counts up to the same day. Of several targets of one figure that
    which ends last counts: the year's, not the quarter's.
    """
    vault.require(Permission.REPORT)
    start, end = report.period
    now = today or date.today()
    days = Period(months_later(start, -12), months_later(min(end, max(start, now)), -12))
    known = span.covered(vault)
    before = dict[str, Figure]()
    dated = [name for name in names if report.declared[name].source.on_date != _NO_DAY]
    if dated and known is not None and known.start <= days.end:
        counted = service.compute(
            vault, *days, house=report.house, child_months=report.child_months, only=dated, progress=progress
        )
        before = dict(counted.figures)
    aims: dict[str, TargetDistance] = {}
    for one in targets.of_report(vault, report, now):
        if not one.category and one.house == report.house:
            held = aims.get(one.indicator.id)
            if held is None or one.period.end > held.period.end:
                aims[one.indicator.id] = one
    return {name: Beside(before.get(name), aims.get(name)) for name in names}
