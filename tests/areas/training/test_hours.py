"""Hours: what was held counts once, by person as by meeting; and the workbook says the same."""

from collections.abc import Iterator
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from millegiorni_desk.areas.monitoring import service as monitoring
from millegiorni_desk.areas.monitoring.figures import Amount, Count
from millegiorni_desk.areas.training import hours, hours_workbook, service, staff
from millegiorni_desk.areas.training.hours import Sum
from millegiorni_desk.areas.training.records import StaffMember, Training, TrainingPresence
from millegiorni_desk.errors import InvalidValue
from millegiorni_desk.vault.opening import FirstUser, Place
from millegiorni_desk.vault.permissions import Role
from millegiorni_desk.vault.vault import Vault
from tests.areas.training.conftest import PASSPHRASE, TODAY, People, held
from tests.new_vaults import new_vault

FIRST = TODAY - timedelta(days=60)
DAY = date(2025, 1, 1)


@pytest.fixture
def busy(vault: Vault, people: People) -> People:
    """Ada 120 + 30 minutes, Bea 60 of a training; Carla at one that says no minutes; a cancelled one."""
    service.mark(vault, held(vault, 20).id, {people["Ada"].id: None, people["Bea"].id: 60})
    service.mark(vault, held(vault, 10, kind="team", minutes=30).id, {people["Ada"].id: None})
    service.mark(vault, held(vault, 5, kind="team", minutes=None).id, {people["Carla"].id: None})
    gone = held(vault, 4)
    service.mark(vault, gone.id, {people["Dora"].id: None})
    service.cancel(vault, gone.id)
    return people


def test_hours_of_each_person_by_kind_and_of_each_house(vault: Vault, busy: People) -> None:
    told = hours.by_person(vault, FIRST, TODAY)
    assert [(one.member and one.member.name, dict(one.by_kind)) for one in told] == [
        ("Ada", {"training": Sum(1, 120), "team": Sum(1, 30)}),
        ("Bea", {"training": Sum(1, 60)}),
        ("Carla", {"team": Sum(1, 0, 1)}),
    ]
    houses = hours.by_house(told)
    assert [(one.house, one.people, one.total) for one in houses] == [
        ("BAR", 2, Sum(3, 210)),
        ("SAL", 1, Sum(1, 0, 1)),
    ]
    figures = hours.figures(vault, FIRST, TODAY)
    assert (figures.total, figures.people, figures.attended) == (Sum(3, 150, 1), 3, 210)
    assert figures.meetings["training"] == Sum(1, 120)
    assert hours.by_person(vault, FIRST - timedelta(days=9), FIRST) == []
    with pytest.raises(InvalidValue):
        hours.by_person(vault, TODAY, FIRST)


def test_the_report_says_the_same(vault: Vault, busy: People) -> None:
    told = monitoring.compute(vault, FIRST, TODAY).figures
    figures = hours.figures(vault, FIRST, TODAY)
    expected = {
        "operators": Count(figures.people),
        "meetings": Count(figures.total.times),
        "hours": Amount(figures.total.minutes, 2, figures.total.untimed),
        "person_hours": Amount(figures.attended, 3, 1),
    }
    assert {name: told[f"a4.{name}"] for name in expected} == expected


def test_what_one_person_was_at(vault: Vault, busy: People) -> None:
    told = hours.attended(vault, FIRST, TODAY, busy["Ada"].id)
    assert [(one.kind, one.minutes) for one in told] == [("training", 120), ("team", 30)]
    assert told[0].on_date == TODAY - timedelta(days=20)


