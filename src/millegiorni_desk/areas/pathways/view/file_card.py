"""What the cards of a pathway's page share: the file they show, and saving with the problem in place."""

from __future__ import annotations

from collections.abc import Callable

from millegiorni_desk.areas.pathways.service import File
from millegiorni_desk.errors import DeskError, InvalidValue
from millegiorni_desk.ui.cards import Card, Notice
from millegiorni_desk.ui.forms import Form
from millegiorni_desk.ui.problems import sentence_of
from millegiorni_desk.ui.shell import Shell
from millegiorni_desk.vault.vault import Vault


class FileCard(Card):
    """A card of the page: ``take`` a file and show it; ``attempt`` a save, its problem beside what it concerns."""

    def __init__(self, title: str, vault: Vault, shell: Shell) -> None:
        super().__init__(title)
        self.vault, self.shell = vault, shell
        self.file: File | None = None
        self.problem = Notice("", "warning")
        self.problem.hide()

    def take(self, file: File) -> None:
        """Show *file*."""
        self.file = file
        self.problem.hide()
        self.show_file(file)

    def show_file(self, file: File) -> None:
        """What the subclass shows of it."""

    def attempt(self, save: Callable[[], object], form: Form | None = None) -> bool:
        """Do *save*; false, with the sentence shown, where it is refused."""
        self.problem.hide()
        try:
            save()
        except DeskError as refused:
            if not (form is not None and isinstance(refused, InvalidValue) and form.show_problem(refused)):
                self.problem.say(sentence_of(refused))
                self.problem.show()
            return False
        return True
