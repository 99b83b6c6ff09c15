"""The household: her children and relatives, with or without a card of their own, as they are on a day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any

from sqlmodel import col, select

from millegiorni_desk.areas.people import checks, contact, held, service
from millegiorni_desk.areas.people.records import Child, Person, Relative
from millegiorni_desk.areas.people.thousand_days import years_of
from millegiorni_desk.errors import InvalidValue
from millegiorni_desk.language import _
from millegiorni_desk.network import service as network
from millegiorni_desk.vault.permissions import Permission
from millegiorni_desk.vault.vault import Vault

ADULT_YEARS = 18

# What she is to a relative, by what the relative is to her; the others are the same both ways.
_SEEN_FROM_THERE = MappingProxyType(
    {
        "parent": "adult_child",
        "adult_child": "parent",
        "grandparent": "grandchild",
        "grandchild": "grandparent",
        "parent_in_law": "child_in_law",
        "child_in_law": "parent_in_law",
        "aunt_uncle": "niece_nephew",
        "niece_nephew": "aunt_uncle",
    }
)
# A woman with one of these rules is not named on the card of somebody else.
_HIDDEN_RULES = frozenset({"never", "only_her"})


@dataclass(frozen=True)
class Member:
    """Someone of a household. ``relation`` is ``child`` or a code of ``relation``; ``card_id`` where there is a card.

    ``record`` is what says so: a :class:`Child`, or a :class:`Relative`, which belongs to the other's card where
    ``from_there``.
    """

    record: Child | Relative
    relation: str
    name: str
    birth_date: date | None
    birth_precision: str
    gender: str
    lives_with_her: bool | None
    card_id: str = ""
    from_there: bool = False

    def years(self, on: date) -> int | None:
        """Completed years on a day; None without a birth date."""
        return years_of(self.birth_date, on) if self.birth_date is not None else None


@dataclass(frozen=True)
class Household:
    """Who is of her household on a day, children first and the eldest first; ``expected`` a birth still to come."""

    on: date
    members: tuple[Member, ...]
    expected: date | None

    @property
    def living_with_her(self) -> tuple[Member, ...]:
        """Those said to live with her; of her children below eighteen also those of whom nothing is said."""
        return tuple(
            one
            for one in self.members
            if one.lives_with_her or (one.lives_with_her is None and self._is_her_minor(one))
        )

    @property
    def minors(self) -> int:
        """How many below eighteen live with her."""
        return sum(self._below(one, ADULT_YEARS) for one in self.living_with_her)

    @property
    def size(self) -> int:
        """How many they are, herself included."""
        return 1 + len(self.living_with_her)

    def _is_her_minor(self, one: Member) -> bool:
        return one.relation == "child" and (one.birth_date is None or self._below(one, ADULT_YEARS))

    def _below(self, one: Member, years: int) -> bool:
        age = one.years(self.on)
        return age < years if age is not None else one.relation == "child"


def add_relative(vault: Vault, person_id: str, relative: Relative) -> Relative:
    """Add a relative; with ``other_id`` name and birth are those of that card. ``voided=True`` takes off again."""
    _check(vault, person_id, relative)
    return held.add(vault, person_id, relative, "relative.add")


def edit_relative(vault: Vault, relative_id: str, **changes: Any) -> Relative:
    """Change a relative, or take them off the card (``voided=True``) and back."""
    return held.edit(
        vault, Relative, relative_id, changes, "relative.edit", lambda one: _check(vault, one.person_id, one)
    )


def household(vault: Vault, person_id: str, on: date | None = None) -> Household:
    """Her household on a day, today if none is given; whoever was not yet born is not in it."""
    vault.require(Permission.SEE_PEOPLE)
    day = on or date.today()
    card = service.card(vault, person_id)
    members = [_child(one) for one in card.children]
    members += _relatives(vault, held.of_person(vault, Relative, person_id))
    members += _seen_from_there(vault, person_id, {one.card_id for one in members})
    there = [one for one in members if one.birth_date is None or one.birth_date <= day]
    there.sort(key=lambda one: (one.relation != "child", one.birth_date or date.max))
    due = card.person.due_date
    return Household(day, tuple(there), due if due is not None and due >= day else None)


def _child(child: Child) -> Member:
    return Member(
        child,
        "child",
        child.name,
        child.birth_date,
        child.birth_precision,
        child.gender,
        child.lives_with_her,
    )


def _relatives(vault: Vault, relatives: Sequence[Relative]) -> list[Member]:
    cards = _cards(vault, [one.other_id for one in relatives if one.other_id])
    return [_member(one, cards.get(one.other_id or "")) for one in relatives]


def _member(relative: Relative, card: Person | None) -> Member:
    if card is None:
        return Member(
            relative, relative.relation, relative.name, relative.birth_date, relative.birth_precision,
            relative.gender, relative.lives_with_her,
        )  # fmt: skip
    return _of_card(relative, relative.relation, card)


def _of_card(relative: Relative, relation: str, card: Person, *, from_there: bool = False) -> Member:
    name = " ".join(part for part in (card.name, card.surname) if part)
    return Member(
        relative, relation, name, card.birth_date, card.birth_precision, card.gender, relative.lives_with_her,
        card.id, from_there,
    )  # fmt: skip


def _seen_from_there(vault: Vault, person_id: str, known: set[str]) -> list[Member]:
    """Those on whose card she is a relative; not whoever must not be called or asked for before others."""
    with vault.read() as session:
        naming = session.exec(
            select(Relative)
            .where(Relative.other_id == person_id, col(Relative.voided).is_(False))
            .order_by(Relative.id)
        ).all()
    cards = _cards(vault, [one.person_id for one in naming])
    return [
        _of_card(one, _SEEN_FROM_THERE.get(one.relation, one.relation), cards[one.person_id], from_there=True)
        for one in naming
        if one.person_id in cards
        and one.person_id not in known
        and contact.rule_of(cards[one.person_id]) not in _HIDDEN_RULES
    ]


def _cards(vault: Vault, ids: Sequence[str]) -> dict[str, Person]:
    with vault.read() as session:
        found = session.exec(select(Person).where(col(Person.id).in_(list(ids)))).all()
    return {person.id: person for person in found if not person.voided}


def _check(vault: Vault, person_id: str, relative: Relative) -> None:
    checks.cards_are_written(vault)
    relative.name = " ".join(relative.name.split())
    if not relative.relation:
        raise InvalidValue(_("Scegli che cosa è per lei."), "relation")
    network.check_codes(vault, "relation", [relative.relation], "relation")
    checks.gender(vault, relative.gender)
    checks.birth(relative.birth_date, relative.birth_precision)
    if relative.other_id == person_id:
        raise InvalidValue(_("È la sua stessa scheda: scegline un'altra."), "other_id")
    if relative.other_id:
        vault.get(Person, relative.other_id)
