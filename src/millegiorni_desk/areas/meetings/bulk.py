"""Many meetings at once, as registers and other calendars bring them: all of them, or none where one cannot be."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence, Set
from typing import Any

from sqlalchemy import text
from sqlmodel import col, select

from millegiorni_desk.areas.meetings.checks import check, owned
from millegiorni_desk.areas.meetings.records import Meeting
from millegiorni_desk.network import partners
from millegiorni_desk.network import service as network
from millegiorni_desk.vault.permissions import Permission
from millegiorni_desk.vault.records import insert_all
from millegiorni_desk.vault.vault import Vault

LONGEST_TITLE = 200


def with_ids(vault: Vault, ids: Sequence[str]) -> dict[str, Meeting]:
    """The meetings with those ids, those taken off the calendar too."""
    vault.require(Permission.SEE_PROGRAMME)
    with vault.read() as session:
        found = session.exec(select(Meeting).where(col(Meeting.id).in_(ids))).all()
    return {one.id: one for one in found}


def add_many(vault: Vault, new: Sequence[Meeting]) -> None:
    """Put new meetings on the calendar. Raises ``InvalidValue`` naming the field, ``NotAllowed``."""
    vault.require(Permission.RUN_MEETINGS)
    _check(vault, new)
    with vault.save("meeting.bring") as session:
        insert_all(session, new)


def change_many(vault: Vault, changes: Mapping[str, Mapping[str, Any]]) -> None:
    """Change some fields of some meetings (id → field → value)."""
    vault.require(Permission.RUN_MEETINGS)
    with vault.save("meeting.bring") as session:
        held = with_ids(vault, list(changes))
        # A partner that was taken off the list since stays with the meetings that name it.
        named = {one for each in held.values() for one in each.partners}
        for meeting_id, fields in changes.items():
            for field, value in fields.items():
                setattr(held[meeting_id], field, value)
        _check(vault, list(held.values()), named)
        for one in held.values():
            session.merge(one)
        session.flush()
        # Whoever was there was there on that day.
        session.execute(
            text(
                "UPDATE meeting_attendance SET on_date = m.on_date FROM meeting AS m WHERE m.id = meeting_id "
                "AND m.id IN (SELECT value FROM json_each(:ids)) AND meeting_attendance.on_date <> m.on_date"
            ),
            {"ids": json.dumps([one for one, fields in changes.items() if "on_date" in fields])},
        )


def same_day(
    vault: Vault, meetings: Sequence[tuple[str, Any, str]], apart_from: Sequence[str]
) -> set[tuple[str, Any, str]]:
    """Those (house, day, folded title) that the calendar has already, under other ids than *apart_from*."""
    vault.require(Permission.SEE_PROGRAMME)
    rows = vault.query(
        "SELECT m.id, m.house_code, m.on_date, m.title FROM json_each(:days) AS asked CROSS JOIN meeting AS m "
        "ON m.on_date = asked.value WHERE NOT m.voided",
        days=json.dumps(sorted({day.isoformat() for _house, day, _title in meetings})),
    )
    ours = set(apart_from)
    there = {
        (row["house_code"], row["on_date"], network.fold(row["title"]))
        for row in rows
        if row["id"] not in ours
    }
    return {one for one in meetings if (one[0], one[1].isoformat(), one[2]) in there}


def _check(vault: Vault, meetings: Sequence[Meeting], named: Set[str] = frozenset()) -> None:
    # Asked once: within a save that writes partners each question would read them all again.
    known = named | {one.id for one in partners.every(vault)}
    for one in meetings:
        owned(vault, one)
        check(vault, one, known)
