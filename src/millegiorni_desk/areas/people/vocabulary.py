"""How the names in the index sound: which known sounds are one slip of the fingers from what was typed."""

from __future__ import annotations

import json
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from rapidfuzz.distance import OSA

SHORTEST = 4
"""Shorter sounds have too many neighbours for one letter to be a slip."""

NEAR = """
    SELECT coalesce(group_concat(sound, ' '), '') FROM person_near WHERE near IN (SELECT value FROM json_each(?))"""
"""The sounds that share with another the whole of it or what is left without a letter, in one text."""

BEGUN = "SELECT coalesce(group_concat(sound, ' '), '') FROM person_sound WHERE sound >= ? AND sound < ?"
"""The sounds between two, in one text: thousands of rows would take longer than what is done with them."""

_KEPT = 3
_NEAREST = 24
_AFTER_ASCII, _AFTER_ALL = "\x7f", "\U0010ffff"


def learn(cursor: Any, sounds: Iterable[str]) -> None:
    """Note *sounds*, known ones too."""
    for sound in sorted(sounds):
        if len(sound) < _KEPT:
            continue
        cursor.execute("INSERT OR IGNORE INTO person_sound (sound) VALUES (?)", (sound,))
        if cursor.rowcount > 0:
            cursor.executemany("INSERT OR IGNORE INTO person_near (near, sound) VALUES (?, ?)", _near(sound))


def forget(cursor: Any, sounds: Iterable[str]) -> None:
    """Drop those of *sounds* that nobody bears any more: a name is personal data."""
    for sound in sorted(sounds):
        borne = cursor.execute(
            "SELECT 1 FROM person_names WHERE person_names MATCH ? LIMIT 1", (f'"{sound}"',)
        ).fetchone()
        if borne is None:
            cursor.execute("DELETE FROM person_sound WHERE sound = ?", (sound,))
            cursor.executemany("DELETE FROM person_near WHERE near = ? AND sound = ?", _near(sound))


def near(cursor: Any, sound: str) -> list[str]:
    """The known sounds at most one slip away from *sound*: a letter too few, too many, wrong, or swapped."""
    keys = json.dumps(sorted(near_keys(sound)))
    known = set(cursor.execute(NEAR, (keys,)).fetchone()[0].split())
    return sorted(other for other in known if OSA.distance(sound, other, score_cutoff=1) <= 1)


def begun(cursor: Any, sound: str) -> list[str]:
    """Known sounds that begin like *sound* but for one slip after the second letter: for a sound half typed."""
    text = cursor.execute(BEGUN, (sound[:2], sound[:2] + _AFTER_ASCII)).fetchone()[0]
    known = sorted(text.split())
    return list(islice(_going_on(known, sorted(_beginnings(known, sound))), _NEAREST))


def _going_on(known: list[str], beginnings: list[str]) -> Iterator[str]:
    """Those of the *known* that begin so, each once; both in order, and so are the answers."""
    last = _AFTER_ALL
    for begin in beginnings:
        if begin.startswith(last):
            continue
        last = begin
        for at in range(bisect_left(known, begin), len(known)):
            if not known[at].startswith(begin):
                break
            yield known[at]


def _beginnings(known: list[str], sound: str) -> set[str]:
    """*sound* with one slip after the second letter, as far as any of the *known*, in order, go on with that letter."""
    found: set[str] = set()
    low, high = 0, len(known)
    for at in range(2, len(sound) + 1):
        head, rest = sound[:at], sound[at:]
        found |= {head + rest[1:], head + rest[1:2] + rest[:1] + rest[2:]}
        for letter in _letters(known, at, low, high):
            found |= {head + letter + rest, head + letter + rest[1:]}
        low = bisect_left(known, head + rest[:1], low, high)
        high = bisect_left(known, head + rest[:1] + _AFTER_ALL, low, high)
    return found


def _letters(known: list[str], at: int, low: int, high: int) -> Iterator[str]:
    """The letters that stand at a place of the *known* between two places, which begin alike up to there."""
    if low < high and len(known[low]) == at:
        low += 1
    while low < high:
        begin = known[low][: at + 1]
        yield begin[at:]
        low = bisect_left(known, begin + _AFTER_ALL, low + 1, high)


def near_keys(sound: str) -> set[str]:
    """*sound* and what is left of it without one letter."""
    return {sound, *(sound[:at] + sound[at + 1 :] for at in range(len(sound)))}


def _near(sound: str) -> list[tuple[str, str]]:
    return [(key, sound) for key in sorted(near_keys(sound))]
