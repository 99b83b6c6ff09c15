"""*Coordinamento, decisioni*: what was decided, who sees to it and by when."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from millegiorni_desk.app.coordinating.parts import Part, ReadCard, RecordCard, day, opens
from millegiorni_desk.areas.coordination import decisions
from millegiorni_desk.areas.coordination.records import ProjectDecision
from millegiorni_desk.errors import InvalidValue
from millegiorni_desk.language import _, plural
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.cards import Card
from millegiorni_desk.ui.forms import DateField, Form, NoteField, TextField
from millegiorni_desk.ui.labels import reveal
from millegiorni_desk.ui.tables import Column, Row, Source, Table

if TYPE_CHECKING:
    from millegiorni_desk.ui.shell import Shell
    from millegiorni_desk.vault.vault import Vault

_FIELDS = ("on_date", "title", "words", "responsible", "due_on")


class DecisionsSection(Part):
    """All of them, the newest first; those still to carry out on request."""

    tables = ("project_decision",)

    def __init__(self, vault: Vault, shell: Shell) -> None:
        super().__init__(vault, shell)
        self._open_only = False
        self.table = Table(
            _("Decisioni"),
            (
                Column("on", _("Il"), "date", 108),
                Column("title", _("Che cosa")),
                Column("responsible", _("A chi"), width=170),
                Column("state", _("Entro"), width=170),
            ),
            empty=_("Nessuna decisione."),
            most_rows=9,
        )
        opens(self.table, self)
        self.toggle = Button("", self._turn, kind="quiet")
        listed = Card(_("Decisioni"))
        listed.add(self.table)
        listed.add_row(self.toggle)
        self.done_button = Button(_("Attuata"), self.mark_done)
        self.undone_button = Button(_("Ancora da attuare"), self.mark_undone)
        self.void_button = Button(_("Togli"), self.void, kind="quiet")
        self.form = Form()
        self.form.add("title", TextField(_("Che cosa si è deciso")))
        self.form.add_row(
            on_date=DateField(_("Il")),
            responsible=TextField(_("A chi"), hint=_("Una casa o una persona.")),
            due_on=DateField(_("Entro il"), past=False),
        )
        self.form.add("words", NoteField(_("In parole"), lines=3))
        self.form.add("present", TextField(_("Chi c'era"), hint=_("Nomi separati da virgole.")))
        self.form.fields["on_date"].set_value(date.today())
        self.reading = ReadCard()
        self.card = RecordCard(
            self.form,
            (_("Nuova decisione"), _("Aggiungi la decisione")),
            (_("Correggi la decisione"), _("Salva la decisione")),
            self.save,
            (self.done_button, self.undone_button, self.void_button),
        )
        self.card.left.connect(self._begin)
        reveal(self.card, self.may)
        for piece in (listed, self.reading, self.card, self.work):
            self.add(piece)

    def show_all(self) -> None:
        vault, only = self._vault, self._open_only
        self.table.show_rows(
            Source(
                lambda: decisions.count(vault, open_only=only),
                lambda offset, limit: [
                    _row(one) for one in decisions.page(vault, offset, limit, open_only=only)
                ],
            )
        )
        self.toggle.say(_("Mostra tutte le decisioni") if only else _("Mostra quelle da attuare"))
        names = [*self.houses.values(), *(one.responsible for one in decisions.page(vault, 0, 50))]
        responsible = self.form.fields["responsible"]
        if isinstance(responsible, TextField):
            responsible.suggest(list(dict.fromkeys(name for name in names if name)))
        total, waiting = decisions.count(vault), decisions.count(vault, open_only=True)
        self.told.emit(
            plural("{n} decisione", "{n} decisioni", total).format(n=total),
            _("{n} da attuare").format(n=waiting) if waiting else "",
            "quiet",
        )

    def first_focus(self) -> QWidget | None:
        return None if self.table.model.rowCount() or not self.may else self.form.fields["title"]

    def _turn(self) -> None:
        self._open_only = not self._open_only
        self.show_all()

    def take(self, key: str) -> None:
        one = decisions.decision(self._vault, key)
        if self.may:
            present = ", ".join(one.present)
            self.card.take_up(key, {**{name: getattr(one, name) for name in _FIELDS}, "present": present})
            act = self.done_button if one.done_on is None else self.undone_button
            self.card.show_acts(act, self.void_button)
            return
        lines = {
            _("Il"): day(one.on_date),
            _("In parole"): one.words,
            _("A chi"): one.responsible,
            _("Entro"): state_words(one),
            _("Chi c'era"): ", ".join(one.present),
        }
        self.reading.show_record(key, one.title, lines)

    def save(self) -> None:
        """Add the decision, or keep what was corrected."""
        vault, key = self._vault, self.card.key

        def write() -> None:
            given = self.card.answers()
            given["present"] = str(given["present"]).split(",")
            if given["on_date"] is None:
                raise InvalidValue(_("Scrivi il giorno."), "on_date")
            if not key:
                made = decisions.add(vault, ProjectDecision(**given))
                self._shell.say(_("Decisione aggiunta"), lambda: decisions.void(vault, made.id))
                return
            old = decisions.decision(vault, key)
            before = {name: getattr(old, name) for name in given}
            decisions.edit(vault, key, **given)
            self._shell.say(_("Decisione corretta"), lambda: decisions.edit(vault, key, **before))

        if self._try(self.form, write):
            self.card.leave()
            self.reload()

    def mark_done(self) -> None:
        """It was carried out."""
        vault, key = self._vault, self.card.key
        undo = lambda: decisions.undone(vault, key)  # noqa: E731
        if self.act(lambda: decisions.done(vault, key), _("Decisione attuata"), undo):
            self.card.leave()

    def mark_undone(self) -> None:
        """It was not carried out after all."""
        vault, key = self._vault, self.card.key
        if self.act(lambda: decisions.undone(vault, key), _("Decisione ancora da attuare")):
            self.card.leave()

    def void(self) -> None:
        """Take out what was written by mistake."""
        vault, key = self._vault, self.card.key
        undo = lambda: decisions.void(vault, key, voided=False)  # noqa: E731
        if self.act(lambda: decisions.void(vault, key), _("Decisione tolta"), undo):
            self.card.leave()

    def _begin(self) -> None:
        self.form.fields["on_date"].set_value(date.today())


def state_words(one: ProjectDecision) -> str:
    """By when, or that it was carried out."""
    if one.done_on is not None:
        return _("attuata il {day}").format(day=day(one.done_on))
    return day(one.due_on)


def _row(one: ProjectDecision) -> Row:
    return {
        "id": one.id,
        "on": one.on_date.isoformat(),
        "title": one.title,
        "responsible": one.responsible,
        "state": state_words(one),
    }
