"""The attacks of the table that no other test tries, under their names there; and that table, tests and page agree."""

from __future__ import annotations

import ast
import hashlib
import json
from collections.abc import Callable

import pytest

from millegiorni_sync import (
    SyncReport,
    body,
    bundle,
    canonical,
    decisions,
    errors,
    feeds,
    handover,
    joining,
    merge,
    roster,
    synchronise,
)
from millegiorni_sync.bundle import Place, seal
from millegiorni_sync.exchange import Kind, MemoryExchange
from millegiorni_sync.roster import Roster
from millegiorni_sync.roster_shelf import leave
from tests.sync import attack_table
from tests.sync.attack_table import ATTACKS
from tests.sync.world import NOW, TABLES, Clock, Desk, World, database, make_world

Check = Callable[[World], None]
HERE: dict[str, Check] = {}


def attack(name: str) -> Callable[[Check], Check]:
    """Enter a function under its name in the table."""

    def enter(check: Check) -> Check:
        HERE[name] = check
        return check

    return enter


def write(desk: Desk, rid: str, notes: str = "uno") -> None:
    row = (rid, desk.identity.house, notes)
    desk.db.execute("INSERT INTO visit VALUES (?, ?, 0, ?, NULL, 1.5, NULL)", row)


def sealed(world: World, desk: Desk, rid: str = "v1") -> bytes:
    write(desk, rid)
    (data,) = world.seal(desk)
    return data


def run(desk: Desk, exchange: MemoryExchange) -> SyncReport:
    return synchronise(desk.db, desk.identity, exchange, TABLES, desk.clock.ms)


def anew(plain: bytes, desk: Desk) -> bytes:
    """A container sealed to *desk*."""
    return bundle.encrypt(plain, [desk.identity.recipient])


@attack("two files under each other's names")
def _(world: World) -> None:
    center, first, second = world.desks[:3]
    honest, swapped = MemoryExchange(), MemoryExchange()
    for desk in (first, second):
        write(desk, f"v{desk.identity.ordinal}")
        run(desk, honest)
    one, other = names = honest.list(Kind.BUNDLES)
    for name, source in ((one, other), (other, one)):
        swapped.leave(Kind.BUNDLES, name, honest.read(Kind.BUNDLES, source))
    report = run(center, swapped)
    assert (sorted(report.incomplete), report.received) == (names, 0)
    assert run(center, honest).received == 2


@attack("a thousand junk files")
def _(world: World) -> None:
    exchange, center, first = MemoryExchange(), *world.desks[:2]
    for number in range(1_000):
        data = number.to_bytes(8, "big")
        digits = hashlib.sha256(data).hexdigest()[:12]
        exchange.leave(Kind.BUNDLES, f"2-00000000-{number}-{digits}.mgb", data)
    write(first, "v1")
    run(first, exchange)
    assert run(center, exchange).received == 1
    assert run(center, exchange).quarantined == []


@attack("header of one bundle, body of another")
def _(world: World) -> None:
    center, first = world.desks[:2]
    plain = [bundle.decrypt(sealed(world, first, rid), first.identity) for rid in ("v1", "v2")]
    (head, packed, signature), (other_head, other_packed, _) = (bundle._split(text) for text in plain)
    for mixed in (head + other_packed + signature, other_head + packed + signature):
        _, _, head_size, body_size = bundle.PREFIX.unpack_from(mixed)
        if bundle.PREFIX.size + head_size + body_size + 64 != len(mixed):
            lengths = (len(mixed) - 64 - body_size - bundle.PREFIX.size, body_size)
            mixed = bundle.PREFIX.pack(bundle.MAGIC, 1, *lengths) + mixed[bundle.PREFIX.size :]
        with pytest.raises(errors.Tampered):
            world.open(center, anew(mixed + bytes(-len(mixed) % bundle.BLOCK), center))


