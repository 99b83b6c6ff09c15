"""Action 6, the network's own questions, and the year told: through the real window, with the figures they make."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from zipfile import ZipFile

import pytest
from PySide6.QtGui import QImage

from millegiorni_desk.areas.monitoring import service as monitoring
from millegiorni_desk.areas.monitoring.figures import Categories
from millegiorni_desk.areas.outreach import figures as outreach
from millegiorni_desk.areas.outreach import named
from tests.end2end.seat import Ctrl, Key
from tests.end2end.worker import Files, Sits, Worker, files, sits, world
from tests.robustness import furnished
from tests.screens import light

__all__ = ["files", "light", "sits", "world"]

TODAY = date.today()
SHOWN = "Locandina della festa di quartiere"
WORD = "Pannolini lavabili"
QUESTION = "Chi le ha dato il volantino?"

# Minutes on a slow machine; and what may take long begins first.
pytestmark = pytest.mark.timeout(300)


def test_what_was_printed_told_and_shown(
    sits: Sits, world: furnished.World, files: Files, tmp_path: Path
) -> None:
    lucia = sits("lucia", world.house)
    lucia.go("Comunicazione")
    prints_and_hands_out(lucia)
    tells_it(lucia)
    files.given = tmp_path / "schermata.png"
    picture = QImage(60, 40, QImage.Format.Format_RGB32)
    picture.fill(0xFF336699)
    assert picture.save(str(files.given))
    proves_it(lucia)
    found = outreach.of(lucia.vault, named.year(TODAY.year))
    assert (found.copies, found.delivered, found.posts) == (300, 120, 1)


def prints_and_hands_out(lucia: Worker) -> None:
    assert lucia.here == "Che cosa"
    lucia.pick("Che cosa", "Locandina")
    lucia.fill("Titolo", SHOWN)
    lucia.fill("Copie stampate", "300")
    lucia.point("Aggiungi la stampa")
    assert lucia.said == "Stampa aggiunta"
    lucia.open_row("Materiali", SHOWN)
    assert lucia.here == "Copie"
    lucia.write("120")
    lucia.fill("O in quale posto", "Consultorio di via Foligno")
    lucia.point("Aggiungi la consegna")
    assert lucia.said == "Consegna aggiunta"
    assert lucia.reads("Consegnate 120 copie su 300: ne restano 180.")
    assert lucia.row("Materiali", SHOWN)[3:5] == ["300", "180"]


def tells_it(lucia: Worker) -> None:
    lucia.point("Pubblicazioni", "Comunicazione")
    lucia.pick("Canale", "Instagram")
    lucia.fill("Persone raggiunte", "850")
    lucia.fill("Di che cosa parla", "Vi aspettiamo alla festa")
    lucia.point("Aggiungi la pubblicazione")
    assert lucia.said == "Pubblicazione aggiunta"


def proves_it(lucia: Worker) -> None:
    """A screenshot of the post, kept with it, looked at in the window."""
    lucia.open_row("Pubblicazioni", "Vi aspettiamo alla festa")
    lucia.point("Aggiungi una prova")
    assert lucia.here == "Scegli il file…"
    lucia.press(Key.Key_Space)
    assert lucia.reads("File: schermata.png. Si salva con la prova.")
    lucia.fill("Che cosa si vede", "il marchio in fondo")
    lucia.point("Aggiungi la prova")
    lucia.until(lambda: lucia.said.startswith("Prova aggiunta"))
    lucia.open_row("Prove", "Vi aspettiamo alla festa · il marchio in fondo")
    assert lucia.here == "Guarda qui"
    lucia.press(Key.Key_Space)
    lucia.settle()
    lucia.is_on("evidence")
    lucia.until(lambda: lucia.reads("schermata.png"))
    lucia.go("Comunicazione")
    lucia.point("Pubblicazioni", "Comunicazione")
    assert lucia.row("Pubblicazioni", "Vi aspettiamo alla festa")[1:] == [
        "Instagram",
        "Vi aspettiamo alla festa",
        "850",
        "1",
    ]


def test_a_question_of_the_networks_own_is_counted(sits: Sits, world: furnished.World) -> None:
    marta = sits("marta", world.coordinator)
    marta.go("Coordinamento")
    marta.point("Domande ed elenchi")
    marta.is_on("questions")
    marta.fill("La domanda", QUESTION)
    marta.choose("Accesso", "Si chiede di ogni")
    marta.choose("Una risposta tra più", "La risposta è")
    marta.fill("Le risposte tra cui scegliere", "Il consultorio\nUn'amica")
    marta.point("Aggiungi la domanda")
    assert marta.said.startswith("La domanda si fa da oggi") and marta.here == "La domanda"
    marta.synchronise()

    lucia = sits("lucia", world.house)
    lucia.synchronise()
    lucia.go("Oggi")
    lucia.type("fatima el idrissi")
    lucia.press(Key.Key_Return)
    lucia.is_on("new-access")
    lucia.press(Key.Key_5, Ctrl)
    lucia.type("Nido")
    lucia.press(Key.Key_Space)
    lucia.press(Key.Key_D, Ctrl)
    lucia.tab_to("Il consultorio")
    lucia.press(Key.Key_Space)
    lucia.press(Key.Key_S, Ctrl)
    lucia.is_on("person")
    (code,) = lucia.vault.query("SELECT code FROM question WHERE label = :label", label=QUESTION)
    figure = monitoring.compute(lucia.vault, TODAY, TODAY).figures[f"q.{code['code']}"]
    assert isinstance(figure, Categories) and figure.numbers == {"il_consultorio": 1, "un_amica": 0}
    lucia.go("Monitoraggio")
    lucia.choose("Domande della rete", "Che cosa")
    assert lucia.reads(QUESTION)


def test_a_word_of_the_networks_own_reaches_the_houses(sits: Sits, world: furnished.World) -> None:
    marta = sits("marta", world.coordinator)
    marta.go("Coordinamento")
    marta.point("Domande ed elenchi")
    marta.point("Elenchi", "Domande ed elenchi")
    marta.pick("Quale elenco", "Temi degli incontri")
    marta.fill("Voce", WORD)
    marta.point("Aggiungi la voce")
    assert (marta.said, marta.here) == (f"«{WORD}» aggiunta", "Voce")
    view = marta.table("Elenchi").view
    at = [row[0] for row in marta.rows("Elenchi")].index(WORD)
    assert view.viewport().rect().contains(view.visualRect(view.model().index(at, 0)).center())
    marta.synchronise()

    lucia = sits("lucia", world.house)
    lucia.synchronise()
    lucia.go("Incontri")
    lucia.press(Key.Key_N, Ctrl)
    lucia.write("Pomeriggio di prova")
    lucia.point(WORD, "Tema")
    lucia.press(Key.Key_S, Ctrl)
    lucia.is_on("meeting")
    assert lucia.reads(f"Tema: {WORD}")


def test_the_year_is_told_kept_and_compared(sits: Sits, world: furnished.World, files: Files) -> None:
    marta = sits("marta", world.coordinator)
    opens_the_rows(marta)
    saves_the_report(marta, files)
    keeps_a_copy(marta)
    more_was_printed(marta)
    sees_what_changed(marta)


def opens_the_rows(marta: Worker) -> None:
    """The figures as a table; the one of the meetings opens the meeting that it counts."""
    marta.go("Monitoraggio")
    marta.until(lambda: marta.reads("cifre delle "))
    marta.choose("2025", "Periodo")
    marta.choose("Azione 3 · Incontri pubblici", "Che cosa")
    marta.point("Come tabella")
    name = "Azione 3 · Incontri pubblici"
    marta.until(lambda: marta.row(name, "Incontri pubblici")[1] == "1")
    assert marta.row(name, "Partecipanti agli incontri")[1] == "17"
    assert marta.row(name, "Incontri per mese: mar 2025 · presenze")[1] == "17"
    marta.open_row(name, "Incontri pubblici")
    marta.is_on("indicator")
    marta.until(lambda: marta.reads("1 riga"))
    marta.open_row("Incontri pubblici", "Barrito")
    marta.is_on("meeting")
    assert marta.reads("17 presenze: 9 persone adulte, 8 minori")


def saves_the_report(marta: Worker, files: Files) -> None:
    marta.go("Monitoraggio")
    marta.point("Relazione")
    marta.is_on("report")
    marta.choose("2025", "Periodo")
    marta.press(Key.Key_F5)
    assert "2025" in marta.paper_seen()
    for name, ending in (("Salva il PDF", ".pdf"), ("Word", ".docx"), ("Excel", ".xlsx")):
        marta.button(name)
        marta.until(lambda ending=ending: any(files.folder.glob(f"relazione-2025*{ending}")))
        marta.saved()
    assert "Incontri pubblici" in files.words()
    with ZipFile(files.saved(".docx")) as word:
        assert "Incontri pubblici" in word.read("word/document.xml").decode()
    assert files.sheet()


def keeps_a_copy(marta: Worker) -> None:
    marta.fill("A chi", "la fondazione")
    marta.point("Tieni una copia firmata")
    assert marta.said.startswith("Copia firmata tenuta")
    assert marta.row("Relazioni mandate", "la fondazione")[1] == "2025"


def more_was_printed(marta: Worker) -> None:
    marta.go("Comunicazione")
    marta.choose("2025", "Anno")
    marta.open_row("Materiali", "Volantino di marzo")
    marta.fill("Copie stampate", "600")
    marta.point("Salva la stampa")
    assert marta.said == "Stampa corretta"


def sees_what_changed(marta: Worker) -> None:
    marta.go("Monitoraggio")
    marta.point("Relazione")
    marta.is_on("report")
    assert marta.reads("Da quando è fatta la relazione qualcosa è cambiato")
    marta.point("Che cosa è cambiato")
    marta.until(
        lambda: marta.reads("non è più come nella copia") or marta.reads("non sono più come nella copia")
    )
    assert marta.row("Differenze dalla copia", "Copie stampate")[2:] == ["500", "600"]
