"""*Documenti*: what is kept sealed in the vault for her; looked at in the window, copied out only when asked."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from PySide6.QtCore import QDir, Qt
from PySide6.QtWidgets import QFileDialog, QWidget

from millegiorni_desk.areas.people import attachments, media
from millegiorni_desk.areas.people.records import Attachment
from millegiorni_desk.errors import DeskError
from millegiorni_desk.language import _
from millegiorni_desk.ui import tokens
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.cards import Card, Entry, EntryList, Notice
from millegiorni_desk.ui.dates import on_day
from millegiorni_desk.ui.forms import TextField
from millegiorni_desk.ui.parsing import number
from millegiorni_desk.ui.printing import open_folder, write_file
from millegiorni_desk.ui.shell import Shell
from millegiorni_desk.ui.spacing import column
from millegiorni_desk.ui.tasks import TaskBar
from millegiorni_desk.ui.wrap import Wrap
from millegiorni_desk.vault.permissions import Permission
from millegiorni_desk.vault.vault import Vault

Progress = Callable[[int, int, str], None]
_SHOWN_HERE = frozenset({media.PDF, media.PNG, media.JPEG, media.TEXT})


class AttachmentsCard(Card):
    """A row opens on what can be done with the document. Files are read and kept beside the interface's thread."""

    def __init__(self, vault: Vault, shell: Shell) -> None:
        super().__init__(_("Documenti"))
        self._vault, self._shell, self._person, self._key = vault, shell, "", ""
        self.records: dict[str, Attachment] = {}
        self.entries = EntryList(_("Documenti"), _("Nessuno. Restano cifrati nell'archivio, qui dentro."))
        self.entries.opened.connect(self.open)
        self.work = TaskBar()
        self.saved = Notice("", "info")
        self.folder_button = Button(_("Apri cartella"), self._open_folder, icon="folder")
        self.saved.add_action(self.folder_button)
        self.saved.hide()
        self.sheet = self._sheet()
        self.add_button = Button(_("Allega un documento…"), self.ask_file, kind="quiet", icon="add")
        self.add_button.setEnabled(vault.may(Permission.EDIT_PERSON))
        for piece in (self.entries, self.sheet, self.work, self.saved):
            self.add(piece)
        self.add_row(self.add_button)
        self.sheet.hide()

    def _sheet(self) -> QWidget:
        made = QWidget()
        inside = column(made, spacing=tokens.TIGHT)
        self.notes = TextField(_("Che cos'è"), placeholder=_("permesso, ISEE, esito"))
        self.notes.line.then = self.keep_notes
        self.look_button = Button(_("Guarda qui"), self.look, icon="show")
        self.copy_button = Button(_("Salva una copia…"), self.ask_copy, icon="download")
        self.off_button = Button(_("Togli dalla scheda"), self.take_off, kind="quiet", icon="trash")
        self.notes_button = Button(_("Salva la nota"), self.keep_notes, kind="quiet")
        may = self._vault.may(Permission.EDIT_PERSON)
        for button in (self.copy_button, self.off_button, self.notes_button):
            button.setEnabled(may)
        inside.addWidget(self.notes)
        inside.addWidget(Wrap(self.look_button, self.copy_button, self.notes_button, self.off_button))
        return made

    # --- showing -----------------------------------------------------------------------------------

    def show_person(self, person_id: str, today: date) -> None:
        """Show the documents of that person."""
        if person_id != self._person:
            self._person, self._key = person_id, ""
            self.saved.hide()
            self.work.clear()
        kept = attachments.of_person(self._vault, person_id)
        self.records = {one.id: one for one in kept}
        if self._key not in self.records:
            self._key = ""
        self.entries.show_entries([_entry(one, today) for one in kept])
        for entry in self.entries.entries:
            entry.mark(entry.key == self._key)
        self.sheet.setVisible(bool(self._key))

    def open(self, key: str) -> None:
        """Open the row of that document, or close it again."""
        self._key = "" if key == self._key else key
        self.notes.set_value(self.records[key].notes if self._key else "")
        self.look_button.setVisible(bool(self._key) and self.records[key].media_type in _SHOWN_HERE)
        self.sheet.setVisible(bool(self._key))
        for entry in self.entries.entries:
            entry.mark(entry.key == self._key)
        if self._key:
            first = self.copy_button if self.look_button.isHidden() else self.look_button
            first.setFocus(Qt.FocusReason.OtherFocusReason)

    # --- adding ------------------------------------------------------------------------------------

    def ask_file(self) -> None:
        """Ask for a file and keep it."""
        kinds = " ".join(f"*{ending}" for endings in media.ENDINGS.values() for ending in endings)
        chosen, _kind = QFileDialog.getOpenFileName(
            self, _("Allega un documento"), QDir.homePath(), _("Documenti ({kinds})").format(kinds=kinds)
        )
        if chosen:
            self.add_file(Path(chosen))

    def add_file(self, path: Path) -> None:
        """Keep the file at *path*, beside the window; it stays where it is."""
        vault, person = self._vault, self._person

        def work(progress: Progress) -> Attachment:
            return attachments.add_file(vault, person, path)

        self.work.run(_("Metto il documento nell'archivio"), work, self._added, can_cancel=False)

    def _added(self, kept: Attachment) -> None:
        if kept.person_id == self._person:
            self._again()
        self._shell.say(
            _("Documento allegato. Il file di partenza è ancora dov'era."),
            lambda: attachments.edit(self._vault, kept.id, voided=True),
        )

    # --- one document ------------------------------------------------------------------------------

    def look(self) -> None:
        """Look at the document in the window; nothing of it is written anywhere."""
        self._shell.open("document", self._key)

    def ask_copy(self) -> None:
        """Ask where, and write a copy there: the only way out of the vault."""
        one = self.records[self._key]
        start = QDir.home().filePath(f"documento{media.ENDINGS[one.media_type][0]}")
        chosen, _kind = QFileDialog.getSaveFileName(self, _("Salva una copia"), start)
        if chosen:
            self.save_copy(self._key, Path(chosen))

    def save_copy(self, key: str, path: Path) -> None:
        """Write the document to *path*, in clear; noted in the audit log."""
        vault = self._vault

        def work(progress: Progress) -> Path:
            write_file(path, attachments.read(vault, key, "save"))
            return path

        self.work.run(_("Salvo una copia"), work, self._copied, can_cancel=False)

    def _copied(self, path: Path) -> None:
        self._folder = path
        self.saved.say(
            _("Copia salvata in chiaro: {name}. Buttala quando non serve più.").format(name=path.name)
        )
        self.saved.show()

    def _open_folder(self) -> None:
        open_folder(self._folder)

    def keep_notes(self) -> None:
        """Keep what the document is said to be."""
        key, before = self._key, self.records[self._key].notes
        self._act(key, _("Nota salvata"), {"notes": self.notes.value()}, {"notes": before})

    def take_off(self) -> None:
        """Take the document off the card; undo puts it back."""
        self._act(self._key, _("Documento tolto dalla scheda"), {"voided": True}, {"voided": False})
        self.add_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _act(self, key: str, said: str, changes: dict[str, Any], back: dict[str, Any]) -> None:
        try:
            attachments.edit(self._vault, key, **changes)
        except DeskError as problem:
            self.work.show_problem(problem)
            return
        self._again()
        self._shell.say(said, lambda: attachments.edit(self._vault, key, **back))

    def _again(self) -> None:
        self.show_person(self._person, date.today())


def _entry(one: Attachment, today: date) -> Entry:
    added = _("aggiunto {day}").format(day=on_day(one.added_on, today))
    said = " · ".join(part for part in (one.notes, size_words(one.size), added) if part)
    return Entry(one.name, said, key=one.id)


def size_words(size: int) -> str:
    """A size in bytes as people read it: ``12 kB``, ``1,4 MB``."""
    if size < 1_000_000:
        kilobytes = max(1, round(size / 1000))
        return _("{n} kB").format(n=number(kilobytes))
    return _("{n} MB").format(n=f"{size / 1_000_000:.1f}".replace(".", ","))