@attack("a bundle of another network")
def _(world: World) -> None:
    others = make_world("BAR", "BAR", "TUR")
    plain = bundle.decrypt(sealed(others, others.desks[1]), others.desks[1].identity)
    with pytest.raises(errors.WrongNetwork):
        world.open(world.desks[0], anew(plain, world.desks[0]))


@attack("forwarded to another house")
def _(world: World) -> None:
    first, other = world.desks[1], world.desks[3]
    plain = bundle.decrypt(sealed(world, first), first.identity)
    with pytest.raises(errors.WrongAudience):
        world.open(other, anew(plain, other))


@attack("forwarded to a later device")
def _(world: World) -> None:
    first, second = world.desks[1:3]
    write(first, "v1")
    rows = feeds.next_rows(first.db, "house:BAR")
    place = Place("house:BAR", 1, "", 0, [])
    schema = feeds.schema_of(first.db, rows, TABLES)
    early = seal(
        first.identity, world.roster, place, rows, schema, [world.roster.devices[1], world.roster.devices[2]]
    )
    plain = bundle.decrypt(early.data, first.identity)
    with pytest.raises(errors.NotForUs):
        world.open(second, anew(plain, second))


def disagreement(world: World) -> Desk:
    """Two desks of BAR give two answers; gives the coordinator, which has both."""
    center, first, second = world.desks[:3]
    write(first, "v1")
    world.exchange_all()
    for desk, notes in ((first, "a"), (second, "b")):
        desk.db.execute("UPDATE visit SET notes = ? WHERE id = 'v1'", (notes,))
    world.exchange_all()
    assert len(merge.conflicts(center.db)) == 1
    return center


def decided(desk: Desk, clk_hi: int, choice: str, house: str | None) -> None:
    row = (f"d{choice[-8:]}-{house}", clk_hi, choice, house)
    desk.db.execute(
        "INSERT INTO conflict_decision VALUES (?, 'visit', 'v1', 'notes', ?, ?, 'ladra', '2025-03-01T10:00:00Z', ?)",
        row,
    )


@attack("a decision about another house's conflict")
def _(world: World) -> None:
    center = disagreement(world)
    (conflict,) = merge.conflicts(center.db)
    for house in ("TUR", None):
        decided(world.desks[3], conflict.later.clk, "keep", house)
    world.exchange_all()
    assert [len(merge.conflicts(desk.db)) for desk in world.desks[:3]] == [1, 1, 1]


@attack("another house takes back a decision")
def _(world: World) -> None:
    center = disagreement(world)
    (conflict,) = merge.conflicts(center.db)
    made = merge.decide(world.desks[1].db, conflict, "2025-03-01T10:00:00Z", "a")
    world.exchange_all()
    for house in ("TUR", None):
        decided(world.desks[3], conflict.later.clk, f"withdrawn:{made}", house)
    world.exchange_all()
    for desk in world.desks[:3]:
        assert merge.conflicts(desk.db) == []
        assert [one.withdrawn for one in decisions.decisions(desk.db)] == [False]


@attack("a decision whose undoing would write elsewhere")
def _(world: World) -> None:
    center, first = world.desks[:2]
    center.db.execute("CREATE TABLE kept (id TEXT PRIMARY KEY, role TEXT)")
    center.db.execute("INSERT INTO kept VALUES ('v1', 'operator')")
    for table, more in (("kept", "role"), ("visit", "newer")):
        first.db.execute(
            "INSERT INTO sync_schema VALUES (?, ?)", (table, json.dumps([["house", more], "house", 0]))
        )
    write(first, "v1")
    forged(first, "kept", "I", {"house": "BAR", "role": "coordinator"})
    for table, column in (("kept", "role"), ("visit", "newer"), ("visit", 'a"b')):
        if '"' not in column:
            forged(first, table, "U", {column: "x"})
        first.db.execute(
            "INSERT INTO conflict_decision VALUES (?, ?, 'v1', ?, 1, 'other', 'ladra', '2025-03-01T10:00:00Z', 'BAR')",
            (f"d-{column.isalpha()}-{table}", table, column),
        )
    world.exchange_all()
    made = [one.id for one in decisions.decisions(center.db)]
    assert len(made) == 3
    assert decisions.undo_all(center.db, TABLES, made, "2025-03-02T10:00:00Z") == [False] * 3
    assert center.db.execute("SELECT role FROM kept").fetchall() == [("operator",)]


