"""What the report of a year says, chapter by chapter, in the order of the funders' report of 2025."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from millegiorni_desk.areas.monitoring import wording
from millegiorni_desk.areas.monitoring.figures import Amount, Count, Figure, Share
from millegiorni_desk.areas.monitoring.indicators.declaration import Indicator
from millegiorni_desk.areas.monitoring.report import Matrix
from millegiorni_desk.areas.monitoring.yearly import aims, comparing
from millegiorni_desk.areas.monitoring.yearly.charts import chart
from millegiorni_desk.areas.monitoring.yearly.parts import (
    Book,
    Card,
    Cards,
    Definition,
    Definitions,
    FigureRow,
    Figures,
    Grid,
    Heading,
    Part,
    Text,
)
from millegiorni_desk.areas.monitoring.yearly.year import Year
from millegiorni_desk.language import N_

TITLE = "Mille Giorni Insieme"
UNDER_TITLE = N_("Relazione di monitoraggio")
HEADLINES = (
    "a1.accesses", "a1.people", "a1.women", "a1.women_0_3",
    "a2.pathways", "a2.doti", "a2.doti_committed", "a2.doti_mean",
    "a3.meetings", "a3.participants", "a4.operators", "a4.meetings",
    "a6.copies", "m.interventions", "m.hours", "a3.minors",
)  # fmt: skip
_IN_A_ROW = 4
_ACTIONS = ("a1", "a2", "a3", "a4", "a5", "a6", "a7")
_HINTS = {
    "a1": N_("Da scrivere: che cosa hanno fatto gli sportelli, con chi, e che cosa se ne capisce."),
    "a2": N_("Da scrivere: come si sono costruiti i percorsi e a che cosa sono servite le doti."),
    "a3": N_("Da scrivere: quali incontri, con chi, chi è venuta."),
    "a4": N_("Da scrivere: formazione, équipe, reti e collaborazioni."),
    "a5": N_("Da scrivere: partenariato, gestione, rapporto con chi finanzia."),
    "a6": N_("Da scrivere: materiali, canali, visibilità del progetto e di chi finanzia."),
    "a7": N_("Da scrivere: come si sono raccolti i dati, chi li ha letti, che cosa si è cambiato."),
}
_UNKNOWN_IS_NOT_NO = N_(
    "Quello che non si sa non conta mai come un no: sta a parte, fuori da tutti e due i numeri. "
    "Le percentuali si arrotondano una volta sola, alla fine."
)


def told(year: Year, *, narrative: bool = False) -> Book:
    """The whole report; with *narrative* also the chapters that people write, each with a hint."""
    say, report = year.tongue.say, year.report
    return Book(
        year.tongue.code,
        f"{TITLE} · {say(UNDER_TITLE)}",
        year.tongue.period(report.period),
        year.tongue.place(report),
        version(year),
        say(N_("Indice")),
        say(N_("Pagina {page} di {pages}")),
        tuple(_numbered(part for chapter in _chapters(year, narrative) for part in chapter)),
    )


def version(year: Year) -> str:
    """For whom the report is."""
    if year.report.published:
        return year.tongue.say(N_("Da pubblicare: i numeri piccoli sono nascosti."))
    return year.tongue.say(N_("Per uso interno: contiene anche numeri piccoli, non va pubblicata."))


def _numbered(parts: Iterator[Part]) -> Iterator[Part]:
    number = 0
    for part in parts:
        if isinstance(part, Heading) and part.level == 1:
            number += 1
            yield Heading(f"{number}. {part.words}")
        else:
            yield part


def _chapters(year: Year, narrative: bool) -> Iterator[Sequence[Part]]:
    """Chapters with something in them; those that are only a heading and a hint come where people write."""
    for title, hint, inside in _CHAPTERS:
        parts: tuple[Part, ...] = tuple(inside(year, narrative))
        if narrative and hint:
            parts = (Text(year.tongue.say(hint), "hint"), *parts)
        if parts:
            shown = N_("In sintesi") if inside is _summary and not narrative else title
            yield (Heading(year.tongue.say(shown)), *parts)


def _only_words(year: Year, narrative: bool) -> Iterator[Part]:
    return iter(())


def _summary(year: Year, narrative: bool) -> Iterator[Part]:
    figures, tongue = year.report.figures, year.tongue
    shown = [
        (declared, figures[declared.id]) for declared, _unused in year.declared() if declared.id in HEADLINES
    ]
    shown.sort(key=lambda one: HEADLINES.index(one[0].id))
    shown = shown[: len(shown) - len(shown) % _IN_A_ROW] or shown
    yield Cards(
        [
            Card(tongue.say(d.title), tongue.headline(d, figure), _beside(year, d, figure))
            for d, figure in shown
        ]
    )
    yield from _between(year, [figure for _unused, figure in shown])
    if year.report.published:
        yield Text(tongue.say(wording.HIDDEN_MEANS), "small")


def _beside(year: Year, declared: Indicator, figure: Figure) -> str:
    tongue = year.tongue
    unknown = tongue.unknown(figure)
    told_unknown = tongue.say(N_("non si sa: {n}")).format(n=unknown) if unknown else ""
    between = tongue.value(declared, figure).partition(" (")
    told = (
        f"({between[2]}" if between[1] else "",
        tongue.unsure(declared, figure),
        tongue.out_of(figure),
        told_unknown,
    )
    return " · ".join(part for part in told if part)


def _between(year: Year, figures: Iterable[Figure]) -> Iterator[Part]:
    """What stands under figures of which some have an interval."""
    if any(map(wording.is_unsure, figures)):
        told = [wording.between(year.report), *([] if year.report.published else [wording.ESTIMATED])]
        yield Text(" ".join(map(year.tongue.say, told)), "small")


def weighed(year: Year) -> str:
    """By which weights records were compared; nothing where no open pair may change a figure."""
    report, tongue = year.report, year.tongue
    if not (report.weights and any(map(wording.is_unsure, report.figures.values()))):
        return ""
    version, _plus, decisions = report.weights.partition("+")
    return tongue.say(wording.WEIGHED).format(version=version, n=tongue.number(int(decisions or 0)))


def _actions(year: Year, narrative: bool) -> Iterator[Part]:
    for action in _ACTIONS:
        figures = list(_figures(year, action))
        if figures or narrative:
            yield Heading(year.tongue.say(wording.ACTIONS[action]), 2)
        if narrative:
            yield Text(year.tongue.say(_HINTS[action]), "hint")
        yield from figures


def _data(year: Year, narrative: bool) -> Iterator[Part]:
    say = year.tongue.say
    for action in ("a1", "a3", "a4", "a5", "a6", "a7"):
        charts = list(_charts(year, action))
        if charts:
            yield Heading(say(wording.ACTIONS[action]), 2)
            yield from charts
    asked = list(_of_action(year, "q"))
    if asked:
        yield Heading(say(wording.ACTIONS["q"]), 2)
        yield from asked
    if year.maps or year.left_out:
        yield Heading(say(N_("Mappa di mesi e Case")), 2)
        yield from (grid(year, matrix) for matrix in year.maps)
        yield from (Text(note, "small") for note in map_notes(year))
    yield from aims.parts(year)
    yield from comparing.parts(year)


def _of_action(year: Year, action: str) -> Iterator[Part]:
    yield from _figures(year, action)
    yield from _charts(year, action)


def _figures(year: Year, action: str) -> Iterator[Part]:
    tongue = year.tongue
    lines = {matrix.indicator.id: _line(matrix) for matrix in year.maps}
    rows = [
        FigureRow(
            tongue.say(declared.title),
            tongue.value(declared, figure),
            tongue.out_of(figure) or tongue.unsure(declared, figure),
            tongue.unknown(figure),
            _share(figure),
            lines.get(declared.id, ()),
        )
        for declared, figure in year.single(action)
    ]
    if rows:
        heads = (N_("Cifra"), N_("Valore"), N_("n su N"), N_("Non si sa"))
        yield Figures([tongue.say(head) for head in heads], rows)
        yield from _between(year, [figure for _unused, figure in year.single(action)])


def _share(figure: Figure) -> float | None:
    known = isinstance(figure, Share) and figure.percent is not None
    return figure.number / figure.out_of if known and isinstance(figure, Share) else None


def _line(matrix: Matrix) -> list[float]:
    values = [plain(matrix.by_month[month]) for month in matrix.months]
    highest = max(values, default=0)
    return [value / highest for value in values] if highest and len(values) > 1 else []


def _charts(year: Year, action: str) -> Iterator[Part]:
    for declared in year.listed(action):
        drawn = chart(year, declared)
        if drawn is not None:
            yield drawn


def plain(figure: Figure) -> int:
    """The number that decides how dark a cell is, or how high a line stands."""
    match figure:
        case Count(number=number) | Share(number=number):
            return number
        case Amount(value=value):
            return value or 0
    return 0


def grid(year: Year, matrix: Matrix) -> Grid:
    """The map of one indicator."""
    tongue = year.tongue
    houses = [tongue.label(year.report, "house", code) for code in matrix.houses]
    highest = max((plain(figure) for figure in matrix.cells.values()), default=0) or 1

    def cell(figure: Figure) -> str:
        shown = tongue.value(matrix.indicator, figure).removesuffix(" €")
        return "·" if shown in ("0", "0,00", "€0.00") else shown.replace(" (", "\n(")

    rows = [
        [
            tongue.month(month),
            *(cell(matrix.cells[month, code]) for code in matrix.houses),
            cell(matrix.by_month[month]),
        ]
        for month in matrix.months
    ]
    last = [*(cell(matrix.by_house[code]) for code in matrix.houses), cell(matrix.total)]
    return Grid(
        tongue.say(matrix.indicator.title),
        [tongue.say(N_("Mese")), *houses, tongue.say(N_("Rete"))],
        [*rows, [tongue.say(N_("Periodo")), *last]],
        [[plain(matrix.cells[month, code]) / highest for code in matrix.houses] for month in matrix.months],
    )


def map_notes(year: Year) -> list[str]:
    """What stands under the maps."""
    said = year.tongue.say
    notes = [said(note) for note in wording.map_notes(year.maps, ())]
    if any(wording.is_unsure(figure) for matrix in year.maps for figure in matrix.figures()):
        notes.append(said(wording.between(year.report)))
    if year.left_out:
        titles = ", ".join(said(matrix.indicator.title) for matrix in year.left_out)
        notes = [*notes, said(wording.MAPS_LEFT_OUT).format(titles=titles)]
    return notes


def _stories(year: Year, narrative: bool) -> Iterator[Part]:
    if year.stories:
        yield Text(
            year.tongue.say(N_("I nomi sono inventati. Ogni donna ha letto la sua storia ed è d'accordo.")),
            "small",
        )
    for name, words in year.stories:
        yield Heading(name, 2)
        yield Text(words)


def _definitions(year: Year, narrative: bool) -> Iterator[Part]:
    say = year.tongue.say
    yield Text(say(_UNKNOWN_IS_NOT_NO), "small")
    yield from _between(year, year.report.figures.values())
    if told := weighed(year):
        yield Text(told, "small")
    heads = (N_("Cifra"), N_("Cosa vuol dire"), N_("Su quanti"))
    yield Definitions(
        [say(head) for head in heads],
        [
            Definition(say(declared.title), declared.id, say(declared.meaning), say(declared.denominator))
            for declared, _unused in year.declared()
        ],
    )


def _pathways(year: Year, narrative: bool) -> Iterator[Part]:
    return _charts(year, "a2")


def _mediation(year: Year, narrative: bool) -> Iterator[Part]:
    return _of_action(year, "m")


_CHAPTERS: tuple[tuple[str, str, Callable[[Year, bool], Iterator[Part]]], ...] = (
    (N_("Introduzione"), N_("Da scrivere: che cosa è il progetto, chi lo sostiene."), _summary),
    (
        N_("Contesto e bisogni intercettati"),
        N_("Da scrivere: dove si lavora e che cosa si è visto."),
        _only_words,
    ),
    (N_("Struttura del progetto e azioni realizzate"), "", _actions),
    (N_("Dati di monitoraggio"), N_("Da scrivere: che cosa dicono i numeri."), _data),
    (
        N_("Percorsi individualizzati: profili, fragilità e interventi"),
        N_("Da scrivere: chi sono le donne accompagnate e che cosa è cambiato."),
        _pathways,
    ),
    (N_("Storie di prossimità"), N_("Da scrivere: che cosa hanno in comune le storie."), _stories),
    (
        N_("Mediazione linguistica e culturale"),
        N_("Da scrivere: chi ha mediato e perché è servito."),
        _mediation,
    ),
    (
        N_("Innovazioni, impatti e risultati trasversali"),
        N_("Da scrivere: che cosa è cambiato nel metodo, per le famiglie, nei quartieri, tra i servizi."),
        _only_words,
    ),
    (
        N_("Apprendimenti, criticità e prospettive"),
        N_("Da scrivere: che cosa si è imparato, che cosa resta difficile, che cosa viene dopo."),
        _only_words,
    ),
    (N_("Cosa vuol dire ogni cifra"), "", _definitions),
)
"""The title of each chapter, what people write in it, and what the program puts there."""
