"""What the minutes of a month say, as one JSON value: counts and euros of every house, and every value and decision."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import UTC
from typing import Any

from millegiorni_desk.areas.doti import alarms
from millegiorni_desk.areas.monitoring import service as monitoring
from millegiorni_desk.areas.people import pairs
from millegiorni_desk.areas.people.pseudonym import named_sql
from millegiorni_desk.flows import deciding, devices, difference_words, month_end
from millegiorni_desk.flows.closing import books, copies
from millegiorni_desk.flows.closing.months import days
from millegiorni_desk.flows.difference_words import Answer, Told
from millegiorni_desk.flows.month_end import Difference
from millegiorni_desk.vault import audit, signed_content
from millegiorni_desk.vault.vault import Vault
from millegiorni_sync import balance, digest, merge
from millegiorni_sync.balance import Books
from millegiorni_sync.decisions import Decision

Progress = Callable[[int, int, str], object]


def compose(vault: Vault, month: str, number: int, tell: Callable[[str], object]) -> dict[str, Any]:
    """Everything, of one state of the vault; *tell* hears which part comes next."""
    last = copies.latest(vault)
    before = Books.from_json(last["books"]) if last else Books()
    tell("pairs")
    monitoring.look_for_pairs(vault)
    tell("figures")
    report = monitoring.compute(vault, *days(month))
    tell("books")
    counted = books.count(vault)
    tell("values")
    differences = list(_discarded(vault, before))
    decisions = list(_decisions(vault, before))
    tell("digest")
    tables = vault.schema.synced_tables()
    with vault.connection() as raw:
        state = merge.state_digest(raw, tables)
        log = digest.log_digest(raw, counted.after.positions)
    own = devices.identity(vault)
    return {
        "format": copies.FORMAT,
        "network": {"id": own.network, "name": devices.network_name(vault)},
        "month": month,
        "number": number,
        "made_at": audit.now(),
        "made_by": vault.user_name,
        "device": own.name,
        "ordinal": own.ordinal,
        "previous": _previous(vault),
        "reopened": _reopened(vault, month),
        "deliveries": [_delivery(one) for one in month_end.deliveries(vault)],
        "aside": month_end.kept_aside(vault),
        "houses": [books.to_json(one) for one in counted.houses],
        "balances": counted.balances,
        "discarded": differences,
        "decisions": decisions,
        "people": list(_people(vault, before)),
        "open": {
            "differences": sum(one["decided_by"] == "" for one in differences),
            "people": pairs.how_many_to_review(vault),
        },
        "alarms": _alarms(vault),
        # As text: shares and hours have decimals, and canonical JSON has the same digits for them everywhere.
        "figures": json.dumps(monitoring.to_json(report), ensure_ascii=False, sort_keys=True),
        "intervals": json.dumps(
            monitoring.document(report).get("intervals", {}), ensure_ascii=False, sort_keys=True
        ),
        "books": counted.after.to_json(),
        "log_digest": log,
        "state_digest": state,
    }


def _previous(vault: Vault) -> dict[str, Any] | None:
    last = next(iter(copies.listed(vault)), None)
    if last is None:
        return None
    return {
        "month": last.month,
        "number": last.number,
        "made_at": last.made_at,
        "digest": copies.record(vault, last.id).digest,
    }


def _reopened(vault: Vault, month: str) -> list[dict[str, Any]]:
    return [
        {"number": one.number, "at": one.reopened_at, "by": one.reopened_by, "reason": one.reason}
        for one in reversed(copies.listed(vault, month))
        if one.reopened_at
    ]


def _delivery(one: month_end.Delivery) -> dict[str, Any]:
    return {
        "house": one.house,
        "device": one.device,
        "ordinal": one.ordinal,
        "bundles": one.bundles,
        "last": one.last.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if one.last else "",
        "through": one.through.isoformat() if one.through else "",
        "missing": one.missing,
    }


def _discarded(vault: Vault, before: Books) -> Iterator[dict[str, Any]]:
    """Every field with two answers that came, was decided or is open: which one holds, and which does not."""
    noted = {position[:2]: position.last_clk for position in before.positions}
    said: dict[tuple[Any, ...], Decision] = {}
    for one in deciding.decided(vault):
        conflict = one.difference.conflict if one.difference else None
        if conflict and not one.decision.withdrawn:
            said.setdefault((*conflict.field, conflict.later.clk), one.decision)
    for difference in month_end.differences(vault, open_only=False):
        conflict = difference.conflict
        audience = f"house:{conflict.house}" if conflict.house else "network"
        decision = said.get((*conflict.field, conflict.later.clk))
        fresh = conflict.later.clk > noted.get((conflict.later.origin, audience), 0)
        decided = decision is not None and decision.clk > noted.get((_origin(decision), audience), 0)
        if fresh or decided or conflict.is_open:
            yield _row(vault, difference, decision)


def _origin(decision: Decision) -> int:
    from millegiorni_sync.clock import origin

    return origin(decision.clk)


def _row(vault: Vault, difference: Difference, decision: Decision | None) -> dict[str, Any]:
    told = difference_words.tell_shown(vault, difference)
    conflict = difference.conflict
    return {
        "about": [f"{conflict.tbl} {conflict.rid}"],
        "house": conflict.house or "",
        "record": told.record,
        "field": told.field,
        "first": {"source": told.first.source, "at": told.first.at.isoformat()},
        "second": {"source": told.second.source, "at": told.second.at.isoformat()},
        "holds": _holds(told, conflict.current),
        "decided_by": difference_words.who(vault, decision.decided_by) if decision else "",
        "decided_at": decision.decided_at if decision else "",
        signed_content.HERS: signed_content.salted(
            {
                "whose": difference.whose,
                "first": told.first.words,
                "second": told.second.words,
                "holds": told.current,
            }
        ),
    }


def _holds(told: Told, current: Any) -> str:
    """Which of the two answers holds: ``first``, ``second`` or ``other``."""
    sides: tuple[tuple[str, Answer], ...] = (("second", told.second), ("first", told.first))
    return next((name for name, side in sides if side.value == current), "other")


def _decisions(vault: Vault, before: Books) -> Iterator[dict[str, Any]]:
    noted = {position[:2]: position.last_clk for position in before.positions}
    for one in deciding.decided(vault):
        decision = one.decision
        audience = f"house:{decision.house}" if decision.house else "network"
        if decision.clk <= noted.get((_origin(decision), audience), 0) and not decision.withdrawn:
            continue
        yield {
            "about": [f"{decision.tbl} {decision.rid}"],
            "house": decision.house or "",
            "record": difference_words.record_words(decision.tbl),
            "field": difference_words.field_words(decision.col, decision.tbl),
            "choice": decision.choice,
            "by": difference_words.who(vault, decision.decided_by),
            "at": decision.decided_at,
            "withdrawn": decision.withdrawn,
            signed_content.HERS: signed_content.salted(
                {"whose": one.difference.whose if one.difference else ""}
            ),
        }


PEOPLE_SQL = f"""{balance.THEN}, fresh AS MATERIALIZED (
  SELECT l.rid FROM sync_log AS l {balance.NOTED}
  WHERE l.tbl = 'person_decision' AND l.kind = 'I' AND NOT ({balance.EARLY}))
