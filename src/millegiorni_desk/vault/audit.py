"""The audit log: who did what and when, each entry chained to the one before by its hash.

It proves that no entry was changed, dropped or inserted before the newest hash that someone else has
seen; it does not prove that a passphrase's owner was at the keyboard.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

CREATE = """
CREATE TABLE IF NOT EXISTS audit (
  n INTEGER PRIMARY KEY,
  at TEXT NOT NULL,
  user TEXT NOT NULL,
  action TEXT NOT NULL,
  detail TEXT NOT NULL,
  hash TEXT NOT NULL
)
"""
# For the screen that filters a long log; as version 0002 of the schema has them.
INDEXES = (
    "CREATE INDEX audit_user ON audit (user, n)",
    "CREATE INDEX audit_action ON audit (action, n)",
    "CREATE INDEX audit_day ON audit (at)",
)
_TELL_EVERY = 5_000
_START = "millegiorni audit 1"


@dataclass(frozen=True)
class Entry:
    """One line of the audit log. ``detail`` maps tables to how many records were touched, or the like."""

    n: int
    at: str
    user: str
    action: str
    detail: dict[str, Any]
    hash: str


def now() -> str:
    """This instant in UTC, to the second: ``2025-11-23T14:32:00Z``."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def append(connection: Any, user: str, action: str, detail: dict[str, Any]) -> None:
    """Write the next entry, in whatever transaction *connection* is in."""
    last = connection.execute("SELECT n, hash FROM audit ORDER BY n DESC LIMIT 1").fetchone()
    n, previous = (last[0] + 1, last[1]) if last else (1, _START)
    at, text = now(), json.dumps(detail, sort_keys=True, separators=(",", ":"))
    connection.execute(
        "INSERT INTO audit(n, at, user, action, detail, hash) VALUES (?, ?, ?, ?, ?, ?)",
        (n, at, user, action, text, _hash(previous, n, at, user, action, text)),
    )


def entries(connection: Any, limit: int = 200) -> list[Entry]:
    """The newest *limit* entries, newest first."""
    rows = connection.execute(
        "SELECT n, at, user, action, detail, hash FROM audit ORDER BY n DESC LIMIT ?", (limit,)
    ).fetchall()
    return [
        Entry(n, at, user, action, json.loads(detail), digest) for n, at, user, action, detail, digest in rows
    ]


def first_broken(connection: Any, reached: Callable[[int], object] = lambda n: None) -> int | None:
    """The number of the first entry that does not follow from the one before it, or None.

    *reached* hears how far it is, now and then.
    """
    previous, expected = _START, 1
    for n, at, user, action, detail, digest in connection.execute(
        "SELECT n, at, user, action, detail, hash FROM audit ORDER BY n"
    ):
        if n != expected or digest != _hash(previous, n, at, user, action, detail):
            return expected
        previous, expected = digest, n + 1
        if n % _TELL_EVERY == 0:
            reached(n)
    return None


def _hash(previous: str, n: int, at: str, user: str, action: str, detail: str) -> str:
    entry = json.dumps([previous, n, at, user, action, detail], separators=(",", ":"))
    return hashlib.sha256(entry.encode()).hexdigest()
