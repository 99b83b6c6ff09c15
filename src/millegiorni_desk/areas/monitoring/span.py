"""The days that the register covers: which years, quarters and months are worth offering."""

from __future__ import annotations

from datetime import date

from millegiorni_desk.areas.monitoring.queries import Period
from millegiorni_desk.network import service as network
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


def own_house(vault: Vault) -> str:
    """The house of this desk, empty at the coordination, and while it is not in the network's list.

    The list arrives with the first synchronisation.
    """
    return vault.house if any(house.code == vault.house for house in network.houses(vault)) else ""


def asked_first(vault: Vault) -> tuple[Period, str]:
    """Period and house of the monitoring until others are chosen: the year of the newest access, at a house its own."""
    known = covered(vault)
    year = (known.end if known else date.today()).year
    return Period(date(year, 1, 1), date(year, 12, 31)), own_house(vault)
