"""The words of a list: added, called otherwise, taken out of use and put back, moved up and down."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from millegiorni_desk.app.sections import Section
from millegiorni_desk.errors import DeskError, InvalidValue
from millegiorni_desk.language import _
from millegiorni_desk.network import wordlists
from millegiorni_desk.network.vocabularies import EXTENDABLE, OF_QUESTION
from millegiorni_desk.network.wordlists import Word
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.cards import Card
from millegiorni_desk.ui.choices import ChoiceField
from millegiorni_desk.ui.forms import Form, TextField
from millegiorni_desk.ui.labels import reveal
from millegiorni_desk.ui.leaving import LeavingByButton
from millegiorni_desk.ui.order import keep_place
from millegiorni_desk.ui.tables import Column, Row, Source, Table
from millegiorni_desk.ui.tasks import TaskBar
from millegiorni_desk.ui.wrap import Wrap

if TYPE_CHECKING:
    from millegiorni_desk.ui.shell import Shell
    from millegiorni_desk.vault.vault import Vault


class WordsCard(Card):
    """One list and the form that adds to it; Enter takes a word up. Every act can be undone."""

    changed = Signal()

    def __init__(self, vault: Vault, shell: Shell, title: str) -> None:
        super().__init__(title)
        self._vault, self._shell = vault, shell
        self._vocabulary, self._word = "", ""
        self.table = Table(
            title,
            (
                Column("label", _("Voce")),
                Column("code", _("Codice"), width=190),
                Column("state", "", width=210),
            ),
            empty=_("Ancora nessuna voce."),
            key="code",
            most_rows=8,
        )
        self.table.opened.connect(self._take_up)
        self.form = Form()
        self.label = self.form.add("label", TextField(_("Voce"), longest=wordlists.LONGEST))
        self.label.line.then = self.save
        self.save_button = Button(_("Aggiungi la voce"), self.save)
        self.leave_button = Button(_("Lascia com'era"), self.leave, kind="quiet")
        self.up_button = Button(_("Più su"), lambda: self._move(-1), kind="quiet")
        self.down_button = Button(_("Più giù"), lambda: self._move(1), kind="quiet")
        self.end_button = Button(_("Non si usa più"), self._end_or_back, kind="quiet")
        self.buttons = Wrap(
            self.save_button, self.leave_button, self.up_button, self.down_button, self.end_button
        )
        self.work = TaskBar()
        for piece in (self.table, self.form, self.buttons, self.work):
            self.add(piece)
        LeavingByButton(self, self.leave_button)
        self._turn("")

    def show_list(self, vocabulary: str) -> None:
        """Show the words of that list; a word taken up in it stays taken up."""
        if vocabulary != self._vocabulary:
            self._vocabulary = vocabulary
            self.form.clear()
            self._turn("")
            self.work.clear()
        today, own = date.today(), vocabulary.startswith(OF_QUESTION)
        self.table.show_rows(Source.of([_row(one, today, own) for one in self._words()]))
        self._turn(self._word)

    def _words(self) -> list[Word]:
        return wordlists.words(self._vault, self._vocabulary) if self._vocabulary else []

    def _taken(self) -> Word | None:
        return next((one for one in self._words() if one.code == self._word), None)

    def _take_up(self, row: Row) -> None:
        if row:
            self._word = str(row["code"])
            self.label.set_value(row["label"])
            self._turn(self._word)
            self.label.line.selectAll()
            self.label.setFocus(Qt.FocusReason.OtherFocusReason)

    def leave(self) -> None:
        """Back to an empty form for a new word."""
        self.form.clear()
        self._turn("")
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _turn(self, word: str) -> None:
        self._word = word
        taken = self._taken()
        self.save_button.say(_("Salva la voce") if taken else _("Aggiungi la voce"))
        for button in (self.leave_button, self.up_button, self.down_button, self.end_button):
            reveal(button, taken is not None)
        if taken is not None:
            self.end_button.say(_("Non si usa più") if taken.in_use(date.today()) else _("Rimetti in uso"))
        self.buttons.lay_out()

    # --- what is done ------------------------------------------------------------------------------

    def save(self) -> None:
        """Add the word, or call the one taken up otherwise."""
        told, taken, vocabulary = str(self.label.value()), self._taken(), self._vocabulary
        vault = self._vault
        if taken is None:
            if self._do(lambda: wordlists.add(vault, vocabulary, told)):
                code = next(one.code for one in self._words() if one.label == " ".join(told.split()))
                self._said(
                    _("«{word}» aggiunta").format(word=told),
                    lambda: wordlists.end(vault, vocabulary, code),
                )
                self.form.clear()
                # Of a long list the end is out of sight.
                self.table.view.selectRow([one.code for one in self._words()].index(code))
                self.label.setFocus(Qt.FocusReason.OtherFocusReason)
        elif self._do(lambda: wordlists.relabel(vault, vocabulary, taken.code, told)):
            self._said(
                _("Voce corretta"), lambda: wordlists.relabel(vault, vocabulary, taken.code, taken.label)
            )
            self.leave()

    def _end_or_back(self) -> None:
        taken, vocabulary, vault = self._taken(), self._vocabulary, self._vault
        if taken is None:
            return
        ends: Callable[[], object] = lambda: wordlists.end(vault, vocabulary, taken.code)  # noqa: E731
        back: Callable[[], object] = lambda: wordlists.put_back(vault, vocabulary, taken.code)  # noqa: E731
        used = taken.in_use(date.today())
        if self._do(ends if used else back):
            said = _("«{word}» non si usa più") if used else _("«{word}» di nuovo in uso")
            self._said(said.format(word=taken.label), back if used else ends)
            self.leave()

    def _move(self, by: int) -> None:
        codes, word = [one.code for one in self._words()], self._word
        at = codes.index(word)
        to = max(0, min(at + by, len(codes) - 1))
        if to == at:
            return
        moved = [code for code in codes if code != word]
        moved.insert(to, word)
        vocabulary, vault = self._vocabulary, self._vault
        if self._do(lambda: wordlists.put_in_order(vault, vocabulary, moved)):
            self._said(_("Elenco messo in ordine"), lambda: wordlists.put_in_order(vault, vocabulary, codes))
            self.table.view.selectRow(to)

    def _do(self, act: Callable[[], object]) -> bool:
        self.work.clear()
        try:
            act()
        except DeskError as problem:
            if not (isinstance(problem, InvalidValue) and self.form.show_problem(problem)):
                self.work.show_problem(problem)
            return False
        self.show_list(self._vocabulary)
        self.changed.emit()
        return True

    def _said(self, words: str, undo: Callable[[], object]) -> None:
        self._shell.say(words, undo)


class ListsSection(Section):
    """Which list, and its words."""

    def __init__(self, vault: Vault, shell: Shell) -> None:
        super().__init__()
        form = Form()
        lists = [(code, _(name)) for code, name in EXTENDABLE.items()]
        self.which = form.add("which", ChoiceField(_("Quale elenco"), lists))
        self.which.set_value("need")
        self.which.changed.connect(self.reload)
        self.words = WordsCard(vault, shell, _("Elenchi"))
        self.words.body.insertWidget(0, form)
        keep_place(self.words, [form])
        self.add(self.words)

    def reload(self) -> None:
        chosen = self.which.box.currentData()
        if chosen and not str(chosen).startswith(OF_QUESTION):
            self.words.show_list(str(chosen))
        self.told.emit(_("{n} elenchi").format(n=len(EXTENDABLE)), "", "quiet")

    def first_focus(self) -> QWidget | None:
        return self.which


def _row(one: Word, today: date, own: bool) -> Row:
    state = "" if one.in_use(today) else _("non si usa più")
    if not state and not one.shipped and not own:
        state = _("aggiunta dalla rete")
    return {"label": one.label, "code": one.code, "state": state}
