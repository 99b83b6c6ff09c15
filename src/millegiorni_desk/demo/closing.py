"""The coordinator's month end: taking in the eight deliveries and deciding who is one person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from millegiorni_desk.areas.people import pairs
from millegiorni_desk.demo.plan import Plan
from millegiorni_desk.errors import BugError
from millegiorni_desk.vault.vault import Vault

_WHOLE_QUEUE = 100_000


@dataclass(frozen=True)
class Decided:
    """What came of the review queue: how many pairs it had, and what was said of them."""

    queue: int
    same: int
    different: int

    @property
    def left_open(self) -> int:
        """Pairs on which nobody has decided."""
        return self.queue - self.same - self.different


def decide_people(vault: Vault, plan: Plan, person_ids: Mapping[int, str]) -> Decided:
    """Go through the review queue as someone who knows the women: the same are joined, look-alikes kept apart.

    Pairs that merely resemble each other by chance stay in the queue. Raises ``BugError`` when a woman met at two
    houses is not in it: nobody could have joined her.
    """
    same = {frozenset((person_ids[a], person_ids[b])) for a, b in plan.by_hand}
    different = {frozenset((person_ids[a], person_ids[b])) for a, b in plan.look_alikes}
    queue = [frozenset((pair.a.id, pair.b.id)) for pair in pairs.to_review(vault, _WHOLE_QUEUE)]
    if not same <= set(queue):
        raise BugError(f"{len(same - set(queue))} persone viste in due case non sono tra quelle da rivedere.")
    decided = {"same": 0, "different": 0}
    with vault.save("demo"):
        for pair in queue:
            verdict = "same" if pair in same else "different" if pair in different else ""
            if verdict:
                one, other = sorted(pair)
                pairs.decide(vault, one, other, verdict)
                decided[verdict] += 1
    return Decided(len(queue), **decided)
