"""The questions of a person's card: all of them on the card, the first few when there is a queue."""

from __future__ import annotations

from typing import Any

from millegiorni_desk.areas.people import codice_fiscale
from millegiorni_desk.areas.people.countries import country_name, country_of_birthplace
from millegiorni_desk.areas.people.records import Person
from millegiorni_desk.areas.people.view.choices import CountryField, LanguageField
from millegiorni_desk.errors import InvalidValue
from millegiorni_desk.network import service as network
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.cards import Notice
from millegiorni_desk.ui.chips import ChipGroup
from millegiorni_desk.ui.forms import ChoiceField, DateField, Form, NoteField, PartialDate, TextField
from millegiorni_desk.vault.vault import Vault

FIELDS = (
    "surname", "name", "birth_date", "birth_precision", "gender", "citizenship", "birth_country", "codice_fiscale",
    "phone", "safe_contact", "language", "due_date", "address", "quarter", "notes",
)  # fmt: skip

_CODE_FIELDS = ("codice_fiscale", "surname", "name", "birth", "gender", "birth_country")
_NARROW = 330
_SAFE = "solo al mattino, senza messaggi"


class PersonForm(Form):
    """A person's card to fill in. What the codice fiscale says against it is told while typing, and stops nothing."""

    def __init__(self, vault: Vault) -> None:
        super().__init__()
        self._vault = vault
        if not vault.house:
            houses = [(house.code, house.name) for house in network.houses(vault)]
            self.add("house", ChoiceField("Casa", houses))
        self.add_row(surname=TextField("Cognome"), name=TextField("Nome"))
        self.add_row(
            birth=DateField("Data di nascita", year_alone=True),
            gender=ChipGroup("Genere", list(network.terms(vault, "gender").items())),
        )
        self.add_row(
            codice_fiscale=TextField("Codice fiscale"), birth_country=CountryField("Paese di nascita")
        )
        self.doubts = Notice("", "warning")
        self.doubts.hide()
        self.add_widget(self.doubts)
        self.fill_button = Button("", self._use_code, kind="quiet")
        self.fill_button.hide()
        self.add_widget(self.fill_button)
        self.add_row(
            phone=TextField("Telefono"), safe_contact=TextField("Come si può chiamare", placeholder=_SAFE)
        )
        self.add_row(citizenship=CountryField("Cittadinanza"), language=LanguageField("Lingua"))
        self.add_row(
            due_date=DateField("Data presunta del parto", past=False), quarter=TextField("Quartiere")
        )
        self.add("address", TextField("Indirizzo"))
        self.add("notes", NoteField("Note", lines=2))
        self.changed.connect(self._check_code)

    def show_person(self, person: Person) -> None:
        """Put a card's answers in."""
        self.set_values({name: getattr(person, name) for name in FIELDS if name in self.fields})
        self.fields["birth"].set_value(
            PartialDate(person.birth_date, person.birth_precision) if person.birth_date else None
        )
        if "house" in self.fields:
            self.fields["house"].set_value(person.house)
        self._check_code("codice_fiscale")

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

    def _check_code(self, name: str) -> None:
        if name not in _CODE_FIELDS:
            return
        typed = codice_fiscale.normalise(str(self.fields["codice_fiscale"].value() or ""))
        person = self._readable()
        told = codice_fiscale.doubts(person) if person is not None and len(typed) >= 16 else []
        self.doubts.say(" ".join(told))
        self.doubts.setVisible(bool(told))
        self._offer(typed, person)

    def _offer(self, typed: str, person: Person | None) -> None:
        said = codice_fiscale.read(typed)
        lacks = person is not None and not (person.birth_date and person.gender and person.birth_country)
        self.fill_button.setVisible(said is not None and lacks)
        if said is not None:
            gender = network.terms(self._vault, "gender").get(said.gender, "")
            country = country_name(country_of_birthplace(said.place))
            parts = (f"{said.birth_date:%d/%m/%Y}", gender.lower(), country)
            self.fill_button.say(f"Completa dal codice: {', '.join(part for part in parts if part)}")

    def _use_code(self) -> None:
        said = codice_fiscale.read(codice_fiscale.normalise(str(self.fields["codice_fiscale"].value())))
        person = self._readable()
        if said is None or person is None:
            return
        country = country_of_birthplace(said.place)
        if person.birth_date is None:
            self.fields["birth"].set_value(PartialDate(said.birth_date))
        if not person.gender:
            self.fields["gender"].set_value(said.gender)
        if not person.birth_country and country:
            self.fields["birth_country"].set_value(country)
        self.fields["codice_fiscale"].setFocus()


class QuickForm(Form):
    """The first few questions of a card, for a new woman with a queue behind her; the rest can wait."""

    def __init__(self, vault: Vault) -> None:
        super().__init__()
        self.add_row(name=TextField("Nome"), surname=TextField("Cognome"), fold_under=_NARROW)
        self.add_row(
            birth=DateField("Data di nascita", year_alone=True),
            phone=TextField("Telefono"),
            fold_under=_NARROW,
        )
        self.add("gender", ChipGroup("Genere", list(network.terms(vault, "gender").items())))
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
