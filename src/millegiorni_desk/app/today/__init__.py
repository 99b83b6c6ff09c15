"""*Oggi*: the first screen of the day. One large field, who was here last, and what asks for someone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from millegiorni_desk.language import _

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from millegiorni_desk.ui.shell import Shell
    from millegiorni_desk.vault.vault import Vault


def pages(vault: Vault, shell: Shell) -> None:
    """Register *today*."""

    def today() -> QWidget:
        from millegiorni_desk.app.today.page import TodayPage

        return TodayPage(vault, shell)

    shell.register("today", _("Oggi"), "today", today)
