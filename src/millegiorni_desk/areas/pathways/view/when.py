"""Days and hours of appointments: typed, and in words."""

from __future__ import annotations

import re
from datetime import date, datetime

from millegiorni_desk.areas.pathways.appointments import PLANNED, Line, day_of
from millegiorni_desk.areas.pathways.records import Appointment
from millegiorni_desk.errors import InvalidValue
from millegiorni_desk.language import _
from millegiorni_desk.network import service as network
from millegiorni_desk.ui.dates import day_words
from millegiorni_desk.ui.forms import TextField
from millegiorni_desk.vault.vault import Vault

_HOUR = re.compile(r"(\d{1,2})(?:[:., h]?(\d{2}))?")


class HourField(TextField):
    """An hour typed freely: ``9``, ``9.30``, ``930``; the value is ``09:30``, or nothing."""

    def __init__(self, words: str) -> None:
        super().__init__(words, placeholder="10:30", longest=8)

    def value(self) -> str:
        typed = super().value()
        if not typed:
            return ""
        read = _HOUR.fullmatch(typed)
        hour, minute = (int(read[1]), int(read[2] or 0)) if read else (24, 0)
        if hour > 23 or minute > 59:
            raise InvalidValue(_("Non capisco l'ora: scrivila come 10:30."))
        return f"{hour:02d}:{minute:02d}"


def moment_of(day: date | None, hour: str) -> str:
    """Day and hour as an appointment keeps them. Raises ``InvalidValue``."""
    if day is None:
        raise InvalidValue(_("Scrivi il giorno."), "on_day")
    if not hour:
        raise InvalidValue(_("Scrivi anche l'ora."), "hour")
    return f"{day.isoformat()}T{hour}"


def when_words(appointment: Appointment, today: date) -> str:
    """``domani, 10:30``."""
    return f"{day_words(day_of(appointment), today)}, {appointment.at[11:]}"


def shown_state(vault: Vault, line: Line, today: date) -> tuple[str, str]:
    """What stands at the end of its row, and in which colour: to remind, how did it go, or its state."""
    one = line.appointment
    if one.state != PLANNED:
        return network.terms(vault, "appointment_state").get(one.state, one.state), "quiet"
    if line.day < today:
        return _("com'è andata?"), "warning"
    if one.reminded_at:
        at = datetime.fromisoformat(one.reminded_at).astimezone()
        return _("ricordato {day}").format(day=day_words(at.date(), today)), "info"
    if one.remind_on is not None and one.remind_on <= today:
        return _("da ricordare"), "warning"
    return "", "info"
