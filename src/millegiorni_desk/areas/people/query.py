"""What an operator typed in the search field: names, a telephone number, a code, a date, in any order."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from millegiorni_desk.areas.people import codice_fiscale as cf
from millegiorni_desk.areas.people.linkage import names
from millegiorni_desk.areas.people.linkage.features import Birth
from millegiorni_desk.areas.people.linkage.name_variants import ARTICLES

_DATE = re.compile(
    r"(?<!\d)(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4}|\d{2})(?!\d)|(?<!\d)(\d{4})-(\d{2})-(\d{2})(?!\d)"
)
_YEAR = re.compile(r"(?<![\d+])(?:19|20)\d\d(?!\d)")
_PHONE = re.compile(r"\+?\d[\d\s./\-]{1,18}")
_SHORT = 3
_MARRIED = frozenset({"in", "ved"})
"""What stands between a woman's surname and her husband's on Italian documents, and on few cards."""
_CODE = re.compile(r"\b[A-Z]{6}\d[0-9A-Z]{0,9}\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Query:
    """The parts of what was typed. ``open_word`` is the last word while it is still being typed."""

    words: tuple[str, ...]
    open_word: str
    birth: Birth | None
    phones: tuple[str, ...]
    code: str

    def may_go_on(self, word: str) -> bool:
        """Whether *word* may be the beginning of one: the open word, and short ones, as in "am fat"."""
        return word == self.open_word or len(word) <= _SHORT

    @property
    def all_words(self) -> tuple[str, ...]:
        """The name words, the open one last."""
        return (*self.words, self.open_word) if self.open_word else self.words


def read_query(text: str, birth_date: date | None = None) -> Query:
    """*text* taken apart; a *birth_date* given beside it wins over one typed within it."""
    text = text[:200]
    code = _CODE.search(text)
    if code is not None:
        text = text.replace(code.group(), " ")
    birth, text = _take_birth(text)
    if birth_date is not None:
        birth = Birth(birth_date)
    phone = _PHONE.search(text)
    phones: tuple[str, ...] = ()
    if phone is not None:
        phones = _phones(phone.group())
        text = text.replace(phone.group(), " ")
    ended = text != text.rstrip() or phone is not None
    words = _name_words(text)
    open_word = "" if ended or not words else words[-1]
    return Query(
        words[:-1] if open_word else words,
        open_word,
        birth,
        phones,
        cf.normalise(code.group()) if code else "",
    )


def _name_words(text: str) -> tuple[str, ...]:
    words = names.words(text)
    parts = names.fold(text).split()
    if len(words) > 2:
        words = (words[0], *(word for word in words[1:-1] if word not in _MARRIED), words[-1])
    if words and len(words[-1]) == 1 and len(parts) > 1 and parts[-2] in ARTICLES:
        # "El A": one letter is too little to look for, but with its article it is enough.
        return (*words[:-1], parts[-2] + words[-1])
    return words


def _take_birth(text: str) -> tuple[Birth | None, str]:
    found = _DATE.search(text)
    if found is not None:
        day, month, year = (found[1], found[2], found[3]) if found[1] else (found[6], found[5], found[4])
        full_year = (
            int(year) if len(year) == 4 else cf.LAST_BIRTH_YEAR - (cf.LAST_BIRTH_YEAR - int(year)) % 100
        )
        try:
            return Birth(date(full_year, int(month), int(day))), text.replace(found.group(), " ")
        except ValueError:
            return None, text.replace(found.group(), " ")
    year_only = _YEAR.search(text)
    if year_only is not None and names.fold(text):
        return Birth(date(int(year_only.group()), 1, 1), False), text.replace(year_only.group(), " ")
    return None, text


def _phones(typed: str) -> tuple[str, ...]:
    """The beginnings of numbers that *typed* may be: as it is, and without the prefix of Italy."""
    digits = "".join(character for character in typed if character.isdigit())
    if len(digits) < 3:
        return ()
    forms = [digits] if not typed.startswith("+") else []
    for prefix in ("0039", "39"):
        if digits.startswith(prefix) and len(digits) >= len(prefix) + 3:
            forms.append(digits[len(prefix) :])
    if len(digits) > 10:
        forms.append(digits[-10:])
    return tuple(dict.fromkeys(form[:10] for form in forms)) or (digits[:10],)
