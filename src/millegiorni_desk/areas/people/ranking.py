"""How well a person answers what was typed, in the matcher's bits, and why, in Italian."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from itertools import pairwise

from rapidfuzz.distance import OSA

from millegiorni_desk.areas.people.indexing import restored_birth
from millegiorni_desk.areas.people.linkage.dates import BirthLikeness, birth_likeness
from millegiorni_desk.areas.people.linkage.features import Birth, Features
from millegiorni_desk.areas.people.linkage.likeness import Likeness, kind_of, likeness
from millegiorni_desk.areas.people.linkage.match_reasons import BIRTH
from millegiorni_desk.areas.people.linkage.name_comparison import joined
from millegiorni_desk.areas.people.linkage.name_variants import ARTICLES
from millegiorni_desk.areas.people.linkage.names import sound, without_article
from millegiorni_desk.areas.people.linkage.weights import STANDARD
from millegiorni_desk.areas.people.lookup import Row
from millegiorni_desk.areas.people.query import Query
from millegiorni_desk.language import _

_CODE_BITS = 22.0
_PHONE_BITS = 9.0
_MISSING = -4.0
_LEFT_OVER = -0.5
_MOST_REASONS = 6
_SLIPS = 2
_Fit = tuple[float, str, str]
"""The bits by which a word is what was typed, the word, and the reason."""
_Typed = tuple[str, bool, dict[str, _Fit | None]]
"""A word that was typed, whether it may go on, and how well other words fit it."""
_Weighed = tuple[float, tuple[str, ...]]
"""Bits, and the reasons for them."""
_NOTHING: _Weighed = (0.0, ())
_OTHER_DAY = -1.0
"""Another day and month of the same year: as often a slip in both as somebody else's birthday."""


class Ranking:
    """How well people answer one query. Of those who do many bear the same names or birth date, each weighed once."""

    def __init__(self, query: Query) -> None:
        self._query = query
        words = query.all_words
        self._fits: dict[str, _Typed] = {}
        self._typed = self._in_order(words)
        self._heard = frozenset(map(sound, words))
        self._glued = frozenset(sound(one + other) for one, other in pairwise(words))
        self._of_names: dict[tuple[str, str], _Weighed] = {}
        self._of_births: dict[str, _Weighed] = {}

    def rank(self, row: Row, phone: str | None = None) -> _Weighed:
        """The bits by which a row of the index answers the query, and the reasons, the strongest kind first.

        With *phone* as if that were her number.
        """
        query = self._query
        # Dozens of rows at each letter: what is not asked for is not taken out of them.
        surname, given, birth = row[3:6]
        bits, reasons = _NOTHING
        if query.code or query.phones:
            bits, reasons = _rank_numbers(query, row[6], row[8] if phone is None else phone)
        if self._typed:
            names = given, surname
            found = self._of_names.get(names)
            if found is None:
                found = self._of_names[names] = self._rank_names(given.split(), surname.split())
            bits, reasons = bits + found[0], reasons + found[1]
        if query.birth is not None and birth:
            found = self._of_births.get(birth)
            if found is None:
                found = self._of_births[birth] = _rank_birth(query.birth, restored_birth(birth))
            bits, reasons = bits + found[0], reasons + found[1]
        return round(bits, 2), reasons[:_MOST_REASONS]

    def _rank_names(self, given: list[str], surname: list[str]) -> _Weighed:
        typed_words = self._typed
        if self._glued and not self._glued.isdisjoint(map(sound, given + surname)):
            typed_words = self._in_order(joined(self._query.all_words, (*given, *surname)))
        left = self._joined(given) + self._joined(surname)
        among, bits, begun = len(left), 0.0, False
        reasons: list[str] = []
        for typed, may_go_on, fits in typed_words:
            found: _Fit | None = None
            for word in left:
                if word in fits:
                    fit = fits[word]
                else:
                    fit = fits[word] = _fit(typed, word, may_go_on)
                if fit is not None and (found is None or fit[0] > found[0]):
                    found = fit
            if found is None:
                bits += _MISSING
                continue
            gained, word, reason = found
            bits += gained
            left.remove(word)
            begun = begun or (typed == self._query.open_word and typed != word)
            if reason:
                reasons.append(reason)
        if not reasons and len(left) < among:
            reasons.append(_("il nome inizia così") if begun else _("stesso nome"))
        return bits + _LEFT_OVER * len(left), tuple(reasons)

    def _joined(self, words: list[str]) -> list[str]:
        if len(words) < 2 or self._heard.isdisjoint(sound(one + other) for one, other in pairwise(words)):
            return words
        return joined(tuple(words), self._query.all_words)

    def _in_order(self, words: Iterable[str]) -> list[_Typed]:
        """The longest first, and last what may go on: it would take a longer word's place."""
        return [self._word(word) for word in sorted(words, key=self._place)]

    def _word(self, word: str) -> _Typed:
        if word not in self._fits:
            self._fits[word] = word, self._query.may_go_on(word), {}
        return self._fits[word]

    def _place(self, word: str) -> tuple[bool, int, str]:
        return self._query.may_go_on(word), -len(word), word


