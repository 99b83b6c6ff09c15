"""Two people's names compared as bags of words: order, double surnames, swapped fields, truncation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from millegiorni_desk.areas.people.linkage.features import Features
from millegiorni_desk.areas.people.linkage.likeness import Likeness, likeness
from millegiorni_desk.areas.people.linkage.name_variants import ALSO_ALONE
from millegiorni_desk.areas.people.linkage.names import is_generic, sound
from millegiorni_desk.areas.people.linkage.weights import (
    GENERIC_CONFLICT,
    ONE_SIDED,
    RAREST,
    SAME_COMMUNITY,
    STANDARD,
    Weights,
)

_Word = tuple[str, str]
_SURNAME, _GIVEN, _ONLY = "s", "g", "o"


class Pairing(NamedTuple):
    """Two words taken for the same name, whether both are surnames, and how alike they are.

    ``crossed``: one is a surname and the other a given name; ``from_surname`` says which.
    """

    one: str
    other: str
    surname: bool
    crossed: bool
    from_surname: bool
    kind: Likeness
    bits: float


_NOT_THE_SAME = (Likeness.INITIAL, Likeness.CONFUSABLE, Likeness.FAINT)


@dataclass(slots=True)
class NameComparison:
    """What two names say: bits of the given names and of the surnames apart, conflicts, pairings.

    ``given_bits`` and ``surname_bits`` include what the conflicts cost.
    """

    given_bits: float = 0.0
    surname_bits: float = 0.0
    given_conflict: bool = False
    given_partly: bool = False
    surname_conflict: bool = False
    confusable: bool = False
    faint: bool = False
    swapped: bool = False
    one_sided: bool = False
    pairings: list[Pairing] = field(default_factory=list)

    @property
    def agree(self) -> bool:
        """Whether a given name and a surname agree and nothing in the names speaks against."""
        if self.given_conflict or self.given_partly or self.surname_conflict or self.confusable:
            return False
        good = [one for one in self.pairings if one.kind not in _NOT_THE_SAME]
        crossed = sum(one.crossed for one in good)
        given = sum(not one.surname for one in good)
        return crossed >= 2 or (given >= 1 and any(one.surname for one in good))


def compare_names(a: Features, b: Features, weights: Weights = STANDARD) -> NameComparison:
    """The names of *a* and *b* word by word; the order of the two does not matter."""
    left, right = _bag(a, b), _bag(b, a)
    result = NameComparison(pairings=_pair(left, right, weights))
    for pairing in result.pairings:
        if pairing.surname:
            result.surname_bits += pairing.bits
        else:
            result.given_bits += pairing.bits
            result.confusable |= pairing.kind in (Likeness.CONFUSABLE, Likeness.FAINT)
            result.faint |= pairing.kind is Likeness.FAINT
    crossed = sum(pairing.crossed for pairing in result.pairings)
    result.swapped = crossed > 0 and crossed == len(result.pairings)
    result.surname_bits += SAME_COMMUNITY * max(0, len(result.pairings) - 1)
    if left or right:
        _weigh_left_over(result, left, right, weights)
    return result


def names_at_most(person: Features, weights: Weights = STANDARD) -> float:
    """What the names of *person* can say at most, compared with anybody's."""
    words = person.surname + person.given
    # Two of them written as one may be as rare as any name.
    least = (RAREST - SAME_COMMUNITY) / 2
    return sum(max(weights.rarity(word), least) + SAME_COMMUNITY for word in words) - SAME_COMMUNITY


def _bag(person: Features, other: Features) -> list[_Word]:
    surname: Sequence[str] = person.surname
    given: Sequence[str] = person.given
    if len(surname) > 1 or len(given) > 1:
        others = other.surname + other.given
        surname, given = joined(person.surname, others), joined(person.given, others)
    # Who has no other given name than Zahra is told by it.
    only = _ONLY if all(map(is_generic, given)) else _GIVEN
    return [(word, _SURNAME) for word in surname] + [(word, only) for word in given]


