"""*Coordinamento, scadenze*: what is due, who sees to it, and that it was done."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from millegiorni_desk.app.coordinating.parts import Part, ReadCard, RecordCard, day, opens
from millegiorni_desk.areas.coordination import deadlines
from millegiorni_desk.areas.coordination.records import Deadline
from millegiorni_desk.areas.doti import service as doti
from millegiorni_desk.errors import InvalidValue
from millegiorni_desk.language import _, plural
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.cards import Card
from millegiorni_desk.ui.forms import ChoiceField, DateField, Form, NoteField, NumberField, TextField
from millegiorni_desk.ui.labels import reveal
from millegiorni_desk.ui.tables import Column, Row, Source, Table
from millegiorni_desk.vault.permissions import Permission

if TYPE_CHECKING:
    from millegiorni_desk.ui.shell import Shell
    from millegiorni_desk.vault.vault import Vault

_FIELDS = ("title", "due_on", "remind_days", "house_code", "fund_id", "responsible", "notes")


class DeadlinesSection(Part):
    """Those still to do, the first due first; those that are done on request."""

    tables = ("deadline", "fund")

    def __init__(self, vault: Vault, shell: Shell) -> None:
        super().__init__(vault, shell)
        self._done = False
        self.table = Table(
            _("Scadenze"),
            (
                Column("due", _("Entro"), "date", 108),
                Column("title", _("Che cosa")),
                Column("whose", _("Di chi"), width=170),
                Column("state", _("Stato"), width=170),
            ),
            empty=_("Nessuna scadenza."),
            most_rows=9,
        )
        opens(self.table, self)
        self.toggle = Button("", self._turn, kind="quiet")
        listed = Card(_("Scadenze"))
        listed.add(self.table)
        listed.add_row(self.toggle)
        self.add(listed)
        self.done_button = Button(_("Fatta"), self.mark_done)
        self.undone_button = Button(_("Di nuovo da fare"), self.mark_undone)
        self.void_button = Button(_("Togli"), self.void, kind="quiet")
        self._build_form()
        self.reading = ReadCard()
        self.card = RecordCard(
            self.form,
            (_("Nuova scadenza"), _("Aggiungi la scadenza")),
            (_("Correggi la scadenza"), _("Salva la scadenza")),
            self.save,
            (self.done_button, self.undone_button, self.void_button),
        )
        self.card.left.connect(self._begin)
        reveal(self.card, self.may)
        for piece in (self.reading, self.card, self.work):
            self.add(piece)

    def _build_form(self) -> None:
        self.form = Form()
        self.form.add("title", TextField(_("Che cosa scade")))
        self.form.add_row(
            due_on=DateField(_("Entro il"), past=False),
            remind_days=NumberField(
                _("Giorni di anticipo"), most=deadlines.MOST_DAYS, hint=_("Quando compare in Oggi.")
            ),
        )
        self.whose_field, self.fund = (
            ChoiceField(_("Di chi è"), none=_("Tutte le Case")),
            ChoiceField(_("Fondo")),
        )
        self.form.add_row(
            house_code=self.whose_field, responsible=TextField(_("Chi se ne occupa")), fund_id=self.fund
        )
        self.form.add("notes", NoteField(_("Note"), lines=2))
        # Asked when it is marked as done: until then nothing says that it comes again.
        self.again = ChoiceField(_("Quando è fatta, torna tra"), none=_("Non torna"))
        self.again.set_options(
            [(str(n), plural("{n} mese", "{n} mesi", n).format(n=n)) for n in (1, 2, 3, 4, 6, 12)]
        )
        self.form.add_widget(self.again)
        self.again.hide()
        self.form.fields["remind_days"].set_value(7)

    def show_all(self) -> None:
        vault, done, today = self._vault, self._done, date.today()
        self.table.show_rows(
            Source(
                lambda: deadlines.count(vault, done=done),
                lambda offset, limit: [
                    self._row(one, today) for one in deadlines.page(vault, offset, limit, done=done)
                ],
            )
        )
        self.toggle.say(_("Mostra quelle da fare") if done else _("Mostra quelle fatte"))
        self.whose_field.set_options(list(self.houses.items()))
        self.fund.set_options([(fund.id, fund.name) for fund in doti.funds(vault)] if self.may else [])
        due = deadlines.count_due(vault, today)
        total = deadlines.count(vault)
        self.told.emit(
            _("{n} da fare").format(n=total) if total else _("niente da fare"),
            _("{n} in questi giorni").format(n=due) if due else "",
            "warning" if due else "quiet",
        )

    def _row(self, one: Deadline, today: date) -> Row:
        return {
            "id": one.id,
            "due": one.due_on.isoformat(),
            "title": one.title,
            "whose": " · ".join(part for part in (self.whose(one.house_code), one.responsible) if part),
            "state": state_words(one, today),
        }

    def first_focus(self) -> QWidget | None:
        return None if self.table.model.rowCount() or not self.may else self.form.fields["title"]

    def _turn(self) -> None:
        self._done = not self._done
        self.show_all()

    def take(self, key: str) -> None:
        one = deadlines.deadline(self._vault, key)
        done = one.done_on is not None
        act = self.undone_button if done else self.done_button
        if self.may:
            self.card.take_up(key, {name: getattr(one, name) for name in _FIELDS})
            self.card.show_acts(act, self.void_button)
            self.again.clear()
            self.again.setVisible(not done)
            return
        own = self._vault.may(Permission.FOLLOW_PATHWAY) and one.house_code == self._vault.house
        verb = Button(act.text(), self.mark_undone if done else self.mark_done, kind="primary")
        lines = {
            _("Entro il"): day(one.due_on),
            _("Di chi è"): self.whose(one.house_code),
            _("Chi se ne occupa"): one.responsible,
            _("Note"): one.notes,
            _("Stato"): state_words(one, date.today()),
        }
        self.reading.show_record(key, one.title, lines, [verb] if own else [])

    def _key(self) -> str:
        return self.card.key or self.reading.key

    def save(self) -> None:
        """Add the deadline, or keep what was corrected."""
        vault, key = self._vault, self.card.key

        def write() -> None:
            given = self.card.answers()
            given["remind_days"] = given["remind_days"] or 0
            if given["due_on"] is None:
                raise InvalidValue(_("Scrivi il giorno."), "due_on")
            if not key:
                made = deadlines.add(vault, Deadline(**given))
                self._shell.say(_("Scadenza aggiunta"), lambda: deadlines.void(vault, made.id))
                return
            old = deadlines.deadline(vault, key)
            before = {name: getattr(old, name) for name in given}
            deadlines.edit(vault, key, **given)
            self._shell.say(_("Scadenza corretta"), lambda: deadlines.edit(vault, key, **before))

        if self._try(self.form, write):
            self.card.leave()
            self.reload()

    def mark_done(self) -> None:
        """It is done; where the form says in how many months it comes again, the next one is written."""
        vault, key = self._vault, self._key()
        again = int(self.again.value() or 0) if self.card.key else 0
        made: list[Deadline | None] = []
        if self.act(
            lambda: made.append(deadlines.done(vault, key, again_in_months=again)[1]),
            _("Scadenza fatta"),
            lambda: deadlines.undone(vault, key, made[0].id if made and made[0] else ""),
        ):
            self.card.leave()

    def mark_undone(self) -> None:
        """It is not done after all."""
        vault, key = self._vault, self._key()
        if self.act(lambda: deadlines.undone(vault, key), _("Scadenza di nuovo da fare")):
            self.card.leave()

    def void(self) -> None:
        """Take out what was written by mistake."""
        vault, key = self._vault, self.card.key
        undo = lambda: deadlines.void(vault, key, voided=False)  # noqa: E731
        if self.act(lambda: deadlines.void(vault, key), _("Scadenza tolta"), undo):
            self.card.leave()

    def _begin(self) -> None:
        self.again.hide()
        self.form.fields["remind_days"].set_value(7)
        self.reading.leave()


def state_words(one: Deadline, today: date) -> str:
    """How a deadline stands: done, late, to be brought up, or nothing yet."""
    if one.done_on is not None:
        return _("fatta il {day} da {name}").format(day=day(one.done_on), name=one.done_by)
    left = (one.due_on - today).days
    if left < 0:
        return plural("in ritardo di {n} giorno", "in ritardo di {n} giorni", -left).format(n=-left)
    if one.due_on - timedelta(days=one.remind_days) <= today:
        return plural("manca {n} giorno", "mancano {n} giorni", left).format(n=left) if left else _("oggi")
    return ""
