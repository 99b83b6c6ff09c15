"""What the cards of a mediation's page share: the mediation they show, and saving with the problem in place."""

from __future__ import annotations

from collections.abc import Callable

from millegiorni_desk.areas.mediation.listing import Line
from millegiorni_desk.errors import DeskError, InvalidValue
from millegiorni_desk.ui.cards import Card, Notice
from millegiorni_desk.ui.forms import Form
from millegiorni_desk.ui.problems import sentence_of
from millegiorni_desk.ui.shell import Shell
from millegiorni_desk.vault.vault import Vault


class LineCard(Card):
    """A card of the page; ``attempt`` tells a refused save beside what it concerns."""

    def __init__(self, title: str, vault: Vault, shell: Shell) -> None:
        super().__init__(title)
        self.vault, self.shell = vault, shell
        self.line: Line | None = None
        self.problem = Notice("", "warning")
        self.problem.hide()

    def attempt(self, save: Callable[[], object], form: Form) -> bool:
        """Do *save*; false, with the sentence shown, where it is refused."""
        self.problem.hide()
        try:
            save()
        except DeskError as refused:
            if not (isinstance(refused, InvalidValue) and form.show_problem(refused)):
                self.problem.say(sentence_of(refused))
                self.problem.show()
            return False
        return True
