"""Fields that are typed into: words, notes, passphrases, dates, amounts, numbers."""

import re
from collections.abc import Callable, Sequence
from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit

from millegiorni_desk.errors import InvalidValue
from millegiorni_desk.language import _
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.caps_lock import CapsLockWatch
from millegiorni_desk.ui.completion import Completion
from millegiorni_desk.ui.field import Field, UndoLine
from millegiorni_desk.ui.labels import label
from millegiorni_desk.ui.parsing import PartialDate, decimal, money, number, parse_date, parse_money
from millegiorni_desk.ui.spacing import fix

_HOUR = re.compile(r"(\d{1,2})(?:[:., h]?(\d{2}))?")
# Points apart thousands, as in Italy; a point alone before one or two figures is nothing that can be told.
_DECIMAL = re.compile(r"-?(?:\d+|\d{1,3}(?:\.\d{3})+)(?:,\d+)?", re.ASCII)


class LineEdit(UndoLine):
    """A line where Enter goes on to the next question instead of doing something by surprise.

    Where it is the last question, ``then`` may say what Enter does.
    """

    def __init__(self) -> None:
        super().__init__()
        self.then: Callable[[], object] | None = None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self.editingFinished.emit()
            event.accept()
            if self.then is not None:
                self.then()
            else:
                self.focusNextChild()
            return
        super().keyPressEvent(event)


class _LineField(Field):
    """What every field of one line shares; the value is read by each kind."""

    def __init__(self, words: str, *, hint: str = "", placeholder: str = "", longest: int = 500) -> None:
        self.line = LineEdit()
        self.line.setMaxLength(longest)
        self.line.setPlaceholderText(placeholder)
        super().__init__(words, self.line, hint=hint)
        self.line.textChanged.connect(self._typed)

    def _typed(self) -> None:
        if self.problem:
            self.show_problem("")
        self.changed.emit()

    def set_value(self, value: object) -> None:
        self.line.setText("" if value is None else str(value))


class TextField(_LineField):
    """Words on one line; the value is text without blanks around it."""

    def value(self) -> str:
        return self.line.text().strip()

    def set_value(self, value: object) -> None:
        super().set_value(value)
        if not self.line.hasFocus():
            # What is longer than the field is read from its beginning.
            self.line.setCursorPosition(0)

    def suggest(self, words: Sequence[str]) -> None:
        """Offer *words* for completion while typing, found anywhere in them."""
        self.line.setCompleter(Completion(self.line, words))


class SecretField(_LineField):
    """A passphrase: not shown, kept out of undo and of the input method's memory; it says when caps lock is on.

    With *can_show*, a button beside it shows what is typed.
    """

    def __init__(self, words: str, *, hint: str = "", can_show: bool = False) -> None:
        super().__init__(words, hint=hint)
        self.line.setEchoMode(QLineEdit.EchoMode.Password)
        self._quiet_hint = hint
        CapsLockWatch(self.line, self._tell_caps_lock)
        self.show_button = Button(_("Mostra"), self._turn, kind="quiet")
        if can_show:
            self.beside_control.addWidget(self.show_button)
        hints = Qt.InputMethodHint
        self.line.setInputMethodHints(
            hints.ImhHiddenText | hints.ImhSensitiveData | hints.ImhNoPredictiveText
        )

    def reveal(self, shown: bool) -> None:
        """Show or hide what is typed."""
        self.line.setEchoMode(QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password)
        self.show_button.setText(_("Nascondi") if shown else _("Mostra"))

    def _turn(self) -> None:
        self.reveal(self.line.echoMode() == QLineEdit.EchoMode.Password)
        self.line.setFocus(Qt.FocusReason.OtherFocusReason)

    def _tell_caps_lock(self, on: bool) -> None:
        self.set_hint(_("Attenzione: le maiuscole sono bloccate.") if on else self._quiet_hint)

    def clear(self) -> None:
        super().clear()
        self.reveal(False)

    def value(self) -> str:
        # Blanks are part of a passphrase.
        return self.line.text()


class NoteField(Field):
    """Words on several lines; Tab leaves the field."""

    def __init__(self, words: str, *, hint: str = "", lines: int = 3) -> None:
        self.text = QPlainTextEdit()
        self.text.setTabChangesFocus(True)
        super().__init__(words, self.text, hint=hint)
        fix(self.text, height=lines * 21 + 18)
        self.text.textChanged.connect(self._lead)
        self.text.textChanged.connect(self.changed)

    def _lead(self) -> None:
        """What begins in Arabic begins at the right."""
        document = self.text.document()
        way, reading = document.firstBlock().textDirection(), document.defaultTextOption()
        if reading.textDirection() != way:
            sides = Qt.AlignmentFlag
            side = sides.AlignRight if way == Qt.LayoutDirection.RightToLeft else sides.AlignLeft
            reading.setTextDirection(way)
            reading.setAlignment(side | sides.AlignAbsolute)
            document.setDefaultTextOption(reading)

    def value(self) -> str:
        return self.text.toPlainText().strip()

    def set_value(self, value: object) -> None:
        self.text.setPlainText("" if value is None else str(value))


