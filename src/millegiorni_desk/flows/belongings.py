"""Every record that is about one person, whichever area keeps it: found from the tables' own columns.

A table that a later version adds is found too, as long as its columns name what they point at.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from millegiorni_desk.vault.vault import Vault

# Column → the table whose records it names, where the name alone does not say it.
_NAMED_OTHERWISE = {
    "person_id": "person",
    "kept_id": "person",
    "gone_id": "person",
    "person_a": "person",
    "person_b": "person",
}
# What they point at is the network's, or somebody else's card: the row is not about her for that reason.
_NOT_HERS = frozenset(
    {
        "other_id",
        "service_id",
        "line_id",
        "fund_id",
        "funder_id",
        "mediator_id",
        "access_id",
        "child_id",
        "meeting_id",
        "partner_id",
        "training_id",
        "material_id",
        "evidence_id",
    }
)


def links(vault: Vault) -> dict[str, dict[str, str]]:
    """Table → column → the table it points at, for every column by which a record belongs to a person."""
    tables = {table.name: table.columns for table in vault.schema.synced_tables()}
    return {
        name: found
        for name, columns in tables.items()
        if (found := {column: parent for column in columns if (parent := _parent(column, tables))})
    }


def _parent(column: str, tables: dict[str, tuple[str, ...]]) -> str:
    if column in _NOT_HERS:
        return ""
    parent = _NAMED_OTHERWISE.get(column, column.removesuffix("_id") if column.endswith("_id") else "")
    return parent if parent in tables else ""


def of_person(vault: Vault, person_id: str) -> dict[str, list[str]]:
    """Table → ids of the records about *person_id*, hers first; tables without any are left out.

    Decisions on pairs and merged cards name two people and belong to both.
    """
    pointing = links(vault)
    found: dict[str, list[str]] = {"person": [person_id]}
    fresh = {"person": [person_id]}
    while fresh:
        fresh = dict(_children(vault, pointing, fresh, found))
        for table, ids in fresh.items():
            found.setdefault(table, []).extend(ids)
    found.update({table: ids for table, ids in _answered(vault, found).items() if ids})
    found.update({table: ids for table, ids in _sealed(vault, found).items() if ids})
    return {table: sorted(ids) if table != "person" else ids for table, ids in found.items()}


def _children(
    vault: Vault,
    pointing: dict[str, dict[str, str]],
    parents: dict[str, list[str]],
    known: dict[str, list[str]],
) -> Iterator[tuple[str, list[str]]]:
    for table, columns in pointing.items():
        have, more = set(known.get(table, ())), list[str]()
        for column, parent in columns.items():
            if parent not in parents or table == "person":
                continue
            rows = vault.query(
                f"SELECT id FROM {table} WHERE {column} IN (SELECT value FROM json_each(:ids))",
                ids=json.dumps(parents[parent]),
            )
            more += [row["id"] for row in rows if row["id"] not in have]
            have.update(more)
        if more:
            yield table, more


def _answered(vault: Vault, found: dict[str, list[str]]) -> dict[str, list[str]]:
    """Answers about her records that do not name her: her access may have been nobody's when they were given."""
    rows = vault.query(
        "SELECT id FROM question_answer WHERE subject_id IN (SELECT value FROM json_each(:ids))",
        ids=json.dumps([one for held in found.values() for one in held]),
    )
    return {"question_answer": sorted({row["id"] for row in rows} | set(found.get("question_answer", ())))}


def _sealed(vault: Vault, found: dict[str, list[str]]) -> dict[str, list[str]]:
    """Seals on her records that do not name her, and their keys."""
    ids = json.dumps([one for held in found.values() for one in held])
    seals = [
        row["id"]
        for row in vault.query(
            "SELECT id FROM sealed WHERE subject_id IN (SELECT value FROM json_each(:ids))", ids=ids
        )
    ]
    seals = sorted({*seals, *found.get("sealed", ())})
    keys = vault.query(
        "SELECT id FROM sealed_key WHERE sealed_id IN (SELECT value FROM json_each(:ids))",
        ids=json.dumps(seals),
    )
    return {"sealed": seals, "sealed_key": [row["id"] for row in keys]}
