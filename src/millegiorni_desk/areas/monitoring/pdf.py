"""The report on paper: headlines, every figure with its numbers, the map, categories, what each figure means."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from reportlab.lib.enums import TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import (
    BaseDocTemplate,
    Flowable,
    Frame,
    KeepTogether,
    PageBreak,
    PageTemplate,
    Paragraph,
    Spacer,
    Table,
)

from millegiorni_desk import paper
from millegiorni_desk.areas.monitoring import charts, service, wording
from millegiorni_desk.areas.monitoring.figures import (
    Amount,
    Categories,
    Count,
    Figure,
    Measure,
    Measured,
    Share,
)
from millegiorni_desk.areas.monitoring.indicators import INDICATORS
from millegiorni_desk.areas.monitoring.indicators.declaration import Indicator
from millegiorni_desk.areas.monitoring.report import Matrix, Report
from millegiorni_desk.vault.vault import Vault

_TITLE = "Mille Giorni Insieme"
_UNDER_TITLE = "Relazione di monitoraggio"
_MARGIN = 18 * mm
_WIDTH = A4[0] - 2 * _MARGIN
_HEADLINES = (
    "a1.accesses", "a1.people", "a1.women", "a1.women_0_3",
    "a2.pathways", "a2.doti", "a2.doti_committed", "a2.doti_mean",
)  # fmt: skip
_CATEGORIES = {
    "a1": (
        "a1.by_channel",
        "a1.by_need",
        "a1.by_activity",
        "a1.by_referral",
        "a1.by_age",
        "a1.by_citizenship",
    ),
    "a2": (
        "a2.by_fragility",
        "a2.by_expense",
        "a2.by_area",
        "a2.by_specialist",
        "a2.goals",
        "a2.doti_by_state",
    ),
}
_CARDS = 4
_MOST_BARS = 14

_BODY = ParagraphStyle("body", fontName=paper.SANS, fontSize=9.5, leading=13.5, textColor=charts.INK)
_SMALL = ParagraphStyle("small", parent=_BODY, fontSize=8, leading=11, textColor=charts.MUTED)
_NAME = ParagraphStyle("name", parent=_BODY, fontName=paper.SANS_BOLD)
_RIGHT = ParagraphStyle("right", parent=_BODY, alignment=TA_RIGHT)
_VALUE = ParagraphStyle("value", parent=_RIGHT, fontName=paper.SANS_BOLD)
_SMALL_RIGHT = ParagraphStyle("small right", parent=_SMALL, alignment=TA_RIGHT)
_BIG = ParagraphStyle(
    "big", parent=_BODY, fontName=paper.SANS_BOLD, fontSize=19, leading=25, textColor=charts.PRIMARY
)
_CELL = ParagraphStyle("cell", parent=_BODY, fontSize=7.4, leading=9.6, alignment=TA_RIGHT)
_CELL_HEAD = ParagraphStyle("cell head", parent=_CELL, fontSize=6.2, leading=7.8, textColor=charts.MUTED)
_CELL_SUM = ParagraphStyle("cell sum", parent=_CELL, fontName=paper.SANS_BOLD)
_CELL_NAME = ParagraphStyle("cell name", parent=_CELL, alignment=0)
_TITLE_STYLE = ParagraphStyle("title", parent=_BODY, fontName=paper.SANS_BOLD, fontSize=26, leading=34)
_CHAPTER = ParagraphStyle(
    "chapter",
    parent=_BODY,
    fontName=paper.SANS_BOLD,
    fontSize=15,
    leading=21,
    spaceAfter=8,
    textColor=charts.PRIMARY,
)
_SECTION = ParagraphStyle(
    "section", parent=_BODY, fontName=paper.SANS_BOLD, fontSize=11, leading=15, spaceBefore=12, spaceAfter=3
)


def report_pdf(vault: Vault, report: Report) -> bytes:
    """The printed report, with the map of its period read from *vault*. The same content gives the same bytes."""
    maps = service.maps(vault, report)
    pages = _Paper(report, 0)
    pages.build(list(_story(report, maps)))
    numbered = _Paper(report, pages.page)
    return numbered.build(list(_story(report, maps)))


class _Paper:
    """A4 pages with the report's name and their number at the foot."""

    def __init__(self, report: Report, pages: int) -> None:
        self._foot = f"{wording.place(report)} · {wording.period(report)}"
        self._pages = pages
        self.page = 0

    def build(self, story: list[Flowable]) -> bytes:
        """Lay out *story*; its bytes."""
        page, buffer = paper.canvas(f"{_TITLE} · {_UNDER_TITLE}")
        document = BaseDocTemplate(
            buffer, pagesize=A4, title=f"{_TITLE} · {_UNDER_TITLE}", creator="Millegiorni Desk"
        )
        frame = Frame(_MARGIN, 20 * mm, _WIDTH, A4[1] - 38 * mm, 0, 0, 0, 0)
        document.addPageTemplates(PageTemplate(frames=[frame], onPage=self._footer))
        document.build(story, canvasmaker=lambda *_, **__: page)
        self.page = document.page
        return buffer.getvalue()

    def _footer(self, canvas: Any, document: Any) -> None:
        canvas.saveState()
        foot = Paragraph(paper.markup(self._foot), _SMALL)
        foot.wrapOn(canvas, _WIDTH - 30 * mm, 20 * mm)
        foot.drawOn(canvas, _MARGIN, 11 * mm)
        canvas.setFont(paper.SANS, 8)
        canvas.setFillColor(charts.MUTED)
        canvas.drawRightString(_MARGIN + _WIDTH, 11 * mm + 3, f"Pagina {document.page} di {self._pages}")
        canvas.restoreState()