def test_the_workbook_adds_up_and_text_stays_text(vault: Vault, busy: People) -> None:
    staff.edit(vault, busy["Ada"].id, name='=HYPERLINK("http://x")')
    book = load_workbook(BytesIO(hours_workbook.workbook(vault, FIRST, TODAY)))
    assert book.sheetnames == ["Per persona", "Per casa", "Incontri", "Presenze"]
    people = book["Per persona"]
    heads = [cell.value for cell in people[1]]
    total = dict(zip(heads, [cell.value for cell in people[people.max_row]], strict=True))
    assert total["Ore in tutto"] == 3.5 and total["Ore: Formazione"] == 3 and total["Senza durata"] == 1
    assert [cell.value for cell in book["Per casa"]["A"]] == ["Casa", "Barrito", "San Salvario", "In tutto"]
    for name, head in (("Per casa", "Ore in tutto"), ("Incontri", "Ore di presenza"), ("Presenze", "Ore")):
        sheet = book[name]
        at = [cell.value for cell in sheet[1]].index(head)
        assert sheet.cell(sheet.max_row, at + 1).value == 3.5, name
    formulas = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
    assert formulas == []
    assert vault.scalar("SELECT action FROM audit ORDER BY n DESC LIMIT 1") == "training.hours"


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Vault]:
    folder: Path = tmp_path_factory.mktemp("hours") / "coordination"
    with new_vault(
        folder, Place("", 1), FirstUser("marta", "Marta", (Role.COORDINATOR,), PASSPHRASE)
    ) as made:
        yield made


class _Undo(Exception):
    """Takes back what an example wrote."""


meetings = st.fixed_dictionaries(
    {
        "day": st.integers(0, 20),
        "kind": st.sampled_from(["training", "team"]),
        "state": st.sampled_from(["held", "held", "held", "planned", "cancelled"]),
        "minutes": st.none() | st.integers(1, 600),
        "voided": st.sampled_from([False, False, False, True]),
        "present": st.lists(
            st.tuples(st.integers(0, 4), st.none() | st.integers(1, 900), st.booleans()), max_size=8
        ),
    }
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(meetings, max_size=8), st.integers(0, 20), st.integers(0, 20))
def test_the_sums_by_person_are_those_by_meeting(
    empty: Vault, told: list[dict[str, Any]], one: int, other: int
) -> None:
    """Whatever two desks wrote, doubles and too long stays among them."""
    first, last = (DAY + timedelta(days=day) for day in sorted((one, other)))
    try:
        with empty.save("example") as session:
            people = [StaffMember(name=f"P{at}", house_code="AB"[at % 2]) for at in range(5)]
            session.add_all(people)
            for meeting in told:
                held_on = DAY + timedelta(days=meeting["day"])
                training = Training(title="T", on_date=held_on, **{k: meeting[k] for k in _KEPT})
                session.add(training)
                for at, minutes, voided in meeting["present"]:
                    session.add(TrainingPresence(
                        training_id=training.id, staff_id=people[at].id, minutes=minutes, voided=voided
                    ))  # fmt: skip
            session.flush()
            _check_sums(empty, first, last, told)
            raise _Undo
    except _Undo:
        pass


_KEPT = ("kind", "state", "minutes", "voided")


def _check_sums(vault: Vault, first: date, last: date, told: list[dict[str, Any]]) -> None:
    people, by_meeting = hours.by_person(vault, first, last), hours.by_meeting(vault, first, last)
    each = hours.attended(vault, first, last)
    figures = hours.figures(vault, first, last)
    whole = sum((one.total for one in people), hours.NONE)
    assert whole.minutes == sum(one.minutes for one in by_meeting) == figures.attended
    assert whole.minutes == sum(one.minutes or 0 for one in each)
    assert whole.times == sum(one.people for one in by_meeting) == len(each)
    assert whole == sum((one.total for one in hours.by_house(people)), hours.NONE)
    assert figures.people == len(people) and figures.total.times == len(by_meeting)
    assert sum(one.minutes for one in (line for line in service.page(vault, 0, 99)) if
               first <= one.training.on_date <= last) == whole.minutes  # fmt: skip
    # Counted anew without SQL.
    expected = 0
    for meeting in told:
        counts = meeting["state"] == "held" and not meeting["voided"]
        if not counts or not first <= DAY + timedelta(days=meeting["day"]) <= last:
            continue
        stays: dict[int, list[int | None]] = {}
        for at, minutes, voided in meeting["present"]:
            if not voided:
                stays.setdefault(at, []).append(minutes)
        for minutes in stays.values():
            written = [one for one in minutes if one is not None]
            expected += max(written) if written else meeting["minutes"] or 0
    assert whole.minutes == expected
