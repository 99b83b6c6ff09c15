"""The days that the register covers: which years, quarters and months are worth offering."""

from __future__ import annotations

from datetime import date

from millegiorni_desk.areas.monitoring.queries import Period
from millegiorni_desk.vault.permissions import Permission
from millegiorni_desk.vault.vault import Vault

# Two walks of one step along the index of accesses by day; together in one query SQLite would read them all.
OLDEST_SQL = "SELECT on_date FROM access WHERE voided IS 0 ORDER BY on_date LIMIT 1"
NEWEST_SQL = "SELECT on_date FROM access WHERE voided IS 0 ORDER BY on_date DESC LIMIT 1"


def covered(vault: Vault) -> Period | None:
    """From the oldest access to the newest; none while there is none. Raises ``NotAllowed``."""
    vault.require(Permission.REPORT)
    oldest, newest = vault.scalar(OLDEST_SQL), vault.scalar(NEWEST_SQL)
    return Period(date.fromisoformat(oldest), date.fromisoformat(newest)) if oldest else None
