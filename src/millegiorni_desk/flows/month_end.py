"""The month end of the coordinator: deliveries, merge, differences, people, minutes."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from millegiorni_desk.areas.doti import ledger
from millegiorni_desk.areas.people import clusters
from millegiorni_desk.areas.people import service as people
from millegiorni_desk.errors import NotFound
from millegiorni_desk.flows import devices, syncing
from millegiorni_desk.language import _
from millegiorni_desk.network import service as network
from millegiorni_desk.vault import audit
from millegiorni_desk.vault.permissions import Permission
from millegiorni_desk.vault.vault import Vault
from millegiorni_sync import conflicts as sync_conflicts
from millegiorni_sync import decisions as sync_decisions
from millegiorni_sync import merge
from millegiorni_sync.conflicts import Conflict

# How a record leads to her.
_HERS = (
    ("person_id", "JOIN person p ON p.id = r.person_id"),
    ("pathway_id", "JOIN pathway w ON w.id = r.pathway_id JOIN person p ON p.id = w.person_id"),
    ("dote_id", "JOIN dote d ON d.id = r.dote_id JOIN person p ON p.id = d.person_id"),
    ("mediation_id", "JOIN mediation m ON m.id = r.mediation_id JOIN person p ON p.id = m.person_id"),
)
_COUNTED = ("person", "access", "pathway", "dote")


@dataclass(frozen=True)
class Delivery:
    """What a house's device has handed over: the last bundle taken in, and what is still missing.

    ``last`` is when that was taken in here, if ever.
    """

    house: str
    device: str
    bundles: int
    missing: str
    last: datetime | None = None


@dataclass(frozen=True)
class HouseTotals:
    """What the merged store holds of a house. ``committed_cents`` is what its envelopes have set aside and paid."""

    house: str
    name: str
    people: int
    accesses: int
    pathways: int
    doti: int
    committed_cents: int
    before: dict[str, int]


@dataclass(frozen=True)
class Difference:
    """Two answers to one question, given by two desks that did not know of each other."""

    conflict: Conflict
    house: str
    whose: str
    field: str


def deliveries(vault: Vault) -> list[Delivery]:
    """Every house's devices and what has come from them."""
    vault.require(Permission.DECIDE)
    roster = devices.roster(vault)
    with vault.connection() as raw:
        applied = dict(
            raw.execute(
                "SELECT origin, max(number) FROM sync_feed WHERE audience LIKE 'house:%' GROUP BY origin"
            ).fetchall()
        )
        taken_in = dict(
            raw.execute(
                "SELECT origin, max(at) FROM sync_bundle WHERE audience LIKE 'house:%' GROUP BY origin"
            ).fetchall()
        )
        waiting = {r.origin: syncing.in_house_words(vault, r) for r in merge.refused(raw) if r.waiting}
    return [
        Delivery(
            roster.houses.get(device.house, device.house),
            device.name,
            int(applied.get(device.ordinal, 0)),
            waiting.get(device.ordinal, ""),
            datetime.fromtimestamp(taken_in[device.ordinal] / 1000, UTC)
            if device.ordinal in taken_in
            else None,
        )
        for device in roster.active
        if device.house
    ]


def totals(vault: Vault) -> list[HouseTotals]:
    """What the merged store holds now, by house, beside what it held when the last minutes were made."""
    rows = {
        table: {
            row["house"]: row["n"]
            for row in vault.query(f"SELECT house, count(*) n FROM {table} GROUP BY house")
        }
        for table in _COUNTED
    }
    before: dict[str, dict[str, int]] = vault.local("minutes.totals", {})
    euros: dict[str, int] = {}
    for balance in ledger.balances(vault):
        euros[balance.house] = euros.get(balance.house, 0) + balance.committed + balance.paid
    return [
        HouseTotals(
            house.code,
            house.name,
            rows["person"].get(house.code, 0),
            rows["access"].get(house.code, 0),
            rows["pathway"].get(house.code, 0),
            rows["dote"].get(house.code, 0),
            euros.get(house.code, 0),
            before.get(house.code, {}),
        )
        for house in network.houses(vault)
    ]


def differences(vault: Vault, open_only: bool = True) -> list[Difference]:
    """Fields with two answers, newest first."""
    vault.require(Permission.DECIDE)
    with vault.connection() as raw:
        found = sync_conflicts.conflicts(raw, open_only)
    return [told(vault, conflict) for conflict in found]


