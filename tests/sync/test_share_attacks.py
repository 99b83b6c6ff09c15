"""Attacks on files that one house lets another read (PROTOCOL.md §11), by the names of the table."""

from __future__ import annotations

from dataclasses import replace

import pytest

from millegiorni_sync import body, bundle, errors, shares, synchronise
from millegiorni_sync.bundle import Place, Sealed, seal
from millegiorni_sync.exchange import Kind, MemoryExchange
from tests.sync.world import TABLES, Desk, World, make_world


@pytest.fixture
def world() -> World:
    return make_world("BAR", "BAR", "TUR", "CEC")


def edition(
    world: World, desk: Desk, rows: list[body.LogRow], audience: str = "share:BAR:TUR", **place: object
) -> Sealed:
    """An edition that *desk* signs, whatever it is, sealed to every device."""
    wanted = {"number": 1, "previous": "", "rows_before": 0, "seen": [], "snapshot": ["0" * 16, 1]} | place
    tables = {row.tbl for row in rows}
    schema = {one.name: [list(one.columns), one.audience_column, 0] for one in TABLES if one.name in tables}
    return seal(desk.identity, world.roster, Place(audience, **wanted), rows, schema, world.roster.active)  # type: ignore[arg-type]


def visit(desk: Desk, house: str = "BAR", number: int = 1) -> body.LogRow:
    """A write of *desk*."""
    cells = f'{{"house":"{house}","voided":0,"notes":"n{number}"}}'
    return body.LogRow(
        number << 14 | desk.identity.ordinal, "visit", f"v{number}", "I", cells, None, "", "anna"
    )


def refused_by(world: World, reader: Desk, data: bytes) -> str:
    """Why *reader* does not let a file in; empty where it does."""
    try:
        report = world.deliver(reader, [data])
    except errors.BundleError as error:
        return error.code
    return report.quarantined[0].code if report.quarantined else ""


def test_a_share_in_another_houses_name(world: World) -> None:
    giver, thief, reader = world.desks[1], world.desks[4], world.desks[3]
    rows = [visit(giver)]
    assert refused_by(world, reader, edition(world, thief, rows).data) == "wrong_audience"
    assert refused_by(world, reader, edition(world, giver, rows).data) == ""


def test_another_house_ends_a_share(world: World) -> None:
    giver, thief, reader = world.desks[1], world.desks[4], world.desks[3]
    assert refused_by(world, reader, edition(world, giver, [visit(giver)]).data) == ""
    assert refused_by(world, reader, edition(world, thief, []).data) == "wrong_audience"
    assert refused_by(world, reader, edition(world, thief, [], "share:CEC:TUR").data) == ""
    assert [one.giver for one in shares.shared(reader.db)] == ["BAR"]


def test_a_strangers_share(world: World) -> None:
    giver, reader = world.desks[1], world.desks[3]
    known = make_world("BAR", "BAR", "TUR")
    giver.identity = replace(giver.identity, sign_seed=known.desks[1].identity.sign_seed)
    assert refused_by(world, reader, edition(world, giver, [visit(giver)]).data) == "tampered"
    giver.identity = replace(giver.identity, ordinal=99)
    assert refused_by(world, reader, edition(world, giver, [visit(giver)]).data) == "stranger"


def test_a_coordination_sends_a_share_or_is_named_its_reader(world: World) -> None:
    center, giver, reader = world.desks[0], world.desks[1], world.desks[3]
    assert refused_by(world, reader, edition(world, center, [visit(giver)]).data) == "wrong_audience"
    assert refused_by(world, center, edition(world, giver, [visit(giver)]).data) == "wrong_audience"


def test_a_shared_file_forwarded_to_a_third_house(world: World) -> None:
    giver, reader, third = world.desks[1], world.desks[3], world.desks[4]
    honest = edition(world, giver, [visit(giver)])
    plain = bundle.decrypt(honest.data, giver.identity)
    assert refused_by(world, third, bundle.encrypt(plain, [third.identity.recipient])) == "wrong_audience"
    assert refused_by(world, third, edition(world, reader, [visit(giver)]).data) == "wrong_audience"
    assert (
        refused_by(world, third, edition(world, reader, [visit(giver)], "share:TUR:CEC").data) == "malformed"
    )


def test_a_house_that_shares_with_itself(world: World) -> None:
    giver, second = world.desks[1:3]
    data = edition(world, giver, [visit(giver)], "share:BAR:BAR").data
    assert refused_by(world, second, data) == "wrong_audience"


