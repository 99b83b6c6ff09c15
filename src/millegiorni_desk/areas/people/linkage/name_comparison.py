"""Two people's names compared as bags of words: order, double surnames, swapped fields, truncation."""

from __future__ import annotations

from dataclasses import dataclass, field

from millegiorni_desk.areas.people.linkage.features import Features
from millegiorni_desk.areas.people.linkage.likeness import Likeness, likeness
from millegiorni_desk.areas.people.linkage.name_variants import GENERIC
from millegiorni_desk.areas.people.linkage.names import sound

GIVEN_CONFLICT = -7.0
GIVEN_PARTLY = -3.0
SURNAME_CONFLICT = -4.0
SURNAME_PARTLY = -1.5
GENERIC_CONFLICT = -0.5
ONE_SIDED = -0.5

_Word = tuple[str, str]
_SURNAME, _GIVEN = "s", "g"


@dataclass(frozen=True, slots=True)
class Pairing:
    """Two words taken for the same name, whether both are surnames, and how alike they are."""

    one: str
    other: str
    surname: bool
    crossed: bool
    kind: Likeness
    bits: float


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
    swapped: bool = False
    one_sided: bool = False
    pairings: list[Pairing] = field(default_factory=list)

    @property
    def agree(self) -> bool:
        """Whether a given name and a surname agree and nothing in the names speaks against."""
        if self.given_conflict or self.given_partly or self.surname_conflict or self.confusable:
            return False
        good = [one for one in self.pairings if one.kind not in (Likeness.INITIAL, Likeness.CONFUSABLE)]
        crossed = sum(one.crossed for one in good)
        given = sum(not one.surname for one in good)
        return crossed >= 2 or (given >= 1 and any(one.surname for one in good))


def compare_names(a: Features, b: Features) -> NameComparison:
    """The names of *a* and *b* word by word; the order of the two does not matter."""
    left, right = _bag(a, b), _bag(b, a)
    result = NameComparison(pairings=_pair(left, right))
    for pairing in result.pairings:
        if pairing.surname:
            result.surname_bits += pairing.bits
        else:
            result.given_bits += pairing.bits
            result.confusable |= pairing.kind is Likeness.CONFUSABLE
    crossed = sum(pairing.crossed for pairing in result.pairings)
    result.swapped = crossed > 0 and crossed == len(result.pairings)
    _weigh_left_over(result, left, right)
    return result


def _bag(person: Features, other: Features) -> list[_Word]:
    others = other.surname + other.given
    return [(word, _SURNAME) for word in joined(person.surname, others)] + [
        (word, _GIVEN) for word in joined(person.given, others)
    ]


def joined(words: tuple[str, ...], others: tuple[str, ...]) -> list[str]:
    """*words*, two neighbours written as one where the other person's are: Xiao Li, Xiaoli."""
    if len(words) < 2:
        return list(words)
    heard = {sound(word) for word in others}
    result: list[str] = []
    at = 0
    while at < len(words):
        pair = words[at] + words[at + 1] if at + 1 < len(words) else ""
        if pair and (pair in others or sound(pair) in heard):
            result.append(pair)
            at += 2
        else:
            result.append(words[at])
            at += 1
    return result


def _pair(left: list[_Word], right: list[_Word]) -> list[Pairing]:
    """The best pairings, taken from *left* and *right*, whose words without a partner stay in them."""
    options = []
    for word, role in left:
        for other, other_role in right:
            kind, bits = likeness(word, other)
            if kind is not Likeness.NONE:
                key = (-bits, role != other_role, *sorted((word, other)))
                options.append((key, (word, role), (other, other_role), kind, bits))
    options.sort(key=lambda option: option[0])
    found = []
    for _, one, two, kind, bits in options:
        if one in left and two in right:
            left.remove(one)
            right.remove(two)
            both_surnames = one[1] == two[1] == _SURNAME
            found.append(Pairing(one[0], two[0], both_surnames, one[1] != two[1], kind, bits))
    return found


def _weigh_left_over(result: NameComparison, left: list[_Word], right: list[_Word]) -> None:
    if result.swapped:
        _weigh_swapped(result, left, right)
        return
    given_paired = any(not pairing.surname for pairing in result.pairings)
    crossed = any(pairing.crossed for pairing in result.pairings)
    surname_paired = crossed or any(pairing.surname for pairing in result.pairings)
    given, other_given = _telling(left, _GIVEN), _telling(right, _GIVEN)
    surnames, other_surnames = _telling(left, _SURNAME), _telling(right, _SURNAME)
    if given and other_given:
        result.given_conflict, result.given_partly = not given_paired, given_paired
        result.given_bits += GIVEN_PARTLY if given_paired else GIVEN_CONFLICT
    if surnames and other_surnames:
        result.surname_conflict = not surname_paired
        result.surname_bits += SURNAME_PARTLY if surname_paired else SURNAME_CONFLICT
    generic = len(left) - given - surnames, len(right) - other_given - other_surnames
    if all(generic):
        result.surname_bits += GENERIC_CONFLICT
    result.one_sided = bool(left) != bool(right)
    lonely = abs(given - other_given) + abs(surnames - other_surnames)
    result.surname_bits += ONE_SIDED * lonely


def _weigh_swapped(result: NameComparison, left: list[_Word], right: list[_Word]) -> None:
    """With the fields swapped, nobody knows whether the words left over are given names: take them for such."""
    ours = _telling(left, _GIVEN) + _telling(left, _SURNAME)
    theirs = _telling(right, _GIVEN) + _telling(right, _SURNAME)
    if ours and theirs:
        result.given_partly = len(result.pairings) > 1
        result.given_conflict = not result.given_partly
        result.given_bits += GIVEN_PARTLY if result.given_partly else GIVEN_CONFLICT
    result.one_sided = bool(left) != bool(right)
    result.surname_bits += ONE_SIDED * abs(ours - theirs)


def _telling(words: list[_Word], role: str) -> int:
    return sum(word_role == role and word not in GENERIC for word, word_role in words)
