"""*Verifica*: the code of a receipt as a scanner types it, or its number, against what is known here."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from millegiorni_desk.areas.doti import verification
from millegiorni_desk.areas.doti.verification import Found, Outcome
from millegiorni_desk.errors import DeskError, InvalidValue
from millegiorni_desk.language import _
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.cards import Card, Notice
from millegiorni_desk.ui.forms import Form, MoneyField, TextField
from millegiorni_desk.ui.labels import label
from millegiorni_desk.ui.page import Page
from millegiorni_desk.ui.problems import sentence_of
from millegiorni_desk.ui.shell import Shell
from millegiorni_desk.vault.vault import Vault

_KINDS = {
    Outcome.TRUE: "info",
    Outcome.VOIDED: "warning",
    Outcome.NOT_HERE: "warning",
    Outcome.UNSIGNED: "warning",
}


class VerifyPage(Page):
    """A scanner ends with Enter, which is *Verifica*: the keyboard is in the field of the code when one arrives."""

    def __init__(self, vault: Vault, shell: Shell) -> None:
        super().__init__(_("Verifica una ricevuta"))
        self._vault, self._shell = vault, shell
        self._found: Found | None = None
        self.form = Form()
        self.code = self.form.add(
            "code",
            TextField(
                _("Codice QR"), hint=_("Inquadralo con il lettore, o incolla il suo testo."), longest=2_000
            ),
        )
        self.number = TextField(_("Oppure il numero"), placeholder="BAR-2025-A/0042")
        self.amount = MoneyField(_("Importo sul foglio"), hint=_("Confrontato con quello della ricevuta."))
        self.form.add_row(number=self.number, amount_cents=self.amount)
        for field in (self.code, self.number, self.amount):
            field.line.then = self.verify
        self.verify_button = Button(_("Verifica"), self.verify, kind="primary", icon="shield")
        self.answer = Notice("", "info")
        self.answer.hide()
        self.open_button = Button(_("Apri la ricevuta"), self._open)
        self.open_button.hide()
        card = Card()
        card.add(
            label(
                _("Dal solo numero si sa se la ricevuta vale; che il foglio sia quello lo prova il codice."),
                wrap=True,
            )
        )
        card.add(self.form)
        card.add_row(self.verify_button, self.open_button)
        card.add(self.answer)
        self.add(card)
        self.body.addStretch(1)
        self.foot.add(Button(_("Torna alle ricevute"), lambda: shell.open("receipts")), left=True)

    def arrived(self, argument: object = None) -> None:
        self.form.clear()
        self._tell(None)

    def first_focus(self) -> QWidget | None:
        return self.code.line

    def verify(self) -> None:
        """Say what is found of the code, or of the number where there is no code."""
        self._tell(None)
        try:
            given = self.form.values()
            code, number = str(given["code"]).strip(), str(given["number"]).strip()
            cents = given["amount_cents"] if isinstance(given["amount_cents"], int) else None
            if not code and not number:
                raise InvalidValue(_("Inquadra il codice, o scrivi il numero."), "code")
            check: Callable[[Vault, str, int | None], Found]
            check, said = (verification.from_code, code) if code else (verification.from_number, number)
            self._tell(check(self._vault, said, cents))
        except DeskError as problem:
            if not (isinstance(problem, InvalidValue) and self.form.show_problem(problem)):
                self.answer.say(sentence_of(problem), "warning")
                self.answer.show()

    def _tell(self, found: Found | None) -> None:
        self._found = found
        self.answer.setVisible(found is not None)
        self.open_button.setVisible(found is not None and bool(found.receipt_id))
        if found is not None:
            self.answer.say(f"{found.number} · {found.sentence}", _KINDS.get(found.outcome, "danger"))

    def _open(self) -> None:
        if self._found is not None:
            self._shell.open("receipt", self._found.receipt_id)
