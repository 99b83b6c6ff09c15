"""One piece of evidence: dropped here or chosen, what it shows and for whom; looked at, copied out, put right."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QDir, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog

from millegiorni_desk.app.outreach.part import Around, kind_words
from millegiorni_desk.areas.outreach import evidence, named
from millegiorni_desk.areas.outreach.evidence import Item
from millegiorni_desk.areas.outreach.records import Evidence
from millegiorni_desk.areas.people import media
from millegiorni_desk.areas.people.view.attachments_card import size_words
from millegiorni_desk.errors import DeskError, InvalidValue
from millegiorni_desk.language import _
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.cards import Card, Notice
from millegiorni_desk.ui.forms import ChoiceField, Form, TextField
from millegiorni_desk.ui.labels import label
from millegiorni_desk.ui.leaving import LeavingByButton
from millegiorni_desk.ui.printing import open_folder, write_file
from millegiorni_desk.ui.tasks import TaskBar
from millegiorni_desk.ui.wrap import Wrap

Progress = Callable[[int, int, str], None]
_SHOWN_HERE = frozenset({media.PDF, media.PNG, media.JPEG, media.TEXT})


class EvidenceCard(Card):
    """A form for a new file, or for the one that was taken up. Files are read and kept beside the window's thread."""

    def __init__(self, around: Around, changed: Callable[[], object]) -> None:
        super().__init__(_("Nuova prova"))
        self._around, self._vault, self._changed = around, around.vault, changed
        self.path: Path | None = None
        self.item: Item | None = None
        self.file_words = label("", "small", wrap=True)
        self.choose_button = Button(_("Scegli il file…"), self.ask_file, kind="quiet", icon="upload")
        self.about = ChoiceField(_("Che cosa mostra"), searchable=True, none="")
        self.form = Form()
        self.form.add("about", self.about)
        self.form.add_row(
            funder_id=ChoiceField(_("Per quale finanziatore"), none=_("Tutti i finanziatori")),
            notes=TextField(_("Che cosa si vede"), placeholder=_("il marchio in fondo alla locandina")),
        )
        self.save_button = Button(_("Aggiungi la prova"), self.save, icon="add")
        self.leave_button = Button(_("Lascia com'era"), self.leave)
        self.look_button = Button(_("Guarda qui"), self.look, kind="quiet", icon="show")
        self.copy_button = Button(_("Salva una copia…"), self.ask_copy, kind="quiet", icon="download")
        self.off_button = Button(_("Togli la prova"), self.take_out, kind="quiet", icon="trash")
        self.buttons = Wrap(
            self.save_button, self.leave_button, self.look_button, self.copy_button, self.off_button
        )
        self.work = TaskBar()
        self.saved = Notice("", "info")
        self.saved.add_action(Button(_("Apri cartella"), self._open_folder, icon="folder"))
        self.choosing = Wrap(self.choose_button)
        for piece in (
            self.choosing,
            self.file_words,
            self.form,
            self.buttons,
            self.work,
            self.saved,
        ):
            self.add(piece)
        self.saved.hide()
        self.setAcceptDrops(around.may)
        LeavingByButton(self, self.leave_button)
        self._turn(None)

    # --- showing --------------------------------------------------------------------------------------

    def reload(self) -> None:
        """Offer what there is in the period."""
        self._offer(
            self.item.evidence.about if self.item is not None else str(self.about.box.currentData() or "")
        )
        funders = self.form.fields["funder_id"]
        if isinstance(funders, ChoiceField):
            funders.set_options(list(named.funders(self._vault).items()))

    def _offer(self, chosen: str) -> None:
        known = {one.id: one for one in named.shown_in(self._vault, self._around.days)}
        if chosen and chosen not in known:
            known |= named.subjects(self._vault, [chosen])
        self.about.set_options(
            [
                (one.id, f"{one.on_date:%d/%m/%Y} · {kind_words(one.kind)} · {one.title}")
                for one in known.values()
            ]
        )
        self.about.set_value(chosen)

    def begin(self, about: str) -> None:
        """A new file about that record."""
        self.leave()
        self._offer(about)
        self.choose_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def take_up(self, item: Item) -> None:
        """Show a file that is kept, to be looked at or put right."""
        self._turn(item)
        one = item.evidence
        self._offer(one.about)
        self.form.set_values({"funder_id": one.funder_id, "notes": one.notes})
        first = self.copy_button if self.look_button.isHidden() else self.look_button
        first.setFocus(Qt.FocusReason.OtherFocusReason)

    def leave(self) -> None:
        """Back to an empty form for a new file."""
        self._turn(None)
        self.form.clear()
        self.choose_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _turn(self, item: Item | None) -> None:
        self.item, self.path = item, None
        self.work.clear()
        self.saved.hide()
        self.title.setText(_("Correggi la prova") if item else _("Nuova prova"))
        self.setAccessibleName(self.title.text())
        self.save_button.say(_("Salva la prova") if item else _("Aggiungi la prova"))
        self.choosing.setVisible(item is None)
        for button in (self.leave_button, self.copy_button, self.off_button):
            button.setVisible(item is not None)
        self.look_button.setVisible(item is not None and item.evidence.media_type in _SHOWN_HERE)
        self.buttons.lay_out()
        self._tell_file()

    def _tell_file(self) -> None:
        if self.item is not None:
            one = self.item.evidence
            said = f"{one.name} · {size_words(one.size)}"
        elif self.path is not None:
            said = _("File: {name}. Si salva con la prova.").format(name=self.path.name)
        else:
            said = _("Trascina qui una foto, una schermata o un PDF, o scegli il file: fino a 10 MB.")
        self.file_words.setText(said)

    # --- the file -------------------------------------------------------------------------------------

    def ask_file(self) -> None:
        """Ask for the file; it is kept when the evidence is saved."""
        kinds = " ".join(f"*{ending}" for endings in media.ENDINGS.values() for ending in endings)
        chosen, _kind = QFileDialog.getOpenFileName(
            self, _("Scegli il file"), QDir.homePath(), _("Documenti ({kinds})").format(kinds=kinds)
        )
        if chosen:
            self.take_file(Path(chosen))

    def take_file(self, path: Path) -> None:
        """Have *path* kept as a new piece of evidence."""
        if self.item is not None:
            self.leave()
        self.path = path
        self._tell_file()
        self.about.setFocus(Qt.FocusReason.OtherFocusReason)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        urls = event.mimeData().urls()
        if len(urls) == 1 and urls[0].isLocalFile():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        self.take_file(Path(event.mimeData().urls()[0].toLocalFile()))
        event.acceptProposedAction()

    def look(self) -> None:
        """Look at the file in the window; nothing of it is written anywhere."""
        if self.item is not None:
            self._around.shell.open("evidence", self.item.evidence.id)

    def ask_copy(self) -> None:
        """Ask where, and write a copy there."""
        if self.item is None:
            return
        one = self.item.evidence
        start = QDir.home().filePath(f"prova{media.ENDINGS[one.media_type][0]}")
        chosen, _kind = QFileDialog.getSaveFileName(self, _("Salva una copia"), start)
        if chosen:
            self.save_copy(one.id, Path(chosen))

    def save_copy(self, key: str, path: Path) -> None:
        """Write the file to *path*, in clear; noted in the audit log."""
        vault = self._vault

        def work(progress: Progress) -> Path:
            write_file(path, evidence.read(vault, key, "save"))
            return path

        self.work.run(_("Salvo una copia"), work, self._copied, can_cancel=False)

    def _copied(self, path: Path) -> None:
        self._folder = path
        self.saved.say(_("Copia salvata: {name}").format(name=path.name))
        self.saved.show()

    def _open_folder(self) -> None:
        open_folder(self._folder)

    # --- keeping --------------------------------------------------------------------------------------

    def save(self) -> None:
        """Keep the new file, or what was corrected of the one that was taken up."""
        try:
            given = self.form.values()
        except InvalidValue:
            return
        if self.item is not None:
            self._correct(self.item, given)
            return
        path, vault = self.path, self._vault
        if path is None:
            self.work.show_problem(InvalidValue(_("Scegli prima il file, o trascinalo qui."), "file"))
            self.choose_button.setFocus(Qt.FocusReason.OtherFocusReason)
            return

        def work(progress: Progress) -> Evidence:
            return evidence.add_file(
                vault, str(given["about"]), path, str(given["funder_id"]), str(given["notes"])
            )

        self.work.run(_("Metto il file nell'archivio"), work, self._added, self._refused, can_cancel=False)

    def _added(self, kept: Evidence) -> None:
        vault = self._vault
        self.leave()
        self._changed()
        self._around.shell.say(
            _("Prova aggiunta. Il file di partenza è ancora dov'era."),
            lambda: evidence.edit(vault, kept.id, voided=True),
        )

    def _correct(self, item: Item, given: dict[str, Any]) -> None:
        before = {name: getattr(item.evidence, name) for name in given}
        self._act(item.evidence.id, _("Prova corretta"), given, before)

    def take_out(self) -> None:
        """Take the file out of the list; undo puts it back."""
        if self.item is not None:
            self._act(self.item.evidence.id, _("Prova tolta"), {"voided": True}, {"voided": False})

    def _act(self, key: str, said: str, changes: dict[str, Any], back: dict[str, Any]) -> None:
        vault = self._vault
        try:
            evidence.edit(vault, key, **changes)
        except DeskError as problem:
            self._refused(problem)
            return
        self.leave()
        self._changed()
        self._around.shell.say(said, lambda: evidence.edit(vault, key, **back))

    def _refused(self, problem: Exception) -> None:
        if not (isinstance(problem, InvalidValue) and self.form.show_problem(problem)):
            self.work.show_problem(problem)
