"""The publishable report: no number so small that it tells of one woman, and none from which it could be worked out.

Cells of 1 and 2 are hidden, of 1 to 4 where they speak of violence or health. In categories whose sum is
known the smallest number left is hidden too, because the sum would give the hidden one away; a map with a
cell to hide is left out as a whole. The report for the network's own use hides nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from millegiorni_desk.areas.monitoring.figures import Amount, Categories, Count, Figure, Measured, Share
from millegiorni_desk.areas.monitoring.indicators import INDICATORS
from millegiorni_desk.areas.monitoring.indicators.declaration import UNKNOWN, Indicator
from millegiorni_desk.areas.monitoring.report import Matrix, Report
from millegiorni_desk.areas.monitoring.reserved import RESERVED, VOCABULARIES

FEWEST = 3
FEWEST_OF_VIOLENCE_AND_HEALTH = 5

_DELICATE = frozenset(
    {("need", "violence"), ("need", "health"), ("fragility", "violence"), ("fragility", "health")}
    | {(vocabulary, RESERVED) for vocabulary in VOCABULARIES}
)

# How many are reserved is nearly how many speak of violence: it is never published.
_NEVER = frozenset({"a1.reserved", "a2.reserved"})

# Figures that speak of the network or of its records, not of women.
_OF_THE_NETWORK = frozenset(
    {"a1.houses", "a1.bodies", "a1.desks", "a1.people_records", "a1.joined", "a1.open_pairs"}
)

# A share and the category that says the same number: hidden together.
_SAME_NUMBER = (
    ("a1.direct", "a1.by_channel", "direct"),
    ("a2.unemployed", "a2.by_fragility", "unemployment"),
    ("a2.care_load", "a2.by_fragility", "care_load"),
)


# What was done for so few is hidden with how few they are: the hours of one mediation are one woman's.
_WITH = {"m.hours": "m.interventions", "m.by_kind": "m.interventions"}


def publishable(report: Report) -> Report:
    """*report* without what could tell of one woman."""
    figures = {name: _shown(INDICATORS[name], figure) for name, figure in report.figures.items()}
    for share_name, category_name, code in _SAME_NUMBER:
        share, category = figures[share_name], figures[category_name]
        if not isinstance(share, Share) or not isinstance(category, Categories):
            continue
        if share.hidden or code in category.hidden:
            figures[share_name] = _hidden_share(share)
            hidden = category.hidden | {code}
            figures[category_name] = _without(INDICATORS[category_name], category, hidden)
    for follower, leader in _WITH.items():
        if isinstance(led := figures.get(leader), Count) and led.hidden:
            figures[follower] = _all_hidden(figures[follower])
    return replace(report, figures=figures, published=True)


def publishable_maps(maps: Sequence[Matrix]) -> tuple[list[Matrix], list[Matrix]]:
    """The maps that hold no number to hide, and those left out.

    Euros go with their doti: the euros of one dote are one woman's.
    """
    small = {matrix.indicator.source for matrix in maps if _has_small(matrix)}
    kept = [matrix for matrix in maps if matrix.indicator.source not in small]
    return kept, [matrix for matrix in maps if matrix.indicator.source in small]


def _has_small(matrix: Matrix) -> bool:
    figures = (*matrix.cells.values(), *matrix.by_month.values(), *matrix.by_house.values(), matrix.total)
    return any(isinstance(figure, Count | Amount | Share) and _small(figure.number) for figure in figures)


def _small(number: int, fewest: int = FEWEST) -> bool:
    return 0 < number < fewest


def _shown(declared: Indicator, figure: Figure) -> Figure:
    if declared.id in _OF_THE_NETWORK:
        return figure
    if declared.id in _NEVER:
        return Count(0, 0, hidden=True)
    match figure:
        case Count() if _small(figure.number):
            return Count(0, figure.unknown, hidden=True)
        case Amount() if _small(figure.number):
            return Amount(None, 0, figure.unknown, hidden=True)
        case Share() if _small(figure.number) or _small(figure.out_of - figure.number):
            return _hidden_share(figure)
        case Categories(numbers=numbers):
            return _without(declared, figure, _to_hide(declared, numbers))
        case Measured(measures=measures):
            numbers = {code: measure.number for code, measure in measures.items()}
            hidden = _with_complement(numbers, _to_hide(declared, numbers))
            kept = {code: measure for code, measure in measures.items() if code not in hidden}
            return Measured(kept, hidden)
    return figure


def _all_hidden(figure: Figure) -> Figure:
    if isinstance(figure, Measured):
        return Measured({}, figure.hidden | frozenset(figure.measures))
    return Amount(None, 0, hidden=True) if isinstance(figure, Amount) else figure


def _hidden_share(share: Share) -> Share:
    return Share(0, 0 if _small(share.out_of) else share.out_of, share.unknown, hidden=True)


def _to_hide(declared: Indicator, numbers: Mapping[str, int]) -> frozenset[str]:
    return frozenset(
        code
        for code, number in numbers.items()
        if code != UNKNOWN and _small(number, _fewest(declared.vocabulary, code))
    )


def _fewest(vocabulary: str, code: str) -> int:
    return FEWEST_OF_VIOLENCE_AND_HEALTH if (vocabulary, code) in _DELICATE else FEWEST


def _without(declared: Indicator, figure: Categories, hidden: frozenset[str]) -> Categories:
    # A record of several codes counts under each: their sum is no total, so nothing follows from it.
    if not declared.many:
        hidden = _with_complement({**figure.numbers, **dict.fromkeys(figure.hidden, 0)}, hidden)
    return Categories({code: number for code, number in figure.numbers.items() if code not in hidden}, hidden)


def _with_complement(numbers: Mapping[str, int], hidden: frozenset[str]) -> frozenset[str]:
    """*hidden*, and the smallest number that is left: then the sum tells nothing about the small ones."""
    left = [code for code in numbers if numbers[code] and code not in hidden]
    if not hidden or not left:
        return hidden
    return hidden | {min(left, key=lambda code: (numbers[code], code))}
