"""A file shared with another house (PROTOCOL.md §11): what the reader has, and what nobody else gets."""

from __future__ import annotations

import pytest

from millegiorni_sync import joining, merge, shares, synchronise
from millegiorni_sync.exchange import Kind, MemoryExchange
from millegiorni_sync.roster_shelf import leave
from millegiorni_sync.synchronisation import Ways
from tests.sync.sharing import offers, rows_given, rows_held, run, share, stop
from tests.sync.world import TABLES, Desk, World, make_world


@pytest.fixture
def world() -> World:
    return make_world("BAR", "BAR", "TUR", "TUR", "CEC")


def write(desk: Desk, rid: str, notes: str = "uno") -> None:
    row = (f"of-her-{rid}", desk.identity.house, notes)
    desk.db.execute("INSERT INTO visit VALUES (?, ?, 0, ?, NULL, 1.5, NULL)", row)


def meet(world: World, exchange: MemoryExchange, times: int = 2) -> None:
    for _ in range(times):
        for desk in world.desks:
            assert run(desk, exchange).quarantined == []


def has_the_file(reader: Desk, giver: Desk, rid: str) -> bool:
    (offer,) = [one for one in offers(giver) if one.id == rid]
    feed = shares.feed_of("BAR", "TUR", rid)
    held = rows_held(reader, feed)
    assert held == rows_given(giver, offer)
    return bool(held)


def test_the_other_house_reads_the_file_and_its_later_changes(world: World) -> None:
    exchange, (_, first, second, reader, late, other) = MemoryExchange(), world.desks
    write(first, "before")
    first.db.execute("INSERT INTO visit VALUES ('not-hers', 'BAR', 0, 'x', NULL, 1.5, NULL)")
    rid = share(first, "1", "TUR")
    meet(world, exchange)
    write(second, "after")
    second.db.execute("UPDATE visit SET notes = 'due' WHERE id = 'of-her-before'")
    first.db.execute("INSERT INTO entry VALUES ('of-her-e', 'BAR', 12)")
    meet(world, exchange)
    for desk in (reader, late):
        assert has_the_file(desk, first, rid)
        told = shares.records(desk.db, shares.feed_of("BAR", "TUR", rid))
        assert {one: fields["notes"] for one, fields in told["visit"].items()} == {
            "of-her-before": "due", "of-her-after": "uno", rid: "to TUR",
        }  # fmt: skip
        assert told["entry"]["of-her-e"]["cents"] == 12
        assert not [row for row in desk.log() if row[6] == "house:BAR"]
        assert desk.db.execute("SELECT count(*) FROM visit").fetchone() == (0,)
    assert shares.shared(other.db) == shares.shared(world.desks[0].db) == []


def test_when_it_ends_the_reader_has_nothing_and_it_can_begin_again(world: World) -> None:
    exchange, (_, first, second, reader, _, _) = MemoryExchange(), world.desks
    write(first, "v")
    rid = share(first, "1", "TUR")
    meet(world, exchange)
    stop(second, rid)
    run(second, exchange)
    # The other device of the house does not know yet, and says what it has once more.
    first.db.execute("UPDATE visit SET notes = 'x' WHERE id = 'of-her-v'")
    run(first, exchange, ways=Ways.OUT)
    run(reader, exchange)
    run(reader, exchange)
    assert shares.shared(reader.db) == []
    assert list(shares.ended(reader.db)) == [shares.feed_of("BAR", "TUR", rid)]
    assert reader.db.execute("SELECT count(*) FROM sync_shared_row").fetchone() == (0,)
    again = share(first, "2", "TUR")
    meet(world, exchange)
    assert has_the_file(reader, first, again)
    assert not rows_held(reader, shares.feed_of("BAR", "TUR", rid))


def test_an_edition_needs_none_before_it_and_is_published_until_it_is_there(world: World) -> None:
    exchange, (_, first, _, reader, _, _) = MemoryExchange(), world.desks
    rid = share(first, "1", "TUR")
    for notes in ("a", "b", "c"):
        write(first, notes)
        exchange._shelves[Kind.BUNDLES].clear()
        run(first, exchange)
    run(reader, exchange)
    assert has_the_file(reader, first, rid)
    exchange._shelves[Kind.BUNDLES].clear()
    assert run(first, exchange).sent
    late = world.desks[4]
    run(late, exchange)
    assert has_the_file(late, first, rid)


def test_nothing_is_sealed_where_nothing_changed(world: World) -> None:
    exchange, first = MemoryExchange(), world.desks[1]
    share(first, "1", "TUR")
    meet(world, exchange, 3)
    files = exchange.list(Kind.BUNDLES)
    meet(world, exchange)
    assert exchange.list(Kind.BUNDLES) == files


