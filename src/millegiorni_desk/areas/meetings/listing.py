"""The calendar as screens and papers read it: days of one house or of all, what is next, what lacks its heads."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date

from sqlalchemy import text
from sqlmodel import select

from millegiorni_desk.areas.meetings.records import Meeting
from millegiorni_desk.vault.permissions import Permission
from millegiorni_desk.vault.vault import Vault


@dataclass(frozen=True)
class Totals:
    """What a stretch of days came to: how many were held, planned and cancelled, and the heads of those held.

    ``uncounted`` were held and nobody counted; ``estimated`` were not counted one by one.
    """

    held: int
    planned: int
    cancelled: int
    adults: int
    minors: int
    estimated: int
    uncounted: int

    @property
    def heads(self) -> int:
        """Adults and minors together."""
        return self.adults + self.minors


def meeting(vault: Vault, meeting_id: str) -> Meeting:
    """One meeting. Raises ``NotFound``."""
    vault.require(Permission.SEE_PROGRAMME)
    return vault.get(Meeting, meeting_id)


def any_yet(vault: Vault) -> bool:
    """Whether there is any meeting at all."""
    vault.require(Permission.SEE_PROGRAMME)
    return bool(vault.scalar("SELECT EXISTS (SELECT 1 FROM meeting WHERE voided IS 0)"))


def between(vault: Vault, first: date, last: date, house: str = "", theme: str = "") -> list[Meeting]:
    """What lies from *first* to *last*, cancelled ones too, by day and hour; of one house or of all."""
    vault.require(Permission.SEE_PROGRAMME)
    where = f"on_date BETWEEN :first AND :last{_narrowed(house, theme)}"
    named = {"first": first.isoformat(), "last": last.isoformat(), "house": house, "theme": theme}
    return _read(vault, where, "on_date, starts, id", named)


def page(
    vault: Vault,
    offset: int,
    limit: int,
    *,
    since: date | None = None,
    until: date | None = None,
    house: str = "",
    theme: str = "",
) -> list[Meeting]:
    """A page of what lies ahead (from *since*, soonest first), or behind (up to *until*, newest first)."""
    vault.require(Permission.SEE_PROGRAMME)
    order = "on_date, starts, id" if until is None else "on_date DESC, starts DESC, id DESC"
    where = _range(since, until) + _narrowed(house, theme)
    return _read(vault, where, order, _named(since, until, house, theme), limit, offset)


def count(
    vault: Vault, *, since: date | None = None, until: date | None = None, house: str = "", theme: str = ""
) -> int:
    """How many :func:`page` goes through."""
    vault.require(Permission.SEE_PROGRAMME)
    where = _range(since, until) + _narrowed(house, theme)
    named = _named(since, until, house, theme)
    return int(vault.scalar(f"SELECT count(*) FROM meeting WHERE {where} AND voided IS 0", **named))


def next_of(vault: Vault, house: str, today: date, limit: int) -> list[Meeting]:
    """What a house has planned from *today* on, soonest first; of all houses where none is named."""
    vault.require(Permission.SEE_PROGRAMME)
    where = f"on_date >= :today AND state = 'planned'{_narrowed(house, '')}"
    named = {"today": today.isoformat(), "house": house}
    return _read(vault, where, "on_date, starts, id", named, limit)


def to_complete(vault: Vault, house: str, today: date, limit: int, offset: int = 0) -> list[Meeting]:
    """What was planned for before *today* and nobody said what became of it, the newest first."""
    vault.require(Permission.SEE_PROGRAMME)
    named = {"today": today.isoformat(), "house": house}
    return _read(vault, _incomplete(house), "on_date DESC, starts DESC, id DESC", named, limit, offset)


def count_to_complete(vault: Vault, house: str, today: date) -> int:
    """How many :func:`to_complete` would give."""
    vault.require(Permission.SEE_PROGRAMME)
    asked = f"SELECT count(*) FROM meeting WHERE {_incomplete(house)} AND voided IS 0"
    return int(vault.scalar(asked, today=today.isoformat(), house=house))


def totals(vault: Vault, first: date, last: date, house: str = "", theme: str = "") -> Totals:
    """What the days from *first* to *last* came to."""
    vault.require(Permission.SEE_PROGRAMME)
    held = "state = 'held'"
    (row,) = vault.query(
        f"SELECT COALESCE(sum({held}), 0) AS held, COALESCE(sum(state = 'planned'), 0) AS planned, "
        "COALESCE(sum(state = 'cancelled'), 0) AS cancelled, "
        f"COALESCE(sum(CASE WHEN {held} THEN adults END), 0) AS adults, "
        f"COALESCE(sum(CASE WHEN {held} THEN minors END), 0) AS minors, "
        f"COALESCE(sum({held} AND estimated), 0) AS estimated, "
        f"COALESCE(sum({held} AND adults IS NULL AND minors IS NULL), 0) AS uncounted "
        f"FROM meeting WHERE on_date BETWEEN :first AND :last{_narrowed(house, theme)} AND voided IS 0",
        first=first.isoformat(),
        last=last.isoformat(),
        house=house,
        theme=theme,
    )
    return Totals(**row)


def _incomplete(house: str) -> str:
    return f"on_date < :today AND state = 'planned'{_narrowed(house, '')}"


def _range(since: date | None, until: date | None) -> str:
    if since is None and until is None:
        return "on_date >= ''"
    parts = [] if since is None else ["on_date >= :since"]
    return " AND ".join([*parts, *([] if until is None else ["on_date <= :until"])])


def _named(since: date | None, until: date | None, house: str, theme: str) -> dict[str, str]:
    days = {"since": since, "until": until}
    return {name: day.isoformat() for name, day in days.items() if day} | {"house": house, "theme": theme}


def _narrowed(house: str, theme: str) -> str:
    """SQL that narrows to a house and a theme, where they are named."""
    of_house = " AND house_code = :house" if house else ""
    return of_house + (" AND theme = :theme" if theme else "")


def _read(
    vault: Vault, where: str, order: str, named: dict[str, str], limit: int = -1, offset: int = 0
) -> list[Meeting]:
    # Ids first: those skipped are not looked up.
    rows = vault.query(
        f"SELECT id FROM meeting WHERE {where} AND voided IS 0 ORDER BY {order} LIMIT :limit OFFSET :offset",
        limit=limit,
        offset=offset,
        **named,
    )
    ids = [row["id"] for row in rows]
    found = {one.id: one for one in _of_ids(vault, ids)}
    return [found[one] for one in ids]


def _of_ids(vault: Vault, ids: list[str]) -> list[Meeting]:
    wanted = text("meeting.id IN (SELECT value FROM json_each(:ids))").bindparams(ids=json.dumps(ids))
    with vault.read() as session:
        return list(session.exec(select(Meeting).where(wanted)).all())
