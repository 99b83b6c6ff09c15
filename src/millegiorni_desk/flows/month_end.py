"""The month end of the coordinator: deliveries, merge, differences, people, minutes."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from millegiorni_desk.errors import NotFound
from millegiorni_desk.flows import devices, syncing
from millegiorni_desk.flows.whose import whose
from millegiorni_desk.language import _, plural
from millegiorni_desk.vault import audit
from millegiorni_desk.vault.permissions import Permission
from millegiorni_desk.vault.vault import Vault
from millegiorni_sync import conflicts as sync_conflicts
from millegiorni_sync import decisions as sync_decisions
from millegiorni_sync import merge
from millegiorni_sync.clock import unix_ms
from millegiorni_sync.conflicts import Conflict, Pending


@dataclass(frozen=True)
class Delivery:
    """What a house's device has handed over: the last bundle taken in, and what is still missing.

    ``last`` is when that was taken in here, ``through`` the day of the last thing written in it; None: never.
    """

    house: str
    device: str
    ordinal: int
    bundles: int
    missing: str
    last: datetime | None = None
    through: date | None = None


@dataclass(frozen=True)
class Difference:
    """Two answers to one question, given by two desks that did not know of each other."""

    conflict: Conflict
    house: str
    whose: str
    field: str


def deliveries(vault: Vault) -> list[Delivery]:
    """Every house's devices and what has come from them, by the houses' names."""
    vault.require(Permission.DECIDE)
    roster = devices.roster(vault)
    with vault.connection() as raw:
        heads = {
            origin: (int(number), int(clk), at)
            for origin, number, clk, at in raw.execute(_HEADS_SQL).fetchall()
        }
        waiting = {
            one.origin: syncing.in_house_words(vault, one) for one in merge.refused(raw) if one.waiting
        }
        parked = raw.execute(_PARKED_SQL).fetchall()
    gaps: dict[int, set[int]] = {}
    for origin, number, numbers in parked:
        there = set(json.loads(numbers))
        gaps.setdefault(origin, set()).update(
            set(range(number + 1, min(max(there), number + _MOST_MISSING))) - there
        )
    found = [
        Delivery(
            roster.houses.get(device.house, device.house),
            device.name,
            device.ordinal,
            number,
            _gap_words(gaps.get(device.ordinal)) or waiting.get(device.ordinal, ""),
            datetime.fromtimestamp(at / 1000, UTC) if at else None,
            datetime.fromtimestamp(unix_ms(clk) / 1000, UTC).astimezone().date() if clk else None,
        )
        for device in roster.active
        if device.house
        for number, clk, at in [heads.get(device.ordinal, (0, 0, None))]
    ]
    return sorted(found, key=lambda one: (one.house, one.device, one.ordinal))


_HEADS_SQL = """
SELECT f.origin, max(f.number), max(f.last_clk), max(b.at) FROM sync_feed AS f
LEFT JOIN sync_bundle AS b ON b.origin = f.origin AND b.audience = f.audience AND b.number = f.number
WHERE f.audience LIKE 'house:%' AND f.audience NOT LIKE '%/%' GROUP BY f.origin"""

# What waits for an earlier bundle of its feed, beside how far that feed has come.
_PARKED_SQL = """
SELECT p.origin, coalesce(f.number, 0), json_group_array(p.number) FROM sync_parked AS p
LEFT JOIN sync_feed AS f ON f.origin = p.origin AND f.audience = p.audience
WHERE p.waiting = 1 AND p.code = 'gap' GROUP BY p.origin, p.audience"""


_MOST_MISSING = 10_000


def _gap_words(missing: set[int] | None) -> str:
    """The numbers that are missing, those that follow each other as one span."""
    if not missing:
        return ""
    spans: list[list[int]] = []
    for number in sorted(missing):
        if spans and number == spans[-1][1] + 1:
            spans[-1][1] = number
        else:
            spans.append([number, number])
    told = ", ".join(str(first) if first == last else f"{first}–{last}" for first, last in spans)
    return plural("manca il pacco {n}", "mancano i pacchi {n}", len(missing)).format(n=told)


def kept_aside(vault: Vault) -> list[str]:
    """What came and will not enter by itself, in sentences: forged, damaged, of another network."""
    vault.require(Permission.DECIDE)
    with vault.connection() as raw:
        found = [one for one in merge.refused(raw) if not one.waiting]
    return [syncing.in_house_words(vault, one) for one in found]


def differences(vault: Vault, open_only: bool = True) -> list[Difference]:
    """Fields with two answers, newest first."""
    vault.require(Permission.DECIDE)
    with vault.connection() as raw:
        found = sync_conflicts.conflicts(raw, open_only)
    return [told(vault, conflict) for conflict in found]


def pending(vault: Vault) -> list[Pending]:
    """Where the open differences are, newest first; there may be thousands: :func:`difference` reads one."""
    vault.require(Permission.DECIDE)
    with vault.connection() as raw:
        return sync_conflicts.pending(raw)


def difference(vault: Vault, one: Pending) -> Difference:
    """The open difference that is there, with its two answers and what holds now.

    Raises ``NotFound`` where it was decided meanwhile, or what was written is withdrawn.
    """
    vault.require(Permission.DECIDE)
    with vault.connection() as raw:
        if not sync_conflicts.still_open(raw, one):
            raise NotFound(_("Questa differenza non è più da decidere."))
        conflict = sync_conflicts.told(raw, (one.tbl, one.rid, one.col), one.clk_lo, one.clk_hi, True)
    return told(vault, conflict)


def told(vault: Vault, conflict: Conflict) -> Difference:
    """A conflict with the name of the woman whose record it is in, where it is hers."""
    return Difference(conflict, conflict.house or "", whose(vault, conflict.tbl, conflict.rid), conflict.col)


def decide(vault: Vault, difference: Difference, value: Any = sync_conflicts.KEEP) -> str:
    """Close a difference: keep what holds, or write *value*. Both answers stay in the history.

    Returns the decision's id, for :func:`take_back`.
    """
    vault.require(Permission.DECIDE)
    with devices.in_our_words(), vault.save("difference.decide"), vault.connection() as raw:
        return sync_conflicts.decide(raw, difference.conflict, audit.now(), value)


def take_back(vault: Vault, decision: str) -> bool:
    """Undo a decision, however old: its difference is open again, and the value that held before it is back.

    False where somebody has written to the field since: that stays. Raises ``NotFound`` for what was taken back.
    """
    (restored,) = take_back_all(vault, [decision])
    return restored


def take_back_all(
    vault: Vault, decisions: Sequence[str], step: Callable[[int], object] = lambda done: None
) -> list[bool]:
    """:func:`take_back` for many, all or none; *step* is told how many are done, and stops it by what it raises."""
    vault.require(Permission.DECIDE)
    with devices.in_our_words(), vault.save("difference.take_back"), vault.connection() as raw:
        try:
            return sync_decisions.undo_all(raw, vault.schema.synced_tables(), decisions, audit.now(), step)
        except LookupError:
            raise NotFound(
                _("Questa decisione è già stata annullata: la differenza è da decidere.")
            ) from None
