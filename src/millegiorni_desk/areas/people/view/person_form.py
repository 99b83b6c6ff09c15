"""The questions of a person's card: all of them on the card, the first few when there is a queue."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QLineEdit

from millegiorni_desk.areas.people import contact
from millegiorni_desk.areas.people.records import Person
from millegiorni_desk.areas.people.view.choices import (
    ArrivalField,
    CitizenshipField,
    CountryField,
    LanguageField,
    LanguagesField,
)
from millegiorni_desk.areas.people.view.code_check import CodeCheck, state_words
from millegiorni_desk.errors import InvalidValue
from millegiorni_desk.language import _
from millegiorni_desk.network import service as network
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.chips import ChipGroup
from millegiorni_desk.ui.forms import (
    ChoiceField,
    DateField,
    Form,
    NoteField,
    PartialDate,
    TextField,
    TickField,
)
from millegiorni_desk.ui.labels import label
from millegiorni_desk.vault.vault import Vault

FIELDS = (
    "surname", "name", "birth_date", "birth_precision", "gender", "citizenship", "birth_country", "birth_place",
    "codice_fiscale", "contact_rule", "contact_hours", "safe_contact", "no_paper", "phone", "language", "languages",
    "arrived_in_italy", "due_date", "address", "quarter", "notes",
)  # fmt: skip

_CODE_FIELDS = ("codice_fiscale", "surname", "name", "birth", "gender", "birth_country", "birth_place")
_RULE_FIELDS = ("contact_rule", "safe_contact")
_NARROW = 330


class PhoneField(TextField):
    """A number that is covered where she must never be called, until someone asks to see it."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self._asked = False
        self.show_button = Button(_("Mostra il numero"), self._show, kind="quiet", icon="show")
        self.show_button.hide()
        self.beside_control.addWidget(self.show_button)

    def cover(self, covered: bool) -> None:
        """Cover the number, unless it was asked for since it was put in."""
        hidden = covered and not self._asked and bool(self.line.text())
        self.line.setEchoMode(QLineEdit.EchoMode.Password if hidden else QLineEdit.EchoMode.Normal)
        # Hidden before it has a parent it would be a window of its own when shown.
        self.show_button.setVisible(hidden and self.show_button.parentWidget() is not None)

    def set_value(self, value: object) -> None:
        self._asked = False
        super().set_value(value)

    def _show(self) -> None:
        self._asked = True
        self.cover(False)
        self.line.setFocus()


