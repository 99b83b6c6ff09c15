"""*Da confermare* on the first page: doti above their line's amount that wait for a second person."""

from __future__ import annotations

from datetime import date

from millegiorni_desk.areas.doti import approvals
from millegiorni_desk.areas.doti.amounts import format_euros
from millegiorni_desk.areas.doti.approvals import Waiting
from millegiorni_desk.areas.people import service as people
from millegiorni_desk.areas.people.view.words import full_name
from millegiorni_desk.language import _
from millegiorni_desk.network import service as network
from millegiorni_desk.ui.cards import Card, Entry, EntryList
from millegiorni_desk.ui.dates import on_day
from millegiorni_desk.ui.parsing import number
from millegiorni_desk.ui.shell import Shell
from millegiorni_desk.vault.permissions import Permission
from millegiorni_desk.vault.vault import Vault

_MOST = 4


class ApprovalsDue(Card):
    """The longest waiting first, those that this user may answer before her own; without any it is hidden."""

    def __init__(self, vault: Vault, shell: Shell) -> None:
        super().__init__(_("Da confermare"))
        self._vault = vault
        self.entries = EntryList(_("Da confermare"))
        self.add(self.entries)
        self.entries.opened.connect(lambda key: shell.open("dote", key))
        self.hide()

    def show_day(self, today: date) -> None:
        """Show what waits on that day."""
        if not self._vault.may(Permission.APPROVE_DOTE):
            return
        waiting = sorted(approvals.waiting(self._vault), key=lambda one: one.mine)
        self.entries.show_entries([self._entry(one, today) for one in waiting[:_MOST]])
        more = len(waiting) > _MOST
        self.title.setText(
            _("Da confermare: {n}").format(n=number(len(waiting))) if more else _("Da confermare")
        )
        self.setVisible(bool(waiting))

    def _entry(self, one: Waiting, today: date) -> Entry:
        expense = network.terms(self._vault, "expense").get(one.expense, one.expense)
        who = full_name(people.card(self._vault, one.person_id).person)
        asked = _("chiesta da {name} {when}").format(
            name=one.asked_by, when=on_day(one.asked_at.date(), today)
        )
        return Entry(
            f"{format_euros(one.amount_cents)} · {who}",
            f"{expense} · {asked}",
            state=_("aspetta un'altra") if one.mine else _("da te"),
            kind="quiet" if one.mine else "warning",
            key=one.dote_id,
        )
