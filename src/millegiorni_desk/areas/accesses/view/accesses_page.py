"""*Accessi*: those of a day, or all of them, newest first."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from millegiorni_desk.areas.accesses import service
from millegiorni_desk.areas.accesses.service import Visit
from millegiorni_desk.areas.accesses.view.words import coded, visit_name
from millegiorni_desk.areas.people.view.house_cell import house_column, paint_houses
from millegiorni_desk.areas.people.view.pile import ProblemPlace
from millegiorni_desk.areas.people.view.reserved import lock_cells
from millegiorni_desk.changes import Changes
from millegiorni_desk.errors import DeskError, InvalidValue
from millegiorni_desk.language import _, plural
from millegiorni_desk.ui import tokens
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.cards import Card, EmptyState
from millegiorni_desk.ui.chips import ChipGroup
from millegiorni_desk.ui.dates import day_words
from millegiorni_desk.ui.field import Field
from millegiorni_desk.ui.fields import DateField
from millegiorni_desk.ui.page import Page
from millegiorni_desk.ui.parsing import number
from millegiorni_desk.ui.shell import Shell
from millegiorni_desk.ui.spacing import row
from millegiorni_desk.ui.tables import Column, Row, Source, Table
from millegiorni_desk.vault.permissions import Permission
from millegiorni_desk.vault.sealed_fields import Mark
from millegiorni_desk.vault.vault import Vault


class AccessesPage(Page):
    """The accesses of one day, with steps to the day before and after, or the whole list."""

    def __init__(self, vault: Vault, shell: Shell) -> None:
        super().__init__(_("Accessi"))
        self._vault, self._shell = vault, shell
        self._may = vault.may(Permission.RECORD_ACCESS)
        self._day = date.today()
        self.which = ChipGroup(_("Quali"), [("day", _("Di un giorno")), ("all", _("Tutti"))])
        self.which.set_value("day")
        self.day = DateField(_("Giorno"))
        self.day.set_value(self._day)
        self.before = Button(_("Giorno prima"), lambda: self._step(later=False), kind="tool", icon="back")
        self.after = Button(_("Giorno dopo"), lambda: self._step(later=True), kind="tool", icon="forward")
        self.table = Table(_("Accessi"), self._columns())
        paint_houses(vault, self.table)
        lock_cells(self.table, "needs")
        self.work = ProblemPlace()
        self.nothing = EmptyState("")
        self._place()
        self.which.changed.connect(self._show)
        self.day.changed.connect(self._day_typed)
        self.table.opened.connect(lambda row: shell.open("access", row["id"]) if self._may else None)
        self._add_actions()
        self._show()

    def _place(self) -> None:
        self.card = Card()
        line = row(spacing=tokens.NEAR)
        # Chips are higher than a date: the questions stand on one line, the arrows beside what they change.
        for piece in (self.which, self.before, self.day, self.after):
            edge = Qt.AlignmentFlag.AlignTop if isinstance(piece, Field) else Qt.AlignmentFlag.AlignBottom
            line.addWidget(piece, 0, edge)
        line.addStretch(1)
        self.card.body.addLayout(line)
        self.card.add(self.work)
        self.card.add(self.table, 1)
        self.card.add(self.nothing, 1)
        self.add(self.card, 1)

    def _add_actions(self) -> None:
        if not self._may:
            return
        self.void_button = Button(_("Annulla l'accesso scelto"), self.void, keys="Del", icon="trash")
        self.void_button.setEnabled(False)
        self.foot.add(self.void_button, left=True)
        self.foot.add(Button(_("Nuovo accesso"), self._new, kind="primary", keys="Ctrl+N", icon="add"))
        self.table.selected.connect(lambda _unused: self.void_button.setEnabled(True))

    def _columns(self) -> list[Column]:
        vault = self._vault
        return [
            Column("on_date", _("Giorno"), "date", 100),
            Column("at_time", _("Ora"), width=64),
            Column("who", _("Chi")),
            *house_column(vault),
            Column("needs", _("Che cosa le serve"), words=lambda needs: _needed(vault, needs)),
            Column("activities", _("Che cosa si è fatto"), words=lambda codes: coded(vault, "activity", codes)),
            Column("referred_to", _("Inviata a"), words=lambda codes: coded(vault, "referral", codes)),
            Column("operator", _("Operatrice"), width=120),
        ]  # fmt: skip

    def arrived(self, argument: object = None) -> None:
        if isinstance(argument, date):
            self.which.set_value("day")
            self.day.set_value(argument)

    def first_focus(self) -> QWidget | None:
        return self.table if self.table.model.rowCount() else None

    def refresh(self, changes: Changes) -> None:
        if changes.touches("access", "person", "term", "house", "sealed"):
            self._show()

    def void(self) -> None:
        """Take the access under the cursor out of every count."""
        chosen = self.table.current()
        if not chosen:
            return
        access_id, who = str(chosen["id"]), str(chosen["who"])
        self.work.clear()
        try:
            service.void(self._vault, access_id)
        except DeskError as problem:
            self.work.show_problem(problem, self.void)
            return
        self._show()
        whose = who.lower() if who == _("Accesso anonimo") else _("accesso di {who}").format(who=who)
        self._shell.say(
            _("{whose} annullato").format(whose=whose[:1].upper() + whose[1:]),
            lambda: service.void(self._vault, access_id, voided=False),
        )

    def _show(self) -> None:
        on = self._day if self.which.value() != "all" else None
        for piece in (self.before, self.day, self.after):
            piece.setVisible(on is not None)
        self.table.view.setColumnHidden(0, on is not None)
        self.table.show_rows(
            Source(lambda: service.count(self._vault, on), lambda at, most: self._page(at, most, on))
        )
        known = self.table.model.rowCount()
        self.table.setVisible(bool(known))
        self._say_nothing(on)
        self.nothing.setVisible(not known)
        when = day_words(on, date.today()) if on else _("in tutto")
        self.set_state(
            plural("{n} accesso {when}", "{n} accessi {when}", known).format(n=number(known), when=when),
            "quiet",
        )
        if self._may:
            self.void_button.setEnabled(bool(self.table.current()))
        self.after.setEnabled(on is not None and on < date.today())

    def _say_nothing(self, on: date | None) -> None:
        """Put what an empty list says in the place of what it said before."""
        title, words = _("Ancora nessun accesso"), _("Quando arriva la prima, comincia da qui.")
        action = (_("Nuovo accesso"), self._new) if self._may and on in (None, date.today()) else None
        if on == date.today():
            title = _("Ancora nessun accesso oggi")
        elif on is not None:
            title, words = (
                _("Nessun accesso in questo giorno"),
                _("Con le frecce vai al giorno più vicino che ne ha."),
            )
        said = EmptyState(title, words, action, icon="accesses")
        self.card.body.replaceWidget(self.nothing, said)
        self.nothing.hide()
        self.nothing.deleteLater()
        self.nothing = said

    def _page(self, offset: int, limit: int, on: date | None) -> Sequence[Row]:
        return [_row(visit) for visit in service.page(self._vault, offset, limit, on)]

    def _step(self, *, later: bool) -> None:
        found = service.neighbour_day(self._vault, self._day, later=later)
        if found is None and later:
            found = date.today()
        if found is not None:
            self.day.set_value(found)

    def _day_typed(self) -> None:
        try:
            typed = self.day.value()
        except InvalidValue:
            return
        if typed is not None and typed.precision == "day" and typed.day != self._day:
            self._day = typed.day
            self._show()

    def _new(self) -> None:
        self._shell.open("new-access")


def _needed(vault: Vault, told: tuple[Sequence[str], Mark | None] | None) -> str:
    """What she needed; of what is reserved, that it is, and to whoever may read it the rest."""
    needs, reserved = told or ((), None)
    words = coded(vault, "need", needs)
    return " · ".join(part for part in (_("Riservato"), words) if part) if reserved else words


def _row(visit: Visit) -> Row:
    access = visit.access
    return {
        "id": access.id,
        "on_date": access.on_date.isoformat(),
        "at_time": access.at_time,
        "who": visit_name(visit),
        "house": access.house,
        "needs": (access.needs, visit.reserved),
        "reserved": visit.reserved is not None,
        "activities": access.activities,
        "referred_to": access.referred_to,
        "operator": access.operator,
    }
