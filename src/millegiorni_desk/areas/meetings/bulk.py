"""Many meetings at once, as registers and other calendars bring them: all of them, or none where one cannot be."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from sqlmodel import col, select

from millegiorni_desk.areas.meetings.records import Meeting
from millegiorni_desk.errors import InvalidValue
from millegiorni_desk.language import _
from millegiorni_desk.network import service as network
from millegiorni_desk.vault.permissions import Permission
from millegiorni_desk.vault.records import insert_all
from millegiorni_desk.vault.vault import Vault

MOST_HEADS = 10_000
LONGEST_TITLE = 200


def with_ids(vault: Vault, ids: Sequence[str]) -> dict[str, Meeting]:
    """The meetings with those ids, those taken off the calendar too."""
    vault.require(Permission.SEE_PROGRAMME)
    with vault.read() as session:
        found = session.exec(select(Meeting).where(col(Meeting.id).in_(ids))).all()
    return {one.id: one for one in found}


def add_many(vault: Vault, new: Sequence[Meeting]) -> None:
    """Put new meetings on the calendar. Raises ``InvalidValue`` naming the field."""
    vault.require(Permission.RUN_MEETINGS)
    _check(vault, new)
    with vault.save("meeting.bring") as session:
        insert_all(session, new)


def change_many(vault: Vault, changes: Mapping[str, Mapping[str, Any]]) -> None:
    """Change some fields of some meetings (id → field → value)."""
    vault.require(Permission.RUN_MEETINGS)
    with vault.save("meeting.bring") as session:
        held = with_ids(vault, list(changes))
        for meeting_id, fields in changes.items():
            for field, value in fields.items():
                setattr(held[meeting_id], field, value)
        _check(vault, list(held.values()))
        for one in held.values():
            session.merge(one)


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


def _check(vault: Vault, meetings: Sequence[Meeting]) -> None:
    houses = {house.code for house in network.houses(vault)}
    for one in meetings:
        if one.house_code not in houses or vault.house not in ("", one.house_code):
            raise InvalidValue(
                _("Questa postazione scrive gli incontri della sua casa soltanto."), "house_code"
            )
        if not one.title.strip() or len(one.title) > LONGEST_TITLE:
            raise InvalidValue(_("Il titolo va da 1 a {n} caratteri.").format(n=LONGEST_TITLE), "title")
        for field in ("adults", "minors"):
            heads = getattr(one, field)
            if heads is not None and not 0 <= heads <= MOST_HEADS:
                raise InvalidValue(_("Le persone vanno da 0 a {n}.").format(n=MOST_HEADS), field)
    network.check_codes(vault, "meeting_theme", sorted({one.theme for one in meetings} - {""}), "theme")
    network.check_codes(vault, "meeting_state", sorted({one.state for one in meetings}), "state")
