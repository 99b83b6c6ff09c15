"""Whether a woman may be registered in another house: a yes or no, and nothing of where or for what.

Whoever stands at the desk may be a relative, or whoever she is afraid of. So what is asked here gives no card, no
house, no date and no reason, leaves no trace in the audit log, and is told in one sentence that is always the same.
"""

from __future__ import annotations

from collections.abc import Sequence

from millegiorni_desk.areas.people import received, search
from millegiorni_desk.areas.people.linkage.matching import compare_if_possible, features_of
from millegiorni_desk.areas.people.records import Child, Person
from millegiorni_desk.vault.permissions import Permission
from millegiorni_desk.vault.vault import Vault


def may_be_registered(vault: Vault, person: Person, children: Sequence[Child] = ()) -> bool:
    """Whether *person* resembles one of another house of whom this desk knows: by a file shared with it, or a card.

    Never at the coordination, which sees the cards of every house themselves.
    """
    vault.require(Permission.SEE_PEOPLE)
    if not vault.house:
        return False
    features = features_of(person, children)
    if any(
        compare_if_possible(features, features_of(file.person)) is not None for file in received.files(vault)
    ):
        return True
    with vault.connection() as raw:
        found = [person_id for person_id, _match in search.matches_of(raw, features)]
    return any(vault.get(Person, person_id).house != vault.house for person_id in found)
