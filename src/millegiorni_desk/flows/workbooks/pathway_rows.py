"""Rows of the register of pathways."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from sqlmodel import col, select

from millegiorni_desk.areas.pathways import goals
from millegiorni_desk.areas.pathways import service as pathways
from millegiorni_desk.areas.pathways.records import Goal, Intervention, Pathway
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
    "opened_on closed_on case_manager minors fragilities main_request referrer assessed_on household resources wishes "
    "ended_as outcome notes"
).split()
_LABELS = {column.key: column.header for column in COLUMNS[Kind.PATHWAYS]}
_DAY_MINUTES = 24 * 60
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
        found = [] if values.get("surname") or values.get("name") else [WHO_IS_MISSING]
        if values.get("hours") and not values.get("area"):
            found.append(_("Area delle ore: manca. Scrivi a quale delle quattro aree vanno le ore."))
        return found

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
        if values.get("hours") and self._minutes(record.id, values["hours"]) != values["hours"]:
            found.append(_LABELS["hours"])
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
        if values.get("hours"):
            self._add_hours(row.id, values)
        return ()

    def _add_hours(self, pathway_id: str, values: Mapping[str, Any]) -> None:
        """The hours that the register counts up, as done by its last day: a day of the desk has 24 at most."""
        for at, minutes in enumerate(_by_day(values["hours"])):
            done = Intervention(
                id=_hours_id(pathway_id, at),
                house=values["house"],
                pathway_id=pathway_id,
                on_date=values.get("closed_on") or values["opened_on"],
                area=values["area"],
                profession=values.get("profession", ""),
                kind="" if values.get("profession") else "other",
                minutes=minutes,
                notes=_("Ore del registro importato"),
            )
            pathways.add_intervention(self._vault, done)

    def _minutes(self, pathway_id: str, wanted: int) -> int:
        """The minutes brought in with that pathway."""
        # One more than are wanted: what was imported may be more.
        ids = [_hours_id(pathway_id, at) for at in range(len(_by_day(wanted)) + 1)]
        found = self._vault.scalar(
            "SELECT sum(minutes) FROM intervention WHERE voided IS 0 AND id IN (SELECT value FROM json_each(:ids))",
            ids=json.dumps(ids),
        )
        return int(found or 0)


def _hours_id(pathway_id: str, at: int) -> str:
    return id_of("hours", pathway_id, at)


def _by_day(minutes: int) -> list[int]:
    """*minutes* in pieces of a day at most."""
    return [min(_DAY_MINUTES, minutes - start) for start in range(0, minutes, _DAY_MINUTES)]
