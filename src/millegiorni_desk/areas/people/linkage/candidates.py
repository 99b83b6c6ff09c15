"""Who may already be a given person: looked up in the index, without going through everybody."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from millegiorni_desk.areas.people.index_schema import Connection
from millegiorni_desk.areas.people.indexing import restored
from millegiorni_desk.areas.people.linkage.features import Features
from millegiorni_desk.areas.people.linkage.name_variants import GENERIC
from millegiorni_desk.areas.people.lookup import Lookup, Row, any_two, spellings

_POOL = 200
_FEW_WORDS, _MOST_WORDS = 2, 5


def candidates(connection: Connection, person: Features) -> Iterator[Features]:
    """The people worth comparing with *person*, each once; *person* herself, if she is indexed, among them.

    Those with her codice fiscale or telephone, with two of her names, or with one of her names and her
    birth date (or year), spelt alike, sounding alike, or a letter apart.
    """
    seen: set[int] = set()
    for rows in _questions(Lookup(connection), person):
        for row in rows:
            if row[0] not in seen:
                seen.add(row[0])
                yield restored(row)[1]


def _questions(lookup: Lookup, person: Features) -> Iterator[Sequence[Row]]:
    if person.codice_fiscale:
        yield lookup.by_code(person.codice_fiscale, _POOL)
    if person.phone:
        yield lookup.by_phone(person.phone, _POOL)
    words = [word for word in dict.fromkeys(person.given + person.surname) if len(word) > 1]
    telling = ([word for word in words if word not in GENERIC] or words)[:_MOST_WORDS]
    if not telling:
        return
    # Of many names two are left to find her by without a slip in them.
    near = [lookup.near(word) if len(telling) <= _FEW_WORDS else spellings(word) for word in telling]
    alike = any_two(near) if len(near) > 1 else near[0]
    if person.birth is None:
        yield lookup.by_names(alike, _POOL)
        return
    if person.birth.whole and not person.birth.is_january_first:
        yield lookup.by_day(person.birth, _POOL)
    year = person.birth.day.year
    if len(near) == _FEW_WORDS:
        of_year, of_any = lookup.by_names_and_year(alike, _POOL, year)
        yield of_year
        yield of_any()
    else:
        # Pairs of several common names are so many that two questions, each with an end, are sooner answered.
        yield lookup.by_names(alike, _POOL, year)
        yield lookup.by_names(alike, _POOL)
