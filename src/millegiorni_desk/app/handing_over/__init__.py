"""*Passare il percorso*: to a colleague, or as she agreed to another house."""

from __future__ import annotations

from typing import TYPE_CHECKING

from millegiorni_desk.language import _
from millegiorni_desk.vault.permissions import Permission

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from millegiorni_desk.ui.shell import Shell
    from millegiorni_desk.vault.vault import Vault


def pages(vault: Vault, shell: Shell) -> None:
    """Register *hand-over* (argument: a pathway's id)."""

    def hand_over() -> QWidget:
        from millegiorni_desk.app.handing_over.page import HandOverPage

        return HandOverPage(vault, shell)

    if vault.may(Permission.FOLLOW_PATHWAY):
        shell.register(
            "hand-over", _("Passare il percorso"), "pathways", hand_over, rail=False, under="pathways"
        )
