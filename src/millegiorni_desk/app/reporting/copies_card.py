"""The reports that were kept as they were sent: whether each is what was signed, and what has changed since."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from millegiorni_desk.areas.monitoring.queries import Period
from millegiorni_desk.areas.monitoring.view import periods
from millegiorni_desk.areas.monitoring.view.wanted import Wanted
from millegiorni_desk.areas.monitoring.yearly import sent
from millegiorni_desk.areas.monitoring.yearly.sent import Change, Copy
from millegiorni_desk.areas.monitoring.yearly.tongue import Tongue
from millegiorni_desk.areas.monitoring.yearly.year import Year
from millegiorni_desk.errors import DeskError
from millegiorni_desk.language import CODE, _, plural
from millegiorni_desk.network import service as network
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.cards import Card, Notice
from millegiorni_desk.ui.labels import reveal
from millegiorni_desk.ui.papers import Papers
from millegiorni_desk.ui.tables import Column, Source, Table
from millegiorni_desk.ui.wrap import Wrap
from millegiorni_desk.vault.signed_content import INTACT

if TYPE_CHECKING:
    from millegiorni_desk.ui.shell import Shell
    from millegiorni_desk.vault.vault import Vault


class CopiesCard(Card):
    """The list, with its actions on the copy that is chosen; *papers* is where work and files are told."""

    def __init__(self, vault: Vault, shell: Shell, papers: Papers) -> None:
        super().__init__(_("Relazioni mandate"))
        self._vault, self._shell, self._papers = vault, shell, papers
        self._copies: dict[str, Copy] = {}
        self._changes: dict[str, Change] = {}
        self._compared: Copy | None = None
        self.table = Table(
            _("Relazioni mandate"),
            [
                Column("made", _("Tenuta il"), width=150),
                Column("period", _("Periodo"), width=200),
                Column("house", _("Casa")),
                Column("version", _("Per chi"), width=130),
                Column("to", _("A chi")),
                Column("by", _("Da chi"), width=150),
                Column("note", _("Nota")),
            ],
            empty=_(
                "Ancora nessuna copia. Quando mandi una relazione, tienine una: poi si vede che cosa cambia."
            ),
            most_rows=6,
        )
        self.table.selected.connect(lambda _row: self._chosen())
        self.table.opened.connect(lambda _row: self.compare())
        self.buttons = [
            Button(_("Controlla la firma"), self.check, icon="shield"),
            Button(_("Che cosa è cambiato"), self.compare),
            Button(_("PDF della copia"), self.save_pdf),
        ]
        self.said = Notice("", "info")
        self.changes = Table(
            _("Differenze dalla copia"),
            [
                Column("title", _("Cifra")),
                Column("label", _("Voce")),
                Column("was", _("Era"), width=190),
                Column("now", _("Adesso"), width=190),
            ],
            most_rows=12,
        )
        self.changes.opened.connect(lambda row: self._open(str(row["id"])))
        for piece in (self.table, Wrap(*self.buttons), self.said, self.changes):
            self.add(piece)
        self._tell("", "info")

    def reload(self) -> None:
        """Read the list again."""
        self._copies = {one.id: one for one in sent.copies(self._vault)}
        houses = {one.code: one.name for one in network.houses(self._vault)}
        rows = [
            {
                "id": one.id,
                "made": f"{datetime.fromisoformat(one.made_at).astimezone():%d/%m/%Y %H:%M}",
                "period": periods.words(one.period),
                "house": houses.get(one.house, one.house) or _("Tutte le Case"),
                "version": _("Da pubblicare") if one.published else _("Uso interno"),
                "to": one.sent_to,
                "by": one.made_by,
                "note": one.note,
            }
            for one in self._copies.values()
        ]
        self.table.show_rows(Source.of(rows))
        if rows and not self.table.current():
            self.table.view.selectRow(0)
        self._chosen()

    def _chosen(self) -> None:
        for button in self.buttons:
            button.setEnabled(self._copy() is not None)
        self._tell("", "info")

    def _copy(self) -> Copy | None:
        return self._copies.get(str(self.table.current().get("id", "")))

    def _tell(self, sentence: str, kind: str) -> None:
        self.said.say(sentence, kind)
        reveal(self.said, bool(sentence))
        reveal(self.changes, False)

    def check(self) -> None:
        """Say whether the copy is word for word what was signed."""
        copy = self._copy()
        if copy is not None:
            verdict = sent.verify(self._vault, copy.id)
            self._tell(sent.state_words(verdict), "info" if verdict.state == INTACT else "warning")

    def compare(self) -> None:
        """Count the same report anew, beside the window, and show what is not as it was sent."""
        copy, vault = self._copy(), self._vault
        if copy is None or self._papers.work.busy:
            return
        self._papers.clear()
        self._compared = copy
        self._papers.work.run(
            _("Confronto con il registro"),
            lambda progress: sent.changes(vault, copy.id, progress),
            self._show,
        )

    def _show(self, found: list[Change]) -> None:
        if not found:
            self._tell(_("Niente è cambiato da quando questa copia è stata tenuta."), "info")
            return
        count = len(found)
        told = plural(
            "{n} cifra non è più come nella copia.", "{n} cifre non sono più come nella copia.", count
        )
        self._tell(told.format(n=count), "warning")
        self._changes = {str(at): change for at, change in enumerate(found)}
        self.changes.show_rows(
            Source.of(
                [
                    {
                        "id": at,
                        "title": one.title,
                        "label": one.label,
                        "was": one.was or "–",
                        "now": one.now or "–",
                    }
                    for at, one in self._changes.items()
                ]
            )
        )
        reveal(self.changes, True)

    def _open(self, at: str) -> None:
        """The rows that the figure is made of now."""
        change, copy = self._changes.get(at), self._compared
        if change is not None and change.declared is not None and copy is not None:
            wanted = Wanted(change.indicator_id, change.code, Period(*copy.period), copy.house)
            self._shell.open("indicator", wanted)

    def save_pdf(self) -> None:
        """The copy on paper: the figures as they were sent."""
        copy, vault = self._copy(), self._vault
        if copy is None:
            return

        def make() -> bytes:
            from millegiorni_desk.areas.monitoring.yearly.pdf import report_pdf

            return report_pdf(Year(sent.opened(vault, copy.id), (), (), Tongue(CODE)))

        name = f"relazione-mandata-{periods.code(copy.period)}.pdf"
        try:
            self._papers.save(make, name, saved=lambda: vault.note("report.save", kind="pdf"))
        except DeskError as problem:
            self._papers.work.show_problem(problem)
