"""*Note riservate* on a person's page: those that one may read, and a new one with its readers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import cast

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from millegiorni_desk.areas.people import reserved_notes
from millegiorni_desk.areas.people.reserved_notes import Note
from millegiorni_desk.areas.people.view.pile import Pile, ProblemPlace
from millegiorni_desk.areas.people.view.reserved import reader_options, readers_words
from millegiorni_desk.errors import DeskError, InvalidValue
from millegiorni_desk.language import _
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.cards import Card
from millegiorni_desk.ui.chips import ChipGroup
from millegiorni_desk.ui.dates import day_words
from millegiorni_desk.ui.forms import Form, NoteField
from millegiorni_desk.ui.labels import label
from millegiorni_desk.ui.leaving import LeavingByButton
from millegiorni_desk.ui.page import Columns, Stack
from millegiorni_desk.ui.shell import Shell
from millegiorni_desk.ui.wrap import Wrap
from millegiorni_desk.vault import seal_readers
from millegiorni_desk.vault.permissions import Permission
from millegiorni_desk.vault.sealed_fields import Mark
from millegiorni_desk.vault.vault import Vault


class ReservedNotesCard(Card):
    """Shown to whoever may write one, or read one that is there."""

    def __init__(self, vault: Vault, shell: Shell) -> None:
        super().__init__(_("Note riservate"))
        self._vault, self._shell, self._person = vault, shell, ""
        self._may = vault.may(Permission.EDIT_PERSON)
        self.work, self.notes, self.form = ProblemPlace(), Pile(), Form()
        self.text = self.form.add("text", NoteField(_("Nota"), lines=3))
        self.readers = self.form.add("readers", ChipGroup(_("Chi può leggere"), multiple=True))
        self.new_button = Button(_("Nuova nota riservata"), self.begin, kind="quiet", icon="lock")
        self.save_button = Button(_("Tieni la nota"), self.save, kind="primary")
        self.leave_button = Button(_("Lascia stare"), self.leave)
        LeavingByButton(self, self.leave_button)
        for piece in (self.work, self.notes, self.form):
            self.add(piece)
        self.buttons = Wrap(self.save_button, self.leave_button, self.new_button)
        self.add(self.buttons)
        self.fold()

    def show_person(self, person_id: str) -> None:
        """Show the notes of that person; what was begun for another is let go."""
        if person_id != self._person:
            self._person = person_id
            self.fold()
        found = reserved_notes.of_person(self._vault, person_id)
        self.notes.put([self._piece(note) for note in found])
        self.setVisible(self._may or bool(found))

    def begin(self) -> None:
        """Ask for a note and who may read it."""
        self.readers.set_options(reader_options(self._vault))
        self.readers.set_value(seal_readers.default_readers(self._vault))
        self._unfold(True)
        self.text.setFocus(Qt.FocusReason.OtherFocusReason)

    def fold(self) -> None:
        """No new note."""
        self.work.clear()
        self.form.clear()
        self._unfold(False)

    def leave(self) -> None:
        """No new note after all."""
        self.fold()
        self.new_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def save(self) -> None:
        """Keep the note."""
        given = self.form.values()
        readers = list(cast(tuple[str, ...], given["readers"]))
        self._attempt(lambda: reserved_notes.add(self._vault, self._person, str(given["text"]), readers))

    def _attempt(self, change: Callable[[], object]) -> None:
        self.work.clear()
        try:
            change()
        except DeskError as problem:
            if not (isinstance(problem, InvalidValue) and self.form.show_problem(problem)):
                self.work.show_problem(problem)
            return
        self.fold()
        self.show_person(self._person)

    def _unfold(self, on: bool) -> None:
        for piece in (self.form, self.save_button, self.leave_button):
            piece.setVisible(on)
        self.new_button.setVisible(not on and self._may)
        self.buttons.lay_out()

    def _piece(self, note: Note) -> Stack:
        if note.text is None:
            return Stack(label(_("Una nota riservata ad altre persone."), "muted", wrap=True), spacing=2)
        when = day_words(note.on_date, date.today()) if note.on_date else ""
        readers = readers_words(self._vault, Mark(note.readers, True))
        told = (note.author, when, _("leggono: {readers}").format(readers=readers))
        line = label(" · ".join(part for part in told if part), "small", wrap=True)
        pieces: list[QWidget] = [label(note.text, wrap=True, selectable=True), line]
        if note.mine or self._vault.may(Permission.SEAL):
            away = Button(_("Togli"), lambda: self._take_away(note), kind="quiet")
            pieces[1:] = [Columns(line, away, stretch=(1, 0), fold_under=300, same_height=False)]
        return Stack(*pieces, spacing=2)

    def _take_away(self, note: Note) -> None:
        self._attempt(lambda: reserved_notes.take_away(self._vault, note))
        self._shell.say(
            _("Nota riservata tolta"),
            lambda: reserved_notes.add(self._vault, self._person, note.text or "", note.readers),
        )