class PersonForm(Form):
    """A person's card to fill in. What the codice fiscale says against it is told while typing, and stops nothing."""

    def __init__(self, vault: Vault) -> None:
        super().__init__()
        self._vault = vault
        if not vault.house:
            houses = [(house.code, house.name) for house in network.houses(vault)]
            self.add("house", ChoiceField(_("Casa"), houses))
        self._ask_who()
        self._ask_contact()
        self._ask_where_from()
        self.changed.connect(self._look)

    def _ask_who(self) -> None:
        self.add_row(surname=TextField(_("Cognome")), name=TextField(_("Nome")))
        self.add_row(
            birth=DateField(_("Data di nascita"), year_alone=True),
            gender=ChipGroup(_("Genere"), list(network.terms(self._vault, "gender").items())),
        )
        self.add("codice_fiscale", TextField(_("Codice fiscale"), longest=40))
        self.check = CodeCheck()
        self.doubts, self.fill_button = self.check.doubts, self.check.fill_button
        self.check.taken.connect(self._take_over)
        self.add_widget(self.check)
        self.add_row(
            birth_country=CountryField(_("Paese di nascita")), birth_place=TextField(_("Luogo di nascita"))
        )

    def _ask_contact(self) -> None:
        """The rule comes before the number, here as everywhere."""
        self.add_widget(label(_("Come si può chiamare"), "strong"))
        rules = [(code, contact.rule_words(code)) for code in network.terms(self._vault, "contact_rule")]
        self.add("contact_rule", ChoiceField(_("Regola"), rules))
        self.add_row(
            contact_hours=TextField(_("Quando"), placeholder=_("9-12, non la sera")),
            safe_contact=TextField(
                _("Con quali attenzioni"), placeholder=_("solo al mattino, senza messaggi")
            ),
        )
        self.add(
            "no_paper", TickField(_("Niente carta a casa: promemoria, piano e biglietti non si stampano"))
        )
        self.add("phone", PhoneField(_("Telefono")))

    def _ask_where_from(self) -> None:
        self.add_widget(label(_("Provenienza, lingue e casa"), "strong"))
        self.add_row(
            citizenship=CitizenshipField(_("Cittadinanza")), arrived_in_italy=ArrivalField(_("In Italia da"))
        )
        self.add_row(language=LanguageField(_("Lingua")), languages=LanguagesField(_("Altre lingue")))
        self.add_row(address=TextField(_("Indirizzo")), quarter=TextField(_("Quartiere")))
        self.add("due_date", DateField(_("Data presunta del parto"), past=False))
        self.add("notes", NoteField(_("Note"), lines=2))

    def show_person(self, person: Person) -> None:
        """Put a card's answers in."""
        self.set_values({name: getattr(person, name) for name in FIELDS if name in self.fields})
        self.fields["birth"].set_value(
            PartialDate(person.birth_date, person.birth_precision) if person.birth_date else None
        )
        if "house" in self.fields:
            self.fields["house"].set_value(person.house)
        self._look("codice_fiscale")
        self._look("safe_contact")

    def answers(self) -> dict[str, Any]:
        """The answers by the names of the record. Raises ``InvalidValue`` for what cannot be read."""
        return record_answers(self.values())

    def _readable(self) -> Person | None:
        """The card as far as it is filled in, or None while something cannot be read."""
        try:
            answers = record_answers({name: field.value() for name, field in self.fields.items()})
        except InvalidValue:
            return None
        return Person(**{"house": "", **answers})

    def _look(self, name: str) -> None:
        """After a key: what the code says of the card, and whether the number may be seen."""
        if name in _CODE_FIELDS:
            typed = str(self.fields["codice_fiscale"].value() or "")
            self.fields["codice_fiscale"].set_hint(state_words(typed))
            self.check.look(typed, self._readable())
        if name == "safe_contact":
            said = str(self.fields["safe_contact"].value() or "")
            hint = contact.words_refuse_paper(said)
            self.fields["no_paper"].set_hint(_("Lo dicono le sue parole.") if hint else "")
            if hint:
                self.fields["no_paper"].set_value(True)
        if name in _RULE_FIELDS:
            phone = self.fields["phone"]
            rule, said = (str(self.fields[each].value() or "") for each in _RULE_FIELDS)
            if isinstance(phone, PhoneField):
                phone.cover(
                    contact.rule_of(Person(house="", contact_rule=rule, safe_contact=said)) == "never"
                )

    def _take_over(self, values: dict[str, Any]) -> None:
        """Write what the code says into the fields, and go back to the code."""
        precision = str(values.get("birth_precision", "day"))
        for name, value in values.items():
            if name == "birth_date":
                self.fields["birth"].set_value(PartialDate(value, precision))
            elif name in self.fields:
                self.fields[name].set_value(value)
        self.fields["codice_fiscale"].setFocus()


class QuickForm(Form):
    """The first few questions of a card, for a new woman with a queue behind her; the rest can wait."""

    def __init__(self, vault: Vault) -> None:
        super().__init__()
        self.add_row(name=TextField(_("Nome")), surname=TextField(_("Cognome")), fold_under=_NARROW)
        self.add_row(
            birth=DateField(_("Data di nascita"), year_alone=True),
            phone=TextField(_("Telefono")),
            fold_under=_NARROW,
        )
        self.add("gender", ChipGroup(_("Genere"), list(network.terms(vault, "gender").items())))
        self.codice_fiscale = ""

    def show_person(self, person: Person) -> None:
        """Put in what was typed in the search field."""
        self.set_values({"name": person.name, "surname": person.surname, "phone": person.phone})
        self.fields["gender"].set_value(person.gender)
        self.fields["birth"].set_value(
            PartialDate(person.birth_date, person.birth_precision) if person.birth_date else None
        )
        self.codice_fiscale = person.codice_fiscale

    def answers(self) -> dict[str, Any]:
        """The answers by the names of the record, with the codice fiscale that was typed in the search field."""
        return {**record_answers(self.values()), "codice_fiscale": self.codice_fiscale}


def record_answers(values: dict[str, object]) -> dict[str, Any]:
    """A form's values by the names of the record: a partial date becomes a day and its precision."""
    answers: dict[str, Any] = dict(values)
    if "birth" in answers:
        birth = answers.pop("birth")
        answers["birth_date"] = birth.day if birth else None
        answers["birth_precision"] = birth.precision if birth else "day"
    if "due_date" in answers:
        due = answers["due_date"]
        answers["due_date"] = due.day if due else None
    return answers
