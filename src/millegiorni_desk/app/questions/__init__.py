"""*Domande ed elenchi*: what the coordination asks besides, and the words of the lists."""

from __future__ import annotations

from typing import TYPE_CHECKING

from millegiorni_desk.language import _
from millegiorni_desk.vault.permissions import Permission

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from millegiorni_desk.ui.shell import Shell
    from millegiorni_desk.vault.vault import Vault


def pages(vault: Vault, shell: Shell) -> None:
    """Register *questions* (argument: a part of it, ``questions`` or ``words``) for the coordination."""

    def questions() -> QWidget:
        from millegiorni_desk.app.questions.page import QuestionsPage

        return QuestionsPage(vault, shell)

    if vault.may(Permission.COORDINATE):
        under = "coordination" if shell.knows("coordination") else "network"
        shell.register(
            "questions", _("Domande ed elenchi"), "coordination", questions, rail=False, under=under
        )
