"""The words of a meeting in a calendar of others: where it is, what is told of it; and the same words read back.

Only what may be printed on a poster: no notes, no heads, no expected number.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from millegiorni_desk.areas.meetings.records import Meeting
from millegiorni_desk.language import N_
from millegiorni_desk.network.records import House

OWN = "@millegiorni-desk"
"""What the names of our meetings end with in other calendars (UID)."""

SECOND_TITLE, SECOND_TEXT = "X-MILLEGIORNI-SECOND-TITLE", "X-MILLEGIORNI-SECOND-DESCRIPTION"
# What leaves is Italian, whichever language the window speaks.
_LABELS = {
    "for_whom": N_("Per chi: "),
    "booking": N_("Prenotazione: "),
    "experts": N_("Con: "),
}
_PARTNERS = N_("In collaborazione con: ")
_FREE = {True: N_("Gratuito"), False: N_("A pagamento")}
_CONTROL = re.compile("[\x00-\x09\x0b-\x1f\x7f\ufffe\uffff]")


@dataclass(frozen=True)
class Told:
    """What a description says, apart."""

    description: str
    fields: Mapping[str, str | bool]


def uid(meeting: Meeting) -> str:
    """Its name in other calendars, for ever the same."""
    return meeting.uid or meeting.id + OWN


def clean(text: str) -> str:
    """*text* without what no calendar may hold."""
    return _CONTROL.sub(" ", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def location(meeting: Meeting, house: House | None) -> str:
    """The room, the house and its street."""
    parts = [clean(meeting.place), _of_house(house)]
    return ", ".join(part for part in parts if part)


def place(text: str, house: House | None) -> str:
    """The room that *text* names: the house itself is left out."""
    ours = _of_house(house)
    if ours and text == ours:
        return ""
    return text.removesuffix(f", {ours}") if ours else text


def description(meeting: Meeting, partners: list[str]) -> str:
    """What is told of it: the text, the second language, then a line for each thing to know."""
    lines = [clean(meeting.description), second(meeting.second_title, meeting.second_description)]
    about = [
        label + clean(getattr(meeting, field)) for field, label in _LABELS.items() if getattr(meeting, field)
    ]
    if partners:
        about.append(_PARTNERS + "; ".join(partners))
    about.append(_FREE[meeting.free])
    return "\n\n".join(part for part in (*lines, "\n".join(about)) if part)


def second(title: str, text: str) -> str:
    """Title and text in the second language, as they stand in a description."""
    return "\n".join(part for part in (clean(title), clean(text)) if part)


def told(text: str, second_part: str) -> Told:
    """What a description of ours, or of anybody, says; *second_part* is what the second language has in it."""
    lines = clean(text).split("\n")
    fields: dict[str, str | bool] = {}
    while lines and (found := _told_by(lines[-1])):
        fields |= found
        lines.pop()
    left = "\n".join(lines).strip()
    if second_part and (left == second_part or left.endswith("\n\n" + second_part)):
        left = left.removesuffix(second_part).strip()
    return Told(left, fields)


def _told_by(line: str) -> dict[str, str | bool]:
    for free, word in _FREE.items():
        if line == word:
            return {"free": free}
    if line.startswith(_PARTNERS):
        return {"partners": line.removeprefix(_PARTNERS)}
    for field, label in _LABELS.items():
        if line.startswith(label):
            return {field: line.removeprefix(label).strip()}
    return {}


def _of_house(house: House | None) -> str:
    return ", ".join(part for part in (house.name, house.address) if part) if house else ""
