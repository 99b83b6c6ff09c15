"""*Da ricordare* on the first page: appointments of which she is to be reminded by today, safe contact first."""

from __future__ import annotations

from datetime import date

from millegiorni_desk.areas.pathways import appointments
from millegiorni_desk.areas.pathways.appointments import Line
from millegiorni_desk.areas.pathways.view.when import when_words
from millegiorni_desk.areas.people.view import words
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
        self._drawn: list[tuple[object, ...]] = []
        self.entries = EntryList(_("Da ricordare"))
        self.add(self.entries)
        self.entries.opened.connect(lambda key: shell.open("appointment", key))
        self.hide()

    def show_day(self, today: date) -> None:
        """Show what is due on that day."""
        if not self._vault.may(Permission.RECORD_ACCESS):
            return
        due = appointments.reminders_due(self._vault, today, _MOST + 1)
        shown = due[:_MOST]
        self.entries.show_entries([self._entry(line, today) for line in shown])
        self.title.setText(_("Da ricordare: i primi") if len(due) > _MOST else _("Da ricordare"))
        self.setVisible(bool(shown))

    def _entry(self, line: Line, today: date) -> Entry:
        person = line.person
        call = words.call_words(person) if person is not None else ""
        return Entry(
            words.full_name(person) if person is not None else _("Scheda non ancora arrivata"),
            call or _("senza telefono sulla scheda"),
            state=when_words(line.appointment, today),
            kind="warning" if line.day == today else "info",
            key=line.appointment.id,
            # How she may be called is read to its end, never cut before the number.
            whole=True,
        )