SELECT d.verdict, d.decided_at AS at, d.decided_by AS by, d.person_a, d.person_b,
  coalesce({named_sql("a")}, '') AS one, coalesce({named_sql("b")}, '') AS other
FROM fresh AS f CROSS JOIN person_decision AS d ON d.id = f.rid
LEFT JOIN person AS a ON a.id = d.person_a LEFT JOIN person AS b ON b.id = d.person_b ORDER BY d.decided_at, d.id"""


def _people(vault: Vault, before: Books) -> Iterator[dict[str, Any]]:
    with vault.connection() as raw:
        rows = raw.execute(PEOPLE_SQL, (copies.noted(before),)).fetchall()
    for verdict, at, by, a, b, one, other in map(tuple, rows):
        yield {
            "about": [f"person {a}", f"person {b}"],
            "verdict": verdict,
            "at": at,
            "by": difference_words.who(vault, by),
            signed_content.HERS: signed_content.salted({"one": one, "other": other}),
        }


def _alarms(vault: Vault) -> list[dict[str, Any]]:
    """How many of each kind, of which houses, and what they come to in cents."""
    found: dict[tuple[str, str], list[int]] = {}
    for one in alarms.find(vault):
        found.setdefault((one.kind, " ".join(one.houses)), []).append(one.cents)
    return [
        {"kind": kind, "houses": houses.split(), "count": len(cents), "cents": sum(cents)}
        for (kind, houses), cents in sorted(found.items())
    ]
