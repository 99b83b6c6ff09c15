"""*Invii da chiudere* on the first page: whose answer is overdue, or should come in these days."""

from __future__ import annotations

from datetime import date, timedelta

from millegiorni_desk.areas.people.view.words import full_name
from millegiorni_desk.areas.referrals import service, wording
from millegiorni_desk.areas.referrals.service import Line
from millegiorni_desk.language import _
from millegiorni_desk.ui.cards import Card, Entry, EntryList
from millegiorni_desk.ui.dates import day_words, on_day
from millegiorni_desk.ui.parsing import number
from millegiorni_desk.ui.shell import Shell
from millegiorni_desk.vault.permissions import Permission
from millegiorni_desk.vault.vault import Vault

_MOST = 4
_SOON = timedelta(days=3)


class ReferralsDue(Card):
    """A few referrals as rows that open where the answer is written; without any it is hidden."""

    def __init__(self, vault: Vault, shell: Shell) -> None:
        super().__init__(_("Invii da chiudere"))
        self._vault, self._shell = vault, shell
        self.entries = EntryList(_("Invii da chiudere"))
        self.add(self.entries)
        self.entries.opened.connect(self._open)
        self.hide()

    def show_day(self, today: date) -> None:
        """Show what is due on that day."""
        if not self._vault.may(Permission.REFER):
            return
        until = today + _SOON
        due = service.due(self._vault, until, _MOST)
        known = (
            service.count_overdue(self._vault, until + timedelta(days=1)) if len(due) == _MOST else len(due)
        )
        entries = [self._entry(line, today) for line in due]
        if known > len(due):
            entries.append(Entry(_("Tutti gli invii: {n}").format(n=number(known)), key=""))
        self.entries.show_entries(entries)
        self.setVisible(bool(entries))

    def _entry(self, line: Line, today: date) -> Entry:
        referral = line.referral
        sent = _("inviata {when}").format(when=on_day(referral.on_date, today))
        late = wording.warns(referral, today)
        waited = day_words(referral.answer_by, today) if referral.answer_by is not None else ""
        return Entry(
            full_name(line.person) if line.person is not None else _("Scheda non ancora arrivata"),
            f"{wording.where(self._vault, line)} · {sent}",
            state=wording.state_words(self._vault, referral, today) if late else waited,
            kind="warning" if late else "info",
            key=referral.id,
        )

    def _open(self, key: str) -> None:
        if key:
            self._shell.open("referral", key)
        else:
            self._shell.open("referrals")
