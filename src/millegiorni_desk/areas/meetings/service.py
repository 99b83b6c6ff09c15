"""Public meetings: planning, moving and cancelling one, and writing down how many came."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import text

from millegiorni_desk.areas.meetings.attendance import Attended, present, sign, sign_off
from millegiorni_desk.areas.meetings.checks import CANCELLED, HELD, PLANNED, check, may_edit, owned
from millegiorni_desk.areas.meetings.counting import count
from millegiorni_desk.areas.meetings.listing import (
    Totals,
    between,
    count_to_complete,
    meeting,
    next_of,
    page,
    to_complete,
    totals,
)
from millegiorni_desk.areas.meetings.records import Meeting
from millegiorni_desk.errors import InvalidValue
from millegiorni_desk.language import _
from millegiorni_desk.vault.permissions import Permission
from millegiorni_desk.vault.vault import Vault

__all__ = [
    "CANCELLED",
    "HELD",
    "PLANNED",
    "Attended",
    "Totals",
    "add",
    "add_many",
    "between",
    "cancel",
    "count",
    "count_to_complete",
    "edit",
    "hold",
    "may_edit",
    "meeting",
    "move",
    "next_of",
    "page",
    "plan_again",
    "present",
    "put_back",
    "sign",
    "sign_off",
    "to_complete",
    "totals",
    "void",
]

WRITTEN = (
    "house_code", "title", "theme", "on_date", "starts", "ends", "place", "partners", "experts", "free", "for_whom",
    "booking", "description", "languages", "second_language", "second_title", "second_description", "expected",
    "notes",
)  # fmt: skip
"""What is written of a meeting as one pleases; the rest is what became of it."""

_BECAME = ("adults", "minors", "estimated", "state", "moved_from", "reason", "rule", "voided")


def add(vault: Vault, new: Meeting) -> Meeting:
    """Plan a meeting, or write down one that was held. Without a house it is this desk's.

    Raises ``InvalidValue`` naming the field, ``NotAllowed`` for another house's.
    """
    add_many(vault, [new])
    return new


def add_many(vault: Vault, meetings: Sequence[Meeting]) -> None:
    """As :func:`add`, for many at once: all of them, or none where one cannot be."""
    vault.require(Permission.RUN_MEETINGS)
    with vault.save("meeting.add") as session:
        for new in meetings:
            new.house_code = new.house_code or vault.house
            owned(vault, new)
            check(vault, new)
        session.add_all(meetings)


def edit(vault: Vault, meeting_id: str, **changes: Any) -> Meeting:
    """Change some of the fields of :data:`WRITTEN`; the values before stay in the history.

    A new day is a correction here; :func:`move` is for what had been announced. Raises as :func:`add` does.
    """
    vault.require(Permission.RUN_MEETINGS)
    _only(changes, WRITTEN)
    with vault.save("meeting.edit"):
        held = changed(vault, meeting_id, changes)
        if "on_date" in changes:
            _attended_on(vault, held)
    return held


def move(
    vault: Vault,
    meeting_id: str,
    day: date,
    reason: str = "",
    starts: str | None = None,
    ends: str | None = None,
) -> Meeting:
    """Put it off to another *day*, or to another hour of it; the day first announced stays beside it, with the reason.

    Back on that day it is as if it had not been moved.
    """
    vault.require(Permission.RUN_MEETINGS)
    with vault.save("meeting.move"):
        held = _still_planned(vault, meeting_id)
        announced = held.moved_from or held.on_date
        changes: dict[str, Any] = {"on_date": day, "reason": reason}
        changes["moved_from"] = announced if day != announced else None
        changes |= {} if starts is None else {"starts": starts}
        changes |= {} if ends is None else {"ends": ends}
        if all(getattr(held, name) == value for name, value in changes.items() if name != "reason"):
            raise InvalidValue(_("È già in quel giorno a quell'ora: scegline altri."), "day")
        return changed(vault, meeting_id, changes)


def cancel(vault: Vault, meeting_id: str, reason: str) -> Meeting:
    """It will not be held: it stays in the calendar as cancelled, with the reason."""
    vault.require(Permission.RUN_MEETINGS)
    with vault.save("meeting.cancel"):
        _still_planned(vault, meeting_id)
        return changed(vault, meeting_id, {"state": CANCELLED, "reason": reason})


def hold(
    vault: Vault,
    meeting_id: str,
    adults: int | None = None,
    minors: int | None = None,
    *,
    estimated: bool = False,
) -> Meeting:
    """It was held, with these heads; none where nobody counted. ``estimated``: not counted one by one."""
    vault.require(Permission.RUN_MEETINGS)
    counted = adults is not None or minors is not None
    with vault.save("meeting.hold"):
        if vault.get(Meeting, meeting_id).state == CANCELLED:
            raise InvalidValue(_("È annullato: se si è tenuto lo stesso, rimettilo prima in programma."))
        changes = {"state": HELD, "adults": adults, "minors": minors, "estimated": counted and estimated}
        return changed(vault, meeting_id, changes)


def plan_again(vault: Vault, meeting_id: str) -> Meeting:
    """It was not held, or not cancelled, after all: it stands in the programme again, without heads."""
    vault.require(Permission.RUN_MEETINGS)
    with vault.save("meeting.plan_again"):
        held = vault.get(Meeting, meeting_id)
        changes: dict[str, Any] = {"state": PLANNED, "adults": None, "minors": None, "estimated": False}
        if held.state == CANCELLED:
            changes["reason"] = ""
        return changed(vault, meeting_id, changes)


def void(vault: Vault, meeting_id: str, voided: bool = True) -> Meeting:
    """Take a meeting that was written by mistake out of every list and count, or put it back."""
    vault.require(Permission.RUN_MEETINGS)
    with vault.save("meeting.void"):
        return changed(vault, meeting_id, {"voided": voided})


def put_back(vault: Vault, former: dict[str, dict[str, Any]]) -> list[Meeting]:
    """Undo: id → field → its value before, as :func:`before` gives them."""
    vault.require(Permission.RUN_MEETINGS)
    with vault.save("meeting.undo"):
        for values in former.values():
            _only(values, (*WRITTEN, *_BECAME))
        found = [changed(vault, meeting_id, values) for meeting_id, values in former.items()]
        for one in found:
            _attended_on(vault, one)
    return found


def before(meetings: Sequence[Meeting]) -> dict[str, dict[str, Any]]:
    """What :func:`put_back` needs to make *meetings* again what they are now."""
    return {one.id: {name: getattr(one, name) for name in (*WRITTEN, *_BECAME)} for one in meetings}


def changed(vault: Vault, meeting_id: str, changes: dict[str, Any]) -> Meeting:
    """A step of a save: the meeting with *changes*, checked. Raises ``InvalidValue``, ``NotAllowed``, ``NotFound``."""
    held = vault.get(Meeting, meeting_id)
    owned(vault, held)
    for name, value in changes.items():
        setattr(held, name, value)
    owned(vault, held)
    check(vault, held)
    with vault.save("meeting.edit") as session:
        return session.merge(held)


def _still_planned(vault: Vault, meeting_id: str) -> Meeting:
    held = vault.get(Meeting, meeting_id)
    if held.state == HELD:
        raise InvalidValue(_("Si è già tenuto: non si sposta e non si annulla più."))
    if held.state == CANCELLED:
        raise InvalidValue(_("È annullato: rimettilo prima in programma."))
    return held


def _attended_on(vault: Vault, held: Meeting) -> None:
    """Whoever was there was there on that day."""
    with vault.save("meeting.edit") as session:
        session.execute(
            text("UPDATE meeting_attendance SET on_date = :day WHERE meeting_id = :of AND on_date <> :day"),
            {"day": held.on_date.isoformat(), "of": held.id},
        )


def _only(changes: dict[str, Any], known: Sequence[str]) -> None:
    if unknown := set(changes) - set(known):
        raise ValueError(f"not written that way: {sorted(unknown)}")
