"""Meetings that recur: made at once as rows that share ``series``, changed one, from one on, or all not yet held."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlmodel import col, select

from millegiorni_desk.areas.meetings import rules, service
from millegiorni_desk.areas.meetings.checks import CANCELLED, PLANNED, check, owned
from millegiorni_desk.areas.meetings.records import Meeting
from millegiorni_desk.areas.meetings.rules import Repeat
from millegiorni_desk.errors import InvalidValue
from millegiorni_desk.language import _
from millegiorni_desk.vault.permissions import Permission
from millegiorni_desk.vault.records import new_id
from millegiorni_desk.vault.vault import Vault

ONE = "one"
FOLLOWING = "following"
OPEN = "open"
SCOPES = (ONE, FOLLOWING, OPEN)
"""This meeting alone; this and those after it; all of the series that were not held yet."""

_EACH_ITS_OWN = ("on_date", "house_code")


def add(vault: Vault, first: Meeting, repeat: Repeat) -> list[Meeting]:
    """Plan *first* and those that follow it. Raises ``InvalidValue`` naming the field, ``NotAllowed``."""
    vault.require(Permission.RUN_MEETINGS)
    rule, days = rules.planned(repeat, first.on_date)
    first.series, first.rule = new_id(), rule
    first.house_code = first.house_code or vault.house
    owned(vault, first)
    check(vault, first)
    if first.state != PLANNED:
        raise InvalidValue(_("Una serie si mette in programma: le presenze si scrivono dopo, a una a una."))
    values = first.model_dump(exclude={"id", "on_date", "uid"})
    made = [first, *(Meeting(**values, on_date=day) for day in days[1:])]
    with vault.save("meeting.series") as session:
        session.add_all(made)
    return made


def of(vault: Vault, series: str) -> list[Meeting]:
    """The meetings of a series, by day."""
    vault.require(Permission.SEE_PROGRAMME)
    if not series:
        return []
    with vault.read() as session:
        found = session.exec(
            select(Meeting)
            .where(Meeting.series == series, col(Meeting.series) != "", col(Meeting.voided).is_(False))
            .order_by(col(Meeting.on_date), col(Meeting.starts), col(Meeting.id))
        ).all()
    return list(found)


def reached(
    vault: Vault, meeting_id: str, scope: str, states: Sequence[str] = (PLANNED, CANCELLED)
) -> list[Meeting]:
    """The meetings that a change of *scope* reaches, by day; beside the one chosen only those in *states*.

    Those of *states* are by default all that were not held: what was held stays as it was.
    """
    vault.require(Permission.SEE_PROGRAMME)
    if scope not in SCOPES:
        raise InvalidValue(_("Scegli se cambia solo questo, o anche gli altri."), "scope")
    chosen = vault.get(Meeting, meeting_id)
    if scope == ONE or not chosen.series:
        return [chosen]
    others = [one for one in of(vault, chosen.series) if one.id == chosen.id or one.state in states]
    return [one for one in others if scope == OPEN or one.on_date >= chosen.on_date]


def edit(vault: Vault, meeting_id: str, scope: str, **changes: Any) -> list[Meeting]:
    """As ``service.edit`` of each that *scope* reaches; day and house are each one's own."""
    vault.require(Permission.RUN_MEETINGS)
    if wrong := [name for name in changes if name not in service.WRITTEN or name in _EACH_ITS_OWN]:
        raise ValueError(f"not written for a whole series: {wrong}")
    with vault.save("meeting.edit"):
        return [service.changed(vault, one.id, changes) for one in reached(vault, meeting_id, scope)]


def move(
    vault: Vault,
    meeting_id: str,
    scope: str,
    day: date,
    reason: str = "",
    starts: str | None = None,
    ends: str | None = None,
) -> list[Meeting]:
    """Put off each that *scope* reaches as this one goes to *day*: weeks by as many days, months to the like day."""
    if scope == ONE:
        return [service.move(vault, meeting_id, day, reason, starts, ends)]
    vault.require(Permission.RUN_MEETINGS)
    with vault.save("meeting.move"):
        chosen = vault.get(Meeting, meeting_id)
        if chosen.state != PLANNED:
            raise InvalidValue(_("Si sposta quello che è in programma."))
        hours = {name: hour for name, hour in (("starts", starts), ("ends", ends)) if hour is not None}
        start, new_hours = chosen.on_date, any(getattr(chosen, name) != hour for name, hour in hours.items())
        if start == day and not new_hours:
            raise InvalidValue(_("È già in quel giorno a quell'ora: scegline altri."), "day")
        found = reached(vault, meeting_id, scope, (PLANNED,))
        rule = rules.like(chosen.rule, day)
        days = rules.shifted(chosen.rule, start, day, [one.on_date for one in found])
        return [
            service.changed(vault, one.id, _moved(one, to, reason) | hours | {"rule": rule})
            for one, to in zip(found, days, strict=True)
        ]


def cancel(vault: Vault, meeting_id: str, scope: str, reason: str) -> list[Meeting]:
    """As ``service.cancel`` of each that *scope* reaches and that was still planned."""
    vault.require(Permission.RUN_MEETINGS)
    with vault.save("meeting.cancel"):
        found = [one for one in reached(vault, meeting_id, scope, (PLANNED,)) if one.state == PLANNED]
        if not found:
            raise InvalidValue(_("Non c'è più niente in programma da annullare."))
        return [service.changed(vault, one.id, {"state": CANCELLED, "reason": reason}) for one in found]


def void(vault: Vault, meeting_id: str, scope: str) -> list[Meeting]:
    """Take out of every list each that *scope* reaches and that was not held."""
    vault.require(Permission.RUN_MEETINGS)
    with vault.save("meeting.void"):
        return [service.changed(vault, one.id, {"voided": True}) for one in reached(vault, meeting_id, scope)]


def _moved(one: Meeting, to: date, reason: str) -> dict[str, Any]:
    announced = one.moved_from or one.on_date
    return {"on_date": to, "moved_from": announced if to != announced else None, "reason": reason}
