"""What the demo is going to write, as plain data: people's cards, accesses, pathways and doti, house by house.

Fields are named as those of the records that the services will be given; ``key`` numbers stand for the ids
that these do not have yet.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from millegiorni_desk.demo.turin import turin

if TYPE_CHECKING:
    from millegiorni_desk.demo.programme import Programme

ENVELOPES_COME_IN = 25_000
"""Euros are handed out in envelopes of 250 each, and every house keeps something in hand."""
BUDGETS_COME_IN = 100_000


@dataclass(frozen=True, slots=True)
class PlannedChild:
    """A child on a card."""

    name: str
    birth_date: date | None
    birth_precision: str
    gender: str


@dataclass(frozen=True, slots=True)
class Card:
    """One house's record of a person; ``who`` is the same number on every house's card of that person."""

    key: int
    who: int
    house: str
    surname: str
    name: str
    codice_fiscale: str
    birth_date: date
    birth_precision: str
    gender: str
    citizenship: str
    birth_country: str
    phone: str
    address: str
    quarter: str
    language: str
    due_date: date | None
    children: tuple[PlannedChild, ...]


@dataclass(frozen=True, slots=True)
class Visit:
    """An access; ``card`` is None when nobody's name was taken."""

    key: int
    card: int | None
    on_date: date
    at_time: str
    operator: str
    channel: str
    needs: tuple[str, ...]
    activities: tuple[str, ...]
    referred_to: tuple[str, ...]
    in_care: str
    adi: str
    pregnant: str
    due_date: date | None
    minors: int | None
    language: str
    mediation_needed: bool | None
    minutes: int
    follow_up_on: date | None
    notes: str


@dataclass(frozen=True, slots=True)
class PlannedGoal:
    """A goal with the state it ends the year in."""

    title: str
    dimension: str
    owner: str
    set_on: date
    due_on: date
    state: str


@dataclass(frozen=True, slots=True)
class PlannedIntervention:
    """Something done in a pathway; with a ``profession`` it is a consultation."""

    on_date: date
    area: str
    profession: str
    professional: str
    minutes: int
    home_visit: bool


@dataclass(frozen=True, slots=True)
class Rating:
    """How she is in one dimension on a day, 0 to 10."""

    on_date: date
    dimension: str
    score: int


@dataclass(frozen=True, slots=True)
class PlannedDote:
    """A dote; ``paid_cents`` on ``paid_on`` is nothing, a part or the whole; ``cancelled_on`` instead of both.

    On ``returned_on`` all that was paid came back.
    """

    expense: str
    line: str
    body: str
    amount_cents: int
    committed_on: date
    reason: str
    supplier: str
    document: str
    paid_cents: int = 0
    paid_on: date | None = None
    returned_on: date | None = None
    cancelled_on: date | None = None


@dataclass(frozen=True, slots=True)
class PlannedPathway:
    """A pathway, opened by the access ``opened_by``."""

    card: int
    opened_by: int
    opened_on: date
    closed_on: date | None
    case_manager: str
    minors: int
    fragilities: tuple[str, ...]
    main_request: str
    referrer: str
    outcome: str
    goals: tuple[PlannedGoal, ...]
    interventions: tuple[PlannedIntervention, ...]
    ratings: tuple[Rating, ...]
    doti: tuple[PlannedDote, ...]


@dataclass(frozen=True, slots=True)
class PlannedSession:
    """One time that the mediator came."""

    on_date: date
    starts: str
    minutes: int
    kind: str
    place: str


@dataclass(frozen=True, slots=True)
class PlannedMediation:
    """A mediation asked for at the access ``asked_at``; ``mediator`` is her name."""

    card: int
    asked_at: int
    requested_on: date
    closed_on: date | None
    language: str
    mediator: str
    need: str
    fragility: str
    outcome: str
    sessions: tuple[PlannedSession, ...]


@dataclass(frozen=True, slots=True)
class PlannedMeeting:
    """A public meeting; ``partners`` are names, ``attended`` the cards of women who were there and agreed to it."""

    title: str
    theme: str
    on_date: date
    starts: str
    ends: str
    partners: tuple[str, ...]
    expected: int
    adults: int | None = None
    minors: int | None = None
    estimated: bool = False
    state: str = "held"
    moved_from: date | None = None
    reason: str = ""
    series: str = ""
    attended: tuple[int, ...] = ()


@dataclass(slots=True)
class HousePlan:
    """What one house writes in the year, accesses in the order of their days."""

    code: str
    cards: list[Card] = field(default_factory=list)
    visits: list[Visit] = field(default_factory=list)
    pathways: list[PlannedPathway] = field(default_factory=list)
    mediations: list[PlannedMediation] = field(default_factory=list)
    meetings: list[PlannedMeeting] = field(default_factory=list)

    def envelopes(self) -> dict[str, int]:
        """Cents that the house needs of each budget line, by the line's name."""
        needed: dict[str, int] = {}
        for pathway in self.pathways:
            for dote in pathway.doti:
                needed[dote.line] = needed.get(dote.line, 0) + dote.amount_cents
        return needed


@dataclass(slots=True)
class Plan:
    """The whole year.

    ``by_hand`` are pairs of cards of one person that no codice fiscale joins; ``look_alikes`` pairs of
    cards of two people whom a hurried eye would take for one.
    """

    scale: int
    seed: int
    houses: dict[str, HousePlan]
    by_hand: list[tuple[int, int]]
    look_alikes: list[tuple[int, int]]
    programme: Programme

    def cards(self) -> Iterator[Card]:
        """Every card of every house."""
        for house in self.houses.values():
            yield from house.cards

    def visits(self) -> Iterator[Visit]:
        """Every access of every house."""
        for house in self.houses.values():
            yield from house.visits

    def pathways(self) -> Iterator[PlannedPathway]:
        """Every pathway of every house."""
        for house in self.houses.values():
            yield from house.pathways

    def mediations(self) -> Iterator[PlannedMediation]:
        """Every mediation of every house."""
        for house in self.houses.values():
            yield from house.mediations

    def meetings(self) -> Iterator[tuple[str, PlannedMeeting]]:
        """Every meeting of every house, with the house's code."""
        for code, house in self.houses.items():
            for meeting in house.meetings:
                yield code, meeting

    def envelopes(self) -> dict[tuple[str, str], int]:
        """Cents that each house is handed out of each budget line, by the line's name: more than it needs."""
        return {
            (code, line.name): (house.envelopes().get(line.name, 0) // ENVELOPES_COME_IN + 1)
            * ENVELOPES_COME_IN
            for code, house in self.houses.items()
            for fund in turin().funds
            for line in fund.lines
        }

    def budgets(self) -> dict[str, int]:
        """Cents that the funder gives for each budget line: in whole thousands of euros, more than was handed out."""
        given: dict[str, int] = {}
        for (_house, line), cents in self.envelopes().items():
            given[line] = given.get(line, 0) + cents
        return {line: (cents // BUDGETS_COME_IN + 1) * BUDGETS_COME_IN for line, cents in given.items()}
