"""*Comunicazione*: materials, posts, conferences, and what shows that the funders were named."""

from __future__ import annotations

from typing import TYPE_CHECKING

from millegiorni_desk.language import _
from millegiorni_desk.vault.permissions import Permission

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from millegiorni_desk.ui.shell import Shell
    from millegiorni_desk.vault.vault import Vault


def pages(vault: Vault, shell: Shell) -> None:
    """Register *outreach* (argument: a part of it) and *evidence*, opened with the id of a file."""

    def every() -> QWidget:
        from millegiorni_desk.app.outreach.page import OutreachPage

        return OutreachPage(vault, shell)

    def one() -> QWidget:
        from millegiorni_desk.app.outreach.file import file
        from millegiorni_desk.areas.people.view.document_page import DocumentPage

        return DocumentPage(vault, shell, file, _("Torna alle prove"))

    if not vault.may(Permission.SEE_PROGRAMME):
        return
    shell.register("outreach", _("Comunicazione"), "outreach", every)
    shell.register("evidence", _("Prova di visibilità"), "outreach", one, rail=False, under="outreach")
