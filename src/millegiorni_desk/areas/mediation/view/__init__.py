"""Screens of the mediations: the list, one of them with its sessions, a new one, the mediators, and their hours."""

from __future__ import annotations

from typing import TYPE_CHECKING

from millegiorni_desk.language import _
from millegiorni_desk.vault.permissions import Permission

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from millegiorni_desk.ui.shell import Shell
    from millegiorni_desk.vault.vault import Vault


def pages(vault: Vault, shell: Shell) -> None:
    """Register *mediations*, *mediation*, *new-mediation*, *mediators*, *mediator* and *mediation-hours*.

    *mediation* and *mediator* are opened with an id, *mediator* with None for a new one; *new-mediation* with a
    person's id or ``{"person": id, "access": id, "pathway": id}`` (all but the first may lack), or None.
    """

    def every() -> QWidget:
        from millegiorni_desk.areas.mediation.view.mediations_page import MediationsPage

        return MediationsPage(vault, shell)

    def one() -> QWidget:
        from millegiorni_desk.areas.mediation.view.mediation_page import MediationPage

        return MediationPage(vault, shell)

    def new() -> QWidget:
        from millegiorni_desk.areas.mediation.view.new_mediation import NewMediationPage

        return NewMediationPage(vault, shell)

    def mediators() -> QWidget:
        from millegiorni_desk.areas.mediation.view.mediators_page import MediatorsPage

        return MediatorsPage(vault, shell)

    def mediator() -> QWidget:
        from millegiorni_desk.areas.mediation.view.mediator_page import MediatorPage

        return MediatorPage(vault, shell)

    def hours() -> QWidget:
        from millegiorni_desk.areas.mediation.view.hours_page import HoursPage

        return HoursPage(vault, shell)

    if not vault.may(Permission.REFER):
        return
    shell.register("mediations", _("Mediazioni"), "mediation", every)
    shell.register("mediation", _("Mediazione"), "mediation", one, rail=False, under="mediations")
    shell.register("new-mediation", _("Nuova mediazione"), "mediation", new, rail=False, under="mediations")
    shell.register("mediators", _("Mediatrici"), "mediation", mediators, rail=False, under="mediations")
    shell.register("mediator", _("Mediatrice"), "mediation", mediator, rail=False, under="mediations")
    if vault.may(Permission.REPORT):
        shell.register(
            "mediation-hours", _("Ore di mediazione"), "mediation", hours, rail=False, under="mediations"
        )
