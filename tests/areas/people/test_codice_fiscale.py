"""The codice fiscale, omocodia and provisional ones included."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from millegiorni_desk.areas.people import codice_fiscale as cf
from millegiorni_desk.areas.people.records import Child, Person

MARIO_ROSSI = "RSSMRA85T10A562S"
_days = st.dates(date(cf.LAST_BIRTH_YEAR - 99, 1, 1), date(cf.LAST_BIRTH_YEAR, 12, 31))
_words = st.text(alphabet="abcdefghijklmnopqrstuvwxyzàè' ", min_size=1, max_size=20)


@pytest.mark.parametrize("code", [MARIO_ROSSI, "RCCMNL83S18D969H", "CNTCHR83T41D969D"])
def test_known_codes_are_valid(code: str) -> None:
    assert cf.is_valid(code)


@pytest.mark.parametrize(
    "code",
    [
        "",
        "RSSMRA85T10A562T",
        "RSSMRA85T10A56",
        "RSSMRA85T32A562S",
        "1234567890",
        "00000000000",
        "RSSMRA85X10A562S",
    ],
)
def test_others_are_not(code: str) -> None:
    assert not cf.is_valid(code)


def test_february_the_thirtieth_is_no_birthday() -> None:
    first = "RSSMRA85B30A562"
    assert not cf.is_valid(first + cf.check_letter(first))


def test_spaces_and_small_letters_do_not_matter() -> None:
    assert cf.normalise(" rss mra 85t10 a562s ") == MARIO_ROSSI


def test_eleven_digits_are_provisional() -> None:
    assert cf.is_provisional("84001010117") is cf.is_valid("84001010117")
    assert cf.is_provisional("00743110157")
    assert not cf.is_provisional("00743110158")
    assert not cf.is_provisional(MARIO_ROSSI)
    assert cf.read("00743110157") is None


@pytest.mark.parametrize(
    ("surname", "name", "born", "gender", "place", "code"),
    [
        ("Rossi", "Mario", date(1985, 12, 10), "M", "A562", MARIO_ROSSI),
        ("Fo", "Anna", date(1990, 1, 1), "F", "L219", "FOXNNA90A41L219"),
        ("El Amrani", "Fatima", date(1990, 3, 12), "F", "Z330", "LMRFTM90C52Z330"),
        ("D'Angelo", "Gianfranca", date(1971, 8, 30), "F", "L219", "DNGGFR71M70L219"),
        ("Wu", "Li", date(2001, 10, 5), "M", "Z210", "WUXLIX01R05Z210"),
        ("Ștefănescu", "Ioana", date(1999, 6, 9), "F", "Z129", "STFNIO99H49Z129"),
    ],
)
def test_making_a_code(surname: str, name: str, born: date, gender: str, place: str, code: str) -> None:
    made = cf.make(surname, name, born, gender, place)
    assert made.startswith(code)
    assert cf.is_valid(made)


@given(
    _words, _words, _days, st.sampled_from("FM"), st.sampled_from(["L219", "Z330", "Z611"]), st.integers(0, 7)
)
def test_what_is_made_is_read_back_with_any_omocodia(
    surname: str, name: str, born: date, gender: str, place: str, letters: int
) -> None:
    code = cf.with_omocodia(cf.make(surname, name, born, gender, place), letters)
    assert cf.is_valid(code)
    assert cf.read(code) == cf.Stated(born, gender, place)
    assert cf.without_omocodia(code)[:15] == cf.make(surname, name, born, gender, place)[:15]


def test_omocodia_makes_another_code() -> None:
    other = cf.with_omocodia(MARIO_ROSSI)
    assert other != MARIO_ROSSI
    assert cf.is_valid(other)


def test_the_century_is_a_matter_of_who_asks() -> None:
    born = date(2023, 5, 4)
    code = cf.make("Rossi", "Gaia", born, "F", "L219")
    adult, child = cf.read(code), cf.read(code, last_birth_year=2026)
    assert adult is not None
    assert child is not None
    assert adult.birth_date == date(1923, 5, 4)
    assert child.birth_date == born


def test_no_differences_when_all_agrees() -> None:
    assert (
        cf.compare(
            MARIO_ROSSI,
            surname="Rossi",
            name="Mario",
            birth_date=date(1985, 12, 10),
            gender="M",
            birth_country="IT",
        )
        == []
    )


def test_each_difference_is_data() -> None:
    code = cf.make("El Amrani", "Fatima", date(1990, 3, 12), "F", "Z330")
    found = cf.compare(
        code,
        surname="Alaoui",
        name="Khadija",
        birth_date=date(1990, 12, 3),
        gender="M",
        birth_country="tn",
    )
    assert found == [
        cf.Difference("surname", "Alaoui", "LMR"),
        cf.Difference("name", "Khadija", "FTM"),
        cf.Difference("birth_date", "1990-12-03", "1990-03-12"),
        cf.Difference("gender", "M", "F"),
        cf.Difference("birth_country", "TN", "MA"),
    ]


def test_a_year_alone_is_compared_as_a_year() -> None:
    code = cf.make("Popescu", "Ana", date(1990, 3, 12), "F", "Z129")
    assert cf.compare(code, birth_date=date(1990, 1, 1), birth_precision="year") == []
    assert cf.compare(code, birth_date=date(1991, 1, 1), birth_precision="year") == [
        cf.Difference("birth_date", "1991", "1990")
    ]


def test_the_century_of_the_record_is_believed() -> None:
    code = cf.make("Rossi", "Gaia", date(2023, 5, 4), "F", "L219")
    assert cf.compare(code, birth_date=date(2023, 5, 4)) == []


def test_a_code_that_cannot_be_right_is_the_difference() -> None:
    assert cf.compare("RSSMRA85T10A562T", surname="Rossi") == [
        cf.Difference("codice_fiscale", "RSSMRA85T10A562T", "")
    ]
    assert cf.compare("", surname="Rossi") == []
    assert cf.compare("00743110157", surname="Rossi") == []


def test_who_was_born_in_a_state_that_is_no_more_is_not_questioned() -> None:
    code = cf.make("Ivanova", "Olga", date(1980, 3, 12), "F", "Z135")
    assert cf.compare(code, birth_country="UA") == []


def test_doubts_in_words() -> None:
    code = cf.make("El Amrani", "Fatima", date(1990, 3, 12), "F", "Z330")
    person = Person(
        house="BAR",
        surname="El Amrani",
        name="Fatima",
        codice_fiscale=code,
        birth_date=date(1990, 12, 3),
        gender="M",
        birth_country="TN",
    )
    assert cf.doubts(person) == [
        "Per il codice fiscale la data di nascita è 12/03/1990.",
        "Per il codice fiscale il genere è donna.",
        "Per il codice fiscale il paese di nascita è Marocco.",
    ]
    person.codice_fiscale = "ABC"
    assert len(cf.doubts(person)) == 1


@pytest.mark.parametrize(
    ("typed", "state"),
    [
        ("", "empty"),
        ("RSSMRA", "short"),
        ("RSSMRA85T50L219K", "valid"),
        ("rss mra 85t50 l219 k", "valid"),
        ("RSSMRA85T50L219A", "wrong"),
        ("1234567890", "short"),
        ("12345678903", "provisional"),
        ("12345678901", "wrong"),
        ("RSSMRA85T50L219KXX", "wrong"),
    ],
)
def test_how_a_code_stands_while_it_is_typed(typed: str, state: str) -> None:
    assert cf.state(typed) == state


def test_omocodia_is_told() -> None:
    assert cf.state(cf.with_omocodia("RSSMRA85T50L219K")) == "omocodia"


def test_what_differs_can_be_taken_over_but_for_names() -> None:
    person = Person(
        house="BAR", surname="Verdi", name="Maria", codice_fiscale="RSSMRA85T50L219K", birth_date=date(1985, 12, 11),
        gender="M", birth_country="FR", birth_place="Moncalieri",
    )  # fmt: skip
    found = {one.field: cf.taken_over(one) for one in cf.differences(person)}
    assert found == {
        "surname": {},
        "birth_date": {"birth_date": date(1985, 12, 10), "birth_precision": "day"},
        "gender": {"gender": "F"},
        "birth_country": {"birth_country": "IT"},
        "birth_place": {"birth_place": "Torino (TO)"},
    }
    for values in found.values():
        for field, value in values.items():
            setattr(person, field, value)
    assert [one.field for one in cf.differences(person)] == ["surname"]


def test_a_childs_code_is_of_this_century() -> None:
    code = cf.make("Rossi", "Ada", date(2024, 5, 1), "F", "L219")
    child = Child(
        house="", person_id="", name="Ada", birth_date=date(2024, 5, 2), gender="F", codice_fiscale=code
    )
    (one,) = cf.differences_of_child(child, date(2025, 1, 1))
    assert (one.field, one.computed) == ("birth_date", "2024-05-01")
    child.name, child.birth_date = "Ada Rossi", date(2024, 5, 1)
    assert cf.differences_of_child(child, date(2025, 1, 1)) == []
