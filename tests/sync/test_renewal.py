"""Restored and copied vaults, and clocks that were far ahead: nothing that was saved is lost."""

from __future__ import annotations

import dataclasses
import json
from typing import Any

import pytest

from millegiorni_sync import (
    Identity,
    SyncReport,
    errors,
    joining,
    merge,
    rejoining,
    renewal,
    roster,
    synchronise,
)
from millegiorni_sync.bundle import open_sealed
from millegiorni_sync.clock import unix_ms
from millegiorni_sync.exchange import Kind, MemoryExchange
from tests.sync.world import NOW, TABLES, Clock, Desk, database

YEAR = 365 * 86_400_000


@dataclasses.dataclass
class Network:
    """A coordinator and one desk of BAR, joined through the exchange."""

    exchange: MemoryExchange
    coordinator: Desk
    desk: Desk

    def run(self, *desks: Desk) -> SyncReport:
        for desk in desks:
            report = synchronise(desk.db, desk.identity, self.exchange, TABLES, desk.clock.ms)
        return report

    def approve(self, desk: Desk) -> None:
        center = self.coordinator
        requests = joining.requests(center.db, center.identity, self.exchange)
        (request,) = [r for r in requests if r.ordinal == desk.identity.ordinal]
        joining.approve(center.db, center.identity, request, center.clock.ms, TABLES, self.exchange)

    def rejoin(self, old: Desk, revoke: bool = True) -> Desk:
        """*old*, an older state of the desk's vault, goes on under a new ordinal."""
        center = self.coordinator
        invitation = joining.invite(center.db, center.identity, "BAR", NOW)
        identity, _ = rejoining.rejoin(old.db, invitation, old.identity, "anna", NOW)
        again = Desk(old.db, identity, old.clock)
        self.run(again, center)
        self.approve(again)
        if revoke:
            joining.revoke(center.db, center.identity, old.identity.ordinal)
        return again


def desk_of(db: Any, identity: Identity) -> Desk:
    clock = Clock()
    db.create_function("unixepoch", -1, clock)
    return Desk(db, identity, clock)


def backup(desk: Desk) -> Desk:
    db = database(clock=Clock())
    desk.db.backup(db)
    return desk_of(db, desk.identity)


@pytest.fixture
def network() -> Network:
    center = database(clock=Clock())
    identity = joining.found(center, "Torino", "coordinamento", "carla")
    joining.add_house(center, identity, "BAR", "Barrito")
    db = database(clock=Clock())
    desk_identity, _ = joining.join(db, joining.invite(center, identity, "BAR", NOW), "pc", "anna", NOW)
    made = Network(MemoryExchange(), desk_of(center, identity), desk_of(db, desk_identity))
    made.run(made.desk, made.coordinator)
    made.approve(made.desk)
    made.run(made.desk, made.coordinator)
    return made


def write(desk: Desk, rid: str, notes: str = "uno") -> None:
    desk.db.execute("INSERT INTO visit VALUES (?, 'BAR', 0, ?, NULL, 1.5, NULL)", (rid, notes))


def visits(desk: Desk) -> list[Any]:
    return list(desk.db.execute("SELECT id, notes FROM visit ORDER BY id"))


def same(one: Desk, other: Desk) -> bool:
    return all(one.digest(audience) == other.digest(audience) for audience in ("network", "house:BAR"))


def test_what_was_sent_after_the_backup_comes_back(network: Network) -> None:
    desk, center = network.desk, network.coordinator
    write(desk, "a", "del backup")
    old = backup(desk)
    desk.db.execute("UPDATE visit SET notes = 'dopo il backup' WHERE id = 'a'")
    write(desk, "b", "dopo il backup")
    network.run(desk, center)

    again = network.rejoin(old)
    write(again, "c", "dopo il ripristino")
    network.run(again, again, center, again)
    assert visits(again) == visits(center) == [
        ("a", "dopo il backup"), ("b", "dopo il backup"), ("c", "dopo il ripristino"),
    ]  # fmt: skip
    assert same(again, center)
    assert merge.conflicts(center.db, open_only=False) == []


