"""Return codes: nobody mistypes one into another, and no two devices give the same."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from millegiorni_desk.areas.referrals import codes
from millegiorni_desk.errors import InvalidValue

made = st.integers(min_value=1, max_value=100_000).map(lambda device: codes.new(device, lambda _: False))


@given(made, st.sampled_from([str.lower, lambda c: f" {c} ", lambda c: c.replace("-", " ")]))
def test_it_is_read_however_it_is_written(code: str, written: object) -> None:
    assert callable(written)
    assert codes.read(written(codes.shown(code))) == code
    assert codes.looks_like(codes.shown(code))


@given(made)
def test_any_wrong_sign_and_any_two_exchanged_are_seen(code: str) -> None:
    for place, sign in itertools.product(range(codes.LENGTH), codes.ALPHABET):
        if sign != code[place]:
            assert not codes.looks_like(code[:place] + sign + code[place + 1 :])
    for one, two in itertools.combinations(range(codes.LENGTH), 2):
        if code[one] != code[two]:
            exchanged = list(code)
            exchanged[one], exchanged[two] = code[two], code[one]
            assert not codes.looks_like("".join(exchanged))


def test_the_signs_do_not_look_alike() -> None:
    for alike in ("0OQ", "1IL", "2Z", "5S", "8B", "6G", "UV"):
        assert len([sign for sign in alike if sign in codes.ALPHABET]) <= 1


def test_two_devices_never_give_the_same() -> None:
    first = {codes.new(7, lambda _: False)[:2] for _ in range(20)}
    assert first.isdisjoint({codes.new(8, lambda _: False)[:2] for _ in range(20)})


def test_a_code_that_is_taken_is_not_given_again() -> None:
    seen: list[str] = []

    def taken(code: str) -> bool:
        seen.append(code)
        return len(seen) < 3

    assert codes.new(3, taken) == seen[2]


@pytest.mark.parametrize(
    ("typed", "said"), [("K7M", "8 segni"), ("B7MX3RTA", "mai B"), ("K7MX-3RTT", "sbagliato")]
)
def test_what_is_wrong_is_said(typed: str, said: str) -> None:
    with pytest.raises(InvalidValue, match=said) as refused:
        codes.read(typed)
    assert refused.value.field == "code"
