"""What is known of a person, as rows to read, and what is not said yet."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from millegiorni_desk.areas.people import arrival, codice_fiscale
from millegiorni_desk.areas.people.countries import country_name
from millegiorni_desk.areas.people.languages import language_name
from millegiorni_desk.areas.people.records import Person
from millegiorni_desk.areas.people.service import Card as PersonCard
from millegiorni_desk.areas.people.view import words
from millegiorni_desk.language import _
from millegiorni_desk.network import service as network
from millegiorni_desk.ui import tokens
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.cards import Card
from millegiorni_desk.ui.labels import label
from millegiorni_desk.ui.spacing import grid
from millegiorni_desk.vault.vault import Vault


def facts(vault: Vault, person: Person) -> list[tuple[str, str]]:
    """Every question of the card with its answer in words, empty where nothing is said."""
    gender = network.terms(vault, "gender").get(person.gender, person.gender)
    return [
        (_("Nascita"), words.birth_words(person.birth_date, person.birth_precision)),
        (_("Genere"), gender),
        (_("Codice fiscale"), _code_words(person.codice_fiscale)),
        (_("Cittadinanza"), country_name(person.citizenship) if person.citizenship else ""),
        (_("Paese di nascita"), country_name(person.birth_country) if person.birth_country else ""),
        (_("Luogo di nascita"), person.birth_place),
        (_("In Italia da"), arrival.in_words(person.arrived_in_italy)),
        (_("Lingua"), language_name(person.language) if person.language else ""),
        (_("Altre lingue"), ", ".join(map(language_name, person.languages))),
        (_("Indirizzo"), person.address),
        (_("Quartiere"), person.quarter),
        (_("Note"), person.notes),
    ]


def _code_words(code: str) -> str:
    """The code, and whether it is one given for a time."""
    return _("{code}, provvisorio").format(code=code) if codice_fiscale.is_provisional(code) else code


class FactsCard(Card):
    """*Chi è*: the facts, and *Modifica*. ``edit_wanted``."""

    edit_wanted = Signal()

    def __init__(self, vault: Vault) -> None:
        super().__init__(_("Chi è"))
        self._vault = vault
        self.edit_button = Button(_("Modifica"), self.edit_wanted.emit, keys="Ctrl+E", icon="edit")
        self.heading.addWidget(self.edit_button)

    def show_card(self, card: PersonCard) -> None:
        """Show that card."""
        self.empty()
        known = [(name, value) for name, value in facts(self._vault, card.person) if value]
        missing = [
            # Only its first letter: *In Italia da* names a country.
            name[:1].lower() + name[1:]
            for name, value in facts(self._vault, card.person)
            if not value and name != _("Note")
        ]
        self.add(_rows(known))
        if missing:
            said = _("Non ancora detto: {missing}.").format(missing=", ".join(missing))
            self.add(label(said, "small", wrap=True))


def _rows(pairs: list[tuple[str, str]]) -> QWidget:
    made = QWidget()
    table = grid(made, spacing=tokens.HAIR, across=tokens.GAP)
    table.setColumnStretch(1, 1)
    for line, (name, value) in enumerate(pairs):
        shown = label(value, wrap=True, selectable=True)
        shown.setAccessibleName(f"{name}: {value}")
        table.addWidget(label(name, "small"), line, 0, Qt.AlignmentFlag.AlignTop)
        table.addWidget(shown, line, 1)
    return made
