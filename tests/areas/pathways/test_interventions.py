"""What is done in a pathway, corrected and taken back, and whose hours it took."""

from datetime import date, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from millegiorni_desk.areas.pathways import hours, interventions, service
from millegiorni_desk.areas.pathways.records import Goal, Intervention, Pathway
from millegiorni_desk.areas.people import service as people
from millegiorni_desk.areas.people.records import Person
from millegiorni_desk.errors import InvalidValue, NotAllowed
from millegiorni_desk.flows.desk import open_desk
from millegiorni_desk.vault.permissions import Role
from millegiorni_desk.vault.vault import Vault
from tests.areas.pathways.conftest import SECRET

YEAR = (date(2025, 1, 1), date(2025, 12, 31))


def step(pathway: Pathway, **known: Any) -> Intervention:
    return Intervention(
        **{"house": "", "pathway_id": pathway.id, "on_date": date(2025, 3, 4), "area": "health", **known}
    )


def consultation(pathway: Pathway, day: date, minutes: int | None, **known: Any) -> Intervention:
    told = {"profession": "midwife", "professional": "Giulia Rossi", **known}
    return step(pathway, on_date=day, minutes=minutes, **told)


def test_the_kind_follows_from_what_is_known(lucia: Vault, pathway: Pathway) -> None:
    made = [
        interventions.add_intervention(lucia, step(pathway, **known))
        for known in (
            {"profession": "midwife"},
            {"home_visit": True},
            {"kind": "home_visit"},
            {"kind": "accompaniment", "profession": "educator", "home_visit": True},
            {},
        )
    ]
    assert [(one.kind, one.home_visit) for one in made] == [
        ("consultation", False),
        ("home_visit", True),
        ("home_visit", True),
        ("accompaniment", True),
        ("", False),
    ]


def test_it_is_corrected_taken_out_and_put_back(lucia: Vault, pathway: Pathway) -> None:
    made = interventions.add_intervention(lucia, step(pathway, minutes=30))
    interventions.edit(lucia, made.id, minutes=45, kind="group", place="Casa del Quartiere")
    (kept,) = service.file(lucia, pathway.id).interventions
    assert (kept.minutes, kept.kind, kept.place) == (45, "group", "Casa del Quartiere")
    interventions.void(lucia, made.id)
    assert service.file(lucia, pathway.id).interventions == []
    interventions.void(lucia, made.id, voided=False)
    assert len(service.file(lucia, pathway.id).interventions) == 1


