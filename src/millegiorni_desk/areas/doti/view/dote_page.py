"""*Dote*: where one dote stands, its money, and its receipt: paid, given back, cancelled, printed, voided."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import cast

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

from millegiorni_desk.areas.doti import receipts, service
from millegiorni_desk.areas.doti.amounts import euros_in_words, format_euros
from millegiorni_desk.areas.doti.records import Dote, Receipt
from millegiorni_desk.areas.people import service as people
from millegiorni_desk.areas.people.view import words
from millegiorni_desk.changes import Changes
from millegiorni_desk.errors import DeskError, InvalidValue
from millegiorni_desk.language import _
from millegiorni_desk.network import service as network
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.cards import Card, Notice
from millegiorni_desk.ui.confirm import TypedConfirm
from millegiorni_desk.ui.forms import DateField, Form, MoneyField, PartialDate, TextField
from millegiorni_desk.ui.labels import label
from millegiorni_desk.ui.page import Columns, Page, Stack
from millegiorni_desk.ui.printing import print_pdf, save_as
from millegiorni_desk.ui.problems import sentence_of
from millegiorni_desk.ui.shell import Shell
from millegiorni_desk.ui.wrap import Wrap
from millegiorni_desk.vault.vault import Vault

PLACE = "Torino"
_TABLES = ("dote", "ledger_entry", "receipt", "receipt_event", "person")


class DotePage(Page):
    """One dote. Money is never edited: each button adds an entry to the ledger."""

    def __init__(self, vault: Vault, shell: Shell) -> None:
        super().__init__(_("Dote"))
        self._vault, self._shell = vault, shell
        self._dote: Dote | None = None
        self.print_with: Callable[[QWidget, bytes], bool] = print_pdf
        self.about, self.receipt = Card(_("In breve")), Card(_("Ricevuta"))
        self.problem = Notice("", "warning")
        self.problem.hide()
        self.money = Card(_("Soldi"))
        self.moved = label("", wrap=True)
        self.form = Form()
        self.form.add_row(
            on=DateField(_("Data"), year_alone=False), cents=MoneyField(_("Importo"), hint=_("Vuoto: tutto."))
        )
        self.pay_button = Button(_("Segna pagata"), lambda: self._move(service.pay))
        self.return_button = Button(_("Segna restituita"), lambda: self._move(service.give_back))
        self.cancel_button = Button(_("Annulla la dote"), self._cancel, kind="danger")
        for piece in (self.moved, self.form, Wrap(self.pay_button, self.return_button, self.cancel_button)):
            self.money.add(piece)
        self.add(Columns(Stack(self.about, self.problem), Stack(self.money, self.receipt)))
        self.body.addStretch(1)
        self.foot.add(Button(_("Apri la scheda"), self._person, icon="person"), left=True)

    def arrived(self, argument: object = None) -> None:
        if isinstance(argument, str):
            self.problem.hide()
            self._load(argument)

    def refresh(self, changes: Changes) -> None:
        if self._dote is not None and changes.touches(*_TABLES):
            self._load(self._dote.id)

    def _load(self, dote_id: str) -> None:
        self._dote = dote = self._vault.get(Dote, dote_id)
        person = people.card(self._vault, dote.person_id).person
        totals = service.totals(self._vault, dote_id)
        state = network.terms(self._vault, "dote_state").get(totals.state, totals.state)
        self.set_title(
            _("{format_euros} per {full_name}").format(
                format_euros=format_euros(dote.amount_cents), full_name=words.full_name(person)
            )
        )
        self.set_state(state.lower(), "info")
        expense = network.terms(self._vault, "expense").get(dote.expense, dote.expense)
        facts = (
            _("{expense}, {euros_in_words} euro").format(
                expense=expense, euros_in_words=euros_in_words(dote.amount_cents)
            ),
            _("Impegnata il {committed_on:%d/%m/%Y}").format(committed_on=dote.committed_on),
            " · ".join(part for part in (dote.supplier, dote.document) if part),
            dote.reason,
            dote.notes,
        )
        self.about.empty()
        for fact in facts:
            if fact:
                self.about.add(label(fact, wrap=True, selectable=True))
        told = [
            _("Pagati {paid} di {committed}.").format(
                paid=format_euros(totals.paid), committed=format_euros(totals.committed)
            )
        ]
        told += (
            [_("Restituiti {format_euros}.").format(format_euros=format_euros(totals.returned))]
            if totals.returned
            else []
        )
        told += (
            [_("Annullati {format_euros}.").format(format_euros=format_euros(totals.cancelled))]
            if totals.cancelled
            else []
        )
        self.moved.setText(" ".join(told))
        self.pay_button.setVisible(totals.owed > 0)
        self.cancel_button.setVisible(totals.owed > 0)
        self.return_button.setVisible(totals.held > 0)
        self.form.setVisible(totals.owed > 0 or totals.held > 0)
        self.form.set_values({"on": PartialDate(date.today()), "cents": None})
        self._show_receipt(dote)

    def _show_receipt(self, dote: Dote) -> None:
        focus = QApplication.focusWidget()
        held = focus is not None and self.receipt.isAncestorOf(focus)
        first = self._fill_receipt(dote)
        if held:
            # What had the keyboard is gone: it stays in the card instead of falling onto the rail.
            first.setFocus(Qt.FocusReason.OtherFocusReason)

    def _fill_receipt(self, dote: Dote) -> Button:
        """Show the receipt and what can be done with it; the first button."""
        self.receipt.empty()
        live = receipts.live(self._vault, dote.id)
        if live is None:
            if dote.paper_receipt:
                self.receipt.add(
                    label(
                        _("Su carta, numero {paper_receipt}.").format(paper_receipt=dote.paper_receipt),
                        wrap=True,
                    )
                )
            self.receipt.add(label(_("Ancora nessuna ricevuta con numero."), "muted", wrap=True))
            make = Button(_("Fai la ricevuta e stampa"), self._issue)
            self.receipt.add(Wrap(make))
            return make
        self.receipt.add(label(receipts.number(live), "section", selectable=True))
        self.receipt.add(
            label(
                _("Fatta il {issued_on:%d/%m/%Y} da {issued_by}.").format(
                    issued_on=live.issued_on, issued_by=live.issued_by
                ),
                wrap=True,
            )
        )
        again = Button(_("Ristampa (COPIA)"), lambda: self._print(live.id))
        self.receipt.add(
            Wrap(
                again,
                Button(_("Salva il PDF"), lambda: self._save_pdf(live.id)),
                Button(_("Annulla la ricevuta"), lambda: self._ask_void(live.id), kind="danger"),
            )
        )
        return again

    def _try(self, action: Callable[[], object]) -> bool:
        self.problem.hide()
        try:
            action()
        except DeskError as refused:
            if not (isinstance(refused, InvalidValue) and self.form.show_problem(refused)):
                self.problem.say(sentence_of(refused))
                self.problem.show()
            return False
        return True

    def _move(self, move: Callable[[Vault, str, int | None, date], object]) -> None:
        dote = self._dote
        if dote is None:
            return

        def save() -> None:
            given = self.form.values()
            day = cast(PartialDate | None, given["on"])
            move(self._vault, dote.id, cast(int | None, given["cents"]), day.day if day else date.today())
            self._shell.say(_("Registrato nel libro mastro"))

        self._try(save)

    def _cancel(self) -> None:
        dote = self._dote
        if dote is not None and self._try(lambda: service.cancel(self._vault, dote.id, date.today())):
            self._shell.say(_("Dote annullata: i soldi sono tornati nella busta"))

    def _issue(self) -> None:
        dote = self._dote
        if dote is not None:
            self._try(lambda: self._print(receipts.issue(self._vault, dote.id, PLACE, date.today()).id))

    def _print(self, receipt_id: str) -> None:
        self._try(lambda: self.print_with(self, receipts.pdf(self._vault, receipt_id)))

    def _save_pdf(self, receipt_id: str) -> None:
        number = receipts.number(self._vault.get(Receipt, receipt_id)).replace("/", "-")
        self._try(lambda: save_as(self, receipts.pdf(self._vault, receipt_id), f"{number}.pdf"))

    def _ask_void(self, receipt_id: str) -> None:
        dote = self._dote
        if dote is None:
            return
        reason = TextField(_("Perché si annulla"))
        sentence = _("Il numero resta nel registro come annullato. La dote potrà avere un'altra ricevuta.")

        def void() -> None:
            try:
                receipts.void(self._vault, receipt_id, reason.value())
            except InvalidValue as refused:
                reason.show_problem(sentence_of(refused))
                reason.setFocus(Qt.FocusReason.OtherFocusReason)
            except DeskError as refused:
                self.problem.say(sentence_of(refused))
                self.problem.show()

        self.receipt.empty()
        self.receipt.add(reason)
        self.receipt.add(
            TypedConfirm(
                _("Annullare la ricevuta?"),
                sentence,
                _("annulla"),
                _("Annulla la ricevuta"),
                void,
                lambda: self._load(dote.id),
            )
        )
        reason.setFocus(Qt.FocusReason.OtherFocusReason)

    def _person(self) -> None:
        if self._dote is not None:
            self._shell.open("person", self._dote.person_id)
