"""The body of a bundle: log rows as lines, packed; and the strict reading of them."""

from __future__ import annotations

import json
import math
import re
import zlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any, NamedTuple

from .change_log import house_of
from .clock import HIGHEST_ORDINAL
from .errors import Malformed, TooBig
from .header import Header

MOST_ROWS = 20_000
"""How many log rows one bundle carries at most."""

FULL_AT = 16 << 20
"""A bundle that has reached this many bytes of rows takes no more."""

LARGEST_BODY = 128 << 20
"""No body may inflate to more than this many bytes."""

_CLK = re.compile(r"[1-9][0-9]{0,18}")
_RID = re.compile(r"[0-9A-Za-z_-]{1,64}")
_USER = re.compile(r"0|[1-9][0-9]{0,5}")


class LogRow(NamedTuple):
    """A row of ``sync_log`` as stored."""

    clk: int
    tbl: str
    rid: str
    kind: str
    cells: str
    prevs: str | None
    audience: str
    user: str


@dataclass
class Group:
    """Log rows of one table and kind, with the decoded cells of each."""

    tbl: str
    kind: str
    rows: list[LogRow] = field(default_factory=list)
    cells: list[dict[str, Any]] = field(default_factory=list)


def pack(rows: Iterable[LogRow]) -> tuple[bytes, int]:
    """The packed body of *rows*, and its inflated size. Raises :class:`TooBig`."""
    ordered = sorted(rows, key=lambda row: (row.tbl, row.kind, row.clk))
    users = {user: index for index, user in enumerate(sorted({row.user for row in ordered}))}
    lines = [_json(list(users))]
    for (table, kind), group in groupby(ordered, key=lambda row: (row.tbl, row.kind)):
        members = list(group)
        lines.append(_json([table, kind, len(members)]))
        for row in members:
            line = f"{row.clk}\t{row.rid}\t{users[row.user]}\t{row.cells}"
            lines.append(line if row.prevs is None else f"{line}\t{row.prevs}")
    text = ("\n".join(lines) + "\n").encode()
    if len(text) > LARGEST_BODY:
        raise TooBig()
    return zlib.compress(text, 6), len(text)


def unpack(header: Header, packed: bytes) -> list[Group]:
    """Inflate and check every row of a body against its header; raise :class:`Malformed` or :class:`TooBig`."""
    lines = _inflate(packed, header.body[0]).split("\n")
    _require(lines.pop() == "", "righe")
    users = _array(lines[0]) if lines else None
    if (not users and header.rows) or users is None or not all(isinstance(user, str) for user in users):
        raise Malformed(detail="utenti")
    groups: list[Group] = []
    at = 1
    while at < len(lines):
        table, kind, count = _group_line(header, lines[at])
        _require(at + count < len(lines), "righe")
        groups.append(_read_group(header, Group(table, kind), lines[at + 1 : at + 1 + count], users))
        at += 1 + count
    clocks = {row.clk for group in groups for row in group.rows}
    _require(len(clocks) == header.rows == sum(len(group.rows) for group in groups), "righe")
    _require(len({(group.tbl, group.kind) for group in groups}) == len(groups), "gruppi")
    if clocks:
        _require((min(clocks), max(clocks)) == (header.first_clk, header.last_clk), "clk")
    return groups


def decode_cells(text: str) -> dict[str, Any]:
    """A row's ``cells`` or ``prevs``; raise :class:`Malformed` unless it is one object without duplicates."""
    try:
        value, end = _DECODER.raw_decode(text)
    except (ValueError, RecursionError) as error:
        raise Malformed(detail="celle") from error
    if type(value) is not dict or end != len(text):
        raise Malformed(detail="celle")
    return value


def _inflate(packed: bytes, size: int) -> str:
    if size > LARGEST_BODY:
        raise TooBig()
    inflater = zlib.decompressobj()
    try:
        # One byte more than stated is enough to see that the statement is false.
        data = inflater.decompress(packed, size + 1)
        _require(len(data) == size and inflater.eof and not inflater.unused_data, "corpo")
        return data.decode()
    except (zlib.error, UnicodeDecodeError) as error:
        raise Malformed(detail="corpo") from error


