"""A small network with something in every table: the coordination, Barrito, and the folder between them."""

import json
import os
import shutil
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from millegiorni_desk.areas.accesses import service as accesses
from millegiorni_desk.areas.accesses.records import Access
from millegiorni_desk.areas.doti import receipts
from millegiorni_desk.areas.doti import service as doti
from millegiorni_desk.areas.doti.checks import NewDote
from millegiorni_desk.areas.doti.records import (
    BudgetLine,
    DoteApproval,
    ExpenseDocument,
    Fund,
    Funder,
    FunderAccount,
)
from millegiorni_desk.areas.mediation.records import Mediation, MediationSession, Mediator
from millegiorni_desk.areas.pathways import service as pathways
from millegiorni_desk.areas.pathways.records import (
    Appointment,
    Goal,
    GoalStep,
    HandOver,
    Intervention,
    OutsideScore,
    Pathway,
    PathwayNote,
    Wellbeing,
)
from millegiorni_desk.areas.people import pairs
from millegiorni_desk.areas.people import service as people
from millegiorni_desk.areas.people.records import (
    Answer,
    Attachment,
    AttachmentPart,
    CardMerge,
    Child,
    LinkageKey,
    Person,
    PersonEncoding,
    Phone,
    Relative,
)
from millegiorni_desk.areas.privacy.records import (
    Breach,
    Consent,
    FileShare,
    Notice,
    NoticeGiven,
    RetentionReview,
    RetentionRule,
    StatisticalPerson,
)
from millegiorni_desk.areas.referrals.records import Referral, Service
from millegiorni_desk.areas.rights.records import Right, RightState
from millegiorni_desk.flows import desk, joining, syncing
from millegiorni_desk.flows.closing import minutes
from millegiorni_desk.network import service as network
from millegiorni_desk.network.records import House, ManagingBody, Term
from millegiorni_desk.vault.opening import FirstUser, raw_connection
from millegiorni_desk.vault.permissions import Role
from millegiorni_desk.vault.sealing_records import Sealed, SealedKey
from millegiorni_desk.vault.vault import Vault
from tests.robustness import furnished_programme

PASSPHRASE = "cinque parole a caso qui"
MARTA = FirstUser("marta", "Marta", (Role.COORDINATOR,), PASSPHRASE)
LUCIA = FirstUser("lucia", "Lucia", (Role.CASE_MANAGER, Role.ADMINISTRATOR), PASSPHRASE)
DAY = date(2025, 3, 1)


@dataclass(frozen=True)
class World:
    """The folders of a furnished network, and the number of its one receipt."""

    exchange: Path
    coordinator: Path
    house: Path
    receipt: str


def build(folder: Path) -> World:
    """Found the network in *folder*, let Barrito join, work and hand over; every vault is closed again."""
    folder.mkdir(parents=True, exist_ok=True)
    exchange = folder / "exchange"
    exchange.mkdir()
    coordinator, _ = desk.create_network(folder / "coordinator", "Mille Giorni Insieme", MARTA, str(exchange))
    with coordinator:
        line = _decide(coordinator)
        joined = joining.join(
            folder / "barrito", joining.invite(coordinator, "BAR"), LUCIA, str(exchange), "Uno"
        )
        with joined.vault as barrito:
            syncing.synchronise(barrito)
            joining.approve(coordinator, joining.requests(coordinator)[0])
            syncing.synchronise(coordinator)
            syncing.synchronise(barrito)
            number = _work(barrito, line)
            syncing.synchronise(barrito)
        syncing.synchronise(coordinator)
        first, second = [person.id for person in people.page(coordinator, 0, 2)]
        pairs.decide(coordinator, first, second, "different")
        syncing.synchronise(coordinator)
        minutes.close(coordinator, f"{DAY:%Y-%m}")
    with desk.open_desk(folder / "barrito", LUCIA.name, PASSPHRASE) as barrito:
        syncing.synchronise(barrito)
    return World(exchange, folder / "coordinator", folder / "barrito", number)


def new(folder: Path) -> World:
    """A network in *folder*, copied from one that was built for an earlier test of this process."""
    return copied(_built(), folder)


@cache
def _built() -> World:
    return build(Path(os.environ["MILLEGIORNI_TESTONLY_KEPT"], "furnished"))


