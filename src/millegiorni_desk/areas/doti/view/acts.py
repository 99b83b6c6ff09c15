"""What the cards of a dote's page share: the vault, the window, and where a refusal is told."""

from __future__ import annotations

from collections.abc import Callable

from millegiorni_desk.errors import BudgetExceeded, DeskError, InvalidValue
from millegiorni_desk.ui.cards import Notice
from millegiorni_desk.ui.forms import Form
from millegiorni_desk.ui.problems import sentence_of
from millegiorni_desk.ui.shell import Shell
from millegiorni_desk.vault.vault import Vault

# The forms' own names of what services call otherwise.
_FIELDS = {"amount_cents": "cents"}


class Acts:
    """Tries what a button does; a refusal is told beside its field, or in *problem*."""

    def __init__(self, vault: Vault, shell: Shell, problem: Notice) -> None:
        self.vault, self.shell, self.problem = vault, shell, problem
        problem.hide()

    def attempt(self, form: Form | None, action: Callable[[], object]) -> bool:
        """Do *action*; false where it was refused, and then it is told why."""
        self.problem.hide()
        try:
            action()
        except DeskError as refused:
            told: DeskError = refused
            if isinstance(refused, BudgetExceeded):
                told = InvalidValue(refused.message, "amount_cents")
            if isinstance(told, InvalidValue) and form is not None:
                if form.show_problem(told):
                    return False
                if form.show_problem(InvalidValue(told.message, _FIELDS.get(told.field, ""))):
                    return False
            self.tell(sentence_of(refused))
            return False
        return True

    def tell(self, sentence: str) -> None:
        """Show *sentence* on the page; empty shows nothing."""
        if sentence:
            self.problem.say(sentence)
            self.problem.show()
