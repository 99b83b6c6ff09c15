"""Whether two records are one person: evidence in bits, a verdict, and the reasons in Italian.

After Fellegi and Sunter (1969), with fixed and versioned weights instead of estimated ones: families fill
these registers, and an estimate learns from sisters that differing names are no obstacle. Only a person
decides; the one exception is an equal, valid codice fiscale together with agreeing names.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from millegiorni_desk.areas.people.linkage.dates import BirthLikeness, birth_likeness
from millegiorni_desk.areas.people.linkage.evidence import Evidence
from millegiorni_desk.areas.people.linkage.features import ChildFeature, Features, features_from
from millegiorni_desk.areas.people.linkage.match_reasons import reasons_for
from millegiorni_desk.areas.people.linkage.name_comparison import NameComparison, compare_names, names_at_most
from millegiorni_desk.areas.people.linkage.weights import (
    CAP_CONFLICT,
    CAP_CONFUSABLE,
    CAP_FAINT,
    CAP_UNDATED,
    RARE_NAME,
    STANDARD,
    WEIGHTS_VERSION,
    Weights,
)

if TYPE_CHECKING:
    from millegiorni_desk.areas.people.records import Child, Person

__all__ = ["WEIGHTS_VERSION", "Evidence", "Features", "Match", "compare", "features_of"]

SAME, LIKELY, POSSIBLE = 24.0, 17.0, 12.0
"""From how many bits on. Two women out of four thousand start at about −13."""

_DATED = frozenset(
    {BirthLikeness.EQUAL, BirthLikeness.SWAPPED, BirthLikeness.ONE_PART, BirthLikeness.JANUARY_FIRST}
)
_SAME_CODE = frozenset({"equal", "unchecked", "typo"})
_NEAR_CODE = _SAME_CODE | {"slips"}
LIKE_CODE = _NEAR_CODE | {"names"}
"""The codes may be one woman's."""
_TELLING_NUMBER, _TELLING_SIGNS = 7, 3
_WHOLE_CODE, _NAMES_IN_CODE = 16, 6
_LIKE_STREETS, _LIKE_LETTERS = 80, 93
_NO_NAMES = NameComparison()
_TELLING_BIRTH = _DATED | {BirthLikeness.SAME_YEAR}
_NEAR_DAY = _TELLING_BIRTH - {BirthLikeness.EQUAL, BirthLikeness.SWAPPED}


@dataclass(frozen=True, slots=True)
class Match:
    """The outcome of a comparison.

    ``verdict``: ``same``, ``likely``, ``possible`` or ``different``. ``vetoes`` name what keeps two records
    from being more than possible: ``given_names``, ``similar_names``, ``codes``, ``generation``,
    ``surnames``, ``names_only``. ``links_by_itself`` is true for an equal, valid codice fiscale with agreeing
    names only.
    """

    bits: float
    verdict: str
    reasons: tuple[str, ...]
    vetoes: tuple[str, ...] = ()
    links_by_itself: bool = False


def features_of(person: Person, children: Sequence[Child] = ()) -> Features:
    """The features of a person record with her children's records."""
    return features_from(
        person_id=person.id,
        house=person.house or "",
        surname=person.surname,
        name=person.name,
        birth_date=person.birth_date,
        birth_precision=person.birth_precision,
        codice_fiscale=person.codice_fiscale,
        phone=person.phone,
        address=person.address,
        citizenship=person.citizenship,
        gender=person.gender,
        children=tuple((child.name, child.birth_date) for child in children if not child.voided),
    )


def compare(a: Features, b: Features, weights: Weights = STANDARD) -> Match:
    """Compare two people; ``compare(a, b)`` equals ``compare(b, a)`` but for the order of names in a reason."""
    seen = observe(a, b, weights)
    return _match(a, seen, weigh(seen, weights))


def compare_if_possible(a: Features, b: Features, weights: Weights = STANDARD) -> Match | None:
    """As :func:`compare`, or None when the verdict is ``different``: over many pairs no reason is worded in vain."""
    # Names are compared last: of most candidates the dates alone tell that no names can make up for them.
    seen = observe(a, b, weights, _NO_NAMES)
    bits = weigh(seen, weights)
    if bits + names_at_most(b, weights) < POSSIBLE or bits + names_at_most(a, weights) < POSSIBLE:
        return None
    seen = seen.with_names(compare_names(a, b, weights))
    bits = weigh(seen, weights)
    return _match(a, seen, bits) if bits >= POSSIBLE else None


def _match(a: Features, seen: Evidence, bits: float) -> Match:
    found = vetoes(seen)
    links = seen.code == "equal" and seen.names.agree and not found
    return Match(round(bits, 1), _verdict(bits, seen, found), reasons_for(seen, found), found, links)


def observe(
    a: Features, b: Features, weights: Weights = STANDARD, names: NameComparison | None = None
) -> Evidence:
    """How two people agree, thing by thing, not yet weighed; *names* where they were compared already."""
    return Evidence(
        compare_names(a, b, weights) if names is None else names,
        birth_likeness(a.birth, b.birth),
        code_likeness(a, b),
        _phones(a.phone, b.phone),
        address_likeness(a.address, b.address),
        _citizenships(a.citizenship, b.citizenship),
        {a.gender, b.gender} == {"F", "M"},
        _children(a.children, b.children),
    )


