"""*Nucleo e famiglia*: her children and relatives with their ages on a day, and who lives with her."""

from __future__ import annotations

from datetime import date
from typing import Any

from PySide6.QtCore import Signal

from millegiorni_desk.areas.people import household, service
from millegiorni_desk.areas.people.household import Household, Member
from millegiorni_desk.areas.people.records import Relative
from millegiorni_desk.areas.people.view import words
from millegiorni_desk.areas.people.view.finder import PersonFinder
from millegiorni_desk.areas.people.view.held_card import HeldCard
from millegiorni_desk.errors import InvalidValue
from millegiorni_desk.language import _, plural
from millegiorni_desk.network import service as network
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.cards import Entry
from millegiorni_desk.ui.chips import ChipGroup
from millegiorni_desk.ui.dates import on_day
from millegiorni_desk.ui.forms import ChoiceField, DateField, Form, PartialDate, TextField
from millegiorni_desk.ui.labels import label
from millegiorni_desk.ui.shell import Shell
from millegiorni_desk.vault.vault import Vault

_ON_HER_CARD = ("name", "birth", "gender")


class HouseholdCard(HeldCard):
    """Children open the card's form (``edit_wanted``); a relative opens here, whoever has a card there too."""

    kept, off = _("Familiare salvato"), _("Familiare tolto dalla scheda")
    edit_wanted = Signal()

    def __init__(self, vault: Vault, shell: Shell) -> None:
        super().__init__(
            vault,
            shell,
            _("Nucleo e famiglia"),
            add=_("Aggiungi un familiare"),
            empty=_("Nessuno sulla scheda."),
        )
        self._members: dict[str, Member] = {}
        self._other = ""
        self.summary = label("", "small", wrap=True)
        self.body.insertWidget(0, self.summary)
        self.on = DateField(_("Com'era in un altro giorno"))
        self.on.changed.connect(self._on_changed)
        self.add(self.on)

    def ask(self, form: Form) -> None:
        terms = network.terms
        self.finder = PersonFinder(
            self._vault,
            most=3,
            told=1,
            new=False,
            anonymous=False,
            asks=_("Ha una scheda qui? Cerca il nome"),
        )
        self.finder.chosen.connect(self._is_one)
        self.card_line = label("", "strong", wrap=True)
        self.card_button = Button(_("Apri la sua scheda"), self._open_card, kind="quiet", icon="person")
        form.add(
            "relation", ChoiceField(_("Che cosa è per lei"), list(terms(self._vault, "relation").items()))
        )
        for piece in (self.card_line, self.card_button, self.finder):
            form.add_widget(piece)
        form.add("name", TextField(_("Nome")))
        form.add("birth", DateField(_("Data di nascita"), year_alone=True))
        form.add("gender", ChipGroup(_("Genere"), list(terms(self._vault, "gender").items())))
        form.add("lives", ChipGroup(_("Vive con lei"), [("yes", _("Sì")), ("no", _("No"))]))
        form.add("notes", TextField(_("Note")))

    # --- showing -----------------------------------------------------------------------------------

    def show_person(self, person_id: str, today: date) -> None:
        if person_id != self._person:
            self.on.clear()
        super().show_person(person_id, today)

    def rows(self, today: date) -> list[Entry]:
        day = self._day(today)
        seen = household.household(self._vault, self._person, day)
        self._members = {one.record.id: one for one in seen.members}
        self.records = {one.record.id: one.record for one in seen.members if isinstance(one.record, Relative)}
        self.summary.setText(_summary(seen, today))
        relations = network.terms(self._vault, "relation")
        return [_entry(one, relations, day) for one in seen.members]

    def _day(self, today: date) -> date:
        try:
            asked = self.on.value()
        except InvalidValue:
            return today
        return asked.day if asked is not None else today

    def _on_changed(self) -> None:
        if self._person:
            self._again()

    # --- the form ----------------------------------------------------------------------------------

    def begin(self) -> None:
        self._know("", "")
        super().begin()

    def open(self, key: str) -> None:
        member = self._members.get(key)
        if member is None:
            return
        if member.relation == "child":
            self.edit_wanted.emit()
        elif member.from_there:
            self._shell.open("person", member.card_id)
        elif self._may:
            self._know(member.card_id, member.name)
            super().open(key)

    def _is_one(self, person_id: str) -> None:
        self._know(person_id, words.full_name(service.card(self._vault, person_id).person))
        self.form.fields["lives"].setFocus()

    def _know(self, card_id: str, name: str) -> None:
        """The relative has that card: name, birth and gender are its own."""
        self._other = card_id
        self.finder.clear()
        self.card_line.setText(name if card_id else "")
        for piece, shown in (
            (self.card_line, card_id),
            (self.card_button, card_id),
            (self.finder, not card_id),
        ):
            piece.setVisible(bool(shown))
        for field in _ON_HER_CARD:
            self.form.fields[field].setVisible(not card_id)

    def _open_card(self) -> None:
        self._shell.open("person", self._other)

    def answers_of(self, record: Any) -> dict[str, object]:
        birth = PartialDate(record.birth_date, record.birth_precision) if record.birth_date else None
        return {
            "relation": record.relation, "name": record.name, "birth": birth, "gender": record.gender,
            "lives": {True: "yes", False: "no"}.get(record.lives_with_her, ""), "notes": record.notes,
        }  # fmt: skip

    def fields_of(self, answers: dict[str, object]) -> dict[str, Any]:
        birth = answers["birth"] if isinstance(answers["birth"], PartialDate) else None
        return {
            "relation": answers["relation"],
            "other_id": self._other or None,
            "name": "" if self._other else answers["name"],
            "birth_date": birth.day if birth and not self._other else None,
            "birth_precision": birth.precision if birth and not self._other else "day",
            "gender": "" if self._other else answers["gender"],
            "lives_with_her": {"yes": True, "no": False}.get(str(answers["lives"])),
            "notes": answers["notes"],
        }

    def new(self, fields: dict[str, Any]) -> str:
        relative = Relative(house="", person_id="", **fields)
        return household.add_relative(self._vault, self._person, relative).id

    def change(self, record_id: str, **changes: Any) -> None:
        household.edit_relative(self._vault, record_id, **changes)


def _entry(member: Member, relations: dict[str, str], day: date) -> Entry:
    is_child = member.relation == "child"
    relation = (
        words.child_word(member.gender) if is_child else relations.get(member.relation, member.relation)
    )
    told = [
        relation if member.name else "",
        words.age_words(member.birth_date, member.birth_precision, day),
        words.birth_words(member.birth_date, member.birth_precision),
    ]
    lives = {True: _("vive con lei"), False: _("non vive con lei")}.get(member.lives_with_her, "")  # type: ignore[arg-type]
    return Entry(
        member.name or relation[:1].upper() + relation[1:],
        " · ".join(part for part in told if part),
        state=lives,
        kind="quiet" if member.lives_with_her is False else "info",
        key=member.record.id,
    )


def _summary(seen: Household, today: date) -> str:
    size = plural("Vive da sola.", "In casa sono in {n}.", seen.size).format(n=seen.size)
    if not seen.members:
        size = ""
    minors = plural("Un minore.", "{n} minori.", seen.minors).format(n=seen.minors) if seen.minors else ""
    due = _("Parto previsto {day}.").format(day=on_day(seen.expected, today)) if seen.expected else ""
    return " ".join(part for part in (size, minors, due) if part)
