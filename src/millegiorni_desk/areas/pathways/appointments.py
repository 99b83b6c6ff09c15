"""Appointments: where she is expected, how it went, and reminding her in the way that is safe for her."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import text
from sqlmodel import col, select

from millegiorni_desk.areas.pathways import following
from millegiorni_desk.areas.pathways.listing import HERS, listed
from millegiorni_desk.areas.pathways.records import Appointment, Pathway
from millegiorni_desk.areas.pathways.reserved import SEALED_APPOINTMENTS
from millegiorni_desk.areas.people import contact
from millegiorni_desk.areas.people.records import Person
from millegiorni_desk.errors import InvalidValue, NotAllowed, NotFound
from millegiorni_desk.language import N_, _
from millegiorni_desk.network import service as network
from millegiorni_desk.vault import sealing
from millegiorni_desk.vault.permissions import Permission
from millegiorni_desk.vault.sealed_fields import Mark, Readers
from millegiorni_desk.vault.vault import Vault

PLANNED = "planned"
WAYS = {
    "call": N_("Chiamata"),
    "message": N_("Messaggio"),
    "through": N_("Tramite un'altra persona"),
    "in_person": N_("A voce, di persona"),
    "slip": N_("Promemoria su carta"),
}
"""How she may have been reminded: code → Italian words, as ``reminded_how`` keeps them."""


_WITHOUT = {
    (False, False): "",
    (True, False): N_("Senza il suo consenso: niente telefonate"),
    (False, True): N_("Senza il suo consenso: niente messaggi"),
    (True, True): N_("Senza il suo consenso: niente telefonate e niente messaggi"),
}


@dataclass(frozen=True)
class Reach:
    """How one woman may be reminded: codes of :data:`WAYS`, what to heed first, and the number, if there is a use."""

    ways: tuple[str, ...]
    words: str
    number: str

    @property
    def line(self) -> str:
        """What to heed, then the number."""
        return " · ".join(part for part in (self.words, self.number) if part)


@dataclass(frozen=True)
class Line:
    """An appointment with whose it is; ``reserved`` where it is sealed: what the user may not read is not in it."""

    appointment: Appointment
    person: Person | None
    reserved: Mark | None = None

    @property
    def day(self) -> date:
        """The day it is on."""
        return day_of(self.appointment)


def day_of(appointment: Appointment) -> date:
    """The day on which *appointment* is."""
    return date.fromisoformat(appointment.at[:10])


def reach(person: Person, *, calls: bool = True, writes: bool = True) -> Reach:
    """How she may be reminded, as her safe-contact rule has it, and only by what she agreed to.

    *calls*, *writes*: whether she agreed to be called, and to be written to. By word of mouth one always may; on paper
    where her rule allows anything in writing.
    """
    known = contact.of_person(person)
    may = {"call": known.calls and calls, "message": known.writes and writes}
    lacking = (known.calls and not calls, known.writes and not writes)
    through = known.rule == "through"
    found = [way for way, allowed in may.items() if allowed]
    found += ["through"] if through else []
    found += ["in_person"]
    found += ["slip"] if contact.may_hand_paper(person) else []
    return Reach(
        tuple(found),
        " · ".join(part for part in (known.words, _WITHOUT[lacking] and _(_WITHOUT[lacking])) if part),
        known.number if through or any(may.values()) else "",
    )


def usual_reminder(appointment_day: date, today: date, person: Person) -> date | None:
    """The day before, where she may be called or written to at all and it is still to come."""
    before = appointment_day - timedelta(days=1)
    return before if before >= today and contact.rule_of(person) != "never" else None


def add(vault: Vault, appointment: Appointment, readers: Readers = None) -> Appointment:
    """Note where she is expected; with *readers*, or in a reserved pathway, where, with whom and why are sealed.

    Of a ``pathway_id`` the person follows. Raises ``InvalidValue`` naming the field, ``NotAllowed``.
    """
    vault.require(Permission.FOLLOW_PATHWAY)
    with vault.save("appointment.add") as session:
        if appointment.pathway_id:
            appointment.person_id = vault.get(Pathway, appointment.pathway_id).person_id
        person = vault.get(Person, appointment.person_id)
        if vault.house and person.house != vault.house:
            raise NotAllowed(_("Questa persona è di un'altra casa: l'appuntamento si segna lì."))
        appointment.house = person.house
        _check(vault, appointment)
        if appointment.pathway_id:
            readers = following.readers_beside(vault, appointment.pathway_id, readers)
        session.add_all(SEALED_APPOINTMENTS.split(vault, [appointment], readers))
    return appointment


def edit(vault: Vault, appointment_id: str, readers: Readers = None, **changes: Any) -> Appointment:
    """Change some fields of an appointment, or who may read it. Raises ``NotAllowed`` for what is sealed to others."""
    vault.require(Permission.FOLLOW_PATHWAY)
    return _revise(vault, "appointment.edit", appointment_id, readers, changes)


def void(vault: Vault, appointment_id: str, voided: bool = True) -> Appointment:
    """Take an appointment written by mistake out of every list, or put it back."""
    return edit(vault, appointment_id, voided=voided)


def move(vault: Vault, appointment_id: str, at: str, remind_on: date | None = None) -> Appointment:
    """Put it off to *at*: the old one stays as moved, a new one takes its place and is given.

    Raises ``NotAllowed`` where it is sealed to others: what cannot be read cannot be written anew.
    """
    vault.require(Permission.FOLLOW_PATHWAY)
    with vault.save("appointment.move"):
        (old,) = SEALED_APPOINTMENTS.shown(vault, [vault.get(Appointment, appointment_id)])
        mark = SEALED_APPOINTMENTS.marks(vault, [old.id]).get(old.id)
        if mark is not None and not mark.readable:
            raise NotAllowed(_("Questo appuntamento è riservato: lo sposta chi può leggerlo."))
        kept = old.model_dump(exclude={"id", "at", "remind_on", "reminded_at", "reminded_how", "state"})
        edit(vault, old.id, state="moved")
        return add(
            vault, Appointment(**kept, at=at, remind_on=remind_on), list(mark.readers) if mark else None
        )


def take_back_move(vault: Vault, old_id: str, new_id: str) -> None:
    """It was not moved after all."""
    vault.require(Permission.FOLLOW_PATHWAY)
    with vault.save("appointment.move"):
        void(vault, new_id)
        edit(vault, old_id, state=PLANNED)


def settle(vault: Vault, appointment_id: str, state: str) -> Appointment:
    """Say how it went: ``kept``, ``missed`` or ``cancelled``; ``planned`` takes that back."""
    vault.require(Permission.FOLLOW_PATHWAY)
    if state == "moved":
        raise InvalidValue(_("Per spostarlo scrivi il nuovo giorno."), "at")
    return edit(vault, appointment_id, state=state)


def remind(vault: Vault, appointment_id: str, how: str) -> Appointment:
    """Note that she was reminded just now. Raises ``InvalidValue`` where her rule forbids that way.

    What she agreed to is not known here: see ``flows.reminding``.
    """
    vault.require(Permission.RECORD_ACCESS)
    with vault.save("appointment.remind", how=how):
        person = vault.get(Person, vault.get(Appointment, appointment_id).person_id)
        if how not in WAYS:
            raise InvalidValue(_("Scegli come le è stato ricordato."), "how")
        if how not in reach(person).ways:
            rule = contact.of_person(person).words
            raise InvalidValue(
                _("Così non si può: {rule}. Ricordaglielo in un altro modo.").format(rule=rule), "how"
            )
        at = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        changes = {"reminded_at": at, "reminded_how": how}
        return _revise(vault, "appointment.remind", appointment_id, None, changes)


def take_back_reminder(vault: Vault, appointment_id: str) -> Appointment:
    """She was not reminded after all."""
    vault.require(Permission.RECORD_ACCESS)
    changes = {"reminded_at": "", "reminded_how": ""}
    return _revise(vault, "appointment.remind", appointment_id, None, changes)


def line(vault: Vault, appointment_id: str) -> Line:
    """One appointment. Raises ``NotFound``, also where the user may not know of it."""
    vault.require(Permission.SEE_PEOPLE)
    found = _lines(vault, "appointment.id = :of", "appointment.id", 1, of=appointment_id)
    if not found:
        raise NotFound(_("Questo appuntamento non c'è più, o è riservato. Torna all'elenco."))
    return found[0]


def of_pathway(vault: Vault, pathway_id: str) -> list[Line]:
    """Those of a pathway, the latest first."""
    vault.require(Permission.SEE_PEOPLE)
    return _lines(vault, "pathway_id = :of AND voided IS 0", "at DESC, id DESC", -1, of=pathway_id)


def of_person(vault: Vault, person_id: str) -> list[Line]:
    """All hers, the latest first."""
    vault.require(Permission.SEE_PEOPLE)
    return _lines(vault, "person_id = :of AND voided IS 0", "at DESC, id DESC", -1, of=person_id)


def ahead(vault: Vault, until: date, limit: int, case_manager: str = "") -> list[Line]:
    """Those still planned up to *until*, that day included, and those gone by of which nobody said how they went."""
    vault.require(Permission.SEE_PEOPLE)
    where = "appointment.state = 'planned' AND appointment.voided IS 0 AND appointment.at < :end"
    end = (until + timedelta(days=1)).isoformat()
    return _lines(vault, where, "appointment.at, appointment.id", limit, case_manager, end=end)


def reminders_due(vault: Vault, today: date, limit: int, case_manager: str = "") -> list[Line]:
    """Of what they are to be reminded by *today* and have not been, while it is still to come; soonest first."""
    vault.require(Permission.SEE_PEOPLE)
    where = (
        "appointment.state = 'planned' AND appointment.reminded_at = '' AND appointment.voided IS 0 "
        "AND appointment.remind_on <= :today AND appointment.at >= :today"
    )
    order = "appointment.remind_on, appointment.at, appointment.id"
    return _lines(vault, where, order, limit, case_manager, today=today.isoformat())


def _lines(
    vault: Vault, where: str, order: str, limit: int, case_manager: str = "", **named: Any
) -> list[Line]:
    seen = sealing.seen(vault, "appointment", "appointment.id")
    # Somebody's are few: they are found from her pathways rather than among everybody's.
    source = (
        f"{HERS} CROSS JOIN appointment ON appointment.pathway_id = p.id" if case_manager else "appointment"
    )
    mine = f" AND {listed(case_manager, True)}" if case_manager else ""
    rows = vault.query(
        f"SELECT appointment.id FROM {source} WHERE {where}{mine}{f' AND {seen}' if seen else ''} "
        f"ORDER BY {order} LIMIT :limit",
        limit=limit,
        me=case_manager,
        **named,
    )
    ids = [str(row["id"]) for row in rows]
    held, whose = _held(vault, ids)
    marks = SEALED_APPOINTMENTS.marks(vault, ids)
    shown = SEALED_APPOINTMENTS.shown(vault, held) if marks else held
    lines = {one.id: Line(one, whose[one.id], marks.get(one.id)) for one in shown}
    return [lines[one] for one in ids if one in lines]


def _held(vault: Vault, ids: Sequence[str]) -> tuple[list[Appointment], dict[str, Person | None]]:
    wanted = text("appointment.id IN (SELECT value FROM json_each(:ids))").bindparams(
        ids=json.dumps(list(ids))
    )
    with vault.read() as session:
        found = session.exec(
            select(Appointment, Person)
            .join(Person, col(Person.id) == col(Appointment.person_id), isouter=True)
            .where(wanted)
        ).all()
    return [one for one, _person in found], {one.id: person for one, person in found}


def _revise(
    vault: Vault, action: str, appointment_id: str, readers: Readers, changes: dict[str, Any]
) -> Appointment:
    with vault.save(action) as session:
        record = vault.get(Appointment, appointment_id)
        kept = SEALED_APPOINTMENTS.revised(vault, record, changes, readers, lambda made: _check(vault, made))
        return session.merge(kept)


def _check(vault: Vault, appointment: Appointment) -> None:
    if not appointment.title.strip():
        raise InvalidValue(_("Scrivi per che cosa è l'appuntamento."), "title")
    try:
        moment = datetime.strptime(appointment.at, "%Y-%m-%dT%H:%M")
    except ValueError:
        raise InvalidValue(_("Scrivi il giorno, e l'ora come 10:30."), "at") from None
    network.check_codes(vault, "appointment_state", [appointment.state], "state")
    if appointment.minutes is not None and not 0 <= appointment.minutes <= 24 * 60:
        raise InvalidValue(_("I minuti vanno da 0 a 1440."), "minutes")
    if appointment.remind_on is not None and appointment.remind_on > moment.date():
        raise InvalidValue(_("Il promemoria viene prima dell'appuntamento."), "remind_on")
    if appointment.state in ("kept", "missed") and moment.date() > date.today():
        raise InvalidValue(_("Questo appuntamento deve ancora venire: si può spostare o annullare."), "state")
