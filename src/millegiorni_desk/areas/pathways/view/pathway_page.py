"""*Percorso*: a page that she could read too: goals, how she is, what was done, what happened, and what comes next."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from millegiorni_desk.areas.pathways import service
from millegiorni_desk.areas.pathways.service import File
from millegiorni_desk.areas.pathways.view.about_card import AboutCard
from millegiorni_desk.areas.pathways.view.appointments_card import AppointmentsCard
from millegiorni_desk.areas.pathways.view.around import Around
from millegiorni_desk.areas.pathways.view.closing_card import ClosingCard
from millegiorni_desk.areas.pathways.view.file_card import FileCard
from millegiorni_desk.areas.pathways.view.goals_card import GoalsCard
from millegiorni_desk.areas.pathways.view.notes_card import NotesCard
from millegiorni_desk.areas.pathways.view.outside_scores_card import OutsideScoresCard
from millegiorni_desk.areas.pathways.view.part_card import PartCard
from millegiorni_desk.areas.pathways.view.plan_card import PlanCard
from millegiorni_desk.areas.pathways.view.steps_card import StepsCard
from millegiorni_desk.areas.pathways.view.story_card import StoryCard
from millegiorni_desk.areas.pathways.view.wellbeing_card import WellbeingCard
from millegiorni_desk.areas.people.view import words
from millegiorni_desk.areas.questions.view.card import TABLES as ASKED
from millegiorni_desk.areas.questions.view.card import QuestionsCard
from millegiorni_desk.changes import Changes
from millegiorni_desk.language import _
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.chips import ChipGroup
from millegiorni_desk.ui.page import Columns, Page, Stack
from millegiorni_desk.ui.shell import Shell
from millegiorni_desk.vault.permissions import Permission
from millegiorni_desk.vault.vault import Vault

_TABLES = (
    "pathway", "goal", "goal_step", "intervention", "wellbeing", "outside_score", "appointment", "pathway_note",
    "hand_over", "person", "dote", "ledger_entry", "sealed", *ASKED,
)  # fmt: skip


class PathwayPage(Page):
    """One pathway in four parts; each card saves what is put into it at once, with undo."""

    def __init__(self, vault: Vault, shell: Shell, around: Around | None = None) -> None:
        super().__init__(_("Percorso"))
        self._vault, self._shell = vault, shell
        self._around = around = around or Around()
        self._file: File | None = None
        self._part = "together"
        self.about = AboutCard(vault, shell, around.money)
        self.asked = QuestionsCard(vault, "pathway", shell.say)
        self.goals = GoalsCard(vault, shell)
        self.steps = StepsCard(vault, shell)
        self.appointments, self.notes = AppointmentsCard(vault, shell), NotesCard(vault, shell)
        self.wellbeing = WellbeingCard(vault, shell)
        self.scores = OutsideScoresCard(vault, shell)
        self.plan = PlanCard(vault, shell)
        self.closing = ClosingCard(vault, shell)
        self.story = StoryCard(vault, shell, around.stories) if around.stories is not None else None
        self.line = around.line() if around.line is not None else None
        self.beside = around.beside() if around.beside is not None else None
        if self.line is not None:
            self.line.go = self.go
        self._cards: list[FileCard | PartCard] = [
            self.about, self.goals, self.steps, self.appointments, self.notes, self.wellbeing, self.scores, self.plan,
            self.closing,
            *([self.story] if self.story is not None else []),
        ]  # fmt: skip
        self.which = ChipGroup(_("Che cosa guardare"), opens=True)
        self.which.hide_label()
        self.which.changed.connect(self._turn)
        self.pin(self.which)
        self.parts = self._parts()
        self.which.set_options([(code, words) for code, (words, _part) in self.parts.items()])
        for _words, part in self.parts.values():
            self.add(part)
        self.body.addStretch(1)
        self.foot.add(Button(_("Apri la scheda"), self._card, icon="person"), left=True)
        if shell.knows("hand-over"):
            self.foot.add(Button(_("Passa a un'altra…"), self._hand_over, icon="people"), left=True)
        if vault.may(Permission.REFER):
            self.foot.add(Button(_("Invia a un servizio…"), self._send))
        if vault.may(Permission.GRANT_DOTE):
            self.foot.add(Button(_("Nuova dote"), self._dote, kind="primary", icon="doti"))
        self.which.set_value("together")

    def _parts(self) -> dict[str, tuple[str, QWidget]]:
        """The parts of the page in their order: code → words and what stands in it."""
        closing = Stack(self.closing, *([self.story] if self.story is not None else []))
        parts: dict[str, tuple[str, QWidget]] = {
            "together": (
                _("Obiettivi"),
                Columns(
                    Stack(self.about, self.asked, self.goals),
                    Stack(self.wellbeing, self.scores),
                    stretch=(6, 5),
                    same_height=False,
                ),
            ),
            "done": (_("Che cosa si fa"), self._done()),
            "plan": (_("Piano e chiusura"), Columns(self.plan, closing, stretch=(6, 5), same_height=False)),
        }
        if self.line is not None:
            parts["line"] = (_("Nel tempo"), Stack(self.line.widget))
        return parts

    def _done(self) -> QWidget:
        """What is done and noted; at the right what is ahead, and the card of another area."""
        beside = [self.beside.card] if self.beside is not None else []
        right = Stack(self.appointments, *beside)
        return Columns(Stack(self.steps, self.notes), right, stretch=(6, 5), same_height=False)

    def _turn(self) -> None:
        """Show the part that was chosen; one is always shown, also where its chip is pressed again."""
        chosen = str(self.which.value())
        if not chosen:
            self.which.set_value(self._part)
            return
        self._part = chosen
        for code, (_words, part) in self.parts.items():
            part.setVisible(code == chosen)

    def go(self, kind: str) -> None:
        """Show the part in which an event of that *kind* stands."""
        self.which.set_value({"intervention": "done", "closed": "plan"}.get(kind, "together"))

    def arrived(self, argument: object = None) -> None:
        if isinstance(argument, str):
            if self._file is not None and argument != self._file.pathway.id:
                self.about.leave()
                self.asked.leave()
                self.goals.leave()
                self.which.set_value("together")
            self._load(argument)

    def refresh(self, changes: Changes) -> None:
        beside = self.beside.tables if self.beside is not None else ()
        if self._file is not None and changes.touches(*_TABLES, *self._around.tables, *beside):
            self._load(self._file.pathway.id)

    def leaving(self) -> None:
        self.plan.paper.let_go()

    def _load(self, pathway_id: str) -> None:
        self._file = file = service.file(self._vault, pathway_id)
        self.set_title(_("Percorso di {full_name}").format(full_name=words.full_name(file.person)))
        opened = f"{file.pathway.opened_on:%d/%m/%Y}"
        closed = file.pathway.closed_on
        self.set_state(
            _("chiuso il {closed:%d/%m/%Y}").format(closed=closed)
            if closed
            else _("aperto il {opened}").format(opened=opened),
            "quiet" if closed else "info",
        )
        for card in self._cards:
            card.take(file)
        readable = file.reserved is None or file.reserved.readable
        may = readable and self._vault.may(Permission.FOLLOW_PATHWAY)
        self.asked.show_record(file.pathway.id, file.pathway.opened_on, may=may)
        if self.line is not None:
            self.line.take(file)
        if self.beside is not None:
            self.beside.show(file.person.id, file.pathway.id)

    def _card(self) -> None:
        if self._file is not None:
            self._shell.open("person", self._file.person.id)

    def _hand_over(self) -> None:
        if self._file is not None:
            self._shell.open("hand-over", self._file.pathway.id)

    def _send(self) -> None:
        if self._file is not None:
            sent_from = {"person": self._file.person.id, "pathway": self._file.pathway.id}
            self._shell.open("new-referral", sent_from)

    def _dote(self) -> None:
        if self._file is not None:
            self._shell.open("new-dote", (self._file.person.id, self._file.pathway.id))
