"""One synchronisation after the other, over an exchange that may fail at any point."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, ClassVar

import pytest

from millegiorni_sync import (
    Device,
    SyncReport,
    errors,
    feeds,
    handover,
    joining,
    merge,
    roster,
    roster_shelf,
    synchronise,
)
from millegiorni_sync.exchange import FolderExchange, Kind, MemoryExchange
from millegiorni_sync.identity import new_age_key, new_seed
from tests.sync.world import NOW, TABLES, Desk, World, make_world


@pytest.fixture
def world() -> World:
    return make_world("BAR", "BAR", "TUR")


def run(desk: Desk, exchange: Any, **options: Any) -> SyncReport:
    return synchronise(desk.db, desk.identity, exchange, TABLES, desk.clock.ms, **options)


def write(desk: Desk, rid: str, notes: str = "uno") -> None:
    desk.db.execute(
        "INSERT INTO visit VALUES (?, ?, 0, ?, NULL, 1.5, NULL)", (rid, desk.identity.house, notes)
    )


def settle(world: World, exchange: Any) -> None:
    for _ in range(3):
        for desk in world.desks:
            run(desk, exchange)


def same_everywhere(world: World) -> None:
    coordinator = world.desks[0]
    for desk in world.desks[1:]:
        for audience in ("network", f"house:{desk.identity.house}"):
            assert desk.digest(audience) == coordinator.digest(audience)


def test_a_month_of_three_desks(world: World, tmp_path: Path) -> None:
    exchange = FolderExchange(tmp_path)
    for number, desk in enumerate(world.desks[1:]):
        write(desk, f"v{number}")
    world.desks[0].db.execute("INSERT INTO term VALUES ('t1', 'uno', NULL)")
    settle(world, exchange)
    same_everywhere(world)
    assert merge.totals(world.desks[0].db, TABLES) == {
        "visit": {"BAR": 2, "TUR": 1}, "term": {"": 1}, "entry": {}, "conflict_decision": {}, "erasure": {},
    }  # fmt: skip
    assert world.desks[3].db.execute("SELECT house FROM visit").fetchall() == [("TUR",)]


def test_it_comes_to_rest(world: World) -> None:
    """Receipts are not receipted for ever."""
    exchange = MemoryExchange()
    for desk in world.desks[1:]:
        write(desk, f"v{desk.identity.ordinal}")
    settle(world, exchange)
    names = exchange.list(Kind.BUNDLES)
    settle(world, exchange)
    assert exchange.list(Kind.BUNDLES) == names
    assert len(names) == 3 + 2


def test_the_report_says_what_moved(world: World) -> None:
    exchange = MemoryExchange()
    coordinator, first = world.desks[:2]
    write(first, "v1")
    steps: list[tuple[str, int, int]] = []
    sent = run(first, exchange, progress=lambda *step: steps.append(step))
    assert (sent.approved, sent.sent, sent.received, sent.rows) == (True, 1, 0, {})
    assert [step[0] for step in steps][:2] == ["roster", "send"]
    got = run(coordinator, exchange)
    assert (got.sent, got.received, got.rows) == (1, 1, {"visit": 1})
    assert (got.records, got.everything) == ({"visit": frozenset({"v1"})}, False)
    assert [(r.audience, r.sent, r.received, r.state) for r in feeds.receipts(first.db)] == [
        ("house:BAR", 1, 0, "waiting")
    ]
    run(first, exchange)
    assert [r.state for r in feeds.receipts(first.db)] == ["received"]


def test_two_answers_reach_everybody(world: World) -> None:
    exchange = MemoryExchange()
    _, first, second, _ = world.desks
    write(first, "v1")
    settle(world, exchange)
    first.db.execute("UPDATE visit SET notes = 'a' WHERE id = 'v1'")
    second.db.execute("UPDATE visit SET notes = 'b' WHERE id = 'v1'")
    run(first, exchange)
    report = run(second, exchange)
    assert report.merges[-1].opened == {"house:BAR": 1}
    settle(world, exchange)
    (conflict,) = merge.conflicts(first.db)
    merge.decide(first.db, conflict, "2025-02-19T10:00:00Z", "a")
    run(first, exchange)
    report = run(world.desks[0], exchange)
    assert [m.closed for m in report.merges] == [{"house:BAR": 1}]
    settle(world, exchange)
    same_everywhere(world)
    for desk in world.desks[:3]:
        assert merge.conflicts(desk.db) == []
        assert desk.db.execute("SELECT notes FROM visit").fetchall() == [("a",)]


class Failing:
    """An exchange that breaks at its *n*-th call; a write may have arrived nevertheless."""

    def __init__(self, inner: MemoryExchange, calls: int, late: bool) -> None:
        self.inner, self.calls, self.late, self.place = inner, calls, late, inner.place

    def _count(self) -> None:
        self.calls -= 1
        if self.calls < 0:
            raise errors.ExchangeUnreachable(place=self.place)

    def list(self, kind: Kind) -> list[str]:
        self._count()
        return self.inner.list(kind)

    def read(self, kind: Kind, name: str) -> bytes:
        self._count()
        return self.inner.read(kind, name)

    def write(self, kind: Kind, name: str, data: bytes) -> None:
        if self.late:
            self.inner.write(kind, name, data)
        self._count()
        self.inner.write(kind, name, data)


@pytest.mark.parametrize("late", [False, True])
def test_interrupted_anywhere_and_repeated_it_ends_the_same(late: bool) -> None:
    def play(attempt: Callable[[World, Desk, MemoryExchange], None]) -> tuple[World, MemoryExchange]:
        world, exchange = make_world("BAR", "BAR", root=bytes(32)), MemoryExchange()
        for desk in world.desks[1:]:
            write(desk, f"v{desk.identity.ordinal}")
            desk.db.execute("INSERT INTO term VALUES (?, 'uno', NULL)", (f"t{desk.identity.ordinal}",))
        for _ in range(3):
            for desk in world.desks:
                attempt(world, desk, exchange)
        return world, exchange

    def breaking(world: World, desk: Desk, exchange: MemoryExchange) -> None:
        for calls in range(40):
            try:
                run(desk, Failing(exchange, calls, late))
                return
            except errors.ExchangeUnreachable:
                continue
        raise AssertionError("it never came through")

    calm, calm_exchange = play(lambda world, desk, exchange: void(run(desk, exchange)))
    rough, rough_exchange = play(breaking)
    same_everywhere(rough)
    assert [d.digest() for d in rough.desks] == [d.digest() for d in calm.desks]
    shape = [name.rsplit("-", 1)[0] for name in calm_exchange.list(Kind.BUNDLES)]
    assert [name.rsplit("-", 1)[0] for name in rough_exchange.list(Kind.BUNDLES)] == shape


def void(_: object) -> None:
    """Drop a value."""


def test_cancelled_at_any_question_and_taken_up_again(world: World) -> None:
    exchange = MemoryExchange()
    first = world.desks[1]
    write(first, "v1")
    write(world.desks[2], "v2")
    run(world.desks[2], exchange)
    for questions in range(30):
        left = [questions]

        def cancelled(left: list[int] = left) -> bool:
            left[0] -= 1
            return left[0] < 0

        report = run(first, exchange, cancelled=cancelled)
        if not report.cancelled:
            break
    assert 1 < questions < 30
    assert {row[0] for row in first.db.execute("SELECT id FROM visit")} == {"v1", "v2"}
    assert len(exchange.list(Kind.BUNDLES)) == 2


def test_a_half_copied_file_is_read_again_when_it_is_whole(world: World, tmp_path: Path) -> None:
    exchange = FolderExchange(tmp_path)
    coordinator, first = world.desks[:2]
    write(first, "v1")
    run(first, exchange)
    (name,) = exchange.list(Kind.BUNDLES)
    path = tmp_path / "bundles" / name
    whole = path.read_bytes()
    path.write_bytes(whole[:-100])
    report = run(coordinator, exchange)
    assert (report.incomplete, report.received, report.quarantined) == ([name], 0, [])
    path.write_bytes(whole)
    report = run(coordinator, exchange)
    assert (report.incomplete, report.received) == ([], 1)


def test_a_damaged_bundle_is_put_aside_once(world: World) -> None:
    exchange = MemoryExchange()
    coordinator, first = world.desks[:2]
    write(first, "v1")
    run(first, exchange)
    (name,) = exchange.list(Kind.BUNDLES)
    data = bytearray(exchange.read(Kind.BUNDLES, name))
    data[-5] ^= 1
    forged = f"{name.rsplit('-', 1)[0]}-{_digits(bytes(data))}.mgb"
    exchange.write(Kind.BUNDLES, forged, bytes(data))
    before = coordinator.db.execute("SELECT count(*) FROM sync_log").fetchone()
    assert before == (0,)
    report = run(coordinator, exchange)
    assert [r.code for r in report.quarantined] == ["tampered"]
    assert report.received == 1
    assert [r.code for r in merge.refused(coordinator.db)] == ["tampered"]
    assert run(coordinator, exchange).quarantined == []


def _digits(data: bytes) -> str:
    import hashlib

    return hashlib.sha256(data).hexdigest()[:12]


def test_names_are_only_hints(world: World) -> None:
    """A bundle under another's name is judged by what it is."""
    honest, lying = MemoryExchange(), MemoryExchange()
    coordinator, first = world.desks[:2]
    write(first, "v1")
    run(first, honest)
    (name,) = honest.list(Kind.BUNDLES)
    data = honest.read(Kind.BUNDLES, name)
    lying.write(Kind.BUNDLES, f"9999-00000000-77-{_digits(data)}.mgb", data)
    assert run(coordinator, lying).received == 1
    report = run(coordinator, honest)
    assert (report.received, report.merges[0].repeated) == (0, 1)


