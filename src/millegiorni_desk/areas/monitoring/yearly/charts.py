"""Figures by category as bars with their numbers: of one period, or of two, one above the other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from millegiorni_desk.areas.monitoring import wording
from millegiorni_desk.areas.monitoring.figures import Categories, Figure, Measure, Measured
from millegiorni_desk.areas.monitoring.indicators.declaration import Indicator
from millegiorni_desk.areas.monitoring.yearly.parts import Bar, Bars, Columns
from millegiorni_desk.areas.monitoring.yearly.tongue import Tongue
from millegiorni_desk.areas.monitoring.yearly.year import Year
from millegiorni_desk.language import N_

_MOST = 16
_OF_TEN = 10
_ENTRY = N_("Voce")


def chart(year: Year, declared: Indicator) -> Bars | Columns | None:
    """The chart of a figure by category; none where there is nothing to draw."""
    lines = [line for line in wording.lines(year.report, declared) if line.number != 0]
    if not lines:
        return None
    if "first" in declared.measures:
        return _wellbeing(year, declared, lines)
    highest = max((line.number or 0 for line in lines), default=0)
    bars = [_bar(year, declared, line, highest) for line in lines]
    upright = declared.vocabulary == "month" and len(bars) <= _MOST
    if not upright and len(bars) > _MOST:
        bars = [*bars[: _MOST - 1], _rest(year.tongue, declared, lines[_MOST - 1 :])]
    say = year.tongue.say
    heads = [say(_ENTRY), *map(say, wording.measure_heads(declared))]
    title, under = say(declared.title), say(declared.meaning)
    if wording.is_unsure(year.report.figures[declared.id]):
        under = f"{under} {say(wording.between(year.report))}"
    alt = _aloud(year.tongue, title, bars)
    if upright:
        return Columns(title, under, heads, bars, alt)
    return Bars(title, under, heads, bars, alt)


def _bar(year: Year, declared: Indicator, line: wording.Line, highest: int) -> Bar:
    tongue = year.tongue
    label = tongue.label(year.report, declared.vocabulary, line.code)
    if line.number is None:
        return Bar(label, None, [wording.HIDDEN, *[""] * (len(declared.measures[1:]))])
    measured = [tongue.measure(name, line.measure) for name in declared.measures[1:] if line.measure]
    return Bar(label, line.number / highest, [tongue.line_number(line), *measured])


def _rest(tongue: Tongue, declared: Indicator, lines: Sequence[wording.Line]) -> Bar:
    label = tongue.say(N_("Altre {n} voci")).format(n=len(lines))
    hidden = any(line.number is None for line in lines)
    number = wording.HIDDEN if hidden else tongue.line_number(wording.together(lines))
    return Bar(label, None, [number, *[""] * len(declared.measures[1:])])


def _wellbeing(year: Year, declared: Indicator, lines: Sequence[wording.Line]) -> Bars:
    """First and last mean of each dimension, out of ten."""
    tongue, bars = year.tongue, list[Bar]()
    for line in lines:
        label = tongue.label(year.report, declared.vocabulary, line.code)
        if line.measure is None or line.number is None:
            bars.append(Bar(label, None, [wording.HIDDEN, "", ""]))
            continue
        first, last = line.measure.value("first"), line.measure.value("last")
        texts = [tongue.number(line.number), tongue.number(first), tongue.number(last)]
        bars.append(Bar(label, float(last) / _OF_TEN, texts, float(first) / _OF_TEN))
    heads = [tongue.say(_ENTRY), *map(tongue.say, wording.measure_heads(declared))]
    title = tongue.say(declared.title)
    return Bars(
        title,
        tongue.say(declared.meaning),
        heads,
        bars,
        _aloud(tongue, title, bars),
        (heads[2], heads[3]),
    )


def two_periods(year: Year, declared: Indicator) -> Bars | None:
    """One figure by category in both periods; none where both are empty. Raises no error for what is hidden."""
    if year.before is None or declared.id not in year.before.figures:
        return None
    was = _lines(year.before.figures[declared.id])
    now = _lines(year.report.figures[declared.id])
    codes = [line.code for line in wording.lines(year.report, declared)]
    codes += [code for code in was if code not in codes]
    if declared.vocabulary == "month":
        return None
    none = wording.Line("", "", 0)
    shown = [code for code in codes if was.get(code, none).number != 0 or now.get(code, none).number != 0]
    highest = max((line.number or 0 for line in (*was.values(), *now.values())), default=0)
    if not shown or not highest:
        return None
    tongue = year.tongue
    names = (tongue.column(year.before.period), tongue.column(year.report.period))
    title = tongue.say(declared.title)
    bars = [
        _pair(
            tongue,
            tongue.label(year.report, declared.vocabulary, code),
            was.get(code, none),
            now.get(code, none),
            highest,
        )
        for code in shown
    ]
    heads = [tongue.say(_ENTRY), *names, tongue.say(N_("Differenza"))]
    return Bars(title, "", heads, bars, _aloud(tongue, title, bars, names), names)


def _pair(tongue: Tongue, label: str, was: wording.Line, now: wording.Line, highest: int) -> Bar:
    hidden = was.number is None or now.number is None
    difference = wording.NOTHING if hidden else signed(tongue, (now.number or 0) - (was.number or 0))
    numbers = [wording.HIDDEN if line.number is None else tongue.line_number(line) for line in (was, now)]
    return Bar(label, (now.number or 0) / highest, [*numbers, difference], (was.number or 0) / highest)


def _lines(figure: Figure) -> Mapping[str, wording.Line]:
    """How many by code, and between what; none where that is hidden."""
    found: dict[str, wording.Line] = {}
    if isinstance(figure, Categories):
        found = {
            code: wording.Line(code, "", number, None, figure.intervals.get(code))
            for code, number in figure.numbers.items()
        }
    elif isinstance(figure, Measured):
        measures: Mapping[str, Measure] = figure.measures
        found = {code: wording.Line(code, "", measure.number) for code, measure in measures.items()}
    hidden = figure.hidden if isinstance(figure, Categories | Measured) else frozenset()
    return found | {code: wording.Line(code, "", None) for code in sorted(hidden)}


def signed(tongue: Tongue, difference: int) -> str:
    """``+12``, ``−3`` with a true minus, ``0``."""
    sign = "+" if difference > 0 else "−" if difference < 0 else ""
    return f"{sign}{tongue.number(abs(difference))}"


def _aloud(tongue: Tongue, title: str, bars: Sequence[Bar], names: Sequence[str] = ()) -> str:
    """What a chart shows, for whoever hears it."""
    said = [f"{bar.label} {', '.join(text for text in bar.texts if text)}" for bar in bars]
    over = f" ({', '.join(names)})" if names else ""
    return tongue.say(N_("Grafico a barre: {title}. {values}.")).format(
        title=title + over, values="; ".join(said)
    )
