"""Openings that were refused: counted on this computer, outside the vault, which a wrong passphrase must not touch.

The count slows the next try down, never for more than half a minute and never for good, and goes into the audit log
at the next opening. Whoever copies the vault's files tries elsewhere: there only the passphrase's strength counts.
"""

from __future__ import annotations

from datetime import UTC, datetime

from millegiorni_desk import settings

_KEY = "refused"
_FREE = 3
_LONGEST_SECONDS = 30


def add(vault_id: str) -> None:
    """One more refused opening of that vault."""
    count, _ = of(vault_id)
    kept = {**settings.get(_KEY), vault_id: [count + 1, datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")]}
    settings.put(_KEY, kept)


def of(vault_id: str) -> tuple[int, str]:
    """How many since the last opening, and when the last one was (UTC, ``2025-11-23T14:32:00Z``; empty for none)."""
    try:
        count, last = settings.get(_KEY)[vault_id]
        datetime.strptime(last, "%Y-%m-%dT%H:%M:%SZ")
        return int(count), str(last)
    except (KeyError, TypeError, ValueError):
        return 0, ""


def forget(vault_id: str) -> None:
    """She is in: begin to count anew."""
    kept = settings.get(_KEY)
    if vault_id in kept:
        settings.put(_KEY, {other: count for other, count in kept.items() if other != vault_id})


def wait(vault_id: str) -> int:
    """How many seconds are still to be waited before the next try: 1, 2, 4… from the third refusal on."""
    count, last = of(vault_id)
    if count < _FREE:
        return 0
    pause: int = min(2 ** min(count - _FREE, 10), _LONGEST_SECONDS)
    since = datetime.now(UTC) - datetime.strptime(last, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    # A clock that was put back must not make her wait for hours.
    return min(max(0, pause - int(since.total_seconds())), pause)
