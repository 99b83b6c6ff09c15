"""Puts the pathways together with what other areas know of her: doti, accesses, referrals and consents."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from millegiorni_desk.app import mediating
from millegiorni_desk.areas.doti import view as doti_view
from millegiorni_desk.areas.pathways import view as pathways_view
from millegiorni_desk.areas.pathways.view.around import Around, Reminding, Stories
from millegiorni_desk.language import _

if TYPE_CHECKING:
    from collections.abc import Callable

    from millegiorni_desk.areas.pathways.appointments import Reach
    from millegiorni_desk.areas.pathways.view.around import Carried, Line
    from millegiorni_desk.areas.people.records import Person
    from millegiorni_desk.ui.shell import Shell
    from millegiorni_desk.vault.vault import Vault

_TABLES = ("access", "referral", "consent", "mediation", "mediation_session", "appointment", "pathway_note")


def pages(vault: Vault, shell: Shell) -> None:
    """Register the pathway's screens."""
    around = Around(
        money=lambda person_id: money(vault, person_id),
        carried=lambda access_id: _carried(vault, access_id),
        stories=Stories(
            tell=lambda pathway_id, story, name, on: _tell(vault, pathway_id, story, name, on),
            consent=lambda person_id: _consent(vault, person_id),
        ),
        reminding=Reminding(
            reach=lambda person: _reach(vault, person),
            remind=lambda appointment_id, how: _remind(vault, appointment_id, how),
        ),
        line=lambda: _line(vault, shell),
        tables=_TABLES,
        beside=lambda: mediating.on_pathway(vault, shell),
    )
    pathways_view.pages(vault, shell, around)


def dote_pages(vault: Vault, shell: Shell) -> None:
    """Register the doti's screens; a new dote belongs to the pathway that she has open."""

    def open_one(person_id: str) -> str:
        from millegiorni_desk.areas.pathways import service

        return service.only_open(vault, person_id)

    doti_view.pages(vault, shell, open_one)


def money(vault: Vault, person_id: str) -> str:
    """What she was granted, what is paid and what is left, in one line; empty where there is nothing."""
    from millegiorni_desk.areas.doti.amounts import format_euros
    from millegiorni_desk.areas.doti.service import money_of

    held = money_of(vault, person_id=person_id)
    if not held.count:
        return ""
    told = ((held.granted, _("concessi")), (held.paid, _("pagati")), (held.left, _("da pagare")))
    return ", ".join(f"{format_euros(cents)} {words}" for cents, words in told)


def _carried(vault: Vault, access_id: str) -> Carried | None:
    from millegiorni_desk.flows import opening_pathways

    return opening_pathways.carried(vault, access_id)


def _tell(
    vault: Vault, pathway_id: str, story: str, name: str, consent_on: date | None
) -> Callable[[], object]:
    from millegiorni_desk.flows import stories

    told = stories.tell(vault, pathway_id, story, name, consent_on)
    return lambda: stories.take_back(vault, told)


def _consent(vault: Vault, person_id: str) -> date | None:
    from millegiorni_desk.flows import stories

    answer = stories.consent(vault, person_id)
    return answer.on_date if answer is not None and answer.answer == "given" else None


def _reach(vault: Vault, person: Person) -> Reach:
    from millegiorni_desk.flows import reminding

    return reminding.reach(vault, person)


def _remind(vault: Vault, appointment_id: str, how: str) -> object:
    from millegiorni_desk.flows import reminding

    return reminding.remind(vault, appointment_id, how)


def _line(vault: Vault, shell: Shell) -> Line:
    from millegiorni_desk.app.pathway_line import PathwayLine

    return PathwayLine(vault, shell)
