"""What is asked at an access: how she is now, what happened today, and behind *Altro* what is rarer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from PySide6.QtCore import QObject, Signal

from millegiorni_desk.areas.accesses.records import Access
from millegiorni_desk.areas.accesses.reserved import tells_of_violence
from millegiorni_desk.areas.accesses.service import LastAnswer
from millegiorni_desk.areas.accesses.view.fields import put_back, state_of
from millegiorni_desk.areas.accesses.view.groups import FoldedChips, offer, options
from millegiorni_desk.areas.accesses.view.more import MoreRow
from millegiorni_desk.areas.people import thousand_days
from millegiorni_desk.areas.people.view.reserved import NAMES, Reserved
from millegiorni_desk.areas.questions import answers as questions
from millegiorni_desk.areas.questions.view.fields import QuestionForm
from millegiorni_desk.errors import InvalidValue
from millegiorni_desk.language import _
from millegiorni_desk.ui import tokens
from millegiorni_desk.ui.chips import ChipGroup, Options
from millegiorni_desk.ui.columns import Columns
from millegiorni_desk.ui.dates import day_words
from millegiorni_desk.ui.fields import DateField, NoteField
from millegiorni_desk.ui.forms import Form
from millegiorni_desk.vault.sealed_fields import Mark
from millegiorni_desk.vault.vault import Vault

_SHORT_ANSWERS = ("yes", "no", "unknown")
_MINUTES = ("10", "15", "20", "30", "45", "60")
_UNKNOWN = "unknown"
ServicesOf = Callable[[Sequence[str]], Options]
"""The services of some kinds that she can be sent to, as (id, words)."""
_REMEMBERED = ("in_care", "adi", "pregnant")
_PREGNANCY_DAYS = 270
"""A pregnancy told longer ago than this is over: it is not offered again."""


class Answers(QObject):
    """The fields of an access, in forms that a page places: ``her``, ``visit``, ``more``, and what the network asks."""

    changed = Signal()

    def __init__(self, vault: Vault, services: ServicesOf | None = None) -> None:
        super().__init__()
        self._vault = vault
        self._services_of = services
        self._last: dict[str, LastAnswer] = {}
        self.her, self.visit, self.more = Form(), Form(spacing=tokens.TIGHT), MoreRow(vault)
        self._ask_her()
        self._ask_of_the_visit()
        self.asked = QuestionForm(vault, "access", keys="Ctrl+D")
        self.forms = (self.her, self.visit, self.more.form, self.asked)
        for form in self.forms:
            form.changed.connect(self._changed)
        self.clear()

    def _ask_her(self) -> None:
        self.in_care = self.her.add("in_care", ChipGroup(_("In carico ai servizi sociali"), number=1))
        self.adi = self.her.add("adi", ChipGroup("ADI", number=2))
        self.pregnant = ChipGroup(_("In gravidanza"), number=3)
        self.due = DateField(_("Parto previsto"), past=False)
        self.due.hide()
        for name, field in (("pregnant", self.pregnant), ("due_date", self.due)):
            self.her.fields[name] = field
            field.changed.connect(lambda name=name: self.her.changed.emit(name))
        self.her.add_widget(
            Columns(self.pregnant, self.due, stretch=(1, 0), fold_under=340, same_height=False)
        )

    def _ask_of_the_visit(self) -> None:
        form = self.visit
        self.channel = form.add("channel", ChipGroup(_("Come è arrivata"), number=4))
        self.needs = form.add("needs", ChipGroup(_("Che cosa le serve"), multiple=True, number=5))
        self.activities = form.add("activities", ChipGroup(_("Che cosa si è fatto"), multiple=True, number=6))
        self.referred_to = form.add(
            "referred_to", FoldedChips(_("Inviata a"), _("Altri servizi…"), shown=5, number=7)
        )
        self.services = form.add("services", ChipGroup(_("A quale servizio"), multiple=True))
        self.services.hide()
        self.minutes, self.notes = ChipGroup(_("Minuti"), number=8), NoteField(_("Note"), lines=2)
        form.add_row(minutes=self.minutes, notes=self.notes)
        why = _("Si parla di violenza: questo accesso resta riservato a chi scegli qui.")
        self.reserved = Reserved(self._vault, form, why)
        # Beside Altro: a line of its own would make the sheet scroll.
        self.more.put_beside(self.reserved.tick)

    def clear(self) -> None:
        """A new access of today: she came by herself, everything else is to be asked."""
        for form in self.forms:
            form.clear()
        self._offer(Access(house="", on_date=date.today()))
        self.asked.ask(date.today(), {})
        self.channel.set_value("direct")
        self.reserved.start()
        self.remember({})
        self.more.start_today()

    def show_access(self, access: Access, reserved: Mark | None = None) -> None:
        """Put the answers of a recorded access in; *reserved* says who may read it."""
        self._offer(access)
        for form in self.forms:
            form.set_values({name: getattr(access, name, None) for name in form.fields if name not in NAMES})
        self.reserved.start(reserved)
        self.reserved.must(tells_of_violence(access.needs))
        self.minutes.set_value(str(access.minutes) if access.minutes is not None else "")
        self.more.show_access(access)
        self.asked.ask(access.on_date, questions.of(self._vault, "access", access.id))

    def _offer(self, access: Access) -> None:
        vault, on = self._vault, access.on_date
        for name, group in (("in_care", self.in_care), ("pregnant", self.pregnant)):
            offer(group, options(vault, "answer", on, [getattr(access, name)], _SHORT_ANSWERS))
        offer(self.adi, options(vault, "answer", on, [access.adi]))
        offer(self.channel, options(vault, "channel", on, [access.channel]))
        offer(self.needs, options(vault, "need", on, access.needs))
        offer(self.activities, options(vault, "activity", on, access.activities))
        self.referred_to.offer(options(vault, "referral", on, access.referred_to))
        odd = (
            [str(access.minutes)]
            if access.minutes is not None and str(access.minutes) not in _MINUTES
            else []
        )
        offer(self.minutes, [(code, code) for code in (*_MINUTES, *odd)])

    def remember(self, last: dict[str, LastAnswer], due: date | None = None) -> None:
        """Show what she said last beside each question; a due date that is still to come is put in."""
        today = date.today()
        self._last = {name: answer for name, answer in last.items() if _still_holds(name, answer, today)}
        for name in _REMEMBERED:
            self._recall(name, shown=name != "pregnant" or self.pregnant.value() != "yes")
        if due is not None and thousand_days.week_of(due, today) is not None and not self.due.value():
            self.due.set_value(due)

    def _recall(self, name: str, *, shown: bool) -> None:
        """Show the answer of the last time beside its question, where there is room for it."""
        group, answer = self.her.fields[name], self._last.get(name) if shown else None
        if isinstance(group, ChipGroup):
            when = day_words(answer.on_date, date.today()) if answer else ""
            group.remember(answer.value if answer else "", when)

    @property
    def can_keep(self) -> bool:
        """Whether there is an answer of the last time to keep."""
        return any(name in self._last for name in _REMEMBERED)

    def keep_last(self) -> None:
        """Answer everything about her as the last time."""
        for name in _REMEMBERED:
            if name in self._last:
                self.her.fields[name].set_value(self._last[name].value)

    def values(self) -> dict[str, Any]:
        """The answers by the names of the record. Raises ``InvalidValue``, shown beside the field."""
        given: dict[str, Any] = {**self.her.values(), **self.visit.values(), **self.more.values()}
        for name in NAMES:
            given.pop(name)
        if not given["channel"]:
            raise InvalidValue(_("Scegli come è arrivata; se è venuta da sola, «Diretto»."), "channel")
        for name in _REMEMBERED:
            given[name] = given[name] or _UNKNOWN
        for name in ("needs", "activities", "referred_to"):
            given[name] = list(given[name])
        due = given["due_date"]
        given["due_date"] = due.day if due is not None and given["pregnant"] == "yes" else None
        given["minutes"] = int(given["minutes"]) if given["minutes"] else None
        given.pop("services")
        return given

    def offer_services(self) -> None:
        """Offer the services of the kinds chosen, where any is known."""
        kinds = self.referred_to.chosen()
        known = self._services_of(kinds) if self._services_of is not None and kinds else ()
        offer(self.services, known)
        self.services.setVisible(bool(known))

    def show_problem(self, problem: InvalidValue) -> bool:
        """Put a refusal beside its field; false if none of ours has that name."""
        if problem.field in self.more.form.fields:
            self.more.unfold()
        return any(form.show_problem(problem) for form in self.forms)

    def written(self) -> dict[str, Any]:
        """Every answer as it stands in its field, to be kept as a draft."""
        return {name: state_of(field) for form in self.forms for name, field in form.fields.items()}

    def put_back(self, states: dict[str, Any]) -> None:
        """Put what :meth:`written` gave back."""
        for form in self.forms:
            for name, field in form.fields.items():
                put_back(field, states.get(name, ""))

    def add_activity(self, code: str) -> None:
        """Say that this was done too."""
        self.activities.set_value((*self.activities.chosen(), code))

    def _changed(self, name: str) -> None:
        if name == "pregnant":
            yes = self.pregnant.value() == "yes"
            self.due.setVisible(yes)
            self._recall("pregnant", shown=not yes)
        if name == "needs":
            self.reserved.must(tells_of_violence(list(self.needs.chosen())))
        if name in ("pregnant", "due_date"):
            self._tell_week()
        if name == "referred_to":
            self.offer_services()
        if name == "on_date":
            self.ask_of_the_day()
        self.changed.emit()

    def ask_of_the_day(self) -> None:
        """What the network asks may be something else on another day."""
        try:
            day = self.more.on_date.value()
        except InvalidValue:
            return
        if day is not None:
            self.asked.ask(day.day)

    def _tell_week(self) -> None:
        try:
            due = self.due.value()
        except InvalidValue:
            return
        week = thousand_days.week_of(due.day, date.today()) if due else None
        self.due.set_hint(_("{week}ª settimana").format(week=week) if week else "")

    def take_focus(self) -> None:
        """Put the keyboard on the first question."""
        self.in_care.take_focus()


def _still_holds(name: str, answer: LastAnswer, today: date) -> bool:
    told_long_ago = (today - answer.on_date).days > _PREGNANCY_DAYS
    return not (name == "pregnant" and answer.value == "yes" and told_long_ago)
