"""What a figure says on a screen: its large value, what stands beside and below, and its bars."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from millegiorni_desk.areas.monitoring import wording
from millegiorni_desk.areas.monitoring.dashboard import Beside
from millegiorni_desk.areas.monitoring.figures import (
    Amount,
    Categories,
    Count,
    Figure,
    Interval,
    Measure,
    Measured,
    Share,
)
from millegiorni_desk.areas.monitoring.indicators.declaration import Indicator, Kind, Unit
from millegiorni_desk.areas.monitoring.report import Report
from millegiorni_desk.areas.monitoring.targets import TargetDistance
from millegiorni_desk.areas.monitoring.view import said
from millegiorni_desk.language import _, plural
from millegiorni_desk.ui.charts import Bar

OTHERS = "*"
"""The key of the bar that stands for the lines that had no room."""

_HIGHEST_SCORE = 10
# What an amount is taken of, one and many, by its rows' table.
_OF = {
    "dote": ("dote", "doti"),
    "mediation_session": (_("incontro"), _("incontri")),
    "meeting": (_("incontro"), _("incontri")),
    "training": (_("incontro"), _("incontri")),
    "pathway": (_("nucleo"), _("nuclei")),
    "budget_line": (_("voce di costo"), _("voci di costo")),
    "envelope": (_("busta"), _("buste")),
    "material": (_("tiratura"), _("tirature")),
    "material_delivery": (_("consegna"), _("consegne")),
    "post": (_("pubblicazione"), _("pubblicazioni")),
    "training_presence": (_("presenza"), _("presenze")),
}
_ROW = (_("riga"), _("righe"))
_ANSWER = (_("risposta"), _("risposte"))


@dataclass(frozen=True)
class Shown:
    """``value`` large, ``counts`` beside it (n of N), ``note`` below (what is not known), ``share`` 0 to 1."""

    value: str
    counts: str = ""
    note: str = ""
    share: float | None = None


def shown(declared: Indicator, figure: Figure) -> Shown:
    """A figure that has one value; of categories, how many lines they have."""
    value = wording.headline(declared, figure)
    between = wording.interval(declared, figure)
    match figure:
        case Share(out_of=out_of):
            counts = _("{number} su {out_of}").format(
                number=wording.number(figure.number), out_of=wording.number(out_of)
            )
            note = " · ".join(part for part in (between, unknown(figure.unknown)) if part)
            return Shown(value, counts, note, figure.number / out_of if out_of else None)
        case Amount(number=number):
            note = " · ".join(part for part in (between, unknown(figure.unknown)) if part)
            return Shown(value, _counted(declared, number), note)
        case Count():
            note = " · ".join(part for part in (unsure(figure.interval), unknown(figure.unknown)) if part)
            return Shown(value, between, note)
        case Categories(numbers=numbers):
            return Shown(_lines(sum(1 for number in numbers.values() if number)))
        case Measured(measures=measures):
            return Shown(_lines(len(measures)))


def shown_category(report: Report, declared: Indicator, category: str) -> Shown:
    """As :func:`shown`; of one category, its number and what it is called."""
    figure = report.figures[declared.id]
    if category and isinstance(figure, Categories | Measured):
        for bar in bars(report, declared.id):
            if bar.key == category:
                return Shown(bar.figure, bar.words)
        return Shown("0", said.label(report, declared.vocabulary, category))
    return shown(declared, figure)


def beside_words(declared: Indicator, beside: Beside) -> list[str]:
    """What a figure was a year before, and its target: a line each."""
    words = []
    before = wording.value(declared, beside.before) if beside.before is not None else ""
    if before and before != wording.NOTHING:
        words.append(_("un anno prima {value}").format(value=before))
    if beside.target is not None:
        reached = "" if beside.target.percent is None else f": {beside.target.percent} %"
        words.append(_("obiettivo {value}").format(value=aim(beside.target)) + reached)
    return words


def aim(target: TargetDistance) -> str:
    """The value of a target in its unit."""
    if target.indicator.kind is Kind.SHARE:
        return f"{target.value} %"
    return wording.amount(target.indicator, target.value)


def share_of_target(target: TargetDistance | None) -> float | None:
    """0 to 1 of a target, none where nothing is known of it."""
    return None if target is None or target.percent is None else target.percent / 100


def unknown(number: int) -> str:
    """``non si sa: 118``, nothing where everything is known."""
    return _("non si sa: {number}").format(number=wording.number(number)) if number else ""


def unsure(interval: Interval | None) -> str:
    """``stima 3.509 · coppie da rivedere: 45``, nothing where no open pair may change the number."""
    if interval is None or interval.estimate is None:
        return ""
    return " · ".join(
        _(words).format(n=wording.number(number))
        for words, number in ((wording.ESTIMATE, interval.estimate), (wording.WAITING, interval.pairs))
    )


def _counted(declared: Indicator, number: int) -> str:
    one, many = _ANSWER if declared.unit is Unit.NUMBER else _OF.get(declared.source.table, _ROW)
    return f"{wording.number(number)} {one if number == 1 else many}"


def _lines(number: int) -> str:
    return plural("{n} voce", "{n} voci", number).format(n=number)


def bars(report: Report, indicator_id: str, most: int = 0) -> list[Bar]:
    """The lines of a category that are not zero; with *most*, what has no room is one bar at the end."""
    declared = report.declared[indicator_id]
    found = [line for line in wording.lines(report, declared) if line.number]
    if most and len(found) > most:
        found, rest = found[: most - 1], found[most - 1 :]
        return [*(_bar(report, declared, line) for line in found), _rest(rest)]
    return [_bar(report, declared, line) for line in found]


def _bar(report: Report, declared: Indicator, line: wording.Line) -> Bar:
    words = said.label(report, declared.vocabulary, line.code)
    number = line.number or 0
    figure = wording.line_number(line)
    if line.measure is not None and "last" in declared.measures:
        return Bar(words, float(line.measure.value("last")),
                   f"{_change(line.measure)} · n {figure}", key=line.code)  # fmt: skip
    if line.measure is not None:
        told = wording.measured(declared, line.measure)
        figure = " · ".join([figure, *(_(how).format(value=value) for how, value in told)])
    return Bar(words, number, figure, key=line.code)


def cells(report: Report, indicator_id: str) -> Iterator[tuple[str, str, str, str]]:
    """The lines of a category that are not zero: code, words, value, of how many; each measure a line of its own."""
    declared = report.declared[indicator_id]
    heads = [_(head).lower() for head in wording.measure_heads(declared)]
    for line in wording.lines(report, declared):
        words, number = said.label(report, declared.vocabulary, line.code), wording.line_number(line)
        if not line.number:
            continue
        if line.measure is None:
            yield line.code, words, number, ""
        elif "last" in declared.measures:
            yield line.code, words, _change(line.measure), f"n {number}"
        else:
            yield line.code, f"{words} · {heads[0]}", number, ""
            for head, (how, value) in zip(heads[1:], wording.measured(declared, line.measure), strict=True):
                yield line.code, f"{words} · {head}", f"{value} €" if how.endswith("€") else value, ""


def _change(measure: Measure) -> str:
    first, last = measure.value("first"), measure.value("last")
    return _("da {first} a {last}").format(first=wording.number(first), last=wording.number(last))


def _rest(lines: Sequence[wording.Line]) -> Bar:
    one = wording.together(lines)
    words = _("Altre {count} voci").format(count=len(lines))
    return Bar(words, one.number or 0, wording.line_number(one), key=OTHERS)


def whole(report: Report, indicator_id: str) -> float | None:
    """What the longest bar would be if everyone were in it: pathways for fragilities, 10 for wellbeing."""
    if indicator_id == "a2.wellbeing":
        return _HIGHEST_SCORE
    pathways = report.figures.get("a2.pathways")
    if indicator_id == "a2.by_fragility" and isinstance(pathways, Count):
        return pathways.number or None
    return None
