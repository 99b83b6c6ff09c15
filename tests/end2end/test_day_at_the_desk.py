"""A day at the desk by keyboard alone: five women, a call to make, a lock, one who is forgotten, a copy put back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from millegiorni_desk.app.copies.section import CopiesSection
from millegiorni_desk.app.entrance.unlock import UnlockPage
from millegiorni_desk.app.pairs.page import PairsPage
from millegiorni_desk.app.settings.page import SettingsPage
from millegiorni_desk.areas.accesses import service as accesses
from millegiorni_desk.areas.people import pairs
from millegiorni_desk.areas.people import service as people
from millegiorni_desk.areas.people.records import Person
from millegiorni_desk.flows import desk, joining
from tests.end2end.seat import Ctrl, Key, Seat
from tests.robustness import furnished
from tests.screens import light

__all__ = ["light"]

BORN = "12/3/1994"

# Minutes on a slow machine; and what may take long begins first.
pytestmark = pytest.mark.timeout(300)


@pytest.fixture
def world(tmp_path: Path) -> furnished.World:
    return furnished.new(tmp_path / "world")


@pytest.fixture
def seats(qtbot: QtBot, world: furnished.World) -> Iterator[list[Seat]]:
    """One seat before the locked desk of Barrito, where Fatima El Idrissi is known."""
    taken = [Seat(qtbot, world.house)]
    yield taken
    for seat in taken:
        seat.window.close()
        seat.window.deleteLater()


def unlock(seat: Seat) -> None:
    page = seat.window.pages.currentWidget()
    assert isinstance(page, UnlockPage)
    seat.tab_to("Frase segreta")
    seat.type(furnished.PASSPHRASE)
    seat.press(Key.Key_Return)
    seat.until(lambda: seat.window.desk is not None and seat.shell.shown == "today")
    seat.settle()


def names(seat: Seat) -> list[str]:
    return sorted(f"{one.name} {one.surname}" for one in people.page(seat.vault, 0, 50))


def test_five_women_a_lock_one_forgotten_and_a_copy_put_back(
    qtbot: QtBot, seats: list[Seat], world: furnished.World, tmp_path: Path
) -> None:
    lucia = seats[0]
    unlock(lucia)
    before = accesses.count(lucia.vault)
    somebody_new(lucia)
    somebody_known(lucia)
    somebody_misspelt(lucia)
    her_twin(lucia)
    nobody_known(lucia)
    assert accesses.count(lucia.vault) == before + 5
    assert names(lucia) == ["Aissata Diallo", "Amina Diallo", "Fatima El Idrissi", "Joy Osas"]
    to_call_back(lucia)

    folder = lucia.vault.folder
    half_a_card(lucia)
    lucia.press(Key.Key_L, Ctrl)
    lucia.until(lambda: lucia.locked == 1)
    assert lucia.window.desk is None
    again = Seat(qtbot, folder)
    seats.append(again)
    unlock(again)
    the_draft_is_there(again)
    a_copy_is_made(again)
    forgotten(again)
    again.go("Oggi")
    nobody_known(again)
    the_copy_is_put_back(again, invited(world, tmp_path / "invito.json"))


def test_a_house_goes_through_its_similar_cards(seats: list[Seat], world: furnished.World) -> None:
    """Before any month end: joined, taken back by a key, refused, and that taken back in the list of decisions."""
    lucia = seats[0]
    known = {"house": "BAR", "birth_date": date(1990, 5, 4), "citizenship": "NG"}
    with desk.open_desk(world.house, furnished.LUCIA.name, furnished.PASSPHRASE) as vault:
        for name, phone in (("Blessing", "351 2223344"), ("Blesing", "351 2223345")):
            people.add(vault, Person(name=name, surname="Osagie", phone=phone, **known))
    unlock(lucia)
    lucia.go("Persone")
    lucia.use("Schede simili")
    page = lucia.shell.built("pairs")
    assert isinstance(page, PairsPage)
    lucia.until(lambda: page.review.left == 1)
    for key, left in ((Key.Key_S, 0), (Key.Key_Z, 1), (Key.Key_D, 0)):
        lucia.press(key)
        assert page.review.left == len(pairs.to_review(lucia.vault)) == left
    lucia.tab_to("Decisioni prese")
    lucia.press(Key.Key_Return)
    lucia.use("Annulla questa decisione")
    assert [one.undone for one in pairs.decided(lucia.vault, "osagie")] == [True, True]
    assert len(pairs.to_review(lucia.vault)) == 1


def somebody_new(seat: Seat) -> None:
    seat.type("amina diallo")
    seat.press(Key.Key_Return)
    assert seat.shell.shown == "new-access"
    seat.type(BORN)
    needs(seat, "Nido")
    seat.press(Key.Key_Return, Ctrl)
    assert "Amina Diallo" in names(seat)


def somebody_known(seat: Seat) -> None:
    """Found by her name, in any order; Enter takes her."""
    seat.type("el idrissi fat")
    seat.press(Key.Key_Return)
    needs(seat, "Reddito")
    seat.press(Key.Key_Return, Ctrl)


def somebody_misspelt(seat: Seat) -> None:
    """She only resembles: Enter goes to her in the list, a second one takes her; Ctrl+9 holds the rarer questions."""
    seat.type("fatma el idrisi")
    seat.press(Key.Key_Return)
    seat.press(Key.Key_Return)
    seat.press(Key.Key_9, Ctrl)
    seat.tab_to("Da richiamare")
    seat.write((date.today() + timedelta(days=1)).strftime("%d/%m/%Y"))
    seat.press(Key.Key_Return, Ctrl)
    assert seat.vault.scalar("SELECT count(*) FROM access WHERE follow_up_on IS NOT NULL") == 1
    fatima = people.find(seat.vault, "fatima el idrissi")[0].person.id
    assert (
        seat.vault.scalar("SELECT count(*) FROM access WHERE person_id = :id AND voided IS 0", id=fatima) == 3
    )


def her_twin(seat: Seat) -> None:
    """Same surname, same day: the desk asks, the operator says that it is somebody else."""
    seat.type("aissata diallo")
    seat.press(Key.Key_Return)
    seat.tab_to("Nuova scheda")
    seat.press(Key.Key_Space)
    seat.type(BORN)
    seat.press(Key.Key_Return, Ctrl)
    if "Aissata Diallo" not in names(seat):
        seat.use("È un'altra persona")
        seat.press(Key.Key_Return, Ctrl)
    assert {"Aissata Diallo", "Amina Diallo"} <= set(names(seat))


def nobody_known(seat: Seat) -> None:
    before = accesses.count(seat.vault)
    seat.use("Accesso anonimo")
    needs(seat, "Casa")
    seat.press(Key.Key_Return, Ctrl)
    assert accesses.count(seat.vault) == before + 1


def needs(seat: Seat, letters: str) -> None:
    """Ctrl+5 goes to what she needs, letters find the chip, space chooses it."""
    seat.press(Key.Key_5, Ctrl)
    seat.type(letters)
    seat.press(Key.Key_Space)


def to_call_back(seat: Seat) -> None:
    """Tomorrow's call is on her card, and done with one key."""
    seat.press(Key.Key_K, Ctrl)
    seat.type("fatima el idrissi")
    seat.press(Key.Key_Return)
    assert seat.shell.shown == "person"
    seat.settle()
    seat.use("Fatto")
    assert seat.vault.scalar("SELECT count(*) FROM access WHERE follow_up_on IS NOT NULL") == 0
    seat.press(Key.Key_Z, Ctrl)
    assert seat.vault.scalar("SELECT count(*) FROM access WHERE follow_up_on IS NOT NULL") == 1


