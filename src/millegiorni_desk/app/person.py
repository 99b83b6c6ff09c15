"""*Scheda*: who she is and how she may be called, her thousand days, and everything that happened, in one line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from millegiorni_desk.vault.permissions import Permission

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from millegiorni_desk.ui.shell import Shell
    from millegiorni_desk.vault.vault import Vault


def pages(vault: Vault, shell: Shell) -> None:
    """Register *person* (argument: her id) for those who may see people."""

    def person() -> QWidget:
        from millegiorni_desk.app.person_page import PersonPage

        return PersonPage(vault, shell)

    if vault.may(Permission.SEE_PEOPLE):
        shell.register("person", "Scheda", "people", person, rail=False, under="people")
