"""*Scadenze* and *Note del coordinamento* on the first page: what is brought up today, and what waits for an answer."""

from __future__ import annotations

from datetime import date

from millegiorni_desk.areas.coordination import deadlines, supervision
from millegiorni_desk.areas.coordination.records import Deadline
from millegiorni_desk.language import _
from millegiorni_desk.network import service as network
from millegiorni_desk.ui.cards import Card, Entry, EntryList
from millegiorni_desk.ui.dates import day_words, on_day
from millegiorni_desk.ui.parsing import number
from millegiorni_desk.ui.shell import Shell
from millegiorni_desk.vault.permissions import Permission
from millegiorni_desk.vault.vault import Vault

_MOST = 4


class DeadlinesDue(Card):
    """A few deadlines as rows that open where they are marked as done; without any it is hidden."""

    def __init__(self, vault: Vault, shell: Shell) -> None:
        super().__init__(_("Scadenze"))
        self._vault = vault
        self.entries = EntryList(_("Scadenze"))
        self.add(self.entries)
        self.entries.opened.connect(
            lambda key: shell.open("coordination", {"part": "deadlines", "id": key} if key else "deadlines")
        )
        self.hide()

    def show_day(self, today: date) -> None:
        """Show what is brought up on that day."""
        if not self._vault.may(Permission.SEE_PROGRAMME):
            return
        due = deadlines.due(self._vault, today, _MOST)
        entries = [self._entry(one, today) for one in due]
        known = deadlines.count_due(self._vault, today) if len(due) == _MOST else len(due)
        if known > len(due):
            entries.append(Entry(_("Tutte le scadenze: {n}").format(n=number(known)), key=""))
        self.entries.show_entries(entries)
        self.setVisible(bool(entries))

    def _entry(self, one: Deadline, today: date) -> Entry:
        names = {house.code: house.name for house in network.houses(self._vault)}
        # At a house it goes without saying that it is hers.
        whose = names.get(one.house_code, one.house_code) if not self._vault.house else ""
        return Entry(
            one.title,
            " · ".join(part for part in (whose, one.responsible) if part),
            state=day_words(one.due_on, today),
            kind="warning" if one.due_on < today else "info",
            key=one.id,
        )


class NotesToAnswer(Card):
    """The notes of supervision that this house has not answered; without any it is hidden."""

    def __init__(self, vault: Vault, shell: Shell) -> None:
        super().__init__(_("Note del coordinamento"))
        self._vault = vault
        self.entries = EntryList(_("Note del coordinamento"))
        self.add(self.entries)
        self.entries.opened.connect(
            lambda key: shell.open("coordination", {"part": "supervision", "id": key})
        )
        self.hide()

    def show_day(self, today: date) -> None:
        """Show what waits on that day."""
        if not self._vault.may(Permission.FOLLOW_PATHWAY):
            return
        waiting = supervision.to_answer(self._vault, _MOST)
        self.entries.show_entries(
            [
                Entry(
                    one.title,
                    _("scritta {when}").format(when=on_day(one.on_date, today)),
                    state=_("da rispondere"),
                    kind="warning",
                    key=one.id,
                )
                for one in waiting
            ]
        )
        self.setVisible(bool(waiting))
