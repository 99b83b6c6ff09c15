"""Figures and codes in Italian, as every paper and screen writes them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

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
from millegiorni_desk.areas.monitoring.indicators.declaration import SUMMED, UNKNOWN, Indicator, Unit
from millegiorni_desk.areas.monitoring.report import Matrix, Report
from millegiorni_desk.areas.monitoring.reserved import RESERVED
from millegiorni_desk.areas.people.countries import italian_country_name
from millegiorni_desk.language import N_

MONTHS = (
    "gennaio", "febbraio", "marzo", "aprile", "maggio", "giugno",
    "luglio", "agosto", "settembre", "ottobre", "novembre", "dicembre",
)  # fmt: skip
NOT_KNOWN = N_("Non indicato")
NOTHING = "–"
HIDDEN = "•"
HIDDEN_MEANS = N_(
    "• Un numero così piccolo, o che permetterebbe di ricavarne uno, potrebbe far riconoscere una persona: "
    "qui non si pubblica."
)

BETWEEN = N_(
    "Tra parentesi: tra quanto sarebbe se tutte le coppie da rivedere fossero la stessa persona e quanto se fossero "
    "tutte persone diverse."
)
ESTIMATED = N_(
    "Di una percentuale, il meno e il più che ne può venire. La stima conta ogni coppia per quanto è probabile."
)
BETWEEN_WIDENED = N_(
    "Tra parentesi: tra quanto sarebbe se tutte le coppie da rivedere fossero la stessa persona e quanto se fossero "
    "tutte persone diverse, allargato alle cinquine."
)
WEIGHED = N_(
    "Le schede sono confrontate con i pesi della versione {version}; decisioni da cui hanno imparato: {n}."
)
ESTIMATE = N_("stima {n}")
WAITING = N_("coppie da rivedere: {n}")

MAPS_LEFT_OUT = N_("Qui non si pubblicano le mappe con caselle troppo piccole: {titles}.")

ACTIONS = {
    "a1": N_("Azione 1 · Sportelli di segretariato sociale"),
    "a2": N_("Azione 2 · Percorsi individualizzati e doti di inclusione"),
    "a3": N_("Azione 3 · Incontri pubblici"),
    "a4": N_("Azione 4 · Formazione e rete territoriale"),
    "a5": N_("Azione 5 · Coordinamento e gestione"),
    "a6": N_("Azione 6 · Comunicazione e disseminazione"),
    "a7": N_("Azione 7 · Monitoraggio"),
    "m": N_("Mediazione linguistica e culturale"),
    "q": N_("Domande della rete"),
}

# Codes that have an order of their own; the others are shown from the most frequent down.
ORDERED = frozenset({"age", "month", "goal_state", "dote_state", "dimension"})

_MEASURES = {
    "doti": N_("Doti"),
    "euros": N_("Euro impegnati"),
    "consultations": N_("Consulenze"),
    "sessions": N_("Incontri"),
    "hours": N_("Ore"),
    "compared": N_("Confronti"),
    "first": N_("Prima volta"),
    "last": N_("Ultima volta"),
    "committed": N_("Impegnati"),
    "paid": N_("Pagati"),
    "envelopes": N_("Buste"),
    "allocated": N_("Assegnati"),
    "left": N_("Restano"),
    "lines": N_("Voci"),
    "budget": N_("Euro"),
    "meetings": N_("Incontri"),
    "heads": N_("Presenze"),
    "operators": N_("Persone"),
    "materials": N_("Materiali"),
    "copies": N_("Copie"),
    "posts": N_("Pubblicazioni"),
    "reach": N_("Raggiunte"),
}

# What stands beside a category's number, by measure; none for what is drawn instead.
MEASURED = {
    "euros": "{value} €",
    "hours": N_("{value} ore"),
    "committed": N_("impegnati {value} €"),
    "paid": N_("pagati {value} €"),
    "allocated": N_("assegnati {value} €"),
    "left": N_("restano {value} €"),
    "budget": "{value} €",
    "heads": N_("{value} presenze"),
    "copies": N_("{value} copie"),
    "reach": N_("{value} raggiunte"),
}


def number(value: int | Decimal) -> str:
    """``8.367`` and ``2,5``."""
    return f"{value:,}".replace(",", "\0").replace(".", ",").replace("\0", ".")


def euros(cents: int) -> str:
    """``46.556,88 €``."""
    return f"{number((Decimal(cents) / 100).quantize(Decimal('0.01')))} €"


def hours(minutes: int) -> str:
    """``130,5 ore`` of minutes, at most two decimals, half up."""
    worked = rounded(Decimal(minutes) / 60, 2)
    return f"{number(worked.normalize() + 0)} {N_('ore')}"


def amount(declared: Indicator, value: int) -> str:
    """A sum in the indicator's unit."""
    if declared.unit is Unit.CENTS:
        return euros(value)
    if declared.unit is Unit.NUMBER:
        return number((Decimal(value) / 100).normalize() + 0)
    return hours(value) if declared.unit is Unit.HOURS else number(value)


