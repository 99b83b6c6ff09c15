"""*Aiuto* (F1): a few lines on the page that is open, beside it; Esc closes them."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QTextBrowser, QWidget

from millegiorni_desk import resources
from millegiorni_desk.language import CODE, ITALIAN, _
from millegiorni_desk.ui import tokens
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.labels import label
from millegiorni_desk.ui.look import px
from millegiorni_desk.ui.spacing import column, row

_WIDE = 320
_MOST_OF_THE_WINDOW = 0.4


def help_of(page: str) -> str:
    """The Markdown that helps with *page*, in the interface's language; empty where there is none."""
    for code in (CODE, ITALIAN):
        try:
            return resources.read_text(f"help/{code}/{page}.md")
        except FileNotFoundError:
            continue
    return ""


class HelpPanel(QFrame):
    """The text at the right of a page; it scrolls with the arrows, and ``closed`` says that Esc was pressed."""

    closed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("piece", "sunk")
        self.setAccessibleName(_("Aiuto"))
        layout = column(self, margins=(16, 10, 8, 12), spacing=tokens.TIGHT)
        head = row(spacing=tokens.TIGHT)
        head.addWidget(label(_("Aiuto"), "section"))
        head.addStretch(1)
        self.close_button = Button(
            _("Chiudi l'aiuto"), self.closed.emit, kind="tool", keys="Escape", icon="close"
        )
        head.addWidget(self.close_button)
        layout.addLayout(head)
        self.text = QTextBrowser()
        self.text.setAccessibleName(_("Aiuto"))
        self.text.setFrameShape(QFrame.Shape.NoFrame)
        self.text.setOpenLinks(False)
        self.text.viewport().setAutoFillBackground(False)
        # Nothing in it opens: Tab goes on to the next control.
        self.text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        layout.addWidget(self.text, 1)
        self.hide()

    def show_page(self, page: str) -> None:
        """Show the help of *page*."""
        self.text.setMarkdown(help_of(page) or _("Per questa pagina non c'è ancora un aiuto."))
        self.text.document().setDocumentMargin(px(tokens.TIGHT))
        self.text.document().setIndentWidth(px(tokens.GAP))
        self.text.setAccessibleName(_("Aiuto") + ". " + self.text.toPlainText())

    def fit(self, window: QWidget) -> None:
        """As wide as a column of text, and never more than two fifths of *window*."""
        self.setFixedWidth(min(px(_WIDE), int(window.width() * _MOST_OF_THE_WINDOW)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)
