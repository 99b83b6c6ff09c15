"""Keys on paper: two sheets of three give the roster away, one does not, and whoever stole the everyday key cannot."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from millegiorni_sync import Device, Roster, joining, root_keys, roster, synchronise
from millegiorni_sync.errors import (
    NotCoordinator,
    RootKeyRefused,
    RootWordUnknown,
    RosterDiverges,
    RosterError,
)
from millegiorni_sync.exchange import MemoryExchange
from millegiorni_sync.identity import Identity, new_age_key, new_seed, public_key, recipient_of
from tests.sync.world import NOW, TABLES, Desk, World, database, make_world

ROOT = new_seed()
SHEETS = sorted((new_seed() for _ in range(3)), key=public_key)
ONE, TWO, THREE = SHEETS


@pytest.fixture
def known() -> Roster:
    return Roster.found("Torino", ROOT).with_roots(SHEETS, 2, [ROOT])


def stranger(ordinal: int = 9) -> Device:
    return Device(
        ordinal, None, "Z", public_key(new_seed()), recipient_of(new_age_key()), "computer del ladro"
    )


# --- words


@settings(max_examples=40)
@given(st.binary(min_size=32, max_size=32), st.data())
def test_words_give_the_key_back_and_one_wrong_word_does_not(seed: bytes, data: st.DataObject) -> None:
    words = root_keys.words_of(seed)
    assert root_keys.seed_of(words) == seed
    assert root_keys.seed_of("  ".join(word[:4].upper() for word in words.split())) == seed
    listed = words.split()
    at = data.draw(st.integers(0, 23))
    other = data.draw(st.sampled_from([word for word in listed if word != listed[at]] or ["zucchero"]))
    listed[at] = other
    try:
        assert root_keys.seed_of(" ".join(listed)) != seed
    except RootKeyRefused as refused:
        assert "fogli" in refused.message or "parola" in refused.message


@pytest.mark.parametrize("typed", ["", "abaco", "abaco " * 23, "abaco " * 24, "abaco " * 25])
def test_what_no_sheet_says_is_refused(typed: str) -> None:
    with pytest.raises(RootKeyRefused):
        root_keys.seed_of(typed)


def test_a_word_that_is_not_in_the_list_is_named_by_its_place() -> None:
    words = root_keys.words_of(ONE).split()
    words[6] = "zzzz"
    with pytest.raises(RootWordUnknown) as caught:
        root_keys.seed_of(" ".join(words))
    assert "numero 7" in caught.value.message


# --- certificates


def test_two_of_three_sheets_give_the_roster_to_another_key(known: Roster) -> None:
    fresh = new_seed()
    for pair in ([ONE, TWO], [THREE, ONE], [TWO, THREE], SHEETS):
        renewed = known.with_key(fresh, pair)
        assert (renewed.key, renewed.kept_by(fresh), renewed.kept_by(ROOT)) == (
            public_key(fresh),
            True,
            False,
        )
        assert renewed.with_house("BAR", "Barrito", fresh).houses == {"BAR": "Barrito"}
        with pytest.raises(RosterError):
            renewed.with_house("BAR", "Barrito", ROOT)
    assert Roster.from_json(renewed.to_json()) == renewed


@pytest.mark.parametrize("by", [[], [ONE], [ONE, ONE], [ROOT], [ROOT, ONE], [ONE, new_seed()]])
def test_fewer_than_two_sheets_do_nothing(known: Roster, by: list[bytes]) -> None:
    with pytest.raises(RosterError):
        known.with_key(new_seed(), by)
    with pytest.raises(RosterError):
        known.with_roots([new_seed() for _ in range(3)], 2, by)


def test_new_sheets_need_two_of_the_former_ones_and_proof_of_their_own(known: Roster) -> None:
    fresh = [new_seed() for _ in range(3)]
    renewed = known.with_roots(fresh, 2, [ONE, THREE])
    assert renewed.roots == roster.Roots(frozenset(map(public_key, fresh)), 2)
    for former in ([ONE, TWO], SHEETS):
        with pytest.raises(RosterError):
            renewed.with_key(new_seed(), former)
    assert renewed.with_key(new_seed(), fresh[:2]).number == 4
    certificate = renewed.certificates[-1]
    unproved = replace(certificate, signature="").signed(ONE, THREE)
    with pytest.raises(RosterError):
        Roster.of([*known.certificates, unproved])


def test_a_network_without_sheets_gives_its_roster_to_nobody() -> None:
    bare = Roster.found("Torino", ROOT)
    for by in ([], [ROOT], [ROOT, new_seed()]):
        with pytest.raises(RosterError):
            bare.with_key(new_seed(), by)


@pytest.mark.parametrize(
    "body",
    [
        {"keys": [], "threshold": 1},
        {"keys": [public_key(ONE)], "threshold": 2},
        {"keys": [public_key(ONE)] * 2, "threshold": 1},
        {"keys": [public_key(TWO), public_key(ONE)], "threshold": 0},
        {"keys": ["x"], "threshold": 1},
        {"keys": [1], "threshold": 1},
        {"keys": "x", "threshold": True},
        {"keys": [public_key(TWO), public_key(ONE)], "threshold": 1},
        {"threshold": 1},
    ],
)
def test_sheets_that_do_not_fit_are_refused(body: dict[str, Any]) -> None:
    bare = Roster.found("Torino", ROOT)
    draft = replace(bare.certificates[0], n=2, previous=bare.hash, kind="roots", body=body, signature="")
    with pytest.raises(RosterError):
        Roster.of([*bare.certificates, draft.signed(ROOT, ONE, TWO)])


def test_there_is_one_way_to_write_the_signatures(known: Roster) -> None:
    good = known.with_key(new_seed(), [ONE, TWO]).certificates[-1]
    size = 128
    parts = [good.signature[at : at + size] for at in range(0, len(good.signature), size)]
    for wrong in (parts[::-1], [*parts, parts[0]], [parts[0], *parts], parts[:-1], [*parts, "00" * 64]):
        with pytest.raises(RosterError):
            Roster.of([*known.certificates, replace(good, signature="".join(wrong))])


# --- a stolen everyday key


def test_where_two_rosters_part_the_holders_of_the_sheets_decide(known: Roster) -> None:
    stolen = known.with_device(stranger(), ROOT).with_house("XXX", "Casa del ladro", ROOT)
    rightful = known.with_key(new_seed(), [ONE, TWO])
    assert stolen.number > rightful.number
    assert stolen.accept(rightful) == rightful.accept(stolen) == rightful
    with pytest.raises(RosterDiverges):
        known.with_house("BAR", "Barrito", ROOT).accept(known.with_house("TUR", "Turati", ROOT))
    with pytest.raises(RosterDiverges):
        rightful.accept(known.with_key(new_seed(), [TWO, THREE]))


def test_sheets_made_by_a_thief_decide_nothing() -> None:
    """Who forks before the network had sheets, and makes as many of their own as they like, is refused."""
    bare = Roster.found("Torino", ROOT)
    own = [new_seed() for _ in range(3)]
    forged = bare.with_roots(own, 2, [ROOT]).with_key(new_seed(), own).with_key(new_seed(), own)
    rightful = bare.with_roots(SHEETS, 2, [ROOT])
    for mine, theirs in ((rightful, forged), (forged, rightful)):
        with pytest.raises(RosterDiverges):
            mine.accept(theirs)


def coordination() -> tuple[World, MemoryExchange]:
    world = make_world("BAR")
    exchange = MemoryExchange()
    return world, exchange


def sync(desk: Desk, exchange: MemoryExchange) -> Any:
    return synchronise(desk.db, desk.identity, exchange, TABLES, NOW)


def keeper(world: World) -> Identity:
    return world.desks[0].identity


def test_a_network_goes_on_after_its_coordinator_was_stolen() -> None:
    world, exchange = coordination()
    coordinator, desk = world.desks
    root_keys.entrust(coordinator.db, keeper(world), SHEETS)
    sync(coordinator, exchange)
    sync(desk, exchange)
    thief = replace(coordinator.identity)
    # The thief lets a computer of his own in; the desk believes it, since the key is the right one.
    coordinators = roster.load(coordinator.db)
    assert coordinators is not None
    his = roster.store(desk.db, coordinators.with_device(stranger(), thief.root_seed or b""))
    assert 9 in his.devices
    # Two sheets later the roster is somebody else's, and the thief's computer is out everywhere.
    renewed, _ = root_keys.take_over(coordinator.db, coordinator.identity, [ONE, THREE])
    coordinator.identity = renewed
    sync(coordinator, exchange)
    report = sync(desk, exchange)
    assert not report.roster_problems
    now = roster.load(desk.db)
    assert now is not None and 9 not in now.devices and now.kept_by(renewed.root_seed)
    with pytest.raises(NotCoordinator):
        joining.add_house(coordinator.db, thief, "XXX", "Casa del ladro")
    assert joining.add_house(coordinator.db, renewed, "TUR", "Turati").houses["TUR"] == "Turati"
    sync(coordinator, exchange)
    assert not sync(desk, exchange).roster_problems
    assert "TUR" in (roster.load(desk.db) or now).houses


def test_sheets_of_another_network_or_too_few_change_nothing() -> None:
    world, _ = coordination()
    coordinator = world.desks[0]
    before = roster.load(coordinator.db)
    with pytest.raises(RootKeyRefused):
        root_keys.take_over(coordinator.db, coordinator.identity, [ONE, TWO])
    root_keys.entrust(coordinator.db, coordinator.identity, SHEETS)
    for seeds in ([], [ONE], [ONE, ONE], [ONE, new_seed()]):
        with pytest.raises(RootKeyRefused):
            root_keys.take_over(coordinator.db, coordinator.identity, seeds)
    with pytest.raises(RootKeyRefused):
        root_keys.entrust(coordinator.db, coordinator.identity, root_keys.new_sheets(), [ONE])
    with pytest.raises(RosterError):
        root_keys.take_over(world.desks[1].db, world.desks[1].identity, [ONE, TWO])
    after = roster.load(coordinator.db)
    assert before is not None and after is not None and after.number == before.number + 1


def test_a_roster_that_took_anothers_place_is_kept_whole() -> None:
    known = Roster.found("Torino", ROOT).with_roots(SHEETS, 2, [ROOT])
    db = database()
    roster.store(db, known.with_device(stranger(), ROOT).with_house("XXX", "x", ROOT))
    rightful = known.with_key(new_seed(), [ONE, TWO])
    assert roster.store(db, rightful) == rightful
    assert roster.load(db) == rightful
