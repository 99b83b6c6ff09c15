"""A relay that burnt down and was set up anew, empty: the desks fill it again, and whoever comes late lacks nothing."""

from __future__ import annotations

import time
from contextlib import closing
from pathlib import Path

from millegiorni_sync import SyncReport, synchronise
from millegiorni_sync.exchange import Kind, Means, open_exchange
from millegiorni_sync.relay.settings import Settings
from tests.sync.relay.network import HOST, Running, running
from tests.sync.world import TABLES, Desk, make_world


def run(relay: Running, desk: Desk) -> SyncReport:
    means = Means(identity=desk.identity, trusted=relay.trusted)
    with closing(open_exchange(f"relay://{HOST}:{relay.port}", means)) as way:
        return synchronise(desk.db, desk.identity, way, TABLES, desk.clock.ms)


def write(desk: Desk, rid: str) -> None:
    desk.db.execute("INSERT INTO visit VALUES (?, ?, 0, 'uno', NULL, 1.5, NULL)", (rid, desk.identity.house))


def test_it_is_filled_again_from_the_desks(tmp_path: Path) -> None:
    world = make_world("BAR", "BAR", "TUR")
    center, first, second, other = world.desks
    for desk in world.desks:
        desk.clock.ms = time.time_ns() // 1_000_000
    settings = Settings(networks=(world.roster.network,))
    with running(_folder(tmp_path / "before"), settings) as relay:
        run(relay, center)
        for number, desk in enumerate((first, other)):
            write(desk, f"v{number}")
            run(relay, desk)
        run(relay, center)
        run(relay, first)
        # Acknowledged by the coordinator, not read by the second desk; and this one read by nobody.
        write(first, "v7")
        run(relay, first)
    with running(_folder(tmp_path / "after"), settings) as relay:
        for _ in range(3):
            for desk in world.desks:
                run(relay, desk)
        assert [row[0] for row in second.db.execute("SELECT id FROM visit ORDER BY id")] == ["v0", "v7"]
        for desk in world.desks[1:]:
            for audience in ("network", f"house:{desk.identity.house}"):
                assert desk.digest(audience) == center.digest(audience)
        before = relay.store.totals()
        for desk in world.desks:
            assert run(relay, desk).sent == 0
        assert relay.store.totals() == before
        with relay.database.reading() as connection:
            kinds = set(connection.exec_driver_sql("SELECT shelf FROM file").scalars())
        assert kinds == set(Kind)


def _folder(path: Path) -> Path:
    path.mkdir()
    return path
