"""Whether two records are one person: evidence in bits, a verdict, and the reasons in Italian.

After Fellegi and Sunter (1969), with fixed and versioned weights instead of estimated ones: families fill
these registers, and an estimate learns from sisters that differing names are no obstacle. Only a person
decides; the one exception is an equal, valid codice fiscale together with agreeing names.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rapidfuzz.distance import OSA

from millegiorni_desk.areas.people.linkage.dates import BITS, BirthLikeness, birth_likeness
from millegiorni_desk.areas.people.linkage.evidence import Evidence
from millegiorni_desk.areas.people.linkage.features import ChildFeature, Features, features_from
from millegiorni_desk.areas.people.linkage.match_reasons import reasons_for
from millegiorni_desk.areas.people.linkage.name_comparison import compare_names

if TYPE_CHECKING:
    from millegiorni_desk.areas.people.records import Child, Person

__all__ = ["WEIGHTS_VERSION", "Evidence", "Features", "Match", "compare", "features_of"]

WEIGHTS_VERSION = 1
"""Goes up with every change of a weight, a cap, a veto or a name table: reports state it."""

SAME, LIKELY, POSSIBLE = 24.0, 17.0, 12.0
"""From how many bits on. Two women out of four thousand start at about −13."""

CODE_EQUAL, CODE_EQUAL_INVALID, CODE_ONE_TYPO, CODE_CONFLICT = 24.0, 12.0, 12.0, -14.0
PHONE_EQUAL, PHONE_NEAR, PHONE_DIFFERENT = 8.0, 4.0, -1.0
ADDRESS_EQUAL, ADDRESS_DIFFERENT = 4.0, -0.5
CITIZENSHIP_ITALIAN, CITIZENSHIP_EQUAL, CITIZENSHIP_DIFFERENT = 0.5, 1.5, -2.0
GENDER_DIFFERENT = -4.0
CHILD_EQUAL, CHILD_BORN_EQUAL = 8.0, 5.0

# What a household shares proves the household, not the woman.
CAP_CONFLICT, CAP_CONFUSABLE, CAP_UNDATED = 3.0, 8.0, 6.0

_DATED = frozenset(
    {BirthLikeness.EQUAL, BirthLikeness.SWAPPED, BirthLikeness.ONE_PART, BirthLikeness.JANUARY_FIRST}
)
_TELLING_BIRTH = _DATED | {BirthLikeness.SAME_YEAR}


@dataclass(frozen=True, slots=True)
class Match:
    """The outcome of a comparison.

    ``verdict``: ``same``, ``likely``, ``possible`` or ``different``. ``vetoes`` name what keeps two records
    from being more than possible: ``given_names``, ``similar_names``, ``codes``, ``generation``,
    ``names_only``. ``links_by_itself`` is true for an equal, valid codice fiscale with agreeing names only.
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


def compare(a: Features, b: Features) -> Match:
    """Compare two people; ``compare(a, b)`` equals ``compare(b, a)`` but for the order of names in a reason."""
    seen = observe(a, b)
    return _match(a, seen, _weigh(seen, a.code_valid, a.citizenship))


def compare_if_possible(a: Features, b: Features) -> Match | None:
    """As :func:`compare`, or None when the verdict is ``different``: over many pairs no reason is worded in vain."""
    seen = observe(a, b)
    bits = _weigh(seen, a.code_valid, a.citizenship)
    return _match(a, seen, bits) if bits >= POSSIBLE else None


def _match(a: Features, seen: Evidence, bits: float) -> Match:
    vetoes = _vetoes(seen)
    links = seen.code == "equal" and a.code_valid and seen.names.agree and not vetoes
    return Match(round(bits, 1), _verdict(bits, seen, vetoes), reasons_for(seen, vetoes), vetoes, links)


def observe(a: Features, b: Features) -> Evidence:
    """How two people agree, thing by thing, not yet weighed."""
    return Evidence(
        compare_names(a, b),
        birth_likeness(a.birth, b.birth),
        _codes(a, b),
        _alike(a.phone, b.phone, near=True),
        _alike(a.address, b.address),
        _alike(a.citizenship, b.citizenship),
        {a.gender, b.gender} == {"F", "M"},
        _children(a.children, b.children),
    )


def _codes(a: Features, b: Features) -> str:
    one, other = a.codice_fiscale, b.codice_fiscale
    if not one or not other:
        return ""
    if one == other:
        return "equal"
    if a.code_valid and b.code_valid:
        # A provisional code of eleven digits is replaced by a final one: both can be hers.
        return "conflict" if len(one) == len(other) else ""
    return "typo" if OSA.distance(one, other, score_cutoff=1) <= 1 else ""


def _alike(one: str, other: str, *, near: bool = False) -> str:
    if not one or not other:
        return ""
    if one == other:
        return "equal"
    return "near" if near and OSA.distance(one, other, score_cutoff=1) <= 1 else "different"


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


def _weigh(seen: Evidence, code_valid: bool, citizenship: str) -> float:
    code = {
        "equal": CODE_EQUAL if code_valid else CODE_EQUAL_INVALID,
        "typo": CODE_ONE_TYPO,
        "conflict": CODE_CONFLICT,
    }.get(seen.code, 0.0)
    own = seen.names.given_bits + BITS[seen.birth] + code + (GENDER_DIFFERENT if seen.gender_differs else 0.0)
    return own + _household(seen, citizenship)


def _household(seen: Evidence, citizenship: str) -> float:
    """What surname, telephone, address, citizenship and children add, within what a family may add."""
    same_country = CITIZENSHIP_ITALIAN if citizenship == "IT" else CITIZENSHIP_EQUAL
    shared = {"equal": PHONE_EQUAL, "near": PHONE_NEAR, "different": PHONE_DIFFERENT}.get(seen.phone, 0.0)
    shared += {"equal": ADDRESS_EQUAL, "different": ADDRESS_DIFFERENT}.get(seen.address, 0.0)
    shared += {"equal": same_country, "different": CITIZENSHIP_DIFFERENT}.get(seen.citizenship, 0.0)
    shared += {"equal": CHILD_EQUAL, "born": CHILD_BORN_EQUAL}.get(seen.child, 0.0)
    surname = seen.names.surname_bits
    if seen.names.given_conflict or seen.birth is BirthLikeness.GENERATION:
        return min(shared + surname, CAP_CONFLICT)
    if seen.names.confusable:
        return min(shared + surname, CAP_CONFUSABLE)
    if seen.birth is BirthLikeness.UNKNOWN and not seen.code:
        return min(shared, CAP_UNDATED) + surname
    return shared + surname


def _vetoes(seen: Evidence) -> tuple[str, ...]:
    telling = (
        seen.birth in _TELLING_BIRTH
        or seen.code in ("equal", "typo")
        or seen.phone in ("equal", "near")
        or seen.child
    )
    found = {
        "given_names": seen.names.given_conflict,
        "similar_names": seen.names.confusable,
        "codes": seen.code == "conflict",
        "generation": seen.birth is BirthLikeness.GENERATION,
        "names_only": not telling,
    }
    return tuple(veto for veto, holds in found.items() if holds)


def _verdict(bits: float, seen: Evidence, vetoes: tuple[str, ...]) -> str:
    if bits < POSSIBLE:
        return "different"
    if vetoes or bits < LIKELY:
        return "possible"
    certain = seen.birth in _DATED or seen.code in ("equal", "typo")
    return "same" if bits >= SAME and certain else "likely"
