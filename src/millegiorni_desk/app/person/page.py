"""The page of one person: her card to read and to edit in place, beside the line of what happened."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from millegiorni_desk.app import mediating
from millegiorni_desk.app.person import timeline
from millegiorni_desk.app.person.cards import TABLES, PersonCards
from millegiorni_desk.app.person.merged_card import MergedCard
from millegiorni_desk.app.person.timeline_card import TimelineCard
from millegiorni_desk.areas.accesses import service as accesses
from millegiorni_desk.areas.pathways import service as pathways
from millegiorni_desk.areas.people import checks, codice_fiscale, contact, service
from millegiorni_desk.areas.people.codice_fiscale import Difference
from millegiorni_desk.areas.people.records import Person
from millegiorni_desk.areas.people.thousand_days import birth_to_ask, clocks
from millegiorni_desk.areas.people.view import words
from millegiorni_desk.areas.people.view.clock import ThousandDays
from millegiorni_desk.areas.people.view.editor import CardEditor
from millegiorni_desk.areas.people.view.facts import FactsCard
from millegiorni_desk.areas.people.view.pile import Pile, ProblemPlace
from millegiorni_desk.areas.people.view.reserved_notes import ReservedNotesCard
from millegiorni_desk.areas.rights.view.rights_card import RightsCard
from millegiorni_desk.changes import Changes
from millegiorni_desk.errors import DeskError
from millegiorni_desk.flows import card_merging, reminding, sharing
from millegiorni_desk.language import _
from millegiorni_desk.network import service as network
from millegiorni_desk.network.records import House
from millegiorni_desk.ui import look
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.cards import Card, Notice
from millegiorni_desk.ui.dates import day_words, on_day
from millegiorni_desk.ui.labels import HouseTag
from millegiorni_desk.ui.page import Columns, Page, Stack
from millegiorni_desk.ui.shell import Shell
from millegiorni_desk.ui.spacing import column
from millegiorni_desk.vault.permissions import Permission
from millegiorni_desk.vault.vault import Vault

_SHOWN_BY = (
    "person",
    "child",
    "access",
    "pathway",
    "dote",
    "ledger_entry",
    "receipt",
    "receipt_event",
    "term",
    "entitlement",
    "entitlement_state",
    "card_merge",
    "file_share",
    "sealed",
    *TABLES,
)
_ACTIONS = (
    (_("I suoi dati"), "person-data", Permission.EDIT_PERSON, "plain", ""),
    (_("Invia a un servizio…"), "new-referral", Permission.REFER, "plain", ""),
    (_("Nuova dote"), "new-dote", Permission.GRANT_DOTE, "plain", ""),
    (_("Apri un percorso"), "new-pathway", Permission.FOLLOW_PATHWAY, "plain", ""),
    (_("Nuovo accesso"), "new-access", Permission.RECORD_ACCESS, "primary", "Ctrl+N"),
)
_BESIDE = ("person-data", "new-referral")


class PersonPage(Page):
    """Opened with a person's id. *Modifica* turns the page into the form; what is saved can be undone."""

    def __init__(self, vault: Vault, shell: Shell) -> None:
        super().__init__(_("Scheda"))
        self._vault, self._shell = vault, shell
        self._card: service.Card | None = None
        self.work, self.call = ProblemPlace(), Notice("")
        self.pin(self.call)
        self.call.hide()
        self.top, self.told, self.clock, self.facts = Card(), Pile(), ThousandDays(), FactsCard(vault)
        self.top.add(self.told)
        self.top.add(self.clock)
        self.timeline, self.rights = TimelineCard(vault, shell), RightsCard(vault, shell)
        self.merged, self.reserved_notes = MergedCard(vault, shell), ReservedNotesCard(vault, shell)
        self.cards = PersonCards(vault, shell, self.edit)
        self.timeline.here.connect(self.cards.open)
        self.reading = QWidget()
        inside = column(self.reading, spacing=14)
        inside.addWidget(self.top)
        inside.addWidget(
            Columns(
                Stack(
                    self.timeline,
                    self.reserved_notes,
                    self.cards.asked,
                    self.cards.answers,
                    self.cards.documents,
                ),
                Stack(
                    self.merged,
                    self.rights,
                    self.facts,
                    self.cards.phones,
                    self.cards.household,
                    self.cards.mediations,
                ),
                stretch=(3, 2),
                fold_under=820,
            )
        )
        self.editor = CardEditor(vault)
        self.editor.hide()
        for piece in (self.work, self.reading, self.editor):
            self.add(piece)
        self.facts.edit_wanted.connect(self.edit)
        self.facts.edit_button.setVisible(checks.may_write_cards(vault))
        self._add_actions()

    def _add_actions(self) -> None:
        may, foot = self._vault.may, self.foot
        self._reading_buttons: list[Button] = []
        self.pathway_button: Button | None = None
        self._pathway_id = ""
        for said, page, permission, kind, keys in _ACTIONS:
            if may(permission):
                button = Button(said, self._opener(page), kind=kind, keys=keys)
                self._reading_buttons.append(button)
                if page == "new-pathway":
                    self.pathway_button = button
                # On two sides, so that with large text they go on two lines instead of off the screen.
                foot.add(button, left=page in _BESIDE)
        self._editing_buttons = [
            Button(_("Lascia com'era"), self.leave, keys="Escape"),
            Button(_("Salva le modifiche"), self.save, kind="primary", keys="Ctrl+S"),
        ]
        for button in self._editing_buttons:
            button.hide()
            foot.add(button)

    def arrived(self, argument: object = None) -> None:
        if not isinstance(argument, str):
            return
        if self.editing and self._card is not None and self._card.person.id == argument:
            return
        self._edit_mode(False)
        self._load(argument)
        # Where the keyboard was before must not decide what is seen first.
        self.scroller.verticalScrollBar().setValue(0)

    def first_focus(self) -> QWidget | None:
        if self.editing:
            return self.editor.form.fields["surname"]
        return self._reading_buttons[-1] if self._reading_buttons else self.facts.edit_button

    def refresh(self, changes: Changes) -> None:
        if self._card is not None and not self.editing and changes.touches(*_SHOWN_BY):
            self._load(self._card.person.id)

    def _load(self, person_id: str) -> None:
        self.work.clear()
        try:
            self._card = service.card(self._vault, person_id)
            events = timeline.of_person(self._vault, person_id, date.today())
        except DeskError as problem:
            self._card = None
            self.reading.hide()
            self.call.hide()
            self.work.show_problem(problem)
            return
        self.reading.show()
        person, today = self._card.person, date.today()
        self.set_title(words.titled(person, today))
        first = next(iter(clocks(person, self._card.children, today)), None)
        self.set_state(words.clock_words(first, today) if first else "")
        self._fill_top(self._card, today)
        self.facts.show_card(self._card)
        self._show_pathway(person.id)
        self.rights.show_person(person.id, today)
        if self._vault.may(Permission.MERGE_CARDS) and self._shell.knows("merge-cards"):
            self.merged.show_card(self._card)
        self.cards.show_person(person.id, today)
        self.timeline.show_events(events, person.id)
        self.reserved_notes.show_person(person.id)

    def _fill_top(self, card: service.Card, today: date) -> None:
        person, told = card.person, []
        if person.voided:
            now = card_merging.card_now(self._vault, person.id)
            going = (
                (_("Apri la sua scheda"), lambda: self._shell.open("person", now))
                if now != person.id
                else None
            )
            told.append(Notice(_("Questa scheda è stata tolta dal registro."), "warning", going))
        how = contact.of_person(person)
        self.call.say(how.line, "warning" if how.careful else "info")
        self.call.setVisible(bool(how.line))
        told += self._shared(person)
        told += self._due(person, today) + self._mediator(person, today) + self._to_check(card, today)
        house = next((one for one in network.houses(self._vault) if one.code == person.house), None)
        tags: list[QWidget] = [] if self._vault.house or house is None else [_tag(house)]
        self.told.put([*tags, *told])
        self.clock.show_clocks(clocks(person, card.children, today), today)
        self.top.setVisible(bool(self.told.pieces or self.clock.pieces))

    def _shared(self, person: Person) -> list[Notice]:
        """Which other houses read her file."""
        names = {one.code: one.name for one in network.houses(self._vault)}
        held = [names.get(one.to_house, one.to_house) for one in sharing.standing(self._vault, person.id)]
        if not held:
            return []
        may = self._vault.may(Permission.EDIT_PERSON)
        go = (_("Guarda"), lambda: self._shell.open("person-data", person.id)) if may else None
        return [
            Notice(_("Il suo fascicolo lo legge anche {houses}.").format(houses=", ".join(held)), "info", go)
        ]

    def _due(self, person: Person, today: date) -> list[Notice]:
        due = timeline.follow_up(self._vault, person.id)
        if due is None:
            return []
        may = self._vault.may(Permission.RECORD_ACCESS)
        done = (_("Fatto"), lambda: self._follow_up_done(*due)) if may else None
        kind = "warning" if due[1] <= today else "info"
        day = on_day(due[1], today)
        reach = reminding.reach(self._vault, person)
        if contact.may_call(person) and "call" not in reach.ways:
            said = _("Da risentire {day}. {words}.").format(day=day, words=reach.words)
        elif not contact.may_call(person):
            said = _("Da risentire {day}, ma non al suo telefono: leggi in alto come fare.").format(day=day)
        elif due[1] < today:
            said = _("Era da richiamare {day}.").format(day=day)
        else:
            said = _("Da richiamare {day}.").format(day=day)
        return [Notice(said, kind, done)]

    def _mediator(self, person: Person, today: date) -> list[Notice]:
        """The mediator who was needed at an access and whom nobody has asked for yet."""
        asked = mediating.to_ask(self._vault, person.id, today)
        if asked is None or not self._shell.knows("new-mediation"):
            return []
        said = _("All'accesso ({day}) serviva una mediatrice, e nessuna è stata chiesta.").format(
            day=day_words(asked[1], today)
        )
        sent_from = {"person": person.id, "access": asked[0]}
        go = (_("Chiedi una mediatrice"), lambda: self._shell.open("new-mediation", sent_from))
        return [Notice(said, "info", go)]

    def _to_check(self, card: service.Card, today: date) -> list[Notice]:
        """A birth to ask about, and what the codice fiscale says against the card."""
        person, may_edit = card.person, checks.may_write_cards(self._vault)
        told = []
        if birth_to_ask(person, card.children, today) and person.due_date is not None:
            asked = _("Il parto era previsto {on_day}: è nata la bambina o il bambino?").format(
                on_day=on_day(person.due_date, today)
            )
            told.append(Notice(asked, "info", (_("Scrivilo"), self._write_child) if may_edit else None))
        for difference in codice_fiscale.differences(person):
            told.append(self._difference(difference, may_edit=may_edit))
        return told

    def _difference(self, difference: Difference, *, may_edit: bool) -> Notice:
        """What the codice fiscale says, with the value to take over, or with the form where it must be looked at."""
        values = codice_fiscale.taken_over(difference)
        action: tuple[str, Callable[[], object]] = (_("Controlla"), self.edit)
        if values:
            said = _("Scrivi {value}").format(value=codice_fiscale.in_words(difference))
            action = (said, lambda: self._take_over(values))
        sentence = codice_fiscale.in_a_sentence(difference)
        return Notice(sentence, "warning", action if may_edit else None)

    def _take_over(self, values: dict[str, Any]) -> None:
        if self._card is None:
            return
        person = self._card.person
        former = {name: getattr(person, name) for name in values}
        try:
            service.edit(self._vault, person.id, **values)
        except DeskError as problem:
            self.work.show_problem(problem)
            return
        self._reload()
        self._shell.say(_("Scheda corretta"), lambda: service.edit(self._vault, person.id, **former))

    def _follow_up_done(self, access_id: str, day: date) -> None:
        try:
            accesses.edit(self._vault, access_id, follow_up_on=None)
        except DeskError as problem:
            self.work.show_problem(problem)
        else:
            self._reload()
            self._shell.say(
                _("Richiamo fatto"), lambda: accesses.edit(self._vault, access_id, follow_up_on=day)
            )

    def _show_pathway(self, person_id: str) -> None:
        """One that is open already is gone to; a second is opened from the page of pathways."""
        if self.pathway_button is None:
            return
        still = [one.id for one in pathways.of_person(self._vault, person_id) if one.closed_on is None]
        self._pathway_id = still[0] if still else ""
        self.pathway_button.say(_("Vai al percorso") if still else _("Apri un percorso"))

    def _opener(self, page: str) -> Callable[[], object]:
        def go() -> None:
            if page == "new-pathway" and self._pathway_id:
                self._shell.open("pathway", self._pathway_id)
            elif self._card is not None:
                self._shell.open(page, self._card.person.id)

        return go

    # --- editing in place --------------------------------------------------------------------------

    @property
    def editing(self) -> bool:
        """Whether the page is the form now."""
        return not self.editor.isHidden()

    def edit(self) -> None:
        """Turn the page into the form, where cards are written."""
        if self._card is None or not checks.may_write_cards(self._vault):
            return
        self.editor.show_card(self._card)
        self._edit_mode(True)
        self.editor.form.fields["surname"].setFocus(Qt.FocusReason.OtherFocusReason)

    def _write_child(self) -> None:
        self.edit()
        self.editor.add_child()

    def leave(self) -> None:
        """Back to reading without saving; undo brings back what was typed."""
        card, touched = self._card, self.editor.touched
        self.leave_editing()
        if card is not None and touched:
            self._shell.say(_("Modifiche lasciate"), lambda: self._edit_again(card.person.id))

    def _edit_again(self, person_id: str) -> None:
        self._shell.open("person", person_id)
        if self.editor.person_id == person_id:
            self._edit_mode(True)
            self.editor.form.fields["surname"].setFocus(Qt.FocusReason.OtherFocusReason)

    def leave_editing(self) -> None:
        """Back to reading."""
        self._edit_mode(False)
        self._reload()
        self.facts.edit_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def save(self) -> None:
        """Keep what was typed; the values before come back with undo."""
        if self._card is None:
            return
        before = self.editor.save(self._card.person.id)
        if before is None:
            return
        person_id, fields = before.person.id, self.editor.changed_fields
        former = {name: getattr(before.person, name) for name in fields}
        self.leave_editing()
        self._shell.say(
            _("Scheda salvata"), lambda: service.revise(self._vault, person_id, former, before.children)
        )

    def _edit_mode(self, on: bool) -> None:
        self.reading.setVisible(not on)
        self.editor.setVisible(on)
        for button in self._reading_buttons:
            button.setVisible(not on)
        for button in self._editing_buttons:
            button.setVisible(on)

    def _reload(self) -> None:
        if self._card is not None:
            self._load(self._card.person.id)


def _tag(house: House) -> HouseTag:
    return HouseTag(house.name, house.colour or look.ink("muted").name())
