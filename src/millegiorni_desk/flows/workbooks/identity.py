"""Ids of what comes from a workbook: the same row makes the same id, on every desk of its house."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from functools import lru_cache
from typing import Any
from uuid import UUID

from millegiorni_desk.network.service import fold

# Fixed for ever: every id made from a row depends on it.
_NAMESPACE = UUID("6d7c1f0a-3d0b-5b9e-9a51-0f1d6f2e8c41").bytes
_told = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


@lru_cache(maxsize=1 << 16)
def folded(text: str) -> str:
    """*text* as ids count it: without case, accents and doubled spaces."""
    return fold(text)


def id_of(what: str, *parts: Any) -> str:
    """The id (UUID version 5, RFC 9562) of a record of that sort, from what identifies it.

    Texts count without case, accents and doubled spaces.
    """
    text = _told([what, *map(_plain, parts)])
    # As uuid.uuid5 does it, without the objects in between: every record of a register asks for several.
    figures = hashlib.sha1(_NAMESPACE + text.encode(), usedforsecurity=False).hexdigest()
    variant = "89ab"[int(figures[16], 16) & 3]
    return f"{figures[:8]}-{figures[8:12]}-5{figures[13:16]}-{variant}{figures[17:20]}-{figures[20:32]}"


def _plain(part: Any) -> Any:
    if isinstance(part, str):
        return folded(part)
    return part.isoformat() if isinstance(part, date) else part
