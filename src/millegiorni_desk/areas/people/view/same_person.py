"""*È lei?*: those a new card may already be, shown before it is kept."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QWidget

from millegiorni_desk.areas.people import elsewhere, service
from millegiorni_desk.areas.people.records import Child, Person
from millegiorni_desk.areas.people.service import Found
from millegiorni_desk.areas.people.view import words
from millegiorni_desk.areas.people.view.pile import Pile
from millegiorni_desk.language import _
from millegiorni_desk.ui import tokens
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.labels import label, reveal
from millegiorni_desk.ui.spacing import column, row
from millegiorni_desk.vault.vault import Vault

_SHOWN = 2


class SamePerson(QFrame):
    """Asks whether the woman being written down is one already known, with the reasons; it never keeps from saving.

    Of another house it says that she may be registered there, and nothing else.
    ``is_she`` carries the id of the card that is hers; ``another`` says that it is none of them,
    who are not asked about again until :meth:`forget`.
    """

    is_she = Signal(str)
    another = Signal()

    def __init__(self, vault: Vault) -> None:
        super().__init__()
        self._vault = vault
        self._others: set[str] = set()
        self._likely: list[Found] = []
        self.setProperty("notice", "warning")
        layout = column(self, margins=(12, 10), spacing=tokens.TIGHT)
        self.title = label(_("Forse c'è già. È lei?"), "strong", wrap=True)
        self.rows = Pile()
        self.another_button = Button(_("È un'altra persona"), self._another)
        self.elsewhere = label(_("Possibile registrazione in un'altra Casa."), wrap=True)
        layout.addWidget(self.title)
        layout.addWidget(self.rows)
        layout.addWidget(self.another_button, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(self.elsewhere)
        self.buttons: list[Button] = []
        self.hide()

    def ask(self, person: Person, children: Sequence[Child] = ()) -> bool:
        """Show those who may be *person*; whether there is anyone to decide about."""
        likely = service.likely_same(self._vault, person, children)
        self._show(
            [one for one in likely if one.person.id not in self._others],
            elsewhere.may_be_registered(self._vault, person, children),
        )
        return bool(self._likely)

    def forget(self) -> None:
        """A new person: everyone may be asked about again."""
        self._others.clear()
        self._show([])

    def take_focus(self) -> None:
        """Put the keyboard on the first answer."""
        if self.buttons:
            self.buttons[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def _show(self, likely: list[Found], elsewhere_too: bool = False) -> None:
        if [one.person.id for one in likely] != [one.person.id for one in self._likely]:
            self._likely, self.buttons = likely, []
            self.rows.put([self._row(one) for one in likely[:_SHOWN]])
        for piece in (self.title, self.rows, self.another_button):
            reveal(piece, bool(likely))
        reveal(self.elsewhere, elsewhere_too)
        self.setAccessibleName((self.title if likely else self.elsewhere).text())
        self.setVisible(bool(likely) or elsewhere_too)

    def _row(self, one: Found) -> QWidget:
        made = QWidget()
        line = row(made, spacing=tokens.TIGHT)
        told = column(spacing=0)
        who = ", ".join(part for part in (words.full_name(one.person), words.line(one.person)) if part)
        told.addWidget(label(who, wrap=True))
        told.addWidget(label(" · ".join(one.reasons), "small", wrap=True))
        line.addLayout(told, 1)
        button = Button(_("È lei"), lambda: self.is_she.emit(one.person.id))
        button.setAccessibleName(_("È lei: {who}").format(who=who))
        button.setAccessibleDescription(", ".join(one.reasons))
        self.buttons.append(button)
        line.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        return made

    def _another(self) -> None:
        self._others.update(one.person.id for one in self._likely)
        self._show([])
        self.another.emit()