def _read_group(header: Header, group: Group, lines: list[str], users: list[str]) -> Group:
    columns, column, _ = header.schema[group.tbl]
    names = frozenset(columns)
    house = house_of(header.audience)
    _require(column is not None or house is None, "audience")
    for line in lines:
        row = _read_row(header, group, line.split("\t"), users)
        cells = decode_cells(row.cells)
        if not cells.keys() <= names:
            raise Malformed(detail="celle")
        _check_values(row, cells)
        if row.prevs is not None:
            _require(cells and column not in cells, "audience")
            _check_prevs(cells, row.prevs, row.clk)
        elif column is not None and cells.get(column) != house:
            raise Malformed(detail="audience")
        group.rows.append(row)
        group.cells.append(cells)
    return group


def _read_row(header: Header, group: Group, fields: list[str], users: list[str]) -> LogRow:
    if len(fields) != (4 if group.kind == "I" else 5) or not _CLK.fullmatch(fields[0]):
        raise Malformed(detail="riga")
    clk, rid = int(fields[0]), fields[1]
    if not header.first_clk <= clk <= header.last_clk:
        raise Malformed(detail="clk")
    if header.kind == "changes" and clk & HIGHEST_ORDINAL != header.origin:
        raise Malformed(detail="clk")
    if not _RID.fullmatch(rid) or not _USER.fullmatch(fields[2]) or int(fields[2]) >= len(users):
        raise Malformed(detail="riga")
    prevs = fields[4] if group.kind == "U" else None
    return LogRow(clk, group.tbl, rid, group.kind, fields[3], prevs, header.audience, users[int(fields[2])])


def _check_values(row: LogRow, cells: dict[str, Any]) -> None:
    """Only what SQLite can hold: text without half surrogate pairs, 64-bit integers, finite numbers."""
    types = set(map(type, cells.values()))
    if not types <= _SCALARS or (row.kind == "I" and _NONE in types):
        raise Malformed(detail="celle")
    if int in types or float in types:
        for value in cells.values():
            if type(value) is int and not -(1 << 63) <= value < 1 << 63:
                raise Malformed(detail="numero")
            if type(value) is float and not math.isfinite(value):
                raise Malformed(detail="numero")
    if "\\u" in row.cells:
        try:
            json.dumps(cells, ensure_ascii=False).encode()
        except UnicodeEncodeError as error:
            raise Malformed(detail="testo") from error


def _check_prevs(cells: dict[str, Any], text: str, clk: int) -> None:
    prevs = decode_cells(text)
    if prevs.keys() != cells.keys() or not all(
        type(prev) is int and 0 < prev < clk for prev in prevs.values()
    ):
        raise Malformed(detail="prevs")


def _group_line(header: Header, line: str) -> tuple[str, str, int]:
    entry = _array(line)
    if len(entry) != 3:
        raise Malformed(detail="gruppo")
    table, kind, count = entry
    _require(isinstance(table, str) and table in header.schema, "gruppo")
    _require(kind in ("I", "U") and type(count) is int and count >= 1, "gruppo")
    _require(kind == "I" or not header.schema[table][2], "append_only")
    return table, kind, count


def _array(line: str) -> list[Any]:
    try:
        value = json.loads(line)
        _json(value).encode()
    except (ValueError, RecursionError) as error:
        raise Malformed(detail="JSON") from error
    if not isinstance(value, list):
        raise Malformed(detail="JSON")
    return value


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _require(holds: object, detail: str) -> None:
    if not holds:
        raise Malformed(detail=detail)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) != len(pairs):
        raise ValueError("a field twice")
    return value


def _constant(name: str) -> None:
    raise ValueError(name)


_NONE = type(None)
_SCALARS = frozenset((str, int, float, _NONE))
_DECODER = json.JSONDecoder(object_pairs_hook=_object, parse_constant=_constant)
