"""Ids of what comes from a workbook: the same row makes the same id, on every desk of its house."""

from __future__ import annotations

import json
from datetime import date
from functools import lru_cache
from typing import Any
from uuid import UUID, uuid5

from millegiorni_desk.network.service import fold

# Fixed for ever: every id made from a row depends on it.
_NAMESPACE = UUID("6d7c1f0a-3d0b-5b9e-9a51-0f1d6f2e8c41")


@lru_cache(maxsize=1 << 16)
def folded(text: str) -> str:
    """*text* as ids count it: without case, accents and doubled spaces."""
    return fold(text)


def id_of(what: str, *parts: Any) -> str:
    """The id (UUID version 5, RFC 9562) of a record of that sort, from what identifies it.

    Texts count without case, accents and doubled spaces.
    """
    text = json.dumps([what, *(_plain(part) for part in parts)], ensure_ascii=False, separators=(",", ":"))
    return str(uuid5(_NAMESPACE, text))


def _plain(part: Any) -> Any:
    if isinstance(part, str):
        return folded(part)
    return part.isoformat() if isinstance(part, date) else part
