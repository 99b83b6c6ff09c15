"""*Chiusura del mese, decisioni prese*: every decision on a difference, to be taken back however much later."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from millegiorni_desk.app.sections import Section
from millegiorni_desk.errors import DeskError
from millegiorni_desk.flows import deciding, difference_words, month_end
from millegiorni_desk.flows.deciding import Decided
from millegiorni_desk.language import _, plural
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.cards import Card
from millegiorni_desk.ui.labels import label, reveal
from millegiorni_desk.ui.tables import Column, Source, Table
from millegiorni_desk.ui.tasks import TaskBar
from millegiorni_desk.ui.wrap import Wrap

if TYPE_CHECKING:
    from millegiorni_desk.ui.shell import Shell
    from millegiorni_desk.vault.vault import Vault

_MOST = 500
Progress = Callable[[int, int, str], None]
_CHOICES = {
    "keep": _("tenuta quella che valeva"),
    "earlier": _("tenuta la prima"),
    "later": _("tenuta la seconda"),
    "other": _("scritto un altro valore"),
}


class DecidedSection(Section):
    """The newest decisions with both answers; one that is chosen is taken back, and its difference is open again."""

    def __init__(self, vault: Vault, shell: Shell) -> None:
        super().__init__()
        self._vault, self._shell = vault, shell
        card = Card(_("Decisioni prese"))
        self.table = Table(
            _("Decisioni prese"),
            [
                Column("at", _("Quando"), width=138),
                Column("whose", _("Di chi")),
                Column("field", _("Campo"), width=170),
                Column("choice", _("Decisione"), width=230),
            ],
            empty=_("Ancora nessuna decisione."),
            most_rows=8,
            row_height=30,
        )
        self.table.selected.connect(lambda row: self._chosen())
        self.detail = label("", "small", wrap=True)
        self.back_button = Button(_("Annulla questa decisione"), self.take_back)
        self.more = label(
            _("Qui stanno le {n} decisioni più recenti; le altre sono nei verbali.").format(n=_MOST),
            "muted",
            wrap=True,
        )
        self.work = TaskBar()
        for piece in (self.table, self.detail, Wrap(self.back_button), self.more, self.work):
            card.add(piece)
        self.add(card)
        self.more.hide()
        self._chosen()

    def reload(self) -> None:
        vault = self._vault

        def work(progress: Progress) -> list[dict[str, object]]:
            return [_row(vault, one) for one in deciding.decided(vault, _MOST)]

        self.work.look(_("Leggo le decisioni"), work, self._show)

    def _show(self, rows: list[dict[str, object]]) -> None:
        self.table.show_rows(Source.of(rows))
        if rows:
            self.table.view.selectRow(0)
        self.more.setVisible(len(rows) == _MOST)
        counted = plural("{n} decisione", "{n} decisioni", len(rows)).format(n=len(rows))
        self.told.emit(counted if rows else _("nessuna"), "", "info")
        self._chosen()

    def first_focus(self) -> QWidget:
        return self.table

    def _chosen(self) -> None:
        row = self.table.current()
        self.back_button.setEnabled(bool(row) and not row.get("withdrawn"))
        answers = str(row.get("answers", ""))
        self.detail.setText(answers)
        reveal(self.detail, bool(answers))

    def take_back(self) -> None:
        """Undo the decision that is chosen."""
        try:
            put_back = month_end.take_back(self._vault, str(self.table.current().get("id", "")))
        except DeskError as problem:
            self.work.show_problem(problem)
            return
        self._shell.say(
            _("Decisione annullata: la differenza è di nuovo da decidere")
            if put_back
            else _("Decisione annullata; resta il valore che qualcuno ha scritto dopo")
        )
        self.reload()


def _row(vault: Vault, one: Decided) -> dict[str, object]:
    decision = one.decision
    choice = _CHOICES.get(decision.choice, decision.choice)
    by = difference_words.who(vault, decision.decided_by)
    answers = _("Decisa da {by}.").format(by=by)
    if one.difference is not None:
        told = difference_words.tell_shown(vault, one.difference)
        first, second = (f"«{side.words}» ({side.source})" for side in (told.first, told.second))
        answers = _("Prima {first}, seconda {second}. Decisa da {by}.").format(
            first=first, second=second, by=by
        )
    return {
        "id": decision.id,
        "at": f"{datetime.fromisoformat(decision.decided_at).astimezone():%d/%m/%Y %H:%M}",
        "whose": (one.difference.whose if one.difference else "")
        or difference_words.record_words(decision.tbl),
        "field": difference_words.field_words(decision.col, decision.tbl),
        "answers": answers,
        "choice": _("annullata ({choice})").format(choice=choice) if decision.withdrawn else choice,
        "withdrawn": decision.withdrawn,
    }
