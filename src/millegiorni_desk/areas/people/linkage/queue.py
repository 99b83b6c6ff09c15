"""What is asked of whoever reviews pairs: those nobody decided on, and those of which something new is known."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from millegiorni_desk.areas.people.index_schema import Connection
from millegiorni_desk.areas.people.linkage import open_pairs
from millegiorni_desk.areas.people.linkage.agreement import agreement, news
from millegiorni_desk.areas.people.linkage.duplicates import features_of
from millegiorni_desk.areas.people.linkage.open_pairs import OpenPair
from millegiorni_desk.areas.people.linkage.verdicts import Said, holding
from millegiorni_desk.areas.people.linkage.weights import STANDARD, prior_bits


@dataclass(frozen=True, slots=True)
class Question:
    """A pair to decide on. ``said``: what was decided before; ``news``: what is known only since, by its kind."""

    pair: OpenPair
    said: Said | None = None
    news: tuple[str, ...] = ()

    @property
    def ids(self) -> tuple[str, str]:
        """The two records."""
        return self.pair.person_a, self.pair.person_b

    @property
    def doubt(self) -> float:
        """By how much an answer may move the count of people: p(1 − p), from 0 (sure) to 0.25 (half and half).

        It is the variance of one pair that is joined with probability *p*: whoever answers takes that much doubt away.
        """
        return self.pair.probability * (1 - self.pair.probability)


def questions(connection: Connection) -> tuple[list[Question], list[Question]]:
    """The pairs that wait for an answer, and those left in doubt of which nothing new is known; in no order.

    Waiting are pairs nobody decided on, and pairs left *unsure* or called *different* of which something is known that
    was not then. Left out are pairs of two women whom somebody called different by way of other records of theirs.
    """
    open_pairs.refresh(connection)
    apart = _held_apart(connection)
    said = {(one.a, one.b): one for one in holding(connection, ("unsure",))}
    pairs = open_pairs.read(connection)
    fresh = _news(connection, list(said.values()))
    waiting: list[Question] = []
    doubtful: list[Question] = []
    for pair in pairs:
        ids = (pair.person_a, pair.person_b)
        if apart(*ids):
            continue
        question = Question(pair, said.get(ids), fresh.get(ids, ()))
        (doubtful if question.said and not question.news else waiting).append(question)
    return waiting + _refused(connection), doubtful


def _refused(connection: Connection) -> list[Question]:
    """The pairs called *different* of which something new speaks for one woman. They stay apart until somebody says."""
    held = holding(connection, ("different",))
    fresh = _news(connection, held)
    people = features_of(connection, {each for ids in fresh for each in ids})
    cursor = connection.cursor()
    cursor.row_factory = None
    prior = prior_bits(cursor.execute("SELECT count(*) FROM person_search").fetchone()[0])
    found = []
    for said in held:
        if new := fresh.get((said.a, said.b)):
            pair = open_pairs.open_pair(people[said.a], people[said.b], STANDARD, prior)
            found.append(Question(pair, said, new))
    return found


def _news(connection: Connection, held: list[Said]) -> dict[tuple[str, str], tuple[str, ...]]:
    """What is new of each pair since it was decided; pairs without news, or without both cards, are missing."""
    people = features_of(connection, {each for said in held for each in (said.a, said.b)})
    found = {}
    for said in held:
        a, b = people.get(said.a), people.get(said.b)
        if a is not None and b is not None:
            found[said.a, said.b] = news(said.seen, agreement(a, b), said.verdict)
    return {ids: new for ids, new in found.items() if new}


def _held_apart(connection: Connection) -> Callable[[str, str], bool]:
    """Whether two records are of two women whom somebody called different, by these or by other records of theirs."""
    cursor = connection.cursor()
    cursor.row_factory = None
    found = dict(cursor.execute("SELECT person_id, cluster_id FROM person_cluster").fetchall())

    def women(one: str, other: str) -> frozenset[str]:
        return frozenset((found.get(one, one), found.get(other, other)))

    apart = {women(said.a, said.b) for said in holding(connection, ("different",))}
    return lambda one, other: women(one, other) in apart
