"""The plan that she takes home: her goals with their small steps, who takes each and by when, and what comes next.

It stands in her language, beside Italian or alone; goals and steps stay as they were written. A discreet plan has no
name, no house and no goal on it: whoever finds it reads days, places and the steps that she chose to have on paper.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import col, or_, select

from millegiorni_desk.areas.pathways.goals import CASE_MANAGER, WOMAN
from millegiorni_desk.areas.pathways.paper_words import ITALIAN, Said, moment
from millegiorni_desk.areas.pathways.pathway_file import File
from millegiorni_desk.areas.pathways.records import Appointment, Goal, GoalStep, Pathway
from millegiorni_desk.areas.people import contact
from millegiorni_desk.errors import InvalidValue
from millegiorni_desk.network import service as network
from millegiorni_desk.paper.document import (
    Block,
    Document,
    Facts,
    Heading,
    Paragraph,
    Table,
    inserted,
    pdf,
)
from millegiorni_desk.paper.scripts import LANGUAGES
from millegiorni_desk.vault.permissions import Permission
from millegiorni_desk.vault.vault import Vault

_MOST_AHEAD = 8


@dataclass(frozen=True)
class Wanted:
    """How a plan is printed; ``goal_ids``: those on it (None: all that are not left).

    ``alone``: without Italian beside it. ``contact``: how the desk is reached.
    """

    language: str = ITALIAN
    alone: bool = False
    discreet: bool = False
    goal_ids: Collection[str] | None = None
    contact: str = ""


def always_discreet(file: File) -> bool:
    """Whether no paper of this pathway may tell what it is: it is reserved."""
    return file.reserved is not None


def better_discreet(file: File) -> bool:
    """Whether a discreet plan is proposed: it is reserved, or her rule of contact says that others read her things."""
    return always_discreet(file) or contact.read_by_others(file.person)


def why_not(file: File) -> str:
    """Why no plan may be printed for her, in words; nothing where it may."""
    return contact.why_no_paper(file.person)


def plan(vault: Vault, file: File, wanted: Wanted) -> bytes:
    """The plan as PDF, A4. One that must be discreet is, whatever is *wanted*.

    Raises ``InvalidValue`` where her rule allows no paper.
    """
    return pdf(plan_document(vault, file, wanted))


def plan_document(vault: Vault, file: File, wanted: Wanted) -> Document:
    """What the plan says."""
    vault.require(Permission.FOLLOW_PATHWAY)
    if refused := why_not(file):
        raise InvalidValue(refused)
    own = wanted.language if wanted.language in LANGUAGES else ITALIAN
    codes = (own,) if wanted.alone else tuple(dict.fromkeys((ITALIAN, own)))
    said = Said(codes)
    hidden = wanted.discreet or always_discreet(file)
    house = network.house(vault, file.pathway.house)
    blocks: list[Block] = []
    if not hidden:
        blocks += [Paragraph(said("intro")), _facts(file, house.name, house.address, said)]
    for number, goal in enumerate(_goals(file, wanted, hidden), 1):
        blocks += _goal(vault, file, goal, number, said, hidden)
    blocks += _ahead(_appointments(vault, file.pathway), said, hidden)
    if wanted.contact:
        blocks.append(Facts([(said("contact"), said.everywhere(wanted.contact))]))
    return Document(
        said("discreet_title" if hidden else "title"),
        codes,
        blocks,
        above="" if hidden else house.name,
        foot=said.drafts,
        mark=said.mark,
    )


def given(vault: Vault, file: File, wanted: Wanted) -> None:
    """Note that a plan went out of the vault: to paper, or into a file."""
    vault.require(Permission.FOLLOW_PATHWAY)
    discreet = wanted.discreet or always_discreet(file)
    vault.note("pathway.plan", pathway=file.pathway.id, language=wanted.language, discreet=discreet)


def _goals(file: File, wanted: Wanted, hidden: bool) -> Iterator[Goal]:
    """The goals on paper; on a discreet plan only those that were chosen."""
    for goal in file.goals:
        chosen = not hidden if wanted.goal_ids is None else goal.id in wanted.goal_ids
        if chosen and goal.state != "dropped" and goal.title:
            yield goal


def _facts(file: File, house: str, address: str, said: Said) -> Facts:
    person = file.person
    pairs = (
        ("name", f"{person.name} {person.surname}".strip()),
        ("with", file.pathway.case_manager),
        ("desk", ", ".join(part for part in (house, address) if part)),
        ("made", f"{date.today():%d/%m/%Y}"),
    )
    return Facts([(said(word), said.everywhere(value)) for word, value in pairs if value])


def _goal(vault: Vault, file: File, goal: Goal, number: int, said: Said, hidden: bool) -> Iterator[Block]:
    if not hidden:
        due = f" ({goal.due_on:%d/%m/%Y})" if goal.due_on is not None else ""
        yield Heading(f"{number}. {inserted(goal.title)}{due}")
        own = network.terms(vault, "dimension", italian=True)
        state = {"reached": "goal_reached", "partly": "goal_partly"}.get(goal.state, "")
        if goal.dimension or state:
            yield Paragraph(said.of_goal(goal.dimension, own, state), "small")
    steps = file.steps.get(goal.id, [])
    if steps:
        heads = [said.together(word) for word in ("what", "who", "by_when")]
        yield Table(heads, [_step(step, said, hidden) for step in steps], (5, 3, 3))
    elif not hidden and goal.state == "set":
        yield Paragraph(said("no_steps"), "small")


def _step(step: GoalStep, said: Said, hidden: bool) -> tuple[str, str, str]:
    who = said.together(step.owner) if step.owner in (WOMAN, CASE_MANAGER) else inserted(step.owner)
    if hidden and step.owner != WOMAN:
        # Whoever finds the paper learns of nobody who helps her.
        who = ""
    if step.done_on is not None:
        when = said.together("done", day=f"{step.done_on:%d/%m/%Y}")
    else:
        when = inserted(f"{step.due_on:%d/%m/%Y}") if step.due_on is not None else ""
    return inserted(step.title), who, when


def _ahead(appointments: Sequence[Appointment], said: Said, hidden: bool) -> Iterator[Block]:
    if not appointments:
        return
    yield Heading(said("appointments"))
    words = ("when", "where") if hidden else ("when", "what", "where", "with_whom")
    rows = []
    for one in appointments:
        told = {"what": one.title, "where": one.place, "with_whom": one.with_whom}
        rows.append([moment(one.at), *(inserted(told[word]) for word in words[1:])])
    yield Table([said.together(word) for word in words], rows, (3, 5) if hidden else (3, 4, 4, 3))


def _appointments(vault: Vault, pathway: Pathway) -> list[Appointment]:
    """What is ahead of her from today on, the nearest first; of one that is reserved only its day and hour."""
    with vault.read() as session:
        return list(
            session.exec(
                select(Appointment)
                .where(
                    or_(Appointment.pathway_id == pathway.id, Appointment.person_id == pathway.person_id),
                    Appointment.state == "planned",
                    col(Appointment.at) >= date.today().isoformat(),
                    col(Appointment.voided).is_(False),
                )
                .order_by(col(Appointment.at), Appointment.id)
                .limit(_MOST_AHEAD)
            ).all()
        )
