"""Bringing another calendar into that of a house: what would be new, changed or cancelled, then all of it at once.

An event is known again by its name there (UID): brought in twice it is there once. What was held is left as it is,
and so is what somebody here changed after the file was made.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy import text
from sqlmodel import col, select

from millegiorni_desk.areas.meetings import bulk
from millegiorni_desk.areas.meetings import calendar_words as words
from millegiorni_desk.areas.meetings.calendar_file import changed_at
from millegiorni_desk.areas.meetings.calendar_reading import Event, Incoming
from millegiorni_desk.areas.meetings.records import Meeting
from millegiorni_desk.areas.people.languages import languages
from millegiorni_desk.errors import InvalidValue, NotAllowed
from millegiorni_desk.language import N_, _
from millegiorni_desk.network import partners
from millegiorni_desk.network import service as network
from millegiorni_desk.network.records import House
from millegiorni_desk.vault.permissions import Permission
from millegiorni_desk.vault.vault import Vault

NEW, CHANGED, CANCELLED, SAME, LEFT = "new", "changed", "cancelled", "same", "left"

# Kept with the meeting, which every desk reads.
_GONE = N_("Non è più nel calendario da cui viene")
_CALLED_OFF = N_("Annullato nel calendario da cui viene")

# Fixed for ever: the ids of what comes from other calendars depend on it.
_NAMESPACE = UUID("0a2f4b52-5a0e-5d1b-8a39-9f0a5a6b7c11")


@dataclass(frozen=True)
class Line:
    """What becomes of one event: ``what`` is one of the words above, ``fields`` what changes, ``why`` it is left."""

    what: str
    title: str
    on_date: date
    starts: str
    meeting_id: str = ""
    fields: Mapping[str, Any] = field(default_factory=dict)
    why: str = ""


@dataclass
class Comparison:
    """What a file brings into a house's calendar, line by line, and what of it cannot be read."""

    lines: list[Line]
    problems: list[tuple[str, str]]

    @property
    def counts(self) -> Mapping[str, int]:
        """How many lines there are of each sort."""
        return Counter(line.what for line in self.lines)


def compare(vault: Vault, house: str, incoming: Incoming, today: date) -> Comparison:
    """What :func:`bring` would do; nothing is written. Raises ``NotAllowed`` for a house that is not this desk's."""
    vault.require(Permission.RUN_MEETINGS)
    if vault.house not in ("", house) and not vault.may(Permission.COORDINATE):
        raise NotAllowed(_("Un calendario entra in quello della propria casa: scegli la tua."))
    there = _Calendar(vault, network.house(vault, house), incoming, today)
    lines = [there.line(event) for event in incoming.events]
    lines += there.vanished(incoming)
    lines.sort(key=lambda one: (one.on_date, one.starts, one.title))
    return Comparison(lines, list(incoming.problems))


def bring(vault: Vault, house: str, incoming: Incoming, today: date) -> Comparison:
    """Write all of it in one save, or nothing. Gives what was done."""
    vault.require(Permission.RUN_MEETINGS)
    with vault.save("meeting.bring"):
        found = compare(vault, house, incoming, today)
        bulk.add_many(
            vault,
            [
                Meeting(id=one.meeting_id, house_code=house, **one.fields)
                for one in found.lines
                if one.what == NEW
            ],
        )
        bulk.change_many(
            vault,
            {one.meeting_id: one.fields for one in found.lines if one.what in (CHANGED, CANCELLED)},
        )
    return found


