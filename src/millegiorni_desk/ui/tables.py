"""Tables over a paged source: only the rows shown are asked for."""

from collections.abc import Iterator, Mapping, Sequence

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from millegiorni_desk.language import _
from millegiorni_desk.ui import look, tokens
from millegiorni_desk.ui.buttons import ring
from millegiorni_desk.ui.labels import label
from millegiorni_desk.ui.look import ink, px
from millegiorni_desk.ui.spacing import column
from millegiorni_desk.ui.table_model import PAGE, Column, Row, Source, TableModel, alignment

__all__ = ["PAGE", "Column", "Row", "Source", "Table", "TableModel", "figure_seen"]

_READABLE = 140
_MOST_LINES = 4
_WRAP = int(Qt.TextFlag.TextWordWrap)


def figure_seen(said: str, cell: QRect, room: int, metrics: QFontMetrics) -> tuple[str, QRect]:
    """What to write for the figure *said* set to the right in *cell*, and where, in a view *room* px wide.

    A figure cut by the edge of the view reads as another one, 27.500 as 27.50: dots stand for it until it is whole.
    """
    right = cell.right() - px(tokens.TIGHT)
    if not said or (right - metrics.horizontalAdvance(said) >= 0 and right <= room):
        return said, cell
    return "…", cell.intersected(QRect(0, cell.top(), room, cell.height()))


