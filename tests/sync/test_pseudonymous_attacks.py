"""What a hostile device tries where the coordinator sees no names; each is refused, or moves nothing."""

from __future__ import annotations

import json
from typing import Any

import pytest

from millegiorni_sync import Device, feeds, joining, roster, synchronise
from millegiorni_sync.body import LogRow
from millegiorni_sync.bundle import Place, seal
from millegiorni_sync.exchange import MemoryExchange
from millegiorni_sync.identity import new_age_key, new_seed, public_key, recipient_of
from tests.sync.world import TABLES, Desk, World, make_world

SCHEMA = {"visit": [list(TABLES[0].columns), "house", 0]}
PART = ["0123456789abcdef", 1]
HASH = "ab" * 32


@pytest.fixture
def world() -> World:
    return make_world("BAR", "BAR", "TUR", pseudonymous=True)


def run(desk: Desk, exchange: Any) -> Any:
    return synchronise(desk.db, desk.identity, exchange, TABLES, desk.clock.ms)


def write(desk: Desk, rid: str) -> None:
    row = (rid, desk.identity.house)
    desk.db.execute("INSERT INTO visit VALUES (?, ?, 0, '', 20, 1.5, '2025-01-01')", row)


def forged(desk: Desk, origin: int) -> LogRow:
    """A row that looks as if the device *origin* had written it after everything that *desk* knows."""
    (clock,) = desk.db.execute("SELECT clock FROM sync_state").fetchone()
    clk = ((clock >> 14) + 1000) << 14 | origin
    cells = '{"house":"BAR","voided":0,"notes":"","minutes":99}'
    return LogRow(clk, "visit", "forged", "I", cells, None, "house:BAR", "irene")


def newcomer(house: str | None) -> Device:
    """A device that the network does not have yet."""
    return Device(9, house, "Z", public_key(new_seed()), recipient_of(new_age_key()), "nuova")


@pytest.mark.parametrize("origin", [1, 4], ids=["the coordinator", "another house"])
@pytest.mark.parametrize("audience", ["figures:BAR", "house:BAR"])
def test_a_snapshot_of_a_house_holds_rows_of_its_devices_alone(
    world: World, audience: str, origin: int
) -> None:
    center, first, second, _ = world.desks
    write(first, "v1")
    row = forged(first, origin)
    place = Place(audience, 1, "", 0, [], PART)
    data = seal(first.identity, world.roster, place, [row], SCHEMA, world.roster.active).data
    reader = center if audience == "figures:BAR" else second
    report = world.deliver(reader, [data])
    assert [one.code for one in report.quarantined] == ["malformed"]
    assert reader.log() == [] and feeds.pending(reader.db) == {}


@pytest.mark.parametrize(("origin", "code"), [(9, "roster_behind"), (1, "malformed"), (4, "malformed")])
def test_a_snapshot_that_comes_before_the_roster_waits_for_a_sibling_and_for_nobody_else(
    world: World, origin: int, code: str
) -> None:
    _, first, second, _ = world.desks
    newer = world.roster.with_device(newcomer("BAR"), world.root)
    place = Place("house:BAR", 1, "", 0, [], PART)
    data = seal(first.identity, newer, place, [forged(first, origin)], SCHEMA, world.roster.active).data
    report = world.deliver(second, [data])
    assert [one.code for one in (*report.parked, *report.quarantined)] == [code]
    assert second.log() == []
    world.roster = newer
    assert len(world.deliver(second, []).applied) == len(second.log()) == len(report.parked)


def test_a_house_does_not_tell_one_coordinator_how_far_another_has_come(world: World) -> None:
    center, first, *_ = world.desks
    known = world.roster.with_device(newcomer(None), world.root)
    for desk in world.desks:
        roster.store(desk.db, known)
    world.roster = known
    seen = [[9, 1_000, HASH, 1 << 22, 5]]
    place = Place("figures:BAR", 1, "", 0, seen, PART)
    data = seal(first.identity, known, place, [], {}, known.active[:1]).data
    assert world.deliver(center, [data]).applied
    assert feeds.head(center.db, 9, "figures:BAR").number == 0


def test_a_stolen_device_does_not_say_how_much_of_it_is_accepted(world: World) -> None:
    center, first, second, _ = world.desks
    write(first, "v1")
    exchange = MemoryExchange()
    for desk in (first, second, center):
        run(desk, exchange)
    rows = [forged(first, 2)]
    at = feeds.head(first.db, 2, "figures:BAR")
    place = Place("figures:BAR", 2, at.hash, 1, [[2, 1_000_000, HASH, 1 << 22, 5]])
    data = seal(first.identity, world.roster, place, rows, SCHEMA, world.roster.active[:1]).data
    assert world.deliver(center, [data]).applied
    known = joining.revoke(center.db, center.identity, 2)
    # The second has told of nothing yet; what the lost one says of itself goes beyond what has come of it.
    assert known.revoked[2]["figures:BAR"][0] == 2
    assert "house:BAR" not in known.revoked[2]


def test_a_revoked_device_does_not_vouch_for_another(world: World) -> None:
    center, first, second, _ = world.desks
    write(first, "v1")
    exchange = MemoryExchange()
    for desk in (first, center):
        run(desk, exchange)
    place = Place("figures:BAR", 1, "", 0, [[2, 1_000_000, HASH, 1 << 22, 5]])
    rows = [forged(second, 3)]
    data = seal(second.identity, world.roster, place, rows, SCHEMA, world.roster.active[:1]).data
    assert world.deliver(center, [data]).applied
    joining.revoke(center.db, center.identity, 3)
    assert joining.revoke(center.db, center.identity, 2).revoked[2]["house:BAR"][0] == 1


@pytest.mark.parametrize("kind", ["I", "U"])
def test_two_programs_that_blank_different_fields_tell_of_one_write(world: World, kind: str) -> None:
    """Each device of the house blanks what its own program holds for identifying; the first copy that came holds."""
    center, first, second, _ = world.desks
    write(first, "v1")
    told = {
        "I": ({"minutes": 7}, {"score": 2.5}),
        "U": ({"minutes": 7, "score": None}, {"minutes": None, "score": 2.5}),
    }
    clk = forged(first, 2).clk
    prevs = json.dumps({"minutes": 1 << 14 | 2, "score": 1 << 14 | 2}, separators=(",", ":"))
    sealed = []
    for desk, values, part in ((first, told[kind][0], None), (second, told[kind][1], PART)):
        cells = json.dumps(({"house": "BAR"} if kind == "I" else {}) | values, separators=(",", ":"))
        row = LogRow(clk, "visit", "v9", kind, cells, prevs if kind == "U" else None, "house:BAR", "anna")
        place = Place("figures:BAR", 1, "", 0, [], part)
        sealed.append(seal(desk.identity, world.roster, place, [row], SCHEMA, world.roster.active[:1]).data)
    assert len(world.deliver(center, sealed[:1]).applied) == 1
    before = center.log()
    report = world.deliver(center, sealed[1:])
    assert len(report.applied) == 1 and not report.quarantined
    assert center.log() == before
    # Another value is another write.
    other = json.loads(before[0][4]) | {"minutes": 8}
    row = LogRow(*before[0][:4], json.dumps(other, separators=(",", ":")), *before[0][5:])
    place = Place("figures:BAR", 1, "", 0, [], ["1" * 16, 1])
    data = seal(second.identity, world.roster, place, [row], SCHEMA, world.roster.active[:1]).data
    assert [one.code for one in world.deliver(center, [data]).quarantined] == ["fork"]
