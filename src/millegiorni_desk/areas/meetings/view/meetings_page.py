"""*Incontri*: the calendar by month or week, or as a list; Enter opens a meeting, or begins one on a day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from PySide6.QtWidgets import QBoxLayout, QWidget

from millegiorni_desk.areas.meetings import listing
from millegiorni_desk.areas.meetings.records import Meeting
from millegiorni_desk.areas.meetings.view import TO_COMPLETE, words
from millegiorni_desk.areas.meetings.view.days import Days, month_days, week_days
from millegiorni_desk.areas.people.view.house_cell import KEY, paint_houses
from millegiorni_desk.changes import Changes
from millegiorni_desk.language import _, plural
from millegiorni_desk.network import service as network
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.cards import Card, EmptyState
from millegiorni_desk.ui.chips import ChipGroup
from millegiorni_desk.ui.forms import ChoiceField
from millegiorni_desk.ui.page import Page, Stack
from millegiorni_desk.ui.parsing import number
from millegiorni_desk.ui.shell import Shell
from millegiorni_desk.ui.spacing import fix
from millegiorni_desk.ui.tables import Column, Row, Source, Table
from millegiorni_desk.ui.wrap import Wrap
from millegiorni_desk.vault.permissions import Permission
from millegiorni_desk.vault.vault import Vault

_TABLES = ("meeting", "house", "term")
_WEEK = timedelta(days=7)
# Every row of a table is as high as the highest: a whole programme for a title would push the others out of sight.


class MeetingsPage(Page):
    """Opened with a month (``2026-11``), with :data:`TO_COMPLETE`, or with nothing: then as it was left."""

    def __init__(self, vault: Vault, shell: Shell) -> None:
        super().__init__(_("Incontri"))
        self._vault, self._shell = vault, shell
        self._day = date.today()
        self._may = vault.may(Permission.RUN_MEETINGS)
        self.view = ChipGroup(
            _("Come vedere gli incontri"),
            [("month", _("Mese")), ("week", _("Settimana")), ("list", _("Lista"))],
            opens=True,
        )
        self.before = Button(_("Prima"), lambda: self.turn(-1), icon="back", keys="Ctrl+PgUp")
        self.now = Button(_("Oggi"), self.go_to_today)
        self.after = Button(_("Dopo"), lambda: self.turn(1), icon="forward", keys="Ctrl+PgDown")
        self.house = ChoiceField(_("Casa"), none=_("Tutte le case"))
        self.theme = ChoiceField(_("Tema"), none=_("Tutti i temi"))
        self.waiting = Button("", self.show_waiting, icon="warning")
        self.days, self.nothing = Days(vault), self._nothing()
        self.which = ChipGroup(
            _("Quali incontri"),
            [("ahead", _("Da oggi")), ("behind", _("Passati")), ("waiting", _("Da completare"))],
            opens=True,
        )
        self.table = Table(_("Incontri"), self._columns(), empty=_("Nessun incontro qui."))
        self.listed = Card()
        self._lay_out()
        self._connect()

    def _nothing(self) -> EmptyState:
        return EmptyState(
            _("Ancora nessun incontro"),
            _("Metti in programma il primo: entra nel calendario che leggono tutte le case."),
            (_("Nuovo incontro"), self._new) if self._may else None,
            icon="meetings",
        )

    def _lay_out(self) -> None:
        for field in (self.house, self.theme):
            field.hide_label()
            fix(field, width=190)
        for group in (self.view, self.which):
            group.hide_label()
        self.tools = Wrap(self.view, self.before, self.now, self.after, self.house, self.theme)
        paint_houses(self._vault, self.table)
        self.listed.add(self.which)
        self.listed.add(self.table, 1)
        # It stays while a long month scrolls, where it does not take the room of the month itself.
        self.above = Stack(self.tools)
        self.pin(self.above)
        self.add(self.days)
        self.add(self.listed, 1)
        self.add(self.nothing)
        self.foot.add(self.waiting, left=True)
        if self._shell.knows("meeting-papers"):
            self.foot.add(Button(_("Volantino del mese"), self._papers, icon="print"), left=True)
        if self._may:
            self.foot.add(Button(_("Nuovo incontro"), self._new, kind="primary", keys="Ctrl+N", icon="add"))

    def _connect(self) -> None:
        self.view.set_value("month")
        self.which.set_value("ahead")
        self._offer()
        self.house.set_value(self._vault.house)
        for field in (self.view, self.which, self.house, self.theme):
            field.changed.connect(self._chosen)
        self.days.opened.connect(lambda key: self._shell.open("meeting", key))
        self.days.day_wanted.connect(self._new_on)
        self.days.turned.connect(self.turn)
        self.days.more_wanted.connect(self._show_week)
        self.days.folds.connect(self._fold)
        self.table.opened.connect(lambda row: self._shell.open("meeting", row["id"]) if row else None)

    def _columns(self) -> list[Column]:
        names = {house.code: house.name for house in network.houses(self._vault)}
        return [
            Column("on_date", _("Giorno"), "date", width=105),
            Column("hours", _("Ora"), width=105),
            Column("title", _("Incontro")),
            Column("theme", _("Tema"), width=160),
            Column(KEY, _("Casa"), width=150, words=lambda code: names.get(code, code or "")),
            Column("state", _("Com'è andato"), width=130),
        ]

    # --- what is shown -----------------------------------------------------------------------------

    def arrived(self, argument: object = None) -> None:
        if argument == TO_COMPLETE:
            self.show_waiting()
        elif isinstance(argument, str) and argument:
            self._day = date.fromisoformat(f"{argument}-01")
            self.view.set_value("month")
        self._show()

    def first_focus(self) -> QWidget | None:
        if not self.nothing.isHidden():
            return self.nothing.button
        return self.table if self._listing else self.days.first_stop()

    def refresh(self, changes: Changes) -> None:
        if changes.touches(*_TABLES):
            if changes.touches("house", "term"):
                self._offer()
            self._show()

    @property
    def _listing(self) -> bool:
        return self.view.value() == "list"

    def _offer(self) -> None:
        self.house.set_options([(one.code, one.name) for one in network.houses(self._vault)])
        self.theme.set_options(list(network.terms(self._vault, "meeting_theme").items()))

    def _chosen(self) -> None:
        if not self.view.value():
            self.view.set_value("month")
        if not self.which.value():
            self.which.set_value("ahead")
        self._show()

    def turn(self, by: int) -> None:
        """To the month or the week after (1) or before (-1)."""
        if self._listing:
            return
        if self.view.value() == "week":
            self._day += by * _WEEK
        else:
            first = self._day.replace(day=1)
            self._day = (first + timedelta(days=31)).replace(day=1) if by > 0 else first - timedelta(days=1)
        self._show()

    def go_to_today(self) -> None:
        """The month or the week of today."""
        self._day = date.today()
        self._show()
        self.days.calendar.focus_day(self._day)

    def _show_week(self, day: date) -> None:
        self._day = day
        self.view.set_value("week")
        self.days.calendar.focus_day(day)

    def _fold(self, folded: bool) -> None:
        """With large text what chooses the days scrolls with them, and its buttons leave their words away."""
        for button in (self.before, self.after):
            button.show_icon_only(folded)
        if folded:
            self.body.insertWidget(0, self.tools)
        else:
            layout = self.above.layout()
            if isinstance(layout, QBoxLayout):
                layout.insertWidget(0, self.tools)
        holder = self.above.parentWidget()
        if holder is not None:
            holder.setVisible(not folded)
        self.tools.lay_out()

    def show_waiting(self) -> None:
        """The list of those that nobody said anything of."""
        self.which.set_value("waiting")
        self.view.set_value("list")

    def _show(self) -> None:
        vault, listing_, today = self._vault, self._listing, date.today()
        house, theme = self.house.value(), self.theme.value()
        any_yet = listing.any_yet(vault)
        self.nothing.setVisible(not any_yet)
        for piece in (self.before, self.now, self.after):
            piece.setVisible(not listing_)
        self.tools.setVisible(any_yet)
        self.days.setVisible(any_yet and not listing_)
        self.listed.setVisible(any_yet and listing_)
        waiting = listing.count_to_complete(vault, house, today)
        said = plural("{n} incontro da completare", "{n} incontri da completare", waiting)
        self.waiting.say(said.format(n=number(waiting)))
        self.waiting.setVisible(bool(waiting) and not (listing_ and self.which.value() == "waiting"))
        if listing_:
            self._show_list(house, theme, today)
        else:
            self._show_days(house, theme)
        self.tools.lay_out()

    def _show_days(self, house: str, theme: str) -> None:
        month = self.view.value() != "week"
        first, days = month_days(self._day) if month else week_days(self._day)
        last = first + timedelta(days=days - 1)
        self.set_title(
            _("Incontri di {month}").format(month=words.month_words(self._day))
            if month
            else _("Incontri, {week}").format(week=words.week_words(first))
        )
        told = (first, last) if not month else _month(self._day)
        self.set_state(words.summed(listing.totals(self._vault, *told, house, theme)))
        found = listing.between(self._vault, first, last, house, theme)
        self.days.show_leaf((first, days), self._day.month if month else 0, found, of_all=not house)

    def _show_list(self, house: str, theme: str, today: date) -> None:
        vault, which = self._vault, self.which.value()
        self.set_title(_("Incontri"))
        self.set_state("")
        if which == "waiting":
            self.table.show_rows(
                Source(
                    lambda: listing.count_to_complete(vault, house, today),
                    lambda offset, limit: self._rows(
                        listing.to_complete(vault, house, today, limit, offset), today
                    ),
                )
            )
            return
        since = today if which == "ahead" else None
        until = None if which == "ahead" else today - timedelta(days=1)
        self.table.show_rows(
            Source(
                lambda: listing.count(vault, since=since, until=until, house=house, theme=theme),
                lambda offset, limit: self._rows(
                    listing.page(vault, offset, limit, since=since, until=until, house=house, theme=theme),
                    today,
                ),
            )
        )

    def _rows(self, meetings: Sequence[Meeting], today: date) -> list[Row]:
        themes = network.terms(self._vault, "meeting_theme")
        return [
            {
                "id": one.id,
                "on_date": one.on_date.isoformat(),
                "hours": words.hours(one),
                "title": one.title,
                "theme": themes.get(one.theme, one.theme),
                KEY: one.house_code,
                "state": words.state(one, today)[0],
            }
            for one in meetings
        ]

    # --- what can be done --------------------------------------------------------------------------

    def _new(self) -> None:
        ahead = not self._listing and self._day.replace(day=1) > date.today()
        self._shell.open("new-meeting", {"day": self._day.isoformat()} if ahead else None)

    def _new_on(self, day: date) -> None:
        if self._may:
            self._shell.open("new-meeting", {"day": day.isoformat()})

    def _papers(self) -> None:
        self._shell.open("meeting-papers", f"{self._day:%Y-%m}")


def _month(day: date) -> tuple[date, date]:
    first = day.replace(day=1)
    return first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
