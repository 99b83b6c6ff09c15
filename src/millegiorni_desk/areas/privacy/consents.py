"""Optional consents, each by itself: given, refused or withdrawn on a day; the latest answer holds."""

from __future__ import annotations

import json
from collections.abc import Collection
from datetime import date

from sqlmodel import col, select

from millegiorni_desk.areas.people.records import Person
from millegiorni_desk.areas.privacy import notices
from millegiorni_desk.areas.privacy.records import Consent
from millegiorni_desk.errors import InvalidValue
from millegiorni_desk.language import _
from millegiorni_desk.network import service as network
from millegiorni_desk.vault.permissions import Permission
from millegiorni_desk.vault.vault import Vault

ANSWERS = ("given", "refused", "withdrawn")


def answer(
    vault: Vault,
    person_id: str,
    kind: str,
    said: str,
    on: date | None = None,
    scope: str = "",
    language: str = "",
) -> Consent:
    """Record her answer to one consent (``said`` is one of ``ANSWERS``); what she said before stays in the history.

    A consent never given cannot be withdrawn; sharing needs a ``scope``: with whom.
    """
    vault.require(Permission.EDIT_PERSON)
    network.check_codes(vault, "consent", [kind], "kind")
    day = on or date.today()
    if said not in ANSWERS:
        raise InvalidValue(_("A un consenso si risponde: dato, negato o ritirato."), "answer")
    if day > date.today():
        raise InvalidValue(_("Il giorno del consenso è nel futuro."), "on_date")
    if kind == "share_services" and said == "given" and not scope.strip():
        raise InvalidValue(_("Scrivi con quale servizio o associazione si può parlare di lei."), "scope")
    before = standing(vault, person_id).get(kind)
    if said == "withdrawn" and (before is None or before.answer != "given"):
        raise InvalidValue(_("Questo consenso non è stato dato: non c'è nulla da ritirare."), "answer")
    consent = Consent(
        house=vault.get(Person, person_id).house,
        person_id=person_id,
        kind=kind,
        answer=said,
        on_date=day,
        notice_version=notices.current_version(vault),
        language=language,
        scope=scope.strip(),
        taken_by=vault.user_name,
    )
    with vault.save("consent.answer") as session:
        session.add(consent)
    return consent


def take_back(vault: Vault, consent_id: str, voided: bool = True) -> Consent:
    """Say that an answer was recorded by mistake, or that it was not: the one before holds again."""
    vault.require(Permission.EDIT_PERSON)
    with vault.save("consent.take_back") as session:
        record = vault.get(Consent, consent_id)
        record.voided = voided
        return session.merge(record)


def history(vault: Vault, person_id: str) -> list[Consent]:
    """Every answer she gave, newest first."""
    vault.require(Permission.SEE_PEOPLE)
    with vault.read() as session:
        return list(
            session.exec(
                select(Consent)
                .where(Consent.person_id == person_id, col(Consent.voided).is_(False))
                .order_by(col(Consent.on_date).desc(), col(Consent.id).desc())
            ).all()
        )


def standing(vault: Vault, person_id: str) -> dict[str, Consent]:
    """The answer that holds for each consent she was asked about."""
    held: dict[str, Consent] = {}
    for one in history(vault, person_id):
        held.setdefault(one.kind, one)
    return held


def given(vault: Vault, person_ids: Collection[str], kinds: Collection[str]) -> set[tuple[str, str]]:
    """Who agrees to what today: (person's id, kind), where the answer that holds is a consent."""
    vault.require(Permission.SEE_PEOPLE)
    rows = vault.query(
        "SELECT person_id, kind, answer FROM consent WHERE voided IS 0 "
        "AND person_id IN (SELECT value FROM json_each(:people)) "
        "AND kind IN (SELECT value FROM json_each(:kinds)) ORDER BY on_date, id",
        people=json.dumps(sorted(person_ids)),
        kinds=json.dumps(sorted(kinds)),
    )
    holds = {(str(row["person_id"]), str(row["kind"])): row["answer"] for row in rows}
    return {key for key, answered in holds.items() if answered == "given"}
