"""*Altro*: the rarer questions of an access, folded into one calm line that says what they hold."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from millegiorni_desk.areas.accesses.records import Access
from millegiorni_desk.areas.accesses.view.fields import TimeField
from millegiorni_desk.areas.people.view.choices import LanguageField
from millegiorni_desk.errors import InvalidValue
from millegiorni_desk.language import _, plural
from millegiorni_desk.network import service as network
from millegiorni_desk.ui import tokens
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.chips import ChipGroup
from millegiorni_desk.ui.choices import ChoiceField
from millegiorni_desk.ui.columns import Columns
from millegiorni_desk.ui.dates import day_words
from millegiorni_desk.ui.fields import DateField, NumberField
from millegiorni_desk.ui.forms import Form
from millegiorni_desk.ui.labels import Wrapped
from millegiorni_desk.ui.order import keep_place
from millegiorni_desk.ui.spacing import column, row
from millegiorni_desk.vault.vault import Vault

_MEDIATION = {True: "yes", False: "no", None: ""}
_FOLDED = _("data e ora, lingua, richiamo")


class MoreRow(QWidget):
    """The line and, unfolded with Ctrl+9 or a click, its form."""

    def __init__(self, vault: Vault) -> None:
        super().__init__()
        self._vault = vault
        layout = column(self, spacing=tokens.TIGHT)
        self._opener = QWidget()
        line = row(self._opener, spacing=tokens.TIGHT)
        self.button = Button(_("Altro"), self.toggle, kind="quiet", keys="Ctrl+9", icon="chevron-down")
        self.summary = Wrapped(_FOLDED, "small")
        line.addWidget(self.button)
        line.addWidget(self.summary, 1)
        self._layout = layout
        layout.addWidget(self._opener)
        self.form = Form()
        layout.addWidget(self.form)
        self._add_fields()
        self.form.hide()
        self.form.changed.connect(lambda _unused: self._tell())

    def put_beside(self, widget: QWidget) -> None:
        """Put *widget* at the end of the line; where there is no room for both, below it."""
        self._layout.removeWidget(self._opener)
        line = Columns(self._opener, widget, stretch=(1, 0), fold_under=0, spacing=tokens.TIGHT)
        self._layout.insertWidget(0, line)
        keep_place(self.button, [widget])

    def _add_fields(self) -> None:
        form = self.form
        self.on_date, self.at_time = DateField(_("Data dell'accesso")), TimeField(_("Ora"))
        self.minors, self.language = (
            NumberField(_("Figli minori in casa"), most=30),
            LanguageField(_("Lingua")),
        )
        self.mediation = ChipGroup(_("Serve una mediatrice"), [("yes", _("Sì")), ("no", _("No"))])
        self.follow_up = DateField(_("Da richiamare"), past=False)
        if not self._vault.house:
            houses = [(house.code, house.name) for house in network.houses(self._vault)]
            form.add("house", ChoiceField(_("Casa"), houses))
        form.add_row(on_date=self.on_date, at_time=self.at_time, follow_up_on=self.follow_up)
        form.add_row(minors=self.minors, language=self.language, mediation_needed=self.mediation)

    def start_today(self) -> None:
        """A new access: today, at the hour when it will be saved."""
        self.on_date.set_value(date.today())
        self.fold()

    def suggest_house(self, code: str) -> None:
        """At the coordination: the house of whoever came, where none is chosen yet."""
        if "house" in self.form.fields and not self.form.fields["house"].value():
            self.form.fields["house"].set_value(code)

    def show_access(self, access: Access) -> None:
        """Put the answers of a recorded access in."""
        self.on_date.set_value(access.on_date)
        self.at_time.set_value(access.at_time)
        self.follow_up.set_value(access.follow_up_on)
        self.mediation.set_value(_MEDIATION[access.mediation_needed])
        self._tell()

    def values(self) -> dict[str, Any]:
        """The answers by the names of the record. Raises ``InvalidValue`` and unfolds to show it."""
        try:
            given: dict[str, Any] = self.form.values()
        except InvalidValue:
            self.unfold()
            raise
        if "house" in given and not given["house"]:
            raise InvalidValue(_("Scegli la casa."), "house")
        on_date, follow_up = given["on_date"], given["follow_up_on"]
        given["on_date"] = on_date.day if on_date else date.today()
        given["follow_up_on"] = follow_up.day if follow_up else None
        given["mediation_needed"] = {"yes": True, "no": False}.get(given["mediation_needed"])
        if not given["at_time"] and given["on_date"] == date.today():
            given["at_time"] = f"{datetime.now():%H:%M}"
        return given

    def toggle(self) -> None:
        """Unfold and go to the first question, or fold."""
        if self.form.isHidden():
            self.unfold()
            next(iter(self.form.fields.values())).setFocus(Qt.FocusReason.ShortcutFocusReason)
        else:
            self.fold()
            self.button.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def unfold(self) -> None:
        """Show the questions."""
        self.form.show()
        self.summary.say("")

    def fold(self) -> None:
        """Show the line that says what the questions hold."""
        self.form.hide()
        self._tell()

    def _tell(self) -> None:
        if self.form.isHidden():
            self.summary.say(" · ".join(self._answered()) or _FOLDED)

    def _answered(self) -> list[str]:
        today = date.today()
        try:
            on_date, follow_up, minors = self.on_date.value(), self.follow_up.value(), self.minors.value()
        except InvalidValue:
            return [_("c'è una risposta da correggere")]
        told = []
        house = self.form.fields.get("house")
        if isinstance(house, ChoiceField) and house.value():
            told.append(house.box.currentText())
        if on_date is not None and on_date.day != today:
            told.append(day_words(on_date.day, today))
        if minors is not None:
            told.append(plural("{n} figlio in casa", "{n} figli in casa", minors).format(n=minors))
        if self.language.box.currentData():
            told.append(self.language.box.currentText())
        if self.mediation.value() == "yes":
            told.append(_("serve una mediatrice"))
        if follow_up is not None:
            told.append(_("da richiamare {day_words}").format(day_words=day_words(follow_up.day, today)))
        return told
