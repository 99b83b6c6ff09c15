"""Reserved notes on a person: read by whom they were chosen for, found by no search, gone when they are taken away."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from millegiorni_desk.app.person.page import PersonPage
from millegiorni_desk.areas.people import reserved_notes
from millegiorni_desk.areas.people import service as people
from millegiorni_desk.areas.people.records import Person
from millegiorni_desk.errors import InvalidValue
from millegiorni_desk.flows.desk import SCHEMA, open_desk
from millegiorni_desk.vault import users
from millegiorni_desk.vault.opening import FirstUser, Place, create_vault
from millegiorni_desk.vault.permissions import Role
from millegiorni_desk.vault.seal_readers import CASE_MANAGERS
from millegiorni_desk.vault.vault import Vault
from tests.screens import Desk, desk, light, window
from tests.ui.spoken import nameless
from tests.vaults.plain_pages import plain_pages, spelt

__all__ = ["desk", "light", "window"]

SECRET = "cinque parole a caso qui"
MARKER = "zqxnotezq"
LUCIA = FirstUser("lucia", "Lucia", (Role.CASE_MANAGER, Role.ADMINISTRATOR), SECRET)


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    vault, _ = create_vault(tmp_path / "barrito", SCHEMA, Place("BAR", 2), LUCIA)
    with vault:
        users.add(vault, "rosa", "Rosa", [Role.CASE_MANAGER], SECRET)
        users.add(vault, "olga", "Olga", [Role.OPERATOR], SECRET)
        people.add(vault, Person(id="p1", house="", surname="El Idrissi", name="Fatima"))
    yield tmp_path / "barrito"


def texts(vault: Vault) -> list[str | None]:
    return [note.text for note in reserved_notes.of_person(vault, "p1")]


def test_a_note_is_read_by_its_readers_and_found_by_nobody(folder: Path) -> None:
    with open_desk(folder, "olga", SECRET) as olga:
        reserved_notes.add(olga, "p1", MARKER, [olga.user_id, CASE_MANAGERS])
        assert texts(olga) == [MARKER]
        assert people.find(olga, MARKER) == []
    with open_desk(folder, "lucia", SECRET) as lucia:
        (note,) = reserved_notes.of_person(lucia, "p1")
        assert (note.text, note.on_date, note.author) == (MARKER, date.today(), "Olga")
        reserved_notes.add(lucia, "p1", "solo mia", [lucia.user_id])
        reserved_notes.share(lucia, "p1", note, [lucia.user_id])
        key = lucia.database_key()
    with open_desk(folder, "rosa", SECRET) as rosa:
        assert texts(rosa) == [None, None], "she sees that there are some"
    with open_desk(folder, "olga", SECRET) as olga:
        assert texts(olga) == [], "not even that"
    pages = plain_pages(folder / "vault.db", key).lower()
    assert not any(one in pages for one in spelt(MARKER))


def test_taken_away_it_is_gone_from_the_history_too(folder: Path) -> None:
    with open_desk(folder, "lucia", SECRET) as lucia:
        reserved_notes.add(lucia, "p1", MARKER, [CASE_MANAGERS])
        (note,) = reserved_notes.of_person(lucia, "p1")
        reserved_notes.take_away(lucia, note)
        assert texts(lucia) == []
        assert (
            lucia.scalar(
                "SELECT count(*) FROM sync_log WHERE tbl = 'sealed' AND cells LIKE '%\"sealed\":\"_%'"
            )
            == 0
        )
        with pytest.raises(InvalidValue):
            reserved_notes.add(lucia, "p1", " ", [CASE_MANAGERS])


def test_a_note_on_the_page(desk: Desk) -> None:
    fatima = desk.add("Fatima", "El Idrissi")
    page = desk.open("person", fatima.id)
    assert isinstance(page, PersonPage)
    card = page.reserved_notes
    card.new_button.click()
    card.save_button.click()
    assert card.text.problem
    card.text.set_value("non chiamare il sabato")
    assert nameless(page) == []
    card.save_button.click()
    assert len(card.notes.pieces) == 1 and card.form.isHidden()
    assert [note.text for note in reserved_notes.of_person(desk.vault, fatima.id)] == [
        "non chiamare il sabato"
    ]
    card._take_away(reserved_notes.of_person(desk.vault, fatima.id)[0])
    assert not card.notes.pieces
    desk.shell.toast.undo_last()
    assert reserved_notes.of_person(desk.vault, fatima.id)
