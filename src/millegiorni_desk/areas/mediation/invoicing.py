"""The hours of each mediator in a month, for the invoice of whoever sends her: case codes, never a woman's name."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from millegiorni_desk.areas.mediation import rates
from millegiorni_desk.areas.mediation.listing import case_code
from millegiorni_desk.errors import InvalidValue
from millegiorni_desk.language import _
from millegiorni_desk.vault.permissions import Permission
from millegiorni_desk.vault.vault import Vault


@dataclass(frozen=True)
class Hours:
    """One session to be invoiced; ``cents`` is none where nobody wrote what an hour costs.

    ``case`` is the code of the mediation, ``kind`` a code of ``mediation_kind``. ``cents`` is rounded half up: the
    amounts of a month are the sums of their lines, to the cent.
    """

    mediator_id: str
    mediator: str
    organisation: str
    house: str
    on_date: date
    case: str
    kind: str
    minutes: int
    cents_per_hour: int | None

    @property
    def cents(self) -> int | None:
        """What this session costs."""
        if self.cents_per_hour is None:
            return None
        return (2 * self.minutes * self.cents_per_hour + 60) // 120


@dataclass(frozen=True)
class Invoiced:
    """What one mediator is owed for a month (``YYYY-MM``) at one rate: ``cents`` is none where that is not known."""

    month: str
    mediator_id: str
    mediator: str
    organisation: str
    cents_per_hour: int | None
    rows: tuple[Hours, ...]

    @property
    def minutes(self) -> int:
        """The minutes of all its sessions."""
        return sum(row.minutes for row in self.rows)

    @property
    def cents(self) -> int | None:
        """The sum of what its sessions cost."""
        return None if self.cents_per_hour is None else sum(row.cents or 0 for row in self.rows)


_ROWS = (
    "SELECT s.id, s.mediation_id, s.mediator_id, s.house, s.on_date, s.kind, COALESCE(s.minutes, 0) AS minutes, "
    "r.name, r.organisation, r.cents_per_hour, r.earlier_rates FROM mediation_session AS s "
    "JOIN mediation AS m ON m.id = s.mediation_id LEFT JOIN mediator AS r ON r.id = s.mediator_id "
    "WHERE s.voided IS 0 AND m.voided IS 0 AND s.on_date BETWEEN :start AND :end "
    "AND (:mediator = '' OR s.mediator_id = :mediator) ORDER BY s.on_date, s.starts, s.id"
)


def hours(vault: Vault, start: date, end: date, mediator_id: str = "") -> list[Hours]:
    """The sessions held from *start* to *end*, both included, in order of time; of one mediator where given."""
    vault.require(Permission.REPORT)
    if end < start:
        raise InvalidValue(_("Il periodo finisce prima di cominciare: controlla le due date."), "end")
    rows = vault.query(_ROWS, start=start.isoformat(), end=end.isoformat(), mediator=mediator_id)
    return [
        Hours(
            row["mediator_id"] or "",
            row["name"] or "",
            row["organisation"] or "",
            row["house"],
            date.fromisoformat(row["on_date"]),
            case_code(row["mediation_id"]),
            row["kind"],
            row["minutes"],
            rates.rate_on(
                row["cents_per_hour"],
                json.loads(row["earlier_rates"] or "[]"),
                date.fromisoformat(row["on_date"]),
            ),
        )
        for row in rows
    ]


def by_mediator(vault: Vault, start: date, end: date, mediator_id: str = "") -> list[Invoiced]:
    """The same, a group for each month, mediator and rate: by month, then by her name."""
    groups: dict[tuple[str, str, str, int], list[Hours]] = {}
    for row in hours(vault, start, end, mediator_id):
        rate = -1 if row.cents_per_hour is None else row.cents_per_hour
        groups.setdefault((f"{row.on_date:%Y-%m}", row.mediator, row.mediator_id, rate), []).append(row)
    return [
        Invoiced(month, rows[0].mediator_id, name, rows[0].organisation, rows[0].cents_per_hour, tuple(rows))
        for (month, name, _id, _rate), rows in sorted(groups.items())
    ]


def total(groups: Sequence[Invoiced]) -> tuple[int, int, bool]:
    """Minutes and cents of all *groups*, and whether a rate is missing, so that the cents are not all."""
    cents = sum(group.cents or 0 for group in groups)
    return sum(group.minutes for group in groups), cents, any(group.cents is None for group in groups)
