"""Pairs of cards that may be one woman: which wait for somebody, what was said of them, and taking that back.

A house reviews those within itself, the coordination all: a vault holds no other cards. Nothing of a card changes.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from millegiorni_desk.areas.people import indexing
from millegiorni_desk.areas.people import service as people
from millegiorni_desk.areas.people.index_schema import Connection
from millegiorni_desk.areas.people.linkage import clusters, queue, verdicts
from millegiorni_desk.areas.people.linkage.agreement import agreement
from millegiorni_desk.areas.people.linkage.duplicates import features_of
from millegiorni_desk.areas.people.linkage.features import Features
from millegiorni_desk.areas.people.linkage.match_reasons import with_gaps
from millegiorni_desk.areas.people.linkage.matching import Match, compare
from millegiorni_desk.areas.people.linkage.queue import Question
from millegiorni_desk.areas.people.linkage.verdicts import IN_FORCE, Said
from millegiorni_desk.areas.people.records import Person, PersonDecision
from millegiorni_desk.errors import InvalidValue
from millegiorni_desk.language import _
from millegiorni_desk.network.service import fold
from millegiorni_desk.vault import audit
from millegiorni_desk.vault.permissions import Permission
from millegiorni_desk.vault.vault import Vault

_SURE = 2.0**-30
VERDICTS = ("same", "different", "unsure", "withdrawn")

ACCESSES = (
    "SELECT person_id, count(*) AS n FROM access "
    "WHERE person_id IN (SELECT value FROM json_each(:ids)) AND voided IS 0 GROUP BY person_id"
)

DECIDED = f"""
    SELECT person_decision.id, person_decision.person_a, person_decision.person_b, person_decision.verdict,
           person_decision.decided_at, person_decision.decided_by, NOT ({IN_FORCE}) AS undone
    FROM person_decision
    CROSS JOIN person AS a ON a.id = person_decision.person_a AND a.voided IS 0
    CROSS JOIN person AS b ON b.id = person_decision.person_b AND b.voided IS 0
    WHERE person_decision.undoes = '' ORDER BY person_decision.decided_at DESC, person_decision.id DESC"""


@dataclass(frozen=True)
class PairToReview:
    """Two cards that may be one woman's, with the reasons in words.

    ``chance`` is how likely they are one, from 0 to 1; ``accesses`` how many accesses they have together. ``said`` and
    ``news``: what was decided before, and what is known only since (``agreement.KINDS``).
    """

    a: Person
    b: Person
    match: Match
    chance: float = 0.0
    accesses: int = 0
    said: Said | None = None
    news: tuple[str, ...] = ()


@dataclass(frozen=True)
class Decided:
    """A decision on two cards of this vault; ``undone``: it was taken back, and stays written."""

    id: str
    a: Person
    b: Person
    verdict: str
    at: str
    by: str
    undone: bool


def to_review(vault: Vault, limit: int = 500) -> list[PairToReview]:
    """Pairs that wait for somebody, the most useful first; those that link by themselves wait for nobody.

    First those whose answer may change the count of people by most: p(1 − p), where both were ever met; of equals
    those with more accesses. Asked again are only pairs of which something is known that was not when it was decided.
    """
    return _with_cards(vault, _questions(vault)[0], limit)


def left_in_doubt(vault: Vault) -> list[PairToReview]:
    """Pairs on which the last word is *unsure* and nothing new is known: they are counted as two people."""
    found = _questions(vault)[1]
    return _with_cards(vault, found, len(found))


def how_many_to_review(vault: Vault) -> int:
    """How many pairs wait for somebody to decide, all of them: ``to_review`` shows the first. As dear as that."""
    return len(_questions(vault)[0])


def decide(vault: Vault, a: str, b: str, verdict: str, note: str = "") -> PersonDecision:
    """Say that two cards are of the ``same`` person, ``different`` people, or ``unsure``; ``withdrawn`` opens the pair.

    A decision is never edited: a later one on the same pair takes its place, and nothing of either
    card changes. How the two agree is noted with it, so that they are asked about again only when that changes.
    """
    vault.require(Permission.MERGE_CARDS)
    if verdict not in VERDICTS or a == b:
        raise InvalidValue(
            _("Su due schede diverse si può dire: stessa persona, persone diverse, non so."), "verdict"
        )
    first, second = sorted((a, b))
    for person_id in (first, second):
        vault.get(Person, person_id)
    with vault.save("person.decide") as session:
        with vault.connection() as raw:
            decision = new_decision(vault, raw, first, second, verdict, note)
        session.add(decision)
        session.flush()
        with vault.connection() as raw:
            clusters.refresh(raw)
    return decision


def take_back(vault: Vault, decision_id: str) -> PersonDecision:
    """Undo a decision at any time: what held without it holds again, and nothing else that was decided changes."""
    vault.require(Permission.MERGE_CARDS)
    decision = vault.get(PersonDecision, decision_id)
    for person_id in (decision.person_a, decision.person_b):
        vault.get(Person, person_id)
    if decision.undoes or vault.scalar(
        "SELECT 1 FROM person_decision WHERE undoes <> '' AND undoes = :id", id=decision_id
    ):
        raise InvalidValue(_("Questa decisione è già stata annullata."), "decision")
    undo = undoing(vault, decision.person_a, decision.person_b, decision_id)
    with vault.save("person.undo_decision") as session:
        session.add(undo)
        session.flush()
        with vault.connection() as raw:
            clusters.refresh(raw)
    return undo


def decided(vault: Vault, wanted: str = "", limit: int = 500) -> list[Decided]:
    """The decisions on two cards of this vault, newest first; with *wanted*, those that name all these words."""
    vault.require(Permission.MERGE_CARDS)
    rows = vault.query(DECIDED if wanted else f"{DECIDED} LIMIT {limit:d}")
    cards = people.by_id(vault, list({row[side] for row in rows for side in ("person_a", "person_b")}))
    found = []
    words = fold(wanted).split()
    for row in rows:
        a, b = cards[row["person_a"]], cards[row["person_b"]]
        told = fold(f"{a.name} {a.surname} {b.name} {b.surname} {row['decided_by']}")
        if all(word in told for word in words):
            found.append(
                Decided(
                    row["id"], a, b, row["verdict"], row["decided_at"], row["decided_by"], bool(row["undone"])
                )
            )
        if len(found) == limit:
            break
    return found


def how_many_decided(vault: Vault) -> int:
    """How many decisions on two cards of this vault there are, those taken back among them."""
    vault.require(Permission.MERGE_CARDS)
    return int(vault.scalar(f"SELECT count(*) FROM ({DECIDED})"))


def new_decision(
    vault: Vault, raw: Connection, one: str, other: str, verdict: str, note: str = ""
) -> PersonDecision:
    """A decision of this user's, with how the two agree now; not saved yet."""
    first, second = sorted((one, other))
    indexing.refresh(raw)
    cards = features_of(raw, (first, second))
    return PersonDecision(
        person_a=first,
        person_b=second,
        verdict=verdict,
        decided_at=audit.now(),
        decided_by=vault.user_name,
        note=note,
        seen=agreement(cards[first], cards[second]) if len(cards) == 2 else "",
    )


