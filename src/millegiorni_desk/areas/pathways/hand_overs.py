"""Handing a pathway over: to another case manager of the house, or as she agreed to another house.

Within the house whoever it is offered to accepts it, and follows it from then on. To another house this records that it
was offered, that she agreed, and what was answered; the records themselves stay where they are.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlmodel import col, select

from millegiorni_desk.areas.pathways import following
from millegiorni_desk.areas.pathways.records import HandOver, Pathway
from millegiorni_desk.areas.pathways.reserved import SEALED_HAND_OVERS
from millegiorni_desk.errors import InvalidValue, NotAllowed
from millegiorni_desk.language import _
from millegiorni_desk.network import service as network
from millegiorni_desk.vault.permissions import Permission
from millegiorni_desk.vault.vault import Vault

PROPOSED, ACCEPTED, DECLINED, ENDED = "proposed", "accepted", "declined", "ended"


def propose(vault: Vault, hand_over: HandOver) -> HandOver:
    """Offer a pathway to ``to_manager``, or to the house ``to_house``, for which she must have agreed.

    One offer at a time; in a reserved pathway its reason is sealed to whoever reads that.
    Raises ``InvalidValue`` naming the field.
    """
    vault.require(Permission.FOLLOW_PATHWAY)
    with vault.save("hand_over.propose") as session:
        pathway = vault.get(Pathway, hand_over.pathway_id)
        hand_over.house, hand_over.from_manager = pathway.house, pathway.case_manager
        hand_over.to_manager = hand_over.to_manager.strip()
        hand_over.state = PROPOSED
        _check(vault, hand_over, pathway)
        # Whoever may not read a reserved pathway may still see to it that somebody follows her.
        readers = following.readers_beside(vault, pathway.id, None)
        session.add_all(SEALED_HAND_OVERS.split(vault, [hand_over], readers))
    return hand_over


def accept(vault: Vault, hand_over_id: str, by: str = "", on: date | None = None) -> HandOver:
    """Take the pathway over; its case manager is then ``to_manager``.

    Only whoever it is offered to accepts, or the coordination. Another house's answer is written down here by whoever
    got it: *by* is who gave it.
    """
    return _answer(vault, hand_over_id, ACCEPTED, by, on)


def decline(vault: Vault, hand_over_id: str, by: str = "", on: date | None = None) -> HandOver:
    """Say that it is not taken over; the pathway stays with whoever has it. As :func:`accept` otherwise."""
    return _answer(vault, hand_over_id, DECLINED, by, on)


def reopen(vault: Vault, hand_over_id: str) -> HandOver:
    """Take back an answer, or an end: the pathway goes back to whoever offered it."""
    vault.require(Permission.FOLLOW_PATHWAY)
    with vault.save("hand_over.answer"):
        record = vault.get(HandOver, hand_over_id)
        pathway = vault.get(Pathway, record.pathway_id)
        if record.state == ACCEPTED and not record.to_house and pathway.case_manager == record.to_manager:
            _give(vault, pathway.id, record.from_manager)
        return _change(vault, hand_over_id, state=PROPOSED, answered_on=None, answered_by="", ended_on=None)


def end(vault: Vault, hand_over_id: str, on: date | None = None) -> HandOver:
    """The other house follows her no more, or she took back what she agreed to."""
    vault.require(Permission.FOLLOW_PATHWAY)
    record = vault.get(HandOver, hand_over_id)
    if record.state != ACCEPTED or not record.to_house:
        raise InvalidValue(_("Finisce solo un passaggio che un'altra casa ha accettato."), "state")
    return _change(vault, hand_over_id, state=ENDED, ended_on=on or date.today())


def withdraw(vault: Vault, hand_over_id: str, voided: bool = True) -> HandOver:
    """Take back an offer that nobody has answered, or make it again."""
    vault.require(Permission.FOLLOW_PATHWAY)
    if vault.get(HandOver, hand_over_id).state != PROPOSED:
        raise InvalidValue(_("Questo passaggio ha già una risposta: non si ritira più."), "state")
    return _change(vault, hand_over_id, voided=voided)


def of_pathway(vault: Vault, pathway_id: str) -> list[HandOver]:
    """Those of a pathway, the newest first."""
    vault.require(Permission.SEE_PEOPLE)
    with vault.read() as session:
        found = session.exec(
            select(HandOver)
            .where(HandOver.pathway_id == pathway_id, col(HandOver.voided).is_(False))
            .order_by(col(HandOver.on_date).desc(), col(HandOver.id).desc())
        ).all()
    return SEALED_HAND_OVERS.shown(vault, found)


def may_answer(vault: Vault, hand_over: HandOver) -> bool:
    """Whether the user is who it is offered to, coordinates, or writes down what another house answered."""
    return bool(hand_over.to_house) or hand_over.to_manager == vault.user_name or vault.may(Permission.DECIDE)


def _answer(vault: Vault, hand_over_id: str, state: str, by: str, on: date | None) -> HandOver:
    vault.require(Permission.FOLLOW_PATHWAY)
    with vault.save("hand_over.answer"):
        record = vault.get(HandOver, hand_over_id)
        if record.state != PROPOSED or record.voided:
            raise InvalidValue(_("Questo passaggio non aspetta più una risposta."), "state")
        if not may_answer(vault, record):
            raise NotAllowed(
                _("Risponde {to_manager}, quando entra con il suo nome.").format(to_manager=record.to_manager)
            )
        if record.to_house and not by.strip():
            raise InvalidValue(_("Scrivi chi dell'altra casa ha risposto."), "answered_by")
        day = on or date.today()
        if not record.on_date <= day <= date.today():
            raise InvalidValue(_("La risposta arriva tra il giorno della proposta e oggi."), "answered_on")
        if state == ACCEPTED and not record.to_house:
            _give(vault, record.pathway_id, record.to_manager)
        who = by.strip() or vault.user_name
        return _change(vault, hand_over_id, state=state, answered_on=day, answered_by=who)


def _change(vault: Vault, hand_over_id: str, **changes: Any) -> HandOver:
    with vault.save("hand_over.answer") as session:
        record = vault.get(HandOver, hand_over_id)
        for field, value in changes.items():
            setattr(record, field, value)
        return session.merge(record)


def _give(vault: Vault, pathway_id: str, case_manager: str) -> None:
    with vault.save("hand_over.answer") as session:
        pathway = vault.get(Pathway, pathway_id)
        pathway.case_manager = case_manager
        session.merge(pathway)


def _check(vault: Vault, offer: HandOver, pathway: Pathway) -> None:
    if pathway.closed_on is not None:
        raise InvalidValue(_("Questo percorso è chiuso: si riapre prima di passarlo."), "pathway_id")
    if any(one.state == PROPOSED for one in of_pathway(vault, pathway.id)):
        raise InvalidValue(
            _("C'è già una proposta che aspetta risposta: ritirala prima di farne un'altra."), "to_manager"
        )
    if not pathway.opened_on <= offer.on_date <= date.today():
        raise InvalidValue(_("Il giorno sta tra l'apertura del percorso e oggi."), "on_date")
    if offer.to_house:
        network.house(vault, offer.to_house)
        if offer.to_house == pathway.house:
            raise InvalidValue(_("Il percorso è già di questa casa: scegli una collega."), "to_house")
        if offer.consent_on is None:
            raise InvalidValue(
                _("A un'altra casa si passa solo se lei è d'accordo: scrivi quando."), "consent_on"
            )
        if offer.consent_on > offer.on_date:
            raise InvalidValue(_("Lei deve essere d'accordo prima della proposta."), "consent_on")
    elif not offer.to_manager:
        raise InvalidValue(_("Scegli a chi passa."), "to_manager")
    elif offer.to_manager == pathway.case_manager:
        raise InvalidValue(_("La segue già lei: scegli un'altra collega."), "to_manager")
