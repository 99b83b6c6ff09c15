"""*Privacy*, part by part: whose time has come, the notice, breaches, the register of processing."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from millegiorni_desk.app.privacy.breaches import BreachesSection
from millegiorni_desk.app.privacy.notices import NoticesSection
from millegiorni_desk.app.privacy.register import RegisterSection
from millegiorni_desk.app.privacy.retention import RetentionSection
from millegiorni_desk.app.sections import Sections
from millegiorni_desk.areas.privacy import breaches
from millegiorni_desk.changes import Changes
from millegiorni_desk.language import _
from millegiorni_desk.ui.page import Page
from millegiorni_desk.vault.permissions import Permission

if TYPE_CHECKING:
    from millegiorni_desk.ui.shell import Shell
    from millegiorni_desk.vault.vault import Vault

_TABLES = {
    "retention": ("person", "retention_rule", "retention_review"),
    "notices": ("notice", "managing_body"),
    "breaches": ("breach",),
    "register": ("managing_body", "retention_rule"),
}


class PrivacyPage(Page):
    """The parts that the user's roles reach; what presses is opened first. The argument names the part to open."""

    def __init__(self, vault: Vault, shell: Shell) -> None:
        super().__init__(_("Privacy"))
        self._vault, self._manages = vault, vault.may(Permission.MANAGE_PRIVACY)
        self.parts = Sections(_("Privacy"))
        if vault.may(Permission.ERASE_PERSON):
            self.parts.register("retention", _("Conservazione"), "", lambda: RetentionSection(vault, shell))
        if vault.may(Permission.SEE_PEOPLE):
            self.parts.register("notices", _("Informativa"), "", lambda: NoticesSection(vault, shell))
        self.parts.register("breaches", _("Violazioni"), "", lambda: BreachesSection(vault, shell))
        if self._manages:
            self.parts.register(
                "register", _("Registro dei trattamenti"), "", lambda: RegisterSection(vault, shell)
            )
        self.add(self.parts)

    def arrived(self, argument: object = None) -> None:
        wanted = argument if isinstance(argument, str) and argument in self.parts.entries else self.parts.here
        pressing = self._manages and breaches.running(self._vault, datetime.now(UTC))
        self.parts.open(wanted or ("breaches" if pressing else next(iter(self.parts.entries))))

    def refresh(self, changes: Changes) -> None:
        for key, section in self.parts.built.items():
            if changes.touches(*_TABLES[key]):
                section.reload()

    def first_focus(self) -> QWidget | None:
        here = self.parts.built.get(self.parts.here)
        return here.first_focus() if here else None
