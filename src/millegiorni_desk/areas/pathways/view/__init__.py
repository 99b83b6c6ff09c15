"""Screens of the pathways: the board, a new one, the page of one, an appointment, and the hours of the professions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from millegiorni_desk.language import _
from millegiorni_desk.vault.permissions import Permission

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from millegiorni_desk.areas.pathways.view.around import Around
    from millegiorni_desk.ui.shell import Shell
    from millegiorni_desk.vault.vault import Vault


def pages(vault: Vault, shell: Shell, around: Around | None = None) -> None:
    """Register *pathways*, *pathway* (argument: its id), *new-pathway* (argument: a person's id, or None),
    *appointment* (argument: its id), which whoever is at the desk opens, and *hours*.

    *around* is what other areas know and do.
    """

    def every() -> QWidget:
        from millegiorni_desk.areas.pathways.view.pathways_page import PathwaysPage

        return PathwaysPage(vault, shell)

    def one() -> QWidget:
        from millegiorni_desk.areas.pathways.view.pathway_page import PathwayPage

        return PathwayPage(vault, shell, around)

    def new() -> QWidget:
        from millegiorni_desk.areas.pathways.view.new_pathway import NewPathwayPage

        return NewPathwayPage(vault, shell, around.carried if around is not None else None)

    def appointment() -> QWidget:
        from millegiorni_desk.areas.pathways.view.appointment_page import AppointmentPage

        return AppointmentPage(vault, shell, around.reminding if around is not None else None)

    def hours() -> QWidget:
        from millegiorni_desk.areas.pathways.view.hours_page import HoursPage

        return HoursPage(vault)

    follows = vault.may(Permission.FOLLOW_PATHWAY)
    if vault.may(Permission.RECORD_ACCESS):
        under = "pathways" if follows else "today"
        shell.register("appointment", _("Appuntamento"), "calendar", appointment, rail=False, under=under)
    if not follows:
        return
    shell.register("pathways", _("Percorsi"), "pathways", every)
    shell.register("pathway", _("Percorso"), "pathways", one, rail=False, under="pathways")
    shell.register("new-pathway", _("Nuovo percorso"), "pathways", new, rail=False, under="pathways")
    if vault.may(Permission.REPORT):
        shell.register("hours", _("Ore delle professioniste"), "clock", hours, rail=False, under="pathways")
