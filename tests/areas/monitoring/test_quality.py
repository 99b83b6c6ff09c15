"""The checks of the records: each finds what it says, and once that is mended it goes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import date, timedelta
from typing import Any

import pytest

from millegiorni_desk.areas.accesses.records import Access
from millegiorni_desk.areas.doti.records import Dote, ExpenseDocument, LedgerEntry
from millegiorni_desk.areas.mediation.records import Mediation, MediationSession
from millegiorni_desk.areas.meetings.records import Meeting
from millegiorni_desk.areas.monitoring import quality
from millegiorni_desk.areas.monitoring.checks import CHECKS, Check
from millegiorni_desk.areas.monitoring.queries import Period
from millegiorni_desk.areas.monitoring.subjects import subjects
from millegiorni_desk.areas.pathways.records import Pathway
from millegiorni_desk.areas.people.records import Child, Person
from millegiorni_desk.errors import InvalidValue, NotAllowed
from millegiorni_desk.vault.permissions import Role
from millegiorni_desk.vault.sealing_records import Sealed
from millegiorni_desk.vault.vault import Vault

YEAR = Period(date(2025, 1, 1), date(2025, 12, 31))
DAY = date(2025, 3, 3)  # a Monday
BORN = date(1994, 3, 12)


class Undo(Exception):
    """Takes back what a test wrote."""


@pytest.fixture
def desk(vault: Vault) -> Iterator[Vault]:
    """The vault, left as it was."""
    with suppress(Undo), vault.save("test"):
        yield vault
        raise Undo


def keep(vault: Vault, *records: Any) -> Any:
    with vault.save("test") as session:
        session.add_all(records)
        session.flush()
    return records[0]


def woman(vault: Vault, **given: Any) -> Person:
    known = {
        "surname": "Osagie",
        "name": "Joy",
        "gender": "F",
        "citizenship": "NG",
        "birth_date": BORN,
        **given,
    }
    made: Person = keep(vault, Person(house="BAR", **known))
    return made


def came(vault: Vault, person: Person | None = None, **given: Any) -> Access:
    said = {
        "on_date": DAY, "needs": ["income"], "activities": ["listening"], "in_care": "no", "adi": "no",
        "at_time": "10:00", "minutes": 30, **given,
    }  # fmt: skip
    made: Access = keep(vault, Access(house="BAR", person_id=person.id if person else None, **said))
    return made


def opened(vault: Vault, person: Person, **given: Any) -> Pathway:
    said = {
        "opened_on": DAY,
        "case_manager": "Lucia",
        "fragilities": ["isolation"],
        "main_request": "isolation",
        **given,
    }
    made: Pathway = keep(vault, Pathway(house="BAR", person_id=person.id, **said))
    return made


def granted(vault: Vault, person: Person, **given: Any) -> Dote:
    said = {
        "body": "X",
        "line_id": "l",
        "expense": "other",
        "amount_cents": 100,
        "committed_on": DAY,
        **given,
    }
    made: Dote = keep(vault, Dote(house="BAR", person_id=person.id, **said))
    return made


def held(vault: Vault) -> dict[str, int]:
    return {one.check.id: one.number for one in quality.count(vault, YEAR) if one.number}


def test_what_is_whole_is_not_looked_at(desk: Vault) -> None:
    joy = woman(desk)
    came(desk, joy)
    came(desk, None, on_date=date(2025, 3, 4))
    keep(desk, Child(house="BAR", person_id=joy.id, birth_date=date(2023, 5, 1)))
    opened(desk, joy, closed_on=date(2025, 5, 1), ended_as="reached")
    granted(desk, joy, document="SC 1")
    keep(desk, Meeting(house_code="BAR", title="x", on_date=DAY, state="held", adults=3))
    assert held(desk) == {}


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ({"channel": ""}, "access.channel"),
        ({"needs": []}, "access.needs"),
        ({"activities": []}, "access.activities"),
        ({"pregnant": "yes"}, "access.due"),
        ({"pregnant": "yes", "due_date": date(2026, 5, 1)}, "access.due_far"),
        ({"due_date": date(2024, 12, 1)}, "access.due_far"),
        ({"on_date": date(2025, 3, 2)}, "access.hour"),
        ({"at_time": "03:10"}, "access.hour"),
        ({"minutes": 900}, "access.long"),
        ({"in_care": "unknown"}, "person.in_care"),
        ({"adi": "unknown"}, "person.adi"),
    ],
)
def test_an_access_is_found(desk: Vault, said: dict[str, Any], name: str) -> None:
    came(desk, woman(desk), **said)
    assert held(desk) == {name: 1}
    assert len(quality.rows(desk, name, YEAR)) == 1


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ({"gender": ""}, "person.gender"),
        ({"birth_date": None}, "person.birth"),
        ({"citizenship": ""}, "person.citizenship"),
        ({"birth_date": date(2020, 1, 1)}, "person.age"),
        ({"birth_date": date(1901, 1, 1)}, "person.age"),
    ],
)
def test_a_card_is_found_where_she_came_in_the_period(desk: Vault, said: dict[str, Any], name: str) -> None:
    came(desk, woman(desk, **said))
    woman(desk, **said)
    assert held(desk) == {name: 1}


def test_a_date_that_was_known_once_is_enough(desk: Vault) -> None:
    joy = woman(desk, due_date=date(2025, 7, 1))
    came(desk, joy, in_care="unknown", adi="unknown", pregnant="yes")
    came(desk, joy, on_date=date(2025, 4, 1))
    assert held(desk) == {}


def test_the_same_day_twice_before_birth_and_to_come(desk: Vault) -> None:
    joy = woman(desk)
    came(desk, joy)
    twice = came(desk, joy)
    assert held(desk) == {"access.twice": 2}
    with desk.save("test") as session:
        session.get_one(Access, twice.id).voided = True
    assert held(desk) == {}
    came(desk, woman(desk, birth_date=date(2025, 3, 4)))
    assert held(desk) == {"access.before_birth": 1, "person.age": 1}


def test_what_is_to_come_is_found(desk: Vault) -> None:
    tomorrow = date.today() + timedelta(1)
    came(desk, None, on_date=tomorrow, at_time="")
    there = quality.count(desk, Period(date.today(), tomorrow + timedelta(5)))
    assert {one.check.id for one in there if one.number} >= {"access.future"}


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ({"birth_date": None}, "child.birth"),
        ({"birth_date": date(2003, 1, 1)}, "child.mother"),
        ({"birth_date": date.today() + timedelta(30)}, "child.future"),
    ],
)
def test_a_child_is_found(desk: Vault, said: dict[str, Any], name: str) -> None:
    joy = woman(desk)
    came(desk, joy)
    keep(desk, Child(house="BAR", person_id=joy.id, **said))
    keep(desk, Child(house="BAR", person_id=woman(desk).id, **said))
    assert held(desk) == {name: 1}
    (about,) = subjects(desk, quality.rows(desk, name, YEAR))
    assert (about.page, about.argument) == ("person", joy.id)


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ({"fragilities": []}, "pathway.fragilities"),
        ({"main_request": ""}, "pathway.request"),
        ({"case_manager": ""}, "pathway.manager"),
        ({"closed_on": DAY}, "pathway.outcome"),
        ({"closed_on": date(2024, 3, 1), "ended_as": "reached"}, "pathway.closed"),
    ],
)
def test_a_pathway_is_found(desk: Vault, said: dict[str, Any], name: str) -> None:
    opened(desk, woman(desk), **said)
    opened(
        desk,
        woman(desk),
        **{"opened_on": date(2023, 1, 1), "closed_on": date(2023, 2, 1), **said, "ended_as": "x"},
    )
    assert held(desk).get(name) == 1


def test_what_is_sealed_is_not_said_to_be_missing(desk: Vault) -> None:
    joy = woman(desk)
    access, pathway = (
        came(desk, joy, needs=[], activities=[]),
        opened(desk, joy, fragilities=[], main_request=""),
    )
    for table, record in (("access", access), ("pathway", pathway)):
        keep(
            desk, Sealed(house="BAR", subject_table=table, subject_id=record.id, person_id=joy.id, sealed="")
        )
    assert held(desk) == {}


def test_mediations_doti_and_meetings_are_found(desk: Vault) -> None:
    joy = woman(desk)
    keep(desk, Mediation(house="BAR", person_id=joy.id, requested_on=DAY, state="closed", closed_on=DAY))
    going = keep(desk, Mediation(house="BAR", person_id=joy.id, requested_on=DAY))
    keep(desk, MediationSession(house="BAR", mediation_id=going.id, on_date=DAY, kind="interview"))
    granted(desk, joy)
    proven, gone = granted(desk, joy), granted(desk, joy)
    keep(desk, ExpenseDocument(house="BAR", dote_id=proven.id, number="1"))
    keep(
        desk,
        LedgerEntry(
            house="BAR", line_id="l", dote_id=gone.id, kind="cancel", amount_cents=100, on_date=DAY,
            from_account="committed", to_account="available",
        ),
    )  # fmt: skip
    keep(desk, Meeting(house_code="BAR", title="tenuto", on_date=DAY, state="held"))
    keep(desk, Meeting(house_code="CEC", title="dimenticato", on_date=DAY))
    assert held(desk) == {
        "mediation.sessions": 1, "session.minutes": 1, "dote.document": 1, "meeting.heads": 1, "meeting.past": 1,
    }  # fmt: skip
    assert quality.houses(quality.count(desk, YEAR)) == {"BAR": 4, "CEC": 1}
    assert quality.houses(quality.count(desk, YEAR, "CEC")) == {"CEC": 1}
    (about,) = subjects(desk, quality.rows(desk, "session.minutes", YEAR))
    assert (about.page, about.argument) == ("mediation", going.id)


def test_what_was_mended_goes_and_another_house_is_left_out(desk: Vault) -> None:
    ids = [came(desk, None, on_date=DAY + timedelta(n % 5), channel="").id for n in range(4)]
    listed = quality.rows(desk, "access.channel", YEAR, "BAR")
    assert [row.on_date for row in listed] == sorted((row.on_date for row in listed), reverse=True)
    assert quality.rows(desk, "access.channel", YEAR, "CEC") == []
    with desk.save("test") as session:
        session.get_one(Access, ids[1]).channel = "direct"
    left = quality.still(desk, "access.channel", YEAR, listed)
    assert {row.record_id for row in left} == set(ids) - {ids[1]}


def test_every_check_can_be_asked_for_and_asked_again(desk: Vault) -> None:
    came(desk, woman(desk))
    for one in CHECKS:
        assert quality.still(desk, one.id, YEAR, quality.rows(desk, one.id, YEAR)) == []
    with pytest.raises(InvalidValue):
        quality.rows(desk, "nothing", YEAR)
    desk.roles, before = [Role.OPERATOR], desk.roles
    with pytest.raises(NotAllowed):
        quality.count(desk, YEAR)
    desk.roles = before


@pytest.mark.parametrize("one", CHECKS, ids=lambda one: one.id)
def test_what_was_listed_is_asked_again_by_its_key_only(vault: Vault, one: Check) -> None:
    asked = {"first": "2025-01-01", "last": "2025-12-31", "today": "2025-12-31", "ids": "[]"}
    plan = [row["detail"] for row in vault.query("EXPLAIN QUERY PLAN " + quality.still_sql(one), **asked)]
    assert not [step for step in plan if re.search(r"SCAN (?!json_each|v\b)\w+(?! VIRTUAL)", step)], plan
