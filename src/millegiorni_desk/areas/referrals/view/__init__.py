"""Screens of the referrals: what is awaited, one of them with its slip, a new one, and the directory of services."""

from __future__ import annotations

from typing import TYPE_CHECKING

from millegiorni_desk.language import _
from millegiorni_desk.vault.permissions import Permission

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from millegiorni_desk.areas.referrals.records import Referral
    from millegiorni_desk.ui.shell import Shell
    from millegiorni_desk.vault.vault import Vault


def pages(vault: Vault, shell: Shell, refer: Callable[[Vault, Referral], Referral]) -> None:
    """Register *referrals*, *referral*, *new-referral*, *services* and *service* for those who may refer.

    *referral* is opened with its id, or ``{"id": id, "print": True}`` to go on with its slip; *new-referral* with a
    person's id or ``{"person": id, "access": id, "pathway": id, "need": code}`` (all but the first may lack);
    *service* with its id, or ``{"name": typed}`` for a new one. *refer* makes the referral, and what belongs to it
    in other areas.
    """

    def referrals() -> QWidget:
        from millegiorni_desk.areas.referrals.view.referrals_page import ReferralsPage

        return ReferralsPage(vault, shell)

    def referral() -> QWidget:
        from millegiorni_desk.areas.referrals.view.referral_page import ReferralPage

        return ReferralPage(vault, shell)

    def new_referral() -> QWidget:
        from millegiorni_desk.areas.referrals.view.new_referral import NewReferralPage

        return NewReferralPage(vault, shell, refer)

    def services() -> QWidget:
        from millegiorni_desk.areas.referrals.view.services_page import ServicesPage

        return ServicesPage(vault, shell)

    def service() -> QWidget:
        from millegiorni_desk.areas.referrals.view.service_page import ServicePage

        return ServicePage(vault, shell)

    if not vault.may(Permission.REFER):
        return
    shell.register("referrals", _("Invii"), "send", referrals)
    shell.register("referral", _("Invio"), "send", referral, rail=False, under="referrals")
    shell.register("new-referral", _("Nuovo invio"), "send", new_referral, rail=False, under="referrals")
    shell.register("services", _("Servizi"), "send", services, rail=False, under="referrals")
    shell.register("service", _("Servizio"), "send", service, rail=False, under="referrals")
