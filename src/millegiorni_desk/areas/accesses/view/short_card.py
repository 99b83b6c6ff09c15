"""Whoever came, in short: how she may be called, where she is in the thousand days, when she was last here."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from millegiorni_desk.areas.accesses import service
from millegiorni_desk.areas.people import contact
from millegiorni_desk.areas.people import service as people
from millegiorni_desk.areas.people.records import Person
from millegiorni_desk.areas.people.thousand_days import clocks
from millegiorni_desk.areas.people.view import words
from millegiorni_desk.language import _
from millegiorni_desk.ui import tokens
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.cards import Notice
from millegiorni_desk.ui.dates import on_day
from millegiorni_desk.ui.labels import label
from millegiorni_desk.ui.parsing import number
from millegiorni_desk.ui.spacing import column, row
from millegiorni_desk.ui.wrap import Wrap
from millegiorni_desk.vault.vault import Vault


def last_seen(vault: Vault, found: Sequence[Person]) -> dict[str, str]:
    """``ultimo accesso il 4 novembre`` for each of *found* who has been here, by her id."""
    today = date.today()
    visits = service.last_visits(vault, [person.id for person in found])
    return {
        person_id: _("ultimo accesso {on_day}").format(on_day=on_day(day, today))
        for person_id, (day, _unused) in visits.items()
    }


class ShortCard(QWidget):
    """The card of whoever was chosen. ``change_wanted``: it is someone else; ``card_wanted``: all of it."""

    change_wanted = Signal()
    card_wanted = Signal()
    keep_wanted = Signal()

    def __init__(self, vault: Vault) -> None:
        super().__init__()
        self._vault = vault
        layout = column(self, spacing=tokens.TIGHT)
        heading = row(spacing=tokens.TIGHT)
        self.title = label("", "section", wrap=True)
        self.change_button = Button(_("Cambia"), self.change_wanted.emit, kind="quiet")
        heading.addWidget(self.title, 1)
        heading.addWidget(self.change_button)
        layout.addLayout(heading)
        self.call = Notice("", "warning")
        self.facts = label("", wrap=True)
        self.last = label("", "small", wrap=True)
        self.card_button = Button(_("Apri la scheda"), self.card_wanted.emit)
        self.keep_button = Button(_("Come l'altra volta"), self.keep_wanted.emit, keys="Ctrl+0")
        self.buttons = Wrap(self.keep_button, self.card_button)
        for piece in (self.call, self.facts, self.last, self.buttons):
            layout.addWidget(piece)

    def show_person(self, person_id: str, *, can_keep: bool) -> Person:
        """Show the card of that person; *can_keep* offers her answers of the last time."""
        card, today = people.card(self._vault, person_id), date.today()
        person = card.person
        self.title.setText(words.titled(person, today))
        rule = words.call_words(person)
        self.call.say(rule, "warning" if contact.of_person(person).careful else "info")
        self.call.setVisible(bool(rule))
        told = [
            f"{words.clock_words(clock, today)}, {words.clock_detail(clock, today)}"
            for clock in clocks(person, card.children, today)
        ]
        told += [line for line in (words.children_words(card.children, today), words.line(person)) if line]
        self.facts.setText("\n".join(told))
        self.facts.setVisible(bool(told))
        self.last.setText(self._visits(person_id, today))
        self.keep_button.setVisible(can_keep)
        self.buttons.lay_out()
        return person

    def show_nobody(self) -> None:
        """An anonymous access."""
        self.title.setText(_("Accesso anonimo"))
        self.last.setText(_("Si conta l'accesso, non la persona. Se dice chi è, premi «Cambia»."))
        for piece in (self.call, self.facts, self.keep_button, self.card_button):
            piece.hide()
        self.buttons.lay_out()

    def _visits(self, person_id: str, today: date) -> str:
        visits = service.last_visits(self._vault, [person_id])
        if person_id not in visits:
            self.card_button.show()
            return _("È il suo primo accesso qui.")
        self.card_button.show()
        day, times = visits[person_id]
        return _("Ultimo accesso {on_day}; {times} in tutto.").format(
            on_day=on_day(day, today), times=number(times)
        )
