"""The sounds that are one slip from what is typed, held against what that means."""

from __future__ import annotations

from hypothesis import example, given, settings
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from millegiorni_desk.areas.people import search, vocabulary
from tests.areas.people.registry import Registry

_KNOWN = st.text("abn", min_size=3, max_size=6)
_TYPED = st.text("abn", min_size=4, max_size=6)


@settings(max_examples=40, deadline=None)
@example(known={"aba", "abab", "ababb", "abaab", "abanab"}, typed="ababab")
@given(known=st.sets(_KNOWN, min_size=20, max_size=60), typed=_TYPED)
def test_what_is_near_and_what_begins_nearly_so(known: set[str], typed: str) -> None:
    registry = Registry()
    search.install(registry.raw)
    cursor = registry.raw.cursor()
    vocabulary.learn(cursor, known)

    assert vocabulary.near(cursor, typed) == sorted(
        other for other in known if OSA.distance(typed, other) <= 1
    )
    begun = sorted(other for other in known if other[:2] == typed[:2] and _begins_nearly_so(other, typed))
    assert vocabulary.begun(cursor, typed) == begun[:24]
    registry.raw.close()


def _begins_nearly_so(other: str, typed: str) -> bool:
    return any(OSA.distance(typed, other[:length]) <= 1 for length in range(len(typed) - 1, len(typed) + 2))
