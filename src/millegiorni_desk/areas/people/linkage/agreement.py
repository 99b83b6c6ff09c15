"""How two records agreed when someone decided on them, kept without any value: what is new since is told from it.

One mark for each of :data:`KINDS`. It depends on no weight and no threshold, so a pair does not come back because
the matcher learnt something; and it holds nothing that identifies, for decisions travel to every house.
"""

from __future__ import annotations

from rapidfuzz.distance import OSA

from millegiorni_desk.areas.people.linkage.dates import BirthLikeness, birth_likeness
from millegiorni_desk.areas.people.linkage.features import Features
from millegiorni_desk.areas.people.linkage.names import sound

KINDS = ("code", "birth", "phone", "names", "address", "child")
"""What is compared, in the order of the marks."""

UNKNOWN, DIFFERENT, NEAR, EQUAL = "-!~="
_FORM = "1"
_BIRTH = {
    BirthLikeness.UNKNOWN: UNKNOWN,
    BirthLikeness.EQUAL: EQUAL,
    BirthLikeness.FAR: DIFFERENT,
    BirthLikeness.GENERATION: DIFFERENT,
}


def agreement(a: Features, b: Features) -> str:
    """The marks of two records: unknown of one, different, near, equal; the order of the two does not matter."""
    marks = (
        _alike(a.codice_fiscale, b.codice_fiscale),
        _BIRTH.get(birth_likeness(a.birth, b.birth), NEAR),
        _alike(a.phone, b.phone),
        _names(a, b),
        _alike(a.address, b.address),
        _children(a, b),
    )
    return _FORM + "".join(marks)


def news(before: str, now: str, verdict: str) -> tuple[str, ...]:
    """What is new since a decision, by :data:`KINDS`: enough to ask again.

    After *different* only what speaks for one woman: a thing that agrees, or nearly, and did not. After *unsure* also
    what speaks against it: a thing that is known only now, or that was equal and differs. A thing that is no longer
    known is no news. Nothing is new where nobody noted how the two agreed, or did it in another form.
    """
    if len(before) != len(now) or before[:1] != now[:1] or before[:1] != _FORM:
        return ()
    return tuple(
        kind
        for kind, then, today in zip(KINDS, before[1:], now[1:], strict=True)
        if _is_new(then, today, verdict)
    )


def _is_new(then: str, today: str, verdict: str) -> bool:
    if today in (UNKNOWN, then):
        return False
    order = (UNKNOWN, DIFFERENT, NEAR, EQUAL)
    grown = order.index(today) > order.index(then)
    if verdict == "different":
        return grown and today != DIFFERENT
    return grown or (then == EQUAL and today == DIFFERENT)


def _alike(one: str, other: str) -> str:
    if not one or not other:
        return UNKNOWN
    if one == other:
        return EQUAL
    return NEAR if OSA.distance(one, other, score_cutoff=1) <= 1 else DIFFERENT


def _names(a: Features, b: Features) -> str:
    ours, theirs = (sorted(map(sound, one.surname + one.given)) for one in (a, b))
    if not ours or not theirs:
        return UNKNOWN
    if ours == theirs:
        return EQUAL
    return NEAR if set(ours) <= set(theirs) or set(theirs) <= set(ours) else DIFFERENT


def _children(a: Features, b: Features) -> str:
    ours, theirs = ({child for child in one.children if child.born} for one in (a, b))
    if not ours or not theirs:
        return UNKNOWN
    if ours & theirs:
        return EQUAL
    return NEAR if {one.born for one in ours} & {one.born for one in theirs} else DIFFERENT
