"""The body of a bundle: log rows as lines, packed; and the strict reading of them."""

from __future__ import annotations

import json
import math
import re
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any, NamedTuple

from .change_log import house_of
from .clock import HIGHEST_ORDINAL
from .errors import Malformed, TooBig
from .header import Header

MOST_ROWS = 20_000
"""How many log rows one bundle carries at most."""

FULL_AT = 8 << 20
"""A bundle that has reached this many bytes of rows takes no more."""

LARGEST_BODY = 16 << 20
"""No body may inflate to more than this many bytes: read, small values take some twenty times their text."""

LONGEST_USERS, LONGEST_GROUP = 1 << 20, 1 << 10
"""How long the line of the users and that of a group may be, in characters."""

SHORT, AT_ONCE = 1 << 16, 1 << 20
"""An object of more characters is looked through before it is decoded; and so many are decoded together."""

_INSERTED = r"([1-9][0-9]{0,18})\t([0-9A-Za-z_-]{1,64})\t(0|[1-9][0-9]{0,5})\t([^\t]*)"
_TEXT = r'"[^"\\]*+(?:\\.[^"\\]*+)*+"'
_FIELD = re.compile(rf'{_TEXT}:(?:{_TEXT}|[^"\[\]{{}},:]{{1,30}})[,}}]')
_LINES = {"I": re.compile(_INSERTED), "U": re.compile(_INSERTED + r"\t([^\t]*)")}


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
    """Log rows of one table and kind, with the decoded cells of each, and of ``U`` rows the decoded ``prevs``."""

    tbl: str
    kind: str
    rows: list[LogRow] = field(default_factory=list)
    cells: list[dict[str, Any]] = field(default_factory=list)
    prevs: list[dict[str, int]] = field(default_factory=list)

    def picked(self, places: Sequence[int]) -> Group:
        """The rows at *places* only."""
        cells, prevs = [self.cells[at] for at in places], [self.prevs[at] for at in places if self.prevs]
        return Group(self.tbl, self.kind, [self.rows[at] for at in places], cells, prevs)


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
    if header.rows > MOST_ROWS:
        raise TooBig()
    lines = _inflate(packed, header).split("\n")
    _require(lines.pop() == "", "righe")
    users = _array(lines[0], LONGEST_USERS) if lines else None
    if (not users and header.rows) or users is None or not all(isinstance(user, str) for user in users):
        raise Malformed(detail="utenti")
    groups: list[Group] = []
    at = 1
    while at < len(lines):
        table, kind, count = _group_line(header, lines[at])
        _require(at + count < len(lines), "righe")
        group = Group(table, kind)
        for portion in _portions(lines[at + 1 : at + 1 + count]):
            _read_portion(header, group, portion, users)
        groups.append(group)
        at += 1 + count
    clocks = {row.clk for group in groups for row in group.rows}
    _require(len(clocks) == header.rows == sum(len(group.rows) for group in groups), "righe")
    _require(len({(group.tbl, group.kind) for group in groups}) == len(groups), "gruppi")
    if clocks:
        _require((min(clocks), max(clocks)) == (header.first_clk, header.last_clk), "clk")
    return groups


def decode_cells(text: str, most: int = 1_000) -> dict[str, Any]:
    """A row's ``cells`` or ``prevs``; raise :class:`Malformed` unless it is one object without duplicates.

    A long one with more than *most* fields, or with lists or objects for values, is not even decoded.
    """
    if len(text) > SHORT:
        _look_through(text, most)
    try:
        value, end = _DECODER.raw_decode(text)
    except (ValueError, RecursionError) as error:
        raise Malformed(detail="celle") from error
    if type(value) is not dict or end != len(text):
        raise Malformed(detail="celle")
    return value


def decode_many(texts: Sequence[str], most: int) -> list[dict[str, Any]]:
    """Many rows' ``cells`` or ``prevs`` at once, in a tenth of the time; raises as :func:`decode_cells`.

    They are read as one array. Where the array is written again letter by letter, each text was one object, no field
    was named twice, and none ran into the next: the first whole object of equal texts is the same. Where it is not
    (a number written in another way, say), each text is read by itself.
    """
    for text in texts:
        if len(text) > SHORT:
            _look_through(text, most)
    joined = f"[{','.join(texts)}]"
    try:
        values = json.loads(joined)
        if len(values) == len(texts) and _json(values) == joined and all(type(one) is dict for one in values):
            return values  # type: ignore[no-any-return]
    except (ValueError, RecursionError):
        pass
    return [decode_cells(text) for text in texts]


def decode_logged(texts: Sequence[str]) -> list[dict[str, Any]]:
    """As :func:`decode_many`, for what the log holds already and was checked when it entered."""
    values: list[dict[str, Any]] = json.loads(f"[{','.join(texts)}]")
    return values


