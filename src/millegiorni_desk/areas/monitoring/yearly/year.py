"""What is put together for one report to give away: its figures, maps, another period beside it, stories, targets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from millegiorni_desk.areas.monitoring import service, targets
from millegiorni_desk.areas.monitoring.disclosure import publishable, publishable_maps
from millegiorni_desk.areas.monitoring.figures import Categories, Figure, Measured
from millegiorni_desk.areas.monitoring.indicators.declaration import Indicator
from millegiorni_desk.areas.monitoring.report import Matrix, Report
from millegiorni_desk.areas.monitoring.targets import TargetDistance
from millegiorni_desk.areas.monitoring.yearly.tongue import Tongue, tongue
from millegiorni_desk.errors import InvalidValue
from millegiorni_desk.language import _
from millegiorni_desk.vault.vault import Vault

_LAST = "joined"


@dataclass(frozen=True)
class Year:
    """``before`` is the report of the period to compare with; ``stories`` are names and words, already agreed to;
    ``targets`` those in force in the period.
    """

    report: Report
    maps: Sequence[Matrix]
    left_out: Sequence[Matrix]
    tongue: Tongue
    before: Report | None = None
    stories: Sequence[tuple[str, str]] = ()
    targets: Sequence[TargetDistance] = ()

    def declared(self, action: str = "") -> Iterator[tuple[Indicator, Figure]]:
        """The figures of the report with what declares them, of one action where it is given."""
        for name, declared in self.report.declared.items():
            if name in self.report.figures and action in ("", action_of(name)):
                yield declared, self.report.figures[name]

    def single(self, action: str) -> Iterator[tuple[Indicator, Figure]]:
        """The figures of an action that have one value."""
        return ((d, f) for d, f in self.declared(action) if not isinstance(f, Categories | Measured))

    def listed(self, action: str) -> Iterator[Indicator]:
        """The figures of an action by category; how cards were joined comes after what they tell."""
        found = [d for d, f in self.declared(action) if isinstance(f, Categories | Measured)]
        return iter(sorted(found, key=lambda one: one.vocabulary == _LAST))


def action_of(indicator_id: str) -> str:
    """``a1`` of ``a1.people``."""
    return indicator_id.partition(".")[0]


def gather(
    vault: Vault,
    report: Report,
    maps: Sequence[Matrix] | None = None,
    *,
    language: str = "it",
    before: Report | None = None,
    stories: Sequence[tuple[str, str]] = (),
) -> Year:
    """What a report to give away says besides its figures. Its *maps* are read from *vault* where they are not given.

    They are given as they were counted, with every number, where the report is published too.

    A published report is compared only with another period that it does not share a day with: the difference would
    tell what both hide. Raises ``InvalidValue``.
    """
    maps, left_out = service.maps(vault, report) if maps is None else maps, list[Matrix]()
    if report.published:
        maps, left_out = publishable_maps(maps, report)
        if before is not None:
            if _overlap(report, before):
                raise InvalidValue(
                    _("Da pubblicare si confrontano solo periodi che non hanno giorni in comune."), "before"
                )
            before = before if before.published else publishable(before)
    if before is not None:
        # A code that only the other period knows has its name too.
        report = replace(report, labels=_both(before.labels, report.labels))
    return Year(report, maps, left_out, tongue(language), before, stories, targets.of_report(vault, report))


def _overlap(one: Report, other: Report) -> bool:
    return one.period.start <= other.period.end and other.period.start <= one.period.end


def _both(
    one: Mapping[str, Mapping[str, str]], other: Mapping[str, Mapping[str, str]]
) -> dict[str, Mapping[str, str]]:
    return {name: {**one.get(name, {}), **other.get(name, {})} for name in {**one, **other}}
