"""*Incontro*: what it is, how many came and who, and what became of it; *Modifica* turns it into the form."""

from __future__ import annotations

from collections import Counter
from datetime import date

from PySide6.QtWidgets import QWidget

from millegiorni_desk.areas.meetings import listing, series, service
from millegiorni_desk.areas.meetings.checks import CANCELLED, PLANNED, may_edit
from millegiorni_desk.areas.meetings.records import Meeting
from millegiorni_desk.areas.meetings.view import words
from millegiorni_desk.areas.meetings.view.fate_card import FateCard
from millegiorni_desk.areas.meetings.view.heads_card import HeadsCard
from millegiorni_desk.areas.meetings.view.meeting_card import chosen_scope, scope_chips
from millegiorni_desk.areas.meetings.view.meeting_form import MeetingForm
from millegiorni_desk.areas.meetings.view.present_card import PresentCard
from millegiorni_desk.areas.people.languages import language_name
from millegiorni_desk.areas.people.view.pile import ProblemPlace
from millegiorni_desk.areas.questions.view.card import TABLES as ASKED
from millegiorni_desk.areas.questions.view.card import QuestionsCard
from millegiorni_desk.changes import Changes
from millegiorni_desk.errors import DeskError, InvalidValue
from millegiorni_desk.language import _
from millegiorni_desk.network import partners
from millegiorni_desk.network import service as network
from millegiorni_desk.ui import look
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.cards import Card, Notice
from millegiorni_desk.ui.labels import HouseTag, label
from millegiorni_desk.ui.leaving import LeavingByButton
from millegiorni_desk.ui.page import Columns, Page, Stack
from millegiorni_desk.ui.parsing import number
from millegiorni_desk.ui.shell import Shell
from millegiorni_desk.ui.spacing import column
from millegiorni_desk.vault.vault import Vault

_TABLES = ("meeting", "meeting_attendance", "partner", "person", "house", *ASKED)