class _Cells(QStyledItemDelegate):
    """What is in a cell, figures never cut."""

    def __init__(self, view: QTableView, columns: Sequence[Column]) -> None:
        super().__init__(view)
        self._view, self._columns = view, columns

    def initStyleOption(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        super().initStyleOption(option, index)
        if self._columns[index.column()].figures:
            room = self._view.viewport().width()
            option.text, option.rect = figure_seen(option.text, option.rect, room, option.fontMetrics)


class _View(QTableView):
    """Rows of one height, so that a view of a million rows measures none of them."""

    opened = Signal(int)
    resized = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        head = self.horizontalHeader()
        head.setHighlightSections(False)
        head.setSectionsMovable(False)
        # Rows come in one order: a head that lights up under the mouse would promise another.
        head.setSectionsClickable(False)
        self.doubleClicked.connect(lambda index: self.opened.emit(index.row()))
        # What is moved is not drawn again: a figure that has come wholly into sight would stay dots.
        self.horizontalScrollBar().valueChanged.connect(lambda _value: self.viewport().update())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.opened.emit(self.currentIndex().row())
            event.accept()
            return
        super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.resized.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.hasFocus() and self.currentIndex().isValid():
            painter = QPainter(self.viewport())
            painter.setPen(QPen(ink("primary"), px(tokens.RING)))
            line = self.visualRect(self.currentIndex())
            painter.drawRect(1, line.top() + 1, self.viewport().width() - 3, line.height() - 3)
            painter.end()
        elif self.hasFocus():
            painter = QPainter(self.viewport())
            ring(painter, self.viewport())
            painter.end()


class _Sums(QWidget):
    """The row of sums: under a line, in bold, each figure under its column."""

    def __init__(self, view: _View, columns: Sequence[Column]) -> None:
        super().__init__()
        self._view, self._columns = view, columns
        self._row: Row = {}
        view.horizontalHeader().sectionResized.connect(self.update)
        view.horizontalHeader().geometriesChanged.connect(self.update)
        view.horizontalScrollBar().valueChanged.connect(self.update)

    def say(self, row: Row) -> None:
        self._row = row
        spoken = [f"{each.title} {each.shown(row[each.key])}" for each in self._columns if each.key in row]
        self.setAccessibleName(_("Totale: ") + ", ".join(spoken))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(px(200), px(40))

    def minimumSizeHint(self) -> QSize:
        return QSize(0, px(40))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(0, 0, self.width(), px(tokens.RING), ink("text"))
        painter.setFont(look.font(bold=True))
        painter.setPen(ink("text"))
        head = self._view.horizontalHeader()
        for at, each in enumerate(self._columns):
            left = self._view.columnViewportPosition(at)
            box = QRect(left, px(2), head.sectionSize(at), self.height() - px(2))
            words = each.shown(self._row[each.key]) if each.key in self._row else ""
            if each.figures:
                words, box = figure_seen(words, box, self._view.viewport().width(), painter.fontMetrics())
            painter.drawText(box.adjusted(px(8), 0, -px(8), 0), alignment(each), words)
        painter.end()


class Table(QWidget):
    """A table over a :class:`Source`: ``opened`` carries the row opened with Enter or a double click.

    With *most_rows* it is as high as its rows, up to so many (for a page that scrolls); without, it takes the
    room there is. *row_height* is in px at 100 %, of a row of one line; every row has room for as many lines as the
    longest cell of the first page takes, up to some.
    """

    opened = Signal(dict)
    selected = Signal(dict)

    def __init__(
        self,
        name: str,
        columns: Sequence[Column],
        source: Source | None = None,
        *,
        empty: str = "",
        key: str = "id",
        most_rows: int = 0,
        row_height: int = tokens.CONTROL,
    ) -> None:
        super().__init__()
        self._lines = 1
        # Whole and narrowed width of the columns that gave room to others.
        self._narrowed: dict[int, tuple[int, int]] = {}
        self._marks: dict[int, int] = {}
        self._key = key
        self._row_height = row_height
        self._most_rows = most_rows
        self.model = TableModel(columns, source)
        self.view = _View()
        self.view.setModel(self.model)
        self.view.setWordWrap(True)
        self.view.setAccessibleName(name)
        self.view.setItemDelegate(_Cells(self.view, self.model.columns))
        layout = column(self)
        layout.addWidget(self.view, 1000)
        self._empty = label(empty, "muted", wrap=True)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._empty.setMargin(tokens.TIGHT)
        layout.addWidget(self._empty, 1)
        self._sums = _Sums(self.view, self.model.columns)
        self._sums.hide()
        layout.addWidget(self._sums)
        self._rest = QWidget()
        self._rest.hide()
        layout.addWidget(self._rest, 1)
        self.view.resized.connect(self._share_width)
        self.view.opened.connect(lambda at: self.opened.emit(dict(self.model.row(at))))
        self.view.selectionModel().currentRowChanged.connect(self._moved)
        look.notifier.changed.connect(self._rescale)
        self._measure()
        self._fit()

    def leave_room(self, key: str, width: int) -> None:
        """Before the words of the column *key* a mark is drawn, *width* px wide at 100 %."""
        self._marks = {at: width for at, each in enumerate(self.model.columns) if each.key == key}
        self._rescale()

    def _rescale(self) -> None:
        self._measure()
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            # It was put into a window: its head has other letters there.
            self._rescale()

    def _measure(self) -> None:
        self._narrowed = {}
        head = self.view.horizontalHeader()
        head.setFixedHeight(px(34))
        head.setMinimumSectionSize(px(48))
        for at, each in enumerate(self.model.columns):
            head.setSectionResizeMode(at, QHeaderView.ResizeMode.Interactive)
            if each.width:
                head.resizeSection(at, max(px(each.width), head.sectionSizeHint(at)))
        self._share_width()

    def _share_width(self) -> None:
        """Columns without a width share what the others leave, but stay readable."""
        head = self.view.horizontalHeader()
        for at, (whole, narrowed) in self._narrowed.items():
            if head.sectionSize(at) == narrowed:
                head.resizeSection(at, whole)
        self._narrowed = {}
        least = {
            at: max(px(_READABLE), head.sectionSizeHint(at))
            for at, each in enumerate(self.model.columns)
            if not each.width
        }
        room = self.view.viewport().width() - sum(
            head.sectionSize(at) for at in range(head.count()) if at not in least
        )
        if room < sum(least.values()):
            room += self._narrow(sum(least.values()) - room)
        self._spread(room, least)
        if self._lines > 1:
            # Words on a second line make all rows higher: columns that are wider than theirs give way before.
            wanted = sum(max(enough, self._widest(at)) for at, enough in least.items())
            self._spread(room + self._narrow(max(0, wanted - room)), least)
        if self._most_rows:
            self._fit()

    def _spread(self, room: int, least: Mapping[int, int]) -> None:
        for at, enough in least.items():
            self.view.horizontalHeader().resizeSection(at, max(room // len(least), enough))
        self._weigh()

    def _narrow(self, lack: int) -> int:
        """Take up to *lack* px from columns that are wider than what is in them, before one scrolls across."""
        head, taken = self.view.horizontalHeader(), 0
        for at, each in enumerate(self.model.columns):
            whole = head.sectionSize(at)
            spare = min(whole - self._widest(at), lack - taken)
            if each.width and spare > 0:
                head.resizeSection(at, whole - spare)
                self._narrowed[at] = (self._narrowed.get(at, (whole,))[0], whole - spare)
                taken += spare
        return taken

    def _widest(self, at: int) -> int:
        """How wide that column is with its head, and its cells of the first page, on one line."""
        each, metrics = self.model.columns[at], self.view.fontMetrics()
        words = (
            each.shown(self.model.row(row).get(each.key)) for row in range(min(self.model.rowCount(), PAGE))
        )
        widest = max((metrics.horizontalAdvance(said) for said in words), default=0)
        widest += px(self._marks.get(at, 0))
        return max(widest + 3 * px(tokens.TIGHT), self.view.horizontalHeader().sectionSizeHint(at))

    @property
    def row_px(self) -> int:
        """How high a row is now."""
        return px(self._row_height) + (self._lines - 1) * self.view.fontMetrics().lineSpacing()

    def _weigh(self) -> None:
        self._lines = min(max(self._needed(), default=1), _MOST_LINES)
        self.view.verticalHeader().setDefaultSectionSize(self.row_px)
        least = px(34) + 2 + max(2 * px(self._row_height), self.row_px) + self._bar_px()
        if not self._most_rows and self.view.minimumHeight() != least:
            # However little room there is, a row is seen whole; the page scrolls.
            self.view.setMinimumHeight(least)

    def _bar_px(self) -> int:
        """How high the bar is under rows wider than the table; without one, nothing."""
        across = self.view.horizontalHeader().length() > self.view.viewport().width()
        return self.view.horizontalScrollBar().sizeHint().height() if across else 0

    def _needed(self) -> Iterator[int]:
        """How many lines each cell of the first page takes in its column."""
        metrics, head = self.view.fontMetrics(), self.view.horizontalHeader()
        for at in range(min(self.model.rowCount(), PAGE)):
            row = self.model.row(at)
            for place, each in enumerate(self.model.columns):
                room = head.sectionSize(place) - 2 * px(tokens.TIGHT) - px(self._marks.get(place, 0))
                words = each.shown(row.get(each.key))
                if not each.figures and metrics.horizontalAdvance(words) >= room:
                    yield (
                        metrics.boundingRect(QRect(0, 0, room, 0), _WRAP, words).height()
                        // metrics.lineSpacing()
                    )

    def show_rows(self, source: Source) -> None:
        """Show *source*; the row that was current stays current if it is on the first page."""
        current = self.current().get(self._key)
        self.model.take(source)
        self._share_width()
        self._fit()
        if current is not None:
            for at in range(min(self.model.rowCount(), PAGE)):
                if self.model.row(at).get(self._key) == current:
                    self.view.selectRow(at)
                    break

    def reload(self) -> None:
        """Ask the source again, at the same place."""
        at = self.view.verticalScrollBar().value()
        row = self.view.currentIndex().row()
        self.model.reload()
        self._share_width()
        self._fit()
        if 0 <= row < self.model.rowCount():
            self.view.selectRow(row)
        self.view.verticalScrollBar().setValue(at)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.hasFocus() and self.focusProxy() is None:
            # Without rows the keyboard waits here; the first that come take it, and show it themselves.
            painter = QPainter(self)
            ring(painter, self)
            painter.end()

    def show_sums(self, row: Row | None) -> None:
        """Show a row of sums set apart below, or take it away."""
        self._sums.setVisible(row is not None)
        if row is not None:
            self._sums.say(row)
        self._fit()

    def current(self) -> Row:
        """The row under the cursor, empty if there is none."""
        at = self.view.currentIndex().row()
        return self.model.row(at) if at >= 0 else {}

    def _moved(self, index: QModelIndex) -> None:
        if index.isValid():
            self.selected.emit(dict(self.model.row(index.row())))

    def _fit(self) -> None:
        rows = self.model.rowCount()
        head = px(34) + 2
        whole = head + rows * self.row_px
        if not self._most_rows:
            # Sums stand right under the last row, not at the foot of an empty table.
            self.view.setMaximumHeight(whole if rows < PAGE and not self._sums.isHidden() else 16_777_215)
        self._rest.setVisible(rows < PAGE and not self._sums.isHidden() and not self._most_rows)
        if self._most_rows:
            high = head + max(min(rows, self._most_rows), 1) * self.row_px + self._bar_px()
            # Held to its height at every moment: let go between two resizes, it would take and leave room forever.
            if (self.view.minimumHeight(), self.view.maximumHeight()) != (high, high):
                self.view.setFixedHeight(high)
        nothing = self.model.rowCount() == 0 and bool(self._empty.text())
        self._empty.setVisible(nothing)
        # The keyboard may wait here, see below: then this is read aloud.
        self.setAccessibleName(f"{self.view.accessibleName()}: {self._empty.text()}" if nothing else "")
        self.view.setVisible(not nothing)
        # Tab would hand the keyboard to a view that is not there, and go no further.
        self.setFocusProxy(None if nothing else self.view)  # type: ignore[arg-type]
