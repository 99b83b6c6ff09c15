"""Copies made before someone was erased still hold her: which they are, and putting one new copy in their place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from millegiorni_desk.errors import StorageFailed
from millegiorni_desk.flows import copies, remnants
from millegiorni_desk.flows.copies import Copy
from millegiorni_desk.language import _
from millegiorni_desk.vault import backup, places
from millegiorni_desk.vault.backup import Progress, unheard
from millegiorni_desk.vault.permissions import Permission
from millegiorni_desk.vault.vault import Vault


@dataclass(frozen=True)
class Replaced:
    """How many copies were taken away, how many could not be, and whether the second place was not there to look at."""

    dropped: int
    left: int
    second_missing: bool


def holding(vault: Vault, roots: Sequence[Path] = ()) -> list[Copy]:
    """The copies within reach that were made before the last erasure, the newest first."""
    erased = vault.scalar(
        "SELECT max(n) FROM audit WHERE action IN ('person.erase', 'person.erase_again', :heard)",
        heard=remnants.HEARD,
    )
    if erased is None:
        return []
    # What is damaged tells no number: it may hold her, and is of no use.
    return [one for one in copies.listed(vault, roots) if one.manifest is None or one.manifest.audit < erased]


def second_missing(vault: Vault, roots: Sequence[Path] = ()) -> bool:
    """Whether a second place is known and is not there now: the copies in it cannot be looked at."""
    return places.known_second(vault) is not None and places.second(vault, roots) is None


def replace(vault: Vault, roots: Sequence[Path] = (), progress: Progress = unheard) -> Replaced:
    """Make a copy of today, read it again, then take away those that hold who was erased.

    Nothing is taken away unless the new copy is whole. What it was before can not be put back any more.
    """
    vault.require(Permission.ERASE_PERSON)
    old = holding(vault, roots)
    made = copies.round_(vault, roots, progress, asked=True).made
    if made is None or made.state != copies.WHOLE:
        raise StorageFailed(_("La copia nuova non è riuscita: quelle vecchie sono rimaste tutte."))
    for one in old:
        backup.discard(one.folder)
    left = sum(one.folder.exists() for one in old)
    vault.note("vault.copies_replaced", dropped=len(old) - left, left=left)
    return Replaced(len(old) - left, left, second_missing(vault, roots))