def test_snapshots_that_were_lost_on_their_way_are_asked_for(network: Network) -> None:
    """Until they come nothing is sent; nothing else tells of them where the former ordinal sent nothing."""
    desk, center = network.desk, network.coordinator
    write(desk, "a")
    again = network.rejoin(backup(desk))
    # Too long ago for whoever made them to keep them.
    center.clock.ms = again.clock.ms = NOW + 2 * YEAR
    network.run(center)
    for name in network.exchange.list(Kind.BUNDLES):
        del network.exchange._shelves[Kind.BUNDLES][name]
    network.run(again, center)
    assert not any("lacking" in name for name in network.exchange.list(Kind.REQUESTS)), "asked at once"
    network.run(again, center, again, again, center)
    assert visits(center) == visits(again) == [("a", "uno")]
    assert same(again, center)


def test_what_was_never_sent_goes_out_under_the_new_ordinal(network: Network) -> None:
    desk, center = network.desk, network.coordinator
    write(desk, "sent")
    network.run(desk, center)
    write(desk, "a", "prima")
    desk.db.execute("UPDATE visit SET notes = 'seconda' WHERE id = 'a'")
    desk.db.execute("UPDATE visit SET notes = 'cambiata' WHERE id = 'sent'")
    old = backup(desk)
    again = network.rejoin(old)
    again.db.execute("UPDATE visit SET notes = 'terza' WHERE id = 'a'")
    network.run(again, again, center, again)
    assert visits(center) == visits(again) == [("a", "terza"), ("sent", "cambiata")]
    assert same(again, center)
    assert merge.conflicts(center.db, open_only=False) == []
    log = center.db.execute("SELECT clk, prevs FROM sync_log WHERE rid = 'a' ORDER BY clk").fetchall()
    assert [clk & 16383 for clk, _ in log] == [again.identity.ordinal] * 3
    assert [json.loads(prevs)["notes"] for _, prevs in log[1:]] == [clk for clk, _ in log[:2]]
    assert unix_ms(log[0][0]) == NOW


def test_a_copied_vault_keeps_its_own_month(network: Network) -> None:
    """Two machines with one vault: the bundle that came second was refused; its rows come under a new ordinal."""
    desk, center = network.desk, network.coordinator
    twin = backup(desk)
    write(desk, "di-qua")
    write(twin, "di-la")
    twin.clock.ms += 7
    network.run(desk, center)
    twin_report = network.run(twin)
    assert [r.code for r in twin_report.quarantined] == ["fork"]
    assert [r.code for r in network.run(center).quarantined] == ["fork"]

    again = network.rejoin(twin, revoke=False)
    network.run(again, again, center, again, desk)
    assert visits(center) == visits(again) == visits(desk) == [("di-la", "uno"), ("di-qua", "uno")]
    assert same(again, center) and same(desk, center)


def test_nothing_is_sent_before_it_is_known_what_is_missing(network: Network) -> None:
    write(network.desk, "a")
    again = network.rejoin(backup(network.desk))
    write(again, "b")
    report = synchronise(again.db, again.identity, MemoryExchange(), TABLES, NOW)
    assert report.sent == 0
    assert network.run(again).sent == 0
    assert network.run(again).sent == 1


def test_an_old_snapshot_confirms_nothing(network: Network) -> None:
    """The one that let the former device in opens with the former key, and must not end the waiting."""
    desk, center = network.desk, network.coordinator
    before = {name: network.exchange.read(Kind.BUNDLES, name) for name in network.exchange.list(Kind.BUNDLES)}
    write(desk, "a", "del backup")
    old = backup(desk)
    for table in ("sync_judged", "sync_feed", "sync_bundle"):
        old.db.execute(f"DELETE FROM {table}")
    desk.db.execute("UPDATE visit SET notes = 'dopo il backup'")
    network.run(desk, center)
    again = network.rejoin(old)
    stick = MemoryExchange()
    for name, data in before.items():
        stick.write(Kind.BUNDLES, name, data)
    for name in network.exchange.list(Kind.ROSTER):
        stick.write(Kind.ROSTER, name, network.exchange.read(Kind.ROSTER, name))
    assert synchronise(again.db, again.identity, stick, TABLES, NOW).received == len(before)
    network.run(again, again, center)
    assert visits(center) == visits(again) == [("a", "dopo il backup")]
    assert same(again, center)
    assert merge.conflicts(center.db, open_only=False) == []