def test_a_lost_file_is_published_again_until_it_is_acknowledged(world: World) -> None:
    stick, other = MemoryExchange(), MemoryExchange()
    coordinator, first = world.desks[:2]
    write(first, "v1")
    run(first, stick)
    report = run(first, other)
    assert report.sent == 1
    run(coordinator, other)
    run(first, other)
    assert run(first, MemoryExchange()).sent == 0


def test_a_stranger_is_told_and_read_again_once_known(world: World) -> None:
    exchange = MemoryExchange()
    coordinator, first = world.desks[:2]
    ghost = replace(first.identity, ordinal=9, series="Z", sign_seed=new_seed(), age_key=new_age_key())
    first.db.execute("UPDATE sync_state SET ordinal = 9")
    write(first, "v1")
    handover.seal_pending(first.db, ghost, world.roster, TABLES, NOW, lambda: None)
    handover.publish(first.db, ghost, exchange, lambda: None)
    for _ in range(2):
        report = run(coordinator, exchange)
        assert [r.code for r in report.strangers] == ["stranger"]
        assert "n. 9" in report.strangers[0].message
        assert (report.received, merge.refused(coordinator.db)) == (0, [])
    device = Device(9, "BAR", "Z", ghost.sign_key, ghost.recipient, "nuovo")
    roster.store(coordinator.db, world.roster.with_device(device, world.root))
    report = run(coordinator, exchange)
    assert (report.received, report.strangers) == (1, [])


