"""How a mediation ended: with an outcome, or because nobody could come; and opening it again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from millegiorni_desk.areas.mediation import service
from millegiorni_desk.areas.mediation.listing import Line
from millegiorni_desk.areas.mediation.records import Mediation
from millegiorni_desk.areas.mediation.view.line_card import LineCard
from millegiorni_desk.language import _
from millegiorni_desk.network import service as network
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.chips import ChipGroup
from millegiorni_desk.ui.forms import DateField, Form
from millegiorni_desk.ui.labels import label
from millegiorni_desk.ui.shell import Shell
from millegiorni_desk.vault.permissions import Permission
from millegiorni_desk.vault.vault import Vault


class ClosingCard(LineCard):
    """The form that closes an open mediation, or the outcome of a closed one."""

    def __init__(self, vault: Vault, shell: Shell) -> None:
        super().__init__(_("Conclusione"), vault, shell)
        self._may = vault.may(Permission.FOLLOW_PATHWAY)
        self.outcome = label("", wrap=True, selectable=True)
        self.form = Form()
        outcomes = list(network.terms(vault, "mediation_outcome").items())
        self.form.add("outcome", ChipGroup(_("Com'è andata"), outcomes))
        self.form.add("closed_on", DateField(_("Conclusa il"), year_alone=False))
        self.close_button = Button(_("Concludi la mediazione"), self.close_mediation)
        self.impossible_button = Button(_("Non è stato possibile"), self.not_possible)
        self.open_button = Button(_("Riapri"), self.reopen)
        for piece in (self.outcome, self.form, self.problem):
            self.add(piece)
        self.add_row(self.close_button, self.impossible_button, self.open_button)

    def take(self, line: Line) -> None:
        """Show how *line* ended, or what ends it."""
        other = self.line is None or self.line.mediation.id != line.mediation.id
        self.line = line
        self.problem.hide()
        mediation, may = line.mediation, self._may and not line.closed_to_user
        ended = mediation.closed_on is not None
        self.setVisible(not mediation.voided and (may or ended))
        self.outcome.setText(self._told(mediation))
        self.outcome.setVisible(ended)
        self.form.setVisible(may and not ended)
        self.close_button.setVisible(may and not ended)
        self.impossible_button.setVisible(may and not ended and not line.held)
        self.open_button.setVisible(may and ended)
        if other or ended:
            self.form.clear()
            self.form.set_values({"closed_on": date.today()})

    def _told(self, mediation: Mediation) -> str:
        if mediation.closed_on is None:
            return ""
        outcomes = network.terms(self.vault, "mediation_outcome")
        states = network.terms(self.vault, "mediation_state")
        how = outcomes.get(mediation.outcome, mediation.outcome) or states.get(mediation.state, "")
        return _("{how}, il {closed_on:%d/%m/%Y}").format(how=how, closed_on=mediation.closed_on)

    def close_mediation(self) -> None:
        """Close it with the outcome chosen."""

        def close(mediation_id: str) -> None:
            given: dict[str, Any] = self.form.values()
            day = given["closed_on"]
            service.close(self.vault, mediation_id, str(given["outcome"] or ""), day.day if day else None)

        self._do(_("Mediazione conclusa"), close)

    def not_possible(self) -> None:
        """Nobody could come."""
        self._do(
            _("Segnata: non è stato possibile"),
            lambda mediation_id: service.not_possible(self.vault, mediation_id),
        )

    def reopen(self) -> None:
        """It goes on."""
        self._do(_("Mediazione riaperta"), lambda mediation_id: service.reopen(self.vault, mediation_id))

    def _do(self, said: str, change: Callable[[str], object]) -> None:
        if self.line is None:
            return
        before = self.line.mediation
        former = {name: getattr(before, name) for name in ("state", "outcome", "closed_on")}
        if self.attempt(lambda: change(before.id), self.form):
            self.shell.say(said, lambda: service.edit(self.vault, before.id, **former))
