"""What a report is made of: the figures of a period, the map month by house, and the rows behind a figure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

from millegiorni_desk.areas.monitoring.figures import Figure
from millegiorni_desk.areas.monitoring.indicators import INDICATORS
from millegiorni_desk.areas.monitoring.indicators.declaration import Indicator
from millegiorni_desk.areas.monitoring.queries import Period


@dataclass(frozen=True)
class Report:
    """Every figure of a period by indicator id, with the labels that its codes need.

    ``house`` is the code of the one house that it is about, empty for all; ``houses`` maps codes to names;
    ``labels`` maps a vocabulary to code → Italian label; ``published``
    is true of one that hides what could tell of one woman (``disclosure``). ``declared`` are the indicators that the
    vault knew (``indicators.of``), in their order. ``weights`` is by which weights open pairs were compared, as
    ``2+17``: version and decisions; empty where no pair is open.
    """

    period: Period
    house: str
    child_months: int
    figures: Mapping[str, Figure]
    houses: Mapping[str, str]
    labels: Mapping[str, Mapping[str, str]]
    published: bool = False
    declared: Mapping[str, Indicator] = field(default_factory=lambda: INDICATORS)
    weights: str = ""


@dataclass(frozen=True)
class Matrix:
    """One indicator month by house. The sums are figures of their own: a person who came twice counts once.

    ``cells`` is by month and house, ``by_month`` over all houses, ``by_house`` over the whole period.
    """

    indicator: Indicator
    months: Sequence[str]
    houses: Sequence[str]
    cells: Mapping[tuple[str, str], Figure]
    by_month: Mapping[str, Figure]
    by_house: Mapping[str, Figure]
    total: Figure

    def figures(self) -> Iterator[Figure]:
        """Every number of it, the sums last."""
        return chain(self.cells.values(), self.by_month.values(), self.by_house.values(), (self.total,))


@dataclass(frozen=True, slots=True)
class Row:
    """One of the rows behind a figure: the record that it opens, and its facts as codes."""

    table: str
    record_id: str
    house: str
    on_date: str
    state: str
    facts: Mapping[str, Any] = field(default_factory=dict)


def months(period: Period) -> list[str]:
    """The months that a period touches, as ``YYYY-MM``."""
    first, last = (day.year * 12 + day.month - 1 for day in period)
    return [f"{month // 12:04d}-{month % 12 + 1:02d}" for month in range(first, last + 1)]
