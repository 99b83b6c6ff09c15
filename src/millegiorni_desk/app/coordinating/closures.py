"""The days on which a desk, or all of them, is closed."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from millegiorni_desk.app.coordinating.parts import Part, day
from millegiorni_desk.areas.coordination import opening_hours
from millegiorni_desk.areas.coordination.records import Closure
from millegiorni_desk.errors import InvalidValue
from millegiorni_desk.language import _
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.cards import Card
from millegiorni_desk.ui.forms import ChoiceField, DateField, Form, TextField
from millegiorni_desk.ui.leaving import LeavingByButton
from millegiorni_desk.ui.tables import Column, Row, Source, Table
from millegiorni_desk.ui.wrap import Wrap

if TYPE_CHECKING:
    from millegiorni_desk.vault.vault import Vault


class ClosuresCard(Card):
    """The closures from today on, and a new one; one taken up is corrected or taken away."""

    def __init__(self, vault: Vault, part: Part) -> None:
        super().__init__(_("Chiusure"))
        self._vault, self._part = vault, part
        self.key = ""
        self.table = Table(
            _("Chiusure"),
            (
                Column("days", _("Giorni"), width=190),
                Column("where", _("Dove"), width=190),
                Column("reason", _("Perché")),
            ),
            empty=_("Nessuna chiusura da oggi in poi."),
            most_rows=8,
        )
        self.table.opened.connect(self._take_up)
        self.add(self.table)
        self.form = Form()
        self.house = ChoiceField(_("Dove"), none=_("Tutte le Case"))
        self.form.add_row(house_code=self.house, reason=TextField(_("Perché")))
        self.form.add_row(
            from_day=DateField(_("Dal"), past=False),
            to_day=DateField(_("Al"), past=False, hint=_("Vuoto: un giorno solo.")),
        )
        self.save_button = Button("", self.save)
        self.void_button = Button(_("Togli"), self.void, kind="quiet")
        self.leave_button = Button(_("Lascia com'era"), self.leave)
        self.buttons = Wrap(self.save_button, self.leave_button, self.void_button)
        LeavingByButton(self, self.leave_button)
        self.add(self.form)
        self.add(self.buttons)
        self._turn("")
        for piece in (self.form, self.buttons):
            piece.setVisible(part.may)

    def show_all(self) -> None:
        """Read the closures anew."""
        found = opening_hours.closures(self._vault, self._vault.house, date.today())
        self.table.show_rows(Source.of([self._row(one) for one in found]))
        self.house.set_options(list(self._part.houses.items()))

    def _row(self, one: Closure) -> Row:
        days = day(one.from_day) if one.from_day == one.to_day else f"{day(one.from_day)}–{day(one.to_day)}"
        return {"id": one.id, "days": days, "where": self._part.whose(one.house_code), "reason": one.reason}

    def _turn(self, key: str) -> None:
        self.key = key
        self.save_button.say(_("Salva la chiusura") if key else _("Aggiungi la chiusura"))
        self.leave_button.setVisible(bool(key))
        self.void_button.setVisible(bool(key))
        self.buttons.lay_out()

    def _take_up(self, row: Row) -> None:
        if not self._part.may:
            return
        one = next(each for each in opening_hours.closures(self._vault) if each.id == row["id"])
        names = ("house_code", "from_day", "to_day", "reason")
        self.form.set_values({name: getattr(one, name) for name in names})
        self._turn(one.id)
        self.house.setFocus(Qt.FocusReason.OtherFocusReason)

    def leave(self) -> None:
        """Back to an empty form for a new one."""
        self.form.clear()
        self._turn("")

    def save(self) -> None:
        """Add the closure, or keep what was corrected."""
        vault, key = self._vault, self.key

        def write() -> None:
            answers = self.form.values()
            start, end = (getattr(answers[name], "day", None) for name in ("from_day", "to_day"))
            if start is None:
                raise InvalidValue(_("Scrivi il giorno."), "from_day")
            given = {**answers, "from_day": start, "to_day": end or start}
            if not key:
                made = opening_hours.add_closure(vault, Closure(**given))
                back = lambda: opening_hours.edit_closure(vault, made.id, voided=True)  # noqa: E731
                self._part.say(_("Chiusura aggiunta"), back)
                return
            old = next(each for each in opening_hours.closures(vault) if each.id == key)
            before = {name: getattr(old, name) for name in given}
            opening_hours.edit_closure(vault, key, **given)
            undo = lambda: opening_hours.edit_closure(vault, key, **before)  # noqa: E731
            self._part.say(_("Chiusura corretta"), undo)

        if self._part.attempt(self.form, write):
            self.leave()
            self._part.reload()

    def void(self) -> None:
        """Take the closure away."""
        vault, key = self._vault, self.key
        undo = lambda: opening_hours.edit_closure(vault, key, voided=False)  # noqa: E731
        if self._part.act(
            lambda: opening_hours.edit_closure(vault, key, voided=True), _("Chiusura tolta"), undo
        ):
            self.leave()
