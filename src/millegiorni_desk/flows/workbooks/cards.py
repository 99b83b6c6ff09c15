"""What a run of rows brings to the registry of people, gathered and then written together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from typing import Any

from millegiorni_desk.areas.people import service as people
from millegiorni_desk.areas.people.records import Child, Person
from millegiorni_desk.flows.workbooks.cells import Birth
from millegiorni_desk.flows.workbooks.directory import Known
from millegiorni_desk.flows.workbooks.identity import id_of
from millegiorni_desk.vault.records import draft
from millegiorni_desk.vault.vault import Vault


class Cards:
    """New cards, changes of known ones, and their children, until :meth:`write`."""

    def __init__(self, vault: Vault, undone: Set[str] = frozenset()) -> None:
        """*undone* are the ids of records whose import was taken back: what comes again gets others."""
        self._vault = vault
        self._undone = undone
        self._new: dict[str, tuple[Person, list[Child]]] = {}
        self._changes: dict[str, dict[str, Any]] = {}
        self._children: list[Child] = []

    def add(self, fields: Mapping[str, Any]) -> Known:
        """A new card with these fields."""
        person = draft(Person, **fields)
        self._new[person.id] = (person, [])
        return Known({**fields, "voided": False})

    def change(self, known: Known, changes: Mapping[str, Any]) -> Known:
        """The card with some fields changed, or as a copy whose children may be added to."""
        if known.id in self._new:
            for field, value in changes.items():
                setattr(self._new[known.id][0], field, value)
        elif changes:
            self._changes.setdefault(known.id, {}).update(changes)
        return Known({**known.fields, **changes}, dict(known.children))

    def add_children(self, known: Known, births: Sequence[Birth]) -> None:
        """Children born then; one whom somebody took off the card stays off."""
        for birth in births:
            key = (birth.day, birth.precision)
            known.children[key] = number = known.children.get(key, 0) + 1
            child = draft(
                Child,
                id=self._child_id(known, key, number),
                house=known.fields["house"],
                person_id=known.id,
                birth_date=birth.day,
                birth_precision=birth.precision,
            )
            if known.id in self._new:
                self._new[known.id][1].append(child)
            elif not self._vault.scalar("SELECT 1 FROM child WHERE id = :id", id=child.id):
                self._children.append(child)

    def _child_id(self, known: Known, key: tuple[Any, ...], number: int) -> str:
        attempt = 0
        while (
            found := id_of("child", known.id, *key, number, *([attempt] if attempt else []))
        ) in self._undone:
            attempt += 1
        return found

    def write(self) -> None:
        """Write everything through the registry's service."""
        people.add_many(self._vault, list(self._new.values()))
        people.edit_many(self._vault, self._changes)
        people.add_children(self._vault, self._children)
