"""Ten thousand malformed bundles, a million in `make soak`: each refused with a reason of ours, and nothing enters.

Three makers: files of age that were cut, joined and turned; what is within them, sealed anew by somebody who knows a
recipient and no key of ours; and bodies and headers that break one rule, rightly signed by a device of the network.
"""

from __future__ import annotations

import dataclasses
import hashlib
import random
import zlib
from collections.abc import Callable
from typing import Any

import pytest

from millegiorni_sync import bundle, errors, merge
from tests.sync.test_tamper import FIRST, GOOD, LAST, forged
from tests.sync.world import NOW, TABLES, World, make_world

OUTER, INNER, SIGNED = 5_000, 5_000, 1_500
"""How many of each in `make test`."""

Bytes = Callable[[random.Random, bytes], bytes]


@pytest.fixture(scope="module")
def world() -> World:
    """A network whose first desk has handed over two bundles."""
    made = make_world("BAR", "TUR")
    desk = made.desks[1]
    for n in range(2):
        desk.db.execute("INSERT INTO visit VALUES (?, 'BAR', 0, 'uno', NULL, 1.5, NULL)", (f"v{n}",))
        made.seal(desk)
    return made


def turned(chance: random.Random, data: bytes) -> bytes:
    at = chance.randrange(len(data))
    return data[:at] + bytes([data[at] ^ chance.randint(1, 255)]) + data[at + 1 :]


def cut(chance: random.Random, data: bytes) -> bytes:
    start, end = sorted(chance.sample(range(len(data) + 1), 2))
    return data[:start] + data[end:]


def repeated(chance: random.Random, data: bytes) -> bytes:
    start, end = sorted(chance.sample(range(len(data) + 1), 2))
    return data[:end] + data[start:]


def swapped(chance: random.Random, data: bytes) -> bytes:
    a, b, c = sorted(chance.sample(range(len(data) + 1), 3))
    return data[:a] + data[b:c] + data[a:b] + data[c:]


def filled(chance: random.Random, data: bytes) -> bytes:
    start, end = sorted(chance.sample(range(len(data) + 1), 2))
    return data[:start] + bytes([chance.choice((0, 9, 10, 48, 57, 255))]) * (end - start) + data[end:]


def grown(chance: random.Random, data: bytes) -> bytes:
    at = chance.randrange(len(data) + 1)
    return data[:at] + chance.randbytes(chance.choice((1, 2, 16, 4096))) + data[at:]


def numbered(chance: random.Random, data: bytes) -> bytes:
    """Another number where the lengths are, or a whole file's start."""
    at = chance.choice((7, 8, 12, chance.randrange(len(data) - 4)))
    value = chance.choice((0, 1, 0x7FFFFFFF, 0xFFFFFFFF, chance.getrandbits(32)))
    return data[:at] + value.to_bytes(4, "big") + data[at + 4 :]


MUTATIONS: tuple[Bytes, ...] = (turned, turned, cut, repeated, swapped, filled, grown, numbered)


def mutated(chance: random.Random, one: bytes, other: bytes) -> bytes:
    """*one* after one to three mutations, or its beginning with the end of *other*; never *one* itself."""
    data = one
    while data == one:
        if chance.random() < 0.1:
            at = chance.randrange(1, len(one))
            data = one[:at] + other[min(at, len(other)) :]
        for _ in range(chance.choice((1, 1, 2, 3))):
            data = chance.choice(MUTATIONS)(chance, data or one)
    return data


def refused(world: World, data: bytes) -> str:
    """Why *data* is refused; ``""`` if it is not."""
    try:
        world.open(world.desks[0], data)
    except errors.BundleError as error:
        return error.code
    return ""


def play_outer(world: World, seed: int, count: int) -> set[str]:
    chance, (one, other) = random.Random(seed), world.desks[1].outbox()
    return {refused(world, mutated(chance, one, other)) for _ in range(count)}


def play_inner(world: World, seed: int, count: int) -> set[str]:
    """Mutated containers; one whose padding alone differs is not padded with zeros, and refused as well."""
    chance, desk, reader = random.Random(seed), world.desks[1], world.desks[0]
    one, other = (bundle.decrypt(data, desk.identity) for data in desk.outbox())
    codes = set()
    for _ in range(count):
        data = mutated(chance, one, other)
        if data != other:
            codes.add(refused(world, bundle.encrypt(data, [reader.identity.recipient])))
    return codes


OUTSIDE = {"tampered", "truncated", "not_for_us", "too_big"}
UNPROVED = {"tampered", "too_new", "wrong_network", "stranger", "roster_behind"}


def test_mutated_files(world: World) -> None:
    assert play_outer(world, 1, OUTER) <= OUTSIDE


def test_mutated_containers_sealed_anew(world: World) -> None:
    assert play_inner(world, 2, INNER) <= UNPROVED


