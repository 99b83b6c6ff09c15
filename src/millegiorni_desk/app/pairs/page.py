"""*Schede simili*: a house goes through the pairs among its own cards, at any time of the month."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from millegiorni_desk.app.pairs.decided import DecidedPairs
from millegiorni_desk.app.pairs.step import PeopleStep
from millegiorni_desk.app.sections import Sections
from millegiorni_desk.changes import Changes
from millegiorni_desk.language import _
from millegiorni_desk.ui.page import Page

if TYPE_CHECKING:
    from millegiorni_desk.ui.shell import Shell
    from millegiorni_desk.vault.vault import Vault


class PairsPage(Page):
    """What waits, and what was decided. The argument names a part: ``review`` or ``decided``."""

    def __init__(self, vault: Vault, shell: Shell) -> None:
        super().__init__(_("Schede simili"))
        self.parts = parts = Sections(_("Schede simili"))
        self.review = PeopleStep(vault, shell, (_("Torna alle persone"), lambda: shell.open("people")))
        self.decided = DecidedPairs(vault, shell)
        self.decided.undone.connect(self.review.taken_back)
        parts.register("review", _("Da rivedere"), "", lambda: self.review)
        parts.register("decided", _("Decisioni prese"), "", lambda: self.decided)
        self.add(parts)

    def arrived(self, argument: object = None) -> None:
        wanted = argument if isinstance(argument, str) else self.parts.here or "review"
        if wanted != "review":
            self.parts.section("review").reload()
        self.parts.section("decided")
        self.decided.count()
        self.parts.open(wanted)

    def refresh(self, changes: Changes) -> None:
        # What is decided here is followed here; a merge of two cards changes which pairs there are.
        if changes.touches("person", "child") or changes.action in ("sync", "person.merge_cards"):
            self.review.forget()
        if changes.touches("person_decision") and self.parts.here != "decided":
            self.decided.count()

    def first_focus(self) -> QWidget | None:
        here = self.parts.built.get(self.parts.here)
        return (here.first_focus() if here else None) or self.parts.entries[self.parts.here or "review"]
