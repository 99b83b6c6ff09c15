"""What a woman can ask for now, what is due, and where she stands with each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlmodel import col, select

from millegiorni_desk.areas.people import service as people
from millegiorni_desk.areas.people.records import Child, Person
from millegiorni_desk.areas.people.thousand_days import WAITING_DAYS
from millegiorni_desk.areas.rights import catalogue
from millegiorni_desk.areas.rights.records import Right, RightState
from millegiorni_desk.errors import InvalidValue
from millegiorni_desk.language import _
from millegiorni_desk.vault.permissions import Permission
from millegiorni_desk.vault.vault import Vault

STATES = ("asked", "obtained", "refused", "not_due", "done")
# What is settled is no longer offered; what was asked for is waited for.
SETTLED = frozenset({"obtained", "refused", "not_due", "done"})
SOON_DAYS = 45
"""So many days before it opens, a right or an appointment is announced."""
MISSED_DAYS = 60
"""So many days after it closed, one is still told that it was missed."""


@dataclass(frozen=True)
class Standing:
    """One right or appointment for her (``child`` is None) or for a child: when it opens and closes, and its state.

    ``when`` is ``now``, ``soon`` or ``missed``; ``state`` the latest record, or None where nothing was noted.
    """

    right: Right
    child: Child | None
    opens: date
    closes: date
    when: str
    state: RightState | None


def standings(vault: Vault, person_id: str, today: date) -> list[Standing]:
    """What can be asked for or is due around *today*: open first by what closes soonest, then soon, then missed.

    A pregnancy counts until its child is on the card. What is settled is left out; what was asked for stays.
    """
    card = people.card(vault, person_id)
    held = _latest(vault, person_id)
    found = []
    for right, child, day in _anchored(catalogue.table(vault), card.person, card.children, today):
        state = held.get((right.code, child.id if child else None))
        if state is not None and state.state in SETTLED:
            continue
        opens, closes = day + timedelta(days=right.from_day), day + timedelta(days=right.to_day)
        when = _when(opens, closes, today)
        if when and not (when == "missed" and right.to_day == catalogue.LATEST):
            found.append(Standing(right, child, opens, closes, when, state))
    order = {"now": 0, "soon": 1, "missed": 2}
    return sorted(found, key=lambda one: (order[one.when], one.closes, one.right.code))


def mark(
    vault: Vault,
    person_id: str,
    code: str,
    state: str,
    child_id: str | None = None,
    on: date | None = None,
    notes: str = "",
) -> RightState:
    """Note where she stands with one right (``STATES``); the latest note holds."""
    vault.require(Permission.EDIT_PERSON)
    catalogue.row(vault, code)
    day = on or date.today()
    if state not in STATES:
        raise InvalidValue(_("Si può dire: chiesto, ottenuto, respinto, non le spetta, fatto."), "state")
    if day > date.today():
        raise InvalidValue(_("Il giorno è nel futuro: scrivi quando è stato chiesto o fatto."), "on_date")
    with vault.save("right.mark") as session:
        if child_id is not None and vault.get(Child, child_id).person_id != person_id:
            raise InvalidValue(_("Questa bambina o questo bambino non è sulla sua scheda."), "child_id")
        noted = RightState(
            house=vault.get(Person, person_id).house,
            person_id=person_id,
            child_id=child_id,
            code=code,
            state=state,
            on_date=day,
            notes=notes.strip(),
        )
        session.add(noted)
    return noted


def take_back(vault: Vault, noted_id: str) -> None:
    """Say that a note was a mistake: the one before holds again."""
    vault.require(Permission.EDIT_PERSON)
    with vault.save("right.take_back") as session:
        noted = vault.get(RightState, noted_id)
        noted.voided = True
        session.merge(noted)


def history(vault: Vault, person_id: str) -> list[RightState]:
    """Every note on her and her children, newest first."""
    vault.require(Permission.SEE_PEOPLE)
    with vault.read() as session:
        return list(
            session.exec(
                select(RightState)
                .where(RightState.person_id == person_id, col(RightState.voided).is_(False))
                .order_by(col(RightState.on_date).desc(), col(RightState.id).desc())
            ).all()
        )


def _latest(vault: Vault, person_id: str) -> dict[tuple[str, str | None], RightState]:
    held: dict[tuple[str, str | None], RightState] = {}
    for one in history(vault, person_id):
        held.setdefault((one.code, one.child_id), one)
    return held


def _anchored(
    rows: Sequence[Right], person: Person, children: Sequence[Child], today: date
) -> Iterator[tuple[Right, Child | None, date]]:
    """Each row with whom it concerns and the day it counts from."""
    born = [child for child in children if child.birth_date is not None and child.birth_precision == "day"]
    due = person.due_date
    # Born already: what counted from the expected day is the child's now, but for what outlasts the birth.
    arrived = due is not None and any(
        child.birth_date and abs((child.birth_date - due).days) < 120 for child in born
    )
    for right in rows:
        if not right.active:
            continue
        if right.anchor == "due_date" and due is not None:
            outlasts = right.to_day > 0 and today <= due + timedelta(days=right.to_day)
            waiting = not arrived and today <= due + timedelta(days=WAITING_DAYS)
            if waiting or outlasts:
                yield right, None, due
        elif right.anchor == "birth":
            for child in born:
                if child.birth_date is not None and child.birth_date <= today:
                    yield right, child, child.birth_date


def _when(opens: date, closes: date, today: date) -> str:
    if opens <= today <= closes:
        return "now"
    if today < opens <= today + timedelta(days=SOON_DAYS):
        return "soon"
    if closes < today <= closes + timedelta(days=MISSED_DAYS):
        return "missed"
    return ""
