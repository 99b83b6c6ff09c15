"""Mediations: asking for one, giving it to a mediator, and closing it with what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from millegiorni_desk.areas.mediation.listing import Line, case_code, count, line, of_pathway, of_person, page
from millegiorni_desk.areas.mediation.mediators import check_languages
from millegiorni_desk.areas.mediation.records import Mediation, Mediator
from millegiorni_desk.areas.mediation.reserved import SEALED, SEALED_SESSIONS
from millegiorni_desk.areas.mediation.sessions import (
    add_session,
    edit_session,
    seal_again,
    sessions,
    void_session,
)
from millegiorni_desk.areas.people.records import Person
from millegiorni_desk.errors import InvalidValue, NotAllowed
from millegiorni_desk.language import _
from millegiorni_desk.network import service as network
from millegiorni_desk.vault.permissions import Permission
from millegiorni_desk.vault.sealed_fields import Readers
from millegiorni_desk.vault.vault import Vault

__all__ = [
    "Line",
    "add_session",
    "assign",
    "case_code",
    "close",
    "count",
    "edit",
    "edit_session",
    "line",
    "not_possible",
    "of_pathway",
    "of_person",
    "page",
    "reopen",
    "request",
    "request_many",
    "sessions",
    "void",
    "void_session",
]

ENDED = ("closed", "not_possible")


def request(vault: Vault, mediation: Mediation, readers: Readers = None) -> Mediation:
    """Ask for a mediation for a person of this house.

    Without languages it is for hers; with a mediator it is hers from the start. With *readers*, or where it tells of
    violence, what it is for is sealed to them. Raises ``InvalidValue`` naming the field, ``NotAllowed``, ``NotFound``.
    """
    request_many(vault, [mediation], readers)
    return mediation


def request_many(vault: Vault, mediations: Sequence[Mediation], readers: Readers = None) -> None:
    """As :func:`request`, for many at once: all of them, or none where one cannot be."""
    vault.require(Permission.REFER)
    with vault.save("mediation.request") as session:
        for mediation in mediations:
            _place(vault, mediation)
            _check(vault, mediation)
        session.add_all(SEALED.split(vault, mediations, readers))


def edit(vault: Vault, mediation_id: str, readers: Readers = None, **changes: Any) -> Mediation:
    """Change some fields of a mediation, or who may read it; the values before stay in the history.

    *readers*: nobody takes the seal away. Its sessions are sealed with it. Raises ``NotAllowed`` for what is sealed to
    others.
    """
    vault.require(Permission.FOLLOW_PATHWAY)
    return _revise(vault, "mediation.edit", mediation_id, readers, changes)


def assign(vault: Vault, mediation_id: str, mediator_id: str | None) -> Mediation:
    """Give a mediation to a mediator, or (None) take it from her before she has begun."""
    vault.require(Permission.FOLLOW_PATHWAY)
    held = vault.get(Mediation, mediation_id)
    changes: dict[str, Any] = {"mediator_id": mediator_id}
    if held.state in ("requested", "assigned"):
        changes["state"] = "assigned" if mediator_id else "requested"
    return _revise(vault, "mediation.assign", mediation_id, None, changes)


def close(
    vault: Vault, mediation_id: str, outcome: str, on: date | None = None, notes: str | None = None
) -> Mediation:
    """Close a mediation: *outcome* is a code of ``mediation_outcome``; *notes* takes the place of what stands there."""
    vault.require(Permission.FOLLOW_PATHWAY)
    if not outcome:
        raise InvalidValue(_("Scegli com'è andata."), "outcome")
    changes: dict[str, Any] = {"state": "closed", "outcome": outcome, "closed_on": on or date.today()}
    return _revise(vault, "mediation.close", mediation_id, None, changes | _noted(notes))


def not_possible(
    vault: Vault, mediation_id: str, on: date | None = None, notes: str | None = None
) -> Mediation:
    """Nobody could be found, or it was too late: closed without an outcome. Raises where a session was held."""
    vault.require(Permission.FOLLOW_PATHWAY)
    if sessions(vault, mediation_id):
        raise InvalidValue(_("Ci sono già degli incontri: concludi la mediazione con il suo esito."), "state")
    changes: dict[str, Any] = {"state": "not_possible", "outcome": "", "closed_on": on or date.today()}
    return _revise(vault, "mediation.close", mediation_id, None, changes | _noted(notes))


def reopen(vault: Vault, mediation_id: str) -> Mediation:
    """It is not over after all."""
    vault.require(Permission.FOLLOW_PATHWAY)
    held = vault.get(Mediation, mediation_id)
    state = (
        "under_way" if sessions(vault, mediation_id) else ("assigned" if held.mediator_id else "requested")
    )
    changes: dict[str, Any] = {"state": state, "closed_on": None, "outcome": ""}
    return _revise(vault, "mediation.reopen", mediation_id, None, changes)


def void(vault: Vault, mediation_id: str, voided: bool = True) -> Mediation:
    """Take a mediation with its sessions out of every list and count, or put it back."""
    vault.require(Permission.REFER)
    return _revise(vault, "mediation.void", mediation_id, None, {"voided": voided})


def _noted(notes: str | None) -> dict[str, Any]:
    return {} if notes is None else {"notes": notes}


def _revise(
    vault: Vault, action: str, mediation_id: str, readers: Readers, changes: dict[str, Any]
) -> Mediation:
    with vault.save(action) as session:
        held = vault.get(Mediation, mediation_id)
        before = held.mediator_id
        kept = SEALED.revised(vault, held, changes, readers, lambda revised: _check(vault, revised, before))
        session.merge(kept)
        session.flush()
        _seal_sessions(vault, mediation_id, lifted=readers is not None and not readers)
        (shown,) = SEALED.shown(vault, [kept])
    return shown


def _seal_sessions(vault: Vault, mediation_id: str, *, lifted: bool) -> None:
    """A session of a reserved mediation is sealed to the same readers: its place alone may tell what it is about."""
    mark = SEALED.marks(vault, [mediation_id]).get(mediation_id)
    if not lifted and (mark is None or not mark.readable):
        return
    readers = mark.readers if mark is not None else ()
    # Those taken out too: their words would stay behind.
    rows = vault.query("SELECT id FROM mediation_session WHERE mediation_id = :of", of=mediation_id)
    marks = SEALED_SESSIONS.marks(vault, [row["id"] for row in rows])
    for row in rows:
        known = marks.get(row["id"])
        if set(known.readers if known is not None else ()) != set(readers):
            seal_again(vault, "mediation.edit", row["id"], readers)


def _place(vault: Vault, mediation: Mediation) -> None:
    person = vault.get(Person, mediation.person_id)
    if vault.house and person.house != vault.house:
        raise NotAllowed(_("Questa persona è di un'altra casa: la mediazione si chiede lì."))
    mediation.house = person.house
    mediation.requested_by = mediation.requested_by or vault.user_name
    if not mediation.languages and person.language and person.language != "it":
        mediation.languages = [person.language]
    if mediation.mediator_id and mediation.state == "requested":
        mediation.state = "assigned"


def _check(vault: Vault, mediation: Mediation, mediator_before: str | None = None) -> None:
    if not mediation.languages:
        raise InvalidValue(_("Scegli la lingua in cui serve la mediazione."), "languages")
    check_languages(mediation.languages)
    if mediation.fragility:
        network.check_codes(vault, "fragility", [mediation.fragility], "fragility")
    network.check_codes(vault, "mediation_state", [mediation.state], "state")
    if mediation.outcome:
        network.check_codes(vault, "mediation_outcome", [mediation.outcome], "outcome")
    if mediation.mediator_id and mediation.mediator_id != mediator_before:
        chosen = vault.get(Mediator, mediation.mediator_id)
        if not chosen.active:
            raise InvalidValue(
                _("{name} non lavora più con la rete: scegli un'altra mediatrice.").format(name=chosen.name),
                "mediator_id",
            )
    _check_days(mediation)


def _check_days(mediation: Mediation) -> None:
    if mediation.requested_on > date.today():
        raise InvalidValue(_("La data della richiesta è nel futuro."), "requested_on")
    if (mediation.state in ENDED) != (mediation.closed_on is not None):
        raise InvalidValue(_("Una mediazione è conclusa quando ha il giorno in cui è finita."), "closed_on")
    if mediation.closed_on is not None and not mediation.requested_on <= mediation.closed_on <= date.today():
        raise InvalidValue(_("La conclusione sta tra il giorno della richiesta e oggi."), "closed_on")
