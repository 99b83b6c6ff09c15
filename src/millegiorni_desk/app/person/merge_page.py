"""*Unire due schede*: two cards of one woman side by side, which answers hold, and making them one."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from millegiorni_desk.app.person import merge_words
from millegiorni_desk.areas.people import contact
from millegiorni_desk.areas.people import service as people
from millegiorni_desk.areas.people.records import CardMerge
from millegiorni_desk.areas.people.service import Card as PersonCard
from millegiorni_desk.areas.people.view import words
from millegiorni_desk.areas.people.view.finder import PersonFinder, candidate
from millegiorni_desk.areas.people.view.pile import Pile
from millegiorni_desk.errors import DeskError
from millegiorni_desk.flows import card_merging
from millegiorni_desk.flows.card_fields import Difference
from millegiorni_desk.language import _
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.cards import Card, Comparison, EntryList, Side
from millegiorni_desk.ui.chips import ChipGroup
from millegiorni_desk.ui.confirm import TypedConfirm
from millegiorni_desk.ui.labels import label
from millegiorni_desk.ui.page import Page
from millegiorni_desk.ui.shell import Shell
from millegiorni_desk.ui.tasks import TaskBar
from millegiorni_desk.vault.vault import Vault

_KEPT, _GONE = "kept", "gone"


class MergePage(Page):
    """Opened with the id of the card that stays, or with both; else the other is found or searched.

    It can be undone at any time.
    """

    def __init__(self, vault: Vault, shell: Shell) -> None:
        super().__init__(_("Unire due schede"))
        self._vault, self._shell = vault, shell
        self._kept = self._gone = ""
        self.work = TaskBar()
        self.search = Card(_("Quale altra scheda è sua?"))
        self.likely = EntryList(_("Schede che le somigliano"))
        self.likely.opened.connect(self.compare)
        self.finder = PersonFinder(
            vault, new=False, anonymous=False, asks=_("Nome, telefono o codice fiscale")
        )
        self.finder.chosen.connect(self.compare)
        for piece in (self.likely, self.finder):
            self.search.add(piece)
        self.sides = Pile(spacing=14)
        self.choices: dict[str, ChipGroup] = {}
        for each in (self.work, self.search, self.sides):
            self.add(each)
        self.other_button = Button(_("Scegli un'altra scheda"), self.choose_again)
        self.foot.add(self.other_button, left=True)
        self.confirm: TypedConfirm | None = None

    def arrived(self, argument: object = None) -> None:
        if isinstance(argument, str):
            self._kept = argument
            self.choose_again()
        elif isinstance(argument, tuple):
            self._kept, other = argument
            self.choose_again()
            self.compare(other)

    def first_focus(self) -> QWidget | None:
        return self.likely.entries[0] if self.likely.entries else self.finder

    def choose_again(self) -> None:
        """Back to looking for the other card."""
        self._gone = ""
        self.work.clear()
        self.other_button.hide()
        self._fill_sides(None)
        self.finder.clear()
        self.search.show()
        try:
            card = people.card(self._vault, self._kept)
            likely = [
                one
                for one in people.likely_same(self._vault, card.person, card.children)
                if one.person.id != self._kept and one.person.house == card.person.house
            ]
        except DeskError as problem:
            self.search.hide()
            self.work.show_problem(problem)
            return
        self.set_state(words.full_name(card.person))
        self.likely.show_entries([candidate(one) for one in likely])
        first = self.first_focus()
        if first is not None:
            first.setFocus(Qt.FocusReason.OtherFocusReason)

    def compare(self, person_id: str) -> None:
        """Show the two cards side by side."""
        self.work.clear()
        try:
            seen = card_merging.preview(self._vault, self._kept, person_id)
        except DeskError as problem:
            self.work.show_problem(problem)
            return
        self._gone = person_id
        self.search.hide()
        self.other_button.show()
        self._fill_sides(seen)

    def _fill_sides(self, seen: card_merging.Preview | None) -> None:
        self.choices, self.confirm = {}, None
        if seen is None:
            self.sides.put([])
            return
        confirm = self._confirm(seen)
        pieces = [self._comparison(seen), self._choice_card(seen), confirm]
        self.sides.put([piece for piece in pieces if piece is not None])
        if self.choices:
            next(iter(self.choices.values())).take_focus()
        else:
            confirm.field.setFocus(Qt.FocusReason.OtherFocusReason)
        self.confirm = confirm

    def _comparison(self, seen: card_merging.Preview) -> Comparison:
        sides = [
            Side(source, words.full_name(card.person), self._facts(card))
            for source, card in ((_("Questa scheda resta"), seen.kept), (_("Questa si unisce"), seen.gone))
        ]
        known = [name for name in sides[0].values if sides[0].values[name] or sides[1].values[name]]
        return Comparison(
            *(Side(side.source, side.title, {name: side.values[name] for name in known}) for side in sides)
        )

    def _facts(self, card: PersonCard) -> dict[str, str]:
        person, labels = card.person, merge_words.field_words()
        told = {
            said: merge_words.value_words(self._vault, name, getattr(person, name))
            if getattr(person, name)
            else ""
            for name, said in labels.items()
            if name not in ("surname", "name", "notes")
        }
        if person.phone:
            hidden = contact.rule_of(person) == "never"
            told[labels["phone"]] = merge_words.number_words(person.phone, hidden)
        told[labels["birth_date"]] = words.birth_words(person.birth_date, person.birth_precision)
        return {**told, _("Figli"): words.children_words(card.children, date.today())}

    def _choice_card(self, seen: card_merging.Preview) -> Card | None:
        if not seen.differences:
            return None
        card = Card(_("Quale risposta vale?"))
        card.add(
            label(_("L'altra non si perde: resta scritta nella storia della scheda."), "small", wrap=True)
        )
        for one in seen.differences:
            self.choices[one.field] = self._choice(one, seen)
            card.add(self.choices[one.field])
        return card

    def _choice(self, one: Difference, seen: card_merging.Preview) -> ChipGroup:
        said = [merge_words.value_words(self._vault, one.field, value) for value in (one.kept, one.gone)]
        if one.field == "phone":
            hidden = any(contact.rule_of(card.person) == "never" for card in (seen.kept, seen.gone))
            said = [merge_words.number_words(str(value or ""), hidden) for value in (one.kept, one.gone)]
        options = list(zip((_KEPT, _GONE), said, strict=True))
        group = ChipGroup(merge_words.field_words().get(one.field, one.field), options)
        group.set_value(_KEPT)
        return group

    def _confirm(self, seen: card_merging.Preview) -> TypedConfirm:
        moved = merge_words.moves_words(seen.moves)
        sentence = _("Le due schede diventano una. Si può annullare in ogni momento.")
        if moved:
            sentence = _("Si spostano su questa scheda: {moved}. Si può annullare in ogni momento.").format(
                moved=moved
            )
        return TypedConfirm(
            _("Unire le due schede"),
            sentence,
            _("unisci"),
            _("Unisci le schede"),
            self.merge,
            self.choose_again,
            kind="info",
        )

    def merge(self) -> None:
        """Make them one, beside the window, and go to the card that stays."""
        vault, kept, gone = self._vault, self._kept, self._gone
        take = {field for field, group in self.choices.items() if group.value() == _GONE}

        def work(progress: object) -> CardMerge:
            return card_merging.merge_cards(vault, kept, gone, take)

        self.work.run(_("Unisco le schede"), work, self._merged, can_cancel=False)

    def _merged(self, record: CardMerge) -> None:
        self._shell.open("person", record.kept_id)
        self._shell.say(_("Schede unite"), lambda: card_merging.undo(self._vault, record.id))
