"""*Nuovo accesso*: who came, how she is, what was done; saved in under a minute, by keyboard alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QWidget

from millegiorni_desk.areas.accesses import drafts, service
from millegiorni_desk.areas.accesses.records import Access
from millegiorni_desk.areas.accesses.service import Recorded
from millegiorni_desk.areas.accesses.view.sending import Sending
from millegiorni_desk.areas.accesses.view.sheet import Sheet
from millegiorni_desk.areas.accesses.view.who import State
from millegiorni_desk.areas.people.records import Person
from millegiorni_desk.areas.questions import answers as questions
from millegiorni_desk.changes import Changes
from millegiorni_desk.errors import DeskError, InvalidValue
from millegiorni_desk.language import _
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.chips import Options
from millegiorni_desk.ui.page import Page
from millegiorni_desk.ui.shell import Shell
from millegiorni_desk.vault.permissions import Permission
from millegiorni_desk.vault.records import new_id
from millegiorni_desk.vault.vault import Vault

_PAUSE_MS = 700


class NewAccessPage(Page):
    """A new access; see :func:`view.pages` for what it can be opened with. What is typed is kept as a draft."""

    one_place = True

    def __init__(self, vault: Vault, shell: Shell, sending: Sending | None = None) -> None:
        super().__init__(_("Nuovo accesso"))
        self._vault, self._shell = vault, shell
        self._sending = sending if vault.may(Permission.REFER) else None
        self._draft_id = new_id()
        self._blank: dict[str, Any] = {}
        self._then_new: bool | None = None
        self.sheet = Sheet(vault, services=self._services_of)
        self.who, self.answers = self.sheet.who, self.sheet.answers
        self.add(self.sheet)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self.keep_draft)
        self.answers.changed.connect(self._typed)
        self.who.changed.connect(self._typed)
        self.who.decided.connect(self._decided)
        self.who.short.card_wanted.connect(self._open_card)
        self.who.quick.another.connect(self._another)
        self._add_actions()
        self._start_anew()

    def _add_actions(self) -> None:
        self.empty_button = Button(_("Svuota"), self.throw_away)
        self.foot.add(self.empty_button, left=True)
        if self._vault.may(Permission.FOLLOW_PATHWAY):
            self.pathway_button = Button(_("Salva e apri un percorso…"), self._save_and_open_pathway)
            self.foot.add(self.pathway_button, left=True)
        if self._sending is not None:
            self.send_button = Button(_("Invia a un servizio…"), self._save_and_send)
            self.foot.add(self.send_button, left=True)
        self.save_button = Button(_("Salva"), self.save, keys="Ctrl+S")
        self.next_button = Button(_("Salva e nuovo"), self.save_and_new, kind="primary", keys="Ctrl+Return")
        self.foot.add(self.save_button)
        self.foot.add(self.next_button)

    def arrived(self, argument: object = None) -> None:
        if isinstance(argument, str):
            if self.who.person is None or self.who.person.id != argument:
                self._leave_for(lambda: self.who.choose(argument))
        elif isinstance(argument, dict):
            if "draft" in argument:
                self._leave_for(lambda: self._take_up(str(argument["draft"])))
            elif argument.get("anonymous"):
                self._leave_for(self.who.be_anonymous)
            elif argument.get("typed"):
                self._leave_for(lambda: self.who.begin_new(str(argument["typed"])))

    def first_focus(self) -> QWidget | None:
        if self.who.state is State.SEARCH:
            return self.who.finder
        if self.who.state is State.NEW:
            return self.who.quick.first_question()
        return self.answers.in_care

    def refresh(self, changes: Changes) -> None:
        if changes.touches("person", "child", "access"):
            self.who.reload(can_keep=self.answers.can_keep)
        if changes.touches("question", "term"):
            self.answers.ask_of_the_day()

    # --- saving ------------------------------------------------------------------------------------

    def save(self) -> None:
        """Save, and show her card; after an anonymous access, the day's accesses."""
        self._save(then_new=False)

    def save_and_new(self) -> None:
        """Save, and begin the next access with the keyboard in the search field."""
        self._save(then_new=True)

    def _save(self, *, then_new: bool) -> Recorded | None:
        self.sheet.work.clear()
        try:
            self.who.check()
            given = self.answers.values()
            self.answers.asked.given()
            recorded = self._record(given, then_new)
        except InvalidValue as problem:
            self.sheet.show_problem(problem)
            return None
        except DeskError as problem:
            self.sheet.work.show_problem(problem, lambda: self._save(then_new=then_new))
            return None
        if recorded is not None:
            self._saved(recorded)
            if then_new:
                self.who.finder.setFocus(Qt.FocusReason.OtherFocusReason)
            else:
                self._show_saved(recorded)
        return recorded

    def _record(self, given: dict[str, Any], then_new: bool) -> Recorded | None:
        """The access as recorded, or None while it is to be decided whether she has a card already."""
        person = self.who.person
        access = Access(**{"house": self._vault.house, **given})
        if self.who.state is not State.NEW:
            access.person_id = person.id if person is not None else None
            return self._kept(access, None)
        new = self.who.quick.person()
        if self.who.quick.look_around():
            self._then_new = then_new
            self.who.quick.same.take_focus()
            return None
        new.house = access.house
        return self._kept(access, new)

    def _kept(self, access: Access, new: Person | None) -> Recorded:
        readers, said = self.answers.reserved.readers(), self.answers.asked.given()
        with self._vault.save("access.record"):
            if self._sending is None:
                recorded = service.record(self._vault, access, new, readers=readers)
            else:
                chosen = self.answers.services.chosen()
                recorded = self._sending.record(access, new, chosen, readers)
            questions.save(self._vault, "access", access.id, said)
        return recorded

    def _saved(self, recorded: Recorded) -> None:
        whose = (
            _("di {name}").format(name=self.who.name)
            if self.who.state is not State.ANONYMOUS
            else _("anonimo")
        )
        at = f"{self._vault.saved_at():%H:%M}"
        who, written = self.who.name, self._written()
        drafts.drop(self._vault, self._draft_id)
        self._start_anew()
        said = _("Accesso {whose} salvato alle {at}").format(whose=whose, at=at)
        if recorded.access.mediation_needed and recorded.access.person_id is not None:
            said = _("{said}. Serve una mediatrice: si chiede dalla sua scheda.").format(said=said)
        self._shell.say(
            said,
            lambda: self._take_back(recorded, who, written),
        )

    def _show_saved(self, recorded: Recorded) -> None:
        if recorded.access.person_id is not None:
            self._shell.open("person", recorded.access.person_id)
        else:
            self._shell.open("accesses")

    def _take_back(self, recorded: Recorded, who: str, written: dict[str, Any]) -> None:
        """Undo a save: what was typed is a draft again, and on the screen."""
        if self._sending is None:
            service.take_back(self._vault, recorded)
        else:
            self._sending.take_back(recorded)
        draft = drafts.keep(self._vault, new_id(), who, written)
        self._shell.open("new-access", {"draft": draft.id})

    def _another(self) -> None:
        if self._then_new is not None:
            self._save(then_new=self._then_new)

    def _save_and_open_pathway(self) -> None:
        self.answers.add_activity("pathway_opening")
        recorded = self._save(then_new=True)
        if recorded is not None and recorded.access.person_id is not None:
            said = {"access": recorded.access.id, "person": recorded.access.person_id}
            self._shell.open("new-pathway", said)

    # --- sending her on ----------------------------------------------------------------------------

    def _services_of(self, kinds: Sequence[str]) -> Options:
        if self._sending is None or self.who.state is State.ANONYMOUS:
            return ()
        return self._sending.offered(kinds, self.who.person)

    def _save_and_send(self) -> None:
        """Save, and go on with the referral: nobody who stays unnamed can be sent with a slip."""
        self.sheet.work.clear()
        if self.who.state is State.ANONYMOUS:
            self.sheet.work.show_problem(
                InvalidValue(
                    _("Per mandarla a un servizio serve la sua scheda: premi «Cambia» e scrivi il nome.")
                )
            )
            return
        recorded = self._save(then_new=True)
        if recorded is not None and self._sending is not None:
            self._sending.go_on(recorded.access)

    # --- who ---------------------------------------------------------------------------------------

    def _decided(self) -> None:
        person = self.who.person
        last = service.last_answers(self._vault, person.id) if person is not None else {}
        untouched = self.answers.written() == self._blank
        if person is not None:
            self.answers.more.suggest_house(person.house)
        self.answers.remember(last, person.due_date if person is not None else None)
        if untouched:
            self._blank = self.answers.written()
        self.who.reload(can_keep=self.answers.can_keep)
        self.answers.offer_services()
        self.answers.take_focus()

    def _open_card(self) -> None:
        if self.who.person is not None:
            self._shell.open("person", self.who.person.id)

    # --- drafts ------------------------------------------------------------------------------------

    @property
    def worth_keeping(self) -> bool:
        """Whether something was typed that would be missed."""
        return self.who.state is State.NEW or self.answers.written() != self._blank

    def keep_draft(self) -> None:
        """Keep what is on the screen inside the vault."""
        self._pause.stop()
        if not self.worth_keeping:
            drafts.drop(self._vault, self._draft_id)
            self.foot.say("")
            return
        draft = drafts.keep(self._vault, self._draft_id, self.who.name, self._written())
        self.foot.say(_("Bozza salvata alle {moment:%H:%M}").format(moment=draft.moment))

    def throw_away(self) -> None:
        """Empty the screen; undo brings it back."""
        if self.worth_keeping:
            who, written = self.who.name, self._written()
            drafts.drop(self._vault, self._draft_id)
            self._shell.say(_("Bozza tolta"), lambda: self._bring_back(who, written))
        self._start_anew()
        self.who.finder.setFocus(Qt.FocusReason.OtherFocusReason)

    def _bring_back(self, who: str, written: dict[str, Any]) -> None:
        draft = drafts.keep(self._vault, new_id(), who, written)
        self._shell.open("new-access", {"draft": draft.id})

    def _leave_for(self, begin: Callable[[], object]) -> None:
        """Keep what is on the screen as a draft, and begin something else."""
        if self.worth_keeping:
            self.keep_draft()
        self._start_anew()
        try:
            begin()
        except DeskError as problem:
            self.sheet.work.show_problem(problem)

    def _take_up(self, draft_id: str) -> None:
        draft = next((one for one in drafts.drafts(self._vault) if one.id == draft_id), None)
        if draft is None:
            return
        self._draft_id = draft.id
        self.who.put_back(draft.answers["who"])
        self.answers.put_back(draft.answers["answers"])
        self.foot.say(
            _("Bozza delle {moment:%H:%M}").format(moment=draft.moment)
            if draft.moment.date() == datetime.now().date()
            else ""
        )

    def _written(self) -> dict[str, Any]:
        return {"who": self.who.written(), "answers": self.answers.written()}

    def _typed(self) -> None:
        self._pause.start()

    def _start_anew(self) -> None:
        self._draft_id, self._then_new = new_id(), None
        self.sheet.work.clear()
        self.answers.clear()
        self.who.search()
        self._blank = self.answers.written()
        self._pause.stop()
        self.foot.say("")
        self.scroller.verticalScrollBar().setValue(0)

    def leaving(self) -> None:
        if self._pause.isActive():
            self.keep_draft()

    def hideEvent(self, event: QHideEvent) -> None:
        if self._pause.isActive():
            self.keep_draft()
        super().hideEvent(event)
