"""Closing a month with its signed minutes (verbale di fusione), re-opening it, and whether minutes and vault agree."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from millegiorni_desk.areas.people.linkage import clusters
from millegiorni_desk.errors import InvalidValue, UserError
from millegiorni_desk.flows.closing import books, copies, fault_words
from millegiorni_desk.flows.closing.content import compose
from millegiorni_desk.flows.closing.months import days
from millegiorni_desk.flows.closing.records import MonthClosing
from millegiorni_desk.language import _
from millegiorni_desk.vault import audit, signed_content
from millegiorni_desk.vault.permissions import Permission
from millegiorni_desk.vault.signed_content import ALTERED, INTACT, UNKNOWN, UNSIGNED
from millegiorni_desk.vault.vault import Vault
from millegiorni_sync import balance, canonical, digest
from millegiorni_sync.balance import Books

Progress = Callable[[int, int, str], object]
_PARTS = {
    "pairs": _("Cerco le coppie da rivedere"),
    "figures": _("Calcolo le cifre del mese"),
    "books": _("Confronto prima e dopo, Casa per Casa"),
    "values": _("Raccolgo differenze e decisioni"),
    "digest": _("Calcolo le impronte"),
}
_TRIES = 3


class MonthClosed(UserError):
    """The month is closed: it is re-opened first, with a reason."""


@dataclass(frozen=True)
class Verdict:
    """Whether minutes are what was signed (``state``) and whether the vault still holds what they say (``faults``)."""

    state: str
    signer: str
    digest: str
    faults: tuple[str, ...]
    restored: bool = False
    """This vault was put back from a copy since: its own rows have other numbers, and only totals can be compared."""

    @property
    def agrees(self) -> bool:
        """Whether minutes and vault agree."""
        return self.state in (INTACT, UNSIGNED) and not self.faults


def close(vault: Vault, month: str, progress: Progress = lambda done, total, words: None) -> MonthClosing:
    """Close *month* (``YYYY-MM``): make its minutes, sign them with this device's key, and keep them.

    What does not balance, gaps, and what nobody has decided are told in the minutes and do not hinder closing. Raises
    ``MonthClosed`` where it is closed already, ``InvalidValue`` for a month that has not begun, and ``NotAllowed``.
    """
    vault.require(Permission.DECIDE)
    if vault.house:
        raise UserError(_("Il mese lo chiude il coordinamento, che ha i dati di tutte le Case."))
    if days(month)[0] > date.today():
        raise InvalidValue(_("Questo mese non è ancora cominciato: scegline uno passato."), "month")
    if copies.in_force(vault, month) is not None:
        raise MonthClosed(
            _("Questo mese è già chiuso. Per rifare il verbale prima riaprilo, dicendo perché.")
        )
    with vault.connection() as raw:
        clusters.refresh(raw)
    number = 1 + max((one.number for one in copies.listed(vault, month)), default=0)

    def tell(part: str) -> None:
        progress(list(_PARTS).index(part), len(_PARTS), _PARTS[part])

    told = _settled(vault, lambda: compose(vault, month, number, tell))
    signed = signed_content.sign(vault, copies.DOMAIN, signed_content.digest(told, copies.LISTS))
    with vault.save("minutes.make", month=month, number=number, digest=signed.digest) as session:
        kept = MonthClosing(
            month=month,
            number=number,
            made_at=told["made_at"],
            made_by=told["made_by"],
            content=canonical.encode(told).decode(),
            digest=signed.digest,
            signer=signed.signer,
            signature=signed.signature,
        )
        session.add(kept)
    return kept


def _settled(vault: Vault, make: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """What *make* gives of a vault that did not change meanwhile."""
    for _try in range(_TRIES):
        before = _mark(vault)
        made = make()
        if _mark(vault) == before:
            return made
    raise UserError(
        _(
            "Mentre facevo il verbale arrivava altro: non l'ho fatto. Aspetta che la consegna finisca e riprova."
        )
    )


def _mark(vault: Vault) -> tuple[Any, Any]:
    row = vault.query("SELECT clock, (SELECT sum(number) FROM sync_feed) AS bundles FROM sync_state")[0]
    return row["clock"], row["bundles"]


def reopen(vault: Vault, closing_id: str, reason: str) -> MonthClosing:
    """Open again the month that these minutes closed; they stay as they are. The next ones have the next number.

    Raises ``InvalidValue`` without a reason, and for minutes that were re-opened already.
    """
    vault.require(Permission.DECIDE)
    why = " ".join(reason.split())
    if not why:
        raise InvalidValue(_("Scrivi perché si riapre il mese: resta nel verbale nuovo."), "reason")
    with vault.save("minutes.reopen") as session:
        kept = vault.get(MonthClosing, closing_id)
        if kept.reopened_at:
            raise InvalidValue(_("Questo mese è già stato riaperto."), "month")
        kept.reopened_at, kept.reopened_by, kept.reason = audit.now(), vault.user_name, why
        session.add(kept)
    return kept


def verify(vault: Vault, closing_id: str) -> Verdict:
    """Do minutes and vault agree: is the copy what was signed, and is all that it counted still there, nothing else.

    What arrived since is no disagreement (``since`` tells it). Raises ``NotFound``.
    """
    kept = copies.record(vault, closing_id)
    state, signer = copies.signature_state(vault, kept)
    if state == ALTERED:
        return Verdict(state, signer, kept.digest, ())
    told = copies.content(vault, closing_id)
    before = Books.from_json(told["books"])
    own = signed_content.identity(vault)
    restored = own is not None and own.ordinal != told["ordinal"]
    with vault.connection() as raw:
        found = balance.check(raw, vault.schema.synced_tables(), None if restored else before)
        same = restored or digest.log_digest(raw, before.positions) == told["log_digest"]
    faults = [fault_words.sentence(vault, fault) for fault in found.faults]
    if not same and not faults:
        faults.append(
            _("Il registro delle modifiche non è più quello del verbale: qualche riga è stata cambiata.")
        )
    return Verdict(state, signer, kept.digest, tuple(faults), restored)


def faults_of(vault: Vault, content: Mapping[str, Any]) -> list[str]:
    """What did not balance when these minutes were made, in sentences."""
    found = [fault for one in content["houses"] for fault in books.from_json(one).faults]
    return [fault_words.sentence(vault, fault) for fault in found]


def words(verdict: Verdict) -> str:
    """What a verdict says, in sentences."""
    said = {
        INTACT: _("Il verbale è intatto: è quello firmato da {signer}."),
        ALTERED: _("Il verbale è stato cambiato: non è più quello che fu firmato. Non usarlo."),
        UNSIGNED: _("Il verbale è intatto, ma senza firma."),
        UNKNOWN: _("Il verbale è di un dispositivo che la rete non conosce: sincronizza e riprova."),
    }[verdict.state].format(signer=verdict.signer)
    if verdict.state == ALTERED:
        return said
    if not verdict.faults and verdict.restored:
        return f"{said} " + _(
            "Questo archivio è stato rimesso da una copia dopo il verbale: quello che c'è ora quadra con il registro, "
            "ma riga per riga non si può più confrontare."
        )
    if not verdict.faults:
        return f"{said} {_('Verbale e archivio concordano: tutto quello che contava è ancora qui.')}"
    return "\n".join([f"{said} {_('Ma verbale e archivio non concordano:')}", *verdict.faults])
