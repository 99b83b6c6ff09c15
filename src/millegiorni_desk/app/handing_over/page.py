"""The page *Passare il percorso*: the offer that waits, or a new one; the letter; and what was handed over before."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial

from millegiorni_desk.app.handing_over.offer import OfferCard
from millegiorni_desk.areas.pathways import hand_over_letter, hand_overs, service
from millegiorni_desk.areas.pathways.records import HandOver, Pathway
from millegiorni_desk.areas.people.records import Person
from millegiorni_desk.areas.people.view.pile import ProblemPlace
from millegiorni_desk.areas.people.view.words import full_name
from millegiorni_desk.changes import Changes
from millegiorni_desk.errors import DeskError, InvalidValue
from millegiorni_desk.flows import sharing
from millegiorni_desk.language import _
from millegiorni_desk.network import service as network
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.cards import Card, Notice
from millegiorni_desk.ui.dates import on_day
from millegiorni_desk.ui.forms import DateField, Form, PartialDate, TextField
from millegiorni_desk.ui.labels import label
from millegiorni_desk.ui.page import Columns, Page, Stack
from millegiorni_desk.ui.papers import Papers
from millegiorni_desk.ui.shell import Shell
from millegiorni_desk.vault.vault import Vault


class HandOverPage(Page):
    """One pathway and whom it goes to. A new offer is possible while none waits for an answer."""

    def __init__(self, vault: Vault, shell: Shell) -> None:
        super().__init__(_("Passare il percorso"))
        self._vault, self._shell = vault, shell
        self._pathway: Pathway | None = None
        self.waiting: HandOver | None = None
        self.problem = ProblemPlace()
        self.offer = OfferCard(vault, shell)
        self.answer = self._answer_card()
        self.before = Card(_("Passaggi"))
        self.papers = Papers()
        self.add(self.problem)
        self.closed = Notice(_("Il percorso è chiuso: non si passa più. Se serve, aprine uno nuovo."), "info")
        left = Stack(self.closed, self.offer, self.answer, self.papers)
        self.add(Columns(left, Stack(self.before), stretch=(6, 5)))
        self.foot.add(Button(_("Torna al percorso"), self._back, icon="pathways"), left=True)

    def _answer_card(self) -> Card:
        card = Card(_("In attesa di risposta"))
        self.told = label("", wrap=True)
        self.stays = Notice(
            _(
                "Il fascicolo resta in questa casa, e non parte da solo: perché lo leggano anche là, condividilo da "
                "«I suoi dati» della sua scheda. Consegna la lettera, e là aprono un percorso nuovo."
            )
            if sharing.possible(self._vault)
            else _("Il fascicolo resta in questa casa. Consegna la lettera, e là aprono un percorso nuovo."),
            "info",
        )
        self.form = Form()
        self.form.add_row(
            answered_by=TextField(_("Chi ha risposto")), answered_on=DateField(_("Quando")), fold_under=420
        )
        self.accept_button = Button(_("Accetta"), lambda: self._answered(hand_overs.accept), icon="check")
        self.decline_button = Button(_("Non accetta"), lambda: self._answered(hand_overs.decline))
        self.withdraw_button = Button(_("Ritira la proposta"), self.withdraw, kind="quiet", icon="undo")
        self.print_button = Button(_("Stampa la lettera"), self.print_letter, icon="print")
        self.save_button = Button(_("Salva la lettera in PDF…"), self.save_letter, icon="save")
        for piece in (self.told, self.stays, self.form):
            card.add(piece)
        card.add_row(self.accept_button, self.decline_button, self.withdraw_button)
        card.add_row(self.print_button, self.save_button)
        return card

    # --- showing -----------------------------------------------------------------------------------

    def arrived(self, argument: object = None) -> None:
        if isinstance(argument, str):
            self.papers.clear()
            self._load(argument)

    def refresh(self, changes: Changes) -> None:
        if self._pathway is not None and changes.touches("hand_over", "pathway", "person"):
            self._load(self._pathway.id)

    def _load(self, pathway_id: str) -> None:
        self.problem.clear()
        pathway = self._vault.get(Pathway, pathway_id)
        self._pathway = pathway
        person = self._vault.get(Person, pathway.person_id)
        self.set_title(_("Passare il percorso di {name}").format(name=full_name(person)))
        self.set_state(
            _("la segue {name}").format(name=pathway.case_manager) if pathway.case_manager else "", "quiet"
        )
        every = hand_overs.of_pathway(self._vault, pathway_id)
        self.waiting = next((one for one in every if one.state == hand_overs.PROPOSED), None)
        self.answer.setVisible(self.waiting is not None)
        self.offer.setVisible(self.waiting is None and pathway.closed_on is None)
        self.closed.setVisible(self.waiting is None and pathway.closed_on is not None)
        self.offer.show_pathway(pathway, person, reserved=bool(service.reserved(self._vault, [pathway_id])))
        self._show_answer(self.waiting)
        self._show_before(every)

    def _show_answer(self, one: HandOver | None) -> None:
        if one is None:
            return
        outside, may = bool(one.to_house), hand_overs.may_answer(self._vault, one)
        self.told.setText(self._words(one))
        self.stays.setVisible(outside)
        self.form.setVisible(outside)
        for button in (self.accept_button, self.decline_button):
            button.setVisible(may)
        self.accept_button.say(_("Hanno accettato") if outside else _("Lo prendo io"))
        self.decline_button.say(_("Non hanno accettato") if outside else _("Non posso"))

    def _show_before(self, every: list[HandOver]) -> None:
        self.before.empty()
        states = network.terms(self._vault, "hand_over_state")
        for one in every:
            self.before.add(label(self._words(one), wrap=True, selectable=True))
            answered = f" {on_day(one.answered_on, date.today())}" if one.answered_on else ""
            by = f" · {one.answered_by}" if one.answered_by else ""
            self.before.add(label(f"{states.get(one.state, one.state)}{answered}{by}", "small", wrap=True))
            if one.state == hand_overs.ACCEPTED and one.to_house:
                ended = partial(self.end, one)
                self.before.add_row(Button(_("L'altra casa non la segue più"), ended, kind="quiet"))
        if not every:
            self.before.add(
                label(_("Ancora nessuno: la segue chi ha aperto il percorso."), "muted", wrap=True)
            )

    def _words(self, one: HandOver) -> str:
        to = self._house(one.to_house) if one.to_house else ""
        whom = ", ".join(part for part in (one.to_manager, to) if part)
        said = _("Da {who} a {whom}, {day}.").format(
            who=one.from_manager, whom=whom, day=on_day(one.on_date, date.today())
        )
        agreed = (
            _("D'accordo con lei {day}.").format(day=on_day(one.consent_on, date.today()))
            if one.consent_on
            else ""
        )
        return " ".join(part for part in (said, one.reason, agreed) if part)

    def _house(self, code: str) -> str:
        return next((house.name for house in network.houses(self._vault) if house.code == code), code)

    # --- doing -------------------------------------------------------------------------------------

    def _answered(self, answer: Callable[..., HandOver]) -> None:
        one, vault = self.waiting, self._vault
        if one is None:
            return

        def keep() -> None:
            given = self.form.values() if one.to_house else {}
            day = given.get("answered_on")
            answer(
                vault,
                one.id,
                str(given.get("answered_by") or ""),
                day.day if isinstance(day, PartialDate) else None,
            )

        if self._try(keep):
            self.form.clear()
            self._shell.say(_("Risposta salvata"), lambda: hand_overs.reopen(vault, one.id))

    def withdraw(self) -> None:
        """Take the offer back; undo makes it again."""
        one, vault = self.waiting, self._vault
        if one is not None and self._try(lambda: hand_overs.withdraw(vault, one.id)):
            self._shell.say(_("Proposta ritirata"), lambda: hand_overs.withdraw(vault, one.id, voided=False))

    def end(self, one: HandOver) -> None:
        """The other house follows her no more; undo takes that back."""
        vault, on, by = self._vault, one.answered_on, one.answered_by
        if self._try(lambda: hand_overs.end(vault, one.id)):

            def back() -> None:
                with vault.save("hand_over.answer"):
                    hand_overs.reopen(vault, one.id)
                    hand_overs.accept(vault, one.id, by, on)

            self._shell.say(_("Passaggio finito"), back)

    def print_letter(self) -> None:
        """Print the letter of the offer that waits."""
        if (one := self.waiting) is not None:
            self.papers.print(lambda: hand_over_letter.letter(self._vault, one))

    def save_letter(self) -> None:
        """Write the letter to a file; its name says nothing of her."""
        if (one := self.waiting) is not None:
            self.papers.save(lambda: hand_over_letter.letter(self._vault, one), "passaggio-percorso.pdf")

    def _try(self, act: Callable[[], object]) -> bool:
        self.problem.clear()
        try:
            act()
        except DeskError as problem:
            if not (isinstance(problem, InvalidValue) and self.form.show_problem(problem)):
                self.problem.show_problem(problem)
            return False
        return True

    def _back(self) -> None:
        if self._pathway is not None:
            self._shell.open("pathway", self._pathway.id)
