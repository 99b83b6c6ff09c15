"""The registry of people: adding, editing, finding, and who a new one may already be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import collate
from sqlmodel import col, select

from millegiorni_desk.areas.people import checks, codice_fiscale, ranking, search
from millegiorni_desk.areas.people.linkage import matching
from millegiorni_desk.areas.people.query import read_query
from millegiorni_desk.areas.people.records import Child, Person
from millegiorni_desk.vault.permissions import Permission
from millegiorni_desk.vault.records import insert_all
from millegiorni_desk.vault.vault import Vault

_CHILD_FIELDS = (
    "name", "birth_date", "birth_precision", "gender", "codice_fiscale", "lives_with_her", "notes",
)  # fmt: skip


@dataclass(frozen=True)
class Found:
    """A person found while typing, with the reasons in words."""

    person: Person
    reasons: tuple[str, ...]
    bits: float


@dataclass(frozen=True)
class Card:
    """A person with her children."""

    person: Person
    children: list[Child]


def add(vault: Vault, person: Person, children: Sequence[Child] = ()) -> Person:
    """Keep a new person of this house, with her children. Only a surname or a name is required."""
    add_many(vault, [(person, children)])
    return person


def add_many(vault: Vault, cards: Sequence[tuple[Person, Sequence[Child]]]) -> None:
    """As :func:`add`, for many people, each with her children, at once: all of them, or none where one cannot be."""
    vault.require(Permission.EDIT_PERSON)
    if cards:
        checks.cards_are_written(vault)
    for person, children in cards:
        person.house = checks.house(vault, person.house)
        checks.person(vault, person)
        for child in children:
            child.house, child.person_id = person.house, person.id
            checks.child(child)
    with vault.save("person.add") as session:
        insert_all(session, [person for person, _unused in cards])
        insert_all(session, [child for _unused, children in cards for child in children])


def edit_many(vault: Vault, changes: Mapping[str, Mapping[str, Any]]) -> None:
    """As :func:`edit`, for many people at once, by id: all of them, or none where one cannot be."""
    vault.require(Permission.EDIT_PERSON)
    if changes:
        checks.cards_are_written(vault)
    with vault.save("person.edit") as session:
        for start in range(0, len(changes), 500):
            ids = list(changes)[start : start + 500]
            for person in session.exec(select(Person).where(col(Person.id).in_(ids))).all():
                for field, value in changes[person.id].items():
                    setattr(person, field, value)
                checks.person(vault, person)
        session.flush()


def add_children(vault: Vault, children: Sequence[Child]) -> None:
    """Add children to people of this house, each to hers, at once."""
    vault.require(Permission.EDIT_PERSON)
    if children:
        checks.cards_are_written(vault)
    for child in children:
        checks.child(child)
    with vault.save("child.add") as session:
        insert_all(session, children)


def edit(vault: Vault, person_id: str, **changes: Any) -> Person:
    """Change some fields of a person; the values before stay in the history."""
    vault.require(Permission.EDIT_PERSON)
    checks.cards_are_written(vault)
    with vault.save("person.edit") as session:
        person = vault.get(Person, person_id)
        for field, value in changes.items():
            setattr(person, field, value)
        checks.person(vault, person)
        return session.merge(person)


def add_child(vault: Vault, person_id: str, child: Child) -> Child:
    """Add a child to a person."""
    vault.require(Permission.EDIT_PERSON)
    checks.cards_are_written(vault)
    checks.child(child)
    with vault.save("child.add") as session:
        child.house, child.person_id = vault.get(Person, person_id).house, person_id
        session.add(child)
    return child


def edit_child(vault: Vault, child_id: str, **changes: Any) -> Child:
    """Change a child's fields, or take the child off the card (``voided=True``)."""
    vault.require(Permission.EDIT_PERSON)
    checks.cards_are_written(vault)
    with vault.save("child.edit") as session:
        child = vault.get(Child, child_id)
        for field, value in changes.items():
            setattr(child, field, value)
        checks.child(child)
        return session.merge(child)


def revise(
    vault: Vault, person_id: str, changes: Mapping[str, Any], children: Sequence[Child] | None = None
) -> Card:
    """Change a card as one: some of her fields and, where given, the children as they should be from now on.

    A child of *children* with a known id is changed, a new one is added, one that is missing is taken off.
    Returns the card as it was: ``revise`` with its values takes everything back.
    """
    before = card(vault, person_id)
    with vault.save("person.revise"):
        edit(vault, person_id, **changes)
        if children is not None:
            _revise_children(vault, person_id, [child.id for child in before.children], children)
    return before


