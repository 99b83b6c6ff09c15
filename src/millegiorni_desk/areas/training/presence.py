"""Who was at a training or team meeting."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlmodel import col, select

from millegiorni_desk.areas.training import scope, staff
from millegiorni_desk.areas.training.records import StaffMember, Training, TrainingPresence
from millegiorni_desk.errors import InvalidValue
from millegiorni_desk.language import _
from millegiorni_desk.network import service as network
from millegiorni_desk.vault.permissions import Permission
from millegiorni_desk.vault.vault import Vault

# Two desks that mark the same person at the same meeting write one record, which the merge joins.
_SPACE = uuid.UUID("c0d2a7f6-63f1-5d0f-9a35-7b1f0e52a8d1")
_LAST = (
    "SELECT t.id FROM training AS t JOIN training AS now ON now.id = :of "
    "WHERE t.voided IS 0 AND t.state = 'held' AND t.kind = now.kind AND t.house_code = now.house_code "
    "AND (t.on_date, t.id) < (now.on_date, now.id) AND t.id <> now.id "
    "AND EXISTS (SELECT 1 FROM training_presence AS p WHERE p.training_id = t.id AND p.voided IS 0) "
    "ORDER BY t.on_date DESC, t.id DESC LIMIT 1"
)


@dataclass(frozen=True)
class Present:
    """Someone who was there; without ``minutes`` for all of it. ``member`` is None before her record arrives."""

    staff_id: str
    member: StaffMember | None
    minutes: int | None

    @property
    def name(self) -> str:
        """What she is called."""
        return self.member.name if self.member is not None else _("scheda non ancora arrivata")


def record_id(training_id: str, staff_id: str) -> str:
    """The id of the record that says that she was there, the same at every desk."""
    return str(uuid.uuid5(_SPACE, f"{training_id}/{staff_id}"))


def of_training(vault: Vault, training_id: str) -> list[Present]:
    """Who was at a meeting, by name."""
    vault.require(Permission.SEE_PROGRAMME)
    with vault.read() as session:
        found = session.exec(
            select(TrainingPresence, StaffMember)
            .join(StaffMember, col(StaffMember.id) == col(TrainingPresence.staff_id), isouter=True)
            .where(
                TrainingPresence.training_id == training_id,
                col(TrainingPresence.voided).is_(False),
                col(StaffMember.voided).is_not(True),
            )
        ).all()
    told: dict[str, Present] = {}
    for row, member in found:
        # As ``attended.MINUTES``, where two desks each wrote her down.
        before = told[row.staff_id].minutes if row.staff_id in told else None
        longest = max((one for one in (before, row.minutes) if one is not None), default=None)
        told[row.staff_id] = Present(row.staff_id, member, longest)
    return sorted(told.values(), key=lambda one: (network.fold(one.name), one.staff_id))


def mark(vault: Vault, training_id: str, minutes: Mapping[str, int | None]) -> None:
    """These were there, each for so many minutes, or (None) for all of it. Raises ``InvalidValue``, ``NotFound``."""
    vault.require(Permission.RECORD_TRAINING)
    with vault.save("training.presence") as session:
        training = _open(vault, training_id)
        rows = _rows(vault, training_id, minutes)
        for staff_id, stayed in minutes.items():
            _check(vault, training, staff_id, stayed)
            known = rows.get(staff_id) or [
                TrainingPresence(
                    id=record_id(training_id, staff_id),
                    training_id=training_id,
                    staff_id=staff_id,
                )
            ]
            for row in known:
                row.minutes, row.voided = stayed, False
                session.merge(row)


def unmark(vault: Vault, training_id: str, staff_ids: Iterable[str]) -> None:
    """These were not there after all."""
    vault.require(Permission.RECORD_TRAINING)
    with vault.save("training.presence") as session:
        _open(vault, training_id)
        for rows in _rows(vault, training_id, staff_ids).values():
            for row in rows:
                row.voided = True
                session.merge(row)


def last_time(vault: Vault, training_id: str) -> Training | None:
    """The meeting of the same kind and house held last before this one, if somebody was there."""
    vault.require(Permission.SEE_PROGRAMME)
    found = vault.scalar(_LAST, of=training_id)
    return vault.get(Training, found) if found else None


def copy_last_time(vault: Vault, training_id: str) -> list[str]:
    """Mark for all of it who was there last time, still works here and is not marked yet; gives their ids."""
    vault.require(Permission.RECORD_TRAINING)
    before = last_time(vault, training_id)
    if before is None:
        return []
    here = {one.staff_id for one in of_training(vault, training_id)}
    at_work = {one.id for one in staff.every(vault)}
    added = [one.staff_id for one in of_training(vault, before.id) if one.staff_id in at_work - here]
    if added:
        mark(vault, training_id, dict.fromkeys(added))
    return added


def _open(vault: Vault, training_id: str) -> Training:
    """The meeting, where its presence may be written down here and now."""
    training = vault.get(Training, training_id)
    scope.check(vault, training.house_code)
    if training.voided or training.state != "held":
        raise InvalidValue(_("Segna prima che l'incontro si è tenuto: poi chi c'era."), "state")
    return training


def _rows(vault: Vault, training_id: str, staff_ids: Iterable[str]) -> dict[str, list[TrainingPresence]]:
    with vault.read() as session:
        found = session.exec(
            select(TrainingPresence).where(
                TrainingPresence.training_id == training_id,
                col(TrainingPresence.staff_id).in_(list(staff_ids)),
            )
        ).all()
    rows: dict[str, list[TrainingPresence]] = {}
    for row in found:
        rows.setdefault(row.staff_id, []).append(row)
    return rows


def _check(vault: Vault, training: Training, staff_id: str, stayed: int | None) -> None:
    vault.get(StaffMember, staff_id)
    if stayed is None:
        return
    most = training.minutes or 1440
    if not 1 <= stayed <= most:
        raise InvalidValue(
            _("È durato {most} minuti: scrivi quanti ne è rimasta, da 1 a {most}.").format(most=most)
            if training.minutes
            else _("Scrivi quanti minuti è rimasta: da 1 a 1440."),
            "minutes",
        )