def test_what_was_erased_is_blank_at_the_reader_whoever_sent_it(world: World) -> None:
    exchange, (_, first, second, reader, _, _) = MemoryExchange(), world.desks
    write(first, "v", "segreto")
    share(first, "1", "TUR")
    meet(world, exchange)
    wish = merge.Wish("visit", "of-her-v", "BAR", fields=("notes",))
    merge.erase(first.db, [wish], TABLES, "2025-03-01T10:00:00Z")
    run(first, exchange)
    run(reader, exchange)
    assert "segreto" not in str(reader.db.execute("SELECT cells FROM sync_shared_row").fetchall())
    # The second device has not heard of it, and sends the file once more.
    write(second, "w")
    run(second, exchange, ways=Ways.OUT)
    run(reader, exchange)
    assert "segreto" not in str(reader.db.execute("SELECT cells FROM sync_shared_row").fetchall())


def test_a_withdrawn_erasure_stays_a_blank_at_the_reader_while_another_device_has_sent_the_file() -> None:
    """The giver has the values again. What was once blanked at the reader's does not come back unasked."""
    world, exchange, aside = make_world("BAR", "BAR", "BAR", "TUR"), MemoryExchange(), MemoryExchange()
    center, first, lost, _third, reader = world.desks
    write(first, "v", "detto")
    rid = share(first, "1", "TUR")
    meet(world, exchange, 3)
    wish = merge.Wish("visit", "of-her-v", "BAR", fields=("notes",))
    merge.erase(lost.db, [wish], TABLES, "2025-03-01T10:00:00Z")
    run(lost, aside)
    run(first, aside)
    run(first, exchange)
    run(reader, exchange)
    leave(exchange, joining.revoke(center.db, center.identity, lost.identity.ordinal))
    world.desks.remove(lost)
    meet(world, exchange, 4)
    assert first.db.execute("SELECT notes FROM visit WHERE id = 'of-her-v'").fetchone() == ("detto",)
    feed = shares.feed_of("BAR", "TUR", rid)
    assert "detto" not in str(rows_held(reader, feed))
    assert len(rows_held(reader, feed)) == len(rows_given(first, offers(first)[0]))


def test_what_a_revoked_device_sent_goes_and_stays_where_others_hold_it(world: World) -> None:
    exchange, (center, first, second, reader, late, _) = MemoryExchange(), world.desks
    write(first, "v")
    rid = share(first, "1", "TUR")
    meet(world, exchange)
    write(second, "unseen")
    run(second, exchange, ways=Ways.OUT)
    run(reader, exchange)
    assert len(rows_held(reader, shares.feed_of("BAR", "TUR", rid))) == 3
    for gone in (second, late):
        leave(exchange, joining.revoke(center.db, center.identity, gone.identity.ordinal))
    for desk in (first, reader):
        run(desk, exchange)
    assert has_the_file(reader, first, rid)
    # The reader's device that was taken out gets no further edition.
    write(first, "later")
    run(first, exchange)
    (sealed,) = first.db.execute("SELECT sealed FROM sync_outbox WHERE audience LIKE 'share:%'").fetchone()
    with pytest.raises(Exception, match="destinato"):
        world.open(late, sealed)


def test_a_file_that_is_too_large_is_not_sent_and_said(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    exchange, (_, first, _, reader, _, _) = MemoryExchange(), world.desks
    monkeypatch.setattr(shares, "MOST_ROWS", 2)
    write(first, "a")
    rid = share(first, "1", "TUR")
    assert run(first, exchange).oversized == []
    write(first, "b")
    assert run(first, exchange).oversized == [rid]
    run(reader, exchange)
    assert len(rows_held(reader, shares.feed_of("BAR", "TUR", rid))) == 2


def test_the_readers_own_end_holds(world: World) -> None:
    exchange, (_, first, _, reader, _, _) = MemoryExchange(), world.desks
    write(first, "v")
    rid = share(first, "1", "TUR")
    meet(world, exchange)
    shares.end(reader.db, shares.feed_of("BAR", "TUR", rid), reader.clock.ms)
    write(first, "w")
    meet(world, exchange)
    assert shares.shared(reader.db) == []


def test_in_a_pseudonymous_network_nothing_is_shared() -> None:
    world, exchange = make_world("BAR", "TUR", pseudonymous=True), MemoryExchange()
    giver, reader = world.desks[1:]
    write(giver, "v")
    share(giver, "1", "TUR")
    meet(world, exchange)
    assert shares.shared(reader.db) == []
    assert not giver.db.execute("SELECT 1 FROM sync_outbox WHERE audience LIKE 'share:%'").fetchone()


def test_a_share_whose_record_was_withdrawn_ends(world: World) -> None:
    exchange, (_, first, _, reader, _, _) = MemoryExchange(), world.desks
    share(first, "1", "TUR")
    write(first, "v")
    meet(world, exchange)
    assert len(shares.shared(reader.db)) == 1
    synchronise(first.db, first.identity, exchange, TABLES, first.clock.ms)
    run(reader, exchange)
    assert len(shares.shared(reader.db)) == 1, "who says nothing of shares ends none"
    synchronise(first.db, first.identity, exchange, TABLES, first.clock.ms, offers=())
    run(reader, exchange)
    assert shares.shared(reader.db) == []
