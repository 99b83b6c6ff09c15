"""Who was there: ticked by keyboard, found while typing, added in place where she is not in the list yet."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from millegiorni_desk.areas.people.view.pile import Pile, ProblemPlace
from millegiorni_desk.areas.training import scope, service, staff
from millegiorni_desk.areas.training.records import StaffMember
from millegiorni_desk.areas.training.service import Line, Present
from millegiorni_desk.areas.training.view import words
from millegiorni_desk.areas.training.view.new_person import NewPerson
from millegiorni_desk.areas.training.view.presence_row import PresenceRow
from millegiorni_desk.errors import DeskError, InvalidValue
from millegiorni_desk.language import _
from millegiorni_desk.network import service as network
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.cards import Card
from millegiorni_desk.ui.dates import on_day
from millegiorni_desk.ui.labels import Pill, label
from millegiorni_desk.ui.search import SearchField
from millegiorni_desk.ui.shell import Shell
from millegiorni_desk.vault.permissions import Permission
from millegiorni_desk.vault.vault import Vault

_MOST = 60


class PresenceCard(Card):
    """Every tick is kept at once, and undone like anything else; who may not write reads the names."""

    def __init__(self, vault: Vault, shell: Shell) -> None:
        super().__init__(_("Chi c'era"))
        self._vault, self._shell = vault, shell
        self._line: Line | None = None
        self._present: dict[str, Present] = {}
        self.pill = Pill()
        self.heading.addWidget(self.pill)
        self.field = SearchField(
            _("Cerca una persona"), placeholder=_("Cerca o aggiungi una persona   Nome o casa"), large=False
        )
        self.field.searched.connect(lambda _typed: self._fill())
        self.field.entered.connect(lambda _typed: self._turn_first())
        self.field.left_down.connect(lambda: self._go_to(0))
        self.last_button = Button(_("Come l'ultima volta"), self.copy_last, icon="copy")
        self.rows = Pile(spacing=2)
        self.more = label("", "small", wrap=True)
        self.hint = label(
            _("I minuti si scrivono solo di chi non è rimasta per tutto l'incontro."), "small", wrap=True
        )
        self.told = label("", wrap=True, selectable=True)
        self.work = ProblemPlace()
        self.new = NewPerson(vault)
        self.new.given.connect(self._add)
        self.new.left.connect(self._leave_new)
        self.new.hide()
        self.add_button = Button("", self._begin_new, icon="add")
        for piece in (self.field, self.hint, self.work, self.rows, self.more, self.told, self.new):
            self.add(piece)
        self.add_row(self.add_button, self.last_button)

    def first_focus(self) -> QWidget | None:
        """Where the next person is looked for, if somebody may be marked."""
        return self.field if not self.field.isHidden() else None

    def take(self, line: Line) -> None:
        """Show who was at *line*."""
        other = self._line is None or self._line.training.id != line.training.id
        self._line = line
        self._present = {one.staff_id: one for one in service.of_training(self._vault, line.training.id)}
        training = line.training
        held = training.state == "held" and not training.voided
        writes = (
            held
            and self._vault.may(Permission.RECORD_TRAINING)
            and scope.ours(self._vault, training.house_code)
        )
        self.setVisible(held)
        self.pill.show_state(words.people(line.people) if line.people else "", "quiet")
        if other:
            self.field.set_text("")
            self.work.clear()
            self.new.hide()
        for piece in (self.field, self.hint, self.more, self.add_button):
            piece.setVisible(writes)
        self.told.setVisible(not writes)
        self.last_button.setVisible(False)
        if writes:
            self._fill()
            self._offer_last()
        else:
            self.rows.put([])
            self.told.setText(", ".join(map(_said, self._present.values())) or _("Nessuna presenza segnata."))

    def _offer_last(self) -> None:
        before = service.last_time(self._vault, self._training_id) if not self._present else None
        self.last_button.setVisible(before is not None)
        if before is not None:
            self.last_button.say(
                _("Come l'ultima volta ({when})").format(when=on_day(before.on_date, date.today()))
            )

    @property
    def _training_id(self) -> str:
        return self._line.training.id if self._line is not None else ""

    def _found(self) -> list[StaffMember]:
        """Who works here or was there, those of the meeting's house first; narrowed by what is typed."""
        listed = {one.id: one for one in staff.every(self._vault)}
        listed |= {one.staff_id: one.member for one in self._present.values() if one.member is not None}
        wanted = network.fold(self.field.text()).split()
        house = self._line.training.house_code if self._line is not None else ""
        found = [
            one
            for one in listed.values()
            if all(word in network.fold(f"{one.name} {self._where(one)}") for word in wanted)
        ]
        return sorted(
            found, key=lambda one: (bool(house) and one.house_code != house, network.fold(one.name), one.id)
        )

    def _where(self, one: StaffMember) -> str:
        return words.workplace(self._vault, one.house_code)

    def _fill(self) -> None:
        found = self._found()
        shown = found[:_MOST]
        rows = [each for each in self.rows.pieces if isinstance(each, PresenceRow)]
        if [(row.staff_id, row.name) for row in rows] != [(one.id, one.name) for one in shown]:
            # Built anew only where others are shown: the keyboard stays where it is.
            rows = [self._row(one) for one in shown]
            self.rows.put(rows)
            self.field.follow([row.tick for row in rows])
        for row in rows:
            here = self._present.get(row.staff_id)
            row.show_state(here is not None, here.minutes if here is not None else None)
        left = len(found) - len(shown)
        self.more.setText(_("e altre {n}: scrivi il nome per trovarle").format(n=left) if left else "")
        self.more.setVisible(bool(left))
        typed = self.field.text()
        self.add_button.say(_("Aggiungi «{name}»").format(name=typed) if typed else _("Aggiungi una persona"))
        self.add_button.setVisible(self.new.isHidden())

    def _row(self, one: StaffMember) -> PresenceRow:
        row = PresenceRow(one.id, one.name, self._where(one))
        row.turned.connect(lambda on: self._turn(one.id, one.name, on))
        row.stayed.connect(lambda minutes: self._stay(one.id, one.name, minutes))
        row.tick.stepped.connect(lambda by: self._step(row, by))
        return row

    def _step(self, row: PresenceRow, by: int) -> None:
        self._go_to(self.rows.pieces.index(row) + by)

    def _go_to(self, at: int) -> None:
        rows: Sequence[QWidget] = self.rows.pieces
        if 0 <= at < len(rows) and isinstance(row := rows[at], PresenceRow):
            row.tick.setFocus(Qt.FocusReason.OtherFocusReason)
        elif at < 0:
            self.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def _turn_first(self) -> None:
        """Enter: the first found is there (or not), and the next name can be typed; nobody found begins a new one."""
        typed, rows = self.field.text(), self.rows.pieces
        if typed and not rows:
            self._begin_new()
        elif typed and isinstance(rows[0], PresenceRow):
            rows[0].tick.click()
            self.field.set_text("")
            self.field.search_now()

    def _turn(self, staff_id: str, name: str, on: bool) -> None:
        training_id, before = self._training_id, self._present.get(staff_id)
        if on:
            self._try(
                lambda: service.mark(self._vault, training_id, {staff_id: None}),
                _("{name} c'era").format(name=name),
                lambda: service.unmark(self._vault, training_id, [staff_id]),
            )
        else:
            minutes = before.minutes if before is not None else None
            self._try(
                lambda: service.unmark(self._vault, training_id, [staff_id]),
                _("{name} non c'era").format(name=name),
                lambda: service.mark(self._vault, training_id, {staff_id: minutes}),
            )

    def _stay(self, staff_id: str, name: str, minutes: int | None) -> None:
        training_id, before = self._training_id, self._present.get(staff_id)
        former = before.minutes if before is not None else None
        said = words.duration(minutes) if minutes else _("per tutto l'incontro")
        self._try(
            lambda: service.mark(self._vault, training_id, {staff_id: minutes}),
            f"{name}: {said}",
            lambda: service.mark(self._vault, training_id, {staff_id: former}),
        )

    def copy_last(self) -> None:
        """Mark who was there last time."""
        training_id, added = self._training_id, list[str]()
        self._try(
            lambda: added.extend(service.copy_last_time(self._vault, training_id)),
            _("Segnate come l'ultima volta"),
            lambda: service.unmark(self._vault, training_id, added),
        )
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def _begin_new(self) -> None:
        self.new.begin(self.field.text())
        self.new.show()
        self.add_button.hide()
        self.new.take_focus()

    def _leave_new(self) -> None:
        self.new.hide()
        self.add_button.show()
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def _add(self, member: StaffMember) -> None:
        """Put her into the list and down as present, both or neither."""
        training_id = self._training_id
        try:
            with self._vault.save("training.presence"):
                staff.add(self._vault, member)
                service.mark(self._vault, training_id, {member.id: None})
        except InvalidValue as problem:
            if not self.new.form.show_problem(problem):
                self.work.show_problem(problem)
            return
        except DeskError as problem:
            self.work.show_problem(problem)
            return
        self.work.clear()
        self._shell.say(
            _("{name} c'era").format(name=member.name),
            lambda: service.unmark(self._vault, training_id, [member.id]),
        )
        self._leave_new()
        self.field.set_text("")
        self.field.search_now()

    def _try(self, act: Callable[[], object], said: str, undo: Callable[[], object]) -> None:
        self.work.clear()
        try:
            act()
        except DeskError as problem:
            self.work.show_problem(problem)
            self._fill()
        else:
            self._shell.say(said, undo)


def _said(one: Present) -> str:
    return f"{one.name} ({words.duration(one.minutes)})" if one.minutes else one.name
