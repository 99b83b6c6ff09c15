"""*Invii*: those that await an answer, the most overdue first; a slip's code opens its referral at once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtWidgets import QWidget

from millegiorni_desk.areas.people.view.house_cell import house_column, paint_houses
from millegiorni_desk.areas.people.view.pile import ProblemPlace
from millegiorni_desk.areas.people.view.words import full_name
from millegiorni_desk.areas.referrals import service, wording
from millegiorni_desk.areas.referrals.service import Line
from millegiorni_desk.changes import Changes
from millegiorni_desk.errors import DeskError
from millegiorni_desk.language import _
from millegiorni_desk.ui import tokens
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.cards import Card, EmptyState
from millegiorni_desk.ui.chips import ChipGroup
from millegiorni_desk.ui.columns import Columns
from millegiorni_desk.ui.forms import SearchField
from millegiorni_desk.ui.page import Page, Stack
from millegiorni_desk.ui.parsing import number
from millegiorni_desk.ui.shell import Shell
from millegiorni_desk.ui.tables import Column, Row, Source, Table
from millegiorni_desk.vault.vault import Vault

_TABLES = ("referral", "service", "person", "term", "house")


class ReferralsPage(Page):
    """Type the code of a slip and Enter, or go down the list: both lead to where the answer is written."""

    def __init__(self, vault: Vault, shell: Shell) -> None:
        super().__init__(_("Invii"))
        self._vault, self._shell = vault, shell
        self.code = SearchField(
            _("Codice del biglietto"),
            placeholder=_("Codice del biglietto, per esempio K7MX-3RTA"),
            large=False,
        )
        self.which = ChipGroup(_("Quali invii"), [("open", _("Da chiudere")), ("all", _("Tutti"))])
        self.which.hide_label()
        self.which.set_value("open")
        self.work = ProblemPlace()
        self.table = Table(_("Invii"), self._columns(), empty=_("Nessun invio da chiudere."))
        paint_houses(vault, self.table)
        self.card = Card()
        self.card.add(Columns(Stack(self.code), self.which, stretch=(1, 0), spacing=tokens.NEAR,
                              fold_under=560, same_height=False))  # fmt: skip
        self.card.add(self.work)
        self.card.add(self.table, 1)
        self.add(self.card, 1)
        self.nothing = EmptyState(
            _("Ancora nessun invio"),
            _("Quando mandi una donna a un servizio, qui aspetti la risposta. Si comincia dalla sua scheda."),
            icon="send",
        )
        self.add(self.nothing)
        self.foot.add(
            Button(_("Rubrica dei servizi"), lambda: shell.open("services"), icon="home"), left=True
        )
        self.foot.add(
            Button(_("Invia a un servizio…"), self._new, kind="primary", keys="Ctrl+N", icon="send")
        )
        self.code.searched.connect(lambda _typed: self.work.clear())
        self.code.entered.connect(self._by_code)
        self.code.left_down.connect(self.table.setFocus)
        self.which.changed.connect(self._show)
        self.table.opened.connect(lambda row: shell.open("referral", row["id"]) if row else None)
        self._show()

    def _columns(self) -> list[Column]:
        return [
            Column("who", _("Chi")),
            *house_column(self._vault),
            Column("where", _("Dove")),
            Column("on_date", _("Inviata il"), "date", width=110),
            Column("answer_by", _("Risposta entro"), "date", width=130),
            Column("state", _("Come va"), width=190),
            Column("by", _("Inviata da"), width=130),
        ]

    def arrived(self, argument: object = None) -> None:
        self.work.clear()
        self.code.set_text("")
        # Days pass while the desk is open: what is overdue is told anew.
        self._show()

    def first_focus(self) -> QWidget | None:
        return self.code

    def refresh(self, changes: Changes) -> None:
        if changes.touches(*_TABLES):
            self._show()

    def _show(self) -> None:
        vault, today = self._vault, date.today()
        only = self.which.value() != "all"
        self.table.show_rows(
            Source(
                lambda: service.count(vault, open_only=only),
                lambda offset, limit: self._rows(offset, limit, today, open_only=only),
            )
        )
        awaited = service.count(vault)
        known = awaited or service.count(vault, open_only=False)
        self.card.setVisible(bool(known))
        self.nothing.setVisible(not known)
        late = service.count_overdue(vault, today)
        if late:
            words = _("{n} in ritardo").format(n=number(late))
            self.set_state(words, "warning")
        else:
            words = _("{n} da chiudere").format(n=number(awaited))
            self.set_state(words if awaited else "", "quiet")

    def _rows(self, offset: int, limit: int, today: date, *, open_only: bool) -> Sequence[Row]:
        lines = service.page(self._vault, offset, limit, open_only=open_only)
        return [self._row(line, today) for line in lines]

    def _row(self, line: Line, today: date) -> Row:
        referral = line.referral
        return {
            "id": referral.id,
            "who": full_name(line.person) if line.person else _("scheda non ancora arrivata"),
            "house": referral.house,
            "where": wording.where(self._vault, line),
            "on_date": referral.on_date.isoformat(),
            "answer_by": referral.answer_by.isoformat() if referral.answer_by else "",
            "state": wording.state_words(self._vault, referral, today),
            "by": referral.referred_by,
        }

    def _by_code(self, typed: str) -> None:
        self.work.clear()
        if not typed:
            return
        try:
            line = service.by_code(self._vault, typed)
        except DeskError as problem:
            self.work.show_problem(problem)
        else:
            self._shell.open("referral", line.referral.id)

    def _new(self) -> None:
        self._shell.open("new-referral")
