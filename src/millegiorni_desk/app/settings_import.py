"""*Impostazioni, importa*: an empty register, a trial first, then the rows; what was refused in a workbook."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog, QWidget

from millegiorni_desk.app.path_fields import FileField
from millegiorni_desk.app.sections import Section
from millegiorni_desk.errors import DeskError
from millegiorni_desk.flows.workbooks import Kind, Outcome, import_workbook, write_rejected, write_template
from millegiorni_desk.language import _
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.cards import Card
from millegiorni_desk.ui.forms import Form
from millegiorni_desk.ui.labels import label
from millegiorni_desk.ui.page import Stack
from millegiorni_desk.ui.tables import Column, Source, Table
from millegiorni_desk.ui.tasks import Cancelled, TaskBar
from millegiorni_desk.ui.wrap import Wrap

if TYPE_CHECKING:
    from millegiorni_desk.ui.shell import Shell
    from millegiorni_desk.vault.vault import Vault

KINDS = ((Kind.ACCESSES, _("Accessi")), (Kind.PATHWAYS, _("Percorsi")), (Kind.DOTI, _("Doti")))
_XLSX = _("Foglio di calcolo (*.xlsx)")


class ImportSection(Section):
    """The import of a register: nothing is written before the trial was seen."""

    def __init__(self, vault: Vault, shell: Shell) -> None:
        super().__init__()
        self._vault, self._shell = vault, shell
        self.outcome: Outcome | None = None
        empty = Card(_("Il registro vuoto"))
        empty.add(
            label(
                _("Un foglio con le colonne giuste, gli elenchi delle risposte e un esempio."),
                "muted",
                wrap=True,
            )
        )
        empty.add(Wrap(*(self._template_button(kind, words) for kind, words in KINDS)))
        self.templates = Stack()
        empty.add(self.templates)
        self.add(empty)
        card = Card(_("Importa un registro"))
        self.form = Form()
        self.file = self.form.add(
            "file",
            FileField(
                _("Foglio da importare"), _XLSX, hint=_("Lo stesso file, importato due volte, conta una.")
            ),
        )
        self.file.changed.connect(self._another_file)
        self.try_button = Button(_("Prova, senza scrivere"), self.try_it, kind="primary")
        self.import_button = Button(_("Importa"), self.import_it, kind="primary")
        card.add(self.form)
        card.add(Wrap(self.try_button, self.import_button))
        self.work = TaskBar()
        card.add(self.work)
        self.add(card)
        self.add(self._result_card())
        self._another_file()

    def _template_button(self, kind: Kind, words: str) -> Button:
        button = Button(f"{words}…", lambda: self._ask_template(kind), icon="download")
        button.setAccessibleName(_("Salva il registro vuoto: {words}").format(words=words))
        return button

    def _result_card(self) -> Card:
        self.result = Card(_("Com'è andata"))
        self.words = label("", wrap=True)
        self.refused = Table(
            _("Righe rifiutate e avvisi"),
            (
                Column("row", _("Riga"), "number", 80, sortable=False),
                Column("what", _("Che cosa"), width=110, sortable=False),
                Column("reason", _("Motivo"), sortable=False),
            ),
            key="id",
            most_rows=6,
        )
        self.save_button = Button(_("Salva le righe rifiutate…"), self._ask_rejected, icon="save")
        self.saved = Stack()
        for widget in (self.words, self.refused, Wrap(self.save_button), self.saved):
            self.result.add(widget)
        self.result.hide()
        return self.result

    def reload(self) -> None:
        self.told.emit(_("registri in foglio di calcolo"), "", "quiet")

    def first_focus(self) -> QWidget:
        return self.file

    def _another_file(self) -> None:
        self.outcome = None
        self.result.hide()
        self._offer()

    def _offer(self) -> None:
        tried = self.outcome is not None and self.outcome.dry_run and self.outcome.added > 0
        self.import_button.setVisible(tried)
        self.try_button.setVisible(not tried)

    # --- templates ---------------------------------------------------------------------------------

    def _ask_template(self, kind: Kind) -> None:
        name = f"registro-{dict(KINDS)[kind].lower()}.xlsx"
        chosen, _unused = QFileDialog.getSaveFileName(
            self, _("Salva il registro vuoto"), str(Path.home() / name), _XLSX
        )
        if chosen:
            self.save_template(kind, Path(chosen))

    def save_template(self, kind: Kind, path: Path) -> None:
        """Write the empty register of that kind to *path*."""
        self.work.run(
            _("Scrivo il registro vuoto"),
            lambda progress: write_template(kind, path, self._vault),
            lambda _unused: self._say_saved(self.templates, path),
            can_cancel=False,
        )

    def _say_saved(self, where: Stack, path: Path) -> None:
        from millegiorni_desk.ui.printing import SavedNotice

        layout = where.layout()
        if layout is None:
            return
        while (item := layout.takeAt(0)) is not None:
            old = item.widget()
            if old is not None:
                old.hide()
                old.deleteLater()
        layout.addWidget(SavedNotice(path))

    # --- importing ---------------------------------------------------------------------------------

    def try_it(self) -> None:
        """Read the workbook, say what would come of it, and write nothing."""
        self._run(dry_run=True)

    def import_it(self) -> None:
        """Write the rows; what was written when it is stopped stays."""
        self._run(dry_run=False)

    def _run(self, dry_run: bool) -> None:
        path = self.file.path()
        if path is None:
            self.file.show_problem(_("Scegli prima il foglio da importare."))
            self.file.setFocus()
            return

        def work(progress: Callable[[int, int, str], None]) -> Outcome:
            stopped = threading.Event()

            def told(done: int, total: int, words: str) -> None:
                # Stopping between two chunks keeps the count of what was written.
                try:
                    progress(done, total, words)
                except Cancelled:
                    stopped.set()

            return import_workbook(
                self._vault, path, dry_run=dry_run, progress=told, cancelled=stopped.is_set
            )

        self.work.run(_("Provo") if dry_run else _("Importo"), work, self._show)

    def _show(self, outcome: Outcome) -> None:
        self.outcome = outcome
        told = outcome.lines()
        self.words.setText("\n".join(told[: 2 if outcome.stopped else 1]))
        rows = [
            {"id": f"r{one.row_number}", "row": one.row_number, "what": _("rifiutata"), "reason": one.reason}
            for one in outcome.rejected
        ]
        rows += [
            {"id": f"w{at}", "row": one.row_number or None, "what": _("da guardare"), "reason": one.text}
            for at, one in enumerate(outcome.warnings)
        ]
        self.refused.show_rows(Source.of(rows))
        self.refused.setVisible(bool(rows))
        self.save_button.setVisible(bool(outcome.rejected))
        self.result.title.setText(_("La prova") if outcome.dry_run else _("Com'è andata"))
        self.result.show()
        self._offer()
        if self.import_button.isVisible():
            self.import_button.setFocus()
        if not outcome.dry_run:
            self._shell.say(_("Importazione finita: {added} righe aggiunte").format(added=outcome.added))

    def _ask_rejected(self) -> None:
        file = self.file.path()
        suggested = (
            file.with_name(f"{file.stem}-da-correggere.xlsx") if file else Path.home() / "da-correggere.xlsx"
        )
        chosen, _unused = QFileDialog.getSaveFileName(
            self, _("Salva le righe rifiutate"), str(suggested), _XLSX
        )
        if chosen:
            self.save_rejected(Path(chosen))

    def save_rejected(self, path: Path) -> None:
        """Write the refused rows with their reasons to *path*."""
        if self.outcome is None:
            return
        try:
            write_rejected(self.outcome, path)
        except DeskError as problem:
            self.work.show_problem(problem)
            return
        self._say_saved(self.saved, path)
