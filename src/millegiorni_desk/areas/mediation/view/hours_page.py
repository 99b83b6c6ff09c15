"""*Ore di mediazione*: what each mediator did in a period, to check the invoice and to send with it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from PySide6.QtWidgets import QWidget

from millegiorni_desk.areas.mediation import invoicing, mediators
from millegiorni_desk.areas.mediation.invoicing import Invoiced
from millegiorni_desk.areas.mediation.view import words
from millegiorni_desk.changes import Changes
from millegiorni_desk.errors import DeskError, InvalidValue
from millegiorni_desk.language import _
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.cards import Card
from millegiorni_desk.ui.forms import ChoiceField, DateField, Form
from millegiorni_desk.ui.labels import label
from millegiorni_desk.ui.page import Page
from millegiorni_desk.ui.papers import PDF, Papers
from millegiorni_desk.ui.shell import Shell
from millegiorni_desk.ui.tables import Column, Row, Source, Table
from millegiorni_desk.vault.vault import Vault

_WORKBOOK = "Excel (*.xlsx)"


class HoursPage(Page):
    """Last month at first; the files hold case codes, never a woman's name."""

    def __init__(self, vault: Vault, shell: Shell) -> None:
        super().__init__(_("Ore di mediazione"))
        self._vault, self._shell = vault, shell
        self.form = Form()
        self.mediator = ChoiceField(_("Mediatrice"), [], none=_("tutte"))
        self.form.add_row(
            start=DateField(_("Dal"), year_alone=False),
            end=DateField(_("Al"), year_alone=False, past=False),
            mediator=self.mediator,
        )
        self.table = Table(
            _("Ore di mediazione"),
            [
                Column("month", _("Mese"), width=100),
                Column("mediator", _("Mediatrice")),
                Column("organisation", _("Ente o associazione"), width=260),
                Column("sessions", _("Incontri"), "number", width=90),
                Column("minutes", _("Ore"), "number", width=90, words=words.figure),
                Column("rate", _("€ all'ora"), "money", width=100),
                Column("cents", _("Euro"), "money", width=120),
            ],
            empty=_("Nessun incontro in questo periodo."),
        )
        self.note = label("", "small", wrap=True)
        self.papers = Papers()
        self.card = Card()
        for piece in (self.form, self.table, self.note):
            self.card.add(piece)
        self.add(self.papers)
        self.add(self.card, 1)
        self.buttons = (
            Button(_("Stampa"), self.print, icon="print"),
            Button(_("Salva in Excel"), self.save_workbook, icon="download"),
            Button(_("Salva in PDF"), self.save_pdf, kind="primary", icon="download"),
        )
        for button in self.buttons:
            self.foot.add(button, left=button is self.buttons[0])
        last = date.today().replace(day=1) - timedelta(days=1)
        self.form.set_values({"start": last.replace(day=1), "end": last})
        for field in self.form.fields.values():
            field.changed.connect(self._show)

    def arrived(self, argument: object = None) -> None:
        self._offer()
        self._show()

    def first_focus(self) -> QWidget | None:
        return self.form.fields["start"]

    def refresh(self, changes: Changes) -> None:
        if changes.touches("mediation_session", "mediation", "mediator"):
            self._offer()
            self._show()

    def _offer(self) -> None:
        chosen = self.mediator.value()
        listed = mediators.every(self._vault, active_only=False)
        self.mediator.blockSignals(True)
        self.mediator.set_options([(one.id, one.name) for one in listed])
        self.mediator.set_value(chosen)
        self.mediator.blockSignals(False)

    def _period(self) -> tuple[date, date, str]:
        """The period and mediator that are written. Raises ``InvalidValue``."""
        given: dict[str, Any] = self.form.values()
        for name in ("start", "end"):
            if given[name] is None:
                raise InvalidValue(_("Scrivi il giorno."), name)
        return given["start"].day, given["end"].day, str(given["mediator"] or "")

    def _show(self) -> None:
        try:
            start, end = self.form.fields["start"].value(), self.form.fields["end"].value()
            if start is None or end is None:
                self._allow(True)
                return
            groups = invoicing.by_mediator(self._vault, *self._period())
        except InvalidValue:
            # While a date is being typed; saving says what is wrong with it.
            self.table.show_rows(Source.of([]))
            self.table.show_sums(None)
            self._allow(True)
            return
        self._allow(bool(groups))
        self.table.show_rows(Source.of([_row(group) for group in groups]))
        minutes, cents, missing = invoicing.total(groups)
        sessions = sum(len(group.rows) for group in groups)
        sums = {
            "mediator": _("In tutto"),
            "sessions": sessions,
            "minutes": minutes,
            "cents": cents,
        }
        self.table.show_sums(sums if groups else None)
        told = _("I file portano il codice del caso, mai il nome della donna.")
        if missing:
            told = " ".join(
                (told, _("Di qualcuna non è scritto il costo di un'ora: i suoi importi mancano."))
            )
        self.note.setText(told)

    def _allow(self, papers: bool) -> None:
        for button in self.buttons:
            button.setEnabled(papers)

    def save_pdf(self) -> None:
        """Make the PDF of what is shown and ask where it goes."""
        self._make(PDF, "pdf")

    def save_workbook(self) -> None:
        """As :meth:`save_pdf`, a workbook."""
        self._make(_WORKBOOK, "xlsx")

    def print(self) -> None:
        """Print what is shown."""
        self._make("", "pdf")

    def _make(self, kind: str, ending: str) -> None:
        from millegiorni_desk.areas.mediation.invoice_papers import hours_pdf, hours_workbook

        try:
            start, end, mediator = self._period()
            invoicing.by_mediator(self._vault, start, end, mediator)
        except InvalidValue as problem:
            if not self.form.show_problem(problem):
                self.papers.work.show_problem(problem)
            return
        except DeskError as problem:
            self.papers.work.show_problem(problem)
            return
        make = hours_workbook if ending == "xlsx" else hours_pdf
        vault = self._vault
        if not kind:
            self.papers.print(lambda: make(vault, start, end, mediator))
            return
        name = f"ore-mediazione-{start:%Y-%m-%d}-{end:%Y-%m-%d}.{ending}"
        self.papers.save(lambda: make(vault, start, end, mediator), name, kind)


def _row(group: Invoiced) -> Row:
    return {
        "id": f"{group.month} {group.mediator_id} {group.cents_per_hour}",
        "month": f"{group.month[5:]}/{group.month[:4]}",
        "mediator": group.mediator or _("non indicata"),
        "organisation": group.organisation,
        "sessions": len(group.rows),
        "minutes": group.minutes,
        "rate": group.cents_per_hour,
        "cents": group.cents,
    }
