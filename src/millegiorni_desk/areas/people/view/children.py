"""The children of a card: one row each, added and taken off in place."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from millegiorni_desk.areas.people import codice_fiscale
from millegiorni_desk.areas.people.records import Child
from millegiorni_desk.areas.people.view.code_check import state_words
from millegiorni_desk.areas.people.view.words import CHILD_GENDERS
from millegiorni_desk.errors import InvalidValue
from millegiorni_desk.language import N_, _
from millegiorni_desk.ui import tokens
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.chips import ChipGroup
from millegiorni_desk.ui.columns import Columns
from millegiorni_desk.ui.forms import DateField, PartialDate, TextField
from millegiorni_desk.ui.order import keep_place
from millegiorni_desk.ui.spacing import column, row

_LIVES = (("yes", N_("Sì")), ("no", N_("No")))


class _ChildRow(QWidget):
    """Name, birth, gender, code and home of one child; nothing filled in is no child."""

    changed = Signal()
    removed = Signal()

    def __init__(self, child: Child | None) -> None:
        super().__init__()
        self.child = child
        self.name = TextField(_("Nome del bambino o della bambina"))
        self.birth = DateField(_("Data di nascita"), year_alone=True)
        self.gender = ChipGroup(_("Bambina o bambino"), CHILD_GENDERS[:2])
        self.code = TextField(_("Codice fiscale"), longest=40)
        self.lives = ChipGroup(_("Vive con lei"), [(code, _(said)) for code, said in _LIVES])
        self.remove = Button(_("Togli dalla scheda"), self.removed.emit, kind="tool", icon="trash")
        lines = column(self, spacing=tokens.TIGHT)
        first = row(spacing=tokens.TIGHT)
        first.addWidget(Columns(self.name, self.birth, self.gender, stretch=(2, 2, 2), fold_under=560), 1)
        first.addWidget(self.remove, 0, Qt.AlignmentFlag.AlignBottom)
        lines.addLayout(first)
        lines.addWidget(Columns(self.code, self.lives, stretch=(3, 2), fold_under=330, same_height=False))
        self.birth.line.editingFinished.connect(self._look)
        if child is not None:
            self._put_in(child)
        for field in (self.name, self.birth, self.gender, self.code, self.lives):
            field.changed.connect(self.changed)
        for field in (self.name, self.gender, self.code):
            field.changed.connect(self._look)
        self._look()

    def _put_in(self, child: Child) -> None:
        self.name.set_value(child.name)
        self.birth.set_value(
            PartialDate(child.birth_date, child.birth_precision) if child.birth_date else None
        )
        self.gender.set_value(child.gender)
        self.code.set_value(child.codice_fiscale)
        self.lives.set_value({True: "yes", False: "no"}.get(child.lives_with_her, ""))  # type: ignore[arg-type]

    def value(self) -> Child | None:
        """The child as filled in, with its id where it is on the card already."""
        if not self.birth.check():
            self.birth.setFocus()
            raise InvalidValue(self.birth.problem, "children")
        child = self._filled()
        if not (child.name or child.birth_date or child.gender or child.codice_fiscale):
            return None
        return child

    def _filled(self) -> Child:
        birth = self.birth.value()
        child = Child(
            house="",
            person_id="",
            name=self.name.value(),
            birth_date=birth.day if birth else None,
            birth_precision=birth.precision if birth else "day",
            gender=str(self.gender.value()),
            codice_fiscale=self.code.value(),
            lives_with_her={"yes": True, "no": False}.get(str(self.lives.value())),
        )
        if self.child is not None:
            child.id, child.house, child.person_id = self.child.id, self.child.house, self.child.person_id
            child.notes = self.child.notes
        return child

    def _look(self) -> None:
        """Tell what the child's codice fiscale says of the rest, under it."""
        try:
            child = self._filled()
        except InvalidValue:
            return
        typed = child.codice_fiscale
        told = state_words(typed)
        if codice_fiscale.state(typed) not in ("empty", "short"):
            found = codice_fiscale.differences_of_child(child, date.today())
            told = " ".join(codice_fiscale.in_a_sentence(one) for one in found) or told
        self.code.set_hint(told)


class ChildrenEditor(QWidget):
    """The children, and *Aggiungi un figlio o una figlia*."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._rows: list[_ChildRow] = []
        # Wider than between the fields of one child, which would seem the next one's.
        self._layout = column(self, spacing=tokens.WIDE)
        self.add_button = Button(
            _("Aggiungi un figlio o una figlia"), self._add_and_go, kind="quiet", icon="add"
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
