"""What the report says of Action 6: kinds of material, copies, channels, conferences; by funder too."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from millegiorni_desk.areas.outreach import evidence, named
from millegiorni_desk.areas.outreach.named import Days
from millegiorni_desk.vault.permissions import Permission
from millegiorni_desk.vault.vault import Vault

_IN = "on_date BETWEEN :first AND :last AND voided IS 0"


@dataclass(frozen=True)
class Figures:
    """``by_kind``: code → runs and copies. ``by_channel``: code → posts, those whose reach is known, their reach.

    ``conferences`` are those already held at which someone spoke of the project, ``listened`` the others.
    """

    by_kind: dict[str, tuple[int, int]] = field(default_factory=dict)
    by_channel: dict[str, tuple[int, int, int]] = field(default_factory=dict)
    conferences: int = 0
    listened: int = 0
    delivered: int = 0
    cost_cents: int = 0
    without_cost: int = 0

    @property
    def copies(self) -> int:
        """Copies printed in the period."""
        return sum(copies for _runs, copies in self.by_kind.values())

    @property
    def posts(self) -> int:
        """Posts on all channels."""
        return sum(posts for posts, _known, _reach in self.by_channel.values())


@dataclass(frozen=True)
class Seen:
    """Where a funder's mark or name was seen: materials, their copies, posts, and the files that show it."""

    funder_id: str
    name: str
    materials: int
    copies: int
    posts: int
    evidence: int


def of(vault: Vault, days: Days) -> Figures:
    """The figures of a period."""
    vault.require(Permission.SEE_PROGRAMME)
    asked = days.parameters()
    kinds = vault.query(
        f"SELECT kind, count(*) AS runs, sum(copies) AS copies FROM material WHERE {_IN} GROUP BY kind",
        **asked,
    )
    channels = vault.query(
        "SELECT channel, count(*) AS posts, count(reach) AS known, coalesce(sum(reach), 0) AS reach "
        f"FROM post WHERE {_IN} GROUP BY channel",
        **asked,
    )
    held = vault.query(
        "SELECT role = 'listener' AS listened, count(*) AS number FROM conference "
        f"WHERE {_IN} AND on_date <= :today GROUP BY 1",
        today=date.today().isoformat(), **asked,
    )  # fmt: skip
    roles = {row["listened"]: row["number"] for row in held}
    cost = vault.query(
        "SELECT coalesce(sum(cost_cents), 0) AS cents, count(*) - count(cost_cents) AS without "
        f"FROM material WHERE {_IN}",
        **asked,
    )[0]
    return Figures(
        by_kind={row["kind"]: (row["runs"], row["copies"]) for row in kinds},
        by_channel={row["channel"]: (row["posts"], row["known"], row["reach"]) for row in channels},
        conferences=roles.get(0, 0),
        listened=roles.get(1, 0),
        delivered=_delivered(vault, asked),
        cost_cents=cost["cents"],
        without_cost=cost["without"],
    )


def by_funder(vault: Vault, days: Days) -> list[Seen]:
    """Each funder's marks in a period, and last, with an empty id, what carries none."""
    vault.require(Permission.SEE_PROGRAMME)
    materials = _marked(vault, "material", "copies", days)
    posts = _marked(vault, "post", "1", days)
    kept = [item.evidence.funder_id for item in evidence.of_funder(vault, "", days)]
    shown = [
        Seen(
            one,
            name,
            *materials.get(one, (0, 0)),
            posts.get(one, (0, 0))[0],
            kept.count(one) + kept.count(""),
        )
        for one, name in named.funders(vault).items()
    ]
    return [*shown, Seen("", "", *materials.get("", (0, 0)), posts.get("", (0, 0))[0], 0)]


def _marked(vault: Vault, table: str, amount: str, days: Days) -> dict[str, tuple[int, int]]:
    """Funder → rows that carry its mark and their amount; under an empty id those that carry none."""
    rows = vault.query(f"SELECT funders, {amount} AS amount FROM {table} WHERE {_IN}", **days.parameters())
    found: dict[str, tuple[int, int]] = {}
    for row in rows:
        for one in json.loads(row["funders"] or "[]") or [""]:
            number, total = found.get(one, (0, 0))
            found[one] = number + 1, total + row["amount"]
    return found


def _delivered(vault: Vault, asked: dict[str, Any]) -> int:
    sql = (
        f"SELECT coalesce(sum(d.copies), 0) FROM material_delivery d WHERE d.voided IS 0 "
        f"AND d.material_id IN (SELECT id FROM material WHERE {_IN})"
    )
    return int(vault.scalar(sql, **asked))
