"""What a case manager does at her window for months, by hand; what is checked on the way is what she sees."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from millegiorni_desk.ui.chips import Chip
from millegiorni_desk.ui.page import Page
from millegiorni_desk.ui.pdf_pages import PdfPages
from tests.end2end.seat import Ctrl, Key, Seat

DONE, PLAN, GOALS = "Che cosa si fa", "Piano e chiusura", "Obiettivi"
STEPS = "Che cosa si è fatto"


def typed(day: date) -> str:
    """A day as it is typed."""
    return f"{day:%d/%m/%Y}"


@dataclass(frozen=True)
class Woman:
    """Who comes for the first time, and what is written at that access."""

    name: str
    born: date
    on: date
    channel: str
    needs: Sequence[str]
    minors: str = ""
    language: str = ""
    mediation: bool = False
    notes: str = ""


@dataclass(frozen=True)
class Grant:
    """A dote as it is asked for at the window; ``euros`` as it is typed."""

    expense: str
    euros: str
    supplier: str
    document: str
    reason: str = ""
    waits: bool = False


@dataclass(frozen=True)
class Done:
    """Something done in a pathway: ``kind`` is the code, ``area`` and ``profession`` begin as they are shown."""

    kind: str
    area: str
    on: date
    words: str
    minutes: int
    profession: str = ""


class CaseManager(Seat):
    """A seat with the acts of a case manager; ``papers`` are the words of what she printed."""

    def __init__(self, bot: QtBot, folder: Path, user: str, secret: str) -> None:
        super().__init__(bot, folder)
        self.papers: list[str] = []
        self.tab_to("Chi sei")
        self.write(user)
        self.press(Key.Key_Tab)
        self.tab_to("Frase segreta")
        self.type(secret)
        self.press(Key.Key_Return)
        self.until(lambda: self.window.desk is not None and self.shell.shown == "today")
        self.settle()

    # --- what is on the screen ---------------------------------------------------------------------

    @property
    def page(self) -> Page:
        """The page that is shown."""
        page = self.shell.built(self.shell.shown)
        assert isinstance(page, Page)
        return page

    @property
    def said(self) -> str:
        """What the foot of the page says after an act."""
        return self.shell.toast.words

    def reads(self, words: str, within: str = "") -> bool:
        """Whether *words* stand somewhere on the page, or in the card so called."""
        self.settle()
        root: QWidget = self.seen(within) if within else self.shell
        return any(words in one.text() for one in root.findChildren(QLabel) if one.isVisible())

    def choose(self, words: str, question: str) -> None:
        """Answer a question with that chip, unless it is answered so."""
        chip = self.seen(words, question, (Chip,))
        if not (isinstance(chip, Chip) and chip.isChecked()):
            self.point(words, question, (Chip,))

    def told(self) -> list[str]:
        """Everything that the page says."""
        return [one.text() for one in self.page.findChildren(QLabel) if one.isVisible()]

    def is_on(self, name: str) -> None:
        """The page *name* is shown now; if not, what the one before says against it is told."""
        if self.shell.shown != name:
            raise AssertionError(f"still on {self.shell.shown}, not {name}: {self.told()}")

    def _paper(self, _parent: QWidget, pdf: bytes) -> bool:
        pages = PdfPages(pdf)
        self.papers.append("\n".join(pages.text(at) for at in range(len(pages))))
        pages.close()
        return True

    # --- the first access, and the pathway that it opens -------------------------------------------

    def first_access(self, woman: Woman) -> None:
        """She is new: her name where one searches, a new card, the access; the pathway is opened from it."""
        self.go("Oggi")
        self.type(woman.name)
        self.press(Key.Key_Return)
        if self.shell.shown != "new-access":
            self.point("Nuova scheda")
        self.is_on("new-access")
        self.fill("Data di nascita", typed(woman.born))
        # «Diretto» is chosen already, and a second click would take it back.
        self.choose(woman.channel, "Come è arrivata")
        for need in woman.needs:
            self.point(need, "Che cosa le serve")
        self.press(Key.Key_9, Ctrl)
        self.settle()
        self.fill("Data dell'accesso", typed(woman.on))
        if woman.minors:
            self.fill("Figli minori in casa", woman.minors)
        if woman.language:
            self.fill("Lingua", woman.language)
        if woman.mediation:
            self.point("Sì", "Serve una mediatrice")
        if woman.notes:
            self.fill("Note", woman.notes)
        self.point("Salva e apri un percorso")
        self.is_on("new-pathway")

    def open_pathway(self, fragilities: Sequence[str], main: str, **words: str) -> None:
        """The shared assessment, on what the access told already."""
        for fragility in fragilities:
            self.point(fragility, "Fragilità")
        self.pick("Richiesta principale", main)
        for name, told in words.items():
            self.fill(_ASSESSMENT[name], told)
        self.point("Apri il percorso")
        self.is_on("pathway")

    def goal(self, title: str, dimension: str, due: date, steps: Sequence[tuple[str, str]]) -> None:
        """Write a goal with its small steps: words and who takes each."""
        self.part(GOALS)
        self.fill("Nuovo obiettivo", title)
        self.pick("Dimensione", dimension, GOALS)
        self.fill("Entro il", typed(due), GOALS)
        self.point("Aggiungi obiettivo")
        for words, owner in steps:
            self.point(f"Aggiungi un passo: {title}")
            self.fill("Il passo", words)
            self.pick("Chi lo fa", owner, GOALS)
            self.point(f"Tieni il passo: {title}")
        assert all(self.reads(words, GOALS) for words in (title, *(step for step, _owner in steps)))

    def step_done(self, words: str) -> None:
        """Tick a small step."""
        self.part(GOALS)
        self.point(words, GOALS)

    def reached(self, title: str, state: str = "Raggiunto") -> None:
        """Say where a goal stands."""
        self.part(GOALS)
        self.point(state, f"Stato di «{title}»")

    def rates(self, on: date, scores: dict[str, int], who: str = "Lo dice lei") -> None:
        """How she is, dimension by dimension; the moment is what the program proposes."""
        self.part(GOALS)
        self.point(who, "Come sta")
        self.fill("Giorno", typed(on), "Come sta")
        for dimension, score in scores.items():
            self.fill(dimension, str(score), "Come sta")
        self.point("Segna", "Come sta")

    # --- what is done ------------------------------------------------------------------------------

    def did(self, done: Done) -> None:
        """Write down what was done."""
        self.part(DONE)
        self.point("Scrivi che cosa si è fatto")
        self.point(done.kind, "Che cosa")
        self.point(done.area, "Area")
        self.fill("Giorno", typed(done.on), STEPS)
        self.fill("Minuti", str(done.minutes), STEPS)
        if done.profession:
            self.pick("Consulenza di", done.profession, STEPS)
        self.fill("In breve", done.words, STEPS)
        self.point("Salva", STEPS)
        assert self.reads(done.words, STEPS), self.told()

    def expected(self, title: str, on: date, hour: str, place: str) -> None:
        """Write where she is expected."""
        self.part(DONE)
        self.point("Segna un appuntamento")
        self.fill("Per che cosa", title, "Appuntamenti")
        self.fill("Giorno", typed(on), "Appuntamenti")
        self.fill("Ora", hour, "Appuntamenti")
        self.fill("Dove", place, "Appuntamenti")
        self.point("Salva", "Appuntamenti")

    def went(self, title: str) -> None:
        """Say that she went to an appointment, on its page, and come back."""
        self.point(f"· {title}", "Appuntamenti")
        self.is_on("appointment")
        self.point("Ci è andata", "Com'è andata")
        self.point("Apri il percorso")
        self.is_on("pathway")

    def mediation(
        self, need: str, mediator: str, sessions: Sequence[tuple[date, str, int]], outcome: str
    ) -> None:
        """Ask for a mediator from the pathway, write down her sessions, and how it ended."""
        self.part(DONE)
        self.point("Serve una mediatrice")
        self.is_on("new-mediation")
        self.fill("Chiesta il", typed(sessions[0][0]))
        self.pick("Mediatrice", mediator)
        self.fill("Per che cosa serve", need)
        self.point("Chiedi la mediazione")
        self.is_on("mediation")
        for on, kind, minutes in sessions:
            self.point(kind, "Che cosa si è fatto")
            self.fill("Giorno", typed(on), "Incontri")
            self.fill("Minuti", str(minutes), "Incontri")
            self.point("Aggiungi l'incontro")
        self.point(outcome, "Com'è andata")
        self.point("Concludi la mediazione")
        assert self.said == "Mediazione conclusa", self.told()
        self.point("Apri il percorso")
        self.is_on("pathway")

    # --- money -------------------------------------------------------------------------------------

    def grant(self, grant: Grant) -> str:
        """Ask for a dote from the pathway's page, see what is left before and after, print; gives its id."""
        self.point("Nuova dote")
        self.is_on("new-dote")
        self.point(grant.expense, "Per che cosa")
        self.fill("Importo", grant.euros)
        self.fill("Fornitore", grant.supplier)
        self.fill("Documento", grant.document)
        if grant.reason:
            self.fill("Motivo in breve", grant.reason)
        self._print_here()
        self.point("Chiedi conferma" if grant.waits else "Registra e stampa")
        self.is_on("dote")
        assert self.said.startswith("Chiesta la conferma" if grant.waits else "Dote registrata")
        return str(self.vault.scalar("SELECT max(id) FROM dote"))

    def receipt(self) -> None:
        """Make the receipt of the dote that is shown, and print it."""
        self._print_here()
        self.point("Fai la ricevuta e stampa")

    def document(self, kind: str, number: str, supplier: str, euros: str) -> None:
        """Write down what was bought with it."""
        self.point("Aggiungi un documento")
        self.pick("Che cos'è", kind)
        self.fill("Numero", number)
        self.fill("Chi l'ha fatto", supplier)
        self.fill("Importo del documento", euros)
        self.point("Salva il documento")

    def pays(self) -> None:
        """All that is owed, to the supplier."""
        self.point("Registra il pagamento")
        assert self.said.startswith("Pagamento registrato")

    def _print_here(self) -> None:
        self.page.print_with = self._paper  # type: ignore[attr-defined]

    # --- the end -----------------------------------------------------------------------------------

    def to_pathway(self, name: str) -> None:
        """Look her up, and open her pathway from her card."""
        self.press(Key.Key_K, Ctrl)
        self.type(name)
        self.press(Key.Key_Return)
        self.is_on("person")
        self.settle()
        # In her line of time.
        self.point("Apertura di un percorso, ")
        self.is_on("pathway")

    def plan(self) -> None:
        """Print the plan that she takes home."""
        self.part(PLAN)
        self.seen("Il piano da portare a casa").paper.print_with = self._paper  # type: ignore[attr-defined]
        self.point("Stampa il piano")

    def close(self, ended: str, outcome: str, scores: dict[str, int]) -> None:
        """Close the pathway, with how she is now."""
        self.part(PLAN)
        self.pick("Come finisce", ended)
        self.fill("Com'è andata", outcome, "Chiusura")
        for dimension, score in scores.items():
            self.fill(dimension, str(score), "Chiusura")
        self.point("Chiudi il percorso")
        assert self.said == "Percorso chiuso"

    def tell(self, story: str, name: str, *, agrees: bool) -> None:
        """Tell her story under another name."""
        self.fill("Nome inventato", name)
        self.fill("In breve: com'era", story)
        if agrees:
            self.point("È d'accordo che si pubblichi senza il suo nome")
        self.point("Salva la storia")
        assert self.said == "Storia salvata"

    def part(self, name: str) -> None:
        """Turn to a part of the pathway's page."""
        self.choose(name, "Che cosa guardare")


_ASSESSMENT = {
    "household": "Il nucleo",
    "resources": "Su che cosa e su chi può contare",
    "wishes": "Che cosa desidera lei",
    "referrer": "Chi l'ha inviata",
}
