"""Categories on paper: a bar for each line, first and last wellbeing one above the other."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from reportlab.platypus import Flowable, Spacer

from millegiorni_desk.areas.monitoring import charts, wording
from millegiorni_desk.areas.monitoring.figures import Measure
from millegiorni_desk.areas.monitoring.indicators.declaration import Indicator
from millegiorni_desk.areas.monitoring.print_style import SMALL, SMALL_RIGHT, VALUE, listing, section, words
from millegiorni_desk.areas.monitoring.report import Report

_MOST_BARS = 14


def category(report: Report, declared: Indicator) -> Iterator[Flowable]:
    """The lines of a category that are not zero, as bars; nothing where there are none."""
    found = [line for line in wording.lines(report, declared) if line.number != 0]
    if not found:
        return
    highest = max((line.number or 0 for line in found), default=0)
    rows: list[list[Any]] = [_row(declared, line, highest) for line in found[:_MOST_BARS]]
    if len(found) > _MOST_BARS:
        rows.append(_rest(found[_MOST_BARS:]))
    yield section(declared.title, declared.meaning, listing(rows, (0.36, 0.36, 0.11, 0.17), 0.5, 1))


def _row(declared: Indicator, line: wording.Line, highest: int) -> list[Any]:
    if line.number is None:
        return [words(line.label), "", words(wording.HIDDEN, VALUE), ""]
    return [
        words(line.label),
        charts.Bar(line.number / highest),
        words(wording.number(line.number), VALUE),
        words(_measured(declared, line.measure), SMALL_RIGHT),
    ]


def _rest(lines: list[wording.Line]) -> list[Any]:
    hidden = any(line.number is None for line in lines)
    number = wording.HIDDEN if hidden else wording.number(sum(line.number or 0 for line in lines))
    return [words(f"Altre {len(lines)} voci", SMALL), "", words(number, VALUE), ""]


def _measured(declared: Indicator, measure: Measure | None) -> str:
    if measure is None:
        return ""
    if "euros" in declared.measures:
        return wording.euros(measure.total)
    return f"{wording.number(measure.hours.normalize() + 0)} ore" if "hours" in declared.measures else ""


def wellbeing(report: Report, declared: Indicator) -> Iterator[Flowable]:
    """First and last mean of each dimension, one bar above the other."""
    rows = []
    for line in wording.lines(report, declared):
        if line.measure is None:
            rows.append([words(line.label), "", words(wording.HIDDEN, VALUE), ""])
            continue
        first, last = line.measure.mean(line.measure.total), line.measure.mean(line.measure.other_total)
        bars = [
            charts.Bar(float(first) / 10, charts.ACCENT, track=True, height=4),
            Spacer(1, 2),
            charts.Bar(float(last) / 10, track=True, height=4),
        ]
        change = words(f"da {wording.number(first)} a {wording.number(last)}", VALUE)
        rows.append([words(line.label), bars, change, words(f"{line.number} confronti", SMALL_RIGHT)])
    if rows:
        under = f"{declared.meaning} Sopra la prima volta, sotto l'ultima."
        yield section(declared.title, under, listing(rows, (0.3, 0.36, 0.17, 0.17), 2, 2))
