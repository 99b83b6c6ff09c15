"""Where the copies of a material went, and a line to write where more of them go."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from PySide6.QtCore import Qt

from millegiorni_desk.app.outreach.part import Around, house_field, house_words
from millegiorni_desk.areas.outreach import materials
from millegiorni_desk.areas.outreach.records import MaterialDelivery
from millegiorni_desk.errors import DeskError, InvalidValue
from millegiorni_desk.language import _
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.cards import Card, Notice
from millegiorni_desk.ui.forms import DateField, Form, NumberField, PartialDate, TextField
from millegiorni_desk.ui.labels import label
from millegiorni_desk.ui.leaving import LeavingByButton
from millegiorni_desk.ui.parsing import number
from millegiorni_desk.ui.problems import sentence_of
from millegiorni_desk.ui.tables import Column, Source, Table
from millegiorni_desk.ui.wrap import Wrap


class DeliveriesCard(Card):
    """Enter on a delivery puts it into the form to be corrected, or taken out."""

    def __init__(self, around: Around, changed: Callable[[], object]) -> None:
        super().__init__(_("Dove sono andate le copie"))
        self._around, self._vault, self._changed = around, around.vault, changed
        self.key = ""
        self._held: dict[str, MaterialDelivery] = {}
        self._corrected = ""
        self.table = Table(
            _("Dove sono andate le copie"),
            (
                Column("on_date", _("Giorno"), "date", 100),
                Column("where", _("Dove")),
                Column("copies", _("Copie"), "number", 90),
            ),
            empty=_("Ancora nessuna consegna."),
            most_rows=5,
        )
        self.table.opened.connect(lambda row: self.correct(str(row["id"])) if row and around.may else None)
        self.total = label("", "small", wrap=True)
        self.form = Form()
        self.form.add_row(
            copies=NumberField(_("Copie"), least=1, most=materials.MOST_COPIES),
            on_date=DateField(_("Giorno"), year_alone=False),
        )
        self.form.add_row(
            house_code=house_field(self._vault, _("A quale casa")),
            place=TextField(_("O in quale posto"), placeholder=_("consultorio, biblioteca")),
        )
        self.problem = Notice("", "warning")
        self.problem.hide()
        self.add_button = Button(_("Aggiungi la consegna"), self.save, icon="add")
        self.leave_button = Button(_("Lascia com'era"), self._anew)
        self.off_button = Button(_("Togli la consegna"), self.take_out, kind="quiet", icon="trash")
        self.buttons = Wrap(self.add_button, self.leave_button, self.off_button)
        for piece in (self.table, self.total, self.form, self.problem, self.buttons):
            self.add(piece)
        self.form.setVisible(around.may)
        self.buttons.setVisible(around.may)
        LeavingByButton(self, self.leave_button)

    def take(self, key: str) -> None:
        """Show where the copies of that material went."""
        self.key = key
        self.show_rows()
        self._anew()
        self.show()

    def show_rows(self) -> None:
        """Read the deliveries again."""
        line = materials.line(self._vault, self.key)
        kept = materials.deliveries(self._vault, self.key)
        self._held = {one.id: one for one in kept}
        self.title.setText(_("Dove sono andate le copie: {title}").format(title=line.material.title))
        self.table.show_rows(
            Source.of(
                [
                    {
                        "id": one.id,
                        "on_date": one.on_date.isoformat(),
                        "where": " · ".join(
                            filter(None, (house_words(self._vault, one.house_code), one.place))
                        ),
                        "copies": one.copies,
                    }
                    for one in kept
                ]
            )
        )
        self.total.setText(_total(line))

    def _anew(self) -> None:
        self._corrected = ""
        self.problem.hide()
        self.form.clear()
        self.form.set_values({"on_date": date.today()})
        self._name_buttons()

    def _name_buttons(self) -> None:
        self.add_button.say(_("Salva la consegna") if self._corrected else _("Aggiungi la consegna"))
        for button in (self.leave_button, self.off_button):
            button.setVisible(bool(self._corrected))
        self.buttons.lay_out()

    def correct(self, delivery_id: str) -> None:
        """Put a delivery into the form."""
        self._anew()
        self._corrected, one = delivery_id, self._held[delivery_id]
        self.form.set_values({name: getattr(one, name) for name in self.form.fields})
        self._name_buttons()
        self.form.fields["copies"].setFocus(Qt.FocusReason.OtherFocusReason)

    def save(self) -> None:
        """Keep what is written: a new delivery, or the one that is corrected."""
        corrected = self._corrected
        self._attempt(lambda: self._keep(corrected))

    def _keep(self, corrected: str) -> None:
        given, vault = self._given(), self._vault
        if corrected:
            before = {name: getattr(self._held[corrected], name) for name in given}
            materials.edit_delivery(vault, corrected, **given)
            self._around.shell.say(
                _("Consegna corretta"), lambda: materials.edit_delivery(vault, corrected, **before)
            )
            return
        made = materials.deliver(vault, MaterialDelivery(material_id=self.key, **given))
        self._around.shell.say(
            _("Consegna aggiunta"), lambda: materials.edit_delivery(vault, made.id, voided=True)
        )

    def take_out(self) -> None:
        """Take the corrected delivery out; undo puts it back."""
        vault, one = self._vault, self._corrected
        if self._attempt(lambda: materials.edit_delivery(vault, one, voided=True)):
            self._around.shell.say(
                _("Consegna tolta"), lambda: materials.edit_delivery(vault, one, voided=False)
            )

    def _given(self) -> dict[str, Any]:
        given: dict[str, Any] = self.form.values()
        day = given["on_date"]
        if not isinstance(day, PartialDate):
            raise InvalidValue(_("Scrivi il giorno."), "on_date")
        return {**given, "on_date": day.day, "copies": given["copies"] or 0}

    def _attempt(self, act: Callable[[], object]) -> bool:
        self.problem.hide()
        try:
            act()
        except DeskError as refused:
            if not (isinstance(refused, InvalidValue) and self.form.show_problem(refused)):
                self.problem.say(sentence_of(refused))
                self.problem.show()
            return False
        self._anew()
        self.show_rows()
        self._changed()
        self.form.fields["copies"].setFocus(Qt.FocusReason.OtherFocusReason)
        return True


def _total(line: materials.Line) -> str:
    if line.too_many:
        return _(
            "Consegnate {gone} copie su {copies} stampate: {more} di troppo. Due postazioni hanno scritto le stesse "
            "copie, o una consegna è sbagliata."
        ).format(gone=number(line.delivered), copies=number(line.material.copies), more=number(line.too_many))
    return _("Consegnate {gone} copie su {copies}: ne restano {left}.").format(
        gone=number(line.delivered), copies=number(line.material.copies), left=number(line.left)
    )
