"""The body of a bundle: log rows as lines, packed; and the strict reading of them."""

from __future__ import annotations

import json
import re
import zlib
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import accumulate, chain, groupby, repeat
from operator import eq, lt
from typing import Annotated, Any, NamedTuple

import msgspec

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

_INSERTED = r"^([1-9][0-9]{0,18})\t([0-9A-Za-z_-]{1,64})\t(0|[1-9][0-9]{0,5})\t([^\t\n]*)"
_TEXT = r'"[^"\\]*+(?:\\.[^"\\]*+)*+"'
_FIELD = re.compile(rf'{_TEXT}:(?:{_TEXT}|[^"\[\]{{}},:]{{1,30}})[,}}]')
_LINES = {"I": re.compile(_INSERTED + "$", re.M), "U": re.compile(_INSERTED + r"\t([^\t\n]*)$", re.M)}


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


@dataclass(frozen=True)
class Shape:
    """What a JSON object may be: read alone, and in an array of many."""

    one: msgspec.json.Decoder[dict[str, Any]]
    many: msgspec.json.Decoder[list[dict[str, Any]]]

    @classmethod
    def of(cls, values: Any) -> Shape:
        """An object with such *values*, whatever its fields are called."""
        return cls(msgspec.json.Decoder(dict[str, values]), msgspec.json.Decoder(list[dict[str, values]]))


_INTEGER = Annotated[int, msgspec.Meta(ge=-(1 << 63), le=(1 << 63) - 1)]
ANY = Shape.of(str | _INTEGER | float | None)
"""Only what SQLite can hold: text without half surrogate pairs, 64-bit integers, finite numbers, NULL."""
CELLS = {"I": Shape.of(str | _INTEGER | float), "U": ANY}
PREVS = Shape.of(Annotated[int, msgspec.Meta(gt=0, le=(1 << 63) - 1)])
_PAIRS = json.JSONDecoder(object_pairs_hook=list)


@dataclass
class Group:
    """Log rows of one table and kind, column by column: ``texts`` and ``replaced`` are what ``sync_log`` calls
    ``cells`` and ``prevs``; ``cells`` and, of ``U`` rows, ``prevs`` are these decoded.
    """

    tbl: str
    kind: str
    audience: str
    clocks: list[int] = field(default_factory=list)
    rids: list[str] = field(default_factory=list)
    users: list[str] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    replaced: list[str] = field(default_factory=list)
    cells: list[dict[str, Any]] = field(default_factory=list)
    prevs: list[dict[str, int]] = field(default_factory=list)

    @property
    def rows(self) -> list[LogRow]:
        """The rows as ``sync_log`` holds them."""
        return list(map(LogRow._make, self.entries))

    @property
    def entries(self) -> list[tuple[Any, ...]]:
        """As ``rows``, more quickly made and written."""
        tbl, kind, audience = repeat(self.tbl), repeat(self.kind), repeat(self.audience)
        replaced = self.replaced or repeat(None)
        columns = (self.clocks, tbl, self.rids, kind, self.texts, replaced, audience, self.users)
        return list(zip(*columns, strict=False))

    @property
    def columns(self) -> tuple[list[Any], ...]:
        """The columns, in the order in which they are declared."""
        return self.clocks, self.rids, self.users, self.texts, self.replaced, self.cells, self.prevs

    def picked(self, places: Sequence[int]) -> Group:
        """The rows at *places* only."""
        chosen = ([column[at] for at in places] if column else [] for column in self.columns)
        return Group(self.tbl, self.kind, self.audience, *chosen)

    def blanked(self, cells: list[dict[str, Any]]) -> Group:
        """With *cells* instead; those that are other objects than before are written anew."""
        texts = [
            text if after is before else json.dumps(after, separators=(",", ":"))
            for text, before, after in zip(self.texts, self.cells, cells, strict=True)
        ]
        return replace(self, texts=texts, cells=cells)

    def add(self, other: Group) -> None:
        """Add the rows of *other*, which are of the same table and kind."""
        for column, more in zip(self.columns, other.columns, strict=True):
            column += more


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
        group = Group(table, kind, header.log_audience)
        for portion in _portions(lines[at + 1 : at + 1 + count]):
            _read_portion(header, group, portion, users)
        groups.append(group)
        at += 1 + count
    clocks = {clk for group in groups for clk in group.clocks}
    _require(len(clocks) == header.rows == sum(len(group.clocks) for group in groups), "righe")
    _require(len({(group.tbl, group.kind) for group in groups}) == len(groups), "gruppi")
    if clocks:
        _require((min(clocks), max(clocks)) == (header.first_clk, header.last_clk), "clk")
    return groups


