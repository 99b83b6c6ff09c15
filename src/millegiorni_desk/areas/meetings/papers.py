"""The papers of meetings, ready to print: the flyer of a month, a poster, bookmarks, the sheet of who was there."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from millegiorni_desk.areas.meetings import listing
from millegiorni_desk.areas.meetings.paper_content import ITALIAN, Look, Saying
from millegiorni_desk.areas.meetings.records import Meeting
from millegiorni_desk.errors import InvalidValue
from millegiorni_desk.language import _
from millegiorni_desk.paper.typesetting import cell, typeset
from millegiorni_desk.vault.permissions import Permission
from millegiorni_desk.vault.vault import Vault

SIZES = {"A3": (297, 420), "A4": (210, 297), "A5": (148, 210)}
FLYER_SIZES, POSTER_SIZES = ("A5", "A4"), ("A3", "A4")
MOST_ROWS = 120
_ROWS = 16
_LONGEST_ON_BOOKMARK = 240


def flyer(vault: Vault, month: date, house: str = "", size: str = "A5", look: Look | None = None) -> bytes:
    """The programme of a month, of one house or of all: on one side, or as many as it takes."""
    vault.require(Permission.SEE_PROGRAMME)
    content = _programme(vault, month, house, look or Look())
    return typeset("programme", content | _sized(size, FLYER_SIZES), accessible=True)


def bookmarks(vault: Vault, month: date, house: str = "", look: Look | None = None) -> bytes:
    """Five bookmarks with a month's meetings on an A4 sheet, to be cut along their marks."""
    vault.require(Permission.SEE_PROGRAMME)
    content = _programme(vault, month, house, look or Look())
    return typeset("bookmark", content | {"width": 297, "height": 210}, accessible=True)


def bookmarks_of(vault: Vault, meeting_id: str, look: Look | None = None) -> bytes:
    """As :func:`bookmarks`, with one meeting alone."""
    vault.require(Permission.SEE_PROGRAMME)
    one = listing.meeting(vault, meeting_id)
    saying = Saying(vault, look or Look())
    short = {name: _cut(getattr(one, name)) for name in ("description", "second_description")}
    told = saying.meeting(one.model_copy(update=short), everywhere=False)
    # Its title stands over it already.
    content = _of_one(saying, one) | {
        "heads": told["titles"],
        "meetings": [
            told | {"titles": [*told["texts"], *told["price"], *(each[0] for each in told["facts"])]}
        ],
    }
    return typeset("bookmark", content | {"width": 297, "height": 210}, accessible=True)


def poster(vault: Vault, meeting_id: str, size: str = "A3", look: Look | None = None) -> bytes:
    """One meeting on a sheet to hang up; a cancelled one says so."""
    vault.require(Permission.SEE_PROGRAMME)
    one = listing.meeting(vault, meeting_id)
    saying = Saying(vault, look or Look())
    told = saying.meeting(one, everywhere=False)
    told["place"] = _whole_place(saying, one)
    return typeset(
        "poster", _of_one(saying, one) | {"meeting": told} | _sized(size, POSTER_SIZES), accessible=True
    )


def presences(vault: Vault, meeting_id: str, look: Look | None = None, rows: int = 0) -> bytes:
    """The sheet that those who come write themselves onto; without *rows* as many as are expected, a sheet at least."""
    vault.require(Permission.SEE_PROGRAMME)
    one = listing.meeting(vault, meeting_id)
    saying = Saying(vault, look or Look())
    wanted = min(rows or max(_ROWS, one.expected or 0), MOST_ROWS)
    told = saying.meeting(one, everywhere=False) | {"place": _whole_place(saying, one)}
    content = _of_one(saying, one) | {
        "heads": saying.words("attendance"),
        "note": saying.words("free_to_sign"),
        "columns": [saying.words(key) for key in ("name", "children", "consent")],
        "rows": wanted,
        "meeting": told,
        "crop": False,
    }
    return typeset("presences", content | _sized("A4", ("A4",)), accessible=True)


def in_month(vault: Vault, month: date, house: str = "") -> list[Meeting]:
    """What a month's papers tell of: all but what was cancelled."""
    vault.require(Permission.SEE_PROGRAMME)
    first = month.replace(day=1)
    last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    return [one for one in listing.between(vault, first, last, house) if one.state != "cancelled"]


def _programme(vault: Vault, month: date, house: str, look: Look) -> dict[str, Any]:
    saying = Saying(vault, look)
    held = saying.house(house)
    first = month.replace(day=1)
    heads = saying.month(first)
    content = saying.head(
        {"title": " ".join(heads[0]["lines"]), "house": held, "colour": held.colour if held else ""}
    )
    told = [saying.meeting(one, everywhere=not house) for one in in_month(vault, month, house)]
    return content | {"heads": heads, "where": saying.where(house), "meetings": told}


def _of_one(saying: Saying, one: Meeting) -> dict[str, Any]:
    house = saying.house(one.house_code)
    head = saying.head({"title": one.title, "house": house, "colour": house.colour if house else ""})
    return head | {"where": saying.where(one.house_code)}


def _cut(text: str) -> str:
    """What a bookmark has room for, at the end of a word."""
    if len(text) <= _LONGEST_ON_BOOKMARK:
        return text
    return text[:_LONGEST_ON_BOOKMARK].rsplit(maxsplit=1)[0] + "…"


def _whole_place(saying: Saying, one: Meeting) -> Any:
    """The room, the house and its street."""
    where = saying.where(one.house_code)["lines"]
    lines = [*([one.place] if one.place else []), *where]
    return cell("\n".join(lines), ITALIAN)


def _sized(size: str, allowed: Sequence[str]) -> dict[str, Any]:
    if size not in allowed:
        raise InvalidValue(_("Scegli il formato tra {sizes}.").format(sizes=", ".join(allowed)), "size")
    width, height = SIZES[size]
    return {"width": width, "height": height}
