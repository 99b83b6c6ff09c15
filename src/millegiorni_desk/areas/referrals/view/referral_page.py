"""*Invio*: who was sent where, what came back, and the slip. The answer is written here, by keyboard alone."""

from __future__ import annotations

from datetime import date
from typing import Any

from PySide6.QtWidgets import QWidget

from millegiorni_desk.areas.people.view.pile import ProblemPlace
from millegiorni_desk.areas.people.view.words import full_name
from millegiorni_desk.areas.referrals import codes, service, wording
from millegiorni_desk.areas.referrals.service import OPEN, Line
from millegiorni_desk.areas.referrals.view import words
from millegiorni_desk.areas.referrals.view.slip_card import SlipCard
from millegiorni_desk.changes import Changes
from millegiorni_desk.errors import DeskError, InvalidValue
from millegiorni_desk.language import _
from millegiorni_desk.network import service as network
from millegiorni_desk.ui import tokens
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.cards import Card
from millegiorni_desk.ui.chips import ChipGroup
from millegiorni_desk.ui.dates import on_day
from millegiorni_desk.ui.forms import DateField, Form, NoteField, TextField
from millegiorni_desk.ui.labels import label
from millegiorni_desk.ui.page import Columns, Page, Stack
from millegiorni_desk.ui.shell import Shell
from millegiorni_desk.ui.spacing import respace
from millegiorni_desk.vault.vault import Vault

_ANSWER = ("state", "returned_on", "outcome", "message")


class ReferralPage(Page):
    """Opened with a referral's id, or ``{"id": id, "print": True}`` with the keyboard on the slip."""

    def __init__(self, vault: Vault, shell: Shell) -> None:
        super().__init__(_("Invio"))
        self._vault, self._shell = vault, shell
        self._line: Line | None = None
        self._to_print = False
        self.work = ProblemPlace()
        self.about, self.answer_card = Card(_("In breve")), Card(_("Che cosa è tornato"))
        respace(self.about.body, tokens.HAIR)
        self.slip = SlipCard(vault, shell)
        self.form = self._form()
        self.answer_card.add(self.form)
        left = Stack(self.work, self.answer_card, self.about)
        self.add(Columns(left, Stack(self.slip), stretch=(1, 1), fold_under=900, same_height=False))
        self.card_button = Button(_("Apri la scheda"), self._card, icon="person")
        self.void_button = Button(_("Annulla l'invio"), self.void, icon="trash")
        self.reopen_button = Button(_("Riapri l'invio"), self.reopen)
        self.save_button = Button(_("Scrivi la risposta"), self.save, kind="primary", keys="Ctrl+S")
        for button in (self.card_button, self.void_button):
            self.foot.add(button, left=True)
        self.foot.add(self.reopen_button)
        self.foot.add(self.save_button)

    def _form(self) -> Form:
        form = Form()
        states = [pair for pair in network.terms(self._vault, "referral_state").items() if pair[0] != OPEN]
        form.add("state", ChipGroup(_("Com'è andata"), states))
        form.add("returned_on", DateField(_("Risposta arrivata il"), year_alone=False))
        form.add("outcome", TextField(_("Esito"), placeholder=_("visita fatta, torna tra un mese")))
        form.add("message", NoteField(_("Messaggio del servizio"), lines=3))
        return form

    def arrived(self, argument: object = None) -> None:
        given = argument if isinstance(argument, dict) else {"id": argument}
        if not isinstance(given.get("id"), str):
            return
        self._to_print = bool(given.get("print"))
        self.scroller.verticalScrollBar().setValue(0)
        self._load(str(given["id"]))

    def first_focus(self) -> QWidget | None:
        if self._line is None:
            return None
        return self.slip.paper.print_button if self._to_print else self.form.fields["state"]

    def refresh(self, changes: Changes) -> None:
        if self._line is not None and changes.touches("referral", "service", "person"):
            self._load(self._line.referral.id)

    def leaving(self) -> None:
        self.slip.paper.let_go()

    def _load(self, referral_id: str) -> None:
        self.work.clear()
        try:
            self._line = line = service.line(self._vault, referral_id)
        except DeskError as problem:
            self._line = None
            self.work.show_problem(problem)
            return
        referral, today = line.referral, date.today()
        who = full_name(line.person) if line.person is not None else codes.shown(referral.code)
        self.set_title(_("Invio di {who}").format(who=who))
        late = wording.warns(referral, today)
        state = wording.state_words(self._vault, referral, today)
        self.set_state(_("annullato") if referral.voided else state, "warning" if late else "quiet")
        self._tell(line, today)
        self.form.clear()
        self.form.set_values({name: getattr(referral, name) for name in _ANSWER})
        if referral.state == OPEN:
            self.form.set_values({"returned_on": today})
        self.reopen_button.setVisible(referral.state != OPEN)
        for piece in (self.slip, self.answer_card, self.save_button):
            piece.setVisible(not line.closed_to_user)
        self.slip.show_line(line)

    def _tell(self, line: Line, today: date) -> None:
        referral = line.referral
        self.about.empty()
        awaited = referral.answer_by if referral.state == OPEN else None
        # Whoever opens it and may read it must know where she was sent; lists do not say it.
        hidden = line.closed_to_user
        told = [
            wording.where(self._vault, line, hidden=hidden),
            *(words.facts(line.service) if line.service is not None and not hidden else []),
            _("Codice {code}").format(code=codes.shown(referral.code)),
            _("Inviata {when} da {who}").format(
                when=on_day(referral.on_date, today), who=referral.referred_by
            ),
            _("Risposta attesa entro {when}").format(when=f"il {awaited:%d/%m/%Y}") if awaited else "",
            wording.need_words(self._vault, referral, hidden=hidden),
            *(() if hidden else (referral.offer, referral.appointment, referral.reason)),
        ]
        for at, fact in enumerate(part for part in told if part):
            self.about.add(label(fact, "" if at else "strong", wrap=True, selectable=True))

    def save(self) -> None:
        """Write down what came back, and go back to the list."""
        self._change(_("Risposta scritta: invio chiuso"), self._answered)

    def _answered(self, referral_id: str) -> object:
        given: dict[str, Any] = self.form.values()
        if not given["state"]:
            raise InvalidValue(_("Scegli com'è andata."), "state")
        day = given["returned_on"]
        return service.record_return(
            self._vault,
            referral_id,
            given["state"],
            on=day.day if day else None,
            outcome=given["outcome"],
            message=given["message"],
        )

    def reopen(self) -> None:
        """Nothing has come back after all."""
        self._change(_("Invio riaperto"), lambda referral_id: service.reopen(self._vault, referral_id))

    def void(self) -> None:
        """Take the referral out of every list."""
        self._change(_("Invio annullato"), lambda referral_id: service.void(self._vault, referral_id))

    def _change(self, said: str, change: Any) -> None:
        if self._line is None:
            return
        self.work.clear()
        referral = self._line.referral
        before = {name: getattr(referral, name) for name in (*_ANSWER, "voided")}
        try:
            change(referral.id)
        except InvalidValue as problem:
            if not self.form.show_problem(problem):
                self.work.show_problem(problem)
        except DeskError as problem:
            self.work.show_problem(problem)
        else:
            self._shell.say(said, lambda: service.edit(self._vault, referral.id, **before))
            self._shell.open("referrals")

    def _card(self) -> None:
        if self._line is not None and self._line.person is not None:
            self._shell.open("person", self._line.person.id)