def _words(text: str, style: ParagraphStyle = _BODY) -> Paragraph:
    return Paragraph(paper.markup(text), style)


def _story(report: Report, maps: Sequence[Matrix]) -> Iterator[Flowable]:
    yield _words(_TITLE, _TITLE_STYLE)
    yield _words(f"{_UNDER_TITLE} · {wording.place(report)}", _SECTION)
    yield _words(wording.period(report).capitalize(), _SMALL)
    yield Spacer(1, 14)
    yield _headlines(report)
    lines = {
        matrix.indicator.id: charts.Line([_plain(matrix.by_month[month]) for month in matrix.months])
        for matrix in maps
    }
    for action, name in wording.ACTIONS.items():
        yield Spacer(1, 14) if action == "a1" else PageBreak()
        yield _words(name, _CHAPTER)
        yield _figures(report, action, lines)
        for indicator_id in _CATEGORIES[action]:
            yield from _category(report, indicator_id)
        if action == "a2":
            yield from _wellbeing(report)
    yield PageBreak()
    yield _words("Mappa di mesi e Case", _CHAPTER)
    for matrix in maps:
        yield _map(report, matrix)
    yield _words(
        "I totali delle persone non sono somme: chi è passata in più mesi o da più Case conta una volta.",
        _SMALL,
    )
    yield PageBreak()
    yield from _definitions()


def _headlines(report: Report) -> Table:
    """The figures that one remembers, four in a row."""
    rows: list[list[Paragraph]] = []
    for start in range(0, len(_HEADLINES), _CARDS):
        names = _HEADLINES[start : start + _CARDS]
        rows.append([_words(INDICATORS[name].title, _SMALL) for name in names])
        rows.append(
            [_words(wording.headline(INDICATORS[name], report.figures[name]), _BIG) for name in names]
        )
        rows.append([_words(_beside(report.figures[name]) or " ", _SMALL) for name in names])
    table = Table(rows, colWidths=[_WIDTH / _CARDS] * _CARDS)
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
    if isinstance(figure, Share):
        unknown = f" · non si sa: {wording.number(figure.unknown)}" if figure.unknown else ""
        return f"{wording.number(figure.number)} su {wording.number(figure.out_of)}{unknown}"
    if isinstance(figure, Count | Amount) and figure.unknown:
        return f"non si sa: {wording.number(figure.unknown)}"
    return ""


