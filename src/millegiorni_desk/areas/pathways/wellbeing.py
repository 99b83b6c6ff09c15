"""How she is: her own rating and the case manager's, 0 to 10 in each dimension, and scores taken elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from sqlmodel import col, select

from millegiorni_desk.areas.pathways import following
from millegiorni_desk.areas.pathways.parts import add_part
from millegiorni_desk.areas.pathways.records import OutsideScore, Wellbeing
from millegiorni_desk.areas.pathways.reserved import SEALED_SCORES
from millegiorni_desk.errors import InvalidValue
from millegiorni_desk.language import _
from millegiorni_desk.network import service as network
from millegiorni_desk.vault.permissions import Permission
from millegiorni_desk.vault.vault import Vault

OPENING, ALONG, CLOSING = "opening", "along", "closing"
RATERS = ("woman", "case_manager")
# A result is a figure or a word; a scale's questions are its owner's, and have no place here.
_SHORT = 80


def rate(vault: Vault, wellbeing: Wellbeing) -> Wellbeing:
    """Keep how she is in one dimension, 0 to 10."""
    vault.require(Permission.FOLLOW_PATHWAY)
    _check(vault, wellbeing)
    return add_part(vault, "wellbeing.rate", wellbeing)


def rate_all(
    vault: Vault, pathway_id: str, on: date, rated_by: str, moment: str, scores: Mapping[str, int]
) -> list[Wellbeing]:
    """Keep several dimensions, code → 0 to 10, in one save."""
    vault.require(Permission.FOLLOW_PATHWAY)
    if not scores:
        raise InvalidValue(_("Scegli almeno un voto da 0 a 10."), "scores")
    with vault.save("wellbeing.rate"):
        return [
            rate(
                vault,
                Wellbeing(
                    house="",
                    pathway_id=pathway_id,
                    on_date=on,
                    dimension=dimension,
                    score=score,
                    rated_by=rated_by,
                    moment=moment,
                ),
            )
            for dimension, score in scores.items()
        ]


def void_ratings(vault: Vault, rating_ids: Sequence[str], voided: bool = True) -> None:
    """Take ratings out, or put them back."""
    vault.require(Permission.FOLLOW_PATHWAY)
    with vault.save("wellbeing.void") as session:
        for rating_id in rating_ids:
            rating = vault.get(Wellbeing, rating_id)
            rating.voided = voided
            session.merge(rating)


def proposed_moment(ratings: Iterable[Wellbeing], rated_by: str) -> str:
    """``opening`` until this rater has given one, then ``along``."""
    return ALONG if any(rating.rated_by == rated_by for rating in ratings) else OPENING


def scores_of(vault: Vault, pathway_id: str) -> list[OutsideScore]:
    """The scores noted from elsewhere, oldest first, as the user may read them."""
    vault.require(Permission.SEE_PEOPLE)
    with vault.read() as session:
        found = session.exec(
            select(OutsideScore)
            .where(OutsideScore.pathway_id == pathway_id, col(OutsideScore.voided).is_(False))
            .order_by(col(OutsideScore.on_date), OutsideScore.id)
        ).all()
    return SEALED_SCORES.shown(vault, found)


def add_score(vault: Vault, score: OutsideScore) -> OutsideScore:
    """Note a score taken elsewhere: the scale's name, the day and the result, never its questions."""
    vault.require(Permission.FOLLOW_PATHWAY)
    _check_score(score)
    added: OutsideScore = following.write_new(vault, SEALED_SCORES, "outside_score.add", score)
    return added


def edit_score(vault: Vault, score_id: str, **changes: Any) -> OutsideScore:
    """Change an outside score; ``voided`` takes it out."""
    vault.require(Permission.FOLLOW_PATHWAY)
    (before,) = SEALED_SCORES.shown(vault, [vault.get(OutsideScore, score_id)])
    if set(changes) - {"voided"}:
        _check_score(OutsideScore(**{**before.model_dump(), **changes}))
    edited: OutsideScore = following.write_again(
        vault, SEALED_SCORES, "outside_score.edit", score_id, **changes
    )
    return edited


def _check(vault: Vault, rating: Wellbeing) -> None:
    network.check_codes(vault, "dimension", [rating.dimension], "dimension")
    if not 0 <= rating.score <= 10:
        raise InvalidValue(_("Il benessere va da 0 a 10."), "score")
    if rating.rated_by not in RATERS:
        raise InvalidValue(_("Il voto lo dà lei, o la case manager."), "rated_by")
    if rating.moment:
        network.check_codes(vault, "wellbeing_moment", [rating.moment], "moment")


def _check_score(score: OutsideScore) -> None:
    if not score.scale.strip():
        raise InvalidValue(_("Scrivi il nome della scala."), "scale")
    if not score.score.strip():
        raise InvalidValue(_("Scrivi il risultato."), "score")
    if max(len(score.scale), len(score.score)) > _SHORT:
        raise InvalidValue(
            _(
                "Qui vanno solo il nome della scala e il risultato (al più 80 lettere): le domande non si copiano."
            ),
            "score" if len(score.score) > _SHORT else "scale",
        )
    if score.on_date > date.today():
        raise InvalidValue(_("Questo giorno deve ancora venire."), "on_date")
