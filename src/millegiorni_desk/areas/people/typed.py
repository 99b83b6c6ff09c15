"""What was typed in the search field, as the beginning of a new card."""

from __future__ import annotations

from datetime import date

from millegiorni_desk.areas.people import codice_fiscale
from millegiorni_desk.areas.people.query import read_query
from millegiorni_desk.areas.people.records import Person

_SMALL = frozenset("di de del della dei degli da dal dalla lo la li van von bin bint ben".split())


def person_from(text: str) -> Person:
    """A card with what *text* says: name and then surname, telephone, birth, codice fiscale with what it tells.

    The card has no house yet and is kept nowhere. A single word is taken for the name.
    """
    query = read_query(text)
    words = [word for word in text.split() if not any(sign.isdigit() for sign in word)]
    if text == text.lower() or text == text.upper():
        words = [_capital(word) for word in words]
    person = Person(house="", name=words[0] if words else "", surname=" ".join(words[1:]))
    if query.birth is not None and query.birth.day <= date.today():
        person.birth_date = query.birth.day
        person.birth_precision = "day" if query.birth.whole else "year"
    if query.phones and not query.code:
        person.phone = "".join(sign for sign in text if sign.isdigit() or sign == "+")
    if query.code:
        person.codice_fiscale = query.code
        said = codice_fiscale.read(query.code)
        if said is not None:
            person.birth_date, person.gender = said.birth_date, said.gender
    return person


def _capital(word: str) -> str:
    lower = word.lower()
    return lower if lower in _SMALL else "'".join(part.capitalize() for part in lower.split("'"))