def joined(words: tuple[str, ...], others: tuple[str, ...]) -> list[str]:
    """*words*, two neighbours written as one where the other person's are: Xiao Li, Xiaoli."""
    if len(words) < 2:
        return list(words)
    heard = set(map(sound, others))
    result: list[str] = []
    at = 0
    while at < len(words):
        pair = words[at] + words[at + 1] if at + 1 < len(words) else ""
        if pair and sound(pair) in heard:
            result.append(pair)
            at += 2
        else:
            result.append(words[at])
            at += 1
    return result


def _pair(left: list[_Word], right: list[_Word], weights: Weights) -> list[Pairing]:
    """The best pairings, taken from *left* and *right*, whose words without a partner stay in them."""
    options = []
    for word, role in left:
        for other, other_role in right:
            kind, bits = likeness(word, other, weights)
            if kind is not Likeness.NONE:
                key = (-bits, _crossed(role, other_role), *sorted((word, other)))
                options.append((key, (word, role), (other, other_role), kind, bits))
    options.sort(key=lambda option: option[0])
    found = []
    for _, one, two, kind, bits in options:
        if one in left and two in right:
            left.remove(one)
            right.remove(two)
            both_surnames = one[1] == two[1] == _SURNAME
            found.append(
                Pairing(
                    one[0], two[0], both_surnames, _crossed(one[1], two[1]), one[1] == _SURNAME, kind, bits
                )
            )
    return found


def _weigh_left_over(result: NameComparison, left: list[_Word], right: list[_Word], weights: Weights) -> None:
    if result.swapped:
        _weigh_swapped(result, left, right, weights)
        return
    of_given, of_surname = weights.bits["given"], weights.bits["surname"]
    given_paired = any(not pairing.surname for pairing in result.pairings)
    crossed = any(pairing.crossed for pairing in result.pairings)
    surname_paired = crossed or any(pairing.surname for pairing in result.pairings)
    given, other_given = _telling(left, _GIVEN), _telling(right, _GIVEN)
    surnames, other_surnames = _telling(left, _SURNAME), _telling(right, _SURNAME)
    if given and other_given:
        result.given_conflict, result.given_partly = not given_paired, given_paired
        result.given_bits += of_given["partly" if given_paired else "conflict"]
    if surnames and other_surnames:
        result.surname_conflict = not surname_paired
        result.surname_bits += of_surname["partly" if surname_paired else "conflict"]
    generic = len(left) - given - surnames, len(right) - other_given - other_surnames
    if all(generic):
        result.surname_bits += GENERIC_CONFLICT
    result.one_sided = bool(left) != bool(right)
    lonely = abs(given - other_given) + abs(surnames - other_surnames)
    result.surname_bits += ONE_SIDED * lonely


def _weigh_swapped(result: NameComparison, left: list[_Word], right: list[_Word], weights: Weights) -> None:
    """With the fields swapped, nobody knows whether the words left over are given names: take them for such."""
    ours, theirs = (sum(_tells(*word) for word in words) for words in (left, right))
    if ours and theirs:
        # Only where each one's surname is the other's given name both are known to agree.
        result.given_partly = len({pairing.from_surname for pairing in result.pairings}) > 1
        result.given_conflict = not result.given_partly
        if result.given_conflict:
            # What they share, here a given name and there a surname, is the family's.
            result.surname_bits, result.given_bits = result.surname_bits + result.given_bits, 0.0
        result.given_bits += weights.bits["given"]["partly" if result.given_partly else "conflict"]
    result.one_sided = bool(left) != bool(right)
    result.surname_bits += ONE_SIDED * abs(ours - theirs)


def _tells(word: str, role: str) -> bool:
    """Whether *word* tells people apart: Begum hardly does, Zahra does for who has no other given name."""
    return not is_generic(word) or (role == _ONLY and word in ALSO_ALONE)


def _crossed(role: str, other: str) -> bool:
    return (role == _SURNAME) != (other == _SURNAME)


def _telling(words: list[_Word], role: str) -> int:
    """How many of *words* in that *role* tell people apart."""
    return sum([_tells(*word) and (word[1] == _SURNAME) == (role == _SURNAME) for word in words])
