"""What asks for someone today, the most pressing first, never more than three."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from millegiorni_desk.app.copies import words as copy_words
from millegiorni_desk.areas.accesses import service as accesses
from millegiorni_desk.areas.people import service as people
from millegiorni_desk.areas.privacy import breaches
from millegiorni_desk.flows import syncing
from millegiorni_desk.language import _, plural
from millegiorni_desk.ui.parsing import number
from millegiorni_desk.vault.permissions import Permission
from millegiorni_desk.vault.vault import Vault

_MOST = 3
_MANY_WAITING = 20


@dataclass(frozen=True)
class Told:
    """One notice: its sentence, its kind, and the page that its button opens, at ``argument``."""

    sentence: str
    kind: str = "info"
    button: str = ""
    page: str = ""
    argument: object = None


def notices(vault: Vault) -> list[Told]:
    """At most three notices for whoever opened the vault."""
    told = []
    if vault.opened_by_recovery:
        told.append(
            Told(_("Sei entrata con la chiave di recupero: scegli una nuova frase segreta."), "warning")
        )
    told += _breaches(vault)
    if vault.may(Permission.DECIDE) and (open_ := syncing.open_conflicts(vault)):
        many = (
            _("1 differenza aspetta")
            if open_ == 1
            else _("{open} differenze aspettano").format(open=number(open_))
        )
        told.append(
            Told(_("{many} una tua decisione.").format(many=many), "warning", _("Guarda"), "month-end")
        )
    if vault.house and vault.may(Permission.SYNCHRONISE):
        waiting = syncing.pending_accesses(vault)
        if waiting >= _MANY_WAITING:
            told.append(
                Told(
                    _("{waiting} accessi non sono ancora consegnati.").format(waiting=number(waiting)),
                    "info",
                    _("Consegna"),
                    "sync",
                )
            )
    if vault.may(Permission.BACK_UP):
        told += [
            Told(words, "warning", _("Guarda"), "settings", "copies") for words in copy_words.notices(vault)
        ]
    return told[:_MOST]


def _breaches(vault: Vault) -> list[Told]:
    """The breach whose 72 hours are the shortest, for whoever answers for the data."""
    if not vault.may(Permission.MANAGE_PRIVACY):
        return []
    running = breaches.running(vault, datetime.now(UTC))
    if not running:
        return []
    left = running[0][1].left
    hours = int(left.total_seconds() // 3600) if left else 0
    if hours < 0:
        said = _("Una violazione va notificata al Garante: le 72 ore sono scadute.")
        return [Told(said, "danger", _("Apri"), "privacy")]
    said = plural(
        "Una violazione va notificata al Garante: resta {n} ora.",
        "Una violazione va notificata al Garante: restano {n} ore.",
        hours,
    )
    return [Told(said.format(n=hours), "warning", _("Apri"), "privacy")]


def first_start(vault: Vault) -> bool:
    """Whether nothing was recorded yet."""
    return not accesses.any_yet(vault) and not people.any_yet(vault)
