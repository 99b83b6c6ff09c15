"""What was typed in the search field becomes the beginning of a card."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from millegiorni_desk.areas.people import service as people
from millegiorni_desk.areas.people.records import Person
from millegiorni_desk.areas.people.typed import begun, person_from
from millegiorni_desk.vault.vault import Vault


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


@pytest.mark.parametrize(
    ("typed", "name", "surname"),
    [
        ("rossetti mar", "Mar", "Rossetti"),
        ("mar rossetti", "Mar", "Rossetti"),
        ("xhoxhaj fatima", "Fatima", "Xhoxhaj"),
        ("fatima xhoxhaj", "Fatima", "Xhoxhaj"),
        ("EL IDRISSI FATIMA", "Fatima", "El Idrissi"),
        ("de luca anna 12/03/1994", "Anna", "de Luca"),
        # Nobody here bears either word, or one word is both.
        ("ngozi okafor", "Ngozi", "Okafor"),
        ("anna bruno", "Anna", "Bruno"),
        ("bruno anna", "Anna", "Bruno"),
        ("anna fatima", "Anna", "Fatima"),
        ("rossetti", "Rossetti", ""),
        ("", "", ""),
    ],
)
def test_people_here_tell_which_word_is_the_surname(
    vault: Vault, typed: str, name: str, surname: str
) -> None:
    for given_name, family in (
        ("Anna", "Rossetti"), ("Fatima", "El Idrissi"), ("Anna", "De Luca"), ("Bruno", "Villa"), ("Rosa", "Bruno"),
    ):  # fmt: skip
        people.add(vault, Person(house="", name=given_name, surname=family))
    person = begun(vault, typed)
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
