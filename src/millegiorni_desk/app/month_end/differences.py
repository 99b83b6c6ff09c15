"""*Chiusura del mese, differenze*: two answers side by side, decided with one key, taken back with Z."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QApplication, QWidget

from millegiorni_desk.app.month_end.review import Review
from millegiorni_desk.errors import DeskError, InvalidValue, NotFound
from millegiorni_desk.flows import deciding, month_end
from millegiorni_desk.flows.difference_words import Answer, Told, field_words, tell_shown, written
from millegiorni_desk.flows.month_end import Difference
from millegiorni_desk.language import _, plural
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.cards import Comparison, Side
from millegiorni_desk.ui.chips import ChipGroup
from millegiorni_desk.ui.dates import moment_words
from millegiorni_desk.ui.field import Field
from millegiorni_desk.ui.forms import ChoiceField, DateField, NumberField, PartialDate, TextField
from millegiorni_desk.ui.labels import label
from millegiorni_desk.ui.parsing import number
from millegiorni_desk.ui.toast import LATER
from millegiorni_desk.ui.wrap import Wrap

if TYPE_CHECKING:
    from millegiorni_desk.ui.shell import Shell
    from millegiorni_desk.vault.vault import Vault
    from millegiorni_sync.conflicts import Pending

    _Given = tuple[list[Pending], list[str]]

Progress = Callable[[int, int, str], None]


class DifferencesStep(Review):
    """One difference at a time: 1 keeps the first, 2 the second, 3 writes another value, N leaves it open."""

    read = Signal()

    def __init__(self, vault: Vault, shell: Shell, go_on: Callable[[], object]) -> None:
        super().__init__()
        self._vault, self._shell, self._go_on = vault, shell, go_on
        self.queue: list[Pending] = []
        self._read = False
        self._decided: list[_Given] = []
        self._difference: Difference | None = None
        self._told: Told | None = None
        self.third: Field | None = None
        self.first_button = Button(_("Tieni la prima"), lambda: self.keep(1), keys="1")
        self.second_button = Button(_("Tieni la seconda"), lambda: self.keep(2), keys="2")
        self.other_button = Button(_("Scrivi un altro valore"), self.ask_third, keys="3")
        self.skip_button = Button(_("Non so"), self.skip, keys="N")
        self.back_button = Button(_("Annulla l'ultima"), self.take_back, kind="quiet", keys="Z")
        self.alike = label("", "small")
        self.latest_button = Button(
            _("Sempre la più recente"), lambda: self.decide_alike(deciding.LATER), keys="R"
        )
        self.earliest_button = Button(
            _("Sempre la prima data"), lambda: self.decide_alike(deciding.EARLIER), keys="P"
        )
        self.rule = Wrap(self.alike, self.latest_button, self.earliest_button)
        self.layout_.insertWidget(self.layout_.indexOf(self.work), self.rule)
        for button in (
            self.first_button, self.second_button, self.other_button, self.skip_button, self.back_button,
        ):  # fmt: skip
            self.buttons.add(button)

    @property
    def left(self) -> int:
        """How many wait for a decision."""
        return len(self.queue)

    def reload(self) -> None:
        """Look beside the window where the open ones are: a merge may have left thousands."""
        vault = self._vault

        def work(progress: Progress) -> list[Pending]:
            return month_end.pending(vault)

        self.work.look(_("Cerco le differenze"), work, self._found)

    def _found(self, pending: list[Pending]) -> None:
        # In the order they are being gone through; whatever came meanwhile goes last.
        left = dict.fromkeys(pending)
        kept = [each for each in self.queue if each in left]
        for each in kept:
            del left[each]
        was, self.queue, self._read = self.queue[:1], [*kept, *left], True
        focus = QApplication.focusWidget()
        focused = focus is not None and self.isAncestorOf(focus)
        if self.third is None or was != self.queue[:1]:
            self._present()
        else:
            # She is writing another value: what she has written stays.
            self._tell()
        if focused and was != self.queue[:1]:
            self._focus()
        self.read.emit()

    def first_focus(self) -> QWidget | None:
        return self.first_button if self.queue else None

    def _read_next(self) -> None:
        """The first that is still there: others may have decided meanwhile, or what was written was withdrawn."""
        self._difference = None
        while self.queue and self._difference is None:
            try:
                self._difference = month_end.difference(self._vault, self.queue[0])
            except NotFound:
                self.queue.pop(0)

    def _tell(self) -> None:
        waits = (
            _("{left} da decidere").format(left=self.left)
            if self.left
            else _("tutte decise")
            if self._decided
            else _("nessuna")
        )
        self.told.emit(waits, "" if self.left else _("fatto"), "info")

    def _present(self) -> None:
        self.third = None
        self._read_next()
        done = sum(len(differences) for differences, _ids in self._decided)
        whole = done + len(self.queue)
        if self._read:
            self._tell()
        for button in (self.first_button, self.second_button, self.other_button, self.skip_button):
            button.setVisible(bool(self.queue))
        self.back_button.setVisible(bool(self._decided))
        self.buttons.lay_out()
        self._offer_rule()
        difference = self._difference
        if difference is None:
            self._told = None
            self.show_place(done, whole, "")
            if not self._read:
                return
            self.put_ready(
                _("Nessuna differenza da decidere"),
                _("Sono tutte decise.") if done else _("Le case hanno detto le stesse cose."),
                (_("Vai alle persone"), self._go_on),
            )
            return
        self._told = told = tell_shown(self._vault, difference)
        self.show_place(
            done,
            whole,
            _("{record} · {done} di {whole} · Z annulla").format(
                record=told.record, done=done + 1, whole=whole
            ),
        )
        self.other_button.setVisible(bool(told.kind))
        current = difference.conflict.current
        self.put(
            Comparison(
                _side(told, told.first, told.first.value == current),
                _side(told, told.second, told.second.value == current),
            )
        )

    # --- deciding ----------------------------------------------------------------------------------

    def keep(self, which: int) -> None:
        """Keep the first or the second answer."""
        if self._told is None:
            return
        told = self._told
        answer = told.first if which == 1 else told.second
        self._decide(
            answer.value, _("{field}: tenuto «{words}»").format(field=told.field, words=answer.words)
        )

    def ask_third(self) -> None:
        """Ask for a value that is neither."""
        if self._told is None or not self._told.kind:
            return
        if self.third is None:
            self.third = _field(self._told)
            if isinstance(self.third, TextField):
                self.third.line.then = self.write_third
            self._put_below(self.third, Wrap(Button(_("Scrivi questo"), self.write_third, kind="primary")))
        self.third.setFocus(Qt.FocusReason.OtherFocusReason)

    def _put_below(self, *widgets: QWidget) -> None:
        layout = self.shown.layout()
        if layout is not None:
            for widget in widgets:
                layout.addWidget(widget)
                widget.show()

    def write_third(self) -> None:
        """Write the value that was asked for."""
        if self._told is None or self.third is None or not self.third.check():
            return
        value: Any = self.third.value()
        if isinstance(value, PartialDate):
            value = value.day
        if self._told.kind == "yes" and value:
            value = value == "1"
        if value in (None, ""):
            self.third.show_problem(_("Scrivi il valore giusto, oppure tieni uno dei due."))
            return
        self._decide(
            written(self._told.kind, value),
            _("{field}: scritto un altro valore").format(field=self._told.field),
        )

    def _decide(self, value: Any, words: str) -> None:
        if self._difference is None:
            return
        try:
            decision = month_end.decide(self._vault, self._difference, value)
        except InvalidValue as problem:
            if self.third is not None:
                self.third.show_problem(problem.message)
            return
        except DeskError as problem:
            self.work.show_problem(problem)
            return
        self._changed()
        self._keep(([self.queue.pop(0)], [decision]), words)
        self._present()
        self._focus()

    def _changed(self) -> None:
        """What is being looked for beside the window may still hold what was just decided."""
        if self.work.busy:
            self.reload()
        else:
            self.work.clear()

    def skip(self) -> None:
        """Leave it open and go on; it comes again after the others."""
        if self.queue:
            self.queue.append(self.queue.pop(0))
            self._present()
            self._focus()

    def take_back(self) -> None:
        """Undo the last decision of this sitting: the difference is open again."""
        if not self._decided:
            return
        try:
            self._take_back(self._decided[-1])
        except DeskError as problem:
            self.work.show_problem(problem)

    def _keep(self, given: _Given, words: str) -> None:
        """What was decided last, by Z and by Ctrl+Z."""
        self._decided.append(given)
        self._shell.say(words, lambda: self._take_back(given), given)

    def _take_back(self, given: _Given) -> object:
        decisions = given[1]
        if not self.buttons.isEnabled():
            raise InvalidValue(_("Sto ancora lavorando: quando ho finito, annulla con Z."))
        if len(decisions) > 1:
            self._take_back_many(given)
            return LATER
        deciding.take_back_all(self._vault, decisions)
        self._changed()
        self._taken_back(given)
        return None

    def _take_back_many(self, given: _Given) -> None:
        """Beside the window: there may be thousands."""
        vault, decisions = self._vault, given[1]

        def work(progress: Progress) -> int:
            return deciding.take_back_all(vault, decisions, progress)

        self._alone(_("Annullo"), work, lambda kept: self._taken_back(given))

    def _taken_back(self, given: _Given) -> None:
        self._decided = [each for each in self._decided if each is not given]
        self._shell.toast.undone(given)
        differences = given[0]
        self.queue[:0] = differences
        self._shell.say(
            plural(
                "Annullato: la differenza è di nuovo da decidere",
                "Annullato: {n} differenze sono di nuovo da decidere",
                len(differences),
            ).format(n=len(differences))
        )
        self._present()
        self._focus()

    # --- many at once ------------------------------------------------------------------------------

    def _alike(self) -> list[Pending]:
        """Those in the queue that are about the same field as the one that is shown."""
        if not self.queue:
            return []
        here = self.queue[0]
        return [one for one in self.queue if (one.tbl, one.col) == (here.tbl, here.col)]

    def _offer_rule(self) -> None:
        found = self._alike()
        possible = len(found) > 1 and deciding.has_rules(self._vault, found[0].tbl)
        self.rule.setVisible(possible)
        if possible:
            self.alike.setText(
                _("{field}: {n} differenze come questa. Decidile insieme:").format(
                    field=field_words(found[0].col, found[0].tbl), n=number(len(found))
                )
            )
            self.rule.lay_out()

    def decide_alike(self, rule: str) -> None:
        """Decide all that are about this field by one rule, beside the window."""
        found = self._alike()
        if len(found) < 2 or self.work.busy:
            return
        vault, table, column = self._vault, found[0].tbl, found[0].col

        def work(progress: Progress) -> list[str]:
            return deciding.decide_alike(vault, table, column, rule, progress)

        def done(decisions: list[str]) -> None:
            together = set(found)
            self.queue = [one for one in self.queue if one not in together]
            self._keep(
                (found, decisions),
                _("{field}: {n} differenze decise insieme").format(
                    field=field_words(column, table), n=number(len(found))
                ),
            )
            self._present()
            self._focus()

        self._alone(_("Decido"), work, done)

    def _alone(self, words: str, work: Callable[[Progress], Any], done: Callable[[Any], object]) -> None:
        """Decide or take back many beside the window: meanwhile nothing else is, also when it is tried again."""

        def failed(problem: Exception) -> None:
            self.work.show_problem(problem, lambda: self._alone(words, work, done))

        task = self.work.run(words, work, done, failed)
        if task is not None:
            self._together(True)
            task.finished.connect(lambda: self._together(False))

    def _together(self, under_way: bool) -> None:
        for piece in (self.buttons, self.rule):
            piece.setEnabled(not under_way)
        if not under_way:
            self._focus()

    def _focus(self) -> None:
        self.focus_on(self.first_button if self.queue else None)


def _side(told: Told, answer: Answer, holds: bool) -> Side:
    when = moment_words(answer.at.astimezone(), datetime.now().astimezone())
    source = f"{answer.source} · {when}" + (_(" · vale adesso") if holds else "")
    return Side(source, told.title, {told.field: answer.words, **told.beside})


def _field(told: Told) -> Field:
    words = _("{field}: il valore giusto").format(field=told.field)
    if told.kind == "date":
        return DateField(words, past=False)
    if told.kind == "number":
        return NumberField(words)
    if told.kind == "yes":
        return ChoiceField(words, (("1", _("Sì")), ("0", _("No"))))
    if told.kind == "code":
        return ChoiceField(words, told.options)
    if told.kind == "codes":
        return ChipGroup(words, told.options, multiple=True)
    return TextField(words)
