"""The header of a bundle: what it says, and the strict reading of it."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from typing import Any

from . import audiences, canonical
from .change_log import NAME, SHARE
from .clock import HIGHEST_ORDINAL
from .errors import Malformed

FORMAT = 1
AUDIENCE = re.compile(r"network|(house|figures):[A-Za-z0-9_-]{1,16}")
SNAPSHOT_ID = re.compile(r"[0-9a-f]{16}")


@dataclass(frozen=True)
class Header:
    """The fields of PROTOCOL.md §5, under the same names."""

    network: str
    origin: int
    house: str | None
    user: str
    audience: str
    kind: str
    number: int
    previous: str
    first_clk: int
    last_clk: int
    rows: int
    rows_before: int
    seen: list[list[Any]]
    roster: list[Any]
    recipients: list[str]
    schema: dict[str, list[Any]]
    body: list[Any]
    snapshot: list[Any] | None = None
    format: int = FORMAT
    least_reader: int = FORMAT

    @property
    def feed(self) -> str:
        """The name of the feed within its origin: the audience, or a snapshot's or a share's own."""
        return f"{self.audience}/{self.snapshot[0]}" if self.snapshot else self.audience

    @property
    def log_audience(self) -> str:
        """The audience of the rows: figures are a house's."""
        return audiences.of_rows(self.audience)

    @property
    def completes(self) -> bool:
        """Whether this is the last part of a snapshot."""
        return self.kind == "snapshot" and self.snapshot is not None and self.number == self.snapshot[1]

    def encode(self) -> bytes:
        """Canonical JSON."""
        return canonical.encode(asdict(self))


_NONE = type(None)
_TYPES: dict[str, type | tuple[type, ...]] = {
    "network": str, "origin": int, "house": (str, _NONE), "user": str, "audience": str, "kind": str, "number": int,
    "previous": str, "first_clk": int, "last_clk": int, "rows": int, "rows_before": int, "seen": list,
    "roster": list, "recipients": list, "schema": dict, "body": list, "snapshot": (list, _NONE), "format": int,
    "least_reader": int,
}  # fmt: skip


def check(value: object) -> Header:
    """Read a header that its signature has proved; raise :class:`Malformed` for whatever the protocol does not say."""
    header = Header(**canonical.members(value, **_TYPES))
    _require(header.format == FORMAT and 1 <= header.least_reader <= FORMAT, "format")
    _require(1 <= header.origin <= HIGHEST_ORDINAL, "origin")
    shared = SHARE.fullmatch(header.audience)
    _require(shared or AUDIENCE.fullmatch(header.audience), "audience")
    _require((header.kind == "file") == bool(shared), "kind")
    _require(header.number >= 1 and canonical.is_count(header.number), "number")
    _require(canonical.is_hash(header.previous) if header.number > 1 else header.previous == "", "previous")
    _require(canonical.is_count(header.rows) and canonical.is_count(header.rows_before), "rows")
    _require(0 <= header.first_clk <= header.last_clk < 1 << 63, "clk")
    _require((header.rows == 0) == (header.last_clk == 0), "clk")
    _check_snapshot(header)
    _check_seen(header.seen)
    _require(_is_position(header.roster), "roster")
    _require(
        header.recipients == sorted(set(header.recipients))
        and all(canonical.is_hash(r, 16) for r in header.recipients),
        "recipients",
    )
    for table, entry in header.schema.items():
        _check_schema(table, entry)
    _require(
        len(header.body) == 3
        and all(map(canonical.is_count, header.body[:2]))
        and canonical.is_hash(header.body[2]),
        "body",
    )
    return header


def _require(holds: object, field: str) -> None:
    if not holds:
        raise Malformed(detail=field)


def _is_position(value: list[Any]) -> bool:
    return len(value) == 2 and canonical.is_count(value[0]) and canonical.is_hash(value[1])


def _check_snapshot(header: Header) -> None:
    if header.kind == "changes":
        _require(header.snapshot is None, "snapshot")
        return
    part = header.snapshot or []
    _require(header.kind in ("snapshot", "file") and len(part) == 2, "kind")
    _require(isinstance(part[0], str) and SNAPSHOT_ID.fullmatch(part[0]), "snapshot")
    if header.kind == "file":
        _require(part[1] == 1 and type(part[1]) is int, "snapshot")
        _require(header.rows_before == 0 and not header.seen, "file")
        return
    _require(canonical.is_count(part[1]) and header.number <= part[1], "snapshot")


def _check_seen(seen: list[Any]) -> None:
    origins = []
    for entry in seen:
        _require(isinstance(entry, list) and len(entry) == 5, "seen")
        _require(
            all(canonical.is_count(entry[i]) for i in (0, 1, 3, 4)) and canonical.is_hash(entry[2]), "seen"
        )
        _require(1 <= entry[0] <= HIGHEST_ORDINAL and entry[1] >= 1, "seen")
        origins.append(entry[0])
    _require(origins == sorted(set(origins)), "seen")


def _check_schema(table: str, entry: object) -> None:
    _require(NAME.fullmatch(table) and isinstance(entry, list) and len(entry) == 3, "schema")
    if not isinstance(entry, list):
        return
    columns, audience_column, append_only = entry
    _require(
        isinstance(columns, list)
        and all(isinstance(c, str) and NAME.fullmatch(c) for c in columns)
        and len(set(columns)) == len(columns)
        and "id" not in columns,
        "schema",
    )
    _require(audience_column is None or audience_column in columns, "schema")
    _require(append_only in (0, 1) and type(append_only) is int, "schema")
