"""The plans of a house: kept in its vault, found again by the headers of the next file of the same kind."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from millegiorni_desk.errors import InvalidValue
from millegiorni_desk.flows.workbooks.columns import REASON, REPETITION, header_key
from millegiorni_desk.flows.workbooks.plan import Plan, labels, plan_of
from millegiorni_desk.flows.workbooks.reading import registers_in, titles_of
from millegiorni_desk.sheets.grid import ROWS_ABOVE, Book
from millegiorni_desk.vault.permissions import Permission
from millegiorni_desk.vault.vault import Vault

_KEPT_AS = "workbook.plans"
_MOST = 60
_OURS = {header_key(REASON), header_key(REPETITION)}


def fingerprint(titles: Sequence[str]) -> str:
    """What tells one register's headers from another's, in whatever order they stand."""
    keys = sorted(
        {header_key(label) for label, title in zip(labels(titles), titles, strict=True) if title} - _OURS
    )
    return hashlib.sha256("\n".join(keys).encode()).hexdigest()[:32]


def keep_plan(vault: Vault, titles: Sequence[str], plan: Plan) -> None:
    """Keep *plan* for registers with these headers, in this vault only; the oldest beyond sixty is forgotten."""
    vault.require(Permission.IMPORT)
    kept = _kept(vault)
    key = fingerprint(titles)
    kept.pop(key, None)
    kept[key] = plan.as_json()
    vault.set_local(_KEPT_AS, dict(list(kept.items())[-_MOST:]))


def kept_plan(vault: Vault, titles: Sequence[str]) -> Plan | None:
    """The plan kept for these headers."""
    told = _kept(vault).get(fingerprint(titles))
    try:
        return plan_of(told) if told else None
    except InvalidValue:
        # Kept by a version that knew other columns: it is guessed anew.
        return None


def plan_for(vault: Vault, book: Book) -> Plan | None:
    """The plan kept for one of the sheets of *book*; none where these headers were never matched."""
    if not _kept(vault):
        return None
    for sheet in registers_in(book):
        for number in range(1, min(ROWS_ABOVE, len(sheet.rows)) + 1):
            titles = titles_of(sheet, number)
            plan = kept_plan(vault, titles) if any(titles) else None
            if plan is not None:
                return replace(plan, sheet=sheet.name, header_row=number)
    return None


def _kept(vault: Vault) -> dict[str, Any]:
    kept: dict[str, Any] = vault.local(_KEPT_AS, {})
    return kept