def test_a_bundle_sealed_under_a_newer_roster_waits(world: World) -> None:
    exchange = MemoryExchange()
    first, second = world.desks[1:3]
    newcomer = world.desks[3]
    newcomer.db.execute("INSERT INTO term VALUES ('t1', 'uno', NULL)")
    run(newcomer, exchange)
    known = world.roster.certificates[-1].n
    second.db.execute("DELETE FROM sync_roster WHERE n = ?", (known,))
    report = run(second, exchange)
    assert [r.code for r in report.waiting] == ["roster_behind"]
    run(world.desks[0], exchange)
    report = run(second, exchange)
    assert (report.received >= 1, report.waiting) == (True, [])
    assert second.db.execute("SELECT id FROM term").fetchall() == [("t1",)]
    assert first.identity.house == "BAR"


def test_a_diverging_roster_is_refused_and_told(world: World) -> None:
    exchange = MemoryExchange()
    shorter = world.roster.of(world.roster.certificates[:-1])
    other = shorter.with_house("CEC", "Cecchi", world.root).with_house("HOL", "Hol", world.root)
    roster_shelf.leave(exchange, other)
    report = run(world.desks[1], exchange)
    assert len(report.roster_problems) == 1 and "contraddice" in report.roster_problems[0]
    assert world.desks[1].db.execute("SELECT max(n) FROM sync_roster").fetchone() == (world.roster.number,)