ATOMS = (
    "", "null", "true", "NaN", "Infinity", "-Infinity", "1e999", "9" * 400, "[]", "{}", "[[]]", '{"a":{}}', "00", "0x1",
    '"\\ud800"', '"\\udc00x"', '"a', "-0.", "1_0", "'a'", "٣", "\x00", "\ufeff{}", '"a"b', ",", "]", "}",
)  # fmt: skip
CLOCKS = (
    "0", "-1", f"0{FIRST}", f"+{FIRST}", f"{FIRST}.0", f"{FIRST - 1}", f"{LAST + 1}", f"{FIRST + 1}", "9" * 30, "", "x",
    "1e18", str(1 << 63), f"{FIRST} ",
)  # fmt: skip
IDS = ("", " ", "r 1", "r" * 65, "à", "../x", "r\x00", "r/1", "'", '"', "r1;", "\u200b", "r\r")
USERS = ("1", "-1", "00", "", "x", "1.0", "999999", "9999999", "٠", " 0")
LISTS = ("[]", "[1]", "null", '["a"', '{"a":1}', '[["a"]]', '["\\ud800"]', "", "[null]", "[" * 5_000)
NUMBERS = ("9223372036854775808", "-9223372036854775809", "1e400", "-1e400", "9" * 5_000)


def line_broken(chance: random.Random) -> list[str]:
    """The good body with one rule broken in one of its lines."""
    lines = list(GOOD)
    at = chance.choice((2, 4))
    fields = lines[at].split("\t")
    what = chance.randrange(8)
    if what == 0:
        fields[0] = chance.choice(CLOCKS)
    elif what == 1:
        fields[1] = chance.choice(IDS)
    elif what == 2:
        fields[2] = chance.choice(USERS)
    elif what == 3:
        fields[chance.choice(range(3, len(fields)))] = chance.choice(ATOMS)
    elif what == 4:
        value = chance.choice(("true", "[1]", "{}", *NUMBERS, *ATOMS[3:6]))
        house = '"house":"BAR",' if at == 2 else ""
        fields[3] = f'{{{house}"notes":{value}}}'
    elif what == 5:
        name = chance.choice(("id", "other", "notes; DROP", "", "NOTES", "house ", "rowid"))
        fields[3] = fields[3].replace('"notes"', f'"{name}"')
    elif what == 6:
        fields = fields[: chance.randrange(len(fields))] if chance.random() < 0.5 else [*fields, "{}"]
    else:
        fields[3] = fields[3].replace(
            "}", chance.choice((',"notes":"c"}', "}}", "} ", ",}", "}\r", ',"house":"TUR"}'))
        )
    lines[at] = "\t".join(fields)
    return lines


def groups_broken(chance: random.Random) -> list[str]:
    """The good body with one rule broken in how its lines are ordered and announced."""
    lines = list(GOOD)
    what = chance.randrange(6)
    if what == 0:
        lines[0] = chance.choice(LISTS)
    elif what == 1:
        count = chance.choice(("0", "-1", "2", "1.0", "true", '"1"', "9" * 30, "null"))
        lines[1] = f'["visit","I",{count}]'
    elif what == 2:
        lines[1] = (
            f'["{chance.choice(("person", "", "sync_state", "visit ", "VISIT", "sqlite_schema"))}","I",1]'
        )
    elif what == 3:
        lines[1] = f'["visit","{chance.choice(("D", "i", "", "UI", "R"))}",1]'
    elif what == 4:
        del lines[chance.randrange(len(lines))]
    else:
        lines.insert(chance.randrange(len(lines) + 1), chance.choice((*lines[1:], "", "x", "\t\t\t")))
    return lines


def bytes_broken(chance: random.Random) -> bytes:
    """The good body in bytes that are no text, or that end otherwise."""
    text = "".join(line + "\n" for line in GOOD).encode()
    what = chance.randrange(3)
    if what == 0:
        at = chance.randrange(len(text))
        return (
            text[:at]
            + chance.choice((b"\xff", b"\xc3\x28", b"\xed\xa0\x80", b"\xf8", b"\xc0\xaf"))
            + text[at:]
        )
    return text[: chance.randrange(1, len(text))] if what == 1 else text + chance.choice((b"\n", b"x", b"\0"))


