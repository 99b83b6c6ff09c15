"""What the parts of *Comunicazione* share: a list of a period, and a form that adds to it or corrects it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt

from millegiorni_desk.app.network.money import EditorCard
from millegiorni_desk.app.sections import Section
from millegiorni_desk.areas.outreach import named
from millegiorni_desk.areas.outreach.named import Days
from millegiorni_desk.errors import DeskError, InvalidValue
from millegiorni_desk.language import _
from millegiorni_desk.network import service as network
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.cards import Card
from millegiorni_desk.ui.chips import ChipGroup
from millegiorni_desk.ui.forms import ChoiceField, Form
from millegiorni_desk.ui.labels import label
from millegiorni_desk.ui.tables import Column, Source, Table
from millegiorni_desk.ui.tasks import TaskBar
from millegiorni_desk.ui.wrap import Wrap
from millegiorni_desk.vault.permissions import Permission

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from millegiorni_desk.ui.shell import Shell
    from millegiorni_desk.vault.vault import Vault


@dataclass
class Around:
    """What every part of the page stands on; ``days`` is the period that is shown."""

    vault: Vault
    shell: Shell
    days: Days
    prove: Callable[[str], object]

    @property
    def may(self) -> bool:
        """Whether the user writes, or only reads."""
        return self.vault.may(Permission.RECORD_OUTREACH)


class Part(Section):
    """A part that tells a refusal beside the field it concerns, else below."""

    def __init__(self, around: Around) -> None:
        super().__init__()
        self.around, self.vault, self.shell = around, around.vault, around.shell
        self.work = TaskBar()

    def attempt(self, form: Form, act: Callable[[], object]) -> bool:
        """Do *act*; false, with the sentence shown, where it is refused."""
        self.work.clear()
        try:
            act()
        except DeskError as problem:
            if not (isinstance(problem, InvalidValue) and form.show_problem(problem)):
                self.work.show_problem(problem)
            return False
        return True


class RecordCard(EditorCard):
    """A form that adds or corrects; *beside* are buttons for a record that is corrected."""

    def __init__(
        self,
        form: Form,
        new: tuple[str, str],
        correct: tuple[str, str],
        save: Callable[[], object],
        fresh: Callable[[], Mapping[str, object]],
        beside: Iterable[Button] = (),
    ) -> None:
        super().__init__(form, new, correct, save)
        self._fresh, self._beside = fresh, Wrap(*beside)
        self.add(self._beside)
        self._beside.hide()
        self.leave()

    def leave(self) -> None:
        super().leave()
        self.form.set_values(self._fresh())

    def _turn(self, key: str) -> None:
        super()._turn(key)
        self._beside.setVisible(bool(key))
        self._beside.lay_out()


@dataclass(frozen=True)
class Words:
    """What a part of one kind of record says."""

    listed: str
    nothing: str
    new: tuple[str, str]
    correct: tuple[str, str]
    added: str
    corrected: str
    off: str
    taken_out: str


class RecordsPart(Part):
    """The records of a period; Enter takes one up to correct it, or shows it to whoever only reads."""

    words: Words

    def __init__(self, around: Around, columns: Iterable[Column]) -> None:
        super().__init__(around)
        self.table = Table(self.words.listed, tuple(columns), empty=self.words.nothing, most_rows=7)
        self.table.opened.connect(lambda row: self.take_up(str(row["id"])) if row else None)
        self.listed = Card(self.words.listed)
        self.listed.add(self.table)
        self.form = self.make_form()
        self.off_button = Button(self.words.off, self.take_out, kind="quiet", icon="trash")
        self.prove_button = Button(_("Aggiungi una prova"), self._prove, kind="quiet", icon="add")
        self.card = RecordCard(
            self.form, self.words.new, self.words.correct, self.save, self.fresh,
            (self.prove_button, self.off_button),
        )  # fmt: skip
        self.facts = Card()
        for piece in (self.listed, self.card, self.facts, self.work):
            self.add(piece)
        # Only now: shown before it has its place, a piece would be a window of its own.
        self.card.setVisible(around.may)
        self.facts.hide()

    # --- what each kind of record says of itself ------------------------------------------------------

    def make_form(self) -> Form:
        """The questions of one record."""
        raise NotImplementedError

    def fresh(self) -> dict[str, object]:
        """What stands in the form of a new one."""
        return {"on_date": date.today()}

    def source(self) -> Source:
        """The rows of the period."""
        raise NotImplementedError

    def count_words(self, count: int) -> str:
        """How many there are, in words."""
        raise NotImplementedError

    def record(self, key: str) -> Any:
        """One record."""
        raise NotImplementedError

    def add_new(self, given: dict[str, Any]) -> Any:
        """Keep a new record."""
        raise NotImplementedError

    def change(self, key: str, **changes: Any) -> Any:
        """Correct a record, or take it out and back."""
        raise NotImplementedError

    def told_of(self, record: Any) -> Iterable[str]:
        """What whoever only reads is shown of one record, line by line."""
        return (record.title, record.notes)

    # --- what all of them do --------------------------------------------------------------------------

    def reload(self) -> None:
        source = self.source()
        self.table.show_rows(source)
        self.told.emit(self.count_words(source.count()), "", "quiet")

    def first_focus(self) -> QWidget | None:
        return (
            None
            if self.table.model.rowCount() or not self.around.may
            else next(iter(self.form.fields.values()))
        )

    def take_up(self, key: str) -> None:
        """Put a record into the form, or show it."""
        held = self.record(key)
        if self.around.may:
            self.card.take_up(key, {name: getattr(held, name) for name in self.form.fields})
            return
        self.facts.empty()
        for line in filter(None, self.told_of(held)):
            self.facts.add(label(line, wrap=True, selectable=True))
        self.facts.show()

    def save(self) -> None:
        """Keep what is written: a new record, or the one that is corrected."""
        key = self.card.key
        if self.attempt(self.form, lambda: self._keep(key)):
            self._left()

    def _keep(self, key: str) -> None:
        given = self.answers()
        if key:
            held = self.record(key)
            before = {name: getattr(held, name) for name in given}
            self.change(key, **given)
            self.shell.say(self.words.corrected, lambda: self.change(key, **before))
        else:
            made = self.add_new(given)
            self.shell.say(self.words.added, lambda: self.change(made.id, voided=True))

    def answers(self) -> dict[str, Any]:
        """What is in the form, as the service takes it."""
        given = self.card.answers()
        if "on_date" in given and given["on_date"] is None:
            raise InvalidValue(_("Scrivi il giorno."), "on_date")
        return {name: list(answer) if isinstance(answer, tuple) else answer for name, answer in given.items()}

    def take_out(self) -> None:
        """Take the record out of the list; undo puts it back."""
        key = self.card.key
        if self.attempt(self.form, lambda: self.change(key, voided=True)):
            self.shell.say(self.words.taken_out, lambda: self.change(key, voided=False))
            self._left()

    def _left(self) -> None:
        self.card.leave()
        self.reload()
        next(iter(self.form.fields.values())).setFocus(Qt.FocusReason.OtherFocusReason)

    def _prove(self) -> None:
        self.around.prove(self.card.key)


def house_field(vault: Vault, words: str) -> ChoiceField:
    """A house of the network, or none."""
    return ChoiceField(words, [(house.code, house.name) for house in network.houses(vault)])


def funders_field(vault: Vault, words: str) -> ChipGroup:
    """Which funders' marks or names are to be seen."""
    return ChipGroup(words, list(named.funders(vault).items()), multiple=True)


def house_words(vault: Vault, code: str) -> str:
    """A house as it is called; empty for none."""
    return next((house.name for house in network.houses(vault) if house.code == code), code)


def kind_words(kind: str) -> str:
    """What a file shows."""
    return {
        "material": _("Materiale"),
        "post": _("Pubblicazione"),
        "conference": _("Convegno"),
        "meeting": _("Incontro"),
    }[kind]


def file_name(stem: str, days: Days, ending: str) -> str:
    """``comunicazione-2025.xlsx``; without a year for everything there is."""
    return f"{stem}.{ending}" if days == named.EVER else f"{stem}-{days.last.year}.{ending}"
