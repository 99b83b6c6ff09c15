"""After an import: which of the new people may be someone the house knew already."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from millegiorni_desk.areas.people.duplicates import duplicates
from millegiorni_desk.flows.workbooks.directory import shown
from millegiorni_desk.flows.workbooks.outcome import Remark
from millegiorni_desk.language import _
from millegiorni_desk.vault.vault import Vault


def near_remarks(vault: Vault, new_people: Mapping[str, int]) -> list[Remark]:
    """One remark for each pair of a new person (id → row) and another of her house who may be the same."""
    with vault.connection() as raw:
        vault.schema.refresh(raw)
        pairs = duplicates(raw, new_people.keys())
    people = _people(vault, {person_id for pair in pairs for person_id in (pair.a, pair.b)})
    remarks = []
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
        remarks.append(Remark(new_people[new], sentence))
    return remarks


def _people(vault: Vault, ids: set[str]) -> dict[str, tuple[str, str]]:
    """Id → house, and the name and birth date as lists show them."""
    found = {}
    with vault.connection() as raw:
        for person_id in ids:
            house, surname, name, born, precision = raw.execute(
                "SELECT house, surname, name, birth_date, birth_precision FROM person WHERE id = ?",
                (person_id,),
            ).fetchone()
            birth = date.fromisoformat(born) if born else None
            found[person_id] = (house, shown(surname, name, birth, precision))
    return found
