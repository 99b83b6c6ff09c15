"""Values on their way into a column and back: SQLite takes any value anywhere, PostgreSQL only what fits the column."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from .functions import ITSELF, MARK, NUL

MISFIT = object()
"""Instead of a value that the column cannot hold."""

_WHOLE = re.compile(r"\s*[-+]?\d{1,19}\s*")
_LOWEST, _HIGHEST = -(1 << 63), (1 << 63) - 1


def written(text: str) -> str:
    """*text* as it is stored."""
    if MARK in text:
        text = text.replace(MARK, ITSELF)
    return text.replace("\0", NUL) if "\0" in text else text


def read(text: str) -> str:
    """Stored text as it was."""
    return text.replace(NUL, "\0").replace(ITSELF, MARK) if MARK in text else text


def _as_text(value: Any) -> Any:
    if type(value) is str:
        return value
    if isinstance(value, bool | int):
        return str(int(value))
    return repr(value) if isinstance(value, float) else MISFIT


def _as_whole(value: Any) -> Any:
    if type(value) is int:
        return value
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, float) and abs(value) < 1 << 62 and value.is_integer():
        return int(value)
    if isinstance(value, str) and _WHOLE.fullmatch(value) and _LOWEST <= int(value) <= _HIGHEST:
        return int(value)
    return MISFIT


def _as_number(value: Any) -> Any:
    if isinstance(value, bool | int | float):
        return float(value)
    try:
        return float(value) if isinstance(value, str) and "_" not in value else MISFIT
    except ValueError:
        return MISFIT


def _as_bytes(value: Any) -> Any:
    return bytes(value) if isinstance(value, bytes | bytearray | memoryview) else MISFIT


# By PostgreSQL's names: how a value enters, what takes an unfit one's place where it may not be empty, and what
# SQLite calls the column.
KINDS: dict[str, tuple[Callable[[Any], Any], Any, str]] = {
    "text": (_as_text, "", "VARCHAR"),
    "int8": (_as_whole, 0, "INTEGER"),
    "int4": (_as_whole, 0, "INTEGER"),
    "float8": (_as_number, 0.0, "FLOAT"),
    "bytea": (_as_bytes, b"", "BLOB"),
}
