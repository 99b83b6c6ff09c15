"""The words and numbers of a report in the language that it is written in, whatever the language of the interface."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import partial

from millegiorni_desk.areas.monitoring import wording
from millegiorni_desk.areas.monitoring.figures import (
    Amount,
    Count,
    Figure,
    Interval,
    Measure,
    Share,
    rounded,
)
from millegiorni_desk.areas.monitoring.indicators.declaration import NETWORK, SUMMED, UNKNOWN, Indicator, Unit
from millegiorni_desk.areas.monitoring.queries import Period
from millegiorni_desk.areas.monitoring.report import Report
from millegiorni_desk.areas.people.countries import citizenships
from millegiorni_desk.errors import InvalidValue
from millegiorni_desk.language import ITALIAN, LANGUAGES, N_, _, in_language

_ENGLISH_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_FROM_TO = N_("Dal {start} al {end}")


@dataclass(frozen=True)
class Tongue:
    """``code`` is one of ``language.LANGUAGES``."""

    code: str = ITALIAN

    @property
    def italian(self) -> bool:
        """Whether it is the language that everything is written in first."""
        return self.code == ITALIAN

    def say(self, text: str) -> str:
        """An Italian text of the catalogue in this language; what a network wrote itself stays as it is."""
        return in_language(self.code, text)

    def number(self, value: int | Decimal) -> str:
        """``8.367`` and ``2,5``; ``8,367`` and ``2.5``."""
        return wording.number(value) if self.italian else f"{value:,}"

    def euros(self, cents: int) -> str:
        """``46.556,88 €`` or ``€46,556.88``."""
        return wording.euros(cents) if self.italian else f"€{Decimal(cents) / 100:,.2f}".replace("€-", "-€")

    def hours(self, minutes: int) -> str:
        """Minutes as hours, at most two decimals, half up."""
        worked = rounded(Decimal(minutes) / 60, 2)
        return f"{self.number(worked.normalize() + 0)} {self.say(N_('ore'))}"

    def percent(self, value: int) -> str:
        """``68 %`` or ``68%``."""
        return f"{value} %" if self.italian else f"{value}%"

    def amount(self, declared: Indicator, value: int) -> str:
        """A sum in the indicator's unit."""
        if declared.unit is Unit.CENTS:
            return self.euros(value)
        if declared.unit is Unit.NUMBER:
            return self.number((Decimal(value) / 100).normalize() + 0)
        return self.hours(value) if declared.unit is Unit.HOURS else self.number(value)

    def headline(self, declared: Indicator, figure: Figure) -> str:
        """The one value that a figure is remembered by."""
        match figure:
            case Count(hidden=True) | Share(hidden=True) | Amount(hidden=True):
                return wording.HIDDEN
            case Count(number=counted):
                return self.number(counted)
            case Share():
                return wording.NOTHING if figure.percent is None else self.percent(figure.percent)
            case Amount(value=None):
                return wording.NOTHING
            case Amount(value=int(value)):
                return self.amount(declared, value)
        return ""

    def between(self, interval: Interval | None, declared: Indicator | None = None) -> str:
        """`` (3.470–3.545)`` behind a number, nothing where it has no interval."""
        if interval is None:
            return ""
        say = self.number if declared is None else partial(self.amount, declared)
        return f" ({say(interval.low)}–{say(interval.high)})"

    def value(self, declared: Indicator, figure: Figure) -> str:
        """The headline, with its interval where open pairs may change it."""
        head = self.headline(declared, figure)
        match figure:
            case Share(percents=(low, high)):
                return f"{head} ({low}–{self.percent(high)})"
            case Count() | Amount():
                return head + self.between(figure.interval, declared)
        return head

    def unsure(self, declared: Indicator, figure: Figure) -> str:
        """``stima 3.509 · coppie da rivedere: 45`` of a number with an interval."""
        if not isinstance(figure, Count | Amount) or figure.interval is None:
            return ""
        found = figure.interval
        told = [] if found.estimate is None else [(wording.ESTIMATE, self.amount(declared, found.estimate))]
        told += [(wording.WAITING, self.number(found.pairs))] if found.pairs else []
        return " · ".join(self.say(words).format(n=shown) for words, shown in told)

    def line_number(self, line: wording.Line) -> str:
        """``554 (551–557)`` of a line of categories."""
        return self.number(line.number or 0) + self.between(line.interval)

    def out_of(self, figure: Figure) -> str:
        """``5.702 su 8.367`` of a share, each with its interval; nothing of any other figure."""
        if not isinstance(figure, Share):
            return ""
        number = (
            wording.HIDDEN if figure.hidden else self.number(figure.number) + self.between(figure.interval)
        )
        if figure.hidden and not figure.out_of:
            return number
        return self.say(N_("{number} su {out_of}")).format(
            number=number, out_of=self.number(figure.out_of) + self.between(figure.interval_of)
        )

    def unknown(self, figure: Figure) -> str:
        """How many are not known, where that is told; nothing where all are."""
        known = isinstance(figure, Count | Amount | Share) and figure.unknown
        return self.number(figure.unknown) if known and isinstance(figure, Count | Amount | Share) else ""

    def measure(self, name: str, measure: Measure) -> str:
        """What was measured of a category, as ``Indicator.measures`` names it."""
        value = measure.value(name)
        if SUMMED[name].unit is Unit.CENTS:
            return self.euros(int(value * 100))
        if SUMMED[name].unit is Unit.HOURS:
            return self.number(Decimal(value).normalize() + 0)
        return self.number(value)

    def day(self, value: date) -> str:
        """``1 gennaio 2025`` or ``1 January 2025``."""
        return (
            wording.day(value)
            if self.italian
            else f"{value.day} {_ENGLISH_MONTHS[value.month - 1]} {value.year}"
        )

    def month(self, code: str) -> str:
        """``gen 2025`` of ``2025-01``."""
        return wording.month(code) if self.italian else f"{_ENGLISH_MONTHS[int(code[5:]) - 1][:3]} {code[:4]}"

    def period(self, period: Period) -> str:
        """``2025`` of a whole year, else both days."""
        start, end = period
        if start == date(start.year, 1, 1) and end == date(start.year, 12, 31):
            return str(start.year)
        if not self.italian:
            return self.say(_FROM_TO).format(start=self.day(start), end=self.day(end))
        words = wording.period(Report(period, "", 0, {}, {}, {}))
        return words[:1].upper() + words[1:]

    def column(self, period: Period) -> str:
        """As :meth:`period`, as short as the head of a column: ``2025``, ``lug–dic 2025``, or both days."""
        start, end = period
        if start.day == 1 and (end + timedelta(days=1)).day == 1 and start.year == end.year:
            first, last = self.month(f"{start:%Y-%m}"), self.month(f"{end:%Y-%m}")
            if (start.month, end.month) == (1, 12):
                return str(start.year)
            return last if first == last else f"{first[:3]}–{last}"
        return f"{start:%d/%m/%y}–{end:%d/%m/%y}"

    def place(self, report: Report) -> str:
        """The house that the report is about, or the network's houses."""
        return self.say(wording.place(report))

    def label(self, report: Report, vocabulary: str, code: str) -> str:
        """What *code* is called; a code that nobody named is shown as it is."""
        if vocabulary == "month" and code != UNKNOWN:
            return self.month(code)
        if vocabulary == "country" and code != UNKNOWN:
            return citizenships(self.code).get(code.upper(), code)
        words = wording.label(report, vocabulary, code)
        return words if vocabulary == "house" and code not in (UNKNOWN, NETWORK) else self.say(words)


def tongue(code: str) -> Tongue:
    """The words of that language. Raises ``InvalidValue`` where there are none."""
    if code not in LANGUAGES:
        raise InvalidValue(
            _("Non conosco la lingua «{code}». Ci sono: {known}.").format(
                code=code, known=", ".join(LANGUAGES)
            ),
            "language",
        )
    return Tongue(code)
