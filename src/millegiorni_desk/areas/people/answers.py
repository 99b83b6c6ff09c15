"""Answers that change with time (work, home, ISEE, ADI, permit …): each kept with its day; the latest holds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any

from sqlmodel import col, select

from millegiorni_desk.areas.people import checks, held
from millegiorni_desk.areas.people.records import Answer
from millegiorni_desk.errors import InvalidValue
from millegiorni_desk.language import _
from millegiorni_desk.network import service as network
from millegiorni_desk.vault.permissions import Permission
from millegiorni_desk.vault.vault import Vault

MOST_CENTS = 99_999_999


@dataclass(frozen=True)
class Kind:
    """What an answer of a kind holds: a code of ``vocabulary`` or, without one, text; *amount*: euro cents.

    *expires*: it has a last day of validity.
    """

    vocabulary: str = ""
    amount: bool = False
    expires: bool = False


KINDS = MappingProxyType(
    {
        "work": Kind("work", expires=True),
        "home": Kind("home", expires=True),
        "isee": Kind(amount=True, expires=True),
        "adi": Kind("answer", expires=True),
        "in_care": Kind("answer"),
        "permit": Kind("permit", expires=True),
        "residence": Kind("answer"),
        "health_cover": Kind("health_cover", expires=True),
        "italian": Kind("italian"),
        "other": Kind(expires=True),
    }
)


def kind_of(code: str) -> Kind:
    """What an answer of that kind holds; a word that the network added holds text."""
    return KINDS.get(code, Kind(expires=True))


def add(vault: Vault, person_id: str, answer: Answer) -> Answer:
    """Keep what she answered on a day; what she said before stays. An ISEE ends with its year if nothing is said.

    ``edit(…, voided=True)`` takes it off again.
    """
    if answer.kind == "isee" and answer.until is None:
        answer.until = date(answer.on_date.year, 12, 31)
    _check(vault, answer)
    return held.add(vault, person_id, answer, "answer.add")


def edit(vault: Vault, answer_id: str, **changes: Any) -> Answer:
    """Put an answer right, or take it off (``voided=True``) and back."""
    return held.edit(vault, Answer, answer_id, changes, "answer.edit", lambda answer: _check(vault, answer))


def history(vault: Vault, person_id: str, kind: str = "") -> list[Answer]:
    """All she answered, or all about one thing, newest first."""
    vault.require(Permission.SEE_PEOPLE)
    asked = select(Answer).where(Answer.person_id == person_id, col(Answer.voided).is_(False))
    if kind:
        asked = asked.where(Answer.kind == kind)
    with vault.read() as session:
        return list(session.exec(asked.order_by(col(Answer.on_date).desc(), col(Answer.id).desc())).all())


def standing(vault: Vault, person_id: str, on: date | None = None) -> dict[str, Answer]:
    """The answer that held for each kind on a day, today if none is given; see :func:`expired`."""
    day = on or date.today()
    found: dict[str, Answer] = {}
    for answer in history(vault, person_id):
        if answer.on_date <= day:
            found.setdefault(answer.kind, answer)
    return found


def expired(answer: Answer, on: date) -> bool:
    """Whether its last day of validity is past."""
    return answer.until is not None and answer.until < on


def _check(vault: Vault, answer: Answer) -> None:
    checks.cards_are_written(vault)
    if not answer.kind:
        raise InvalidValue(_("Scegli di che cosa si tratta."), "kind")
    network.check_codes(vault, "answer_kind", [answer.kind], "kind")
    kind = kind_of(answer.kind)
    answer.value = " ".join(answer.value.split())
    if kind.amount:
        if answer.cents is None or not 0 <= answer.cents <= MOST_CENTS:
            raise InvalidValue(_("Scrivi l'importo in euro, come 6.500,00."), "cents")
    elif not answer.value:
        raise InvalidValue(_("Scegli o scrivi che cosa ha risposto."), "value")
    elif kind.vocabulary:
        network.check_codes(vault, kind.vocabulary, [answer.value], "value")
    if answer.on_date > date.today():
        raise InvalidValue(_("Il giorno della risposta è nel futuro."), "on_date")
    if answer.until is not None and answer.until < answer.on_date:
        raise InvalidValue(_("La scadenza viene prima del giorno della risposta."), "until")
