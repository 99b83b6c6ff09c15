"""*Privacy, violazioni*: writing down what happened, the 72 hours, what is to be done, the register."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from millegiorni_desk.app.privacy.breach import BreachCard, short
from millegiorni_desk.app.sections import Section
from millegiorni_desk.areas.privacy import breach_papers, breaches
from millegiorni_desk.areas.privacy.records import Breach
from millegiorni_desk.areas.privacy.view.moments import MomentFields
from millegiorni_desk.errors import DeskError, InvalidValue
from millegiorni_desk.language import _, plural
from millegiorni_desk.network import service as network
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.cards import Card, Entry, EntryList
from millegiorni_desk.ui.chips import ChipGroup
from millegiorni_desk.ui.forms import ChoiceField, Form, NoteField, NumberField
from millegiorni_desk.ui.labels import label
from millegiorni_desk.ui.papers import Papers
from millegiorni_desk.ui.wrap import Wrap
from millegiorni_desk.vault.permissions import Permission

if TYPE_CHECKING:
    from millegiorni_desk.ui.shell import Shell
    from millegiorni_desk.vault.vault import Vault


class BreachesSection(Section):
    """Whoever sees something writes it down; who answers for the data goes on from there."""

    def __init__(self, vault: Vault, shell: Shell) -> None:
        super().__init__()
        self._vault, self._shell = vault, shell
        self.manages = vault.may(Permission.MANAGE_PRIVACY)
        self.listed = self._list_card() if self.manages else None
        self.reporting = self._report_card()
        if self.listed is not None:
            self.add(self.listed)
            self.breach = BreachCard(vault, shell)
            self.breach.hide()
            self.add(self.breach)
            self.reporting.hide()
        self.add(self.reporting)

    def _list_card(self) -> Card:
        card = Card(_("Registro delle violazioni"))
        self.list = EntryList(_("Registro delle violazioni"), _("Nessuna violazione scritta finora."))
        self.list.opened.connect(self.open)
        card.add(self.list)
        self.papers = Papers()
        self.new_button = Button(_("È successo qualcosa…"), self.ask, icon="warning")
        self.print_button = Button(_("Stampa il registro"), self._print, icon="print")
        self.pdf_button = Button(_("Salva il PDF"), self._save)
        card.add(Wrap(self.new_button, self.print_button, self.pdf_button))
        card.add(self.papers)
        return card

    def _report_card(self) -> Card:
        card = Card(_("È successo qualcosa"))
        card.add(
            label(
                _(
                    "Un computer o una chiavetta persi, un foglio visto da altri, una mail alla persona sbagliata: "
                    "scrivilo subito, anche se non sai tutto. Da quando te ne accorgi corrono 72 ore."
                ),
                "muted",
                wrap=True,
            )
        )
        self.form = Form()
        self.found = MomentFields(_("Quando te ne sei accorta"))
        self.form.add_row(found_at=self.found.day, found_time=self.found.time)
        self.form.add("kind", ChipGroup(_("Che cosa"), _said(breaches.KINDS)))
        self.form.add(
            "what",
            NoteField(_("Com'è andata"), hint=_("senza nomi di donne: questo testo va in una lettera")),
        )
        self.form.add("data", ChipGroup(_("Quali dati"), _said(breaches.DATA), multiple=True))
        self.form.add(
            "encrypted",
            ChipGroup(
                _("Erano cifrati?"),
                short(breaches.ENCRYPTED),
                hint=_("sì nell'archivio o in un pacchetto sigillato; no su carta o in un file in chiaro"),
            ),
        )
        self.form.add("people", NumberField(_("Quante persone, circa")))
        if not self._vault.house:
            houses = [(one.code, one.name) for one in network.houses(self._vault)]
            self.form.add("house", ChoiceField(_("In quale casa"), houses))
        card.add(self.form)
        self.report_button = Button(_("Scrivi la violazione"), self.report, kind="primary")
        card.add(Wrap(self.report_button))
        return card

    def first_focus(self) -> QWidget:
        entries = self.list.entries if self.manages else ()
        return entries[0] if entries else self.new_button if self.manages else self.form.fields["found_at"]

    def reload(self) -> None:
        now = datetime.now(UTC)
        running = breaches.running(self._vault, now)
        waiting = plural("{n} da notificare", "{n} da notificare", len(running)).format(n=len(running))
        self.told.emit("", waiting if running else "", "danger")
        if not self.form.fields["found_at"].value():
            self.found.set_moment(now.astimezone())
        if self.listed is None:
            return
        known = breaches.every(self._vault)
        self.list.show_entries([Entry(_title(one), _state(one, now), key=one.id) for one in known])
        if not self.breach.isHidden():
            self.breach.reload()

    def ask(self) -> None:
        """Unfold the questions about what happened, from now."""
        self.breach.hide()
        self.found.set_moment(datetime.now(UTC))
        self.reporting.show()
        self.form.fields["what"].setFocus()

    def open(self, breach_id: str) -> None:
        """Show one of the register below it."""
        self.reporting.hide()
        self.breach.show_breach(breach_id)
        self.breach.show()
        self.breach.form.fields["risk"].setFocus()

    def report(self) -> None:
        """Write down what happened; who answers for the data sees at once what is to be done."""
        try:
            asked = self.form.values()
            people, house = asked["people"], self._vault.house or str(asked["house"])
            if not house:
                raise InvalidValue(_("Scegli in quale casa è successo."), "house")
            breach = breaches.report(
                self._vault,
                Breach(
                    house=house,
                    found_at=self.found.instant("found_at"),
                    kind=str(asked["kind"]),
                    what=str(asked["what"]),
                    data=list(self.form.fields["data"].value() or ()),  # type: ignore[call-overload]
                    encrypted=str(asked["encrypted"]),
                    people=people if isinstance(people, int) else None,
                ),
            )
        except DeskError as problem:
            if not (isinstance(problem, InvalidValue) and self.form.show_problem(problem)):
                self._shell.say(problem.message)
            return
        self.form.clear()
        self.reload()
        if self.manages:
            self.open(breach.id)
            self._shell.say(_("Violazione scritta"))
        else:
            self._shell.say(_("Scritta: avvisa subito chi coordina"))

    def _print(self) -> None:
        self.papers.print(partial(breach_papers.register_pdf, self._vault))

    def _save(self) -> None:
        self.papers.save(partial(breach_papers.register_pdf, self._vault), "registro-violazioni.pdf")


def _said(words: dict[str, str]) -> list[tuple[str, str]]:
    return [(code, _(text)) for code, text in words.items()]


def _title(breach: Breach) -> str:
    day = breaches.instant(breach.found_at).astimezone()
    return f"{day:%d/%m/%Y} · {_(breaches.KINDS.get(breach.kind, breaches.KINDS['other']))}"


def _state(breach: Breach, now: datetime) -> str:
    """Where it stands, in a few words."""
    left = breaches.clock(breach, now).left
    if breach.closed_at:
        return _("chiusa")
    if left is None:
        return (
            _("aperta, il Garante non va avvisato")
            if not breach.authority_told_at
            else _("aperta, Garante avvisato")
        )
    hours = int(left.total_seconds() // 3600)
    return (
        _("72 ore scadute")
        if hours < 0
        else plural("resta {n} ora", "restano {n} ore", hours).format(n=hours)
    )
