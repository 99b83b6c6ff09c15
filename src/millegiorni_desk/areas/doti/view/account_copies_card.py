"""The copies of accounts that were sent: whether each is what was signed, what changed since, and its papers again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial

from PySide6.QtWidgets import QWidget

from millegiorni_desk.areas.doti import account_changes, account_copies
from millegiorni_desk.areas.doti import account_words as words
from millegiorni_desk.areas.doti.account_changes import ADDED, CHANGED, GONE, Change, Changes
from millegiorni_desk.areas.doti.accounts import NAMES, Account
from millegiorni_desk.areas.doti.view.account_figures import sum_columns, sums
from millegiorni_desk.errors import DeskError
from millegiorni_desk.language import _, plural
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.cards import Card, Notice
from millegiorni_desk.ui.papers import PDF, Papers
from millegiorni_desk.ui.tables import Column, Source, Table
from millegiorni_desk.ui.wrap import Wrap
from millegiorni_desk.vault.signed_content import INTACT
from millegiorni_desk.vault.vault import Vault

EXCEL = "Excel (*.xlsx)"
_KINDS = {ADDED: _("Aggiunta"), CHANGED: _("Cambiata"), GONE: _("Tolta")}
_FIELDS = {
    "house": _("Casa"), "body": _("Ente"), "expense": _("Spesa"), "on": _("Data"), "paid_on": _("Pagata il"),
    "receipt": _("Ricevuta"), "payee": _("Persona"), "documents": _("Documenti"), "amounts": _("Importi"),
}  # fmt: skip


class CopiesCard(Card):
    """The list, with its actions on the copy that is chosen; *papers* is where files are made and told."""

    def __init__(self, vault: Vault, papers: Papers) -> None:
        super().__init__(_("Copie firmate"))
        self._vault, self._papers = vault, papers
        self.found: Changes | None = None
        self.table = Table(
            _("Copie firmate"),
            [
                Column("made", _("Tenuta il"), width=150),
                Column("fund", _("Fondo")),
                Column("period", _("Periodo"), width=200),
                Column("payees", _("Persone"), width=110),
                Column("by", _("Da chi"), width=150),
                Column("note", _("Nota")),
            ],
            empty=_(
                "Ancora nessuna copia. Quando mandi un rendiconto, tienine una: poi si vede che cosa cambia."
            ),
            most_rows=6,
        )
        self.table.selected.connect(lambda row: self._chosen())
        self.table.opened.connect(lambda row: self.compare())
        self.buttons = [
            Button(_("Controlla la firma"), self.check, icon="shield"),
            Button(_("Che cosa è cambiato"), self.compare),
            Button(_("Excel della copia"), self.save_workbook),
            Button(_("PDF della copia"), self.save_pdf),
        ]
        self.said = Notice("", "info")
        self.changes = Table(
            _("Differenze dalla copia"),
            [
                Column("kind", _("Che cosa"), width=100),
                Column("on", _("Data"), "date", 105),
                Column("payee", _("Persona")),
                Column("fields", _("Cambiato")),
                *sum_columns()[:3],
                sum_columns()[-1],
            ],
            most_rows=10,
        )
        self.save_button = Button(_("Excel delle differenze"), self.save_changes)
        self.add(self.table)
        self.add(Wrap(*self.buttons))
        self.below = Wrap(self.save_button)
        for piece in (self.said, self.changes, self.below):
            piece.hide()
            self.add(piece)

    def reload(self) -> None:
        """Read the list again."""
        rows = [
            {
                "id": one.id,
                "made": f"{datetime.fromisoformat(one.made_at).astimezone():%d/%m/%Y %H:%M}",
                "fund": one.fund,
                "period": f"{one.start:%d/%m/%Y} – {one.end:%d/%m/%Y}",
                "payees": _("Per nome") if one.payees == NAMES else _("In codice"),
                "by": one.made_by,
                "note": one.note,
            }
            for one in account_copies.copies(self._vault)
        ]
        self.table.show_rows(Source.of(rows))
        if rows and not self.table.current():
            self.table.view.selectRow(0)
        self._chosen()

    def _chosen(self) -> None:
        for button in self.buttons:
            button.setEnabled(bool(self.table.current()))
        self._tell("", "info")

    def _tell(self, sentence: str, kind: str) -> None:
        self.said.say(sentence, kind)
        self.said.setVisible(bool(sentence))
        self.found = None
        self.changes.hide()
        self.below.hide()

    def _id(self) -> str:
        return str(self.table.current().get("id", ""))

    def check(self) -> None:
        """Say whether the copy is word for word what was signed."""
        if not self._id():
            return
        verdict = account_copies.verify(self._vault, self._id())
        self._tell(account_copies.state_words(verdict), "info" if verdict.state == INTACT else "warning")

    def compare(self) -> None:
        """Make the account anew, beside the window, and show what is not as it was sent."""
        if not self._id() or self._papers.work.busy:
            return
        vault, copy_id = self._vault, self._id()
        self._papers.clear()
        self._papers.work.run(
            _("Confronto con il libro mastro"),
            lambda progress: account_changes.since(vault, copy_id),
            self._show,
            can_cancel=False,
        )

    def _show(self, found: Changes) -> None:
        count = len(found.changes)
        if not count:
            self._tell(_("Niente è cambiato da quando questa copia è stata tenuta."), "info")
            return
        told = plural(
            "{n} riga non è più come nella copia.", "{n} righe non sono più come nella copia.", count
        )
        self._tell(told.format(n=count), "warning")
        self.found = found
        self.changes.show_rows(Source.of([_row(change) for change in found.changes]))
        self.changes.show_sums({"payee": _("Differenza"), **sums(found.by)})
        self.changes.show()
        self.below.show()

    def save_workbook(self) -> None:
        """The copy as a workbook, as it was sent."""
        self._save("xlsx", EXCEL)

    def save_pdf(self) -> None:
        """The copy on paper, with its digest."""
        self._save("pdf", PDF)

    def _save(self, ending: str, kind: str) -> None:
        if not self._id():
            return
        try:
            kept = account_copies.opened(self._vault, self._id())
            digest = account_copies.verify(self._vault, self._id()).digest
        except DeskError as problem:
            self._papers.work.show_problem(problem)
            return
        self._papers.save(making(kept, ending, digest), words.file_name(kept, ending), kind)

    def save_changes(self) -> None:
        """What changed since, as a workbook."""
        if self.found is not None:
            from millegiorni_desk.areas.doti.account_workbook import changes_workbook

            name = "differenze-" + words.file_name(self.found.sent, "xlsx")
            self._papers.save(partial(changes_workbook, self.found), name, EXCEL)

    def first_focus(self) -> QWidget:
        """The list."""
        return self.table


def making(account: Account, ending: str, digest: str = "") -> Callable[[], bytes]:
    """What makes the account as a file of that kind."""

    def make() -> bytes:
        if ending == "xlsx":
            from millegiorni_desk.areas.doti.account_workbook import account_workbook

            return account_workbook(account)
        from millegiorni_desk.areas.doti.account_paper import account_pdf

        return account_pdf(account, digest)

    return make


def _row(change: Change) -> dict[str, object]:
    return {
        "id": "/".join(change.row.key),
        "kind": _KINDS[change.kind],
        "on": change.row.on,
        "payee": change.row.payee or _("cancellata"),
        "fields": ", ".join(_FIELDS[name] for name in change.fields),
        **sums(change.by),
    }
