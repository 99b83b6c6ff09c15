"""A page in parts: their names at the left with what each waits for, the part that is open at the right."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtWidgets import QBoxLayout, QWidget

from millegiorni_desk.ui import tokens
from millegiorni_desk.ui.cards import Card, Entry
from millegiorni_desk.ui.columns import Columns
from millegiorni_desk.ui.look import px
from millegiorni_desk.ui.order import first_stop, keep_place
from millegiorni_desk.ui.page import Stack, show_start, show_top
from millegiorni_desk.ui.spacing import column, respace

_LEFT = 276


class Section(QWidget):
    """One part; override what is needed. ``told`` carries the second line, the state, and the state's kind."""

    told = Signal(str, str, str)

    def __init__(self) -> None:
        super().__init__()
        self.layout_ = column(self, spacing=tokens.NEAR)

    def add(self, widget: QWidget, stretch: int = 0) -> None:
        """Put *widget* below what is there."""
        self.layout_.addWidget(widget, stretch)

    def reload(self) -> None:
        """Read again what is shown."""

    def first_focus(self) -> QWidget | None:
        """Where the keyboard goes when the part is opened; none leaves it in the list."""
        return None


class _Names(Card):
    """As wide as the names need, whichever part is open."""

    def sizeHint(self) -> QSize:
        return QSize(px(_LEFT), super().sizeHint().height())


class Sections(Columns):
    """The list at the left and the part opened from it. A part is built when it is first opened."""

    opened = Signal(str)

    def __init__(self, name: str) -> None:
        self._list = _Names(name)
        respace(self._list.body, 2)
        self._room = Stack(spacing=tokens.NEAR)
        self._factories: dict[str, Callable[[], Section]] = {}
        self.entries: dict[str, Entry] = {}
        self.built: dict[str, Section] = {}
        self.here = ""
        super().__init__(self._list, self._room, stretch=(0, 1), fold_under=820, same_height=False)

    def register(self, key: str, words: str, second: str, factory: Callable[[], Section]) -> None:
        """Make a part known; *factory* builds it when it is first opened."""
        entry = Entry(words, second, key=key)
        entry.clicked.connect(lambda: self._chosen(key))
        self._list.add(entry)
        # Also when something stands beside the parts already: Tab comes to all names first, as they are seen.
        keep_place(next(reversed(self.entries.values()), self._list), [entry])
        self.entries[key] = entry
        self._factories[key] = factory

    def beside(self, widget: QWidget) -> None:
        """Put *widget* above the parts: it stays in sight whichever is open."""
        self._put(widget)

    def _put(self, widget: QWidget) -> None:
        # Before the stretch that keeps everything at the top.
        layout = self._room.layout()
        if isinstance(layout, QBoxLayout):
            layout.insertWidget(layout.count() - 1, widget)

    def section(self, key: str) -> Section:
        """The part *key*, built if it was not yet."""
        if key not in self.built:
            made = self._factories[key]()
            self.built[key] = made
            made.told.connect(self.entries[key].say)
            made.hide()
            self._put(made)
        return self.built[key]

    def _chosen(self, key: str) -> None:
        self.open(key)
        self._begin(self.built[key])

    def _begin(self, section: Section) -> None:
        if self.folded:
            # The part stands below the list, out of sight: the keyboard goes into it, and it is shown from its top.
            inside = section.first_focus() or first_stop(section)
            if inside is not None:
                inside.setFocus(Qt.FocusReason.OtherFocusReason)
            QTimer.singleShot(0, section, lambda: show_top(section))
        else:
            # However far the part before was scrolled, this one is read from its beginning.
            QTimer.singleShot(0, self, lambda: show_start(self))

    def open(self, key: str) -> None:
        """Show the part *key* and read it anew; another than was open, from its beginning."""
        another = self.here not in ("", key)
        self.here = key
        section = self.section(key)
        section.reload()
        for name, entry in self.entries.items():
            entry.mark(name == key)
        for each in self.built.values():
            each.setVisible(each is section)
        (section.first_focus() or self.entries[key]).setFocus(Qt.FocusReason.OtherFocusReason)
        if another:
            self._begin(section)
        self.opened.emit(key)

    def reload(self) -> None:
        """Read the open part again."""
        if self.here:
            self.built[self.here].reload()
