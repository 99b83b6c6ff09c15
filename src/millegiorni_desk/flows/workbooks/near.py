"""After an import: which of the new people may be someone the house knew already."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from millegiorni_desk.areas.people.duplicates import Pair, duplicates
from millegiorni_desk.flows.workbooks.outcome import Remark
from millegiorni_desk.vault.vault import Vault

_TELLING = ("same", "likely")
_AT_ONCE = 200


def near_remarks(vault: Vault, new_people: Mapping[str, int]) -> list[Remark]:
    """One remark for each new person (id → row) who resembles another of her house, with the reasons."""
    ids = sorted(new_people)
    pairs: dict[tuple[str, str], Pair] = {}
    with vault.connection() as raw:
        vault.schema.refresh(raw)
        for start in range(0, len(ids), _AT_ONCE):
            for pair in duplicates(raw, ids[start : start + _AT_ONCE]):
                if pair.match.verdict in _TELLING:
                    pairs[pair.a, pair.b] = pair
    people = _people(vault, {person_id for pair in pairs for person_id in pair})
    remarks = []
    for (a, b), pair in pairs.items():
        # Of two new people the later row is the one to look at.
        new, other = (a, b) if new_people.get(a, 0) >= new_people.get(b, 0) else (b, a)
        if people[a]["house"] != people[b]["house"]:
            continue
        reasons = ", ".join(pair.match.reasons)
        remarks.append(
            Remark(
                new_people[new],
                f"{_label(people[new])} è forse già nota: {_label(people[other])} ({reasons}).",
            )
        )
    return remarks


def _people(vault: Vault, ids: set[str]) -> dict[str, dict[str, Any]]:
    with vault.connection() as raw:
        return {
            person_id: {"house": house, "surname": surname, "name": name}
            for person_id in ids
            for house, surname, name in raw.execute(
                "SELECT house, surname, name FROM person WHERE id = ?", (person_id,)
            )
        }


def _label(person: Mapping[str, Any]) -> str:
    return f"{person['surname']} {person['name']}".strip()
