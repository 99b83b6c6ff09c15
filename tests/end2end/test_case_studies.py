"""The four women of chapter 6 of the 2025 report, each from her first access to the closing, through the window."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from millegiorni_desk.areas.doti import service as doti
from millegiorni_desk.areas.mediation import mediators
from millegiorni_desk.areas.mediation.records import Mediator
from millegiorni_desk.areas.monitoring import service as monitoring
from millegiorni_desk.areas.monitoring.figures import Amount, Count, Figure
from millegiorni_desk.areas.pathways import service as pathways
from millegiorni_desk.areas.people import service as people
from millegiorni_desk.flows import desk, syncing
from millegiorni_desk.ui.tasks import wait_for_all
from tests.end2end.case_manager import CaseManager, Done, Grant, Woman
from tests.robustness import furnished
from tests.screens import light

__all__ = ["light"]

TODAY = date.today()
SOON = TODAY + timedelta(days=20)
MONEY = 300_000
"""Cents that this year's envelope got on top of the furnished network's."""


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


@pytest.fixture(scope="module")
def network_made(tmp_path_factory: pytest.TempPathFactory) -> furnished.World:
    """Barrito with money, a rule and two mediators, all made through the services."""
    world = furnished.build(tmp_path_factory.mktemp("stories") / "world")
    with desk.open_desk(world.coordinator, "marta", furnished.PASSPHRASE) as marta:
        (line,) = doti.lines(marta)
        doti.edit_line(marta, line.id, approval_cents=25_000, cap_cents=100_000)
        doti.allocate(marta, "BAR", line.id, MONEY, TODAY)
        for name, spoken in (("Samira Haddad", ["ar", "fr"]), ("Grace Eze", ["en"])):
            mediators.add(marta, Mediator(name=name, organisation="Associazione Ponte", languages=spoken))
        syncing.synchronise(marta)
    with desk.open_desk(world.house, "lucia", furnished.PASSPHRASE) as lucia:
        syncing.synchronise(lucia)
    return world


@pytest.fixture
def seats(qtbot: QtBot, network_made: furnished.World, tmp_path: Path) -> Iterator[list[CaseManager]]:
    """Lucia at a desk of Barrito where nobody has come yet this year."""
    world = furnished.copied(network_made, tmp_path / "world")
    taken = [CaseManager(qtbot, world.house, "lucia", furnished.PASSPHRASE)]
    yield taken
    for seat in taken:
        wait_for_all()
        seat.settle()
        seat.window.close()
        seat.window.deleteLater()


def figures(seat: CaseManager) -> Mapping[str, Figure]:
    """What the monitoring says of the last three months."""
    return monitoring.compute(seat.vault, ago(90), TODAY).figures


def money(seat: CaseManager, dote: str) -> tuple[str, int, int]:
    """Where a dote stands in the ledger, what was paid of it, and what is left in the envelope."""
    totals = doti.totals(seat.vault, dote)
    return totals.state, totals.paid, left(seat)


def left(seat: CaseManager) -> int:
    """Cents left in the envelope."""
    (envelope,) = doti.envelopes(seat.vault, "BAR")
    return envelope.left


def held(seat: CaseManager, name: str) -> pathways.File:
    """Her pathway as the services hold it."""
    (found,) = people.find(seat.vault, name)
    (pathway,) = pathways.of_person(seat.vault, found.person.id)
    return pathways.file(seat.vault, pathway.id)


def test_a_finds_her_way_in_the_first_months(seats: list[CaseManager]) -> None:
    (lucia,) = seats
    before = left(lucia)
    lucia.first_access(
        Woman(
            "amal benali",
            date(1996, 5, 2),
            ago(85),
            "Passaparola",
            ["Nascita", "Documenti", "Isolamento"],
            minors="1",
            language="arabo",
            mediation=True,
        )
    )
    lucia.open_pathway(
        ["Lingua e cultura", "Isolamento"],
        "Orientamento",
    )
    lucia.goal(
        "Pediatra e vaccini in ordine",
        "Buona salute",
        SOON,
        [("scegliere la pediatra all'ASL", "Lei"), ("andarci insieme la prima volta", "La case manager")],
    )
    lucia.rates(ago(84), {"relations": 3, "rights_income": 2})
    lucia.mediation(
        "capire che cosa chiede la pediatra",
        "Samira Haddad",
        [(ago(75), "Colloquio con servizi", 90), (ago(60), "Capire informazioni", 60)],
        "Ha capito e deciso da sola",
    )
    lucia.did(Done("Accompagnamento", "Orientamento", ago(70), "insieme all'ASL per la pediatra", 90))
    lucia.expected("prima visita dalla pediatra", ago(65), "10:30", "ASL di via Foligno")
    lucia.went("prima visita dalla pediatra")
    dote = lucia.grant(Grant("Kit neonato", "180", "Prénatal", "SC-112"))
    assert "180,00" in lucia.papers[-1] and "إيصال" in lucia.papers[-1]
    lucia.document("Scontrino", "SC-112", "Prénatal", "180")
    lucia.pays()
    assert lucia.reads("Pagati 180,00 € di 180,00 €.")
    assert money(lucia, dote) == ("paid", 18_000, before - 18_000)
    lucia.to_pathway("amal benali")
    lucia.did(
        Done("Attività di gruppo", "Accompagnamento relazionale", ago(20), "laboratorio per neomamme", 120)
    )
    lucia.step_done("scegliere la pediatra all'ASL")
    lucia.reached("Pediatra e vaccini in ordine")
    lucia.plan()
    lucia.close("reached", "Va da sola dalla pediatra", {"relations": 8, "rights_income": 7})
    lucia.tell("Era sola; oggi va ai laboratori con le altre mamme.", "Nadia", agrees=True)

    file = held(lucia, "amal benali")
    assert (file.pathway.ended_as, file.person.language) == ("reached", "ar")
    assert file.pathway.story_consent_on == TODAY
    assert {one.kind for one in file.interventions} == {"accompaniment", "group"}
    assert figures(lucia)["a2.pathways"] == Count(1)
    assert figures(lucia)["a2.doti_paid"] == Amount(18_000, 1)
    assert figures(lucia)["m.hours"] == Amount(150, 2)
