"""Canonical JSON, hashes, and strict reading of what others wrote."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from .errors import Malformed


def encode(value: object) -> bytes:
    """*value* as canonical JSON: the same bytes everywhere for the same value."""
    return json.dumps(
        value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    ).encode()


def digest(*parts: bytes) -> str:
    """SHA-256 of *parts* joined, in hexadecimal."""
    return hashlib.sha256(b"".join(parts)).hexdigest()


def decode(data: bytes) -> Any:
    """Read canonical JSON; raise :class:`Malformed` for anything that :func:`encode` would not write."""
    try:
        value = json.loads(data.decode())
        same = encode(value) == data
    except (ValueError, RecursionError) as error:
        raise Malformed(detail="JSON") from error
    if not same:
        raise Malformed(detail="JSON")
    return value


def members(value: object, **types: type | tuple[type, ...]) -> dict[str, Any]:
    """Check that *value* is an object with exactly the named members of these types; booleans are no numbers."""
    if not isinstance(value, dict) or value.keys() != types.keys():
        raise Malformed(detail="campi")
    for name, kind in types.items():
        if isinstance(value[name], bool) or not isinstance(value[name], kind):
            raise Malformed(detail=name)
    return value


def is_hash(value: object, digits: int = 64) -> bool:
    """Whether *value* is that many lower-case hexadecimal digits."""
    return isinstance(value, str) and len(value) == digits and not value.strip("0123456789abcdef")


def is_count(value: object) -> bool:
    """Whether *value* is a whole number from 0 up to what SQLite holds."""
    return type(value) is int and 0 <= value < 1 << 63
