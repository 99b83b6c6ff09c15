"""Whom a note of supervision reaches: its house and the coordination; the coordination's own, no house at all."""

from collections.abc import Callable
from datetime import date

import pytest

from millegiorni_desk.areas.coordination import supervision
from millegiorni_desk.areas.coordination.records import SupervisionNote
from millegiorni_desk.vault.vault import Vault
from millegiorni_sync import Device, Identity, change_log, roster
from millegiorni_sync.identity import new_age_key, new_seed
from tests.sync.world import Clock, Desk, World, confirm_siblings, database, make_world

from .conftest import Network

DAY = date(2025, 3, 1)


def titles(vault: Vault) -> list[str]:
    return sorted(one.title for one in supervision.page(vault, 0, 10))


def test_a_note_reaches_its_house_whose_answer_comes_back(make_network: Callable[..., Network]) -> None:
    made = make_network("BAR", "SAL")
    coordinator, barrito, salgari = made.coordinator, made.houses["BAR"], made.houses["SAL"]
    for house, title in (("BAR", "a Barrito"), ("SAL", "a Salgari"), ("", "per noi")):
        supervision.add(coordinator, SupervisionNote(house=house, on_date=DAY, title=title))
    made.round()
    assert titles(barrito) == ["a Barrito"] and titles(salgari) == ["a Salgari"]
    assert titles(coordinator) == ["a Barrito", "a Salgari", "per noi"]
    (waiting,) = supervision.to_answer(barrito)
    supervision.answer(barrito, waiting.id, "Sistemato")
    made.round()
    assert supervision.note(coordinator, waiting.id).answer == "Sistemato"


def with_second_coordinator(pseudonymous: bool) -> tuple[World, Desk]:
    """A network of one house whose coordination has two computers."""
    world = make_world("BAR", pseudonymous=pseudonymous)
    identity = Identity(
        world.roster.network, 3, None, "C", "secondo", new_seed(), new_age_key(), world.root, user="seconda"
    )
    device = Device(3, None, "C", identity.sign_key, identity.recipient, identity.name)
    world.roster = world.roster.with_device(device, world.root)
    clock = Clock()
    second = Desk(database(clock=clock), identity, clock)
    change_log.start(second.db, 3, identity.user)
    world.desks.append(second)
    for desk in world.desks:
        roster.store(desk.db, world.roster)
        confirm_siblings(desk)
    return world, second


@pytest.mark.parametrize("pseudonymous", [False, True])
def test_the_coordinations_own_reach_its_second_computer_and_no_house(pseudonymous: bool) -> None:
    world, second = with_second_coordinator(pseudonymous)
    first, house = world.desks[0], world.desks[1]
    first.db.execute(
        "INSERT INTO visit VALUES ('nota', ?, 0, '', 7, NULL, NULL)", (supervision.COORDINATION,)
    )
    world.exchange_all()
    told = "SELECT id, minutes FROM visit"
    assert list(second.db.execute(told)) == [("nota", 7)]
    assert list(house.db.execute(told)) == []


def test_in_the_name_of_no_house_at_all_nothing_leaves() -> None:
    """Why the coordination's notes have a mark of their own."""
    world, second = with_second_coordinator(False)
    world.desks[0].db.execute("INSERT INTO visit VALUES ('nota', '', 0, '', 7, NULL, NULL)")
    world.exchange_all()
    assert list(second.db.execute("SELECT id FROM visit")) == []
