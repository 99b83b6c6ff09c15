"""A network whose coordinator sees no names: what it can open, who gives names to whom, and what is never lost."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from millegiorni_sync import (
    Device,
    Roster,
    balance,
    bundle,
    canonical,
    change_log,
    errors,
    feeds,
    house_mates,
    joining,
    merge,
    rejoining,
    roster,
    siblings,
    synchronise,
)
from millegiorni_sync.bundle import Place, decrypt, seal
from millegiorni_sync.exchange import Kind, MemoryExchange
from millegiorni_sync.identity import new_seed, spoken
from millegiorni_sync.lacking import DOMAIN, digits_of
from tests.sync.world import TABLES, Clock, Desk, World, confirm_siblings, database, make_world

NAME = "MARCATORE-Fatima"


@pytest.fixture
def world() -> World:
    return make_world("BAR", "BAR", "TUR", pseudonymous=True)


def run(desk: Desk, exchange: Any) -> Any:
    return synchronise(desk.db, desk.identity, exchange, TABLES, desk.clock.ms)


def write(desk: Desk, rid: str, notes: str = NAME, minutes: int | None = 20) -> None:
    row = (rid, desk.identity.house, notes, minutes)
    desk.db.execute("INSERT INTO visit VALUES (?, ?, 0, ?, ?, 1.5, '2025-01-01')", row)


def visits(desk: Desk) -> list[tuple[Any, ...]]:
    return list(desk.db.execute("SELECT id, notes, minutes FROM visit ORDER BY id"))


def everything(desk: Desk) -> str:
    """Every value of every table of this vault, and every sealed file in it that it can open, inflated."""
    tables = [row[0] for row in desk.db.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
    return repr([desk.db.execute(f"SELECT * FROM {table}").fetchall() for table in tables])


def openable(exchange: MemoryExchange, desk: Desk, known: Roster) -> list[bundle.Opened]:
    """What *desk* can open of what lies at the meeting point, whatever its program would refuse."""
    opened = []
    for name in exchange.list(Kind.BUNDLES):
        data = exchange.read(Kind.BUNDLES, name)
        try:
            decrypt(data, desk.identity)
        except errors.NotForUs:
            continue
        opened.append(bundle.open_sealed(data, desk.identity, known))
    return opened


def settle(world: World, exchange: Any, rounds: int = 4) -> None:
    for _ in range(rounds):
        for desk in world.desks:
            run(desk, exchange)


def let_in(world: World, house: str | None, exchange: MemoryExchange) -> Desk:
    """A further device of *house*, approved by the coordinator and confirmed by nobody."""
    center = world.desks[0]
    invitation = joining.invite(center.db, center.identity, house, center.clock.ms)
    clock = Clock()
    db = database(clock=clock)
    identity, request = joining.join(db, invitation, "nuovo", "nuova", clock.ms)
    world.roster = joining.approve(center.db, center.identity, request, clock.ms, TABLES, exchange)
    desk = Desk(db, identity, clock)
    world.desks.append(desk)
    return desk


def sealed_anyhow(
    world: World, by: Desk, writer: Desk, audience: str, readers: tuple[Device, ...], part: Any = None
) -> bytes:
    """What *writer* has to hand over of its house, as *by* seals and signs it, whether it may or not."""
    rows = feeds.next_rows(writer.db, "house:BAR")
    schema = feeds.schema_of(writer.db, rows, TABLES)
    return seal(by.identity, world.roster, Place(audience, 1, "", 0, [], part), rows, schema, readers).data


def test_no_name_is_in_the_coordinators_vault_nor_in_a_file_that_it_can_open(world: World) -> None:
    center, first, second, _ = world.desks
    exchange = MemoryExchange()
    write(first, "v1")
    settle(world, exchange)
    second.db.execute("UPDATE visit SET notes = ?, minutes = 30 WHERE id = 'v1'", (NAME + "-bis",))
    settle(world, exchange)
    joining.revoke(center.db, center.identity, second.identity.ordinal)
    settle(world, exchange)
    late = let_in(world, None, exchange)
    settle(world, exchange)
    assert visits(first) == [("v1", NAME + "-bis", 30)]
    for desk in (center, late):
        assert visits(desk) == [("v1", "", 30)]
        assert NAME not in everything(desk)
        files = openable(exchange, desk, world.roster)
        assert "snapshot" in {one.header.kind for one in files}
        for one in files:
            assert NAME not in repr(one.groups())
    assert NAME in everything(first)


def test_the_network_is_pseudonymous_from_its_first_certificate_on() -> None:
    root = new_seed()
    usual, nameless = Roster.found("Rete", root), Roster.found("Rete", root, pseudonymous=True)
    assert (usual.pseudonymous, nameless.pseudonymous) == (False, True)
    assert usual.network != nameless.network
    assert Roster.from_json(nameless.to_json()).pseudonymous
    changed = replace(nameless.certificates[0], body=usual.certificates[0].body)
    with pytest.raises(errors.RosterError):
        Roster.of([changed])
    for other in (0, 2, "1", None):
        body = {**nameless.certificates[0].body, "pseudonymous": other}
        with pytest.raises(errors.RosterError):
            Roster.of([replace(nameless.certificates[0], body=body).signed(root)])
    with pytest.raises(errors.RosterDiverges):
        nameless.accept(usual)


def test_figures_follow_the_same_rules_and_conflicts_on_names_stay_in_the_house(world: World) -> None:
    center, first, second, _ = world.desks
    exchange = MemoryExchange()
    write(first, "v1")
    settle(world, exchange)
    first.db.execute("UPDATE visit SET notes = 'a', minutes = 1 WHERE id = 'v1'")
    second.db.execute("UPDATE visit SET notes = 'b', minutes = 2 WHERE id = 'v1'")
    settle(world, exchange)
    for desk in (first, second):
        assert {one.col for one in merge.conflicts(desk.db)} == {"notes", "minutes"}
    (seen,) = merge.conflicts(center.db)
    assert (seen.col, {seen.earlier.value, seen.later.value}) == ("minutes", {1, 2})
    merge.decide(center.db, seen, "2025-03-01T10:00:00Z", 1)
    settle(world, exchange)
    assert first.digest("house:BAR") == second.digest("house:BAR")
    assert [one.col for one in merge.conflicts(first.db)] == ["notes"]
    assert visits(first)[0][2] == visits(center)[0][2] == 1
    assert merge.totals(first.db, TABLES)["visit"] == {"BAR": 1} == merge.totals(center.db, TABLES)["visit"]
    assert visits(world.desks[3]) == []


def test_names_that_a_house_sends_as_figures_are_blanked_on_arrival(world: World) -> None:
    center, first, *_ = world.desks
    write(first, "v1")
    readers = world.roster.readers("figures:BAR", "BAR")
    assert [device.ordinal for device in readers] == [1]
    world.deliver(center, [sealed_anyhow(world, first, first, "figures:BAR", readers)])
    assert visits(center) == [("v1", "", 20)]
    # The file itself is kept nowhere.
    assert NAME not in everything(center)


def test_a_column_that_only_a_newer_program_knows_does_not_leave_as_figures(world: World) -> None:
    _center, first, second, _ = world.desks
    exchange = MemoryExchange()
    newer = replace(TABLES[0], columns=(*TABLES[0].columns, "nickname"), identifying=("notes", "nickname"))
    first.db.execute("ALTER TABLE visit ADD COLUMN nickname VARCHAR")
    change_log.install(first.db, (newer, *TABLES[1:]))
    first.db.execute(
        "INSERT INTO visit (id, house, voided, notes, minutes, nickname) VALUES ('v1', 'BAR', 0, '', 5, ?)",
        (NAME,),
    )
    synchronise(first.db, first.identity, exchange, (newer, *TABLES[1:]), first.clock.ms)
    run(second, exchange)
    center = world.desks[0]
    run(center, exchange)
    joining.revoke(center.db, center.identity, first.identity.ordinal)
    run(center, exchange)
    run(second, exchange)
    assert NAME in everything(second)
    kinds = set()
    for one in openable(exchange, center, center_roster(center)):
        kinds.add(one.header.kind)
        assert NAME not in repr(one.groups())
    assert kinds == {"changes", "snapshot"}


def center_roster(center: Desk) -> Roster:
    known = roster.load(center.db)
    assert known is not None
    return known


def test_a_new_device_of_a_house_gets_names_only_once_it_was_confirmed(world: World) -> None:
    center, first, second, _ = world.desks
    exchange = MemoryExchange()
    write(first, "v1")
    settle(world, exchange)
    new = let_in(world, "BAR", exchange)
    settle(world, exchange)
    assert visits(new) == [] and NAME not in everything(new)
    write(first, "v2")
    settle(world, exchange)
    assert all(NAME not in repr(one.groups()) for one in openable(exchange, new, world.roster))
    known = center_roster(first)
    (waits,) = siblings.waiting(first.db, first.identity, known)
    assert spoken(waits.sign_key, waits.recipient) == spoken(new.identity.sign_key, new.identity.recipient)
    house_mates.confirm(first.db, first.identity, waits.ordinal)
    settle(world, exchange)
    assert [row[:2] for row in visits(new)] == [("v1", NAME), ("v2", NAME)]
    # What it writes itself it gives to those that were confirmed there; the other has not confirmed it either.
    write(new, "v3")
    settle(world, exchange)
    assert len(visits(first)) == len(visits(second)) == 2
    assert len(visits(center)) == 3
    for desk in (new, second):
        confirm_siblings(desk)
    settle(world, exchange)
    assert first.digest("house:BAR") == second.digest("house:BAR") == new.digest("house:BAR")


def test_only_a_device_of_the_own_house_can_be_confirmed(world: World) -> None:
    _center, first, *_ = world.desks
    for ordinal in (1, first.identity.ordinal, 4, 99):
        with pytest.raises(errors.RosterError):
            house_mates.confirm(first.db, first.identity, ordinal)


def test_a_coordinator_that_asks_for_house_rows_gets_none(world: World) -> None:
    center, first, second, _ = world.desks
    exchange = MemoryExchange()
    write(first, "v1")
    settle(world, exchange)
    fields = {
        "lacking": [[digits_of("house:BAR"), 2, 1]],
        "network": world.roster.network,
        "ordinal": 1,
    }
    signature = center.identity.sign(DOMAIN + canonical.encode(fields)).hex()
    data = canonical.encode(fields | {"signature": signature})
    exchange.write(Kind.REQUESTS, f"1-lacking-{canonical.digest(data)[:12]}.mgj", data)
    before = exchange.list(Kind.BUNDLES)
    settle(world, exchange)
    assert exchange.list(Kind.BUNDLES) == before
    for desk in (first, second):
        assert not desk.db.execute("SELECT 1 FROM sync_lacking").fetchall()


@pytest.mark.parametrize("kind", ["changes", "snapshot"])
def test_a_coordinator_may_not_send_a_house_its_rows_nor_figures_of_its_devices(
    world: World, kind: str
) -> None:
    center, first, *_ = world.desks
    write(first, "v1", "")
    part = ["0123456789abcdef", 1] if kind == "snapshot" else None
    for audience, error in (("house:BAR", errors.WrongAudience), ("figures:BAR", errors.Malformed)):
        data = sealed_anyhow(world, center, first, audience, world.roster.active, part)
        with pytest.raises(error):
            world.open(world.desks[2], data).groups()


def test_in_a_usual_network_there_are_no_figures() -> None:
    world = make_world("BAR", "BAR")
    center, first, second = world.desks
    write(first, "v1")
    data = sealed_anyhow(world, first, first, "figures:BAR", world.roster.active)
    for desk in (center, second):
        with pytest.raises(errors.WrongAudience):
            world.open(desk, data)
    run(first, exchange := MemoryExchange())
    assert {name.split("-")[1] for name in exchange.list(Kind.BUNDLES)} == {digits_of("house:BAR")}


def test_receipts_tell_of_figures_and_show_a_vault_that_was_rolled_back(world: World) -> None:
    center, first, *_ = world.desks
    exchange = MemoryExchange()
    write(first, "v1")
    settle(world, exchange)
    twin = Desk(database(clock=first.clock), first.identity, first.clock)
    change_log.start(twin.db, first.identity.ordinal, first.identity.user)
    roster.store(twin.db, world.roster)
    told = {one.audience: (one.sent, one.received, one.state) for one in feeds.receipts(first.db)}
    assert told == {"figures:BAR": (1, 1, "received")}
    assert feeds.pending(first.db) == {} == feeds.pending(center.db)
    run(twin, exchange)
    assert "diverges" in {one.state for one in feeds.receipts(twin.db)}


def test_what_the_meeting_point_lost_is_asked_of_a_sibling() -> None:
    world = make_world("BAR", "BAR", "BAR", pseudonymous=True)
    center, first, second, third = world.desks
    there = MemoryExchange()
    write(first, "v1")
    run(first, there)
    run(second, there)
    exchange = MemoryExchange()
    write(second, "v2")
    for desk in (second, third, third):
        run(desk, exchange)
    assert [row[0] for row in visits(third)] == ["v2"]
    (asked,) = exchange.list(Kind.REQUESTS)
    assert asked.startswith("4-lacking-")
    for desk in (center, second, third):
        run(desk, exchange)
    assert [row[:2] for row in visits(third)] == [("v1", NAME), ("v2", NAME)]
    assert third.digest("house:BAR") == second.digest("house:BAR") == first_after(first, exchange)
    settle(world, exchange)
    assert [row[0] for row in visits(center)] == ["v1", "v2"]


def first_after(desk: Desk, exchange: MemoryExchange) -> str:
    run(desk, exchange)
    return desk.digest("house:BAR")


def test_a_revoked_devices_last_names_are_kept_by_whoever_had_not_read_them(world: World) -> None:
    center, first, second, _ = world.desks
    exchange = MemoryExchange()
    write(first, "v1")
    run(first, exchange)
    run(center, exchange)
    known = joining.revoke(center.db, center.identity, first.identity.ordinal)
    number, digest = known.revoked[2]["house:BAR"]
    assert number == 1 and digest == feeds.head(first.db, 2, "house:BAR").hash
    run(center, exchange)
    write(first, "v2")
    run(first, MemoryExchange())
    run(second, exchange)
    assert visits(second) == [("v1", NAME, 20)]


def test_what_only_a_sibling_heard_of_a_lost_device_reaches_the_coordinator(world: World) -> None:
    center, first, second, _ = world.desks
    stick, exchange = MemoryExchange(), MemoryExchange()
    write(first, "v1")
    run(first, exchange)
    settle(world, exchange, 1)
    write(first, "v2")
    run(first, stick)
    run(second, stick)
    joining.revoke(center.db, center.identity, first.identity.ordinal)
    for _ in range(3):
        for desk in (center, second, world.desks[3]):
            run(desk, exchange)
    assert [row[0] for row in visits(center)] == ["v1", "v2"] == [row[0] for row in visits(second)]
    assert balance.check(center.db, TABLES).faults == ()
    assert NAME not in everything(center)


@pytest.mark.parametrize("sibling", [True, False])
def test_a_restored_device_goes_on(sibling: bool) -> None:
    world = make_world("BAR", *(["BAR"] if sibling else []), pseudonymous=True)
    center, first, *rest = world.desks
    exchange = MemoryExchange()
    write(first, "v1")
    settle(world, exchange)
    copy = Desk(database(clock=first.clock), first.identity, first.clock)
    first.db.backup(copy.db)
    write(first, "v2")
    settle(world, exchange)
    invitation = joining.invite(center.db, center.identity, "BAR", center.clock.ms)
    write(copy, "v3")
    copy.identity, request = rejoining.rejoin(copy.db, invitation, copy.identity, "anna", copy.clock.ms)
    joining.approve(center.db, center.identity, request, center.clock.ms, TABLES, exchange)
    joining.revoke(center.db, center.identity, 2)
    world.desks[1] = copy
    for desk in rest:
        run(desk, exchange)
        confirm_siblings(desk)
    settle(world, exchange)
    assert [row[:2] for row in visits(copy)] == [("v1", NAME), ("v2", NAME), ("v3", NAME)]
    assert [row[0] for row in visits(center)] == ["v1", "v2", "v3"]
    for desk in rest:
        assert desk.digest("house:BAR") == copy.digest("house:BAR")


def test_a_coordinator_that_was_restored_goes_on(world: World) -> None:
    center, first, *_ = world.desks
    exchange = MemoryExchange()
    write(first, "v1")
    settle(world, exchange)
    copy = Desk(database(clock=center.clock), center.identity, center.clock)
    center.db.backup(copy.db)
    write(first, "v2")
    settle(world, exchange)
    copy.db.execute("UPDATE visit SET minutes = 7 WHERE id = 'v1'")
    copy.identity = rejoining.renew(copy.db, copy.identity, exchange, "irene")
    world.desks[0] = copy
    settle(world, exchange)
    assert visits(copy) == [("v1", "", 7), ("v2", "", 20)]
    assert [row[2] for row in visits(first)] == [7, 20]
    assert first.digest("house:BAR") == world.desks[2].digest("house:BAR")


def test_an_erasure_by_the_house_reaches_the_figures(world: World) -> None:
    center, first, *_ = world.desks
    exchange = MemoryExchange()
    write(first, "v1")
    settle(world, exchange)
    wish = merge.Wish("visit", "v1", "BAR", kept=("on_date",))
    merge.erase(first.db, [wish], TABLES, "2025-03-01T10:00:00Z")
    settle(world, exchange)
    assert visits(center) == visits(first) == [("v1", "", None)]


def test_only_declared_columns_can_identify() -> None:
    with pytest.raises(ValueError, match="cannot hide"):
        change_log.SyncedTable("visit", ("house", "notes"), "house", identifying=("house",))
