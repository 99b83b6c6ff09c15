"""What a relay takes away by itself: what is old, and what is oldest where a network keeps too much."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select

from ..exchange.base import Kind
from .database import FILES, USAGE, Database
from .store import remove

DAY = 86_400
REQUEST_DAYS = 60
"""A request that nobody has answered by now belongs to an invitation that has expired."""

AT_ONCE = 200
_GIGABYTE = 1 << 30


def prune(database: Database, keep_days: int, keep_gigabytes: float, now: int) -> int:
    """Take away what may go; returns how many files went. The newest file of each feed stays, and the newest roster."""
    removed = 0
    for cutoff, requests in ((now - keep_days * DAY, False), (now - REQUEST_DAYS * DAY, True)):
        while taken := _take_old(database, cutoff, requests):
            removed += taken
    for network, too_much in _overfull(database, int(keep_gigabytes * _GIGABYTE)):
        removed += _take_oldest(database, network, too_much)
    return removed


def _take_old(database: Database, cutoff: int, requests: bool) -> int:
    is_request = FILES.c.shelf == Kind.REQUESTS.value
    shelf = is_request if requests else ~is_request & FILES.c.id.not_in(_newest())
    with database.writing() as connection:
        old = select(FILES.c.id).where(FILES.c.stored < cutoff, shelf).order_by(FILES.c.id).limit(AT_ONCE)
        return remove(connection, [row.id for row in connection.execute(old)])


def _overfull(database: Database, most: int) -> list[tuple[str, int]]:
    """Networks that keep more than *most* bytes, and how many too many."""
    size = func.sum(USAGE.c.bytes)
    with database.reading() as connection:
        rows = connection.execute(select(USAGE.c.network, size).group_by(USAGE.c.network).having(size > most))
        return [(network, int(total) - most) for network, total in rows]


def _take_oldest(database: Database, network: str, too_much: int) -> int:
    removed = 0
    while too_much > 0:
        with database.writing() as connection:
            oldest = (
                select(FILES.c.id, FILES.c.size)
                .where(
                    FILES.c.network == network,
                    FILES.c.shelf == Kind.BUNDLES.value,
                    FILES.c.id.not_in(_newest()),
                )
                .order_by(FILES.c.id)
                .limit(AT_ONCE)
            )
            chosen = []
            for row in connection.execute(oldest):
                if too_much <= 0:
                    break
                chosen.append(row.id)
                too_much -= row.size
            taken = remove(connection, chosen)
        if not taken:
            break
        removed += taken
    return removed


def _newest() -> Any:
    """The ids that stay."""
    return select(func.max(FILES.c.id)).group_by(FILES.c.network, FILES.c.shelf, FILES.c.feed)
