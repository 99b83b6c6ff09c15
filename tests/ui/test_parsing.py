"""Dates and amounts as people type them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from millegiorni_desk.errors import InvalidValue
from millegiorni_desk.ui.parsing import PartialDate, money, number, parse_date, parse_money

TODAY = date(2025, 11, 23)


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("12/03/1994", date(1994, 3, 12)),
        ("12/3/94", date(1994, 3, 12)),
        ("12.03.1994", date(1994, 3, 12)),
        ("12-3-1994", date(1994, 3, 12)),
        ("12 3 94", date(1994, 3, 12)),
        (" 12031994 ", date(1994, 3, 12)),
        ("120394", date(1994, 3, 12)),
        ("1994-03-12", date(1994, 3, 12)),
        ("04/11/25", date(2025, 11, 4)),
        ("04/11/26", date(1926, 11, 4)),
        ("4/11", date(2025, 11, 4)),
        ("24/12", date(2024, 12, 24)),
        ("29/02/2024", date(2024, 2, 29)),
        ("ieri", date(2025, 11, 22)),
        ("Oggi", TODAY),
    ],
)
def test_a_day_is_read(typed: str, day: date) -> None:
    assert parse_date(typed, TODAY) == PartialDate(day)


def test_a_year_alone_is_a_partial_date() -> None:
    found = parse_date("1991", TODAY)
    assert found == PartialDate(date(1991, 1, 1), "year")
    assert str(found) == "1991"
    with pytest.raises(InvalidValue, match="anche il giorno"):
        parse_date("1991", TODAY, year_alone=False)


def test_a_day_to_come_takes_the_nearest_year() -> None:
    assert parse_date("10/01", TODAY, past=False) == PartialDate(date(2026, 1, 10))
    assert parse_date("domani", TODAY, past=False) == PartialDate(date(2025, 11, 24))
    assert parse_date("14/02/26", TODAY, past=False) == PartialDate(date(2026, 2, 14))


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("31/04/1990", "31 aprile 1990 non esiste"),
        ("29/02/2025", "29 febbraio 2025 non esiste"),
        ("03/14/1994", "mese 14 non esiste"),
        ("0/5/1994", "non esiste"),
        ("24/11/2025", "deve ancora venire"),
        ("2031", "deve ancora venire"),
        ("12/03/194", "Non capisco"),
        ("03/1994", "Manca il giorno"),
        ("12/03/1794", "troppo lontano"),
        ("0000", "anno 0"),
        ("marzo", "Non capisco"),
        ("1/2/3/4", "Non capisco"),
        ("²/3/1994", "Non capisco"),
    ],
)
def test_what_is_no_date_says_why(typed: str, why: str) -> None:
    with pytest.raises(InvalidValue, match=why):
        parse_date(typed, TODAY)


@given(st.dates(date(1900, 1, 1), TODAY))
def test_what_is_written_is_read_again(day: date) -> None:
    assert parse_date(str(PartialDate(day)), TODAY) == PartialDate(day)


@given(st.text(max_size=12))
def test_any_text_is_a_date_or_a_sentence(typed: str) -> None:
    try:
        found = parse_date(typed, TODAY)
    except InvalidValue as problem:
        assert problem.message.endswith(".")
    else:
        assert found is None or found.day <= TODAY


@pytest.mark.parametrize(
    ("typed", "cents"),
    [
        ("151,65", 15165),
        ("151.65", 15165),
        ("1.234,50", 123450),
        ("1.234", 123400),
        ("80", 8000),
        ("12,5", 1250),
        ("12,", 1200),
        ("€ 46.556,88", 4655688),
        ("3 euro", 300),
        ("0", 0),
        ("٣", 300),
        ("  ", None),
    ],
)
def test_an_amount_is_read(typed: str, cents: int | None) -> None:
    assert parse_money(typed) == cents


@pytest.mark.parametrize(
    "typed", ["12,345", "-5", "1.2.3", "12.34.567", "dodici", ",5", "1,2,3", "1234567,00"]
)
def test_what_is_no_amount_says_why(typed: str) -> None:
    with pytest.raises(InvalidValue, match=r"\.$"):
        parse_money(typed)


@given(st.integers(0, 99_999_999))
def test_an_amount_written_is_read_again(cents: int) -> None:
    assert parse_money(money(cents)) == cents


def test_figures_are_italian() -> None:
    assert money(4655688) == "46.556,88"
    assert money(-5) == "-0,05"
    assert number(8367) == "8.367"
