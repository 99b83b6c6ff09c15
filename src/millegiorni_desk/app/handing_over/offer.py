"""A new offer: to a colleague of this house, or with her consent to another house."""

from __future__ import annotations

from datetime import date

from millegiorni_desk.areas.pathways import hand_overs
from millegiorni_desk.areas.pathways.records import HandOver, Pathway
from millegiorni_desk.areas.people.records import Person
from millegiorni_desk.areas.people.view.pile import ProblemPlace
from millegiorni_desk.errors import DeskError, InvalidValue
from millegiorni_desk.flows import handing_over, sharing
from millegiorni_desk.language import _
from millegiorni_desk.network import service as network
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.cards import Card, Notice
from millegiorni_desk.ui.chips import ChipGroup
from millegiorni_desk.ui.forms import ChoiceField, DateField, Form, PartialDate, TextField
from millegiorni_desk.ui.shell import Shell
from millegiorni_desk.vault import users
from millegiorni_desk.vault.permissions import Permission, allowed
from millegiorni_desk.vault.vault import Vault

_WHERE = [("colleague", _("A una collega")), ("house", _("A un'altra casa"))]


class OfferCard(Card):
    """Whom it is offered to and why; for another house who there, and the day on which she agreed."""

    def __init__(self, vault: Vault, shell: Shell) -> None:
        super().__init__(_("A chi passa"))
        self._vault, self._shell = vault, shell
        self._pathway: Pathway | None = None
        self.form, self.problem = Form(), ProblemPlace()
        self.where = self.form.add("where", ChipGroup(_("A chi passa"), _WHERE))
        self.where.hide_label()
        self.colleague = self.form.add("colleague", ChipGroup(_("Quale collega")))
        self.house = self.form.add("to_house", ChoiceField(_("Quale casa")))
        self.form.add_row(
            to_manager=TextField(_("Chi, in quella casa")),
            consent_on=DateField(_("Lei è d'accordo dal")),
            fold_under=420,
        )
        self.form.add(
            "reason",
            TextField(_("Perché"), hint=_("In un percorso riservato lo legge solo chi legge il percorso.")),
        )
        self.consent = Notice(
            _(
                "Il suo consenso a parlare di lei con quella casa resta scritto tra i suoi consensi. Il fascicolo "
                "resta qui, e là si consegna la lettera; perché lo leggano, condividilo da «I suoi dati» della "
                "sua scheda."
            )
            if sharing.possible(vault)
            else _(
                "Il suo consenso a parlare di lei con quella casa resta scritto tra i suoi consensi. Il fascicolo "
                "resta qui, e là si consegna la lettera."
            ),
            "info",
        )
        self.reserved = Notice(
            _("Il percorso è riservato: scegli chi lo legge dalla sua pagina, prima di passarlo."), "warning"
        )
        for piece in (self.reserved, self.form, self.consent, self.problem):
            self.add(piece)
        self.offer_button = Button(_("Proponi il passaggio"), self.propose, kind="primary", icon="send")
        self.add_row(self.offer_button)
        self.where.changed.connect(self._ask)
        self.where.set_value("colleague")

    def show_pathway(self, pathway: Pathway, person: Person, *, reserved: bool) -> None:
        """Show whom that pathway may go to; what is being written for the same one stays."""
        if self._pathway is None or self._pathway.id != pathway.id:
            self.form.clear()
            self.where.set_value("colleague")
            self.problem.clear()
        self._pathway = pathway
        self.reserved.setVisible(reserved)
        chosen = self.colleague.value()
        names = self._colleagues(pathway)
        self.colleague.set_options([(name, name) for name in names])
        self.colleague.set_value(chosen if chosen in names else "")
        houses = network.houses(self._vault)
        self.house.set_options([(one.code, one.name) for one in houses if one.code != pathway.house])
        self._ask()

    def _colleagues(self, pathway: Pathway) -> list[str]:
        """Who of this house may follow a pathway, but for whoever does."""
        return [
            user.display_name
            for user in users.all_users(self._vault)
            if user.active
            and user.house in (None, pathway.house)
            and Permission.FOLLOW_PATHWAY in allowed(user.roles)
            and user.display_name != pathway.case_manager
        ]

    def _ask(self) -> None:
        outside = self.where.value() == "house"
        self.colleague.setVisible(not outside)
        alone = _("Su questa postazione non c'è un'altra collega che segue percorsi.")
        self.colleague.set_hint("" if self.colleague.chips else alone)
        self.offer_button.setEnabled(outside or bool(self.colleague.chips))
        for name in ("to_house", "to_manager", "consent_on"):
            self.form.fields[name].setVisible(outside)
        self.consent.setVisible(outside)

    def propose(self) -> None:
        """Make the offer; undo withdraws it."""
        pathway, vault = self._pathway, self._vault
        if pathway is None:
            return
        self.problem.clear()
        try:
            given = self.form.values()
            outside = given["where"] == "house"
            agreed = given["consent_on"]
            if outside and not given["to_house"]:
                raise InvalidValue(_("Scegli quale casa."), "to_house")
            made = handing_over.propose(
                vault,
                HandOver(
                    house="",
                    pathway_id=pathway.id,
                    on_date=date.today(),
                    to_manager=str((given["to_manager"] if outside else given["colleague"]) or ""),
                    to_house=str(given["to_house"]) if outside else "",
                    consent_on=agreed.day if outside and isinstance(agreed, PartialDate) else None,
                    reason=str(given["reason"]),
                ),
            )
        except DeskError as problem:
            if not (isinstance(problem, InvalidValue) and self._beside(problem)):
                self.problem.show_problem(problem)
            return
        self.form.clear()
        self.where.set_value("colleague")
        self._shell.say(_("Passaggio proposto"), lambda: hand_overs.withdraw(vault, made.id))

    def _beside(self, problem: InvalidValue) -> bool:
        outside = self.where.value() == "house"
        field = "colleague" if problem.field == "to_manager" and not outside else problem.field
        return self.form.show_problem(InvalidValue(problem.message, field))
