"""Opening a pathway from an access: what was said there is not asked again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from millegiorni_desk.areas.accesses import service as accesses
from millegiorni_desk.areas.accesses.records import Access
from millegiorni_desk.areas.people import household
from millegiorni_desk.language import _, plural
from millegiorni_desk.network import service as network
from millegiorni_desk.vault.vault import Vault

# What she needed, said again as a fragility; needs that tell of none are left out.
_FRAGILITY = {
    "income": "economic",
    "work": "unemployment",
    "home": "precarious_home",
    "documents": "orientation",
    "health": "health",
    "pregnancy": "health",
    "language": "language_culture",
    "violence": "violence",
    "isolation": "isolation",
}


@dataclass(frozen=True)
class Carried:
    """What an access proposes for a pathway; ``readers``: who reads the access, where it is reserved."""

    access_id: str
    person_id: str
    opened_on: date
    fragilities: tuple[str, ...] = ()
    main_request: str = ""
    minors: int | None = None
    referrer: str = ""
    household: str = ""
    notes: str = ""
    readers: tuple[str, ...] = ()


def carried(vault: Vault, access_id: str) -> Carried | None:
    """What that access tells of her; None where it was anonymous. Of one that is reserved to others: whose it was."""
    visit = accesses.visit(vault, access_id)
    access, mark = visit.access, visit.reserved
    if access.person_id is None:
        return None
    if mark is not None and not mark.readable:
        return Carried(access_id, access.person_id, access.on_date, readers=mark.readers)
    fragilities = fragilities_of(access.needs)
    return Carried(
        access_id,
        access.person_id,
        access.on_date,
        fragilities,
        fragilities[0] if len(fragilities) == 1 else "",
        access.minors,
        _referrer(vault, access.channel),
        _household(vault, access),
        access.notes,
        mark.readers if mark is not None else (),
    )


def fragilities_of(needs: Iterable[str]) -> tuple[str, ...]:
    """Needs as fragilities, each once, in the order said."""
    return tuple(dict.fromkeys(_FRAGILITY[need] for need in needs if need in _FRAGILITY))


def _referrer(vault: Vault, channel: str) -> str:
    """Who sent her; nobody where she came by herself."""
    return (
        "" if channel in ("direct", "pathway", "") else network.terms(vault, "channel").get(channel, channel)
    )


def _household(vault: Vault, access: Access) -> str:
    """Who lives with her, and whether she is expecting, in one line."""
    known = household.household(vault, access.person_id or "", access.on_date)
    children = sum(member.relation == "child" for member in known.members)
    said = [plural("{n} figlia o figlio", "{n} figli", children).format(n=children)] if children else []
    due = access.due_date or known.expected
    if due is not None:
        said.append(_("aspetta una bambina o un bambino per il {due:%d/%m/%Y}").format(due=due))
    elif access.pregnant == "yes":
        said.append(_("è incinta"))
    if access.in_care == "yes":
        said.append(_("in carico ai servizi sociali"))
    if access.adi == "yes":
        said.append(_("riceve l'Assegno di Inclusione"))
    return ", ".join(said)
