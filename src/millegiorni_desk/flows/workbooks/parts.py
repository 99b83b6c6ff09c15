"""Cells that hold two things: a surname and a name, a day and a time."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from datetime import datetime

from millegiorni_desk.flows.workbooks import cells
from millegiorni_desk.language import N_
from millegiorni_desk.sheets.grid import Value

_MOMENT = re.compile(r"(.*\d)(?:\s*,\s*|\s+|T)(?:ore?\s+|h\s*)?(\d{1,2}[:.]\d{2}(?::\d{2})?)", re.ASCII)


def _before(value: Value) -> Value:
    """The surname, where it stands first: what is before a comma, or all but the last word."""
    typed = cells.text(value)
    if "," in typed:
        return typed.partition(",")[0].strip()
    return typed.rpartition(" ")[0].strip() or typed


def _after(value: Value) -> Value:
    typed = cells.text(value)
    if "," in typed:
        return typed.partition(",")[2].strip()
    return typed.rpartition(" ")[2].strip() if " " in typed else ""


def _first(value: Value) -> Value:
    """The name, where it stands first: the first word."""
    return cells.text(value).partition(" ")[0].strip()


def _rest(value: Value) -> Value:
    return cells.text(value).partition(" ")[2].strip()


def _day(value: Value) -> Value:
    found = _MOMENT.fullmatch(value.strip()) if isinstance(value, str) else None
    return found[1] if found else value


def _time(value: Value) -> Value:
    if isinstance(value, datetime):
        return value.time() if value.time().isoformat() != "00:00:00" else ""
    found = _MOMENT.fullmatch(value.strip()) if isinstance(value, str) else None
    return found[2] if found else ""


PARTS: Mapping[str, Callable[[Value], Value]] = {
    "before": _before,
    "after": _after,
    "first": _first,
    "rest": _rest,
    "day": _day,
    "time": _time,
}
"""How one of two things is taken out of a cell; nothing where there is only the other."""

TOGETHER: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "surname+name": (N_("Cognome e nome insieme"), {"surname": "before", "name": "after"}),
    "name+surname": (N_("Nome e cognome insieme"), {"name": "first", "surname": "rest"}),
    "on_date+at_time": (N_("Data e ora insieme"), {"on_date": "day", "at_time": "time"}),
}
"""What a column can be told to hold beside a single thing: in words, and which part goes into which column."""


def pieces(target: str) -> Collection[str]:
    """The columns that a column told to hold *target* fills; none for one that is left out."""
    return TOGETHER[target][1].keys() if target in TOGETHER else [target] if target else []
