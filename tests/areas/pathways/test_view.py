"""The pathway screens: opening one, a goal, a step, how she is, and closing it."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from millegiorni_desk.areas.pathways import service
from millegiorni_desk.areas.pathways import view as pathways_view
from millegiorni_desk.areas.pathways.records import Goal, Pathway
from millegiorni_desk.areas.pathways.view.new_pathway import NewPathwayPage
from millegiorni_desk.areas.pathways.view.pathway_page import PathwayPage
from millegiorni_desk.areas.pathways.view.pathways_page import PathwaysPage
from millegiorni_desk.areas.people import service as people
from millegiorni_desk.areas.people.records import Person
from millegiorni_desk.ui.shell import Shell
from millegiorni_desk.vault.opening import FirstUser, Place
from millegiorni_desk.vault.permissions import Role
from millegiorni_desk.vault.vault import Vault
from tests.new_vaults import new_vault
from tests.screens import desk_of
from tests.ui.spoken import nameless

LUCIA = FirstUser("lucia", "Lucia", (Role.CASE_MANAGER,), "cinque parole a caso qui")


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[Vault]:
    with new_vault(tmp_path / "barrito", Place("BAR", 2), LUCIA) as made:
        yield made
        made.changed.clear()


@pytest.fixture
def shell(qtbot: QtBot, vault: Vault) -> Shell:
    window = Shell("Barrito", "Postazione 1 · Lucia")
    qtbot.addWidget(window)
    pathways_view.pages(vault, window)
    vault.changed.append(window.refresh)
    window.resize(1366, 768)
    window.show()
    return window


@pytest.fixture
def fatima(vault: Vault) -> Person:
    return people.add(vault, Person(surname="El Idrissi", name="Fatima", safe_contact="Solo al mattino"))


def opened(vault: Vault, person: Person) -> Pathway:
    return service.open_pathway(vault, Pathway(house="", person_id=person.id, opened_on=date(2025, 2, 4)))


def test_a_pathway_is_opened_from_a_person(shell: Shell, vault: Vault, fatima: Person) -> None:
    page = shell.open("new-pathway", fatima.id)
    assert isinstance(page, NewPathwayPage)
    page.form.set_values({"fragilities": ["care_load"], "main_request": "economic", "minors": 2})
    QTest.keyClick(page, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert shell.shown == "pathway"
    (pathway,) = service.of_person(vault, fatima.id)
    assert (pathway.fragilities, pathway.main_request, pathway.minors) == (["care_load"], "economic", 2)
    assert pathway.case_manager == "Lucia"


def test_without_a_person_it_says_what_to_do(shell: Shell, vault: Vault) -> None:
    page = shell.open("new-pathway", None)
    assert isinstance(page, NewPathwayPage)
    page.save()
    assert "Scegli prima la persona" in page.problem.sentence
    assert service.count(vault) == 0


def test_goals_steps_and_wellbeing_are_saved_at_once(shell: Shell, vault: Vault, fatima: Person) -> None:
    pathway = opened(vault, fatima)
    page = shell.open("pathway", pathway.id)
    assert isinstance(page, PathwayPage)
    page.goals.form.set_values({"title": "Iscrizione al pediatra", "dimension": "good_health"})
    page.goals.add_goal()
    (goal,) = service.file(vault, pathway.id).goals
    page.goals.states[goal.id].set_value("reached")
    assert service.file(vault, pathway.id).goals[0].state == "reached"
    shell.toast.undo_last()
    assert service.file(vault, pathway.id).goals[0].state == "set"
    page.steps.begin()
    page.steps.form.set_values({"area": "health", "profession": "midwife", "minutes": 60, "home_visit": True})
    page.steps.save()
    page.wellbeing.form.set_values({"good_health": 7, "home": 0})
    page.wellbeing.rate()
    file = service.file(vault, pathway.id)
    assert [(s.area, s.profession, s.minutes, s.home_visit) for s in file.interventions] == [
        ("health", "midwife", 60, True)
    ]
    assert {(w.dimension, w.score, w.rated_by, w.moment) for w in file.wellbeing} == {
        ("good_health", 7, "woman", "opening"),
        ("home", 0, "woman", "opening"),
    }
    shell.toast.undo_last()
    assert service.file(vault, pathway.id).wellbeing == []


def test_what_is_missing_is_said_beside_its_field(shell: Shell, vault: Vault, fatima: Person) -> None:
    page = shell.open("pathway", opened(vault, fatima).id)
    assert isinstance(page, PathwayPage)
    page.goals.add_goal()
    assert page.goals.form.fields["title"].problem
    page.steps.begin()
    page.steps.save()
    assert page.steps.form.fields["area"].problem
    page.wellbeing.rate()
    assert "almeno un voto" in page.wellbeing.problem.sentence
    page.wellbeing.form.set_values({"home": 11})
    page.wellbeing.rate()
    assert page.wellbeing.form.fields["home"].problem
    page.scores.form.set_values({"scale": "EPDS"})
    page.scores.note()
    assert page.scores.form.fields["score"].problem


def test_closing_can_be_taken_back(shell: Shell, vault: Vault, fatima: Person) -> None:
    pathway = opened(vault, fatima)
    page = shell.open("pathway", pathway.id)
    assert isinstance(page, PathwayPage)
    page.closing.form.set_values({"outcome": "Ha trovato casa"})
    page.closing.close_pathway()
    assert service.file(vault, pathway.id).pathway.outcome == "Ha trovato casa"
    every = shell.open("pathways")
    assert isinstance(every, PathwaysPage)
    assert every.table.model.rowCount() == 0
    shell.toast.undo_last()
    assert every.table.model.rowCount() == 1


def test_the_list_counts_what_is_open(vault: Vault, fatima: Person) -> None:
    pathway = opened(vault, fatima)
    service.add_goal(vault, Goal(house="", pathway_id=pathway.id, title="Uno"))
    service.add_goal(vault, Goal(house="", pathway_id=pathway.id, title="Due", state="reached"))
    (line,) = service.page(vault, 0, 10)
    assert (line.open_goals, line.last_on) == (1, None)


def test_at_the_coordination_no_column_is_beyond_the_edge(tmp_path: Path, qtbot: QtBot) -> None:
    desk = desk_of(tmp_path / "coordination", qtbot, "", (Role.COORDINATOR,))
    person = desk.add("Favour Endurance", "Onyeka Ekundayo")
    opened(desk.vault, person)
    window = Shell("Rete", "Lucia")
    qtbot.addWidget(window)
    pathways_view.pages(desk.vault, window)
    window.resize(1366, 768)
    window.show()
    page = window.open("pathways")
    assert isinstance(page, PathwaysPage)
    page.which.set_value("open")
    desk.settle()
    window.grab()
    assert page.table.model.rowCount() == 1
    assert page.table.view.horizontalScrollBar().maximum() == 0
    # Her whole name is read, on one line: columns wider than their words gave way.
    name = page.table.model.columns[0].shown(page.table.model.row(0)[page.table.model.columns[0].key])
    assert "Onyeka Ekundayo" in name and "Favour Endurance" in name
    assert page.table.view.columnWidth(0) > page.table.view.fontMetrics().horizontalAdvance(name)
    desk.vault.close()


@pytest.mark.parametrize("name", ["pathways", "pathway", "new-pathway"])
def test_everything_has_a_name_to_be_spoken(shell: Shell, vault: Vault, fatima: Person, name: str) -> None:
    pathway = opened(vault, fatima)
    page = shell.open(name, {"pathway": pathway.id, "new-pathway": fatima.id}.get(name))
    assert nameless(page) == []
