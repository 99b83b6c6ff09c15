"""The hour of an access, and how a field's answer is kept in a draft exactly as it stands."""

from __future__ import annotations

import re

from millegiorni_desk.errors import InvalidValue
from millegiorni_desk.language import _
from millegiorni_desk.ui.chips import ChipGroup
from millegiorni_desk.ui.choices import ChoiceField, TickField
from millegiorni_desk.ui.field import Field
from millegiorni_desk.ui.fields import LineEdit, NoteField, TextField
from millegiorni_desk.ui.spacing import fix


class TimeField(TextField):
    """An hour typed freely: ``14:32``, ``14.32``, ``1432``, ``9``; the value is ``HH:MM`` or nothing."""

    def __init__(self, words: str) -> None:
        super().__init__(words, placeholder="14:32", longest=5)
        fix(self.line, width=110)
        self.beside_control.setStretch(0, 0)
        self.beside_control.addStretch(1)
        self.line.editingFinished.connect(self._left)

    def value(self) -> str:
        typed = self.line.text().strip()
        if not typed:
            return ""
        found = re.fullmatch(r"(\d{1,2})(?:[:.,\s]?(\d{2}))?", typed)
        if found is None or int(found[1]) > 23 or int(found[2] or 0) > 59:
            raise InvalidValue(_("Non capisco l'ora: scrivila come 14:32."))
        return f"{int(found[1]):02d}:{int(found[2] or 0):02d}"

    def _left(self) -> None:
        if self.check():
            self.line.setText(self.value())


def state_of(field: Field) -> object:
    """What stands in *field*, right or wrong, as text, a flag or a list."""
    if isinstance(field, ChipGroup):
        return list(field.chosen())
    if isinstance(field, ChoiceField):
        return str(field.box.currentData() or "")
    if isinstance(field, TickField):
        return field.tick.isChecked()
    if isinstance(field, NoteField):
        return field.value()
    return field.control.text() if isinstance(field.control, LineEdit) else ""


def put_back(field: Field, state: object) -> None:
    """Put what :func:`state_of` gave back into *field*."""
    if isinstance(field.control, LineEdit):
        field.control.setText(str(state))
    else:
        field.set_value(state)
