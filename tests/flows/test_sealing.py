"""Sealed records travel as they are: read at the coordination by whom they were sealed to, and by nobody on the way."""

import json
from collections.abc import Callable
from datetime import date

from pypdfium2 import PdfDocument

from millegiorni_desk.areas.accesses import service as accesses
from millegiorni_desk.areas.accesses.records import Access
from millegiorni_desk.areas.monitoring import service as monitoring
from millegiorni_desk.areas.pathways import service as pathways
from millegiorni_desk.areas.pathways.records import Goal, GoalStep, Pathway
from millegiorni_desk.areas.people import reserved_notes
from millegiorni_desk.areas.people import service as people
from millegiorni_desk.areas.people.records import Person
from millegiorni_desk.flows import (
    card_merging,
    checking,
    erasing,
    joining,
    month_end,
    person_export,
    person_paper,
    syncing,
)
from millegiorni_desk.vault import users
from millegiorni_desk.vault.permissions import Role
from millegiorni_desk.vault.seal_readers import CASE_MANAGERS, COORDINATION
from millegiorni_desk.vault.vault import Vault
from tests.vaults.plain_pages import plain_pages, spelt

from .conftest import PASSPHRASE, Network

DAY = date(2025, 3, 1)
YEAR = (date(2025, 1, 1), date(2025, 12, 31))
MARKER = "zqxtravelzq"


def recorded(vault: Vault, readers: list[str] | None = None) -> tuple[Person, Access]:
    woman = people.add(vault, Person(house="", surname="El Idrissi", name="Fatima"))
    access = Access(house="", on_date=DAY, person_id=woman.id, needs=["violence"], notes=MARKER, minutes=40)
    return woman, accesses.add(vault, access, readers)


def in_clear(vault: Vault) -> bool:
    with vault.connection() as raw:
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    pages = plain_pages(vault.folder / "vault.db", vault.database_key()).lower()
    return any(one in pages for one in spelt(MARKER))


def needs(vault: Vault) -> dict[str, int]:
    figures = monitoring.to_json(monitoring.compute(vault, *YEAR))
    return {code: number for code, number in figures["a1.by_need"].items() if number}


def test_the_coordination_reads_and_counts_what_is_sealed_to_it(make_network: Callable[..., Network]) -> None:
    network = make_network("BAR", "CEC")
    house = network.houses["BAR"]
    _, access = recorded(house)
    network.round()
    visit = accesses.visit(network.coordinator, access.id)
    assert visit.access.notes == MARKER and visit.reserved is not None
    assert needs(network.coordinator) == needs(house) == {"violence": 1}
    assert network.houses["CEC"].scalar("SELECT count(*) FROM sealed") == 0
    assert not in_clear(house) and not in_clear(network.coordinator)
    assert month_end.differences(network.coordinator) == [] and checking.faults(network.coordinator) == []


def test_without_the_coordination_it_is_counted_apart_there(make_network: Callable[..., Network]) -> None:
    network = make_network("BAR")
    _, access = recorded(network.houses["BAR"], [network.houses["BAR"].user_id, CASE_MANAGERS])
    network.round()
    assert needs(network.coordinator) == {"reserved": 1}
    visit = accesses.visit(network.coordinator, access.id)
    assert visit.access.notes == "" and visit.reserved is not None and not visit.reserved.readable


def test_a_desk_that_worked_before_it_knew_the_coordination_shares_afterwards(
    make_network: Callable[..., Network],
) -> None:
    network = make_network("BAR")
    house = network.houses["BAR"]
    with house.save("test"), house.connection() as raw:
        raw.execute("UPDATE desk_user SET seal_key = '' WHERE house IS NULL")
    _, access = recorded(house)
    with house.save("test"), house.connection() as raw:
        key = network.coordinator.seal_pair
        assert key is not None
        raw.execute("UPDATE desk_user SET seal_key = ? WHERE house IS NULL", (key.public,))
    network.round()
    assert accesses.visit(network.coordinator, access.id).access.notes == MARKER


def test_a_new_coordinator_reads_what_was_sealed_before_her(make_network: Callable[..., Network]) -> None:
    network = make_network("BAR")
    _, access = recorded(network.houses["BAR"])
    network.round()
    users.add(network.coordinator, "paola", "Paola", [Role.COORDINATOR], PASSPHRASE)
    mine = network.coordinator.seal_pair
    paola = network.coordinator.scalar("SELECT seal_key FROM desk_user WHERE name = 'paola'")
    assert mine is not None and paola != mine.public
    wraps = network.coordinator.scalar("SELECT count(*) FROM sealed_key WHERE reader = :key", key=paola)
    assert wraps == 1
    assert accesses.visit(network.coordinator, access.id).access.notes == MARKER


