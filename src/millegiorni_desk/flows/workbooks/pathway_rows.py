"""Rows of the register of pathways."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlmodel import col, select

from millegiorni_desk.areas.pathways import goals
from millegiorni_desk.areas.pathways import service as pathways
from millegiorni_desk.areas.pathways.records import Goal, Pathway
from millegiorni_desk.areas.pathways.reserved import SEALED
from millegiorni_desk.flows.workbooks import cells
from millegiorni_desk.flows.workbooks.columns import COLUMNS, Kind
from millegiorni_desk.flows.workbooks.identity import folded, id_of
from millegiorni_desk.flows.workbooks.register import NOT_SAID, ToWrite
from millegiorni_desk.language import _
from millegiorni_desk.network.service import fold
from millegiorni_desk.vault.permissions import Permission
from millegiorni_desk.vault.vault import Vault

_OF_PATHWAY = (
    "opened_on closed_on case_manager minors fragilities main_request referrer outcome notes"
).split()
_LABELS = {column.key: column.header for column in COLUMNS[Kind.PATHWAYS]}
WHO_IS_MISSING = _("Cognome e Nome: mancano tutti e due.")


class PathwayRows:
    """Brings in pathways, each with its goals."""

    kind = Kind.PATHWAYS
    at_once = 20
    together = False
    identifying = frozenset({"house", "opened_on", "name", "surname", "codice_fiscale"})
    permissions = (Permission.IMPORT, Permission.FOLLOW_PATHWAY, Permission.EDIT_PERSON)

    def __init__(self, vault: Vault) -> None:
        self._vault = vault
        self._closed: set[str] = set()

    def problems(self, values: Mapping[str, Any]) -> list[str]:
        return [] if values.get("surname") or values.get("name") else [WHO_IS_MISSING]

    def identity(self, values: Mapping[str, Any]) -> tuple[Any, ...] | None:
        if "house" not in values or "opened_on" not in values:
            return None
        said = (values.get(key, "") for key in ("name", "surname", "codice_fiscale"))
        return (values["house"], values["opened_on"], *(folded(text) for text in said))

    def existing(self, ids: Sequence[str]) -> Mapping[str, Pathway]:
        with self._vault.read() as session:
            found = session.exec(select(Pathway).where(col(Pathway.id).in_(ids))).all()
        # What is reserved is compared as whoever imports may read it; what she cannot read is not compared.
        self._closed = {one for one, mark in SEALED.marks(self._vault, ids).items() if not mark.readable}
        return {pathway.id: pathway for pathway in SEALED.shown(self._vault, found)}

    def person_of(self, record: Pathway) -> str | None:
        return record.person_id

    def differences(self, record: Pathway, values: Mapping[str, Any]) -> list[str]:
        unread = SEALED.fields if record.id in self._closed else ()
        compared = [key for key in _OF_PATHWAY if key in values and key not in unread]
        found = [_LABELS[key] for key in compared if getattr(record, key) != values[key]]
        if record.id in self._closed:
            return found
        known = {fold(goal.title) for goal in goals.of_pathway(self._vault, record.id)}
        if any(fold(title) not in known for title in cells.parts(values.get("goals", ""))):
            found.append(_LABELS["goals"])
        return found

    def write(self, rows: Sequence[ToWrite]) -> list[tuple[str, ...]]:
        return [self._open(row) for row in rows]

    def closing(self) -> list[str]:
        return []

    def _open(self, row: ToWrite) -> tuple[str, ...]:
        if row.person is None:
            return ()
        values = row.values
        fields = {key: values[key] for key in _OF_PATHWAY if key in values}
        fields.setdefault("case_manager", NOT_SAID)
        person_id, house = row.person.known.id, values["house"]
        pathways.open_pathway(self._vault, Pathway(id=row.id, house=house, person_id=person_id, **fields))
        for number, title in enumerate(cells.parts(values.get("goals", "")), 1):
            goal_id = id_of("goal", row.id, number)
            goal = Goal(id=goal_id, house=house, pathway_id=row.id, title=title, set_on=values["opened_on"])
            pathways.add_goal(self._vault, goal)
        return ()
