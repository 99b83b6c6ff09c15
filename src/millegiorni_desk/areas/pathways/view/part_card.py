"""Parts of a pathway as rows that open in place: what was done, what is ahead, what was noted; reserved or not."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from millegiorni_desk.areas.pathways.service import File
from millegiorni_desk.areas.people.view.held_card import HeldCard
from millegiorni_desk.areas.people.view.reserved import NAMES, Reserved
from millegiorni_desk.language import _
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.cards import Entry
from millegiorni_desk.ui.forms import Form, PartialDate
from millegiorni_desk.ui.parsing import number
from millegiorni_desk.ui.shell import Shell
from millegiorni_desk.vault.sealed_fields import Mark
from millegiorni_desk.vault.vault import Vault

_SHOWN = 6


class PartCard(HeldCard):
    """The base of those cards: a few rows at first, the rest when asked for; the form may seal what is written.

    ``marks`` are the rows that are reserved, by key. What the user cannot read is no record that opens.
    """

    def __init__(self, vault: Vault, shell: Shell, title: str, *, add: str, empty: str) -> None:
        self.file: File | None = None
        self.marks: dict[str, Mark] = {}
        self._all = False
        super().__init__(vault, shell, title, add=add, empty=empty)
        self.off_button.setText(_("Togli"))
        self.more_button = Button("", self._toggle, kind="quiet")
        self.add_row(self.more_button)
        self.more_button.hide()

    def may_be_reserved(self, form: Form) -> None:
        """Put the switch and the readers at the end of *form*."""
        self.reserved = Reserved(self._vault, form, "")

    def take(self, file: File) -> None:
        """Show that pathway's."""
        if self.file is None or self.file.pathway.id != file.pathway.id:
            self._all = False
        self.file = file
        self.show_person(file.pathway.id, date.today())

    def few(self, rows: Sequence[Entry]) -> list[Entry]:
        """The first of *rows*, or all of them where they were asked for."""
        more = len(rows) - _SHOWN
        self.more_button.setVisible(more > 0)
        self.more_button.say(
            _("Mostra solo gli ultimi")
            if self._all
            else _("Mostra gli altri {left}").format(left=number(more))
        )
        return list(rows if self._all else rows[:_SHOWN])

    def _toggle(self) -> None:
        self._all = not self._all
        self._again()

    def state_of(self, key: str) -> tuple[str, str]:
        """What stands at the end of a row and before it: that it is reserved, and the lock."""
        return (_("riservato"), "lock") if key in self.marks else ("", "")

    def _open_sheet(self, key: str, answers: dict[str, object]) -> None:
        super()._open_sheet(key, answers)
        self.reserved.start(self.marks.get(key))

    def answered(self, given: dict[str, object]) -> dict[str, Any]:
        """The answers without the switch, days as days."""
        return {
            name: value.day if isinstance(value, PartialDate) else value
            for name, value in given.items()
            if name not in NAMES
        }

    def readers_now(self, record_id: str, changes: dict[str, Any]) -> Sequence[str] | None:
        """Who is to read what is being saved in the form; as it is, for an undo or what is taken off."""
        saving = self.editing and self._key == record_id and "voided" not in changes
        return self.reserved.readers() if saving else None

    def save(self) -> None:
        self._before = self.marks.get(self._key)
        super().save()

    def _done(self, said: str, undo: dict[str, Any]) -> None:
        if "voided" not in undo:
            undo["readers"] = list(self._before.readers) if self._before else []
        super()._done(said, undo)
