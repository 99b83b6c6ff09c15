"""Safe contact: the rule in words before any number, and no number where it says never."""

from __future__ import annotations

import pytest

from millegiorni_desk.areas.people import contact, phones, service
from millegiorni_desk.areas.people.records import Person, Phone
from millegiorni_desk.errors import InvalidValue
from millegiorni_desk.vault.vault import Vault


def woman(**known: str) -> Person:
    return Person(house="BAR", name="Joy", phone="351 2204418", **known)


@pytest.mark.parametrize(
    ("known", "line"),
    [
        ({}, "351 2204418"),
        ({"safe_contact": "Solo al mattino"}, "Solo al mattino · 351 2204418"),
        ({"contact_rule": "any"}, "Si può chiamare e scrivere · 351 2204418"),
        (
            {"contact_rule": "calls", "contact_hours": "9-12", "safe_contact": "chiede di Ada"},
            "Solo chiamate, niente messaggi · 9-12 · chiede di Ada · 351 2204418",
        ),
        ({"contact_rule": "never"}, "Non chiamare mai"),
        ({"contact_rule": "never", "safe_contact": "passa lei"}, "Non chiamare mai · passa lei"),
        ({"safe_contact": "Non chiamare!"}, "Non chiamare!"),
        ({"safe_contact": "non chiamarla mai"}, "non chiamarla mai"),
        ({"safe_contact": "Non chiamare dopo le 18"}, "Non chiamare dopo le 18 · 351 2204418"),
    ],
)
def test_the_rule_comes_first_and_never_means_no_number(known: dict[str, str], line: str) -> None:
    assert contact.line(woman(**known)) == line


@pytest.mark.parametrize(
    ("rule", "calls", "writes"),
    [
        ("", True, True), ("any", True, True), ("calls", True, False), ("messages", False, True),
        ("only_her", True, False), ("through", False, False), ("never", False, False), ("of_later", False, False),
    ],
)  # fmt: skip
def test_reminders_ask_whether_they_may(rule: str, calls: bool, writes: bool) -> None:
    one = woman(contact_rule=rule)
    assert (contact.may_call(one), contact.may_write(one)) == (calls, writes)


def test_no_paper_is_asked_by_itself_and_words_of_before_still_hold() -> None:
    assert contact.may_hand_paper(woman())
    asked = woman(no_paper=True, contact_rule="calls")
    assert not contact.may_hand_paper(asked) and contact.read_by_others(asked)
    assert (
        contact.of_person(asked).line == "Solo chiamate, niente messaggi · niente carta a casa · 351 2204418"
    )
    words = woman(safe_contact="Non lasciare biglietti")
    assert not contact.may_hand_paper(words)
    both = woman(safe_contact="niente carta", no_paper=True)
    assert contact.of_person(both).words == "niente carta", "said once"


def test_another_number_follows_its_own_rule_but_never_is_never() -> None:
    sister = Phone(house="BAR", person_id="1", number="333 1", whose="sorella", contact_rule="any")
    plain = Phone(house="BAR", person_id="1", number="333 2")
    careful = woman(contact_rule="through", safe_contact="chiamare la sorella")
    assert contact.of_phone(careful, sister).line == "Si può chiamare e scrivere · 333 1"
    assert contact.of_phone(careful, sister).calls
    assert not contact.of_phone(careful, plain).calls
    for one in (sister, plain):
        told = contact.of_phone(woman(contact_rule="never"), one)
        assert (told.number, told.hidden, told.calls) == ("", True, False)
    sister.contact_rule = "never"
    assert contact.of_phone(woman(contact_rule="any"), sister).number == ""


def test_a_hidden_number_is_shown_by_an_act_that_is_noted(vault: Vault) -> None:
    joy = service.add(vault, woman(contact_rule="never"))
    assert contact.reveal(vault, joy, joy.phone) == "351 2204418"
    noted = vault.query("SELECT action, detail FROM audit ORDER BY n DESC LIMIT 1")[0]
    assert noted["action"] == "phone.reveal"
    assert joy.id in noted["detail"] and "2204418" not in noted["detail"]


def test_a_rule_that_is_none_is_refused(vault: Vault) -> None:
    joy = service.add(vault, woman())
    with pytest.raises(InvalidValue) as refused:
        service.edit(vault, joy.id, contact_rule="sometimes")
    assert refused.value.field == "contact_rule"


def test_more_numbers_are_added_changed_taken_off_and_put_back(vault: Vault) -> None:
    joy = service.add(vault, woman())
    one = phones.add(vault, joy.id, Phone(house="", person_id="", number=" 011  123 ", whose="sorella"))
    assert (one.number, one.house) == ("011 123", "BAR")
    phones.edit(vault, one.id, contact_rule="calls")
    assert [(each.whose, each.contact_rule) for each in phones.of_person(vault, joy.id)] == [
        ("sorella", "calls")
    ]
    phones.edit(vault, one.id, voided=True)
    assert phones.of_person(vault, joy.id) == []
    phones.edit(vault, one.id, voided=False)
    assert len(phones.of_person(vault, joy.id)) == 1
    for wrong in ({"number": "x"}, {"contact_rule": "sometimes"}):
        with pytest.raises(InvalidValue):
            phones.edit(vault, one.id, **wrong)
    assert phones.of_person(vault, joy.id)[0].number == "011 123"
