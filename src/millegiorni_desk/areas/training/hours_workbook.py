"""The hours of training and team meetings as a workbook: by person, by house, by meeting, and each presence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from millegiorni_desk.areas.training import hours
from millegiorni_desk.areas.training.hours import Attended, Meeting, PersonHours, Sum
from millegiorni_desk.language import N_
from millegiorni_desk.network import service as network
from millegiorni_desk.paper import spreadsheet
from millegiorni_desk.paper.workbooks import put, to_bytes
from millegiorni_desk.vault.permissions import Permission
from millegiorni_desk.vault.vault import Vault

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

# What leaves for funders and bodies is Italian, whichever language the window speaks.
_TITLE = N_("Ore di formazione e di équipe")
_COORDINATION, _NETWORK = N_("Coordinamento"), N_("Tutta la rete")
_HOURS = "#,##0.00"


def workbook(vault: Vault, first: date, last: date) -> bytes:
    """Hours are numbers, and below each sheet is what they come to; the sums of all sheets are the same."""
    vault.require(Permission.REPORT)
    from openpyxl import Workbook

    people = hours.by_person(vault, first, last)
    each = hours.attended(vault, first, last)
    names = _Names(vault, people)
    book = Workbook()
    book.properties.title = _TITLE
    under = f"{_TITLE} · dal {first:%d/%m/%Y} al {last:%d/%m/%Y}"
    _people(book.active, names, people, under)
    _houses(book.create_sheet(N_("Per casa")), names, people, under)
    _meetings(book.create_sheet(N_("Incontri")), names, hours.by_meeting(vault, first, last), under)
    _each(book.create_sheet(N_("Presenze")), names, each, under)
    vault.note("training.hours", people=len(people))
    return to_bytes(book)


class _Names:
    """Codes and ids in words, read once."""

    def __init__(self, vault: Vault, people: Sequence[PersonHours]) -> None:
        self._houses = {house.code: house.name for house in network.houses(vault)}
        self._bodies = {body.code: body.name for body in network.bodies(vault)}
        self.kinds = dict(network.terms(vault, "training_kind", italian=True))
        for one in people:
            for kind in one.by_kind:
                self.kinds.setdefault(kind, kind)
        self.people = {one.staff_id: one.member.name if one.member else "–" for one in people}

    def house(self, code: str, nobody: str) -> str:
        return self._houses.get(code, code) or nobody

    def body(self, code: str) -> str:
        return self._bodies.get(code, code)

    def kind(self, code: str) -> str:
        return self.kinds.get(code, code)

    def heads(self) -> list[str]:
        """Meetings and hours of each kind, then of all, and how many do not say how long they lasted."""
        told = []
        for kind in self.kinds.values():
            told += [N_("Incontri: {kind}").format(kind=kind), N_("Ore: {kind}").format(kind=kind)]
        return [*told, N_("Incontri in tutto"), N_("Ore in tutto"), N_("Senza durata")]

    def figures(self, by_kind: Mapping[str, Sum], total: Sum) -> list[Any]:
        told: list[Any] = []
        for kind in self.kinds:
            one = by_kind.get(kind, hours.NONE)
            told += [one.times, one.minutes / 60]
        return [*told, total.times, total.minutes / 60, total.untimed]


def _people(sheet: Worksheet, names: _Names, people: Sequence[PersonHours], under: str) -> None:
    sheet.title = N_("Per persona")
    rows = [
        [
            names.people[one.staff_id],
            names.house(one.house, _COORDINATION),
            names.body(one.member.body) if one.member else "",
            one.member.role if one.member else "",
            *names.figures(one.by_kind, one.total),
        ]
        for one in people
    ]
    told = hours.total(people)
    rows.append([N_("In tutto"), "", "", "", *names.figures(told, sum(told.values(), hours.NONE))])
    _fill(
        sheet,
        [N_("Persona"), N_("Casa"), N_("Ente"), N_("Ruolo"), *names.heads()],
        rows,
        (30, 26, 28, 22),
        under,
    )


def _houses(sheet: Worksheet, names: _Names, people: Sequence[PersonHours], under: str) -> None:
    rows: list[list[Any]] = [
        [names.house(one.house, _COORDINATION), one.people, *names.figures(one.by_kind, one.total)]
        for one in hours.by_house(people)
    ]
    told = hours.total(people)
    rows.append([N_("In tutto"), len(people), *names.figures(told, sum(told.values(), hours.NONE))])
    _fill(sheet, [N_("Casa"), N_("Persone"), *names.heads()], rows, (34, 10), under)


def _meetings(sheet: Worksheet, names: _Names, held: Sequence[Meeting], under: str) -> None:
    rows: list[list[Any]] = [
        [one.on_date, names.kind(one.kind), one.title, names.house(one.house, _NETWORK), one.lasted, one.people,
         one.minutes / 60]
        for one in held
    ]  # fmt: skip
    lasted, people = sum(one.lasted or 0 for one in held), sum(one.people for one in held)
    rows.append([N_("In tutto"), "", "", "", lasted, people, sum(one.minutes for one in held) / 60])
    heads = [
        N_("Giorno"),
        N_("Tipo"),
        N_("Titolo"),
        N_("Casa"),
        N_("Minuti"),
        N_("Presenze"),
        N_("Ore di presenza"),
    ]
    _fill(sheet, heads, rows, (12, 16, 52, 26, 9, 10, 12), under)


def _each(sheet: Worksheet, names: _Names, each: Sequence[Attended], under: str) -> None:
    rows: list[list[Any]] = [
        [one.on_date, names.people.get(one.staff_id, "–"), names.kind(one.kind), one.title, one.minutes,
         None if one.minutes is None else one.minutes / 60]
        for one in each
    ]  # fmt: skip
    minutes = sum(one.minutes or 0 for one in each)
    rows.append([N_("In tutto"), "", "", "", minutes, minutes / 60])
    heads = [N_("Giorno"), N_("Persona"), N_("Tipo"), N_("Titolo"), N_("Minuti"), N_("Ore")]
    _fill(sheet, heads, rows, (12, 30, 16, 52, 9, 9), under)


def _fill(
    sheet: Worksheet, heads: Sequence[str], rows: Sequence[Sequence[Any]], widths: Sequence[float], under: str
) -> None:
    """Heads, rows and, last, the sum; what looks like a formula stays text."""
    widths = [*widths, *[13] * (len(heads) - len(widths))]
    spreadsheet.columns(sheet, widths)
    spreadsheet.head(sheet, 1, heads, {at for at, value in enumerate(rows[-1]) if not isinstance(value, str)})
    for at, row in enumerate(rows, start=2):
        for column, value in enumerate(row, start=1):
            cell = sheet.cell(at, column)
            put(cell, value)
            if isinstance(value, date):
                cell.number_format = spreadsheet.DAY
                # Set to the right, as numbers are, a day would touch the words beside it.
                spreadsheet.align(cell, "left")
            elif isinstance(value, float):
                cell.number_format = _HOURS
            if at == len(rows) + 1:
                spreadsheet.style(cell, bold=True)
        spreadsheet.wrap(sheet, at, widths)
    sheet.freeze_panes = "A2"
    spreadsheet.page(sheet, under, "1:1")