def told(vault: Vault, conflict: Conflict) -> Difference:
    """A conflict with the name of the woman whose record it is in, where it is hers."""
    columns = vault.schema.metadata.tables[conflict.tbl].columns
    joins = next((joins for name, joins in _HERS if name in columns), "")
    if conflict.tbl == "person":
        joins = "JOIN person p ON p.id = r.id"
    whose = (
        vault.scalar(
            f"SELECT p.surname || ' ' || p.name FROM {conflict.tbl} r {joins} WHERE r.id = :id",
            id=conflict.rid,
        )
        if joins
        else None
    )
    house = conflict.house or ""
    return Difference(conflict, house, (whose or "").strip(), conflict.col)


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
    vault.require(Permission.DECIDE)
    with devices.in_our_words(), vault.save("difference.take_back"), vault.connection() as raw:
        try:
            return sync_decisions.undo(raw, decision, audit.now())
        except LookupError:
            raise NotFound(
                _("Questa decisione è già stata annullata: la differenza è da decidere.")
            ) from None


def changes(vault: Vault) -> dict[str, tuple[int, int]]:
    """By house: how many changes its desks say they handed over, and how many are held. Equal: nothing is lost."""
    with vault.connection() as raw:
        held: dict[str, int] = dict(
            raw.execute(
                "SELECT substr(audience, 7), count(*) FROM sync_log WHERE audience LIKE 'house:%' GROUP BY audience"
            ).fetchall()
        )
        handed: dict[str, int] = dict(
            raw.execute(
                "SELECT substr(audience, 7), sum(rows) FROM sync_feed WHERE audience LIKE 'house:%' "
                "AND audience NOT LIKE '%/%' GROUP BY audience"
            ).fetchall()
        )
    # What is for the whole network (a decision on a pair of people) belongs to no house.
    of_houses = {a: rows for a, rows in syncing.pending(vault).items() if a.startswith("house:")}
    for audience, rows in of_houses.items():
        code = audience.removeprefix("house:")
        handed[code] = handed.get(code, 0) + rows
    return {code: (handed.get(code, 0), held.get(code, 0)) for code in {*handed, *held}}


def minutes(vault: Vault) -> dict[str, Any]:
    """The minutes of the merge (verbale di fusione), signed by the coordination's device.

    Counts and euros per house, what is open, and the digest of the whole state: equal digests mean equal stores.
    """
    vault.require(Permission.DECIDE)
    identity = devices.identity(vault)
    tables = vault.schema.synced_tables()
    with vault.connection() as raw:
        clusters.refresh(raw)
        digest = merge.state_digest(raw, tables)
    counted = changes(vault)
    houses = [
        {
            "house": t.house,
            "name": t.name,
            "people": t.people,
            "accesses": t.accesses,
            "pathways": t.pathways,
            "doti": t.doti,
            "euro_cents": t.committed_cents,
            "changes_handed_over": counted.get(t.house, (0, 0))[0],
            "changes_held": counted.get(t.house, (0, 0))[1],
        }
        for t in totals(vault)
    ]
    body: dict[str, Any] = {
        "network": devices.network_name(vault),
        "made_at": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "made_by": vault.user_name,
        "houses": houses,
        "balances": all(h["changes_handed_over"] == h["changes_held"] for h in houses),
        "open_differences": syncing.open_conflicts(vault),
        "people_to_review": len(people.to_review(vault)),
        "state_digest": digest,
    }
    signature = identity.sign(json.dumps(body, sort_keys=True, separators=(",", ":")).encode()).hex()
    vault.set_local("minutes.totals", {t.house: _counts(t) for t in totals(vault)})
    vault.set_local("minutes.at", datetime.now(UTC).isoformat(timespec="milliseconds"))
    vault.note("minutes.make", digest=digest)
    return {**body, "signed_by": identity.sign_key, "signature": signature}


def _counts(one: HouseTotals) -> dict[str, int]:
    return {
        "people": one.people,
        "accesses": one.accesses,
        "pathways": one.pathways,
        "doti": one.doti,
        "committed_cents": one.committed_cents,
    }


def last_minutes(vault: Vault) -> datetime | None:
    """When the last minutes were made, if ever."""
    at = vault.local("minutes.at")
    return datetime.fromisoformat(at) if at else None
