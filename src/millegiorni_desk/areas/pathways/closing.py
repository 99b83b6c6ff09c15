"""Closing a pathway with what came of it, opening it again, and the short story that may be told of it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from millegiorni_desk.areas.pathways import opening, wellbeing
from millegiorni_desk.areas.pathways.records import Pathway
from millegiorni_desk.areas.pathways.reserved import SEALED
from millegiorni_desk.areas.people import service as people
from millegiorni_desk.areas.people.records import Person
from millegiorni_desk.errors import InvalidValue
from millegiorni_desk.language import _
from millegiorni_desk.network.service import fold
from millegiorni_desk.vault.permissions import Permission
from millegiorni_desk.vault.vault import Vault

LONGEST_STORY = 1500
_PSEUDONYMS = (
    "Alba", "Bianca", "Celeste", "Dalia", "Elena", "Flora", "Gaia", "Iris", "Linda", "Mara", "Nadia", "Olga", "Rita",
    "Sara", "Teresa", "Viola",
)  # fmt: skip
_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True)
class Closed:
    """A closing, as :func:`reopen` takes it back: how the pathway stood before, and the ratings made with it."""

    pathway_id: str
    ended_as: str = ""
    outcome: str = ""
    ratings: tuple[str, ...] = ()


def close(
    vault: Vault,
    pathway_id: str,
    on: date,
    outcome: str,
    ended_as: str = "",
    ratings: Mapping[str, Mapping[str, int]] | None = None,
) -> Closed:
    """Close a pathway: *ended_as* is a code of ``pathway_outcome``, *outcome* says it in words.

    Closing *ratings* are made in the same save: who rates (``woman``, ``case_manager``) → dimension → 0 to 10.
    """
    vault.require(Permission.FOLLOW_PATHWAY)
    if on > date.today():
        raise InvalidValue(_("Questo giorno deve ancora venire."), "closed_on")
    with vault.save("pathway.close"):
        (before,) = SEALED.shown(vault, [vault.get(Pathway, pathway_id)])
        former = Closed(pathway_id, before.ended_as, before.outcome)
        opening.edit(vault, pathway_id, closed_on=on, outcome=outcome, ended_as=ended_as)
        made = [
            rating.id
            for rated_by, scores in (ratings or {}).items()
            if scores
            for rating in wellbeing.rate_all(vault, pathway_id, on, rated_by, wellbeing.CLOSING, scores)
        ]
    return Closed(pathway_id, former.ended_as, former.outcome, tuple(made))


def reopen(vault: Vault, closed: Closed) -> None:
    """Open a pathway again; with what :func:`close` gave, as if it had not been closed."""
    vault.require(Permission.FOLLOW_PATHWAY)
    with vault.save("pathway.reopen"):
        opening.edit(
            vault, closed.pathway_id, closed_on=None, ended_as=closed.ended_as, outcome=closed.outcome
        )
        wellbeing.void_ratings(vault, closed.ratings)


def propose_name(vault: Vault, pathway_id: str) -> str:
    """A pseudonym for her story: the same each time, and neither her name nor one of her family's."""
    vault.require(Permission.FOLLOW_PATHWAY)
    pathway = vault.get(Pathway, pathway_id)
    taken = _names(vault, vault.get(Person, pathway.person_id))
    free = [name for name in _PSEUDONYMS if fold(name) not in taken]
    return free[sum(pathway_id.encode()) % len(free)]


def tell_story(
    vault: Vault, pathway_id: str, story: str, story_name: str, consent_on: date | None = None
) -> Pathway:
    """Keep a short story under a pseudonym; *consent_on*: the day on which she agreed to its publication.

    Raises ``InvalidValue`` where the story tells her name or one of her children's.
    """
    vault.require(Permission.FOLLOW_PATHWAY)
    pathway = vault.get(Pathway, pathway_id)
    hers = _names(vault, vault.get(Person, pathway.person_id))
    if len(story) > LONGEST_STORY:
        raise InvalidValue(_("La storia è breve: al più {most} lettere.").format(most=LONGEST_STORY), "story")
    if story.strip() and not story_name.strip():
        raise InvalidValue(_("Dai alla storia un nome inventato."), "story_name")
    if hers & _words(story_name):
        raise InvalidValue(_("Questo è il suo nome, o di un figlio: scegline uno inventato."), "story_name")
    if told := hers & _words(story):
        raise InvalidValue(
            _("Nella storia c'è un nome vero ({names}): usa quello inventato.").format(
                names=", ".join(sorted(told))
            ),
            "story",
        )
    if consent_on is not None and consent_on > date.today():
        raise InvalidValue(_("Questo giorno deve ancora venire."), "story_consent_on")
    if consent_on is not None and not story.strip():
        raise InvalidValue(_("Scrivi prima la storia: il consenso è a questa storia."), "story")
    return opening.edit(
        vault, pathway_id, story=story.strip(), story_name=story_name.strip(), story_consent_on=consent_on
    )


def _names(vault: Vault, person: Person) -> set[str]:
    """Her names and her children's, each word by itself; the shortest are too common to be told from words."""
    given = [person.name, person.surname]
    given += [child.name for child in people.children_of(vault, [person.id]).get(person.id, [])]
    return {word for name in given for word in _words(name) if len(word) > 2}


def _words(text: str) -> set[str]:
    return {fold(word) for word in _WORD.findall(text)}