def _revise_children(vault: Vault, person_id: str, before: Sequence[str], children: Sequence[Child]) -> None:
    known = vault.query("SELECT id FROM child WHERE person_id = :person_id", person_id=person_id)
    ids = {row["id"] for row in known}
    for child in children:
        answers = {name: getattr(child, name) for name in _CHILD_FIELDS}
        if child.id in ids:
            edit_child(vault, child.id, voided=False, **answers)
        else:
            add_child(vault, person_id, Child(id=child.id, house="", person_id=person_id, **answers))
    for gone in set(before) - {child.id for child in children}:
        edit_child(vault, gone, voided=True)


def children_of(vault: Vault, person_ids: Sequence[str]) -> dict[str, list[Child]]:
    """The children of several people at once, oldest first, by the person's id; none for whoever has none."""
    vault.require(Permission.SEE_PEOPLE)
    found: dict[str, list[Child]] = {}
    with vault.read() as session:
        for child in session.exec(
            select(Child)
            .where(col(Child.person_id).in_(list(person_ids)), col(Child.voided).is_(False))
            .order_by(col(Child.birth_date), Child.id)
        ).all():
            found.setdefault(child.person_id, []).append(child)
    return found


def card(vault: Vault, person_id: str) -> Card:
    """A person and her children, oldest first."""
    vault.require(Permission.SEE_PEOPLE)
    person = vault.get(Person, person_id)
    with vault.read() as session:
        children = session.exec(
            select(Child)
            .where(Child.person_id == person_id, col(Child.voided).is_(False))
            .order_by(col(Child.birth_date), Child.id)
        ).all()
    return Card(person, list(children))


def find(vault: Vault, text: str, limit: int = 8, birth_date: date | None = None) -> list[Found]:
    """Search as you type: names in any order or spelling, phone, codice fiscale; best first."""
    vault.require(Permission.SEE_PEOPLE)
    with vault.connection() as raw:
        hits = search.find(raw, text, limit=limit, birth_date=birth_date)
    people = by_id(vault, [hit.person_id for hit in hits])
    return [
        Found(people[hit.person_id], tuple(hit.reasons), hit.bits) for hit in hits if hit.person_id in people
    ]


def answers_all(text: str, found: Found) -> bool:
    """Whether everything typed is found in that card: then it is hers, else it only resembles."""
    return ranking.answers_all(read_query(text), matching.features_of(found.person))


def page(vault: Vault, offset: int, limit: int) -> list[Person]:
    """A page of the registry, by surname and name."""
    vault.require(Permission.SEE_PEOPLE)
    alphabet = (collate(col(Person.surname), "NOCASE"), collate(col(Person.name), "NOCASE"), Person.id)
    with vault.read() as session:
        return list(
            session.exec(
                select(Person)
                .where(col(Person.voided).is_(False))
                .order_by(*alphabet)
                .offset(offset)
                .limit(limit)
            ).all()
        )


def count(vault: Vault) -> int:
    """How many people the registry holds."""
    return int(vault.scalar("SELECT count(*) FROM person WHERE voided IS 0"))


def any_yet(vault: Vault) -> bool:
    """Whether the registry holds anyone."""
    return bool(vault.scalar("SELECT EXISTS (SELECT 1 FROM person WHERE voided IS 0)"))


def likely_same(vault: Vault, person: Person, children: Sequence[Child] = ()) -> list[Found]:
    """Those that a new person may already be, best first: asked before a card is made.

    At a desk only those of its own house: of others ``elsewhere`` says whether there may be one, and no more.
    """
    vault.require(Permission.SEE_PEOPLE)
    with vault.connection() as raw:
        matches = search.matches_of(raw, matching.features_of(person, children))
    known = by_id(vault, [person_id for person_id, _unused in matches])
    return [
        Found(known[person_id], tuple(match.reasons), match.bits)
        for person_id, match in matches
        if person_id in known and known[person_id].house == (vault.house or known[person_id].house)
    ]


def doubts(person: Person) -> list[codice_fiscale.Difference]:
    """Where the codice fiscale and the card disagree; nothing here ever blocks a save."""
    return codice_fiscale.differences(person)


def by_id(vault: Vault, ids: Sequence[str]) -> dict[str, Person]:
    """The cards with these ids that are in this vault, by id."""
    vault.require(Permission.SEE_PEOPLE)
    found: dict[str, Person] = {}
    with vault.read() as session:
        for start in range(0, len(ids), 500):
            chunk = list(ids[start : start + 500])
            for person in session.exec(select(Person).where(col(Person.id).in_(chunk))).all():
                found[person.id] = person
    return found
