"""Cards that may be one woman's: a pair at a time, and every decision that was taken on one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from millegiorni_desk.language import _
from millegiorni_desk.vault.permissions import Permission

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from millegiorni_desk.ui.shell import Shell
    from millegiorni_desk.vault.vault import Vault


def pages(vault: Vault, shell: Shell) -> None:
    """Register *pairs* (argument: a part of it) at a house; the coordination has them in the month end."""

    def review() -> QWidget:
        from millegiorni_desk.app.pairs.page import PairsPage

        return PairsPage(vault, shell)

    if vault.house and vault.may(Permission.MERGE_CARDS):
        shell.register("pairs", _("Schede simili"), "people", review, rail=False, under="people")
