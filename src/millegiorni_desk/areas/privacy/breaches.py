"""Personal data breaches: the register (GDPR article 33(5)), the 72 hours, and what to write to whom."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlmodel import col, select

from millegiorni_desk.areas.privacy.records import Breach
from millegiorni_desk.errors import InvalidValue
from millegiorni_desk.language import N_, _
from millegiorni_desk.network import service as network
from millegiorni_desk.vault.permissions import Permission
from millegiorni_desk.vault.vault import Vault

HOURS = 72
KINDS = {
    "lost": N_("Qualcosa è stato smarrito"),
    "stolen": N_("Qualcosa è stato rubato"),
    "seen": N_("Qualcuno ha visto o letto ciò che non doveva"),
    "sent": N_("Qualcosa è andato alla persona sbagliata"),
    "destroyed": N_("Dei dati sono andati distrutti"),
    "other": N_("Altro"),
}
DATA = {
    "names": N_("Nomi e recapiti"),
    "documents": N_("Documenti e codici fiscali"),
    "health": N_("Salute e gravidanza"),
    "violence": N_("Violenza"),
    "children": N_("Figlie e figli"),
    "money": N_("Soldi e ISEE"),
    "origin": N_("Cittadinanza e permesso di soggiorno"),
}
ENCRYPTED = {
    "yes": N_("Sì: erano dentro l'archivio o in un pacchetto sigillato"),
    "no": N_("No: erano su carta o in un file in chiaro"),
    "unsure": N_("Non si sa"),
}
RISKS = {
    "unlikely": N_("Improbabile: nessuno può leggere quei dati"),
    "risk": N_("C'è un rischio per le persone"),
    "high": N_("Il rischio è alto: qualcuna può essere cercata, riconosciuta o danneggiata"),
}


@dataclass(frozen=True)
class Clock:
    """Where the 72 hours stand. ``left`` is negative when they are over; None when nothing runs any more."""

    deadline: datetime
    left: timedelta | None


@dataclass(frozen=True)
class Advice:
    """What is to be done: tell the Garante, tell the people; ``why`` in a sentence."""

    tell_authority: bool
    tell_people: bool
    why: str


def report(vault: Vault, breach: Breach) -> Breach:
    """Write down a breach: whoever sees it may. The hours run from ``found_at`` (UTC)."""
    vault.require(Permission.SYNCHRONISE)
    breach.house = vault.house or network.house(vault, breach.house).code
    breach.reported_by = breach.reported_by or vault.user_name
    _check(breach)
    with vault.save("breach.report") as session:
        session.add(breach)
    return breach


def edit(vault: Vault, breach_id: str, **changes: Any) -> Breach:
    """Complete or correct a breach; what was written before stays in the history."""
    vault.require(Permission.MANAGE_PRIVACY)
    with vault.save("breach.edit") as session:
        breach = vault.get(Breach, breach_id)
        for field, value in changes.items():
            setattr(breach, field, value)
        _check(breach)
        return session.merge(breach)


def close(vault: Vault, breach_id: str, at: str) -> Breach:
    """Close it: only once what is owed was done (``advice``)."""
    vault.require(Permission.MANAGE_PRIVACY)
    breach = vault.get(Breach, breach_id)
    owed = advice(breach)
    if owed.tell_authority and not breach.authority_told_at:
        raise InvalidValue(
            _("Prima di chiudere scrivi quando è stato avvisato il Garante."), "authority_told_at"
        )
    if owed.tell_people and not breach.people_told_at:
        raise InvalidValue(
            _("Prima di chiudere scrivi quando sono state avvisate le persone."), "people_told_at"
        )
    if not breach.measures.strip():
        raise InvalidValue(_("Scrivi che cosa è stato fatto perché non succeda più."), "measures")
    return edit(vault, breach_id, closed_at=at)


def every(vault: Vault) -> list[Breach]:
    """The register, newest first."""
    vault.require(Permission.MANAGE_PRIVACY)
    with vault.read() as session:
        found = session.exec(
            select(Breach)
            .where(col(Breach.voided).is_(False))
            .order_by(col(Breach.found_at).desc(), Breach.id)
        )
        return list(found.all())


def running(vault: Vault, now: datetime) -> list[tuple[Breach, Clock]]:
    """Open breaches that the Garante may have to hear of, the most pressing first: for the notices of the day."""
    with vault.read() as session:
        found = session.exec(
            select(Breach).where(
                col(Breach.voided).is_(False), Breach.closed_at == "", Breach.authority_told_at == ""
            )
        ).all()
    pressing = [(one, clock(one, now)) for one in found if advice(one).tell_authority]
    return sorted(pressing, key=lambda pair: pair[1].deadline)


def clock(breach: Breach, now: datetime) -> Clock:
    """The 72 hours of article 33(1), from when it was found to now."""
    deadline = instant(breach.found_at) + timedelta(hours=HOURS)
    stopped = breach.closed_at or breach.authority_told_at or not advice(breach).tell_authority
    return Clock(deadline, None if stopped else deadline - now)


def overdue(breach: Breach) -> bool:
    """Whether the Garante was told, or still waits to be, after the 72 hours."""
    told = instant(breach.authority_told_at) if breach.authority_told_at else datetime.now(UTC)
    return told > instant(breach.found_at) + timedelta(hours=HOURS)


def advice(breach: Breach) -> Advice:
    """What articles 33 and 34 ask for, from the risk that was judged; undecided counts as a risk."""
    if breach.risk == "unlikely":
        return Advice(
            False,
            False,
            _("Il rischio è improbabile: resta scritto in questo registro e non si avvisa nessuno."),
        )
    if breach.risk == "high":
        return Advice(
            True,
            True,
            _("Il rischio è alto: si avvisano il Garante entro 72 ore e le persone, senza ritardo."),
        )
    if breach.risk == "risk":
        return Advice(True, False, _("C'è un rischio: si avvisa il Garante entro 72 ore."))
    return Advice(
        True, False, _("Finché il rischio non è valutato si conta come se il Garante andasse avvisato.")
    )


def proposed_risk(breach: Breach) -> str:
    """A first judgement to start from: sealed data unlikely, in clear and delicate high (EDPB guidelines 01/2021)."""
    if breach.encrypted == "yes":
        return "unlikely"
    delicate = {"violence", "health", "documents"} & set(breach.data)
    return "high" if breach.encrypted == "no" and delicate else "risk"


def instant(text: str) -> datetime:
    """An instant as records keep it (``2025-11-23T14:32:00Z``). Raises ``InvalidValue``."""
    try:
        return datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    except ValueError as error:
        raise InvalidValue(_("Scrivi il giorno e l'ora."), "found_at") from error


def _check(breach: Breach) -> None:
    found = instant(breach.found_at)
    if found > datetime.now(UTC) + timedelta(minutes=10):
        raise InvalidValue(_("Il momento in cui te ne sei accorta è nel futuro."), "found_at")
    if not breach.what.strip():
        raise InvalidValue(_("Scrivi che cosa è successo."), "what")
    for field, known in (("kind", KINDS), ("encrypted", ENCRYPTED), ("risk", RISKS)):
        if getattr(breach, field) and getattr(breach, field) not in known:
            raise InvalidValue(_("Scegli una delle risposte proposte."), field)
    if set(breach.data) - set(DATA):
        raise InvalidValue(_("Scegli una delle risposte proposte."), "data")
    if breach.people is not None and breach.people < 0:
        raise InvalidValue(_("Il numero di persone non può essere negativo."), "people")
