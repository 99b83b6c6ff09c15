"""The screens of rights and appointments."""

from __future__ import annotations

from typing import TYPE_CHECKING

from millegiorni_desk.language import _
from millegiorni_desk.vault.permissions import Permission

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from millegiorni_desk.ui.shell import Shell
    from millegiorni_desk.vault.vault import Vault


def pages(vault: Vault, shell: Shell) -> None:
    """Register *rights*, the table, for those who may correct it; it is reached from a person's card."""

    def table() -> QWidget:
        from millegiorni_desk.areas.rights.view.table_page import RightsPage

        return RightsPage(vault, shell)

    if vault.may(Permission.EDIT_DIRECTORY):
        shell.register("rights", _("Diritti e appuntamenti"), "calendar", table, rail=False, under="people")
