"""The targets of a report as a table: what was wanted, what was reached, how far it is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from millegiorni_desk.areas.monitoring import wording
from millegiorni_desk.areas.monitoring.indicators.declaration import Indicator, Kind
from millegiorni_desk.areas.monitoring.targets import TargetDistance
from millegiorni_desk.areas.monitoring.yearly.parts import Heading, Part, Table
from millegiorni_desk.areas.monitoring.yearly.tongue import Tongue
from millegiorni_desk.areas.monitoring.yearly.year import Year
from millegiorni_desk.language import N_

HEADS = (
    N_("Obiettivo"), N_("Fino al"), N_("Voluto"), N_("Raggiunto"), N_("Quanto"), N_("Manca"), N_("Previsto"),
)  # fmt: skip
_WIDTHS = (4, 1.9, 1.5, 1.6, 1.2, 1.4, 1.5)


def parts(year: Year) -> Iterator[Part]:
    """The table of the targets; nothing where there are none."""
    if not year.targets:
        return
    say = year.tongue.say
    yield Heading(say(N_("Obiettivi")), 2)
    yield Table(
        say(N_("Quanto si è raggiunto")), [say(head) for head in HEADS], rows(year), _WIDTHS, range(1, 7)
    )


def rows(year: Year) -> list[Sequence[str]]:
    """One row for each target, under :data:`HEADS`."""
    return [_row(year, one) for one in year.targets]


def _row(year: Year, one: TargetDistance) -> Sequence[str]:
    tongue = year.tongue

    def value(number: int | None) -> str:
        if one.hidden:
            return wording.HIDDEN
        return wording.NOTHING if number is None else _value(tongue, one.indicator, number)

    percent = wording.HIDDEN if one.hidden else wording.NOTHING
    if one.percent is not None and not one.hidden:
        percent = tongue.percent(one.percent)
    return [
        _title(year, one),
        f"{one.period.end:%d/%m/%Y}",
        _value(tongue, one.indicator, one.value),
        value(one.reached),
        percent,
        value(one.missing),
        value(one.forecast),
    ]


def _title(year: Year, one: TargetDistance) -> str:
    tongue = year.tongue
    names = [tongue.say(one.indicator.title)]
    if one.category:
        names.append(tongue.label(year.report, one.indicator.vocabulary, one.category))
    if one.house:
        names.append(tongue.label(year.report, "house", one.house))
    return " · ".join(names)


def _value(tongue: Tongue, declared: Indicator, number: int) -> str:
    if declared.kind is Kind.SHARE:
        return tongue.percent(number)
    if declared.kind is Kind.MEASURED:
        return tongue.number(number)
    return tongue.amount(declared, number)
