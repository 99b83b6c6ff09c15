"""Screens of the doti: envelopes and list, a new dote with its receipt, the page of one, and who holds an envelope."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from millegiorni_desk.language import _
from millegiorni_desk.vault.permissions import Permission

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from millegiorni_desk.ui.shell import Shell
    from millegiorni_desk.vault.vault import Vault


PathwayOf = Callable[[str], str]


def _none(_person_id: str) -> str:
    return ""


def pages(vault: Vault, shell: Shell, pathway_of: PathwayOf = _none) -> None:
    """Register *doti*, *dote* (its id), *new-dote* (a person's id or None), *envelope* (house and line), receipts.

    *pathway_of* says which pathway a new dote of a woman belongs to, by her id; empty for none.
    """

    def every() -> QWidget:
        from millegiorni_desk.areas.doti.view.doti_page import DotiPage

        return DotiPage(vault, shell)

    def one() -> QWidget:
        from millegiorni_desk.areas.doti.view.dote_page import DotePage

        return DotePage(vault, shell)

    def new() -> QWidget:
        from millegiorni_desk.areas.doti.view.new_dote import NewDotePage

        return NewDotePage(vault, shell, pathway_of)

    def held() -> QWidget:
        from millegiorni_desk.areas.doti.view.envelope_page import EnvelopePage

        return EnvelopePage(vault, shell)

    if not vault.may(Permission.GRANT_DOTE):
        return
    _receipts(vault, shell)
    shell.register("doti", _("Doti"), "doti", every)
    shell.register("dote", _("Dote"), "doti", one, rail=False, under="doti")
    shell.register("new-dote", _("Nuova dote"), "doti", new, rail=False, under="doti")
    shell.register("envelope", _("Busta"), "doti", held, rail=False, under="doti")
    _account(vault, shell)


def _receipts(vault: Vault, shell: Shell) -> None:
    """Register *receipts*, *receipt* (argument: its id) and *verify-receipt*."""

    def register() -> QWidget:
        from millegiorni_desk.areas.doti.view.receipts_page import ReceiptsPage

        return ReceiptsPage(vault, shell)

    def one() -> QWidget:
        from millegiorni_desk.areas.doti.view.receipt_page import ReceiptPage

        return ReceiptPage(vault, shell)

    def verify() -> QWidget:
        from millegiorni_desk.areas.doti.view.verify_page import VerifyPage

        return VerifyPage(vault, shell)

    shell.register("receipts", _("Ricevute"), "doti", register, rail=False, under="doti")
    shell.register("receipt", _("Ricevuta"), "doti", one, rail=False, under="doti")
    shell.register("verify-receipt", _("Verifica una ricevuta"), "doti", verify, rail=False, under="doti")


def _account(vault: Vault, shell: Shell) -> None:
    """Register *account*, for whoever may account for the network's money."""

    def account() -> QWidget:
        from millegiorni_desk.areas.doti.view.account_page import AccountPage

        return AccountPage(vault, shell)

    if vault.may(Permission.REPORT) and vault.may(Permission.ALLOCATE):
        shell.register("account", _("Rendiconto"), "document", account)
