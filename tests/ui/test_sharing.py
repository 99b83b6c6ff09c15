"""A file shared with another house through the real windows of both: given, found, read, changed, ended."""

import json
from collections.abc import Callable, Iterator
from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from millegiorni_desk.app.desk import Desk
from millegiorni_desk.app.person.data_page import PersonDataPage
from millegiorni_desk.app.person.page import PersonPage
from millegiorni_desk.app.sharing.received_page import ReceivedPage
from millegiorni_desk.areas.accesses import service as accesses
from millegiorni_desk.areas.accesses.records import Access
from millegiorni_desk.areas.people import service as people
from millegiorni_desk.areas.people.records import Person
from millegiorni_desk.areas.people.view.people_page import PeoplePage
from millegiorni_desk.areas.privacy import consents
from millegiorni_desk.changes import Changes
from millegiorni_desk.flows import sharing
from millegiorni_desk.ui.tasks import wait_for_all
from millegiorni_desk.vault.vault import Vault
from tests.flows import conftest as flows
from tests.flows.conftest import Network
from tests.ui.spoken import nameless

make_network = flows.make_network
TODAY = date.today()


@pytest.fixture
def open_desk(qtbot: QtBot) -> Iterator[Callable[[Vault], Desk]]:
    made: list[Desk] = []

    def build(vault: Vault) -> Desk:
        desk = Desk(vault, lambda: None)
        made.append(desk)
        desk.shell.resize(1366, 768)
        with qtbot.waitActive(desk.shell):
            desk.shell.show()
            desk.shell.activateWindow()
        return desk

    yield build
    wait_for_all()
    for desk in made:
        desk.close()


def words_of(widget: QWidget) -> str:
    return " | ".join(label.text() for label in widget.findChildren(QLabel) if label.isVisible())


def type_into(qtbot: QtBot, field: QWidget, text: str) -> None:
    field.setFocus(Qt.FocusReason.OtherFocusReason)
    qtbot.keyClicks(QApplication.focusWidget() or field, text)


