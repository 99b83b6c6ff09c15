"""The minutes that are kept: the list of them, reading one, whether it is what was signed, blanking an erased name.

As with the accounts to funders, what tells of a woman stands in salted parts (``vault.signed_content``): a name can be
taken out years later, and every count, every cent and the signature stay.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlmodel import col, select

from millegiorni_desk.errors import NotFound
from millegiorni_desk.flows.closing.records import MonthClosing
from millegiorni_desk.language import _
from millegiorni_desk.vault import signed_content
from millegiorni_desk.vault.permissions import Permission
from millegiorni_desk.vault.signed_content import ALTERED, HERS, Signed
from millegiorni_desk.vault.vault import Vault
from millegiorni_sync import canonical
from millegiorni_sync.balance import Books

FORMAT = "millegiorni minutes 1"
DOMAIN = b"millegiorni minutes 1\0"
LISTS = ("discarded", "decisions", "people")
"""The lists of the content whose rows may tell of a woman."""


@dataclass(frozen=True)
class Kept:
    """Minutes in the list of them. ``reopened_at`` is empty while they hold."""

    id: str
    month: str
    number: int
    made_at: str
    made_by: str
    balances: bool
    reopened_at: str
    reopened_by: str
    reason: str


def listed(vault: Vault, month: str = "") -> list[Kept]:
    """Every minutes kept here, the newest first; of one month where it is given."""
    vault.require(Permission.DECIDE)
    rows = vault.query(
        "SELECT id, month, number, made_at, made_by, json_extract(content, '$.balances') AS balances, reopened_at, "
        "reopened_by, reason FROM month_closing WHERE :month IN ('', month) ORDER BY made_at DESC, id DESC",
        month=month,
    )
    return [Kept(**{**row, "balances": bool(row["balances"])}) for row in rows]


def in_force(vault: Vault, month: str) -> Kept | None:
    """The minutes with which *month* is closed now; none while it is open."""
    return next((one for one in listed(vault, month) if not one.reopened_at), None)


def latest(vault: Vault) -> dict[str, Any] | None:
    """The content of the newest minutes, of whichever month: what the next ones count from."""
    found = vault.scalar("SELECT content FROM month_closing ORDER BY made_at DESC, id DESC LIMIT 1")
    return json.loads(found) if found else None


def taken_in(vault: Vault) -> dict[int, int]:
    """By device, up to which bundle the newest minutes had taken in; what came after them is for the next ones."""
    vault.require(Permission.DECIDE)
    last = latest(vault)
    return {one["ordinal"]: one["bundles"] for one in last["deliveries"]} if last else {}


def content(vault: Vault, closing_id: str) -> dict[str, Any]:
    """What the minutes say. Raises ``NotFound``."""
    vault.require(Permission.DECIDE)
    return dict(json.loads(vault.get(MonthClosing, closing_id).content))


def record(vault: Vault, closing_id: str) -> MonthClosing:
    """The minutes with digest and signature. Raises ``NotFound``."""
    vault.require(Permission.DECIDE)
    return vault.get(MonthClosing, closing_id)


def find(vault: Vault, month: str, number: int = 0) -> Kept:
    """The minutes of a month by their number; 0: the newest. Raises ``NotFound``."""
    for one in listed(vault, month):
        if number in (0, one.number):
            return one
    raise NotFound(_("Di {month} qui non c'è questo verbale.").format(month=month))


def noted(books: Books) -> str:
    """The positions of *books* as the SQL of ``millegiorni_sync.balance`` takes them."""
    return json.dumps([position[:3] for position in books.positions])


def signature_state(vault: Vault, kept: MonthClosing) -> tuple[str, str]:
    """What ``signed_content.state`` says of these minutes."""
    try:
        found = signed_content.digest(json.loads(kept.content), LISTS)
    except (ValueError, KeyError, TypeError):
        return ALTERED, ""
    return signed_content.state(vault, DOMAIN, Signed(kept.digest, kept.signer, kept.signature), found)


_ERASED = """
SELECT DISTINCT tbl || ' ' || rid AS record FROM erasure WHERE fields IS NULL
"""


def forget(vault: Vault) -> int:
    """Blank in every minutes what tells of women who were erased; gives how many rows. Counts and cents stay."""
    if vault.scalar("SELECT 1 FROM month_closing LIMIT 1") is None:
        return 0
    erased = {row["record"] for row in vault.query(_ERASED)}
    blanked = 0
    with vault.save("minutes.blank") as session:
        for kept in session.exec(select(MonthClosing).order_by(col(MonthClosing.id))).all():
            told = json.loads(kept.content)
            fresh = [
                row
                for name in LISTS
                for row in told.get(name, ())
                if _names(row) & erased and not _is_shut(row)
            ]
            for row in fresh:
                row[HERS] = signed_content.shut(row[HERS])
            if fresh:
                kept.content = canonical.encode(told).decode()
                session.add(kept)
            blanked += len(fresh)
    return blanked


def _names(row: Mapping[str, Any]) -> set[str]:
    """The records that a row of the minutes tells of."""
    return set(row.get("about", ()))


def _is_shut(row: Mapping[str, Any]) -> bool:
    return HERS not in row or signed_content.blanked(row)
