"""What a request for a mediation asks: languages, what for, the main fragility, by whom, and who may read it."""

from __future__ import annotations

from typing import Any

from millegiorni_desk.areas.mediation import mediators
from millegiorni_desk.areas.mediation.records import Mediation
from millegiorni_desk.areas.mediation.reserved import tells_of_violence
from millegiorni_desk.areas.mediation.view.words import mediator_line
from millegiorni_desk.areas.people.view.choices import LanguagesField
from millegiorni_desk.areas.people.view.reserved import NAMES, Reserved
from millegiorni_desk.errors import InvalidValue
from millegiorni_desk.language import _
from millegiorni_desk.network import service as network
from millegiorni_desk.ui.chips import ChipGroup
from millegiorni_desk.ui.forms import ChoiceField, DateField, Form, NoteField
from millegiorni_desk.vault.sealed_fields import Mark
from millegiorni_desk.vault.vault import Vault


class RequestForm(Form):
    """The fields by the names of the record; *notes* only where a mediation is corrected."""

    def __init__(self, vault: Vault, *, notes: bool = False) -> None:
        super().__init__()
        self._vault = vault
        self.languages = LanguagesField(_("In quale lingua"))
        self.mediator = ChoiceField(_("Mediatrice"), [], none=_("da decidere"))
        self.add_row(languages=self.languages, requested_on=DateField(_("Chiesta il"), year_alone=False))
        self.add("mediator_id", self.mediator)
        self.need = self.add("need", NoteField(_("Per che cosa serve"), lines=2))
        self.fragility = self.add(
            "fragility", ChipGroup(_("Fragilità principale"), list(network.terms(vault, "fragility").items()))
        )
        if notes:
            self.add("notes", NoteField(_("Note"), lines=2))
        self.reserved = Reserved(vault, self, _("Ciò che parla di violenza è sempre riservato."))
        self.fragility.changed.connect(self._chosen)
        self.languages.line.editingFinished.connect(self._left)

    def show_mediation(self, mediation: Mediation, mark: Mark | None = None) -> None:
        """Put that mediation in; *mark* says who reads it."""
        self.clear()
        self.languages.set_value(mediation.languages)
        self._offer(mediation.mediator_id)
        self.set_values(
            {
                name: getattr(mediation, name)
                for name in self.fields
                if name not in NAMES and name != "mediator_id"
            }
        )
        self.reserved.start(mark)
        self._chosen()

    def answers(self) -> dict[str, Any]:
        """What is written, by the names of the record. Raises ``InvalidValue``."""
        given: dict[str, Any] = {name: value for name, value in self.values().items() if name not in NAMES}
        day = given.pop("requested_on")
        if day is not None:
            given["requested_on"] = day.day
        given["mediator_id"] = given["mediator_id"] or None
        return given

    def _left(self) -> None:
        self._offer()

    def _chosen(self) -> None:
        self.reserved.must(tells_of_violence(str(self.fragility.value() or "")))

    def _offer(self, chosen: str | None = None) -> None:
        """The mediators who speak what is written come first; the one chosen stays, though she left."""
        known = chosen or str(self.mediator.value() or "")
        try:
            wanted = self.languages.value()
        except InvalidValue:
            wanted = []
        listed = mediators.speaking(self._vault, wanted)
        if known and known not in {one.id for one in listed}:
            listed.append(mediators.mediator(self._vault, known))
        self.mediator.set_options([(one.id, mediator_line(one)) for one in listed])
        self.mediator.set_value(known)