def copied(world: World, folder: Path) -> World:
    """A copy of *world* in *folder*, whose desks meet in the copy's exchange."""
    shutil.copytree(world.house.parent, folder)
    exchange, coordinator, house = (
        folder / each.name for each in (world.exchange, world.coordinator, world.house)
    )
    for vault, user in ((coordinator, MARTA), (house, LUCIA)):
        # Not by opening the desk, which costs four times as much: hundreds of tests begin here.
        with closing(raw_connection(vault, user.name, PASSPHRASE)) as raw:
            moved = raw.execute(
                "UPDATE local SET value = ? WHERE key = 'exchange'", (json.dumps(str(exchange)),)
            )
            assert moved.rowcount == 1
    return World(exchange, coordinator, house, world.receipt)


def _decide(vault: Vault) -> str:
    """What the coordination adds before anyone joins; gives the id of the budget line."""
    joining.add_house(vault, House(code="BAR", name="Barrito", address="via Tepice 23, Torino"))
    network.add_body(vault, ManagingBody(code="BAR", name="Associazione Barrito APS", houses=["BAR"]))
    network.add_term(vault, Term(vocabulary="need", code="clothes", label="Vestiti"))
    fund = doti.add_fund(vault, Fund(code="UBI", name="Bando Umanitario", funder="Unione Buddhista Italiana"))
    line = doti.add_line(vault, BudgetLine(fund_id=fund.id, name="Doti"))
    doti.allocate(vault, "BAR", line.id, 120_000, date(2025, 1, 10))
    return line.id


def _work(vault: Vault, line: str) -> str:
    """A day at the desk: two women, a child, accesses, a pathway, a dote; gives its receipt's number."""
    fatima = people.add(
        vault,
        Person(surname="El Idrissi", name="Fatima", codice_fiscale="LDRFTM94C52Z330K"),
        [Child(name="Yasmine", birth_date=date(2024, 9, 5))],
    )
    people.add(vault, Person(surname="Osas", name="Joy", notes="preferisce il mattino"))
    access = accesses.add(
        vault, Access(on_date=DAY, person_id=fatima.id, needs=["income", "clothes"], notes="primo colloquio")
    )
    accesses.edit(vault, access.id, minutes=25)
    pathway = pathways.open_pathway(
        vault, Pathway(person_id=fatima.id, opened_on=DAY, fragilities=["care_load"])
    )
    pathways.add_goal(vault, Goal(pathway_id=pathway.id, title="Iscrizione al nido"))
    pathways.add_intervention(vault, Intervention(pathway_id=pathway.id, on_date=DAY, area="health"))
    pathways.rate(vault, Wellbeing(pathway_id=pathway.id, on_date=DAY, dimension="home", score=4))
    granted = doti.grant(vault, NewDote(fatima.id, line, "utilities", 15_165, DAY, reason="luce"))
    _of_version_2(vault, fatima.id)
    _of_version_3(vault, pathway, granted.dote.id)
    _of_version_7(vault, fatima.id)
    _of_version_8(vault, fatima.id)
    with vault.save("furnish") as session:
        session.add_all(furnished_programme.rows(fatima.id, DAY))
    receipt = receipts.issue(vault, granted.dote.id, "Torino", DAY)
    receipts.pdf(vault, receipt.id)
    return receipts.number(receipt)


def _of_version_8(vault: Vault, person: str) -> None:
    """A row in each table that version 0008 of the schema brought."""
    rows = [
        LinkageKey(
            house="BAR", words="abaco", mark="0a1b2c3d", entered_at="2025-03-01T10:00:00Z", entered_by="Lucia"
        ),
        PersonEncoding(
            house="BAR", person_id=person, mark="0a1b2c3d", surname="abcd", given="efgh", phone="ijkl"
        ),
    ]
    with vault.save("furnish") as session:
        session.add_all(rows)


def _of_version_7(vault: Vault, person: str) -> None:
    """A row in each table that version 0007 of the schema brought."""
    share = FileShare(
        house="BAR", person_id=person, to_house="CEC", consent_on=DAY, since=DAY, shared_by="Lucia", ended_on=DAY,
        ended_by="Lucia",
    )  # fmt: skip
    with vault.save("furnish") as session:
        session.add(share)


