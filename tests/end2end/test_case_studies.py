"""The four women of chapter 6 of the 2025 report, each from her first access to the closing, through the window."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import cast

import pytest
from pytestqt.qtbot import QtBot

from millegiorni_desk.areas.doti import approvals
from millegiorni_desk.areas.doti import service as doti
from millegiorni_desk.areas.mediation import mediators
from millegiorni_desk.areas.mediation.records import Mediator
from millegiorni_desk.areas.monitoring import service as monitoring
from millegiorni_desk.areas.monitoring.figures import Amount, Categories, Count, Figure, Measure, Measured
from millegiorni_desk.areas.pathways import service as pathways
from millegiorni_desk.areas.people import service as people
from millegiorni_desk.flows import desk, syncing
from millegiorni_desk.ui.tasks import wait_for_all
from millegiorni_desk.vault import users
from millegiorni_desk.vault.permissions import Role
from tests.end2end.case_manager import CaseManager, Done, Grant, Woman
from tests.end2end.seat import Ctrl, Key
from tests.robustness import furnished
from tests.screens import light

__all__ = ["light"]

TODAY = date.today()
SOON = TODAY + timedelta(days=20)
SARA = "sei parole nuove per sara qui"
MONEY = 300_000
"""Cents that this year's envelope got on top of the furnished network's."""

# Minutes on a slow machine; and what may take long begins first.
pytestmark = pytest.mark.timeout(300)


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


@pytest.fixture(scope="module")
def network_made(tmp_path_factory: pytest.TempPathFactory) -> furnished.World:
    """Barrito with money, a rule, two mediators and a second case manager, all made through the services."""
    world = furnished.new(tmp_path_factory.mktemp("stories") / "world")
    with desk.open_desk(world.coordinator, "marta", furnished.PASSPHRASE) as marta:
        (line,) = doti.lines(marta)
        doti.edit_line(marta, line.id, approval_cents=25_000, cap_cents=100_000)
        doti.allocate(marta, "BAR", line.id, MONEY, TODAY)
        for name, spoken in (("Samira Haddad", ["ar", "fr"]), ("Grace Eze", ["en"])):
            mediators.add(marta, Mediator(name=name, organisation="Associazione Ponte", languages=spoken))
        syncing.synchronise(marta)
    with desk.open_desk(world.house, "lucia", furnished.PASSPHRASE) as lucia:
        syncing.synchronise(lucia)
        users.add(lucia, "sara", "Sara", [Role.CASE_MANAGER], furnished.PASSPHRASE)
    with desk.open_desk(world.house, "sara", furnished.PASSPHRASE) as sara:
        users.change_passphrase(sara, "sara", furnished.PASSPHRASE, SARA)
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


@pytest.mark.soak
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
    lucia.rates(ago(84), {"Relazioni": 3, "Diritti e reddito": 2})
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
    assert "scegliere la pediatra all'ASL" in lucia.papers[-1]
    lucia.close("Obiettivi raggiunti", "Va da sola dalla pediatra", {"Relazioni": 8, "Diritti e reddito": 7})
    lucia.tell("Era sola; oggi va ai laboratori con le altre mamme.", "Nadia", agrees=True)

    file = held(lucia, "amal benali")
    assert (file.pathway.ended_as, file.person.language) == ("reached", "ar")
    assert file.pathway.story_consent_on == TODAY
    assert {one.kind for one in file.interventions} == {"accompaniment", "group"}
    assert figures(lucia)["a2.pathways"] == Count(1)
    assert figures(lucia)["a2.doti_paid"] == Amount(18_000, 1)
    assert figures(lucia)["m.hours"] == Amount(150, 2)


@pytest.mark.soak
def test_m_shares_the_load_of_care(seats: list[CaseManager]) -> None:
    (lucia,) = seats
    before = left(lucia)
    lucia.first_access(
        Woman("miriam costa", date(1991, 2, 9), ago(80), "Servizi sociali", ["Reddito", "Casa"], minors="2")
    )
    lucia.open_pathway(
        ["Carico di cura", "Lavoro precario", "Casa precaria"],
        "Difficoltà economica",
        referrer="servizio sociale di via Bologna",
    )
    lucia.goal("Bollette in pari", "Diritti e reddito", SOON, [("portare le ultime due bollette", "Lei")])
    lucia.rates(ago(79), {"Casa": 4, "Relazioni": 3})
    dote = lucia.grant(Grant("Utenze", "151,65", "Iren", "2210/26", reason="luce e gas"))
    lucia.pays()
    assert money(lucia, dote) == ("paid", 15_165, before - 15_165)
    lucia.to_pathway("miriam costa")
    lucia.did(Done("Accompagnamento", "Orientamento", ago(60), "allo sportello per il bonus bollette", 60))
    for days in (50, 22):
        lucia.did(
            Done("Attività di gruppo", "Accompagnamento relazionale", ago(days), "gruppo delle mamme", 90)
        )
    lucia.reached("Bollette in pari")
    lucia.close("Obiettivi raggiunti", "Paga le bollette, viene al gruppo", {"Casa": 6, "Relazioni": 7})
    assert lucia.reads("Paga le bollette, viene al gruppo")
    file = held(lucia, "miriam costa")
    assert [one.kind for one in file.interventions] == ["accompaniment", "group", "group"]
    assert [goal.state for goal in file.goals] == ["reached"]
    told = figures(lucia)
    assert told["a2.wellbeing"] == Measured({"home": Measure(1, 1, 4, 6), "relations": Measure(1, 1, 3, 7)})
    assert told["a2.doti_committed"] == Amount(15_165, 1)


@pytest.mark.soak
def test_s_is_followed_after_a_fragile_birth(seats: list[CaseManager]) -> None:
    (lucia,) = seats
    before = left(lucia)
    lucia.first_access(
        Woman(
            "sadia begum",
            date(2002, 8, 30),
            ago(78),
            "Sanità",
            ["Nascita", "Salute"],
            minors="1",
            language="bengalese",
            mediation=True,
        )
    )
    lucia.open_pathway(["Salute materna", "Lingua e cultura"], "Salute materna")
    lucia.goal("Controlli del prematuro", "Buona salute", SOON, [("agenda dei controlli", "La case manager")])
    lucia.rates(ago(77), {"Buona salute": 3, "Cure responsive": 4}, "Lo dice la case manager")
    lucia.mediation(
        "la visita in neonatologia",
        "Grace Eze",
        [(ago(70), "Facilitare la comunicazione", 120)],
        "È entrata in un servizio",
    )
    for days in (68, 40):
        lucia.did(Done("Visita a casa", "Salute", ago(days), "peso, allattamento, riposo", 75, "Ostetrica"))
    lucia.did(Done("Consulenza", "Salute", ago(35), "sviluppo nei primi mesi", 45, "Pediatra"))
    lucia.did(Done("Accompagnamento", "Salute", ago(30), "insieme al controllo in ospedale", 120))
    lucia.expected("controllo in neonatologia", ago(30), "09:00", "Sant'Anna")
    lucia.went("controllo in neonatologia")
    dote = lucia.grant(Grant("Cure neonato", "96,40", "Farmacia di via Cigna", "SC-7741"))
    assert "96,40" in lucia.papers[-1] and "bozza di traduzione" in lucia.papers[-1]
    lucia.pays()
    assert money(lucia, dote) == ("paid", 9_640, before - 9_640)
    lucia.to_pathway("sadia begum")
    lucia.reached("Controlli del prematuro")
    lucia.close("Obiettivi raggiunti", "I controlli sono regolari", {"Buona salute": 7, "Cure responsive": 8})
    told = figures(lucia)
    assert told["a2.home_visits"] == Count(2)
    assert told["a2.by_specialist"] == Measured(
        {"midwife": Measure(2, 2, 150), "paediatrician": Measure(1, 1, 45)}
    )
    assert told["m.hours"] == Amount(120, 1)
    assert cast(Categories, told["a2.goals"]).numbers["reached"] == 1


@pytest.mark.soak
def test_l_opens_the_door_again(seats: list[CaseManager], qtbot: QtBot) -> None:
    (lucia,) = seats
    before = left(lucia)
    lucia.first_access(
        Woman(
            "luisa ferrero",
            date(1985, 11, 3),
            ago(85),
            "Diretto",
            ["Reddito", "Lavoro", "Isolamento"],
            minors="3",
        )
    )
    lucia.open_pathway(
        ["Disoccupazione", "Disabilità nel nucleo", "Isolamento"],
        "Difficoltà economica",
    )
    lucia.goal(
        "Utenze senza arretrati",
        "Diritti e reddito",
        SOON,
        [("piano di rientro con il gestore", "La case manager")],
    )
    lucia.goal("Sostegno educativo", "Apprendimento precoce", SOON, [("incontro con l'associazione", "Lei")])
    lucia.rates(ago(84), {"Diritti e reddito": 2, "Relazioni": 2})
    dote = lucia.grant(Grant("Utenze", "420", "Iren", "3344/26", waits=True))
    assert money(lucia, dote) == ("planned", 0, before - 42_000)
    assert lucia.reads("L'hai chiesta tu: la conferma o la rifiuta un'altra persona.")
    folder = lucia.vault.folder
    lucia.press(Key.Key_L, Ctrl)
    lucia.until(lambda: lucia.locked == 1)

    sara = CaseManager(qtbot, folder, "sara", SARA)
    seats.append(sara)
    sara.point("Luisa Ferrero", "Da confermare")
    sara.point("Conferma la dote")
    sara.receipt()
    sara.pays()
    assert money(sara, dote) == ("paid", 42_000, before - 42_000)
    sara.to_pathway("luisa ferrero")
    sara.reached("Utenze senza arretrati", "In parte")
    sara.reached("Sostegno educativo")
    sara.close(
        "Obiettivi raggiunti in parte",
        "Le ha riaperto la porta dei servizi",
        {"Diritti e reddito": 6, "Relazioni": 7},
    )
    file = held(sara, "luisa ferrero")
    assert {goal.state for goal in file.goals} == {"partly", "reached"}
    assert [(one.kind, one.by) for one in approvals.history(sara.vault, dote)] == [
        ("asked", "Lucia"),
        ("approved", "Sara"),
    ]
    assert "420,00" in sara.papers[-1]
    assert figures(sara)["a2.doti_paid"] == Amount(42_000, 1)
