"""Accesses begun and not yet saved: kept inside the vault, so that a crash or a lock loses nothing typed.

What was typed is sealed to whoever typed it, at every pause: a note may turn out to be reserved only when it is
finished. Her name and whose card it is stay readable, so that a woman who asks to be forgotten is found there too.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from millegiorni_desk.network.service import fold
from millegiorni_desk.vault import seal_keys
from millegiorni_desk.vault.seal_keys import SealBroken
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
    others = [one for one in _all(vault) if one["id"] != draft_id]
    vault.set_local(_KEY, [*others, _sealed(vault, draft)][-_MOST:])
    return draft


def drop(vault: Vault, draft_id: str) -> None:
    """Let a draft go: it was saved or thrown away."""
    kept = _all(vault)
    left = [one for one in kept if one["id"] != draft_id]
    if len(left) != len(kept):
        vault.set_local(_KEY, left)


def drafts(vault: Vault) -> list[Draft]:
    """This user's drafts, newest first; what was typed before her passphrase was reset opens no more."""
    mine = [_opened(vault, one) for one in reversed(_all(vault)) if one["user"] == vault.user]
    return [one for one in mine if one is not None]


def whose(vault: Vault) -> dict[str, str]:
    """Every user's drafts: id → who it is about, in words."""
    return {one["id"]: one["who"] for one in _all(vault)}


def forget(vault: Vault, person_ids: Sequence[str], names: Sequence[str]) -> None:
    """Let go everybody's drafts on these people, and those that name them: they asked to be forgotten.

    What another user typed cannot be looked through; whose card it is, and the name that she gave, can.
    """
    wanted = [*person_ids, *(fold(name) for name in names if name)]
    kept = _all(vault)
    left = [one for one in kept if not any(word in _searched(vault, one) for word in wanted)]
    if len(left) != len(kept):
        vault.set_local(_KEY, left)


def _searched(vault: Vault, kept: dict[str, Any]) -> str:
    draft = _opened(vault, kept) if kept["user"] == vault.user else None
    return fold(json.dumps([kept, draft.answers if draft else None], ensure_ascii=False))


def _all(vault: Vault) -> list[dict[str, Any]]:
    kept: list[dict[str, Any]] = vault.local(_KEY, [])
    return kept


def _sealed(vault: Vault, draft: Draft) -> dict[str, Any]:
    """*draft* as it is kept; in clear only where whoever opened the vault has no key (the recovery sheet)."""
    kept = {"id": draft.id, "who": draft.who, "at": draft.at, "user": draft.user}
    if vault.seal_pair is None:
        return {**kept, "answers": draft.answers}
    key, holds_to = seal_keys.new_key(), _bound(vault, draft.id)
    return {
        **kept,
        "person": (draft.answers.get("who") or {}).get("person_id", ""),
        "key": seal_keys.wrap(key, vault.seal_pair.public, holds_to),
        "sealed": seal_keys.close(draft.answers, key, holds_to),
    }


def _opened(vault: Vault, kept: dict[str, Any]) -> Draft | None:
    answers = kept.get("answers")
    if answers is None and vault.seal_pair is not None:
        holds_to = _bound(vault, kept["id"])
        try:
            key = vault.seal_pair.unwrap(kept["key"], holds_to)
            answers = seal_keys.disclose(kept["sealed"], key, holds_to)
        except SealBroken:
            return None
    return Draft(kept["id"], kept["who"], kept["at"], kept["user"], answers) if answers is not None else None


def _bound(vault: Vault, draft_id: str) -> bytes:
    return seal_keys.bound(draft_id, vault.house, "draft", "")
