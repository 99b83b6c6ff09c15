"""Screens of the registry: the list of people, a new card, and the pieces that other screens find someone with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from millegiorni_desk.language import _
from millegiorni_desk.vault.permissions import Permission

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from millegiorni_desk.ui.shell import Shell
    from millegiorni_desk.vault.vault import Vault


def pages(vault: Vault, shell: Shell) -> None:
    """Register *people*, *new-person* (argument: what was typed, or None) and *document* (an attachment's id)."""

    def people() -> QWidget:
        from millegiorni_desk.areas.people.view.people_page import PeoplePage

        return PeoplePage(vault, shell)

    def new_person() -> QWidget:
        from millegiorni_desk.areas.people.view.new_person import NewPersonPage

        return NewPersonPage(vault, shell)

    def document() -> QWidget:
        from millegiorni_desk.areas.people.view.document_page import DocumentPage

        return DocumentPage(vault, shell)

    if vault.may(Permission.SEE_PEOPLE):
        shell.register("people", _("Persone"), "people", people)
        shell.register("document", _("Documento"), "document", document, rail=False, under="people")
    if vault.may(Permission.EDIT_PERSON):
        shell.register("new-person", _("Nuova scheda"), "people", new_person, rail=False, under="people")
