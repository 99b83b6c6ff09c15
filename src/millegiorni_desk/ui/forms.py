"""The form that holds fields; with it, every kind of field under one import."""

from collections.abc import Mapping
from typing import TypeVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from millegiorni_desk.errors import InvalidValue
from millegiorni_desk.ui import tokens
from millegiorni_desk.ui.choices import ChoiceField, Tick, TickField
from millegiorni_desk.ui.columns import Columns
from millegiorni_desk.ui.field import Field
from millegiorni_desk.ui.fields import (
    DateField,
    DecimalField,
    HourField,
    LineEdit,
    MoneyField,
    NoteField,
    NumberField,
    SecretField,
    TextField,
)
from millegiorni_desk.ui.parsing import PartialDate
from millegiorni_desk.ui.search import SearchField
from millegiorni_desk.ui.spacing import column, fix

__all__ = [
    "ChoiceField", "DateField", "DecimalField", "Field", "Form", "HourField", "LineEdit", "MoneyField",
    "NoteField", "NumberField", "PartialDate", "SearchField", "SecretField", "TextField", "Tick", "TickField",
]  # fmt: skip

SomeField = TypeVar("SomeField", bound=Field)


class Form(QWidget):
    """Named fields, one below the other or side by side; never wider than 1100 px.

    ``changed`` carries the name of the field that changed.
    """

    changed = Signal(str)

    def __init__(self, *, spacing: int = tokens.NEAR) -> None:
        super().__init__()
        self.fields: dict[str, Field] = {}
        self._layout = column(self, spacing=spacing)
        fix(self, at_most=(tokens.FORM_WIDTH, 0))

    def add(self, name: str, field: SomeField) -> SomeField:
        """Put *field* below the others."""
        self._layout.addWidget(field)
        return self._known(name, field)

    def add_row(self, *, fold_under: int = 0, **fields: Field) -> None:
        """Put *fields* side by side, below the others; under *fold_under* px (0: 200 each) one below the other."""
        for name, field in fields.items():
            self._known(name, field)
        self._layout.addWidget(
            Columns(*fields.values(), fold_under=fold_under or 200 * len(fields), same_height=False)
        )

    def add_widget(self, widget: QWidget) -> None:
        """Put something that is no field (a notice, a bar) below the others."""
        self._layout.addWidget(widget)

    def _known(self, name: str, field: SomeField) -> SomeField:
        self.fields[name] = field
        field.changed.connect(lambda: self.changed.emit(name))
        return field

    def values(self) -> dict[str, object]:
        """All answers by name. Shows every problem, focuses the first, and raises it as ``InvalidValue``."""
        wrong = [(name, field) for name, field in self.fields.items() if not field.check()]
        if wrong:
            name, first = wrong[0]
            first.setFocus(Qt.FocusReason.OtherFocusReason)
            raise InvalidValue(first.problem, name)
        return {name: field.value() for name, field in self.fields.items()}

    def set_values(self, answers: Mapping[str, object]) -> None:
        """Put answers into the fields they name; the others stay."""
        for name, answer in answers.items():
            if name in self.fields:
                self.fields[name].set_value(answer)

    def clear(self) -> None:
        """Every field back to no answer."""
        for field in self.fields.values():
            field.clear()

    def show_problem(self, problem: InvalidValue) -> bool:
        """Put a service's refusal beside the field it names; false if no field here has that name."""
        field = self.fields.get(problem.field)
        if field is None:
            return False
        field.show_problem(problem.message)
        field.setFocus(Qt.FocusReason.OtherFocusReason)
        return True
