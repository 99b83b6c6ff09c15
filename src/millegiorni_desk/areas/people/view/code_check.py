"""What the codice fiscale says against the card while both are written, each value taken over with one key."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from millegiorni_desk.areas.people import codice_fiscale
from millegiorni_desk.areas.people.codice_fiscale import Difference
from millegiorni_desk.areas.people.countries import country_name, country_of_birthplace
from millegiorni_desk.areas.people.places import place_name
from millegiorni_desk.areas.people.records import Person
from millegiorni_desk.language import N_, _, plural
from millegiorni_desk.ui import tokens
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.cards import Notice
from millegiorni_desk.ui.spacing import column
from millegiorni_desk.ui.wrap import Wrap

_STATES = {
    "valid": N_("Il codice è scritto bene."),
    "omocodia": N_("Il codice è scritto bene, con omocodia: alcune cifre sono lettere."),
    "provisional": N_("Codice provvisorio di 11 cifre, scritto bene."),
}
_LENGTH = 16
_GENDERS = {"F": N_("donna"), "M": N_("uomo"), "X": N_("altro")}


def state_words(code: str) -> str:
    """How the code stands, under its field; nothing for an empty one, and for a wrong one, which is a doubt."""
    state = codice_fiscale.state(code)
    if state == "short":
        left = _LENGTH - len(codice_fiscale.normalise(code))
        return plural("Manca {n} carattere.", "Mancano {n} caratteri.", left).format(n=left)
    return _(_STATES[state]) if state in _STATES else ""


class CodeCheck(QWidget):
    """The differences in a sentence each, with a button for each that can be taken over.

    ``taken`` carries fields of the record with the values that the code says. Nothing here stops a save.
    """

    taken = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        layout = column(self, spacing=tokens.TIGHT)
        self.doubts = Notice("", "warning")
        self.doubts.hide()
        self.buttons: list[Button] = []
        self._row = Wrap()
        self.fill_button = Button("", self._fill, kind="quiet")
        self._filling: dict[str, object] = {}
        for piece in (self.doubts, self._row, self.fill_button):
            layout.addWidget(piece)
            piece.hide()
        self.hide()

    def look(self, code: str, person: Person | None) -> None:
        """Compare *code* as typed with the card as far as it is filled in; None while it cannot be read."""
        state = codice_fiscale.state(code)
        telling = person is not None and state not in ("empty", "short")
        found = codice_fiscale.differences(person) if person is not None and telling else []
        self.doubts.say(" ".join(codice_fiscale.in_a_sentence(one) for one in found))
        self.doubts.setVisible(bool(found))
        self._offer_each([one for one in found if codice_fiscale.taken_over(one)])
        self._offer_rest(code, person)
        self.setVisible(any(not piece.isHidden() for piece in (self.doubts, self._row, self.fill_button)))

    def _offer_each(self, differences: list[Difference]) -> None:
        self._row.empty()
        self.buttons = [
            Button(
                _("Scrivi {value}").format(value=codice_fiscale.in_words(one)),
                partial(self.taken.emit, codice_fiscale.taken_over(one)),
            )
            for one in differences
        ]
        for button in self.buttons:
            self._row.add(button)
        self._row.setVisible(bool(self.buttons))

    def _offer_rest(self, code: str, person: Person | None) -> None:
        """Offer what the card does not say yet."""
        said = codice_fiscale.read(codice_fiscale.normalise(code))
        self._filling = {}
        if said is not None and person is not None:
            country = country_of_birthplace(said.place)
            known: dict[str, object] = {
                "birth_date": said.birth_date,
                "gender": said.gender,
                "birth_country": country,
                "birth_place": place_name(said.place),
            }
            self._filling = {
                name: value for name, value in known.items() if value and not getattr(person, name)
            }
            parts = (
                f"{said.birth_date:%d/%m/%Y}",
                _(_GENDERS[said.gender]),
                place_name(said.place) or (country_name(country) if country else ""),
            )
            words = ", ".join(part for part in parts if part)
            self.fill_button.say(_("Completa dal codice: {words}").format(words=words))
        self.fill_button.setVisible(bool(self._filling))

    def _fill(self) -> None:
        filling = dict(self._filling)
        if "birth_date" in filling:
            filling["birth_precision"] = "day"
        self.taken.emit(filling)