def forged(desk: Desk, table: str, kind: str, cells: dict[str, str]) -> None:
    """A row of the log as no program of ours writes it, in its author's own feed."""
    desk.db.execute("UPDATE sync_state SET clock = clock + 16384")
    desk.db.execute(
        "INSERT INTO sync_log SELECT clock, ?1, 'v1', ?2, ?3, iif(?2 = 'U', json_object(?4, "
        "(SELECT max(clk) FROM sync_log WHERE tbl = ?1)), NULL), 'house:BAR', user FROM sync_state",
        (table, kind, json.dumps(cells, separators=(",", ":")), next(iter(cells))),
    )


@attack("an unknown table with a huge schema")
def _(world: World) -> None:
    center, first = world.desks[:2]
    tables = [row[0] for row in center.db.execute("SELECT name FROM sqlite_schema ORDER BY 1")]
    columns = [f"c{n}" for n in range(100_000)]
    clk = 1 << 30 << 14 | 2
    row = body.LogRow(clk, "mine", "r1", "I", '{"c1":"x"}', None, "network", "anna")
    schema = {"mine": [columns, None, 0], **{f"t{n}": [["a"], None, 0] for n in range(10_000)}}
    data = seal(
        first.identity, world.roster, Place("network", 1, "", 0, []), [row], schema, world.roster.active
    ).data
    assert len(world.deliver(center, [data]).applied) == 1
    assert [row[0] for row in center.db.execute("SELECT name FROM sqlite_schema ORDER BY 1")] == tables


def receipts_of(world: World, desk: Desk, *reporters: Desk) -> list[str]:
    """What *desk* believes of its feeds after each of *reporters* has told of one bundle that does not exist."""
    for reporter in reporters:
        seen = [[desk.identity.ordinal, 7, "0" * 64, 1, 1]]
        audience = "house:BAR"
        data = seal(
            reporter.identity, world.roster, Place(audience, 1, "", 0, seen), [], {}, world.roster.active
        ).data
        world.deliver(desk, [data])
    return [one.state for one in feeds.receipts(desk.db)]


@attack("a receipt by a desk")
def _(world: World) -> None:
    center, first, second = world.desks[:3]
    sealed(world, first)
    assert receipts_of(world, first, second) == ["waiting"]
    assert receipts_of(world, first, center) == ["diverges"]


@attack("an acknowledgement that goes backwards")
def _(world: World) -> None:
    """A coordinator that went back to an older vault gets the rest again."""
    center, first = world.desks[:2]
    old = Desk(database(clock=Clock()), center.identity, center.clock)
    roster.store(old.db, world.roster)
    center.db.backup(old.db)
    for rid in ("v1", "v2"):
        world.deliver(center, [sealed(world, first, rid)])
    for desk, number in ((center, 2), (old, 0)):
        handover.owe_receipts(desk.db, ["house:BAR"])
        handover.seal_receipts(desk.db, desk.identity, world.roster, NOW)
        (receipt,) = desk.outbox()
        first.db.execute("DELETE FROM sync_feed WHERE origin = 1")
        first.db.execute("DELETE FROM sync_bundle WHERE origin = 1")
        first.db.execute("DELETE FROM sync_receipt WHERE reporter = 1")
        world.deliver(first, [receipt])
        first.db.execute("UPDATE sync_outbox SET published = 1")
        assert handover.publish(first.db, first.identity, MemoryExchange(), lambda: None) == 2 - number