HASH = "0" * 64
HEADERS: tuple[tuple[str, tuple[Any, ...]], ...] = (
    ("network", ("0" * 32, "", 1, None)),
    ("origin", (0, -1, 3, 1 << 14, 1 << 70, "2", None, [2])),
    ("house", ("TUR", "", None, 1, "house:BAR")),
    ("user", (1, None, ["a"])),
    ("audience", ("house:TUR", "house:", "house:à", "everyone", "", "network/0", "house:" + "x" * 17)),
    ("kind", ("snapshot", "", "Changes", None, 1)),
    ("number", (0, -1, 2, 1 << 63, 1 << 80, "1", 1.0, True, None)),
    ("previous", (HASH, "0" * 63, "x", None, 0)),
    ("first_clk", (0, -1, FIRST - 1, LAST + 1, 1 << 63, "1", None)),
    ("last_clk", (0, -1, FIRST, LAST + 1, 1 << 63, None)),
    ("rows", (0, -1, 1, 3, 20_001, 1 << 63, "2", 2.0)),
    ("rows_before", (1, -1, 1 << 63, None)),
    ("seen", ([[1, 1]], [[2, 0, HASH, 1, 1]], [[0, 1, HASH, 1, 1]], [1], None, [[2, 1, HASH, 1, -1]])),
    ("roster", ([1], [-1, HASH], ["1", HASH], [1, "x"], [], None, [1, HASH, 1])),
    ("recipients", ([], ["x"], ["0" * 16], [1], ["f" * 16, "0" * 16], None)),
    ("schema", ({}, [], {"visit": []}, {"visit": [["house"], "house", 0]}, {"visit; --": [["a"], None, 0]},
                {"visit": [["house", "notes"], "other", 0]}, {"visit": [["house", "notes"], "house", 2]},
                {"visit": [["house", "notes"], "house", 1]}, {"visit": [["house", "notes", "notes"], "house", 0]},
                {"visit": [["house", "notes", "id"], "house", 0]}, {"visit": [["house", "notes", 'a"b'], "house", 0]},
                {"visit": [["house", "notes"], None, 0]}, {"visit": [["house", "notes"], "notes", 0]})),
    ("body", ([], [1, 2], [-1, 1, HASH], [1, 1, HASH], [1 << 62, 1, HASH], None)),
    ("snapshot", (["0" * 16, 1], [], "x", 0, ["x", 1])),
    ("format", (0, 2, None, "1")),
    ("least_reader", (0, 2, 255, 256, -1, None, "1")),
)  # fmt: skip


class Insider:
    """A device of the network that signs what it likes, and a coordinator's vault that reads it."""

    def __init__(self) -> None:
        self.world = make_world("BAR", "TUR")
        self.center, self.desk = self.world.desks[:2]
        self.desk.db.execute("INSERT INTO visit VALUES ('v1', 'BAR', 0, 'uno', NULL, 1.5, NULL)")
        self.good = forged(self.world, GOOD)

    def code(self, chance: random.Random) -> str:
        """Why one rightly signed bundle that breaks a rule is refused; ``""`` if it enters."""
        maker = chance.choice((line_broken, line_broken, groups_broken, bytes_broken, None))
        if maker is None:
            field, values = chance.choice(HEADERS)
            return self.read(self.good.packed, {field: chance.choice(values)})
        lines = maker(chance)
        text = lines if isinstance(lines, bytes) else "".join(line + "\n" for line in lines).encode()
        packed = zlib.compress(text)
        return self.read(packed, {"body": [len(text), len(packed), hashlib.sha256(packed).hexdigest()]})

    def read(self, packed: bytes, changes: dict[str, Any]) -> str:
        """What the coordinator says of a bundle with these *changes* in its header."""
        header = dataclasses.replace(self.good.header, **changes)
        recipients = [self.center.identity.recipient]
        data = bundle.enclose(header, packed, self.desk.identity, recipients).data
        self.center.db.execute("DELETE FROM sync_parked")
        try:
            report = merge.apply(self.center.db, [self.world.open(self.center, data)], TABLES, NOW)
        except errors.BundleError as error:
            return error.code
        return "".join(one.code for one in (*report.quarantined, *report.parked, *report.held))


def play_signed(seed: int, count: int) -> set[str]:
    chance, insider = random.Random(seed), Insider()
    before = insider.center.digest()
    codes = {insider.code(chance) for _ in range(count)}
    assert insider.center.digest() == before
    assert insider.center.db.execute("SELECT count(*) FROM sync_log").fetchone() == (0,)
    assert insider.center.db.execute("SELECT applying FROM sync_state").fetchone() == (0,)
    return codes


PROVED = {
    "malformed", "too_big", "too_new", "wrong_network", "stranger", "wrong_audience", "not_for_us", "tampered", "gap",
}  # fmt: skip


def test_what_the_signed_ones_differ_from_is_good() -> None:
    insider = Insider()
    assert insider.read(insider.good.packed, {}) == ""


def test_signed_bundles_that_break_a_rule() -> None:
    assert play_signed(3, SIGNED) <= PROVED


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(10, 20))
def test_a_million_mutations(world: World, seed: int) -> None:
    assert play_outer(world, seed, 50_000) <= OUTSIDE
    assert play_inner(world, seed, 50_000) <= UNPROVED


@pytest.mark.soak
def test_twenty_thousand_signed_bundles_that_break_a_rule() -> None:
    assert play_signed(4, 20_000) <= PROVED
