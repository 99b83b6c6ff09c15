"""*Altre schede sue*: what was made one with her card and what that one said, or a card that may be hers too."""

from __future__ import annotations

from datetime import date
from functools import partial

from millegiorni_desk.app.person import merge_words
from millegiorni_desk.areas.people import contact
from millegiorni_desk.areas.people import service as people
from millegiorni_desk.areas.people.records import CardMerge
from millegiorni_desk.areas.people.service import Card as PersonCard
from millegiorni_desk.areas.people.view import words
from millegiorni_desk.errors import DeskError
from millegiorni_desk.flows import card_merging
from millegiorni_desk.language import _
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.cards import Card, Notice
from millegiorni_desk.ui.labels import label
from millegiorni_desk.ui.shell import Shell
from millegiorni_desk.vault.vault import Vault


class MergedCard(Card):
    """On her card: that another was made one with it and what that one said; or that another may be hers."""

    def __init__(self, vault: Vault, shell: Shell) -> None:
        super().__init__(_("Altre schede sue"))
        self._vault, self._shell = vault, shell
        self.hide()

    def show_card(self, card: PersonCard) -> None:
        """Read again what holds of her; without anything the card takes no room."""
        self.empty()
        merges = card_merging.history(self._vault, card.person.id)
        for record in merges:
            self._tell(record, hidden=contact.rule_of(card.person) == "never")
        likely = [
            one
            for one in people.likely_same(self._vault, card.person, card.children)
            if one.person.id != card.person.id and one.person.house == card.person.house
        ]
        for one in likely[:1]:
            said = _("Forse è sua anche la scheda di {name}: {reasons}.").format(
                name=words.titled(one.person, date.today()), reasons=", ".join(one.reasons[:2])
            )
            self.add(Notice(said, "info", (_("Confronta"), partial(self._compare, card, one.person.id))))
        self.setVisible(bool(merges or likely))

    def _compare(self, card: PersonCard, other: str) -> None:
        self._shell.open("merge-cards", (card.person.id, other))

    def _tell(self, record: CardMerge, *, hidden: bool) -> None:
        day = date.fromisoformat(record.merged_at[:10])
        said = _("Unita con un'altra scheda il {day:%d/%m/%Y}, da {who}.").format(
            day=day, who=record.merged_by
        )
        self.add(label(said, wrap=True))
        labels = merge_words.field_words()
        for field, other in card_merging.other_answers(record).items():
            value = merge_words.value_words(self._vault, field, other)
            if field == "phone":
                value = merge_words.number_words(str(other or ""), hidden)
            told = _("L'altra diceva: {question}: {answer}").format(
                question=labels.get(field, field), answer=value
            )
            self.add(label(told, "small", wrap=True))
        self.add_row(Button(_("Annulla l'unione"), lambda: self._undo(record.id)))

    def _undo(self, record_id: str) -> None:
        try:
            record = card_merging.undo(self._vault, record_id)
        except DeskError as problem:
            self.add(Notice(problem.message, "warning"))
            return
        self._shell.say(
            _("Di nuovo due schede"),
            lambda: card_merging.merge_cards(self._vault, record.kept_id, record.gone_id),
        )
