"""*Da ricordare* on the first page: appointments to remind her of by today, her rule and her consents first."""

from __future__ import annotations

from datetime import date

from millegiorni_desk.areas.pathways.view.when import when_words
from millegiorni_desk.areas.people.view import words
from millegiorni_desk.flows import reminding
from millegiorni_desk.flows.reminding import Reminder
from millegiorni_desk.language import _
from millegiorni_desk.ui.cards import Card, Entry, EntryList
from millegiorni_desk.ui.shell import Shell
from millegiorni_desk.vault.permissions import Permission
from millegiorni_desk.vault.vault import Vault

_MOST = 5


class RemindersDue(Card):
    """A few reminders as rows that open where they are noted; without any it is hidden."""

    def __init__(self, vault: Vault, shell: Shell) -> None:
        super().__init__(_("Da ricordare"))
        self._vault = vault
        self.entries = EntryList(_("Da ricordare"))
        self.add(self.entries)
        self.entries.opened.connect(lambda key: shell.open("appointment", key))
        self.hide()

    def show_day(self, today: date) -> None:
        """Show what is due on that day."""
        if not self._vault.may(Permission.RECORD_ACCESS):
            return
        due = reminding.due(self._vault, today, _MOST + 1)
        shown = due[:_MOST]
        self.entries.show_entries([self._entry(one, today) for one in shown])
        self.title.setText(_("Da ricordare: i primi") if len(due) > _MOST else _("Da ricordare"))
        self.setVisible(bool(shown))

    def _entry(self, one: Reminder, today: date) -> Entry:
        person, line = one.line.person, one.line
        return Entry(
            words.full_name(person) if person is not None else _("Scheda non ancora arrivata"),
            (one.reach.line if one.reach is not None else "") or _("senza telefono sulla scheda"),
            state=when_words(line.appointment, today),
            kind="warning" if line.day == today else "info",
            key=line.appointment.id,
            # How she may be called is read to its end, never cut before the number.
        )
