"""*Nuovo incontro*: one meeting, or a series of them."""

from __future__ import annotations

from datetime import date
from typing import Any

from PySide6.QtWidgets import QWidget

from millegiorni_desk.areas.meetings import listing, series, service
from millegiorni_desk.areas.meetings.records import Meeting
from millegiorni_desk.areas.meetings.view.meeting_form import MeetingForm
from millegiorni_desk.areas.meetings.view.repeat_form import RepeatForm
from millegiorni_desk.areas.people.view.pile import ProblemPlace
from millegiorni_desk.errors import DeskError, InvalidValue
from millegiorni_desk.language import _
from millegiorni_desk.network import service as network
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.cards import Card
from millegiorni_desk.ui.forms import DateField
from millegiorni_desk.ui.page import Page
from millegiorni_desk.ui.shell import Shell
from millegiorni_desk.vault.vault import Vault

_LIKE = tuple(name for name in service.WRITTEN if name != "on_date")


class NewMeetingPage(Page):
    """Opened with ``{"day": "2026-11-03"}``, with ``{"like": id}`` for one as that was, or with neither.

    What was begun is kept, but for another like a former one.
    """

    one_place = True

    def __init__(self, vault: Vault, shell: Shell) -> None:
        super().__init__(_("Nuovo incontro"))
        self._vault, self._shell = vault, shell
        self.work = ProblemPlace()
        self.repeat = RepeatForm()
        again = Card(_("Si ripete?"))
        again.add(self.repeat)
        self.form = MeetingForm(vault, again)
        self.add(self.work)
        self.add(self.form)
        self.body.addStretch(1)
        self.foot.add(Button(_("Svuota"), self.start_anew), left=True)
        self.foot.add(Button(_("Metti in programma"), self.save, kind="primary", keys="Ctrl+S"))
        day = self.form.fields["on_date"]
        day.changed.connect(self._day_changed)
        self.start_anew()

    def arrived(self, argument: object = None) -> None:
        given = argument if isinstance(argument, dict) else {}
        if not self._begun or given.get("like"):
            self._begin(given)
            self.scroller.verticalScrollBar().setValue(0)
        elif given.get("day"):
            # What was begun is gone on with, on the day that was chosen meanwhile.
            self.form.fields["on_date"].set_value(date.fromisoformat(str(given["day"])))

    @property
    def _begun(self) -> bool:
        return bool(self.form.fields["title"].value())

    def first_focus(self) -> QWidget | None:
        return self.form.fields["title"]

    def start_anew(self) -> None:
        """An empty form for today."""
        self._begin({})

    def _begin(self, argument: dict[str, Any]) -> None:
        self.work.clear()
        day = date.fromisoformat(str(argument.get("day") or date.today().isoformat()))
        known: dict[str, Any] = {"place": self._usual_place(), "languages": ["it"]}
        if argument.get("like"):
            try:
                former = listing.meeting(self._vault, str(argument["like"]))
                known = {name: getattr(former, name) for name in _LIKE}
            except DeskError as problem:
                self.work.show_problem(problem)
        self.form.show_meeting(
            Meeting(**{"house_code": self._vault.house, "title": "", **known, "on_date": day})
        )
        self.repeat.clear()
        self.repeat.begin(day)

    def _usual_place(self) -> str:
        return next((one.address for one in network.houses(self._vault) if one.code == self._vault.house), "")

    def _day_changed(self) -> None:
        field = self.form.fields["on_date"]
        try:
            day = field.value() if isinstance(field, DateField) else None
        except InvalidValue:
            day = None
        self.repeat.begin(day.day if day is not None else None)

    def save(self) -> None:
        """Put it, or all of the series, into the calendar."""
        self.work.clear()
        try:
            repeat = self.repeat.repeat()
            with self._vault.save("meeting.series" if repeat else "meeting.add"):
                first = Meeting(**{"house_code": self._vault.house, **self.form.answers()})
                made = series.add(self._vault, first, repeat) if repeat else [service.add(self._vault, first)]
        except InvalidValue as problem:
            if not self.form.show_problem(problem) and not self.repeat.show_problem(problem):
                self.work.show_problem(problem)
        except DeskError as problem:
            self.work.show_problem(problem, self.save)
        else:
            self._saved(made)

    def _saved(self, made: list[Meeting]) -> None:
        self.start_anew()
        said = _("Incontro messo in programma") if len(made) == 1 else _("{n} incontri messi in programma")
        first = made[0]

        def undo() -> object:
            if len(made) > 1:
                return series.void(self._vault, first.id, series.OPEN)
            return service.void(self._vault, first.id)

        self._shell.open("meeting", first.id)
        self._shell.say(said.format(n=len(made)), undo)