def decode_cells(text: str) -> dict[str, Any]:
    """A log row's ``cells`` or ``prevs``, which the log holds already."""
    return ANY.one.decode(text)


def decode_logged(texts: Sequence[str]) -> list[dict[str, Any]]:
    """Many rows' ``cells`` or ``prevs``, which the log holds already: they were checked when they entered."""
    return ANY.many.decode(f"[{','.join(texts)}]")


def _decode(texts: Sequence[str], shape: Shape, most: int) -> list[dict[str, Any]]:
    """Many objects of one shape at once, in a tenth of the time; raise :class:`Malformed`.

    They are read as one array. Where the array is written again letter by letter, each text was one object, no field
    was named twice, and none ran into the next: the first whole object of equal texts is the same. Where it is not
    (a number written in another way, say), each text is read by itself. A long one with more than *most* fields, or
    with lists or objects for values, is not even decoded.
    """
    if max(map(len, texts), default=0) > SHORT:
        for text in texts:
            if len(text) > SHORT:
                _look_through(text, most)
    joined = f"[{','.join(texts)}]"
    try:
        values = shape.many.decode(joined)
        if len(values) == len(texts) and msgspec.json.encode(values) == joined.encode():
            return values
        return [_decode_alone(text, shape) for text in texts]
    except ValueError as error:
        raise Malformed(detail="celle") from error


def _decode_alone(text: str, shape: Shape) -> dict[str, Any]:
    value = shape.one.decode(text)
    pairs, end = _PAIRS.raw_decode(text)
    if len(pairs) != len(value) or end != len(text):
        raise ValueError("a field twice, or more than an object")
    return value


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
    """Lines that are decoded together: very small objects, more than there are lines, swell some twenty times first."""
    ends = list(accumulate(map(len, lines)))
    at, before = 0, 0
    while at < len(lines):
        to = max(at + 1, bisect_right(ends, before + AT_ONCE))
        yield lines[at:to]
        at, before = to, ends[to - 1]


def _read_portion(header: Header, whole: Group, lines: list[str], users: list[str]) -> None:
    """Read and check some rows, and add them to their group."""
    columns, column, _ = header.schema[whole.tbl]
    house = house_of(header.log_audience)
    _require(column is not None or house is None, "audience")
    group = _read_rows(header, whole, lines, users)
    group.cells = _decode(group.texts, CELLS[group.kind], len(columns))
    _require({*chain.from_iterable(group.cells)} <= {*columns}, "celle")
    if group.kind == "U":
        _require(all(group.cells), "audience")
        if column is not None:
            _require(not any(column in cells for cells in group.cells), "audience")
        _check_prevs(group)
    elif column is not None:
        _require(all(cells.get(column) == house for cells in group.cells), "audience")
    whole.add(group)


def _read_rows(header: Header, group: Group, lines: list[str], users: list[str]) -> Group:
    found = _LINES[group.kind].findall("\n".join(lines))
    _require(len(found) == len(lines), "riga")
    digits, rids, places, *texts = map(list, zip(*found, strict=True))
    clocks, by = list(map(int, digits)), list(map(int, places))
    _require(header.first_clk <= min(clocks) and max(clocks) <= header.last_clk, "clk")
    if header.kind == "changes":
        _require({clk & HIGHEST_ORDINAL for clk in clocks} == {header.origin}, "clk")
    _require(max(by) < len(users), "riga")
    return Group(group.tbl, group.kind, group.audience, clocks, rids, [users[at] for at in by], *texts)


def _check_prevs(group: Group) -> None:
    group.prevs = _decode(group.replaced, PREVS, max(map(len, group.cells)))
    _require(all(map(eq, map(dict.keys, group.prevs), map(dict.keys, group.cells))), "prevs")
    _require(all(map(lt, map(max, map(dict.values, group.prevs)), group.clocks)), "prevs")


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
