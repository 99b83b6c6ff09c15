"""Goals of a pathway."""

from __future__ import annotations

from typing import Any

from millegiorni_desk.areas.pathways.parts import add_part
from millegiorni_desk.areas.pathways.records import Goal
from millegiorni_desk.errors import InvalidValue
from millegiorni_desk.language import _
from millegiorni_desk.network import service as network
from millegiorni_desk.vault.permissions import Permission
from millegiorni_desk.vault.vault import Vault


def add_goal(vault: Vault, goal: Goal) -> Goal:
    """Set a goal."""
    vault.require(Permission.FOLLOW_PATHWAY)
    _check_goal(vault, goal)
    return add_part(vault, "goal.add", goal)


def edit_goal(vault: Vault, goal_id: str, **changes: Any) -> Goal:
    """Change a goal, for instance its ``state``."""
    vault.require(Permission.FOLLOW_PATHWAY)
    with vault.save("goal.edit") as session:
        goal = vault.get(Goal, goal_id)
        for field, value in changes.items():
            setattr(goal, field, value)
        _check_goal(vault, goal)
        return session.merge(goal)


def _check_goal(vault: Vault, goal: Goal) -> None:
    if not goal.title.strip():
        raise InvalidValue(_("Scrivi l'obiettivo in poche parole."), "title")
    network.check_codes(vault, "goal_state", [goal.state], "state")
    if goal.dimension:
        network.check_codes(vault, "dimension", [goal.dimension], "dimension")
