"""*Relazione*: chosen at the left, seen at the right as it will be printed; below, the copies of what was sent."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from millegiorni_desk.app.reporting import making
from millegiorni_desk.app.reporting.choices import ChoicesCard
from millegiorni_desk.app.reporting.copies_card import CopiesCard
from millegiorni_desk.app.reporting.making import JSON, PDF, WORD, WORKBOOK, Made
from millegiorni_desk.areas.monitoring.view.plan import TABLES
from millegiorni_desk.areas.monitoring.yearly import sent
from millegiorni_desk.errors import DeskError, InvalidValue
from millegiorni_desk.language import _
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.cards import Card, Notice
from millegiorni_desk.ui.columns import Columns
from millegiorni_desk.ui.fields import TextField
from millegiorni_desk.ui.labels import reveal
from millegiorni_desk.ui.look import px
from millegiorni_desk.ui.page import Page, Stack
from millegiorni_desk.ui.papers import Papers
from millegiorni_desk.ui.preview import PdfPreview

if TYPE_CHECKING:
    from millegiorni_desk.changes import Changes
    from millegiorni_desk.ui.shell import Shell
    from millegiorni_desk.vault.vault import Vault

_KINDS = {
    PDF: "PDF (*.pdf)",
    WORD: "Word (*.docx)",
    WORKBOOK: "Excel (*.xlsx)",
    JSON: "JSON (*.json)",
}
_TABLES = (*TABLES, "target", "consent")
_PREVIEW = 520


class ReportPage(Page):
    """The report is made on demand, beside the window; another choice asks for it to be made again."""

    def __init__(self, vault: Vault, shell: Shell) -> None:
        super().__init__(_("Relazione"))
        self._vault, self._shell = vault, shell
        self.made: Made | None = None
        self.choices = ChoicesCard(vault)
        self.choices.changed.connect(self._forget)
        self.stale = Notice(
            _("Da quando è fatta la relazione qualcosa è cambiato: rifalla con F5."), "warning"
        )
        self.papers = Papers()
        self.preview = PdfPreview(
            _("Anteprima della relazione"), _("Premi «Prepara la relazione» per vederla qui.")
        )
        self.preview.setMinimumHeight(px(_PREVIEW))
        self.copies = CopiesCard(vault, shell, self.papers)
        self.keep = self._keep_card()
        left = Stack(self.choices, self.keep)
        for piece in (
            self.papers,
            self.stale,
            Columns(left, self.preview, stretch=(5, 6), fold_under=900),
            self.copies,
        ):
            self.add(piece)
        self._add_actions()
        self._forget()

    def _keep_card(self) -> Card:
        card = Card(_("Quando la mandi"))
        self.sent_to = TextField(_("A chi"), placeholder=_("per esempio la fondazione che finanzia"))
        self.note = TextField(_("Nota"))
        self.keep_button = Button(_("Tieni una copia firmata"), self.freeze, icon="shield")
        for piece in (self.sent_to, self.note):
            card.add(piece)
        card.add_row(self.keep_button)
        return card

    def _add_actions(self) -> None:
        self.make_button = Button(_("Prepara la relazione"), self.make, keys="F5", icon="sync")
        self.foot.add(self.make_button, left=True)
        self.buttons = {
            JSON: Button("JSON", lambda: self.save(JSON)),
            WORKBOOK: Button("Excel", lambda: self.save(WORKBOOK)),
            WORD: Button("Word", lambda: self.save(WORD)),
            "print": Button(_("Stampa"), self.print, icon="print"),
            PDF: Button(_("Salva il PDF"), lambda: self.save(PDF), kind="primary", icon="document"),
        }
        for button in self.buttons.values():
            self.foot.add(button)

    def arrived(self, argument: object = None) -> None:
        self.copies.reload()

    def refresh(self, changes: Changes) -> None:
        if changes.touches(*_TABLES):
            reveal(self.stale, self.made is not None)
        if changes.touches("sent_report"):
            self.copies.reload()

    def first_focus(self) -> QWidget | None:
        return self.choices.chooser.first_focus()

    def _forget(self) -> None:
        """What is chosen is no longer what is shown."""
        self.made = None
        self.preview.show_pdf(b"")
        reveal(self.stale, False)
        self._enable()

    def _enable(self) -> None:
        for button in (*self.buttons.values(), self.keep_button):
            button.setEnabled(self.made is not None)

    def make(self) -> None:
        """Make what is chosen, beside the window; it can be stopped."""
        try:
            chosen = self.choices.value()
        except InvalidValue as problem:
            self.papers.work.show_problem(problem)
            return
        self._forget()
        self.papers.clear()
        vault = self._vault
        self.papers.work.run(
            _("Preparo la relazione"), lambda progress: making.make(vault, chosen, progress), self._show
        )

    def _show(self, made: Made) -> None:
        if not self._is_chosen(made):
            return
        self.made = made
        self.preview.show_pdf(made.pdf)
        self._enable()

    def _is_chosen(self, made: Made) -> bool:
        """Whether it is still what is asked for: choices may have changed while it was made."""
        try:
            return self.choices.value() == made.choices
        except InvalidValue:
            return False

    def save(self, kind: str) -> None:
        """Make a file of what is shown, then ask where it goes."""
        made, vault = self.made, self._vault
        if made is None:
            return
        name = making.file_name(made.choices, kind)

        def work(progress: Callable[[int, int, str], None]) -> bytes:
            return making.content(vault, made, kind, progress)

        self.papers.save_with_progress(work, name, _KINDS[kind], lambda: self._noted(kind))

    def _noted(self, kind: str) -> None:
        self._vault.note("report.save", kind=kind)

    def print(self) -> None:
        """Print what is shown."""
        made = self.made
        if made is not None:
            self.papers.print(lambda: made.pdf, lambda: self._vault.note("report.print"))

    def freeze(self) -> None:
        """Keep what is shown, signed, as it is sent."""
        if self.made is None:
            return
        try:
            report = self.made.year.report
            sent.freeze(self._vault, report, str(self.sent_to.value()), str(self.note.value()))
        except DeskError as problem:
            self.papers.work.show_problem(problem)
            return
        self.sent_to.clear()
        self.note.clear()
        self.copies.reload()
        self._shell.say(_("Copia firmata tenuta: non cambia più"))