def test_a_record_of_another_house_in_a_shared_file(world: World) -> None:
    giver, reader = world.desks[1], world.desks[3]
    first = edition(world, giver, [visit(giver)])
    assert refused_by(world, reader, first.data) == ""
    for house in ("CEC", "TUR"):
        rows = [visit(giver, house, 2)]
        worse = edition(world, giver, rows, number=2, previous=first.hash)
        assert refused_by(world, reader, worse.data) == "malformed"
    assert [row.rid for row in shares.rows_of(reader.db, first.header.feed)] == ["v1"]
    assert reader.log() == []


def test_a_network_record_in_a_shared_file(world: World) -> None:
    giver, reader = world.desks[1], world.desks[3]
    first = edition(world, giver, [visit(giver)])
    assert refused_by(world, reader, first.data) == ""
    row = body.LogRow(1 << 20 | 2, "term", "t", "I", '{"label":"x"}', None, "", "anna")
    worse = edition(world, giver, [row], number=2, previous=first.hash)
    assert refused_by(world, reader, worse.data) == "malformed"
    assert [row.rid for row in shares.rows_of(reader.db, first.header.feed)] == ["v1"]
    assert reader.db.execute("SELECT count(*) FROM term").fetchone() == (0,)


def test_rows_sent_as_a_file_in_an_ordinary_audience(world: World) -> None:
    center, giver = world.desks[:2]
    honest = edition(world, giver, [visit(giver)], "house:BAR", snapshot=None)
    header = replace(honest.header, kind="file", snapshot=["0" * 16, 1])
    packed, _size = body.pack([visit(giver)])
    data = bundle.enclose(header, packed, giver.identity, [center.identity.recipient]).data
    assert refused_by(world, center, data) == "malformed"


def test_a_shared_file_sent_as_ordinary_rows(world: World) -> None:
    giver, reader = world.desks[1], world.desks[3]
    honest = edition(world, giver, [visit(giver)])
    packed, _size = body.pack([visit(giver)])
    for kind, part in (("changes", None), ("snapshot", ["0" * 16, 1])):
        header = replace(honest.header, kind=kind, snapshot=part)
        data = bundle.enclose(header, packed, giver.identity, [reader.identity.recipient]).data
        assert refused_by(world, reader, data) == "malformed"
    assert (reader.log(), shares.shared(reader.db)) == ([], [])


def test_an_older_edition_of_a_shared_file_put_back(world: World) -> None:
    giver, reader = world.desks[1], world.desks[3]
    first = edition(world, giver, [visit(giver), visit(giver, number=2)])
    second = edition(world, giver, [visit(giver)], number=2, previous=first.hash)
    ended = edition(world, giver, [], number=3, previous=second.hash)
    for data, rids in ((second, ["v1"]), (first, ["v1"]), (ended, []), (first, []), (second, [])):
        assert refused_by(world, reader, data.data) == ""
        assert [row.rid for row in shares.rows_of(reader.db, first.header.feed)] == rids


def test_a_fork_of_a_shared_file(world: World) -> None:
    giver, reader = world.desks[1], world.desks[3]
    first, other = (edition(world, giver, [visit(giver, number=number)]) for number in (1, 2))
    assert refused_by(world, reader, first.data) == ""
    assert refused_by(world, reader, other.data) == "fork"
    after = edition(world, giver, [visit(giver, number=3)], number=2, previous=other.hash)
    assert refused_by(world, reader, after.data) == "fork"
    assert [row.rid for row in shares.rows_of(reader.db, first.header.feed)] == ["v1"]


def test_a_shared_file_written_to_at_the_reader_s(world: World) -> None:
    giver, reader = world.desks[1], world.desks[3]
    exchange = MemoryExchange()
    first = edition(world, giver, [visit(giver)])
    assert refused_by(world, reader, first.data) == ""
    reader.db.execute("UPDATE sync_shared_row SET cells = replace(cells, 'n1', 'falso')")
    synchronise(reader.db, reader.identity, exchange, TABLES, reader.clock.ms)
    assert exchange.list(Kind.BUNDLES) == []
    after = edition(world, giver, [visit(giver), visit(giver, number=2)], number=2, previous=first.hash)
    assert refused_by(world, reader, after.data) == ""
    told = shares.records(reader.db, first.header.feed)["visit"]
    assert {rid: fields["notes"] for rid, fields in told.items()} == {"v1": "n1", "v2": "n2"}
