from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from millegiorni_desk.errors import InvalidValue
from millegiorni_desk.flows.workbooks import cells
from millegiorni_desk.flows.workbooks.cells import Birth

TODAY = date(2025, 11, 23)
PAST = st.dates(date(1900, 1, 1), TODAY)
# What a two-figure year can mean on that day.
RECENT = st.dates(date(1926, 1, 1), TODAY)


@given(PAST, st.sampled_from(["{:%d/%m/%Y}", "{:%d.%m.%Y}", "{:%d-%m-%Y}", "{:%Y-%m-%d}", " {:%d/%m/%Y} "]))
def test_a_day_reads_as_it_is_written(day: date, form: str) -> None:
    assert cells.day(form.format(day), TODAY) == day


@given(RECENT)
def test_two_figures_of_a_year_are_the_latest_past_one(day: date) -> None:
    assert cells.day(f"{day.day}/{day.month}/{day:%y}", TODAY) == day


@given(PAST)
def test_a_spreadsheets_date_is_the_same_day(day: date) -> None:
    assert cells.day(day, TODAY) == cells.day(datetime(day.year, day.month, day.day, 9, 30), TODAY) == day


def test_a_due_date_may_lie_ahead() -> None:
    assert cells.day("20/2/26", TODAY, future=True) == date(2026, 2, 20)
    with pytest.raises(InvalidValue, match="deve ancora venire"):
        cells.day("20/02/2026", TODAY)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("31/02/2025", "il 31 febbraio 2025 non esiste"),
        ("29/02/2023", "il 29 febbraio 2023 non esiste"),
        ("03/13/2025", "il mese 13 non esiste"),
        ("01/01/0225", "l'anno 225 non può essere giusto"),
        ("ieri", "non è una data"),
        ("12/03", "non è una data"),
        (45678.0, "non è una data"),
        (True, "non è una data"),
    ],
)
def test_an_impossible_day_is_said_in_words(typed: cells.Value, sentence: str) -> None:
    with pytest.raises(InvalidValue, match=sentence):
        cells.day(typed, TODAY)


@given(st.integers(1900, 2025))
def test_a_year_alone_is_an_approximate_birth(year: int) -> None:
    expected = Birth(date(year, 1, 1), "year")
    assert (
        cells.birth(year, TODAY)
        == cells.birth(float(year), TODAY)
        == cells.birth(f" {year} ", TODAY)
        == expected
    )
    # The same year typed into a cell of dates.
    assert cells.birth(date(1899, 12, 30) + timedelta(days=year), TODAY) == expected


def test_a_month_alone_is_no_birth() -> None:
    with pytest.raises(InvalidValue, match="non ha il giorno"):
        cells.birth("03/1994", TODAY)
    with pytest.raises(InvalidValue, match="o solo l'anno"):
        cells.birth("boh", TODAY)


def test_births_of_children_stand_apart_by_semicolons() -> None:
    assert cells.births("05/06/2019; 2023;", TODAY) == [
        Birth(date(2019, 6, 5)),
        Birth(date(2023, 1, 1), "year"),
    ]
    assert cells.births(2023.0, TODAY) == [Birth(date(2023, 1, 1), "year")]


@given(st.times())
def test_a_time_reads_as_it_is_written(at: time) -> None:
    expected = f"{at:%H:%M}"
    day_fraction = (at.hour * 60 + at.minute) / 1440
    forms: list[cells.Value] = [
        at,
        f"{at:%H:%M}",
        f"{at:%H.%M}",
        f"{at.hour}:{at:%M}",
        f"ore {at:%H:%M}",
        day_fraction,
    ]
    assert {cells.clock(form) for form in forms} == {expected}


@pytest.mark.parametrize("typed", ["25:00", "9:75", "mattina", 930.0])
def test_what_is_no_time_is_refused(typed: cells.Value) -> None:
    with pytest.raises(InvalidValue, match="non è un'ora"):
        cells.clock(typed)


@given(st.integers(1, 10_000_000_00))
def test_an_amount_reads_as_it_is_written(cents: int) -> None:
    euros, rest = divmod(cents, 100)
    dotted = f"{euros:,}".replace(",", ".")
    forms: list[cells.Value] = [
        cents / 100,
        f"{euros},{rest:02}",
        f"{dotted},{rest:02} €",
        f"€ {euros},{rest:02}",
    ]
    assert {cells.euros(form) for form in forms} == {cents}


@pytest.mark.parametrize(
    "typed", [0.0, -5.0, "0", "-5", "circa 100", 12.345, "12,345", float("nan"), float("inf"), True, 1e300]
)
def test_what_is_no_amount_is_refused(typed: cells.Value) -> None:
    with pytest.raises(InvalidValue):
        cells.euros(typed)


def test_an_amount_summed_by_a_spreadsheet_keeps_its_cents() -> None:
    assert cells.euros(0.1 + 0.2) == 30


def test_numbers_and_dates_in_a_column_of_words_read_as_they_look() -> None:
    assert cells.text(3331234567.0) == "3331234567"
    assert cells.text(1.5) == "1,5"
    assert cells.text(datetime(2025, 4, 3)) == "03/04/2025"
    assert cells.text("a\x00b\x1fc") == "abc"


def test_a_codice_fiscale_kept_as_a_number_gets_its_zeros_back() -> None:
    assert cells.codice_fiscale(1234567890.0) == "01234567890"
    assert cells.codice_fiscale(" lmr ftm 90c52 z330p ") == "LMRFTM90C52Z330P"
    assert {cells.codice_fiscale(none) for none in ("privo", "non ha", "-", "n.d.", "No")} == {""}


@pytest.mark.parametrize(
    ("typed", "number"), [(30.0, 30), ("30", 30), ("30 minuti", 30), ("30 min.", 30), ("30,0", 30)]
)
def test_a_count_reads_as_it_is_written(typed: cells.Value, number: int) -> None:
    assert cells.count(typed) == number


@pytest.mark.parametrize("typed", [2.5, "due", "-1", True, "²"])
def test_what_is_no_count_is_refused(typed: cells.Value) -> None:
    with pytest.raises(InvalidValue, match="non è un numero intero"):
        cells.count(typed)


@given(
    st.one_of(
        st.text(),
        st.floats(),
        st.integers(),
        st.booleans(),
        st.dates(),
        st.datetimes(),
        st.times(),
        st.timedeltas(),
    )
)
def test_whatever_a_cell_holds_is_read_or_refused(value: cells.Value) -> None:
    for read in (cells.clock, cells.count, cells.euros, cells.codice_fiscale, cells.words, cells.parts):
        try:
            read(value)
        except InvalidValue as refusal:
            assert refusal.message
    for read_day in (cells.day, cells.birth, cells.births):
        try:
            read_day(value, TODAY)
        except InvalidValue as refusal:
            assert refusal.message


@pytest.mark.parametrize(
    ("typed", "minutes"),
    [
        (12, 720), (12.5, 750), ("12,5", 750), ("12:30", 750), ("37h30", 2250), ("8 ore", 480), ("0,25", 15),
        (time(2, 30), 150), (timedelta(hours=37, minutes=30), 2250),
    ],
)  # fmt: skip
def test_hours_are_minutes(typed: cells.Value, minutes: int) -> None:
    assert cells.hours(typed) == minutes


@pytest.mark.parametrize("typed", [0, -3, 1000, "mille", "12 e mezza", True, "0:00", float("nan")])
def test_what_are_no_hours_is_refused(typed: cells.Value) -> None:
    with pytest.raises(InvalidValue, match="ore"):
        cells.hours(typed)
