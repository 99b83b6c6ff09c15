"""*Il piano da portare a casa*: seen as it will be printed, in her language beside Italian or alone."""

from __future__ import annotations

from collections.abc import Callable

from millegiorni_desk.areas.pathways import plans
from millegiorni_desk.areas.pathways.paper_words import ITALIAN, language_for
from millegiorni_desk.areas.pathways.plans import Wanted
from millegiorni_desk.areas.pathways.service import File
from millegiorni_desk.areas.pathways.view.file_card import FileCard
from millegiorni_desk.areas.people.view.handed_paper import HandedPaper, PaperWords
from millegiorni_desk.language import _
from millegiorni_desk.paper.scripts import LANGUAGES
from millegiorni_desk.ui.chips import ChipGroup
from millegiorni_desk.ui.forms import TickField
from millegiorni_desk.ui.shell import Shell
from millegiorni_desk.vault.vault import Vault


class PlanCard(FileCard):
    """What is on it she chooses: which goals, in which language, with or without names."""

    def __init__(self, vault: Vault, shell: Shell) -> None:
        super().__init__(_("Il piano da portare a casa"), vault, shell)
        self._of = ""
        words = PaperWords(
            preview=_("Anteprima del piano"),
            print=_("Stampa il piano"),
            printed=_("Piano stampato"),
            saved=_("Piano salvato"),
            discreet=_(
                "Piano riservato: senza nomi, senza casa e senza obiettivi. Solo i passi scelti, i giorni e i luoghi."
            ),
        )
        self.alone = TickField(_("Da sola, senza l'italiano accanto"))
        self.goals = ChipGroup(_("Quali obiettivi stampare"), multiple=True)
        questions = {"alone": self.alone, "goals": self.goals}
        self.paper = HandedPaper(
            vault, shell, words, LANGUAGES, self._maker, self._given, questions=questions
        )
        self.paper.file_name = "piano.pdf"
        self.paper.discreet.changed.connect(self._rechoose)
        self.add(self.paper)

    def show_file(self, file: File) -> None:
        same, self._of = self._of == file.pathway.id, file.pathway.id
        before = set(self.goals.chosen())
        known = {chip.code for chip in self.goals.chips} if same else set()
        shown = [goal for goal in file.goals if goal.state != "dropped" and goal.title]
        self.goals.set_options([(goal.id, goal.title) for goal in shown])
        self.goals.setVisible(bool(shown))
        if not same:
            self.paper.begin(language_for(file.person), discreet=plans.better_discreet(file))
            self.alone.set_value(False)
        always = plans.always_discreet(file)
        if not (always or self.paper.discreet.value()):
            # A goal that is new goes on the paper too; one that was left out stays out.
            self.goals.set_value([goal.id for goal in shown if goal.id in before or goal.id not in known])
        self.paper.show_paper(always_discreet=always, refused=plans.why_not(file))

    def _rechoose(self) -> None:
        """What is on a discreet plan she chooses piece by piece."""
        if self.file is not None:
            self.goals.set_value([] if self.paper.hidden else [chip.code for chip in self.goals.chips])

    def _wanted(self) -> Wanted:
        return Wanted(
            self.paper.language.value() or ITALIAN,
            bool(self.alone.value()),
            bool(self.paper.discreet.value()),
            frozenset(self.goals.chosen()),
            self.paper.contact.value(),
        )

    def _maker(self) -> Callable[[], bytes] | None:
        file, vault = self.file, self.vault
        if file is None:
            return None
        wanted = self._wanted()
        return lambda: plans.plan(vault, file, wanted)

    def _given(self) -> None:
        if self.file is not None:
            plans.given(self.vault, self.file, self._wanted())
