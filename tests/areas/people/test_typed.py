"""What was typed in the search field becomes the beginning of a card."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from millegiorni_desk.areas.people.typed import person_from


@pytest.mark.parametrize(
    ("typed", "name", "surname"),
    [
        ("fatima el idrissi", "Fatima", "El Idrissi"),
        ("ROSA QUISPE MAMANI", "Rosa", "Quispe Mamani"),
        ("Anna De Luca", "Anna", "De Luca"),
        ("anna de luca", "Anna", "de Luca"),
        ("lucia d'angelo", "Lucia", "D'Angelo"),
        ("joy", "Joy", ""),
        ("", "", ""),
    ],
)
def test_the_first_word_is_the_name(typed: str, name: str, surname: str) -> None:
    person = person_from(typed)
    assert (person.name, person.surname) == (name, surname)


def test_a_number_is_the_telephone() -> None:
    person = person_from("ngozi okafor +39 353 441 88 12")
    assert (person.name, person.surname, person.phone) == ("Ngozi", "Okafor", "+393534418812")


def test_a_date_is_the_birth() -> None:
    assert person_from("joy 12/03/1994").birth_date == date(1994, 3, 12)
    known = person_from("joy 1994")
    assert (known.birth_date, known.birth_precision, known.phone) == (date(1994, 1, 1), "year", "")


def test_a_codice_fiscale_tells_birth_and_gender() -> None:
    person = person_from("RSSMRA85M41L219M")
    assert (person.codice_fiscale, person.name) == ("RSSMRA85M41L219M", "")
    assert (person.birth_date, person.gender) == (date(1985, 8, 1), "F")


@given(st.text(max_size=60))
def test_whatever_is_typed_makes_a_card(typed: str) -> None:
    person = person_from(typed)
    assert person.birth_date is None or person.birth_date <= date.today()
