"""Text as it may be pasted: what can be kept comes back as it was, also on another computer; the rest is refused."""

import pytest

from millegiorni_desk.areas.people import service as people
from millegiorni_desk.areas.people.records import Person
from millegiorni_desk.errors import InvalidValue
from millegiorni_desk.flows import desk, syncing

from . import furnished
from .conftest import state
from .furnished import World

KEPT = (
    "El\x00Idrissi",
    "😀 é e\u0301",
    "\u202efdp.exe",
    "فاطمة",
    "'; DROP TABLE person; --",
    '{"a":1}',
    "N" * 100_000,
)


@pytest.mark.parametrize("text", KEPT, ids=ascii)
def test_what_is_pasted_travels_unchanged(text: str, world: World) -> None:
    with desk.open_desk(world.house, "lucia", furnished.PASSPHRASE) as vault:
        person = people.add(vault, Person(surname=text, name="Prova", notes=text))
        people.find(vault, text[:200])
        syncing.synchronise(vault)
    with desk.open_desk(world.coordinator, "marta", furnished.PASSPHRASE) as vault:
        syncing.synchronise(vault)
        there = vault.get(Person, person.id)
        assert (there.surname, there.notes) == (text, text)


def test_half_a_character_is_refused_and_nothing_is_saved(world: World) -> None:
    before = state(world.house)
    with desk.open_desk(world.house, "lucia", furnished.PASSPHRASE) as vault:
        with pytest.raises(InvalidValue, match="non ho salvato nulla"):
            people.add(vault, Person(surname="El\ud800Idrissi", name="Prova"))
        people.find(vault, "\ud800")
        people.add(vault, Person(surname="El Idrissi", name="Prova"))
    assert state(world.house) != before
