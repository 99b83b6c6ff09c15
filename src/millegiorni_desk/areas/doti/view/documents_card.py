"""The documents of expense of a dote: number, supplier, date, amount, and the scan, which is dropped here or chosen."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

from PySide6.QtCore import QDir
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog

from millegiorni_desk.areas.doti import expense_documents
from millegiorni_desk.areas.doti.amounts import format_euros
from millegiorni_desk.areas.doti.expense_documents import Kept, Shown
from millegiorni_desk.areas.doti.records import Dote, ExpenseDocument
from millegiorni_desk.areas.doti.view.acts import Acts
from millegiorni_desk.areas.people import media
from millegiorni_desk.errors import DeskError, InvalidValue
from millegiorni_desk.language import _
from millegiorni_desk.network import service as network
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.cards import Card, Entry, EntryList
from millegiorni_desk.ui.forms import ChoiceField, DateField, Form, MoneyField, PartialDate, TextField
from millegiorni_desk.ui.labels import label
from millegiorni_desk.ui.tasks import TaskBar
from millegiorni_desk.ui.wrap import Wrap

Progress = Callable[[int, int, str], None]


class DocumentsCard(Card):
    """A row opens its document to be corrected, the form adds one. Scans are kept beside the interface's thread."""

    def __init__(self, acts: Acts) -> None:
        super().__init__(_("Documenti di spesa"))
        self._acts, self._vault = acts, acts.vault
        self._dote: Dote | None = None
        self._key = ""
        self.scan: Path | None = None
        self.shown: dict[str, Shown] = {}
        self.kinds = network.terms(self._vault, "document_kind")
        self.entries = EntryList(_("Documenti di spesa"), _("Ancora nessuno: bolletta, scontrino, fattura."))
        self.entries.opened.connect(self.open)
        self.open_button = Button(_("Aggiungi un documento"), lambda: self.open(""), kind="quiet", icon="add")
        self._build_form()
        self.work = TaskBar()
        for piece in (self.entries, Wrap(self.open_button), self.form, self.deeds, self.work):
            self.add(piece)
        self._unfold(False)
        self.setAcceptDrops(True)

    def _build_form(self) -> None:
        self.form = Form()
        self.form.add_row(
            kind=ChoiceField(_("Che cos'è"), list(self.kinds.items())), number=TextField(_("Numero"))
        )
        self.form.add_row(supplier=TextField(_("Chi l'ha fatto")), issued_on=DateField(_("Data")))
        self.form.add("amount_cents", MoneyField(_("Importo del documento")))
        self.scan_words = label("", "small", wrap=True)
        self.file_button = Button(_("Scegli la scansione…"), self.ask_file, kind="quiet", icon="upload")
        self.save_button = Button(_("Salva il documento"), self.save)
        self.look_button = Button(_("Guarda la scansione"), self._look, kind="quiet", icon="show")
        self.off_button = Button(_("Togli dalla dote"), self.take_off, kind="quiet", icon="trash")
        self.leave_button = Button(_("Chiudi"), lambda: self._unfold(False), kind="quiet")
        self.form.add_widget(self.scan_words)
        self.form.add_widget(Wrap(self.file_button, self.look_button))
        self.deeds = Wrap(self.save_button, self.off_button, self.leave_button)

    # --- showing -----------------------------------------------------------------------------------

    def show_dote(self, dote: Dote) -> None:
        """Show the documents of that dote."""
        if self._dote is None or self._dote.id != dote.id:
            self._unfold(False)
            self.work.clear()
        self._dote = dote
        kept = expense_documents.of_dote(self._vault, dote.id)
        self.shown = {each.document.id: each for each in kept}
        if self._key and self._key not in self.shown:
            self._unfold(False)
        self.entries.show_entries([self._entry(each) for each in kept])
        for entry in self.entries.entries:
            entry.mark(entry.key == self._key)
        self._tell_scan()

    def _entry(self, shown: Shown) -> Entry:
        one = shown.document
        first = " ".join(part for part in (self.kinds.get(one.kind, ""), one.number) if part)
        cents = format_euros(one.amount_cents) if one.amount_cents is not None else ""
        day = f"{one.issued_on:%d/%m/%Y}" if one.issued_on else ""
        second = " · ".join(part for part in (one.supplier, day, cents) if part)
        state = _("con scansione") if shown.scans else _("senza scansione")
        return Entry(
            first or one.supplier, second, state=state, kind="info" if shown.scans else "quiet", key=one.id
        )

    def _unfold(self, shown: bool) -> None:
        if not shown:
            self._key, self.scan = "", None
            for entry in self.entries.entries:
                entry.mark(False)
        self.form.setVisible(shown)
        self.deeds.setVisible(shown)
        self.open_button.setVisible(not shown)

    def open(self, key: str) -> None:
        """Open that document to correct it; empty: a new one, filled from the dote."""
        self.form.clear()
        self.work.clear()
        self._key, self.scan = key, None
        if key:
            one = self.shown[key].document
            self.form.set_values(
                {
                    "kind": one.kind,
                    "number": one.number,
                    "supplier": one.supplier,
                    "issued_on": one.issued_on,
                    "amount_cents": one.amount_cents,
                }
            )
        elif self._dote is not None and not self.shown:
            self.form.set_values({"number": self._dote.document, "supplier": self._dote.supplier})
        for entry in self.entries.entries:
            entry.mark(entry.key == key)
        self.off_button.setVisible(bool(key))
        self._tell_scan()
        self._unfold(True)
        self.form.fields["kind"].setFocus()

    def _tell_scan(self) -> None:
        scans = self.shown[self._key].scans if self._key in self.shown else ()
        if self.scan is not None:
            self.scan_words.setText(
                _("Scansione: {name}, si salva con il documento.").format(name=self.scan.name)
            )
        elif scans:
            self.scan_words.setText(
                _("Scansione: {name}").format(name=", ".join(each.name for each in scans))
            )
        else:
            self.scan_words.setText(
                _("Trascina qui la scansione, o scegli il file (PDF o immagine, fino a 10 MB).")
            )
        self.look_button.setVisible(bool(scans))

    # --- the scan ----------------------------------------------------------------------------------

    def ask_file(self) -> None:
        """Ask for the scan; it is kept when the document is saved."""
        kinds = " ".join(f"*{ending}" for endings in media.ENDINGS.values() for ending in endings)
        chosen, _kind = QFileDialog.getOpenFileName(
            self, _("Scegli la scansione"), QDir.homePath(), _("Documenti ({kinds})").format(kinds=kinds)
        )
        if chosen:
            self.take_scan(Path(chosen))

    def take_scan(self, path: Path) -> None:
        """Have *path* kept with the document that is open, or with a new one."""
        if self.form.isHidden():
            self.open("")
        self.scan = path
        self._tell_scan()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        urls = event.mimeData().urls()
        if len(urls) == 1 and urls[0].isLocalFile():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        self.take_scan(Path(event.mimeData().urls()[0].toLocalFile()))
        event.acceptProposedAction()

    def _look(self) -> None:
        scans = self.shown[self._key].scans
        if scans:
            self._acts.shell.open("document", scans[-1].id)

    # --- saving ------------------------------------------------------------------------------------

    def save(self) -> None:
        """Keep the document and its scan, both or neither."""
        dote, vault, key, scan = self._dote, self._vault, self._key, self.scan
        if dote is None:
            return
        try:
            given = self._answers()
        except InvalidValue:
            return

        def work(progress: Progress) -> Kept:
            with vault.save("expense_document.edit" if key else "expense_document.add"):
                kept = (
                    expense_documents.edit(vault, key, **given)
                    if key
                    else expense_documents.add(vault, ExpenseDocument(house="", dote_id=dote.id, **given))
                )
                if scan is not None:
                    expense_documents.add_scan_file(vault, kept.document.id, scan)
            return kept

        self.work.run(_("Metto il documento nell'archivio"), work, lambda kept: self._saved(kept, not key),
                      self._refused, can_cancel=False)  # fmt: skip

    def _answers(self) -> dict[str, Any]:
        given = self.form.values()
        day = cast(PartialDate | None, given["issued_on"])
        return {**given, "issued_on": day.day if day else None}

    def _saved(self, kept: Kept, new: bool) -> None:
        vault, key = self._vault, kept.document.id
        self._unfold(False)
        if self._dote is not None and self._dote.id == kept.document.dote_id:
            self.show_dote(self._dote)
            self.open_button.setFocus()
        self._acts.shell.say(
            _("Documento salvato"), (lambda: expense_documents.void(vault, key)) if new else None
        )
        self._acts.tell(kept.warning)

    def _refused(self, problem: Exception) -> None:
        if not (isinstance(problem, InvalidValue) and self.form.show_problem(problem)):
            self.work.show_problem(problem)

    def take_off(self) -> None:
        """Take the document off the dote; undo puts it back."""
        vault, key = self._vault, self._key
        try:
            expense_documents.void(vault, key)
        except DeskError as problem:
            self.work.show_problem(problem)
            return
        self._unfold(False)
        if self._dote is not None:
            self.show_dote(self._dote)
        self.open_button.setFocus()
        self._acts.shell.say(_("Documento tolto dalla dote"), lambda: expense_documents.put_back(vault, key))
