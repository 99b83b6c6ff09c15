"""Reserved records are counted for whoever may read them, told apart for whoever may not, and never published."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from millegiorni_desk.areas.accesses import service as accesses
from millegiorni_desk.areas.accesses.records import Access
from millegiorni_desk.areas.mediation import mediators
from millegiorni_desk.areas.mediation import service as mediation
from millegiorni_desk.areas.mediation.records import Mediation, MediationSession, Mediator
from millegiorni_desk.areas.monitoring import service
from millegiorni_desk.areas.monitoring.disclosure import publishable
from millegiorni_desk.areas.monitoring.figures import Categories, Count, Figure, Share
from millegiorni_desk.areas.monitoring.indicators import INDICATORS
from millegiorni_desk.areas.monitoring.wording import lines
from millegiorni_desk.areas.pathways import service as pathways
from millegiorni_desk.areas.pathways.records import Pathway
from millegiorni_desk.areas.people import service as people
from millegiorni_desk.areas.people.records import Person
from millegiorni_desk.flows.desk import SCHEMA, open_desk
from millegiorni_desk.network import service as network
from millegiorni_desk.network.records import House
from millegiorni_desk.vault import users
from millegiorni_desk.vault.opening import FirstUser, Place, create_vault
from millegiorni_desk.vault.permissions import Role
from millegiorni_desk.vault.vault import Vault

SECRET = "cinque parole a caso qui"
YEAR = (date(2025, 1, 1), date(2025, 12, 31))
LUCIA = FirstUser("lucia", "Lucia", (Role.CASE_MANAGER, Role.COORDINATOR), SECRET)
NEEDS = (["income"], ["violence"], ["violence", "home"], ["income", "violence"], [], ["home"], ["income"])
FRAGILE = (["unemployment"], ["violence", "unemployment"], ["violence"], [])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    vault, _ = create_vault(tmp_path / "barrito", SCHEMA, Place("BAR", 2), LUCIA)
    with vault:
        network.add_house(vault, House(code="BAR", name="Barrito"))
        users.add(vault, "rosa", "Rosa", [Role.CASE_MANAGER], SECRET)
        woman = people.add(vault, Person(house="", name="Fatima", surname="El Idrissi", gender="F"))
        mine = [vault.user_id]
        for at, needs in enumerate(NEEDS):
            one = Access(
                house="",
                on_date=date(2025, 1 + at, 3),
                person_id=woman.id,
                needs=needs,
                activities=["listening"],
            )
            accesses.add(vault, one, mine if "violence" in needs else None)
        for fragile in FRAGILE:
            path = Pathway(house="", person_id=woman.id, opened_on=date(2025, 5, 1), fragilities=fragile,
                           main_request="economic")  # fmt: skip
            pathways.open_pathway(vault, path, mine if "violence" in fragile else None)
        _mediate(vault, woman)
    return tmp_path / "barrito"


def _mediate(vault: Vault, woman: Person) -> None:
    """One mediation for care, and one that nobody but who wrote it reads."""
    known = mediators.add(vault, Mediator(name="Samira", languages=["ar"]))
    for fragility in ("care_load", "violence"):
        asked = Mediation(house="", person_id=woman.id, requested_on=date(2025, 3, 3), languages=["ar"],
                          fragility=fragility, mediator_id=known.id)  # fmt: skip
        made = mediation.request(vault, asked, [vault.user_id] if fragility == "violence" else None)
        mediation.add_session(
            vault,
            MediationSession(
                house="", mediation_id=made.id, on_date=date(2025, 3, 4), kind="interview", minutes=90
            ),
        )


@pytest.fixture
def reader(folder: Path) -> Iterator[Vault]:
    with open_desk(folder, "lucia", SECRET) as vault:
        yield vault


@pytest.fixture
def other(folder: Path) -> Iterator[Vault]:
    with open_desk(folder, "rosa", SECRET) as vault:
        yield vault


def numbers(figure: Figure) -> dict[str, int]:
    assert isinstance(figure, Categories)
    return {code: number for code, number in figure.numbers.items() if number}


def test_a_reader_counts_them_where_they_belong(reader: Vault) -> None:
    figures = service.compute(reader, *YEAR).figures
    assert figures["a1.accesses"] == Count(7)
    assert figures["a1.reserved"] == Count(3)
    assert numbers(figures["a1.by_need"]) == {"income": 3, "home": 2, "violence": 3, "unknown": 1}
    assert numbers(figures["a1.by_activity"]) == {"listening": 7}
    assert figures["a2.reserved"] == Count(2)
    assert numbers(figures["a2.by_fragility"]) == {"unemployment": 2, "violence": 2, "unknown": 1}
    assert figures["a2.unemployed"] == Share(2, 3, 1)
    assert figures["a2.economic_main"] == Share(4, 4, 0)
    assert numbers(figures["m.by_fragility"]) == {"care_load": 1, "violence": 1}
    assert service.to_json(service.compute(reader, *YEAR, only=["m.hours"])) == {"m.hours": 3.0}
    opened = service.rows(reader, "a1.by_need", YEAR, "violence")
    assert len(opened) == 3


def test_whoever_cannot_read_sees_how_many_they_are(other: Vault) -> None:
    report = service.compute(other, *YEAR)
    figures = report.figures
    assert figures["a1.accesses"] == Count(7), "an access is an access"
    assert figures["a1.reserved"] == Count(0, 3)
    assert numbers(figures["a1.by_need"]) == {"income": 2, "home": 1, "reserved": 3, "unknown": 1}
    assert numbers(figures["a2.by_fragility"]) == {"unemployment": 1, "reserved": 2, "unknown": 1}
    assert figures["a2.unemployed"] == Share(1, 1, 3)
    assert figures["a2.economic_main"] == Share(2, 2, 2)
    assert figures["m.interventions"] == Count(2)
    assert numbers(figures["m.by_fragility"]) == {"care_load": 1, "reserved": 1}
    assert "Riservato" in [line.label for line in lines(report, INDICATORS["a1.by_need"])]
    assert len(service.rows(other, "a1.by_need", YEAR, "reserved")) == 3


def test_how_many_are_reserved_is_never_published(folder: Path) -> None:
    for name in ("lucia", "rosa"):
        with open_desk(folder, name, SECRET) as vault:
            shown = publishable(service.compute(vault, *YEAR)).figures
        assert shown["a1.reserved"] == shown["a2.reserved"] == Count(0, 0, hidden=True)
        for figure in ("a1.by_need", "a2.by_fragility", "m.by_fragility"):
            assert not {"violence", "reserved"} & set(numbers(shown[figure]))


def test_what_was_opened_again_counts_as_any_other(reader: Vault) -> None:
    made = accesses.add(reader, Access(house="", on_date=date(2025, 12, 1), notes="x"), [reader.user_id])
    later = accesses.add(reader, Access(house="", on_date=date(2025, 12, 1), notes="x"))
    for one in (made, later):
        accesses.edit(reader, one.id, readers=[reader.user_id])
        accesses.edit(reader, one.id, readers=[])
    assert numbers(service.compute(reader, *YEAR).figures["a1.by_need"])["unknown"] == 3
    assert len(service.rows(reader, "a1.by_need", YEAR, "unknown")) == 3


def test_nothing_is_left_in_the_database(reader: Vault) -> None:
    service.compute(reader, *YEAR)
    assert reader.query("SELECT name FROM sqlite_temp_schema") == []
