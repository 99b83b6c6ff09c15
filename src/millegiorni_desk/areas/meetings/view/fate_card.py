"""Putting a meeting off, cancelling it, taking it out; alone or with others of its series, and all of it undone."""

from __future__ import annotations

from datetime import datetime, timedelta

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from millegiorni_desk.areas.meetings import series, service
from millegiorni_desk.areas.meetings.checks import CANCELLED, PLANNED
from millegiorni_desk.areas.meetings.records import Meeting
from millegiorni_desk.areas.meetings.view.meeting_card import MeetingCard, chosen_scope, scope_chips
from millegiorni_desk.errors import InvalidValue
from millegiorni_desk.language import _
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.forms import DateField, Form, HourField, TextField
from millegiorni_desk.ui.shell import Shell
from millegiorni_desk.vault.vault import Vault


class FateCard(MeetingCard):
    """Hidden for a meeting that was held, and for another house's."""

    def __init__(self, vault: Vault, shell: Shell) -> None:
        super().__init__(_("Spostare, annullare, togliere"), vault, shell)
        self.form = Form()
        self.scope = self.form.add("scope", scope_chips())
        self.form.add_row(
            fold_under=300,
            day=DateField(_("Nuovo giorno"), past=False, year_alone=False),
            starts=HourField(_("Comincia")),
        )
        self.form.add("reason", TextField(_("Perché"), placeholder=_("la sala è chiusa")))
        self.move_button = Button(_("Sposta"), self.put_off, icon="calendar")
        self.cancel_button = Button(_("Annulla l'incontro"), self.cancel, icon="close")
        self.off_button = Button(_("Togli dal calendario"), self.take_off, kind="quiet", icon="trash")
        self.back_button = Button(_("Rimetti in programma"), self.plan_again, icon="undo")
        for piece in (self.form, self.problem):
            self.add(piece)
        self.add_row(self.move_button, self.cancel_button, self.off_button, self.back_button)

    def take(self, meeting: Meeting, may: bool) -> None:
        """Show *meeting*; *may*: whether it is written here."""
        new, here = self.meeting != meeting, QApplication.focusWidget()
        held = here is not None and self.isAncestorOf(here)
        self.meeting = meeting
        cancelled, planned = meeting.state == CANCELLED, meeting.state == PLANNED
        self.setVisible(may and not meeting.voided and (cancelled or planned))
        self.title.setText(_("Spostare, annullare, togliere") if planned else _("È annullato"))
        self.form.setVisible(planned)
        self.scope.setVisible(bool(meeting.series))
        self.move_button.setVisible(planned)
        self.cancel_button.setVisible(planned)
        self.off_button.setVisible(planned)
        self.back_button.setVisible(cancelled)
        if new:
            self.problem.hide()
            self.form.clear()
            self.form.set_values({"scope": series.ONE, "day": meeting.on_date, "starts": meeting.starts})
        if held and not self.isHidden() and not self.isAncestorOf(QApplication.focusWidget() or self):
            # What had the keyboard is gone: it stays in the card.
            (self.back_button if cancelled else self.cancel_button).setFocus(Qt.FocusReason.OtherFocusReason)

    def put_off(self) -> None:
        """Put it off to the day written, as long as it was."""
        held = self.meeting
        if held is None:
            return
        scope = chosen_scope(self.scope, held)

        def keep() -> None:
            given = self.form.values()
            day, starts = given["day"], str(given["starts"] or "")
            if day is None:
                raise InvalidValue(_("Scrivi il nuovo giorno."), "day")
            ends = _as_long(held, starts)
            series.move(self.vault, held.id, scope, day.day, str(given["reason"]), starts, ends)  # type: ignore[attr-defined]

        former = series.reached(self.vault, held.id, scope, (PLANNED,))
        self.attempt(
            _many(_("Incontro spostato"), _("{n} incontri spostati"), len(former)), former, keep, self.form
        )

    def cancel(self) -> None:
        """It will not be held; the reason is asked for."""
        held = self.meeting
        if held is None:
            return
        scope = chosen_scope(self.scope, held)

        def keep() -> None:
            series.cancel(self.vault, held.id, scope, str(self.form.fields["reason"].value() or ""))

        former = series.reached(self.vault, held.id, scope, (PLANNED,))
        self.attempt(
            _many(_("Incontro annullato"), _("{n} incontri annullati"), len(former)), former, keep, self.form
        )

    def take_off(self) -> None:
        """Written by mistake: out of every list and count. Those held of its series stay."""
        held = self.meeting
        if held is None:
            return
        scope = chosen_scope(self.scope, held)
        former = series.reached(self.vault, held.id, scope)
        said = _many(_("Incontro tolto dal calendario"), _("{n} incontri tolti dal calendario"), len(former))
        if self.attempt(said, former, lambda: series.void(self.vault, held.id, scope), self.form):
            self.shell.open("meetings")

    def plan_again(self) -> None:
        """It will be held after all."""
        if (held := self.meeting) is not None:
            self.attempt(
                _("Rimesso in programma"), [held], lambda: service.plan_again(self.vault, held.id), self.form
            )


def _many(one: str, many: str, n: int) -> str:
    return one if n == 1 else many.format(n=n)


def _as_long(held: Meeting, starts: str) -> str:
    """When it ends if it begins at *starts* and takes as long as it would have."""
    if not (held.starts and held.ends and starts):
        return held.ends if starts else ""
    hours = [datetime.strptime(hour, "%H:%M") for hour in (held.starts, held.ends, starts)]
    ends = hours[2] + (hours[1] - hours[0])
    # Not over midnight: then only the beginning is known.
    return f"{ends:%H:%M}" if ends - hours[2] > timedelta(0) and ends.day == hours[2].day else ""
