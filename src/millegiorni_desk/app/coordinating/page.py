"""*Coordinamento*: the board, deadlines, decisions, supervision, targets, opening hours, partners."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication, QWidget

from millegiorni_desk.app.coordinating.board import BoardSection
from millegiorni_desk.app.coordinating.deadlines import DeadlinesSection
from millegiorni_desk.app.coordinating.decisions import DecisionsSection
from millegiorni_desk.app.coordinating.hours import HoursSection
from millegiorni_desk.app.coordinating.partners import PartnersSection
from millegiorni_desk.app.coordinating.parts import Part
from millegiorni_desk.app.coordinating.supervision import SupervisionSection
from millegiorni_desk.app.coordinating.targets import TargetsSection
from millegiorni_desk.app.sections import Sections
from millegiorni_desk.changes import Changes
from millegiorni_desk.errors import NotFound
from millegiorni_desk.language import _, in_context
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.page import Page
from millegiorni_desk.vault.permissions import Permission

if TYPE_CHECKING:
    from millegiorni_desk.ui.shell import Shell
    from millegiorni_desk.vault.vault import Vault


class CoordinationPage(Page):
    """Part by part. The argument names the part, or ``{"part": name, "id": the record to take up}``."""

    def __init__(self, vault: Vault, shell: Shell) -> None:
        super().__init__(_("Coordinamento"))
        self.parts = Sections(_("Coordinamento"))
        register = self.parts.register
        register("board", _("Quadro"), "", lambda: BoardSection(vault, shell, self.lead))
        register("deadlines", _("Scadenze"), "", lambda: DeadlinesSection(vault, shell))
        register("decisions", _("Decisioni"), "", lambda: DecisionsSection(vault, shell))
        register("supervision", _("Supervisione"), "", lambda: SupervisionSection(vault, shell))
        if vault.may(Permission.REPORT):
            register("targets", _("Obiettivi"), "", lambda: TargetsSection(vault, shell))
        register("hours", _("Orari e chiusure"), "", lambda: HoursSection(vault, shell))
        register("partners", in_context("elenco", "Partner"), "", lambda: PartnersSection(vault, shell))
        self.add(self.parts)
        if shell.knows("questions"):
            self.foot.add(Button(_("Domande ed elenchi"), lambda: shell.open("questions")), left=True)
        self._led: QWidget | None = None

    def lead(self, part: str, key: str) -> None:
        """Open a part at one of its records; where this user has no such part, the board."""
        if part not in self.parts.entries:
            part, key = "board", ""
        self.parts.open(part)
        section = self.parts.built[part]
        if key and isinstance(section, Part):
            try:
                section.take(key)
            except NotFound as problem:
                section.work.show_problem(problem)

    def arrived(self, argument: object = None) -> None:
        for key in self.parts.entries:
            self.parts.section(key).reload()
        if isinstance(argument, Mapping):
            self.lead(str(argument.get("part", "board")), str(argument.get("id", "")))
            self._led = QApplication.focusWidget()
            return
        known = isinstance(argument, str) and argument in self.parts.entries
        self.parts.open(str(argument) if known else self.parts.here or "board")

    def refresh(self, changes: Changes) -> None:
        for section in self.parts.built.values():
            if isinstance(section, Part) and changes.touches("house", *section.tables):
                section.reload()

    def first_focus(self) -> QWidget | None:
        # Whoever was led to a record stays at it.
        led, self._led = self._led, None
        if led is not None and self.isAncestorOf(led):
            return led
        here = self.parts.built.get(self.parts.here)
        return (here.first_focus() if here else None) or self.parts.entries[self.parts.here or "board"]
