"""Two periods side by side: the value of each figure in both, the difference, and n out of N."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from millegiorni_desk.areas.monitoring import wording
from millegiorni_desk.areas.monitoring.figures import (
    Amount,
    Categories,
    Count,
    Figure,
    Measured,
    Share,
    rounded,
)
from millegiorni_desk.areas.monitoring.indicators.declaration import Indicator
from millegiorni_desk.areas.monitoring.yearly.charts import signed, two_periods
from millegiorni_desk.areas.monitoring.yearly.parts import Heading, Part, Table, Text
from millegiorni_desk.areas.monitoring.yearly.tongue import Tongue
from millegiorni_desk.areas.monitoring.yearly.year import Year
from millegiorni_desk.language import N_

_WIDTHS = (3.4, 1.6, 2, 1.6, 2, 1.9)
SHARES = N_("La differenza tra due percentuali è in punti, arrotondata una volta sola.")


@dataclass(frozen=True)
class Compared:
    """One figure in both periods; ``difference`` is none where one is hidden or has no value.

    It is in the figure's unit, and for shares in points, one decimal.
    """

    declared: Indicator
    before: Figure
    after: Figure
    difference: Decimal | None


def compared(year: Year, action: str = "") -> Iterator[Compared]:
    """Every figure with one value that both periods have."""
    if year.before is None:
        return
    for declared, figure in year.declared(action):
        was = year.before.figures.get(declared.id)
        if was is not None and not isinstance(figure, Categories | Measured):
            yield Compared(declared, was, figure, _difference(was, figure))


def _difference(was: Figure, now: Figure) -> Decimal | None:
    before, after = _exact(was), _exact(now)
    if before is None or after is None:
        return None
    return rounded(after - before, 1) if isinstance(now, Share) else after - before


def _exact(figure: Figure) -> Decimal | None:
    match figure:
        case Count(hidden=False, number=number):
            return Decimal(number)
        case Share() if figure.percent is not None:
            return Decimal(100 * figure.number) / figure.out_of
        case Amount(hidden=False, value=int(value)):
            return Decimal(value)
    return None


def difference_words(tongue: Tongue, one: Compared) -> str:
    """``+12``, ``−1,5 punti``, ``+120,00 €``."""
    if one.difference is None:
        return wording.NOTHING
    if isinstance(one.after, Share):
        sign = "+" if one.difference > 0 else "−" if one.difference < 0 else ""
        points = tongue.number(abs(one.difference).normalize() + 0)
        return tongue.say(N_("{points} punti")).format(points=f"{sign}{points}")
    if isinstance(one.after, Amount):
        value = int(one.difference)
        sign = "+" if value > 0 else "−" if value < 0 else ""
        return f"{sign}{tongue.amount(one.declared, abs(value))}"
    return signed(tongue, int(one.difference))


def heads(year: Year) -> list[str]:
    """What stands over the columns of the comparison."""
    if year.before is None:
        return []
    tongue = year.tongue
    names = (tongue.column(year.before.period), tongue.column(year.report.period))
    out_of = tongue.say(N_("n su N"))
    figure, difference = tongue.say(N_("Cifra")), tongue.say(N_("Differenza"))
    return [figure, names[0], out_of, names[1], out_of, difference]


def row(year: Year, one: Compared) -> list[str]:
    """One figure under :func:`heads`."""
    tongue = year.tongue
    return [
        tongue.say(one.declared.title),
        tongue.value(one.declared, one.before),
        _numbers(tongue, one.before),
        tongue.value(one.declared, one.after),
        _numbers(tongue, one.after),
        difference_words(tongue, one),
    ]


def _numbers(tongue: Tongue, figure: Figure) -> str:
    unknown = tongue.unknown(figure)
    said = tongue.say(N_("non si sa: {n}")).format(n=unknown) if unknown else ""
    return "\n".join(part for part in (tongue.out_of(figure), said) if part)


def parts(year: Year) -> Iterator[Part]:
    """The chapter on both periods; nothing where there is only one."""
    if year.before is None:
        return
    say = year.tongue.say
    yield Heading(say(N_("Confronto tra due periodi")), 2)
    names = [year.tongue.period(one.period) for one in (year.before, year.report)]
    yield Text(f"{' / '.join(names)}. {say(SHARES)}", "small")
    if any(wording.is_unsure(figure) for one in compared(year) for figure in (one.before, one.after)):
        yield Text(say(wording.between(year.report)), "small")
    over = heads(year)
    for action, name in wording.ACTIONS.items():
        rows = [row(year, one) for one in compared(year, action)]
        if rows:
            yield Table(say(name), over, rows, _WIDTHS, range(1, 6))
        for declared in year.listed(action):
            drawn = two_periods(year, declared)
            if drawn is not None:
                yield drawn
