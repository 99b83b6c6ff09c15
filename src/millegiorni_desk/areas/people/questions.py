"""What the search index is asked about what was typed: one question after another, from the narrowest to the widest."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from itertools import pairwise

from millegiorni_desk.areas.people.linkage.features import Birth
from millegiorni_desk.areas.people.lookup import Lookup, Row, all_of, any_two, either, quoted, spellings
from millegiorni_desk.areas.people.query import Query

POOL = 60
"""How many answers to one question are looked at."""

_BORN_THAT_DAY = 250
_CODE_PREFIX = 6
_FEW_NAMES = 2
_CARDS, _TWICE = 3, 2
"""Of a woman whose names and birth date are typed, or three names: she may have several cards."""

Answer = tuple[Sequence[Row], int]
"""Rows, and how many that fit well make it needless to ask on."""


def questions(lookup: Lookup, query: Query, limit: int) -> Iterator[Answer]:
    """The answers to what was typed; whoever takes them stops when there are enough."""
    if query.code:
        yield lookup.by_code(query.code, POOL), limit
    for digits in query.phones:
        yield lookup.by_phone(digits, POOL), limit
    # One letter tells too little to be looked for; it still counts in the ranking.
    names = [word for word in dict.fromkeys(query.all_words) if len(word) > 1]
    if not names:
        yield _born(lookup, query), limit
    elif query.birth is None:
        yield from _by_names(lookup, query, names, limit)
    else:
        yield from _by_names_and_birth(lookup, query, names, query.birth)


def _by_names(lookup: Lookup, query: Query, names: list[str], limit: int) -> Iterator[Answer]:
    typed = [spellings(word, is_open=query.may_go_on(word)) for word in names]
    if len(names) > _FEW_NAMES:
        yield from _by_many_names(lookup, query, names, typed)
        return
    yield lookup.by_names(all_of(*map(quoted, names)), POOL), limit
    yield lookup.by_names(all_of(*typed), POOL), limit
    near = [lookup.near(word, is_open=query.may_go_on(word)) for word in names]
    yield lookup.by_names(all_of(*near), POOL), limit
    if len(names) > 1:
        yield from _wider(lookup, query, names, near, limit)
    elif len(names[0]) >= _CODE_PREFIX:
        yield lookup.by_code(names[0].upper(), POOL), limit


def _by_many_names(lookup: Lookup, query: Query, names: list[str], typed: list[str]) -> Iterator[Answer]:
    """Of so many names enough are left to find her by without a slip in one that is still being typed."""
    near = [
        begun if query.may_go_on(word) else lookup.near(word)
        for word, begun in zip(names, typed, strict=True)
    ]
    yield lookup.by_names(all_of(*near), POOL), _CARDS
    yield from _wider(lookup, query, names, typed, _CARDS)


def _by_names_and_birth(lookup: Lookup, query: Query, names: list[str], birth: Birth) -> Iterator[Answer]:
    near = [lookup.near(word, is_open=query.may_go_on(word)) for word in names]
    alike = near
    if len(names) > _FEW_NAMES:
        # Of so many names enough are left to find her by without a slip in them as well.
        alike = [spellings(word, is_open=query.may_go_on(word)) for word in names]
    # One name may be another one, and of one year there is room for all of them.
    if len(names) == _FEW_NAMES:
        of_year, of_any = lookup.by_names_and_year(all_of(*near), POOL, birth.day.year)
    else:
        some = any_two(alike) if len(names) > 1 else near[0]
        of_year = lookup.by_names(some, POOL, birth.day.year)
        of_any = partial(lookup.by_names, all_of(*near), POOL)
    yield (*_born(lookup, query), *of_year), _CARDS
    yield of_any(), _TWICE
    if len(names) > 1:
        yield from _wider(lookup, query, names, alike, _TWICE)


def _wider(lookup: Lookup, query: Query, names: list[str], alike: list[str], enough: int) -> Iterator[Answer]:
    """Two names written as one, and all names but one."""
    joined = [spellings(one + other, is_open=query.may_go_on(other)) for one, other in pairwise(names)]
    # Hardly ever does anybody bear two of them as one: that is quickly seen, and the rest need not be gone through.
    if lookup.is_borne(either(*joined)):
        yield lookup.by_names(_two_as_one(alike, joined), POOL), enough
    yield lookup.by_names(_all_but_one(alike), POOL), enough


def _born(lookup: Lookup, query: Query) -> Sequence[Row]:
    birth = query.birth
    if birth is None or not birth.whole or birth.is_january_first:
        return ()
    return lookup.by_day(birth, _BORN_THAT_DAY, names_only=not (query.code or query.phones))


# The last word may go on: of all words that begin so the index makes one list, each time anew that it is named. So it
# stands outside the brackets.
def _two_as_one(words: Sequence[str], joined: Sequence[str]) -> str:
    """*words* with two neighbours taken for one: "xiao li" for Xiaoli."""
    last = f"({all_of(*words[:-2], joined[-1])})"
    if len(words) == _FEW_NAMES:
        return last
    return either(last, f"({all_of(_two_as_one(words[:-1], joined[:-1]), words[-1])})")


def _all_but_one(words: Sequence[str]) -> str:
    if len(words) == _FEW_NAMES:
        return either(*words)
    return either(f"({all_of(*words[:-1])})", f"({all_of(_all_but_one(words[:-1]), words[-1])})")
