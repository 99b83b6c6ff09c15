"""The thousand days: the week of a pregnancy, a child's age, and the day of the thousand they are at.

A pregnancy counts 280 days from the first day of the last period to the expected birth (Naegele's rule); the
thousand days are its last 270 and the child's first two years.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from millegiorni_desk.areas.people.records import Child, Person

GESTATION_DAYS = 280
BEFORE_BIRTH_DAYS = 270
DAYS = 1000
WAITING_DAYS = 21
"""So many days after the expected birth a pregnancy is still shown as going on; then one asks."""


@dataclass(frozen=True)
class Clock:
    """Where a pregnancy (``child`` is None) or a child stands: ``day`` of the thousand, 1 to 1000.

    ``week`` is the running week of the pregnancy, from 1; ``due`` the expected birth.
    """

    day: int
    child: Child | None = None
    week: int = 0
    due: date | None = None


def week_of(due: date, on: date) -> int | None:
    """The running week of a pregnancy on a day, 1 to 44; None when the expected birth is out of reach."""
    since = GESTATION_DAYS - (due - on).days
    return since // 7 + 1 if 0 <= since <= GESTATION_DAYS + WAITING_DAYS else None


def months_of(birth: date, on: date) -> int:
    """Completed months of life on a day; 0 before the birth."""
    months = (on.year - birth.year) * 12 + on.month - birth.month - (on.day < birth.day)
    return max(months, 0)


def years_of(birth: date, on: date) -> int:
    """Completed years of life on a day."""
    return months_of(birth, on) // 12


def clocks(person: Person, children: Sequence[Child], on: date) -> list[Clock]:
    """Every pregnancy and child within the thousand days, the pregnancy first, then the youngest."""
    found = []
    week = week_of(person.due_date, on) if person.due_date else None
    if person.due_date is not None and week is not None:
        day = BEFORE_BIRTH_DAYS - (person.due_date - on).days
        found.append(Clock(min(max(day, 1), BEFORE_BIRTH_DAYS), week=week, due=person.due_date))
    born = [child for child in children if child.birth_date is not None and child.birth_date <= on]
    for child in sorted(born, key=lambda one: one.birth_date or on, reverse=True):
        day = BEFORE_BIRTH_DAYS + (on - (child.birth_date or on)).days
        if day < DAYS:
            found.append(Clock(day + 1, child=child))
    return found


def birth_to_ask(person: Person, children: Sequence[Child], on: date) -> bool:
    """Whether the expected birth is past and no child of about that day is on the card: one should ask."""
    due = person.due_date
    if due is None or week_of(due, on) is not None or due > on:
        return False
    return not any(child.birth_date and abs((child.birth_date - due).days) < 120 for child in children)
