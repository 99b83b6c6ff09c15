"""What is due, when it is brought up, and that it was done; one that comes again is written anew when it is done."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlmodel import col, select

from millegiorni_desk.areas.coordination.records import Deadline
from millegiorni_desk.dates import months_later
from millegiorni_desk.errors import InvalidValue, NotAllowed
from millegiorni_desk.language import _
from millegiorni_desk.network import service as network
from millegiorni_desk.vault.permissions import Permission
from millegiorni_desk.vault.vault import Vault

MOST_DAYS = 366
MOST_MONTHS = 60

# At a house: its own and everybody's; at the coordination, whose house is empty, all of them.
_SEEN = "(:house = '' OR house_code IN ('', :house))"
_OPEN = f"done_on IS NULL AND voided IS 0 AND {_SEEN}"
_DONE = f"done_on IS NOT NULL AND voided IS 0 AND {_SEEN}"


def add(vault: Vault, new: Deadline) -> Deadline:
    """Write down what is due. Raises ``InvalidValue`` naming the field."""
    vault.require(Permission.COORDINATE)
    _check(vault, new)
    with vault.save("deadline.add") as session:
        session.add(new)
    return new


def edit(vault: Vault, deadline_id: str, **changes: Any) -> Deadline:
    """Change some fields; the values before stay in the history."""
    vault.require(Permission.COORDINATE)
    return _revise(vault, "deadline.edit", deadline_id, changes)


def void(vault: Vault, deadline_id: str, voided: bool = True) -> Deadline:
    """Take one written by mistake out of every list, or put it back."""
    vault.require(Permission.COORDINATE)
    return _revise(vault, "deadline.void", deadline_id, {"voided": voided})


def done(
    vault: Vault, deadline_id: str, on: date | None = None, again_in_months: int = 0
) -> tuple[Deadline, Deadline | None]:
    """It is done; with *again_in_months* the next one is written, so many months after the day it was due.

    A house marks its own; the coordination all of them, and writes the next. Raises ``NotAllowed``, ``InvalidValue``.
    """
    vault.require(Permission.FOLLOW_PATHWAY)
    if again_in_months:
        vault.require(Permission.COORDINATE)
    if not 0 <= again_in_months <= MOST_MONTHS:
        raise InvalidValue(
            _("Scrivi tra quanti mesi torna, al più {most}.").format(most=MOST_MONTHS), "again_in_months"
        )
    with vault.save("deadline.done") as session:
        _own(vault, deadline_id)
        changes = {"done_on": on or date.today(), "done_by": vault.user_name}
        kept = _revise(vault, "deadline.done", deadline_id, changes)
        if not again_in_months:
            return kept, None
        told = kept.model_dump(exclude={"id", "due_on", "done_on", "done_by"})
        follower = Deadline(**told, due_on=months_later(kept.due_on, again_in_months))
        session.add(follower)
    return kept, follower


def undone(vault: Vault, deadline_id: str, follower_id: str = "") -> Deadline:
    """It is not done after all; *follower_id* is the next one that was written with it, which goes."""
    vault.require(Permission.FOLLOW_PATHWAY)
    with vault.save("deadline.undone"):
        _own(vault, deadline_id)
        if follower_id:
            void(vault, follower_id)
        return _revise(vault, "deadline.undone", deadline_id, {"done_on": None, "done_by": ""})


def deadline(vault: Vault, deadline_id: str) -> Deadline:
    """One deadline. Raises ``NotFound``."""
    vault.require(Permission.SEE_PROGRAMME)
    return vault.get(Deadline, deadline_id)


def due(vault: Vault, today: date, limit: int = -1) -> list[Deadline]:
    """What is not done and is brought up by *today*, or is late; the most pressing first."""
    vault.require(Permission.SEE_PROGRAMME)
    where = f"{_OPEN} AND date(due_on, '-' || remind_days || ' days') <= :today"
    return _found(vault, where, "due_on, id", limit, 0, today=today.isoformat())


def count_due(vault: Vault, today: date) -> int:
    """How many :func:`due` would list."""
    vault.require(Permission.SEE_PROGRAMME)
    where = f"{_OPEN} AND date(due_on, '-' || remind_days || ' days') <= :today"
    sql = f"SELECT count(*) FROM deadline WHERE {where}"
    return int(vault.scalar(sql, house=vault.house, today=today.isoformat()))


def page(vault: Vault, offset: int, limit: int, *, done: bool = False) -> list[Deadline]:
    """A page of what is still to do, the first due first; or of what is done, the last due first."""
    vault.require(Permission.SEE_PROGRAMME)
    where, order = (_DONE, "due_on DESC, id DESC") if done else (_OPEN, "due_on, id")
    return _found(vault, where, order, limit, offset)


def count(vault: Vault, *, done: bool = False) -> int:
    """How many :func:`page` has."""
    vault.require(Permission.SEE_PROGRAMME)
    where = _DONE if done else _OPEN
    return int(vault.scalar(f"SELECT count(*) FROM deadline WHERE {where}", house=vault.house))


def _found(vault: Vault, where: str, order: str, limit: int, offset: int, **named: Any) -> list[Deadline]:
    rows = vault.query(
        f"SELECT id FROM deadline WHERE {where} ORDER BY {order} LIMIT :limit OFFSET :offset",
        house=vault.house,
        limit=limit,
        offset=offset,
        **named,
    )
    ids = [row["id"] for row in rows]
    with vault.read() as session:
        known = {one.id: one for one in session.exec(select(Deadline).where(col(Deadline.id).in_(ids)))}
    return [known[one] for one in ids]


def _own(vault: Vault, deadline_id: str) -> None:
    whose = vault.get(Deadline, deadline_id).house_code
    if not vault.may(Permission.COORDINATE) and (not vault.house or whose != vault.house):
        raise NotAllowed(_("Questa scadenza non è della tua casa: la segna il coordinamento."))


def _revise(vault: Vault, action: str, deadline_id: str, changes: dict[str, Any]) -> Deadline:
    with vault.save(action) as session:
        held = vault.get(Deadline, deadline_id)
        for field, value in changes.items():
            setattr(held, field, value)
        _check(vault, held)
        return session.merge(held)


def _check(vault: Vault, held: Deadline) -> None:
    held.title, held.responsible = " ".join(held.title.split()), " ".join(held.responsible.split())
    if not held.title:
        raise InvalidValue(_("Scrivi che cosa scade."), "title")
    if not 0 <= held.remind_days <= MOST_DAYS:
        raise InvalidValue(
            _("I giorni di anticipo vanno da 0 a {most}.").format(most=MOST_DAYS), "remind_days"
        )
    if held.house_code:
        network.house(vault, held.house_code)
    if held.done_on is not None and held.done_on > date.today():
        raise InvalidValue(_("Il giorno in cui è stato fatto è nel futuro."), "done_on")
