"""The children of a card: one row each, added and taken off in place."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from millegiorni_desk.areas.people.records import Child
from millegiorni_desk.areas.people.view.words import CHILD_GENDERS
from millegiorni_desk.errors import InvalidValue
from millegiorni_desk.ui import tokens
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.chips import ChipGroup
from millegiorni_desk.ui.columns import Columns
from millegiorni_desk.ui.forms import DateField, PartialDate, TextField
from millegiorni_desk.ui.order import keep_place
from millegiorni_desk.ui.spacing import column, row


class _ChildRow(QWidget):
    """Name, birth and gender of one child; nothing filled in is no child."""

    changed = Signal()
    removed = Signal()

    def __init__(self, child: Child | None) -> None:
        super().__init__()
        self.child = child
        self.name = TextField("Nome del bambino o della bambina")
        self.birth = DateField("Data di nascita", year_alone=True)
        self.gender = ChipGroup("Bambina o bambino", CHILD_GENDERS[:2])
        self.remove = Button("Togli dalla scheda", self.removed.emit, kind="tool", icon="trash")
        line = row(self, spacing=tokens.TIGHT)
        line.addWidget(Columns(self.name, self.birth, self.gender, stretch=(2, 2, 2), fold_under=560), 1)
        line.addWidget(self.remove, 0, Qt.AlignmentFlag.AlignBottom)
        if child is not None:
            self.name.set_value(child.name)
            self.birth.set_value(
                PartialDate(child.birth_date, child.birth_precision) if child.birth_date else None
            )
            self.gender.set_value(child.gender)
        for field in (self.name, self.birth, self.gender):
            field.changed.connect(self.changed)

    def value(self) -> Child | None:
        """The child as filled in, with its id where it is on the card already."""
        if not self.birth.check():
            self.birth.setFocus()
            raise InvalidValue(self.birth.problem, "children")
        birth = self.birth.value()
        if not (self.name.value() or birth or self.gender.chosen()):
            return None
        child = Child(
            house="",
            person_id="",
            name=self.name.value(),
            birth_date=birth.day if birth else None,
            birth_precision=birth.precision if birth else "day",
            gender=str(self.gender.value()),
        )
        if self.child is not None:
            child.id, child.house, child.person_id = self.child.id, self.child.house, self.child.person_id
        return child


class ChildrenEditor(QWidget):
    """The children, and *Aggiungi un figlio o una figlia*."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._rows: list[_ChildRow] = []
        self._layout = column(self, spacing=tokens.TIGHT)
        self.add_button = Button(
            "Aggiungi un figlio o una figlia", self._add_and_go, kind="quiet", icon="add"
        )
        self._layout.addWidget(self.add_button, 0, Qt.AlignmentFlag.AlignLeft)

    def show_children(self, children: Sequence[Child]) -> None:
        """Put *children* in instead of those shown."""
        for old in list(self._rows):
            self._take(old)
        for child in children:
            self._add(child)

    def children_now(self) -> list[Child]:
        """The children as they should be on the card. Raises ``InvalidValue`` for a date that cannot be."""
        return [child for each in self._rows if (child := each.value()) is not None]

    def _add_and_go(self) -> None:
        self._add(None).name.setFocus(Qt.FocusReason.OtherFocusReason)

    def _add(self, child: Child | None) -> _ChildRow:
        added = _ChildRow(child)
        added.changed.connect(self.changed)
        added.removed.connect(lambda: self._remove(added))
        self._rows.append(added)
        self._layout.insertWidget(len(self._rows) - 1, added)
        keep_place(self._rows[-2] if len(self._rows) > 1 else self, [added])
        return added

    def _remove(self, gone: _ChildRow) -> None:
        self._take(gone)
        self.add_button.setFocus(Qt.FocusReason.OtherFocusReason)
        self.changed.emit()

    def _take(self, gone: _ChildRow) -> None:
        self._rows.remove(gone)
        self._layout.removeWidget(gone)
        gone.hide()
        gone.deleteLater()
