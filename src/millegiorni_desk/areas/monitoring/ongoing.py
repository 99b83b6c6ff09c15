"""How a month went beside the one before and the same one a year ago, house by house; and what was written after it.

For whoever supervises the data while they grow. What is sent of a month that was closed, and what changed since, is the
closing's own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from types import MappingProxyType
from typing import Any

from millegiorni_desk.areas.monitoring import indicators, service
from millegiorni_desk.areas.monitoring.figures import Amount, Count, Figure, Share
from millegiorni_desk.areas.monitoring.indicators.declaration import Indicator
from millegiorni_desk.areas.monitoring.queries import Period
from millegiorni_desk.areas.monitoring.report import Row
from millegiorni_desk.network import service as network
from millegiorni_desk.vault.permissions import Permission
from millegiorni_desk.vault.vault import Vault
from millegiorni_sync.clock import compose

SHOWN = (
    "a1.accesses", "a1.people", "a1.first_pathways", "a2.pathways", "a2.doti", "a2.doti_committed", "a2.home_visits",
    "m.interventions", "m.hours", "a3.meetings", "a3.participants", "a4.hours", "a6.copies",
)  # fmt: skip
"""The figures that a month is told by, as far as they are declared."""

WRITTEN: Mapping[str, str] = MappingProxyType(
    {
        "access": "on_date", "pathway": "opened_on", "dote": "committed_on", "intervention": "on_date",
        "mediation": "requested_on", "mediation_session": "on_date", "meeting": "on_date",
    }
)  # fmt: skip
"""The records that belong to a month, and by which of their days."""

MOST_ROWS = 2_000
ADDED, CORRECTED = "added", "corrected"


@dataclass(frozen=True)
class Line:
    """One figure of one house (empty: all together) in the month, the month before, and the same one a year ago."""

    indicator: Indicator
    house: str
    now: Figure
    before: Figure
    year_ago: Figure


@dataclass(frozen=True)
class Late:
    """How many records of a table were written down or corrected after their month was over, in a house."""

    table: str
    house: str
    added: int
    corrected: int


@dataclass(frozen=True)
class Month:
    """A month told."""

    period: Period
    lines: tuple[Line, ...]
    late: tuple[Late, ...]


def tell(
    vault: Vault, month: Period, progress: Callable[[int, int, str], object] = lambda done, total, words: None
) -> Month:
    """How the month went. Raises ``NotAllowed``."""
    vault.require(Permission.REPORT)
    known = indicators.of(vault)
    shown = [known[name] for name in SHOWN if name in known]
    houses = ["", *(house.code for house in network.houses(vault) if vault.house in ("", house.code))]
    wanted = {one.id: houses for one in shown}
    told = []
    for done, period in enumerate((month, before(month), year_ago(month))):
        progress(done, 4, "mesi")
        told.append(service.by_house(vault, period, wanted))
    progress(3, 4, "mesi")
    lines = [Line(one, code, *(found[one.id, code] for found in told)) for one in shown for code in houses]
    late = _late(vault, month)
    progress(4, 4, "mesi")
    return Month(month, tuple(lines), tuple(late))


def number(figure: Figure) -> int | None:
    """What a figure comes to: a count, an amount in its own unit; None where it is of many lines."""
    match figure:
        case Count(number=counted) | Share(number=counted):
            return counted
        case Amount(value=found):
            return found
        case _:
            return None


def late_rows(vault: Vault, month: Period, table: str, house: str = "") -> list[Row]:
    """The records of that table written or corrected after the month, the newest first, at most so many."""
    vault.require(Permission.REPORT)
    place = _house_of(table)
    found = vault.query(
        f"SELECT t.id, t.{place} AS house, t.{WRITTEN[table]} AS day, {_FIRST.format(table=table)} >= :after AS added "
        f"FROM {table} t WHERE {_IN.format(day=WRITTEN[table])} AND {_SINCE.format(table=table)} "
        f"AND (:house = '' OR t.{place} = :house) ORDER BY 3 DESC, 1 DESC LIMIT {MOST_ROWS}",
        **_asked(month), house=house,
    )  # fmt: skip
    return [
        Row(table, row["id"], row["house"], row["day"], ADDED if row["added"] else CORRECTED) for row in found
    ]


def before(month: Period) -> Period:
    """The month before."""
    last = month.start - timedelta(1)
    return Period(last.replace(day=1), last)


def year_ago(month: Period) -> Period:
    """The same month a year ago."""
    start = month.start.replace(year=month.start.year - 1)
    following = (start.replace(day=28) + timedelta(4)).replace(day=1)
    return Period(start, following - timedelta(1))


_IN = "t.{day} BETWEEN :first AND :last AND t.voided = 0"
_SINCE = "EXISTS (SELECT 1 FROM sync_log l WHERE l.tbl = '{table}' AND l.rid = t.id AND l.clk >= :after)"
_FIRST = "(SELECT min(f.clk) FROM sync_log f WHERE f.tbl = '{table}' AND f.rid = t.id)"


def late_sql(table: str) -> str:
    """The SQL that counts by house the records of a month that were added, and corrected, after it."""
    place = _house_of(table)
    return (
        f"SELECT house, sum(late), sum(1 - late) FROM (SELECT t.{place} AS house, "
        f"{_FIRST.format(table=table)} >= :after AS late FROM {table} t "
        f"WHERE {_IN.format(day=WRITTEN[table])} AND {_SINCE.format(table=table)}) GROUP BY house"
    )


def _late(vault: Vault, month: Period) -> list[Late]:
    found = []
    with vault.connection() as raw:
        for table in WRITTEN:
            for house, added, corrected in raw.execute(late_sql(table), _asked(month)).fetchall():
                found.append(Late(table, house, added, corrected))
    return found


def _house_of(table: str) -> str:
    return "house_code" if table == "meeting" else "house"


def _asked(month: Period) -> dict[str, Any]:
    return {
        "first": month.start.isoformat(),
        "last": month.end.isoformat(),
        "after": compose(_milliseconds(month.end + timedelta(1)), 0, 0),
    }


def _milliseconds(day: date) -> int:
    """When that day begins here, in Unix time."""
    return int(datetime(day.year, day.month, day.day).astimezone(UTC).timestamp() * 1000)
