"""The two tables of a run, in Markdown: what was measured, and what each program does and does not do."""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from tests.benchmarks.peers.environment import version

if TYPE_CHECKING:
    from tests.benchmarks.peers.__main__ import Peer

MEASURED = (
    "what",
    "seconds (of processor)",
    "peak MB (at start)",
    "sent MB",
    "stored MB",
    "fields shown",
    "later of two holds",
    "both kept",
)
ABILITIES = {
    "durable": "on the disk when the call returns",
    "encrypted": "encrypted",
    "writers": "who may write",
    "readers": "who may read",
    "conflicts": "two writes of one field",
    "history": "history, undo",
    "query": "query",
}


def measurements(peers: Iterable[Peer]) -> list[str]:
    """Medians of the rounds, and what the merged store shows."""
    return _table([MEASURED, *(_measured(peer) for peer in peers)])


def _measured(peer: Peer) -> Sequence[str]:
    if not peer.seen:
        return [_named(peer), peer.failure, *[""] * (len(MEASURED) - 2)]
    middle = {key: statistics.median(cost[key] for cost in peer.costs) for key in peer.costs[0]}
    seen = peer.seen
    return (
        _named(peer) + (", a tenth of the load" if peer.size else ""),
        f"{middle['wall']:.2f} ({middle['own']:.2f})",
        f"{middle['peak']:.0f} ({middle['before']:.0f})",
        f"{middle['sent'] / 1e6:.2f}",
        f"{middle['disk'] / 1e6:.2f}" if middle["disk"] else "–",
        f"{seen.shown:,} of {seen.cells:,}",
        f"{seen.later:,} of {seen.contested:,}",
        f"{seen.both:,}",
    )


def abilities(peers: Iterable[Peer]) -> list[str]:
    """The facts of facts.toml."""
    head = ("what", "licence", *ABILITIES.values())
    return _table(
        [head, *((_named(p), p.facts["licence"], *(p.facts[key] for key in ABILITIES)) for p in peers)]
    )


def _named(peer: Peer) -> str:
    title, package = peer.facts["title"], peer.facts.get("package")
    return f"{title} {version(peer.facts['kind'], package)}" if package else title


def _table(rows: Sequence[Sequence[str]]) -> list[str]:
    text = ["| " + " | ".join(row) + " |" for row in rows]
    return [text[0], "|" + "---|" * len(rows[0]), *text[1:]]
