"""The map of houses and months of one figure: sums set apart, cells that grow darker with their number."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem, QWidget

from millegiorni_desk.areas.monitoring import service, wording
from millegiorni_desk.areas.monitoring.figures import Amount, Count, Figure, Share
from millegiorni_desk.areas.monitoring.indicators import INDICATORS
from millegiorni_desk.areas.monitoring.indicators.declaration import Indicator, Kind
from millegiorni_desk.areas.monitoring.report import Matrix, Report
from millegiorni_desk.areas.monitoring.view import said
from millegiorni_desk.language import _
from millegiorni_desk.ui import look, tokens
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.cards import Card
from millegiorni_desk.ui.choices import ChoiceField
from millegiorni_desk.ui.labels import label
from millegiorni_desk.ui.look import ink, px
from millegiorni_desk.ui.order import keep_place
from millegiorni_desk.ui.spacing import fix
from millegiorni_desk.ui.tables import Column, Source, Table, figure_seen
from millegiorni_desk.ui.tasks import TaskBar
from millegiorni_desk.ui.wrap import Wrap
from millegiorni_desk.vault.vault import Vault

_LISTED = (Kind.CATEGORIES, Kind.MEASURED)
_TOTAL = "total"
_NAME, _SUM, _MONTH, _MONEY = 168, 100, 62, 88
# With what a number lies between.
_SUM_BETWEEN, _BETWEEN = 168, 128
_DARKEST = 0.34
_SHOWN_FIRST = "a1.accesses"
_MOST_HOUSES = 12


def mappable(known: Mapping[str, Indicator] = INDICATORS) -> list[tuple[str, str]]:
    """The figures that have a map, as id and title."""
    return [
        (declared.id, _(declared.title))
        for declared in known.values()
        if declared.on_map and declared.kind not in _LISTED
    ]


class MapCard(Card):
    """One figure house by house and month by month. ``opened`` carries the figure, the house and the month;
    ``paper_wanted`` the report and the map that are shown.

    It is counted when it is first looked at, and for each figure chosen.
    """

    opened = Signal(str, str, str)
    paper_wanted = Signal(object, object)

    def __init__(self, vault: Vault) -> None:
        super().__init__()
        self.setAccessibleName(_("Mesi e Case"))
        self._vault = vault
        self._report: Report | None = None
        self._shown: tuple[Report, str] | None = None
        self.choice = ChoiceField(_("Quale cifra"), mappable(), none="–")
        self.choice.set_value(_SHOWN_FIRST)
        self.choice.changed.connect(self.count)
        fix(self.choice, width=340)
        self.work = TaskBar()
        self.table: Table | None = None
        self.note = label("", "small", wrap=True)
        self.paper_button = Button(_("Mappa in PDF"), self._wish_paper, icon="document")
        self.paper_button.setEnabled(False)
        self._matrix: Matrix | None = None
        for piece in (Wrap(self.choice, self.paper_button), self.work, self.note):
            self.add(piece)

    def take(self, report: Report) -> None:
        """Show the map of another report from now on."""
        self._report = report
        self.choice.set_options(mappable(report.declared))
        if self.isVisible():
            self.count()

    def count(self) -> None:
        """Count the map of the figure chosen, unless it is the one shown."""
        report, wanted = self._report, self.choice.value()
        if report is None or not wanted or self.work.busy or self._is_shown(report, wanted):
            return

        def work(progress: Callable[[int, int, str], None]) -> Matrix:
            progress(0, 0, "")
            return service.maps(self._vault, report, [wanted])[0]

        task = self.work.run(_("Conto mesi e Case"), work, lambda matrix: self._show(report, matrix))
        if task is not None:
            task.result.connect(self._count_other, Qt.ConnectionType.QueuedConnection)

    def _is_shown(self, report: Report, wanted: str) -> bool:
        # The report itself, not one that says the same: its months and houses may differ.
        return self._shown is not None and self._shown[0] is report and self._shown[1] == wanted

    def _count_other(self) -> None:
        """Another figure or another period may have been chosen while the map was counted."""
        self.count()

    def _show(self, report: Report, matrix: Matrix) -> None:
        self._shown, self._matrix = (report, matrix.indicator.id), matrix
        self.paper_button.setEnabled(True)
        had_focus = self.table is not None and self.table.view.hasFocus()
        if self.table is not None:
            self.body.removeWidget(self.table)
            self.table.hide()
            self.table.deleteLater()
        self.table = _table(matrix, report)
        self.table.opened.connect(lambda row: self._opened(matrix, str(row["id"])))
        self.body.insertWidget(2, self.table)
        keep_place(self.choice.box, [self.table])
        if had_focus:
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)
        notes = [_(note) for note in wording.map_notes([matrix], [])]
        if any(map(wording.is_unsure, matrix.figures())):
            notes.append(_(wording.BETWEEN))
        self.note.setText(" ".join([*notes, _("Con le frecce scegli una casella, Invio apre le sue righe.")]))

    def _wish_paper(self) -> None:
        if self._shown is not None and self._matrix is not None:
            self.paper_wanted.emit(self._shown[0], self._matrix)

    def _opened(self, matrix: Matrix, house: str) -> None:
        if self.table is None:
            return
        at = self.table.view.currentIndex().column()
        key = self.table.model.columns[at].key if at >= 0 else ""
        self.opened.emit(matrix.indicator.id, house, key if key in matrix.months else "")


def _table(matrix: Matrix, report: Report) -> Table:
    money = wording.headline(matrix.indicator, Amount(0, 0)).endswith("€")
    say = _words(matrix)
    between = {
        month
        for month in matrix.months
        for house in matrix.houses
        if wording.is_unsure(matrix.cells[month, house])
    }
    between |= {month for month, figure in matrix.by_month.items() if wording.is_unsure(figure)}
    sums = any(map(wording.is_unsure, (*matrix.by_house.values(), matrix.total)))

    def wide(month: str) -> int:
        return _MONEY if money else _BETWEEN if month in between else _MONTH

    columns = [
        Column("house", _("Casa"), width=_NAME),
        Column(_TOTAL, _("Periodo"), "number", _SUM_BETWEEN if sums else _SUM, say),
        *(Column(month, _head(month, matrix), "number", wide(month), say) for month in matrix.months),
    ]
    rows = [
        {
            "id": code,
            "house": said.label(report, "house", code),
            _TOTAL: matrix.by_house[code],
            **{month: matrix.cells[month, code] for month in matrix.months},
        }
        for code in matrix.houses
    ]
    name = _("{title}, mesi e Case").format(title=_(matrix.indicator.title))
    table = Table(name, columns, Source.of(rows), most_rows=_MOST_HOUSES,
                  empty=_("Ancora nessuna Casa nella rete."))  # fmt: skip
    if len(rows) > 1:
        table.show_sums({"house": _("Rete"), _TOTAL: matrix.total, **matrix.by_month})
    highest = max((plain(figure) for figure in matrix.cells.values()), default=0)
    table.view.setItemDelegate(_Cells(table, highest))
    return table


def _words(matrix: Matrix) -> Callable[[Any], str]:
    def say(figure: Any) -> str:
        words = wording.value(matrix.indicator, figure).removesuffix(" €")
        return "·" if words in ("0", "0,00") else words

    return say


def _head(month: str, matrix: Matrix) -> str:
    """The month alone; where there are several years, with the last two figures of its own."""
    name, year = said.month(month).split()
    return name if matrix.months[0][:4] == matrix.months[-1][:4] else f"{name} {year[2:]}"


def plain(figure: Figure) -> float:
    """The number that decides how dark a cell is."""
    match figure:
        case Count(number=number):
            return number
        case Share(number=number, out_of=out_of):
            return number / out_of if out_of else 0
        case Amount(value=value):
            return value or 0
    return 0


class _Cells(QStyledItemDelegate):
    """Cells of months grow darker with their number, sums are bold, the current cell has a ring."""

    def __init__(self, table: Table, highest: float) -> None:
        super().__init__(table)
        self._table, self._highest = table, highest

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        column = self._table.model.columns[index.column()]
        figure = self._table.model.row(index.row()).get(column.key)
        cell = QRectF(option.rect).adjusted(1, 1, -1, -1)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if column.key not in (_TOTAL, "house") and self._highest and figure is not None:
            ground = QColor(ink("primary"))
            ground.setAlphaF(_DARKEST * min(plain(figure) / self._highest, 1))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(ground)
            painter.drawRoundedRect(cell, px(4), px(4))
        painter.setPen(ink("text"))
        painter.setFont(look.font(bold=column.key == _TOTAL))
        side = Qt.AlignmentFlag.AlignRight if column.figures else Qt.AlignmentFlag.AlignLeft
        said, whole = column.shown(figure), cell.toRect()
        if column.figures:
            wide = self._table.view.viewport().width()
            said, whole = figure_seen(said, whole, wide, painter.fontMetrics())
        room = whole.adjusted(px(7), 0, -px(7), 0)
        words = painter.fontMetrics().elidedText(said, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, side | Qt.AlignmentFlag.AlignVCenter, words)
        view: QWidget = self._table.view
        if view.hasFocus() and self._table.view.currentIndex() == index:
            painter.setPen(QPen(ink("primary"), px(tokens.RING)))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(cell, px(4), px(4))
        painter.restore()
