"""Fields that are chosen from: a list that can be searched, and a single tick."""

from collections.abc import Sequence

from PySide6.QtCore import QElapsedTimer, QPoint, QRectF, QSize, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen, QWheelEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QSizePolicy,
    QStyle,
    QStyleOptionComboBox,
    QStylePainter,
)

from millegiorni_desk.errors import InvalidValue
from millegiorni_desk.language import _
from millegiorni_desk.ui import icons
from millegiorni_desk.ui.buttons import ring
from millegiorni_desk.ui.chip_flow import fold
from millegiorni_desk.ui.completion import Completion
from millegiorni_desk.ui.field import Field
from millegiorni_desk.ui.look import ink, px

_TYPING_MS = 1000


class _Combo(QComboBox):
    """Letters typed find an answer, blanks between its words too; Enter goes on."""

    def __init__(self) -> None:
        super().__init__()
        self._typed = ""
        self._since = QElapsedTimer()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QStylePainter(self)
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        control, field = QStyle.ComplexControl.CC_ComboBox, QStyle.SubControl.SC_ComboBoxEditField
        room = self.style().subControlRect(control, option, field, self).width()
        option.currentText = self.fontMetrics().elidedText(
            self.currentText(), Qt.TextElideMode.ElideRight, room
        )
        painter.drawComplexControl(control, option)
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)
        size = px(16)
        sign = icons.pixmap("chevron-down", "muted", 16, self.devicePixelRatioF())
        left = px(10) if self.isRightToLeft() else self.width() - size - px(10)
        painter.drawPixmap(left, (self.height() - size) // 2, sign)
        painter.end()

    def wheelEvent(self, event: QWheelEvent) -> None:
        # Scrolling a page must never change an answer under the pointer.
        event.ignore()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self.focusNextChild()
            event.accept()
            return
        if event.key() == Qt.Key.Key_Escape:
            # Qt would look for it among the answers; whoever is around has something to leave.
            event.ignore()
            return
        if not self.isEditable() and self._find(event):
            event.accept()
            return
        super().keyPressEvent(event)

    def _find(self, event: QKeyEvent) -> bool:
        """Go to the answer that begins with what is typed; whether the key was a letter of it."""
        letter = event.text()
        going_on = bool(self._typed) and self._since.isValid() and self._since.elapsed() < _TYPING_MS
        command = event.modifiers() & ~(
            Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier
        )
        # A blank by itself opens the list.
        if command or not letter.isprintable() or not (letter.strip() or (letter and going_on)):
            return False
        self._typed = (self._typed if going_on else "") + fold(letter)
        self._since.start()
        # The same letter again goes on to the next.
        typed = self._typed[:1] if len(set(self._typed)) == 1 else self._typed
        first = self.currentIndex() + (len(typed) == 1)
        for at in (*range(first, self.count()), *range(max(first, 0))):
            if at >= 0 and fold(self.itemText(at)).startswith(typed):
                self.setCurrentIndex(at)
                break
        return True


class ChoiceField(Field):
    """One answer from a list; with *searchable* letters typed anywhere in a word find it (long lists).

    The value is the code, ``""`` for none. Text that is no answer raises :class:`InvalidValue`.
    """

    def __init__(
        self,
        words: str,
        options: Sequence[tuple[str, str]] = (),
        *,
        searchable: bool = False,
        none: str = "–",
        hint: str = "",
    ) -> None:
        self.box = _Combo()
        self._none = none
        self.box.setEditable(searchable)
        super().__init__(words, self.box, hint=hint)
        self.box.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.box.setMinimumContentsLength(12)
        self.box.setMaxVisibleItems(12)
        line = self.box.lineEdit()
        if line is not None:
            self.box.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
            line.setAccessibleName(words)
            self.box.setCompleter(Completion(line, self.box.model()))
            line.editingFinished.connect(self.check)
        self.set_options(options)
        self.box.currentIndexChanged.connect(self.changed)

    def set_options(self, options: Sequence[tuple[str, str]]) -> None:
        """Show other answers, as (code, words); the one chosen stays if it is still there."""
        chosen = self.box.currentData() or ""
        self.box.blockSignals(True)
        self.box.clear()
        self.box.addItem(self._none, "")
        for code, words in options:
            self.box.addItem(words, code)
        self.box.setCurrentIndex(max(self.box.findData(chosen), 0))
        self.box.blockSignals(False)

    def value(self) -> str:
        at = self.box.currentIndex()
        if self.box.isEditable():
            typed = self.box.currentText().strip()
            at = self.box.findText(typed, Qt.MatchFlag.MatchFixedString) if typed else 0
            if at < 0:
                raise InvalidValue(
                    _("«{typed}» non è nell'elenco: scegli una delle voci proposte.").format(typed=typed)
                )
        return str(self.box.itemData(at) or "")

    def set_value(self, value: object) -> None:
        self.box.setCurrentIndex(max(self.box.findData(value or ""), 0))
        line = self.box.lineEdit()
        if line is not None:
            # What is longer than the field is read from its beginning.
            line.setCursorPosition(0)


class Tick(QCheckBox):
    """A check box drawn in our colours; its words are its spoken name."""

    def __init__(self, words: str) -> None:
        super().__init__(words.replace("&", "&&"))
        self.setAccessibleName(words)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._words = words

    def sizeHint(self) -> QSize:
        metrics = self.fontMetrics()
        return QSize(metrics.horizontalAdvance(self._words) + px(42), max(px(32), metrics.height() + px(8)))

    def minimumSizeHint(self) -> QSize:
        return QSize(px(60), self.sizeHint().height())

    def hitButton(self, pos: QPoint) -> bool:
        return self.rect().contains(pos)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        side, left = px(18), px(3)
        box = QRectF(left, (self.height() - side) / 2, side, side)
        on = self.isChecked()
        painter.setPen(QPen(ink("primary" if on else "edge"), px(1.5)))
        painter.setBrush(ink("primary" if on else "surface"))
        painter.drawRoundedRect(box, px(4), px(4))
        if on:
            sign = icons.pixmap("check", "on_primary", 16, self.devicePixelRatioF())
            painter.drawPixmap(int(box.x()) + px(1), int(box.y()) + px(1), sign)
        painter.setPen(ink("text" if self.isEnabled() else "muted"))
        room = self.rect().adjusted(left + side + px(10), 0, -px(6), 0)
        words = self.fontMetrics().elidedText(self._words, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, words)
        if self.hasFocus():
            ring(painter, self)
        painter.end()


class TickField(Field):
    """A yes/no that is ticked; the value is a bool. It needs no label above: its words are beside it."""

    def __init__(self, words: str, *, hint: str = "") -> None:
        self.tick = Tick(words)
        super().__init__(words, self.tick, hint=hint)
        self.hide_label()
        self.tick.toggled.connect(self.changed)

    def value(self) -> bool:
        return self.tick.isChecked()

    def set_value(self, value: object) -> None:
        self.tick.setChecked(bool(value))
