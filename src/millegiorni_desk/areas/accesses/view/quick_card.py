"""A new card beside the access: the few questions that tell her apart, and a look at who she may already be."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QWidget

from millegiorni_desk.areas.accesses.view.fields import put_back, state_of
from millegiorni_desk.areas.people.records import Person
from millegiorni_desk.areas.people.typed import begun
from millegiorni_desk.areas.people.view.person_form import QuickForm
from millegiorni_desk.areas.people.view.same_person import SamePerson
from millegiorni_desk.errors import InvalidValue
from millegiorni_desk.language import _
from millegiorni_desk.ui import tokens
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.field import Field
from millegiorni_desk.ui.labels import label
from millegiorni_desk.ui.spacing import column, row
from millegiorni_desk.vault.vault import Vault

_PAUSE_MS = 400


class QuickCard(QWidget):
    """``changed`` while it is filled in; ``is_she`` carries the id of the card that is hers already.

    ``another`` says that she is none of those asked about; ``change_wanted`` goes back to the search.
    """

    changed = Signal()
    is_she = Signal(str)
    another = Signal()
    change_wanted = Signal()

    def __init__(self, vault: Vault) -> None:
        super().__init__()
        layout = column(self, spacing=tokens.TIGHT)
        heading = row(spacing=tokens.TIGHT)
        self.title = label(_("Nuova scheda"), "section")
        heading.addWidget(self.title, 1)
        heading.addWidget(Button(_("Cambia"), self.change_wanted.emit, kind="quiet"))
        layout.addLayout(heading)
        self._vault = vault
        self.form = QuickForm(vault)
        self.same = SamePerson(vault)
        layout.addWidget(self.same)
        layout.addWidget(self.form)
        self.form.changed.connect(self._typed)
        self.same.is_she.connect(self.is_she)
        self.same.another.connect(self.another)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self.look_around)

    def begin(self, typed: str) -> None:
        """A new card with what was typed in the search field."""
        self.same.forget()
        self.form.clear()
        self.form.show_person(begun(self._vault, typed))
        self.look_around()

    def first_question(self) -> Field:
        """The first question without an answer."""
        fields = self.form.fields
        return next(
            (fields[name] for name in ("name", "surname") if not fields[name].value()), fields["birth"]
        )

    def take_focus(self) -> None:
        """Put the keyboard there."""
        self.first_question().setFocus(Qt.FocusReason.OtherFocusReason)

    def person(self) -> Person:
        """The new card. Raises ``InvalidValue``, shown beside the field."""
        return Person(**{"house": "", **self.form.answers()})

    @property
    def who(self) -> str:
        """Her name as far as it is written."""
        name, surname = (str(self.form.fields[part].value()) for part in ("name", "surname"))
        return " ".join(part for part in (name, surname) if part) or _("Senza nome")

    def look_around(self) -> bool:
        """Ask whether she is one of those already known, if anyone may be her; whether there is anyone."""
        self._pause.stop()
        try:
            person = self.person_so_far()
        except InvalidValue:
            return False
        if not (person.name and person.surname) and not person.phone and not person.codice_fiscale:
            return False
        return self.same.ask(person)

    def person_so_far(self) -> Person:
        """The new card without showing what cannot be read yet. Raises ``InvalidValue``."""
        for field in self.form.fields.values():
            field.value()
        return self.person()

    def written(self) -> dict[str, Any]:
        """What stands in the fields, to be kept as a draft."""
        states = {name: state_of(field) for name, field in self.form.fields.items()}
        return {**states, "codice_fiscale": self.form.codice_fiscale}

    def put_back(self, states: dict[str, Any]) -> None:
        """Put what :meth:`written` gave back."""
        self.same.forget()
        self.form.clear()
        for name, field in self.form.fields.items():
            put_back(field, states.get(name, ""))
        self.form.codice_fiscale = str(states.get("codice_fiscale", ""))
        self.look_around()

    def _typed(self) -> None:
        self._pause.start()
        self.changed.emit()
