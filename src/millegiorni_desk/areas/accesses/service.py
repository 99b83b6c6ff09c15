"""Accesses: recording one, putting it right, and what the desk asks about them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import text
from sqlmodel import col, select

from millegiorni_desk.areas.accesses.records import Access
from millegiorni_desk.areas.accesses.reserved import SEALED
from millegiorni_desk.areas.people import checks
from millegiorni_desk.areas.people import service as people
from millegiorni_desk.areas.people.records import Child, Person
from millegiorni_desk.errors import InvalidValue, NotAllowed
from millegiorni_desk.language import _
from millegiorni_desk.network import service as network
from millegiorni_desk.vault import sealing
from millegiorni_desk.vault.permissions import Permission
from millegiorni_desk.vault.records import insert_all
from millegiorni_desk.vault.sealed_fields import Mark, Readers
from millegiorni_desk.vault.vault import Vault

_MANY = {"needs": "need", "activities": "activity", "referred_to": "referral"}
_ONE = {"channel": "channel", "in_care": "answer", "adi": "answer", "pregnant": "answer"}
_LONGEST_MINUTES = 24 * 60


@dataclass(frozen=True)
class LastAnswer:
    """What she said last, and when."""

    value: str
    on_date: date


@dataclass(frozen=True)
class Recorded:
    """What :func:`record` did: the access, whether it made a new card, and what it changed on one that was there.

    ``before``: field of the card → what stood there.
    """

    access: Access
    new_person: bool
    before: Mapping[str, Any]


@dataclass(frozen=True)
class Visit:
    """An access with the name of whoever came, for lists; ``reserved`` where it is sealed, and whether to the user."""

    access: Access
    person: Person | None
    reserved: Mark | None = None


def add(vault: Vault, access: Access, readers: Readers = None) -> Access:
    """Record an access of this house; without a person it is anonymous.

    With *readers*, or where it tells of violence, what was needed and done is sealed to them. When this returns,
    the access is on the disk. Raises ``InvalidValue`` naming the field.
    """
    add_many(vault, [access], readers)
    return access


def add_many(vault: Vault, accesses: Sequence[Access], readers: Readers = None) -> None:
    """As :func:`add`, for many at once: all of them, or none where one cannot be."""
    vault.require(Permission.RECORD_ACCESS)
    for access in accesses:
        _place(vault, access)
    _check(vault, accesses)
    with vault.save("access.add") as session:
        insert_all(session, SEALED.split(vault, accesses, readers))


def record(
    vault: Vault,
    access: Access,
    new_person: Person | None = None,
    children: Sequence[Child] = (),
    readers: Readers = None,
) -> Recorded:
    """Record an access as the desk lives it: whoever came for the first time gets her card in the same save.

    A due date that she told goes to her card too, and her language to one that has none. :func:`take_back` undoes
    all of it.
    """
    before: dict[str, Any] = {}
    with vault.save("access.record"):
        if new_person is not None:
            new_person.due_date = access.due_date or new_person.due_date
            new_person.language = new_person.language or access.language
            people.add(vault, new_person, children)
            access.person_id = new_person.id
        add(vault, access, readers)
        if new_person is None and access.person_id is not None:
            before = _onto_card(vault, access.person_id, access)
    return Recorded(access, new_person is not None, before)


def _onto_card(vault: Vault, person_id: str, access: Access) -> dict[str, Any]:
    """Write on her card, where cards are written, what she told and it should know; gives what stood there."""
    if not checks.may_write_cards(vault):
        return {}
    card = vault.get(Person, person_id)
    told: dict[str, Any] = {}
    if access.due_date is not None:
        told["due_date"] = access.due_date
    if access.language and not card.language:
        told["language"] = access.language
    before = {field: getattr(card, field) for field in told}
    if told:
        people.edit(vault, person_id, **told)
    return before


def take_back(vault: Vault, recorded: Recorded) -> None:
    """Undo :func:`record`: the access is voided, and with it the card that it made."""
    access = recorded.access
    with vault.save("access.take_back"):
        void(vault, access.id)
        if access.person_id is None:
            return
        if recorded.new_person:
            people.edit(vault, access.person_id, voided=True)
            return
        card = vault.get(Person, access.person_id)
        # What somebody has put right since stays as it is.
        still = [field for field in recorded.before if getattr(card, field) == getattr(access, field)]
        if still:
            people.edit(vault, card.id, **{field: recorded.before[field] for field in still})


def visit(vault: Vault, access_id: str) -> Visit:
    """An access and whoever came. Raises ``NotFound``."""
    vault.require(Permission.SEE_PEOPLE)
    access = vault.get(Access, access_id)
    (visited,) = _visits(vault, [(access, vault.get(Person, access.person_id) if access.person_id else None)])
    return visited


def edit(vault: Vault, access_id: str, readers: Readers = None, **changes: Any) -> Access:
    """Change some fields of an access, or who may read it; the values before stay in the history.

    *readers*: nobody takes the seal away. What was written in clear before it was reserved leaves the history too.
    Gives the access as it is kept. Raises ``NotAllowed`` for what is sealed to others.
    """
    vault.require(Permission.RECORD_ACCESS)
    with vault.save("access.edit") as session:
        access = vault.get(Access, access_id)
        kept = SEALED.revised(vault, access, changes, readers, lambda revised: _check(vault, [revised]))
        return session.merge(kept)


def void(vault: Vault, access_id: str, voided: bool = True) -> Access:
    """Take an access out of every count, or put it back."""
    return edit(vault, access_id, voided=voided)


def page(vault: Vault, offset: int, limit: int, on: date | None = None) -> list[Visit]:
    """A page of accesses, newest first; of one day where *on* is given."""
    vault.require(Permission.SEE_PEOPLE)
    newest = (col(Access.on_date).desc(), col(Access.at_time).desc(), col(Access.id).desc())
    listed = select(Access.id).where(col(Access.voided).is_(False))
    if on is not None:
        listed = listed.where(Access.on_date == on)
    if seen := sealing.seen(vault, "access", "access.id"):
        listed = listed.where(text(seen))
    with vault.read() as session:
        # Ids first: those skipped are not looked up, nor is whoever came.
        ids = session.exec(listed.order_by(*newest).offset(offset).limit(limit)).all()
        rows = session.exec(
            select(Access, Person)
            .join(Person, col(Person.id) == col(Access.person_id), isouter=True)
            .where(col(Access.id).in_(ids))
            .order_by(*newest)
        ).all()
    return _visits(vault, rows)


def count(vault: Vault, on: date | None = None) -> int:
    """How many accesses there are, or were on a day."""
    seen = sealing.seen(vault, "access", "access.id")
    if seen:
        return _count_seen(vault, seen, on)
    if on is None:
        # All less the voided: SQLite counts a whole table page by page, but a part of it row by row.
        return int(
            vault.scalar(
                "SELECT (SELECT count(*) FROM access) - (SELECT count(*) FROM access WHERE voided > 0)"
            )
        )
    return int(
        vault.scalar("SELECT count(*) FROM access WHERE voided IS 0 AND on_date = :on", on=on.isoformat())
    )


def _count_seen(vault: Vault, seen: str, on: date | None) -> int:
    """As :func:`count`, without the reserved accesses that the user may not know of."""
    if on is not None:
        return int(
            vault.scalar(
                f"SELECT count(*) FROM access WHERE voided IS 0 AND on_date = :on AND {seen}",
                on=on.isoformat(),
            )
        )
    hidden = vault.scalar(
        "SELECT count(*) FROM (SELECT DISTINCT subject_id FROM sealed WHERE subject_table = 'access' AND voided IS 0) "
        f"AS s CROSS JOIN access ON access.id = s.subject_id WHERE access.voided IS 0 AND NOT ({seen})"
    )
    gone = "(SELECT count(*) FROM access WHERE voided > 0)"
    return int(vault.scalar(f"SELECT (SELECT count(*) FROM access) - {gone}")) - int(hidden)


def any_yet(vault: Vault) -> bool:
    """Whether an access was ever recorded."""
    return bool(vault.scalar("SELECT EXISTS (SELECT 1 FROM access WHERE voided IS 0)"))


def of_person(vault: Vault, person_id: str) -> list[Access]:
    """All her accesses, newest first."""
    return [visited.access for visited in visits_of(vault, person_id)]


def visits_of(vault: Vault, person_id: str) -> list[Visit]:
    """As :func:`of_person`, each with whether it is reserved (whoever came is left out: she is known)."""
    vault.require(Permission.SEE_PEOPLE)
    hers = select(Access).where(Access.person_id == person_id, col(Access.voided).is_(False))
    if seen := sealing.seen(vault, "access", "access.id"):
        hers = hers.where(text(seen))
    with vault.read() as session:
        found = session.exec(hers.order_by(col(Access.on_date).desc(), col(Access.id).desc())).all()
    return _visits(vault, [(access, None) for access in found])


def last_answers(vault: Vault, person_id: str) -> dict[str, LastAnswer]:
    """Her last known answers (``in_care``, ``adi``, ``pregnant``, ``language``, ``channel``), each with its day."""
    answers: dict[str, LastAnswer] = {}
    for access in of_person(vault, person_id):
        for field in ("in_care", "adi", "pregnant", "language", "channel"):
            value = getattr(access, field)
            if value and value != "unknown" and field not in answers:
                answers[field] = LastAnswer(value, access.on_date)
    return answers


def last_visits(vault: Vault, person_ids: Sequence[str]) -> dict[str, tuple[date, int]]:
    """The day of the last access of several people at once, and how many there were; by the person's id."""
    vault.require(Permission.SEE_PEOPLE)
    rows = vault.query(
        "SELECT person_id, max(on_date) AS day, count(*) AS times FROM access "
        f"WHERE person_id IN (SELECT value FROM json_each(:ids)) AND NOT voided{_and_seen(vault, 'access')} "
        "GROUP BY person_id",
        ids=json.dumps(list(person_ids)),
    )
    return {row["person_id"]: (date.fromisoformat(row["day"]), row["times"]) for row in rows}


