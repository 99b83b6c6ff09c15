"""One part of the monitoring, as figures with charts or as a table: each made when it is first looked at."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from millegiorni_desk.areas.monitoring.dashboard import Beside
from millegiorni_desk.areas.monitoring.indicators import INDICATORS
from millegiorni_desk.areas.monitoring.indicators.declaration import Indicator
from millegiorni_desk.areas.monitoring.report import Report
from millegiorni_desk.areas.monitoring.view.as_table import FiguresTable
from millegiorni_desk.areas.monitoring.view.board import Board
from millegiorni_desk.areas.monitoring.view.plan import Part
from millegiorni_desk.ui.spacing import column


class PartView(QWidget):
    """Shows *part* of the report taken last; ``opened`` carries an indicator and a code, empty for none.

    What nobody looks at is neither made nor filled: seven parts, each in two ways, are hundreds of pieces.
    """

    opened = Signal(str, str)

    def __init__(self, part: Part, known: Mapping[str, Indicator] = INDICATORS) -> None:
        super().__init__()
        self.part, self._known = part, known
        self._inside = column(self)
        self._board: Board | None = None
        self._table: FiguresTable | None = None
        self._report: Report | None = None
        self._beside: Mapping[str, Beside] = {}
        # What the board and the table are still to be told.
        self._waits: set[str] = set()

    def take(self, report: Report, beside: Mapping[str, Beside] | None = None) -> None:
        """Show *report* from now on, and *beside* it last year and the targets, which may come later."""
        if report is not self._report:
            self._waits = {"figures", "rows"}
        self._report, self._beside = report, beside or {}
        self._waits |= {"beside", "rows"}
        if self.isVisible():
            self._fill()

    def show_as(self, *, table: bool) -> None:
        """Show it as a table, or as figures with charts."""
        shown, hidden = (self.table, self._board) if table else (self.board, self._table)
        if hidden is not None:
            hidden.hide()
        shown.show()

    @property
    def board(self) -> Board:
        """The figures with charts."""
        if self._board is None:
            self._board = Board(self.part, self._known)
            self._add(self._board)
        self._fill_board(self._board)
        return self._board

    @property
    def table(self) -> FiguresTable:
        """The table."""
        if self._table is None:
            self._table = FiguresTable(self.part)
            self._add(self._table)
        self._fill_table(self._table)
        return self._table

    def _add(self, made: Board | FiguresTable) -> None:
        made.hide()
        made.opened.connect(self.opened)
        self._inside.addWidget(made)

    def _fill(self) -> None:
        if self._board is not None and not self._board.isHidden():
            self._fill_board(self._board)
        if self._table is not None and not self._table.isHidden():
            self._fill_table(self._table)

    def _fill_board(self, board: Board) -> None:
        if self._report is not None and "figures" in self._waits:
            board.show_report(self._report)
        if self._report is not None and self._beside and "beside" in self._waits:
            board.show_beside(self._report, self._beside)
        self._waits -= {"figures", "beside"}

    def _fill_table(self, table: FiguresTable) -> None:
        if self._report is not None and "rows" in self._waits:
            table.show_report(self._report, self._beside)
        self._waits.discard("rows")
