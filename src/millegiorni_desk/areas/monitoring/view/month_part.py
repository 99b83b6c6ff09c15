"""*Com'è andato il mese*: each house beside the month before and a year ago, and what was written after the month."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from millegiorni_desk.areas.monitoring import ongoing, wording
from millegiorni_desk.areas.monitoring.figures import Amount
from millegiorni_desk.areas.monitoring.ongoing import ADDED, Line, Month
from millegiorni_desk.areas.monitoring.queries import Period
from millegiorni_desk.areas.monitoring.report import Row
from millegiorni_desk.areas.monitoring.view import columns, periods
from millegiorni_desk.language import _
from millegiorni_desk.network import service as network
from millegiorni_desk.ui import tokens
from millegiorni_desk.ui.cards import Card
from millegiorni_desk.ui.chips import ChipGroup
from millegiorni_desk.ui.choices import ChoiceField
from millegiorni_desk.ui.labels import label
from millegiorni_desk.ui.shell import Shell
from millegiorni_desk.ui.spacing import column, fix
from millegiorni_desk.ui.tables import Column, Source, Table
from millegiorni_desk.ui.tasks import TaskBar
from millegiorni_desk.vault.vault import Vault

Progress = Callable[[int, int, str], None]


def table_words(table: str) -> str:
    """What the records of a table are called."""
    return {
        "access": _("Accessi"),
        "pathway": _("Percorsi"),
        "dote": _("Doti"),
        "intervention": _("Interventi"),
        "mediation": _("Mediazioni"),
        "mediation_session": _("Incontri di mediazione"),
        "meeting": _("Incontri"),
    }[table]


class MonthPart(QWidget):
    """A figure is chosen above the table; of what was written late, Enter lists the records and opens them."""

    def __init__(self, vault: Vault, shell: Shell, span: Period, today: date) -> None:
        super().__init__()
        self._vault, self._shell = vault, shell
        self.told: Month | None = None
        self.rows: list[Row] = []
        offered = periods.months(Period(span.start, max(span.end, today)))
        self.month = ChoiceField(_("Mese"), offered, none="")
        fix(self.month, width=230)
        # The last month that is over and has something in it: of the one under way not all is written yet.
        self.month.set_value(f"{min(span.end, today.replace(day=1) - timedelta(1)):%Y-%m}")
        if not self.month.value():
            self.month.set_value(offered[0][0])
        self.month.changed.connect(self.count)
        self.figure = ChipGroup(_("Cifra"))
        self.figure.hide_label()
        self.figure.changed.connect(self._show_lines)
        self._build_tables()
        self.work = TaskBar()
        figures, after = Card(_("Le cifre")), Card(_("Scritto dopo la fine del mese"))
        for piece in (self.figure, self.table):
            figures.add(piece)
        after.add(
            label(
                _(
                    "Accessi, percorsi, doti e incontri di quel mese che sono arrivati o sono cambiati più tardi."
                ),
                "muted",
                wrap=True,
            )
        )
        for piece in (self.late, self.listed):
            after.add(piece)
        inside = column(self, spacing=tokens.NEAR)
        for part in (self.month, self.work, figures, after):
            inside.addWidget(part)
        inside.addStretch(1)
        self.listed.hide()

    def _build_tables(self) -> None:
        self.table = Table(
            _("Cifre del mese"),
            (
                Column("house", _("Casa")),
                Column("now", _("Nel mese"), "number", 150, words=str),
                Column("before", _("Mese prima"), "number", 150, words=str),
                Column("by", _("Differenza"), "number", 110, words=str),
                Column("year_ago", _("Un anno prima"), "number", 150, words=str),
            ),
            most_rows=12,
        )
        self.late = Table(
            _("Scritto dopo la fine del mese"),
            (
                Column("what", _("Che cosa")),
                Column("house", _("Casa"), width=200),
                Column("added", _("Aggiunti"), "number", 100),
                Column("corrected", _("Corretti"), "number", 100),
            ),
            empty=_("Niente: tutto è stato scritto nel mese."),
            most_rows=8,
        )
        self.late.opened.connect(self._open_late)
        self.listed = Table(
            _("Righe"),
            (
                Column("on_date", _("Giorno"), "date", 104),
                Column("who", _("Chi")),
                Column("state", _("Che cosa è successo"), width=170),
            ),
            most_rows=8,
        )
        self.listed.opened.connect(self._open_record)

    def arrived(self) -> None:
        """Count the month that is chosen, once."""
        if self.told is None and not self.work.busy:
            self.count()

    def first_focus(self) -> QWidget | None:
        """The list that was opened."""
        return None if self.listed.isHidden() else self.listed

    def count(self) -> None:
        """Count the month that is chosen."""
        if self.work.task is not None:
            self.work.task.cancel()
            self.work.task.finished.connect(self.count, Qt.ConnectionType.QueuedConnection)
            return
        code = self.month.value()
        if not code:
            return
        vault, period = self._vault, periods.from_code(code)

        def work(progress: Progress) -> Month:
            return ongoing.tell(vault, period, progress)

        self.work.run(_("Conto il mese"), work, self._take)

    def _take(self, told: Month) -> None:
        self.told = told
        shown = {line.indicator.id: _(line.indicator.title) for line in told.lines}
        chosen = self.figure.value()
        self.figure.blockSignals(True)
        self.figure.set_options(list(shown.items()))
        self.figure.set_value(chosen if chosen in shown else next(iter(shown), ""))
        self.figure.blockSignals(False)
        self._show_lines()
        names = {house.code: house.name for house in network.houses(self._vault)}
        self.late.show_rows(
            Source.of(
                [
                    {
                        "id": f"{one.table} {one.house}",
                        "table": one.table,
                        "code": one.house,
                        "what": table_words(one.table),
                        "house": names.get(one.house, one.house),
                        "added": one.added,
                        "corrected": one.corrected,
                    }
                    for one in told.late
                ]
            )
        )
        self.listed.hide()

    def _show_lines(self) -> None:
        if self.told is None:
            return
        if not self.figure.value() and self.told.lines:
            # One figure is always shown.
            self.figure.set_value(self.told.lines[0].indicator.id)
            return
        names = {house.code: house.name for house in network.houses(self._vault)}
        lines = [line for line in self.told.lines if line.indicator.id == self.figure.value()]
        alone = len(names) == 1 or bool(self._vault.house)
        rows = [_row(line, names) for line in lines if not (alone and not line.house)]
        self.table.show_rows(Source.of(rows))

    def _open_late(self, row: dict[str, object]) -> None:
        vault, told = self._vault, self.told
        table, house = str(row["table"]), str(row["code"])
        if told is None:
            return
        period = told.period

        def work(progress: Progress) -> list[Row]:
            return ongoing.late_rows(vault, period, table, house)

        self.work.run(_("Cerco le righe"), work, self._show_late)

    def _show_late(self, rows: list[Row]) -> None:
        self.rows = rows
        inner = columns.source(self._vault, rows)
        words = {ADDED: _("aggiunto dopo")}

        def page(offset: int, limit: int) -> list[dict[str, object]]:
            return [
                {**row, "state": words.get(str(row["state"]), _("corretto dopo"))}
                for row in inner.rows(offset, limit)
            ]

        self.listed.show_rows(Source(inner.count, page))
        self.listed.show()
        if rows:
            self.listed.view.selectRow(0)
            self.listed.setFocus()

    def _open_record(self, row: dict[str, object]) -> None:
        page = str(row["page"])
        if page and self._shell.knows(page):
            self._shell.open(page, row["argument"] or None)


def _row(line: Line, names: dict[str, str]) -> dict[str, object]:
    now, before = ongoing.number(line.now), ongoing.number(line.before)
    by = now - before if now is not None and before is not None else None
    return {
        "id": line.house or "all",
        "house": names.get(line.house, line.house) if line.house else _("Tutte le Case"),
        "now": wording.value(line.indicator, line.now),
        "before": wording.value(line.indicator, line.before),
        "by": "" if by is None else _signed(line, by),
        "year_ago": wording.value(line.indicator, line.year_ago),
    }


def _signed(line: Line, by: int) -> str:
    size = abs(by)
    said = wording.amount(line.indicator, size) if isinstance(line.now, Amount) else wording.number(size)
    return f"{'+' if by > 0 else '−' if by < 0 else ''}{said}"
