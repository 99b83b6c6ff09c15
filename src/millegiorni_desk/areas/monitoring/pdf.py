"""The report on paper: headlines, every figure with its numbers, categories, the map, what each figure means."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.platypus import (
    BaseDocTemplate,
    Flowable,
    Frame,
    PageBreak,
    PageTemplate,
    Paragraph,
    Spacer,
    Table,
)

from millegiorni_desk import paper
from millegiorni_desk.areas.monitoring import charts, service, wording
from millegiorni_desk.areas.monitoring.disclosure import publishable_maps
from millegiorni_desk.areas.monitoring.figures import Amount, Categories, Count, Figure, Measured, Share
from millegiorni_desk.areas.monitoring.print_categories import category, wellbeing
from millegiorni_desk.areas.monitoring.print_map import month_by_house, plain
from millegiorni_desk.areas.monitoring.print_style import (
    BIG,
    CHAPTER,
    MARGIN,
    SECTION,
    SMALL,
    SMALL_RIGHT,
    STRONG,
    TITLE,
    VALUE,
    WIDTH,
    listing,
    words,
)
from millegiorni_desk.areas.monitoring.report import Matrix, Report
from millegiorni_desk.vault.vault import Vault

_TITLE = "Mille Giorni Insieme"
_UNDER_TITLE = "Relazione di monitoraggio"
_HEADLINES = (
    "a1.accesses", "a1.people", "a1.women", "a1.women_0_3",
    "a2.pathways", "a2.doti", "a2.doti_committed", "a2.doti_mean",
)  # fmt: skip
_CARDS = 4
_CATEGORIES = (
    "a1.by_channel", "a1.by_need", "a1.by_activity", "a1.by_referral", "a1.by_age", "a1.by_citizenship",
    "a2.by_fragility", "a2.by_expense", "a2.by_area", "a2.by_specialist", "a2.goals", "a2.doti_by_state",
    "m.by_origin", "m.by_fragility", "m.by_kind",
)  # fmt: skip


def report_pdf(vault: Vault, report: Report) -> bytes:
    """The printed report, with the map of its period read from *vault*. The same content gives the same bytes."""
    maps, left_out = service.maps(vault, report), list[Matrix]()
    if report.published:
        maps, left_out = publishable_maps(maps, report)
    pages, _ = _laid_out(report, list(_story(report, maps, left_out)), 0)
    _, content = _laid_out(report, list(_story(report, maps, left_out)), pages)
    return content


def _laid_out(report: Report, story: list[Flowable], pages: int) -> tuple[int, bytes]:
    """Set *story* on A4 pages, numbered out of *pages*; how many there are, and the document."""
    title = f"{_TITLE} · {_UNDER_TITLE}"
    page, buffer = paper.canvas(title)
    foot = words(f"{wording.place(report)} · {wording.period(report)}", SMALL)

    def footer(canvas: Any, document: Any) -> None:
        canvas.saveState()
        foot.wrapOn(canvas, WIDTH - 30 * mm, 20 * mm)
        foot.drawOn(canvas, MARGIN, 11 * mm)
        canvas.setFont(paper.SANS, SMALL.fontSize)
        canvas.setFillColor(charts.MUTED)
        canvas.drawRightString(MARGIN + WIDTH, 11 * mm + 3, f"Pagina {document.page} di {pages}")
        canvas.restoreState()

    document = BaseDocTemplate(buffer, pagesize=A4, title=title, creator="Millegiorni Desk")
    frame = Frame(MARGIN, 20 * mm, WIDTH, A4[1] - 38 * mm, 0, 0, 0, 0)
    document.addPageTemplates(PageTemplate(frames=[frame], onPage=footer))
    document.build(story, canvasmaker=lambda *_, **__: page)
    return document.page, buffer.getvalue()


def _story(report: Report, maps: Sequence[Matrix], left_out: Sequence[Matrix]) -> Iterator[Flowable]:
    yield words(_TITLE, TITLE)
    yield words(f"{_UNDER_TITLE} · {wording.place(report)}", SECTION)
    yield words(wording.period(report).capitalize(), SMALL)
    yield Spacer(1, 14)
    yield _headlines(report)
    if report.published:
        yield Spacer(1, 6)
        yield words(wording.HIDDEN_MEANS, SMALL)
    lines = {
        matrix.indicator.id: charts.Line([plain(matrix.by_month[month]) for month in matrix.months])
        for matrix in maps
    }
    for action, name in wording.actions(report).items():
        yield Spacer(1, 14) if action == "a1" else PageBreak()
        yield words(name, CHAPTER)
        yield _figures(report, action, lines)
        for indicator_id in (*_CATEGORIES, *wording.questions(report)):
            if indicator_id.startswith(action):
                yield from category(report, report.declared[indicator_id])
        if action == "a2":
            yield from wellbeing(report, report.declared["a2.wellbeing"])
    yield PageBreak()
    yield words("Mappa di mesi e Case", CHAPTER)
    for matrix in maps:
        yield month_by_house(report, matrix)
    for note in wording.map_notes(maps, left_out):
        yield words(note, SMALL)
    yield PageBreak()
    yield from _definitions(report)


def _headlines(report: Report) -> Table:
    """The figures that one remembers, four in a row."""
    rows: list[list[Paragraph]] = []
    for start in range(0, len(_HEADLINES), _CARDS):
        names = _HEADLINES[start : start + _CARDS]
        rows.append([words(report.declared[name].title, SMALL) for name in names])
        rows.append(
            [words(wording.headline(report.declared[name], report.figures[name]), BIG) for name in names]
        )
        rows.append([words(_beside(report.figures[name]) or " ", SMALL) for name in names])
    table = Table(rows, colWidths=[WIDTH / _CARDS] * _CARDS)
    table.setStyle(
        [
            ("BACKGROUND", (0, 0), (-1, -1), charts.GROUND),
            ("LINEAFTER", (0, 0), (-2, -1), 5, "#FFFFFF"),
            *(("LINEABOVE", (0, row), (-1, row), 5, "#FFFFFF") for row in range(3, len(rows), 3)),
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ("LEFTPADDING", (0, 0), (-1, -1), 8),
            ("TOPPADDING", (0, 0), (-1, -1), 0),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 0),
            *(("TOPPADDING", (0, row), (-1, row), 9) for row in range(0, len(rows), 3)),
            *(("BOTTOMPADDING", (0, row), (-1, row), 8) for row in range(2, len(rows), 3)),
        ]
    )
    return table


def _beside(figure: Figure) -> str:
    """What stands beside a figure: n of N, and how many are not known."""
    unknown = ""
    if isinstance(figure, Count | Amount | Share) and figure.unknown:
        unknown = f"non si sa: {wording.number(figure.unknown)}"
    if not isinstance(figure, Share):
        return unknown
    number = wording.HIDDEN if figure.hidden else wording.number(figure.number)
    return " · ".join(part for part in (f"{number} su {wording.number(figure.out_of)}", unknown) if part)


def _figures(report: Report, action: str, lines: Mapping[str, charts.Line]) -> Table:
    rows = [
        [
            words(declared.title),
            words(wording.headline(declared, report.figures[declared.id]), VALUE),
            lines.get(declared.id) or _share_bar(report.figures[declared.id]),
            words(_beside(report.figures[declared.id]), SMALL_RIGHT),
        ]
        for declared in report.declared.values()
        if declared.id.startswith(action)
        and not isinstance(report.figures[declared.id], Categories | Measured)
    ]
    return listing(rows, (0.36, 0.17, 0.19, 0.28), 2.5, 3.5, lines=True)


def _share_bar(figure: Figure) -> charts.Bar | str:
    if isinstance(figure, Share) and figure.percent is not None:
        return charts.Bar(figure.number / figure.out_of, track=True)
    return ""


def _definitions(report: Report) -> Iterator[Flowable]:
    yield words("Cosa vuol dire ogni cifra", CHAPTER)
    yield words(
        "Quello che non si sa non conta mai come un no: sta a parte, fuori da tutti e due i numeri. "
        "Le percentuali si arrotondano una volta sola, alla fine.",
        SMALL,
    )
    yield Spacer(1, 6)
    rows = []
    for declared in report.declared.values():
        meaning = [words(declared.meaning)]
        if declared.denominator:
            meaning.append(words(f"Su: {declared.denominator}", SMALL))
        rows.append([[words(declared.title, STRONG), words(declared.id, SMALL)], meaning])
    table = listing(rows, (0.34, 0.66), 3, 5, lines=True)
    table.setStyle([("VALIGN", (0, 0), (-1, -1), "TOP")])
    yield table
