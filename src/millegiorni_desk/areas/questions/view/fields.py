"""The questions of the network as fields of a form: for a new record, or with what is answered already."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from millegiorni_desk.areas.questions import answers, service
from millegiorni_desk.areas.questions.answers import Value
from millegiorni_desk.areas.questions.records import Question
from millegiorni_desk.areas.questions.service import Kind
from millegiorni_desk.language import _
from millegiorni_desk.ui.chips import ChipGroup
from millegiorni_desk.ui.choices import ChoiceField
from millegiorni_desk.ui.field import Field
from millegiorni_desk.ui.fields import DateField, DecimalField, NoteField
from millegiorni_desk.ui.forms import Form
from millegiorni_desk.ui.labels import label, reveal
from millegiorni_desk.ui.order import keep_place
from millegiorni_desk.ui.parsing import PartialDate
from millegiorni_desk.ui.spacing import row
from millegiorni_desk.vault.vault import Vault

_MOST_CHIPS = 9
_Asked = tuple[str, str, str, str, tuple[tuple[str, str], ...]]


class QuestionForm(Form):
    """What the network asks about one record; it takes no room where nothing is asked.

    *keys* leads to the first question from anywhere in the window. The fields are called ``question.CODE``, as
    ``answers.save`` names what it refuses.
    """

    def __init__(self, vault: Vault, about: str, *, keys: str = "", title: bool = True) -> None:
        super().__init__()
        self._vault, self._about = vault, about
        self._asked: list[_Asked] = []
        self._held: Mapping[str, Value] = {}
        self._heading = QWidget()
        line = row(self._heading, spacing=8)
        line.addWidget(label(_("Domande della rete"), "strong"))
        if keys:
            line.addWidget(label(keys, "keys"))
            QShortcut(QKeySequence(keys), self, self.take_focus)
        line.addStretch(1)
        self._titled = title
        self.add_widget(self._heading)
        self._show()

    def ask(self, on: date, held: Mapping[str, Value] | None = None) -> None:
        """Ask what is asked on that day, and what *held* answers already; without *held* what was typed stays."""
        given = dict(held) if held is not None else None
        keep = self._held if given is None else given
        wanted = [
            _as_asked(self._vault, one, on, keep.get(one.code))
            for one in service.every(self._vault, self._about)
            if service.asked_on(one, on) or not answers.is_empty(keep.get(one.code))
        ]
        if wanted != self._asked:
            typed = {name: field.value() for name, field in self.fields.items() if _reads(field)}
            self._build(wanted)
            self.set_values(typed)
        if given is not None:
            self._held = given
            for code, *_rest in wanted:
                self.fields[service.vocabulary(code)].set_value(_shown(given.get(code)))

    def clear(self) -> None:
        """No answers, and none held."""
        self._held = {}
        super().clear()

    def given(self) -> dict[str, Value]:
        """Question's code → what was answered, where that is not what was held; none where an answer was taken away.

        Raises ``InvalidValue``, shown beside the field.
        """
        told = self.values()
        found: dict[str, Value] = {}
        for code, *_rest in self._asked:
            value, before = _value(told[service.vocabulary(code)]), self._held.get(code)
            if value != before and not (answers.is_empty(value) and answers.is_empty(before)):
                found[code] = value
        return found

    @property
    def held(self) -> Mapping[str, Value]:
        """What was answered before."""
        return self._held

    def take_focus(self) -> None:
        """Put the keyboard into the first question, where one is asked."""
        first = next(iter(self.fields.values()), None)
        if first is not None:
            first.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _build(self, wanted: list[_Asked]) -> None:
        for field in self.fields.values():
            self._layout.removeWidget(field)
            field.hide()
            field.deleteLater()
        self.fields.clear()
        self._asked = wanted
        for one in wanted:
            self.add(service.vocabulary(one[0]), _field(one))
        keep_place(self._heading, list(self.fields.values()))
        self._show()

    def _show(self) -> None:
        reveal(self._heading, self._titled)
        reveal(self, bool(self.fields))


def _as_asked(vault: Vault, asked: Question, on: date, held: Value) -> _Asked:
    """A question with the words offered on a day, and those of them that were chosen before."""
    words: dict[str, str] = {}
    if asked.kind in service.CHOSEN:
        every = service.options(vault, asked.code)
        words = service.options(vault, asked.code, on)
        chosen = held if isinstance(held, list) else [held]
        words |= {str(code): every.get(str(code), str(code)) for code in chosen if code and code not in words}
    return (asked.code, asked.kind, asked.label, asked.help, tuple(words.items()))


def _field(one: _Asked) -> Field:
    _code, kind, words, hint, options = one
    if kind == Kind.CHOICES or (kind == Kind.CHOICE and len(options) <= _MOST_CHIPS):
        return ChipGroup(words, options, multiple=kind == Kind.CHOICES, hint=hint)
    if kind == Kind.CHOICE:
        field = ChoiceField(words, [("", ""), *options])
        field.set_hint(hint)
        return field
    if kind == Kind.NUMBER:
        return DecimalField(words, hint=hint, most=answers.MOST)
    if kind == Kind.DATE:
        return DateField(words, past=False, hint=hint)
    return NoteField(words, hint=hint, lines=2)


def _reads(field: Field) -> bool:
    """Whether what stands in the field is an answer; what is not is typed anew where the questions change."""
    return field.check()


def _shown(value: Value) -> object:
    return tuple(value) if isinstance(value, list) else value


def _value(told: object) -> Value:
    if isinstance(told, PartialDate):
        return told.day
    if isinstance(told, tuple):
        return [str(code) for code in told]
    return told if isinstance(told, str | int | float) and told != "" else None
