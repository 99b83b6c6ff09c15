"""When she came to Italy, as far as she knows."""

from datetime import date

import pytest

from millegiorni_desk.areas.people import arrival, checks
from millegiorni_desk.errors import InvalidValue

TODAY = date(2025, 6, 1)


@pytest.mark.parametrize(
    ("typed", "kept", "words"),
    [
        ("2019", "2019", "2019"),
        ("3/2019", "2019-03", "marzo 2019"),
        ("Marzo 2019", "2019-03", "marzo 2019"),
        ("2019-03", "2019-03", "marzo 2019"),
        ("12.3.2019", "2019-03-12", "12/03/2019"),
        ("", "", ""),
    ],
)
def test_read_and_said(typed: str, kept: str, words: str) -> None:
    assert arrival.read(typed, TODAY) == kept
    assert arrival.in_words(kept) == words
    assert arrival.read(words, TODAY) == kept
    checks.arrival(kept)


@pytest.mark.parametrize("typed", ["da poco", "13/2019", "31/2/2019", "2026", "19", "1/2/3/2019", "1850"])
def test_what_cannot_be_is_refused(typed: str) -> None:
    with pytest.raises(InvalidValue):
        arrival.read(typed, TODAY)


@pytest.mark.parametrize("kept", ["19", "2019-13", "2019-02-31", "9999", "da poco"])
def test_a_record_is_checked_too(kept: str) -> None:
    with pytest.raises(InvalidValue):
        checks.arrival(kept)
