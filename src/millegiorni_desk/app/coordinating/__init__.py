"""*Coordinamento*: what keeps the project together, for the coordination to write and every desk to read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from millegiorni_desk.language import _
from millegiorni_desk.vault.permissions import Permission

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from millegiorni_desk.ui.shell import Shell
    from millegiorni_desk.vault.vault import Vault


def pages(vault: Vault, shell: Shell) -> None:
    """Register *coordination*; the argument names a part of it, or ``{"part": name, "id": record}``."""

    def coordination() -> QWidget:
        from millegiorni_desk.app.coordinating.page import CoordinationPage

        return CoordinationPage(vault, shell)

    if vault.may(Permission.SEE_PROGRAMME):
        shell.register("coordination", _("Coordinamento"), "coordination", coordination)
