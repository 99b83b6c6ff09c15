"""The questions that open a pathway: since when, why, what was seen together, and who may read it."""

from __future__ import annotations

from typing import Any, cast

from millegiorni_desk.areas.pathways.records import Pathway
from millegiorni_desk.areas.pathways.reserved import tells_of_violence
from millegiorni_desk.areas.people.view.reserved import Reserved
from millegiorni_desk.errors import InvalidValue
from millegiorni_desk.language import _
from millegiorni_desk.network import service as network
from millegiorni_desk.ui.chips import ChipGroup
from millegiorni_desk.ui.forms import (
    ChoiceField,
    DateField,
    Form,
    NoteField,
    NumberField,
    PartialDate,
    TextField,
)
from millegiorni_desk.vault.sealed_fields import Mark
from millegiorni_desk.vault.vault import Vault

_WORDS = ("main_request", "referrer", "case_manager", "household", "resources", "wishes", "notes")


class AssessmentForm:
    """The form and its switch *Riservato*; what tells of violence is proposed as reserved."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault
        self.form = form = Form()
        fragilities = list(network.terms(vault, "fragility").items())
        form.add_row(
            opened_on=DateField(_("Apertura"), year_alone=False),
            assessed_on=DateField(_("Visto insieme il"), year_alone=False),
            minors=NumberField(_("Figli minori"), most=30),
            fold_under=520,
        )
        form.add("fragilities", ChipGroup(_("Fragilità"), fragilities, multiple=True, number=1))
        form.add("main_request", ChoiceField(_("Richiesta principale"), [("", _("non detta")), *fragilities]))
        form.add("household", NoteField(_("Il nucleo: con chi vive, chi cura chi"), lines=2))
        form.add("resources", NoteField(_("Su che cosa e su chi può contare"), lines=2))
        form.add("wishes", NoteField(_("Che cosa desidera lei, con le sue parole"), lines=2))
        form.add_row(referrer=TextField(_("Chi l'ha inviata")), case_manager=TextField(_("Case manager")))
        form.add("notes", NoteField(_("Note"), lines=2))
        why = _("Si parla di violenza: questo percorso resta riservato a chi scegli qui.")
        self.reserved = Reserved(vault, form, why)
        form.changed.connect(self._look_at)

    def show_pathway(self, pathway: Pathway, mark: Mark | None) -> None:
        """Put what is known of *pathway* into the fields."""
        self.reserved.start(mark)
        self.form.set_values(
            {
                "opened_on": PartialDate(pathway.opened_on),
                "assessed_on": PartialDate(pathway.assessed_on) if pathway.assessed_on else None,
                "minors": pathway.minors,
                "fragilities": tuple(pathway.fragilities),
                **{name: getattr(pathway, name) for name in _WORDS},
            }
        )

    def values(self) -> dict[str, Any]:
        """The fields of the pathway. Raises ``InvalidValue`` beside what is wrong."""
        given = self.form.values()
        opened = cast(PartialDate | None, given["opened_on"])
        if opened is None:
            raise InvalidValue(_("Scrivi il giorno in cui si apre il percorso."), "opened_on")
        assessed = cast(PartialDate | None, given["assessed_on"])
        return {
            "opened_on": opened.day,
            "assessed_on": assessed.day if assessed is not None else None,
            "minors": cast(int | None, given["minors"]),
            "fragilities": list(cast(tuple[str, ...], given["fragilities"])),
            **{name: str(given[name]) for name in _WORDS},
        }

    def _look_at(self, name: str) -> None:
        if name in ("fragilities", "main_request"):
            told = cast(ChipGroup, self.form.fields["fragilities"]).chosen()
            asked = cast(ChoiceField, self.form.fields["main_request"]).box.currentData()
            self.reserved.must(tells_of_violence([*told, str(asked or "")]))
