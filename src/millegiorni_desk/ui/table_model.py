"""What a table shows: its columns, where its rows come from, and the model that asks for them a page at a time."""

from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from millegiorni_desk.language import _
from millegiorni_desk.ui.parsing import money, number

Row = Mapping[str, Any]
Index = QModelIndex | QPersistentModelIndex

PAGE = 100
_PAGES_KEPT = 20
_FIGURES = ("number", "money", "percent")


@dataclass(frozen=True)
class Column:
    """A column: *key* in the row, its *title*, its *kind*, its width in px at 100 % (0: takes the rest).

    Kinds: ``text``, ``date`` (``YYYY-MM-DD`` shown as dd/mm/yyyy), ``number``, ``money`` (integer
    cents), ``percent`` (already a figure of 100). *words* turns a value into text instead.
    """

    key: str
    title: str
    kind: str = "text"
    width: int = 0
    words: Callable[[Any], str] | None = None

    @property
    def figures(self) -> bool:
        """Whether it is set to the right, head and cells alike."""
        return self.kind in _FIGURES

    def shown(self, value: Any) -> str:
        """*value* as it stands in the cell."""
        if self.words is not None:
            return self.words(value)
        if value is None or value == "":
            return ""
        if self.kind == "money":
            return money(int(value))
        if self.kind == "number":
            return number(int(value))
        if self.kind == "percent":
            return f"{value}".replace(".", ",") + " %"
        if self.kind == "date":
            year, month, day = str(value)[:10].split("-")
            return f"{day}/{month}/{year}"
        return str(value)


@dataclass(frozen=True)
class Source:
    """Where rows come from: how many there are, and those from *offset*, at most *limit*."""

    count: Callable[[], int]
    rows: Callable[[int, int], Sequence[Row]]

    @classmethod
    def of(cls, rows: Sequence[Row]) -> "Source":
        """A source over rows already at hand."""
        return cls(lambda: len(rows), lambda offset, limit: rows[offset : offset + limit])


class TableModel(QAbstractTableModel):
    """Rows of a :class:`Source`, fetched a page at a time when a view shows them."""

    def __init__(self, columns: Sequence[Column], source: Source | None = None) -> None:
        super().__init__()
        self.columns = tuple(columns)
        self._source = source or Source.of(())
        self._count = self._source.count()
        self._pages: OrderedDict[int, Sequence[Row]] = OrderedDict()

    def take(self, source: Source) -> None:
        """Show *source* instead."""
        self.beginResetModel()
        self._source = source
        self._count = source.count()
        self._pages.clear()
        self.endResetModel()

    def reload(self) -> None:
        """Ask the same source again."""
        self.take(self._source)

    def row(self, at: int) -> Row:
        """The row at position *at*; empty if it is gone from the source meanwhile."""
        page = at // PAGE
        if page not in self._pages:
            self._pages[page] = self._source.rows(page * PAGE, PAGE)
            if len(self._pages) > _PAGES_KEPT:
                self._pages.popitem(last=False)
        self._pages.move_to_end(page)
        rows = self._pages[page]
        within = at - page * PAGE
        return rows[within] if within < len(rows) else {}

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else self._count

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        column_ = self.columns[index.column()]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return alignment(column_)
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return column_.shown(self.row(index.row()).get(column_.key))
        if role == Qt.ItemDataRole.AccessibleTextRole:
            shown = column_.shown(self.row(index.row()).get(column_.key))
            return f"{column_.title}: {shown or _('vuoto')}"
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation != Qt.Orientation.Horizontal:
            return str(section + 1) if role == Qt.ItemDataRole.DisplayRole else None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.columns[section].title
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return alignment(self.columns[section])
        return None


def alignment(column_: Column) -> Qt.AlignmentFlag:
    """Figures to the right, words to the left, both in the middle of the height."""
    side = Qt.AlignmentFlag.AlignRight if column_.figures else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter
