"""Bundles: what is sealed can be read by whom it is for, and by nobody else."""

import dataclasses

import pytest

from millegiorni_sync import body, bundle, canonical, errors, feeds, handover
from millegiorni_sync.bundle import Place, open_sealed, seal
from millegiorni_sync.header import Header
from millegiorni_sync.identity import new_age_key, new_seed, recipient_of
from tests.sync.world import NOW, TABLES, Desk, World, make_world


@pytest.fixture
def world() -> World:
    return make_world("BAR", "BAR", "TUR")


def one_visit(world: World, desk: Desk, notes: str = "uno") -> bytes:
    house = desk.identity.house or "BAR"
    desk.db.execute(
        "INSERT INTO visit VALUES (?, ?, 0, ?, NULL, 1.5, NULL)", (f"v{desk.identity.ordinal}", house, notes)
    )
    (data,) = world.seal(desk)
    return data


def test_the_devices_of_the_house_and_the_coordinator_can_open_it(world: World) -> None:
    coordinator, first, second, other = world.desks
    data = one_visit(world, first)
    for desk in (coordinator, first, second):
        opened = world.open(desk, data)
        assert opened.header.audience == "house:BAR"
        (group,) = opened.groups()
        assert (group.tbl, group.kind, group.cells) == (
            "visit", "I", [{"house": "BAR", "voided": 0, "notes": "uno", "score": 1.5}],
        )  # fmt: skip
        assert group.rows == [tuple(row) for row in first.log()]
    with pytest.raises(errors.NotForUs):
        world.open(other, data)


def test_the_header_says_what_the_protocol_says(world: World) -> None:
    first = world.desks[1]
    header = world.open(world.desks[0], one_visit(world, first)).header
    clk = first.log()[0][0]
    assert (header.network, header.origin, header.house, header.user) == (
        world.roster.network,
        2,
        "BAR",
        "utente 2",
    )
    assert (header.kind, header.number, header.previous, header.rows, header.rows_before) == (
        "changes",
        1,
        "",
        1,
        0,
    )
    assert (header.first_clk, header.last_clk) == (clk, clk)
    assert header.roster == [world.roster.number, world.roster.hash]
    assert len(header.recipients) == 3
    assert header.schema == {"visit": [list(TABLES[0].columns), "house", 0]}


def test_sizes_are_hidden(world: World) -> None:
    desk = world.desks[1]
    plain = [
        bundle.decrypt(one_visit(world, d, "visita" * n), d.identity)
        for n, d in enumerate(world.desks[1:3], 1)
    ]
    assert [len(text) for text in plain] == [4096, 4096]
    # Longer than what a sealed file holds by chance.
    assert b"visita" not in desk.outbox()[0]


def test_a_former_key_still_opens_what_was_sealed_for_it(world: World) -> None:
    coordinator, first = world.desks[:2]
    data = one_visit(world, first)
    old = coordinator.identity
    restored = dataclasses.replace(old, ordinal=9, age_key=new_age_key(), former_age_keys=(old.age_key,))
    assert open_sealed(data, restored, world.roster).header.origin == 2
    with pytest.raises(errors.NotForUs):
        open_sealed(data, dataclasses.replace(restored, former_age_keys=()), world.roster)


def forge(world: World, desk: Desk, **changes: object) -> bytes:
    """A bundle of *desk*'s first rows, rightly signed, with some header fields changed."""
    rows = feeds.next_rows(desk.db, f"house:{desk.identity.house}")
    place = Place(f"house:{desk.identity.house}", 1, "", 0, [])
    sealed = seal(
        desk.identity, world.roster, place, rows, feeds.schema_of(desk.db, rows, TABLES), world.roster.active
    )
    packed, _ = body.pack(rows)
    header = dataclasses.replace(sealed.header, **changes)  # type: ignore[arg-type]
    return bundle.enclose(header, packed, desk.identity, [d.recipient for d in world.roster.active]).data


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({}, None),
        ({"network": "0" * 32}, errors.WrongNetwork),
        ({"origin": 77}, errors.Stranger),
        ({"origin": 77, "roster": [99, "0" * 64]}, errors.RosterBehind),
        ({"origin": 3}, errors.Tampered),
        ({"house": "TUR"}, errors.Malformed),
        ({"house": None}, errors.Malformed),
        ({"audience": "house:TUR"}, errors.WrongAudience),
        ({"audience": "house:"}, errors.Malformed),
        ({"audience": "everyone"}, errors.Malformed),
        ({"recipients": ["0" * 16]}, errors.NotForUs),
        ({"recipients": []}, errors.NotForUs),
        ({"recipients": ["zz"]}, errors.Malformed),
        ({"kind": "snapshot", "snapshot": ["0" * 16, 1]}, errors.WrongAudience),
        ({"kind": "snapshot"}, errors.Malformed),
        ({"kind": "changes", "snapshot": ["0" * 16, 1]}, errors.Malformed),
        ({"kind": "other"}, errors.Malformed),
        ({"number": 0}, errors.Malformed),
        ({"number": True}, errors.Malformed),
        ({"number": 1 << 63}, errors.Malformed),
        ({"number": 2}, errors.Malformed),
        ({"previous": "0" * 64}, errors.Malformed),
        ({"first_clk": 1 << 62}, errors.Malformed),
        ({"last_clk": 1 << 63}, errors.Malformed),
        ({"rows": -1}, errors.Malformed),
        ({"rows": 0}, errors.Malformed),
        ({"rows_before": "0"}, errors.Malformed),
        ({"seen": [[1, 1]]}, errors.Malformed),
        ({"seen": [[1, 1, "x", 1, 1]]}, errors.Malformed),
        ({"seen": [[2, 1, "0" * 64, 1, 1], [1, 1, "0" * 64, 1, 1]]}, errors.Malformed),
        ({"roster": [1]}, errors.Malformed),
        ({"schema": {"visit; DROP": [["a"], None, 0]}}, errors.Malformed),
        ({"schema": {"visit": [["a", "a"], None, 0]}}, errors.Malformed),
        ({"schema": {"visit": [["a"], "b", 0]}}, errors.Malformed),
        ({"schema": {"visit": [["a"], None, 2]}}, errors.Malformed),
        ({"schema": {"visit": [["id"], None, 0]}}, errors.Malformed),
        ({"schema": {"visit": "x"}}, errors.Malformed),
        ({"body": [1, 2]}, errors.Malformed),
        ({"body": [1, 2, "0" * 64]}, errors.Malformed),
        ({"format": 2}, errors.Malformed),
        ({"least_reader": 2}, errors.TooNew),
        ({"least_reader": 0}, errors.Malformed),
    ],
)
def test_a_signed_header_is_still_checked(
    world: World, changes: dict[str, object], error: type[errors.SyncError] | None
) -> None:
    first = world.desks[1]
    first.db.execute("INSERT INTO visit VALUES ('v1', 'BAR', 0, 'uno', NULL, 1.5, NULL)")
    data = forge(world, first, **changes)
    if error is None:
        assert world.open(world.desks[0], data).header.origin == 2
        return
    with pytest.raises(error):
        world.open(world.desks[0], data)


def test_every_header_field_is_there_and_no_other(world: World) -> None:
    first = world.desks[1]
    opened = world.open(world.desks[0], one_visit(world, first))
    fields = canonical.decode(opened.header.encode())
    identity, recipients = first.identity, [d.recipient for d in world.roster.active]
    for name in (field.name for field in dataclasses.fields(Header)):
        if name in ("origin", "network"):
            continue
        less = {key: value for key, value in fields.items() if key != name}
        for forged in (less, fields | {"more": 1}):
            data = _enclose(canonical.encode(forged), opened.packed, first, recipients)
            with pytest.raises(errors.Malformed):
                world.open(world.desks[0], data)
    assert identity.ordinal == 2


def _enclose(header: bytes, packed: bytes, desk: Desk, recipients: list[str]) -> bytes:
    signed = bundle.PREFIX.pack(bundle.MAGIC, 1, len(header), len(packed)) + header
    plain = signed + packed + desk.identity.sign(bundle._message(signed, packed))
    return bundle.encrypt(plain + bytes(-len(plain) % 4096), recipients)


def test_signed_by_a_strangers_key(world: World) -> None:
    first = world.desks[1]
    first.db.execute("INSERT INTO visit VALUES ('v1', 'BAR', 0, 'uno', NULL, 1.5, NULL)")
    thief = Desk(first.db, dataclasses.replace(first.identity, sign_seed=new_seed()), first.clock)
    with pytest.raises(errors.Tampered):
        world.open(world.desks[0], forge(world, thief))


def test_a_newer_format_is_told_apart_from_damage(world: World) -> None:
    reader = world.desks[0].identity
    plain = bundle.PREFIX.pack(bundle.MAGIC, 2, 0, 0)
    with pytest.raises(errors.TooNew):
        open_sealed(bundle.encrypt(plain + bytes(4080), [reader.recipient]), reader, world.roster)


def test_too_big_to_be_decrypted(world: World) -> None:
    with pytest.raises(errors.TooBig):
        world.open(world.desks[0], bytes(bundle.LARGEST_FILE + 1))


def test_revocation_goes_by_number_and_hash(world: World) -> None:
    coordinator, first = world.desks[:2]
    data = [one_visit(world, first)]
    for n in range(2):
        first.db.execute("UPDATE visit SET minutes = ?", (n,))
        data += world.seal(first)
    opened = [world.open(coordinator, item) for item in data]
    world.roster = world.roster.without(2, {"house:BAR": (2, opened[1].hash)}, world.root)
    assert [world.open(coordinator, item).header.number for item in data[:2]] == [1, 2]
    with pytest.raises(errors.Revoked):
        world.open(coordinator, data[2])
    other = forge(world, first, number=2, previous="0" * 64)
    with pytest.raises(errors.Revoked):
        world.open(coordinator, other)


def test_a_revoked_device_sends_nothing_in_an_audience_that_is_not_named(world: World) -> None:
    first = world.desks[1]
    data = one_visit(world, first)
    world.roster = world.roster.without(2, {}, world.root)
    with pytest.raises(errors.Revoked):
        world.open(world.desks[0], data)


def test_new_bundles_are_not_sealed_for_the_revoked(world: World) -> None:
    coordinator, first, second, _ = world.desks
    world.roster = world.roster.without(3, {}, world.root)
    data = one_visit(world, first)
    assert world.open(coordinator, data).header.origin == 2
    with pytest.raises(errors.NotForUs):
        world.open(second, data)


def test_many_rows_are_cut_into_bundles(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feeds, "MOST_ROWS", 10)
    coordinator, first = world.desks[:2]
    for number in range(25):
        first.db.execute("INSERT INTO visit VALUES (?, 'BAR', 0, 'uno', NULL, 1.5, NULL)", (f"v{number}",))
    data = world.seal(first)
    assert [world.open(coordinator, item).header.rows for item in data] == [10, 10, 5]
    assert [world.open(coordinator, item).header.rows_before for item in data] == [0, 10, 20]
    world.deliver(coordinator, data)
    assert coordinator.digest("house:BAR") == first.digest("house:BAR")


def test_sealing_is_all_or_nothing(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    first = world.desks[1]
    first.db.execute("INSERT INTO visit VALUES ('v1', 'BAR', 0, 'uno', NULL, 1.5, NULL)")

    def fails(*_: object) -> None:
        raise RuntimeError("no disk")

    monkeypatch.setattr(feeds, "move", fails)
    with pytest.raises(RuntimeError):
        handover.seal_pending(first.db, first.identity, world.roster, TABLES, NOW, lambda: None)
    assert first.outbox() == []
    assert feeds.pending(first.db) == {"house:BAR": 1}


def test_the_recipient_belongs_to_the_key() -> None:
    key = new_age_key()
    assert bundle.decrypt(bundle.encrypt(b"x", [recipient_of(key)]), make_identity(key)) == b"x"


def make_identity(age_key: str) -> object:
    return dataclasses.replace(make_world("BAR").desks[0].identity, age_key=age_key)
