"""Days and hours of appointments, kept and in words."""

from __future__ import annotations

from datetime import date, datetime

from millegiorni_desk.areas.pathways.appointments import PLANNED, Line, day_of
from millegiorni_desk.areas.pathways.records import Appointment
from millegiorni_desk.errors import InvalidValue
from millegiorni_desk.language import _
from millegiorni_desk.network import service as network
from millegiorni_desk.ui.dates import day_words
from millegiorni_desk.vault.vault import Vault


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