def test_an_invitation_of_another_house_or_network_is_refused(network: Network) -> None:
    center = network.coordinator
    joining.add_house(center.db, center.identity, "TUR", "Turati")
    for house in ("TUR", None):
        invitation = joining.invite(center.db, center.identity, house, NOW)
        with pytest.raises(errors.InvitationRefused):
            rejoining.rejoin(network.desk.db, invitation, network.desk.identity, "anna", NOW)
    with pytest.raises(errors.InvitationRefused, match="scaduto"):
        rejoining.rejoin(network.desk.db, invitation, network.desk.identity, "anna", invitation.expires + 1)


def test_a_clock_ten_years_ahead_is_put_right_before_anything_leaves(network: Network) -> None:
    desk, center = network.desk, network.coordinator
    write(desk, "prima")
    desk.clock.ms = NOW + 10 * YEAR
    write(desk, "a", "nel futuro")
    desk.db.execute("UPDATE visit SET notes = 'ancora nel futuro' WHERE id = 'a'")
    desk.clock.ms = NOW + 1000
    desk.db.execute("UPDATE visit SET notes = 'di nuovo oggi' WHERE id = 'a'")
    report = network.run(desk)
    assert (report.sent, report.clock_stuck) == (1, False)
    report = network.run(center)
    assert report.waiting == []
    assert visits(center) == [("a", "di nuovo oggi"), ("prima", "uno")]
    assert same(desk, center)
    assert merge.conflicts(center.db, open_only=False) == []
    assert max(unix_ms(row[0]) for row in center.log()) <= NOW + 1001
    write(desk, "b")
    assert unix_ms(desk.log()[-1][0]) <= NOW + 1001


def test_what_was_erased_while_the_clock_was_ahead_takes_nothing_that_comes_later(network: Network) -> None:
    desk, center = network.desk, network.coordinator
    write(desk, "a", "da cancellare")
    network.run(desk, center)
    desk.clock.ms = NOW + YEAR
    desk.db.execute("UPDATE visit SET notes = 'anche questo' WHERE id = 'a'")
    merge.erase(desk.db, [merge.Wish("visit", "a", "BAR", fields=["notes"])], TABLES, "2025-03-01T10:00:00Z")
    desk.clock.ms = NOW + 1000
    network.run(desk)
    desk.clock.ms = NOW + 2000
    desk.db.execute("UPDATE visit SET notes = 'da tenere' WHERE id = 'a'")
    network.run(desk, center)
    assert visits(desk) == visits(center) == [("a", "da tenere")]
    assert same(desk, center)
    assert not [row for row in center.log() if "cancellare" in row[4] or "questo" in row[4]]


def test_what_was_decided_while_the_clock_was_ahead_decides_nothing_that_comes_later(
    network: Network,
) -> None:
    desk, center = network.desk, network.coordinator
    write(desk, "a")
    network.run(desk, center)
    center.db.execute("UPDATE visit SET notes = 'centro' WHERE id = 'a'")
    network.run(center)
    desk.clock.ms = NOW + YEAR
    desk.db.execute("UPDATE visit SET notes = 'casa' WHERE id = 'a'")
    known = roster.load(center.db)
    assert known is not None
    for data in center.outbox():
        merge.apply(desk.db, [open_sealed(data, desk.identity, known)], TABLES, desk.clock.ms)
    (conflict,) = merge.conflicts(desk.db)
    merge.decide(desk.db, conflict, "2025-03-01T10:00:00Z")
    desk.clock.ms = NOW + 1000
    network.run(desk, center)
    assert merge.conflicts(desk.db) == merge.conflicts(center.db) == []
    assert len(merge.conflicts(center.db, open_only=False)) == 1
    assert visits(desk) == visits(center) == [("a", "casa")]
    assert same(desk, center)
    center.clock.ms = desk.clock.ms = NOW + 2000
    center.db.execute("UPDATE visit SET notes = 'ancora il centro' WHERE id = 'a'")
    desk.db.execute("UPDATE visit SET notes = 'ancora la casa' WHERE id = 'a'")
    network.run(desk, center, desk)
    assert len(merge.conflicts(desk.db)) == len(merge.conflicts(center.db)) == 1


