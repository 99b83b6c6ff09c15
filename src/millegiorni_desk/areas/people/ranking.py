"""How well a person answers what was typed, in the matcher's bits, and why, in Italian."""

from __future__ import annotations

from functools import lru_cache

from millegiorni_desk.areas.people.linkage.dates import BirthLikeness, birth_likeness
from millegiorni_desk.areas.people.linkage.features import Features
from millegiorni_desk.areas.people.linkage.likeness import Likeness, likeness
from millegiorni_desk.areas.people.linkage.match_reasons import BIRTH
from millegiorni_desk.areas.people.linkage.name_comparison import joined
from millegiorni_desk.areas.people.linkage.name_variants import ARTICLES
from millegiorni_desk.areas.people.linkage.names import sound, without_article
from millegiorni_desk.areas.people.linkage.weights import STANDARD
from millegiorni_desk.areas.people.query import Query
from millegiorni_desk.language import _

_CODE_BITS = 22.0
_PHONE_BITS = 9.0
_MISSING = -4.0
_LEFT_OVER = -0.5
_MOST_REASONS = 6
_OTHER_DAY = -1.0
"""Another day and month of the same year: as often a slip in both as somebody else's birthday."""


def rank(query: Query, person: Features) -> tuple[float, tuple[str, ...]]:
    """The bits by which *person* answers *query*, and the reasons, the strongest kind first."""
    bits, reasons = 0.0, []
    if query.code:
        if person.codice_fiscale.startswith(query.code):
            bits += _CODE_BITS * len(query.code) / 16
            reasons.append(
                _("stesso codice fiscale") if len(query.code) == 16 else _("il codice fiscale inizia così")
            )
        else:
            bits += _MISSING
    if query.phones:
        if any(person.phone.startswith(digits) for digits in query.phones):
            bits += _PHONE_BITS * max(map(len, query.phones)) / 10
            whole = person.phone in query.phones
            reasons.append(_("stesso telefono") if whole else _("il telefono inizia così"))
        else:
            bits += _MISSING
    if query.all_words:
        name_bits, name_reasons = _rank_words(query, person)
        bits += name_bits
        reasons.extend(name_reasons)
    how = birth_likeness(query.birth, person.birth)
    if how is not BirthLikeness.UNKNOWN:
        bits += _birth_bits(how, query, person)
        reasons.append(BIRTH[how])
    return round(bits, 2), tuple(reasons[:_MOST_REASONS])


def _birth_bits(how: BirthLikeness, query: Query, person: Features) -> float:
    if (
        how is BirthLikeness.FAR
        and query.birth
        and person.birth
        and query.birth.day.year == person.birth.day.year
    ):
        return _OTHER_DAY
    return STANDARD.bits["birth"][how.value]


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


def _rank_words(query: Query, person: Features) -> tuple[float, list[str]]:
    whole = person.given + person.surname
    typed_words = joined(query.all_words, whole)
    left = joined(person.given, query.all_words) + joined(person.surname, query.all_words)
    among, bits, begun = len(left), 0.0, False
    reasons: list[str] = []
    for typed in sorted(typed_words, key=lambda word: (query.may_go_on(word), -len(word), word)):
        found = _best(typed, left, query.may_go_on(typed))
        if found is None:
            bits += _MISSING
            continue
        gained, word, reason = found
        bits += gained
        left.remove(word)
        begun = begun or (typed == query.open_word and typed != word)
        if reason:
            reasons.append(reason)
    if not reasons and len(left) < among:
        reasons.append(_("il nome inizia così") if begun else _("stesso nome"))
    return bits + _LEFT_OVER * len(left), reasons


def _best(typed: str, left: list[str], is_open: bool) -> tuple[float, str, str] | None:
    best: tuple[float, str, str] | None = None
    for word in left:
        found = _fit(typed, word, is_open)
        if found is not None and (best is None or found[0] > best[0]):
            best = found
    return best


# Of those who answer, many bear the same names, and most of what was typed is typed again with the next letter.
@lru_cache(maxsize=1 << 16)
def _fit(typed: str, word: str, is_open: bool) -> tuple[float, str, str] | None:
    """The bits by which *word* is what was *typed*, the word, and the reason."""
    kind, bits = likeness(typed, word)
    reason = _reason(kind, typed, word)
    if is_open and kind is not Likeness.EQUAL:
        begun, begun_reason = _begun(typed, word)
        if begun > bits:
            kind, bits, reason = Likeness.CUT, begun, begun_reason
    return None if kind is Likeness.NONE else (bits, word, reason)


def _begun(typed: str, word: str) -> tuple[float, str]:
    """The bits of a word still being typed, by spelling, by sound, or but for one letter."""
    share = STANDARD.rarity(word) * len(typed) / (len(word) + 1)
    if word.startswith(typed) or without_article(word).startswith(typed):
        return max(1.0, share), ""
    if any((article + word).startswith(typed) for article in ARTICLES):
        return max(0.9, share - 0.5), ""
    if sound(word).startswith(sound(typed)):
        # Whoever is spelled so comes before whoever only sounds so, however much shorter her name is.
        return max(0.9, share - 2.0), _reason(Likeness.SOUND, typed, word)
    if len(typed) >= 4 and len(word) > len(typed):
        kind, _unused = likeness(typed, word[: len(typed)])
        if kind in (Likeness.NEAR, Likeness.CONFUSABLE, Likeness.SOUND):
            return max(0.5, share - 3.0), _reason(Likeness.NEAR, typed, word)
    return 0.0, ""


def _reason(kind: Likeness, typed: str, word: str) -> str:
    pair = f"({typed.capitalize()}/{word.capitalize()})"
    if kind in (Likeness.SOUND, Likeness.VARIANT):
        return _("stesso suono del nome {pair}").format(pair=pair)
    if kind in (Likeness.NEAR, Likeness.CONFUSABLE):
        return _("nome simile {pair}").format(pair=pair)
    return ""
