"""Reserved accesses: never in clear in the file, read by whom it was chosen for, and not there for anyone else."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from millegiorni_desk.areas.accesses import drafts, service
from millegiorni_desk.areas.accesses.records import Access
from millegiorni_desk.areas.people import service as people
from millegiorni_desk.areas.people.records import Person
from millegiorni_desk.errors import InvalidValue, NotAllowed
from millegiorni_desk.flows.desk import open_desk
from millegiorni_desk.vault.vault import Vault
from tests.areas.reserved_desk import MARKER, SECRET, furnish, in_clear

DAY = date(2025, 3, 1)
TOLD = {
    "needs": ["income", "violence"],
    "activities": ["listening"],
    "referred_to": ["lawyer"],
    "notes": MARKER,
}
NOTHING = {"needs": [], "activities": [], "referred_to": [], "notes": ""}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return furnish(tmp_path)


@pytest.fixture
def lucia(folder: Path) -> Iterator[Vault]:
    with open_desk(folder, "lucia", SECRET) as vault:
        yield vault


def access(**given: Any) -> Access:
    return Access(
        **{"house": "", "on_date": DAY, "person_id": "p1", "at_time": "10:00", "minutes": 30, **given}
    )


def told(one: Access) -> dict[str, Any]:
    return {name: getattr(one, name) for name in TOLD}


def stored(vault: Vault) -> dict[str, Any]:
    (row,) = vault.query("SELECT needs, activities, referred_to, notes FROM access")
    return row


def test_violence_is_sealed_by_itself_and_nowhere_in_clear(folder: Path) -> None:
    with open_desk(folder, "olga", SECRET) as vault:
        made = service.record(vault, access(**TOLD)).access
        assert stored(vault) == {"needs": "[]", "activities": "[]", "referred_to": "[]", "notes": ""}
        assert told(service.visit(vault, made.id).access) == TOLD, "she wrote it: she reads it"
        with vault.connection() as raw:
            log = " ".join(
                cells for (cells,) in raw.execute("SELECT cells FROM sync_log WHERE tbl = 'access'")
            )
            audit = " ".join(detail for (detail,) in raw.execute("SELECT action || detail FROM audit"))
        assert "violence" not in log + audit and MARKER not in log + audit
    assert not in_clear(folder)


def test_the_check_sees_what_is_not_reserved(folder: Path) -> None:
    with open_desk(folder, "olga", SECRET) as vault:
        service.add(vault, access(**{**TOLD, "needs": ["income"]}))
    assert in_clear(folder)


def test_what_becomes_reserved_later_leaves_rows_and_history(folder: Path) -> None:
    with open_desk(folder, "olga", SECRET) as vault:
        made = service.add(vault, access(needs=["income"], notes=MARKER))
        service.edit(vault, made.id, notes=f"{MARKER} cambiato")
        service.edit(vault, made.id, needs=["violence"])
        assert service.visit(vault, made.id).access.notes == f"{MARKER} cambiato"
    assert not in_clear(folder)


def test_others_do_not_know_that_it_is_there(folder: Path) -> None:
    with open_desk(folder, "olga", SECRET) as vault:
        service.add(vault, access(on_date=DAY - timedelta(days=3), needs=["home"]))
        hidden = service.add(vault, access(**TOLD, follow_up_on=DAY + timedelta(days=1)))
        assert _counted(vault, hidden.id) == (2, 2, 1, 1, [hidden.id], 2, 1, DAY)
    with open_desk(folder, "ines", SECRET) as vault:
        assert _counted(vault, hidden.id) == (1, 1, 0, 0, [], 1, 0, None)
        assert service.recent_people(vault)[0][1] == DAY - timedelta(days=3)
        assert told(service.visit(vault, hidden.id).access) == NOTHING
        with pytest.raises(NotAllowed):
            service.edit(vault, hidden.id, notes="altro")


def _counted(vault: Vault, hidden: str) -> tuple[Any, ...]:
    return (
        service.count(vault),
        len(service.page(vault, 0, 50)),
        service.count(vault, DAY),
        len(service.page(vault, 0, 50, DAY)),
        [one.id for one in service.of_person(vault, "p1") if one.id == hidden],
        service.last_visits(vault, ["p1"])["p1"][1],
        len(service.follow_ups(vault, DAY + timedelta(days=9))),
        service.neighbour_day(vault, DAY - timedelta(days=3), later=True),
    )


def test_a_case_manager_reads_or_sees_that_it_is_reserved(folder: Path) -> None:
    with open_desk(folder, "olga", SECRET) as vault:
        for_all = service.add(vault, access(**TOLD))
        rosa = vault.scalar("SELECT id FROM desk_user WHERE name = 'rosa'")
        for_one = service.add(vault, access(**TOLD), [vault.user_id, rosa])
    for name, readable in (("rosa", True), ("lucia", False)):
        with open_desk(folder, name, SECRET) as vault:
            assert told(service.visit(vault, for_all.id).access) == TOLD
            visit = service.visit(vault, for_one.id)
            assert visit.reserved is not None and visit.reserved.readable is readable
            assert told(visit.access) == (TOLD if readable else NOTHING)


def test_an_edit_keeps_the_seal_and_its_readers(lucia: Vault, folder: Path) -> None:
    made = service.add(lucia, access(**TOLD))
    before = service.visit(lucia, made.id).reserved
    service.edit(lucia, made.id, notes=f"{MARKER} due", minutes=45)
    visit = service.visit(lucia, made.id)
    assert (visit.access.notes, visit.access.minutes, visit.reserved) == (f"{MARKER} due", 45, before)
    service.void(lucia, made.id)
    service.void(lucia, made.id, voided=False)
    assert service.visit(lucia, made.id).access.notes == f"{MARKER} due"
    lucia.close()
    assert not in_clear(folder)


def test_the_seal_follows_an_access_to_the_right_card(lucia: Vault) -> None:
    made = service.add(lucia, access(**TOLD))
    other = people.add(lucia, Person(house="", name="Joy", surname="Osas"))
    service.edit(lucia, made.id, person_id=other.id)
    assert lucia.query("SELECT person_id FROM sealed WHERE voided IS 0") == [{"person_id": other.id}]
    assert told(service.visit(lucia, made.id).access) == TOLD


def test_violence_stays_reserved_and_the_rest_can_be_opened_again(lucia: Vault) -> None:
    made = service.add(lucia, access(**TOLD))
    later = service.add(lucia, access(needs=[], notes="altro"))
    service.edit(lucia, later.id, readers=[lucia.user_id])
    service.edit(lucia, later.id, readers=[])
    assert service.visit(lucia, later.id).access.notes == "altro"
    service.void(lucia, later.id)
    with pytest.raises(InvalidValue):
        service.edit(lucia, made.id, readers=[])
    service.edit(lucia, made.id, readers=[], needs=["income"])
    assert service.visit(lucia, made.id).reserved is None
    assert lucia.scalar("SELECT notes FROM access WHERE id = :id", id=made.id) == MARKER


def test_only_who_may_seal_changes_the_readers(folder: Path) -> None:
    with open_desk(folder, "olga", SECRET) as vault:
        made = service.add(vault, access(notes=MARKER), [vault.user_id])
        with pytest.raises(NotAllowed):
            service.edit(vault, made.id, readers=[])
        with pytest.raises(NotAllowed):
            service.edit(vault, made.id, readers=[vault.user_id, "@case_managers"])


def test_a_refused_one_leaves_nothing(lucia: Vault) -> None:
    with pytest.raises(InvalidValue):
        service.add(lucia, access(**TOLD, channel="nonsense"))
    assert lucia.scalar("SELECT count(*) FROM sealed") == 0


def test_a_draft_is_sealed_to_whoever_typed_it(folder: Path) -> None:
    with open_desk(folder, "olga", SECRET) as vault:
        drafts.keep(vault, "1", "Fatima", {"who": {"person_id": "p1"}, "answers": {"notes": MARKER}})
        assert drafts.drafts(vault)[0].answers["answers"] == {"notes": MARKER}
    assert not in_clear(folder)
    with open_desk(folder, "ines", SECRET) as vault:
        assert drafts.drafts(vault) == []
        drafts.forget(vault, ["p1"], [])
    with open_desk(folder, "olga", SECRET) as vault:
        assert drafts.drafts(vault) == []
