"""What was typed in the search field, as the beginning of a new card."""

from __future__ import annotations

from datetime import date

from millegiorni_desk.areas.people import codice_fiscale
from millegiorni_desk.areas.people.lookup import Lookup, quoted
from millegiorni_desk.areas.people.query import read_query
from millegiorni_desk.areas.people.records import Person
from millegiorni_desk.vault.permissions import Permission
from millegiorni_desk.vault.vault import Vault

_SMALL = frozenset("di de del della dei degli da dal dalla lo la li van von bin bint ben".split())


# So many of those who bear a word tell whether it is a name or a surname.
_ENOUGH = 60


def begun(vault: Vault, text: str) -> Person:
    """A card with what *text* says, as :func:`person_from`: its names in the order that people in *vault* tell.

    Raises ``NotAllowed``.
    """
    vault.require(Permission.SEE_PEOPLE)
    return person_from(text, surname_first=_surname_first(vault, text))


def _surname_first(vault: Vault, text: str) -> bool:
    """Whether the first word is more of a surname here, and the last more of a name, than the other way round."""
    words = read_query(text).all_words
    if len(words) < 2:
        return False
    with vault.connection() as raw:
        lookup = Lookup(raw)
        return _surname_share(lookup, words[0]) > _surname_share(lookup, words[-1])


def _surname_share(lookup: Lookup, word: str) -> float:
    """Of those who bear *word* how many do as a surname; a half where nobody does."""
    as_surname = as_name = 0
    for row in lookup.by_names(quoted(word), _ENOUGH):
        as_surname += word in row[3].split()
        as_name += word in row[4].split()
    return as_surname / (as_surname + as_name) if as_surname + as_name else 0.5


def person_from(text: str, *, surname_first: bool = False) -> Person:
    """A card with what *text* says: name and then surname, telephone, birth, codice fiscale with what it tells.

    The card has no house yet and is kept nowhere. A single word is taken for the name.
    """
    query = read_query(text)
    words = [word for word in text.split() if not any(sign.isdigit() for sign in word)]
    if text == text.lower() or text == text.upper():
        words = [_capital(word) for word in words]
    name, surname = (words[-1:], words[:-1]) if surname_first else (words[:1], words[1:])
    person = Person(house="", name=" ".join(name), surname=" ".join(surname))
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