def neighbour_day(vault: Vault, day: date, *, later: bool) -> date | None:
    """The nearest day with accesses before *day*, or with *later* after it; None when there is none."""
    vault.require(Permission.SEE_PEOPLE)
    where, order = (">", "ASC") if later else ("<", "DESC")
    found = vault.scalar(
        f"SELECT on_date FROM access WHERE on_date {where} :day AND NOT voided{_and_seen(vault, 'access')} "
        f"ORDER BY on_date {order} LIMIT 1",
        day=day.isoformat(),
    )
    return date.fromisoformat(found) if found else None


def recent_people(vault: Vault, limit: int = 8) -> list[tuple[Person, date]]:
    """Those who came last, each with the day of her last access."""
    vault.require(Permission.SEE_PEOPLE)
    newest = vault.query(
        "SELECT person_id, max(on_date) AS day, max(on_date || ' ' || at_time || ' ' || id) AS moment FROM "
        "(SELECT person_id, on_date, at_time, id FROM access WHERE voided IS 0 AND person_id IS NOT NULL"
        f"{_and_seen(vault, 'access')} "
        "ORDER BY on_date DESC, at_time DESC, id DESC LIMIT 200) GROUP BY person_id ORDER BY moment DESC LIMIT :limit",
        limit=limit,
    )
    with vault.read() as session:
        found = session.exec(
            select(Person).where(col(Person.id).in_([row["person_id"] for row in newest]))
        ).all()
    known = {person.id: person for person in found if not person.voided}
    return [
        (known[row["person_id"]], date.fromisoformat(row["day"]))
        for row in newest
        if row["person_id"] in known
    ]


