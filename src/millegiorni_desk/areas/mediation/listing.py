"""Mediations as lists and pages show them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import col, select

from millegiorni_desk.areas.mediation.records import Mediation, Mediator
from millegiorni_desk.areas.mediation.reserved import SEALED
from millegiorni_desk.areas.people.records import Person
from millegiorni_desk.errors import InvalidValue
from millegiorni_desk.language import _
from millegiorni_desk.vault.permissions import Permission
from millegiorni_desk.vault.sealed_fields import Mark
from millegiorni_desk.vault.vault import Vault

STAGES: Mapping[str, tuple[str, ...]] = {
    "asked": ("requested", "assigned"),
    "under_way": ("under_way",),
    "closed": ("closed", "not_possible"),
}
"""What the list is narrowed to → the states in it."""

_SUMS = (
    "SELECT mediation_id AS id, count(*) AS held, COALESCE(sum(minutes), 0) AS minutes, max(on_date) AS last "
    "FROM mediation_session WHERE voided IS 0 AND mediation_id IN (SELECT value FROM json_each(:ids)) "
    "GROUP BY mediation_id"
)


@dataclass(frozen=True)
class Line:
    """A mediation, for whom (None before her card arrives), by whom, and what was held so far.

    ``minutes`` are those of all ``held`` sessions; ``reserved`` where it is sealed, and whether to the user.
    """

    mediation: Mediation
    person: Person | None
    mediator: Mediator | None
    held: int
    minutes: int
    last_on: date | None
    reserved: Mark | None = None

    @property
    def closed_to_user(self) -> bool:
        """Whether the user may know of it, and not what it is about."""
        return self.reserved is not None and not self.reserved.readable


def case_code(mediation_id: str) -> str:
    """What a mediation is called outside the desk, where no name may stand: from the random part of its id."""
    tail = mediation_id.replace("-", "")[-8:].upper()
    return f"M-{tail[:4]}-{tail[4:]}"


def page(vault: Vault, offset: int, limit: int, stage: str = "") -> list[Line]:
    """A page of the mediations in that stage of :data:`STAGES`, or of all, the newest request first."""
    vault.require(Permission.SEE_PEOPLE)
    return _lines(vault, f"voided IS 0{_in(stage)}", limit, offset)


def count(vault: Vault, stage: str = "") -> int:
    """How many there are in that stage, or in all."""
    return int(vault.scalar(f"SELECT count(*) FROM mediation WHERE voided IS 0{_in(stage)}"))


def line(vault: Vault, mediation_id: str) -> Line:
    """One mediation. Raises ``NotFound``."""
    vault.require(Permission.SEE_PEOPLE)
    vault.get(Mediation, mediation_id)
    return _lines(vault, "id = :of", 1, of=mediation_id)[0]


def of_person(vault: Vault, person_id: str) -> list[Line]:
    """Hers, the newest request first."""
    vault.require(Permission.SEE_PEOPLE)
    return _lines(vault, "person_id = :of AND voided IS 0", -1, of=person_id)


def of_pathway(vault: Vault, pathway_id: str) -> list[Line]:
    """Those asked for within a pathway, the newest request first."""
    vault.require(Permission.SEE_PEOPLE)
    return _lines(vault, "pathway_id = :of AND voided IS 0", -1, of=pathway_id)


def _in(stage: str) -> str:
    if not stage:
        return ""
    if stage not in STAGES:
        raise InvalidValue(_("Non conosco l'elenco «{stage}».").format(stage=stage), "stage")
    states = ", ".join(f"'{state}'" for state in STAGES[stage])
    return f" AND state IN ({states})"


def _lines(vault: Vault, where: str, limit: int, offset: int = 0, **named: Any) -> list[Line]:
    # Ids first: those skipped are not looked up, nor is whoever they are for.
    rows = vault.query(
        f"SELECT id FROM mediation WHERE {where} ORDER BY requested_on DESC, id DESC LIMIT :limit OFFSET :offset",
        limit=limit,
        offset=offset,
        **named,
    )
    ids = [row["id"] for row in rows]
    with vault.read() as session:
        found = session.exec(
            select(Mediation, Person, Mediator)
            .join(Person, col(Person.id) == col(Mediation.person_id), isouter=True)
            .join(Mediator, col(Mediator.id) == col(Mediation.mediator_id), isouter=True)
            .where(col(Mediation.id).in_(ids))
        ).all()
    marks = SEALED.marks(vault, ids)
    shown = {one.id: one for one in SEALED.shown(vault, [each for each, _p, _m in found])}
    sums = {row["id"]: row for row in vault.query(_SUMS, ids=json.dumps(ids))}
    known = {
        each.id: _line(shown[each.id], person, mediator, sums.get(each.id), marks.get(each.id))
        for each, person, mediator in found
    }
    return [known[one] for one in ids]


def _line(
    shown: Mediation,
    person: Person | None,
    mediator: Mediator | None,
    sums: Mapping[str, Any] | None,
    mark: Mark | None,
) -> Line:
    if sums is None:
        return Line(shown, person, mediator, 0, 0, None, mark)
    last = date.fromisoformat(sums["last"])
    return Line(shown, person, mediator, sums["held"], sums["minutes"], last, mark)
