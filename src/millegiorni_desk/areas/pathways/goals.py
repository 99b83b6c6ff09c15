"""Goals of a pathway, by dimension, and the small steps towards each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import col, select

from millegiorni_desk.areas.pathways import following
from millegiorni_desk.areas.pathways.records import Goal, GoalStep
from millegiorni_desk.areas.pathways.reserved import SEALED_GOALS, SEALED_STEPS
from millegiorni_desk.errors import InvalidValue
from millegiorni_desk.language import _
from millegiorni_desk.network import service as network
from millegiorni_desk.vault.permissions import Permission
from millegiorni_desk.vault.vault import Vault

WOMAN, CASE_MANAGER = "woman", "case_manager"
_SAY_GOAL = _("Scrivi l'obiettivo in poche parole.")
_SAY_STEP = _("Scrivi il passo in poche parole.")


@dataclass(frozen=True)
class Removed:
    """A goal taken out with its steps; given to :func:`put_back` they stand there again."""

    goal_id: str
    step_ids: tuple[str, ...]


def of_pathway(vault: Vault, pathway_id: str) -> list[Goal]:
    """Its goals in their order, as the user may read them."""
    vault.require(Permission.SEE_PEOPLE)
    with vault.read() as session:
        found = session.exec(
            select(Goal)
            .where(Goal.pathway_id == pathway_id, col(Goal.voided).is_(False))
            .order_by(col(Goal.rank), Goal.id)
        ).all()
    return SEALED_GOALS.shown(vault, found)


def steps_of(vault: Vault, pathway_id: str) -> dict[str, list[GoalStep]]:
    """The steps of its goals by goal, each list in its order."""
    vault.require(Permission.SEE_PEOPLE)
    with vault.read() as session:
        found = session.exec(
            select(GoalStep)
            .where(GoalStep.pathway_id == pathway_id, col(GoalStep.voided).is_(False))
            .order_by(col(GoalStep.rank), GoalStep.id)
        ).all()
    steps: dict[str, list[GoalStep]] = {}
    for step in SEALED_STEPS.shown(vault, found):
        steps.setdefault(step.goal_id, []).append(step)
    return steps


def add_goal(vault: Vault, goal: Goal) -> Goal:
    """Set a goal, after those that are there; in a reserved pathway its words are sealed to whoever reads that."""
    vault.require(Permission.FOLLOW_PATHWAY)
    _check_title(goal.title, _SAY_GOAL)
    _check_codes(vault, goal.state, goal.dimension)
    goal.rank = following.place_last(vault, "goal", "pathway_id", goal.pathway_id)
    added: Goal = following.write_new(vault, SEALED_GOALS, "goal.add", goal)
    return added


def edit_goal(vault: Vault, goal_id: str, **changes: Any) -> Goal:
    """Change a goal; a new ``state`` is dated today unless ``state_on`` says otherwise.

    Raises ``NotAllowed`` for words that are sealed to others.
    """
    vault.require(Permission.FOLLOW_PATHWAY)
    goal = vault.get(Goal, goal_id)
    if "title" in changes:
        _check_title(changes["title"], _SAY_GOAL)
    state = changes.get("state", goal.state)
    _check_codes(vault, state, changes.get("dimension", goal.dimension))
    if state != goal.state:
        changes.setdefault("state_on", None if state == "set" else date.today())
    _check_day(changes.get("state_on"), "state_on")
    edited: Goal = following.write_again(vault, SEALED_GOALS, "goal.edit", goal_id, **changes)
    return edited


def move_goal(vault: Vault, goal_id: str, by: int) -> None:
    """Put a goal *by* places further down, up where it is negative."""
    vault.require(Permission.FOLLOW_PATHWAY)
    ids = [goal.id for goal in of_pathway(vault, vault.get(Goal, goal_id).pathway_id)]
    following.put_in_order(vault, "goal.edit", SEALED_GOALS, following.moved(ids, goal_id, by))


def remove_goal(vault: Vault, goal_id: str) -> Removed:
    """Take a goal out with its steps."""
    vault.require(Permission.FOLLOW_PATHWAY)
    goal = vault.get(Goal, goal_id)
    steps = tuple(step.id for step in steps_of(vault, goal.pathway_id).get(goal_id, ()))
    removed = Removed(goal_id, steps)
    _void(vault, removed, True)
    return removed


def put_back(vault: Vault, removed: Removed) -> None:
    """Undo :func:`remove_goal`."""
    vault.require(Permission.FOLLOW_PATHWAY)
    _void(vault, removed, False)


def add_step(vault: Vault, step: GoalStep) -> GoalStep:
    """Add a small step towards a goal, after those that are there."""
    vault.require(Permission.FOLLOW_PATHWAY)
    _check_title(step.title, _SAY_STEP)
    _check_day(step.done_on, "done_on")
    step.pathway_id = vault.get(Goal, step.goal_id).pathway_id
    step.rank = following.place_last(vault, "goal_step", "goal_id", step.goal_id)
    added: GoalStep = following.write_new(vault, SEALED_STEPS, "goal_step.add", step)
    return added


def edit_step(vault: Vault, step_id: str, **changes: Any) -> GoalStep:
    """Change a step: ``done_on`` a day where it is done, None where it is still to do; ``voided`` takes it out."""
    vault.require(Permission.FOLLOW_PATHWAY)
    if "title" in changes:
        _check_title(changes["title"], _SAY_STEP)
    _check_day(changes.get("done_on"), "done_on")
    edited: GoalStep = following.write_again(vault, SEALED_STEPS, "goal_step.edit", step_id, **changes)
    return edited


def move_step(vault: Vault, step_id: str, by: int) -> None:
    """Put a step *by* places further down among those of its goal, up where it is negative."""
    vault.require(Permission.FOLLOW_PATHWAY)
    step = vault.get(GoalStep, step_id)
    ids = [each.id for each in steps_of(vault, step.pathway_id).get(step.goal_id, ())]
    following.put_in_order(vault, "goal_step.edit", SEALED_STEPS, following.moved(ids, step_id, by))


def late(goals: Iterable[Goal], steps: Iterable[GoalStep], today: date) -> int:
    """How many goals and steps should have been done by now."""
    overdue_goals = sum(g.state == "set" and g.due_on is not None and g.due_on < today for g in goals)
    return overdue_goals + sum(s.done_on is None and s.due_on is not None and s.due_on < today for s in steps)


def _void(vault: Vault, removed: Removed, voided: bool) -> None:
    with vault.save("goal.edit"):
        following.write_again(vault, SEALED_GOALS, "goal.edit", removed.goal_id, voided=voided)
        for step_id in removed.step_ids:
            following.write_again(vault, SEALED_STEPS, "goal_step.edit", step_id, voided=voided)


def _check_title(title: str, words: str) -> None:
    if not title.strip():
        raise InvalidValue(words, "title")


def _check_codes(vault: Vault, state: str, dimension: str) -> None:
    network.check_codes(vault, "goal_state", [state], "state")
    if dimension:
        network.check_codes(vault, "dimension", [dimension], "dimension")


def _check_day(day: date | None, field: str) -> None:
    if day is not None and day > date.today():
        raise InvalidValue(_("Questo giorno deve ancora venire."), field)
