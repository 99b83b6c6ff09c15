"""After an import: which of the new people may be someone the house knew already."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date

from millegiorni_desk.areas.people.linkage.duplicates import duplicates
from millegiorni_desk.flows.workbooks.directory import shown
from millegiorni_desk.flows.workbooks.outcome import Near
from millegiorni_desk.language import _
from millegiorni_desk.vault.vault import Vault


def near_pairs(vault: Vault, new_people: Mapping[str, int]) -> list[Near]:
    """Each pair of a new person (id → row) and another of her house who may be the same, with what to say."""
    with vault.connection() as raw:
        vault.schema.refresh(raw)
        pairs = duplicates(raw, new_people.keys())
    people = _people(vault, {person_id for pair in pairs for person_id in (pair.a, pair.b)})
    found = []
    for pair in pairs:
        a, b = pair.a, pair.b
        if people[a][0] != people[b][0]:
            continue
        # Of two new people the later row is the one to look at.
        new, other = (a, b) if new_people.get(a, 0) >= new_people.get(b, 0) else (b, a)
        reasons = ", ".join(pair.match.reasons)
        sentence = _("{name} è forse già nota: {other} ({reasons}).").format(
            name=people[new][1], other=people[other][1], reasons=reasons
        )
        found.append(Near(new_people[new], new, other, sentence))
    return found


def _people(vault: Vault, ids: set[str]) -> dict[str, tuple[str, str]]:
    """Id → house, and the name and birth date as lists show them."""
    rows = vault.query(
        "SELECT id, house, surname, name, birth_date, birth_precision FROM person "
        "WHERE id IN (SELECT value FROM json_each(:ids))",
        ids=json.dumps(sorted(ids)),
    )
    found = {}
    for row in rows:
        birth = date.fromisoformat(row["birth_date"]) if row["birth_date"] else None
        found[row["id"]] = (row["house"], shown(row["surname"], row["name"], birth, row["birth_precision"]))
    return found
