"""*Cifra*: one figure, what it means, and the records behind it."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from millegiorni_desk.areas.monitoring import indicators, service, wording
from millegiorni_desk.areas.monitoring.figures import Amount, Categories, Count, Figure, Measured, Part, Share
from millegiorni_desk.areas.monitoring.indicators import indicator
from millegiorni_desk.areas.monitoring.indicators.declaration import UNKNOWN, Indicator
from millegiorni_desk.areas.monitoring.report import Report, Row
from millegiorni_desk.areas.monitoring.view import columns, periods, said
from millegiorni_desk.areas.monitoring.view.plan import QUICK_SECONDS, TABLES
from millegiorni_desk.areas.monitoring.view.shown import bars, shown_category, whole
from millegiorni_desk.areas.monitoring.view.wanted import Wanted, wanted
from millegiorni_desk.changes import Changes
from millegiorni_desk.errors import InvalidValue
from millegiorni_desk.language import _, plural
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.cards import Card
from millegiorni_desk.ui.charts import BarChart
from millegiorni_desk.ui.chips import ChipGroup
from millegiorni_desk.ui.columns import Columns
from millegiorni_desk.ui.labels import label, reveal
from millegiorni_desk.ui.order import keep_place
from millegiorni_desk.ui.page import Page
from millegiorni_desk.ui.shell import Shell
from millegiorni_desk.ui.spacing import fix
from millegiorni_desk.ui.tables import Table
from millegiorni_desk.ui.tasks import TaskBar
from millegiorni_desk.vault.vault import Vault

_AT_ONCE_SECONDS = 1.0
_WORDS = {"yes": _("Sì"), "no": _("No"), UNKNOWN: _("Non si sa")}


@dataclass(frozen=True)
class _Opened:
    """A figure and its rows, and since when they are true."""

    wanted: Wanted
    report: Report
    rows: list[Row]
    at: datetime
    seconds: float


class IndicatorPage(Page):
    """A figure opens its records: as many rows as the figure says. Enter on a row opens its page."""

    def __init__(self, vault: Vault, shell: Shell) -> None:
        super().__init__(_("Cifra"))
        self._vault, self._shell = vault, shell
        self._wanted: Wanted | None = None
        self._shown: _Opened | None = None
        self._begun_for: Wanted | None = None
        self._stale = self._in_place = self._arriving = False
        self.value, self.counts = label("", "figure", selectable=True), label("", wrap=True)
        self.meaning, self.denominator = label("", wrap=True), label("", "small", wrap=True)
        self.which = ChipGroup(_("Quali righe"))
        self.which.changed.connect(self._which_chosen)
        self.figure, self.words = Card(), Card(_("Cosa vuol dire"))
        self.categories, self.every = (
            Card(_("Voci")),
            Button(_("Tutte le voci"), lambda: self._choose(""), kind="quiet"),
        )
        self.chart = BarChart(_("Voci"))
        self.chart.opened.connect(self._choose)
        self.rows_card = Card(_("Righe"))
        self.work = TaskBar()
        self.table = Table(_("Righe"), ())
        self._place()

    def _place(self) -> None:
        for piece in (self.value, self.counts, self.which):
            self.figure.add(piece)
        for piece in (self.meaning, self.denominator):
            self.words.add(piece)
        self.categories.heading.addWidget(self.every)
        self.categories.add(self.chart)
        self.rows_card.add(self.work)
        self.rows_card.add(self.table, 1)
        # Folded, the rows stand below the figure and still show a few.
        fix(self.rows_card, at_least=(0, 320))
        self.add(Columns(self.figure, self.words, stretch=(1, 2), fold_under=700))
        self.split = Columns(self.categories, self.rows_card, stretch=(1, 2), fold_under=820)
        self.add(self.split, 1)
        self.foot.add(Button(_("Aggiorna"), self._load, keys="F5", icon="sync"), left=True)

    def arrived(self, argument: object = None) -> None:
        asked = wanted(self._vault, argument) or self._wanted
        if asked is None:
            return
        try:
            indicator(asked.id, indicators.of(self._vault))
        except InvalidValue as problem:
            self.work.show_problem(problem)
            return
        self._arriving = not self._in_place
        hurry = self._stale and self._shown is not None and self._shown.seconds < QUICK_SECONDS
        if asked != self._wanted or hurry:
            self._wanted = asked
            if not self._in_place:
                self.scroller.verticalScrollBar().setValue(0)
            self._announce(asked)
            self._load()

    def first_focus(self) -> QWidget | None:
        if self._in_place:
            return self.focusWidget()
        # Where the rows stand below the figure, she reads the figure first.
        return None if self.split.folded else self.table

    def refresh(self, changes: Changes) -> None:
        if changes.touches(*TABLES) and self._shown is not None:
            self._stale = True
            self.foot.say(_("{age} · da allora qualcosa è cambiato").format(age=_age(self._shown.at)))

    def _announce(self, asked: Wanted) -> None:
        """Say at once what is coming; the numbers follow."""
        declared = indicator(asked.id, indicators.of(self._vault))
        self.set_title(_(declared.title))
        self.meaning.setText(_(declared.meaning))
        self.denominator.setText(
            _("Su: {denominator}").format(denominator=_(declared.denominator)) if declared.denominator else ""
        )
        reveal(self.denominator, bool(declared.denominator))
        if self._shown is None or self._shown.wanted.id != asked.id:
            self.value.setText("…")
            self.counts.setText("")
            self.which.hide()
            self.categories.hide()

    def _load(self) -> None:
        if self._wanted is None:
            return
        if self.work.task is not None:
            self.work.task.cancel()
            return
        asked, vault = self._wanted, self._vault

        def work(progress: Callable[[int, int, str], None]) -> _Opened:
            at, begun = datetime.now(), time.monotonic()
            report = service.compute(
                vault, *asked.period, house=asked.house, only=_figures(asked.id), progress=progress
            )
            rows = service.rows(
                vault, asked.id, asked.period, asked.category or None, house=asked.house, progress=progress
            )
            return _Opened(asked, report, rows, at, time.monotonic() - begun)

        self._begun_for, self._stale = asked, False
        task = self.work.run(_("Apro le righe"), work, self._take)
        if task is not None:
            task.finished.connect(self._load_other, Qt.ConnectionType.QueuedConnection)

    def _load_other(self) -> None:
        if self._begun_for != self._wanted:
            self._load()

    def _take(self, opened: _Opened) -> None:
        if opened.wanted != self._wanted:
            return
        self._shown = opened
        asked, report = opened.wanted, opened.report
        declared = report.declared[asked.id]
        told = shown_category(report, declared, asked.category)
        self.value.setText(told.value)
        self.counts.setText(" · ".join(part for part in (told.counts, told.note) if part))
        reveal(self.counts, bool(self.counts.text()))
        self.set_state(f"{said.place(report)} · {periods.words(report.period)}", "quiet")
        self._offer(declared, report.figures[asked.id], asked.category)
        self._show_categories(report, asked)
        self._show_rows(opened, declared)
        self.foot.say(_age(opened.at))

    def _offer(self, declared: Indicator, figure: Figure, category: str) -> None:
        """The answers whose rows can be opened, where there is more than one."""
        offered = answers(figure)
        self.which.setVisible(len(offered) > 1)
        options = [(code, f"{_WORDS[code]} {wording.number(n)}") for code, n in offered]
        self.which.blockSignals(True)
        if options != [(chip.code, chip.words) for chip in self.which.chips]:
            self.which.set_options(options)
        self.which.set_value(category or "yes")
        self.which.blockSignals(False)

    def _show_categories(self, report: Report, asked: Wanted) -> None:
        found = bars(report, asked.id)
        self.categories.setVisible(bool(found))
        self.every.setVisible(bool(asked.category))
        self.chart.show_bars(found, whole(report, asked.id))

    def _show_rows(self, opened: _Opened, declared: Indicator) -> None:
        asked, report, rows = opened.wanted, opened.report, opened.rows
        category = asked.category if isinstance(report.figures[asked.id], Categories | Measured) else ""
        title = plural("{n} riga", "{n} righe", len(rows)).format(n=wording.number(len(rows)))
        if category:
            title = f"{said.label(report, declared.vocabulary, category)} · {title}"
        self.rows_card.title.setText(title)
        self.rows_card.setAccessibleName(title)
        had_focus = self.table.view.hasFocus()
        self.rows_card.body.removeWidget(self.table)
        self.table.hide()
        self.table.deleteLater()
        self.table = Table(
            _(declared.title),
            columns.table_columns(self._vault, report, declared, with_state=not category),
            columns.source(self._vault, rows),
            empty=_("Nessuna riga in questo periodo."),
        )
        self.table.show_sums(columns.sums(declared, rows))
        self.table.opened.connect(self._open)
        self.rows_card.add(self.table, 1)
        keep_place(self.rows_card, [self.table])
        if rows:
            self.table.view.selectRow(0)
        # Her first look finds the rows under the keyboard, but only if they came at once.
        arriving = self._arriving and opened.seconds < _AT_ONCE_SECONDS and not self.split.folded
        self._arriving = False
        if had_focus or arriving:
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _which_chosen(self) -> None:
        chosen = str(self.which.value())
        if chosen and self._wanted is not None and chosen != (self._wanted.category or "yes"):
            self._choose(chosen)
        elif not chosen and self._wanted is not None:
            self.which.set_value(self._wanted.category or "yes")

    def _choose(self, category: str) -> None:
        """Open the rows of another answer or category, here; *Torna indietro* leads to those before."""
        asked = self._wanted
        if asked is not None and category != asked.category:
            self._in_place = True
            self._shell.open("indicator", replace(asked, category=category))
            self._in_place = False

    def _open(self, row: dict[str, object]) -> None:
        page = str(row["page"])
        if page and self._shell.knows(page):
            self._shell.open(page, row["argument"] or None)


def answers(figure: Figure) -> list[tuple[str, int]]:
    """The answers of a figure that have rows, with how many; of categories none."""
    match figure:
        case Part(rows=yes, unknown_rows=unknown):
            counted = [("yes", yes), (UNKNOWN, unknown)]
        case Share(number=yes, out_of=out_of, unknown=unknown):
            counted = [("yes", yes), ("no", out_of - yes), (UNKNOWN, unknown)]
        case Count(number=yes, unknown=unknown) | Amount(number=yes, unknown=unknown):
            counted = [("yes", yes), (UNKNOWN, unknown)]
        case _:
            counted = []
    return [(code, number) for code, number in counted if number or code == "yes"]


def _figures(indicator_id: str) -> tuple[str, ...]:
    """The figure, and the one that its bars are held against."""
    return (indicator_id, "a2.pathways") if indicator_id == "a2.by_fragility" else (indicator_id,)


def _age(at: datetime) -> str:
    return _("Le righe sono delle {at:%H:%M}").format(at=at)
