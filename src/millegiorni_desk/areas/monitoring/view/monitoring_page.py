"""*Monitoraggio*: the figures of a period, by action, the map of months and houses, and the papers."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from typing import cast

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QBoxLayout, QSizePolicy, QWidget
from shiboken6 import isValid

from millegiorni_desk.areas.monitoring import dashboard, indicators, service, wording
from millegiorni_desk.areas.monitoring.figures import Count
from millegiorni_desk.areas.monitoring.indicators import questions
from millegiorni_desk.areas.monitoring.indicators.declaration import Indicator
from millegiorni_desk.areas.monitoring.queries import Period
from millegiorni_desk.areas.monitoring.report import Report
from millegiorni_desk.areas.monitoring.span import covered
from millegiorni_desk.areas.monitoring.view import periods, said
from millegiorni_desk.areas.monitoring.view.chooser import Chooser
from millegiorni_desk.areas.monitoring.view.map_card import MapCard
from millegiorni_desk.areas.monitoring.view.papers import JSON, PDF, WORKBOOK, Papers
from millegiorni_desk.areas.monitoring.view.part_view import PartView
from millegiorni_desk.areas.monitoring.view.plan import PARTS, QUICK_SECONDS, TABLES, of_questions
from millegiorni_desk.areas.monitoring.view.wanted import Wanted
from millegiorni_desk.changes import Changes
from millegiorni_desk.errors import DeskError
from millegiorni_desk.language import _, plural
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.cards import EmptyState, Notice
from millegiorni_desk.ui.chips import ChipGroup
from millegiorni_desk.ui.choices import Tick
from millegiorni_desk.ui.columns import Columns
from millegiorni_desk.ui.page import Page
from millegiorni_desk.ui.shell import Shell
from millegiorni_desk.ui.spacing import column
from millegiorni_desk.ui.tasks import Task, TaskBar
from millegiorni_desk.vault.permissions import Permission
from millegiorni_desk.vault.vault import Vault

_MAP = "map"
_ANYTHING = (
    "a1.accesses",
    "a2.pathways_active",
    "a2.doti",
    "a2.goals_set",
    "a2.home_visits",
    "m.interventions",
)


@dataclass(frozen=True)
class _Counted:
    """A report, since when it is true, how long it took, and whether the open pairs are those of now."""

    report: Report
    at: datetime
    seconds: float
    fresh: bool


class MonitoringPage(Page):
    """The figures of the funder's report. They are counted beside the window, and never change by themselves."""

    def __init__(self, vault: Vault, shell: Shell) -> None:
        super().__init__(_("Monitoraggio"))
        self._vault, self._shell = vault, shell
        self.report: Report | None = None
        self._stale, self._took, self._at = True, 0.0, cast(datetime | None, None)
        self._fresh = True
        self._begun_for: tuple[Period, str] | None = None
        self._opened_from: QWidget | None = None
        self._beside: Task | None = None
        self._part, self._built = PARTS[0].key, False
        today = date.today()
        self.chooser = Chooser(vault, covered(vault) or Period(today, today), today)
        self.chooser.changed.connect(self.count)
        self.part = ChipGroup(_("Che cosa"), opens=True)
        self.part.hide_label()
        self.unsure = Notice("", "info")
        self.unsure.hide()
        self._offer_review()
        self.parts = {part.key: PartView(part) for part in PARTS}
        self.map = MapCard(vault)
        self.nothing = EmptyState(
            _("Niente in questo periodo"), _("Scegli altri giorni qui sopra."), icon="monitoring"
        )
        self.as_table = Tick(_("Come tabella"))
        self.as_table.toggled.connect(self._show_part)
        self._fit_questions(indicators.of(vault))
        self.part.set_value(PARTS[0].key)
        self.part.changed.connect(self._part_chosen)
        choices = Columns(self.part, self.as_table, stretch=(1, 0), fold_under=620, same_height=False)
        above = (self.chooser, choices, self.unsure, self.nothing)
        for piece in (*above, *self.parts.values(), self.map):
            self.add(piece)
        self.work, self.papers = TaskBar(), Papers(vault)
        self._place_work()
        self._add_actions()
        for view in self.parts.values():
            view.opened.connect(self._open)
        self._built = True
        self.map.opened.connect(self._open_cell)
        self.map.paper_wanted.connect(
            lambda report, matrix: self.papers.save_map(report, matrix, published=self.public.isChecked())
        )
        self._show_part()

    def _offer_review(self) -> None:
        """The pairs wait in the month end at the coordination, and on a page of their own at a house."""
        shell = self._shell
        if self._vault.may(Permission.DECIDE) and shell.knows("month-end"):
            self.unsure.add_action(Button(_("Rivedi le coppie"), lambda: shell.open("month-end", "people")))
        elif shell.knows("pairs"):
            self.unsure.add_action(Button(_("Rivedi le coppie"), lambda: shell.open("pairs")))

    def _fit_questions(self, known: Mapping[str, Indicator]) -> None:
        """The part of the network's own questions, as they are now, and the parts that can be chosen."""
        own, former = of_questions(known), self.parts.get(questions.ACTION)
        if former is None or own != former.part:
            if former is not None:
                del self.parts[questions.ACTION]
                self.body.removeWidget(former)
                former.hide()
                former.deleteLater()
            if own is not None:
                made = self.parts[own.key] = PartView(own, known)
                if self._built:
                    made.opened.connect(self._open)
                    self.body.insertWidget(self.body.indexOf(self.map), made)
        shown = [*PARTS, *([own] if own is not None else [])]
        self.part.set_options([*((part.key, part.words) for part in shown), (_MAP, _("Mesi e Case"))])

    def _place_work(self) -> None:
        """Work and its outcome stand above the foot, where they are seen however far the page is scrolled."""
        place = QWidget()
        # A long path must not make the page wider than the screen.
        place.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        inside = column(place, margins=(28, 0))
        inside.addWidget(self.work)
        inside.addWidget(self.papers)
        outer = self.layout()
        if isinstance(outer, QBoxLayout):
            outer.insertWidget(1, place)

    def _add_actions(self) -> None:
        self.again = Button(_("Aggiorna"), self.count, keys="F5", icon="sync")
        self.foot.add(self.again, left=True)
        if self._shell.knows("report"):
            self.foot.add(
                Button(_("Relazione"), lambda: self._shell.open("report"), icon="document"), left=True
            )
        if self._shell.knows("quality"):
            self.data = Button(_("Dati"), lambda: self._shell.open("quality"), icon="check")
            self.data.setToolTip(_("Quello che manca o non torna, e com'è andato il mese."))
            self.foot.add(self.data, left=True)
        if self._shell.knows("stories"):
            self.foot.add(Button(_("Storie"), lambda: self._shell.open("stories"), icon="heart"), left=True)
        self.public = Tick(_("Da pubblicare"))
        self.public.setToolTip(_("Nasconde i numeri così piccoli da far riconoscere una persona."))
        self.public.setAccessibleDescription(self.public.toolTip())
        self.foot.add(self.public)
        self.buttons = [
            Button("JSON", lambda: self._save(JSON)),
            Button("Excel", lambda: self._save(WORKBOOK)),
            Button(_("Stampa"), self._print, icon="print"),
            Button(_("Salva il PDF"), lambda: self._save(PDF), kind="primary", icon="document"),
        ]
        for button in self.buttons:
            button.setEnabled(False)
            self.foot.add(button)

    def arrived(self, argument: object = None) -> None:
        if self._stale and self._took < QUICK_SECONDS and not self.work.busy:
            self.count()
        self._show_part()

    def first_focus(self) -> QWidget | None:
        if self._part == _MAP:
            return self.map.table or self.map.choice
        if self._opened_from is not None and self._opened_from.isVisibleTo(self):
            return self._opened_from
        return self.chooser.first_focus()

    def refresh(self, changes: Changes) -> None:
        if changes.touches(*TABLES):
            self._stale = True
            self._tell_age()

    def count(self) -> None:
        """Count the figures of the period and the house chosen; counting for another choice is given up."""
        if self.work.task is not None:
            self.work.task.cancel()
            return
        period, house, vault = self.chooser.period, self.chooser.house_code, self._vault
        self._stale, self._begun_for = False, (period, house)
        ready = self._ready(period, house)
        if ready is not None:
            # Counted in a quiet moment: shown at once, and painted once.
            self.work.clear()
            self._take(ready)
            return

        def work(progress: Callable[[int, int, str], None]) -> _Counted:
            at, begun = datetime.now(), time.monotonic()
            report = service.compute(vault, *period, house=house, progress=progress)
            return _Counted(report, at, time.monotonic() - begun, service.pairs_are_fresh(vault))

        task = self.work.run(_("Conto le cifre"), work, self._take)
        if task is not None:
            task.cancelled.connect(self._given_up)
            task.failed.connect(self._given_up)
            task.finished.connect(self._count_other, Qt.ConnectionType.QueuedConnection)

    def _ready(self, period: Period, house: str) -> _Counted | None:
        """What need not be counted. What goes wrong here goes wrong in counting too, which tells it on the page."""
        with suppress(DeskError):
            report = service.ready(self._vault, *period, house=house)
            if report is not None:
                return _Counted(report, datetime.now(), self._took, service.pairs_are_fresh(self._vault))
        return None

    def _given_up(self) -> None:
        self._stale = True
        self._tell_age()

    def _count_other(self) -> None:
        """Another period or house may have been chosen while the figures were counted."""
        if self._begun_for != (self.chooser.period, self.chooser.house_code):
            self.count()

    def _take(self, counted: _Counted) -> None:
        report = counted.report
        self.report, self._at, self._took = report, counted.at, counted.seconds
        self._fresh = counted.fresh
        self._fit_questions(report.declared)
        for view in self.parts.values():
            view.take(report)
        self.map.take(report)
        self._count_beside(report)
        for button in self.buttons:
            button.setEnabled(True)
        self._tell_age()
        self._tell_unsure(report)
        self._show_part()

    def _count_beside(self, report: Report) -> None:
        """Last year's figures and the targets come after, so that nobody waits for them."""
        if self._beside is not None:
            self._beside.cancel()
        vault = self._vault
        names = [name for view in self.parts.values() for name in view.part.figures]
        task = Task(lambda progress: dashboard.beside(vault, report, names, progress))
        task.result.connect(lambda found: self._take_beside(report, found))
        self._beside = task
        task.start()

    def _take_beside(self, report: Report, found: dict[str, dashboard.Beside]) -> None:
        # What was counted beside the window may arrive after it has gone.
        if report is not self.report or not isValid(self):
            return
        for view in self.parts.values():
            view.take(report, found)

    def _tell_age(self) -> None:
        """Beside the title: at the foot it would take a second line."""
        if self._at is None or self.report is None:
            return
        day = "" if self._at.date() == date.today() else _(" del {at:%d/%m}").format(at=self._at)
        since = _(" · da allora qualcosa è cambiato") if self._stale else ""
        age = _("cifre delle {at:%H:%M}{day}{since}").format(at=self._at, day=day, since=since)
        self.set_state(f"{said.place(self.report)} · {periods.words(self.report.period)} · {age}", "quiet")
        self.foot.say("" if self._fresh else _("Le coppie da rivedere sono quelle dell'ultima relazione."))

    def _tell_unsure(self, report: Report) -> None:
        people = report.figures["a1.people"]
        found = people.interval if isinstance(people, Count) else None
        if found is not None:
            self.unsure.say(
                plural(
                    "Le persone incontrate sono tra {least} e {most}: resta {n} coppia di schede da rivedere.",
                    "Le persone incontrate sono tra {least} e {most}: restano {n} coppie di schede da rivedere.",
                    found.pairs,
                ).format(
                    least=wording.number(found.low),
                    most=wording.number(found.high),
                    n=wording.number(found.pairs),
                )
            )
        self.unsure.setProperty("wanted", found is not None)

    def _part_chosen(self) -> None:
        if not self.part.value():
            # A part cannot be taken back: one is always shown.
            self.part.set_value(self._part)
        self._show_part()

    def _show_part(self) -> None:
        self._part = str(self.part.value()) or self._part
        empty = self.report is not None and not any(
            figure.number
            for figure in (self.report.figures[name] for name in _ANYTHING)
            if isinstance(figure, Count)
        )
        self.nothing.setVisible(empty)
        for key, view in self.parts.items():
            shown = key == self._part and not empty
            if shown:
                view.show_as(table=self.as_table.isChecked())
            view.setVisible(shown)
        self.as_table.setVisible(self._part != _MAP and not empty)
        self.map.setVisible(self._part == _MAP and not empty)
        self.unsure.setVisible(bool(self.unsure.property("wanted")) and self._part == PARTS[0].key)
        if self._part == _MAP:
            self.map.count()

    def _open(self, indicator_id: str, category: str) -> None:
        self._opened_from = self.focusWidget()
        self._open_rows(indicator_id, category, self.report.period if self.report else None)

    def _open_cell(self, indicator_id: str, house: str, month: str) -> None:
        whole = self.report.period if self.report else None
        if whole is not None and month:
            of_month = periods.from_code(month)
            whole = Period(max(of_month.start, whole.start), min(of_month.end, whole.end))
        self._open_rows(indicator_id, "", whole, house)

    def _open_rows(self, indicator_id: str, category: str, period: Period | None, house: str = "") -> None:
        if self.report is None or period is None:
            return
        wanted = Wanted(indicator_id, category, period, house or self.report.house)
        self._shell.open("indicator", wanted)

    def _save(self, paper: str) -> None:
        if self.report is not None:
            self.papers.save(self.report, paper, published=self.public.isChecked())

    def _print(self) -> None:
        if self.report is not None:
            self.papers.print(self.report, published=self.public.isChecked())
