"""The paper reminder of one appointment, in her language beside Italian.

Nothing that harms her if others find it: no telephone number of hers and no reason of care beyond what the
appointment is called; a discreet one has no name, no house and does not say what it is for. Where her rule says
nothing in writing there is none.
"""

from __future__ import annotations

from collections.abc import Iterator

from millegiorni_desk.areas.pathways.appointments import PLANNED, Line
from millegiorni_desk.areas.pathways.paper_words import Said, beside_italian, moment
from millegiorni_desk.areas.people import contact
from millegiorni_desk.errors import InvalidValue
from millegiorni_desk.language import _
from millegiorni_desk.network import service as network
from millegiorni_desk.paper.document import Document, Facts, Paragraph, pdf
from millegiorni_desk.vault.permissions import Permission
from millegiorni_desk.vault.vault import Vault


def always_discreet(line: Line) -> bool:
    """Whether its paper may never tell what it is for: it is reserved."""
    return line.reserved is not None


def better_discreet(line: Line) -> bool:
    """Whether a discreet one is proposed: it is reserved, or others may read what she takes home."""
    return always_discreet(line) or (line.person is not None and contact.read_by_others(line.person))


def why_not(line: Line) -> str:
    """Why no reminder of it may be printed, in words; nothing where it may."""
    if line.person is None:
        return _("La sua scheda non è ancora arrivata: il promemoria si stampa quando c'è.")
    if refused := contact.why_no_paper(line.person):
        return refused
    if line.appointment.state != PLANNED or line.appointment.voided:
        return _("Questo appuntamento non è più in programma: non c'è niente da ricordare.")
    return ""


def slip(vault: Vault, line: Line, language: str, *, discreet: bool = False, desk: str = "") -> bytes:
    """The reminder as PDF, A4; *desk* is how the desk is reached. One that must be discreet is.

    Raises ``InvalidValue`` (field ``how``) where her rule, or the appointment, allows none.
    """
    return pdf(slip_document(vault, line, language, discreet=discreet, desk=desk))


def slip_document(
    vault: Vault, line: Line, language: str, *, discreet: bool = False, desk: str = ""
) -> Document:
    """What the reminder says."""
    vault.require(Permission.RECORD_ACCESS)
    if refused := why_not(line):
        raise InvalidValue(refused, "how")
    codes = beside_italian(language)
    said = Said(codes)
    hidden = discreet or always_discreet(line)
    house = network.house(vault, line.appointment.house)
    told = [(said(word), said.everywhere(value)) for word, value in _facts(line, hidden) if value]
    around = [("contact", desk)]
    if not hidden:
        around.insert(0, ("desk", ", ".join(part for part in (house.name, house.address) if part)))
    return Document(
        said("discreet_title"),
        codes,
        [
            Facts(told),
            Paragraph(said("if_you_cannot")),
            Facts([(said(word), said.everywhere(value)) for word, value in around if value]),
        ],
        above="" if hidden else house.name,
        foot=said.drafts,
        mark=said.mark,
    )


def given(vault: Vault, line: Line, language: str, *, discreet: bool) -> None:
    """Note that a reminder went out of the vault: to paper, or into a file."""
    vault.require(Permission.RECORD_ACCESS)
    hidden = discreet or always_discreet(line)
    vault.note("appointment.slip", appointment=line.appointment.id, language=language, discreet=hidden)


def _facts(line: Line, hidden: bool) -> Iterator[tuple[str, str]]:
    """Label and value; nothing that tells others why."""
    one, person = line.appointment, line.person
    if person is not None and not hidden:
        yield "name", f"{person.name} {person.surname}".strip()
    yield "when", moment(one.at)
    if not hidden:
        yield "what", one.title
    yield "where", one.place
    if not hidden:
        yield "with_whom", one.with_whom
        yield "goes_along", one.accompanied_by
