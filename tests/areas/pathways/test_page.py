"""The cards of a pathway's page: assessment, goals with steps, the chart, closing, and the plan that is printed."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from millegiorni_desk.areas.pathways import service
from millegiorni_desk.areas.pathways import view as pathways_view
from millegiorni_desk.areas.pathways.records import Goal, GoalStep, Pathway
from millegiorni_desk.areas.pathways.view.pathway_page import PathwayPage
from millegiorni_desk.network.records import House
from millegiorni_desk.ui.shell import Shell
from millegiorni_desk.ui.tasks import wait_for_all
from millegiorni_desk.vault.vault import Vault
from tests.ui.spoken import nameless

TODAY = date.today()


@pytest.fixture
def shell(qtbot: QtBot, desk: Vault) -> Iterator[Shell]:
    with desk.save("house.add") as session:
        session.add(House(code="BAR", name="Casa Barrito"))
    window = Shell("Barrito", "Lucia")
    qtbot.addWidget(window)
    pathways_view.pages(desk, window)
    desk.changed.append(window.refresh)
    window.resize(1366, 768)
    window.show()
    yield window
    assert wait_for_all()


@pytest.fixture
def page(shell: Shell, desk: Vault, open_one: Callable[..., Pathway]) -> PathwayPage:
    opened = shell.open("pathway", open_one(fragilities=["isolation"], wishes="un lavoro").id)
    assert isinstance(opened, PathwayPage)
    return opened


def shown(page: PathwayPage, desk: Vault) -> service.File:
    assert page.about.file is not None
    return service.file(desk, page.about.file.pathway.id)


def test_the_assessment_is_changed_in_place_and_undone(page: PathwayPage, shell: Shell, desk: Vault) -> None:
    page.about.edit()
    assert page.about.editing and nameless(page) == []
    page.about.assessment.form.set_values({"wishes": "un corso", "resources": "una vicina", "minors": 2})
    page.about.save()
    assert not page.about.editing
    kept = shown(page, desk).pathway
    assert (kept.wishes, kept.resources, kept.minors, kept.fragilities) == (
        "un corso",
        "una vicina",
        2,
        ["isolation"],
    )
    shell.toast.undo_last()
    kept = shown(page, desk).pathway
    assert (kept.wishes, kept.resources, kept.minors) == ("un lavoro", "", None)


def test_who_reads_it_is_changed_on_the_page(page: PathwayPage, shell: Shell, desk: Vault) -> None:
    service.add_goal(desk, Goal(house="", pathway_id=shown(page, desk).pathway.id, title="nido"))
    page.about.edit()
    page.about.assessment.form.set_values({"reserved": True, "readers": (desk.user_id,)})
    page.about.save()
    file = shown(page, desk)
    assert file.reserved is not None and file.reserved.readers == (desk.user_id,)
    assert desk.scalar("SELECT title FROM goal") == "" and file.goals[0].title == "nido"
    shell.toast.undo_last()
    assert shown(page, desk).reserved is None and desk.scalar("SELECT title FROM goal") == "nido"


def test_a_wrong_day_is_said_beside_its_field(page: PathwayPage, desk: Vault) -> None:
    page.about.edit()
    page.about.assessment.form.set_values({"opened_on": ""})
    page.about.save()
    assert page.about.editing and page.about.assessment.form.fields["opened_on"].problem


def test_goals_and_steps_by_keyboard(page: PathwayPage, shell: Shell, desk: Vault, qtbot: QtBot) -> None:
    page.goals.form.set_values({"title": "Nido", "owner": "somebody", "owner_name": "Samira"})
    page.goals.add_button.setFocus()
    QTest.keyClick(page.goals.add_button, Qt.Key.Key_Return)
    (goal,) = shown(page, desk).goals
    assert (goal.title, goal.owner) == ("Nido", "Samira")
    panel = page.goals.panels[goal.id]
    QTest.keyClick(panel.add_button, Qt.Key.Key_Return)
    assert panel.title.line.hasFocus() or not shell.isActiveWindow()
    panel.form.set_values({"title": "Portare l'ISEE", "due_on": "01/01/2025"})
    QTest.keyClick(panel.keep_button, Qt.Key.Key_Return)
    (step,) = shown(page, desk).steps[goal.id]
    assert (step.title, step.owner, step.done_on) == ("Portare l'ISEE", "woman", None)
    if shell.isActiveWindow():
        qtbot.waitUntil(page.goals.panels[goal.id].add_button.hasFocus)
    tick = page.goals.panels[goal.id].ticks[step.id]
    assert "scaduto" in tick.accessibleDescription() and nameless(page) == []
    tick.setFocus()
    QTest.keyClick(tick, Qt.Key.Key_Space)
    assert shown(page, desk).steps[goal.id][0].done_on == TODAY
    again = page.goals.panels[goal.id].ticks[step.id]
    assert again is not tick and again.isChecked()
    if shell.isActiveWindow():
        qtbot.waitUntil(again.hasFocus)
    shell.toast.undo_last()
    assert shown(page, desk).steps[goal.id][0].done_on is None


def test_a_goal_is_changed_moved_and_taken_out_with_undo(
    page: PathwayPage, shell: Shell, desk: Vault
) -> None:
    made = [
        service.add_goal(desk, Goal(house="", pathway_id=shown(page, desk).pathway.id, title=title))
        for title in ("uno", "due")
    ]
    page.goals.change(page.goals.panels[made[0].id]._goal)
    page.goals.form.set_values({"title": "primo", "notes": "insieme"})
    page.goals.add_goal()
    page.goals.shift(made[1], -1)
    assert [goal.title for goal in shown(page, desk).goals] == ["due", "primo"]
    page.goals.remove(made[1])
    assert [goal.title for goal in shown(page, desk).goals] == ["primo"]
    for before in (["due", "primo"], ["primo", "due"], ["uno", "due"]):
        shell.toast.undo_last()
        assert [goal.title for goal in shown(page, desk).goals] == before


def test_a_step_is_changed_and_taken_out(page: PathwayPage, shell: Shell, desk: Vault) -> None:
    goal = service.add_goal(desk, Goal(house="", pathway_id=shown(page, desk).pathway.id, title="nido"))
    step = service.add_step(desk, GoalStep(house="", pathway_id="", goal_id=goal.id, title="chiamare"))
    page.goals.panels[goal.id].change_step(step)
    page.goals.panels[goal.id].form.set_values({"title": ""})
    page.goals.panels[goal.id].keep_step()
    assert page.goals.panels[goal.id].form.fields["title"].problem
    page.goals.panels[goal.id].form.set_values({"title": "scrivere"})
    page.goals.panels[goal.id].keep_step()
    assert shown(page, desk).steps[goal.id][0].title == "scrivere"
    page.goals.panels[goal.id].change_step(shown(page, desk).steps[goal.id][0])
    page.goals.panels[goal.id].remove_step()
    assert shown(page, desk).steps == {}
    shell.toast.undo_last()
    shell.toast.undo_last()
    assert shown(page, desk).steps[goal.id][0].title == "chiamare"


def test_the_chart_says_the_figures_that_it_draws(page: PathwayPage, desk: Vault) -> None:
    pathway_id = shown(page, desk).pathway.id
    for day, rater, score in (
        (1, "woman", 3),
        (5, "woman", 6),
        (9, "woman", 8),
        (1, "case_manager", 5),
        (9, "case_manager", 7),
    ):
        service.rate_all(desk, pathway_id, date(2025, 3, day), rater, "along", {"home": score})
    spoken = page.wellbeing.lines.accessibleName()
    assert "Casa lei: 3 il 01/03/2025, 6 il 05/03/2025, 8 il 09/03/2025" in spoken
    assert "case manager: 5 il 01/03/2025, 7 il 09/03/2025" in spoken
    rows = [page.wellbeing.table.model.row(at) for at in range(page.wellbeing.table.model.rowCount())]
    assert sorted(row["score"] for row in rows) == [3, 5, 6, 7, 8]
    assert not page.wellbeing.lines.grab().isNull()


def test_closing_keeps_the_outcome_and_her_last_word(page: PathwayPage, shell: Shell, desk: Vault) -> None:
    service.add_goal(desk, Goal(house="", pathway_id=shown(page, desk).pathway.id, title="nido"))
    page.which.set_value("plan")
    assert "1 obiettivo" in page.closing.open_goals.sentence
    page.closing.form.set_values({"ended_as": "partly", "outcome": "Ha trovato casa", "home": 9})
    page.closing.close_pathway()
    file = shown(page, desk)
    assert (file.pathway.closed_on, file.pathway.ended_as) == (TODAY, "partly")
    assert [(r.score, r.moment) for r in file.wellbeing] == [(9, "closing")]
    assert page.closing.outcome.text() == "Obiettivi raggiunti in parte. Ha trovato casa"
    page.closing.reopen()
    assert (shown(page, desk).pathway.closed_on, shown(page, desk).pathway.outcome) == (
        None,
        "Ha trovato casa",
    )
    shell.toast.undo_last()
    assert (shown(page, desk).pathway.closed_on, shown(page, desk).pathway.ended_as) == (TODAY, "partly")


def test_the_plan_is_seen_printed_and_saved(page: PathwayPage, desk: Vault, qtbot: QtBot) -> None:
    goal = service.add_goal(desk, Goal(house="", pathway_id=shown(page, desk).pathway.id, title="nido"))
    printed: list[bytes] = []
    page.plan.paper.print_with = lambda parent, pdf: bool(printed.append(pdf) or True)
    with qtbot.waitSignal(page.plan.paper.preview.drawn, timeout=20_000):
        page.which.set_value("plan")
    assert page.plan.goals.chosen() == (goal.id,)
    page.plan.paper.form.set_values({"contact": "011 5550100", "language": "fr"})
    page.plan.paper.print()
    assert printed and printed[0].startswith(b"%PDF")
    assert desk.scalar("SELECT count(*) FROM audit WHERE action = 'pathway.plan'") == 1
    page.plan.paper.form.set_values({"discreet": True})
    assert page.plan.goals.chosen() == () and page.plan.paper.neutral.isVisible()
    page.plan.paper.print_with = lambda parent, pdf: False
    page.plan.paper.print()
    assert desk.scalar("SELECT count(*) FROM audit WHERE action = 'pathway.plan'") == 1


def test_another_pathway_starts_at_its_beginning(
    page: PathwayPage, shell: Shell, open_one: Callable[..., Pathway]
) -> None:
    page.about.edit()
    page.which.set_value("plan")
    shell.open("pathway", open_one(opened_on=TODAY - timedelta(3)).id)
    assert page.which.value() == "together" and not page.about.editing


def test_the_part_that_is_shown_stays_when_its_chip_is_pressed_again(page: PathwayPage) -> None:
    page.which.set_value("plan")
    chip = next(one for one in page.which.chips if one.code == "plan")
    chip.click()
    assert page.which.value() == "plan" and page.plan.isVisible() and not page.goals.isVisible()
