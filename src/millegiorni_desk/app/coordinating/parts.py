"""What the parts of *Coordinamento* share: a record taken up from a list, to be corrected or only read."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from millegiorni_desk.app.network.money import EditorCard, MoneySection
from millegiorni_desk.errors import DeskError
from millegiorni_desk.language import _
from millegiorni_desk.network import service as network
from millegiorni_desk.ui import tokens
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.cards import Card
from millegiorni_desk.ui.forms import Form
from millegiorni_desk.ui.labels import label
from millegiorni_desk.ui.leaving import LeavingByButton
from millegiorni_desk.ui.order import keep_place
from millegiorni_desk.ui.page import Stack
from millegiorni_desk.ui.tables import Table
from millegiorni_desk.ui.wrap import Wrap
from millegiorni_desk.vault.permissions import Permission

if TYPE_CHECKING:
    from millegiorni_desk.ui.shell import Shell
    from millegiorni_desk.vault.vault import Vault


class Part(MoneySection):
    """A part about records of which one is taken up: ``may`` is whether this user writes here.

    ``tables`` are those it shows.
    """

    tables: tuple[str, ...] = ()

    def __init__(self, vault: Vault, shell: Shell) -> None:
        super().__init__(vault, shell)
        self.may = vault.may(Permission.COORDINATE)
        self.houses: dict[str, str] = {}

    def take(self, key: str) -> None:
        """Take up the record *key*, as one that was opened in the list."""

    def reload(self) -> None:
        self.houses = {house.code: house.name for house in network.houses(self._vault)}
        self.show_all()

    def show_all(self) -> None:
        """What the subclass shows; the houses' names are at hand."""

    def whose(self, code: str) -> str:
        """A house's name, or that it is everybody's."""
        return self.houses.get(code, code) if code else _("Tutte le Case")

    def say(self, said: str, undo: Callable[[], object] | None = None) -> None:
        """Say in a toast what was done."""
        self._shell.say(said, undo)

    def attempt(self, form: Form, action: Callable[[], object]) -> bool:
        """Do *action*; a refusal is told beside the field it concerns, else below."""
        return self._try(form, action)

    def act(self, action: Callable[[], object], said: str, undo: Callable[[], object] | None = None) -> bool:
        """Do *action*, say so with the way back, and read anew; a refusal is told below."""
        self.work.clear()
        try:
            action()
        except DeskError as problem:
            self.work.show_problem(problem)
            return False
        self._shell.say(said, undo)
        self.reload()
        return True


class RecordCard(EditorCard):
    """An editor with further acts upon the record taken up, which a new one does not have."""

    def __init__(
        self,
        form: Form,
        new: tuple[str, str],
        correct: tuple[str, str],
        save: Callable[[], object],
        acts: Sequence[Button] = (),
        fixed: tuple[str, ...] = (),
    ) -> None:
        self.acts = tuple(acts)
        super().__init__(form, new, correct, save, fixed)
        for act in acts:
            self._buttons.add(act)
            act.hide()

    def show_acts(self, *shown: Button) -> None:
        """Offer these acts and no other."""
        for act in self.acts:
            act.setVisible(act in shown)
        self._buttons.lay_out()

    def leave(self) -> None:
        super().leave()
        self.show_acts()


class ReadCard(Card):
    """A record for whoever does not write it: its lines, and what may be done with it; hidden until one is opened."""

    def __init__(self) -> None:
        super().__init__(" ")
        self.key = ""
        self._lines, self._acts = Stack(), Wrap()
        self.leave_button = Button(_("Chiudi"), self.leave)
        for piece in (self._lines, self._acts):
            self.add(piece)
        self.add_row(self.leave_button)
        LeavingByButton(self, self.leave_button)
        self.hide()

    def show_record(
        self, key: str, title: str, lines: Mapping[str, str], acts: Sequence[Button] = ()
    ) -> None:
        """Show it in place of the one before; lines without words are left out."""
        self.key = key
        self.title.setText(title)
        self.setAccessibleName(title)
        shown = [
            piece
            for name, words in lines.items()
            if words
            for piece in (label(name, "small"), label(words, wrap=True, selectable=True))
        ]
        before, self._lines = self._lines, Stack(*shown, spacing=tokens.HAIR)
        self.body.replaceWidget(before, self._lines)
        before.hide()
        before.deleteLater()
        self._acts.empty()
        for act in acts:
            self._acts.add(act)
        self._acts.setVisible(bool(acts))
        keep_place(self.title, [*acts, self.leave_button])
        self.show()
        (acts[0] if acts else self.leave_button).setFocus(Qt.FocusReason.OtherFocusReason)

    def leave(self) -> None:
        """Show nothing any more."""
        self.key = ""
        self.hide()


def opens(table: Table, part: Part) -> None:
    """Enter in *table* takes the record up in *part*."""
    table.opened.connect(lambda row: part.take(str(row["id"])))


def day(value: date | None) -> str:
    """``28/11/2025``, nothing for none."""
    return f"{value:%d/%m/%Y}" if value else ""
