"""The figures and charts of one part of the monitoring, filled from a report."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from millegiorni_desk.areas.monitoring import wording
from millegiorni_desk.areas.monitoring.dashboard import Beside
from millegiorni_desk.areas.monitoring.indicators import INDICATORS
from millegiorni_desk.areas.monitoring.indicators.declaration import Indicator
from millegiorni_desk.areas.monitoring.report import Report
from millegiorni_desk.areas.monitoring.view.plan import Part
from millegiorni_desk.areas.monitoring.view.shown import (
    OTHERS,
    bars,
    beside_words,
    share_of_target,
    shown,
    whole,
)
from millegiorni_desk.areas.monitoring.view.tiles import Tiles
from millegiorni_desk.language import _
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.cards import Card
from millegiorni_desk.ui.charts import Bar, BarChart, ColumnChart
from millegiorni_desk.ui.figure_tile import Figure
from millegiorni_desk.ui.labels import label, reveal
from millegiorni_desk.ui.spacing import column

_FIGURES_ACROSS, _FIGURE_WIDTH = 4, 232
_CHARTS_ACROSS, _CHART_WIDTH = 2, 420
_MOST_BARS = 10
_MOST_COLUMNS = 18
_WAITING = "…"


class ChartCard(Card):
    """A category as bars, months as columns; ``opened`` carries the indicator and the code, empty for all."""

    opened = Signal(str, str)

    def __init__(self, declared: Indicator, *, months: bool = False) -> None:
        self._declared = declared
        super().__init__(_(self._declared.title))
        every = Button(_("Apri"), lambda: self._open(OTHERS), kind="quiet")
        every.setAccessibleName(_("Apri: {title}").format(title=_(self._declared.title)))
        self.heading.addWidget(every)
        self._months = months
        self.columns = ColumnChart(_(self._declared.title))
        self.bars = BarChart(_(self._declared.title))
        self._nothing = label(_WAITING, "muted")
        for chart in (self.columns, self.bars):
            chart.opened.connect(self._open)
            chart.hide()
            self.add(chart)
        self.add(self._nothing)

    def show_report(self, report: Report) -> None:
        """Show the lines of *report*; more months than have room as columns are bars."""
        found = bars(report, self._declared.id, 0 if self._months else _MOST_BARS)
        as_columns = self._months and len(found) <= _MOST_COLUMNS
        if as_columns:
            self.columns.show_bars([_short(bar) for bar in found])
        else:
            self.bars.show_bars(found, whole(report, self._declared.id))
        self.columns.setVisible(as_columns and bool(found))
        self.bars.setVisible(not as_columns and bool(found))
        self._nothing.setText(_("Niente in questo periodo."))
        reveal(self._nothing, not found)

    def _open(self, key: str) -> None:
        self.opened.emit(self._declared.id, "" if key == OTHERS else key)


def _short(bar: Bar) -> Bar:
    """Under a column there is room for the month alone; January brings its year."""
    month, year = bar.words.split()
    return Bar(f"{month} {year}" if month == "gen" else month, bar.value, bar.figure, key=bar.key)


class Board(QWidget):
    """One part of the page; ``opened`` carries an indicator and a code, empty for none."""

    opened = Signal(str, str)

    def __init__(self, part: Part, known: Mapping[str, Indicator] = INDICATORS) -> None:
        super().__init__()
        self.part = part
        self.setAccessibleName(part.words)
        layout = column(self, spacing=14)
        self.figures: dict[str, Figure] = {}
        for name in part.figures:
            made = Figure(_(known[name].title))
            made.show_value(_WAITING)
            made.setToolTip(_(known[name].title))
            made.opened.connect(lambda name=name: self.opened.emit(name, ""))
            self.figures[name] = made
        figures = Tiles(
            part.words, list(self.figures.values()), narrowest=_FIGURE_WIDTH, most=_FIGURES_ACROSS
        )
        layout.addWidget(figures)
        self.charts: dict[str, ChartCard] = {}
        if part.months:
            self.charts[part.months] = ChartCard(known[part.months], months=True)
            layout.addWidget(self.charts[part.months])
        beside = {name: ChartCard(known[name]) for name in part.charts}
        self.charts |= beside
        name = _("{words}, per categoria").format(words=part.words)
        layout.addWidget(Tiles(name, list(beside.values()), narrowest=_CHART_WIDTH, most=_CHARTS_ACROSS))
        for card in self.charts.values():
            card.opened.connect(self.opened)

    def show_report(self, report: Report) -> None:
        """Show the figures of *report*."""
        for name, made in self.figures.items():
            self._tell(name, report, Beside())
            declared = report.declared[name]
            means = [f"{_(declared.title)}.", _(declared.meaning)]
            if wording.is_unsure(report.figures[name]):
                means += [_(wording.BETWEEN), _(wording.ESTIMATED)]
            made.setToolTip(" ".join(means))
        for card in self.charts.values():
            card.show_report(report)

    def show_beside(self, report: Report, found: Mapping[str, Beside]) -> None:
        """Add to the figures of *report* what they were a year before, and how near their targets they are."""
        for name in self.figures:
            self._tell(name, report, found.get(name, Beside()))

    def _tell(self, name: str, report: Report, beside: Beside) -> None:
        declared = report.declared[name]
        told = shown(declared, report.figures[name])
        self.figures[name].show_value(
            told.value,
            told.counts,
            share_of_target(beside.target),
            share=told.share,
            note=told.note,
            lines=beside_words(declared, beside),
        )
