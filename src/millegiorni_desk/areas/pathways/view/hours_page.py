"""*Ore delle professioniste*: consultations, hours and cost by month, for the account of a year; also a workbook."""

from __future__ import annotations

from datetime import date

from millegiorni_desk.areas.pathways import hours
from millegiorni_desk.areas.people.view.house_cell import house_column, paint_houses
from millegiorni_desk.changes import Changes
from millegiorni_desk.errors import DeskError
from millegiorni_desk.language import _
from millegiorni_desk.network import service as network
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.cards import Card
from millegiorni_desk.ui.forms import DateField, Form, PartialDate
from millegiorni_desk.ui.page import Page
from millegiorni_desk.ui.papers import Papers
from millegiorni_desk.ui.parsing import MONTHS
from millegiorni_desk.ui.tables import Column, Row, Source, Table
from millegiorni_desk.vault.vault import Vault

_XLSX = "Excel (*.xlsx)"


class HoursPage(Page):
    """The hours of a span of days, by default those of this year up to today."""

    def __init__(self, vault: Vault) -> None:
        super().__init__(_("Ore delle professioniste"))
        self._vault = vault
        self.form = Form()
        self.form.add_row(first=DateField(_("Dal")), last=DateField(_("Al")), fold_under=320)
        self.form.changed.connect(lambda _name: self._show())
        self.table = Table(
            _("Ore per mese"), self._columns(), empty=_("In questi giorni nessuna consulenza.")
        )
        paint_houses(vault, self.table)
        self.card = Card()
        self.card.add(self.form)
        self.card.add(self.table, 1)
        self.papers = Papers()
        self.add(self.card, 1)
        self.add(self.papers)
        self.save_button = Button(_("Salva in Excel…"), self.save, kind="primary", keys="Ctrl+S", icon="save")
        self.foot.add(self.save_button)
        today = date.today()
        self.form.set_values({"first": date(today.year, 1, 1), "last": today})

    def _columns(self) -> list[Column]:
        return [
            Column("month", _("Mese"), width=130),
            *house_column(self._vault),
            Column("profession", _("Professione"), width=170),
            Column("professional", _("Chi")),
            Column("outside", _("Da fuori"), width=90),
            Column("times", _("Consulenze"), "number", width=110),
            Column("minutes", _("Ore"), width=90, words=hours_words, kind="number"),
            Column("cost", _("Costo €"), "money", width=120),
        ]

    def arrived(self, argument: object = None) -> None:
        self._show()

    def refresh(self, changes: Changes) -> None:
        if changes.touches("intervention"):
            self._show()

    def _show(self) -> None:
        span = self._span()
        found = hours.by_month(self._vault, *span) if span else []
        names = network.terms(self._vault, "profession")
        self.table.show_rows(Source.of([_row(one, names) for one in found]))
        times, minutes, untimed, cents = hours.totals(found)
        self.table.show_sums({"times": times, "minutes": minutes, "cost": cents} if found else None)
        self.set_state(_("{n} senza durata").format(n=untimed) if untimed else "", "warning")
        self.save_button.setEnabled(bool(found))

    def _span(self) -> tuple[date, date] | None:
        """The days asked for; none while they cannot be read, or run backwards."""
        days = []
        for field in self.form.fields.values():
            try:
                value = field.value()
            except DeskError:
                return None
            if not isinstance(value, PartialDate):
                return None
            days.append(value.day)
        return (days[0], days[1]) if days[0] <= days[1] else None

    def save(self) -> None:
        """Write the workbook to a file that is asked for."""
        span = self._span()
        if span is None:
            return
        first, last = span
        name = f"ore-{first.isoformat()}-{last.isoformat()}.xlsx"
        self.papers.save(lambda: hours.workbook(self._vault, first, last), name, _XLSX)


def hours_words(minutes: int) -> str:
    """``12:30``, as a bill counts hours."""
    return f"{minutes // 60}:{minutes % 60:02d}"


def _row(one: hours.Hours, professions: dict[str, str]) -> Row:
    year, month = one.month.split("-")
    return {
        "id": "|".join((one.month, one.house, one.profession, one.professional, str(one.outside))),
        "month": f"{MONTHS[int(month) - 1]} {year}",
        "house": one.house,
        "profession": professions.get(one.profession, one.profession),
        "professional": one.professional,
        "outside": _("sì") if one.outside else "",
        "times": one.times,
        "minutes": one.minutes,
        "cost": one.cost_cents or "",
    }
