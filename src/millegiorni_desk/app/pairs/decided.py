"""*Decisioni sulle persone*: every decision on two cards, searched by name, to be taken back however much later."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from millegiorni_desk.app.pairs import pair_words
from millegiorni_desk.app.sections import Section
from millegiorni_desk.areas.people import pairs
from millegiorni_desk.areas.people.pairs import Decided
from millegiorni_desk.areas.people.pseudonym import listed
from millegiorni_desk.errors import DeskError
from millegiorni_desk.flows import difference_words
from millegiorni_desk.language import _, plural
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.cards import Card
from millegiorni_desk.ui.labels import label, reveal
from millegiorni_desk.ui.parsing import number
from millegiorni_desk.ui.search import SearchField
from millegiorni_desk.ui.tables import Column, Row, Source, Table
from millegiorni_desk.ui.tasks import TaskBar
from millegiorni_desk.ui.wrap import Wrap

if TYPE_CHECKING:
    from millegiorni_desk.ui.shell import Shell
    from millegiorni_desk.vault.vault import Vault

_MOST = 500


class DecidedPairs(Section):
    """The newest decisions, or those that answer a search; ``undone`` carries the id of one that was taken back."""

    undone = Signal(str)

    def __init__(self, vault: Vault, shell: Shell) -> None:
        super().__init__()
        self._vault, self._shell = vault, shell
        card = Card(_("Decisioni sulle persone"))
        self.field = SearchField(
            _("Cerca una decisione"), placeholder=_("Cerca per nome, o per chi ha deciso"), large=False
        )
        self.field.searched.connect(lambda _unused: self.reload())
        self.field.left_down.connect(self._into_table)
        self.table = Table(
            _("Decisioni sulle persone"),
            [
                Column("at", _("Quando"), width=146),
                Column("one", _("Una scheda")),
                Column("other", _("L'altra scheda")),
                Column("verdict", _("Decisione"), width=190),
                Column("by", _("Chi"), width=140),
            ],
            empty=_("Nessuna decisione."),
            most_rows=8,
            row_height=30,
        )
        self.table.selected.connect(lambda _unused: self._chosen())
        self.detail = label("", "small", wrap=True)
        self.back_button = Button(_("Annulla questa decisione"), self.take_back)
        self.work = TaskBar()
        for piece in (self.field, self.table, self.detail, Wrap(self.back_button), self.work):
            card.add(piece)
        self.add(card)
        self._chosen()

    def reload(self, *, stay: bool = False) -> None:
        """Read anew; the newest is chosen, or with *stay* the one that was."""
        try:
            found = pairs.decided(self._vault, self.field.text(), _MOST)
        except DeskError as problem:
            self.work.show_problem(problem, self.reload)
            return
        self.table.show_rows(Source.of([self._row(one) for one in found]))
        if found and not (stay and self.table.current()):
            self.table.view.selectRow(0)
        self.count()
        self._chosen()

    def count(self) -> None:
        """Say how many decisions there are; they are read when somebody comes to look at them."""
        there = pairs.how_many_decided(self._vault)
        told = plural("{n} decisione", "{n} decisioni", there).format(n=number(there))
        self.told.emit(told if there else _("nessuna"), "", "info")

    def first_focus(self) -> QWidget:
        return self.field

    def take_back(self) -> None:
        """Undo the decision that is chosen: what held without it holds again."""
        decision = str(self.table.current().get("id", ""))
        try:
            pairs.take_back(self._vault, decision)
        except DeskError as problem:
            self.work.show_problem(problem)
            return
        self.work.clear()
        self._shell.say(_("Decisione annullata: vale quello che c'era prima"))
        self.reload(stay=True)
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)
        self.undone.emit(decision)

    def _chosen(self) -> None:
        row = self.table.current()
        self.back_button.setEnabled(bool(row) and not row.get("undone"))
        self.detail.setText(str(row.get("cards", "")))
        reveal(self.detail, bool(row))

    def _into_table(self) -> None:
        if self.table.model.rowCount():
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _row(self, one: Decided) -> Row:
        verdict = pair_words.VERDICTS[one.verdict]
        return {
            "id": one.id,
            "at": f"{datetime.fromisoformat(one.at).astimezone():%d/%m/%Y %H:%M}",
            "one": listed(one.a),
            "other": listed(one.b),
            "verdict": _("annullata ({choice})").format(choice=verdict.lower()) if one.undone else verdict,
            "by": difference_words.who(self._vault, one.by),
            "cards": "\n".join(pair_words.told(self._vault, card) for card in (one.a, one.b)),
            "undone": one.undone,
        }
