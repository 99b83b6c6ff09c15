"""One entry of a list that the network shares: to read, and for whoever may, to put right."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from PySide6.QtWidgets import QWidget

from millegiorni_desk.areas.people.view.pile import ProblemPlace
from millegiorni_desk.errors import DeskError, InvalidValue
from millegiorni_desk.language import _
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.cards import Card
from millegiorni_desk.ui.forms import Form
from millegiorni_desk.ui.labels import label
from millegiorni_desk.ui.page import Page
from millegiorni_desk.ui.shell import Shell
from millegiorni_desk.vault.permissions import Permission
from millegiorni_desk.vault.vault import Vault


class EntryPage(Page):
    """*edit* changes some fields of an entry by its id, for whoever has *permission*; *back* is the page of the list.

    A change can be undone.

    A subclass overrides :meth:`keep`, shows an entry and adds its own buttons to ``acts``.
    """

    def __init__(
        self,
        vault: Vault,
        shell: Shell,
        title: str,
        form: Form,
        edit: Callable[..., object],
        back: str,
        permission: Permission = Permission.EDIT_DIRECTORY,
    ) -> None:
        super().__init__(title)
        self._vault, self._shell, self._edit, self._back = vault, shell, edit, back
        self.may = vault.may(permission)
        self.form = form
        self.work, self.questions, self.about = ProblemPlace(), Card(), Card()
        self.questions.add(form)
        for piece in (self.work, self.questions, self.about):
            self.add(piece)
        self.body.addStretch(1)
        self.questions.setVisible(self.may)
        self.about.setVisible(not self.may)
        self.save_button = Button(_("Salva"), self.save, kind="primary", keys="Ctrl+S")

    def acts(self, *left: QWidget, right: Iterable[QWidget] = ()) -> None:
        """Put the buttons at the foot, for whoever may change an entry."""
        if not self.may:
            # Kept in the card that is hidden: shown without a place they would be windows of their own.
            for piece in (*left, *right, self.save_button):
                piece.setParent(self.questions)
            return
        for piece in left:
            self.foot.add(piece, left=True)
        for piece in (*right, self.save_button):
            self.foot.add(piece)

    def first_focus(self) -> QWidget | None:
        return self.form.fields["name"] if self.may else None

    def arrived(self, argument: object = None) -> None:
        self.work.clear()
        self.scroller.verticalScrollBar().setValue(0)
        try:
            self.load(argument)
        except DeskError as problem:
            self.work.show_problem(problem)

    def load(self, argument: object) -> None:
        """Show the entry whose id *argument* is, or a new one. Raises ``NotFound``."""

    def tell(self, facts: Iterable[str]) -> None:
        """What whoever only reads it sees."""
        self.about.empty()
        for fact in facts:
            if fact:
                self.about.add(label(fact, wrap=True, selectable=True))

    def keep(self) -> None:
        """Keep what is written: ends with :meth:`change` or :meth:`done`."""

    def save(self) -> None:
        """Keep what is written, and go back to the list."""
        self.attempt(self.keep)

    def attempt(self, act: Callable[[], object]) -> None:
        """Do *act*; what is wrong is told beside its field, or above all of them."""
        self.work.clear()
        try:
            act()
        except InvalidValue as problem:
            if not self.form.show_problem(problem):
                self.work.show_problem(problem)
        except DeskError as problem:
            self.work.show_problem(problem, lambda: self.attempt(act))

    def change(self, held: Any, given: dict[str, Any], said: str) -> None:
        """Change an entry."""
        before = {name: getattr(held, name) for name in given}
        self._edit(self._vault, held.id, **given)
        self.done(said, held.id, before)

    def done(self, said: str, key: str, before: dict[str, Any]) -> None:
        """Say so, with undo to what was *before*, and go back to the list."""
        self._shell.say(said, lambda: self._edit(self._vault, key, **before))
        self._shell.open(self._back)
