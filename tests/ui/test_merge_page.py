"""*Unire due schede* by keyboard, and what her card then says."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from millegiorni_desk.app.person import pages
from millegiorni_desk.app.person.merge_page import MergePage
from millegiorni_desk.app.person.page import PersonPage
from millegiorni_desk.areas.people import service as people
from millegiorni_desk.areas.people.records import Person
from millegiorni_desk.flows import card_merging
from millegiorni_desk.network import names
from millegiorni_desk.ui.shell import Shell
from millegiorni_desk.vault.permissions import Role
from tests.screens import Desk, desk
from tests.ui.spoken import nameless

__all__ = ["desk"]
BORN = date(1994, 3, 12)


def two(desk: Desk) -> tuple[Person, Person]:
    kept = desk.add("Fatima", "El Idrissi", birth_date=BORN, phone="333 1112223", address="via Nizza 9")
    return kept, desk.add("Fatma", "El Idrissi", birth_date=BORN, phone="333 1112223", address="via Po 1")


def opened(desk: Desk, person: Person) -> MergePage:
    page = desk.open("merge-cards", person.id)
    assert isinstance(page, MergePage)
    return page


def test_where_no_names_are_seen_no_cards_are_joined(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    kept, _gone = two(desk)
    assert desk.shell.knows("merge-cards")
    monkeypatch.setattr(names, "are_hidden", lambda vault: True)
    shell = Shell("Coordinamento", "Marta")
    desk.bot.addWidget(shell)
    pages(desk.vault, shell)
    page = shell.open("person-data", kept.id)
    assert not shell.knows("merge-cards")
    assert page.merge_button.isHidden()
    card = shell.open("person", kept.id)
    assert isinstance(card, PersonPage) and card.merged.isHidden()


def test_the_likely_one_is_offered_compared_and_merged(desk: Desk) -> None:
    kept, gone = two(desk)
    page = opened(desk, kept)
    assert [entry.key for entry in page.likely.entries] == [gone.id]
    assert page.finder.field.line.placeholderText() == "Nome, telefono o codice fiscale", "nobody has come in"
    desk.press(Qt.Key.Key_Return)
    desk.settle()
    assert set(page.choices) == {"name", "address"}
    page.choices["address"].set_value("gone")
    assert page.confirm is not None and not page.confirm.button.isEnabled()
    page.confirm.field.setFocus(Qt.FocusReason.OtherFocusReason)
    desk.type("unisci")
    page.confirm.button.setFocus()
    desk.press(Qt.Key.Key_Space)
    desk.bot.waitUntil(lambda: desk.said == "Schede unite")
    person = people.card(desk.vault, kept.id).person
    assert (person.name, person.address) == ("Fatima", "via Po 1")
    desk.shell.toast.undo_button.click()
    assert not people.card(desk.vault, gone.id).person.voided


def test_her_card_says_what_the_other_said_and_takes_it_apart(desk: Desk) -> None:
    kept, gone = two(desk)
    card_merging.merge_cards(desk.vault, kept.id, gone.id)
    page = desk.open("person", kept.id)
    assert isinstance(page, PersonPage)
    spoken = " ".join(one.text() for one in page.merged.findChildren(QLabel))
    assert "Nome: Fatma" in spoken and "Indirizzo: via Po 1" in spoken
    gone_page = desk.open("person", gone.id)
    assert isinstance(gone_page, PersonPage)
    gone_page.told.pieces[0].findChild(type(page._reading_buttons[0])).click()
    desk.settle()
    assert page._card is not None and page._card.person.id == kept.id
    page.merged.findChildren(type(page._reading_buttons[0]))[-1].click()
    assert desk.said == "Di nuovo due schede"
    assert people.card(desk.vault, gone.id).person.address == "via Po 1"


def test_a_card_that_may_be_hers_is_named_on_the_first(desk: Desk) -> None:
    kept, _gone = two(desk)
    page = desk.open("person", kept.id)
    assert isinstance(page, PersonPage) and not page.merged.isHidden()
    page.merged.findChildren(type(page._reading_buttons[0]))[-1].click()
    desk.settle()
    compared = desk.shell.built("merge-cards")
    assert isinstance(compared, MergePage) and compared.confirm is not None
    assert nameless(compared) == []


def test_a_card_that_cannot_be_merged_is_told(desk: Desk) -> None:
    kept, gone = two(desk)
    page = opened(desk, kept)
    people.edit(desk.vault, gone.id, voided=True)
    page.compare(gone.id)
    assert page.work.problem is not None and "non è più nel registro" in page.work.problem.sentence


def test_an_operator_merges_nothing(desk: Desk) -> None:
    kept, _gone = two(desk)
    desk.vault.roles = [Role.OPERATOR]
    page = desk.open("person", kept.id)
    assert isinstance(page, PersonPage) and page.merged.isHidden()


def test_where_she_must_never_be_called_the_numbers_are_told_by_their_end(desk: Desk) -> None:
    kept, gone = two(desk)
    people.edit(desk.vault, kept.id, contact_rule="never")
    people.edit(desk.vault, gone.id, phone="347 9998887")
    page = opened(desk, kept)
    desk.press(Qt.Key.Key_Return)
    desk.settle()
    assert [chip.words for chip in page.choices["phone"].chips] == ["finisce con 223", "finisce con 887"]
    card_merging.merge_cards(desk.vault, kept.id, gone.id)
    merged = desk.open("person", kept.id)
    assert isinstance(merged, PersonPage)
    spoken = " ".join(one.text() for one in merged.merged.findChildren(QLabel))
    assert "Telefono: finisce con 887" in spoken and "9998887" not in spoken
