"""*Incontri* on the first page: those of today, and how many passed without a word of how they went."""

from __future__ import annotations

from datetime import date

from millegiorni_desk.areas.meetings import listing
from millegiorni_desk.areas.meetings.records import Meeting
from millegiorni_desk.areas.meetings.view import TO_COMPLETE, words
from millegiorni_desk.language import _, plural
from millegiorni_desk.ui.cards import Card, Entry, EntryList
from millegiorni_desk.ui.parsing import number
from millegiorni_desk.ui.shell import Shell
from millegiorni_desk.vault.permissions import Permission
from millegiorni_desk.vault.vault import Vault

_MOST = 4


class MeetingsToday(Card):
    """A few meetings as rows that open, of this house or of all at the coordination; without any it is hidden."""

    def __init__(self, vault: Vault, shell: Shell) -> None:
        super().__init__(_("Incontri di oggi"))
        self._vault, self._shell = vault, shell
        self.entries = EntryList(_("Incontri di oggi"))
        self.add(self.entries)
        self.entries.opened.connect(self._open)
        self.hide()

    def show_day(self, today: date) -> None:
        """Show what is on that day, and what is still to be written of those before."""
        if not self._vault.may(Permission.SEE_PROGRAMME) or not self._shell.knows("meetings"):
            return
        house = self._vault.house
        found = listing.between(self._vault, today, today, house)
        entries = [self._entry(one, today) for one in found[:_MOST]]
        if len(found) > _MOST:
            entries.append(Entry(_("Tutti gli incontri di oggi: {n}").format(n=number(len(found))), key=""))
        waiting = listing.count_to_complete(self._vault, house, today)
        if waiting and self._vault.may(Permission.RUN_MEETINGS):
            said = plural("{n} incontro da completare", "{n} incontri da completare", waiting)
            second = _("Scrivi quante persone c'erano.")
            entries.append(Entry(said.format(n=number(waiting)), second, key=TO_COMPLETE))
        self.entries.show_entries(entries)
        self.title.setText(_("Incontri di oggi") if found else _("Incontri"))
        self.setVisible(bool(entries))

    def _entry(self, one: Meeting, today: date) -> Entry:
        house = "" if self._vault.house else words.house_name(self._vault, one.house_code)
        second = " · ".join(part for part in (words.hours(one), house, one.place) if part)
        state, kind = words.state(one, today)
        return Entry(one.title, second, state=state, kind=kind, key=one.id)

    def _open(self, key: str) -> None:
        if key in ("", TO_COMPLETE):
            self._shell.open("meetings", key or None)
        else:
            self._shell.open("meeting", key)