def percent(share: Share) -> str:
    """``68 %``, or a dash where nobody is known."""
    return NOTHING if share.percent is None else f"{share.percent} %"


def headline(declared: Indicator, figure: Figure) -> str:
    """The one value that a figure is remembered by."""
    match figure:
        case Count(hidden=True) | Share(hidden=True) | Amount(hidden=True):
            return HIDDEN
        case Count(number=counted):
            return number(counted)
        case Share():
            return percent(figure)
        case Amount(value=None):
            return NOTHING
        case Amount(value=int(value)):
            return amount(declared, value)
    return ""


def interval(declared: Indicator, figure: Figure) -> str:
    """``(3.470–3.545)`` behind the value, only where open pairs may change it."""
    match figure:
        case Share(percents=(low, high)):
            return f"({low}–{high} %)"
        case Count(interval=Interval(low=low, high=high)) | Amount(interval=Interval(low=low, high=high)):
            return f"({amount(declared, low)}–{amount(declared, high)})"
    return ""


def value(declared: Indicator, figure: Figure) -> str:
    """The headline, with its interval where it has one."""
    return f"{headline(declared, figure)} {interval(declared, figure)}".rstrip()


def is_unsure(figure: Figure) -> bool:
    """Whether open pairs may change it."""
    if isinstance(figure, Categories):
        return bool(figure.intervals)
    if isinstance(figure, Share):
        return bool(figure.interval or figure.interval_of)
    return isinstance(figure, Count | Amount) and figure.interval is not None


def between(report: Report) -> str:
    """What an interval means in *report*."""
    return BETWEEN_WIDENED if report.published else BETWEEN


def day(value: date) -> str:
    """``1 gennaio 2025``."""
    return f"{value.day}{'º' if value.day == 1 else ''} {MONTHS[value.month - 1]} {value.year}"


def month(code: str) -> str:
    """``gen 2025`` of ``2025-01``."""
    return f"{MONTHS[int(code[5:]) - 1][:3]} {code[:4]}"


def period(report: Report) -> str:
    """``dal 1º gennaio 2025 al 31 dicembre 2025``."""
    start, end = report.period
    article = "dall'" if start.day in (8, 11) else "dal "
    until = "all'" if end.day in (8, 11) else "al "
    return f"{article}{day(start)} {until}{day(end)}"


def place(report: Report) -> str:
    """The house that the report is about, or the network's houses."""
    if report.house:
        return report.houses[report.house]
    return N_("Tutte le Case della rete") if len(report.houses) != 1 else next(iter(report.houses.values()))


def label(report: Report, vocabulary: str, code: str) -> str:
    """What *code* is called; a code that nobody named is shown as it is."""
    if code == UNKNOWN:
        return NOT_KNOWN
    if vocabulary == "month":
        return month(code)
    if vocabulary == "country":
        return italian_country_name(code)
    return report.labels.get(vocabulary, {}).get(code, code)


