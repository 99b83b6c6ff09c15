"""The board: what is due, what is stuck, where nothing has happened for too long; hers, or everyone's."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from millegiorni_desk.areas.pathways import appointments, board, hand_overs, interventions, notes, service
from millegiorni_desk.areas.pathways.records import (
    Appointment,
    Goal,
    GoalStep,
    HandOver,
    Intervention,
    Pathway,
    PathwayNote,
    Wellbeing,
)
from millegiorni_desk.areas.people import service as people
from millegiorni_desk.areas.people.records import Person
from millegiorni_desk.flows.desk import open_desk
from millegiorni_desk.vault.vault import Vault
from tests.areas.pathways.conftest import SECRET

TODAY = date.today()


def day(ahead: int) -> date:
    return TODAY + timedelta(days=ahead)


@pytest.fixture
def roses(lucia: Vault) -> Pathway:
    """A pathway that Rosa follows."""
    ana = people.add(lucia, Person(surname="Popescu", name="Ana"))
    return service.open_pathway(
        lucia, Pathway(house="", person_id=ana.id, opened_on=date(2025, 1, 7), case_manager="Rosa")
    )


def step(vault: Vault, pathway: Pathway, due: date | None, done: date | None = None) -> GoalStep:
    goal = service.add_goal(vault, Goal(house="", pathway_id=pathway.id, title="Nido"))
    made = GoalStep(
        house="BAR", pathway_id=pathway.id, goal_id=goal.id, title="ISEE", due_on=due, done_on=done
    )
    with vault.save("test") as session:
        session.add(made)
    return made


def test_what_is_due_in_the_order_of_days(lucia: Vault, pathway: Pathway, roses: Pathway) -> None:
    late = step(lucia, pathway, day(-3))
    step(lucia, pathway, day(30))
    step(lucia, pathway, day(-3), done=day(-1))
    soon = service.add_goal(lucia, Goal(house="", pathway_id=pathway.id, title="Pediatra", due_on=day(5)))
    seen = appointments.add(
        lucia,
        Appointment(
            house="",
            person_id="",
            pathway_id=pathway.id,
            at=f"{day(2)}T09:00",
            title="Visita",
            remind_on=TODAY,
        ),
    )
    gone = appointments.add(
        lucia, Appointment(house="", person_id="", pathway_id=pathway.id, at=f"{day(-1)}T09:00", title="ASL")
    )
    service.add_goal(lucia, Goal(house="", pathway_id=roses.id, title="Casa", due_on=day(1)))
    mine = board.due(lucia, TODAY, 10, "Lucia")
    assert [(one.kind, one.key, one.late) for one in mine] == [
        ("step", late.id, True),
        ("appointment", gone.id, True),
        ("reminder", seen.id, False),
        ("goal", soon.id, False),
    ]
    assert {one.person.surname for one in mine if one.person} == {"El Idrissi"}
    assert len(board.due(lucia, TODAY, 10)) == 5
    assert len(board.due(lucia, TODAY, 1)) == 4
    appointments.remind(lucia, seen.id, "call")
    assert ("appointment", seen.id) in {(one.kind, one.key) for one in board.due(lucia, TODAY, 10, "Lucia")}


def test_what_is_offered_to_her_is_due(lucia: Vault, pathway: Pathway, roses: Pathway) -> None:
    made = hand_overs.propose(
        lucia, HandOver(house="", pathway_id=roses.id, on_date=TODAY, to_manager="Lucia", reason="maternità")
    )
    (one,) = board.due(lucia, TODAY, 10, "Lucia")
    assert (one.kind, one.key, one.title, one.late) == ("hand_over", made.id, "Rosa", False)
    assert board.due(lucia, TODAY, 10, "Rosa") == []


def test_goals_past_their_day_are_stuck_until_reached(lucia: Vault, pathway: Pathway, roses: Pathway) -> None:
    worst = service.add_goal(lucia, Goal(house="", pathway_id=pathway.id, title="Uno", due_on=day(-9)))
    service.add_goal(lucia, Goal(house="", pathway_id=pathway.id, title="Due", due_on=day(-2)))
    service.add_goal(lucia, Goal(house="", pathway_id=roses.id, title="Tre", due_on=day(-5)))
    service.add_goal(lucia, Goal(house="", pathway_id=pathway.id, title="Oggi", due_on=TODAY))
    assert [one.title for one in board.stuck(lucia, TODAY, 10)] == ["Uno", "Tre", "Due"]
    service.edit_goal(lucia, worst.id, state="reached")
    assert [one.title for one in board.stuck(lucia, TODAY, 10, "Lucia")] == ["Due"]
    service.close(lucia, pathway.id, TODAY, "fine")
    assert board.stuck(lucia, TODAY, 10, "Lucia") == []


def test_silence_ends_with_any_sign_of_life(lucia: Vault, pathway: Pathway, roses: Pathway) -> None:
    interventions.add_intervention(
        lucia, Intervention(house="", pathway_id=pathway.id, on_date=day(-40), area="health")
    )
    first, second = board.silent(lucia, TODAY, 10)
    assert (first.pathway_id, first.since) == (roses.id, date(2025, 1, 7))
    assert (second.pathway_id, second.since, second.days) == (pathway.id, day(-40), 40)
    assert len(board.silent(lucia, TODAY, 10)) == 2
    assert [one.pathway_id for one in board.silent(lucia, TODAY, 10, "Lucia")] == [pathway.id]
    assert board.silent(lucia, TODAY, 10, "Lucia", days=45) == []


@pytest.mark.parametrize("sign", ["intervention", "note", "wellbeing", "kept", "planned", "step"])
def test_each_sign_counts(lucia: Vault, pathway: Pathway, sign: str) -> None:
    assert len(board.silent(lucia, TODAY, 10)) == 1
    part = {"house": "BAR", "pathway_id": pathway.id}
    if sign == "intervention":
        interventions.add_intervention(lucia, Intervention(**part, on_date=day(-10), area="health"))
    elif sign == "note":
        notes.add(lucia, PathwayNote(**part, on_date=day(-10), words="sta bene"))
    elif sign == "wellbeing":
        service.rate(lucia, Wellbeing(**part, on_date=day(-10), dimension="home", score=4))
    elif sign == "step":
        step(lucia, pathway, None, done=day(-10))
    else:
        made = Appointment(**part, person_id="", at=f"{day(-10 if sign == 'kept' else 9)}T09:00", title="ASL")
        made.state = sign
        appointments.add(lucia, made)
    assert len(board.silent(lucia, TODAY, 10)) == 0
    (line,) = service.page(lucia, 0, 10)
    assert line.last_on == (None if sign == "planned" else day(-10))
    assert line.next_on == (day(9) if sign == "planned" else None)


def test_an_appointment_missed_is_no_sign(lucia: Vault, pathway: Pathway) -> None:
    made = Appointment(
        house="", person_id="", pathway_id=pathway.id, at=f"{day(-3)}T09:00", title="ASL", state="missed"
    )
    appointments.add(lucia, made)
    assert len(board.silent(lucia, TODAY, 10)) == 1


def test_the_list_is_hers_or_everyones(lucia: Vault, pathway: Pathway, roses: Pathway) -> None:
    assert [line.pathway.id for line in service.page(lucia, 0, 10)] == [pathway.id, roses.id]
    assert [line.pathway.id for line in service.page(lucia, 0, 10, case_manager="Rosa")] == [roses.id]
    service.close(lucia, roses.id, TODAY, "fine")
    assert service.count(lucia, case_manager="Rosa") == 1
    assert service.count(lucia, open_only=True, case_manager="Rosa") == 0


def test_in_a_reserved_pathway_titles_are_for_its_readers(folder: Path, lucia: Vault, fatima: Person) -> None:
    made = service.open_pathway(
        lucia, Pathway(house="", person_id=fatima.id, opened_on=date(2025, 2, 4)), [lucia.user_id]
    )
    service.add_goal(lucia, Goal(house="", pathway_id=made.id, title="Denuncia", due_on=day(-2)))
    kept = notes.add(lucia, PathwayNote(house="", pathway_id=made.id, on_date=day(-1), words="paura"))
    assert lucia.query("SELECT title, words FROM goal, pathway_note") == [{"title": "", "words": ""}]
    assert [one.title for one in board.stuck(lucia, TODAY, 5)] == ["Denuncia"]
    assert [line.note.words for line in notes.of_pathway(lucia, made.id)] == ["paura"]
    lucia.close()
    with open_desk(folder, "rosa", SECRET) as rosa:
        assert [one.title for one in board.stuck(rosa, TODAY, 5)] == [""]
        assert [line.note.words for line in notes.of_pathway(rosa, made.id)] == [""]
        # What she writes there is for those who read it, and for herself.
        hers = notes.add(rosa, PathwayNote(house="", pathway_id=made.id, on_date=day(0), words="ha chiamato"))
        assert rosa.scalar("SELECT words FROM pathway_note WHERE id = :id", id=hers.id) == ""
        assert {line.note.words for line in notes.of_pathway(rosa, made.id)} == {"", "ha chiamato"}
    with open_desk(folder, "lucia", SECRET) as again:
        words = {line.note.id: line.note.words for line in notes.of_pathway(again, made.id)}
        assert words == {kept.id: "paura", hers.id: "ha chiamato"}