def _figures(report: Report, action: str, lines: Mapping[str, charts.Line]) -> Table:
    rows = [
        [
            _words(declared.title),
            _words(wording.headline(declared, report.figures[declared.id]), _VALUE),
            lines.get(declared.id) or _share_bar(report.figures[declared.id]),
            _words(_beside(report.figures[declared.id]), _SMALL_RIGHT),
        ]
        for declared in INDICATORS.values()
        if declared.id.startswith(action)
        and not isinstance(report.figures[declared.id], Categories | Measured)
    ]
    table = Table(rows, colWidths=[_WIDTH * part for part in (0.36, 0.17, 0.19, 0.28)])
    table.setStyle(
        [
            ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
            ("LINEBELOW", (0, 0), (-1, -2), 0.4, charts.LINE),
            ("LEFTPADDING", (0, 0), (0, -1), 0),
            ("RIGHTPADDING", (3, 0), (3, -1), 0),
            ("TOPPADDING", (0, 0), (-1, -1), 2.5),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 3.5),
        ]
    )
    return table


def _share_bar(figure: Figure) -> charts.Bar | str:
    if isinstance(figure, Share) and figure.out_of:
        return charts.Bar(figure.number / figure.out_of, track=True)
    return ""


def _category(report: Report, indicator_id: str) -> Iterator[Flowable]:
    declared, figure = INDICATORS[indicator_id], report.figures[indicator_id]
    measures: dict[str, Measure] = {}
    if isinstance(figure, Measured):
        measures = dict(figure.measures)
        numbers = {code: measure.number for code, measure in measures.items()}
    else:
        numbers = dict(figure.numbers) if isinstance(figure, Categories) else {}
    codes = [code for code in wording.in_reading_order(declared.vocabulary, numbers) if numbers[code]]
    if not codes:
        return
    highest = max(numbers.values())
    rows = [
        [
            _words(wording.label(report, declared.vocabulary, code)),
            charts.Bar(numbers[code] / highest),
            _words(wording.number(numbers[code]), _VALUE),
            _words(_measured(declared, measures.get(code)), _SMALL_RIGHT),
        ]
        for code in codes[:_MOST_BARS]
    ]
    if len(codes) > _MOST_BARS:
        rest = sum(numbers[code] for code in codes[_MOST_BARS:])
        rows.append(
            [
                _words(f"Altre {len(codes) - _MOST_BARS} voci", _SMALL),
                "",
                _words(wording.number(rest), _VALUE),
                "",
            ]
        )
    table = Table(rows, colWidths=[_WIDTH * part for part in (0.36, 0.36, 0.11, 0.17)])
    table.setStyle(
        [
            ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
            ("LEFTPADDING", (0, 0), (0, -1), 0),
            ("RIGHTPADDING", (3, 0), (3, -1), 0),
            ("TOPPADDING", (0, 0), (-1, -1), 0.5),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 1),
        ]
    )
    yield KeepTogether(
        [_words(declared.title, _SECTION), _words(declared.meaning, _SMALL), Spacer(1, 3), table]
    )


def _measured(declared: Indicator, measure: Measure | None) -> str:
    if measure is None:
        return ""
    if "euros" in declared.measures:
        return wording.euros(measure.total)
    return f"{wording.number(measure.hours.normalize() + 0)} ore" if "hours" in declared.measures else ""


def _wellbeing(report: Report) -> Iterator[Flowable]:
    """First and last mean of each dimension, one bar above the other."""
    declared, figure = INDICATORS["a2.wellbeing"], report.figures["a2.wellbeing"]
    if not isinstance(figure, Measured) or not figure.measures:
        return
    rows = []
    for code, measure in figure.measures.items():
        first, last = measure.mean(measure.total), measure.mean(measure.other_total)
        rows.append(
            [
                _words(wording.label(report, declared.vocabulary, code)),
                [
                    charts.Bar(float(first) / 10, charts.ACCENT, track=True, height=4),
                    Spacer(1, 2),
                    charts.Bar(float(last) / 10, track=True, height=4),
                ],
                _words(f"da {wording.number(first)} a {wording.number(last)}", _VALUE),
                _words(f"{measure.number} confronti", _SMALL_RIGHT),
            ]
        )
    table = Table(rows, colWidths=[_WIDTH * part for part in (0.3, 0.36, 0.17, 0.17)])
    table.setStyle([("VALIGN", (0, 0), (-1, -1), "MIDDLE"), ("LEFTPADDING", (0, 0), (0, -1), 0),
                    ("RIGHTPADDING", (3, 0), (3, -1), 0), ("TOPPADDING", (0, 0), (-1, -1), 2)])  # fmt: skip
    yield KeepTogether(
        [_words(declared.title, _SECTION), _words(declared.meaning, _SMALL), Spacer(1, 3), table]
    )