def in_reading_order(vocabulary: str, numbers: Mapping[str, int]) -> list[str]:
    """The codes as a reader wants them: the most frequent first unless they have an order; zeros and rests last."""
    if vocabulary in ORDERED:
        return sorted(numbers, key=lambda code: code == UNKNOWN)
    return sorted(
        numbers,
        key=lambda code: (not numbers[code], code in (UNKNOWN, RESERVED), code == "other", -numbers[code]),
    )


def line_number(line: Line) -> str:
    """``554 (551–557)`` of a line, with its interval where it has one."""
    shown = number(line.number or 0)
    if line.interval is None:
        return shown
    return f"{shown} ({number(line.interval.low)}–{number(line.interval.high)})"


def together(some: Sequence[Line]) -> Line:
    """Several lines as one; between what it lies is never told too narrow."""
    unsure = [line.interval for line in some if line.interval is not None]
    total = sum(line.number or 0 for line in some)
    if not unsure:
        return Line("", "", total)
    low = sum(line.interval.low if line.interval else line.number or 0 for line in some)
    high = sum(line.interval.high if line.interval else line.number or 0 for line in some)
    return Line("", "", total, None, Interval(low, high, None, 0))


def measured(declared: Indicator, measure: Measure) -> list[tuple[str, str]]:
    """What stands beside a category's number: for each measure how it is said, and its value."""
    return [(MEASURED[name], _measure(name, measure)) for name in declared.measures[1:] if name in MEASURED]


def _measure(name: str, measure: Measure) -> str:
    value = measure.value(name)
    if SUMMED[name].unit is Unit.CENTS:
        return number(Decimal(value).quantize(Decimal("0.01")))
    return number(value if isinstance(value, int) else value.normalize() + 0)


def measure_heads(declared: Indicator) -> list[str]:
    """The heads over a category's numbers."""
    if declared.measures:
        return [_MEASURES[name] for name in declared.measures]
    return [N_("Persone") if declared.unit is Unit.PEOPLE else "n"]


@dataclass(frozen=True)
class Line:
    """One line of a category: its label, how many (none where that is hidden), what was measured, and between what."""

    code: str
    label: str
    number: int | None
    measure: Measure | None = None
    interval: Interval | None = None


def lines(report: Report, declared: Indicator) -> list[Line]:
    """The lines of a category in reading order; hidden ones last."""
    figure = report.figures[declared.id]
    measures: Mapping[str, Measure] = figure.measures if isinstance(figure, Measured) else {}
    numbers = figure.numbers if isinstance(figure, Categories) else {}
    numbers = {code: measure.number for code, measure in measures.items()} or numbers
    intervals = figure.intervals if isinstance(figure, Categories) else {}
    shown = [
        Line(
            code,
            label(report, declared.vocabulary, code),
            numbers[code],
            measures.get(code),
            intervals.get(code),
        )
        for code in in_reading_order(declared.vocabulary, numbers)
    ]
    hidden = figure.hidden if isinstance(figure, Categories | Measured) else frozenset()
    return shown + [Line(code, label(report, declared.vocabulary, code), None) for code in sorted(hidden)]


def map_notes(maps: Sequence[Matrix], left_out: Sequence[Matrix]) -> list[str]:
    """What stands under the maps: how to read their sums, and which of them are not published."""
    notes = []
    if any(matrix.indicator.unit is Unit.PEOPLE for matrix in maps):
        notes.append(
            N_(
                "I totali delle persone non sono somme: chi è passata in più mesi o da più Case conta una volta."
            )
        )
    if left_out:
        titles = ", ".join(matrix.indicator.title for matrix in left_out)
        notes.append(MAPS_LEFT_OUT.format(titles=titles))
    return notes
