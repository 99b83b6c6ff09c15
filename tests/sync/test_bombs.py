"""Small files that want to be large: each is refused in less than two seconds and 300 MiB, whoever signed it."""

from __future__ import annotations

import dataclasses
import hashlib
import sys
import zlib
from collections.abc import Callable
from typing import Any

import pytest

from millegiorni_sync import (
    body,
    bundle,
    errors,
    feeds,
    joining,
    lacking,
    merge,
    roster,
    roster_shelf,
    synchronise,
)
from millegiorni_sync.clock import compose
from millegiorni_sync.exchange import Kind, MemoryExchange
from tests.sync.apart import within_bounds
from tests.sync.test_tamper import FIRST, GOOD, forged, world
from tests.sync.world import NOW, TABLES, World, make_world

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="sets limits as Linux has them")

__all__ = ["world"]

MIB = 1 << 20
WHOLE = body.LARGEST_BODY


def padded(start: str, piece: str, end: str = "") -> bytes:
    """As much of *piece* between *start* and *end* as a body may hold."""
    head, tail = start.encode(), end.encode()
    unit = piece.encode()
    return head + unit * ((WHOLE - len(head) - len(tail)) // len(unit)) + tail


def wide(columns: int, rows: int) -> bytes:
    """Rows with a number in each of very many columns, and at the end one that is wrong."""
    cells = ",".join(f'"{name}":1' for name in names(columns))
    lines = [f'{FIRST + (n << 14)}\tr{n}\t0\t{{"house":"BAR",{cells}}}' for n in range(rows)]
    return "\n".join(['["anna"]', f'["visit","I",{rows + 1}]', *lines, "wrong", ""]).encode()


def names(columns: int) -> list[str]:
    letters = "abcdefghijklmnopqrstuvwxyz"
    two = [a + b for a in letters for b in letters]
    return [name for name in (*two, *(a + b for a in two for b in letters)) if name != "id"][:columns]


GROUP = '["anna"]\n["visit","I",1]\n'
SWOLLEN: dict[str, tuple[Callable[[], bytes], dict[str, Any]]] = {
    "zeros": (lambda: bytes(WHOLE), {}),
    "empty lines": (lambda: b"\n" * WHOLE, {}),
    "empty lines and as many rows": (lambda: b"\n" * WHOLE, {"rows": WHOLE}),
    "a letter of four bytes": (lambda: padded("😀", "a"), {}),
    "lists for users": (lambda: padded("[", "[],", "[]]\n"), {}),
    "lists for a group": (lambda: padded('["anna"]\n[', "[],", "[]]\n"), {}),
    "lists for a value": (lambda: padded(f'{GROUP}{FIRST}\tr\t0\t{{"notes":[', "[],", "[]]}\n"), {}),
    "lists for the values of short rows": (
        lambda: padded('["anna"]\n["visit","I",250]\n', f"{FIRST}\tr\t0\t{{\"notes\":[{'[],' * 20_000}[]]}}\n"),
        {"rows": 250},
    ),
    "objects in objects": (lambda: padded(f"{GROUP}{FIRST}\tr\t0\t", '{"a":'), {}),
    "one field again and again": (lambda: padded(f"{GROUP}{FIRST}\tr\t0\t{{", '"":1,', '"":1}\n'), {}),
    "short rows": (
        lambda: padded(f'["anna"]\n["visit","I",{WHOLE // 26}]\n', f"{FIRST}\tr\t0\t{{}}\n"),
        {"rows": WHOLE // 26},
    ),
    "prevs": (lambda: padded(f'["anna"]\n["visit","U",1]\n{FIRST}\tr\t0\t{{"notes":1}}\t{{', '"":1,', '"":1}\n'), {}),
    "wide rows": (
        lambda: wide(600, WHOLE // 4300),
        {
            "rows": WHOLE // 4300,
            "last_clk": FIRST + (20_000 << 14),
            "schema": {"visit": [["house", *names(600)], "house", 0]},
        },
    ),
    "a long number": (lambda: padded(f'{GROUP}{FIRST}\tr\t0\t{{"notes":', "9", "}\n"), {}),
    "a long clock": (lambda: padded(GROUP, "9", "\tr\t0\t{}\n"), {}),
}  # fmt: skip


@pytest.mark.parametrize("kind", SWOLLEN)
def test_a_signed_body_that_swells(world: World, kind: str) -> None:
    make, changes = SWOLLEN[kind]
    text = make()
    packed = zlib.compress(text, 1)
    fields = {"body": [len(text), len(packed), hashlib.sha256(packed).hexdigest()]} | changes
    opened = forged(world, GOOD).header
    desk, reader = world.desks[1], make_world(root=world.root).desks[0]
    header = dataclasses.replace(opened, **fields)
    data = bundle.enclose(header, packed, desk.identity, [d.recipient for d in world.roster.active]).data
    del text, packed

    def work() -> str:
        report = merge.apply(reader.db, [world.open(world.desks[0], data)], TABLES, NOW)
        return ",".join(one.code for one in report.quarantined)

    assert within_bounds(work) in ("malformed", "too_big")


def lists(size: int) -> bytes:
    """An object with a list of lists, not a part of it wrong."""
    return b'{"a":[' + b"[]," * (size // 3) + b"[]]}"


def unsigned(header: bytes) -> bytes:
    """What anybody can make who knows a recipient."""
    plain = bundle.PREFIX.pack(bundle.MAGIC, 1, len(header), 0) + header + bytes(64)
    return plain + bytes(-len(plain) % bundle.BLOCK)


UNSIGNED: dict[str, Callable[[], bytes]] = {
    "a header of lists": lambda: unsigned(lists(4 * MIB - 20)),
    "a header that is deep": lambda: unsigned(b"[" * 4 * MIB),
    "a header of one number": lambda: unsigned(b"9" * 4 * MIB),
    "a header beyond its measure": lambda: unsigned(lists(4 * MIB)),
    "zeros": lambda: bytes(60 * MIB),
    "padding": lambda: unsigned(b"{}") + bytes(60 * MIB),
}


@pytest.mark.parametrize("kind", UNSIGNED)
def test_a_file_that_anybody_could_seal(world: World, kind: str) -> None:
    reader = world.desks[0]
    data = bundle.encrypt(UNSIGNED[kind](), [reader.identity.recipient])

    def work() -> str:
        try:
            world.open(reader, data)
        except errors.BundleError as error:
            return error.code
        return "opened"

    assert within_bounds(work) in ("tampered", "wrong_network")


def test_an_age_file_for_a_million_others(world: World) -> None:
    stanza = b"-> X25519 " + b"A" * 43 + b"\n" + b"B" * 43 + b"\n"
    data = (
        b"age-encryption.org/v1\n"
        + stanza * (60 * MIB // len(stanza))
        + b"--- "
        + b"C" * 43
        + b"\n"
        + bytes(64)
    )

    def work() -> str:
        try:
            world.open(world.desks[0], data)
        except errors.BundleError as error:
            return error.code
        return "opened"

    assert within_bounds(work) in ("tampered", "not_for_us")


def named(kind: Kind, data: bytes, number: int = 1) -> str:
    """A name that is right for *data*."""
    digits = hashlib.sha256(data).hexdigest()[:12]
    if kind is Kind.ROSTER:
        return f"{999_000 + number:06d}-{'0' * 12}-{digits}.mgr"
    return f"77-{digits}.mgj" if kind is Kind.REQUESTS else f"2-{'0' * 8}-{number}-{digits}.mgb"


def test_a_roster_of_lists(world: World) -> None:
    exchange, reader = MemoryExchange(), world.desks[1]
    data = bundle.encrypt(b"[" + lists(60 * MIB) + b"]", [reader.identity.recipient])
    exchange.write(Kind.ROSTER, named(Kind.ROSTER, data), data)
    assert (
        within_bounds(lambda: str(len(roster_shelf.take(reader.db, reader.identity, exchange).problems)))
        == "1"
    )


def test_a_request_of_lists(world: World) -> None:
    exchange, center = MemoryExchange(), world.desks[0]
    data = bundle.encrypt(lists(60 * MIB), [center.identity.recipient])
    exchange.write(Kind.REQUESTS, named(Kind.REQUESTS, data), data)
    assert within_bounds(lambda: str(joining.requests(center.db, center.identity, exchange))) == "[]"


def test_a_lack_of_lists(world: World) -> None:
    """Nobody knows who left it: no signature is looked at before it was read."""
    exchange, center = MemoryExchange(), world.desks[0]
    data = lists(60 * MIB)
    exchange.write(Kind.REQUESTS, f"2-lacking-{hashlib.sha256(data).hexdigest()[:12]}.mgj", data)

    def work() -> str:
        lacking.answer(center.db, center.identity, world.roster, exchange)
        return str(center.db.execute("SELECT count(*) FROM sync_lacking").fetchone()[0])

    assert within_bounds(work) == "0"


def test_receipts_for_every_ordinal_there_could_be() -> None:
    made = make_world("BAR", pseudonymous=True)
    center, first = made.desks
    for number in range(500):
        made.roster = made.roster.with_house(f"H{number}", "Casa", made.root)
    roster.store(center.db, made.roster)
    seen = [[ordinal, 1, "ab" * 32, 1, 1] for ordinal in range(1, 1 << 14)]
    rows = [body.LogRow(FIRST & ~0x3FFF | 2, "visit", "r", "I", '{"house":"BAR"}', None, "house:BAR", "anna")]
    schema = {"visit": [list(TABLES[0].columns), "house", 0]}
    place = bundle.Place("figures:BAR", 1, "", 0, seen)
    data = bundle.seal(first.identity, made.roster, place, rows, schema, made.roster.active[:1]).data
    assert within_bounds(lambda: str(len(made.deliver(center, [data], NOW).applied))) == "1"


def test_two_editions_of_a_large_file() -> None:
    made = make_world("BAR", "BAR", "TUR")
    reader = made.desks[3]
    rows = [
        body.LogRow(
            number << 14 | 2, "visit", f"r{number}", "I", '{"house":"BAR","notes":"a"}', None, "", "a"
        )
        for number in range(1, body.MOST_ROWS + 1)
    ]
    schema = {"visit": [list(TABLES[0].columns), "house", 0]}
    place = bundle.Place("share:BAR:TUR", 1, "", 0, [], ["0" * 16, 1])
    one, two = (
        bundle.seal(made.desks[at].identity, made.roster, place, sent, schema, made.roster.active).data
        for at, sent in ((1, rows), (2, [row._replace(cells='{"house":"BAR"}') for row in rows]))
    )
    assert len(made.deliver(reader, [one], NOW).applied) == 1
    assert within_bounds(lambda: str(len(made.deliver(reader, [two], NOW).applied))) == "1"


def test_columns_without_end(world: World) -> None:
    """Each of two bundles tells of a hundred thousand columns that the other does not; a snapshot tells of all."""
    center, first = world.desks[:2]
    rows = [
        body.LogRow(
            compose(NOW, number, 2), "strange", f"r{number}", "I", '{"house":"BAR"}', None, "house:BAR", "a"
        )
        for number in range(2)
    ]
    sealed, place = [], bundle.Place("house:BAR", 1, "", 0, [])
    for number, row in enumerate(rows):
        schema = {"strange": [["house", *(f"c{number}_{n}" for n in range(100_000))], "house", 0]}
        sealed.append(bundle.seal(first.identity, world.roster, place, [row], schema, world.roster.active))
        place = dataclasses.replace(place, number=2, previous=sealed[0].hash, rows_before=1)

    def work() -> str:
        report = world.deliver(center, [one.data for one in sealed], NOW)
        told = feeds.schema_of(center.db, rows, TABLES)
        return f"{len(report.applied)} {len(told['strange'][0])}"

    assert within_bounds(work, 2 * 2) == "2 200001"


def test_an_invitation_of_lists() -> None:
    def work() -> str:
        try:
            joining.Invitation.from_json(lists(60 * MIB).decode())
        except errors.InvitationRefused:
            return "refused"
        return "read"

    assert within_bounds(work) == "refused"


class Junk(MemoryExchange):
    """A shelf with ten large files that are nobody's; their names are right."""

    def __init__(self) -> None:
        super().__init__()
        self.names = [named(Kind.BUNDLES, self._made(n), n) for n in range(10)]

    def list(self, kind: Kind) -> list[str]:
        return self.names if kind is Kind.BUNDLES else []

    def read(self, kind: Kind, name: str) -> bytes:
        return self._made(int(name.split("-")[2]))

    def _made(self, number: int) -> bytes:
        return number.to_bytes(4, "big") * (8 * MIB)


def test_large_files_of_nobody(world: World) -> None:
    reader, junk = world.desks[0], Junk()

    def work() -> str:
        report = synchronise(reader.db, reader.identity, junk, TABLES, NOW)
        return f"{len(report.quarantined)} {report.received}"

    assert within_bounds(work, 10 * 2) == "10 0"
