"""Notes of the supervision of a house's data: that house and the coordination have them, nobody else.

The coordination's own notes belong to :data:`COORDINATION`, which is no house: no desk of a house receives them.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlmodel import col, select

from millegiorni_desk.areas.coordination.records import SupervisionNote
from millegiorni_desk.errors import InvalidValue, NotAllowed
from millegiorni_desk.language import _
from millegiorni_desk.network import service as network
from millegiorni_desk.vault.permissions import Permission
from millegiorni_desk.vault.records import COORDINATION
from millegiorni_desk.vault.vault import Vault

__all__ = [
    "COORDINATION",
    "add",
    "answer",
    "close",
    "count",
    "count_to_answer",
    "edit",
    "note",
    "page",
    "reopen",
    "to_answer",
    "void",
]

_OPEN = "voided IS 0 AND done_on IS NULL"
_CLOSED = "voided IS 0 AND done_on IS NOT NULL"
_TO_ANSWER = f"{_OPEN} AND answer = '' AND house = :house"


def add(vault: Vault, new: SupervisionNote) -> SupervisionNote:
    """Write a note to a house; with an empty one the coordination keeps it for itself.

    Raises ``InvalidValue`` naming the field; ``NotAllowed`` at a house's desk for another's.
    """
    vault.require(Permission.COORDINATE)
    new.house = new.house or COORDINATION
    new.author = new.author or vault.user_name
    _check(vault, new)
    with vault.save("supervision.add") as session:
        session.add(new)
    return new


def edit(vault: Vault, note_id: str, **changes: Any) -> SupervisionNote:
    """Change some fields of a note, never whose it is; the values before stay in the history."""
    vault.require(Permission.COORDINATE)
    return _revise(vault, "supervision.edit", note_id, changes)


def void(vault: Vault, note_id: str, voided: bool = True) -> SupervisionNote:
    """Take one written by mistake out of every list, or put it back."""
    vault.require(Permission.COORDINATE)
    return _revise(vault, "supervision.void", note_id, {"voided": voided})


def close(vault: Vault, note_id: str, on: date | None = None) -> SupervisionNote:
    """There is nothing more to look at."""
    vault.require(Permission.COORDINATE)
    return _revise(vault, "supervision.close", note_id, {"done_on": on or date.today()})


def reopen(vault: Vault, note_id: str) -> SupervisionNote:
    """There is still something to look at."""
    vault.require(Permission.COORDINATE)
    return _revise(vault, "supervision.close", note_id, {"done_on": None})


def answer(vault: Vault, note_id: str, words: str) -> SupervisionNote:
    """What the house says of it; empty takes the answer back. Raises ``NotAllowed`` for another house's note."""
    vault.require(Permission.FOLLOW_PATHWAY)
    held = vault.get(SupervisionNote, note_id)
    if held.house == COORDINATION or vault.house not in ("", held.house):
        raise NotAllowed(_("A questa nota risponde la casa a cui è scritta."))
    told = words.strip()
    changes = {"answer": told, "answered_by": vault.user_name if told else ""}
    return _revise(vault, "supervision.answer", note_id, changes)


def note(vault: Vault, note_id: str) -> SupervisionNote:
    """One note. Raises ``NotFound``."""
    vault.require(Permission.SEE_PROGRAMME)
    return vault.get(SupervisionNote, note_id)


def to_answer(vault: Vault, limit: int = -1) -> list[SupervisionNote]:
    """The notes that this house has not answered, the oldest first; the coordination has none to answer."""
    vault.require(Permission.SEE_PROGRAMME)
    return _found(vault, _TO_ANSWER, "on_date, id", limit, 0, house=vault.house)


def count_to_answer(vault: Vault) -> int:
    """How many :func:`to_answer` would list."""
    vault.require(Permission.SEE_PROGRAMME)
    sql = f"SELECT count(*) FROM supervision_note WHERE {_TO_ANSWER}"
    return int(vault.scalar(sql, house=vault.house))


def page(vault: Vault, offset: int, limit: int, *, closed: bool = False) -> list[SupervisionNote]:
    """A page of the notes, the newest first: those still open, or those that are closed."""
    vault.require(Permission.SEE_PROGRAMME)
    return _found(vault, _CLOSED if closed else _OPEN, "on_date DESC, id DESC", limit, offset)


def count(vault: Vault, *, closed: bool = False) -> int:
    """How many :func:`page` has."""
    vault.require(Permission.SEE_PROGRAMME)
    where = _CLOSED if closed else _OPEN
    return int(vault.scalar(f"SELECT count(*) FROM supervision_note WHERE {where}"))


def _found(
    vault: Vault, where: str, order: str, limit: int, offset: int, **named: Any
) -> list[SupervisionNote]:
    rows = vault.query(
        f"SELECT id FROM supervision_note WHERE {where} ORDER BY {order} LIMIT :limit OFFSET :offset",
        limit=limit,
        offset=offset,
        **named,
    )
    ids = [row["id"] for row in rows]
    with vault.read() as session:
        found = session.exec(select(SupervisionNote).where(col(SupervisionNote.id).in_(ids)))
        known = {one.id: one for one in found}
    return [known[one] for one in ids]


def _revise(vault: Vault, action: str, note_id: str, changes: dict[str, Any]) -> SupervisionNote:
    with vault.save(action) as session:
        held = vault.get(SupervisionNote, note_id)
        if changes.get("house", held.house) != held.house:
            raise InvalidValue(_("Una nota resta della casa a cui è scritta: scrivine un'altra."), "house")
        for field, value in changes.items():
            setattr(held, field, value)
        _check(vault, held)
        return session.merge(held)


def _check(vault: Vault, held: SupervisionNote) -> None:
    held.title, held.words = " ".join(held.title.split()), held.words.strip()
    if not held.title:
        raise InvalidValue(_("Scrivi di che cosa si tratta."), "title")
    if held.house != COORDINATION:
        network.house(vault, held.house)
    if vault.house and held.house != vault.house:
        raise NotAllowed(_("Da una casa si scrivono solo note della casa."))
    if held.on_date > date.today():
        raise InvalidValue(_("Il giorno della nota è nel futuro."), "on_date")
    if held.done_on is not None and not held.on_date <= held.done_on <= date.today():
        raise InvalidValue(_("Si chiude tra il giorno della nota e oggi."), "done_on")
