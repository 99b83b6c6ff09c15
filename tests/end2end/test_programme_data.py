"""Data gone through and put right, registers saved, the hours of the desks: through the real window."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton

from millegiorni_desk.areas.monitoring.view.quality_page import QualityPage
from tests.end2end.case_manager import typed
from tests.end2end.seat import Ctrl, Key
from tests.end2end.worker import Files, Sits, Worker, files, sits, world
from tests.robustness import furnished
from tests.screens import light

__all__ = ["files", "light", "sits", "world"]

Alt = Qt.KeyboardModifier.AltModifier
TOMORROW = date.today() + timedelta(days=1)

# Minutes on a slow machine; and what may take long begins first.
pytestmark = pytest.mark.timeout(300)


def test_what_is_missing_is_written_and_the_register_saved(
    sits: Sits, world: furnished.World, files: Files
) -> None:
    lucia = sits("lucia", world.house)
    lucia.go("Monitoraggio")
    lucia.point("Dati")
    lucia.is_on("quality")
    lucia.choose("2025", "Periodo")
    looked(lucia)
    puts_right_an_access(lucia)
    looks_and_comes_back(lucia)
    saves_the_register(lucia, files)


def looked(lucia: Worker) -> None:
    """Wait until the checks have gone through everything."""
    page = lucia.page
    assert isinstance(page, QualityPage)
    lucia.until(lambda: not page.quality.work.busy)
    lucia.settle()


def puts_right_an_access(lucia: Worker) -> None:
    """What was missing is written down: the check goes, and the keyboard is where the next is chosen."""
    lucia.open_row("Controlli", "Accesso senza attività")
    looked(lucia)
    assert lucia.here == "Da guardare"
    lucia.press(Key.Key_Return)
    lucia.is_on("access")
    lucia.point("Ascolto", "Che cosa si è fatto")
    lucia.press(Key.Key_S, Ctrl)
    lucia.is_on("quality")
    looked(lucia)
    assert not any("Accesso senza attività" in row[0] for row in lucia.rows("Controlli"))
    assert lucia.here == "Controlli"


def looks_and_comes_back(lucia: Worker) -> None:
    """Who only looked comes back to the list, at the same row."""
    lucia.open_row("Controlli", "Manca il genere")
    looked(lucia)
    lucia.press(Key.Key_Return)
    lucia.is_on("person")
    lucia.press(Key.Key_Left, Alt)
    lucia.is_on("quality")
    looked(lucia)
    assert lucia.here == "Da guardare"


def saves_the_register(lucia: Worker, files: Files) -> None:
    """Without names, unless she asks for them."""
    lucia.point("Registri in Excel")
    lucia.is_on("registers")
    lucia.choose("2025", "Periodo")
    lucia.button("Registro degli accessi…")
    lucia.saved()
    heads, row, *_rest = files.sheet()
    assert "Ascolto" in str(row[heads.index("Attività")])
    assert "El Idrissi" not in str(row)


def test_the_hours_of_a_desk_and_a_day_it_is_closed(sits: Sits, world: furnished.World, files: Files) -> None:
    marta = sits("marta", world.coordinator)
    marta.go("Coordinamento")
    marta.point("Orari e chiusure", "Coordinamento")
    marta.pick("Casa", "Barrito", "Nuovo orario")
    marta.fill("Apre", "14", "Nuovo orario")
    marta.fill("Chiude", "18:30", "Nuovo orario")
    for weekday in ("lunedì", "giovedì"):
        marta.point(weekday, "Nuovo orario")
    marta.fill("Che cosa", "su appuntamento", "Nuovo orario")
    marta.point("Aggiungi l'orario")
    assert marta.said == "Orario aggiunto"
    assert [row[1:4] for row in marta.rows("Orari della settimana")] == [
        ["lunedì", "14:00–18:30", "su appuntamento"],
        ["martedì", "09:30–12:30", ""],
        ["giovedì", "14:00–18:30", "su appuntamento"],
    ]
    marta.fill("Perché", "festa di quartiere", "Chiusure")
    marta.fill("Dal", typed(TOMORROW), "Chiusure")
    marta.point("Aggiungi la chiusura")
    assert marta.said == "Chiusura aggiunta"
    assert marta.row("Chiusure", "festa di quartiere")[0] == typed(TOMORROW)
    marta.button("Salva in PDF")
    marta.saved()
    told = files.words()
    assert "Barrito" in told and "14:00–18:30" in told and "festa di quartiere" in told
    marta.synchronise()

    lucia = sits("lucia", world.house)
    lucia.synchronise()
    lucia.go("Coordinamento")
    lucia.point("Orari e chiusure", "Coordinamento")
    assert lucia.row("Chiusure", "festa di quartiere")


def test_forgotten_she_was_at_no_meeting_and_the_heads_stay(sits: Sits, world: furnished.World) -> None:
    lucia = sits("lucia", world.house)
    lucia.press(Key.Key_K, Ctrl)
    lucia.type("fatima el idrissi")
    lucia.press(Key.Key_Return)
    lucia.is_on("person")
    lucia.use("I suoi dati")
    lucia.use("Cancella i suoi dati…")
    lucia.type("el idrissi")
    lucia.use("Cancella i suoi dati")
    lucia.until(lambda: lucia.reads("I suoi dati sono cancellati da questo archivio."))
    assert not any(
        "Unisci" in one.text() for one in lucia.shell.findChildren(QAbstractButton) if one.isVisible()
    )
    assert lucia.here == "Torna alle persone"
    lucia.press(Key.Key_Space)
    lucia.is_on("people")

    lucia.go("Incontri")
    lucia.choose("Lista", "Come vedere gli incontri")
    lucia.choose("Passati", "Quali incontri")
    lucia.open_row("Incontri", "Massaggio infantile")
    assert lucia.reads("17 presenze: 9 persone adulte, 8 minori")
    assert lucia.reads("Nessuna segnata.", "Chi c'era, delle donne che conosciamo")
    assert lucia.vault.scalar("SELECT count(*) FROM meeting_attendance WHERE person_id <> ''") == 0
