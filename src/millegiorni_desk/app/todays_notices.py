"""What asks for someone today, the most pressing first, never more than three."""

from __future__ import annotations

from dataclasses import dataclass

from millegiorni_desk.areas.accesses import service as accesses
from millegiorni_desk.areas.people import service as people
from millegiorni_desk.flows import syncing
from millegiorni_desk.ui.parsing import number
from millegiorni_desk.vault.permissions import Permission
from millegiorni_desk.vault.vault import Vault

_MOST = 3
_MANY_WAITING = 20


@dataclass(frozen=True)
class Told:
    """One notice: its sentence, its kind, and the page that its button opens."""

    sentence: str
    kind: str = "info"
    button: str = ""
    page: str = ""


def notices(vault: Vault) -> list[Told]:
    """At most three notices for whoever opened the vault."""
    told = []
    if vault.opened_by_recovery:
        told.append(Told("Sei entrata con la chiave di recupero: scegli una nuova frase segreta.", "warning"))
    if vault.may(Permission.DECIDE) and (open_ := syncing.open_conflicts(vault)):
        many = "1 differenza aspetta" if open_ == 1 else f"{number(open_)} differenze aspettano"
        told.append(Told(f"{many} una tua decisione.", "warning", "Guarda", "month-end"))
    if vault.house and vault.may(Permission.SYNCHRONISE):
        waiting = syncing.pending_accesses(vault)
        if waiting >= _MANY_WAITING:
            told.append(
                Told(f"{number(waiting)} accessi non sono ancora consegnati.", "info", "Consegna", "sync")
            )
    return told[:_MOST]


def first_start(vault: Vault) -> bool:
    """Whether nothing was recorded yet."""
    return not accesses.any_yet(vault) and not people.any_yet(vault)