def _of_version_2(vault: Vault, person: str) -> None:
    """A row in each table that version 0002 of the schema brought."""
    service = Service(name="Consultorio di via Monginevro", kind="consultorio")
    attachment = Attachment(
        house="BAR",
        person_id=person,
        name="isee.pdf",
        media_type="application/pdf",
        size=2,
        sha256="",
        added_on=DAY,
    )
    sealed = Sealed(house="BAR", subject_table="person", subject_id=person, person_id=person, sealed="AAAA")
    rows = [
        Phone(house="BAR", person_id=person, number="3330000000", whose="la sorella"),
        Relative(house="BAR", person_id=person, name="Driss", relation="husband"),
        Answer(house="BAR", person_id=person, kind="isee", cents=520_000, on_date=DAY),
        attachment,
        AttachmentPart(house="BAR", attachment_id=attachment.id, n=0, data="aGk="),
        CardMerge(
            house="BAR", kept_id=person, gone_id="gone", merged_at="2025-03-01T10:00:00Z", merged_by="Lucia"
        ),
        Right(
            code="nursery_bonus", kind="right", title="Bonus nido", anchor="birth", from_day=0, to_day=1095
        ),
        RightState(house="BAR", person_id=person, code="nursery_bonus", state="asked", on_date=DAY),
        service,
        Referral(house="BAR", person_id=person, service_id=service.id, code="7K2P", on_date=DAY),
        Notice(version=1, language="it", title="Informativa", body="Chi tratta i dati…", valid_from=DAY),
        NoticeGiven(house="BAR", person_id=person, version=1, language="ar", on_date=DAY),
        Consent(house="BAR", person_id=person, kind="photo", answer="refused", on_date=DAY),
        RetentionRule(category="accesses", months=36),
        RetentionReview(
            house="BAR", person_id=person, category="accesses", on_date=DAY, until=date(2026, 3, 1)
        ),
        Breach(house="BAR", found_at="2025-03-01T10:00:00Z", what="chiavetta smarrita"),
        StatisticalPerson(house="BAR", year=2024, gender="F", age_band="25-34", origin="other", accesses=3),
        sealed,
        SealedKey(house="BAR", sealed_id=sealed.id, reader="00", wrapped="AAAA"),
    ]
    with vault.save("furnish") as session:
        session.add_all(rows)


def _of_version_3(vault: Vault, pathway: Pathway, dote: str) -> None:
    """A row in each table that version 0003 of the schema brought."""
    person = pathway.person_id
    goal = vault.query("SELECT id FROM goal")[0]["id"]
    mediator = Mediator(name="Amina Rahmani", organisation="Associazione Ponte", languages=["ar"])
    mediation = Mediation(
        house="BAR", person_id=person, pathway_id=pathway.id, requested_on=DAY, fragility="care_load"
    )
    on = {"house": "BAR", "pathway_id": pathway.id, "on_date": DAY}
    rows = [
        GoalStep(house="BAR", pathway_id=pathway.id, goal_id=goal, title="portare l'ISEE"),
        OutsideScore(**on, scale="scala del consultorio", score="11"),
        Appointment(
            house="BAR", person_id=person, pathway_id=pathway.id, at="2025-03-10T09:30", title="ecografia"
        ),
        PathwayNote(**on, words="ha dormito poco", author="Lucia"),
        HandOver(**on, from_manager="Lucia", to_manager="Sara"),
        mediator,
        mediation,
        MediationSession(
            house="BAR", mediation_id=mediation.id, mediator_id=mediator.id, on_date=DAY, kind="interview"
        ),
        Funder(code="UBI", name="Unione Buddhista Italiana"),
        DoteApproval(house="BAR", dote_id=dote, kind="approved", at="2025-03-01T10:00:00Z", by="Marta"),
        ExpenseDocument(house="BAR", dote_id=dote, kind="bill", number="2210/25", supplier="Iren"),
        FunderAccount(
            fund_id="UBI",
            period_from=DAY,
            period_to=DAY,
            payees="pseudonym",
            made_at="2025-03-01T10:00:00Z",
            made_by="Lucia",
            content="{}",
            digest="00",
        ),
    ]
    with vault.save("furnish") as session:
        session.add_all(rows)
