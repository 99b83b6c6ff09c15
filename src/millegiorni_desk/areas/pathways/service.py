"""One door to the care pathways: opening, goals and steps, what is done, how she is, closing, and lists."""

from __future__ import annotations

from millegiorni_desk.areas.pathways.closing import Closed, close, propose_name, reopen, tell_story
from millegiorni_desk.areas.pathways.goals import (
    Removed,
    add_goal,
    add_step,
    edit_goal,
    edit_step,
    move_goal,
    move_step,
    put_back,
    remove_goal,
)
from millegiorni_desk.areas.pathways.interventions import add_intervention
from millegiorni_desk.areas.pathways.listing import Line, count, of_person, only_open, page, reserved
from millegiorni_desk.areas.pathways.opening import edit, open_pathway
from millegiorni_desk.areas.pathways.pathway_file import File, file
from millegiorni_desk.areas.pathways.wellbeing import add_score, edit_score, rate, rate_all, void_ratings

__all__ = [
    "Closed",
    "File",
    "Line",
    "Removed",
    "add_goal",
    "add_intervention",
    "add_score",
    "add_step",
    "close",
    "count",
    "edit",
    "edit_goal",
    "edit_score",
    "edit_step",
    "file",
    "move_goal",
    "move_step",
    "of_person",
    "only_open",
    "open_pathway",
    "page",
    "propose_name",
    "put_back",
    "rate",
    "rate_all",
    "remove_goal",
    "reopen",
    "reserved",
    "tell_story",
    "void_ratings",
]
