"""The report's figures counted from a plan by plain loops, knowing nothing of SQL nor of how plans are drawn."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from millegiorni_desk.demo.plan import Card, Plan, Visit


class Year:
    """A plan seen as the merged store would see it: people by number, their visits in order."""

    def __init__(self, plan: Plan) -> None:
        self.cards: dict[int, Card] = {card.key: card for card in plan.cards()}
        self.visits: dict[int, list[Visit]] = defaultdict(list)
        for visit in plan.visits():
            if visit.card is not None:
                self.visits[self.cards[visit.card].who].append(visit)
        for visits in self.visits.values():
            visits.sort(key=lambda visit: visit.on_date)
        self.people = {card.who: card for card in self.cards.values()}
        self.children = {card.who: card.children for card in self.cards.values()}
        self.pathways = list(plan.pathways())
        self.doti = [dote for pathway in self.pathways for dote in pathway.doti]

    def women(self) -> list[int]:
        """The numbers of the women."""
        return [who for who, card in self.people.items() if card.gender == "F"]

    def has_small_child(self, who: int) -> bool:
        """Whether on the day of a visit a child of hers was born and had not passed 36 months."""
        return any(
            child.birth_date is not None
            and child.birth_date <= visit.on_date < third_birthday(child.birth_date)
            for visit in self.visits[who]
            for child in self.children[who]
        )

    def last_answer(self, who: int, field: str) -> str:
        """Her last answer that is known."""
        known = [getattr(visit, field) for visit in self.visits[who] if getattr(visit, field) != "unknown"]
        return known[-1] if known else "unknown"


def third_birthday(born: date) -> date:
    """When a child has completed 36 months."""
    if (born.month, born.day) == (2, 29):
        return date(born.year + 3, 3, 1)
    return born.replace(year=born.year + 3)


def age(born: date, on: date) -> int:
    """Completed years."""
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def percent(number: int, out_of: int) -> int:
    """Rounded half up."""
    return (200 * number + out_of) // (2 * out_of)