def _rank_numbers(query: Query, code: str, phone: str) -> _Weighed:
    bits, reasons = 0.0, []
    if query.code:
        if code.startswith(query.code):
            bits += _CODE_BITS * len(query.code) / 16
            reasons.append(
                _("stesso codice fiscale") if len(query.code) == 16 else _("il codice fiscale inizia così")
            )
        else:
            bits += _MISSING
    if query.phones:
        if any(phone.startswith(digits) for digits in query.phones):
            bits += _PHONE_BITS * max(map(len, query.phones)) / 10
            whole = phone in query.phones
            reasons.append(_("stesso telefono") if whole else _("il telefono inizia così"))
        else:
            bits += _MISSING
    return bits, tuple(reasons)


def _rank_birth(wanted: Birth, born: Birth) -> _Weighed:
    how = birth_likeness(wanted, born)
    if how is BirthLikeness.FAR and wanted.day.year == born.day.year:
        return _OTHER_DAY, (BIRTH[how],)
    return STANDARD.bits["birth"][how.value], (BIRTH[how],)


def answers_all(query: Query, person: Features) -> bool:
    """Whether everything that was typed is found in *person*: no word, number or code is left over."""
    if query.code and not person.codice_fiscale.startswith(query.code):
        return False
    if query.phones and not any(person.phone.startswith(digits) for digits in query.phones):
        return False
    left = list(person.given + person.surname)
    for typed in sorted(query.all_words, key=lambda word: (word == query.open_word, -len(word))):
        found = _best(typed, left, typed == query.open_word)
        if found is None or found[0] <= 0:
            return False
        left.remove(found[1])
    return birth_likeness(query.birth, person.birth) not in (BirthLikeness.FAR, BirthLikeness.GENERATION)


def _best(typed: str, left: list[str], is_open: bool) -> _Fit | None:
    best: _Fit | None = None
    for word in left:
        found = _fit(typed, word, is_open)
        if found is not None and (best is None or found[0] > best[0]):
            best = found
    return best


# Most of what was typed is typed again with the next letter.
@lru_cache(maxsize=1 << 16)
def _fit(typed: str, word: str, is_open: bool) -> _Fit | None:
    """How well *word* is what was *typed*."""
    kind, bits = likeness(typed, word)
    if is_open and kind is not Likeness.EQUAL:
        begun, how = _begun(typed, word)
        if begun > bits:
            kind, bits = how, begun
    return None if kind is Likeness.NONE else (bits, word, _reason(kind, typed, word))


def _begun(typed: str, word: str) -> tuple[float, Likeness]:
    """The bits of a word still being typed, and how it begins so: by spelling, by sound, or but for one letter."""
    if word.startswith(typed) or without_article(word).startswith(typed):
        return max(1.0, _share(typed, word)), Likeness.CUT
    if typed[:2] in ARTICLES and word.startswith(typed[2:]):
        return max(0.9, _share(typed, word) - 0.5), Likeness.CUT
    if sound(word).startswith(sound(typed)):
        # Whoever is spelled so comes before whoever only sounds so, however much shorter her name is.
        return max(0.9, _share(typed, word) - 2.0), Likeness.SOUND
    if len(typed) >= 4 and len(word) > len(typed) and _begins_near(typed, word[: len(typed)]):
        return max(0.5, _share(typed, word) - 3.0), Likeness.NEAR
    return 0.0, Likeness.NONE


def _share(typed: str, word: str) -> float:
    return STANDARD.rarity(word) * len(typed) / (len(word) + 1)


def _begins_near(typed: str, begun: str) -> bool:
    if OSA.distance(typed, begun, score_cutoff=_SLIPS) > _SLIPS:
        return False
    return kind_of(typed, begun) in (Likeness.NEAR, Likeness.CONFUSABLE, Likeness.SOUND)


def _reason(kind: Likeness, typed: str, word: str) -> str:
    pair = f"({typed.capitalize()}/{word.capitalize()})"
    if kind in (Likeness.SOUND, Likeness.VARIANT):
        return _("stesso suono del nome {pair}").format(pair=pair)
    if kind in (Likeness.NEAR, Likeness.CONFUSABLE):
        return _("nome simile {pair}").format(pair=pair)
    return ""
