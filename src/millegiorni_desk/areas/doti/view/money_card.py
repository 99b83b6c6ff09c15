"""The money of one dote: paid in part or whole, given back, cancelled, moved to another fund, and taken back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import cast

from millegiorni_desk.areas.doti import expense_documents, service, undoing
from millegiorni_desk.areas.doti.amounts import format_euros
from millegiorni_desk.areas.doti.ledger import DoteTotals
from millegiorni_desk.areas.doti.records import Dote
from millegiorni_desk.areas.doti.view.acts import Acts
from millegiorni_desk.areas.doti.view.dote_form import line_names
from millegiorni_desk.errors import InvalidValue
from millegiorni_desk.language import _
from millegiorni_desk.network import service as network
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.cards import Card
from millegiorni_desk.ui.chips import ChipGroup
from millegiorni_desk.ui.forms import ChoiceField, DateField, Form, MoneyField, PartialDate
from millegiorni_desk.ui.labels import label
from millegiorni_desk.ui.wrap import Wrap


class MoneyCard(Card):
    """Each button writes an entry to the ledger, and says how to take it back."""

    def __init__(self, acts: Acts) -> None:
        super().__init__(_("Soldi"))
        self._acts, self._vault = acts, acts.vault
        self._dote: Dote | None = None
        self.moved = label("", wrap=True)
        self.form = Form()
        self.form.add_row(
            on=DateField(_("Data"), year_alone=False),
            cents=MoneyField(_("Importo"), hint=_("Vuoto: tutto.")),
        )
        self.payee = self.form.add("payee", ChipGroup(_("A chi si paga")))
        self.payee.set_options(list(network.terms(self._vault, "payee").items()))
        self.proof = self.form.add("proof", ChoiceField(_("Con quale documento")))
        self.pay_button = Button(_("Registra il pagamento"), self._pay)
        self.return_button = Button(_("Segna restituita"), self._give_back)
        self.cancel_button = Button(_("Annulla la dote"), self._cancel, kind="danger")
        self.buttons = Wrap(self.pay_button, self.return_button, self.cancel_button)
        self.move_button = Button(_("Passa a un altro fondo…"), self._turn_move, kind="quiet")
        self.move_form = Form()
        self.line = self.move_form.add("line_id", ChoiceField(_("Quale fondo la paga da ora")))
        self.reassign_button = Button(_("Passa la dote"), self._reassign)
        self.line.beside_control.addWidget(self.reassign_button)
        for piece in (self.moved, self.form, self.buttons, Wrap(self.move_button), self.move_form):
            self.add(piece)

    def show_dote(self, dote: Dote, totals: DoteTotals) -> None:
        """Show where that dote's money is, and what can be done with it."""
        other = self._dote is None or self._dote.id != dote.id
        self._dote = dote
        self.moved.setText(_moved_words(totals))
        owes, held = totals.owed > 0 and not totals.waiting, totals.held > 0
        self.pay_button.setVisible(owes)
        self.payee.setVisible(owes)
        self.cancel_button.setVisible(owes or totals.waiting)
        self.cancel_button.say(_("Ritira la richiesta") if totals.waiting else _("Annulla la dote"))
        self.return_button.setVisible(held)
        self.buttons.setVisible(owes or held or totals.waiting)
        self.buttons.lay_out()
        self.form.setVisible(owes or held)
        self._show_documents(dote, owes)
        movable = totals.received > 0 and not totals.waiting
        self.move_button.setVisible(movable)
        if other or not movable:
            self.move_form.hide()
        names = {key: words for key, words in line_names(self._vault).items() if key != dote.line_id}
        self.line.set_options(list(names.items()))
        self.form.set_values({"on": PartialDate(date.today()), "cents": None})
        if other or not self.payee.value():
            self.payee.set_value("supplier")

    def _show_documents(self, dote: Dote, owes: bool) -> None:
        shown = [each.document for each in expense_documents.of_dote(self._vault, dote.id)] if owes else []
        self.proof.set_options(
            [(each.id, " ".join(part for part in (each.supplier, each.number) if part)) for each in shown]
        )
        self.proof.setVisible(owes)
        self.proof.set_hint(
            "" if shown else _("Per rimborsare lei serve un documento: aggiungilo qui accanto.")
        )

    def _answers(self) -> tuple[int | None, date]:
        given = self.form.values()
        day = cast(PartialDate | None, given["on"])
        return cast(int | None, given["cents"]), day.day if day else date.today()

    def _write(self, kind: str, said: str, write: Callable[[Dote], object]) -> None:
        """Do it, and say it with the opposite entry as its undo."""
        dote = self._dote
        if dote is None or not self._acts.attempt(self.form, lambda: write(dote)):
            return
        entry = undoing.latest(self._vault, dote.id, kind)
        vault, key = self._vault, entry.id if entry else ""
        undo = (lambda: undoing.take_back(vault, key, date.today())) if key else None
        self._acts.shell.say(said, undo)

    def _pay(self) -> None:
        def write(dote: Dote) -> None:
            cents, day = self._answers()
            payee = str(self.payee.value()) or "supplier"
            service.pay(self._vault, dote.id, cents, day, payee=payee, proof=str(self.proof.value()) or None)

        self._write("pay", _("Pagamento registrato"), write)

    def _give_back(self) -> None:
        def write(dote: Dote) -> None:
            cents, day = self._answers()
            service.give_back(self._vault, dote.id, cents, day)

        self._write("return", _("Restituzione registrata: i soldi sono nella busta"), write)

    def _cancel(self) -> None:
        dote = self._dote
        if dote is None:
            return
        waiting = service.totals(self._vault, dote.id).waiting
        said = (
            _("Richiesta ritirata: i soldi sono tornati nella busta")
            if waiting
            else _("Dote annullata: i soldi sono tornati nella busta")
        )
        self._write(
            "drop" if waiting else "cancel",
            said,
            lambda one: service.cancel(self._vault, one.id, date.today()),
        )

    def _turn_move(self) -> None:
        self.move_form.setVisible(self.move_form.isHidden())
        if not self.move_form.isHidden():
            self.line.setFocus()

    def _reassign(self) -> None:
        dote = self._dote
        if dote is None:
            return
        old = dote.line_id
        told: list[str] = []

        def move() -> None:
            if not self.line.value():
                raise InvalidValue(_("Scegli il fondo che la paga."), "line_id")
            made = service.reassign(self._vault, dote.id, self.line.value(), date.today())
            told.extend(notice.message for notice in made.warnings)

        if self._acts.attempt(self.move_form, move):
            vault = self._vault
            self.move_form.hide()
            self._acts.shell.say(
                _("Dote passata a un altro fondo"),
                lambda: service.reassign(vault, dote.id, old, date.today()),
            )
            self._acts.tell(" ".join(told))


def _moved_words(totals: DoteTotals) -> str:
    if totals.waiting:
        return _("{planned} sono da parte: aspettano la conferma di un'altra persona.").format(
            planned=format_euros(totals.planned)
        )
    told = [
        _("Pagati {paid} di {committed}.").format(
            paid=format_euros(totals.paid), committed=format_euros(totals.committed)
        )
    ]
    if totals.returned:
        told.append(_("Restituiti {format_euros}.").format(format_euros=format_euros(totals.returned)))
    if totals.cancelled:
        told.append(_("Annullati {format_euros}.").format(format_euros=format_euros(totals.cancelled)))
    return " ".join(told)
