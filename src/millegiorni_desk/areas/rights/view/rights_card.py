"""*Che cosa può chiedere adesso*: what is open for her and her children, soon, or missed, and noting it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from millegiorni_desk.areas.people.view.pile import Pile
from millegiorni_desk.areas.rights import service
from millegiorni_desk.areas.rights.service import Standing
from millegiorni_desk.areas.rights.view import words
from millegiorni_desk.errors import DeskError
from millegiorni_desk.language import _, plural
from millegiorni_desk.ui import tokens
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.cards import Card, Entry, Notice
from millegiorni_desk.ui.labels import label
from millegiorni_desk.ui.order import keep_place
from millegiorni_desk.ui.shell import Shell
from millegiorni_desk.ui.spacing import column
from millegiorni_desk.ui.wrap import Wrap
from millegiorni_desk.vault.permissions import Permission
from millegiorni_desk.vault.vault import Vault

_SHOWN = 5


class RightsCard(Card):
    """The nearest first. A row opens on where to ask and what to bring; what is noted comes back with undo."""

    def __init__(self, vault: Vault, shell: Shell) -> None:
        super().__init__(_("Che cosa può chiedere adesso"))
        self._vault, self._shell, self._person = vault, shell, ""
        self._open = ""
        self._all = False
        self.rows = Pile(spacing=2)
        self.add(self.rows)
        self.problem = Notice("", "warning")
        self.problem.hide()
        self.add(self.problem)
        self.more = Button("", self._show_all, kind="quiet")
        self.table = Button(_("La tabella"), lambda: shell.open("rights"), kind="quiet")
        if not vault.may(Permission.EDIT_DIRECTORY):
            self.table.hide()
        self.add_row(self.more, self.table)
        self.hide()

    def show_person(self, person_id: str, today: date) -> None:
        """Read again what holds for her; without anything the card takes no room."""
        if person_id != self._person:
            self._open, self._all = "", False
        self._person = person_id
        self.problem.hide()
        found = service.standings(self._vault, person_id, today)
        shown = found if self._all else found[:_SHOWN]
        self.rows.put([self._row(one, today) for one in shown])
        hidden = len(found) - len(shown)
        self.more.say(plural("Mostra l'altro", "Mostra gli altri {n}", hidden).format(n=hidden))
        self.more.setVisible(hidden > 0)
        self.setVisible(bool(found))

    @property
    def entries(self) -> list[Entry]:
        """The rows shown."""
        return [entry for piece in self.rows.pieces for entry in piece.findChildren(Entry)]

    def _show_all(self) -> None:
        self._all = True
        self._again()

    def _again(self) -> None:
        self.show_person(self._person, date.today())

    def _row(self, standing: Standing, today: date) -> QWidget:
        made = QWidget()
        layout = column(made, spacing=tokens.HAIR)
        key = _key(standing)
        kind = {"now": "info", "soon": "quiet", "missed": "warning"}[standing.when]
        asked = words.asked_words(standing, today)
        entry = Entry(
            standing.right.title, words.when_words(standing, today), state=asked, kind=kind, key=key
        )
        entry.mark(key == self._open)
        entry.clicked.connect(lambda: self._toggle(key))
        layout.addWidget(entry)
        if key == self._open:
            detail = self._detail(standing)
            layout.addWidget(detail)
            keep_place(entry, [detail])
        return made

    def _toggle(self, key: str) -> None:
        self._open = "" if self._open == key else key
        self._again()
        for entry in self.entries:
            if entry.key == key:
                entry.setFocus(Qt.FocusReason.OtherFocusReason)

    def _detail(self, standing: Standing) -> QWidget:
        made = QWidget()
        layout = column(made, margins=(8, 0, 8, 8), spacing=tokens.HAIR)
        right = standing.right
        for name, value in (
            (_("Dove"), right.where_to_ask),
            (_("Portare"), right.what_to_bring),
            (_("Fonte"), right.source),
        ):
            if value:
                layout.addWidget(label(f"{name}: {value}", "small", wrap=True))
        if self._vault.may(Permission.EDIT_PERSON):
            buttons = [Button(said, self._marker(standing, state)) for state, said in words.answers(right)]
            layout.addWidget(Wrap(*buttons))
        return made

    def _marker(self, standing: Standing, state: str) -> Callable[[], None]:
        def note() -> None:
            child = standing.child.id if standing.child else None
            try:
                kept = service.mark(self._vault, self._person, standing.right.code, state, child)
            except DeskError as problem:
                self.problem.say(problem.message)
                self.problem.show()
                return
            self._open = ""
            self._again()
            if self.entries:
                self.entries[0].setFocus(Qt.FocusReason.OtherFocusReason)
            said = _("{title}: {state}").format(title=standing.right.title, state=words.state_words()[state])
            self._shell.say(said, lambda: service.take_back(self._vault, kept.id))

        return note


def _key(standing: Standing) -> str:
    return f"{standing.right.code}/{standing.child.id if standing.child else ''}"
