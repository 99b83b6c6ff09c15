"""Hours and cost of the professions, by month: so that every specialist's hour of a year can be accounted for.

No woman is named in it. What is reserved counts with its minutes, and not with who it was.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from millegiorni_desk.language import _
from millegiorni_desk.network import service as network
from millegiorni_desk.paper.workbooks import append, to_bytes
from millegiorni_desk.vault.permissions import Permission
from millegiorni_desk.vault.vault import Vault

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

_IN_SPAN = (
    "FROM intervention WHERE on_date BETWEEN :first AND :last AND voided IS 0 "
    "AND (profession <> '' OR outside IS 1)"
)


@dataclass(frozen=True)
class Hours:
    """What one professional did in one month (``2025-03``) for one house.

    ``times`` consultations of ``minutes`` in all; ``untimed`` of them say no minutes; ``cost_cents`` for those from
    outside. ``professional`` is empty where nobody wrote it, or where it is reserved.
    """

    month: str
    house: str
    profession: str
    professional: str
    outside: bool
    times: int
    minutes: int
    untimed: int
    cost_cents: int


def by_month(vault: Vault, first: date, last: date) -> list[Hours]:
    """Hours from *first* to *last*, the newest month first, then by profession and name."""
    vault.require(Permission.REPORT)
    rows = vault.query(
        "SELECT substr(on_date, 1, 7) AS month, house, profession, trim(professional) AS professional, outside, "
        "count(*) AS times, sum(coalesce(minutes, 0)) AS minutes, sum(minutes IS NULL) AS untimed, "
        f"sum(coalesce(cost_cents, 0)) AS cost_cents {_IN_SPAN} "
        "GROUP BY 1, 2, 3, 4, 5 ORDER BY 1 DESC, 3, 4, 2, 5",
        **_span(first, last),
    )
    return [Hours(**{**row, "outside": bool(row["outside"])}) for row in rows]


def workbook(vault: Vault, first: date, last: date) -> bytes:
    """The hours as an .xlsx file: by month and professional with their sum, and each consultation by itself."""
    from openpyxl import Workbook

    found = by_month(vault, first, last)
    book = Workbook()
    names = _Names(vault)
    sheet = book.active
    sheet.title = _("Ore per mese")
    heads = [_("Mese"), _("Casa"), _("Professione"), _("Chi"), _("Da fuori"), _("Consulenze"), _("Ore")]
    append(sheet, [*heads, _("Senza durata"), _("Costo in euro")])
    for one in found:
        append(sheet, [
            f"{one.month[5:]}/{one.month[:4]}", names.house(one.house),
            names.profession(one.profession), one.professional, names.outside(one.outside),
            one.times, round(one.minutes / 60, 2), one.untimed, one.cost_cents / 100,
        ])  # fmt: skip
    times, minutes, untimed, cents = totals(found)
    append(sheet, [_("Totale"), "", "", "", "", times, round(minutes / 60, 2), untimed, cents / 100])
    _each(vault, book.create_sheet(_("Consulenze")), names, first, last)
    for one, last_text in zip(book.worksheets, (5, 7), strict=True):
        _finish(one, last_text, f"{first:%d/%m/%Y} – {last:%d/%m/%Y}")
    return to_bytes(book)


def totals(found: Sequence[Hours]) -> tuple[int, int, int, int]:
    """Consultations, minutes, how many say no minutes, and cents, of all *found*."""
    return (
        sum(one.times for one in found),
        sum(one.minutes for one in found),
        sum(one.untimed for one in found),
        sum(one.cost_cents for one in found),
    )


class _Names:
    """Codes in words, read once."""

    def __init__(self, vault: Vault) -> None:
        self._professions = network.terms(vault, "profession")
        self._kinds = network.terms(vault, "intervention_kind")
        self._houses = {house.code: house.name for house in network.houses(vault)}

    def house(self, code: str) -> str:
        return self._houses.get(code, code)

    def profession(self, code: str) -> str:
        return self._professions.get(code, code)

    def kind(self, code: str) -> str:
        return self._kinds.get(code, code)

    def outside(self, yes: bool) -> str:
        return _("sì") if yes else _("no")


def _each(vault: Vault, sheet: Worksheet, names: _Names, first: date, last: date) -> None:
    heads = [_("Giorno"), _("Casa"), _("Percorso"), _("Professione"), _("Chi"), _("Da fuori"), _("Che cosa")]
    append(sheet, [*heads, _("Minuti"), _("Costo in euro")])
    rows = vault.query(
        "SELECT on_date, house, pathway_id, profession, professional, outside, kind, minutes, cost_cents "
        f"{_IN_SPAN} ORDER BY on_date, id",
        **_span(first, last),
    )
    for row in rows:
        cost = None if row["cost_cents"] is None else row["cost_cents"] / 100
        append(sheet, [
            date.fromisoformat(row["on_date"]), names.house(row["house"]), row["pathway_id"],
            names.profession(row["profession"]),
            row["professional"], names.outside(bool(row["outside"])), names.kind(row["kind"]), row["minutes"], cost,
        ])  # fmt: skip


def _finish(sheet: Worksheet, last_text: int, span: str) -> None:
    """Heads that stay in sight and on every page, columns as wide as what they hold, euros and hours with their cents.

    Up to column *last_text* there are words, then numbers.
    """
    from millegiorni_desk.paper import spreadsheet

    columns = [list(column) for column in sheet.columns]
    widest = [max(len(_shown(cell.value)) for cell in column[1:] or column) for column in columns]
    spreadsheet.columns(sheet, [min(max(width + 2, 11), 42) for width in widest])
    spreadsheet.head(sheet, 1, [column[0].value for column in columns], range(last_text, len(columns)))
    for cell in columns[0][1:]:
        if isinstance(cell.value, date):
            cell.number_format = spreadsheet.DAY
    for column in columns[last_text:]:
        for cell in column[1:]:
            if isinstance(cell.value, float):
                cell.number_format = "#,##0.00"
    sheet.freeze_panes = "A2"
    spreadsheet.page(sheet, f"{sheet.title} · {span}", "1:1")


def _shown(value: object) -> str:
    return f"{value:%d/%m/%Y}" if isinstance(value, date) else str(value or "")


def _span(first: date, last: date) -> dict[str, str]:
    return {"first": first.isoformat(), "last": last.isoformat()}
