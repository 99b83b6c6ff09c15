"""Two entries that are the same person, as two desks may each have written her down: made one, and parted again.

The report counts people: with two entries she would be two.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import col, select

from millegiorni_desk.areas.training.presence import record_id
from millegiorni_desk.areas.training.records import StaffMember, TrainingPresence
from millegiorni_desk.errors import InvalidValue
from millegiorni_desk.language import _
from millegiorni_desk.vault.permissions import Permission
from millegiorni_desk.vault.vault import Vault


@dataclass(frozen=True)
class Joined:
    """What joining did: ids of the presences taken from the double, of those given to the one kept, and her user."""

    kept_id: str
    double_id: str
    taken: tuple[str, ...]
    given: tuple[str, ...]
    user_name: str


def join(vault: Vault, kept_id: str, double_id: str) -> Joined:
    """Whatever the double was at, the one kept was at; the double goes off the list. For the coordination."""
    vault.require(Permission.COORDINATE)
    if kept_id == double_id:
        raise InvalidValue(_("Scegli l'altra scheda della stessa persona."), "double_id")
    with vault.save("staff.join") as session:
        kept, double = vault.get(StaffMember, kept_id), vault.get(StaffMember, double_id)
        hers = {row.training_id: row for row in _presences(vault, kept_id)}
        taken, given = list[str](), list[str]()
        for row in _presences(vault, double_id):
            if row.voided:
                continue
            own = hers.get(row.training_id) or TrainingPresence(
                id=record_id(row.training_id, kept_id),
                training_id=row.training_id,
                staff_id=kept_id,
                voided=True,
            )
            if own.voided:
                own.minutes, own.voided = row.minutes, False
                hers[row.training_id] = session.merge(own)
                given.append(own.id)
            row.voided = True
            session.merge(row)
            taken.append(row.id)
        before, double.voided = kept.user_name, True
        if kept.house_code == double.house_code:
            kept.user_name = kept.user_name or double.user_name
        session.merge(kept)
        session.merge(double)
    return Joined(kept_id, double_id, tuple(taken), tuple(given), before)


def part(vault: Vault, joined: Joined) -> None:
    """Undo :func:`join`."""
    vault.require(Permission.COORDINATE)
    with vault.save("staff.part") as session:
        kept, double = vault.get(StaffMember, joined.kept_id), vault.get(StaffMember, joined.double_id)
        kept.user_name, double.voided = joined.user_name, False
        for ids, voided in ((joined.taken, False), (joined.given, True)):
            for one in ids:
                row = vault.get(TrainingPresence, one)
                row.voided = voided
                session.merge(row)
        session.merge(kept)
        session.merge(double)


def _presences(vault: Vault, staff_id: str) -> Sequence[TrainingPresence]:
    """Also those taken out; where a meeting has both, the one that stands comes last and so is found by meeting."""
    with vault.read() as session:
        return session.exec(
            select(TrainingPresence)
            .where(TrainingPresence.staff_id == staff_id)
            .order_by(col(TrainingPresence.voided).desc(), col(TrainingPresence.id))
        ).all()
