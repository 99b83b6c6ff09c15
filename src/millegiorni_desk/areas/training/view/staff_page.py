"""*Chi lavora con noi*: the people, and the hours of each in the days chosen; workbook and certificates."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from millegiorni_desk.areas.people.view.house_cell import KEY, paint_houses
from millegiorni_desk.areas.people.view.pile import Pile, ProblemPlace
from millegiorni_desk.areas.training import hours, hours_workbook, staff
from millegiorni_desk.areas.training.hours import PersonHours
from millegiorni_desk.areas.training.records import StaffMember
from millegiorni_desk.areas.training.view import words
from millegiorni_desk.areas.training.view.period import PeriodForm, Span, this_year
from millegiorni_desk.changes import Changes
from millegiorni_desk.errors import DeskError
from millegiorni_desk.language import _, plural
from millegiorni_desk.network import service as network
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.cards import Card, EmptyState, Notice
from millegiorni_desk.ui.chips import ChipGroup
from millegiorni_desk.ui.columns import Columns
from millegiorni_desk.ui.page import Page, Stack
from millegiorni_desk.ui.papers import Papers
from millegiorni_desk.ui.parsing import number
from millegiorni_desk.ui.search import SearchField
from millegiorni_desk.ui.shell import Shell
from millegiorni_desk.ui.tables import Column, Row, Source, Table
from millegiorni_desk.ui.tasks import Task
from millegiorni_desk.vault.permissions import Permission
from millegiorni_desk.vault.vault import Vault

_XLSX = "Excel (*.xlsx)"
_TABLES = ("staff_member", "training", "training_presence", "desk_user", "house", "managing_body")


class StaffPage(Page):
    """Opened with (first, last) it shows those days, else this year; Enter opens a person."""

    def __init__(self, vault: Vault, shell: Shell) -> None:
        super().__init__(_("Chi lavora con noi"))
        self._vault, self._shell = vault, shell
        self._asked: object = None
        self._counted: dict[str, PersonHours] = {}
        self._records = vault.may(Permission.RECORD_TRAINING)
        self.period = PeriodForm()
        self.period.take(this_year(date.today()))
        self.period.changed.connect(lambda _name: self._count())
        self.field = SearchField(
            _("Cerca una persona"), placeholder=_("Cerca per nome, casa, ruolo"), large=False
        )
        self.field.searched.connect(lambda _typed: self._list())
        self.field.entered.connect(lambda _typed: self._open_first())
        self.which = ChipGroup(_("Quali persone"), [("active", _("Attive")), ("all", _("Tutte"))])
        self.which.hide_label()
        self.which.set_value("active")
        self.which.changed.connect(self._list)
        self.table = Table(_("Chi lavora con noi"), self._columns(), empty=_("Nessuna persona qui."))
        paint_houses(vault, self.table)
        self.field.left_down.connect(self.table.setFocus)
        self.table.opened.connect(lambda row: self._open(row["id"]) if row else None)
        self.work, self.papers, self.proposed = ProblemPlace(), Papers(), Pile()
        self._place()
        self._show()

    def _place(self) -> None:
        for piece in (self.work, self.papers, self.proposed):
            self.add(piece)
        self.card = Card()
        self.card.add(
            Columns(
                Stack(self.field, self.which), self.period, stretch=(3, 2), fold_under=760, same_height=False
            )
        )
        self.card.add(self.table, 1)
        self.add(self.card, 1)
        self.nobody = EmptyState(
            _("Ancora nessuna persona"),
            _("Scrivi qui chi lavora con il progetto: operatrici, case manager, chi viene alle formazioni."),
            (_("Aggiungi una persona"), self._new) if self._records else None,
            icon="people",
        )
        self.add(self.nobody)
        self.save_button = Button(_("Salva le ore in Excel…"), self.save, icon="download")
        self.certificates_button = Button(_("Attestati del periodo"), self._certificates, icon="document")
        if self._vault.may(Permission.REPORT):
            self.foot.add(self.save_button, left=True)
        if self._records:
            self.foot.add(self.certificates_button, left=True)
            self.foot.add(
                Button(_("Aggiungi una persona"), self._new, kind="primary", keys="Ctrl+N", icon="add")
            )

    def _columns(self) -> list[Column]:
        vault = self._vault
        kinds = network.terms(vault, "training_kind")
        return [
            Column("name", _("Nome")),
            Column(KEY, _("Casa"), width=180, words=lambda code: words.workplace(vault, code or "")),
            Column("role", _("Ruolo"), width=170),
            Column("times", _("Incontri"), "number", width=85),
            *(
                Column(
                    f"kind:{code}",
                    _("Ore: {kind}").format(kind=name),
                    "number",
                    width=135,
                    words=words.figure,
                )
                for code, name in kinds.items()
            ),
            Column("minutes", _("Ore in tutto"), "number", width=110, words=words.figure),
        ]

    def arrived(self, argument: object = None) -> None:
        self.papers.clear()
        if isinstance(argument, tuple):
            self.period.blockSignals(True)
            self.period.take(argument)
            self.period.blockSignals(False)
            self._count()

    def first_focus(self) -> QWidget | None:
        return self.field if self.card.isVisibleTo(self) else self.nobody.button

    def refresh(self, changes: Changes) -> None:
        if changes.touches(*_TABLES):
            self._show()

    def _new(self) -> None:
        self._shell.open("staff-member", None)

    def _open_first(self) -> None:
        if self.table.model.rowCount():
            self._open(self.table.model.row(0)["id"])

    def _open(self, staff_id: str) -> None:
        """Her page, on the days whose hours are shown here."""
        span = self.period.span()
        about = {"id": staff_id, "first": span[0], "last": span[1]} if span is not None else staff_id
        self._shell.open("staff-member", about)

    def _show(self) -> None:
        every = staff.every(self._vault, active_only=False)
        self.card.setVisible(bool(every))
        self.nobody.setVisible(not every)
        at_work = sum(one.active for one in every)
        self.set_state(words.people(at_work) if every else "", "quiet")
        self._propose()
        self._list()
        self._count()

    def _propose(self) -> None:
        if not self._records:
            return
        new = staff.proposed(self._vault)
        if not new:
            self.proposed.put([])
            return
        told = plural(
            "{n} utente delle postazioni non è ancora in questo elenco: {names}.",
            "{n} utenti delle postazioni non sono ancora in questo elenco: {names}.",
            len(new),
        ).format(n=number(len(new)), names=", ".join(one.name for one in new))
        self.proposed.put([Notice(told, "info", (_("Aggiungi all'elenco"), self.take_proposed))])

    def take_proposed(self) -> None:
        """Put the users of the desks into the list."""
        self.work.clear()
        try:
            taken = staff.take_in(self._vault)
        except DeskError as problem:
            self.work.show_problem(problem)
            return
        count = len(taken.new) + len(taken.tied)
        self._shell.say(
            plural("{n} persona aggiunta", "{n} persone aggiunte", count).format(n=count),
            lambda: staff.put_back(self._vault, taken),
        )

    def _count(self) -> None:
        """The hours beside the window: those of years take a moment."""
        asked = self._asked = object()
        span, vault = self.period.span(), self._vault
        if span is None:
            self._tell(asked, [])
            return
        task = Task(lambda progress: hours.by_person(vault, *span))
        task.result.connect(lambda found: self._tell(asked, found))
        task.start()

    def _tell(self, asked: object, found: Sequence[PersonHours]) -> None:
        if asked is not self._asked or not isValid(self):
            return
        self._counted = {one.staff_id: one for one in found}
        for button in (self.save_button, self.certificates_button):
            button.setEnabled(bool(found))
        self._list()

    def _list(self) -> None:
        every = staff.every(self._vault, active_only=self.which.value() != "all")
        # Who left counts in the days when she was there.
        known = {one.id for one in every}
        here = [one.member for one in self._counted.values() if one.member and one.staff_id not in known]
        wanted = network.fold(self.field.text()).split()
        found = [one for one in [*every, *here] if all(word in self._said(one) for word in wanted)]
        found.sort(key=lambda one: (network.fold(one.name), one.id))
        self.table.show_rows(Source.of([self._row(one) for one in found]))
        shown = [self._counted[one.id] for one in found if one.id in self._counted]
        self.table.show_sums(self._sums(shown) if shown else None)

    def _said(self, one: StaffMember) -> str:
        return network.fold(f"{one.name} {words.workplace(self._vault, one.house_code)} {one.role}")

    def _row(self, one: StaffMember) -> Row:
        told = self._counted.get(one.id, PersonHours(one.id, one))
        name = (
            one.name if one.active and not one.voided else _("{name} (non più con noi)").format(name=one.name)
        )
        row: dict[str, object] = {
            "id": one.id,
            "name": name,
            KEY: one.house_code,
            "role": one.role,
            "times": told.total.times or None,
            "minutes": told.total.minutes,
        }
        return row | {f"kind:{kind}": each.minutes for kind, each in told.by_kind.items()}

    def _sums(self, shown: Sequence[PersonHours]) -> Row:
        by_kind = hours.total(shown)
        whole = sum(by_kind.values(), hours.NONE)
        told: dict[str, object] = {"name": _("In tutto"), "times": whole.times, "minutes": whole.minutes}
        return told | {f"kind:{kind}": each.minutes for kind, each in by_kind.items()}

    def save(self) -> None:
        """Write the hours to a workbook, asked where."""
        span, vault = self.period.span(), self._vault
        if span is not None:
            first, last = span
            name = f"ore-formazione-{first:%Y-%m-%d}-{last:%Y-%m-%d}.xlsx"
            self.papers.save(lambda: hours_workbook.workbook(vault, first, last), name, _XLSX)

    def _certificates(self) -> None:
        span: Span | None = self.period.span()
        if span is not None and self._counted:
            about = {"staff": list(self._counted), "first": span[0], "last": span[1]}
            self._shell.open("certificates", about)
