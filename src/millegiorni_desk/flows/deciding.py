"""Many differences decided at once by one rule, and what was decided, to be taken back however much later."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from millegiorni_desk.errors import InvalidValue
from millegiorni_desk.flows import devices, month_end
from millegiorni_desk.flows.month_end import Difference
from millegiorni_desk.language import _
from millegiorni_desk.vault import audit
from millegiorni_desk.vault.permissions import Permission
from millegiorni_desk.vault.vault import Vault
from millegiorni_sync import conflicts as sync_conflicts
from millegiorni_sync import decisions as sync_decisions
from millegiorni_sync.conflicts import Conflict
from millegiorni_sync.decisions import Decision

Progress = Callable[[int, int, str], object]

LATER, EARLIER = "later", "earlier"
RULES = (LATER, EARLIER)
"""Which of the answers is kept: the one that was given last, or the one that was given first."""


def _unheard(done: int, total: int, words: str) -> None:
    """Progress that nobody wants to know."""


@dataclass(frozen=True)
class Alike:
    """The open differences of one field of one kind of record. ``records`` is how many records have them."""

    tbl: str
    col: str
    records: int


@dataclass(frozen=True)
class Decided:
    """A decision with the difference that it closed; that is None where the two answers are no neighbours any more."""

    decision: Decision
    difference: Difference | None


def alike(vault: Vault) -> list[Alike]:
    """Which open differences could be decided together, the most first."""
    found: dict[tuple[str, str], set[str]] = {}
    for one in month_end.pending(vault):
        if has_rules(vault, one.tbl):
            found.setdefault((one.tbl, one.col), set()).add(one.rid)
    counted = [Alike(table, column, len(ids)) for (table, column), ids in found.items()]
    return sorted(counted, key=lambda one: (-one.records, one.tbl, one.col))


def has_rules(vault: Vault, table: str) -> bool:
    """Whether differences of *table* can be decided together: what an entry of the ledger says is never changed."""
    return table not in _append_only(vault)


def decide_alike(
    vault: Vault, table: str, column: str, rule: str, progress: Progress = _unheard
) -> list[str]:
    """Close every open difference of that field by one rule (:data:`RULES`), all or none; gives the decisions' ids.

    Where a field has more than two answers the rule chooses among all of them. An exception from *progress* stops it,
    and nothing is decided.
    """
    vault.require(Permission.DECIDE)
    if rule not in RULES:
        raise InvalidValue(_("La regola è: sempre la risposta più recente, o sempre la prima."), "rule")
    if not has_rules(vault, table):
        raise InvalidValue(
            _("Un movimento del libro mastro non si cambia: decidi queste differenze una per una."), "table"
        )
    with devices.in_our_words(), vault.save("difference.decide_alike"), vault.connection() as raw:
        records = _by_record(sync_conflicts.open_of(raw, table, column))
        chosen = [_chosen(answers, rule) for answers in records]
        return sync_conflicts.decide_alike(
            raw, chosen, audit.now(), lambda done: progress(done, len(chosen), "")
        )


def _chosen(answers: Sequence[Conflict], rule: str) -> tuple[Conflict, Any]:
    """The topmost difference of a field, and which of all its answers is to hold."""
    top = max(answers, key=lambda one: one.later.clk)
    first = min(answers, key=lambda one: one.earlier.clk)
    return top, top.later.value if rule == LATER else first.earlier.value


def take_back_all(vault: Vault, decisions: Sequence[str], progress: Progress = _unheard) -> int:
    """Undo what was decided together, all or none; gives how many fields keep what was written to them since.

    An exception from *progress* stops it, and nothing is undone.
    """
    total = len(decisions)
    return month_end.take_back_all(vault, decisions, lambda done: progress(done, total, "")).count(False)


def decided(vault: Vault, most: int = -1, offset: int = 0) -> list[Decided]:
    """What was decided, the newest first, with what was taken back since."""
    vault.require(Permission.DECIDE)
    with vault.connection() as raw:
        found = sync_decisions.decisions(raw, most, offset)
    return [Decided(one, month_end.told(vault, one.conflict) if one.conflict else None) for one in found]


def _by_record(found: Iterable[Conflict]) -> list[list[Conflict]]:
    records: dict[str, list[Conflict]] = {}
    for one in found:
        records.setdefault(one.rid, []).append(one)
    return list(records.values())


def _append_only(vault: Vault) -> frozenset[str]:
    return frozenset(table.name for table in vault.schema.synced_tables() if table.append_only)
