"""How a referral is said in Italian, in lists, on a person's line of time and on *Oggi*.

A discreet referral does not say where it leads: others look at the screen too.
"""

from __future__ import annotations

from datetime import date

from millegiorni_desk.areas.referrals.records import Referral
from millegiorni_desk.areas.referrals.service import OPEN, Line, is_overdue
from millegiorni_desk.language import _, plural
from millegiorni_desk.network import service as network
from millegiorni_desk.vault.vault import Vault


def where(vault: Vault, line: Line, *, hidden: bool | None = None) -> str:
    """``Consultorio di via Pellico``, or the kind of service where no one is named; *hidden*: not even that."""
    if line.closed_to_user or (line.referral.discreet if hidden is None else hidden):
        return _("Servizio riservato")
    if line.service is not None and line.service.name:
        return line.service.name
    return kind_words(vault, line.referral.kind)


def kind_words(vault: Vault, kind: str) -> str:
    """The kind of a service without what is in parentheses."""
    return network.terms(vault, "referral").get(kind, kind).split(" (")[0]


def need_words(vault: Vault, referral: Referral, *, hidden: bool | None = None) -> str:
    """What she needed; nothing where the slip is discreet, or *hidden* says so."""
    if referral.discreet if hidden is None else hidden:
        return ""
    return network.terms(vault, "need").get(referral.need, referral.need)


def state_words(vault: Vault, referral: Referral, today: date) -> str:
    """``in attesa``, ``in ritardo di 12 giorni``, ``ci è andata``."""
    if is_overdue(referral, today) and referral.answer_by is not None:
        days = (today - referral.answer_by).days
        return plural("in ritardo di {n} giorno", "in ritardo di {n} giorni", days).format(n=days)
    words = network.terms(vault, "referral_state").get(referral.state, referral.state)
    return words[:1].lower() + words[1:]


def title(vault: Vault, line: Line) -> str:
    """``Invio: Consultorio di via Pellico``."""
    return _("Invio: {where}").format(where=where(vault, line))


def detail(vault: Vault, line: Line) -> str:
    """What she needed, what was arranged, and what came back, in one line."""
    referral = line.referral
    told = (need_words(vault, referral), referral.appointment, referral.outcome, referral.message)
    return " · ".join(part for part in told if part and not referral.discreet)


def warns(referral: Referral, today: date) -> bool:
    """Whether someone should ask what became of it."""
    return referral.state == OPEN and is_overdue(referral, today)
