"""How an access is said in Italian on a screen."""

from __future__ import annotations

from collections.abc import Sequence

from millegiorni_desk.areas.accesses.records import Access
from millegiorni_desk.areas.accesses.service import Visit
from millegiorni_desk.areas.people.view.words import full_name
from millegiorni_desk.language import _
from millegiorni_desk.network import service as network
from millegiorni_desk.vault.vault import Vault


def visit_name(visit: Visit) -> str:
    """Whose access it is."""
    return full_name(visit.person) if visit.person is not None else _("Accesso anonimo")


def coded(vault: Vault, vocabulary: str, codes: Sequence[str] | None) -> str:
    """The words of *codes*, without what is in parentheses; nothing for a row that is gone meanwhile."""
    known = network.terms(vault, vocabulary)
    return ", ".join(known.get(code, code).split(" (")[0] for code in codes or ())


def summary(vault: Vault, access: Access) -> str:
    """What she needed, what was done and where she was sent, in one line."""
    parts = [coded(vault, "need", access.needs), coded(vault, "activity", access.activities)]
    sent = coded(vault, "referral", access.referred_to)
    return " · ".join(
        [*(part for part in parts if part), *([_("inviata a: {sent}").format(sent=sent)] if sent else [])]
    )
