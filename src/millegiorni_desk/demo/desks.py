"""A house's part of the year: joining, writing through the services, handing over; each in a process of its own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from millegiorni_desk.areas.accesses import service as accesses
from millegiorni_desk.areas.doti import receipts
from millegiorni_desk.areas.doti import service as doti
from millegiorni_desk.areas.pathways import service as pathways
from millegiorni_desk.areas.people import service as people
from millegiorni_desk.areas.privacy import consents
from millegiorni_desk.demo import mediations, meetings, records, services
from millegiorni_desk.demo.individuals import YEAR
from millegiorni_desk.demo.plan import HousePlan, PlannedDote, PlannedPathway
from millegiorni_desk.demo.turin import turin
from millegiorni_desk.flows import joining, syncing
from millegiorni_desk.flows.desk import open_desk
from millegiorni_desk.flows.syncing import Outcome
from millegiorni_desk.vault.key_slots import FLOOR
from millegiorni_desk.vault.opening import FirstUser
from millegiorni_desk.vault.permissions import Role
from millegiorni_desk.vault.vault import Vault
from millegiorni_sync.joining import Invitation


@dataclass(frozen=True)
class Desk:
    """A house's desk: its code, its vault's folder, and where bundles meet."""

    house: str
    folder: Path
    exchange: Path


@dataclass(frozen=True)
class Written:
    """What a house wrote: the person ids by the plan's card numbers, and its own counts and euros."""

    house: str
    people: dict[int, str]
    counts: dict[str, int]


def join(desk: Desk, invitation: str) -> str:
    """Make the desk's vault from an invitation and ask to come in; the words to read to the coordinator."""
    login = turin().house(desk.house).case_manager
    first = FirstUser(
        login.name, login.display_name, (Role.CASE_MANAGER, Role.ADMINISTRATOR), login.passphrase
    )
    joined = joining.join(
        desk.folder, Invitation.from_json(invitation), first, str(desk.exchange), "Sportello", FLOOR
    )
    with joined.vault as vault:
        syncing.synchronise(vault)
    return joined.fingerprint


@contextmanager
def _opened(desk: Desk) -> Iterator[Vault]:
    login = turin().house(desk.house).case_manager
    with open_desk(desk.folder, login.name, login.passphrase) as vault:
        yield vault


def synchronise(desk: Desk) -> Outcome:
    """Take in what the coordinator has prepared and hand over what the house has written."""
    with _opened(desk) as vault:
        return syncing.synchronise(vault)


def write(desk: Desk, plan: HousePlan) -> Written:
    """Write the house's year: one save each for people, accesses, and pathways with their doti."""
    with _opened(desk) as vault:
        with vault.save("demo"):
            people_ids = {card.key: people.add(vault, *records.person_of(card)).id for card in plan.cards}
        with vault.save("demo"):
            access_ids = {
                visit.key: accesses.add(
                    vault, records.access_of(visit, None if visit.card is None else people_ids[visit.card])
                ).id
                for visit in plan.visits
            }
        with vault.save("demo"):
            _agree_to_calls(vault, plan, people_ids)
            services.send_on(vault, plan.visits, people_ids, access_ids)
        with vault.save("demo"):
            lines = {line.name: line.id for line in doti.lines(vault)}
            pathway_ids = {
                pathway.card: _follow(
                    vault, pathway, people_ids[pathway.card], access_ids[pathway.opened_by], lines
                )
                for pathway in plan.pathways
            }
            mediations.follow(vault, plan.mediations, people_ids, access_ids, pathway_ids)
            meetings.hold(vault, plan.meetings, people_ids)
            _print_receipts(vault)
        return Written(desk.house, people_ids, counts(vault))


def _agree_to_calls(vault: Vault, plan: HousePlan, people_ids: dict[int, str]) -> None:
    """Whoever is to be called back said that she may be called and written to, when it was arranged."""
    asked = {visit.card: visit.on_date for visit in reversed(plan.visits) if visit.follow_up_on}
    for card, day in asked.items():
        if card is not None:
            for kind in ("calls", "messages"):
                consents.answer(vault, people_ids[card], kind, "given", on=day)


def _follow(
    vault: Vault, planned: PlannedPathway, person_id: str, access_id: str, lines: dict[str, str]
) -> str:
    """Write a pathway and what is in it; its id."""
    pathway = pathways.open_pathway(vault, records.pathway_of(planned, person_id, access_id))
    for planned_goal in planned.goals:
        goal = pathways.add_goal(vault, records.goal_of(planned_goal, pathway.id))
        if planned_goal.state != goal.state:
            day = min(planned_goal.due_on, planned.closed_on or date(YEAR, 12, 31))
            pathways.edit_goal(vault, goal.id, state=planned_goal.state, state_on=day)
    for intervention in planned.interventions:
        pathways.add_intervention(vault, records.intervention_of(intervention, pathway.id))
    for rating in planned.ratings:
        pathways.rate(vault, records.rating_of(rating, pathway.id))
    for dote in planned.doti:
        _grant(vault, dote, person_id, pathway.id, lines[dote.line])
    if planned.closed_on is not None:
        pathways.close(vault, pathway.id, planned.closed_on, planned.outcome)
    return pathway.id


def _grant(vault: Vault, planned: PlannedDote, person_id: str, pathway_id: str, line_id: str) -> None:
    dote = doti.grant(vault, records.dote_of(planned, person_id, pathway_id, line_id)).dote
    if planned.cancelled_on is not None:
        doti.cancel(vault, dote.id, planned.cancelled_on, "Il fornitore ha stornato il documento")
    if planned.paid_on is not None:
        doti.pay(vault, dote.id, planned.paid_cents, planned.paid_on)
        receipts.issue(vault, dote.id, "Torino", planned.paid_on, "Pagamento al fornitore")
    elif planned.cancelled_on is None:
        receipts.issue(vault, dote.id, "Torino", planned.committed_on)
    if planned.returned_on is not None:
        doti.give_back(vault, dote.id, None, planned.returned_on, "Restituita: spesa coperta da altri")


def _print_receipts(vault: Vault) -> None:
    """Note every receipt as printed but the last, which is left for the coordinator to print."""
    issued = vault.query("SELECT id FROM receipt ORDER BY issued_on, id")
    for row in issued[:-1]:
        receipts.printed(vault, row["id"])


def counts(vault: Vault) -> dict[str, int]:
    """What the vault holds of its house, and the euro cents that its doti have set aside and paid."""
    found = {
        table: int(vault.scalar(f"SELECT count(*) FROM {table}"))
        for table in ("person", "access", "pathway", "dote")
    }
    envelopes = doti.envelopes(vault, vault.house)
    return found | {"euro_cents": sum(envelope.committed + envelope.paid for envelope in envelopes)}