@attack("an old roster put back")
def _(world: World) -> None:
    exchange, first = MemoryExchange(), world.desks[1]
    leave(exchange, world.roster.of(world.roster.certificates[:-2]))
    report = run(first, exchange)
    assert report.roster_problems == []
    assert roster.load(first.db) == world.roster


@attack("a roster for others")
def _(world: World) -> None:
    exchange, first, second = MemoryExchange(), *world.desks[1:3]
    data = bundle.encrypt(world.roster.to_json().encode(), [second.identity.recipient])
    exchange.write(Kind.ROSTER, f"000999-{'0' * 12}-{hashlib.sha256(data).hexdigest()[:12]}.mgr", data)
    assert run(first, exchange).roster_problems == []
    assert roster.load(first.db) == world.roster


@attack("files that wait for a roster that never comes")
def _(world: World) -> None:
    exchange, center, first = MemoryExchange(), *world.desks[:2]
    fields = canonical.encode({"network": world.roster.network, "origin": 77, "roster": [1 << 40, "0" * 64]})
    plain = bundle.PREFIX.pack(bundle.MAGIC, 1, len(fields), 0) + fields + bytes(64)
    for number in range(10):
        data = anew(plain + bytes(-len(plain) % bundle.BLOCK), center)
        exchange.write(
            Kind.BUNDLES, f"77-00000000-{number}-{hashlib.sha256(data).hexdigest()[:12]}.mgb", data
        )
    write(first, "v1")
    run(first, exchange)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(merge, "MOST_UNPROVED", 3 * len(data) + 2_000)
        report = run(center, exchange)
    assert (report.received, len(report.waiting), len(report.strangers)) == (1, 3, 7)


@attack("the roster of another network")
def _(world: World) -> None:
    exchange, first = MemoryExchange(), world.desks[1]
    foreign = Roster.found("Altra rete", bytes(range(32)))
    for number in range(20):
        foreign = foreign.with_house(f"H{number}", "Casa", bytes(range(32)))
    data = bundle.encrypt(foreign.to_json().encode(), [first.identity.recipient])
    name = f"{foreign.number:06d}-{foreign.hash[:12]}-{hashlib.sha256(data).hexdigest()[:12]}.mgr"
    exchange.write(Kind.ROSTER, name, data)
    run(first, exchange)
    assert roster.load(first.db) == world.roster


@attack("a request replayed after the approval")
def _(world: World) -> None:
    exchange, center = MemoryExchange(), world.desks[0]
    invitation = joining.invite(center.db, center.identity, "BAR", NOW)
    db = database(clock=Clock())
    joining.join(db, invitation, "pc", "anna", NOW)
    joining.leave_request(db, exchange)
    (request,) = joining.requests(center.db, center.identity, exchange)
    joining.approve(center.db, center.identity, request, NOW, TABLES)
    (name,) = exchange.list(Kind.REQUESTS)
    data = exchange.read(Kind.REQUESTS, name)
    exchange.write(Kind.REQUESTS, f"99-{hashlib.sha256(data).hexdigest()[:12]}.mgj", data)
    assert joining.requests(center.db, center.identity, exchange) == []


@pytest.mark.parametrize("name", [one.name for one in ATTACKS if not one.test])
def test_attack(name: str) -> None:
    HERE[name](make_world("BAR", "BAR", "TUR"))


def test_table_and_tests_agree() -> None:
    """Each row has a test that runs, and each attack here has a row; nothing stands in the table twice."""
    names = [one.name for one in ATTACKS]
    assert len(names) == len(set(names)) > 40
    assert {one.name for one in ATTACKS if not one.test} == HERE.keys()
    for one in ATTACKS:
        if one.test:
            file, _, function = one.test.partition("::")
            tree = ast.parse((attack_table.HERE / file).read_text(encoding="utf-8"))
            made = {node.name: node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
            assert function in made, one.test
            assert "soak" not in "".join(map(ast.unparse, made[function].decorator_list))


def test_the_page_is_the_table() -> None:
    assert attack_table.PAGE.read_text(encoding="utf-8") == attack_table.page()
