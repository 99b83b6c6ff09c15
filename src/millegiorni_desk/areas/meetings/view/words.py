"""How meetings, their days and their recurrence are said on a screen."""

from __future__ import annotations

from datetime import date, timedelta

from millegiorni_desk.areas.meetings import rules
from millegiorni_desk.areas.meetings.checks import CANCELLED, HELD
from millegiorni_desk.areas.meetings.listing import Totals
from millegiorni_desk.areas.meetings.records import Meeting
from millegiorni_desk.language import _, plural
from millegiorni_desk.network import service as network
from millegiorni_desk.ui.dates import day_words
from millegiorni_desk.ui.parsing import MONTHS, number
from millegiorni_desk.vault.vault import Vault

WEEKDAYS = (
    _("lunedì"), _("martedì"), _("mercoledì"), _("giovedì"), _("venerdì"), _("sabato"), _("domenica"),
)  # fmt: skip
SHORT = (_("lun"), _("mar"), _("mer"), _("gio"), _("ven"), _("sab"), _("dom"))
_NTH = (_("Il primo"), _("Il secondo"), _("Il terzo"), _("Il quarto"))
_NTH_SUNDAY = (_("La prima"), _("La seconda"), _("La terza"), _("La quarta"))
_SUNDAY = 6


def month_words(day: date) -> str:
    """``novembre 2026``."""
    return f"{MONTHS[day.month - 1]} {day.year}"


def week_words(first: date) -> str:
    """``23–29 novembre 2026``, ``28 dicembre 2026 – 3 gennaio 2027``."""
    last = first + timedelta(days=6)
    if first.month == last.month:
        return f"{first.day}–{last.day} {month_words(last)}"
    year = "" if first.year == last.year else f" {first.year}"
    return f"{first.day} {MONTHS[first.month - 1]}{year} – {last.day} {month_words(last)}"


def full_day(day: date, today: date) -> str:
    """``martedì 3 novembre``, with the year where it is another one."""
    year = "" if day.year == today.year else f" {day.year}"
    return f"{WEEKDAYS[day.weekday()]} {day.day} {MONTHS[day.month - 1]}{year}"


def hours(meeting: Meeting) -> str:
    """``10:00–11:30``, ``10:00``, or nothing."""
    return "–".join(hour for hour in (meeting.starts, meeting.ends) if hour)


def when(meeting: Meeting, today: date) -> str:
    """``martedì 3 novembre, 10:00–11:30``."""
    return ", ".join(part for part in (full_day(meeting.on_date, today), hours(meeting)) if part)


def heads(meeting: Meeting) -> str:
    """``17 presenze``, or nothing where nobody counted."""
    if meeting.adults is None and meeting.minors is None:
        return ""
    n = (meeting.adults or 0) + (meeting.minors or 0)
    return plural("{n} presenza", "{n} presenze", n).format(n=number(n))


def heads_in_full(meeting: Meeting) -> str:
    """``17 presenze: 9 persone adulte, 8 minori, stimate``."""
    told = heads(meeting)
    if not told:
        return _("nessuno ha contato")
    adults = plural("{n} persona adulta", "{n} persone adulte", meeting.adults or 0)
    minors = plural("{n} minore", "{n} minori", meeting.minors or 0)
    parts = [adults.format(n=number(meeting.adults or 0)), minors.format(n=number(meeting.minors or 0))]
    return f"{told}: {', '.join([*parts, *([_('stimate')] if meeting.estimated else [])])}"


def state(meeting: Meeting, today: date) -> tuple[str, str]:
    """What stands at the end of its row, and in which colour; nothing of what is simply planned."""
    if meeting.state == CANCELLED:
        return _("annullato"), "quiet"
    if meeting.state == HELD:
        return (heads(meeting), "info") if heads(meeting) else (_("tenuto"), "quiet")
    if meeting.on_date < today:
        return _("da completare"), "warning"
    if meeting.moved_from is not None:
        return _("spostato"), "info"
    return "", "info"


def summed(totals: Totals) -> str:
    """``9 tenuti, 132 presenze (47 % minori)``, or nothing."""
    if not totals.held:
        return ""
    told = plural("{n} tenuto", "{n} tenuti", totals.held).format(n=number(totals.held))
    if not totals.heads:
        return told
    share = (totals.minors * 200 + totals.heads) // (totals.heads * 2)
    came = plural("{n} presenza", "{n} presenze", totals.heads).format(n=number(totals.heads))
    return _("{told}, {came} ({share} % minori)").format(told=told, came=came, share=share)


def house_name(vault: Vault, code: str) -> str:
    """The name of a house, or its code before it has arrived."""
    return {one.code: one.name for one in network.houses(vault)}.get(code, code)


def repeats(rule: str, on: date) -> str:
    """``Ogni martedì, 10 volte``; nothing for a rule that is not of ours."""
    repeat = rules.read(rule)
    told = way(repeat.way, on)
    if not told:
        return ""
    if repeat.until is not None:
        return _("{told}, fino al {until:%d/%m/%Y}").format(told=told, until=repeat.until)
    return _("{told}, {times} volte").format(told=told, times=repeat.times)


def way(code: str, on: date) -> str:
    """How a way of ``rules.WAYS`` sounds for what begins on *on*."""
    weekday, sunday = WEEKDAYS[on.weekday()], on.weekday() == _SUNDAY
    if code == rules.WEEKLY:
        return _("Ogni {weekday}").format(weekday=weekday)
    if code == rules.FORTNIGHTLY:
        return _("{weekday}, ogni due settimane").format(weekday=weekday.capitalize())
    if code == rules.MONTH_DAY:
        return _("Il giorno {day} di ogni mese").format(day=on.day)
    if code == rules.MONTH_LAST or (code == rules.MONTH_WEEKDAY and rules.nth(on) == 5):
        last = _("L'ultima {weekday} del mese") if sunday else _("L'ultimo {weekday} del mese")
        return last.format(weekday=weekday)
    if code == rules.MONTH_WEEKDAY:
        nth = (_NTH_SUNDAY if sunday else _NTH)[rules.nth(on) - 1]
        return _("{nth} {weekday} del mese").format(nth=nth, weekday=weekday)
    return ""


def was_changed(meeting: Meeting, today: date) -> str:
    """That it was cancelled or put off, from when, and why; or nothing."""
    if meeting.state == CANCELLED:
        return _("Annullato: {reason}").format(reason=meeting.reason)
    if meeting.moved_from is None:
        return ""
    told = _("Era annunciato per {day}").format(day=day_words(meeting.moved_from, today))
    return f"{told}: {meeting.reason}" if meeting.reason else told
