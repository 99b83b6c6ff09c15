"""What every house had, what came of it, what it has: records of each table, and euros in and out of each account."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from millegiorni_desk.areas.coordination import supervision
from millegiorni_desk.areas.doti import ledger
from millegiorni_desk.flows.closing import copies
from millegiorni_desk.language import N_
from millegiorni_desk.network import service as network
from millegiorni_desk.vault import signed_content
from millegiorni_desk.vault.permissions import Permission
from millegiorni_desk.vault.vault import Vault
from millegiorni_sync import balance
from millegiorni_sync.balance import Books, Fault
from millegiorni_sync.change_log import audience_of

ACCOUNTS = tuple(name for name in ledger.ACCOUNTS if name != "funder")
"""The accounts of a house's envelopes; the funder's is outside."""

MAIN = ("access", "person", "pathway", "dote")
"""The tables that are always told of."""


@dataclass(frozen=True)
class Moved:
    """A count of records or rows: ``before``, what ``arrived`` since, and what there is ``after``."""

    before: int
    arrived: int
    after: int


@dataclass(frozen=True)
class Cents:
    """An account of a house in cents: what entries that arrived put ``into`` it and took ``out`` of it."""

    before: int
    into: int
    out: int
    after: int


@dataclass(frozen=True)
class HouseBooks:
    """The books of one house; ``house`` is empty for what is the whole network's.

    ``handed`` is how many log rows its devices say they handed over, ``rows.after`` how many are held. ``withdrawn``:
    how many of those before left, because their device was taken out of the network; what arrived is less by them.
    """

    house: str
    name: str
    rows: Moved
    handed: int
    records: Mapping[str, Moved] = field(default_factory=dict)
    euros: Mapping[str, Cents] = field(default_factory=dict)
    faults: tuple[Fault, ...] = ()
    withdrawn: int = 0

    @property
    def balances(self) -> bool:
        """Whether nothing of this house is missing or too much."""
        return not self.faults

    def spent(self, when: str = "after") -> int:
        """Cents committed and paid, ``before`` or ``after``."""
        return sum(getattr(self.euros[name], when) for name in ("committed", "paid") if name in self.euros)


@dataclass(frozen=True)
class Count:
    """The books of every house, in their order, then the network's; ``after`` is kept for the next time."""

    houses: tuple[HouseBooks, ...]
    after: Books

    @property
    def faults(self) -> tuple[Fault, ...]:
        """What does not balance, of any house."""
        return tuple(fault for one in self.houses for fault in one.faults)

    @property
    def balances(self) -> bool:
        """Whether before and what arrived is what there is, in records and in cents, of every house."""
        return not self.faults


def count(vault: Vault) -> Count:
    """Count everything now, beside what the latest minutes say that there was; seconds for a million rows."""
    vault.require(Permission.DECIDE)
    last = copies.latest(vault)
    before = Books.from_json(last["books"]) if last else None
    own = signed_content.identity(vault)
    # A vault that was put back from a copy wrote its own rows anew, under another number of its own.
    restored = last is not None and own is not None and last["ordinal"] != own.ordinal
    with vault.connection() as raw:
        raw.execute("SAVEPOINT books")
        try:
            found = balance.check(raw, vault.schema.synced_tables(), None if restored else before)
            if restored and before is not None:
                found = found.since(before)
            moved = raw.execute(ARRIVED_SQL, (copies.noted(found.before),)).fetchall()
            moved += raw.execute(LEFT_SQL, (copies.noted(found.before),)).fetchall()
            held = raw.execute(ledger.BALANCES_SQL).fetchall()
        finally:
            raw.execute("ROLLBACK TO books")
            raw.execute("RELEASE books")
    euros = _euros(last, None if restored else [tuple(row) for row in moved], [tuple(row) for row in held])
    names = {house.code: house.name for house in network.houses(vault)}
    codes = [
        *names,
        *sorted({a.removeprefix("house:") for a in found.after.rows() if a != "network"} - names.keys()),
    ]
    named = {**names, supervision.COORDINATION: N_("Coordinamento")}
    houses = [_house(found, code, named.get(code, code), euros.get(code, {})) for code in codes]
    return Count((*houses, _house(found, "", "", {})), found.after)


# The entries that came since the positions noted: of those, none of their insertions was there before.
ARRIVED_SQL = f"""{balance.THEN}, fresh AS MATERIALIZED (
  SELECT l.rid FROM sync_log AS l {balance.NOTED} WHERE l.tbl = 'ledger_entry' AND l.kind = 'I'
  GROUP BY l.rid HAVING max({balance.EARLY}) = 0)
SELECT e.house, e.from_account, e.to_account, sum(e.amount_cents)
FROM fresh AS f CROSS JOIN ledger_entry AS e ON e.id = f.rid GROUP BY 1, 2, 3"""

