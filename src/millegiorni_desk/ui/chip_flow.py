"""A chip, and the paragraph of chips that flows, wraps and moves the focus among them."""

import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from PySide6.QtCore import QElapsedTimer, QEvent, QObject, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QWidget

from millegiorni_desk.ui import look
from millegiorni_desk.ui.buttons import ring
from millegiorni_desk.ui.look import ink, px
from millegiorni_desk.ui.wrap import Wrap

Options = Sequence[tuple[str, str]]

_ACROSS, _HIGH, _AROUND = 12, 32, 3
_TYPING_MS = 1000
_ARROWS = (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Home, Qt.Key.Key_End)


def fold(text: str) -> str:
    """*text* in lower case without accents, as it is compared while typing."""
    parts = unicodedata.normalize("NFKD", text.lower())
    return "".join(part for part in parts if not unicodedata.combining(part))


@lru_cache(maxsize=4096)
def _room(words: str, scale: int) -> tuple[int, int]:
    """Width and height of a chip at *scale*, the one in force: a form asks for each of its chips hundreds of times."""
    bold, plain = QFontMetrics(look.font(bold=True)), QFontMetrics(look.font())
    wide = max(bold.horizontalAdvance(words), plain.horizontalAdvance(words))
    around = 2 * px(_AROUND)
    return wide + 2 * px(_ACROSS) + around, max(px(_HIGH), bold.height() + px(6)) + around


class Chip(QAbstractButton):
    """One answer. Room is kept for the bold face, so choosing never moves or cuts anything."""

    def __init__(self, code: str, words: str, *, multiple: bool, parent: QWidget) -> None:
        super().__init__(parent)
        self.code = code
        self.found = 0
        self.setCheckable(True)
        # A single choice is announced as a radio button, several as check boxes.
        self.setAutoExclusive(not multiple)
        self.setText(words.replace("&", "&&"))
        self.words = words
        self.setAccessibleName(words)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self._was_chosen = False
        self.pressed.connect(self._note_state)
        self.clicked.connect(self._take_back)

    def sizeHint(self) -> QSize:
        return QSize(*_room(self.words, look.current().scale))

    def _note_state(self) -> None:
        self._was_chosen = self.isChecked()

    def _take_back(self) -> None:
        # Qt never unchecks a radio button; here a lone choice can be taken back: not said is an answer too.
        if self.autoExclusive() and self._was_chosen:
            self.choose(False)

    def choose(self, chosen: bool) -> None:
        """Choose this chip or take it back, leaving the others as they are."""
        exclusive = self.autoExclusive()
        self.setAutoExclusive(False)
        self.setChecked(chosen)
        self.setAutoExclusive(exclusive)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        flow = self.parent()
        if isinstance(flow, Flow) and flow.key_pressed(self, event):
            event.accept()
            return
        super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        chosen = self.isChecked()
        gap = px(_AROUND) + 0.5
        pill = QRectF(self.rect()).adjusted(gap, gap, -gap, -gap)
        edge = "primary" if chosen else "edge" if self.isEnabled() else "line"
        painter.setPen(QPen(ink(edge), px(1.5) if chosen else 1))
        painter.setBrush(ink("tint" if chosen else "hover" if self.underMouse() else "surface"))
        painter.drawRoundedRect(pill, pill.height() / 2, pill.height() / 2)
        self._paint_words(painter, pill, chosen)
        if self.hasFocus():
            ring(painter, self, "primary", 0, self.height() / 2)
        painter.end()

    def _paint_words(self, painter: QPainter, pill: QRectF, chosen: bool) -> None:
        painter.setFont(look.font(bold=chosen))
        painter.setPen(ink("primary" if chosen else "text" if self.isEnabled() else "muted"))
        metrics = painter.fontMetrics()
        room = int(pill.width()) - 2 * px(8)
        words = metrics.elidedText(self.words, Qt.TextElideMode.ElideRight, room)
        self.setToolTip(self.words if words != self.words else "")
        painter.drawText(pill, Qt.AlignmentFlag.AlignCenter, words)
        if self.found:
            left = pill.center().x() - metrics.horizontalAdvance(words) / 2
            base = pill.center().y() + metrics.ascent() / 2 + px(1)
            wide = metrics.horizontalAdvance(words[: self.found])
            painter.fillRect(QRectF(left, base, wide, px(2)), ink("primary"))


