"""The roster: only the root key adds to it, nothing in it can be changed, and it never goes back."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from millegiorni_sync import Device, Roster, roster
from millegiorni_sync.errors import RosterDiverges, RosterError
from millegiorni_sync.identity import new_age_key, new_seed, public_key, recipient_of
from tests.sync.world import database

ROOT = new_seed()


def device(ordinal: int, house: str | None = "BAR") -> Device:
    keys = public_key(new_seed()), recipient_of(new_age_key())
    return Device(ordinal, house, chr(64 + ordinal), *keys, f"pc {ordinal}")


@pytest.fixture
def known() -> Roster:
    made = Roster.found("Torino", ROOT).with_house("BAR", "Barrito", ROOT).with_house("TUR", "Turati", ROOT)
    return made.with_device(device(1, None), ROOT).with_device(device(2), ROOT).without(2, {}, ROOT)


def test_it_says_who_is_there(known: Roster) -> None:
    assert (known.number, known.name, known.houses) == (6, "Torino", {"BAR": "Barrito", "TUR": "Turati"})
    assert [d.ordinal for d in known.active] == [1]
    assert (sorted(known.devices), list(known.revoked)) == ([1, 2], [2])
    wider = known.with_device(device(3), ROOT).with_device(device(4, "TUR"), ROOT)
    assert [d.ordinal for d in wider.readers("house:BAR")] == [1, 3]
    assert [d.ordinal for d in wider.readers("house:TUR")] == [1, 4]
    assert [d.ordinal for d in wider.readers("network")] == [1, 3, 4]


def test_it_comes_back_from_json(known: Roster) -> None:
    assert Roster.from_json(known.to_json()) == known
    assert Roster.from_json(known.to_json()).hash == known.hash


def test_every_change_of_the_text_is_refused_or_the_same(known: Roster) -> None:
    text = known.to_json()
    for position in range(0, len(text)):
        for character in {"0", '"'} - {text[position]}:
            altered = text[:position] + character + text[position + 1 :]
            with pytest.raises(RosterError):
                Roster.from_json(altered)


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", "null", "[1]", "[" * 100_000, '[{"n":1}]', "\ud800", "[" + "1," * 20_000 + "1]"]
)
def test_what_is_no_roster_is_refused(text: str) -> None:
    with pytest.raises(RosterError):
        Roster.from_json(text)


def entries(known: Roster) -> list[dict[str, Any]]:
    return [certificate.as_dict() for certificate in known.certificates]


def test_left_out_swapped_repeated_or_inserted_certificates_are_refused(known: Roster) -> None:
    good = entries(known)
    other = entries(known.with_house("CEC", "Cecchi", ROOT))[-1]
    attacks = [good[:i] + good[i + 1 :] for i in range(len(good) - 1)]
    attacks += [[*good[:i], good[i + 1], good[i], *good[i + 2 :]] for i in range(len(good) - 1)]
    attacks += [good[: i + 1] + good[i:] for i in range(len(good))]
    attacks += [[*good[:i], other, *good[i:]] for i in range(len(good))]
    for attack in attacks:
        with pytest.raises(RosterError):
            Roster.from_json(json.dumps(attack))


def test_another_root_key_adds_nothing(known: Roster) -> None:
    with pytest.raises(RosterError):
        known.with_house("CEC", "Cecchi", new_seed())
    mine = entries(Roster.found("Torino", new_seed()))
    with pytest.raises(RosterError):
        Roster.from_json(json.dumps(mine + entries(known)[1:]))


def test_the_network_id_pins_the_root_key() -> None:
    assert Roster.found("Torino", ROOT).network != Roster.found("Torino", new_seed()).network
    assert Roster.found("Torino", ROOT).network == Roster.found("Torino", ROOT).network


@pytest.mark.parametrize(
    "wrong",
    [
        {"ordinal": 1},
        {"ordinal": 2},
        {"ordinal": 0},
        {"ordinal": 16384},
        {"ordinal": True},
        {"house": "CEC"},
        {"house": ""},
        {"series": "a"},
        {"series": "B"},
        {"series": ""},
        {"sign_key": "xyz"},
        {"sign_key": "0" * 63},
        {"recipient": "age1x"},
        {"recipient": "age1" + "b" * 58},
        {"name": 5},
    ],
)
def test_a_device_that_does_not_fit_is_refused(known: Roster, wrong: dict[str, Any]) -> None:
    with pytest.raises(RosterError):
        known.with_device(replace(device(3), **wrong), ROOT)


def test_keys_and_codes_are_used_once(known: Roster) -> None:
    second = known.devices[2]
    for field in ("sign_key", "recipient"):
        with pytest.raises(RosterError):
            known.with_device(replace(device(3), **{field: getattr(second, field)}), ROOT)
    with pytest.raises(RosterError):
        known.with_house("BAR", "un'altra", ROOT)
    with pytest.raises(RosterError):
        known.with_house("B/R", "barra", ROOT)


@pytest.mark.parametrize(
    "last", [{"network": (0, "0" * 64)}, {"network": (1, "x")}, {"network": (True, "0" * 64)}]
)
def test_a_revocation_that_does_not_fit_is_refused(known: Roster, last: dict[str, Any]) -> None:
    with pytest.raises(RosterError):
        known.without(1, last, ROOT)
    for ordinal in (2, 9):
        with pytest.raises(RosterError):
            known.without(ordinal, {}, ROOT)


def test_ordinals_and_series_are_never_given_twice(known: Roster) -> None:
    assert known.next_ordinal() == 3
    assert known.next_ordinal([7]) == 8
    assert known.next_series() == "C"
    assert known.next_series(["C", "D"]) == "E"
    assert known.next_series([chr(65 + i) for i in range(26)]) == "AA"


def test_a_longer_one_is_taken_a_shorter_one_ignored_another_one_refused(known: Roster) -> None:
    db = database()
    longer = known.with_house("CEC", "Cecchi", ROOT)
    other = known.with_house("HOL", "Hol", ROOT).with_house("VAL", "Val", ROOT)
    assert roster.load(db) is None
    assert roster.store(db, known) == known
    assert roster.store(db, longer) == longer
    assert roster.store(db, known) == longer
    with pytest.raises(RosterDiverges) as caught:
        roster.store(db, other)
    assert caught.value.params == {"n": 7}
    assert roster.load(db) == longer
    with pytest.raises(RosterDiverges):
        roster.store(db, Roster.found("Torino", new_seed()))