def follow_ups(vault: Vault, until: date) -> list[Visit]:
    """Accesses that ask for a follow-up by *until*, after which she has not come again."""
    vault.require(Permission.SEE_PEOPLE)
    due = vault.query(
        f"SELECT a.id FROM access a WHERE a.follow_up_on <= :until AND NOT a.voided{_and_seen(vault, 'a')} "
        "AND NOT EXISTS (SELECT 1 "
        "FROM access b WHERE b.person_id = a.person_id AND b.on_date > a.on_date AND NOT b.voided) "
        "ORDER BY a.follow_up_on LIMIT 200",
        until=until.isoformat(),
    )
    with vault.read() as session:
        rows = session.exec(
            select(Access, Person)
            .join(Person, col(Person.id) == col(Access.person_id), isouter=True)
            .where(col(Access.id).in_([row["id"] for row in due]))
            .order_by(col(Access.follow_up_on))
        ).all()
    return _visits(vault, rows)


def _visits(vault: Vault, rows: Sequence[tuple[Access, Person | None]]) -> list[Visit]:
    """The accesses of *rows* as the user may see them."""
    marks = SEALED.marks(vault, [access.id for access, _ in rows])
    shown = SEALED.shown(vault, [access for access, _ in rows]) if marks else [access for access, _ in rows]
    return [
        Visit(access, person, marks.get(access.id)) for access, (_, person) in zip(shown, rows, strict=True)
    ]


def _and_seen(vault: Vault, alias: str) -> str:
    """SQL that leaves out the reserved accesses that the user may not know of."""
    seen = sealing.seen(vault, "access", f"{alias}.id")
    return f" AND {seen}" if seen else ""


def _place(vault: Vault, access: Access) -> None:
    if vault.house:
        if access.house and access.house != vault.house:
            raise NotAllowed(_("Questa postazione scrive solo per la sua casa."))
        access.house = vault.house
    else:
        access.house = network.house(vault, access.house).code
    access.operator = access.operator or vault.user_name


def _check(vault: Vault, accesses: Sequence[Access]) -> None:
    for field, vocabulary in _MANY.items():
        said = dict.fromkeys(code for access in accesses for code in getattr(access, field))
        network.check_codes(vault, vocabulary, list(said), field)
    for field, vocabulary in _ONE.items():
        said = dict.fromkeys(getattr(access, field) for access in accesses)
        network.check_codes(vault, vocabulary, list(said), field)
    tomorrow = date.today() + timedelta(days=1)
    for access in accesses:
        if access.on_date > tomorrow:
            raise InvalidValue(_("La data dell'accesso è nel futuro."), "on_date")
        if access.follow_up_on is not None and access.follow_up_on < access.on_date:
            raise InvalidValue(_("Il giorno in cui richiamarla viene prima dell'accesso."), "follow_up_on")
        if access.minutes is not None and not 0 <= access.minutes <= _LONGEST_MINUTES:
            raise InvalidValue(_("I minuti vanno da 0 a 1440."), "minutes")
        if access.minors is not None and not 0 <= access.minors <= 30:
            raise InvalidValue(_("I figli minori vanno da 0 a 30."), "minors")
