"""The card of rights on a person's page, and the table, by keyboard."""

from datetime import date, timedelta

import pytest
from PySide6.QtCore import Qt

from millegiorni_desk.app.person.page import PersonPage
from millegiorni_desk.areas.people.records import Child, Person
from millegiorni_desk.areas.rights import catalogue, service
from millegiorni_desk.areas.rights import view as rights_view
from millegiorni_desk.areas.rights.view.rights_card import RightsCard
from millegiorni_desk.areas.rights.view.table_page import RightsPage
from millegiorni_desk.ui.cards import Entry
from millegiorni_desk.vault.permissions import Role
from tests.screens import Desk, desk
from tests.ui.conftest import light, window
from tests.ui.spoken import nameless

__all__ = ["desk", "light", "window"]


@pytest.fixture
def ana(desk: Desk) -> Person:
    rights_view.pages(desk.vault, desk.shell)
    born = date.today() - timedelta(days=65)
    return desk.add("Ana", "Ruiz", Child(house="", person_id="", name="Leo", birth_date=born))


def card_of(desk: Desk, person: Person) -> RightsCard:
    page = desk.open("person", person.id)
    assert isinstance(page, PersonPage)
    return page.rights


def entry(card: RightsCard, words: str) -> Entry:
    return next(one for one in card.entries if words in one.accessibleName())


def test_a_row_opens_and_is_noted_by_keyboard_and_undone(desk: Desk, ana: Person) -> None:
    card = card_of(desk, ana)
    assert not card.isHidden() and not card.more.isHidden()
    entry(card, "Prime vaccinazioni").setFocus()
    desk.press(Qt.Key.Key_Return)
    desk.settle()
    desk.press(Qt.Key.Key_Tab)
    assert desk.focus().accessibleName() == "Fatto"
    desk.press(Qt.Key.Key_Space)
    assert desk.said == "Prime vaccinazioni: esavalente, pneumococco, rotavirus: fatto"
    assert all("Prime" not in one.accessibleName() for one in card.entries)
    desk.shell.toast.undo_button.click()
    assert service.history(desk.vault, ana.id) == []
    assert entry(card, "Prime vaccinazioni")


def test_the_table_takes_the_height_of_the_page(desk: Desk, ana: Person) -> None:
    page = desk.open("rights")
    assert isinstance(page, RightsPage)
    below = (
        page.mapTo(page, page.foot.geometry().topLeft()).y()
        - page.table.mapTo(page, page.table.rect().bottomLeft()).y()
    )
    assert below < 60
    assert page.scroller.verticalScrollBar().maximum() == 0


def test_all_are_shown_when_asked_for(desk: Desk, ana: Person) -> None:
    card = card_of(desk, ana)
    assert len(card.rows.pieces) == 5
    card.more.click()
    assert len(card.rows.pieces) == len(service.standings(desk.vault, ana.id, date.today())) > 5
    assert card.more.isHidden()


def test_nothing_to_ask_takes_no_room(desk: Desk, ana: Person) -> None:
    assert card_of(desk, desk.add("Rosa", "Bianchi")).isHidden()


def test_a_row_of_the_table_is_corrected_and_undone(desk: Desk, ana: Person) -> None:
    page = desk.open("rights")
    assert isinstance(page, RightsPage)
    assert nameless(page) == []
    page.edit("newborn_bonus")
    page.form.fields["to_day"].set_value(60)
    desk.ctrl(Qt.Key.Key_S)
    assert catalogue.row(desk.vault, "newborn_bonus").to_day == 60
    assert not page.listed.isHidden()
    desk.shell.toast.undo_button.click()
    assert catalogue.row(desk.vault, "newborn_bonus").to_day == 120


def test_a_wrong_day_is_said_beside_its_field(desk: Desk, ana: Person) -> None:
    page = desk.open("rights")
    assert isinstance(page, RightsPage)
    desk.ctrl(Qt.Key.Key_N)
    desk.type("Banca del latte")
    page.form.fields["to_day"].set_value(None)
    page.save()
    assert "Scrivi il giorno" in page.form.fields["to_day"].problem
    page.form.fields["from_day"].set_value(-400)
    page.save()
    assert page.form.fields["from_day"].problem


def test_an_operator_has_no_table(desk: Desk) -> None:
    desk.vault.roles = [Role.OPERATOR]
    rights_view.pages(desk.vault, desk.shell)
    assert not desk.shell.knows("rights")


def test_every_control_has_a_spoken_name(desk: Desk, ana: Person) -> None:
    card = card_of(desk, ana)
    entry(card, "Prime vaccinazioni").click()
    assert nameless(card) == []
