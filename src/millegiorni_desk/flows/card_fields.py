"""What becomes of the fields when two cards of one woman are made one: nothing that was written is lost.

Where both say something else the kept card's answer stays unless the other is chosen, and both are kept in the
record of the merge. Words are put together, languages too; of two rules on calling her, or on paper, the
stricter holds.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from millegiorni_desk.areas.people.records import Person
from millegiorni_desk.network import service as network
from millegiorni_desk.vault.vault import Vault

# A birth is a day and how precise it is: the two go together.
_TOGETHER = {"birth_date": ("birth_date", "birth_precision")}
_NOT_ANSWERS = frozenset({"id", "house", "voided", "birth_precision"})
# Where the other's answer is not already within the one that holds.
ALTERNATIVES = (
    frozenset(Person.model_fields) - _NOT_ANSWERS - {"notes", "safe_contact", "languages", "no_paper"}
)
_WORDS = {"notes": "\n", "safe_contact": " · "}


@dataclass(frozen=True)
class Difference:
    """A question to which the two cards give two answers; ``field`` names it."""

    field: str
    kept: Any
    gone: Any


def differences(vault: Vault, kept: Person, gone: Person) -> tuple[Difference, ...]:
    """Where someone may want the other card's answer: both are filled in, and neither follows from the other."""
    return tuple(
        Difference(name, getattr(kept, name), getattr(gone, name))
        for name in _answers()
        if _both(kept, gone, name) and _joined(vault, kept, gone, name) is None
    )


def outcome(vault: Vault, kept: Person, gone: Person, take: Collection[str]) -> dict[str, Any]:
    """Field → its new value, for the fields that change; ``take`` names those whose other answer is chosen."""
    changed: dict[str, Any] = {}
    for name in _answers():
        joined = _joined(vault, kept, gone, name)
        if joined is not None:
            changed[name] = joined
        elif _filled(gone, name) and (
            not _filled(kept, name) or name in take or _more_precise(kept, gone, name)
        ):
            for part in _TOGETHER.get(name, (name,)):
                changed[part] = getattr(gone, part)
    return {name: value for name, value in changed.items() if value != getattr(kept, name)}


def written(kept: Person, gone: Person, changed: dict[str, Any]) -> str:
    """The record of it, JSON: field → the kept card's value before, the other's, and the one that holds now."""
    before, other = kept.model_dump(mode="json"), gone.model_dump(mode="json")
    now = {**before, **Person(**{**kept.model_dump(), **changed}).model_dump(mode="json")}
    told = {
        name: [before[name], other[name], now[name]]
        for name in Person.model_fields
        if name not in ("id", "house", "voided")
        and (before[name] != now[name] or _differ(before, other, name))
    }
    return json.dumps(told, ensure_ascii=False, sort_keys=True)


def taken_back(current: Person, fields: Mapping[str, tuple[Any, Any]]) -> dict[str, Any]:
    """Field → value to put back on the kept card, of *fields*: field → what the merge made of it, and what it was.

    What was edited after the merge stays.
    """
    now = current.model_dump(mode="json")
    back = {name: before for name, (put, before) in fields.items() if now.get(name) == put}
    restored = Person.model_validate({**now, **back})
    return {
        name: getattr(restored, name) for name in back if getattr(restored, name) != getattr(current, name)
    }


def _answers() -> Iterable[str]:
    return (name for name in Person.model_fields if name not in _NOT_ANSWERS)


def _filled(person: Person, name: str) -> bool:
    return getattr(person, name) not in (None, "", [])


def _both(kept: Person, gone: Person, name: str) -> bool:
    parts = _TOGETHER.get(name, (name,))
    same = all(getattr(kept, part) == getattr(gone, part) for part in parts)
    return _filled(kept, name) and _filled(gone, name) and not same and not _more_precise(kept, gone, name)


def _differ(before: dict[str, Any], other: dict[str, Any], name: str) -> bool:
    return other[name] not in (None, "", []) and before[name] != other[name]


def _more_precise(kept: Person, gone: Person, name: str) -> bool:
    """Whether the other card knows the day of the year that this one knows."""
    if name != "birth_date" or kept.birth_date is None or gone.birth_date is None:
        return False
    year_alone = kept.birth_precision == "year" and gone.birth_precision == "day"
    return year_alone and kept.birth_date.year == gone.birth_date.year


def _joined(vault: Vault, kept: Person, gone: Person, name: str) -> Any:
    """The one answer that holds what both say; None where one must give way."""
    ours, theirs = getattr(kept, name), getattr(gone, name)
    if not (_filled(kept, name) and _filled(gone, name)) or ours == theirs:
        return None
    if name == "languages":
        return list(dict.fromkeys([*ours, *theirs]))
    if name in _WORDS:
        return ours if theirs in ours else f"{ours}{_WORDS[name]}{theirs}"
    if name == "no_paper":
        return True
    if name == "contact_rule":
        strictness = list(network.terms(vault, "contact_rule"))
        return max((ours, theirs), key=lambda code: strictness.index(code) if code in strictness else -1)
    return None
