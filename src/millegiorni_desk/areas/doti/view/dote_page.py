"""*Dote*: where one dote stands, its money, and its receipt: paid, given back, cancelled, printed, voided."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

from millegiorni_desk.areas.doti import receipts, service
from millegiorni_desk.areas.doti.amounts import euros_in_words, format_euros
from millegiorni_desk.areas.doti.records import Dote, Receipt
from millegiorni_desk.areas.doti.view.acts import Acts
from millegiorni_desk.areas.doti.view.approval_card import ApprovalCard
from millegiorni_desk.areas.doti.view.documents_card import DocumentsCard
from millegiorni_desk.areas.doti.view.dote_form import line_names
from millegiorni_desk.areas.doti.view.history_card import HistoryCard
from millegiorni_desk.areas.doti.view.money_card import MoneyCard
from millegiorni_desk.areas.people import attachments
from millegiorni_desk.areas.people import service as people
from millegiorni_desk.areas.people.view import words as person_words
from millegiorni_desk.changes import Changes
from millegiorni_desk.errors import DeskError, InvalidValue
from millegiorni_desk.language import _
from millegiorni_desk.network import service as network
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.cards import Card, Notice
from millegiorni_desk.ui.confirm import TypedConfirm
from millegiorni_desk.ui.forms import TextField
from millegiorni_desk.ui.labels import label
from millegiorni_desk.ui.leaving import LeavingByButton
from millegiorni_desk.ui.page import Columns, Page, Stack
from millegiorni_desk.ui.printing import print_pdf, save_as
from millegiorni_desk.ui.problems import sentence_of
from millegiorni_desk.ui.shell import Shell
from millegiorni_desk.ui.wrap import Wrap
from millegiorni_desk.vault.vault import Vault

PLACE = "Torino"
_TABLES = (
    "dote", "ledger_entry", "receipt", "receipt_event", "person", "dote_approval", "expense_document", "attachment",
)  # fmt: skip


class DotePage(Page):
    """One dote. Money is never edited: each button adds an entry to the ledger."""

    def __init__(self, vault: Vault, shell: Shell) -> None:
        super().__init__(_("Dote"))
        self._vault, self._shell = vault, shell
        self._dote: Dote | None = None
        self.print_with: Callable[[QWidget, bytes], bool] = print_pdf
        self.about, self.receipt = Card(_("In breve")), Card(_("Ricevuta"))
        self.problem = Notice("", "warning")
        acts = Acts(vault, shell, self.problem)
        self.approval, self.money = ApprovalCard(acts), MoneyCard(acts)
        self.documents, self.history = DocumentsCard(acts), HistoryCard(acts)
        self.add(
            Columns(
                Stack(self.about, self.problem, self.approval, self.money),
                Stack(self.receipt, self.documents, self.history),
            )
        )
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
                format_euros=format_euros(dote.amount_cents), full_name=person_words.full_name(person)
            )
        )
        words = _("aspetta conferma") if totals.waiting else state.lower()
        self.set_state(words, "warning" if totals.waiting else "info")
        expense = network.terms(self._vault, "expense").get(dote.expense, dote.expense)
        line = line_names(self._vault).get(dote.line_id, "")
        facts = (
            _("{expense}, {euros_in_words} euro").format(
                expense=expense, euros_in_words=euros_in_words(dote.amount_cents)
            ),
            _("Impegnata il {committed_on:%d/%m/%Y}").format(committed_on=dote.committed_on),
            _("Fondo: {line}").format(line=line) if line else "",
            " · ".join(part for part in (dote.supplier, dote.document) if part),
            dote.reason,
            dote.notes,
        )
        self.about.empty()
        for fact in facts:
            if fact:
                self.about.add(label(fact, wrap=True, selectable=True))
        for card in (self.approval, self.documents, self.history):
            card.show_dote(dote)
        self.money.show_dote(dote, totals)
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
            make.setEnabled(not service.totals(self._vault, dote.id).waiting)
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
        if refused := receipts.why_not_hers(self._vault, dote.person_id):
            self.receipt.add(label(refused, wrap=True))
        for copy in attachments.about(self._vault, live.id):
            signed = _("Copia firmata: {name}").format(name=copy.name)
            self.receipt.add(label(signed, wrap=True))
        again = Button(_("Ristampa (COPIA)"), lambda: self._print(live.id))
        self.receipt.add(
            Wrap(
                again,
                Button(_("Salva il PDF"), lambda: self._save_pdf(live.id)),
                Button(_("Apri la ricevuta"), lambda: self._shell.open("receipt", live.id)),
                Button(_("Annulla la ricevuta"), lambda: self._ask_void(live.id), kind="danger"),
            )
        )
        return again

    def _try(self, action: Callable[[], object]) -> bool:
        self.problem.hide()
        try:
            action()
        except DeskError as refused:
            self.problem.say(sentence_of(refused))
            self.problem.show()
            return False
        return True

    def _issue(self) -> None:
        dote = self._dote
        if dote is not None:
            self._try(lambda: self._print(receipts.issue(self._vault, dote.id, PLACE, date.today()).id))

    def _print(self, receipt_id: str) -> None:
        self._try(lambda: self.print_with(self, receipts.pdf_of_all(self._vault, [receipt_id])))

    def _save_pdf(self, receipt_id: str) -> None:
        number = receipts.number(self._vault.get(Receipt, receipt_id)).replace("/", "-")
        self._try(lambda: save_as(self, receipts.pdf_of_all(self._vault, [receipt_id]), f"{number}.pdf"))

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

        confirm = TypedConfirm(
            _("Annullare la ricevuta?"),
            sentence,
            _("annulla"),
            _("Annulla la ricevuta"),
            void,
            lambda: self._load(dote.id),
        )
        asking = Stack(reason, confirm)
        LeavingByButton(asking, confirm.leave_button)
        self.receipt.empty()
        self.receipt.add(asking)
        reason.setFocus(Qt.FocusReason.OtherFocusReason)

    def _person(self) -> None:
        if self._dote is not None:
            self._shell.open("person", self._dote.person_id)
