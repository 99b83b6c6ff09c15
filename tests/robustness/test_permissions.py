"""The full matrix, role by use case, from one table: every public service is called as every role."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from millegiorni_desk.areas.meetings.records import Meeting
from millegiorni_desk.areas.monitoring import service as monitoring
from millegiorni_desk.areas.monitoring.report import Period, Report
from millegiorni_desk.areas.monitoring.yearly.tongue import Tongue
from millegiorni_desk.areas.monitoring.yearly.year import Year
from millegiorni_desk.areas.pathways.records import Goal, Intervention, Wellbeing
from millegiorni_desk.areas.people.records import Answer, Phone, Relative
from millegiorni_desk.areas.training.records import Training
from millegiorni_desk.flows import desk
from millegiorni_desk.flows.closing.copies import Kept
from millegiorni_desk.flows.closing.since import Since
from millegiorni_desk.vault.permissions import ALLOWED, Permission, Role
from millegiorni_desk.vault.vault import Vault

from . import furnished, permission_table, use_cases

USE_CASES = use_cases.found()
NEEDED = permission_table.needed()


@pytest.fixture(scope="module")
def vaults(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Vault]]:
    """A furnished house and its coordination, open for all the calls: each takes back what it did."""
    world = furnished.new(tmp_path_factory.mktemp("matrix") / "rete")
    made = {
        "house": desk.open_desk(world.house, "lucia", furnished.PASSPHRASE),
        "coordination": desk.open_desk(world.coordinator, "marta", furnished.PASSPHRASE),
    }
    yield made
    for vault in made.values():
        vault.close()


@cache
def report(vault: Vault) -> Report:
    """A report of one day, made by someone who may."""
    return monitoring.compute(vault, furnished.DAY, furnished.DAY)


def fitting(name: str, vault: Vault, folder: Path) -> dict[str, Any]:
    """Arguments for what looks at them before it asks for leave."""
    person, pathway = (
        str(vault.scalar(f"SELECT id FROM {table} LIMIT 1")) for table in ("person", "pathway")
    )
    paper = folder / "foglio.pdf"
    paper.write_bytes(b"%PDF-1.4\n")
    meeting = Meeting(house_code=vault.house or "BAR", title="Massaggio", on_date=furnished.DAY)
    given: dict[str, dict[str, Any]] = {
        "areas.people.answers.add": {"answer": Answer(kind="isee", cents=1, on_date=furnished.DAY)},
        "areas.people.phones.add": {"phone": Phone(number="3331234567")},
        "areas.people.household.add_relative": {"relative": Relative(name="Driss", relation="other")},
        "areas.people.attachments.add_file": {"path": paper},
        "areas.pathways.goals.add_goal": {"goal": Goal(pathway_id=pathway, title="nido")},
        "areas.pathways.interventions.add_intervention": {
            "intervention": Intervention(pathway_id=pathway, on_date=furnished.DAY, area="health")
        },
        # Only whoever it is offered to answers it, whatever her role: one that is not there is refused to nobody.
        "areas.pathways.hand_overs.accept": {"hand_over_id": "none"},
        "areas.pathways.hand_overs.decline": {"hand_over_id": "none"},
        # Of a house only its own: one that is not there is refused to nobody.
        "areas.coordination.deadlines.done": {"deadline_id": "none"},
        "areas.coordination.deadlines.undone": {"deadline_id": "none"},
        "areas.pathways.wellbeing.rate": {
            "wellbeing": Wellbeing(pathway_id=pathway, on_date=furnished.DAY, dimension="home", score=4)
        },
        # Another house's is refused to everybody but the coordination.
        "areas.training.service.add": {"new": Training(on_date=furnished.DAY, kind="team", title="Équipe")},
        "areas.monitoring.service.rows": {
            "indicator_id": "a1.accesses",
            "period": Period(furnished.DAY, furnished.DAY),
        },
        # Of its own house: another's is refused to every desk.
        "areas.meetings.bulk.add_many": {"new": [meeting]},
        "areas.meetings.checks.owned": {"meeting": meeting},
        "areas.meetings.series.add": {"first": meeting},
        "areas.meetings.service.add": {"new": meeting},
        "areas.meetings.service.add_many": {"meetings": [meeting]},
        "areas.monitoring.service.month_by_house": {"indicator_id": "a1.accesses"},
        # Of a person, a pathway or a meeting it asks for what writes those.
        "areas.questions.answers.save": {"table": "access"},
        "areas.questions.answers.save_many": {"table": "access"},
        "flows.closing.since.behind": {
            "indicator_id": "a1.accesses",
            "found": Since(Kept("", "2025-03", 1, "", "", True, "", "", ""), (), ()),
        },
        "areas.monitoring.yearly.year.gather": {"report": report(vault)},
        "areas.monitoring.yearly.workbook.workbook_with_rows": {
            "year": Year(report(vault), (), (), Tongue())
        },
        "areas.monitoring.yearly.sent.freeze": {"report": report(vault)},
        "areas.monitoring.service.reading": {"report": report(vault), "wanted": ()},
    }
    chosen = given.get(name, {})
    return {"person_id": person, **chosen} if name.startswith("areas.people.") and chosen else chosen


def test_every_use_case_has_its_place_in_the_table() -> None:
    missing = sorted(USE_CASES.keys() - NEEDED.keys())
    gone = sorted(NEEDED.keys() - USE_CASES.keys())
    assert not missing, f"say in permission_table.py what these ask leave for, or why for none: {missing}"
    assert not gone, f"these are no longer there: {gone}"


@pytest.mark.parametrize("role", [None, *Role])
def test_a_role_may_do_what_the_table_says_and_no_more(
    vaults: dict[str, Vault], role: Role | None, tmp_path: Path
) -> None:
    roles = [role] if role else []
    held: frozenset[Permission] = ALLOWED[role] if role else frozenset()
    wrong = []
    for name, function in USE_CASES.items():
        needed = NEEDED.get(name)
        if not needed:
            continue
        at_house = role is not Role.COORDINATOR and name not in permission_table.COORDINATIONS_OWN
        vault = vaults["house" if at_house else "coordination"]
        refused = use_cases.refused(vault, function, roles, tmp_path, fitting(name, vault, tmp_path))
        if refused == (needed <= held):
            wrong.append(f"{name}: {'refused' if refused else 'let in'}")
    assert wrong == []


def test_what_asks_for_no_leave_is_let_in(vaults: dict[str, Vault], tmp_path: Path) -> None:
    """Nobody's role is asked there: the reasons in the table stay true."""
    wrong = [
        name
        for name, function in USE_CASES.items()
        if NEEDED.get(name) == frozenset()
        and use_cases.refused(vaults["coordination"], function, [], tmp_path, {})
    ]
    assert wrong == []


def test_the_page_for_people_says_the_same() -> None:
    written = permission_table.PAGE.read_text(encoding="utf-8")
    assert written == permission_table.page(), "run python -m tests.robustness.permission_table"


def test_every_permission_is_asked_for_somewhere() -> None:
    # What is sealed is hidden from those who may not seal, rather than refused (``vault.sealing.seen``).
    asked = frozenset({Permission.SEAL}).union(*NEEDED.values())
    assert set(Permission) - asked == set()
