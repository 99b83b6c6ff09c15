"""*Aiuto* (F1): a few lines on the page that is open, beside it; Esc closes them."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QTextBrowser

from millegiorni_desk import resources
from millegiorni_desk.language import CODE, ITALIAN, _
from millegiorni_desk.ui import tokens
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.labels import label
from millegiorni_desk.ui.leaving import Leaving
from millegiorni_desk.ui.look import px
from millegiorni_desk.ui.spacing import column, row

_WIDE = 320
_LEAST_BESIDE = 640
_ANY = 16_777_215


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
        self.close_button = Button(_("Chiudi l'aiuto"), self.closed.emit, kind="tool", icon="close")
        self.close_button.setToolTip(_("Chiudi l'aiuto") + " (Esc)")
        self.close_button.setAccessibleDescription("Esc")
        Leaving(self, self.closed.emit, everywhere=True, first=True)
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

    def fit(self, room: int) -> bool:
        """Take a column at the right of *room*; all of it, and say no, where the page would have too little."""
        beside = room - px(_WIDE) >= px(_LEAST_BESIDE)
        self.setMinimumWidth(px(_WIDE) if beside else 0)
        self.setMaximumWidth(px(_WIDE) if beside else _ANY)
        return beside
