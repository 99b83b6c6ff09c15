"""*È lei?*: those a new card may already be, shown before it is kept."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame

from millegiorni_desk.areas.people import service
from millegiorni_desk.areas.people.records import Child, Person
from millegiorni_desk.areas.people.service import Found
from millegiorni_desk.areas.people.view import words
from millegiorni_desk.ui import tokens
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.labels import label
from millegiorni_desk.ui.spacing import column
from millegiorni_desk.vault.vault import Vault

_SHOWN = 2


class SamePerson(QFrame):
    """Asks whether the woman being written down is one already known, with the reasons.

    ``is_she`` carries the id of the card that is hers; ``another`` says that it is none of those shown,
    who are not asked about again until :meth:`forget`.
    """

    is_she = Signal(str)
    another = Signal()

    def __init__(self, vault: Vault) -> None:
        super().__init__()
        self._vault = vault
        self._others: set[str] = set()
        self._found: list[Found] = []
        self.setProperty("notice", "warning")
        self._layout = column(self, margins=(12, 10), spacing=tokens.TIGHT)
        self.title = label("Forse c'è già. È lei?", "strong", wrap=True)
        self._layout.addWidget(self.title)
        self.buttons: list[Button] = []
        self.another_button = Button("È un'altra persona", self._another)
        self.hide()

    def ask(self, person: Person, children: Sequence[Child] = ()) -> bool:
        """Show those who may be *person*; whether there is anyone to decide about."""
        likely = service.likely_same(self._vault, person, children)
        self._show([one for one in likely if one.person.id not in self._others][:_SHOWN])
        return bool(self._found)

    def forget(self) -> None:
        """A new person: everyone may be asked about again."""
        self._others.clear()
        self._show([])

    def take_focus(self) -> None:
        """Put the keyboard on the first answer."""
        if self.buttons:
            self.buttons[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def _show(self, found: list[Found]) -> None:
        if [one.person.id for one in found] == [one.person.id for one in self._found]:
            self.setVisible(bool(found))
            return
        self._found = found
        while self._layout.count() > 1:
            item = self._layout.takeAt(1)
            if item is not None and (widget := item.widget()) is not None:
                widget.hide()
                widget.setParent(None)
        self.buttons = []
        for one in found:
            self._add(one)
        self._layout.addWidget(self.another_button, 0, Qt.AlignmentFlag.AlignLeft)
        self.another_button.show()
        self.setAccessibleName(self.title.text())
        self.setVisible(bool(found))

    def _add(self, one: Found) -> None:
        who = ", ".join(part for part in (words.full_name(one.person), words.line(one.person)) if part)
        self._layout.addWidget(label(who, "strong", wrap=True))
        self._layout.addWidget(label(" · ".join(one.reasons), "small", wrap=True))
        button = Button(
            f"È lei: {words.cut(words.full_name(one.person), 28)}", lambda: self.is_she.emit(one.person.id)
        )
        button.setAccessibleDescription(f"{who}. {', '.join(one.reasons)}")
        self.buttons.append(button)
        self._layout.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)

    def _another(self) -> None:
        self._others.update(one.person.id for one in self._found)
        self._show([])
        self.another.emit()
