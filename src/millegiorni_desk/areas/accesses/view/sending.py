"""What the screens of an access ask of whoever knows the services of the territory; another area does."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from millegiorni_desk.areas.accesses.records import Access
from millegiorni_desk.areas.accesses.service import Recorded
from millegiorni_desk.areas.people.records import Person
from millegiorni_desk.ui.chips import Options
from millegiorni_desk.vault.sealed_fields import Readers


@dataclass(frozen=True)
class Sending:
    """``offered``: the services of some kinds, the fittest for a person first, as (id, words).

    ``record`` and ``take_back`` stand in for those of the accesses: with the ids of the services chosen, they
    make the referrals in the same save. ``go_on`` shows what is next for an access from which she is sent on.
    """

    offered: Callable[[Sequence[str], Person | None], Options]
    record: Callable[[Access, Person | None, Sequence[str], Readers], Recorded]
    take_back: Callable[[Recorded], None]
    go_on: Callable[[Access], object]
