"""Answers that change: each kept with its day, and the one that held on a day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from millegiorni_desk.areas.people import answers, service
from millegiorni_desk.areas.people.records import Answer, Person
from millegiorni_desk.errors import InvalidValue
from millegiorni_desk.network.vocabularies import SHIPPED
from millegiorni_desk.vault.vault import Vault

TODAY = date.today()


def said(kind: str, on: date, **known: object) -> Answer:
    return Answer(**{"house": "", "person_id": "", "kind": kind, "on_date": on, **known})


@pytest.fixture
def joy(vault: Vault) -> Person:
    return service.add(vault, Person(house="", name="Joy"))


def test_the_answer_that_held_on_a_day(vault: Vault, joy: Person) -> None:
    answers.add(vault, joy.id, said("work", date(2024, 3, 1), value="looking"))
    later = answers.add(
        vault, joy.id, said("work", date(2025, 3, 1), value="fixed_term", until=date(2025, 8, 31))
    )
    answers.add(vault, joy.id, said("home", date(2024, 3, 1), value="hosted"))
    held = answers.standing(vault, joy.id, date(2025, 2, 28))
    assert {kind: one.value for kind, one in held.items()} == {"work": "looking", "home": "hosted"}
    assert answers.standing(vault, joy.id, date(2024, 2, 1)) == {}
    now = answers.standing(vault, joy.id)["work"]
    assert now.value == "fixed_term"
    assert answers.expired(now, date(2025, 9, 1)) and not answers.expired(now, date(2025, 8, 31))
    assert [one.value for one in answers.history(vault, joy.id, "work")] == ["fixed_term", "looking"]
    answers.edit(vault, later.id, voided=True)
    assert answers.standing(vault, joy.id)["work"].value == "looking"
    answers.edit(vault, later.id, voided=False)
    assert len(answers.history(vault, joy.id)) == 3


def test_an_isee_is_cents_and_ends_with_its_year(vault: Vault, joy: Person) -> None:
    kept = answers.add(vault, joy.id, said("isee", date(2025, 2, 10), cents=650_012))
    assert kept.until == date(2025, 12, 31)
    own = answers.add(vault, joy.id, said("isee", date(2025, 2, 10), cents=0, until=date(2025, 6, 30)))
    assert own.until == date(2025, 6, 30)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        (said("", TODAY, value="x"), "kind"),
        (said("horoscope", TODAY, value="x"), "kind"),
        (said("work", TODAY), "value"),
        (said("work", TODAY, value="astronaut"), "value"),
        (said("adi", TODAY, value="looking"), "value"),
        (said("isee", TODAY), "cents"),
        (said("isee", TODAY, cents=-1), "cents"),
        (said("home", TODAY + timedelta(days=1), value="rent"), "on_date"),
        (said("home", TODAY, value="rent", until=TODAY - timedelta(days=1)), "until"),
    ],
)
def test_what_cannot_be_is_refused(vault: Vault, joy: Person, wrong: Answer, field: str) -> None:
    with pytest.raises(InvalidValue) as refused:
        answers.add(vault, joy.id, wrong)
    assert refused.value.field == field
    assert answers.history(vault, joy.id) == []


def test_every_kind_has_its_words_and_its_vocabulary() -> None:
    assert set(answers.KINDS) == set(SHIPPED["answer_kind"])
    assert all(kind.vocabulary in SHIPPED for kind in answers.KINDS.values() if kind.vocabulary)