def test_a_file_is_given_read_and_taken_back(
    qtbot: QtBot, make_network: Callable[..., Network], open_desk: Callable[[Vault], Desk]
) -> None:
    made = make_network("BAR", "CEC")
    bar, cec = made.houses["BAR"], made.houses["CEC"]
    woman = people.add(
        bar, Person(house="", surname="El Idrissi", name="Fatima", phone="333 1234567", contact_rule="never")
    )
    accesses.add(bar, Access(house="", on_date=TODAY, person_id=woman.id, notes="cerca casa"))
    accesses.add(bar, Access(house="", on_date=TODAY, person_id=woman.id, needs=["violence"], notes="zitta"))
    giving = open_desk(bar)
    page = giving.shell.open("person-data", woman.id)
    assert isinstance(page, PersonDataPage)
    card = page.shares
    assert "Resta qui 1 registrazione" in card.told.text() and nameless(page) == []
    card.button.click()
    assert card.house.problem == "Scegli quale casa."
    card.house.set_value("CEC")
    card.button.click()
    assert card.form.fields["agreed_on"].problem.startswith("Senza il suo consenso")
    type_into(qtbot, card.form.fields["agreed_on"], f"{TODAY:%d/%m/%Y}")
    card.button.setFocus()
    qtbot.keyClick(card.button, Qt.Key.Key_Space)
    assert not any(one.problem for one in card.form.fields.values())
    assert card.problem.sentence == "Il fascicolo parte alla prossima consegna."
    qtbot.waitUntil(lambda: "Casa CEC lo legge dal" in words_of(card))
    assert not card.giving.isVisible()
    assert consents.standing(bar, woman.id)["share_services"].scope == "Casa CEC"
    told = giving.shell.open("person", woman.id)
    assert isinstance(told, PersonPage) and "lo legge anche Casa CEC" in words_of_notices(told)

    made.round()
    reading = open_desk(cec)
    found = reading.shell.open("people")
    assert isinstance(found, PeoplePage)
    assert found.shared.sentence == "Un'altra casa lascia leggere qui 1 fascicolo."
    found.field.set_text("idrissi")
    found.field.search_now()
    row = found.table.model.row(0)
    assert (row["surname"], row["call"]) == ("El Idrissi", f"di Casa BAR, condivisa dal {TODAY:%d/%m/%Y}")
    found.field.setFocus()
    qtbot.keyClick(QApplication.focusWidget() or found.field, Qt.Key.Key_Return)
    shown = reading.shell.built("shared-files")
    assert isinstance(shown, ReceivedPage) and reading.shell.shown == "shared-files"
    assert shown.banner.sentence.startswith(f"Scheda di Casa BAR, condivisa dal {TODAY:%d/%m/%Y}")
    assert not shown.call.isHidden() and nameless(shown) == []
    qtbot.waitUntil(lambda: "cerca casa" in words_of(shown))
    assert "zitta" not in words_of(shown) and "333" not in words_of(shown) + shown.call.sentence

    accesses.add(bar, Access(house="", on_date=TODAY, person_id=woman.id, notes="ha trovato casa"))
    made.round()
    qtbot.waitUntil(lambda: "ha trovato casa" in words_of(shown))

    page.arrived(woman.id)
    (share,) = sharing.standing(bar, woman.id)
    card.end_buttons[share.id].click()
    assert card.problem.sentence.startswith("Finita.") and "non si può richiamare" in card.problem.sentence
    assert "Nessun'altra casa" not in words_of(card) and sharing.standing(bar, woman.id) == []
    made.round()
    qtbot.waitUntil(lambda: "non è più condiviso" in shown.banner.sentence)
    assert "cerca casa" not in words_of(shown)
    shown.back_button.click()
    assert not shown.nobody.isHidden() and shown.list.entries == ()


NONSENSE = [7, 2.5, -1, "[", "né un giorno né un numero", '{"a": [1]}', "[7]", "[" * 1_200]


def test_what_a_hostile_desk_wrote_into_a_shared_file_is_passed_over(
    make_network: Callable[..., Network], open_desk: Callable[[Vault], Desk]
) -> None:
    """Each field holds what no desk writes there; the list, the search and the file open all the same."""
    made = make_network("BAR", "CEC")
    bar, cec = made.houses["BAR"], made.houses["CEC"]
    woman = people.add(bar, Person(house="", surname="El Idrissi", name="Fatima", phone="333 1234567"))
    accesses.add(bar, Access(house="", on_date=TODAY, person_id=woman.id, notes="cerca casa"))
    sharing.start(bar, woman.id, "CEC", TODAY)
    made.round()
    reading = open_desk(cec)
    for nonsense in NONSENSE:
        with cec.connection() as raw:
            for clk, name in raw.execute("SELECT clk, tbl FROM sync_shared_row").fetchall():
                cells = dict.fromkeys(cec.schema.metadata.tables[name].columns.keys(), nonsense)
                kept = {"house": "BAR", "voided": 0, "person_id": woman.id}
                told = json.dumps({key: kept.get(key, value) for key, value in cells.items() if key != "id"})
                raw.execute("UPDATE sync_shared_row SET cells = ? WHERE clk = ?", (told, clk))
        cec.announce(Changes("test", everything=True))
        found = reading.shell.open("people")
        assert isinstance(found, PeoplePage)
        found.field.set_text("a")
        found.field.search_now()
        page = reading.shell.open("shared-files")
        assert isinstance(page, ReceivedPage) and len(page.list.entries) == 1, nonsense
        page.arrived(page.list.entries[0].key)
        assert page.reading.isVisible(), nonsense
        page.back_button.click()


def words_of_notices(page: PersonPage) -> str:
    return " | ".join(getattr(one, "sentence", "") for one in page.told.pieces)
