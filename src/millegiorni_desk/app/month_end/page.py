"""*Chiusura del mese*: six steps at the left, the counts always in sight, one step open below them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from millegiorni_desk.app.month_end.closed import ClosedSection
from millegiorni_desk.app.month_end.decided import DecidedSection
from millegiorni_desk.app.month_end.differences import DifferencesStep
from millegiorni_desk.app.month_end.steps import DeliveriesStep, MergeStep, MinutesStep
from millegiorni_desk.app.month_end.totals import TotalsCard
from millegiorni_desk.app.network.alarms import AlarmsSection
from millegiorni_desk.app.pairs.decided import DecidedPairs
from millegiorni_desk.app.pairs.step import PeopleStep
from millegiorni_desk.app.sections import Sections
from millegiorni_desk.changes import Changes
from millegiorni_desk.flows import syncing
from millegiorni_desk.flows.closing import months, words
from millegiorni_desk.language import _
from millegiorni_desk.ui.page import Page, Stack
from millegiorni_desk.ui.tasks import TaskBar

if TYPE_CHECKING:
    from millegiorni_desk.ui.shell import Shell
    from millegiorni_desk.vault.vault import Vault

_WITHOUT_COUNTS = ("decided", "decided-pairs", "closed")
_COUNTED = ("person", "access", "pathway", "dote", "ledger_entry", "house")


class MonthEndPage(Page):
    """For the coordinator: deliveries, merge, differences, people, doti, minutes. The argument names a step."""

    def __init__(self, vault: Vault, shell: Shell) -> None:
        super().__init__(_("Chiusura del mese"))
        self.set_state(_("nessun valore va perso"), "info")
        self._vault = vault
        self.totals = TotalsCard(vault)
        self.work = TaskBar()
        month = words.month(months.closing_now(date.today())).split()[0]
        self.parts = parts = Sections(_("Chiusura di {month}").format(month=month))
        self.deliveries = DeliveriesStep(vault, self.receive)
        self.merge = MergeStep(vault, self.totals, self.receive)
        self.differences = DifferencesStep(vault, shell, lambda: parts.open("people"))
        self.people = PeopleStep(vault, shell, (_("Vai alle doti"), lambda: parts.open("alarms")))
        self.alarms = AlarmsSection(vault, shell)
        self.minutes = MinutesStep(
            vault,
            shell,
            lambda: (self.differences.left, self.people.left, len(self.alarms.found)),
            lambda: parts.open("alarms"),
        )
        self.decided = DecidedSection(vault, shell)
        self.decided_pairs = DecidedPairs(vault, shell)
        self.decided_pairs.undone.connect(self.people.taken_back)
        self.closed = ClosedSection(vault, shell)
        beside = Stack(self.totals, self.work, spacing=0)
        parts.beside(beside)
        parts.register("deliveries", _("1  Consegne"), "", lambda: self.deliveries)
        parts.register("merge", _("2  Fusione"), "", lambda: self.merge)
        parts.register("differences", _("3  Differenze"), "", lambda: self.differences)
        parts.register("people", _("4  Persone"), "", lambda: self.people)
        parts.register("alarms", _("5  Doti da guardare"), "", lambda: self.alarms)
        parts.register("minutes", _("6  Verbale"), "", lambda: self.minutes)
        parts.register("decided", _("Decisioni prese"), "", lambda: self.decided)
        parts.register("decided-pairs", _("Decisioni sulle persone"), "", lambda: self.decided_pairs)
        parts.register("closed", _("Mesi chiusi"), "", lambda: self.closed)
        self.totals.counted.connect(self.merge.reload)
        # People and doti are looked through beside the window: the minutes say what is open once that is known.
        for step in (self.differences, self.people, self.alarms):
            step.told.connect(self.minutes.tell)
        self._came_to = ""
        self.differences.read.connect(self._differences_read)
        self.minutes.made.connect(self._closed_one)
        self.closed.reopened.connect(self.minutes.reload)
        # The counts are in sight at every step; what was closed has its own.
        parts.opened.connect(lambda key: beside.setVisible(key not in _WITHOUT_COUNTS or self.work.busy))
        self.add(parts)

    def arrived(self, argument: object = None) -> None:
        self._reload()
        self.parts.open(argument if isinstance(argument, str) else self.parts.here or "deliveries")
        # Differences come first: once it is known that there are any, unless she has gone on meanwhile.
        self._came_to = "" if isinstance(argument, str) else self.parts.here

    def _differences_read(self) -> None:
        here, self._came_to = self._came_to, ""
        if here and here == self.parts.here and here != "differences" and self.differences.left:
            self.parts.open("differences")

    def refresh(self, changes: Changes) -> None:
        if changes.touches("person", "child") and changes.action != "person.decide":
            self.people.forget()
        if changes.touches("person_decision") and self.parts.here != "decided-pairs":
            self.decided_pairs.count()
        if self.work.busy:
            # What this page takes in itself is read once, when all of it is in.
            return
        if changes.action == "sync":
            self.differences.reload()
        if changes.touches(*_COUNTED):
            self.totals.reload()

    def first_focus(self) -> QWidget | None:
        here = self.parts.built.get(self.parts.here)
        return (here.first_focus() if here else None) or self.parts.entries[self.parts.here or "deliveries"]

    def _reload(self) -> None:
        self.totals.reload()
        for key in self.parts.entries:
            self.parts.section(key).reload()

    def _closed_one(self, closing_id: str) -> None:
        self.totals.reload()
        self.parts.open("closed")
        self.closed.choose(closing_id)

    def receive(self) -> None:
        """Take in what the houses have handed over and merge it, beside the window."""

        def work(progress: Callable[[int, int, str], None]) -> syncing.Outcome:
            return syncing.synchronise(self._vault, progress=progress)

        def failed(problem: Exception) -> None:
            self.work.show_problem(problem, self.receive)

        task = self.work.run(_("Ricevo e unisco"), work, self._received, failed)
        if task is not None:
            # Also what was in before it failed or was stopped.
            task.finished.connect(self._reload)

    def _received(self, outcome: syncing.Outcome) -> None:
        self.people.forget()
        self.merge.show_outcome(outcome)
        self.parts.open("merge")