def test_clear_words_written_elsewhere_meanwhile_are_sealed_when_they_meet(
    make_network: Callable[..., Network],
) -> None:
    """The house reserves it while the coordination writes into it in clear: the words end under the seal."""
    network = make_network("BAR")
    house, coordinator = network.houses["BAR"], network.coordinator
    woman = people.add(house, Person(house="", surname="El Idrissi", name="Fatima"))
    access = accesses.add(house, Access(house="", on_date=DAY, person_id=woman.id, needs=["home"]))
    network.round()
    accesses.edit(coordinator, access.id, notes=MARKER)
    accesses.edit(house, access.id, readers=[house.user_id, CASE_MANAGERS, COORDINATION])
    network.round()
    network.round()
    for vault in (house, coordinator):
        assert vault.query("SELECT notes FROM access WHERE needs IN ('', '[]')") == [{"notes": ""}]
        told = accesses.visit(vault, access.id).access
        assert (told.needs, told.notes) == (["home"], MARKER)
        assert not in_clear(vault)
    assert month_end.differences(coordinator) == []


def test_her_copy_holds_what_is_reserved_only_where_it_is_asked_for(
    make_network: Callable[..., Network],
) -> None:
    network = make_network("BAR")
    house = network.houses["BAR"]
    woman, _ = recorded(house)
    reserved_notes.add(house, woman.id, "una nota", [house.user_id])
    plain = json.loads(person_export.to_json(person_export.collect(house, woman.id)))
    assert plain["reserved_not_included"] == 2 and MARKER not in json.dumps(plain)
    asked = json.loads(person_export.to_json(person_export.collect(house, woman.id, reserved=True)))
    assert asked["reserved_not_included"] == 0
    assert [one["values"].get("notes") for one in asked["reserved"]] == [MARKER, None]
    assert house.scalar("SELECT detail FROM audit ORDER BY n DESC LIMIT 1").count('"reserved":2') == 1
    paper = person_paper.to_pdf(house, person_export.collect(house, woman.id, reserved=True))
    read = " ".join(page.get_textpage().get_text_range() for page in PdfDocument(paper))
    assert MARKER in read and "una nota" in read and "Violenza" in read
    network.round()
    other = person_export.collect(network.coordinator, woman.id, reserved=True)
    assert other.reserved == 1, "the note is not sealed to the coordination"


def test_a_reserved_note_goes_with_her_card_and_back(make_network: Callable[..., Network]) -> None:
    network = make_network("BAR")
    house = network.houses["BAR"]
    kept = people.add(house, Person(house="", surname="El Idrissi", name="Fatima"))
    gone, access = recorded(house)
    reserved_notes.add(house, gone.id, MARKER, [house.user_id])
    done = card_merging.merge_cards(house, kept.id, gone.id)
    assert [note.text for note in reserved_notes.of_person(house, kept.id)] == [MARKER]
    assert accesses.of_person(house, kept.id)[0].notes == MARKER
    card_merging.undo(house, done.id)
    assert (
        reserved_notes.of_person(house, kept.id) == [] and len(reserved_notes.of_person(house, gone.id)) == 1
    )
    assert accesses.visit(house, access.id).access.notes == MARKER


def test_an_erased_woman_is_gone_from_the_seals_and_still_counts(
    make_network: Callable[..., Network],
) -> None:
    network = make_network("BAR")
    house = network.houses["BAR"]
    woman, access = recorded(house)
    reserved_notes.add(house, woman.id, MARKER, [house.user_id, COORDINATION])
    network.round()
    erasing.erase(house, woman.id, "el idrissi")
    network.round()
    for vault in (house, network.coordinator):
        assert needs(vault) == {"violence": 1}
        kept = accesses.visit(vault, access.id).access
        assert (kept.needs, kept.notes, kept.person_id) == (["violence"], "", None)
        assert vault.scalar("SELECT count(*) FROM sealed WHERE voided IS 0") == 1
        assert vault.scalar("SELECT count(*) FROM sealed WHERE voided AND sealed <> ''") == 0
        assert vault.scalar("SELECT count(*) FROM sealed WHERE person_id = :id", id=woman.id) == 0
        assert checking.faults(vault) == []
    assert syncing.open_conflicts(network.coordinator) == 0


def test_a_goal_written_elsewhere_goes_under_its_pathways_seal(make_network: Callable[..., Network]) -> None:
    network = make_network("BAR")
    first = network.houses["BAR"]
    second = network.join("BAR", "BAR2").vault
    syncing.synchronise(second)
    for waiting in joining.requests(network.coordinator):
        joining.approve(network.coordinator, waiting)
    network.round(second)
    woman = people.add(first, Person(house="", surname="El Idrissi", name="Fatima"))
    made = pathways.open_pathway(first, Pathway(house="", person_id=woman.id, opened_on=DAY))
    network.round(second)
    pathways.edit(first, made.id, fragilities=["violence"])
    goal = pathways.add_goal(second, Goal(house="", pathway_id=made.id, title=MARKER))
    pathways.add_step(second, GoalStep(house="", pathway_id="", goal_id=goal.id, title=MARKER))
    network.round(second)
    network.round(second)
    for vault in (first, network.coordinator):
        assert vault.query("SELECT title FROM goal UNION SELECT title FROM goal_step") == [{"title": ""}]
        file = pathways.file(vault, made.id)
        assert (file.goals[0].title, file.steps[goal.id][0].title) == (MARKER, MARKER)
        assert not in_clear(vault)
    second.close()
