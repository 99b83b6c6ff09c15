"""What is written down of a training or team meeting."""

from __future__ import annotations

from datetime import date
from typing import Any

from millegiorni_desk.areas.training.records import Training
from millegiorni_desk.areas.training.view.partners_field import CHOSEN, NEW, PartnersFields
from millegiorni_desk.errors import InvalidValue
from millegiorni_desk.language import _
from millegiorni_desk.network import service as network
from millegiorni_desk.ui.chips import ChipGroup
from millegiorni_desk.ui.forms import (
    ChoiceField,
    DateField,
    Form,
    HourField,
    NoteField,
    NumberField,
    TextField,
)
from millegiorni_desk.vault.vault import Vault


class TrainingForm(Form):
    """The fields by the names of the record; *state* only where a meeting is corrected."""

    def __init__(self, vault: Vault, *, state: bool = False) -> None:
        super().__init__()
        self._vault = vault
        self.kind = self.add(
            "kind", ChipGroup(_("Che cosa"), list(network.terms(vault, "training_kind").items()))
        )
        self.add("title", TextField(_("Titolo"), hint=_("Sta sugli attestati.")))
        self.add_row(
            fold_under=420,
            on_date=DateField(_("Giorno"), past=False),
            starts=HourField(_("Ora")),
            minutes=NumberField(_("Quanto dura, in minuti"), least=1, most=1440),
        )
        if state:
            self.add("state", ChipGroup(_("Come va"), list(network.terms(vault, "training_state").items())))
        self.add_row(
            house_code=ChoiceField(_("Di chi"), none=_("di tutta la rete")), place=TextField(_("Dove"))
        )
        self.add_row(
            topic=TextField(_("Argomento")),
            teachers=TextField(_("Docenti"), hint=_("Nome e da dove vengono: stanno sugli attestati.")),
        )
        self.partners = PartnersFields(vault, self)
        self.add("notes", NoteField(_("Note"), lines=2))

    def show_training(self, training: Training) -> None:
        """Put that meeting in."""
        self.clear()
        houses = [
            (one.code, one.name)
            for one in network.houses(self._vault)
            if self._vault.house in ("", one.code) or one.code == training.house_code
        ]
        house = self.fields["house_code"]
        if isinstance(house, ChoiceField):
            house.set_options(houses)
        self.partners.show(training.partners)
        self.set_values({name: getattr(training, name) for name in self.fields if name not in (CHOSEN, NEW)})

    def answers(self) -> dict[str, Any]:
        """What is written, by the names of the record. Raises ``InvalidValue``."""
        given: dict[str, Any] = self.values()
        given.pop(NEW)
        day = given["on_date"]
        if day is None:
            raise InvalidValue(_("Scrivi il giorno."), "on_date")
        given["on_date"] = day.day
        if "state" in given and not given["state"]:
            raise InvalidValue(_("Scegli se è in programma o si è tenuto."), "state")
        return {**given, CHOSEN: self.partners.chosen()}


def begun(vault: Vault) -> Training:
    """A new meeting as it is proposed: of this house, today."""
    return Training(on_date=date.today(), kind="", title="", house_code=vault.house)
