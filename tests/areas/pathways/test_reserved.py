"""Reserved pathways and interventions: sealed whole, read by whom they were chosen for."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from millegiorni_desk.areas.pathways import hand_overs, service
from millegiorni_desk.areas.pathways import view as pathways_view
from millegiorni_desk.areas.pathways.records import (
    Goal,
    GoalStep,
    HandOver,
    Intervention,
    OutsideScore,
    Pathway,
)
from millegiorni_desk.areas.pathways.view.new_pathway import NewPathwayPage
from millegiorni_desk.areas.pathways.view.pathway_page import PathwayPage
from millegiorni_desk.areas.people import service as people
from millegiorni_desk.areas.people.records import Person
from millegiorni_desk.errors import NotAllowed
from millegiorni_desk.flows.desk import open_desk
from millegiorni_desk.ui.shell import Shell
from millegiorni_desk.vault import users
from millegiorni_desk.vault.opening import FirstUser, Place
from millegiorni_desk.vault.permissions import Role
from millegiorni_desk.vault.vault import Vault
from tests.new_vaults import new_vault
from tests.ui.spoken import nameless
from tests.vaults.plain_pages import plain_pages, spelt

SECRET = "cinque parole a caso qui"
LUCIA = FirstUser("lucia", "Lucia", (Role.CASE_MANAGER, Role.ADMINISTRATOR), SECRET)
DAY = date(2025, 2, 4)
MARKER = "zqxpathwayzq"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    new_vault(tmp_path / "barrito", Place("BAR", 2), LUCIA, _furnish).close()
    return tmp_path / "barrito"


def _furnish(vault: Vault) -> None:
    users.add(vault, "rosa", "Rosa", [Role.CASE_MANAGER], SECRET)
    people.add(vault, Person(id="p1", house="", surname="El Idrissi", name="Fatima"))


@pytest.fixture
def lucia(folder: Path) -> Iterator[Vault]:
    with open_desk(folder, "lucia", SECRET) as vault:
        yield vault
        vault.changed.clear()


def test_why_it_was_opened_is_sealed_and_what_is_counted_stays(folder: Path, lucia: Vault) -> None:
    mine = [lucia.user_id]
    made = service.open_pathway(
        lucia,
        Pathway(house="", person_id="p1", opened_on=DAY, fragilities=["violence"], main_request="isolation", minors=2,
                notes=MARKER, referrer=MARKER),
        mine,
    )  # fmt: skip
    step = Intervention(house="", pathway_id=made.id, on_date=DAY, area="health", minutes=30, notes=MARKER)
    service.add_intervention(lucia, step, mine)
    service.close(lucia, made.id, DAY, MARKER)
    file = service.file(lucia, made.id)
    assert (file.pathway.fragilities, file.pathway.notes, file.pathway.outcome) == (
        ["violence"],
        MARKER,
        MARKER,
    )
    assert file.interventions[0].notes == MARKER and list(file.reserved_steps) == [step.id]
    (row,) = lucia.query("SELECT fragilities, main_request, minors, closed_on, notes FROM pathway")
    assert row == {
        "fragilities": "[]",
        "main_request": "",
        "minors": 2,
        "closed_on": "2025-02-04",
        "notes": "",
    }
    lucia.close()
    with open_desk(folder, "rosa", SECRET) as rosa:
        seen = service.file(rosa, made.id)
        assert (seen.pathway.fragilities, seen.interventions[0].notes) == ([], "")
        assert seen.reserved is not None and not seen.reserved.readable
        assert seen.interventions[0].minutes == 30
        with pytest.raises(NotAllowed):
            service.edit(rosa, made.id, notes="altro")
        service.edit(rosa, made.id, minors=3)
        key = rosa.database_key()
    pages = plain_pages(folder / "vault.db", key).lower()
    assert not any(one in pages for one in spelt(MARKER))
    with open_desk(folder, "lucia", SECRET) as vault:
        assert (vault.scalar("SELECT minors FROM pathway"), service.file(vault, made.id).pathway.notes) == (
            3,
            MARKER,
        )


def written(vault: Vault, readers: list[str] | None) -> Pathway:
    """A pathway with every word that it can hold, each of them the marker."""
    words = dict.fromkeys(("household", "resources", "wishes", "notes", "referrer"), MARKER)
    made = service.open_pathway(vault, Pathway(house="", person_id="p1", opened_on=DAY, **words), readers)
    goal = service.add_goal(
        vault, Goal(house="", pathway_id=made.id, title=MARKER, owner=MARKER, notes=MARKER, dimension="home")
    )
    service.add_step(vault, GoalStep(house="", pathway_id="", goal_id=goal.id, title=MARKER, owner=MARKER))
    service.add_score(
        vault,
        OutsideScore(house="", pathway_id=made.id, on_date=DAY, scale=MARKER, score=MARKER, taken_by=MARKER),
    )
    service.tell_story(vault, made.id, f"Storia {MARKER}", MARKER)
    hand_overs.propose(
        vault, HandOver(house="", pathway_id=made.id, on_date=DAY, to_manager="Rosa", reason=MARKER)
    )
    return made


def told(vault: Vault, pathway_id: str) -> list[str]:
    """Everything that the user can read of it."""
    file = service.file(vault, pathway_id)
    steps = [step for of_goal in file.steps.values() for step in of_goal]
    pathway = file.pathway
    words = [pathway.household, pathway.resources, pathway.wishes, pathway.story, pathway.story_name]
    words += [one.reason for one in hand_overs.of_pathway(vault, pathway_id)]
    words += [word for goal in file.goals for word in (goal.title, goal.owner, goal.notes)]
    words += [word for step in steps for word in (step.title, step.owner)]
    return words + [word for score in file.scores for word in (score.scale, score.score, score.taken_by)]


def in_clear(vault: Vault) -> bool:
    with vault.connection() as raw:
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    pages = plain_pages(vault.folder / "vault.db", vault.database_key()).lower()
    return any(one in pages for one in spelt(MARKER))


def test_every_word_in_it_is_sealed_with_it(folder: Path, lucia: Vault) -> None:
    made = written(lucia, [lucia.user_id])
    assert len(told(lucia, made.id)) == 14 and all(MARKER in word for word in told(lucia, made.id))
    assert not in_clear(lucia)
    (goal,) = service.file(lucia, made.id).goals
    lucia.close()
    with open_desk(folder, "rosa", SECRET) as rosa:
        assert not any(told(rosa, made.id))
        for write in (
            lambda: service.add_goal(rosa, Goal(house="", pathway_id=made.id, title="altro")),
            lambda: service.edit_goal(rosa, goal.id, title="altro"),
            lambda: service.edit(rosa, made.id, wishes="altro"),
        ):
            with pytest.raises(NotAllowed):
                write()
        # What is counted is not hers to read, but it is no secret: whether a goal was reached.
        assert service.edit_goal(rosa, goal.id, state="reached").title == ""
        assert rosa.scalar("SELECT count(*) FROM goal") == 1
    with open_desk(folder, "lucia", SECRET) as vault:
        (again,) = service.file(vault, made.id).goals
        assert (again.title, again.state) == (MARKER, "reached")


def test_who_reads_it_is_changed_afterwards_for_all_of_it(folder: Path, lucia: Vault) -> None:
    made = written(lucia, None)
    assert in_clear(lucia)
    service.edit(lucia, made.id, [lucia.user_id])
    assert not in_clear(lucia) and all(MARKER in word for word in told(lucia, made.id))
    rosa_id = next(user.id for user in users.all_users(lucia) if user.name == "rosa")
    lucia.close()
    with open_desk(folder, "rosa", SECRET):
        pass
    with open_desk(folder, "lucia", SECRET) as vault:
        service.edit(vault, made.id, [vault.user_id, rosa_id])
    with open_desk(folder, "rosa", SECRET) as rosa:
        assert all(MARKER in word for word in told(rosa, made.id)) and len(told(rosa, made.id)) == 14
    with open_desk(folder, "lucia", SECRET) as vault:
        service.edit(vault, made.id, [])
        assert not vault.scalar("SELECT count(*) FROM sealed WHERE NOT voided")
        assert {
            row["title"] for row in vault.query("SELECT title FROM goal UNION SELECT title FROM goal_step")
        } == {MARKER}
        service.edit(vault, made.id, fragilities=["violence"])
        assert {
            row["subject_table"] for row in vault.query("SELECT subject_table FROM sealed WHERE NOT voided")
        } == {
            "pathway",
            "goal",
            "goal_step",
            "hand_over",
            "outside_score",
        }
        assert not in_clear(vault)


def test_the_screens_propose_it_and_say_who_reads(lucia: Vault, qtbot: QtBot) -> None:
    shell = Shell("Barrito", "Lucia")
    qtbot.addWidget(shell)
    pathways_view.pages(lucia, shell)
    lucia.changed.append(shell.refresh)
    shell.show()
    page = shell.open("new-pathway", "p1")
    assert isinstance(page, NewPathwayPage)
    page.form.set_values({"fragilities": ("violence",)})
    assert page.reserved.tick.value() and nameless(page) == []
    page.save()
    shown = shell.built("pathway")
    assert isinstance(shown, PathwayPage)
    told = " ".join(
        label.accessibleName() for label in shown.about.findChildren(object) if hasattr(label, "sentence")
    )
    assert "Percorso riservato. Lo leggono: Io, Case manager della casa, Coordinamento." in told
    shown.steps.begin()
    shown.steps.form.set_values({"area": "health", "notes": "colloquio", "reserved": True})
    shown.steps.save()
    (step,) = shown.steps.entries.entries
    assert step.pill.text() == "riservato" and "colloquio" in step.accessibleName()
    assert lucia.scalar("SELECT notes FROM intervention") == ""