class MeetingPage(Page):
    """Opened with a meeting's id."""

    def __init__(self, vault: Vault, shell: Shell) -> None:
        super().__init__(_("Incontro"))
        self._vault, self._shell = vault, shell
        self._meeting: Meeting | None = None
        self.work = ProblemPlace()
        self.about = Card(_("In breve"))
        self.edit_button = Button(_("Modifica"), self.edit, kind="quiet", icon="edit")
        self.about.heading.addWidget(self.edit_button)
        self.heads, self.fate = HeadsCard(vault, shell), FateCard(vault, shell)
        self.present = PresentCard(vault, shell)
        self.asked = QuestionsCard(vault, "meeting", shell.say)
        self.reading, self.writing = QWidget(), QWidget()
        column(self.reading).addWidget(
            Columns(
                Stack(self.about),
                Stack(self.heads, self.present, self.asked, self.fate),
                stretch=(1, 1),
                fold_under=900,
                same_height=False,
            )
        )
        self.scope = scope_chips()
        self.scope_card = Card()
        self.scope_card.add(self.scope)
        self.form = MeetingForm(vault)
        inside = column(self.writing, spacing=14)
        inside.addWidget(self.scope_card)
        inside.addWidget(self.form)
        for piece in (self.work, self.reading, self.writing):
            self.add(piece)
        self.writing.hide()
        self.body.addStretch(1)
        self._add_actions()

    def _add_actions(self) -> None:
        self._reading_buttons: list[Button] = []
        if self._shell.knows("meeting-papers"):
            papers = Button(_("Foglio firme e volantino"), self._papers, icon="print")
            self._reading_buttons.append(papers)
            self.foot.add(papers, left=True)
        self.like_button = Button(_("Un altro così"), self._like, icon="copy")
        self.foot.add(self.like_button, left=True)
        self.void_button = Button(_("Togli dal calendario"), self.void, icon="trash")
        self.foot.add(self.void_button)
        self.back_button = Button(_("Rimetti nel calendario"), self.unvoid, icon="undo")
        self.foot.add(self.back_button)
        self.counter_button = Button(
            _("Conta all'ingresso"), self._count, kind="primary", keys="Ctrl+Return", icon="add"
        )
        self.foot.add(self.counter_button)
        self.leave_button = Button(_("Lascia com'era"), self.leave)
        self.save_button = Button(_("Salva le modifiche"), self.save, kind="primary", keys="Ctrl+S")
        for button in (self.leave_button, self.save_button):
            self.foot.add(button)
        LeavingByButton(self, self.leave_button)
        # All of them side by side would make the window wider before the page is filled.
        self._fit()

    def arrived(self, argument: object = None) -> None:
        if not isinstance(argument, str):
            return
        if self.editing and self._meeting is not None and self._meeting.id == argument:
            return
        self.scroller.verticalScrollBar().setValue(0)
        self._load(argument)
        self._write(False)

    def first_focus(self) -> QWidget | None:
        if self.editing:
            return self.form.fields["title"]
        if not self.heads.isHidden() and self.heads.form.isVisibleTo(self.heads):
            return self.heads.form.fields["adults"]
        return self.edit_button if not self.edit_button.isHidden() else None

    def refresh(self, changes: Changes) -> None:
        if self._meeting is not None and not self.editing and changes.touches(*_TABLES):
            self._load(self._meeting.id)
            self._fit()

    # --- reading -----------------------------------------------------------------------------------

    def _load(self, meeting_id: str) -> None:
        self.work.clear()
        try:
            meeting = listing.meeting(self._vault, meeting_id)
        except DeskError as problem:
            self._meeting = None
            self.reading.hide()
            self.work.show_problem(problem)
            return
        self.reading.show()
        self._meeting, today = meeting, date.today()
        may = may_edit(self._vault, meeting)
        self.set_title(meeting.title)
        self.set_state(
            *((_("tolto dal calendario"), "warning") if meeting.voided else words.state(meeting, today))
        )
        self._fill(meeting, today)
        self.heads.take(meeting, may)
        self.fate.take(meeting, may)
        self.present.take(meeting)
        self.asked.show_record(meeting.id, meeting.on_date, may=may and not meeting.voided)

    def _fill(self, meeting: Meeting, today: date) -> None:
        self.about.empty()
        house = next((one for one in network.houses(self._vault) if one.code == meeting.house_code), None)
        if house is not None:
            self.about.add(HouseTag(house.name, house.colour or look.ink("muted").name()))
        self.about.add(label(words.when(meeting, today), "strong", wrap=True, selectable=True))
        if changed := words.was_changed(meeting, today):
            self.about.add(Notice(changed, "warning" if meeting.state == CANCELLED else "info"))
        for title, fact in self._facts(meeting).items():
            if fact:
                self.about.add(label(f"{title}: {fact}" if title else fact, wrap=True, selectable=True))
        if meeting.second_title or meeting.second_description:
            told = (meeting.second_title, meeting.second_description)
            self.about.add(label(language_name(meeting.second_language), "small"))
            for line in filter(None, told):
                self.about.add(label(line, wrap=True, selectable=True))

    def _facts(self, meeting: Meeting) -> dict[str, str]:
        themes = network.terms(self._vault, "meeting_theme")
        return {
            _("Dove"): meeting.place,
            _("Tema"): themes.get(meeting.theme, meeting.theme),
            _("Per chi"): meeting.for_whom,
            _("Si ripete"): self._series_words(meeting),
            _("Partner"): ", ".join(partners.names(self._vault, meeting.partners)),
            _("Lo conduce"): meeting.experts,
            _("Iscrizione"): meeting.booking,
            _("Costo"): _("gratuito") if meeting.free else _("a pagamento"),
            _("Lingue"): ", ".join(language_name(code) for code in meeting.languages),
            _("Attese"): number(meeting.expected) if meeting.expected is not None else "",
            "": meeting.description,
            _("Note"): meeting.notes,
        }

    def _series_words(self, meeting: Meeting) -> str:
        if not meeting.series:
            return ""
        others = series.of(self._vault, meeting.series)
        at = next((n for n, one in enumerate(others, 1) if one.id == meeting.id), 0)
        # One that was put off alone is not on the day of its series.
        alike = sorted((one for one in others if one.rule == meeting.rule), key=_was_put_off)
        said = Counter(words.repeats(one.rule, one.on_date) for one in alike)
        told = next((each for each, _times in said.most_common(1)), "")
        which = _("questo è il {at} di {n}").format(at=number(at), n=number(len(others))) if at else ""
        return " · ".join(part for part in (told, which) if part)

    # --- writing -----------------------------------------------------------------------------------

    @property
    def editing(self) -> bool:
        """Whether the page is the form now."""
        return not self.writing.isHidden()

    def edit(self) -> None:
        """Turn the page into the form."""
        if self._meeting is None:
            return
        self.form.show_meeting(self._meeting)
        self.scope.set_value(series.ONE)
        self.scope_card.setVisible(bool(self._meeting.series))
        self._write(True)
        self.scroller.verticalScrollBar().setValue(0)
        (self.scope if self._meeting.series else self.form.fields["title"]).setFocus()

    def leave(self) -> None:
        """Back to reading; nothing is saved."""
        self._write(False)
        self.edit_button.setFocus()

    def _write(self, on: bool) -> None:
        self.writing.setVisible(on)
        self.reading.setVisible(not on and self._meeting is not None)
        self._fit()

    def _fit(self) -> None:
        on, meeting = self.editing, self._meeting
        may = meeting is not None and may_edit(self._vault, meeting)
        voided = meeting is not None and meeting.voided
        self.edit_button.setVisible(may and not voided)
        for button in (*self._reading_buttons, self.like_button):
            button.setVisible(not on and meeting is not None)
        # Of what is planned the card takes out, with others of its series where that is meant.
        planned = meeting is not None and meeting.state == PLANNED
        self.void_button.setVisible(may and not on and not voided and not planned)
        self.back_button.setVisible(may and not on and voided)
        possible = meeting is not None and meeting.state != CANCELLED and meeting.on_date <= date.today()
        self.counter_button.setVisible(may and not on and not voided and possible)
        for button in (self.leave_button, self.save_button):
            button.setVisible(on)

    def save(self) -> None:
        """Keep what was corrected, of this one or of others of its series too; undo brings all back."""
        held = self._meeting
        if held is None or not self.editing:
            return
        self.work.clear()
        scope = chosen_scope(self.scope, held)
        before = service.before(series.reached(self._vault, held.id, scope))
        try:
            with self._vault.save("meeting.edit"):
                changed = self._keep(held, scope)
        except InvalidValue as problem:
            if not self.form.show_problem(problem):
                self.work.show_problem(problem)
        except DeskError as problem:
            self.work.show_problem(problem, self.save)
        else:
            self._write(False)
            self._load(held.id)
            self._fit()
            self.edit_button.setFocus()
            said = (
                _("Incontro corretto")
                if changed == 1
                else _("{n} incontri corretti").format(n=number(changed))
            )
            self._shell.say(said, lambda: service.put_back(self._vault, before))

    def _keep(self, held: Meeting, scope: str) -> int:
        given = self.form.answers()
        if scope == series.ONE:
            service.edit(self._vault, held.id, **given)
            return 1
        if given.pop("on_date") != held.on_date:
            raise InvalidValue(_("Il giorno di più incontri si cambia con «Sposta»."), "on_date")
        if given.pop("house_code", held.house_code) != held.house_code:
            raise InvalidValue(_("La casa si cambia a un incontro per volta."), "house_code")
        # What each has of its own stays: only what was changed here goes to the others.
        different = {name: value for name, value in given.items() if value != getattr(held, name)}
        return len(series.edit(self._vault, held.id, scope, **different))

    # --- the foot ----------------------------------------------------------------------------------

    def void(self) -> None:
        """Written by mistake: out of every list and count; undo puts it back."""
        self._turn(voided=True)

    def unvoid(self) -> None:
        """Back into the calendar."""
        self._turn(voided=False)

    def _turn(self, *, voided: bool) -> None:
        held = self._meeting
        if held is None:
            return
        self.work.clear()
        try:
            service.void(self._vault, held.id, voided)
        except DeskError as problem:
            self.work.show_problem(problem)
            return
        said = _("Incontro tolto dal calendario") if voided else _("Incontro rimesso nel calendario")
        self._shell.say(said, lambda: service.void(self._vault, held.id, not voided))
        if voided:
            self._shell.open("meetings")

    def _count(self) -> None:
        if self._meeting is not None:
            self._shell.open("meeting-counter", self._meeting.id)

    def _like(self) -> None:
        if self._meeting is not None:
            self._shell.open("new-meeting", {"like": self._meeting.id})

    def _papers(self) -> None:
        if self._meeting is not None:
            self._shell.open("meeting-papers", self._meeting.id)


def _was_put_off(meeting: Meeting) -> bool:
    return meeting.moved_from is not None