def code_likeness(a: Features, b: Features) -> str:
    """How two people's codici fiscali agree: an outcome of ``weights.LEVELS``, or nothing."""
    one, other = a.codice_fiscale, b.codice_fiscale
    if not one or not other:
        return ""
    if a.code_valid and b.code_valid:
        # A provisional code of eleven digits is replaced by a final one: both can be hers.
        return "equal" if one == other else "conflict" if len(one) == len(other) else ""
    if not (_is_number(one) and _is_number(other)):
        return ""
    if one == other:
        return "unchecked"
    slips = OSA.distance(one, other, score_cutoff=2)
    if slips <= 1:
        return "typo"
    if slips <= 2 and min(len(one), len(other)) >= _TELLING_NUMBER:
        return "slips"
    if len(one) != len(other):
        return ""
    # One of them is mistyped, and still tells of which surname and given name it was made.
    of_one_name = len(one) == _WHOLE_CODE and one[:_NAMES_IN_CODE] == other[:_NAMES_IN_CODE]
    return "names" if of_one_name else "different"


def _is_number(code: str) -> bool:
    """Whether *code* can be somebody's, and no word that was written for want of one."""
    return len(set(code)) >= _TELLING_SIGNS and any(map(str.isdigit, code))


def _phones(one: str, other: str) -> str:
    if not one or not other:
        return ""
    if one == other:
        return "equal"
    return "near" if OSA.distance(one, other, score_cutoff=1) <= 1 else "different"


def address_likeness(one: str, other: str) -> str:
    """How two addresses agree, as ``names.address_key`` writes them: an outcome of ``weights.LEVELS``, or nothing."""
    if not one or not other:
        return ""
    if one == other:
        return "equal"
    street, _, number = one.rpartition(" ")
    other_street, _, other_number = other.rpartition(" ")
    if OSA.distance(number, other_number, score_cutoff=1) > 1:
        return "different"
    # Who writes the quarter or the parish too, or glues two words, still lives there.
    alike = fuzz.token_set_ratio(street, other_street, score_cutoff=_LIKE_STREETS) or fuzz.ratio(
        sorted(street.replace(" ", "")), sorted(other_street.replace(" ", "")), score_cutoff=_LIKE_LETTERS
    )
    return "near" if alike else "different"


def _citizenships(one: str, other: str) -> str:
    if not one or not other:
        return ""
    if one != other:
        return "different"
    return "italian" if one == "IT" else "equal"


def _children(ours: tuple[ChildFeature, ...], theirs: tuple[ChildFeature, ...]) -> str:
    best = ""
    for one in ours:
        for other in theirs:
            if one.born is None or one.born != other.born:
                continue
            if one.sound == other.sound and one.sound:
                return "equal"
            if not one.sound or not other.sound:
                best = "born"
    return best


def weigh(seen: Evidence, weights: Weights) -> float:
    """What was seen, in bits."""
    bits = weights.bits
    birth = bits["birth"].get(seen.birth.value, 0.0)
    if seen.code in _NEAR_CODE:
        # Two who share a code are one or stand one after the other at a desk: the date is mistyped as often as not.
        birth = max(birth, bits["birth"]["far"])
    own = seen.names.given_bits + birth + bits["code"].get(seen.code, 0.0)
    if seen.names.given_conflict and seen.code != "equal" and _is_coded_alike(seen):
        # Desks write the name that she goes by. A code that was copied from the sister before her has no slip.
        own += bits["given"]["partly"] - bits["given"]["conflict"]
    if seen.gender_differs:
        own += bits["gender"]["different"]
    return own + _household(seen, bits)


def _household(seen: Evidence, bits: Mapping[str, Mapping[str, float]]) -> float:
    """What surname, telephone, address, citizenship and children add, within what a family may add."""
    shared = bits["phone"].get(seen.phone, 0.0) + bits["address"].get(seen.address, 0.0)
    shared += bits["citizenship"].get(seen.citizenship, 0.0) + bits["child"].get(seen.child, 0.0)
    cap = _cap(seen)
    if cap is not None:
        return min(shared + seen.names.surname_bits, cap)
    if seen.birth is BirthLikeness.UNKNOWN and not seen.code:
        shared = min(shared, CAP_UNDATED)
    return shared + seen.names.surname_bits


def _cap(seen: Evidence) -> float | None:
    """What a family may add at most, where it may be her sister, her mother or her daughter."""
    if seen.names.given_conflict or seen.birth is BirthLikeness.GENERATION:
        return CAP_CONFUSABLE if _is_coded_alike(seen) else CAP_CONFLICT
    if seen.names.confusable:
        return CAP_FAINT if seen.names.faint else CAP_CONFUSABLE
    return None


def _is_coded_alike(seen: Evidence) -> bool:
    """Whether the codes tell one woman; mother and daughter may bear one name, and the code's letters tell no more."""
    return seen.code in _NEAR_CODE or (seen.code == "names" and seen.birth is not BirthLikeness.GENERATION)


def vetoes(seen: Evidence, posterior: float = math.inf) -> tuple[str, ...]:
    """What keeps two records apart until somebody decides, however many bits there are.

    With the *posterior* odds in bits also a name and a date that is only nearly the same, unless the name is rare.
    """
    other = seen.code in _SAME_CODE or seen.phone in ("equal", "near") or bool(seen.child)
    at_home = other or seen.address == "equal"
    found = {
        "given_names": seen.names.given_conflict,
        "similar_names": seen.names.confusable,
        "codes": seen.code == "conflict",
        "generation": seen.birth is BirthLikeness.GENERATION,
        "surnames": seen.names.surname_conflict and not at_home,
        "names_only": not (other or seen.birth in _TELLING_BIRTH),
        "near_date": not at_home and seen.birth in _NEAR_DAY and posterior < RARE_NAME,
    }
    return tuple(veto for veto, holds in found.items() if holds)


def _verdict(bits: float, seen: Evidence, found: tuple[str, ...]) -> str:
    if bits < POSSIBLE:
        return "different"
    if found or bits < LIKELY:
        return "possible"
    certain = seen.birth in _DATED or seen.code in _SAME_CODE
    return "same" if bits >= SAME and certain else "likely"
