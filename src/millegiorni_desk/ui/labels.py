"""Pieces of text: titles, plain and small lines, pills, and the tag of a house."""

import re

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QLabel, QSizePolicy, QWidget

from millegiorni_desk.ui.look import px

_KEPT = "\N{NO-BREAK SPACE}"
_TOGETHER = re.compile(r"(?<=[0-9]) (?=€)| (?=· )")
_CODE = re.compile(r"\b([A-Z]{6})(\w{5})(\w{5})\b")
_BREAKS = "\\1\u200b\\2\u200b\\3"
"""Where there is no room for a codice fiscale on a line, it goes on after its letters of the name, or of the date."""
_PHONE = re.compile(r"(?<![\w/:.,])(?:\+\d+(?: \d+)+|\d{2,4}(?: \d{2,8})+)(?![\w/:])")
ROLES = (
    "", "title", "section", "figure", "strong", "small", "keys", "muted",
    "primary", "warning", "danger", "differs", "section_differs",
)  # fmt: skip
KINDS = ("info", "warning", "danger", "quiet")


def restyle(widget: QWidget) -> None:
    """Have the style sheet read *widget*'s properties again."""
    widget.style().unpolish(widget)
    widget.style().polish(widget)
    widget.update()


def reveal(widget: QWidget, shown: bool) -> None:
    """Show or hide *widget*. One that has no place yet shows with its page, never as a window of its own."""
    if shown and widget.parentWidget() is None:
        widget.setAttribute(Qt.WidgetAttribute.WA_WState_ExplicitShowHide, False)
    else:
        widget.setVisible(shown)


class _Flowing(QLabel):
    """Words over several lines: none begins with € or ·, none ends in a telephone number; ``text`` as they were."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.setWordWrap(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.setText(text)

    def setText(self, text: str) -> None:
        self._said = text
        kept = _PHONE.sub(lambda found: found[0].replace(" ", _KEPT), text)
        kept = _TOGETHER.sub(_KEPT, kept)
        # What can be copied goes into other programs, which would refuse a code with invisible signs in it.
        copied = self.textInteractionFlags() & Qt.TextInteractionFlag.TextSelectableByMouse
        super().setText(kept if copied else _CODE.sub(_BREAKS, kept))

    def text(self) -> str:
        return self._said

    def clear(self) -> None:
        # Qt's own would leave the words here: those of a key among them.
        self.setText("")


def label(text: str, role: str = "", *, wrap: bool = False, selectable: bool = False) -> QLabel:
    """Plain text in one of :data:`ROLES`; never read as rich text, so a name cannot be markup."""
    made = _Flowing("") if wrap else QLabel()
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setProperty("role", role)
    if selectable:
        made.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
    made.setText(text)
    return made


def set_role(made: QLabel, role: str) -> None:
    """Give a label another of :data:`ROLES`."""
    made.setProperty("role", role)
    restyle(made)


class Wrapped(_Flowing):
    """Words that take one line where there is room for it, and go on below where there is not."""

    def __init__(self, text: str, role: str = "") -> None:
        super().__init__(text)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("role", role)

    def say(self, text: str) -> None:
        """Show *text*."""
        self.setText(text)

    def sizeHint(self) -> QSize:
        # What it would take on one line, not Qt's guess at a block of it: beside it others take the rest.
        wide = self.fontMetrics().horizontalAdvance(QLabel.text(self)) + 2
        return QSize(wide, self.heightForWidth(wide))


class Pill(QLabel):
    """A short state on a tinted ground, in one of :data:`KINDS`; hidden while empty."""

    def __init__(self, text: str = "", kind: str = "info") -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Maximum)
        self.show_state(text, kind)

    def show_state(self, text: str, kind: str = "info") -> None:
        """Say *text*; nothing hides the pill."""
        self.setText(text)
        if self.property("pill") != kind:
            self.setProperty("pill", kind)
            restyle(self)
        reveal(self, bool(text))


class HouseTag(QWidget):
    """A house's name beside a dot in its colour: the only place where that colour is used."""

    def __init__(self, name: str, colour: str) -> None:
        super().__init__()
        self._colour = QColor(colour)
        self._name = name
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        metrics = self.fontMetrics()
        return QSize(metrics.horizontalAdvance(self._name) + px(22), metrics.height() + px(4))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        dot = px(10)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._colour)
        painter.drawEllipse(0, (self.height() - dot) // 2, dot, dot)
        painter.setPen(self.palette().windowText().color())
        rest = self.rect().adjusted(px(18), 0, 0, 0)
        painter.drawText(rest, Qt.AlignmentFlag.AlignVCenter, self._name)
        painter.end()


def rule() -> QFrame:
    """A thin dividing line."""
    made = QFrame()
    made.setProperty("piece", "rule")
    return made
