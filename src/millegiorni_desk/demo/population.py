"""The plan of the year: from the counts to everybody's cards, accesses, pathways and doti, by the seed alone."""

from __future__ import annotations

from random import Random

from millegiorni_desk.demo.calendar import give_days
from millegiorni_desk.demo.cards import write_cards
from millegiorni_desk.demo.care import write_pathways
from millegiorni_desk.demo.children import give_children
from millegiorni_desk.demo.figures import Figures
from millegiorni_desk.demo.individuals import draw, give_codes
from millegiorni_desk.demo.mediations import write_mediations
from millegiorni_desk.demo.plan import HousePlan, Plan
from millegiorni_desk.demo.programme import write_meetings, write_programme
from millegiorni_desk.demo.relations import relate
from millegiorni_desk.demo.turin import turin
from millegiorni_desk.demo.visits import write_visits


def make(scale: int = 1, seed: int = 1) -> Plan:
    """The plan of a year *scale* times as large: the same seed gives the same plan, any seed the same counts."""
    figures = Figures.of(scale)
    everybody = draw(_stream(seed, "people"), figures)
    look_alikes = relate(_stream(seed, "relations"), everybody, figures, scale)
    give_codes(_stream(seed, "codes"), everybody)
    give_days(_stream(seed, "days"), everybody, figures)
    give_children(_stream(seed, "children"), everybody)
    cards = write_cards(_stream(seed, "cards"), everybody)
    visits = write_visits(_stream(seed, "visits"), everybody, cards, figures)
    pathways = write_pathways(_stream(seed, "care"), everybody, cards, visits, figures)
    mediations = write_mediations(_stream(seed, "mediation"), everybody, cards, visits, pathways, figures)
    meetings = write_meetings(_stream(seed, "meetings"), cards, visits, figures)
    houses = {
        house.code: HousePlan(
            house.code,
            [],
            visits[house.code],
            pathways[house.code],
            mediations[house.code],
            meetings[house.code],
        )
        for house in turin().houses
    }
    for written in cards.values():
        for card in written:
            houses[card.house].cards.append(card)
    return Plan(
        scale,
        seed,
        houses,
        [(cards[one.who][0].key, cards[one.who][1].key) for one in everybody if one.joined == "hand"],
        [(cards[one][0].key, cards[other][0].key) for one, other in look_alikes],
        write_programme(_stream(seed, "programme"), figures, scale),
    )


def _stream(seed: int, name: str) -> Random:
    """A source of its own for each part, so that a change in one part leaves the others as they were."""
    return Random(f"millegiorni {seed} {name}")  # noqa: S311 - nothing secret is drawn
