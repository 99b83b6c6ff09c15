"""Someone who is not in the list yet, written down where she is marked."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from millegiorni_desk.areas.training.records import StaffMember
from millegiorni_desk.errors import InvalidValue
from millegiorni_desk.language import _
from millegiorni_desk.network import service as network
from millegiorni_desk.ui import tokens
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.forms import ChoiceField, Form, TextField
from millegiorni_desk.ui.labels import rule
from millegiorni_desk.ui.leaving import LeavingByButton
from millegiorni_desk.ui.spacing import column
from millegiorni_desk.ui.wrap import Wrap
from millegiorni_desk.vault.vault import Vault


class NewPerson(QWidget):
    """``given`` carries the record to add, ``left`` that nobody is added after all."""

    given = Signal(object)
    left = Signal()

    def __init__(self, vault: Vault) -> None:
        super().__init__()
        self._vault = vault
        self.form = Form()
        self.form.add_row(name=TextField(_("Nome e cognome")), role=TextField(_("Ruolo")), fold_under=420)
        self.form.add("house_code", ChoiceField(_("Dove lavora"), none=_("coordinamento")))
        leave = Button(_("Lascia com'era"), self.left.emit)
        layout = column(self, spacing=tokens.TIGHT)
        layout.addWidget(rule())
        layout.addWidget(self.form)
        layout.addWidget(Wrap(Button(_("Aggiungi e segna che c'era"), self._give, icon="add"), leave))
        LeavingByButton(self, leave)

    def begin(self, name: str) -> None:
        """An empty form, but for the *name* that was looked for; she works here until said otherwise."""
        self.form.clear()
        house = self.form.fields["house_code"]
        if isinstance(house, ChoiceField):
            house.set_options([(one.code, one.name) for one in network.houses(self._vault)])
        self.form.set_values({"name": name, "house_code": self._vault.house})

    def take_focus(self) -> None:
        """Go on where something lacks: her role, or her name."""
        at = "role" if self.form.fields["name"].value() else "name"
        self.form.fields[at].setFocus(Qt.FocusReason.OtherFocusReason)

    def _give(self) -> None:
        try:
            given: dict[str, Any] = self.form.values()
        except InvalidValue:
            return
        self.given.emit(StaffMember(**given))
