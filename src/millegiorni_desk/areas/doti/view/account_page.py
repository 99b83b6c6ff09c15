"""*Rendiconto*: what a fund's doti cost it in a period, its papers, and the signed copies of what was sent."""

from __future__ import annotations

from datetime import date

from PySide6.QtWidgets import QWidget

from millegiorni_desk.areas.doti import account_copies, accounts, service
from millegiorni_desk.areas.doti import account_words as words
from millegiorni_desk.areas.doti.accounts import CODES, NAMES, Account
from millegiorni_desk.areas.doti.view.account_copies_card import EXCEL, CopiesCard, making
from millegiorni_desk.areas.doti.view.account_figures import FiguresCard
from millegiorni_desk.changes import Changes
from millegiorni_desk.errors import DeskError, InvalidValue
from millegiorni_desk.language import _
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.cards import Card, EmptyState, Notice
from millegiorni_desk.ui.forms import ChoiceField, DateField, Form, PartialDate, TextField
from millegiorni_desk.ui.page import Page
from millegiorni_desk.ui.papers import PDF, Papers
from millegiorni_desk.ui.shell import Shell
from millegiorni_desk.vault.vault import Vault

_TABLES = ("dote", "ledger_entry", "receipt", "receipt_event", "expense_document", "fund", "budget_line")


class AccountPage(Page):
    """The account is made on demand and stays as it was made: what changed meanwhile is said, F5 makes it anew."""

    def __init__(self, vault: Vault, shell: Shell) -> None:
        super().__init__(_("Rendiconto"))
        self._vault, self._shell = vault, shell
        self.account: Account | None = None
        self.chosen = self._choose_card()
        self.stale = Notice(_("Da quando è fatto il conto qualcosa è cambiato: rifallo con F5."), "warning")
        self.figures = FiguresCard()
        self.papers = Papers()
        self.copies = CopiesCard(vault, self.papers)
        self.nothing = EmptyState(
            _("Ancora nessun fondo"),
            _("Il rendiconto si fa per fondo: prima serve un bando con le sue voci, nella Rete."),
            icon="document",
        )
        for piece in (self.nothing, self.chosen, self.papers, self.stale, self.figures, self.copies):
            self.add(piece)
        self._add_actions()
        self._forget()

    def _choose_card(self) -> Card:
        card = Card(_("Quale rendiconto"))
        self.form = Form()
        self.fund = ChoiceField(_("Fondo"), none="")
        self.payees = ChoiceField(
            _("Le persone"), [(CODES, _("In codice")), (NAMES, _("Con cognome e nome"))], none=""
        )
        self.form.add_row(
            fund=self.fund, start=DateField(_("Dal")), end=DateField(_("Al"), past=False), payees=self.payees
        )
        self.payees.set_value(CODES)
        self.note = self.form.add(
            "note", TextField(_("Nota per la copia"), placeholder=_("per esempio primo rendiconto, inviato"))
        )
        card.add(self.form)
        self.fund.changed.connect(self._fund_chosen)
        for name in ("start", "end", "payees"):
            self.form.fields[name].changed.connect(self._forget)
        return card

    def _add_actions(self) -> None:
        self.count_button = Button(_("Fai il conto"), self.count, keys="F5", icon="sync")
        self.foot.add(self.count_button, left=True)
        self.buttons = [
            Button("Excel", lambda: self.save("xlsx", EXCEL)),
            Button(_("Stampa"), self.print, icon="print"),
            Button(_("Salva il PDF"), lambda: self.save("pdf", PDF), icon="document"),
            Button(_("Tieni una copia firmata"), self.freeze, kind="primary", icon="shield"),
        ]
        for button in self.buttons:
            self.foot.add(button)

    def arrived(self, argument: object = None) -> None:
        self._reload()

    def refresh(self, changes: Changes) -> None:
        if changes.touches(*_TABLES):
            self.stale.setVisible(self.account is not None)
            self._reload()

    def first_focus(self) -> QWidget | None:
        return self.fund if service.funds(self._vault) else None

    def _reload(self) -> None:
        funds = service.funds(self._vault)
        self.nothing.setVisible(not funds)
        for piece in (self.chosen, self.copies):
            piece.setVisible(bool(funds))
        self.count_button.setEnabled(bool(funds))
        self.fund.set_options([(fund.id, fund.name) for fund in funds])
        if funds and not self.fund.value():
            self.fund.set_value(funds[0].id)
            self._fund_chosen()
        self.copies.reload()

    def _fund_chosen(self) -> None:
        """Propose the fund's own period, up to today; of one without a period this year."""
        self._forget()
        chosen = next((one for one in service.funds(self._vault) if one.id == self.fund.value()), None)
        if chosen is None:
            return
        today = date.today()
        first = chosen.opens_on or date((chosen.closes_on or today).year, 1, 1)
        last = chosen.closes_on or date(max(first, today).year, 12, 31)
        self.form.set_values({"start": first, "end": last})

    def _forget(self) -> None:
        """What is asked for is no longer what is shown."""
        self.account = None
        self.figures.hide()
        self.stale.hide()
        for button in self.buttons:
            button.setEnabled(False)
        self.set_state("")

    def count(self) -> None:
        """Make the account, beside the window; one that does not match the ledger says so and is not shown."""
        if self.papers.work.busy:
            return
        try:
            answers = self.form.values()
            start, end = _day(answers["start"], "start"), _day(answers["end"], "end")
            if end < start:
                raise InvalidValue(_("Il periodo finisce prima di cominciare: controlla le due date."), "end")
        except InvalidValue as problem:
            self.form.show_problem(problem)
            return
        vault, fund, payees = self._vault, str(answers["fund"]), str(answers["payees"])
        self._forget()
        self.papers.clear()
        self.papers.work.run(
            _("Faccio il conto"),
            lambda progress: accounts.compute(vault, fund, start, end, payees),
            self._show,
            can_cancel=False,
        )

    def _show(self, account: Account) -> None:
        self.account = account
        self.figures.show_account(account)
        self.figures.show()
        for button in self.buttons:
            button.setEnabled(True)
        self.set_state(_("Torna con il libro mastro"), "quiet")

    def save(self, ending: str, kind: str) -> None:
        """The account as a file."""
        if self.account is not None:
            self.papers.save(making(self.account, ending), words.file_name(self.account, ending), kind)

    def print(self) -> None:
        """The account on paper."""
        if self.account is not None:
            self.papers.print(making(self.account, "pdf"))

    def freeze(self) -> None:
        """Keep what is shown, signed, as it is sent."""
        if self.account is None:
            return
        try:
            account_copies.freeze(self._vault, self.account, str(self.note.value()))
        except DeskError as problem:
            self.papers.work.show_problem(problem)
            return
        self.note.clear()
        self.copies.reload()
        self._shell.say(_("Copia firmata tenuta: non cambia più"))


def _day(answer: object, field: str) -> date:
    if not isinstance(answer, PartialDate):
        raise InvalidValue(_("Scrivi il primo e l'ultimo giorno del periodo."), field)
    return answer.day
