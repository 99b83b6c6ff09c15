"""Stories of pathways: told under a pseudonym, and published only while she agrees to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import col, select

from millegiorni_desk.areas.pathways import service as pathways
from millegiorni_desk.areas.pathways.records import Pathway
from millegiorni_desk.areas.pathways.reserved import SEALED
from millegiorni_desk.areas.privacy import consents
from millegiorni_desk.areas.privacy.records import Consent
from millegiorni_desk.paper import document
from millegiorni_desk.paper.document import Block, Document, Heading, Paragraph, inserted
from millegiorni_desk.vault.permissions import Permission
from millegiorni_desk.vault.vault import Vault

CONSENT = "stories"
_NOTE = "I nomi sono inventati. Ogni donna ha letto la sua storia ed è d'accordo che si racconti."


@dataclass(frozen=True)
class Story:
    """A story that may be published: no name, no house, no day in it."""

    pathway_id: str
    told_as: str
    words: str


@dataclass(frozen=True)
class Told:
    """A story as it was before it was told again, and the consent answered with it: for :func:`take_back`."""

    pathway_id: str
    story: str
    story_name: str
    consent_on: date | None
    answered: str = ""


def tell(
    vault: Vault, pathway_id: str, story: str, story_name: str, consent_on: date | None, scope: str = ""
) -> Told:
    """Keep the story and, where she agreed on a day, her consent to it, in one save.

    A consent that already stands from that day on is not asked again.
    """
    vault.require(Permission.FOLLOW_PATHWAY)
    vault.require(Permission.EDIT_PERSON)
    (before,) = SEALED.shown(vault, [vault.get(Pathway, pathway_id)])
    answered = ""
    with vault.save("pathway.story"):
        pathways.tell_story(vault, pathway_id, story, story_name, consent_on)
        if consent_on is not None and not _stands(consent(vault, before.person_id), consent_on):
            answered = consents.answer(
                vault, before.person_id, CONSENT, "given", consent_on, scope or story_name
            ).id
    return Told(pathway_id, before.story, before.story_name, before.story_consent_on, answered)


def take_back(vault: Vault, told: Told) -> None:
    """Undo :func:`tell`."""
    vault.require(Permission.FOLLOW_PATHWAY)
    vault.require(Permission.EDIT_PERSON)
    with vault.save("pathway.story"):
        pathways.edit(
            vault,
            told.pathway_id,
            story=told.story,
            story_name=told.story_name,
            story_consent_on=told.consent_on,
        )
        if told.answered:
            consents.take_back(vault, told.answered)


def consent(vault: Vault, person_id: str) -> Consent | None:
    """Her answer on stories that holds today."""
    vault.require(Permission.SEE_PEOPLE)
    return consents.standing(vault, person_id).get(CONSENT)


def publishable(vault: Vault) -> list[Story]:
    """The stories that may be published, newest consent first.

    Only those that the user can read, with a day of consent, and while the consent of the woman stands: one that is
    withdrawn takes her story out, whatever the pathway says.
    """
    vault.require(Permission.SEE_PEOPLE)
    with vault.read() as session:
        found = session.exec(
            select(Pathway)
            .where(col(Pathway.story_consent_on).is_not(None), col(Pathway.voided).is_(False))
            .order_by(col(Pathway.story_consent_on).desc(), Pathway.id)
        ).all()
    agreed = consents.given(vault, {pathway.person_id for pathway in found}, (CONSENT,))
    return [
        Story(pathway.id, pathway.story_name, pathway.story)
        for pathway in SEALED.shown(vault, found)
        if pathway.story and (pathway.person_id, CONSENT) in agreed
    ]


def to_pdf(told: Sequence[Story]) -> bytes:
    """The stories as a paper, in Italian, for the report."""
    blocks: list[Block] = [Paragraph(_NOTE, "small")]
    for one in told:
        blocks += [Heading(inserted(one.told_as)), Paragraph(inserted(one.words))]
    return document.pdf(Document("Storie", ("it",), blocks))


def to_text(told: Sequence[Story]) -> bytes:
    """The stories as plain text, UTF-8, one after the other."""
    return "\n\n".join([_NOTE, *(f"{one.told_as}\n{one.words}" for one in told)]).encode() + b"\n"


def _stands(answer: Consent | None, since: date | None = None) -> bool:
    given = answer is not None and answer.answer == "given"
    return given and (since is None or (answer is not None and answer.on_date <= since))
