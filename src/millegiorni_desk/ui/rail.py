"""The rail at the left: where one is, where one can go, and whether everything is safe."""

from collections.abc import Callable

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QBoxLayout, QFrame, QLabel, QScrollArea, QSizePolicy, QWidget

from millegiorni_desk.language import _
from millegiorni_desk.ui import icons, look, tokens
from millegiorni_desk.ui.buttons import key_name, ring
from millegiorni_desk.ui.labels import label
from millegiorni_desk.ui.later import later
from millegiorni_desk.ui.look import ink, px
from millegiorni_desk.ui.order import keep_place
from millegiorni_desk.ui.spacing import column, fix, row

# The least height of an entry: that of its word in px at 100 %; a finger's, and a sign's, in px of the screen.
_LEAST, _LEAST_TO_TOUCH, _LEAST_FOLDED = 21, 24, 32
_SIGN, _STATE_SIGN = 20, 14
_ROUND_SIGN = 6


class RailEntry(QAbstractButton):
    """An icon and its word; folded, the icon with the word as its spoken name and tooltip.

    ``stepped``: the up (-1) or down (1) arrow was used on it.
    """

    stepped = Signal(int)

    def __init__(self, name: str, words: str, icon: str, keys: str = "") -> None:
        super().__init__()
        self.name, self.words, self.keys = name, words, keys
        self._icon = icon
        self._folded = False
        self.here = False
        self.setAccessibleName(words)
        self.setAccessibleDescription(key_name(keys))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def fold(self, folded: bool) -> None:
        """Show the icon alone, or the word too."""
        self._folded = folded
        tip = f"{self.words} ({key_name(self.keys)})" if self.keys else self.words
        self.setToolTip(tip if folded else "")
        self.updateGeometry()
        self.update()

    def mark(self, here: bool) -> None:
        """Say whether this is the page that is open."""
        self.here = here
        if not self.keys:
            self.setAccessibleDescription(_("pagina aperta") if here else "")
        self.update()

    def sizeHint(self) -> QSize:
        high = 36 + (look.current().scale - 100) * 6 // 100 if self._folded else px(38)
        return QSize(px(36), high)

    def minimumSizeHint(self) -> QSize:
        # Drawn closer before anything has to be scrolled: what coordination has fits on a screen 768 px high.
        return QSize(px(36), _LEAST_FOLDED if self._folded else max(px(_LEAST), _LEAST_TO_TOUCH))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self.click()
            event.accept()
        elif event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            event.accept()
            self.stepped.emit(1 if event.key() == Qt.Key.Key_Down else -1)
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.here or self.underMouse():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(ink("tint" if self.here else "hover"))
            painter.drawRoundedRect(self.rect(), px(tokens.CORNER), px(tokens.CORNER))
        colour = "primary" if self.here else "text"
        size = min(px(_SIGN), self.height() - _ROUND_SIGN)
        left = (self.width() - size) // 2 if self._folded else px(10)
        sign = icons.pixmap(self._icon, colour if self.here else "muted", _SIGN, self.devicePixelRatioF())
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawPixmap(QRect(left, (self.height() - size) // 2, size, size), sign)
        if not self._folded:
            self._paint_words(painter, left + size + px(9), colour)
        if self.hasFocus():
            ring(painter, self)
        painter.end()

    def _paint_words(self, painter: QPainter, left: int, colour: str) -> None:
        middle = Qt.AlignmentFlag.AlignVCenter
        room = QRect(left, 0, self.width() - left - px(8), self.height())
        if self.keys:
            painter.setFont(look.font(tokens.TINY))
            painter.setPen(ink("muted"))
            painter.drawText(room, middle | Qt.AlignmentFlag.AlignRight, key_name(self.keys))
            room.setRight(room.right() - painter.fontMetrics().horizontalAdvance(key_name(self.keys)) - px(4))
        painter.setFont(look.font(bold=self.here))
        painter.setPen(ink(colour))
        words = painter.fontMetrics().elidedText(self.words, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, middle, words)


class _State(QWidget):
    """A small line with a sign, folded to the sign: saved, backed up, to deliver."""

    def __init__(self) -> None:
        super().__init__()
        self._icon, self._kind, self._folded = "saved", "muted", False
        layout = column(self)
        self.words: QLabel = label("", "small", wrap=True)
        self._line = QWidget()
        column(self._line, margins=(6, 0, 4, 0)).addWidget(self.words)
        self.sign = QLabel()
        self.sign.setAlignment(Qt.AlignmentFlag.AlignCenter)
        layout.addWidget(self._line)
        layout.addWidget(self.sign)
        self.hide()

    def say(self, words: str, icon: str, kind: str = "quiet") -> None:
        self._icon, self._kind = icon, kind
        self.words.setText(words)
        self.words.setProperty("role", {"warning": "warning", "danger": "danger"}.get(kind, "small"))
        self.words.style().polish(self.words)
        self.setAccessibleName(words)
        self.setToolTip(words)
        self.setVisible(bool(words))
        self.fold(self._folded)

    def fold(self, folded: bool) -> None:
        self._folded = folded
        self._line.setVisible(not folded)
        self.sign.setVisible(folded)
        colour = {"warning": "warning", "danger": "danger"}.get(self._kind, "muted")
        self.sign.setPixmap(icons.pixmap(self._icon, colour, _STATE_SIGN, self.devicePixelRatioF()))


class Rail(QFrame):
    """House and desk, the pages, and at the foot safety, delivery, *Nascondi schermo* and *Blocca*.

    One Tab stop: the up and down arrows move among the entries. ``wanted`` carries the page's name.
    """

    wanted = Signal(str)

    def __init__(self, hide: Callable[[], object], lock: Callable[[], object]) -> None:
        super().__init__()
        self.setObjectName("rail")
        self.folded = False
        self.entries: dict[str, RailEntry] = {}
        layout = column(self, margins=(8, 12), spacing=2)
        self._house: QLabel = label("", "section", wrap=True)
        self._desk: QLabel = label("", "small", wrap=True)
        self._identity = QWidget()
        identity = column(self._identity, margins=(6, 0, 4, 8))
        identity.addWidget(self._house)
        identity.addWidget(self._desk)
        layout.addWidget(self._identity)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        inside = QWidget()
        inside.setObjectName("railPages")
        self._pages = column(inside)
        self._pages.addStretch(1)
        self._scroll.setWidget(inside)
        layout.addWidget(self._scroll, 1)
        self._saved, self._backup, self._sync = _State(), _State(), _State()
        self._states = row(margins=(0, 4, 0, 0))
        for state in (self._saved, self._backup, self._sync):
            self._states.addWidget(state)
        layout.addLayout(self._states)
        layout.addSpacing(4)
        self.hide_entry = RailEntry("hide", _("Nascondi schermo"), "hide", "F9")
        self.lock_entry = RailEntry("lock", _("Blocca"), "lock", "Ctrl+L")
        for entry, action in ((self.hide_entry, hide), (self.lock_entry, lock)):
            entry.clicked.connect(lambda _unused=False, action=action: action())
            layout.addWidget(entry)
        look.notifier.changed.connect(self._measure)
        self._measure()

    def _measure(self) -> None:
        fix(self, width=tokens.RAIL_FOLDED if self.folded else tokens.RAIL)
        # Folded, the three signs share a line.
        ways = QBoxLayout.Direction
        self._states.setDirection(ways.LeftToRight if self.folded else ways.TopToBottom)
        for state in (self._saved, self._backup, self._sync):
            state.fold(self.folded)
        later(self, self._show_here)

    def _show_here(self) -> None:
        """Where there is too little room for all of them, the entry of the page that is open is in sight."""
        here = next((each for each in self.entries.values() if each.here), None)
        if here is not None:
            self._scroll.ensureWidgetVisible(here)

    def set_identity(self, house: str, desk: str) -> None:
        """Show whose desk this is."""
        self._house.setText(house)
        self._desk.setText(desk)

    def add_entry(self, name: str, words: str, icon: str) -> None:
        """Put a page below the others."""
        entry = RailEntry(name, words, icon)
        entry.clicked.connect(lambda: self.wanted.emit(name))
        entry.stepped.connect(lambda by: self._step(name, by))
        entry.fold(self.folded)
        entry.setFocusPolicy(Qt.FocusPolicy.StrongFocus if not self.entries else Qt.FocusPolicy.ClickFocus)
        before = next(reversed(self.entries.values()), self._identity)
        self.entries[name] = entry
        self._pages.insertWidget(self._pages.count() - 1, entry)
        # Made after what stands at the foot, it is come to before it.
        keep_place(before, [entry])

    def mark(self, name: str) -> None:
        """Show which page is open; a page without an entry leaves none marked."""
        for each in self.entries.values():
            here = each.name == name
            each.mark(here)
            if name in self.entries:
                each.setFocusPolicy(Qt.FocusPolicy.StrongFocus if here else Qt.FocusPolicy.ClickFocus)
            if here:
                self._scroll.ensureWidgetVisible(each)

    def _step(self, name: str, by: int) -> None:
        order = list(self.entries.values())
        at = order.index(self.entries[name]) + by
        to = order[max(0, min(at, len(order) - 1))]
        to.setFocus(Qt.FocusReason.OtherFocusReason)
        self._scroll.ensureWidgetVisible(to)

    def set_safety(self, saved: str, backup: str = "", kind: str = "quiet") -> None:
        """Say when the vault was last saved, and how old the backup is (*kind* ``warning`` if too old)."""
        self._saved.say(saved, "saved")
        self._backup.say(backup, "shield", kind)

    def set_sync(self, words: str, kind: str = "quiet") -> None:
        """Say what waits to be delivered."""
        self._sync.say(words, "sync", kind)

    def fold(self, folded: bool) -> None:
        """Fold to icons, or show the words again."""
        self.folded = folded
        self._identity.setVisible(not folded)
        for entry in (*self.entries.values(), self.hide_entry, self.lock_entry):
            entry.fold(folded)
        self._measure()
