"""Everything that the directory says of a service, as fields."""

from __future__ import annotations

from typing import Any

from millegiorni_desk.areas.people.languages import language_name
from millegiorni_desk.areas.referrals import directory
from millegiorni_desk.areas.referrals.records import Service
from millegiorni_desk.language import _
from millegiorni_desk.network import service as network
from millegiorni_desk.ui.chips import ChipGroup
from millegiorni_desk.ui.forms import ChoiceField, DateField, Form, NoteField, TextField
from millegiorni_desk.vault.vault import Vault

_SPOKEN = ("it", "en", "fr", "es", "ar", "ro", "zh", "bn", "sq", "pt", "pcm", "uk", "ur", "wo")


class ServiceForm(Form):
    """The fields by the names of the record."""

    def __init__(self, vault: Vault) -> None:
        super().__init__()
        self._vault = vault
        kinds = [(code, said.split(" (")[0]) for code, said in network.terms(vault, "referral").items()]
        self.add_row(name=TextField(_("Nome")), kind=ChoiceField(_("Tipo"), kinds))
        self.quarter = TextField(_("Quartiere"))
        self.add_row(address=TextField(_("Indirizzo")), quarter=self.quarter)
        self.add_row(phone=TextField(_("Telefono")), email=TextField(_("Posta elettronica")),
                     website=TextField(_("Sito")))  # fmt: skip
        self.add_row(
            hours=NoteField(_("Orari"), lines=2), how_to_book=NoteField(_("Come si prenota"), lines=2)
        )
        self.add_row(contact=TextField(_("Persona di riferimento")),
                     checked_on=DateField(_("Controllato il"), year_alone=False))  # fmt: skip
        self.languages = self.add("languages", ChipGroup(_("Lingue parlate"), multiple=True))
        bring = list(network.terms(vault, "bring").items())
        self.add("bring", ChipGroup(_("Che cosa portare"), bring, multiple=True))
        self.add("notes", NoteField(_("Note"), lines=2))

    def show_service(self, service: Service) -> None:
        """Put that service in."""
        self.clear()
        spoken = [*_SPOKEN, *(code for code in service.languages if code not in _SPOKEN)]
        self.languages.set_options([(code, language_name(code)) for code in spoken])
        self.quarter.suggest(directory.quarters(self._vault))
        self.set_values({name: getattr(service, name) for name in self.fields})

    def answers(self) -> dict[str, Any]:
        """What is written, by the names of the record. Raises ``InvalidValue``."""
        given: dict[str, Any] = self.values()
        given["languages"], given["bring"] = list(given["languages"]), list(given["bring"])
        given["checked_on"] = given["checked_on"].day if given["checked_on"] else None
        return given
