"""*Scheda*: who she is and how she may be called, her thousand days, and everything that happened, in one line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from millegiorni_desk.areas.people import checks
from millegiorni_desk.language import _
from millegiorni_desk.vault.permissions import Permission

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from millegiorni_desk.ui.shell import Shell
    from millegiorni_desk.vault.vault import Vault


def pages(vault: Vault, shell: Shell) -> None:
    """Register *person*, *person-data* and *merge-cards* for those who may (argument: her id)."""

    def person() -> QWidget:
        from millegiorni_desk.app.person.page import PersonPage

        return PersonPage(vault, shell)

    def data() -> QWidget:
        from millegiorni_desk.app.person.data_page import PersonDataPage

        return PersonDataPage(vault, shell)

    def merge() -> QWidget:
        from millegiorni_desk.app.person.merge_page import MergePage

        return MergePage(vault, shell)

    if vault.may(Permission.MERGE_CARDS) and checks.may_write_cards(vault):
        shell.register("merge-cards", _("Unire due schede"), "people", merge, rail=False, under="people")
    if vault.may(Permission.SEE_PEOPLE):
        shell.register("person", _("Scheda"), "people", person, rail=False, under="people")
    if vault.may(Permission.EDIT_PERSON):
        shell.register("person-data", _("I suoi dati"), "people", data, rail=False, under="people")
