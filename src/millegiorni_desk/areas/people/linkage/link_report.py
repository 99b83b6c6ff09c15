"""What linking a register found, as JSON: groups, pairs with their reasons, pairs to review, how many women."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from millegiorni_desk.areas.people.linkage.engine import Scored
from millegiorni_desk.areas.people.linkage.features import Features
from millegiorni_desk.areas.people.linkage.linking import Linked
from millegiorni_desk.areas.people.linkage.match_reasons import reasons_for

FORMAT = 1


def as_json(people: Sequence[Features], found: Linked) -> bytes:
    """The report on *people*, in UTF-8; the same people give the same bytes."""
    unique = found.unique
    report = {
        "version": FORMAT,
        "weights": found.weights.version,
        "records": len(people),
        "clusters": [[people[one].person_id for one in group] for group in found.groups],
        "pairs": [
            *(_pair(people, pair, linked=True) for pair in found.linked),
            *(_pair(people, pair, linked=False) for pair in found.review),
        ],
        "review": [_named(people, pair) for pair in found.review],
        "unique": {
            "linked": unique.linked,
            "estimate": unique.estimate,
            "interval": [unique.low, unique.high],
            "open_reviews": unique.open_reviews,
        },
        "estimate": unique.estimate,
        "interval": [unique.low, unique.high],
    }
    return json.dumps(report, ensure_ascii=False, separators=(",", ":")).encode()


def _pair(people: Sequence[Features], pair: Scored, *, linked: bool) -> dict[str, Any]:
    reasons = reasons_for(pair.seen, pair.vetoes)
    return {**_named(people, pair), "linked": linked, "vetoes": pair.vetoes, "reasons": reasons}


def _named(people: Sequence[Features], pair: Scored) -> dict[str, Any]:
    a, b = sorted((people[pair.one].person_id, people[pair.other].person_id))
    return {"a": a, "b": b, "bits": pair.bits, "probability": round(pair.probability, 4)}
