"""Referrals: sending a woman to a service, and writing down what came back, so that each of them closes."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import text
from sqlmodel import col, select

from millegiorni_desk.areas.people import contact
from millegiorni_desk.areas.people.records import Person
from millegiorni_desk.areas.referrals import codes
from millegiorni_desk.areas.referrals.records import Referral, Service
from millegiorni_desk.areas.referrals.reserved import SEALED, must_be_discreet
from millegiorni_desk.errors import InvalidValue, NotAllowed, NotFound
from millegiorni_desk.language import _
from millegiorni_desk.network import service as network
from millegiorni_desk.vault import sealing
from millegiorni_desk.vault.permissions import Permission
from millegiorni_desk.vault.records import insert_all
from millegiorni_desk.vault.sealed_fields import Mark, Readers
from millegiorni_desk.vault.vault import Vault

OPEN = "open"
ANSWER_DAYS = 30
_AWAITED = "returned_on IS NULL AND voided IS 0"


@dataclass(frozen=True)
class Line:
    """A referral with whoever was sent and the service, where it is known; ``person`` is None before she arrives.

    ``reserved`` where it is sealed, and whether to the user: what she may not read is not in it.
    """

    referral: Referral
    person: Person | None
    service: Service | None
    reserved: Mark | None = None

    @property
    def closed_to_user(self) -> bool:
        """Whether the user may know of it, and not where it leads."""
        return self.reserved is not None and not self.reserved.readable


def refer(vault: Vault, referral: Referral, readers: Readers = None) -> Referral:
    """Send a person of this house to a service (``service_id``), or to a kind of service (``kind``) only.

    It gets its return code here. Without ``answer_by`` an answer is awaited for 30 days; without ``language`` the
    slip is in hers. With *readers*, or where it tells of violence, where she is sent and why is sealed to them.
    Raises ``InvalidValue`` naming the field, ``NotAllowed``, ``NotFound``.
    """
    refer_many(vault, [referral], readers)
    return referral


def refer_many(vault: Vault, referrals: Sequence[Referral], readers: Readers = None) -> None:
    """As :func:`refer`, for many at once: all of them, or none where one cannot be."""
    vault.require(Permission.REFER)
    with vault.save("referral.add") as session:
        device = int(vault.scalar("SELECT ordinal FROM sync_state"))
        given: set[str] = set()
        for referral in referrals:
            _place(vault, referral)
            if not referral.kind:
                raise InvalidValue(_("Scegli a quale servizio inviarla."), "service_id")
            referral.discreet = referral.discreet or bool(readers)
            _check(vault, referral)
            referral.code = codes.new(device, lambda code: code in given or _taken(vault, code))
            given.add(referral.code)
        insert_all(session, SEALED.split(vault, referrals, readers))


def edit(vault: Vault, referral_id: str, **changes: Any) -> Referral:
    """Change some fields of a referral; the values before stay in the history. Gives it as it is kept.

    Raises ``NotAllowed`` for what is sealed to others.
    """
    vault.require(Permission.REFER)
    with vault.save("referral.edit") as session:
        referral = vault.get(Referral, referral_id)
        kept = SEALED.revised(vault, referral, changes, None, lambda revised: _check(vault, revised))
        return session.merge(kept)


def record_return(
    vault: Vault,
    referral_id: str,
    state: str,
    *,
    on: date | None = None,
    outcome: str = "",
    message: str = "",
) -> Referral:
    """Write down what came back: it closes the referral. *message* is what the service asks to be told to the desk."""
    if state == OPEN:
        raise InvalidValue(_("Scegli che cosa è successo."), "state")
    return edit(
        vault, referral_id, state=state, returned_on=on or date.today(), outcome=outcome, message=message
    )


def reopen(vault: Vault, referral_id: str) -> Referral:
    """Nothing has come back after all: the referral is awaited again."""
    return edit(vault, referral_id, state=OPEN, returned_on=None, outcome="", message="")


def void(vault: Vault, referral_id: str, voided: bool = True) -> Referral:
    """Take a referral out of every list and count, or put it back."""
    return edit(vault, referral_id, voided=voided)


def mark_printed(vault: Vault, referral_id: str, language: str, discreet: bool) -> Referral:
    """Note that its slip went to paper, in that language; the audit log holds the id and the language."""
    vault.require(Permission.REFER)
    with vault.save("referral.print", language=language):
        at = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        return edit(vault, referral_id, printed_at=at, language=language, discreet=discreet)


def always_discreet(line: Line) -> bool:
    """Whether no paper of this referral may tell where it sends her, being reserved or for violence."""
    return line.reserved is not None or must_be_discreet(line.referral)


def is_overdue(referral: Referral, today: date) -> bool:
    """Whether an answer should have come by now."""
    awaited = referral.state == OPEN and referral.answer_by is not None
    return awaited and referral.answer_by is not None and referral.answer_by < today


def by_code(vault: Vault, typed: str) -> Line:
    """The referral whose slip carries the code that *typed* means. Raises ``InvalidValue`` and ``NotFound``."""
    vault.require(Permission.SEE_PEOPLE)
    code = codes.read(typed)
    found = _lines(vault, "code = :code AND voided IS 0", "on_date DESC, id DESC", 1, code=code)
    if not found:
        raise NotFound(
            _(
                "Nessun invio con il codice {code} si apre qui: forse è di un'altra casa, o è riservato."
            ).format(code=codes.shown(code))
        )
    return found[0]


def line(vault: Vault, referral_id: str) -> Line:
    """A referral with whoever was sent and where. Raises ``NotFound``."""
    vault.require(Permission.SEE_PEOPLE)
    vault.get(Referral, referral_id)
    found = _lines(vault, "id = :id", "id", 1, id=referral_id)
    if not found:
        raise NotFound(_("Questo invio è riservato: lo legge solo chi è stata scelta."))
    return found[0]


def page(vault: Vault, offset: int, limit: int, *, open_only: bool = True) -> list[Line]:
    """A page of those that await an answer, the longest overdue first; or of all, the newest first."""
    vault.require(Permission.SEE_PEOPLE)
    if open_only:
        return _lines(vault, _AWAITED, "answer_by, on_date, id", limit, offset)
    return _lines(vault, "voided IS 0", "on_date DESC, id DESC", limit, offset)


def count(vault: Vault, *, open_only: bool = True) -> int:
    """How many await an answer, or how many there are, of those that the user may know of."""
    if open_only:
        return int(vault.scalar(f"SELECT count(*) FROM referral WHERE {_AWAITED}{_and_seen(vault)}"))
    known = int(vault.scalar("SELECT count(*) FROM referral WHERE voided IS 0"))
    if not (seen := sealing.seen(vault, "referral", "referral.id")):
        return known
    # The few that are hidden are taken off: asking of each whether it is costs more than counting all.
    hidden = vault.scalar(
        "SELECT count(*) FROM (SELECT DISTINCT subject_id FROM sealed WHERE subject_table = 'referral' AND voided "
        f"IS 0) AS s CROSS JOIN referral ON referral.id = s.subject_id WHERE referral.voided IS 0 AND NOT ({seen})"
    )
    return known - int(hidden)


def count_overdue(vault: Vault, today: date) -> int:
    """How many should have had an answer by now."""
    awaited = f"SELECT count(*) FROM referral WHERE {_AWAITED} AND answer_by < :today{_and_seen(vault)}"
    return int(vault.scalar(awaited, today=today.isoformat()))


def due(vault: Vault, until: date, limit: int) -> list[Line]:
    """Those whose answer should come by *until* or should have come before, the longest overdue first."""
    vault.require(Permission.SEE_PEOPLE)
    order = "answer_by, on_date, id"
    return _lines(vault, f"{_AWAITED} AND answer_by <= :until", order, limit, until=until.isoformat())


def of_person(vault: Vault, person_id: str) -> list[Line]:
    """All hers, newest first."""
    vault.require(Permission.SEE_PEOPLE)
    return _lines(vault, "person_id = :of AND voided IS 0", "on_date DESC, id DESC", -1, of=person_id)


def of_access(vault: Vault, access_id: str) -> list[Line]:
    """Those made at an access."""
    vault.require(Permission.SEE_PEOPLE)
    return _lines(vault, "access_id = :of AND voided IS 0", "id", -1, of=access_id)


def outcomes(vault: Vault, first: date, last: date) -> dict[str, int]:
    """State → how many of the referrals made from *first* to *last* stand there."""
    vault.require(Permission.SEE_PEOPLE)
    rows = vault.query(
        "SELECT state, count(*) AS found FROM referral WHERE on_date BETWEEN :first AND :last AND voided IS 0"
        f"{_and_seen(vault)} GROUP BY state",
        first=first.isoformat(),
        last=last.isoformat(),
    )
    return {row["state"]: row["found"] for row in rows}


def _lines(vault: Vault, where: str, order: str, limit: int, offset: int = 0, **named: Any) -> list[Line]:
    # Ids first: those skipped are not looked up, nor is whoever was sent.
    rows = vault.query(
        f"SELECT id FROM referral WHERE {where}{_and_seen(vault)} ORDER BY {order} LIMIT :limit OFFSET :offset",
        limit=limit,
        offset=offset,
        **named,
    )
    ids = json.dumps([row["id"] for row in rows])
    wanted = text("referral.id IN (SELECT value FROM json_each(:ids))").bindparams(ids=ids)
    with vault.read() as session:
        found = session.exec(
            select(Referral, Person)
            .join(Person, col(Person.id) == col(Referral.person_id), isouter=True)
            .where(wanted)
        ).all()
    whose = {referral.id: person for referral, person in found}
    marks = SEALED.marks(vault, list(whose))
    held = [referral for referral, _person in found]
    shown = SEALED.shown(vault, held) if marks else held
    services = _services(vault, [each.service_id for each in shown if each.service_id])
    known = {
        each.id: Line(each, whose[each.id], services.get(each.service_id or ""), marks.get(each.id))
        for each in shown
    }
    return [known[row["id"]] for row in rows if row["id"] in known]


def _services(vault: Vault, ids: Sequence[str]) -> dict[str, Service]:
    with vault.read() as session:
        found = session.exec(select(Service).where(col(Service.id).in_(set(ids)))).all()
    return {service.id: service for service in found}


def _and_seen(vault: Vault) -> str:
    """SQL that leaves out the reserved referrals that the user may not know of."""
    seen = sealing.seen(vault, "referral", "referral.id")
    return f" AND {seen}" if seen else ""


def _taken(vault: Vault, code: str) -> bool:
    return bool(vault.scalar("SELECT EXISTS (SELECT 1 FROM referral WHERE code = :code)", code=code))


def _place(vault: Vault, referral: Referral) -> None:
    person = vault.get(Person, referral.person_id)
    if vault.house and person.house != vault.house:
        raise NotAllowed(_("Questa persona è di un'altra casa: l'invio si fa lì."))
    referral.house = person.house
    if referral.service_id:
        service = vault.get(Service, referral.service_id)
        if service.voided:
            raise InvalidValue(_("Questo servizio non è più nella rubrica: scegline un altro."), "service_id")
        referral.kind = service.kind
    referral.referred_by = referral.referred_by or vault.user_name
    referral.language = referral.language or person.language
    # Whom nobody may call has someone who must not know: unless chosen otherwise, her papers do not tell either.
    referral.discreet = referral.discreet or contact.rule_of(person) == "never"
    referral.answer_by = referral.answer_by or referral.on_date + timedelta(days=ANSWER_DAYS)


def _check(vault: Vault, referral: Referral) -> None:
    if referral.kind:
        network.check_codes(vault, "referral", [referral.kind], "kind")
    network.check_codes(vault, "referral_state", [referral.state], "state")
    if referral.need:
        network.check_codes(vault, "need", [referral.need], "need")
    today = date.today()
    if referral.on_date > today:
        raise InvalidValue(_("La data dell'invio è nel futuro."), "on_date")
    if referral.answer_by is not None and referral.answer_by < referral.on_date:
        raise InvalidValue(_("La risposta è attesa prima dell'invio."), "answer_by")
    if referral.returned_on is not None and not referral.on_date <= referral.returned_on <= today:
        raise InvalidValue(_("La risposta arriva tra il giorno dell'invio e oggi."), "returned_on")
    if (referral.state == OPEN) != (referral.returned_on is None):
        raise InvalidValue(_("Un invio è in attesa finché non c'è il giorno della risposta."), "returned_on")
    referral.discreet = referral.discreet or must_be_discreet(referral)
