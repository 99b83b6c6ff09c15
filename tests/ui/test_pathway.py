"""The pathway's page with what other areas tell: opened from an access, her story, and what happened in it."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from PySide6.QtWidgets import QWidget

from millegiorni_desk.app import pathway_line, pathways, person
from millegiorni_desk.areas.accesses import service as accesses
from millegiorni_desk.areas.accesses.records import Access
from millegiorni_desk.areas.pathways import appointments, service
from millegiorni_desk.areas.pathways.records import Appointment, Goal, GoalStep, Intervention, Pathway
from millegiorni_desk.areas.pathways.view.appointment_page import AppointmentPage
from millegiorni_desk.areas.pathways.view.new_pathway import NewPathwayPage
from millegiorni_desk.areas.pathways.view.pathway_page import PathwayPage
from millegiorni_desk.areas.people import service as people
from millegiorni_desk.areas.people.records import Person
from millegiorni_desk.areas.privacy import consents
from millegiorni_desk.flows import stories
from millegiorni_desk.ui.shell import Shell
from millegiorni_desk.vault.vault import Vault
from tests.flows import conftest as flows
from tests.flows.conftest import Network
from tests.ui.spoken import nameless

make_network = flows.make_network
TODAY = date.today()
OPENED = TODAY - timedelta(40)


@pytest.fixture
def vault(make_network: Callable[..., Network]) -> Vault:
    made = make_network("BAR").houses["BAR"]
    people.add(made, Person(id="p1", house="", surname="El Idrissi", name="Fatima"))
    return made


@pytest.fixture
def shell(vault: Vault, window: Callable[[QWidget], QWidget]) -> Shell:
    made = Shell("Barrito", "Lucia")
    person.pages(vault, made)
    pathways.pages(vault, made)
    vault.changed.append(made.refresh)
    made.resize(1366, 768)
    window(made)
    return made


def opened(vault: Vault) -> Pathway:
    return service.open_pathway(vault, Pathway(house="", person_id="p1", opened_on=OPENED))


def test_from_an_access_what_was_said_is_there(vault: Vault, shell: Shell) -> None:
    access = accesses.add(
        vault, Access(house="", on_date=OPENED, person_id="p1", needs=["violence"], minors=2), [vault.user_id]
    )
    page = shell.open("new-pathway", {"access": access.id})
    assert isinstance(page, NewPathwayPage)
    assert f"{OPENED:%d/%m/%Y}" in page.said.sentence and page.reserved.tick.value()
    assert page.reserved.readers() == [vault.user_id]
    page.save()
    (made,) = service.of_person(vault, "p1")
    assert (made.access_id, made.opened_on, made.fragilities, made.minors) == (
        access.id,
        OPENED,
        ["violence"],
        2,
    )
    mark = service.file(vault, made.id).reserved
    assert mark is not None and mark.readers == (vault.user_id,)
    assert shell.shown == "pathway"


def test_choosing_another_woman_forgets_the_access(vault: Vault, shell: Shell) -> None:
    other = people.add(vault, Person(house="", surname="Osas", name="Joy"))
    access = accesses.add(vault, Access(house="", on_date=OPENED, person_id="p1", needs=["home"]))
    page = shell.open("new-pathway", {"access": access.id})
    assert isinstance(page, NewPathwayPage)
    page._again()
    page.choose(other.id)
    page.save()
    (made,) = service.of_person(vault, other.id)
    assert made.access_id is None


def test_what_happened_stands_in_one_line(vault: Vault) -> None:
    made = opened(vault)
    goal = service.add_goal(vault, Goal(house="", pathway_id=made.id, title="nido", set_on=OPENED))
    service.add_step(
        vault,
        GoalStep(house="", pathway_id="", goal_id=goal.id, title="chiamare", done_on=TODAY - timedelta(9)),
    )
    service.edit_goal(vault, goal.id, state="reached", state_on=TODAY - timedelta(5))
    service.rate_all(vault, made.id, OPENED, "woman", "opening", {"home": 3, "relations": 4})
    service.add_intervention(
        vault, Intervention(house="", pathway_id=made.id, on_date=TODAY - timedelta(7), area="health")
    )
    for day in (OPENED - timedelta(30), TODAY - timedelta(3)):
        accesses.add(vault, Access(house="", on_date=day, person_id="p1"))
    service.close(vault, made.id, TODAY - timedelta(1), "bene", "reached")
    line = pathway_line.of_pathway(vault, service.file(vault, made.id), TODAY)
    assert [event.kind for event in line] == [
        "moment", "access", "goal", "intervention", "step", "moment", "goal", "wellbeing",
    ]  # fmt: skip
    assert "Obiettivi raggiunti · bene" in line[0].detail and line[2].state == "Raggiunto"
    assert "Casa 3" in line[-1].detail and "Relazioni 4" in line[-1].detail


def test_an_event_of_the_page_leads_to_its_part(vault: Vault, shell: Shell) -> None:
    made = opened(vault)
    service.add_goal(vault, Goal(house="", pathway_id=made.id, title="nido", set_on=OPENED))
    page = shell.open("pathway", made.id)
    assert isinstance(page, PathwayPage) and page.line is not None
    page.which.set_value("line")
    assert nameless(page) == []
    entry = next(one for one in page.line.widget.entries.entries if one.key.startswith("goal:"))
    entry.click()
    assert page.which.value() == "together" and page.goals.isVisible()


def test_a_story_is_kept_agreed_to_and_taken_back(vault: Vault, shell: Shell) -> None:
    made = opened(vault)
    page = shell.open("pathway", made.id)
    assert isinstance(page, PathwayPage) and page.story is not None
    page.which.set_value("plan")
    proposed = str(page.story.form.fields["story_name"].value())
    assert proposed and "non si pubblica" in page.story.state.sentence
    page.story.form.set_values({"story": "Fatima arriva in primavera."})
    page.story.save()
    assert page.story.form.fields["story"].problem
    page.story.form.set_values({"story": f"{proposed} arriva in primavera.", "agrees": True})
    assert page.story.day.isVisible() and nameless(page) == []
    page.story.save()
    assert [story.told_as for story in stories.publishable(vault)] == [proposed]
    assert "Si può pubblicare" in page.story.state.sentence
    consents.answer(vault, "p1", "stories", "withdrawn")
    assert "ritirato" in page.story.state.sentence and stories.publishable(vault) == []
    shell.toast.undo_last()
    assert service.file(vault, made.id).pathway.story == ""


def test_an_appointment_offers_only_the_ways_she_agreed_to(vault: Vault, shell: Shell) -> None:
    people.edit(vault, "p1", phone="300 1112225", contact_rule="any")
    at = f"{TODAY + timedelta(days=1)}T09:00"
    made = appointments.add(vault, Appointment(house="", person_id="p1", at=at, title="ASL"))
    page = shell.open("appointment", made.id)
    assert isinstance(page, AppointmentPage)
    assert [chip.code for chip in page.how.chips] == ["in_person", "slip"]
    assert "1112225" not in page.number.text() and "niente telefonate e niente messaggi" in page.rule.sentence
    consents.answer(vault, "p1", "calls", "given")
    assert [chip.code for chip in page.how.chips] == ["call", "in_person", "slip"]
    assert "1112225" in page.number.text() and "niente messaggi" in page.rule.sentence
    page.how.set_value("call")
    page.remind()
    assert appointments.line(vault, made.id).appointment.reminded_how == "call"
