"""Training and team meetings: planned, held, cancelled, and taken out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from millegiorni_desk.areas.training import scope
from millegiorni_desk.areas.training.listing import Line, Wanted, count, line, page
from millegiorni_desk.areas.training.presence import (
    Present,
    copy_last_time,
    last_time,
    mark,
    of_training,
    unmark,
)
from millegiorni_desk.areas.training.records import Training
from millegiorni_desk.errors import InvalidValue
from millegiorni_desk.language import _
from millegiorni_desk.network import partners
from millegiorni_desk.network import service as network
from millegiorni_desk.vault.permissions import Permission
from millegiorni_desk.vault.vault import Vault

__all__ = [
    "Line",
    "Present",
    "Wanted",
    "add",
    "cancel",
    "copy_last_time",
    "count",
    "edit",
    "hold",
    "last_time",
    "line",
    "mark",
    "of_training",
    "page",
    "unmark",
    "void",
]

_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
_MOST_MINUTES = 1440
_LINES = ("starts", "title", "topic", "teachers", "place")


def add(vault: Vault, new: Training, present: Mapping[str, int | None] | None = None) -> Training:
    """Write down a meeting, with who was there (as :func:`mark`). Raises ``InvalidValue`` naming the field."""
    vault.require(Permission.RECORD_TRAINING)
    scope.check(vault, new.house_code)
    with vault.save("training.add") as session:
        _check(vault, new)
        session.add(new)
        session.flush()
        if present:
            mark(vault, new.id, present)
    return new


def edit(vault: Vault, training_id: str, **changes: Any) -> Training:
    """Change some fields; the values before stay in the history."""
    vault.require(Permission.RECORD_TRAINING)
    return _revise(vault, "training.edit", training_id, changes)


def hold(vault: Vault, training_id: str) -> Training:
    """It was held: from now on there is who was there."""
    vault.require(Permission.RECORD_TRAINING)
    return _revise(vault, "training.hold", training_id, {"state": "held"})


def cancel(vault: Vault, training_id: str) -> Training:
    """It will not be held, or was not: it counts nowhere, and stays in the list."""
    vault.require(Permission.RECORD_TRAINING)
    return _revise(vault, "training.cancel", training_id, {"state": "cancelled"})


def void(vault: Vault, training_id: str, voided: bool = True) -> Training:
    """Take a meeting out of every list and count, or put it back."""
    vault.require(Permission.RECORD_TRAINING)
    return _revise(vault, "training.void", training_id, {"voided": voided})


def _revise(vault: Vault, action: str, training_id: str, changes: dict[str, Any]) -> Training:
    with vault.save(action) as session:
        held = vault.get(Training, training_id)
        scope.check(vault, held.house_code)
        known = set(held.partners)
        for field, value in changes.items():
            setattr(held, field, value)
        scope.check(vault, held.house_code)
        _check(vault, held, known)
        _check_shorter(vault, held)
        return session.merge(held)


def _check(vault: Vault, held: Training, known_partners: set[str] | None = None) -> None:
    for field in _LINES:
        setattr(held, field, " ".join(getattr(held, field).split()))
    if not held.kind:
        raise InvalidValue(_("Scegli se è formazione o équipe."), "kind")
    network.check_codes(vault, "training_kind", [held.kind], "kind")
    network.check_codes(vault, "training_state", [held.state], "state")
    if not held.title:
        raise InvalidValue(_("Scrivi il titolo: è quello che sta sugli attestati."), "title")
    if held.starts and not _TIME.fullmatch(held.starts):
        raise InvalidValue(_("L'ora si scrive così: 10:30."), "starts")
    if held.minutes is not None and not 1 <= held.minutes <= _MOST_MINUTES:
        raise InvalidValue(_("Scrivi quanti minuti è durato: da 1 a 1440."), "minutes")
    if held.state == "held" and held.on_date > date.today():
        raise InvalidValue(_("È nel futuro: per ora segnalo in programma."), "on_date")
    on_list = {one.id for one in partners.every(vault)}
    for partner_id in held.partners:
        if partner_id not in on_list | (known_partners or set()):
            raise InvalidValue(_("Un partner scelto non è più nell'elenco."), "partners")


def _check_shorter(vault: Vault, held: Training) -> None:
    """Nobody may be down for longer than the meeting lasted."""
    if held.minutes is None:
        return
    longest = vault.scalar(
        "SELECT max(minutes) FROM training_presence WHERE training_id = :of AND voided IS 0", of=held.id
    )
    if longest is not None and longest > held.minutes:
        raise InvalidValue(
            _("Qualcuna è segnata per {longest} minuti: correggi prima la sua presenza.").format(
                longest=longest
            ),
            "minutes",
        )
