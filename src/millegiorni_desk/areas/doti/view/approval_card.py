"""A dote that waits for a second person: who asked, and for somebody else the two answers."""

from __future__ import annotations

from datetime import date, datetime

from millegiorni_desk.areas.doti import approvals
from millegiorni_desk.areas.doti.amounts import format_euros
from millegiorni_desk.areas.doti.records import Dote
from millegiorni_desk.areas.doti.view.acts import Acts
from millegiorni_desk.language import _
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.cards import Card
from millegiorni_desk.ui.dates import moment_words
from millegiorni_desk.ui.forms import Form, TextField
from millegiorni_desk.ui.labels import label
from millegiorni_desk.ui.wrap import Wrap
from millegiorni_desk.vault.permissions import Permission


class ApprovalCard(Card):
    """Hidden unless the dote waits; who asked for it reads that somebody else must answer."""

    def __init__(self, acts: Acts) -> None:
        super().__init__(_("Da confermare"))
        self._acts = acts
        self._dote: Dote | None = None
        self.words = label("", wrap=True)
        self.form = Form()
        self.reason = self.form.add(
            "reason", TextField(_("Perché"), hint=_("Serve se la rifiuti: chi l'ha chiesta lo leggerà."))
        )
        self.approve_button = Button(_("Conferma la dote"), self.approve, icon="check")
        self.refuse_button = Button(_("Rifiuta"), self.refuse)
        self.buttons = Wrap(self.approve_button, self.refuse_button)
        for piece in (self.words, self.form, self.buttons):
            self.add(piece)
        self.hide()

    def show_dote(self, dote: Dote) -> None:
        """Show that dote's request, if it waits."""
        if self._dote is None or self._dote.id != dote.id:
            self.form.clear()
        self._dote = dote
        found = next((each for each in approvals.waiting(self._acts.vault) if each.dote_id == dote.id), None)
        self.setVisible(found is not None)
        if found is None:
            return
        now = datetime.now().astimezone()
        told = _("{name} ha chiesto {euros} ({when}).").format(
            name=found.asked_by,
            euros=format_euros(found.amount_cents),
            when=moment_words(found.asked_at, now),
        )
        may = not found.mine and self._acts.vault.may(Permission.APPROVE_DOTE)
        if not may:
            told += " " + (
                _("L'hai chiesta tu: la conferma o la rifiuta un'altra persona.")
                if found.mine
                else _("La conferma o la rifiuta chi ne ha il compito.")
            )
        self.words.setText(told)
        self.form.setVisible(may)
        self.buttons.setVisible(may)

    def approve(self) -> None:
        """Commit the dote."""
        dote, vault = self._dote, self._acts.vault
        if dote is not None and self._acts.attempt(
            self.form, lambda: approvals.approve(vault, dote.id, date.today(), self.reason.value())
        ):
            self._acts.shell.say(_("Dote confermata: ora si può pagare e fare la ricevuta"))

    def refuse(self) -> None:
        """Refuse the dote; the reason is asked for."""
        dote, vault = self._dote, self._acts.vault
        if dote is not None and self._acts.attempt(
            self.form, lambda: approvals.refuse(vault, dote.id, date.today(), self.reason.value())
        ):
            self._acts.shell.say(_("Dote rifiutata: i soldi sono tornati nella busta"))
