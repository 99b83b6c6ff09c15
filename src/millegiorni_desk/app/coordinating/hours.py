"""*Coordinamento, orari e chiusure*: when each desk is open, now and in the week, and the sheet to hang up."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from millegiorni_desk.app.coordinating.closures import ClosuresCard
from millegiorni_desk.app.coordinating.parts import Part, RecordCard, day, opens
from millegiorni_desk.areas.coordination import opening_hours
from millegiorni_desk.areas.coordination.opening_hours import WEEKDAYS, Standing
from millegiorni_desk.areas.coordination.records import OpeningHours
from millegiorni_desk.language import _, plural
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.cards import Card
from millegiorni_desk.ui.chips import ChipGroup
from millegiorni_desk.ui.dates import day_words
from millegiorni_desk.ui.forms import ChoiceField, DateField, Form, TextField
from millegiorni_desk.ui.labels import reveal
from millegiorni_desk.ui.papers import Papers
from millegiorni_desk.ui.tables import Column, Row, Source, Table

if TYPE_CHECKING:
    from millegiorni_desk.ui.shell import Shell
    from millegiorni_desk.vault.vault import Vault

_FIELDS = ("house_code", "opens", "closes", "what", "from_day", "to_day")


class HoursSection(Part):
    """Every desk as it stands now; the hours of the one chosen; the closures; the week of all on paper."""

    tables = ("opening_hours", "closure")

    def __init__(self, vault: Vault, shell: Shell) -> None:
        super().__init__(vault, shell)
        self.now = Table(
            _("Sportelli"),
            (
                Column("house", _("Casa"), width=190),
                Column("now", _("Adesso")),
                Column("today", _("Oggi"), width=210),
            ),
            empty=_("Ancora nessuna Casa."),
            most_rows=12,
        )
        self.now.opened.connect(lambda row: self.chosen.set_value(row["id"]))
        self.papers = Papers()
        desks = Card(_("Sportelli"))
        desks.add(self.now)
        self.print_button = Button(_("Stampa gli orari"), self.print, icon="print")
        self.save_button = Button(_("Salva in PDF"), self.save_paper, icon="download")
        desks.add_row(self.print_button, self.save_button)
        self._build_week()
        self._build_form()
        self.closures = ClosuresCard(vault, self)
        for piece in (desks, self.papers, self.week, self.card, self.closures, self.work):
            self.add(piece)

    def _build_week(self) -> None:
        self.chosen = ChoiceField(_("Di quale Casa"), none=_("Tutte"))
        self.chosen.changed.connect(self._show_week)
        self.table = Table(
            _("Orari della settimana"),
            (
                Column("house", _("Casa"), width=150),
                Column("day", _("Giorno"), width=110),
                Column("hours", _("Orario"), width=120),
                Column("what", _("Che cosa")),
                Column("period", _("Vale"), width=190),
            ),
            empty=_("Ancora nessun orario."),
            most_rows=12,
        )
        opens(self.table, self)
        self.week = Card(_("Orari della settimana"))
        self.week.add(self.chosen)
        self.week.add(self.table)

    def _build_form(self) -> None:
        self.form = Form()
        self.house = ChoiceField(_("Casa"), none=_("Scegli"))
        self.days = ChipGroup(_("In quali giorni"), multiple=True)
        self.days.set_options([(str(at), _(name)) for at, name in enumerate(WEEKDAYS, 1)])
        self.form.add_row(
            house_code=self.house,
            opens=TextField(_("Apre"), placeholder="9:30"),
            closes=TextField(_("Chiude"), placeholder="13:00"),
        )
        self.form.add("weekday", self.days)
        self.form.add_row(
            what=TextField(_("Che cosa"), hint=_("Per esempio: su appuntamento.")),
            from_day=DateField(_("Dal"), past=False, hint=_("Vuoto: da sempre.")),
            to_day=DateField(_("Al"), past=False, hint=_("Vuoto: senza fine.")),
        )
        self.void_button = Button(_("Togli"), self.void, kind="quiet")
        self.card = RecordCard(
            self.form,
            (_("Nuovo orario"), _("Aggiungi l'orario")),
            (_("Correggi l'orario"), _("Salva l'orario")),
            self.save,
            (self.void_button,),
            fixed=("house_code", "weekday"),
        )
        reveal(self.card, self.may)

    def show_all(self) -> None:
        now = datetime.now()
        standings = {code: opening_hours.standing(self._vault, code, now) for code in self.houses}
        self.now.show_rows(
            Source.of(
                [
                    {
                        "id": code,
                        "house": name,
                        "now": standing_words(standings[code], now),
                        "today": self._today(code, now.date()),
                    }
                    for code, name in self.houses.items()
                ]
            )
        )
        options = list(self.houses.items())
        self.house.set_options(options)
        self.chosen.set_options(options)
        if not self.chosen.value() and self._vault.house:
            self.chosen.set_value(self._vault.house)
        self._show_week()
        self.closures.show_all()
        if self._vault.house in standings:
            self.told.emit(standing_words(standings[self._vault.house], now), "", "quiet")
            return
        opened = sum(one.open for one in standings.values())
        said = plural("{n} aperto ora", "{n} aperti ora", opened).format(n=opened)
        self.told.emit(said if opened else _("nessuno aperto ora"), "", "quiet")

    def _today(self, house: str, today: date) -> str:
        closure = opening_hours.closed_on(self._vault, house, today)
        if closure is not None:
            return _("chiuso: {reason}").format(reason=closure.reason) if closure.reason else _("chiuso")
        if not opening_hours.hours(self._vault, house):
            return ""
        hours = opening_hours.on(self._vault, house, today)
        return ", ".join(f"{one.opens}–{one.closes}" for one in hours) or _("chiuso")

    def _show_week(self) -> None:
        found = opening_hours.hours(self._vault, self.chosen.value())
        self.table.show_rows(Source.of([self._row(one) for one in found]))

    def _row(self, one: OpeningHours) -> Row:
        return {
            "id": one.id,
            "house": self.houses.get(one.house_code, one.house_code),
            "day": _(WEEKDAYS[one.weekday - 1]),
            "hours": f"{one.opens}–{one.closes}",
            "what": one.what,
            "period": period_words(one.from_day, one.to_day),
        }

    def take(self, key: str) -> None:
        if not self.may:
            return
        one = next(each for each in opening_hours.hours(self._vault) if each.id == key)
        answers = {name: getattr(one, name) for name in _FIELDS}
        self.card.take_up(key, {**answers, "weekday": (str(one.weekday),)})
        self.card.show_acts(self.void_button)

    def save(self) -> None:
        """Add the hours on the days chosen, or keep what was corrected."""
        vault, key = self._vault, self.card.key

        def write() -> None:
            given = self.card.answers()
            if not key:
                days = [int(str(one)) for one in given.pop("weekday")]
                made = opening_hours.add_hours(vault, days, OpeningHours(**given, weekday=0))

                def undo() -> None:
                    for one in made:
                        opening_hours.void_hours(vault, one.id)

                self._shell.say(_("Orario aggiunto"), undo)
                return
            old = next(each for each in opening_hours.hours(vault) if each.id == key)
            before = {name: getattr(old, name) for name in given}
            opening_hours.edit_hours(vault, key, **given)
            self._shell.say(_("Orario corretto"), lambda: opening_hours.edit_hours(vault, key, **before))

        house = self.house.value()
        if self._try(self.form, write):
            self.card.leave()
            self.house.set_value(house)
            self.reload()

    def void(self) -> None:
        """Take the hours away."""
        vault, key = self._vault, self.card.key
        undo = lambda: opening_hours.void_hours(vault, key, voided=False)  # noqa: E731
        if self.act(lambda: opening_hours.void_hours(vault, key), _("Orario tolto"), undo):
            self.card.leave()

    def print(self) -> None:
        """Print the week of all desks."""
        from millegiorni_desk.areas.coordination.hours_paper import week_pdf

        vault, today = self._vault, date.today()
        self.papers.print(lambda: week_pdf(vault, today))

    def save_paper(self) -> None:
        """Save the week of all desks."""
        from millegiorni_desk.areas.coordination.hours_paper import week_pdf

        vault, today = self._vault, date.today()
        self.papers.save(lambda: week_pdf(vault, today), f"orari-sportelli-{today:%Y-%m-%d}.pdf")

    def first_focus(self) -> QWidget | None:
        return None


def standing_words(standing: Standing, now: datetime) -> str:
    """``aperto, fino alle 13:00``; ``chiuso, riapre lunedì 1 dicembre alle 09:00``."""
    if standing.open:
        return _("aperto, fino alle {hour}").format(hour=standing.until)
    if standing.again is None:
        return _("chiuso") if standing.closure else _("senza orari")
    again = standing.again
    when = day_words(again.date(), now.date())
    if (again.date() - now.date()).days > 2:
        when = f"{_(WEEKDAYS[again.isoweekday() - 1])} {when}"
    return _("chiuso, riapre {day} alle {hour:%H:%M}").format(day=when, hour=again)


def period_words(start: date | None, end: date | None) -> str:
    """From when to when, or that it always holds."""
    if start and end:
        return f"{day(start)}–{day(end)}"
    if start:
        return _("dal {day}").format(day=day(start))
    return _("fino al {day}").format(day=day(end)) if end else _("sempre")
