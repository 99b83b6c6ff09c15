"""*Formazione*: training and team meetings, the newest first, and what the year came to."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from millegiorni_desk.areas.people.view.house_cell import KEY, paint_houses
from millegiorni_desk.areas.training import hours, service
from millegiorni_desk.areas.training.hours import Figures
from millegiorni_desk.areas.training.service import Line, Wanted
from millegiorni_desk.areas.training.view import words
from millegiorni_desk.areas.training.view.period import PeriodForm, this_year
from millegiorni_desk.changes import Changes
from millegiorni_desk.language import _, plural
from millegiorni_desk.network import service as network
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.cards import Card, EmptyState
from millegiorni_desk.ui.chips import ChipGroup
from millegiorni_desk.ui.columns import Columns
from millegiorni_desk.ui.figure_tile import Figure
from millegiorni_desk.ui.page import Page, Stack
from millegiorni_desk.ui.parsing import number
from millegiorni_desk.ui.search import SearchField
from millegiorni_desk.ui.shell import Shell
from millegiorni_desk.ui.tables import Column, Row, Source, Table
from millegiorni_desk.ui.tasks import Task
from millegiorni_desk.vault.permissions import Permission
from millegiorni_desk.vault.vault import Vault

_TABLES = ("training", "training_presence", "term", "house")
_FIRST, _LAST = date(1, 1, 1), date(9999, 12, 31)


class TrainingsPage(Page):
    """Narrowed by kind, days and words; the figures are those of the days chosen, or of this year."""

    def __init__(self, vault: Vault, shell: Shell) -> None:
        super().__init__(_("Formazione"))
        self._vault, self._shell = vault, shell
        self._asked: object = None
        self.figures = {
            "meetings": Figure(_("Incontri")),
            "people": Figure(_("Persone formate")),
            "hours": Figure(_("Ore di incontri")),
            "attended": Figure(_("Ore di presenza")),
        }
        self.figures["meetings"].opened.connect(self._into_table)
        for name in ("people", "hours", "attended"):
            self.figures[name].opened.connect(self._open_staff)
        self.field = SearchField(
            _("Cerca un incontro"), placeholder=_("Cerca per titolo, argomento, docenti, luogo"), large=False
        )
        self.field.searched.connect(lambda _typed: self._list())
        self.field.entered.connect(lambda _typed: self._open_first())
        self.field.left_down.connect(self._into_table)
        self.kind = ChipGroup(_("Quali incontri"), self._kinds())
        self.kind.hide_label()
        self.kind.set_value("all")
        self.kind.changed.connect(self._list)
        self.period = PeriodForm()
        self.period.changed.connect(lambda _name: self._show())
        self.table = Table(_("Incontri"), self._columns(), empty=_("Nessun incontro qui."))
        paint_houses(vault, self.table)
        self.table.opened.connect(lambda row: shell.open("training", row["id"]) if row else None)
        self._place()
        self._show()

    def _place(self) -> None:
        meetings, people, lasted, attended = self.figures.values()
        self.band = Columns(
            Columns(meetings, people, fold_under=0), Columns(lasted, attended, fold_under=0), fold_under=640
        )
        self.add(self.band)
        self.card = Card()
        self.card.add(
            Columns(
                Stack(self.field, self.kind), self.period, stretch=(3, 2), fold_under=760, same_height=False
            )
        )
        self.card.add(self.table, 1)
        self.add(self.card, 1)
        may = self._vault.may(Permission.RECORD_TRAINING)
        self.nothing = EmptyState(
            _("Ancora nessun incontro di formazione"),
            _(
                "Scrivi qui le formazioni e le équipe, con chi c'era: ne escono le ore di ognuna e gli attestati."
            ),
            (_("Nuovo incontro"), self._new) if may else None,
            icon="training",
        )
        self.add(self.nothing)
        self.foot.add(
            Button(_("Chi lavora con noi"), lambda: self._shell.open("staff"), icon="people"), left=True
        )
        self.foot.add(
            Button(_("Reti e accordi"), lambda: self._shell.open("agreements"), icon="link"), left=True
        )
        if may:
            self.foot.add(Button(_("Nuovo incontro"), self._new, kind="primary", keys="Ctrl+N", icon="add"))

    def _kinds(self) -> list[tuple[str, str]]:
        return [*network.terms(self._vault, "training_kind").items(), ("all", _("Tutti"))]

    def _columns(self) -> list[Column]:
        vault = self._vault
        return [
            Column("on_date", _("Giorno"), "date", width=105),
            Column("title", _("Titolo")),
            Column("kind", _("Che cosa"), width=105),
            Column(KEY, _("Di chi"), width=170, words=lambda code: words.house(vault, code or "")),
            Column("people", _("Persone"), "number", width=80),
            Column("lasted", _("Ore"), "number", width=60, words=words.figure),
            Column("minutes", _("Ore di presenza"), "number", width=115, words=words.figure),
            Column("state", "", width=130),
        ]

    def first_focus(self) -> QWidget | None:
        return self.field if self.card.isVisibleTo(self) else self.nothing.button

    def refresh(self, changes: Changes) -> None:
        if changes.touches("term"):
            self.kind.set_options(self._kinds())
        if changes.touches(*_TABLES):
            self._show()

    def _new(self) -> None:
        self._shell.open("new-training")

    def _open_staff(self) -> None:
        self._shell.open("staff", self._span())

    def _open_first(self) -> None:
        if self.table.model.rowCount():
            self._shell.open("training", self.table.model.row(0)["id"])

    def _into_table(self) -> None:
        if self.table.model.rowCount():
            if self.table.view.currentIndex().row() < 0:
                self.table.view.selectRow(0)
            self.table.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def _wanted(self) -> Wanted:
        kind = str(self.kind.value() or "all")
        first, last = self.period.days()
        return Wanted("" if kind == "all" else kind, first, last, self.field.text())

    def _span(self) -> tuple[date, date]:
        first, last = self.period.days()
        if first is None and last is None:
            return this_year(date.today())
        return first or _FIRST, last or _LAST

    def _show(self) -> None:
        known = service.count(self._vault)
        for piece in (self.card, self.band):
            piece.setVisible(bool(known))
        self.nothing.setVisible(not known)
        self._list()
        self._count()

    def _list(self) -> None:
        vault, wanted = self._vault, self._wanted()
        self.table.show_rows(
            Source(
                lambda: service.count(vault, wanted),
                lambda offset, limit: self._rows(service.page(vault, offset, limit, wanted)),
            )
        )

    def _rows(self, lines: Sequence[Line]) -> list[Row]:
        return [
            {
                "id": line.training.id,
                "on_date": line.training.on_date.isoformat(),
                "title": line.training.title,
                "kind": words.kind(self._vault, line.training),
                KEY: line.training.house_code,
                "people": line.people or None,
                "lasted": line.training.minutes,
                "minutes": line.minutes,
                "state": "" if line.training.state == "held" else words.state(self._vault, line.training),
            }
            for line in lines
        ]

    def _count(self) -> None:
        """Beside the window: years of meetings are counted in a quarter of a second."""
        vault, (first, last) = self._vault, self._span()
        if first > last:
            return
        asked = self._asked = object()
        task = Task(lambda progress: hours.figures(vault, first, last))
        task.result.connect(lambda found: self._tell(asked, found))
        task.start()

    def _tell(self, asked: object, found: Figures) -> None:
        if asked is not self._asked or not isValid(self):
            return
        names = network.terms(self._vault, "training_kind")
        kinds = [
            f"{names.get(kind, kind)} {number(each.times)}" for kind, each in sorted(found.meetings.items())
        ]
        untimed = found.total.untimed
        lacking = plural("{n} non dice quanto è durato", "{n} non dicono quanto sono durati", untimed)
        when = self._when()
        self.figures["meetings"].show_value(number(found.total.times), ", ".join(kinds), note=when)
        self.figures["people"].show_value(number(found.people), note=when)
        self.figures["hours"].show_value(
            words.figure(found.total.minutes) or "0", note=lacking.format(n=untimed) if untimed else when
        )
        self.figures["attended"].show_value(words.figure(found.attended) or "0", note=when)

    def _when(self) -> str:
        first, last = self.period.days()
        if first is None and last is None:
            return _("nel {year}").format(year=date.today().year)
        told = (
            _("dal {first:%d/%m/%Y}").format(first=first) if first else "",
            _("al {last:%d/%m/%Y}").format(last=last) if last else "",
        )
        return " ".join(part for part in told if part)