class _ReadField(_LineField):
    """A line that is read into a value; it says at once, on leaving, what it could not read."""

    def __init__(self, words: str, *, hint: str = "", placeholder: str = "", width: int = 160) -> None:
        super().__init__(words, hint=hint, placeholder=placeholder, longest=40)
        fix(self.line, width=width)
        self.beside_control.setStretch(0, 0)
        self.beside_control.addStretch(1)
        self.line.editingFinished.connect(self._left)

    def _left(self) -> None:
        if self.check():
            shown = self.written()
            if shown != self.line.text():
                self.line.setText(shown)

    def written(self) -> str:
        """The value as it should stand in the field."""
        return self.line.text()


class HourField(_ReadField):
    """An hour typed freely: ``9``, ``9.30``, ``930``; the value is ``09:30``, or nothing."""

    def __init__(self, words: str) -> None:
        super().__init__(words, placeholder="10:30", width=110)

    def value(self) -> str:
        typed = self.line.text().strip()
        if not typed:
            return ""
        read = _HOUR.fullmatch(typed)
        hour, minute = (int(read[1]), int(read[2] or 0)) if read else (24, 0)
        if hour > 23 or minute > 59:
            raise InvalidValue(_("Non capisco l'ora: scrivila come 10:30."))
        return f"{hour:02d}:{minute:02d}"

    def written(self) -> str:
        return self.value()


class DateField(_ReadField):
    """A date typed freely (see :func:`parsing.parse_date`); the value is a :class:`PartialDate` or ``None``.

    *past*: the date has happened (births, accesses); *year_alone*: the year is enough.
    """

    def __init__(
        self,
        words: str,
        *,
        past: bool = True,
        year_alone: bool = False,
        hint: str = "",
        today: Callable[[], date] = date.today,
    ) -> None:
        super().__init__(
            words, hint=hint, placeholder=_("gg/mm/aaaa") + (_(" o anno") if year_alone else ""), width=190
        )
        self._past, self._year_alone, self._today = past, year_alone, today

    def value(self) -> PartialDate | None:
        return parse_date(self.line.text(), self._today(), year_alone=self._year_alone, past=self._past)

    def set_value(self, value: object) -> None:
        self.line.setText(str(PartialDate(value)) if isinstance(value, date) else str(value or ""))

    def written(self) -> str:
        return str(self.value() or "")


class MoneyField(_ReadField):
    """An amount in euros; the value is integer cents or ``None``. *large* for the amount of a dote.

    ``beside`` is a label to its right, for the amount in words or for what is left.
    """

    def __init__(
        self, words: str, *, large: bool = False, hint: str = "", most_cents: int = 99_999_999
    ) -> None:
        super().__init__(words, hint=hint, placeholder="0,00", width=190 if large else 140)
        self._most = most_cents
        self.beside = label("", "muted")
        self.line.setAlignment(Qt.AlignmentFlag.AlignRight)
        if large:
            self.line.setProperty("amount", "true")
        self.beside_control.insertWidget(1, label("€", "section" if large else "muted"))
        self.beside_control.insertWidget(2, self.beside)

    def value(self) -> int | None:
        return parse_money(self.line.text(), most_cents=self._most)

    def set_value(self, value: object) -> None:
        self.line.setText(money(value) if isinstance(value, int) else "")

    def written(self) -> str:
        cents = self.value()
        return "" if cents is None else money(cents)


class NumberField(_ReadField):
    """A whole number from *least* to *most*; the value is an integer or ``None``."""

    def __init__(self, words: str, *, least: int = 0, most: int = 999_999, hint: str = "") -> None:
        super().__init__(words, hint=hint, width=110)
        self._least, self._most = least, most
        self.line.setAlignment(Qt.AlignmentFlag.AlignRight)

    def value(self) -> int | None:
        typed = self.line.text().strip().replace(".", "").replace("−", "-")
        if not typed:
            return None
        if not typed.removeprefix("-").isdecimal():
            raise InvalidValue(_("Qui va un numero, come 12."))
        if not self._least <= int(typed) <= self._most:
            raise InvalidValue(
                _("Qui va un numero da {least} a {most}.").format(
                    least=number(self._least), most=number(self._most)
                )
            )
        return int(typed)

    def set_value(self, value: object) -> None:
        self.line.setText(number(value) if isinstance(value, int) else "")


class DecimalField(_ReadField):
    """Any number, as ``3``, ``-2,5`` or ``1.250``; the value is a float or ``None``."""

    def __init__(self, words: str, *, most: float = 1e9, hint: str = "") -> None:
        super().__init__(words, hint=hint, width=160)
        self._most = most
        self.line.setAlignment(Qt.AlignmentFlag.AlignRight)

    def value(self) -> float | None:
        typed = "".join(self.line.text().split()).replace("−", "-")
        if not typed:
            return None
        if not _DECIMAL.fullmatch(typed):
            raise InvalidValue(_("Qui va un numero, come 12 o 3,5."))
        found = float(typed.replace(".", "").replace(",", "."))
        if abs(found) > self._most:
            raise InvalidValue(_("Questo numero è troppo grande: controllalo."))
        return found

    def set_value(self, value: object) -> None:
        told = value if isinstance(value, int | float) else None
        self.line.setText("" if told is None else decimal(told))

    def written(self) -> str:
        value = self.value()
        return "" if value is None else decimal(value)
