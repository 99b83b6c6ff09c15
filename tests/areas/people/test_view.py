"""The registry on the screen: searched while typing, a new card, those it may already be."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from millegiorni_desk.areas.people import codice_fiscale, service
from millegiorni_desk.areas.people.view.finder import PersonFinder
from millegiorni_desk.areas.people.view.new_person import NewPersonPage
from millegiorni_desk.areas.people.view.people_page import PeoplePage
from millegiorni_desk.errors import InvalidValue
from millegiorni_desk.ui.forms import PartialDate
from millegiorni_desk.vault.permissions import Role
from tests.screens import Desk, desk, desk_of, light, window
from tests.ui.spoken import nameless

__all__ = ["desk", "light", "window"]

Key = Qt.Key
TODAY = date.today()
CODE = codice_fiscale.make("Okafor", "Ngozi", date(1994, 3, 12), "F", "Z335")


def people_page(desk: Desk, argument: object = None) -> PeoplePage:
    page = desk.open("people", argument)
    assert isinstance(page, PeoplePage)
    return page


def new_card(desk: Desk, typed: str) -> NewPersonPage:
    page = desk.open("new-person", {"typed": typed})
    assert isinstance(page, NewPersonPage)
    return page


# --- the list ---------------------------------------------------------------------------------------


def test_an_empty_registry_says_so_and_offers_the_next_step(desk: Desk) -> None:
    page = people_page(desk)
    assert page.nobody.isVisible()
    assert page.nobody.button is not None
    page.nobody.button.click()
    assert desk.shell.shown == "new-person"


def test_everyone_is_listed_by_surname_with_the_rule_before_the_number(desk: Desk) -> None:
    desk.add("Maria", "Rossi", phone="347 1120934", safe_contact="Solo al mattino", citizenship="IT")
    desk.add("Joy", "Osas", birth_date=date(1991, 1, 1), birth_precision="year")
    page = people_page(desk)
    rows = [page.table.model.row(at) for at in range(page.table.model.rowCount())]
    assert [row["surname"] for row in rows] == ["Osas", "Rossi"]
    assert (rows[0]["birth"], rows[1]["citizenship"]) == ("1991 circa", "Italia")
    assert rows[1]["call"] == "Solo al mattino · 347 1120934"
    assert page.state[0] == "2 schede"


def test_typing_finds_and_the_keyboard_opens(desk: Desk) -> None:
    desk.add("Maria", "Rossi")
    joy = desk.add("Joy", "Osas")
    page = people_page(desk, {"search": ""})
    desk.type("osas")
    desk.press(Key.Key_Down)
    assert page.table.view.hasFocus()
    desk.press(Key.Key_Return)
    assert (desk.shell.shown, desk.shell._trail[-1][1]) == ("person", joy.id)


def test_enter_in_the_field_opens_the_first(desk: Desk) -> None:
    desk.add("Maria", "Rossi")
    people_page(desk, {"search": "ros"})
    desk.press(Key.Key_Return)
    assert desk.shell.shown == "person"


def test_the_list_follows_what_changes(desk: Desk) -> None:
    joy = desk.add("Joy", "Osas")
    page = people_page(desk)
    service.edit(desk.vault, joy.id, surname="Osaze")
    assert page.table.model.row(0)["surname"] == "Osaze"


def test_only_the_coordination_sees_houses(
    desk: Desk, tmp_path: Path, qtbot: QtBot, window: Callable[[QWidget], QWidget]
) -> None:
    assert "house" not in [column.key for column in people_page(desk).table.model.columns]
    other = desk_of(tmp_path / "coordination", qtbot, "", (Role.COORDINATOR,))
    window(other.shell)
    other.add("Joy", "Osas")
    page = people_page(other)
    desk.settle()
    at = [column.key for column in page.table.model.columns].index("house")
    assert page.table.model.data(page.table.model.index(0, at)) == "Barrito"
    other.vault.close()


def test_an_administrator_has_no_registry(
    tmp_path: Path, qtbot: QtBot, window: Callable[[QWidget], QWidget]
) -> None:
    admin = desk_of(tmp_path / "admin", qtbot, "BAR", (Role.ADMINISTRATOR,))
    window(admin.shell)
    admin.open("today")
    assert set(admin.shell.rail.entries) == {"today"}
    admin.vault.close()


# --- a new card -------------------------------------------------------------------------------------


def test_a_card_by_keyboard_with_its_children_and_undo(desk: Desk) -> None:
    page = new_card(desk, "ngozi okafor 353 4418812")
    assert desk.focus() is page.form.fields["surname"].control
    desk.press(Key.Key_Return, times=2)
    desk.type("1994")
    page.form.fields["citizenship"].setFocus()
    desk.type("nigeriana")
    page.children_editor.add_button.click()
    desk.type("Ada")
    desk.press(Key.Key_Return)
    desk.type((TODAY - timedelta(days=40)).strftime("%d/%m/%Y"))
    desk.ctrl(Key.Key_S)
    assert (desk.shell.shown, desk.said) == ("person", "Scheda di Ngozi Okafor salvata")
    (ngozi,) = service.page(desk.vault, 0, 10)
    assert (ngozi.birth_date, ngozi.birth_precision, ngozi.citizenship) == (date(1994, 1, 1), "year", "NG")
    assert [child.name for child in service.card(desk.vault, ngozi.id).children] == ["Ada"]
    desk.ctrl(Key.Key_Z)
    assert service.count(desk.vault) == 0


def test_the_codice_fiscale_is_checked_while_typing_and_stops_nothing(desk: Desk) -> None:
    page = new_card(desk, "ngozi okafor")
    page.form.fields["codice_fiscale"].set_value(CODE[:-1] + "?")
    assert page.form.doubts.isHidden()
    page.form.fields["codice_fiscale"].set_value(CODE[:5] + "AA" + CODE[7:])
    assert "non è scritto bene" in page.form.doubts.sentence
    page.form.fields["codice_fiscale"].set_value(CODE)
    page.form.fields["gender"].set_value("M")
    assert page.form.doubts.sentence == "Per il codice fiscale il genere è donna."
    page.save()
    assert service.count(desk.vault) == 1


def test_the_codice_fiscale_fills_in_what_is_missing(desk: Desk) -> None:
    page = new_card(desk, "ngozi okafor")
    page.form.fields["codice_fiscale"].set_value(CODE)
    assert page.form.fill_button.text().strip() == "Completa dal codice: 12/03/1994, donna, Nigeria"
    page.form.fill_button.click()
    answers = page.form.answers()
    assert (answers["birth_date"], answers["gender"], answers["birth_country"]) == (
        date(1994, 3, 12),
        "F",
        "NG",
    )
    assert page.form.fill_button.isHidden()


def test_each_value_of_the_code_is_taken_over_by_keyboard(desk: Desk) -> None:
    page = new_card(desk, "ngozi okafor")
    fields = page.form.fields
    fields["codice_fiscale"].setFocus()
    desk.type(CODE[:10])
    assert fields["codice_fiscale"]._note.text() == "Mancano 6 caratteri."
    desk.type(CODE[10:])
    assert fields["codice_fiscale"]._note.text() == "Il codice è scritto bene."
    fields["birth"].set_value(PartialDate(date(1994, 3, 13)))
    fields["gender"].set_value("M")
    fields["birth_country"].set_value("GH")
    assert [button.text().strip() for button in page.form.check.buttons] == [
        "Scrivi 12/03/1994", "Scrivi donna", "Scrivi Nigeria",
    ]  # fmt: skip
    for _ in range(3):
        button = page.form.check.buttons[0]
        button.setFocus()
        desk.press(Key.Key_Space)
    answers = page.form.answers()
    assert (answers["birth_date"], answers["gender"], answers["birth_country"]) == (
        date(1994, 3, 12),
        "F",
        "NG",
    )
    assert page.form.doubts.isHidden() and page.form.check.isHidden()


def test_all_that_is_known_of_her_origin_is_asked_and_kept(desk: Desk) -> None:
    page = new_card(desk, "ngozi okafor")
    typed = {
        "citizenship": "443", "birth_country": "nigeriana", "birth_place": "Benin City", "languages": "inglese, edo",
        "arrived_in_italy": "marzo 2019", "contact_hours": "9-12",
    }  # fmt: skip
    for name, text in typed.items():
        field = page.form.fields[name]
        field.setFocus()
        desk.type(text)
        desk.press(Key.Key_Tab)
    page.form.fields["contact_rule"].set_value("calls")
    desk.ctrl(Key.Key_S)
    (kept,) = service.page(desk.vault, 0, 5)
    assert (kept.citizenship, kept.birth_country, kept.birth_place) == ("NG", "NG", "Benin City")
    assert (kept.languages, kept.arrived_in_italy) == (["en", "bin"], "2019-03")
    assert (kept.contact_rule, kept.contact_hours) == ("calls", "9-12")


def test_a_language_or_an_arrival_that_cannot_be_is_told(desk: Desk) -> None:
    page = new_card(desk, "ngozi okafor")
    for name, text in (("languages", "inglese, klingoniano"), ("arrived_in_italy", "da poco")):
        page.form.fields[name].line.setText(text)
        page.save()
        assert page.form.fields[name].problem
        page.form.fields[name].clear()
    assert service.count(desk.vault) == 0


def test_where_she_must_never_be_called_the_number_is_covered_until_asked_for(desk: Desk) -> None:
    page = new_card(desk, "ngozi okafor")
    phone = page.form.fields["phone"]
    phone.set_value("351 2204418")
    assert phone.line.echoMode() == phone.line.EchoMode.Normal
    page.form.fields["contact_rule"].set_value("never")
    assert phone.line.echoMode() == phone.line.EchoMode.Password
    phone.show_button.click()
    assert phone.line.echoMode() == phone.line.EchoMode.Normal
    assert page.form.answers()["phone"] == "351 2204418"


def test_the_list_never_shows_the_number_of_whoever_must_not_be_called(desk: Desk) -> None:
    desk.add("Joy", "Osas", phone="351 2204418", contact_rule="never")
    desk.add("Ada", "Verdi", phone="333 1", contact_rule="calls", contact_hours="9-12")
    page = people_page(desk)
    shown = [page.table.model.row(at)["call"] for at in range(2)]
    assert shown == ["Non chiamare mai", "Solo chiamate, niente messaggi · 9-12 · 333 1"]


def test_one_child_is_told_from_the_next(desk: Desk) -> None:
    page = new_card(desk, "ngozi okafor")
    page.children_editor.add_button.click()
    page.children_editor.add_button.click()
    desk.settle()
    first, second = page.children_editor._rows
    inside = first.layout()
    assert inside is not None
    assert second.y() - first.y() - first.height() > inside.spacing()


def test_a_childs_code_and_home_are_kept(desk: Desk) -> None:
    page = new_card(desk, "ngozi okafor")
    page.children_editor.add_button.click()
    row = page.children_editor._rows[0]
    row.code.set_value("12345678903")
    row.lives.set_value("no")
    assert row.code._note.text() == "Codice provvisorio di 11 cifre, scritto bene."
    desk.ctrl(Key.Key_S)
    (kept,) = service.page(desk.vault, 0, 5)
    (child,) = service.card(desk.vault, kept.id).children
    assert (child.codice_fiscale, child.lives_with_her) == ("12345678903", False)


def test_who_may_be_there_already_is_shown_and_opened(desk: Desk) -> None:
    known = desk.add("Fatima", "El Idrissi", phone="3337149452")
    page = new_card(desk, "fatma elidrissi 3337149452")
    desk.ctrl(Key.Key_S)
    assert service.count(desk.vault) == 1
    assert page.same.buttons[0].hasFocus()
    page.same.buttons[0].click()
    assert (desk.shell.shown, desk.shell._trail[-1][1]) == ("person", known.id)


def test_another_person_is_kept_beside_the_known_one(desk: Desk) -> None:
    desk.add("Fatima", "El Idrissi", phone="3337149452")
    page = new_card(desk, "fatima el idrissi 3337149452")
    page.save()
    page.same.another_button.click()
    assert service.count(desk.vault) == 2


def test_what_cannot_be_is_told_beside_its_field(desk: Desk) -> None:
    page = new_card(desk, "")
    page.save()
    assert page.form.fields["surname"].problem == "Scrivi almeno il cognome o il nome."
    page.form.fields["name"].set_value("Joy")
    page.form.fields["citizenship"].box.setCurrentText("Atlantide")
    page.save()
    assert "Atlantide" in page.form.fields["citizenship"].problem
    assert service.count(desk.vault) == 0


@pytest.mark.parametrize(
    ("field", "typed", "code"),
    [
        ("citizenship", "marocchina", "MA"),
        ("citizenship", "Perù", "PE"),
        ("language", "darija", "ary"),
        ("language", "", ""),
    ],
)
def test_countries_and_languages_are_understood_as_people_write_them(
    desk: Desk, field: str, typed: str, code: str
) -> None:
    page = new_card(desk, "joy")
    box = page.form.fields[field].box
    box.setCurrentText(typed)
    box.lineEdit().editingFinished.emit()
    assert page.form.fields[field].value() == code
    assert page.form.fields[field].problem == ""


def test_a_language_nobody_speaks_is_refused(desk: Desk) -> None:
    page = new_card(desk, "joy")
    page.form.fields["language"].box.setCurrentText("klingoniano")
    with pytest.raises(InvalidValue):
        page.form.fields["language"].value()


def test_every_control_is_named(desk: Desk) -> None:
    page = new_card(desk, "joy")
    page.children_editor.add_button.click()
    desk.settle()
    assert nameless(page) == []
    desk.add("Joy", "Osas")
    assert nameless(people_page(desk)) == []


# --- the finder -------------------------------------------------------------------------------------


def test_the_finder_offers_a_new_card_only_to_those_who_may_make_one(
    desk: Desk, window: Callable[[QWidget], QWidget]
) -> None:
    finder = PersonFinder(desk.vault, new=False, anonymous=False)
    window(finder)
    finder.search_for("nessuna così")
    assert finder.nobody.isVisible()
    assert finder.new_button.isHidden()
    assert finder.anonymous_button.isHidden()


def test_enter_never_takes_someone_who_only_resembles(
    desk: Desk, window: Callable[[QWidget], QWidget]
) -> None:
    desk.add("Maria", "Rossi", phone="347 1120934")
    finder = PersonFinder(desk.vault)
    chosen: list[str] = []
    finder.chosen.connect(chosen.append)
    window(finder)
    for typed in ("maria verdi", "maria 351"):
        finder.setFocus()
        finder.search_for(typed)
        desk.settle()
        desk.press(Key.Key_Return)
        assert chosen == []
        assert finder.results.entries[0].hasFocus()
        finder.clear()
    finder.setFocus()
    finder.search_for("rosi maria 347")
    desk.press(Key.Key_Return)
    assert len(chosen) == 1