def _map(report: Report, matrix: Matrix) -> KeepTogether:
    houses = matrix.houses
    head = [
        _words(name, _CELL_HEAD) for name in ("", *(wording.label(report, "house", code) for code in houses))
    ]
    rows: list[list[Any]] = [[*head, "", _words("Rete", _CELL_HEAD)]]
    for month in matrix.months:
        cells = [_cell(matrix, matrix.cells[month, code]) for code in houses]
        rows.append(
            [
                _words(wording.month(month), _CELL_NAME),
                *cells,
                "",
                _cell(matrix, matrix.by_month[month], _CELL_SUM),
            ]
        )
    sums = [_cell(matrix, matrix.by_house[code], _CELL_SUM) for code in houses]
    rows.append([_words("Periodo", _CELL_SUM), *sums, "", _cell(matrix, matrix.total, _CELL_SUM)])
    first, gap, last = 17 * mm, 2 * mm, 19 * mm
    table = Table(
        rows,
        colWidths=[first, *([(_WIDTH - first - gap - last) / max(len(houses), 1)] * len(houses)), gap, last],
    )
    table.setStyle(_shades(matrix))
    return KeepTogether([_words(matrix.indicator.title, _SECTION), table, Spacer(1, 6)])


def _cell(matrix: Matrix, figure: Figure, style: ParagraphStyle = _CELL) -> Paragraph:
    words = wording.headline(matrix.indicator, figure).removesuffix(" €")
    return _words("·" if words in ("0", "0,00") else words, style)


def _plain(figure: Figure) -> int:
    return (
        figure.value or 0 if isinstance(figure, Amount) else figure.number if isinstance(figure, Count) else 0
    )


def _shades(matrix: Matrix) -> list[tuple[Any, ...]]:
    highest = max((_plain(figure) for figure in matrix.cells.values()), default=0)
    sums = len(matrix.months) + 1
    shades: list[tuple[Any, ...]] = [
        ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
        ("VALIGN", (0, 0), (-1, 0), "BOTTOM"),
        ("LEFTPADDING", (0, 0), (-1, -1), 1.5),
        ("RIGHTPADDING", (0, 0), (-1, -1), 3),
        ("TOPPADDING", (0, 0), (-1, -1), 0.8),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 1.6),
        ("LINEABOVE", (0, sums), (-1, sums), 3, "#FFFFFF"),
        ("BACKGROUND", (0, sums), (-1, sums), charts.GROUND),
        ("BACKGROUND", (-1, 1), (-1, -1), charts.GROUND),
    ]
    for row, month in enumerate(matrix.months, start=1):
        for column, house in enumerate(matrix.houses, start=1):
            ground = charts.shade(_plain(matrix.cells[month, house]), highest)
            shades.append(("BACKGROUND", (column, row), (column, row), ground))
    return shades


def _definitions() -> Iterator[Flowable]:
    yield _words("Cosa vuol dire ogni cifra", _CHAPTER)
    yield _words(
        "Quello che non si sa non conta mai come un no: sta a parte, fuori da tutti e due i numeri. "
        "Le percentuali si arrotondano una volta sola, alla fine.",
        _SMALL,
    )
    rows = [
        [
            [_words(declared.title, _NAME), _words(declared.id, _SMALL)],
            [
                _words(declared.meaning),
                *([_words(f"Su: {declared.denominator}", _SMALL)] * bool(declared.denominator)),
            ],
        ]
        for declared in INDICATORS.values()
    ]
    table = Table(rows, colWidths=[_WIDTH * 0.34, _WIDTH * 0.66])
    table.setStyle(
        [
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ("LINEBELOW", (0, 0), (-1, -2), 0.4, charts.LINE),
            ("LEFTPADDING", (0, 0), (0, -1), 0),
            ("TOPPADDING", (0, 0), (-1, -1), 3),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 5),
        ]
    )
    yield Spacer(1, 6)
    yield table
