"""*Coordinamento, supervisione*: notes to a house about its data, and what the house says of them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from millegiorni_desk.app.coordinating.figures import options, title_of
from millegiorni_desk.app.coordinating.parts import Part, RecordCard, day, opens
from millegiorni_desk.areas.coordination import supervision
from millegiorni_desk.areas.coordination.records import SupervisionNote
from millegiorni_desk.errors import InvalidValue
from millegiorni_desk.language import _, plural
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.cards import Card
from millegiorni_desk.ui.forms import ChoiceField, DateField, Form, NoteField, TextField
from millegiorni_desk.ui.labels import label, reveal
from millegiorni_desk.ui.leaving import LeavingByButton
from millegiorni_desk.ui.tables import Column, Row, Source, Table
from millegiorni_desk.vault.permissions import Permission

if TYPE_CHECKING:
    from millegiorni_desk.ui.shell import Shell
    from millegiorni_desk.vault.vault import Vault

_FIELDS = ("house", "on_date", "title", "words", "indicator")


class SupervisionSection(Part):
    """The notes, the newest first. The coordination writes and closes them; the house they are to answers."""

    tables = ("supervision_note",)

    def __init__(self, vault: Vault, shell: Shell) -> None:
        super().__init__(vault, shell)
        self._closed = False
        self.table = Table(
            _("Note di supervisione"),
            (
                Column("on", _("Il"), "date", 108),
                Column("house", _("Casa"), width=170),
                Column("title", _("Di che cosa")),
                Column("state", _("Stato"), width=150),
            ),
            empty=_("Nessuna nota."),
            most_rows=9,
        )
        opens(self.table, self)
        self.toggle = Button("", self._turn, kind="quiet")
        listed = Card(_("Note di supervisione"))
        listed.add(self.table)
        listed.add_row(self.toggle)
        self._build_reading()
        self._build_form()
        for piece in (listed, self.reading, self.card, self.work):
            self.add(piece)

    def _build_reading(self) -> None:
        """The note taken up, and its answer."""
        self.reading = Card(_("Nota"))
        self.about = label("", "small", wrap=True)
        self.note_words = label("", wrap=True, selectable=True)
        self.answer = NoteField(_("Risposta della casa"), lines=3)
        self.answer_button = Button(_("Rispondi"), self.give_answer, kind="primary")
        self.figure_button = Button(_("Apri la cifra"), self._open_figure, icon="monitoring")
        self.leave_button = Button(_("Chiudi"), self._close)
        for piece in (self.about, self.note_words, self.answer):
            self.reading.add(piece)
        self.reading.add_row(self.answer_button, self.figure_button, self.leave_button)
        LeavingByButton(self.reading, self.leave_button)
        self.reading.hide()
        self._taken = ""

    def _build_form(self) -> None:
        self.close_button = Button(_("Niente più da guardare"), self.close_note)
        self.reopen_button = Button(_("Riapri la nota"), self.reopen)
        self.void_button = Button(_("Togli"), self.void, kind="quiet")
        self.form = Form()
        self.house = ChoiceField(_("A quale casa"), none=_("Solo per il coordinamento"))
        self.form.add_row(house=self.house, on_date=DateField(_("Il")))
        self.form.add("indicator", ChoiceField(_("Su quale cifra"), options(self._vault), searchable=True))
        self.form.add("title", TextField(_("Di che cosa si tratta")))
        self.form.add("words", NoteField(_("Nota"), lines=3))
        self.form.fields["on_date"].set_value(date.today())
        self.card = RecordCard(
            self.form,
            (_("Nuova nota"), _("Scrivi la nota")),
            (_("Correggi la nota"), _("Salva la nota")),
            self.save,
            (self.close_button, self.reopen_button, self.void_button),
            fixed=("house",),
        )
        self.card.left.connect(self._begin)
        reveal(self.card, self.may)

    def show_all(self) -> None:
        vault, closed = self._vault, self._closed
        self.table.show_rows(
            Source(
                lambda: supervision.count(vault, closed=closed),
                lambda offset, limit: [
                    self._row(one) for one in supervision.page(vault, offset, limit, closed=closed)
                ],
            )
        )
        self.toggle.say(_("Mostra quelle aperte") if closed else _("Mostra quelle chiuse"))
        here = vault.house
        self.house.set_options([(code, name) for code, name in self.houses.items() if here in ("", code)])
        total, waiting = supervision.count(vault), supervision.count_to_answer(vault)
        self.told.emit(
            plural("{n} nota aperta", "{n} note aperte", total).format(n=total)
            if total
            else _("nessuna aperta"),
            _("{n} a cui rispondere").format(n=waiting) if waiting else "",
            "warning" if waiting else "quiet",
        )

    def _row(self, one: SupervisionNote) -> Row:
        return {
            "id": one.id,
            "on": one.on_date.isoformat(),
            "house": self._to(one),
            "title": " · ".join(part for part in (one.title, title_of(self._vault, one.indicator)) if part),
            "state": state_words(one),
        }

    def _to(self, one: SupervisionNote) -> str:
        if one.house == supervision.COORDINATION:
            return _("solo coordinamento")
        return self.houses.get(one.house, one.house)

    def first_focus(self) -> QWidget | None:
        return None if self.table.model.rowCount() or not self.may else self.form.fields["title"]

    def _turn(self) -> None:
        self._closed = not self._closed
        self.show_all()

    def take(self, key: str) -> None:
        one = supervision.note(self._vault, key)
        self._taken = key
        self.reading.title.setText(one.title)
        self.reading.setAccessibleName(one.title)
        signed = f"{one.author}, {day(one.on_date)}"
        self.about.setText(
            " · ".join(part for part in (self._to(one), signed, title_of(self._vault, one.indicator)) if part)
        )
        self.note_words.setText(one.words)
        self.note_words.setVisible(bool(one.words))
        self.answer.set_value(one.answer)
        answers = one.house != supervision.COORDINATION and self._vault.may(Permission.FOLLOW_PATHWAY)
        writes = answers and bool(self._vault.house) and one.done_on is None
        self.answer.setVisible(writes or bool(one.answer))
        self.answer.text.setReadOnly(not writes)
        self.answer.set_hint(_("Risposto da {name}.").format(name=one.answered_by) if one.answered_by else "")
        self.answer_button.setVisible(writes)
        self.figure_button.setVisible(
            bool(title_of(self._vault, one.indicator)) and self._shell.knows("indicator")
        )
        self.reading.show()
        if self.may:
            house = "" if one.house == supervision.COORDINATION else one.house
            self.card.take_up(key, {**{name: getattr(one, name) for name in _FIELDS}, "house": house})
            act = self.close_button if one.done_on is None else self.reopen_button
            self.card.show_acts(act, self.void_button)
        first = self.answer.text if writes else self.leave_button
        first.setFocus(Qt.FocusReason.OtherFocusReason)

    def give_answer(self) -> None:
        """Keep what the house says."""
        vault, key, said = self._vault, self._taken, self.answer.value()
        before = supervision.note(vault, key).answer
        undo = lambda: supervision.answer(vault, key, before)  # noqa: E731
        if self.act(lambda: supervision.answer(vault, key, said), _("Risposta salvata"), undo):
            self.card.leave()

    def _open_figure(self) -> None:
        self._shell.open("indicator", {"id": supervision.note(self._vault, self._taken).indicator})

    def save(self) -> None:
        """Write the note, or keep what was corrected."""
        vault, key = self._vault, self.card.key

        def write() -> None:
            given = self.card.answers()
            if given["on_date"] is None:
                raise InvalidValue(_("Scrivi il giorno."), "on_date")
            if not key:
                made = supervision.add(vault, SupervisionNote(**given))
                self._shell.say(_("Nota scritta"), lambda: supervision.void(vault, made.id))
                return
            old = supervision.note(vault, key)
            before = {name: getattr(old, name) for name in given}
            supervision.edit(vault, key, **given)
            self._shell.say(_("Nota corretta"), lambda: supervision.edit(vault, key, **before))

        if self._try(self.form, write):
            self.card.leave()
            self.reload()

    def close_note(self) -> None:
        """There is nothing more to look at."""
        vault, key = self._vault, self.card.key
        undo = lambda: supervision.reopen(vault, key)  # noqa: E731
        if self.act(lambda: supervision.close(vault, key), _("Nota chiusa"), undo):
            self.card.leave()

    def reopen(self) -> None:
        """There is still something to look at."""
        vault, key = self._vault, self.card.key
        if self.act(lambda: supervision.reopen(vault, key), _("Nota riaperta")):
            self.card.leave()

    def void(self) -> None:
        """Take out what was written by mistake."""
        vault, key = self._vault, self.card.key
        undo = lambda: supervision.void(vault, key, voided=False)  # noqa: E731
        if self.act(lambda: supervision.void(vault, key), _("Nota tolta"), undo):
            self.card.leave()

    def _close(self) -> None:
        self.card.leave()
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _begin(self) -> None:
        self._taken = ""
        self.reading.hide()
        self.form.fields["on_date"].set_value(date.today())


def state_words(one: SupervisionNote) -> str:
    """Closed, answered, or waiting for an answer."""
    if one.done_on is not None:
        return _("chiusa il {day}").format(day=day(one.done_on))
    if one.answer:
        return _("risposta")
    return "" if one.house == supervision.COORDINATION else _("aspetta risposta")
