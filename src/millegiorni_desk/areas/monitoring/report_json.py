"""A report as plain values by indicator id; ``docs/report-json.md`` describes every shape."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from millegiorni_desk.areas.monitoring.figures import (
    Amount,
    Categories,
    Count,
    Figure,
    Interval,
    Measure,
    Measured,
    Share,
    rounded,
)
from millegiorni_desk.areas.monitoring.indicators.declaration import SUMMED, Indicator, Unit
from millegiorni_desk.areas.monitoring.report import Report

NAMED = frozenset({"partner", "line"})
"""Vocabularies whose codes are ids of records: the JSON says their names instead."""


def to_json(report: Report) -> dict[str, Any]:
    """Every figure of *report*, ready for ``json.dumps``."""
    return {name: _plain(report, report.declared[name], value) for name, value in report.figures.items()}


def document(report: Report) -> dict[str, Any]:
    """The same for a file: where pairs of records wait to be looked at, with ``intervals`` by indicator id after it.

    Beside them ``weights``, by which the pairs were compared.
    """
    found = {name: _intervals(report.declared[name], value) for name, value in report.figures.items()}
    between = {name: told for name, told in found.items() if told}
    return to_json(report) | ({"intervals": between, "weights": report.weights} if between else {})


def _intervals(declared: Indicator, value: Figure) -> Any:
    match value:
        case Count(interval=interval) | Amount(interval=interval):
            return _interval(declared, interval)
        case Share():
            low, high = value.percents or (value.percent, value.percent)
            told = {"n": _interval(declared, value.interval), "N": _interval(declared, value.interval_of)}
            shown = {name: one for name, one in told.items() if one}
            return {**shown, "share": {"low": low, "high": high}} if shown else None
        case Categories():
            return {code: _interval(declared, one) for code, one in value.intervals.items()}
    return None


def _interval(declared: Indicator, interval: Interval | None) -> dict[str, Any] | None:
    if interval is None:
        return None
    low, high = (_amount(declared, one) for one in (interval.low, interval.high))
    told: dict[str, Any] = {"low": low, "high": high}
    if interval.thousandths is not None:
        parts = 100_000 if declared.unit is Unit.NUMBER else 1000
        told["estimate"] = float(Decimal(interval.thousandths) / parts)
    return told | ({"pairs": interval.pairs} if interval.pairs else {})


def _plain(report: Report, declared: Indicator, value: Figure) -> Any:
    match value:
        case Count():
            return None if value.hidden else value.number
        case Share():
            if value.hidden and not value.out_of:
                return {"n": None, "N": None, "share": None, "unknown": None}
            shown = None if value.hidden else value.number
            return {"n": shown, "N": value.out_of, "share": value.percent, "unknown": value.unknown}
        case Amount(value=amount):
            return _amount(declared, amount)
        case Categories(numbers=numbers):
            return dict(numbers) | dict.fromkeys(sorted(value.hidden))
        case Measured(measures=measures):
            plain = {code: _measures(declared, measure) for code, measure in measures.items()}
            return _named(report, declared, plain | dict.fromkeys(sorted(value.hidden)))


def _named(report: Report, declared: Indicator, plain: dict[str, Any]) -> dict[str, Any]:
    """*plain* by names where codes are ids of records."""
    if declared.vocabulary not in NAMED:
        return plain
    names = report.labels[declared.vocabulary]
    return {names.get(code, code): value for code, value in plain.items()}


def _amount(declared: Indicator, amount: int | None) -> float | int | None:
    if declared.unit in (Unit.CENTS, Unit.NUMBER):
        return _euros(amount)
    if declared.unit is Unit.HOURS and amount is not None:
        return float(rounded(Decimal(amount) / 60, 2))
    return amount


def _euros(cents: int | None) -> float | None:
    # Nearest double of a decimal with two places: prints back as that decimal.
    return None if cents is None else float(Decimal(cents) / 100)


def _measures(declared: Indicator, measure: Measure) -> dict[str, Any]:
    count, *others = declared.measures
    plain: dict[str, Any] = {count: measure.number}
    for name in others:
        value = measure.value(name)
        plain[name] = value if isinstance(value, int) else float(value)
        if SUMMED[name].partly:
            plain["unknown"] = measure.number - measure.measured
    return plain