def undoing(vault: Vault, one: str, other: str, decision_id: str) -> PersonDecision:
    """What takes back a decision on these two; not saved yet."""
    first, second = sorted((one, other))
    return PersonDecision(
        person_a=first,
        person_b=second,
        verdict="withdrawn",
        decided_at=audit.now(),
        decided_by=vault.user_name,
        undoes=decision_id,
    )


def on(vault: Vault, one: str, other: str) -> Said | None:
    """What holds on two cards; None where nobody has decided, or all was taken back."""
    vault.require(Permission.MERGE_CARDS)
    with vault.connection() as raw:
        return verdicts.on(raw, one, other)


def _questions(vault: Vault) -> tuple[list[Question], list[Question]]:
    vault.require(Permission.MERGE_CARDS)
    with vault.connection() as raw:
        return queue.questions(raw)


def _with_cards(vault: Vault, asked: Sequence[Question], limit: int) -> list[PairToReview]:
    accesses = _accesses(vault, (each for one in asked for each in one.ids))

    def useful(one: Question) -> tuple[bool, int, int, tuple[str, str]]:
        met = [accesses.get(each, 0) for each in one.ids]
        # Equal is what differs by less than half: finer, the number of accesses would never count.
        return not all(met), -round(math.log2(one.doubt + _SURE)), -sum(met), one.ids

    first = sorted(asked, key=useful)[:limit]
    ids = [each for one in first for each in one.ids]
    cards = people.by_id(vault, ids)
    with vault.connection() as raw:
        features = features_of(raw, ids)
    return [
        PairToReview(
            cards[a],
            cards[b],
            _compared(features[a], features[b]),
            one.pair.probability,
            accesses.get(a, 0) + accesses.get(b, 0),
            one.said,
            one.news,
        )
        for one in first
        for a, b in (one.ids,)
        if a in cards and b in cards and a in features and b in features
    ]


def _compared(a: Features, b: Features) -> Match:
    match = compare(a, b)
    return replace(match, reasons=with_gaps(match.reasons, a, b))


def _accesses(vault: Vault, person_ids: Iterable[str]) -> dict[str, int]:
    rows = vault.query(ACCESSES, ids=json.dumps(sorted(set(person_ids))))
    return {row["person_id"]: row["n"] for row in rows}
