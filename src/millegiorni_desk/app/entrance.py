"""What the screens before the desk share: one calm card in the middle of the window."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea, QWidget

from millegiorni_desk.ui.cards import Card
from millegiorni_desk.ui.labels import label
from millegiorni_desk.ui.spacing import column, fix, row
from millegiorni_desk.ui.tasks import TaskBar


class Entrance(QWidget):
    """A card in the middle: title, a line of words, what the subclass puts into ``card``, its work below."""

    def __init__(self, title: str, words: str = "", width: int = 560) -> None:
        super().__init__()
        self.setObjectName("ground")
        outer = column(self)
        scroller = QScrollArea()
        scroller.setWidgetResizable(True)
        scroller.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroller.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        inside = QWidget()
        inside.setObjectName("ground")
        across = row(inside, margins=(16, 24))
        down = column(spacing=12)
        across.addStretch(1)
        across.addLayout(down, 100)
        across.addStretch(1)
        down.addStretch(1)
        self.name = label("Millegiorni Desk", "small")
        down.addWidget(self.name)
        self.title = label(title, "title", wrap=True)
        down.addWidget(self.title)
        self.words = label(words, "muted", wrap=True)
        self.words.setVisible(bool(words))
        down.addWidget(self.words)
        self.card = Card()
        fix(self.card, at_most=(width, 0))
        self.card.setMinimumWidth(0)
        down.addWidget(self.card)
        self.work = TaskBar()
        down.addWidget(self.work)
        down.addStretch(2)
        for piece in (self.title, self.words, self.work):
            fix(piece, at_most=(width, 0))
        scroller.setWidget(inside)
        outer.addWidget(scroller)