# The entries before that left since: their cents go back from where they came.
LEFT_SQL = f"""{balance.THEN}
SELECT l.cells ->> '$.house', l.cells ->> '$.to_account', l.cells ->> '$.from_account',
  sum(CAST(l.cells ->> '$.amount_cents' AS INTEGER))
FROM sync_withdrawn AS l {balance.NOTED} WHERE l.tbl = 'ledger_entry' AND l.kind = 'I' AND {balance.EARLY}
AND NOT EXISTS (SELECT 1 FROM ledger_entry AS e WHERE e.id = l.rid) GROUP BY 1, 2, 3"""


def _euros(
    last: Mapping[str, Any] | None,
    moved: Iterable[tuple[Any, ...]] | None,
    held: Iterable[tuple[Any, ...]],
) -> dict[str, dict[str, Cents]]:
    """By house and account; without *moved* in and out are what before and after differ by."""
    before: dict[tuple[str, str], int] = {}
    for house in last["houses"] if last else ():
        for account, cents in house["euros"].items():
            before[house["house"], account] = cents["after"]
    into: dict[tuple[str, str], int] = {}
    out: dict[tuple[str, str], int] = {}
    for house, source, target, cents in moved or ():
        out[house, source] = out.get((house, source), 0) + cents
        into[house, target] = into.get((house, target), 0) + cents
    after: dict[tuple[str, str], int] = {}
    for house, _line, *accounts in held:
        for account, cents in zip(ledger.ACCOUNTS, accounts, strict=True):
            after[house, account] = after.get((house, account), 0) + cents
    places = before.keys() | into.keys() | out.keys() | after.keys()
    made: dict[str, dict[str, Cents]] = {}
    for account in ACCOUNTS:
        for house in sorted({house for house, name in places if name == account}):
            key = house, account
            then, now = before.get(key, 0), after.get(key, 0)
            came, went = into.get(key, 0), out.get(key, 0)
            if moved is None:
                came, went = max(now - then, 0), max(then - now, 0)
            made.setdefault(house, {})[account] = Cents(then, came, went, now)
    return made


def _house(found: balance.Balance, code: str, name: str, euros: Mapping[str, Cents]) -> HouseBooks:
    audience = audience_of(code or None)
    then, came, left, now = (
        {table: count for (table, place), count in books.records.items() if place == audience}
        for books in (found.before, found.arrived, found.withdrawn, found.after)
    )
    before, arrived, withdrawn, after = (
        books.rows().get(audience, 0) for books in (found.before, found.arrived, found.withdrawn, found.after)
    )
    records = {
        table: Moved(then.get(table, 0), came.get(table, 0) - left.get(table, 0), now.get(table, 0))
        for table in sorted({*then, *came, *now, *(MAIN if code else ())})
    }
    faults = [fault for fault in found.faults if fault.audience == audience]
    handed = next((fault.expected for fault in faults if fault.kind == "handed"), after)
    faults += [
        Fault("account", audience, account, cents.before + cents.into - cents.out, cents.after)
        for account, cents in euros.items()
        if cents.before + cents.into - cents.out != cents.after
    ]
    rows = Moved(before, arrived - withdrawn, after)
    return HouseBooks(code, name, rows, handed, records, euros, tuple(faults), withdrawn)


def to_json(one: HouseBooks) -> dict[str, Any]:
    """The books of a house as they stand in the minutes; money in cents."""
    return {
        "house": one.house,
        "name": one.name,
        "rows": vars(one.rows),
        "handed": one.handed,
        "records": {table: vars(moved) for table, moved in one.records.items()},
        "euros": {account: vars(cents) for account, cents in one.euros.items()},
        "faults": [list(fault) for fault in one.faults],
        "withdrawn": one.withdrawn,
    }


def from_json(told: Mapping[str, Any]) -> HouseBooks:
    """The inverse of :func:`to_json`."""
    return HouseBooks(
        told["house"],
        told["name"],
        Moved(**told["rows"]),
        told["handed"],
        {table: Moved(**moved) for table, moved in told["records"].items()},
        {account: Cents(**cents) for account, cents in told["euros"].items()},
        tuple(Fault(*fault) for fault in told["faults"]),
        told.get("withdrawn", 0),
    )
