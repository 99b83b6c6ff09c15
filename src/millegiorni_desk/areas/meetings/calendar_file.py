"""Meetings for the calendars of others, as a file (.ics, RFC 5545): nothing of it is internal.

The same meetings give the same bytes: the moment of an event is that of its last change, on every desk.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from millegiorni_desk.areas.meetings import calendar_words as words
from millegiorni_desk.areas.meetings import listing
from millegiorni_desk.areas.meetings.records import Meeting
from millegiorni_desk.language import N_
from millegiorni_desk.network import partners
from millegiorni_desk.network import service as network
from millegiorni_desk.vault.permissions import Permission
from millegiorni_desk.vault.vault import Vault
from millegiorni_sync import clock

if TYPE_CHECKING:
    from icalendar import Calendar, Event, Timezone

ROME = ZoneInfo("Europe/Rome")
_BEFORE_ALL = datetime(2024, 1, 1, tzinfo=UTC)
_STATES = {"planned": "CONFIRMED", "held": "CONFIRMED", "cancelled": "CANCELLED"}


def export(vault: Vault, first: date, last: date, house: str = "") -> bytes:
    """The calendar from *first* to *last*, of one house or of all, cancelled meetings too."""
    vault.require(Permission.SEE_PROGRAMME)
    return _file(vault, listing.between(vault, first, last, house), house)


def export_one(vault: Vault, meeting_id: str) -> bytes:
    """A single meeting. Raises ``NotFound``."""
    vault.require(Permission.SEE_PROGRAMME)
    held = listing.meeting(vault, meeting_id)
    return _file(vault, [held], held.house_code)


def changed_at(vault: Vault, ids: Sequence[str]) -> dict[str, datetime]:
    """When each of those meetings was last written to, anywhere, to the second."""
    vault.require(Permission.SEE_PROGRAMME)
    rows = vault.query(
        "SELECT l.rid AS id, max(l.clk) AS clk FROM json_each(:ids) AS asked CROSS JOIN sync_log AS l "
        "ON l.tbl = 'meeting' AND l.rid = asked.value GROUP BY l.rid",
        ids=json.dumps(list(ids)),
    )
    return {row["id"]: datetime.fromtimestamp(clock.unix_ms(row["clk"]) // 1000, UTC) for row in rows}


def _file(vault: Vault, meetings: Sequence[Meeting], house: str) -> bytes:
    from icalendar import Calendar

    named = {one.code: one for one in network.houses(vault)}
    changed = changed_at(vault, [one.id for one in meetings])
    themes = network.terms(vault, "meeting_theme", italian=True)
    file = Calendar()
    file.add("prodid", "-//Millegiorni Desk//Incontri//IT")
    file.add("version", "2.0")
    file.add("calscale", "GREGORIAN")
    title = N_("Incontri di Mille Giorni Insieme")
    file.add("x-wr-calname", f"{title} · {named[house].name}" if house in named else title)
    file.add("x-wr-timezone", "Europe/Rome")
    if any(one.starts for one in meetings):
        file.add_component(_rome())
    for one in meetings:
        event = _event(vault, one, changed.get(one.id, _BEFORE_ALL), themes.get(one.theme, ""))
        where = words.location(one, named.get(one.house_code))
        if where:
            event.add("location", where)
        file.add_component(event)
    vault.note("meeting.calendar", meetings=len(meetings))
    return _bytes(file)


def _bytes(file: Calendar) -> bytes:
    return bytes(file.to_ical(sorted=True))


def _event(vault: Vault, one: Meeting, changed: datetime, theme: str) -> Event:
    from icalendar import Event

    event = Event()
    event.add("uid", words.uid(one))
    event.add("dtstamp", changed)
    event.add("last-modified", changed)
    # Seconds: they only ever grow, and fit where programs keep it.
    event.add("sequence", max(0, int((changed - _BEFORE_ALL).total_seconds())))
    event.add("summary", words.clean(one.title))
    event.add("status", _STATES.get(one.state, "CONFIRMED"))
    event.add("description", words.description(one, partners.names(vault, one.partners)))
    if theme:
        event.add("categories", [theme])
    for name, text in ((words.SECOND_TITLE, one.second_title), (words.SECOND_TEXT, one.second_description)):
        if text:
            event.add(name, words.clean(text), parameters={"LANGUAGE": one.second_language or "und"})
    _when(event, one)
    return event


def _when(event: Event, one: Meeting) -> None:
    if not one.starts:
        event.add("dtstart", one.on_date)
        event.add("dtend", one.on_date + timedelta(days=1))
        return
    starts = _moment(one.on_date, one.starts)
    event.add("dtstart", starts)
    if one.ends:
        # One that ends after midnight ends on the next day.
        later = timedelta(days=1) if one.ends <= one.starts else timedelta()
        event.add("dtend", _moment(one.on_date + later, one.ends))


def _moment(day: date, clock_time: str) -> datetime:
    return datetime.combine(day, time.fromisoformat(clock_time), tzinfo=ROME)


def _rome() -> Timezone:
    """The zone as the European Union keeps it since 1996."""
    from icalendar import Timezone, TimezoneDaylight, TimezoneStandard

    zone = Timezone()
    zone.add("tzid", "Europe/Rome")
    winter, summer = timedelta(hours=1), timedelta(hours=2)
    for kind, name, start, month, before, after in (
        (TimezoneDaylight, "CEST", datetime(1996, 3, 31, 2), 3, winter, summer),
        (TimezoneStandard, "CET", datetime(1996, 10, 27, 3), 10, summer, winter),
    ):
        part = kind()
        part.add("tzname", name)
        part.add("dtstart", start)
        part.add("rrule", {"freq": "yearly", "bymonth": month, "byday": "-1su"})
        part.add("tzoffsetfrom", before)
        part.add("tzoffsetto", after)
        zone.add_component(part)
    return zone
