"""Surfaces of a page: cards, notices, empty states, rows that open, two records side by side."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QEnterEvent, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QFrame, QLabel, QSizePolicy, QWidget

from millegiorni_desk.language import _
from millegiorni_desk.ui import icons, look, marks, tokens
from millegiorni_desk.ui.buttons import Button, ring
from millegiorni_desk.ui.columns import Columns
from millegiorni_desk.ui.labels import Pill, Wrapped, label, restyle, reveal
from millegiorni_desk.ui.look import ink, px
from millegiorni_desk.ui.marks import Marked, Part
from millegiorni_desk.ui.order import keep_place
from millegiorni_desk.ui.spacing import column, fix, grid, respace, row
from millegiorni_desk.ui.wrap import Wrap

Action = tuple[str, Callable[[], object]]

_SIGNS = {"info": ("info", "primary"), "warning": ("warning", "warning"), "danger": ("danger", "danger")}


class Card(QFrame):
    """A surface with an optional title; put pieces in with :meth:`add` or into ``body``.

    ``heading`` is the line of the title: a button or a pill may stand at its end.
    """

    def __init__(self, title: str = "") -> None:
        super().__init__()
        self.setProperty("piece", "card")
        self._outer = column(self, margins=(18, 16), spacing=tokens.NEAR)
        self.heading = row(spacing=tokens.TIGHT)
        # A long title goes on below: on one line it would make the page wider than the screen.
        self.title = Wrapped(title, "section")
        if title:
            self.heading.addWidget(self.title, 1)
            self._outer.addLayout(self.heading)
            self.setAccessibleName(title)
        self.body = column(spacing=tokens.NEAR)
        self._outer.addLayout(self.body)
        self._outer.addStretch(1)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)

    def add(self, widget: QWidget, stretch: int = 0) -> None:
        """Put *widget* below what is there; with *stretch* 1 it takes the height that is left."""
        self.body.addWidget(widget, stretch)
        if stretch:
            self._outer.setStretchFactor(self.body, 1000)

    def add_row(self, *widgets: QWidget) -> None:
        """Put *widgets* side by side at their own width, below what is there; they wrap."""
        self.body.addWidget(Wrap(*widgets))

    def empty(self) -> None:
        """Take out everything below the title."""
        while (item := self.body.takeAt(0)) is not None:
            _discard(item)


def _discard(item: object) -> None:
    widget = getattr(item, "widget", lambda: None)()
    if widget is not None:
        widget.hide()
        widget.deleteLater()
        return
    inner = getattr(item, "layout", lambda: None)()
    while inner is not None and (child := inner.takeAt(0)) is not None:
        _discard(child)


class Notice(QFrame):
    """A sentence that needs someone: *kind* is ``info``, ``warning`` or ``danger``; at most one action."""

    def __init__(self, sentence: str, kind: str = "info", action: Action | None = None) -> None:
        super().__init__()
        self._line = row(self, margins=(12, 8), spacing=tokens.TIGHT)
        self._sign = QLabel()
        self._words = label("", wrap=True, selectable=False)
        self._line.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignTop)
        self._line.addWidget(self._words, 1)
        self.kind = kind
        self.say(sentence, kind)
        if action is not None:
            self.add_action(Button(*action))
        look.notifier.changed.connect(self._redraw)

    def add_action(self, button: Button) -> None:
        """Put a button at the end of the notice."""
        self._line.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)
        # A button makes the line high: the sign stays beside the words, which are in its middle.
        self._line.setAlignment(self._sign, Qt.AlignmentFlag.AlignVCenter)

    def say(self, sentence: str, kind: str | None = None) -> None:
        """Show another sentence, of another kind if given."""
        self.kind = kind or self.kind
        self.setProperty("notice", self.kind)
        self._words.setText(sentence)
        self.setAccessibleName(sentence)
        self._redraw()
        self.style().unpolish(self)
        self.style().polish(self)

    @property
    def sentence(self) -> str:
        """What it says."""
        return self._words.text()

    def _redraw(self) -> None:
        name, colour = _SIGNS[self.kind]
        self._sign.setPixmap(icons.pixmap(name, colour, 20, self.devicePixelRatioF()))


class EmptyState(QWidget):
    """What a list says when it holds nothing: kindly, and with the one next step."""

    def __init__(
        self, title: str, sentence: str = "", action: Action | None = None, icon: str = "heart"
    ) -> None:
        super().__init__()
        layout = column(self, margins=(16, 24), spacing=tokens.TIGHT)
        self._icon = icon
        self._sign = QLabel()
        words = [label(title, "section", wrap=True), label(sentence, "muted", wrap=True)]
        # Where there is more room than it needs, it stays together in the middle.
        layout.addStretch(1)
        layout.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignHCenter)
        for each in words:
            each.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            reveal(each, bool(each.text()))
            layout.addWidget(each)
        self.button: Button | None = None
        if action is not None:
            self.button = Button(*action, kind="primary")
            layout.addSpacing(px(tokens.TIGHT))
            layout.addWidget(self.button, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch(1)
        self.setAccessibleName(f"{title}. {sentence}".strip(". "))
        look.notifier.changed.connect(self._redraw)
        self._redraw()

    def _redraw(self) -> None:
        self._sign.setPixmap(icons.pixmap(self._icon, "primary", 36, self.devicePixelRatioF()))


class Entry(QAbstractButton):
    """A row of two lines that opens with Enter, space or a click: ``clicked``.

    *state* is a short text at its end, with the icon *sign* before it; the arrow shows that it leads somewhere.
    Up and down move among the entries beside it.
    """

    def __init__(
        self,
        first: str,
        second: str = "",
        *,
        state: str = "",
        kind: str = "info",
        key: str = "",
        sign: str = "",
    ) -> None:
        super().__init__()
        self.key = key
        self._here = False
        layout = row(self, margins=(8, 4, 34, 4), spacing=tokens.NEAR)
        self._row = layout
        words, end = QWidget(), QWidget()
        self._end = end
        lines = column(words)
        self._lines = [Wrapped(first), Wrapped(second, "small")]
        for line in self._lines:
            reveal(line, bool(line.text()))
            line.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            lines.addWidget(line)
        self.pill = Pill(state, kind)
        self.pill.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        at_end = row(end, spacing=tokens.HAIR)
        self._sign, self._sign_name = QLabel(), sign
        if sign:
            self._sign.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            at_end.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignVCenter)
            look.notifier.changed.connect(self._redraw_sign)
            self._redraw_sign()
        at_end.addWidget(self.pill, 0, Qt.AlignmentFlag.AlignVCenter)
        end.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        # The state goes below rather than cut what it belongs to.
        inside = Columns(words, end, stretch=(1, 0), fold_under=0, spacing=tokens.TIGHT)
        for each in (words, end, inside):
            each.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        layout.addWidget(inside, 1)
        reveal(end, bool(state or sign))
        fix(self, at_least=(0, tokens.CONTROL))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._name()
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def say(self, second: str, state: str = "", kind: str = "info") -> None:
        """Show another second line and another state."""
        self._lines[1].say(second)
        reveal(self._lines[1], bool(second))
        self.pill.show_state(state, kind)
        # Without anything in it, it would still be given a line of its own.
        reveal(self._end, bool(state or self._sign_name))
        self._name()

    def _redraw_sign(self) -> None:
        self._sign.setPixmap(icons.pixmap(self._sign_name, "muted", 16, self.devicePixelRatioF()))

    def _name(self) -> None:
        parts = (*(line.text() for line in self._lines), self.pill.text())
        self.setAccessibleName(", ".join(part for part in parts if part))

    def mark(self, here: bool) -> None:
        """Tint the row as the one shown beside the list (the step one is at)."""
        self._here = here
        # Its own ground would not be seen on that of the row.
        self.pill.setProperty("here", here)
        restyle(self.pill)
        self.setAccessibleDescription(_("aperto qui") if here else "")
        self.update()

    def sizeHint(self) -> QSize:
        return self._row.sizeHint().expandedTo(QSize(px(200), px(tokens.CONTROL)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self.click()
        elif key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self._step(1 if key == Qt.Key.Key_Down else -1)
        else:
            super().keyPressEvent(event)
            return
        event.accept()

    def _step(self, by: int) -> None:
        parent = self.parentWidget()
        if parent is None:
            return
        beside = [each for each in parent.findChildren(Entry) if each.isVisible()]
        beside.sort(key=lambda each: each.y())
        to = beside.index(self) + by
        if 0 <= to < len(beside):
            beside[to].setFocus(Qt.FocusReason.OtherFocusReason)

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._here or self.underMouse() or self.hasFocus():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(ink("tint" if self._here else "hover"))
            painter.drawRoundedRect(self.rect(), px(tokens.CORNER), px(tokens.CORNER))
        sign = icons.pixmap("chevron-right", "muted", 18, self.devicePixelRatioF())
        painter.drawPixmap(self.width() - px(26), (self.height() - px(18)) // 2, sign)
        if self.hasFocus():
            ring(painter, self)
        painter.end()


class EntryList(QWidget):
    """A short list of :class:`Entry`; ``opened`` carries the key of the one opened."""

    opened = Signal(str)

    def __init__(self, name: str, empty: str = "") -> None:
        super().__init__()
        self.setAccessibleName(name)
        self._layout = column(self, spacing=2)
        self._empty = label(empty, "muted", wrap=True)
        self._layout.addWidget(self._empty)
        self._entries: list[Entry] = []

    def show_entries(self, entries: Sequence[Entry]) -> None:
        """Show *entries* instead of those shown before; the keyboard stays on the one it was on, if it is there."""
        here = next((old.key for old in self._entries if old.hasFocus()), None)
        for old in self._entries:
            self._layout.removeWidget(old)
            old.hide()
            old.deleteLater()
        self._entries = list(entries)
        for entry in self._entries:
            entry.clicked.connect(lambda _unused=False, key=entry.key: self.opened.emit(key))
            self._layout.addWidget(entry)
        keep_place(self, self._entries)
        for entry in self._entries:
            if here and entry.key == here:
                entry.setFocus(Qt.FocusReason.OtherFocusReason)
        self._empty.setVisible(not self._entries and bool(self._empty.text()))

    @property
    def entries(self) -> tuple[Entry, ...]:
        """The entries shown."""
        return tuple(self._entries)

    def focus_first(self) -> None:
        """Put the keyboard on the first entry, if there is one."""
        if self._entries:
            # A layout shows what is new a moment later: whoever types fast would be left behind.
            self._entries[0].show()
            self._entries[0].setFocus(Qt.FocusReason.OtherFocusReason)


@dataclass(frozen=True)
class Side:
    """One of two records: where it comes from, whose it is, and its values by label."""

    source: str
    title: str
    values: dict[str, str]


class Comparison(Columns):
    """Two records side by side; what differs is coloured, its letters underlined, and said to screen readers too.

    With *gaps*, a value against none differs as well: where one of the two has to be chosen.
    """

    def __init__(self, left: Side, right: Side, *, gaps: bool = True) -> None:
        names = list(dict.fromkeys([*left.values, *right.values]))
        both = {name: (left.values.get(name, ""), right.values.get(name, "")) for name in names}
        self.differing = tuple(
            name for name, (one, other) in both.items() if one != other and (gaps or (one and other))
        )
        titles = marks.parts(left.title, right.title)
        values = {name: marks.parts(*both[name]) for name in self.differing}
        super().__init__(
            *(
                self._card(side, names, titles[at], {name: sides[at] for name, sides in values.items()})
                for at, side in enumerate((left, right))
            ),
            fold_under=520,
        )

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        named = self.findChildren(Wrapped)
        widest = max((name.sizeHint().width() for name in named), default=0)
        for name in named:
            # Where there is much room, values stand beside their names.
            name.setMaximumWidth(widest)

    @classmethod
    def _card(cls, side: Side, names: list[str], title: list[Part], differing: dict[str, list[Part]]) -> Card:
        card = Card()
        respace(card.body, tokens.HAIR)
        card.add(label(side.source, "small", wrap=True))
        if any(part.differs for part in title):
            heading: QLabel = Marked(title, "section_differs")
            heading.setAccessibleName(side.title + marks.spoken(title))
        else:
            heading = label(side.title, "section", wrap=True)
        card.add(heading)
        table = grid(spacing=tokens.HAIR, across=tokens.NEAR)
        # Where there is little room, names and values share it.
        table.setColumnStretch(0, 2)
        table.setColumnStretch(1, 3)
        for line, name in enumerate(names):
            table.addWidget(Wrapped(name, "small"), line, 0, Qt.AlignmentFlag.AlignTop)
            table.addWidget(cls._value(name, side.values.get(name, ""), differing.get(name)), line, 1)
        card.body.addLayout(table)
        spoken = "; ".join(f"{name} {side.values.get(name, '')}" for name in differing)
        card.setAccessibleName(
            _("{source}. {title}. Diverso: {spoken}").format(
                source=side.source, title=side.title, spoken=spoken
            )
        )
        return card

    @staticmethod
    def _value(name: str, value: str, differing: list[Part] | None) -> QLabel:
        said = value or _("non detto")
        if differing is None or not value:
            shown = label(said, "differs" if differing is not None else "" if value else "muted", wrap=True)
        else:
            shown = Marked(differing, "differs")
        spoken = "" if differing is None else marks.spoken(differing)
        shown.setAccessibleName(f"{name}: {said}{spoken}")
        return shown
