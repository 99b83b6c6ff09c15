"""Finding a person while her name is being typed: any order, spelling or sound, a letter wrong."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from millegiorni_desk.areas.people.index_schema import Connection, install
from millegiorni_desk.areas.people.indexing import refresh
from millegiorni_desk.areas.people.linkage.duplicates import Pair, duplicates, matches_of
from millegiorni_desk.areas.people.linkage.weights import STANDARD
from millegiorni_desk.areas.people.lookup import Lookup
from millegiorni_desk.areas.people.query import read_query
from millegiorni_desk.areas.people.questions import POOL, questions
from millegiorni_desk.areas.people.ranking import Ranking
from millegiorni_desk.language import _

__all__ = ["Hit", "Pair", "duplicates", "find", "install", "matches_of", "refresh"]


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
    ranking = Ranking(query)
    lookup = Lookup(connection, house)
    pool: dict[int, tuple[str, float, tuple[str, ...]]] = {}
    # Who was born that day and is called otherwise is no answer, and whoever is called so may have another date.
    least = STANDARD.bits["birth"]["equal"] if query.birth is not None and query.all_words else 0.0
    for rows, enough in questions(lookup, query, limit):
        for row in rows:
            if row[0] not in pool:
                pool[row[0]] = (row[1], *ranking.rank(row))
        if sum(bits > least for _id, bits, _reasons in pool.values()) >= enough:
            break
    _add_by_other_phones(pool, lookup, query.phones, ranking)
    # Of equals, the last to have been registered comes first.
    order = sorted(pool.items(), key=lambda item: (-item[1][1], -item[0]))[:limit]
    unnamed = [number for number, (person_id, *_told) in order if not person_id]
    ids = lookup.ids(unnamed) if unnamed else {}
    return [Hit(person_id or ids[number], bits, reasons) for number, (person_id, bits, reasons) in order]


def _add_by_other_phones(
    pool: dict[int, tuple[str, float, tuple[str, ...]]],
    lookup: Lookup,
    phones: Sequence[str],
    ranking: Ranking,
) -> None:
    """Those with another number like that: it may be a relative's, so the reason says that it is not her own."""
    told = {
        _("stesso telefono"): _("un altro suo telefono"),
        _("il telefono inizia così"): _("un altro suo telefono inizia così"),
    }
    for digits in phones:
        for phone, row in lookup.by_other_phone(digits, POOL):
            bits, reasons = ranking.rank(row, phone)
            if row[0] not in pool or pool[row[0]][1] < bits:
                pool[row[0]] = row[1], bits, tuple(told.get(each, each) for each in reasons)