def test_a_clock_that_is_behind_now_is_no_reason_to_renumber(network: Network) -> None:
    desk, center = network.desk, network.coordinator
    center.clock.ms = desk.clock.ms = NOW + YEAR
    center.db.execute("INSERT INTO term VALUES ('t', 'uno', NULL)")
    write(desk, "a")
    network.run(center, desk)
    desk.db.execute("UPDATE visit SET notes = 'x'")
    before = desk.log()
    desk.clock.ms = NOW
    assert renewal.repair_clock(desk.db, TABLES, NOW) is False
    assert desk.log() == before


def test_rows_sent_from_the_future_are_held_and_come_by_a_new_ordinal(network: Network) -> None:
    desk, center = network.desk, network.coordinator
    desk.clock.ms = NOW + 10 * YEAR
    write(desk, "a", "dal futuro")
    network.run(desk)
    assert [r.code for r in network.run(center).waiting] == ["clock_ahead"]
    desk.clock.ms = NOW + 1000
    assert network.run(desk).clock_stuck
    again = network.rejoin(desk)
    network.run(again, again)
    report = network.run(center)
    assert visits(center) == [("a", "dal futuro")]
    assert report.waiting == []
    assert [r.code for r in merge.refused(center.db)] == ["revoked"]
    assert same(again, center)
    assert unix_ms(again.db.execute("SELECT clock FROM sync_state").fetchone()[0]) <= NOW + 600_000


def test_the_coordinators_own_vault_is_restored(network: Network) -> None:
    desk, center = network.desk, network.coordinator
    center.db.execute("INSERT INTO term VALUES ('mai-inviato', 'uno', NULL)")
    old = backup(center)
    joining.add_house(center.db, center.identity, "TUR", "Turati")
    center.db.execute("INSERT INTO term VALUES ('dopo', 'due', NULL)")
    write(desk, "a")
    network.run(desk, center, desk)

    renewed = rejoining.renew(old.db, old.identity, network.exchange, "carla")
    again = Desk(old.db, renewed, old.clock)
    network.run(again)
    write(desk, "b")
    network.run(desk, again, desk)
    assert sorted(old.db.execute("SELECT id FROM term")) == [("dopo",), ("mai-inviato",)]
    assert visits(again) == [("a", "uno"), ("b", "uno")]
    assert same(again, desk)
    joining.revoke(again.db, again.identity, center.identity.ordinal)
    again.db.execute("INSERT INTO term VALUES ('poi', 'tre', NULL)")
    network.run(again, desk)
    assert same(again, desk)


def test_a_coordinators_unsent_rows_are_adopted(network: Network) -> None:
    desk, center = network.desk, network.coordinator
    center.db.execute("INSERT INTO term VALUES ('t', 'uno', NULL)")
    center.db.execute("UPDATE term SET label = 'due'")
    old = backup(center)
    renewed = rejoining.renew(old.db, old.identity, network.exchange, "carla")
    again = Desk(old.db, renewed, old.clock)
    network.run(again, desk)
    assert desk.db.execute("SELECT label FROM term").fetchall() == [("due",)]
    assert {row[0] & 16383 for row in desk.log()} == {renewed.ordinal}
    assert same(again, desk)


def test_only_the_root_key_renews(network: Network) -> None:
    with pytest.raises(errors.NotCoordinator):
        rejoining.renew(network.desk.db, network.desk.identity, network.exchange, "anna")
