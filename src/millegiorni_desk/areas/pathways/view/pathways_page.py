"""*Percorsi*: mine or everyone's, what is due in them, what is stuck, and where nothing has happened for too long."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtWidgets import QWidget

from millegiorni_desk.areas.pathways import board, service
from millegiorni_desk.areas.pathways.service import Line
from millegiorni_desk.areas.pathways.view.board_cards import DueCard, StuckCard
from millegiorni_desk.areas.people.view.house_cell import house_column, paint_houses
from millegiorni_desk.areas.people.view.words import listed_name
from millegiorni_desk.changes import Changes
from millegiorni_desk.language import _
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.cards import Card, EmptyState
from millegiorni_desk.ui.chips import ChipGroup
from millegiorni_desk.ui.dates import day_words
from millegiorni_desk.ui.page import Columns, Page, Stack
from millegiorni_desk.ui.parsing import number
from millegiorni_desk.ui.shell import Shell
from millegiorni_desk.ui.tables import Column, Row, Source, Table
from millegiorni_desk.vault.permissions import Permission
from millegiorni_desk.vault.vault import Vault

_WHICH = [("mine", _("I miei")), ("open", _("Tutti aperti")), ("all", _("Anche i chiusi"))]
_TABLES = (
    "pathway", "goal", "goal_step", "intervention", "appointment", "pathway_note", "wellbeing", "hand_over", "person",
    "sealed",
)  # fmt: skip


class PathwaysPage(Page):
    """A list of pathways, newest first, beside what asks for someone; Enter opens what the keyboard is on."""

    def __init__(self, vault: Vault, shell: Shell) -> None:
        super().__init__(_("Percorsi"))
        self._vault, self._shell = vault, shell
        self.which = ChipGroup(_("Quali percorsi"), _WHICH)
        self.which.hide_label()
        self.which.set_value("mine" if service.count(vault, True, vault.user_name) else "open")
        self.which.changed.connect(self._show)
        self.table = Table(_("Percorsi"), self._columns(), empty=_("Qui non c'è nessun percorso."))
        paint_houses(vault, self.table)
        self.table.opened.connect(lambda row: shell.open("pathway", row["id"]) if row else None)
        self.list = Card()
        self.list.add(self.which)
        self.list.add(self.table, 1)
        self.due, self.stuck = DueCard(vault, shell), StuckCard(vault, shell)
        self.board = Columns(self.list, Stack(self.due, self.stuck), stretch=(8, 5), fold_under=900)
        self.add(self.board, 1)
        self.nobody = EmptyState(
            _("Ancora nessun percorso"),
            _("Un percorso si apre dalla scheda di una persona, o da qui."),
            (_("Apri un percorso"), self._new),
            icon="pathways",
        )
        self.add(self.nobody)
        if vault.may(Permission.REPORT):
            self.foot.add(
                Button(_("Ore delle professioniste"), lambda: shell.open("hours"), icon="clock"), left=True
            )
        self.foot.add(Button(_("Apri un percorso"), self._new, kind="primary", keys="Ctrl+N", icon="add"))

    def _columns(self) -> list[Column]:
        house = house_column(self._vault)
        every = [
            Column("person", _("Persona")),
            *house,
            Column("case_manager", _("Case manager"), width=134),
            Column("goals", _("Obiettivi"), "number", width=84),
            Column("next", _("Prossima cosa"), width=116),
            Column("last", _("Ultimo passo"), width=126),
        ]
        # Beside the house there is no room for all of them; which ones stand still is told at the side.
        return [each for each in every if not house or each.key not in ("goals", "last")]

    def arrived(self, argument: object = None) -> None:
        # Days pass while the desk is open: what is due is told anew.
        self._show()

    def first_focus(self) -> QWidget | None:
        return self.table if not self.board.isHidden() and self.table.model.rowCount() else None

    def refresh(self, changes: Changes) -> None:
        if changes.touches(*_TABLES):
            self._show()

    def _new(self) -> None:
        self._shell.open("new-pathway", None)

    def _show(self) -> None:
        today, known = date.today(), service.count(self._vault)
        self.board.setVisible(bool(known))
        self.nobody.setVisible(not known)
        which = self.which.value()
        me = self._vault.user_name if which == "mine" else ""
        only = which != "all"
        self._tell(known)
        self.table.show_rows(
            Source(
                lambda: service.count(self._vault, only, me),
                lambda start, limit: self._rows(start, limit, only, me),
            )
        )
        self.due.show_board(today, me)
        self.stuck.show_board(today, me)

    def _tell(self, known: int) -> None:
        still, mine = (
            service.count(self._vault, True),
            service.count(self._vault, True, self._vault.user_name),
        )
        told = [_("{n} miei").format(n=number(mine))] if mine else []
        told.append(
            _("{still} aperti su {known}").format(still=number(still), known=number(known))
            if still != 1
            else _("1 aperto su {known}").format(known=number(known))
        )
        self.set_state(" · ".join(told) if known else "", "quiet")

    def _rows(self, start: int, limit: int, open_only: bool, case_manager: str) -> Sequence[Row]:
        today = date.today()
        return [
            _row(line, today) for line in service.page(self._vault, start, limit, open_only, case_manager)
        ]


def _row(line: Line, today: date) -> Row:
    pathway = line.pathway
    return {
        "id": pathway.id,
        "person": listed_name(line.person) if line.person else _("scheda non ancora arrivata"),
        "house": pathway.house,
        "case_manager": pathway.case_manager,
        "goals": line.open_goals,
        "next": _short(line.next_on, today) if line.next_on and pathway.closed_on is None else "",
        "last": _last(line, today),
    }


def _last(line: Line, today: date) -> str:
    if line.pathway.closed_on is not None:
        return _("chiuso {day}").format(day=_short(line.pathway.closed_on, today))
    if line.last_on is not None:
        return _short(line.last_on, today)
    fresh = (today - line.pathway.opened_on).days <= board.silent_days()
    return _("appena aperto") if fresh else _("ancora nessuno")


def _short(day: date, today: date) -> str:
    """The day in words where it is of this year, which fit a column; else in figures."""
    return day_words(day, today) if day.year == today.year else f"{day:%d/%m/%Y}"
