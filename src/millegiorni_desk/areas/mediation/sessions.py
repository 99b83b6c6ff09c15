"""The sessions of a mediation: each time that the mediator came, how long, and what for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlmodel import col, select

from millegiorni_desk.areas.mediation.records import Mediation, MediationSession
from millegiorni_desk.areas.mediation.reserved import SEALED, SEALED_SESSIONS
from millegiorni_desk.errors import InvalidValue
from millegiorni_desk.language import _
from millegiorni_desk.network import service as network
from millegiorni_desk.vault import sealing
from millegiorni_desk.vault.permissions import Permission
from millegiorni_desk.vault.vault import Vault

_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d", re.ASCII)
_MOST_MINUTES = 24 * 60


def sessions(vault: Vault, mediation_id: str) -> list[MediationSession]:
    """What was held, oldest first; of the reserved ones what the user may read."""
    vault.require(Permission.SEE_PEOPLE)
    with vault.read() as session:
        found = session.exec(
            select(MediationSession)
            .where(MediationSession.mediation_id == mediation_id, col(MediationSession.voided).is_(False))
            .order_by(col(MediationSession.on_date), col(MediationSession.starts), col(MediationSession.id))
        ).all()
    return SEALED_SESSIONS.shown(vault, found)


def add_session(vault: Vault, new: MediationSession) -> MediationSession:
    """Write down a session; the mediation is under way from then on. It is reserved where the mediation is.

    Without a mediator it is hers to whom the mediation was given. Raises ``InvalidValue`` naming the field.
    """
    add_sessions(vault, [new])
    return new


def add_sessions(vault: Vault, new: Sequence[MediationSession]) -> None:
    """As :func:`add_session`, for many at once: all of them, or none where one cannot be."""
    vault.require(Permission.FOLLOW_PATHWAY)
    with vault.save("mediation.session") as session:
        for one in new:
            mediation = vault.get(Mediation, one.mediation_id)
            if mediation.state in ("closed", "not_possible"):
                raise InvalidValue(_("Questa mediazione è conclusa: riaprila per aggiungere un incontro."))
            one.house = mediation.house
            one.mediator_id = one.mediator_id or mediation.mediator_id
            _check(vault, one, mediation)
            mark = SEALED.marks(vault, [mediation.id]).get(mediation.id)
            session.add_all(SEALED_SESSIONS.split(vault, [one], mark.readers if mark else None))
            if mediation.state != "under_way" or mediation.mediator_id is None:
                mediation.state, mediation.mediator_id = "under_way", mediation.mediator_id or one.mediator_id
                session.merge(mediation)
            session.flush()


def edit_session(vault: Vault, session_id: str, **changes: Any) -> MediationSession:
    """Change some fields of a session; the values before stay in the history."""
    vault.require(Permission.FOLLOW_PATHWAY)
    with vault.save("mediation.session_edit") as session:
        held = vault.get(MediationSession, session_id)
        mediation = vault.get(Mediation, held.mediation_id)
        kept = SEALED_SESSIONS.revised(
            vault, held, changes, None, lambda revised: _check(vault, revised, mediation)
        )
        session.merge(kept)
        (shown,) = SEALED_SESSIONS.shown(vault, [kept])
    return shown


def void_session(vault: Vault, session_id: str, voided: bool = True) -> MediationSession:
    """Take a session out of every list, count and invoice, or put it back."""
    return edit_session(vault, session_id, voided=voided)


def seal_again(vault: Vault, action: str, session_id: str, readers: Sequence[str]) -> None:
    """Put a session under a seal for *readers*, or under none."""
    with vault.save(action) as session:
        held = vault.get(MediationSession, session_id)
        session.merge(SEALED_SESSIONS.revised(vault, held, {}, list(readers), lambda revised: None))


def absorb(vault: Vault) -> int:
    """Take under their mediation's seal the sessions that another desk wrote without knowing of it; gives how many."""
    filled = " OR ".join(f"r.{name} <> ''" for name in SEALED_SESSIONS.fields)
    rows = vault.query(
        "SELECT r.id, r.mediation_id FROM sealed AS s CROSS JOIN mediation_session AS r "
        "ON r.mediation_id = s.subject_id WHERE s.subject_table = 'mediation' AND s.voided IS 0 "
        f"AND ({filled}) AND NOT EXISTS (SELECT 1 FROM sealed AS o WHERE o.subject_id = r.id "
        "AND o.subject_table = 'mediation_session' AND o.voided IS 0)"
    )
    for row in rows:
        found = sealing.told(sealing.of_subjects(vault, SEALED.table, [row["mediation_id"]]))
        seal_again(vault, "seal.absorb", row["id"], found[row["mediation_id"]].readers)
    return len(rows)


def _check(vault: Vault, one: MediationSession, mediation: Mediation) -> None:
    if one.mediator_id is None:
        raise InvalidValue(_("Scegli la mediatrice che c'era."), "mediator_id")
    if not one.kind:
        raise InvalidValue(_("Scegli che cosa si è fatto."), "kind")
    network.check_codes(vault, "mediation_kind", [one.kind], "kind")
    if one.minutes is None or not 1 <= one.minutes <= _MOST_MINUTES:
        raise InvalidValue(_("Scrivi quanti minuti è durato: da 1 a 1440."), "minutes")
    if one.starts and not _TIME.fullmatch(one.starts):
        raise InvalidValue(_("L'ora si scrive così: 10:30."), "starts")
    if one.on_date > date.today():
        raise InvalidValue(_("L'incontro è nel futuro: scrivilo quando c'è stato."), "on_date")
    if one.on_date < mediation.requested_on:
        raise InvalidValue(_("L'incontro viene prima della richiesta: controlla le due date."), "on_date")
