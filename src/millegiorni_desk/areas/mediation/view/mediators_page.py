"""*Mediatrici*: who can be called, in which languages; Enter opens one."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from millegiorni_desk.areas.mediation import mediators
from millegiorni_desk.areas.mediation.mediators import spoken
from millegiorni_desk.areas.mediation.records import Mediator
from millegiorni_desk.changes import Changes
from millegiorni_desk.language import _
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.cards import Card, EmptyState
from millegiorni_desk.ui.chips import ChipGroup
from millegiorni_desk.ui.page import Page
from millegiorni_desk.ui.shell import Shell
from millegiorni_desk.ui.tables import Column, Row, Source, Table
from millegiorni_desk.vault.permissions import Permission
from millegiorni_desk.vault.vault import Vault


class MediatorsPage(Page):
    """The network's list of mediators."""

    def __init__(self, vault: Vault, shell: Shell) -> None:
        super().__init__(_("Mediatrici"))
        self._vault, self._shell = vault, shell
        may = vault.may(Permission.EDIT_DIRECTORY)
        self.which = ChipGroup(_("Quali mediatrici"), [("active", _("Attive")), ("all", _("Tutte"))])
        self.which.hide_label()
        self.which.set_value("active")
        self.which.changed.connect(self._show)
        self.table = Table(
            _("Mediatrici"),
            [
                Column("name", _("Nome"), width=200),
                Column("organisation", _("Ente o associazione")),
                Column("languages", _("Lingue"), width=220),
                Column("phone", _("Telefono"), width=150),
                Column("cents", _("€ all'ora"), "money", width=100),
                Column("state", "", width=130),
            ],
            empty=_("Nessuna mediatrice qui."),
        )
        self.table.opened.connect(lambda row: shell.open("mediator", row["id"]) if row else None)
        self.card = Card()
        self.card.add(self.which)
        self.card.add(self.table, 1)
        self.add(self.card, 1)
        self.nobody = EmptyState(
            _("Ancora nessuna mediatrice"),
            _(
                "Scrivi qui chi può essere chiamata: lingue, telefono, quanto costa un'ora. Vale per tutta la rete."
            ),
            (_("Aggiungi una mediatrice"), self._new) if may else None,
            icon="mediation",
        )
        self.add(self.nobody)
        if may:
            self.foot.add(
                Button(_("Aggiungi una mediatrice"), self._new, kind="primary", keys="Ctrl+N", icon="add")
            )
        self._show()

    def first_focus(self) -> QWidget | None:
        return self.table if self.card.isVisibleTo(self) else None

    def refresh(self, changes: Changes) -> None:
        if changes.touches("mediator"):
            self._show()

    def _new(self) -> None:
        self._shell.open("mediator", None)

    def _show(self) -> None:
        every = mediators.every(self._vault, active_only=False)
        shown = every if self.which.value() == "all" else [one for one in every if one.active]
        self.card.setVisible(bool(every))
        self.nobody.setVisible(not every)
        self.table.show_rows(Source.of([_row(one) for one in shown]))


def _row(one: Mediator) -> Row:
    return {
        "id": one.id,
        "name": one.name,
        "organisation": one.organisation,
        "languages": spoken(one.languages),
        "phone": one.phone,
        "cents": one.cents_per_hour,
        "state": "" if one.active else _("non più attiva"),
    }
