"""What follows its pathway's seal: whoever reads the pathway reads its goals, steps and scores, and nobody else."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from millegiorni_desk.areas.pathways.records import Pathway
from millegiorni_desk.areas.pathways.reserved import FOLLOWING, SEALED
from millegiorni_desk.errors import NotAllowed
from millegiorni_desk.language import _
from millegiorni_desk.vault import sealing
from millegiorni_desk.vault.sealed_fields import Readers, SealedFields
from millegiorni_desk.vault.vault import Vault


def readers_of(vault: Vault, pathway_id: str) -> tuple[str, ...]:
    """Who reads a reserved pathway; nobody where it is not reserved."""
    held = sealing.told(sealing.of_subjects(vault, SEALED.table, [pathway_id])).get(pathway_id)
    return held.readers if held is not None else ()


def readers_to_write(vault: Vault, pathway_id: str) -> tuple[str, ...]:
    """As :func:`readers_of`, for whoever wants to write a part. Raises ``NotAllowed`` where she cannot read it."""
    held = sealing.told(sealing.of_subjects(vault, SEALED.table, [pathway_id])).get(pathway_id)
    if held is not None and held.values is None:
        raise NotAllowed(
            _("Questo percorso è riservato e non è per te: non ho salvato nulla. Chiedi a chi può leggerlo.")
        )
    return held.readers if held is not None else ()


def readers_beside(vault: Vault, pathway_id: str, readers: Readers) -> Readers:
    """Who reads a new part that is reserved by itself: whom *readers* chose, or in a reserved pathway its readers.

    Whoever writes reads it too, even where the pathway is not for her.
    """
    if readers:
        return readers
    followed = readers_of(vault, pathway_id)
    return [*dict.fromkeys([*followed, vault.user_id])] if followed else None


def write_new(vault: Vault, fields: SealedFields[Any], action: str, part: Any) -> Any:
    """Write a new *part*, under its pathway's seal where there is one, in its pathway's house."""
    readers = readers_to_write(vault, part.pathway_id)
    with vault.save(action) as session:
        part.house = vault.get(Pathway, part.pathway_id).house
        session.add_all(fields.split(vault, [part], readers))
    return part


def write_again(vault: Vault, fields: SealedFields[Any], action: str, part_id: str, **changes: Any) -> Any:
    """Change some fields of a part; gives it as it is written, without what is sealed."""
    with vault.save(action) as session:
        part = vault.get(fields.model, part_id)
        known = set(changes) - set(fields.model.model_fields)
        if known:
            raise TypeError(f"no such field: {sorted(known)}")
        own = sealing.of_subjects(vault, fields.table, [part_id])
        readers = None if own else (readers_of(vault, part.pathway_id) or None)
        kept = fields.revised(vault, part, changes, readers, lambda revised: None)
        return session.merge(kept)


def follow(vault: Vault, pathway_id: str, readers: Sequence[str]) -> None:
    """Put everything that follows the pathway under a seal for *readers*, or under none. Within a save."""
    for fields in FOLLOWING:
        for part in _parts(vault, fields, pathway_id):
            kept = fields.revised(vault, part, {}, list(readers), lambda revised: None)
            with vault.save("pathway.edit") as session:
                session.merge(kept)


def absorb(vault: Vault) -> int:
    """Take under their pathway's seal the parts that another desk wrote without knowing of it; gives how many."""
    found = 0
    for fields in FOLLOWING:
        filled = " OR ".join(f"r.{name} NOT IN ('', '[]')" for name in fields.fields)
        rows = vault.query(
            "SELECT DISTINCT r.id FROM sealed AS s "
            f"CROSS JOIN {fields.table} AS r ON r.pathway_id = s.subject_id "
            f"WHERE s.subject_table = :pathway AND s.voided IS 0 AND ({filled}) AND NOT EXISTS (SELECT 1 "
            "FROM sealed AS o WHERE o.subject_id = r.id AND o.subject_table = :table AND o.voided IS 0)",
            pathway=SEALED.table,
            table=fields.table,
        )
        found += len(rows)
        for row in rows:
            write_again(vault, fields, "seal.absorb", row["id"])
    return found


def _parts(vault: Vault, fields: SealedFields[Any], pathway_id: str) -> list[Any]:
    """All of them, those voided too: their words would stay behind."""
    ids = vault.query(f"SELECT id FROM {fields.table} WHERE pathway_id = :id", id=pathway_id)
    return [vault.get(fields.model, row["id"]) for row in ids]


def place_last(vault: Vault, table: str, column: str, parent_id: str) -> int:
    """The rank after the last of *table* below that parent."""
    last = vault.scalar(
        f"SELECT max(rank) FROM {table} WHERE {column} = :parent AND voided IS 0", parent=parent_id
    )
    return 0 if last is None else int(last) + 1


def moved(ids: Sequence[str], one: str, by: int) -> list[str]:
    """*ids* with *one* that many places further down, or up; at the ends it stays."""
    rest = [each for each in ids if each != one]
    at = max(0, min(list(ids).index(one) + by, len(rest)))
    return [*rest[:at], one, *rest[at:]]


def put_in_order(vault: Vault, action: str, fields: SealedFields[Any], ids: Sequence[str]) -> None:
    """Number these records from 0, writing those only whose number changes."""
    with vault.save(action) as session:
        ranks = {
            row["id"]: row["rank"]
            for row in vault.query(
                f"SELECT id, rank FROM {fields.table} WHERE id IN (SELECT value FROM json_each(:ids))",
                ids=json.dumps(list(ids)),
            )
        }
        for rank, one in enumerate(ids):
            if ranks.get(one) != rank:
                record = vault.get(fields.model, one)
                record.rank = rank
                session.merge(record)
