"""*Chiusura del mese, mesi chiusi*: the kept minutes, their papers, what changed since, and opening a month again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from millegiorni_desk.app.month_end.changes import ChangesCard
from millegiorni_desk.app.sections import Section
from millegiorni_desk.errors import DeskError
from millegiorni_desk.flows.closing import copies, minutes, since, words
from millegiorni_desk.flows.closing.minutes import Verdict
from millegiorni_desk.flows.closing.paper import minutes_pdf
from millegiorni_desk.flows.closing.since import Since
from millegiorni_desk.flows.closing.workbook import minutes_workbook
from millegiorni_desk.language import _, plural
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.cards import Card, Notice
from millegiorni_desk.ui.forms import TextField
from millegiorni_desk.ui.labels import label, reveal
from millegiorni_desk.ui.leaving import LeavingByButton
from millegiorni_desk.ui.page import Stack
from millegiorni_desk.ui.papers import PDF, Papers
from millegiorni_desk.ui.tables import Column, Source, Table
from millegiorni_desk.ui.wrap import Wrap

if TYPE_CHECKING:
    from millegiorni_desk.ui.shell import Shell
    from millegiorni_desk.vault.vault import Vault

EXCEL = "Excel (*.xlsx)"
Progress = Callable[[int, int, str], None]


class ClosedSection(Section):
    """The list with its actions on the minutes that are chosen; ``reopened`` after a month was opened again."""

    reopened = Signal()

    def __init__(self, vault: Vault, shell: Shell) -> None:
        super().__init__()
        self._vault, self._shell = vault, shell
        self.card = Card(_("Mesi chiusi"))
        self.papers = Papers()
        self.table = Table(
            _("Verbali"),
            [
                Column("month", _("Mese")),
                Column("number", _("Verbale n."), "number", 84),
                Column("made", _("Chiuso il"), width=148),
                Column("by", _("Da chi"), width=120),
                Column("balances", _("Quadra"), width=80),
                Column("state", _("Stato"), width=180),
            ],
            empty=_("Ancora nessun mese chiuso: si chiude al passo «Verbale»."),
            most_rows=5,
            row_height=30,
        )
        self.table.selected.connect(lambda row: self._chosen())
        self.table.opened.connect(lambda row: self.compare())
        self.check_button = Button(_("Controlla"), self.check, icon="shield")
        self.compare_button = Button(_("Che cosa è cambiato"), self.compare)
        self.reopen_button = Button(_("Riapri…"), self.ask_reason)
        self.buttons = [
            self.check_button,
            self.compare_button,
            Button(_("PDF"), self.save_pdf, icon="document"),
            Button(_("Stampa"), self.print, icon="print"),
            Button(_("Excel"), self.save_workbook),
            self.reopen_button,
        ]
        self.why = label("", "small", wrap=True)
        self.said = Notice("", "info")
        self.reason = TextField(
            _("Perché si riapre"), placeholder=_("per esempio: una Casa ha consegnato dopo")
        )
        self.reason.line.then = self.reopen
        leave = Button(_("Lascia chiuso"), self._leave, kind="quiet")
        self.asking = Stack(
            self.reason, Wrap(Button(_("Riapri il mese"), self.reopen, kind="primary"), leave)
        )
        LeavingByButton(self.asking, leave)
        self.changes = ChangesCard(vault, shell)
        for piece in (self.table, self.why, Wrap(*self.buttons), self.asking, self.said, self.papers):
            self.card.add(piece)
        self.add(self.card)
        self.add(self.changes)
        self._clear()

    def reload(self) -> None:
        found = copies.listed(self._vault)
        here = self._id()
        self.table.show_rows(Source.of([_row(one) for one in found]))
        self.choose(here or (found[0].id if found else ""))
        closed = {one.month for one in found if not one.reopened_at}
        self.told.emit(
            plural("{n} mese chiuso", "{n} mesi chiusi", len(closed)).format(n=len(closed))
            if closed
            else _("nessuno"),
            "",
            "info",
        )

    def choose(self, closing_id: str) -> None:
        """Choose these minutes in the list."""
        ids = [one.id for one in copies.listed(self._vault)]
        if closing_id in ids:
            self.table.view.selectRow(ids.index(closing_id))
        self._chosen()

    def first_focus(self) -> QWidget | None:
        return self.table if self._id() else None

    def _id(self) -> str:
        return str(self.table.current().get("id", ""))

    def _chosen(self) -> None:
        row = self.table.current()
        for button in self.buttons:
            button.setEnabled(bool(row))
        self.reopen_button.setEnabled(bool(row) and not row.get("reopened"))
        reason = str(row.get("reason") or "")
        self.why.setText(_("Perché si è riaperto: {reason}").format(reason=reason))
        reveal(self.why, bool(reason))
        self._clear()

    def _clear(self) -> None:
        for piece in (self.said, self.asking, self.changes):
            piece.hide()
        self.papers.clear()

    def _tell(self, sentence: str, kind: str) -> None:
        self._clear()
        self.said.say(sentence, kind)
        self.said.show()

    # --- looking -----------------------------------------------------------------------------------

    def check(self) -> None:
        """Say whether minutes and vault agree, beside the window."""
        vault, closing_id = self._vault, self._id()

        def done(verdict: Verdict) -> None:
            self._tell(minutes.words(verdict), "info" if verdict.agrees else "warning")

        self._run(_("Confronto verbale e archivio"), lambda progress: minutes.verify(vault, closing_id), done)

    def compare(self) -> None:
        """Show what is not as it was sent."""
        vault, closing_id = self._vault, self._id()

        def done(found: Since) -> None:
            if not found.figures and not found.records:
                self._tell(_("Niente è cambiato in questo mese da quando è stato chiuso."), "info")
                return
            self._clear()
            self.changes.show_changes(found)
            self.changes.show()

        self._run(
            _("Confronto con il mese com'è adesso"),
            lambda progress: since.since(vault, closing_id, progress),
            done,
        )

    def _run(self, said: str, work: Callable[[Progress], object], done: Callable[..., object]) -> None:
        if self._id() and not self.papers.work.busy:
            self._clear()
            self.papers.work.run(said, work, done, can_cancel=False)

    # --- papers ------------------------------------------------------------------------------------

    def save_pdf(self) -> None:
        """The minutes on paper."""
        if self._id():
            self.papers.save(partial(minutes_pdf, self._vault, self._id()), self._name("pdf"), PDF)

    def print(self) -> None:
        """Print the minutes."""
        if self._id():
            self.papers.print(partial(minutes_pdf, self._vault, self._id()))

    def save_workbook(self) -> None:
        """The minutes as a workbook."""
        if self._id():
            self.papers.save(partial(minutes_workbook, self._vault, self._id()), self._name("xlsx"), EXCEL)

    def _name(self, ending: str) -> str:
        row = self.table.current()
        return words.file_name(str(row["code"]), int(row["number"]), ending)

    # --- opening again -----------------------------------------------------------------------------

    def ask_reason(self) -> None:
        """Ask why the month is opened again."""
        self._clear()
        self.asking.show()
        self.reason.setFocus(Qt.FocusReason.OtherFocusReason)

    def reopen(self) -> None:
        """Open the month again, with the reason that was written."""
        try:
            minutes.reopen(self._vault, self._id(), str(self.reason.value() or ""))
        except DeskError as problem:
            self.reason.show_problem(problem.message)
            return
        self.reason.set_value("")
        self._shell.say(_("Mese riaperto: il verbale resta, il prossimo avrà il numero dopo"))
        self.reload()
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)
        self.reopened.emit()

    def _leave(self) -> None:
        self._clear()
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)


def _row(one: copies.Kept) -> dict[str, object]:
    made = datetime.fromisoformat(one.made_at).astimezone()
    state = _("chiuso")
    if one.reopened_at:
        when = datetime.fromisoformat(one.reopened_at).astimezone()
        state = _("riaperto il {when:%d/%m/%Y}").format(when=when)
    return {
        "id": one.id,
        "code": one.month,
        "month": words.month(one.month).capitalize(),
        "number": one.number,
        "made": f"{made:%d/%m/%Y %H:%M}",
        "by": one.made_by,
        "balances": _("✓ tutto") if one.balances else _("non quadra"),
        "state": state,
        "reopened": bool(one.reopened_at),
        "reason": one.reason if one.reopened_at else "",
    }
