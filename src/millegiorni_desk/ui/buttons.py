"""Buttons: a verb, its key shown beside it, one primary action per screen."""

from collections.abc import Callable

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QPainter, QPaintEvent, QPen, QShortcut
from PySide6.QtWidgets import QPushButton, QWidget

from millegiorni_desk.language import _, in_context
from millegiorni_desk.ui import icons, look, tokens
from millegiorni_desk.ui.leaving import Leaving
from millegiorni_desk.ui.look import ink, px

_KEY_NAMES = {
    "Return": in_context("tasto", "Invio"),
    "Enter": in_context("tasto", "Invio"),
    "Shift": _("Maiusc"),
    "Del": _("Canc"),
    "Escape": "Esc",
    "Left": "←",
    "Right": "→",
    "PgUp": _("Pag↑"),
    "PgDown": _("Pag↓"),
}


def key_name(keys: str) -> str:
    """How *keys* (``Ctrl+Return``) is written on an Italian keyboard (``Ctrl+Invio``)."""
    return "+".join(_KEY_NAMES.get(part, part) for part in keys.split("+"))


def ring(
    painter: QPainter, widget: QWidget, colour: str = "primary", inset: float = 0, radius: float = -1
) -> None:
    """Draw the 2 px focus ring *inset* px inside *widget*'s edge."""
    width = px(tokens.RING)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(ink(colour), width))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    gap = inset + width / 2
    box = QRectF(widget.rect()).adjusted(gap, gap, -gap, -gap)
    corner = px(tokens.CORNER) - inset if radius < 0 else radius
    painter.drawRoundedRect(box, corner, corner)


class Button(QPushButton):
    """A button; *kind* is ``plain``, ``primary``, ``soft``, ``quiet``, ``danger``, ``tool`` (lone icon).

    *keys* both works as a shortcut and is shown after the words. ``clicked`` calls *then* without arguments.
    """

    def __init__(
        self,
        words: str,
        then: Callable[[], object] | None = None,
        *,
        kind: str = "plain",
        keys: str = "",
        icon: str = "",
    ) -> None:
        super().__init__()
        self._icon = icon
        self._keys = keys
        self._kind = kind
        self.setProperty("kind", kind)
        self.setAutoDefault(False)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.say(words)
        if keys:
            # Not the button's own shortcut, which waits 100 ms: what is typed next would land in the old form.
            if keys == "Escape":
                Leaving(self, self.click, everywhere=True)
            else:
                QShortcut(QKeySequence(keys), self, self.click)
            self.setAccessibleDescription(key_name(keys))
        self._then = then
        self.clicked.connect(self._act)
        look.notifier.changed.connect(self._redraw)
        self._redraw()

    def _act(self) -> None:
        if self._then is not None:
            self._then()

    def say(self, words: str) -> None:
        """Put other words on the button."""
        shown = words.replace("&", "&&")
        alone = self._kind == "tool" or self.property("words") is False
        tip = f"{words} ({key_name(self._keys)})" if self._keys else words
        self.setToolTip(tip if alone else "")
        if alone:
            self.setText("")
        else:
            gap = " " if self._icon else ""
            self.setText(f"{gap}{shown}   {key_name(self._keys)}" if self._keys else gap + shown)
        self.setAccessibleName(words)

    def show_icon_only(self, alone: bool) -> None:
        """Leave the words away where there is no room; they stay as tooltip and spoken name."""
        words = self.accessibleName()
        self.setProperty("words", not alone)
        self.say(words)

    def _redraw(self) -> None:
        if self._icon:
            colours = {"primary": "on_primary", "quiet": "primary", "danger": "danger"}
            self.setIcon(icons.icon(self._icon, colours.get(self._kind, "text")))
            self.setIconSize(QSize(px(20), px(20)))
        if self._kind == "tool":
            self.setFixedWidth(px(tokens.CONTROL))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self.click()
            event.accept()
            return
        super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.hasFocus():
            painter = QPainter(self)
            if self._kind == "primary":
                ring(painter, self, "on_primary", px(3))
            else:
                ring(painter, self)
            painter.end()
