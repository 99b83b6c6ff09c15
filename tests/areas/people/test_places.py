"""Italian places of birth by their cadastral code."""

import pytest

from millegiorni_desk.areas.people import places


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("L219", "Torino (TO)"),
        ("h501", "Roma (RM)"),
        ("F839", "Napoli (NA)"),
        ("F335", "Moncalieri (TO)"),
        ("Z330", ""),
    ],
)
def test_names(code: str, name: str) -> None:
    assert places.place_name(code) == name


def test_a_code_is_found_by_what_is_written() -> None:
    assert places.place_code("torino") == "L219"
    assert places.place_code("TORINO (to)") == "L219"
    assert places.place_code("Torino (MI)") == ""
    assert places.place_code("Samone") == ""
    assert places.place_code("Samone (TO)") == "H753"
    assert places.place_code("Atlantide") == ""


def test_what_is_written_may_be_the_place_or_not() -> None:
    assert places.is_place("L219", "Torino")
    assert places.is_place("L219", "torino (TO)")
    assert not places.is_place("L219", "Moncalieri")
    assert places.is_place("A952", "Bozen")
    assert places.is_place("Z330", "Casablanca"), "of towns abroad the code says nothing"
    assert places.is_place("X999", "Torino")
