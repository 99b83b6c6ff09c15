"""Files shared between houses: giving one to read, and reading what another house shares."""

from __future__ import annotations

from typing import TYPE_CHECKING

from millegiorni_desk.language import _
from millegiorni_desk.vault.permissions import Permission

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from millegiorni_desk.ui.shell import Shell
    from millegiorni_desk.vault.vault import Vault


def pages(vault: Vault, shell: Shell) -> None:
    """Register *shared-files* (argument: a file's feed, or none for the list) at a house's desk."""

    def received() -> QWidget:
        from millegiorni_desk.app.sharing.received_page import ReceivedPage

        return ReceivedPage(vault, shell)

    if vault.may(Permission.SEE_PEOPLE) and vault.house:
        shell.register(
            "shared-files", _("Fascicoli di altre case"), "people", received, rail=False, under="people"
        )
