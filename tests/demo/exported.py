"""Every row of a vault as plain records, for the oracle: read table by table, with nothing of the report's queries."""

from __future__ import annotations

from typing import Any, get_args, get_type_hints

from sqlmodel import SQLModel, select

from millegiorni_desk.vault import sealing
from millegiorni_desk.vault.vault import Vault
from tests.areas.monitoring.worlds import World


def world_of(vault: Vault) -> World:
    """All that *vault* holds; what is sealed is opened, as it is for whoever reads the report."""
    world, kinds = World(), get_type_hints(World)
    with vault.read() as session:
        for name, kind in kinds.items():
            (model,) = get_args(kind)
            setattr(world, name, list(session.exec(select(model)).all()))
    for table, records in (
        ("access", world.accesses), ("pathway", world.pathways), ("mediation", world.mediations),
    ):  # fmt: skip
        _open(vault, table, records)
    return world


def sealed(vault: Vault, table: str) -> int:
    """How many records of *table* are reserved."""
    return len({row["subject_id"] for row in vault.query("SELECT * FROM sealed") if _of(row, table)})


def _of(row: dict[str, Any], table: str) -> bool:
    return bool(row["subject_table"] == table and not row["voided"])


def _open(vault: Vault, table: str, records: list[Any]) -> None:
    known: dict[str, SQLModel] = {one.id: one for one in records}
    ids = [row["subject_id"] for row in vault.query("SELECT * FROM sealed") if _of(row, table)]
    for record, told in sealing.told(sealing.of_subjects(vault, table, ids)).items():
        for field, value in (told.values or {}).items():
            setattr(known[record], field, value)
