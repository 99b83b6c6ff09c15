"""A revocation reaches some late: what they applied of the lost device beyond the last accepted bundle leaves again."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from millegiorni_sync import (
    Device,
    SyncReport,
    balance,
    change_log,
    handover,
    joining,
    lacking,
    merge,
    revoking,
    roster,
    roster_shelf,
    synchronise,
)
from millegiorni_sync.exchange import Kind, MemoryExchange
from millegiorni_sync.identity import new_age_key, new_seed, public_key
from tests.property.network import copied
from tests.property.test_merge import check_against_oracle
from tests.sync.world import TABLES, Clock, Desk, World, database, make_world

AT = "2025-03-01T10:00:00Z"


@pytest.fixture
def world() -> World:
    """A coordinator, a desk that will be lost, another of its house, one of another house; all have v1."""
    made = make_world("BAR", "BAR", "TUR")
    made.desks[2].db.execute("INSERT INTO visit VALUES ('v1', 'BAR', 0, 'uno', 1, 2.5, NULL)")
    everybody(made, MemoryExchange())
    return made


def run(desk: Desk, exchange: Any) -> SyncReport:
    return synchronise(desk.db, desk.identity, exchange, TABLES, desk.clock.ms)


def everybody(world: World, exchange: MemoryExchange) -> None:
    for _ in range(4):
        for desk in world.desks:
            run(desk, exchange)


def write(desk: Desk, notes: str) -> None:
    desk.db.execute("UPDATE visit SET notes = ? WHERE id = 'v1'", (notes,))


def notes(desk: Desk) -> Any:
    return desk.db.execute("SELECT notes FROM visit WHERE id = 'v1'").fetchone()[0]


def revoke(world: World, exchange: MemoryExchange) -> None:
    center = world.desks[0]
    roster_shelf.leave(exchange, joining.revoke(center.db, center.identity, 2))


def in_the_window(world: World) -> MemoryExchange:
    """The first desk is revoked; the second has applied what it wrote on it and left at its own meeting point."""
    center, first, second, _ = world.desks
    aside, exchange = MemoryExchange(), MemoryExchange()
    run(first, aside)
    run(second, aside)
    revoke(world, exchange)
    run(center, exchange)
    return exchange


def snapshots(center: Desk) -> int:
    """How many lie ready for the second desk."""
    return int(center.db.execute("SELECT count(*) FROM sync_outbox WHERE reader = 3").fetchone()[0])


def equal(world: World) -> None:
    center = world.desks[0]
    for desk in world.desks[2:]:
        for audience in ("network", f"house:{desk.identity.house}"):
            assert desk.digest(audience) == center.digest(audience)
        check_against_oracle(desk)
        assert balance.check(desk.db, TABLES).faults == ()


def test_what_came_beyond_leaves_when_the_news_comes(world: World) -> None:
    _, first, second, _ = world.desks
    write(first, "accettato")
    everybody(world, MemoryExchange())
    write(first, "rubato")
    first.db.execute("INSERT INTO entry VALUES ('e', 'BAR', 900)")
    exchange = in_the_window(world)
    assert notes(second) == "rubato"
    report = run(second, exchange)
    assert report.withdrawn == {"visit": 1, "entry": 1}
    assert report.records == {"visit": {"v1"}, "entry": {"e"}}
    assert notes(second) == "accettato"
    assert second.db.execute("SELECT count(*) FROM entry").fetchone() == (0,)
    assert run(second, exchange).withdrawn == {}
    everybody(world, exchange)
    equal(world)


def test_the_same_files_do_not_enter_again(world: World) -> None:
    _, first, second, _ = world.desks
    write(first, "rubato")
    exchange = in_the_window(world)
    for name, data in [
        (row[0], bytes(row[1])) for row in first.db.execute("SELECT name, sealed FROM sync_outbox")
    ]:
        exchange.write(Kind.BUNDLES, name, data)
    everybody(world, exchange)
    equal(world)
    assert notes(second) == "uno"


def test_what_others_wrote_above_it_stays_and_is_shown(world: World) -> None:
    center, first, second, _ = world.desks
    write(first, "rubato")
    aside = MemoryExchange()
    run(first, aside)
    run(second, aside)
    write(second, "di sopra")
    exchange = in_the_window(world)
    everybody(world, exchange)
    equal(world)
    for desk in (center, second):
        (found,) = merge.conflicts(desk.db)
        assert (found.earlier.value, found.later.value, found.current) == ("uno", "di sopra", "di sopra")


def test_a_decision_that_the_lost_device_made_does_not_count(world: World) -> None:
    center, first, second, _ = world.desks
    for desk in (center, second):
        write(desk, f"di {desk.identity.ordinal}")
    everybody(world, MemoryExchange())
    merge.decide(first.db, merge.conflicts(first.db)[0], AT)
    exchange = in_the_window(world)
    assert merge.conflicts(second.db) == []
    everybody(world, exchange)
    equal(world)
    assert len(merge.conflicts(second.db)) == len(merge.conflicts(center.db)) == 1


def test_what_it_erased_comes_back_from_the_coordinator(world: World) -> None:
    center, first, second, _ = world.desks
    merge.erase(first.db, [merge.Wish("visit", "v1", "BAR")], TABLES, AT)
    exchange = in_the_window(world)
    assert notes(second) == ""
    run(second, exchange)
    assert notes(second) == "" and merge.totals(second.db, TABLES)["erasure"] == {}
    run(center, exchange)
    run(second, exchange)
    assert notes(second) == "uno"
    everybody(world, exchange)
    equal(world)
    assert second.db.execute("SELECT * FROM sync_refill").fetchall() == []
    names = exchange.list(Kind.REQUESTS)
    everybody(world, exchange)
    assert exchange.list(Kind.REQUESTS) == names


def test_the_coordinator_answers_once_it_has_what_was_handed_over_before(world: World) -> None:
    """Or its snapshot would lack what the desk had sent, and the values would never come back."""
    center, first, second, _ = world.desks
    write(second, "consegnato, non ancora arrivato")
    aside = MemoryExchange()
    run(second, aside)
    run(first, aside)
    merge.erase(first.db, [merge.Wish("visit", "v1", "BAR")], TABLES, AT)
    exchange = in_the_window(world)
    held = MemoryExchange()
    run(second, exchange)
    for name in exchange.list(Kind.REQUESTS):
        held.write(Kind.REQUESTS, name, exchange.read(Kind.REQUESTS, name))
    for name in exchange.list(Kind.ROSTER):
        held.write(Kind.ROSTER, name, exchange.read(Kind.ROSTER, name))
    run(center, held)
    assert snapshots(center) == 0
    everybody(world, exchange)
    equal(world)
    assert notes(second) == "consegnato, non ancora arrivato"
    assert snapshots(center) == 1


def test_what_nobody_else_ever_had_stays_blank_on_all(world: World) -> None:
    center, first, second, _ = world.desks
    write(second, "mai consegnato")
    merge.erase(first.db, [merge.Wish("visit", "v1", "BAR")], TABLES, AT)
    world.deliver(second, world.seal(first))
    exchange = in_the_window(world)
    everybody(world, exchange)
    equal(world)
    assert center.db.execute("SELECT notes, minutes, score FROM visit").fetchall() == [("", 1, 2.5)]


def test_who_followed_the_wrong_branch_of_a_copy_gets_the_right_one(world: World) -> None:
    center, first, second, _ = world.desks
    write(first, "comune")
    everybody(world, MemoryExchange())
    copy = Desk(copied(first.db, first.clock), first.identity, first.clock)
    write(first, "ramo giusto")
    one, other, exchange = MemoryExchange(), MemoryExchange(), MemoryExchange()
    run(first, one)
    run(center, one)
    write(copy, "ramo della copia")
    run(copy, other)
    run(second, other)
    assert notes(second) == "ramo della copia"
    revoke(world, exchange)
    report = run(second, exchange)
    assert report.withdrawn == {"visit": 2}
    everybody(world, exchange)
    equal(world)
    assert notes(second) == "ramo giusto"


def test_who_is_behind_on_the_wrong_branch_is_found_out_by_the_next_bundle(world: World) -> None:
    center, first, second, _ = world.desks
    copy = Desk(copied(first.db, first.clock), first.identity, first.clock)
    exchange, other = MemoryExchange(), MemoryExchange()
    for text in ("giusto", "giusto ancora"):
        write(first, text)
        run(first, exchange)
        run(center, exchange)
    write(copy, "ramo della copia")
    run(copy, other)
    run(second, other)
    revoke(world, exchange)
    everybody(world, exchange)
    equal(world)
    assert notes(second) == "giusto ancora"
    assert [one for one in merge.refused(second.db) if one.code == "fork" and one.waiting] == []


def test_who_cannot_tell_how_much_is_accepted_asks_for_all_of_it(world: World) -> None:
    _, first, second, _ = world.desks
    write(first, "accettato")
    everybody(world, MemoryExchange())
    write(first, "rubato")
    exchange = in_the_window(world)
    second.db.execute("DELETE FROM sync_bundle WHERE origin = 2 AND number = 1")
    assert run(second, exchange).withdrawn == {"visit": 2}
    everybody(world, exchange)
    equal(world)
    assert notes(second) == "accettato"


def test_nobody_is_asked_for_what_is_not_accepted(world: World) -> None:
    """A second coordinator had told of it; a desk does not ask for it, nor is one left waiting that did."""
    center, first, second, _ = world.desks
    write(first, "rubato")
    exchange = in_the_window(world)
    center.db.execute("INSERT INTO sync_receipt VALUES (1, 2, 'house:BAR', 9, '')")
    second.db.execute("INSERT INTO sync_receipt VALUES (1, 2, 'house:BAR', 9, '')")
    everybody(world, exchange)
    assert exchange.list(Kind.REQUESTS) == []
    equal(world)


def test_who_asked_for_it_before_the_news_is_answered_all_the_same(world: World) -> None:
    """The coordinator will never have it, and the rest of the request must not wait for it."""
    center, first, second, _ = world.desks
    write(first, "rubato")
    exchange = in_the_window(world)
    for _ in range(2):
        lacking.ask(
            second.db, second.identity, exchange, [lacking.Lack(lacking.digits_of("house:BAR"), 2, 1)]
        )
    run(center, exchange)
    assert snapshots(center) == 1


def another_coordinator(world: World) -> Desk:
    """A second coordinator, which everybody knows."""
    center, clock = world.desks[0], Clock()
    identity = replace(
        center.identity, ordinal=9, series="Z", sign_seed=new_seed(), age_key=new_age_key(), root_seed=None
    )
    device = Device(9, None, "Z", identity.sign_key, identity.recipient, "secondo")
    world.roster = world.roster.with_device(device, world.root)
    made = Desk(database(clock=clock), identity, clock)
    change_log.start(made.db, 9, "ida")
    for desk in (*world.desks, made):
        roster.store(desk.db, world.roster)
    return made


def test_what_only_a_snapshot_of_a_revoked_coordinator_brought_leaves_and_is_looked_for_once(
    world: World,
) -> None:
    center, second = world.desks[0], world.desks[2]
    lost, exchange = another_coordinator(world), MemoryExchange()
    lost.db.execute("INSERT INTO term VALUES ('a', 'accettato', NULL)")
    for desk in (lost, center, second):
        run(desk, exchange)
    lost.db.execute("INSERT INTO term VALUES ('b', 'mai consegnato', NULL)")
    handover.lack(lost.db, 3, "network")
    handover.seal_snapshots(lost.db, lost.identity, world.roster, TABLES, lost.clock.ms, lambda: None)
    handover.publish(lost.db, lost.identity, exchange, lambda: None)
    run(second, exchange)
    assert second.db.execute("SELECT id FROM term ORDER BY id").fetchall() == [("a",), ("b",)]
    roster_shelf.leave(exchange, joining.revoke(center.db, center.identity, 9))
    run(second, exchange)
    assert second.db.execute("SELECT id FROM term").fetchall() == [("a",)]
    asked: list[str] = []
    second.db.set_trace_callback(asked.append)
    run(second, exchange)
    # Of a million rows each look takes seconds.
    assert asked and not [sql for sql in asked if "max(l.clk)" in sql]


def test_forks_that_come_later_move_nothing(world: World) -> None:
    """Who has the accepted branch is not made to drop it by what the thief goes on writing."""
    center, first, second, _ = world.desks
    copy = Desk(copied(first.db, first.clock), first.identity, first.clock)
    exchange = MemoryExchange()
    write(first, "accettato")
    for desk in (first, center, second):
        run(desk, exchange)
    revoke(world, exchange)
    write(copy, "altro ramo")
    world.seal(copy)
    for name, data in copy.db.execute("SELECT name, sealed FROM sync_outbox WHERE published = 0"):
        exchange.write(Kind.BUNDLES, name, bytes(data))
    everybody(world, exchange)
    known = roster.load(second.db)
    assert known is not None and revoking.enforce(second.db, TABLES, known) == revoking.Enforced()
    equal(world)
    assert notes(second) == "accettato"


def test_a_revocation_that_is_taken_back_gives_everything_back() -> None:
    """Whoever stole the everyday key took an honest desk out; two sheets of three put the roster right."""
    sheets = sorted((new_seed() for _ in range(3)), key=public_key)
    world = make_world("BAR", "BAR", "TUR")
    center, first, second, _ = world.desks
    sheeted = world.roster.with_roots(sheets, 2, [world.root])
    for desk in world.desks:
        roster.store(desk.db, sheeted)
    first.db.execute("INSERT INTO visit VALUES ('v1', 'BAR', 0, 'uno', 1, 2.5, NULL)")
    first.db.execute("INSERT INTO visit VALUES ('v2', 'BAR', 0, 'via', 1, 2.5, NULL)")
    merge.erase(first.db, [merge.Wish("visit", "v2", "BAR")], TABLES, AT)
    first.db.execute("INSERT INTO entry VALUES ('e', 'BAR', 900)")
    everybody(world, MemoryExchange())
    write(second, "sopra")
    before, held = first.digest("house:BAR"), balance.check(center.db, TABLES).after
    exchange = MemoryExchange()
    roster_shelf.leave(exchange, sheeted.without(2, {}, world.root))
    everybody(world, exchange)
    for desk in (center, second):
        assert desk.db.execute("SELECT id FROM visit").fetchall() == []
    write(first, "intanto")
    fresh = new_seed()
    center.identity = replace(center.identity, root_seed=fresh)
    there = MemoryExchange()
    roster_shelf.leave(there, sheeted.with_key(fresh, sheets[:2]))
    for name in exchange.list(Kind.BUNDLES):
        there.write(Kind.BUNDLES, name, exchange.read(Kind.BUNDLES, name))
    everybody(world, there)
    equal(world)
    assert first.digest("house:BAR") == center.digest("house:BAR") != before
    assert center.db.execute("SELECT id FROM visit ORDER BY id").fetchall() == [("v1",), ("v2",)]
    (found,) = merge.conflicts(center.db)
    assert {found.earlier.value, found.later.value} == {"sopra", "intanto"}
    assert balance.check(center.db, TABLES, held).faults == ()
    assert center.db.execute("SELECT * FROM sync_withdrawn").fetchall() == []


def test_the_books_balance_and_tell_what_was_withdrawn(world: World) -> None:
    _, first, second, _ = world.desks
    first.db.execute("INSERT INTO entry VALUES ('e', 'BAR', 900)")
    write(first, "rubato")
    exchange = in_the_window(world)
    held = balance.check(second.db, TABLES).after
    run(second, exchange)
    found = balance.check(second.db, TABLES, held)
    assert found.faults == ()
    place = ("entry", "house:BAR")
    assert (found.withdrawn.records, found.withdrawn.cents) == ({place: 1}, {place: 900})
    assert found.withdrawn.rows() == {"house:BAR": 2}
    assert found.after.cents.get(place, 0) == 0
    second.db.execute("DELETE FROM sync_withdrawn WHERE tbl = 'entry'")
    kinds = {fault.kind for fault in balance.check(second.db, TABLES, held).faults}
    assert kinds == {"kept", "kept_records", "kept_cents"}
