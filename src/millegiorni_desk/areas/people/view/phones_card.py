"""*Telefoni*: each with how it may be used before the number; covered where the rule says never."""

from __future__ import annotations

from datetime import date
from typing import Any

from PySide6.QtCore import Signal

from millegiorni_desk.areas.people import contact, phones, service
from millegiorni_desk.areas.people.contact import Contact
from millegiorni_desk.areas.people.records import Person, Phone
from millegiorni_desk.areas.people.view.held_card import HeldCard
from millegiorni_desk.areas.people.view.person_form import PhoneField
from millegiorni_desk.language import _
from millegiorni_desk.network import service as network
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.cards import Entry
from millegiorni_desk.ui.forms import ChoiceField, Form, TextField
from millegiorni_desk.ui.shell import Shell
from millegiorni_desk.vault.vault import Vault

_HERS = "hers"


class PhonesCard(HeldCard):
    """Her own number first, then the others. ``edit_wanted``: her own is on the card's form."""

    kept, off = _("Telefono salvato"), _("Telefono tolto dalla scheda")
    edit_wanted = Signal()

    def __init__(self, vault: Vault, shell: Shell) -> None:
        super().__init__(
            vault, shell, _("Telefoni"), add=_("Aggiungi un telefono"), empty=_("Nessuno sulla scheda.")
        )
        self._seen: set[str] = set()
        self._person_now: Person | None = None
        self.show_button = Button(_("Mostra i numeri"), self.show_numbers, kind="quiet", icon="show")
        self.show_button.hide()
        self.heading.addWidget(self.show_button)

    def ask(self, form: Form) -> None:
        rules = [(code, contact.rule_words(code)) for code in network.terms(self._vault, "contact_rule")]
        form.add("whose", TextField(_("Di chi è"), placeholder=_("sorella, vicina, lavoro")))
        form.add("contact_rule", ChoiceField(_("Come si può chiamare"), rules))
        form.add("notes", TextField(_("Quando e con quali attenzioni")))
        form.add("number", PhoneField(_("Numero")))

    def show_person(self, person_id: str, today: date) -> None:
        if person_id != self._person:
            self._seen.clear()
        super().show_person(person_id, today)

    def rows(self, today: date) -> list[Entry]:
        person = service.card(self._vault, self._person).person
        self._person_now = person
        told: list[tuple[str, str, Contact, str]] = []
        if person.phone:
            told.append((_HERS, _("Il suo"), contact.of_person(person), person.phone))
        for one in phones.of_person(self._vault, self._person):
            self.records[one.id] = one
            told.append((one.id, one.whose or _("Un altro"), contact.of_phone(person, one), one.number))
        self._hidden = {key: number for key, _whose, how, number in told if how.hidden}
        self.show_button.setVisible(bool(self._hidden.keys() - self._seen))
        # The rule is read to its end before the number.
        return [Entry(whose, self._line(key, how, number), key=key) for key, whose, how, number in told]

    def _line(self, key: str, how: Contact, number: str) -> str:
        if how.hidden:
            number = number if key in self._seen else _("numero non mostrato")
        # A number is never broken over two lines.
        return " · ".join(part for part in (how.words, number.replace(" ", "\u00a0")) if part)

    def show_numbers(self) -> None:
        """Uncover the numbers that a rule hides: a deliberate act, noted in the audit log."""
        for key, number in self._hidden.items():
            if key not in self._seen and self._person_now is not None:
                contact.reveal(self._vault, self._person_now, number)
                self._seen.add(key)
        self._again()

    def open(self, key: str) -> None:
        if key == _HERS:
            self.edit_wanted.emit()
            return
        super().open(key)
        number = self.form.fields["number"]
        if isinstance(number, PhoneField):
            number.cover(key in self._hidden and key not in self._seen)

    def new(self, fields: dict[str, Any]) -> str:
        return phones.add(self._vault, self._person, Phone(house="", person_id="", **fields)).id

    def change(self, record_id: str, **changes: Any) -> None:
        phones.edit(self._vault, record_id, **changes)