def half_a_card(seat: Seat) -> None:
    seat.press(Key.Key_N, Ctrl)
    assert seat.shell.shown == "new-access"
    seat.use("Cambia")
    seat.write("blessing igbinedion")
    seat.press(Key.Key_Return)
    seat.type("1/2/1999")


def the_draft_is_there(seat: Seat) -> None:
    seat.use("Riprendi la bozza di Blessing Igbinedion")
    assert seat.shell.shown == "new-access"
    seat.press(Key.Key_Return, Ctrl)
    found = people.find(seat.vault, "blessing igbinedion")[0].person
    assert found.birth_date == date(1999, 2, 1)


def forgotten(seat: Seat) -> None:
    """She asks for it: her page, *I suoi dati*, the word typed; of her only a number stays."""
    count = accesses.count(seat.vault)
    seat.press(Key.Key_K, Ctrl)
    seat.type("blessing igbinedion")
    seat.press(Key.Key_Return)
    seat.settle()
    seat.use("I suoi dati")
    assert seat.shell.shown == "person-data"
    seat.use("Cancella i suoi dati…")
    seat.type("igbinedion")
    seat.use("Cancella i suoi dati")
    seat.until(lambda: people.find(seat.vault, "blessing") == [])
    assert accesses.count(seat.vault) == count
    assert "Blessing Igbinedion" not in names(seat)


def settings(seat: Seat, part: str) -> CopiesSection:
    """*Impostazioni* in the rail, then a part of it."""
    seat.go("Impostazioni")
    seat.use(part)
    page = seat.shell.built("settings")
    assert isinstance(page, SettingsPage)
    section = page.parts.built["copies"]
    assert isinstance(section, CopiesSection)
    seat.until(lambda: not section.looking)
    return section


def a_copy_is_made(seat: Seat) -> None:
    section = settings(seat, "Copie")
    seat.use("Fai una copia adesso")
    seat.until(lambda: not section.work.busy and not section.looking and bool(section.listed))


def invited(world: furnished.World, file: Path) -> Path:
    """What the coordination sends for a desk that begins again from a copy."""
    with desk.open_desk(world.coordinator, "marta", furnished.PASSPHRASE) as coordination:
        joining.write_invitation(joining.invite(coordination, "BAR"), file)
    return file


def the_copy_is_put_back(seat: Seat, invitation: Path) -> None:
    """It says what would come back; what was erased since stays erased; the vault of today is left where it is."""
    section = settings(seat, "Copie")
    seat.tab_to("Copie di riserva")
    seat.press(Key.Key_Down)
    seat.use("Rimetti questa copia…")
    seat.until(lambda: not section.restore.work.busy and section.restore.shown.isVisible())
    assert "resta cancellata" in section.restore.warning.sentence
    seat.tab_to("La frase segreta di allora")
    seat.type(furnished.PASSPHRASE)
    seat.tab_to("Nuovo invito")
    seat.write(str(invitation))
    seat.use("Rimetti la copia in una cartella nuova")
    seat.until(lambda: section.restore.restored is not None)
    restored = section.restore.restored
    assert restored is not None and restored != seat.vault.folder
    with desk.open_desk(restored, "lucia", furnished.PASSPHRASE) as vault:
        assert people.find(vault, "blessing") == []
        assert people.find(vault, "amina diallo")[0].person.name == "Amina"
    assert accesses.count(seat.vault) > 0
