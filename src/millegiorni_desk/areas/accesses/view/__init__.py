"""Screens of the accesses: the list, a new access, and one that is put right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from millegiorni_desk.language import _
from millegiorni_desk.vault.permissions import Permission

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from millegiorni_desk.areas.accesses.view.sending import Sending
    from millegiorni_desk.ui.shell import Shell
    from millegiorni_desk.vault.vault import Vault


def pages(vault: Vault, shell: Shell, sending: Sending | None = None) -> None:
    """Register *accesses*, *access* (argument: its id) and *new-access*.

    The argument of *new-access*: a person's id, ``{"typed": text}`` for a new card, ``{"anonymous": True}``,
    ``{"draft": id}``, or None to go on where one was. *sending* knows the services that she can be sent to.
    """

    def accesses() -> QWidget:
        from millegiorni_desk.areas.accesses.view.accesses_page import AccessesPage

        return AccessesPage(vault, shell)

    def access() -> QWidget:
        from millegiorni_desk.areas.accesses.view.access_page import AccessPage

        return AccessPage(vault, shell, sending)

    def new_access() -> QWidget:
        from millegiorni_desk.areas.accesses.view.new_access import NewAccessPage

        return NewAccessPage(vault, shell, sending)

    if vault.may(Permission.SEE_PEOPLE):
        shell.register("accesses", _("Accessi"), "accesses", accesses)
    if vault.may(Permission.RECORD_ACCESS):
        shell.register("access", _("Accesso"), "accesses", access, rail=False, under="accesses")
        shell.register("new-access", _("Nuovo accesso"), "accesses", new_access, rail=False, under="accesses")
