"""Who came: looked for, chosen, written down as new, or nobody that has to be known."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from PySide6.QtCore import Signal

from millegiorni_desk.areas.accesses.view.quick_card import QuickCard
from millegiorni_desk.areas.accesses.view.short_card import ShortCard
from millegiorni_desk.areas.people.records import Person
from millegiorni_desk.areas.people.view.finder import PersonFinder
from millegiorni_desk.areas.people.view.words import full_name
from millegiorni_desk.errors import InvalidValue
from millegiorni_desk.language import _
from millegiorni_desk.ui.cards import Card
from millegiorni_desk.vault.vault import Vault

_FOUND = 4


class State(StrEnum):
    """What the card shows."""

    SEARCH = "search"
    PERSON = "person"
    NEW = "new"
    ANONYMOUS = "anonymous"


class Who(Card):
    """One place for whoever came. ``decided`` when it is known who; ``changed`` with every key typed."""

    decided = Signal()
    changed = Signal()
    searching = Signal()

    def __init__(self, vault: Vault, *, new: bool = True) -> None:
        super().__init__()
        self.state = State.SEARCH
        self.person: Person | None = None
        self.finder = PersonFinder(vault, most=_FOUND, told=1, new=new)
        self.short, self.quick = ShortCard(vault), QuickCard(vault)
        for piece in (self.finder, self.short, self.quick):
            self.add(piece)
        self.finder.chosen.connect(self.choose)
        self.finder.new_wanted.connect(self.begin_new)
        self.finder.anonymous_wanted.connect(self.be_anonymous)
        self.finder.field.line.textChanged.connect(self.changed)
        self.quick.changed.connect(self.changed)
        self.quick.is_she.connect(self.choose)
        for piece in (self.short, self.quick):
            piece.change_wanted.connect(self._change)
        self.setAccessibleName(_("Chi è arrivata"))
        self.search()

    def search(self) -> None:
        """Nobody yet."""
        self.person = None
        self.finder.clear()
        self._show(State.SEARCH)

    def choose(self, person_id: str, *, can_keep: bool = False) -> None:
        """It is that person."""
        self.person = self.short.show_person(person_id, can_keep=can_keep)
        self._show(State.PERSON)
        self.decided.emit()

    def begin_new(self, typed: str) -> None:
        """She has no card yet: begin one with what was typed."""
        self.person = None
        self.quick.begin(typed)
        self._show(State.NEW)
        self.quick.take_focus()
        self.changed.emit()

    def be_anonymous(self) -> None:
        """Nobody that has to be known."""
        self.person = None
        self.short.show_nobody()
        self._show(State.ANONYMOUS)
        self.decided.emit()

    def reload(self, *, can_keep: bool) -> None:
        """Her card changed: show it again."""
        if self.person is not None:
            self.person = self.short.show_person(self.person.id, can_keep=can_keep)

    @property
    def name(self) -> str:
        """Whose access it is, in words."""
        if self.state is State.PERSON and self.person is not None:
            return full_name(self.person)
        if self.state is State.NEW:
            return self.quick.who
        return self.finder.typed if self.state is State.SEARCH else ""

    def check(self) -> None:
        """Raise ``InvalidValue`` while nobody is chosen."""
        if self.state is State.SEARCH:
            raise InvalidValue(_("Scegli chi è arrivata, oppure premi «Accesso anonimo»."), "person_id")

    def written(self) -> dict[str, Any]:
        """Who it is so far, to be kept as a draft."""
        kept: dict[str, Any] = {"state": self.state.value, "typed": self.finder.typed}
        if self.person is not None:
            kept["person_id"] = self.person.id
        if self.state is State.NEW:
            kept["new"] = self.quick.written()
        return kept

    def put_back(self, kept: dict[str, Any]) -> None:
        """Put what :meth:`written` gave back. Raises ``NotFound`` for a card that is gone."""
        state = State(kept["state"])
        if state is State.PERSON:
            self.choose(kept["person_id"])
        elif state is State.NEW:
            self.person = None
            self.quick.put_back(kept["new"])
            self._show(State.NEW)
        elif state is State.ANONYMOUS:
            self.be_anonymous()
        else:
            self.search()
            self.finder.search_for(kept.get("typed", ""))

    def _change(self) -> None:
        typed = self.name if self.state is State.NEW and self.finder.typed == "" else self.finder.typed
        self.person = None
        self._show(State.SEARCH)
        self.finder.search_for(typed)
        self.finder.field.line.selectAll()
        self.finder.setFocus()
        self.searching.emit()

    def _show(self, state: State) -> None:
        self.state = state
        self.finder.setVisible(state is State.SEARCH)
        self.short.setVisible(state in (State.PERSON, State.ANONYMOUS))
        self.quick.setVisible(state is State.NEW)
