"""Screens of training: the list, one meeting with who was there, certificates, who works with us, and agreements."""

from __future__ import annotations

from typing import TYPE_CHECKING

from millegiorni_desk.language import _
from millegiorni_desk.vault.permissions import Permission

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from millegiorni_desk.ui.shell import Shell
    from millegiorni_desk.vault.vault import Vault

_ICON, _UNDER = "training", "trainings"


def pages(vault: Vault, shell: Shell) -> None:
    """Register *trainings*, *training*, *new-training*, *certificates*, *staff*, *staff-member*, *agreements* and
    *agreement*.

    *training*, *staff-member* and *agreement* are opened with an id, the last two with None for a new one,
    *staff-member* with ``{"id": id, "first": day, "last": day}`` too; *certificates* with a training's id, or
    ``{"staff": ids, "first": day, "last": day}``.
    """
    if not vault.may(Permission.SEE_PROGRAMME):
        return

    def every() -> QWidget:
        from millegiorni_desk.areas.training.view.trainings_page import TrainingsPage

        return TrainingsPage(vault, shell)

    def one() -> QWidget:
        from millegiorni_desk.areas.training.view.training_page import TrainingPage

        return TrainingPage(vault, shell)

    shell.register("trainings", _("Formazione"), _ICON, every)
    shell.register("training", _("Incontro di formazione"), _ICON, one, rail=False, under=_UNDER)
    _recording(vault, shell)
    _people(vault, shell)
    _agreements(vault, shell)


def _recording(vault: Vault, shell: Shell) -> None:
    def new() -> QWidget:
        from millegiorni_desk.areas.training.view.new_training import NewTrainingPage

        return NewTrainingPage(vault, shell)

    def certificates() -> QWidget:
        from millegiorni_desk.areas.training.view.certificates_page import CertificatesPage

        return CertificatesPage(vault, shell)

    if vault.may(Permission.RECORD_TRAINING):
        shell.register("new-training", _("Nuovo incontro"), _ICON, new, rail=False, under=_UNDER)
        shell.register("certificates", _("Attestati"), _ICON, certificates, rail=False, under=_UNDER)


def _people(vault: Vault, shell: Shell) -> None:
    def staff() -> QWidget:
        from millegiorni_desk.areas.training.view.staff_page import StaffPage

        return StaffPage(vault, shell)

    def member() -> QWidget:
        from millegiorni_desk.areas.training.view.member_page import MemberPage

        return MemberPage(vault, shell)

    shell.register("staff", _("Chi lavora con noi"), _ICON, staff, rail=False, under=_UNDER)
    shell.register("staff-member", _("Scheda di chi lavora con noi"), _ICON, member, rail=False, under=_UNDER)


def _agreements(vault: Vault, shell: Shell) -> None:
    def agreements() -> QWidget:
        from millegiorni_desk.areas.training.view.agreements_page import AgreementsPage

        return AgreementsPage(vault, shell)

    def agreement() -> QWidget:
        from millegiorni_desk.areas.training.view.agreement_page import AgreementPage

        return AgreementPage(vault, shell)

    shell.register("agreements", _("Reti e accordi"), _ICON, agreements, rail=False, under=_UNDER)
    shell.register("agreement", _("Rete o accordo"), _ICON, agreement, rail=False, under=_UNDER)
