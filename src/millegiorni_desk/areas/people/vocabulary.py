"""How the names in the index sound: which known sounds are one slip of the fingers from what was typed."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from rapidfuzz import process
from rapidfuzz.distance import OSA

SHORTEST = 4
"""Shorter sounds have too many neighbours for one letter to be a slip."""

NEAR = "SELECT DISTINCT sound FROM person_near WHERE near IN (SELECT value FROM json_each(?))"
"""The sounds that share with another the whole of it or what is left without a letter."""

BEGUN = "SELECT coalesce(group_concat(sound, ' '), '') FROM person_sound WHERE sound >= ? AND sound < ?"
"""The sounds between two, in one text: thousands of rows would take longer than what is done with them."""

_KEPT = 3
_NEAREST = 24


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
    known = cursor.execute(NEAR, (keys,)).fetchall()
    return sorted(other for (other,) in known if OSA.distance(sound, other, score_cutoff=1) <= 1)


def begun(cursor: Any, sound: str) -> list[str]:
    """Known sounds that begin like *sound* but for one slip after the second letter: for a sound half typed."""
    known = cursor.execute(BEGUN, (sound[:2], sound[:2] + "\x7f")).fetchone()[0].split()
    begins = [{other[:length] for other in known} for length in range(len(sound) - 1, len(sound) + 2)]
    found = process.extract(sound, set().union(*begins), scorer=OSA.distance, score_cutoff=1, limit=None)
    close = tuple(begin for begin, *_ in found)
    return sorted(other for other in known if other.startswith(close))[:_NEAREST]


def near_keys(sound: str) -> set[str]:
    """*sound* and what is left of it without one letter."""
    return {sound, *(sound[:at] + sound[at + 1 :] for at in range(len(sound)))}


def _near(sound: str) -> list[tuple[str, str]]:
    return [(key, sound) for key in sorted(near_keys(sound))]
