"""What is written of a meeting, by the names of the record: what, when and where, with whom, in another language."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QWidget

from millegiorni_desk.areas.meetings.records import Meeting
from millegiorni_desk.areas.meetings.view.fields import PartnersField
from millegiorni_desk.areas.people.view.choices import LanguageField, LanguagesField
from millegiorni_desk.errors import InvalidValue
from millegiorni_desk.language import _
from millegiorni_desk.network import service as network
from millegiorni_desk.ui.cards import Card
from millegiorni_desk.ui.chips import ChipGroup
from millegiorni_desk.ui.forms import (
    ChoiceField,
    DateField,
    Field,
    Form,
    HourField,
    NoteField,
    NumberField,
    TextField,
    TickField,
)
from millegiorni_desk.ui.page import Columns, Stack
from millegiorni_desk.ui.spacing import column
from millegiorni_desk.vault.vault import Vault


class MeetingForm(QWidget):
    """Two columns of cards, *beside* on top at the right; the house is asked where it is not this desk's."""

    def __init__(self, vault: Vault, *beside: QWidget) -> None:
        super().__init__()
        self._vault = vault
        self._partners = PartnersField(vault, _("Con quali partner"))
        self._forms = [self._what(), self._with(), self._other_language()]
        titles = (_("Che cosa, quando, dove"), _("Con chi"), _("In un'altra lingua, per il volantino"))
        cards = [Card(title) for title in titles]
        for card, form in zip(cards, self._forms, strict=True):
            card.add(form)
        what, others = cards[0], cards[1:]
        column(self).addWidget(
            Columns(Stack(what), Stack(*beside, *others), stretch=(6, 5), fold_under=900, same_height=False)
        )

    def _what(self) -> Form:
        form = Form()
        form.add("title", TextField(_("Come si chiama"), placeholder=_("Massaggio infantile")))
        form.add_row(
            fold_under=420,
            on_date=DateField(_("Giorno"), past=False, year_alone=False),
            starts=HourField(_("Comincia")),
            ends=HourField(_("Finisce")),
        )
        if not self._vault.house:
            form.add("house_code", ChoiceField(_("Casa che lo tiene")))
        form.add("place", TextField(_("Dove"), placeholder=_("sala grande, primo piano")))
        form.add("theme", ChipGroup(_("Tema")))
        form.add("for_whom", TextField(_("Per chi"), placeholder=_("mamme con bambini fino a un anno")))
        form.add_row(
            booking=TextField(_("Come ci si iscrive"), placeholder=_("non serve iscriversi")),
            expected=NumberField(_("Quante persone aspetti"), most=9_999),
        )
        form.add("free", TickField(_("È gratuito")))
        form.add("description", NoteField(_("Due righe per il volantino"), lines=3))
        return form

    def _with(self) -> Form:
        form = Form()
        form.add("partners", self._partners)
        form.add("experts", TextField(_("Chi lo conduce"), placeholder=_("ostetrica, pediatra, lettrice")))
        form.add("languages", LanguagesField(_("In quali lingue si tiene")))
        form.add("notes", NoteField(_("Note per lo sportello: non vanno sul volantino"), lines=2))
        return form

    def _other_language(self) -> Form:
        form = Form()
        form.add("second_language", LanguageField(_("Lingua")))
        form.add("second_title", TextField(_("Titolo in questa lingua")))
        form.add("second_description", NoteField(_("Le due righe in questa lingua"), lines=3))
        return form

    @property
    def fields(self) -> dict[str, Field]:
        """Every field by the name of the record."""
        return {name: field for form in self._forms for name, field in form.fields.items()}

    def show_meeting(self, meeting: Meeting) -> None:
        """Put *meeting* in."""
        themes = self.fields["theme"]
        if isinstance(themes, ChipGroup):
            themes.set_options(list(network.terms(self._vault, "meeting_theme").items()))
        houses = self.fields.get("house_code")
        if isinstance(houses, ChoiceField):
            houses.set_options([(one.code, one.name) for one in network.houses(self._vault)])
        self._partners.offer()
        for form in self._forms:
            form.clear()
            form.set_values({name: getattr(meeting, name) for name in form.fields})

    def answers(self) -> dict[str, Any]:
        """What is written. Whoever is new among the partners joins their list: to be called within the save.

        Raises ``InvalidValue``.
        """
        given: dict[str, Any] = {}
        for form in self._forms:
            given |= form.values()
        if given["on_date"] is None:
            raise InvalidValue(_("Scrivi il giorno."), "on_date")
        given["on_date"] = given["on_date"].day
        given["partners"] = self._partners.ids()
        return given

    def show_problem(self, problem: InvalidValue) -> bool:
        """Put a refusal beside the field it names; false where there is none."""
        return any(form.show_problem(problem) for form in self._forms)
