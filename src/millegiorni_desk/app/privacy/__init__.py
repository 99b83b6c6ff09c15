"""*Privacy*: what data protection asks of a desk every day, for those who do it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from millegiorni_desk.language import _
from millegiorni_desk.vault.permissions import Permission

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from millegiorni_desk.ui.shell import Shell
    from millegiorni_desk.vault.vault import Vault


def pages(vault: Vault, shell: Shell) -> None:
    """Register *privacy* (argument: a part of it). Whoever hands over may report a breach: everyone at a desk."""

    def page() -> QWidget:
        from millegiorni_desk.app.privacy.page import PrivacyPage

        return PrivacyPage(vault, shell)

    if vault.may(Permission.SYNCHRONISE):
        shell.register("privacy", _("Privacy"), "shield", page)
