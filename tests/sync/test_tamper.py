"""Nothing that was altered, cut, forged or swollen enters; the database stays as it was."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import zlib
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from millegiorni_sync import body, bundle, errors, feeds, merge
from millegiorni_sync.bundle import Opened, Place, open_sealed, seal
from millegiorni_sync.clock import compose
from tests.sync.world import NOW, TABLES, World, make_world

AUDIENCE = "house:BAR"


@pytest.fixture(scope="module")
def world() -> World:
    made = make_world("BAR", "TUR")
    desk = made.desks[1]
    desk.db.execute("INSERT INTO visit VALUES ('v1', 'BAR', 0, 'uno', NULL, 1.5, NULL)")
    desk.db.execute("UPDATE visit SET notes = 'due', minutes = 7")
    made.seal(desk)
    return made


def test_every_byte_of_the_file(world: World) -> None:
    (data,) = world.desks[1].outbox()
    reader = world.desks[0]
    for position in range(len(data)):
        altered = bytearray(data)
        altered[position] ^= 1 << position % 8
        # A flip in the part that names the recipients looks as if it were for somebody else.
        with pytest.raises((errors.Tampered, errors.NotForUs, errors.Truncated)):
            world.open(reader, bytes(altered))


def test_every_truncation_and_some_additions(world: World) -> None:
    (data,) = world.desks[1].outbox()
    for length in range(len(data)):
        with pytest.raises((errors.Truncated, errors.Tampered)):
            world.open(world.desks[0], data[:length])
    for tail in (b"\0", b"x" * 70_000, data):
        with pytest.raises(errors.Tampered):
            world.open(world.desks[0], data + tail)


def test_every_byte_inside_the_encryption(world: World) -> None:
    """Who can encrypt to us is not thereby a sender: recipients are no secret."""
    reader = world.desks[0].identity
    plain = bundle.decrypt(world.desks[1].outbox()[0], world.desks[1].identity)
    used = len(plain.rstrip(b"\0"))
    for position in (*range(used), *range(used, len(plain), 64)):
        altered = bytearray(plain)
        altered[position] ^= 1 << position % 8
        with pytest.raises(
            (errors.Tampered, errors.TooNew, errors.WrongNetwork, errors.Stranger, errors.RosterBehind)
        ):
            open_sealed(bundle.encrypt(bytes(altered), [reader.recipient]), reader, world.roster)


def test_padding_is_only_as_long_as_it_must_be(world: World) -> None:
    reader = world.desks[0].identity
    plain = bundle.decrypt(world.desks[1].outbox()[0], world.desks[1].identity)
    for other in (plain + bytes(4096), plain.rstrip(b"\0"), plain[:-1]):
        with pytest.raises(errors.Tampered):
            open_sealed(bundle.encrypt(other, [reader.recipient]), reader, world.roster)


def forged(world: World, lines: list[str] | bytes, **changes: Any) -> Opened:
    """A bundle of the BAR desk, rightly signed, whose body is *lines*."""
    desk = world.desks[1]
    text = lines if isinstance(lines, bytes) else "".join(line + "\n" for line in lines).encode()
    packed = zlib.compress(text)
    rows = feeds.next_rows(desk.db, AUDIENCE) or [body.LogRow(*row) for row in desk.log()]
    schema = feeds.schema_of(desk.db, rows, TABLES) | {
        "entry": [["house", "cents"], "house", 1],
        "term": [["label"], None, 0],
    }
    header = seal(
        desk.identity, world.roster, Place(AUDIENCE, 1, "", 0, []), rows, schema, world.roster.active
    ).header
    header = dataclasses.replace(
        header,
        body=[len(text), len(packed), hashlib.sha256(packed).hexdigest()],
        first_clk=FIRST,
        last_clk=LAST,
        rows=2,
    )
    sealed = bundle.enclose(
        dataclasses.replace(header, **changes),
        packed,
        desk.identity,
        [d.recipient for d in world.roster.active],
    )
    return world.open(world.desks[0], sealed.data)


FIRST, LAST = compose(NOW, 0, 2), compose(NOW, 1, 2)
INSERT = f'{FIRST}\tr1\t0\t{{"house":"BAR","notes":"a"}}'
UPDATE = f'{LAST}\tr1\t0\t{{"notes":"b"}}\t{{"notes":{FIRST}}}'
GOOD = ['["anna"]', '["visit","I",1]', INSERT, '["visit","U",1]', UPDATE]


def line(number: int, old: str, new: str) -> list[str]:
    changed = list(GOOD)
    assert old in changed[number]
    changed[number] = changed[number].replace(old, new)
    return changed


MALFORMED: list[list[str] | bytes] = [
    [],
    b"",
    b"\n",
    b"\xff\xfe\n",
    "\n".join(GOOD).encode(),
    [*GOOD, ""],
    GOOD[:3],
    GOOD[:4],
    [*GOOD[:3], *GOOD[1:3]],
    [*GOOD, '["visit","U",1]', UPDATE],
    line(0, '["anna"]', "[]"),
    line(0, '["anna"]', '"anna"'),
    line(0, '["anna"]', "[1]"),
    line(0, "anna", "\\ud800"),
    line(0, '["anna"]', "[" * 100_000),
    line(1, "visit", "person"),
    line(1, '"I"', '"D"'),
    line(1, '"I"', '"U"'),
    line(1, "1", "0"),
    line(1, "1", "2"),
    line(1, "1", "1.0"),
    line(1, "1", "true"),
    line(1, "1", '"1"'),
    line(1, '"visit","I",1', '"visit","I"'),
    line(3, "visit", "entry"),
    line(2, str(FIRST), str(FIRST - 1)),
    line(2, str(FIRST), str(LAST)),
    line(2, str(FIRST), f"0{FIRST}"),
    line(2, str(FIRST), "٣" + str(FIRST)[1:]),
    line(2, str(FIRST), "9" * 5000),
    line(2, str(FIRST), str(FIRST + 1)),
    line(4, str(LAST), str(LAST + 1)),
    line(2, "r1", ""),
    line(2, "r1", "r 1"),
    line(2, "r1", "r" * 65),
    line(2, "r1", "à"),
    line(2, "\t0\t", "\t1\t"),
    line(2, "\t0\t", "\t-1\t"),
    line(2, "\t0\t", "\t00\t"),
    line(2, "\t0\t", "\t"),
    line(2, "}", "}\t"),
    line(2, "}", "}\t{}"),
    line(2, "}", "} "),
    line(2, '"notes":"a"', '"notes":NaN'),
    line(2, '"notes":"a"', '"notes":1e999'),
    line(2, '"notes":"a"', '"notes":9223372036854775808'),
    line(2, '"notes":"a"', '"notes":' + "9" * 5000),
    line(2, '"notes":"a"', '"notes":true'),
    line(2, '"notes":"a"', '"notes":null'),
    line(2, '"notes":"a"', '"notes":["a"]'),
    line(2, '"notes":"a"', '"notes":{"a":1}'),
    line(2, '"notes":"a"', '"notes":"\\ud800"'),
    line(2, '"notes":"a"', '"notes":"a","notes":"b"'),
    line(2, '"notes":"a"', '"other":"a"'),
    line(2, '"notes":"a"', '"id":"a"'),
    line(2, '{"house":"BAR","notes":"a"}', '["a"]'),
    line(2, '{"house":"BAR","notes":"a"}', '"a"'),
    line(2, '{"house":"BAR","notes":"a"}', "[" * 100_000),
    line(2, '"BAR"', '"TUR"'),
    line(2, '"house":"BAR",', ""),
    line(4, '{"notes":"b"}', '{"house":"TUR"}'),
    line(4, '{"notes":"b"}', "{}"),
    line(4, f'{{"notes":{FIRST}}}', "{}"),
    line(4, f'{{"notes":{FIRST}}}', "null"),
    line(4, f'{{"notes":{FIRST}}}', '{"notes":"1"}'),
    line(4, f'{{"notes":{FIRST}}}', '{"notes":0}'),
    line(4, f'{{"notes":{FIRST}}}', f'{{"notes":{LAST}}}'),
    line(4, f'{{"notes":{FIRST}}}', f'{{"notes":{FIRST},"minutes":1}}'),
]


@pytest.mark.parametrize("lines", MALFORMED, ids=range(len(MALFORMED)))
def test_a_signed_body_is_still_checked(world: World, lines: list[str] | bytes) -> None:
    reader = world.desks[0]
    before = reader.digest()
    report = merge.apply(reader.db, [forged(world, lines)], TABLES, NOW)
    assert [refused.code for refused in report.quarantined] == ["malformed"]
    assert not report.applied
    assert reader.digest() == before


def test_the_body_that_the_others_differ_from_is_good(world: World) -> None:
    reader = make_world(root=world.root).desks[0]
    report = merge.apply(reader.db, [forged(world, GOOD)], TABLES, NOW)
    assert report.rows == {"visit": 2}
    assert reader.db.execute("SELECT id, notes FROM visit").fetchall() == [("r1", "b")]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"rows": 3}, "malformed"),
        ({"first_clk": FIRST - 1}, "malformed"),
        ({"last_clk": LAST + 1}, "malformed"),
        ({"rows_before": 1}, "malformed"),
        ({"number": 2, "previous": "0" * 64}, "gap"),
        ({"schema": {"visit": [["house", "notes"], None, 0]}}, "malformed"),
        ({"schema": {"visit": [["house", "notes"], "house", 1]}}, "malformed"),
        ({"schema": {}}, "malformed"),
        ({"audience": "network"}, "malformed"),
    ],
)
def test_a_header_that_the_body_does_not_bear_out(world: World, changes: dict[str, Any], code: str) -> None:
    reader = make_world(root=world.root).desks[0]
    before = reader.digest()
    report = merge.apply(reader.db, [forged(world, GOOD, **changes)], TABLES, NOW)
    assert [refused.code for refused in [*report.quarantined, *report.parked]] == [code]
    assert reader.digest() == before


ENTRY = f'{FIRST}\te1\t0\t{{"house":"BAR","cents":5}}'
EDIT = f'{LAST}\te1\t0\t{{"cents":9}}\t{{"cents":{FIRST}}}'
AMOUNTS = ['["anna"]', '["entry","I",1]', ENTRY, '["entry","U",1]', EDIT]


@pytest.mark.parametrize("stated", [0, 1])
def test_an_edited_ledger_entry_is_refused_whatever_the_header_calls_the_table(
    world: World, stated: int
) -> None:
    reader = make_world(root=world.root).desks[0]
    schema = {"entry": [["house", "cents"], "house", stated]}
    report = merge.apply(reader.db, [forged(world, AMOUNTS, schema=schema)], TABLES, NOW)
    assert [refused.code for refused in report.quarantined] == ["malformed"]
    assert reader.log() == []


def test_a_clock_of_another_device_among_the_rows(world: World) -> None:
    reader = make_world(root=world.root).desks[0]
    middle = f'{FIRST + 1}\tr2\t0\t{{"house":"BAR"}}'
    lines = ['["anna"]', '["visit","I",2]', INSERT, middle, *GOOD[3:]]
    report = merge.apply(reader.db, [forged(world, lines, rows=3)], TABLES, NOW)
    assert [refused.code for refused in report.quarantined] == ["malformed"]
    assert reader.log() == []


def bomb(size: int) -> bytes:
    packer = zlib.compressobj(9)
    chunk = bytes(1 << 20)
    return b"".join(packer.compress(chunk) for _ in range(size >> 20)) + packer.flush()


@pytest.mark.parametrize(
    ("stated", "code"),
    [(100, "malformed"), (body.LARGEST_BODY, "malformed"), (body.LARGEST_BODY + 1, "too_big")],
)
def test_a_bomb_is_not_inflated_beyond_what_it_states(world: World, stated: int, code: str) -> None:
    """200 MiB of zeros in 200 kB."""
    import tracemalloc

    desk, reader = world.desks[1], make_world(root=world.root).desks[0]
    packed = bomb(200 << 20)
    good = forged(world, GOOD).header
    header = dataclasses.replace(good, body=[stated, len(packed), hashlib.sha256(packed).hexdigest()])
    sealed = bundle.enclose(header, packed, desk.identity, [d.recipient for d in world.roster.active])
    opened = world.open(world.desks[0], sealed.data)
    tracemalloc.start()
    report = merge.apply(reader.db, [opened], TABLES, NOW)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert [refused.code for refused in report.quarantined] == [code]
    assert peak < 3 * body.LARGEST_BODY if stated == body.LARGEST_BODY else peak < 10 << 20


@settings(max_examples=150)
@given(st.data())
def test_mutated_bodies_are_refused_or_harmless(world: World, data: st.DataObject) -> None:
    """Whatever stands in a signed body, merging it ends with a report and a consistent vault."""
    text = bytearray("".join(line + "\n" for line in GOOD).encode())
    for _ in range(data.draw(st.integers(1, 4))):
        position = data.draw(st.integers(0, len(text) - 1))
        change: Callable[[], bytes] = data.draw(
            st.sampled_from(
                [lambda: b"", lambda: b'"', lambda: b"\t", lambda: b"\n", lambda: b"9", lambda: b"{"]
            )
        )
        text[position : position + 1] = change()
    reader = make_world(root=world.root).desks[0]
    report = merge.apply(reader.db, [forged(world, bytes(text))], TABLES, NOW)
    assert len(report.applied) + len(report.quarantined) == 1
    for (cells,) in reader.db.execute("SELECT cells FROM sync_log"):
        assert isinstance(json.loads(cells), dict)
    assert reader.db.execute("SELECT applying FROM sync_state").fetchone() == (0,)