@pytest.mark.parametrize(
    ("known", "field"),
    [
        ({"area": "soldi"}, "area"),
        ({"kind": "ballo"}, "kind"),
        ({"minutes": 1441}, "minutes"),
        ({"on_date": date.today() + timedelta(days=1)}, "on_date"),
        ({"profession": "midwife", "cost_cents": 5_000}, "cost_cents"),
        ({"profession": "midwife", "outside": True, "cost_cents": -1}, "cost_cents"),
        ({"outside": True}, "profession"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_kept(
    lucia: Vault, pathway: Pathway, known: dict[str, Any], field: str
) -> None:
    with pytest.raises(InvalidValue) as refused:
        interventions.add_intervention(lucia, step(pathway, **known))
    assert refused.value.field == field
    assert service.file(lucia, pathway.id).interventions == []


def test_a_goal_of_another_pathway_is_not_served(lucia: Vault, pathway: Pathway) -> None:
    other = people.add(lucia, Person(surname="Popescu", name="Ana"))
    hers = service.open_pathway(lucia, Pathway(house="", person_id=other.id, opened_on=date(2025, 2, 4)))
    goal = service.add_goal(lucia, Goal(house="", pathway_id=hers.id, title="Nido"))
    with pytest.raises(InvalidValue):
        interventions.add_intervention(lucia, step(pathway, goal_id=goal.id))
    own = service.add_goal(lucia, Goal(house="", pathway_id=pathway.id, title="Pediatra"))
    assert interventions.add_intervention(lucia, step(pathway, goal_id=own.id)).goal_id == own.id


def test_every_hour_of_a_year_is_accounted_for(lucia: Vault, pathway: Pathway) -> None:
    done = [
        consultation(pathway, date(2025, 3, 4), 60),
        consultation(pathway, date(2025, 3, 18), 30),
        consultation(pathway, date(2025, 3, 20), None),
        consultation(pathway, date(2025, 4, 1), 90, professional="Anna Bo", outside=True, cost_cents=12_050),
        consultation(pathway, date(2024, 12, 31), 600),
        step(pathway, on_date=date(2025, 5, 1), minutes=600),
    ]
    for one in done:
        interventions.add_intervention(lucia, one)
    taken_out = interventions.add_intervention(lucia, consultation(pathway, date(2025, 3, 5), 600))
    interventions.void(lucia, taken_out.id)
    found = hours.by_month(lucia, *YEAR)
    assert [
        (one.month, one.professional, one.times, one.minutes, one.untimed, one.cost_cents) for one in found
    ] == [
        ("2025-04", "Anna Bo", 1, 90, 0, 12_050),
        ("2025-03", "Giulia Rossi", 3, 90, 1, 0),
    ]
    assert hours.totals(found) == (4, 180, 1, 12_050)


def test_the_workbook_holds_the_same_and_names_no_woman(lucia: Vault, pathway: Pathway) -> None:
    interventions.add_intervention(lucia, consultation(pathway, date(2025, 3, 4), 90))
    interventions.add_intervention(
        lucia,
        consultation(pathway, date(2025, 4, 4), 60, professional="Anna Bo", outside=True, cost_cents=8_000),
    )
    book = load_workbook(BytesIO(hours.workbook(lucia, *YEAR)))
    months, each = (book[name] for name in ("Ore per mese", "Consulenze"))
    assert [cell.value for cell in months[months.max_row]][5:] == [2, 2.5, 0, 80]
    assert each.max_row == 3
    assert each["A2"].number_format == "DD/MM/YYYY"
    assert sum(row[7].value for row in each.iter_rows(min_row=2)) == 150
    said = " ".join(str(cell.value) for sheet in book for row in sheet for cell in row)
    assert "Giulia Rossi" in said and "Ostetrica" in said
    assert [(sheet.print_title_rows, sheet.page_setup.orientation) for sheet in book] == [
        ("$1:$1", "landscape")
    ] * 2
    assert "Fatima" not in said and "Idrissi" not in said


def test_in_the_workbook_a_name_is_never_a_formula(lucia: Vault, pathway: Pathway) -> None:
    interventions.add_intervention(
        lucia, consultation(pathway, date(2025, 3, 4), 90, professional="=2+3\x07")
    )
    for sheet, place in zip(load_workbook(BytesIO(hours.workbook(lucia, *YEAR))), ("D2", "E2"), strict=True):
        cell = sheet[place]
        assert (cell.value, cell.data_type, cell.quotePrefix) == ("=2+3", "s", True)


def test_reserved_hours_count_without_who_it_was(folder: Path, lucia: Vault, pathway: Pathway) -> None:
    made = interventions.add_intervention(
        lucia, consultation(pathway, date(2025, 3, 4), 60, place="Centro donne"), [lucia.user_id]
    )
    (one,) = hours.by_month(lucia, *YEAR)
    assert (one.profession, one.professional, one.minutes) == ("midwife", "", 60)
    interventions.edit(lucia, made.id, minutes=50)
    assert service.file(lucia, pathway.id).interventions[0].professional == "Giulia Rossi"
    lucia.close()
    with open_desk(folder, "rosa", SECRET) as rosa:
        (seen,) = service.file(rosa, pathway.id).interventions
        assert (seen.professional, seen.place, seen.minutes) == ("", "", 50)
        with pytest.raises(NotAllowed):
            interventions.edit(rosa, made.id, professional="altra")


def test_names_written_before_are_offered(lucia: Vault, pathway: Pathway) -> None:
    today = date.today()
    interventions.add_intervention(lucia, consultation(pathway, today, 60))
    interventions.add_intervention(
        lucia, consultation(pathway, today - timedelta(days=900), 60, professional="Da tempo")
    )
    assert interventions.professionals(lucia, today) == ["Giulia Rossi"]


def test_an_operator_writes_none(lucia: Vault, pathway: Pathway) -> None:
    lucia.roles = [Role.OPERATOR]
    with pytest.raises(NotAllowed):
        interventions.add_intervention(lucia, step(pathway))
    with pytest.raises(NotAllowed):
        hours.by_month(lucia, *YEAR)