def test_foreign_files_on_the_shelves_do_no_harm(world: World) -> None:
    exchange = MemoryExchange()
    for number, data in enumerate([b"x", bytes(5000), b"age-encryption.org/v1\n-> X25519 a b\n"]):
        exchange.write(Kind.BUNDLES, f"2-00000000-{number}-{_digits(data)}.mgb", data)
        exchange.write(Kind.ROSTER, f"00099{number}-000000000000-{_digits(data)}.mgr", data)
    coordinator = world.desks[0]
    before = coordinator.digest()
    report = run(coordinator, exchange)
    assert {r.code for r in report.quarantined} <= {"tampered", "truncated"}
    assert coordinator.digest() == before
    assert report.received == 0


@pytest.mark.parametrize("problem", [errors.ExchangeTooBig, errors.ExchangeMissing])
def test_a_file_that_cannot_be_read_is_passed_over_on_every_shelf(
    world: World, problem: type[errors.ExchangeError]
) -> None:
    """A giant that anybody left, or a file that a cloud took away between the list and the reading."""

    class Strewn(MemoryExchange):
        names: ClassVar = {
            Kind.ROSTER: "999999-000000000000-000000000000.mgr",
            Kind.REQUESTS: "77-000000000000.mgj",
            Kind.BUNDLES: "2-00000000-1-000000000000.mgb",
        }

        def list(self, kind: Kind) -> list[str]:
            return [*super().list(kind), self.names[kind]]

        def read(self, kind: Kind, name: str) -> bytes:
            if name in self.names.values():
                raise problem(place=self.place, name=name)
            return super().read(kind, name)

    exchange = Strewn()
    write(world.desks[1], "v1")
    settle(world, exchange)
    assert visits(world.desks[2]) == 1
    center = world.desks[0]
    assert joining.requests(center.db, center.identity, exchange) == []
    incomplete = run(center, exchange).incomplete
    assert Strewn.names[Kind.ROSTER] in incomplete and Strewn.names[Kind.BUNDLES] in incomplete


def visits(desk: Desk) -> int:
    return int(desk.db.execute("SELECT count(*) FROM visit").fetchone()[0])


def test_a_thousand_names_are_not_read_twice(world: World) -> None:
    class Counting(MemoryExchange):
        reads = 0

        def read(self, kind: Kind, name: str) -> bytes:
            Counting.reads += kind is Kind.BUNDLES
            return super().read(kind, name)

    exchange = Counting()
    for desk in world.desks[1:]:
        write(desk, f"v{desk.identity.ordinal}")
    settle(world, exchange)
    Counting.reads = 0
    settle(world, exchange)
    assert Counting.reads == 0


def test_desks_do_not_read_other_houses_files(world: World) -> None:
    exchange = MemoryExchange()
    write(world.desks[3], "v1")
    run(world.desks[3], exchange)
    seen: list[str] = []
    run(world.desks[1], exchange, progress=lambda step, done, of: seen.append(f"{step} {done}/{of}"))
    assert "receive 0/0" in seen


def test_what_we_may_not_send_is_told_and_the_rest_goes(world: World) -> None:
    exchange = MemoryExchange()
    first = world.desks[1]
    write(first, "v1")
    first.db.execute("INSERT INTO visit VALUES ('v2', 'TUR', 0, 'uno', NULL, 1.5, NULL)")
    report = run(first, exchange)
    assert (report.sent, report.unsendable) == (1, ["house:TUR"])


def test_the_time_of_synchronising_does_not_matter_for_what_is_sealed(world: World) -> None:
    first = world.desks[1]
    write(first, "v1")
    first.clock.ms = NOW - 10**9
    assert run(first, MemoryExchange()).sent == 1
