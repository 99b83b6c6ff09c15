"""*Impostazioni*: the look, one's passphrase, who may enter, registers to import, copies and recovery."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from millegiorni_desk.app.copies.section import CopiesSection
from millegiorni_desk.app.sections import Sections
from millegiorni_desk.app.settings.audit import AuditSection
from millegiorni_desk.app.settings.following import FollowingSection
from millegiorni_desk.app.settings.imports import ImportSection
from millegiorni_desk.app.settings.look import LookSection
from millegiorni_desk.app.settings.safety import SafetySection
from millegiorni_desk.app.settings.training import TrainingSection
from millegiorni_desk.app.settings.users import OwnSection, UsersSection
from millegiorni_desk.changes import Changes
from millegiorni_desk.language import _, in_context
from millegiorni_desk.ui.page import Page
from millegiorni_desk.vault.permissions import Permission

if TYPE_CHECKING:
    from millegiorni_desk.ui.shell import Shell
    from millegiorni_desk.vault.vault import Vault


class SettingsPage(Page):
    """The settings, part by part, as far as the user's roles go. The argument names the part to open."""

    def __init__(self, vault: Vault, shell: Shell) -> None:
        super().__init__(_("Impostazioni"))
        self.parts = Sections(_("Impostazioni"))
        self.parts.register("look", _("Aspetto e blocco"), "", LookSection)
        if vault.may(Permission.FOLLOW_PATHWAY):
            self.parts.register("pathways", _("Percorsi"), "", FollowingSection)
        self.parts.register("own", _("La mia frase segreta"), "", lambda: OwnSection(vault, shell))
        if vault.may(Permission.MANAGE_USERS):
            self.parts.register("users", _("Chi può entrare"), "", lambda: UsersSection(vault, shell))
        if vault.may(Permission.IMPORT):
            self.parts.register("import", _("Importa"), "", lambda: ImportSection(vault, shell))
        if vault.may(Permission.BACK_UP):
            self.parts.register(
                "copies", in_context("di sicurezza", "Copie"), "", lambda: CopiesSection(vault, shell)
            )
        if vault.may(Permission.MANAGE_USERS):
            self.parts.register("safety", _("Sicurezza"), "", lambda: SafetySection(vault, shell))
        if vault.may(Permission.SEE_AUDIT):
            self.parts.register("audit", _("Registro delle operazioni"), "", lambda: AuditSection(vault))
        self.parts.register(
            "training", _("Prova"), "", lambda: TrainingSection(vault, shell.lock_wanted.emit)
        )
        self.add(self.parts)

    def arrived(self, argument: object = None) -> None:
        for key in self.parts.entries:
            self.parts.section(key).reload()
        self.parts.open(argument if isinstance(argument, str) else self.parts.here or "look")

    def refresh(self, changes: Changes) -> None:
        if changes.action in ("vault.backup", "vault.copy_tested") and "copies" in self.parts.built:
            self.parts.built["copies"].reload()
        if changes.touches("desk_user"):
            for part in ("users", "safety"):
                if part in self.parts.built:
                    self.parts.built[part].reload()

    def first_focus(self) -> QWidget | None:
        here = self.parts.built.get(self.parts.here)
        return here.first_focus() if here else None
