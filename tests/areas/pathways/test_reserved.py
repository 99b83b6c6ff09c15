"""Reserved pathways and interventions: sealed whole, read by whom they were chosen for."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from millegiorni_desk.areas.pathways import service
from millegiorni_desk.areas.pathways import view as pathways_view
from millegiorni_desk.areas.pathways.records import Intervention, Pathway
from millegiorni_desk.areas.pathways.view.new_pathway import NewPathwayPage
from millegiorni_desk.areas.pathways.view.pathway_page import PathwayPage
from millegiorni_desk.areas.people import service as people
from millegiorni_desk.areas.people.records import Person
from millegiorni_desk.errors import NotAllowed
from millegiorni_desk.flows.desk import SCHEMA, open_desk
from millegiorni_desk.ui.shell import Shell
from millegiorni_desk.vault import users
from millegiorni_desk.vault.opening import FirstUser, Place, create_vault
from millegiorni_desk.vault.permissions import Role
from millegiorni_desk.vault.vault import Vault
from tests.ui.spoken import nameless
from tests.vaults.plain_pages import plain_pages, spelt

SECRET = "cinque parole a caso qui"
LUCIA = FirstUser("lucia", "Lucia", (Role.CASE_MANAGER, Role.ADMINISTRATOR), SECRET)
DAY = date(2025, 2, 4)
MARKER = "zqxpathwayzq"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    vault, _ = create_vault(tmp_path / "barrito", SCHEMA, Place("BAR", 2), LUCIA)
    with vault:
        users.add(vault, "rosa", "Rosa", [Role.CASE_MANAGER], SECRET)
        people.add(vault, Person(id="p1", house="", surname="El Idrissi", name="Fatima"))
    return tmp_path / "barrito"


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
    shown.steps.form.set_values({"area": "health", "notes": "colloquio", "reserved": True})
    shown.steps.add_step()
    assert shown.steps.table.model.row(0)["what"].startswith("Riservato · ")
    assert lucia.scalar("SELECT notes FROM intervention") == ""
