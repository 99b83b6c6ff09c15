"""Accesses begun and not yet saved: kept inside the vault, so that a crash or a lock loses nothing typed."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from millegiorni_desk.network.service import fold
from millegiorni_desk.vault.vault import Vault

_KEY = "access_drafts"
_MOST = 20


@dataclass(frozen=True)
class Draft:
    """What stood on the screen, as typed: ``who`` in words, ``at`` the local time of the last change."""

    id: str
    who: str
    at: str
    user: str
    answers: dict[str, Any]

    @property
    def moment(self) -> datetime:
        """When it was last changed."""
        return datetime.fromisoformat(self.at)


def keep(vault: Vault, draft_id: str, who: str, answers: dict[str, Any]) -> Draft:
    """Keep what is on the screen under *draft_id*; of many drafts the oldest are let go."""
    draft = Draft(draft_id, who, datetime.now().isoformat(timespec="seconds"), vault.user, answers)
    others = [one for one in _all(vault) if one.id != draft_id]
    _write(vault, [*others, draft][-_MOST:])
    return draft


def drop(vault: Vault, draft_id: str) -> None:
    """Let a draft go: it was saved or thrown away."""
    kept = _all(vault)
    left = [one for one in kept if one.id != draft_id]
    if len(left) != len(kept):
        _write(vault, left)


def drafts(vault: Vault) -> list[Draft]:
    """This user's drafts, newest first."""
    return [one for one in reversed(_all(vault)) if one.user == vault.user]


def forget(vault: Vault, person_ids: Sequence[str], names: Sequence[str]) -> None:
    """Let go everybody's drafts on these people, and those that name them: they asked to be forgotten."""
    wanted = [*person_ids, *(fold(name) for name in names if name)]
    kept = _all(vault)
    left = [
        one
        for one in kept
        if not any(word in fold(json.dumps(asdict(one), ensure_ascii=False)) for word in wanted)
    ]
    if len(left) != len(kept):
        _write(vault, left)


def _all(vault: Vault) -> list[Draft]:
    return [Draft(**kept) for kept in vault.local(_KEY, [])]


def _write(vault: Vault, kept: list[Draft]) -> None:
    vault.set_local(_KEY, [asdict(one) for one in kept])
