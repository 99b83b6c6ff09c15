"""The letter that goes with a pathway: what another case manager needs to begin, for both to sign.

It is read in another house: nothing reserved stands on it, and no number of hers without its rule.
"""

from __future__ import annotations

from datetime import date

from millegiorni_desk.areas.pathways import appointments, service
from millegiorni_desk.areas.pathways.records import HandOver
from millegiorni_desk.areas.pathways.service import File
from millegiorni_desk.areas.people import contact
from millegiorni_desk.areas.people.languages import italian_language_name
from millegiorni_desk.network import service as network
from millegiorni_desk.paper.document import Block, Document, Facts, Heading, Paragraph, Signatures, Space, pdf
from millegiorni_desk.vault.permissions import Permission
from millegiorni_desk.vault.vault import Vault

_LAST = 8
ITALIAN = "it"


def letter(vault: Vault, hand_over: HandOver) -> bytes:
    """The letter as PDF, A4, in Italian."""
    return pdf(document(vault, hand_over))


def document(vault: Vault, hand_over: HandOver) -> Document:
    """What the letter says."""
    vault.require(Permission.FOLLOW_PATHWAY)
    file = service.file(vault, hand_over.pathway_id)
    house = network.house(vault, file.pathway.house)
    to_house = network.house(vault, hand_over.to_house).name if hand_over.to_house else house.name
    blocks: list[Block] = [
        Paragraph(_opening(hand_over, to_house, reserved=file.reserved is not None)),
        *_about(vault, file),
        *_goals(vault, file),
        *_done(vault, file),
        *_ahead(vault, file),
        Paragraph(
            "Questa lettera non contiene ciò che è riservato: di quello le due case manager parlano a voce, se lei "
            "è d'accordo.",
            "small",
        ),
        Space(),
        Signatures(
            [
                f"Chi lascia: {hand_over.from_manager or house.name}",
                f"Chi prende: {hand_over.to_manager or to_house}",
            ]
        ),
    ]
    return Document("Passaggio di un percorso", (ITALIAN,), blocks, above=house.name, close=True)


def _opening(hand_over: HandOver, to_house: str, *, reserved: bool) -> str:
    to = f"{hand_over.to_manager}, {to_house}" if hand_over.to_manager else to_house
    said = f"{hand_over.from_manager} propone a {to}, il {hand_over.on_date:%d/%m/%Y}, di seguire questo percorso."
    if hand_over.reason and not reserved:
        said += f" Perché: {hand_over.reason}."
    if hand_over.consent_on is not None:
        said += f" Lei ha detto di essere d'accordo il {hand_over.consent_on:%d/%m/%Y}."
    return said


def _about(vault: Vault, file: File) -> list[Block]:
    person, pathway = file.person, file.pathway
    fragility = network.terms(vault, "fragility", italian=True)
    # Her reasons are sealed with the rest, even where whoever prints may read them.
    open_ = file.reserved is None
    asked = fragility.get(pathway.main_request, "") if open_ else ""
    fragile = ", ".join(fragility.get(code, code) for code in pathway.fragilities) if open_ else ""
    facts = (
        ("Chi", f"{person.name} {person.surname}".strip()),
        ("Nata il", f"{person.birth_date:%d/%m/%Y}" if person.birth_date else ""),
        ("Lingua", italian_language_name(person.language) if person.language else ""),
        ("Come si può chiamare", contact.line(person)),
        ("Percorso aperto il", f"{pathway.opened_on:%d/%m/%Y}"),
        ("Figli minori", "" if pathway.minors is None else str(pathway.minors)),
        ("Richiesta principale", asked),
        ("Fragilità", fragile),
    )
    return [Facts([(title, fact) for title, fact in facts if fact])]


def _goals(vault: Vault, file: File) -> list[Block]:
    dimensions = network.terms(vault, "dimension", italian=True)
    states = network.terms(vault, "goal_state", italian=True)
    if not file.goals:
        return []
    # In a reserved pathway the words of a goal are sealed, even where whoever prints may read them.
    open_ = file.reserved is None
    blocks: list[Block] = [Heading("Obiettivi")]
    for goal in file.goals:
        due = f"entro il {goal.due_on:%d/%m/%Y}" if goal.due_on else ""
        told = (
            goal.title if open_ else "",
            dimensions.get(goal.dimension, ""),
            states.get(goal.state, goal.state),
            due,
        )
        lines = [f"• {' · '.join(part for part in told if part)}"]
        steps = file.steps.get(goal.id, []) if open_ else []
        lines += [f"    – {step.title}" for step in steps if step.done_on is None]
        blocks.append(Paragraph("\n".join(lines)))
    return blocks


def _done(vault: Vault, file: File) -> list[Block]:
    kinds = network.terms(vault, "intervention_kind", italian=True)
    areas = network.terms(vault, "area", italian=True)
    professions = network.terms(vault, "profession", italian=True)
    lines = []
    for step in reversed(file.interventions[-_LAST:]):
        hidden = step.id in file.reserved_steps
        told = (
            f"{step.on_date:%d/%m/%Y}",
            kinds.get(step.kind) or areas.get(step.area, ""),
            professions.get(step.profession, ""),
            "" if hidden else step.notes,
        )
        lines.append(f"• {' · '.join(part for part in told if part)}")
    return [Heading("Le ultime cose fatte"), Paragraph("\n".join(lines))] if lines else []


def _ahead(vault: Vault, file: File) -> list[Block]:
    lines = [
        f"• {line.day:%d/%m/%Y}, {line.appointment.at[11:]} · {line.appointment.title}"
        + (f" · {line.appointment.place}" if line.appointment.place else "")
        for line in reversed(appointments.of_pathway(vault, file.pathway.id))
        if line.reserved is None
        and line.appointment.state == appointments.PLANNED
        and line.day >= date.today()
    ]
    return [Heading("Appuntamenti"), Paragraph("\n".join(lines))] if lines else []
