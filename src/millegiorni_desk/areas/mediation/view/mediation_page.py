"""*Mediazione*: what it is for and by whom, each session, and how it ended."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtWidgets import QWidget

from millegiorni_desk.areas.mediation import service
from millegiorni_desk.areas.mediation.listing import Line
from millegiorni_desk.areas.mediation.mediators import spoken
from millegiorni_desk.areas.mediation.view import words
from millegiorni_desk.areas.mediation.view.closing_card import ClosingCard
from millegiorni_desk.areas.mediation.view.request_form import RequestForm
from millegiorni_desk.areas.mediation.view.sessions_card import SessionsCard
from millegiorni_desk.areas.people.view.pile import ProblemPlace
from millegiorni_desk.areas.people.view.reserved import readers_words
from millegiorni_desk.areas.people.view.words import full_name
from millegiorni_desk.changes import Changes
from millegiorni_desk.errors import DeskError, InvalidValue
from millegiorni_desk.language import _
from millegiorni_desk.network import service as network
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.cards import Card, Notice
from millegiorni_desk.ui.dates import on_day
from millegiorni_desk.ui.labels import label
from millegiorni_desk.ui.leaving import LeavingByButton
from millegiorni_desk.ui.page import Columns, Page, Stack
from millegiorni_desk.ui.shell import Shell
from millegiorni_desk.vault.permissions import Permission
from millegiorni_desk.vault.vault import Vault

_TABLES = ("mediation", "mediation_session", "mediator", "person", "sealed", "term")


class MediationPage(Page):
    """Opened with a mediation's id; *Modifica* turns what it is for into the form."""

    def __init__(self, vault: Vault, shell: Shell) -> None:
        super().__init__(_("Mediazione"))
        self._vault, self._shell = vault, shell
        self._line: Line | None = None
        self._may = vault.may(Permission.FOLLOW_PATHWAY)
        self.work = ProblemPlace()
        self.about, self.questions = Card(_("In breve")), Card(_("Che cosa serve"))
        self.edit_button = Button(_("Modifica"), self.edit, kind="quiet", icon="edit")
        self.about.heading.addWidget(self.edit_button)
        self.form = RequestForm(vault, notes=True)
        self.questions.add(self.form)
        leave = Button(_("Lascia com'era"), self.leave)
        self.questions.add_row(Button(_("Salva le modifiche"), self.save_form, keys="Ctrl+S"), leave)
        LeavingByButton(self.questions, leave)
        self.sessions, self.closing = SessionsCard(vault, shell), ClosingCard(vault, shell)
        left = Stack(self.work, self.about, self.questions, self.closing)
        self.add(Columns(left, Stack(self.sessions), stretch=(4, 5), fold_under=900, same_height=False))
        self.body.addStretch(1)
        self.foot.add(Button(_("Apri la scheda"), self._card, icon="person"), left=True)
        self.pathway_button = Button(_("Apri il percorso"), self._pathway, icon="pathways")
        self.void_button = Button(_("Annulla la mediazione"), self.void, icon="trash")
        self.foot.add(self.pathway_button, left=True)
        self.foot.add(self.void_button)

    def arrived(self, argument: object = None) -> None:
        if isinstance(argument, str):
            self._reading()
            self.scroller.verticalScrollBar().setValue(0)
            self._load(argument)

    def first_focus(self) -> QWidget | None:
        if not self._may or self._line is None:
            return None
        return self.sessions.first_focus() or self.edit_button

    def refresh(self, changes: Changes) -> None:
        if self._line is not None and changes.touches(*_TABLES):
            self._load(self._line.mediation.id)

    def _load(self, mediation_id: str) -> None:
        self.work.clear()
        try:
            self._line = line = service.line(self._vault, mediation_id)
            held = service.sessions(self._vault, mediation_id)
        except DeskError as problem:
            self._line = None
            self.work.show_problem(problem)
            return
        who = full_name(line.person) if line.person is not None else service.case_code(mediation_id)
        self.set_title(_("Mediazione per {who}").format(who=who))
        ended = line.mediation.closed_on is not None
        said = _("annullata") if line.mediation.voided else words.state(self._vault, line)
        self.set_state(said, "quiet" if ended else "info")
        self._tell(line)
        self.edit_button.setVisible(self._may and not line.closed_to_user)
        self.pathway_button.setVisible(
            bool(line.mediation.pathway_id) and self._shell.knows("pathway") and self._may
        )
        self.sessions.take(line, held)
        self.closing.take(line)

    def _tell(self, line: Line) -> None:
        mediation, today = line.mediation, date.today()
        self.about.empty()
        if line.reserved is not None:
            self.about.add(Notice(self._who_reads(line), "info"))
        fragility = network.terms(self._vault, "fragility").get(mediation.fragility, mediation.fragility)
        asked = _("{when}, da {who}").format(
            when=on_day(mediation.requested_on, today), who=mediation.requested_by
        )
        facts = {
            _("Lingua"): spoken(mediation.languages),
            _("Mediatrice"): line.mediator.name if line.mediator else _("da decidere"),
            _("Ente"): line.mediator.organisation if line.mediator else "",
            _("Telefono"): line.mediator.phone if line.mediator else "",
            _("Per che cosa serve"): mediation.need,
            _("Fragilità principale"): fragility,
            _("Chiesta"): asked,
            _("Ore"): words.hours(line.minutes) if line.minutes else "",
            _("Codice per la fattura"): service.case_code(mediation.id),
            _("Note"): mediation.notes,
        }
        for title, fact in facts.items():
            if fact:
                self.about.add(label(f"{title}: {fact}", wrap=True, selectable=True))

    def _who_reads(self, line: Line) -> str:
        readers = readers_words(self._vault, line.reserved) if line.reserved else ""
        if line.closed_to_user:
            return _(
                "Mediazione riservata: perché serve lo legge solo chi è stata scelta ({readers})."
            ).format(readers=readers)
        return _("Mediazione riservata. La leggono: {readers}.").format(readers=readers)

    def edit(self) -> None:
        """Show the form instead of what is read."""
        if self._line is None:
            return
        self.form.show_mediation(self._line.mediation, self._line.reserved)
        self.about.hide()
        self.questions.show()
        self.form.languages.setFocus()

    def _reading(self) -> None:
        self.questions.hide()
        self.about.show()

    def leave(self) -> None:
        """Back to reading; nothing is saved."""
        self._reading()
        self.edit_button.setFocus()

    def save_form(self) -> None:
        """Keep what was corrected; undo brings the values before back."""
        line = self._line
        if line is None:
            return
        before = line.mediation
        try:
            given = self.form.answers()
            readers = self.form.reserved.readers()
            with self._vault.save("mediation.edit"):
                if given["mediator_id"] != before.mediator_id:
                    service.assign(self._vault, before.id, given["mediator_id"])
                service.edit(self._vault, before.id, readers, **given)
        except InvalidValue as problem:
            if not self.form.show_problem(problem):
                self.work.show_problem(problem)
        except DeskError as problem:
            self.work.show_problem(problem, self.save_form)
        else:
            former = {name: getattr(before, name) for name in (*given, "state")}
            self._reading()
            self._load(before.id)
            self._shell.say(_("Mediazione corretta"), lambda: service.edit(self._vault, before.id, **former))

    def void(self) -> None:
        """Take it out of every list; undo puts it back."""
        self._try(lambda one: service.void(self._vault, one))
        if self._line is not None and not self.work.pieces:
            gone = self._line.mediation.id
            self._shell.say(_("Mediazione annullata"), lambda: service.void(self._vault, gone, voided=False))
            self._shell.open("mediations")

    def _try(self, change: Callable[[str], object]) -> None:
        self.work.clear()
        if self._line is None:
            return
        try:
            change(self._line.mediation.id)
        except DeskError as problem:
            self.work.show_problem(problem)

    def _card(self) -> None:
        if self._line is not None and self._line.person is not None:
            self._shell.open("person", self._line.person.id)

    def _pathway(self) -> None:
        if self._line is not None and self._line.mediation.pathway_id:
            self._shell.open("pathway", self._line.mediation.pathway_id)
