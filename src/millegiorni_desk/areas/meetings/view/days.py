"""The days of a month or a week: as a calendar where there is room for one, else as a list of its meetings."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QWidget

from millegiorni_desk.areas.meetings.checks import CANCELLED
from millegiorni_desk.areas.meetings.records import Meeting
from millegiorni_desk.areas.meetings.view import words
from millegiorni_desk.areas.meetings.view.calendar import LEAST_DAY, Calendar
from millegiorni_desk.areas.meetings.view.slot import Told
from millegiorni_desk.language import _
from millegiorni_desk.network import service as network
from millegiorni_desk.ui.cards import Card, Entry, EntryList
from millegiorni_desk.ui.later import later
from millegiorni_desk.ui.look import px
from millegiorni_desk.ui.spacing import column
from millegiorni_desk.vault.vault import Vault

_WEEK = 7


def month_days(day: date) -> tuple[date, int]:
    """The Monday on which the leaf of that month begins, and how many days it shows."""
    first = day.replace(day=1)
    start = first - timedelta(days=first.weekday())
    after = (first + timedelta(days=31)).replace(day=1)
    weeks = -(-(after - start).days // _WEEK)
    return start, weeks * _WEEK


def week_days(day: date) -> tuple[date, int]:
    """The Monday of that week, and seven days."""
    return day - timedelta(days=day.weekday()), _WEEK


class Days(QWidget):
    """``opened``, ``day_wanted``, ``turned`` and ``more_wanted`` as of :class:`Calendar`; ``folds`` when it does."""

    opened = Signal(str)
    day_wanted = Signal(object)
    turned = Signal(int)
    more_wanted = Signal(object)
    folds = Signal(bool)

    def __init__(self, vault: Vault) -> None:
        super().__init__()
        self._vault = vault
        self._leaf: tuple[date, int, int] = (*week_days(date.today()), 0)
        self._meetings: Sequence[Meeting] = ()
        self._of_all = False
        self.calendar = Calendar(_("Calendario degli incontri"))
        self.entries = EntryList(_("Incontri"), _("Nessun incontro in questi giorni."))
        self.listed = Card()
        self.listed.add(self.entries)
        layout = column(self)
        layout.addWidget(self.calendar)
        layout.addWidget(self.listed)
        self.listed.hide()
        self.calendar.opened.connect(self.opened)
        self.calendar.day_wanted.connect(self.day_wanted)
        self.calendar.turned.connect(self.turned)
        self.calendar.more_wanted.connect(self.more_wanted)
        self.entries.opened.connect(self.opened)

    @property
    def folded(self) -> bool:
        """Whether there is no room for seven days side by side."""
        return self.width() < px(LEAST_DAY) * _WEEK

    def show_leaf(
        self, leaf: tuple[date, int], month: int, meetings: Sequence[Meeting], *, of_all: bool
    ) -> None:
        """Show the days of *leaf* with *meetings*; *of_all*: of more than one house, whose names stand there."""
        self._leaf, self._meetings, self._of_all = (*leaf, month), meetings, of_all
        self._show()

    def first_stop(self) -> QWidget | None:
        """Where the keyboard comes in."""
        if self.listed.isHidden():
            return self.calendar.first_stop()
        ahead = {one.id for one in self._meetings if one.on_date >= date.today()}
        listed = self.entries.entries
        return next((entry for entry in listed if entry.key in ahead), next(iter(listed), None))

    def _show(self) -> None:
        now = QApplication.focusWidget()
        hidden = self.calendar if self.folded else self.listed
        lost = now is not None and hidden.isAncestorOf(now)
        self._fill(date.today())
        start = self.first_stop()
        if lost and start is not None:
            start.show()
            start.setFocus(Qt.FocusReason.OtherFocusReason)

    def _fill(self, today: date) -> None:
        folded = self.folded
        self.calendar.setVisible(not folded)
        self.listed.setVisible(folded)
        first, days, month = self._leaf
        if folded:
            inside = [one for one in self._meetings if month in (0, one.on_date.month)]
            self.entries.show_entries([self._entry(one, today) for one in inside])
            return
        told: dict[date, list[Told]] = {}
        colours = {one.code: one.colour for one in network.houses(self._vault)}
        for one in self._meetings:
            told.setdefault(one.on_date, []).append(self._told(one, colours, today))
        self.calendar.show_days(first, days, told, today, month)

    def _told(self, one: Meeting, colours: dict[str, str], today: date) -> Told:
        name = words.house_name(self._vault, one.house_code)
        state, kind = words.state(one, today)
        spoken = (words.when(one, today), one.title, name, one.place, state)
        return Told(
            key=one.id,
            on=one.on_date,
            hour=one.starts,
            title=one.title,
            spoken=", ".join(part for part in spoken if part),
            house=name if self._of_all else "",
            colour=colours.get(one.house_code, ""),
            place=one.place,
            state=state,
            kind=kind,
            struck=one.state == CANCELLED,
        )

    def _entry(self, one: Meeting, today: date) -> Entry:
        name = words.house_name(self._vault, one.house_code) if self._of_all else ""
        second = " · ".join(part for part in (words.when(one, today), name, one.place) if part)
        state, kind = words.state(one, today)
        return Entry(one.title, second, state=state, kind=kind, key=one.id)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.folded == self.listed.isHidden():
            later(self, self._fold)

    def _fold(self) -> None:
        self._show()
        self.folds.emit(self.folded)