class _Calendar:
    """The calendar of a house, as far as a file speaks of it."""

    def __init__(self, vault: Vault, house: House, incoming: Incoming, today: date) -> None:
        self._vault, self._house, self._today = vault, house, today
        self._by_uid = _known(vault, incoming)
        ids = [one.id for found in self._by_uid.values() for one in found]
        self._changed = changed_at(vault, ids)
        self._edited = _edited(vault, ids)
        self._themes: dict[str, str] = {}
        self._languages = languages()

    def line(self, event: Event) -> Line:
        """What becomes of one event."""
        known = [
            one
            for one in self._by_uid.get(event.uid, [])
            if one.house_code == self._house.code or not one.voided
        ]
        held = next((one for one in known if one.house_code == self._house.code), None) or next(
            iter(known), None
        )
        if held is None:
            return self._new(event)
        why = self._left_alone(held)
        if why:
            return _line(LEFT, event, held.id, why=why)
        changes = self._changes(held, event)
        if not changes:
            return _line(SAME, event, held.id)
        changed = self._changed.get(held.id)
        if held.id in self._edited and event.modified and changed and event.modified < changed:
            return _line(LEFT, event, held.id, why=_("qui è stato cambiato dopo"))
        return _line(CANCELLED if changes.get("state") == "cancelled" else CHANGED, event, held.id, changes)

    def vanished(self, incoming: Incoming) -> list[Line]:
        """What is still ahead here of something that recurs, and is not in the file any more."""
        names = {event.series for event in incoming.events if event.series}
        told = {event.uid for event in incoming.events}
        with self._vault.read() as session:
            found = session.exec(
                select(Meeting).where(
                    text("meeting.series <> ''"),
                    col(Meeting.series).in_([_series(self._house.code, name) for name in names]),
                    Meeting.house_code == self._house.code,
                    Meeting.on_date >= max(self._today, incoming.first),
                    Meeting.on_date <= incoming.last,
                    Meeting.state == "planned",
                    col(Meeting.voided).is_(False),
                )
            ).all()
        gone = {"state": "cancelled", "reason": _GONE}
        return [
            Line(CANCELLED, one.title, one.on_date, one.starts, one.id, gone)
            for one in found
            if one.uid not in told
        ]

    def _left_alone(self, held: Meeting) -> str:
        if held.house_code != self._house.code:
            return _("è di un'altra casa")
        if held.voided:
            return _("qui è stato tolto")
        return _("si è già tenuto") if held.state == "held" else ""

    def _new(self, event: Event) -> Line:
        if event.cancelled:
            return _line(LEFT, event, why=_("è annullato, e qui non c'era"))
        made = str(uuid5(_NAMESPACE, f"{self._house.code}\n{event.uid}"))
        fields = self._said(event)
        fields |= {"uid": event.uid, "state": "planned", "rule": event.rule}
        fields["series"] = _series(self._house.code, event.series) if event.series else ""
        return _line(NEW, event, made, fields)

    def _changes(self, held: Meeting, event: Event) -> dict[str, Any]:
        if event.cancelled:
            if held.state == "cancelled":
                return {}
            return {"state": "cancelled", "reason": _CALLED_OFF}
        changes = {name: value for name, value in self._said(event).items() if getattr(held, name) != value}
        if held.state == "cancelled":
            changes |= {"state": "planned", "reason": ""}
        if "on_date" in changes:
            announced = held.moved_from or held.on_date
            changes["moved_from"] = announced if announced != changes["on_date"] else None
        return changes

    def _said(self, event: Event) -> dict[str, Any]:
        """The fields that the file says something of."""
        texts = event.texts
        fields: dict[str, Any] = {
            "title": texts["SUMMARY"],
            "on_date": event.on_date,
            "starts": event.starts,
            "ends": event.ends,
        }
        if "LOCATION" in texts:
            fields["place"] = words.place(" ".join(texts["LOCATION"].split()), self._house)
        second = texts.get(words.SECOND_TITLE, ""), texts.get(words.SECOND_TEXT, "")
        if any(second) and event.second_language in self._languages:
            fields |= {
                "second_title": " ".join(second[0].split()),
                "second_description": second[1],
                "second_language": event.second_language,
            }
        if "DESCRIPTION" in texts:
            told = words.told(texts["DESCRIPTION"], words.second(*second))
            fields |= {"description": told.description} | dict(told.fields)
        if "partners" in fields:
            fields["partners"] = self._partners(fields["partners"])
        if "URL" in texts and "booking" not in fields:
            fields["booking"] = texts["URL"]
        theme = next((code for name in event.categories if (code := self._theme(name))), "")
        return fields | ({"theme": theme} if theme else {})

    def _partners(self, names: str) -> list[str]:
        found = (partners.find(self._vault, name) for name in names.split(";"))
        return [one.id for one in found if one is not None]

    def _theme(self, name: str) -> str:
        if name not in self._themes:
            try:
                self._themes[name] = network.code_of(self._vault, "meeting_theme", name)
            except InvalidValue:
                self._themes[name] = ""
        return self._themes[name]


def _series(house: str, uid: str) -> str:
    return str(uuid5(_NAMESPACE, f"{house}\n{uid}\nseries"))


def _line(what: str, event: Event, meeting_id: str = "", fields: Any = None, why: str = "") -> Line:
    return Line(what, event.title, event.on_date, event.starts, meeting_id, fields or {}, why)


def _known(vault: Vault, incoming: Incoming) -> dict[str, list[Meeting]]:
    """The meetings that the events of the file may be, by the events' names."""
    uids = [event.uid for event in incoming.events]
    own = [uid.removesuffix(words.OWN) for uid in uids if uid.endswith(words.OWN)]
    found: dict[str, list[Meeting]] = {}
    with vault.read() as session:
        for at in range(0, len(uids), 500):
            some = uids[at : at + 500]
            asked = select(Meeting).where(text("meeting.uid <> ''"), col(Meeting.uid).in_(some))
            for one in session.exec(asked).all():
                found.setdefault(one.uid, []).append(one)
        for at in range(0, len(own), 500):
            for one in session.exec(select(Meeting).where(col(Meeting.id).in_(own[at : at + 500]))).all():
                found.setdefault(one.id + words.OWN, []).append(one)
    return found


def _edited(vault: Vault, ids: list[str]) -> set[str]:
    """Which of them were written to again after they were made."""
    rows = vault.query(
        "SELECT DISTINCT l.rid AS id FROM json_each(:ids) AS asked CROSS JOIN sync_log AS l "
        "ON l.tbl = 'meeting' AND l.rid = asked.value WHERE l.kind <> 'I'",
        ids=json.dumps(ids),
    )
    return {row["id"] for row in rows}
