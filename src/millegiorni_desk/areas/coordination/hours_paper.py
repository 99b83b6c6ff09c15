"""The week of all desks on one sheet, to hang up: when each is open, and the closures ahead."""

from __future__ import annotations

from datetime import date, timedelta

from millegiorni_desk.areas.coordination import opening_hours
from millegiorni_desk.areas.coordination.records import Closure, OpeningHours
from millegiorni_desk.language import N_
from millegiorni_desk.network import service as network
from millegiorni_desk.network.records import House
from millegiorni_desk.paper.document import Block, Document, Heading, Paragraph, Table, pdf
from millegiorni_desk.vault.permissions import Permission
from millegiorni_desk.vault.vault import Vault

# What hangs at a door is Italian, whichever language the window speaks.
_TITLE = N_("Orari degli sportelli")
_CLOSED = N_("chiuso")
_AHEAD = timedelta(days=92)


def week_pdf(vault: Vault, day: date) -> bytes:
    """The hours of the week of *day*, A4 on its side; without a desk that has hours it says so."""
    made = pdf(week_document(vault, day))
    vault.note("opening_hours.print", day=day.isoformat())
    return made


def week_document(vault: Vault, day: date) -> Document:
    """What the sheet says."""
    vault.require(Permission.SEE_PROGRAMME)
    monday = day - timedelta(days=day.isoweekday() - 1)
    weeks = {
        house.code: opening_hours.week(vault, house.code, day)
        for house in network.houses(vault)
        if opening_hours.hours(vault, house.code)
    }
    houses = {house.code: house for house in network.houses(vault)}
    # Days on which nobody is ever open take no room.
    days = [number for number in range(1, 8) if any(week[number] for week in weeks.values())]
    rows = [
        [
            "\n".join(part for part in (houses[code].name, houses[code].address) if part),
            *(_cell(week[number]) for number in days),
        ]
        for code, week in weeks.items()
    ]
    heads = [N_("Casa"), *(opening_hours.WEEKDAYS[number - 1].capitalize() for number in days)]
    blocks: list[Block] = [
        Paragraph(N_("Settimana dal {start:%d/%m/%Y}").format(start=monday)),
        Table(heads, rows, (2.2, *(1.4 for _day in days)))
        if rows and days
        else Paragraph(N_("Ancora nessun orario.")),
    ]
    shut = [one for one in opening_hours.closures(vault, since=monday) if one.from_day <= day + _AHEAD]
    if shut:
        blocks += [Heading(N_("Chiusure")), *(Paragraph(_closure(one, houses)) for one in shut)]
    return Document(_TITLE, ("it",), blocks, above="Mille Giorni Insieme", wide=True)


def _cell(found: list[OpeningHours]) -> str:
    lines = [f"{one.opens}–{one.closes}" + (f"\n{one.what}" if one.what else "") for one in found]
    return "\n".join(lines) or _CLOSED


def _closure(one: Closure, houses: dict[str, House]) -> str:
    where = houses[one.house_code].name if one.house_code in houses else one.house_code or N_("Tutte le Case")
    days = f"{one.from_day:%d/%m/%Y}"
    if one.to_day != one.from_day:
        days = N_("dal {start:%d/%m/%Y} al {end:%d/%m/%Y}").format(start=one.from_day, end=one.to_day)
    return " · ".join(part for part in (where, days, one.reason) if part)
