"""What the screens before the desk share: one calm card in the middle of the window."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QScrollArea, QWidget

from millegiorni_desk.ui import icons, look, tokens
from millegiorni_desk.ui.cards import Card
from millegiorni_desk.ui.labels import label
from millegiorni_desk.ui.look import px
from millegiorni_desk.ui.spacing import column, fix, row
from millegiorni_desk.ui.tasks import TaskBar

WIDTH = 560


class Entrance(QWidget):
    """A picture, a title, a line of words, a card that the subclass fills, and its work below.

    It scrolls where it does not fit; whatever has the keyboard is kept in sight.
    """

    def __init__(self, title: str, words: str = "", icon: str = "heart") -> None:
        super().__init__()
        self.setObjectName("ground")
        outer = column(self)
        self._scroller = QScrollArea()
        self._scroller.setWidgetResizable(True)
        self._scroller.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroller.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._inside = QWidget()
        self._inside.setObjectName("ground")
        across = row(self._inside, margins=(16, 16))
        across.addStretch(1)
        down = column(spacing=tokens.NEAR)
        across.addLayout(down, 1000)
        across.addStretch(1)
        self._icon = icon
        self._picture = QLabel()
        self.title = label("", "title", wrap=True)
        self.words = label("", "muted", wrap=True)
        self.card = Card()
        self.work = TaskBar()
        down.addStretch(2)
        for piece in (self._picture, self.title, self.words, self.card, self.work):
            down.addWidget(piece)
        down.addStretch(3)
        self._scroller.setWidget(self._inside)
        outer.addWidget(self._scroller)
        self.set_width(WIDTH)
        self.say(title, words, icon)
        look.notifier.changed.connect(self._redraw)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._keep_in_sight)

    def say(self, title: str, words: str, icon: str = "") -> None:
        """Show another title, line and picture."""
        self._icon = icon or self._icon
        self.title.setText(title)
        self.words.setText(words)
        self.words.setVisible(bool(words))
        self.setAccessibleName(f"{title}. {words}".strip(". "))
        self._redraw()

    def set_width(self, width: int) -> None:
        """Let everything be *width* px wide at most, at 100 %."""
        for piece in (self.title, self.words, self.card, self.work):
            fix(piece, at_most=(width, 0))

    def leave(self) -> None:
        """The window closes or shows something else: let go of what was opened here."""

    def _redraw(self) -> None:
        self._picture.setPixmap(icons.pixmap(self._icon, "primary", 40, self.devicePixelRatioF()))

    def _keep_in_sight(self, old: QWidget | None, new: QWidget | None) -> None:
        if new is not None and self._inside.isAncestorOf(new):
            self._scroller.ensureWidgetVisible(new, px(tokens.GAP), px(tokens.WIDE))
