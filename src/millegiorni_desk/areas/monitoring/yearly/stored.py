"""A report as JSON values that hold every number of it, and back: for copies that are kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, fields
from datetime import date
from typing import Any

from millegiorni_desk.areas.monitoring.figures import (
    Amount,
    Categories,
    Count,
    Figure,
    Interval,
    Measure,
    Measured,
    Part,
    Share,
)
from millegiorni_desk.areas.monitoring.indicators.declaration import Indicator, Kind, Source, Unit
from millegiorni_desk.areas.monitoring.queries import Period
from millegiorni_desk.areas.monitoring.report import Report

_SHAPES: Mapping[str, type[Any]] = {
    one.__name__.lower(): one for one in (Count, Share, Part, Amount, Categories, Measured)
}
_NOWHERE = Source("", "", "", "", "", "", "")


def to_json(report: Report) -> dict[str, Any]:
    """Every figure of *report*, and the words for its codes as they are now."""
    return {
        "from": report.period.start.isoformat(),
        "to": report.period.end.isoformat(),
        "house": report.house,
        "child_months": report.child_months,
        "published": report.published,
        "weights": report.weights,
        "houses": dict(report.houses),
        "labels": {name: dict(words) for name, words in report.labels.items()},
        "declared": {name: _declared(one) for name, one in report.declared.items() if name in report.figures},
        "figures": {name: _figure(figure) for name, figure in report.figures.items()},
    }


def from_json(content: Mapping[str, Any]) -> Report:
    """The report again; its indicators know their words, not where their rows came from."""
    return Report(
        Period(date.fromisoformat(content["from"]), date.fromisoformat(content["to"])),
        content["house"],
        content["child_months"],
        {name: _back(told) for name, told in content["figures"].items()},
        content["houses"],
        content["labels"],
        content["published"],
        {name: _indicator(name, told) for name, told in content["declared"].items()},
        content.get("weights", ""),
    )


def _declared(one: Indicator) -> dict[str, Any]:
    return {
        "title": one.title,
        "meaning": one.meaning,
        "denominator": one.denominator,
        "unit": one.unit.value,
        "kind": one.kind.value,
        "many": one.many,
        "measures": list(one.measures),
        "vocabulary": one.vocabulary,
    }


def _indicator(name: str, told: Mapping[str, Any]) -> Indicator:
    given = {**told, "unit": Unit(told["unit"]), "kind": Kind(told["kind"])}
    return Indicator(id=name, source=_NOWHERE, **{**given, "measures": tuple(told["measures"])})


def _figure(figure: Figure) -> dict[str, Any]:
    told = {"shape": type(figure).__name__.lower(), **asdict(figure)}
    hidden = told["hidden"]
    # In an order of its own, not of the codes: the figures by category keep theirs, as pairs.
    for name in ("numbers", "measures"):
        if name in told:
            told[name] = [[code, one] for code, one in told[name].items()]
    return {**told, "hidden": sorted(hidden) if isinstance(hidden, frozenset) else hidden}


def _back(told: Mapping[str, Any]) -> Figure:
    shape = _SHAPES[told["shape"]]
    # A copy from before a field was there says nothing of it.
    given = {one.name: told[one.name] for one in fields(shape) if one.name in told}
    if "numbers" in given:
        given["numbers"] = dict(given["numbers"])
    if "measures" in given:
        given["measures"] = {code: Measure(**one) for code, one in given["measures"]}
    for name in ("interval", "interval_no", "interval_of"):
        if given.get(name):
            given[name] = Interval(**given[name])
    if "intervals" in given:
        given["intervals"] = {code: Interval(**one) for code, one in given["intervals"].items()}
    if isinstance(given["hidden"], list):
        given["hidden"] = frozenset(given["hidden"])
    made: Figure = shape(**given)
    return made
