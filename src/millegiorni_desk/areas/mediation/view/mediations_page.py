"""*Mediazioni*: those asked for, under way and closed; Enter opens one."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from millegiorni_desk.areas.mediation import service
from millegiorni_desk.areas.mediation.listing import Line
from millegiorni_desk.areas.mediation.mediators import spoken
from millegiorni_desk.areas.mediation.view import words
from millegiorni_desk.areas.people.view.house_cell import house_column, paint_houses
from millegiorni_desk.areas.people.view.reserved import lock_cells
from millegiorni_desk.areas.people.view.words import full_name
from millegiorni_desk.changes import Changes
from millegiorni_desk.language import _
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.cards import Card, EmptyState
from millegiorni_desk.ui.chips import ChipGroup
from millegiorni_desk.ui.page import Page
from millegiorni_desk.ui.parsing import number
from millegiorni_desk.ui.shell import Shell
from millegiorni_desk.ui.tables import Column, Row, Source, Table
from millegiorni_desk.vault.permissions import Permission
from millegiorni_desk.vault.vault import Vault

_TABLES = ("mediation", "mediation_session", "mediator", "person", "term", "house", "sealed")


class MediationsPage(Page):
    """The mediations as a list, the newest request first."""

    def __init__(self, vault: Vault, shell: Shell) -> None:
        super().__init__(_("Mediazioni"))
        self._vault, self._shell = vault, shell
        self.which = ChipGroup(
            _("Quali mediazioni"),
            [
                ("asked", _("Chieste")),
                ("under_way", _("In corso")),
                ("closed", _("Concluse")),
                ("all", _("Tutte")),
            ],
        )
        self.which.hide_label()
        self.which.set_value("all")
        self.which.changed.connect(self._show)
        self.table = Table(_("Mediazioni"), self._columns(), empty=_("Nessuna mediazione qui."))
        paint_houses(vault, self.table)
        lock_cells(self.table, "who")
        self.table.opened.connect(lambda row: shell.open("mediation", row["id"]) if row else None)
        self.card = Card()
        self.card.add(self.which)
        self.card.add(self.table, 1)
        self.add(self.card, 1)
        self.nothing = EmptyState(
            _("Ancora nessuna mediazione"),
            _(
                "Quando serve qualcuno che parli la sua lingua, chiedi qui una mediatrice: poi scrivi gli incontri."
            ),
            (_("Chiedi una mediazione"), self._new),
            icon="mediation",
        )
        self.add(self.nothing)
        self.foot.add(Button(_("Mediatrici"), lambda: shell.open("mediators"), icon="people"), left=True)
        if vault.may(Permission.REPORT):
            self.foot.add(
                Button(_("Ore per la fattura"), lambda: shell.open("mediation-hours"), icon="clock"),
                left=True,
            )
        self.foot.add(
            Button(_("Chiedi una mediazione"), self._new, kind="primary", keys="Ctrl+N", icon="add")
        )
        self._show()

    def _columns(self) -> list[Column]:
        return [
            Column("who", _("Per chi")),
            *house_column(self._vault),
            Column("languages", _("Lingua"), width=130),
            Column("mediator", _("Mediatrice"), width=140),
            Column("requested_on", _("Chiesta il"), "date", width=105),
            Column("held", _("Incontri"), "number", width=80),
            Column("minutes", _("Ore"), "number", width=70, words=words.figure),
            Column("state", _("Come va"), width=120),
        ]

    def first_focus(self) -> QWidget | None:
        return self.table if self.card.isVisibleTo(self) else None

    def refresh(self, changes: Changes) -> None:
        if changes.touches(*_TABLES):
            self._show()

    def _new(self) -> None:
        self._shell.open("new-mediation")

    def _show(self) -> None:
        vault = self._vault
        chosen = str(self.which.value() or "all")
        stage = "" if chosen == "all" else chosen
        known, asked = service.count(vault), service.count(vault, "asked")
        self.card.setVisible(bool(known))
        self.nothing.setVisible(not known)
        told = _("{asked} da cominciare su {known}").format(asked=number(asked), known=number(known))
        self.set_state(told if known else "", "info" if asked else "quiet")
        self.table.show_rows(
            Source(
                lambda: service.count(vault, stage),
                lambda offset, limit: self._rows(service.page(vault, offset, limit, stage)),
            )
        )

    def _rows(self, lines: Sequence[Line]) -> list[Row]:
        return [
            {
                "id": line.mediation.id,
                "who": full_name(line.person) if line.person else _("scheda non ancora arrivata"),
                "house": line.mediation.house,
                "languages": spoken(line.mediation.languages),
                "mediator": line.mediator.name if line.mediator else "",
                "requested_on": line.mediation.requested_on.isoformat(),
                "held": line.held or None,
                "minutes": line.minutes,
                "state": words.state(self._vault, line),
                "reserved": line.reserved is not None,
            }
            for line in lines
        ]
