"""Reading the audit log: by who, by what and by day, page by page however long it is, and whether its chain holds."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from millegiorni_desk.vault import audit
from millegiorni_desk.vault.audit import Entry
from millegiorni_desk.vault.permissions import Permission
from millegiorni_desk.vault.vault import Vault

_INSTANT = "%Y-%m-%dT%H:%M:%SZ"


@dataclass(frozen=True)
class Wanted:
    """What to show: entries of one user, of one action, of one local day; empty for all."""

    user: str = ""
    action: str = ""
    day: date | None = None


@dataclass(frozen=True)
class Checked:
    """``entries`` were followed; the first that does not follow, if any; the hash of the newest."""

    entries: int
    broken: int | None
    newest: str


def count(vault: Vault, wanted: Wanted) -> int:
    """How many entries there are of what is wanted."""
    vault.require(Permission.SEE_AUDIT)
    where, parameters = _where(wanted)
    if not parameters:
        # Numbers have no gaps: counting a million rows would read them all.
        return int(vault.scalar("SELECT max(n) FROM audit") or 0)
    return int(vault.scalar(f"SELECT count(*) FROM audit WHERE {where}", **parameters))


def page(vault: Vault, wanted: Wanted, offset: int, limit: int) -> list[Entry]:
    """*limit* entries of what is wanted from *offset* on, newest first."""
    vault.require(Permission.SEE_AUDIT)
    where, parameters = _where(wanted)
    if not parameters:
        where, parameters = "n <= (SELECT max(n) FROM audit) - :offset", {"offset": offset}
        chosen = f"{where} ORDER BY n DESC LIMIT :limit"
    else:
        # The index alone is stepped over; only the entries shown are read.
        found = f"SELECT n FROM audit WHERE {where} ORDER BY n DESC LIMIT :limit OFFSET :offset"
        chosen = f"n IN ({found}) ORDER BY n DESC"
    rows = vault.query(
        f"SELECT n, at, user, action, detail, hash FROM audit WHERE {chosen}",
        **{**parameters, "limit": limit, "offset": offset},
    )
    return [Entry(**{**row, "detail": json.loads(row["detail"])}) for row in rows]


def users(vault: Vault) -> list[str]:
    """Everyone who is in the log."""
    return _different(vault, "user")


def actions(vault: Vault) -> list[str]:
    """Every action that is in the log."""
    return _different(vault, "action")


def check(
    vault: Vault, progress: Callable[[int, int, str], object] = lambda done, total, words: None
) -> Checked:
    """Follow the chain from the first entry to the newest; *progress* may stop it."""
    vault.require(Permission.SEE_AUDIT)
    with vault.connection() as raw:
        whole = int(raw.execute("SELECT count(*) FROM audit").fetchone()[0])
        broken = audit.first_broken(raw, lambda n: progress(n, whole, ""))
        newest = raw.execute("SELECT hash FROM audit ORDER BY n DESC LIMIT 1").fetchone()
    vault.note("audit.checked", good=broken is None)
    return Checked(whole, broken, str(newest[0]) if newest else "")


def _different(vault: Vault, column: str) -> list[str]:
    """The different values of a column, each found by one step in its index."""
    vault.require(Permission.SEE_AUDIT)
    rows = vault.query(
        f"WITH RECURSIVE one(value) AS (SELECT min({column}) FROM audit UNION ALL "
        f"SELECT (SELECT min({column}) FROM audit WHERE {column} > value) FROM one WHERE value IS NOT NULL) "
        "SELECT value FROM one WHERE value IS NOT NULL"
    )
    return [str(row["value"]) for row in rows]


def _where(wanted: Wanted) -> tuple[str, dict[str, Any]]:
    parts, parameters = ["1"], dict[str, Any]()
    if wanted.user:
        parts.append("user = :user")
        parameters["user"] = wanted.user
    if wanted.action:
        parts.append("action = :action")
        parameters["action"] = wanted.action
    if wanted.day is not None:
        parts.append("at >= :since AND at < :until")
        parameters["since"] = _instant(wanted.day)
        parameters["until"] = _instant(wanted.day + timedelta(days=1))
    return " AND ".join(parts), parameters


def _instant(day: date) -> str:
    """When the local *day* begins, as the log writes it."""
    return datetime.combine(day, time()).astimezone().astimezone(UTC).strftime(_INSTANT)


def local(at: str) -> datetime:
    """When an entry was written, in local time."""
    return datetime.strptime(at, _INSTANT).replace(tzinfo=UTC).astimezone()
