"""*Dati da completare*: the checks with what each holds; one that is opened lists its records until they are mended."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

from millegiorni_desk.areas.monitoring import quality, wording
from millegiorni_desk.areas.monitoring.checks import GROUPS
from millegiorni_desk.areas.monitoring.quality import MOST_ROWS, Found
from millegiorni_desk.areas.monitoring.queries import Period
from millegiorni_desk.areas.monitoring.report import Row
from millegiorni_desk.areas.monitoring.view import columns
from millegiorni_desk.areas.monitoring.view.chooser import Chooser
from millegiorni_desk.changes import Changes
from millegiorni_desk.language import _, plural
from millegiorni_desk.network import service as network
from millegiorni_desk.ui import tokens
from millegiorni_desk.ui.cards import Card, EmptyState
from millegiorni_desk.ui.columns import Columns
from millegiorni_desk.ui.labels import label
from millegiorni_desk.ui.shell import Shell
from millegiorni_desk.ui.spacing import column
from millegiorni_desk.ui.tables import Column, Source, Table
from millegiorni_desk.ui.tasks import TaskBar
from millegiorni_desk.vault.vault import Vault

Progress = Callable[[int, int, str], None]


class QualityPart(QWidget):
    """Checks that hold nothing are only counted. Everything is gone through beside the window."""

    def __init__(self, vault: Vault, shell: Shell, span: Period, today: date) -> None:
        super().__init__()
        self._vault, self._shell = vault, shell
        self.found: dict[str, Found] = {}
        self.rows: list[Row] = []
        self.here = ""
        self._counted: tuple[Period, str] | None = None
        self.chooser = Chooser(vault, span, today)
        self.chooser.changed.connect(self.count)
        self.checks = Table(
            _("Controlli"),
            (Column("title", _("Che cosa")), Column("number", _("Quanti"), "number", 80)),
            empty=_("Nessuna mancanza in questo periodo."),
            most_rows=14,
        )
        self.checks.opened.connect(lambda row: self.open(str(row["id"])) if row else None)
        self.in_order = label("", "small", wrap=True)
        self.left = Card(_("Controlli"))
        self.left.add(self.checks)
        self.left.add(self.in_order)
        self.todo, self.places = label("", wrap=True), label("", "small", wrap=True)
        self.table = Table(
            _("Da guardare"),
            (
                Column("on_date", _("Giorno"), "date", 104),
                Column("who", _("Chi")),
                Column("house_name", _("Casa"), width=150),
            ),
            empty=_("Qui non c'è più niente da guardare."),
            most_rows=11,
        )
        self.table.opened.connect(self._open_record)
        self.right = Card(_("Da guardare"))
        for piece in (self.todo, self.places, self.table):
            self.right.add(piece)
        self.nothing = EmptyState(
            _("Tutto in ordine"),
            _("In questo periodo non manca niente e le date tornano."),
            icon="monitoring",
        )
        self.work = TaskBar()
        self.split = Columns(self.left, self.right, stretch=(1, 1), fold_under=820, same_height=False)
        inside = column(self, spacing=tokens.NEAR)
        for part in (self.chooser, self.work, self.nothing, self.split):
            inside.addWidget(part)
        inside.addStretch(1)
        self.nothing.hide()
        self.right.hide()

    def arrived(self) -> None:
        """Count once; afterwards only what was listed is looked at again."""
        if self._counted != self._asked:
            self.count()
        else:
            self._look_again()

    @property
    def _asked(self) -> tuple[Period, str]:
        return self.chooser.period, self.chooser.house_code

    def first_focus(self) -> QWidget | None:
        """The list that is being gone through."""
        return self.table if self.rows and not self.right.isHidden() else None

    def count(self) -> None:
        """Go through all the checks of the period."""
        if self.work.task is not None:
            self.work.task.cancel()
            self.work.task.finished.connect(self.count, Qt.ConnectionType.QueuedConnection)
            return
        vault, (period, house) = self._vault, self._asked

        def work(progress: Progress) -> list[Found]:
            return quality.count(vault, period, house, progress)

        self._counted = self._asked
        self.work.run(_("Guardo i dati"), work, self._take)

    def _take(self, found: list[Found]) -> None:
        self.found = {one.check.id: one for one in found}
        self._show_checks()
        if self.here and self.found[self.here].number:
            self.open(self.here)
        else:
            self.here = ""
            self.right.hide()

    def _show_checks(self) -> None:
        held = [one for one in self.found.values() if one.number]
        self.checks.show_rows(
            Source.of(
                [{"id": one.check.id, "title": _(one.check.title), "number": one.number} for one in held]
            )
        )
        clean = len(self.found) - len(held)
        self.in_order.setText(
            plural("{n} altro controllo è in ordine.", "Altri {n} controlli sono in ordine.", clean).format(
                n=clean
            )
        )
        self.nothing.setVisible(not held)
        self.split.setVisible(bool(held))

    def open(self, check_id: str) -> None:
        """List what a check holds."""
        self.here = check_id
        vault, (period, house) = self._vault, self._asked

        def work(progress: Progress) -> list[Row]:
            return quality.rows(vault, check_id, period, house)

        self.work.run(_("Cerco le righe"), work, self._show_rows)

    def _show_rows(self, rows: list[Row]) -> None:
        self.rows = rows
        one = self.found[self.here]
        title = f"{_(GROUPS[one.check.group])} · {_(one.check.title)}"
        self.right.title.setText(title)
        self.right.setAccessibleName(title)
        self.todo.setText(_(one.check.todo))
        self.table.show_rows(self._source())
        self._tell_places(one)
        self.right.show()
        if rows:
            self.table.view.selectRow(0)
            self.table.setFocus()

    def _source(self) -> Source:
        names = {house.code: house.name for house in network.houses(self._vault)}
        inner = columns.source(self._vault, self.rows)

        def page(offset: int, limit: int) -> list[dict[str, object]]:
            return [
                {**row, "house_name": names.get(row["house"], row["house"])}
                for row in inner.rows(offset, limit)
            ]

        return Source(inner.count, page)

    def _tell_places(self, one: Found) -> None:
        names = {house.code: house.name for house in network.houses(self._vault)}
        places = " · ".join(
            f"{names.get(code, code)} {wording.number(number)}"
            for code, number in sorted(one.by_house.items())
        )
        more = one.number - len(self.rows)
        if more > 0:
            places += ". " + _("Qui ci sono le prime {most}: sistemate quelle, premi Aggiorna.").format(
                most=wording.number(MOST_ROWS)
            )
        self.places.setText(places)

    def _open_record(self, row: dict[str, object]) -> None:
        page = str(row["page"])
        if page and self._shell.knows(page):
            self._shell.open(page, row["argument"] or None)

    def mended(self, changes: Changes) -> None:
        """Something was saved: what was listed is looked at again."""
        if self.rows and self.isVisible():
            self._look_again()

    def _look_again(self) -> None:
        if not self.here or not self.rows or self.work.busy:
            return
        vault, here, listed, (period, _house) = self._vault, self.here, self.rows, self._asked

        def work(progress: Progress) -> list[Row]:
            return quality.still(vault, here, period, listed)

        self.work.run(_("Cerco le righe"), work, self._left)

    def _left(self, rows: list[Row]) -> None:
        if len(rows) == len(self.rows):
            return
        kept = {row.record_id for row in rows}
        one = self.found[self.here]
        for row in self.rows:
            if row.record_id not in kept and one.by_house.get(row.house):
                one.by_house[row.house] -= 1
        at, here = self.table.view.currentIndex().row(), QApplication.focusWidget()
        if not rows and here is not None and self.table.isAncestorOf(here):
            self.checks.setFocus(Qt.FocusReason.OtherFocusReason)
        self.rows = rows
        self.table.show_rows(self._source())
        if rows:
            self.table.view.selectRow(min(max(at, 0), len(rows) - 1))
        self._tell_places(one)
        self._show_checks()
