"""Actions 3 to 5 of the report through the real window: meetings, training, coordination."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from millegiorni_desk.areas.meetings import listing
from millegiorni_desk.areas.meetings.view.words import WEEKDAYS
from millegiorni_desk.flows import desk
from millegiorni_desk.vault import users
from millegiorni_desk.vault.permissions import Role
from tests.end2end.case_manager import typed
from tests.end2end.seat import Ctrl, Key
from tests.end2end.worker import Files, Sits, Worker, files, sits, world
from tests.robustness import furnished
from tests.screens import light

__all__ = ["files", "light", "sits", "world"]

TODAY = date.today()
SARA = "sei parole nuove per sara qui"
TITLE = "Massaggio infantile del mattino"

# Minutes on a slow machine; and what may take long begins first.
pytestmark = pytest.mark.timeout(300)


@pytest.fixture
def sara(sits: Sits, world: furnished.World) -> Worker:
    """An operator at Barrito."""
    with desk.open_desk(world.house, "lucia", furnished.PASSPHRASE) as lucia:
        users.add(lucia, "sara", "Sara", [Role.OPERATOR], furnished.PASSPHRASE)
    with desk.open_desk(world.house, "sara", furnished.PASSPHRASE) as vault:
        users.change_passphrase(vault, "sara", furnished.PASSPHRASE, SARA)
    return sits("sara", world.house, SARA)


def test_an_operator_runs_a_meeting_that_recurs(sara: Worker, sits: Sits, world: furnished.World) -> None:
    plan_a_series(sara)
    sees_the_flyer(sara)
    counts_at_the_door(sara)
    marks_who_was_there(sara)
    cancels_the_next(sara)
    puts_off_another(sara)
    states = [one.state for one in listing.between(sara.vault, TODAY, TODAY + timedelta(days=60))]
    assert states == ["held", "cancelled", "planned", "planned"]
    sara.synchronise()

    marta = sits("marta", world.coordinator)
    marta.synchronise()
    marta.go("Oggi")
    assert "5 presenze" in marta.seen(TITLE, "Incontri di oggi").accessibleName()


def plan_a_series(sara: Worker) -> None:
    sara.go("Incontri")
    sara.press(Key.Key_N, Ctrl)
    sara.is_on("new-meeting")
    sara.write(TITLE)
    sara.fill("Giorno", typed(TODAY))
    sara.fill("Comincia", "10")
    sara.fill("Finisce", "11.30")
    sara.fill("Dove", "sala grande")
    sara.point("Ogni ", "Si ripete?")
    sara.fill("Oppure quante volte", "4")
    assert sara.reads("4 incontri: ", "Si ripete?")
    sara.press(Key.Key_S, Ctrl)
    sara.is_on("meeting")
    assert sara.said == "4 incontri messi in programma"
    assert sara.reads("10:00–11:30")


def sees_the_flyer(sara: Worker) -> None:
    """Nothing is printed: it is looked at."""
    sara.point("Foglio firme e volantino")
    sara.is_on("meeting-papers")
    sara.choose("Volantino del mese", "Che cosa stampi")
    assert TITLE in sara.paper_seen()
    sara.point("Torna agli incontri")


def counts_at_the_door(sara: Worker) -> None:
    sara.go("Oggi")
    sara.point(TITLE, "Incontri di oggi")
    sara.point("Conta all'ingresso")
    sara.is_on("meeting-counter")
    for key in "aaaabb":
        sara.type(key)
    sara.press(Key.Key_Z, Ctrl)
    sara.press(Key.Key_S, Ctrl)
    sara.is_on("meeting")
    assert sara.reads("5 presenze: 4 persone adulte, 1 minore")


def marks_who_was_there(sara: Worker) -> None:
    """She says yes; the line of her card tells it, and leads back."""
    sara.tab_to("Chi c'era? Nome o telefono")
    sara.type("fatima el idrissi")
    sara.press(Key.Key_Return)
    assert sara.here == "È d'accordo: segnala"
    sara.press(Key.Key_Space)
    assert sara.said == "Fatima El Idrissi segnata"
    sara.point("Fatima El Idrissi, ", "Chi c'era, delle donne che conosciamo")
    assert sara.here == "Apri la scheda"
    sara.press(Key.Key_Space)
    sara.is_on("person")
    sara.point(f"Incontro: {TITLE}", "Che cosa è successo")
    sara.is_on("meeting")


def cancels_the_next(sara: Worker) -> None:
    sara.go("Incontri")
    sara.choose("Lista", "Come vedere gli incontri")
    sara.open_row("Incontri", f"{TODAY + timedelta(days=7):%d/%m/%Y}")
    sara.is_on("meeting")
    sara.point("Annulla l'incontro")
    assert sara.here == "Perché"
    sara.write("la sala è chiusa")
    sara.point("Annulla l'incontro")
    assert sara.said == "Incontro annullato"
    assert sara.reads("Annullato: la sala è chiusa")
    assert sara.here == "Rimetti in programma"
    sara.use("Modifica")
    sara.press(Key.Key_S, Ctrl)
    assert (sara.said, sara.here) == ("Incontro corretto", "Modifica")


def puts_off_another(sara: Worker) -> None:
    """It is held a day later; how its series recurs is said as before."""
    sara.go("Incontri")
    sara.open_row("Incontri", f"{TODAY + timedelta(days=14):%d/%m/%Y}")
    sara.fill("Nuovo giorno", typed(TODAY + timedelta(days=15)))
    sara.fill("Perché", "sciopero")
    sara.point("Sposta")
    assert sara.said == "Incontro spostato"
    sara.settle()
    assert sara.reads(f"Si ripete: Ogni {WEEKDAYS[TODAY.weekday()]}, 4 volte")
    assert sara.reads(": sciopero")


def test_a_training_is_written_down_and_certified(sits: Sits, world: furnished.World, files: Files) -> None:
    lucia = sits("lucia", world.house)
    lucia.go("Formazione")
    lucia.press(Key.Key_N, Ctrl)
    lucia.is_on("new-training")
    lucia.choose("Formazione", "Che cosa")
    lucia.fill("Titolo", "Allattare senza fretta")
    lucia.fill("Giorno", typed(TODAY))
    lucia.fill("Ora", "14:00")
    lucia.fill("Quanto dura, in minuti", "120")
    lucia.fill("Docenti", "Ostetriche dell'ASL")
    lucia.press(Key.Key_S, Ctrl)
    lucia.is_on("training")
    three_were_there(lucia)
    her_certificate(lucia, files)
    everybodys_hours(lucia, files)


def three_were_there(lucia: Worker) -> None:
    """One is in the list, two are written down on the way; one of them stayed for half of it."""
    assert lucia.here == "Cerca una persona"
    lucia.type("lucia")
    lucia.press(Key.Key_Return)
    assert lucia.said == "Lucia c'era"
    for name in ("Amina Rahmani", "Sara Conti"):
        lucia.type(name)
        lucia.press(Key.Key_Return)
        assert lucia.here == "Ruolo"
        lucia.type("mediatrice")
        lucia.use("Aggiungi e segna che c'era")
        assert lucia.said == f"{name} c'era"
        assert lucia.here == "Cerca una persona"
    lucia.fill("Minuti di Amina Rahmani", "60")
    assert lucia.said == "Amina Rahmani: 1 ora"
    assert lucia.reads("3 persone", "Chi c'era")
    assert lucia.reads("Ore di presenza: 5")


def her_certificate(lucia: Worker, files: Files) -> None:
    """The one who stayed for half of it: an hour is certified, and of nobody else."""
    lucia.point("Attestati")
    lucia.is_on("certificates")
    lucia.pick("Di chi", "Amina Rahmani")
    lucia.button("Salva in PDF…")
    lucia.saved()
    told = files.words()
    assert "Amina Rahmani" in told and "Allattare senza fretta" in told and "Ostetriche dell'ASL" in told
    assert "1 ora" in told and "Lucia" not in told


def everybodys_hours(lucia: Worker, files: Files) -> None:
    lucia.go("Formazione")
    lucia.point("Chi lavora con noi")
    lucia.is_on("staff")
    lucia.button("Salva le ore in Excel…")
    lucia.saved()
    heads, *rows = files.sheet()
    hours = {row[0]: row[heads.index("Ore: Formazione")] for row in rows}
    assert hours == {"Amina Rahmani": 1, "Lucia": 2, "Sara Conti": 2, "In tutto": 5}
    lucia.fill("Dal", "01/01/2025")
    lucia.fill("Al", "31/12/2025")
    lucia.until(lambda: lucia.row("Chi lavora con noi", "Lucia")[-1] == "2")
    lucia.open_row("Chi lavora con noi", "Lucia")
    lucia.is_on("staff-member")
    assert lucia.row("Incontri", "I primi mille giorni")


def test_the_coordination_sees_to_it(sits: Sits, world: furnished.World) -> None:
    marta = sits("marta", world.coordinator)
    marta.go("Coordinamento")
    sets_a_target(marta)
    sets_a_deadline(marta)
    writes_to_a_house(marta)
    marta.point("Quadro", "Coordinamento")
    assert marta.reads("Rendiconto al finanziatore", "In scadenza")
    marta.until(lambda: marta.reads("0 su 40", "Obiettivi a rischio"))
    marta.go("Oggi")
    assert "Irene" in marta.seen("Rendiconto al finanziatore", "Scadenze").accessibleName()
    marta.synchronise()

    lucia = sits("lucia", world.house)
    lucia.synchronise()
    lucia.go("Oggi")
    lucia.point("Manca l'età di tre donne", "Note del coordinamento")
    lucia.is_on("coordination")
    assert lucia.here == "Risposta della casa"
    lucia.write("chiesta a due, la terza torna lunedì")
    lucia.point("Rispondi")
    assert lucia.said == "Risposta salvata"
    lucia.synchronise()

    marta.synchronise()
    marta.go("Coordinamento")
    marta.point("Quadro", "Coordinamento")
    marta.point("Manca l'età di tre donne, ", "Note di supervisione")
    assert marta.written("Risposta della casa") == "chiesta a due, la terza torna lunedì"
    marta.press(Key.Key_Escape)
    assert marta.here == "Note di supervisione"
    marta.open_row("Note di supervisione", "Manca l'età di tre donne")
    marta.point("Niente più da guardare")
    assert (marta.said, marta.here) == ("Nota chiusa", "A quale casa")


def sets_a_target(marta: Worker) -> None:
    """Forty meetings in months that have nearly passed without one: it is at risk whatever the day."""
    marta.point("Obiettivi", "Coordinamento")
    marta.fill("Quale cifra", "Incontri pubblici")
    marta.fill("A quanto si vuole arrivare", "40")
    marta.fill("Dal", typed(TODAY - timedelta(days=200)))
    marta.fill("Al", typed(TODAY + timedelta(days=20)))
    marta.point("Aggiungi l'obiettivo")
    assert (marta.said, marta.here) == ("Obiettivo aggiunto", "Quale cifra")
    assert marta.row("Obiettivi", "Incontri pubblici")[1] == "40"


def sets_a_deadline(marta: Worker) -> None:
    """The first is a slip of the hand, and taken back."""
    marta.point("Scadenze", "Coordinamento")
    marta.fill("Che cosa scade", "Rendicont")
    marta.fill("Entro il", typed(TODAY))
    marta.point("Aggiungi la scadenza")
    marta.press(Key.Key_Z, Ctrl)
    assert marta.said == "Annullato: scadenza aggiunta"
    marta.settle()
    assert not any("Rendicont" in row[1] for row in marta.rows("Scadenze"))
    marta.fill("Che cosa scade", "Rendiconto al finanziatore")
    marta.fill("Entro il", typed(TODAY + timedelta(days=3)))
    marta.fill("Chi se ne occupa", "Irene")
    marta.point("Aggiungi la scadenza")
    assert (marta.said, marta.here) == ("Scadenza aggiunta", "Che cosa scade")
    assert marta.row("Scadenze", "Rendiconto al finanziatore")[3] == "mancano 3 giorni"


def writes_to_a_house(marta: Worker) -> None:
    marta.point("Supervisione", "Coordinamento")
    marta.pick("A quale casa", "Barrito")
    marta.fill("Di che cosa si tratta", "Manca l'età di tre donne")
    marta.fill("Nota", "Chiedetela alla prossima visita.")
    marta.point("Scrivi la nota")
    assert marta.said == "Nota scritta"
    assert marta.row("Note di supervisione", "Manca l'età di tre donne")[3] == "aspetta risposta"
