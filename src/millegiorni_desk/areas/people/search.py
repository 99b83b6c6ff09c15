"""Finding a person while her name is being typed: any order, spelling or sound, a letter wrong."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import combinations

from millegiorni_desk.areas.people.index_schema import Connection, install
from millegiorni_desk.areas.people.indexing import refresh, restored
from millegiorni_desk.areas.people.linkage.duplicates import Pair, duplicates, matches_of
from millegiorni_desk.areas.people.linkage.weights import STANDARD
from millegiorni_desk.areas.people.lookup import Lookup, Row, all_of, either, quoted, spellings
from millegiorni_desk.areas.people.query import Query, read_query
from millegiorni_desk.areas.people.ranking import rank
from millegiorni_desk.language import _

__all__ = ["Hit", "Pair", "duplicates", "find", "install", "matches_of", "refresh"]

_POOL = 60
_BORN_THAT_DAY = 250
_CODE_PREFIX = 6
_FEW_NAMES = 2
_ANSWERS = 3
"""With a birth date, so many who answer it and the names end the search: she may have several cards."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A person who may be the one looked for: how strongly, in bits, and why, in Italian."""

    person_id: str
    bits: float
    reasons: tuple[str, ...]


def find(
    connection: Connection,
    text: str,
    limit: int = 8,
    birth_date: date | None = None,
    house: str | None = None,
) -> list[Hit]:
    """The people who answer what is typed so far, the likeliest first.

    *text* holds names in any order, the beginning of a telephone number or of a codice fiscale, a birth
    date or year, or several of them. A *birth_date* known from elsewhere narrows and orders. With *house*
    only that house's people. Nothing is found below two letters or three digits.
    """
    query = read_query(text, birth_date)
    lookup = Lookup(connection, house)
    pool: dict[int, Hit] = {}
    # Who was born that day and is called otherwise is no answer, and whoever is called so may have another date.
    dated = query.birth is not None and bool(query.all_words)
    wanted, enough = (_ANSWERS, STANDARD.bits["birth"]["equal"]) if dated else (limit, 0.0)
    for rows in _questions(lookup, query):
        _add(pool, rows, query)
        if sum(hit.bits > enough for hit in pool.values()) >= wanted:
            break
    _add_by_other_phones(pool, lookup, query)
    # Of equals, the last to have been registered comes first.
    order = sorted(pool.items(), key=lambda item: (-item[1].bits, -item[0]))
    return [hit for _, hit in order[:limit]]


def _add(pool: dict[int, Hit], rows: Iterable[Row], query: Query) -> None:
    for row in rows:
        if row[0] not in pool:
            number, person = restored(row)
            pool[number] = Hit(person.person_id, *rank(query, person))


def _add_by_other_phones(pool: dict[int, Hit], lookup: Lookup, query: Query) -> None:
    """Those with another number like that: it may be a relative's, so the reason says that it is not her own."""
    told = {
        _("stesso telefono"): _("un altro suo telefono"),
        _("il telefono inizia così"): _("un altro suo telefono inizia così"),
    }
    for digits in query.phones:
        for phone, row in lookup.by_other_phone(digits, _POOL):
            number, person = restored(row)
            bits, reasons = rank(query, replace(person, phone=phone))
            if number not in pool or pool[number].bits < bits:
                pool[number] = Hit(person.person_id, bits, tuple(told.get(each, each) for each in reasons))


def _questions(lookup: Lookup, query: Query) -> Iterator[Sequence[Row]]:
    """One question after another, from the narrowest to the widest."""
    if query.code:
        yield lookup.by_code(query.code, _POOL)
    for digits in query.phones:
        yield lookup.by_phone(digits, _POOL)
    birth = query.birth
    born = (
        lookup.by_day(birth, _BORN_THAT_DAY) if birth and birth.whole and not birth.is_january_first else ()
    )
    # One letter tells too little to be looked for; it still counts in the ranking.
    names = [word for word in query.all_words if len(word) > 1]
    if not names:
        yield born
        return
    typed = [spellings(word, is_open=query.may_go_on(word)) for word in names]
    if birth is None:
        yield lookup.by_names(all_of(*map(quoted, names)), _POOL)
        yield lookup.by_names(all_of(*typed), _POOL)
    near = [lookup.near(word, is_open=query.may_go_on(word)) for word in names]
    # Of many names enough are left to find her by without a slip in them as well.
    alike = near if len(names) <= _FEW_NAMES else typed
    if birth is not None:
        # One name may be another one, and of one year there is room for all of them.
        some = combinations(alike, 2) if len(names) > 1 else [alike]
        pairs = either(*(f"({all_of(*two)})" for two in some))
        yield (*born, *lookup.by_names(pairs, _POOL, birth.day.year))
    yield lookup.by_names(all_of(*near), _POOL)
    if len(names) == 1 and len(names[0]) >= _CODE_PREFIX:
        yield lookup.by_code(names[0].upper(), _POOL)
    if len(names) > 1:
        yield lookup.by_names(either(*_neighbours_joined(names, alike, query)), _POOL)
        without_one = (all_of(*alike[:at], *alike[at + 1 :]) for at in range(len(alike)))
        yield lookup.by_names(either(*(f"({words})" for words in without_one)), _POOL)


def _neighbours_joined(names: list[str], near: list[str], query: Query) -> Iterator[str]:
    """The names with two neighbours taken for one word: "xiao li" for Xiaoli."""
    for at in range(len(names) - 1):
        one = spellings(names[at] + names[at + 1], is_open=query.may_go_on(names[at + 1]))
        yield f"({all_of(*near[:at], one, *near[at + 2 :])})"