def _look_through(text: str, most: int) -> None:
    """Raise :class:`Malformed` where *text* would swell on being decoded."""
    at, count = 1, 0
    while text[at - 1] != "}" or not count:
        match = _FIELD.match(text, at)
        count += 1
        if match is None or count > most:
            raise Malformed(detail="celle")
        at = match.end()


def _inflate(packed: bytes, header: Header) -> str:
    size = header.body[0]
    if size > LARGEST_BODY:
        raise TooBig()
    inflater = zlib.decompressobj()
    try:
        # One byte more than stated is enough to see that the statement is false.
        data = inflater.decompress(packed, size + 1)
        _require(len(data) == size and inflater.eof and not inflater.unused_data, "corpo")
        # A group has a row at least.
        _require(data.count(b"\n") <= 1 + 2 * header.rows, "righe")
        return data.decode()
    except (zlib.error, UnicodeDecodeError) as error:
        raise Malformed(detail="corpo") from error


def _portions(lines: list[str]) -> Iterator[list[str]]:
    """Lines that are decoded together: nested values, which are refused, swell some twenty times first."""
    portion, size = list[str](), 0
    for line in lines:
        if size + len(line) > AT_ONCE and portion:
            yield portion
            portion, size = [], 0
        portion.append(line)
        size += len(line)
    yield portion


def _read_portion(header: Header, whole: Group, lines: list[str], users: list[str]) -> None:
    """Read and check some rows, and add them to their group."""
    columns, column, _ = header.schema[whole.tbl]
    house = house_of(header.log_audience)
    _require(column is not None or house is None, "audience")
    names = frozenset(columns)
    group = Group(whole.tbl, whole.kind, _read_rows(header, whole, lines, users))
    group.cells = decode_many([row.cells for row in group.rows], len(names))
    if not all(cells.keys() <= names for cells in group.cells):
        raise Malformed(detail="celle")
    _check_values(group)
    if group.kind == "U":
        _require(all(group.cells), "audience")
        if column is not None:
            _require(not any(column in cells for cells in group.cells), "audience")
        _check_prevs(group)
    elif column is not None:
        _require(all(cells.get(column) == house for cells in group.cells), "audience")
    whole.rows += group.rows
    whole.cells += group.cells
    whole.prevs += group.prevs


def _read_rows(header: Header, group: Group, lines: list[str], users: list[str]) -> list[LogRow]:
    shape = _LINES[group.kind]
    lowest, highest, own = header.first_clk, header.last_clk, header.kind == "changes"
    audience = header.log_audience
    rows = []
    for line in lines:
        found = shape.fullmatch(line)
        if found is None:
            raise Malformed(detail="riga")
        digits, rid, user, cells, *rest = found.groups()
        clk, by = int(digits), int(user)
        if not lowest <= clk <= highest or (own and clk & HIGHEST_ORDINAL != header.origin):
            raise Malformed(detail="clk")
        if by >= len(users):
            raise Malformed(detail="riga")
        prevs = rest[0] if rest else None
        rows.append(LogRow(clk, group.tbl, rid, group.kind, cells, prevs, audience, users[by]))
    return rows


def _check_values(group: Group) -> None:
    """Only what SQLite can hold: text without half surrogate pairs, 64-bit integers, finite numbers."""
    types = {type(value) for cells in group.cells for value in cells.values()}
    if not types <= _SCALARS or (group.kind == "I" and _NONE in types):
        raise Malformed(detail="celle")
    if int in types or float in types:
        for cells in group.cells:
            for value in cells.values():
                if type(value) is int and not -(1 << 63) <= value < 1 << 63:
                    raise Malformed(detail="numero")
                if type(value) is float and not math.isfinite(value):
                    raise Malformed(detail="numero")
    for row, cells in zip(group.rows, group.cells, strict=True):
        if "\\u" in row.cells:
            try:
                _json(cells).encode()
            except UnicodeEncodeError as error:
                raise Malformed(detail="testo") from error


def _check_prevs(group: Group) -> None:
    group.prevs = decode_many([row.prevs or "" for row in group.rows], max(map(len, group.cells)))
    for row, cells, prevs in zip(group.rows, group.cells, group.prevs, strict=True):
        if prevs.keys() != cells.keys():
            raise Malformed(detail="prevs")
        for prev in prevs.values():
            if type(prev) is not int or not 0 < prev < row.clk:
                raise Malformed(detail="prevs")


def _group_line(header: Header, line: str) -> tuple[str, str, int]:
    entry = _array(line, LONGEST_GROUP)
    if len(entry) != 3:
        raise Malformed(detail="gruppo")
    table, kind, count = entry
    _require(isinstance(table, str) and table in header.schema, "gruppo")
    _require(kind in ("I", "U") and type(count) is int and count >= 1, "gruppo")
    _require(kind == "I" or not header.schema[table][2], "append_only")
    return table, kind, count


def _array(line: str, longest: int) -> list[Any]:
    _require(len(line) <= longest, "JSON")
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