class Flow(Wrap):
    """A paragraph of chips with one Tab stop, which moves the focus among them."""

    chosen = Signal()

    def __init__(self, *, opens: bool = False) -> None:
        super().__init__(spacing=0)
        self._opens = opens
        self.chips: list[Chip] = []
        self._typed = ""
        self._typed_from = 0
        self._since_typed = QElapsedTimer()

    def fill(self, options: Options, multiple: bool) -> None:
        """Show these chips instead."""
        # With a proxy that is gone, Tab would come to the new chips after everything else.
        self.setFocusProxy(None)  # type: ignore[arg-type]
        self.empty()
        self.chips = [Chip(code, words, multiple=multiple, parent=self) for code, words in options]
        for chip in self.chips:
            chip.clicked.connect(self._clicked)
            chip.installEventFilter(self)
            self.add(chip)
        if self.chips:
            self.make_current(self.chips[0])

    def make_current(self, current: Chip) -> None:
        """The one chip of the group where Tab stops."""
        for chip in self.chips:
            stop = chip is current
            chip.setFocusPolicy(Qt.FocusPolicy.StrongFocus if stop else Qt.FocusPolicy.ClickFocus)
        self.setFocusProxy(current)

    def begin(self) -> None:
        """Tab comes to what is chosen, else to the first; where the keyboard is, it stays."""
        if self.chips and not any(chip.hasFocus() for chip in self.chips):
            self.make_current(next((chip for chip in self.chips if chip.isChecked()), self.chips[0]))

    def _clicked(self) -> None:
        self.chosen.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(watched, Chip):
            if event.type() == QEvent.Type.FocusIn:
                self.make_current(watched)
            elif event.type() == QEvent.Type.FocusOut:
                self._forget_typed()
        return False

    def _forget_typed(self) -> None:
        self._typed = ""
        for chip in self.chips:
            if chip.found:
                chip.found = 0
                chip.update()

    def key_pressed(self, chip: Chip, event: QKeyEvent) -> bool:
        """Arrows move, letters find, Enter goes to the next question; whether the key was ours."""
        key = event.key()
        if key in _ARROWS:
            self._move(chip, Qt.Key(key))
            return True
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            if self._opens and not chip.isChecked():
                chip.click()
            else:
                self.focusNextChild()
            return True
        letter = event.text()
        plain = not event.modifiers() & ~Qt.KeyboardModifier.ShiftModifier
        if plain and len(letter) == 1 and letter.isalnum():
            self._find(chip, fold(letter))
            return True
        return False

    def _move(self, chip: Chip, key: Qt.Key) -> None:
        at = self.chips.index(chip)
        last = len(self.chips) - 1
        rightwards = (Qt.Key.Key_Right, Qt.Key.Key_Left)
        forward, backward = rightwards if not self.isRightToLeft() else rightwards[::-1]
        if key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            to = self._beyond(chip, 1 if key == Qt.Key.Key_Down else -1)
        else:
            to = {
                forward: min(at + 1, last),
                backward: max(at - 1, 0),
                Qt.Key.Key_Home: 0,
                Qt.Key.Key_End: last,
            }[key]
        self.chips[to].setFocus(Qt.FocusReason.OtherFocusReason)

    def _beyond(self, chip: Chip, step: int) -> int:
        """The index of the chip on the line above or below that lies nearest."""
        lines = sorted({each.y() for each in self.chips})
        line = lines.index(chip.y()) + step
        if not 0 <= line < len(lines):
            return self.chips.index(chip)
        centre = chip.geometry().center().x()
        there = [at for at, each in enumerate(self.chips) if each.y() == lines[line]]
        return min(there, key=lambda at: abs(self.chips[at].geometry().center().x() - centre))

    def _find(self, chip: Chip, letter: str) -> None:
        going_on = self._since_typed.isValid() and self._since_typed.elapsed() < _TYPING_MS
        typed = self._typed + letter if going_on else letter
        self._since_typed.start()
        if not going_on:
            self._typed_from = self.chips.index(chip)
        # One letter goes on to the next; a beginning may be that of the chip where the typing began.
        after = self._typed_from if len(typed) > 1 else self._typed_from + 1
        order = self.chips[after:] + self.chips[:after]
        for attempt in (typed, letter):
            match = next((each for each in order if fold(each.words).startswith(attempt)), None)
            match = match or next(
                (
                    each
                    for each in order
                    if any(word.startswith(attempt) for word in fold(each.words).split())
                ),
                None,
            )
            if match is not None:
                self._forget_typed()
                match.setFocus(Qt.FocusReason.OtherFocusReason)
                self._typed = attempt
                match.found = len(attempt) if fold(match.words).startswith(attempt) else 0
                match.update()
                return
