"""A meeting point that was lost or tidied: whoever comes late asks, and the coordinator's snapshot tells."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from millegiorni_sync import canonical, handover, joining, synchronise
from millegiorni_sync.exchange import Kind, MemoryExchange
from millegiorni_sync.lacking import DOMAIN
from tests.sync.world import TABLES, Desk, World, make_world


@pytest.fixture
def world() -> World:
    return make_world("BAR", "BAR", "TUR")


def run(desk: Desk, exchange: Any) -> Any:
    return synchronise(desk.db, desk.identity, exchange, TABLES, desk.clock.ms)


def write(desk: Desk, rid: str) -> None:
    desk.db.execute("INSERT INTO visit VALUES (?, 'BAR', 0, 'uno', NULL, 1.5, NULL)", (rid,))


def visits(desk: Desk) -> list[str]:
    return [row[0] for row in desk.db.execute("SELECT id FROM visit ORDER BY id")]


def lost_before_the_second_read(world: World) -> MemoryExchange:
    """The first desk's bundles are acknowledged, and gone before the second desk of that house has come."""
    center, first, _, _ = world.desks
    there = MemoryExchange()
    for rid in ("v1", "v2"):
        write(first, rid)
        run(first, there)
        run(center, there)
        run(first, there)
    return MemoryExchange()


def requests(exchange: MemoryExchange) -> list[str]:
    return [name for name in exchange.list(Kind.REQUESTS) if "lacking" in name]


def test_who_comes_late_gets_what_was_there(world: World) -> None:
    center, first, second, _ = world.desks
    exchange = lost_before_the_second_read(world)
    for desk in (center, first):
        run(desk, exchange)
    run(second, exchange)
    assert visits(second) == [] and requests(exchange) == []
    run(second, exchange)
    assert len(requests(exchange)) == 1
    run(center, exchange)
    run(second, exchange)
    assert visits(second) == ["v1", "v2"]
    write(first, "v3")
    run(first, exchange)
    run(second, exchange)
    run(center, exchange)
    assert visits(second) == ["v1", "v2", "v3"]
    assert second.digest("house:BAR") == first.digest("house:BAR") == center.digest("house:BAR")


def test_it_comes_to_rest(world: World) -> None:
    exchange = lost_before_the_second_read(world)
    for _ in range(4):
        for desk in world.desks:
            run(desk, exchange)
    names = {kind: exchange.list(kind) for kind in Kind}
    for _ in range(3):
        for desk in world.desks:
            run(desk, exchange)
    assert {kind: exchange.list(kind) for kind in Kind} == names
    assert len(requests(exchange)) == 1


def test_what_is_only_on_its_way_is_not_asked_for(world: World) -> None:
    """The coordinator's receipt has come through a cloud's folder sooner than what it tells of."""
    center, first, second, _ = world.desks
    whole, behind = MemoryExchange(), MemoryExchange()
    write(first, "v1")
    run(first, whole)
    run(center, whole)
    for kind in Kind:
        for name in whole.list(kind):
            if not name.startswith("2-"):
                behind.write(kind, name, whole.read(kind, name))
    run(second, behind)
    run(second, whole)
    run(second, whole)
    assert visits(second) == ["v1"]
    assert requests(behind) == requests(whole) == []


def test_another_house_asks_for_nothing_of_it(world: World) -> None:
    center, _, _, other = world.desks
    exchange = lost_before_the_second_read(world)
    for _ in range(3):
        run(center, exchange)
        run(other, exchange)
    assert requests(exchange) == []


SPOILS: dict[str, Callable[[World, dict[str, Any]], Any]] = {
    "signature": lambda world, told: told.update(signature="00" * 64),
    "no signature": lambda world, told: told.pop("signature"),
    "another device": lambda world, told: told.update(ordinal=4),
    "a stranger": lambda world, told: told.update(ordinal=77),
    "another network": lambda world, told: told.update(network="0" * 32),
    "more": lambda world, told: told["lacking"].append(["0" * 8, 2, 1]),
    "nonsense": lambda world, told: told.update(lacking=[1]),
    "revoked": lambda world, told: joining.revoke(world.desks[0].db, world.desks[0].identity, 3),
}


@pytest.mark.parametrize("spoil", SPOILS)
def test_nobody_else_is_answered(world: World, spoil: str) -> None:
    center, _, second, _ = world.desks
    exchange = lost_before_the_second_read(world)
    run(center, exchange)
    run(second, exchange)
    run(second, exchange)
    (name,) = requests(exchange)
    told = json.loads(exchange.read(Kind.REQUESTS, name))
    SPOILS[spoil](world, told)
    data = canonical.encode(told)
    forged = MemoryExchange()
    forged.write(Kind.REQUESTS, f"3-lacking-{canonical.digest(data)[:12]}.mgj", data)
    run(center, forged)
    run(center, forged)
    sealed = center.db.execute("SELECT count(*) FROM sync_outbox WHERE reader = 3").fetchone()[0]
    assert sealed == 0


def test_a_device_cannot_ask_for_what_it_may_not_read(world: World) -> None:
    center, _, _, other = world.desks
    lost_before_the_second_read(world)
    audience = canonical.digest(b"house:BAR")[:8]
    fields = {
        "lacking": [[audience, 2, 1]],
        "network": other.identity.network,
        "ordinal": other.identity.ordinal,
    }
    signature = other.identity.sign(DOMAIN + canonical.encode(fields)).hex()
    data = canonical.encode(fields | {"signature": signature})
    exchange = MemoryExchange()
    exchange.write(Kind.REQUESTS, f"4-lacking-{canonical.digest(data)[:12]}.mgj", data)
    run(center, exchange)
    assert center.db.execute("SELECT count(*) FROM sync_outbox WHERE reader IS NOT NULL").fetchone()[0] == 0


def test_a_coordinator_that_has_it_not_either_answers_later(world: World) -> None:
    """Restored from a copy, say: first it must get what it lacks itself."""
    center, first, second, _ = world.desks
    exchange = lost_before_the_second_read(world)
    run(center, exchange)
    run(second, exchange)
    run(second, exchange)
    (name,) = requests(exchange)
    held = center.db.execute("SELECT * FROM sync_feed WHERE origin = 2").fetchall()
    center.db.execute("DELETE FROM sync_feed WHERE origin = 2")
    only = MemoryExchange()
    only.write(Kind.REQUESTS, name, exchange.read(Kind.REQUESTS, name))
    run(center, only)
    assert center.db.execute("SELECT count(*) FROM sync_outbox WHERE reader = 3").fetchone()[0] == 0
    center.db.executemany("INSERT INTO sync_feed VALUES (?, ?, ?, ?, ?, ?)", held)
    run(center, only)
    assert center.db.execute("SELECT count(*) FROM sync_outbox WHERE reader = 3").fetchone()[0] == 1
    assert handover.audiences_of(center.db, world.roster.devices[3], world.roster) == ["network", "house:BAR"]
    assert first.identity.ordinal == 2
