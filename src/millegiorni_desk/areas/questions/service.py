"""The questions of the network: adding one, its words and those to choose from, retiring it, taking it up again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from enum import StrEnum
from types import MappingProxyType

from sqlmodel import select

from millegiorni_desk.areas.questions.records import Question
from millegiorni_desk.errors import InvalidValue, NotFound
from millegiorni_desk.language import N_, _
from millegiorni_desk.network import service as network
from millegiorni_desk.network import wordlists
from millegiorni_desk.network.vocabularies import OF_QUESTION
from millegiorni_desk.vault.permissions import Permission
from millegiorni_desk.vault.vault import Vault

LONGEST, LONGEST_HELP = 120, 400


class Kind(StrEnum):
    """What an answer is."""

    CHOICE = "choice"
    CHOICES = "choices"
    NUMBER = "number"
    DATE = "date"
    TEXT = "text"


CHOSEN = frozenset({Kind.CHOICE, Kind.CHOICES})

KINDS: Mapping[str, str] = MappingProxyType(
    {
        Kind.CHOICE: N_("Una risposta tra più"),
        Kind.CHOICES: N_("Più risposte insieme"),
        Kind.NUMBER: N_("Un numero"),
        Kind.DATE: N_("Una data"),
        Kind.TEXT: N_("Parole libere"),
    }
)
ABOUT: Mapping[str, str] = MappingProxyType(
    {
        "access": N_("Accesso"),
        "person": N_("Persona"),
        "pathway": N_("Percorso"),
        "meeting": N_("Incontro"),
    }
)
"""The tables whose records a question may be asked of."""


def vocabulary(code: str) -> str:
    """The vocabulary that holds the words of the question *code*."""
    return f"{OF_QUESTION}{code}"


def every(vault: Vault, about: str = "") -> list[Question]:
    """All questions in the order in which they are asked, the retired too; of one table where *about* names it."""

    def read() -> list[Question]:
        with vault.read() as session:
            found = session.exec(select(Question).order_by(Question.id)).all()
        # Two desks of the coordination may have made one code apart: the first is the question.
        # One about a table that only a newer program asks of waits for the upgrade.
        first = {one.code: one for one in reversed(found) if one.about in ABOUT}
        return sorted(first.values(), key=lambda one: (list(ABOUT).index(one.about), one.rank, one.id))

    known = vault.cached("questions", ("question",), read)
    return [one for one in known if not about or one.about == about]


def in_use(vault: Vault, about: str, on: date) -> list[Question]:
    """The questions that are asked of *about* on a day."""
    return [one for one in every(vault, about) if asked_on(one, on)]


def asked_on(question: Question, on: date) -> bool:
    """Whether the question is asked on that day."""
    return (question.active_from is None or question.active_from <= on) and (
        question.active_to is None or on <= question.active_to
    )


def question(vault: Vault, code: str) -> Question:
    """The question with that code. Raises ``NotFound``."""
    for known in every(vault):
        if known.code == code:
            return known
    raise NotFound(
        _("Questa domanda non c'è in questo archivio. Sincronizza per ricevere le domande della rete.")
    )


def options(vault: Vault, code: str, on: date | None = None, *, italian: bool = False) -> dict[str, str]:
    """Code → label of the words to choose from; with a day, only those in use on it."""
    return network.terms(vault, vocabulary(code), on, italian=italian)


def add(vault: Vault, new: Question, words: Sequence[str] = ()) -> Question:
    """Ask something more of accesses, people, pathways or meetings; *words* are the answers to choose from.

    The code is made from the label and stays for ever. Asked from today on where no day is given.
    Raises ``InvalidValue`` naming the field.
    """
    vault.require(Permission.COORDINATE)
    if new.about not in ABOUT:
        raise InvalidValue(_("Scegli di che cosa si chiede."), "about")
    if new.kind not in KINDS:
        raise InvalidValue(_("Scegli com'è la risposta."), "kind")
    _check(vault, new)
    told = [" ".join(word.split()) for word in words if word.strip()]
    if new.kind in CHOSEN and len(told) < 2:
        raise InvalidValue(_("Scrivi almeno due risposte tra cui scegliere."), "words")
    if new.kind not in CHOSEN and told:
        raise InvalidValue(_("Solo le domande a scelta hanno risposte da scegliere."), "words")
    new.code = wordlists.code_for(new.label, {one.code for one in every(vault)})
    new.rank = max((one.rank for one in every(vault, new.about)), default=0) + 1
    new.active_from = new.active_from or date.today()
    with vault.save("question.add") as session:
        session.add(new)
        session.flush()
        for word in told:
            _worded(vault, new.code, word)
    return new


def edit(
    vault: Vault,
    code: str,
    *,
    label: str | None = None,
    help: str | None = None,
    active_from: date | None = None,
) -> Question:
    """Word a question otherwise, or ask it from another day on; what was answered stays."""
    vault.require(Permission.COORDINATE)
    with vault.save("question.edit") as session:
        held = vault.get(Question, question(vault, code).id)
        held.label = held.label if label is None else label
        held.help = held.help if help is None else help
        held.active_from = active_from or held.active_from
        _check(vault, held)
        return session.merge(held)


def retire(vault: Vault, code: str, last_day: date | None = None) -> Question:
    """Ask a question no more after *last_day*, by default from today on; its answers stay, and are counted."""
    return _until(vault, "question.retire", code, last_day or date.today() - timedelta(days=1))


def reactivate(vault: Vault, code: str) -> Question:
    """Ask a retired question again."""
    return _until(vault, "question.reactivate", code, None)


def put_in_order(vault: Vault, about: str, codes: Sequence[str]) -> list[Question]:
    """Ask the questions of *about* in the order of *codes*."""
    vault.require(Permission.COORDINATE)
    with vault.save("question.edit") as session:
        for rank, code in enumerate(codes, 1):
            held = vault.get(Question, question(vault, code).id)
            if held.about == about and held.rank != rank:
                held.rank = rank
                session.merge(held)
    return every(vault, about)


def _worded(vault: Vault, code: str, word: str) -> None:
    try:
        wordlists.add(vault, vocabulary(code), word)
    except InvalidValue as problem:
        raise InvalidValue(f"«{word}»: {problem.message}", "words") from None


def _until(vault: Vault, action: str, code: str, last_day: date | None) -> Question:
    vault.require(Permission.COORDINATE)
    with vault.save(action) as session:
        held = vault.get(Question, question(vault, code).id)
        held.active_to = last_day
        return session.merge(held)


def _check(vault: Vault, held: Question) -> None:
    held.label, held.help = " ".join(held.label.split()), held.help.strip()
    if not held.label:
        raise InvalidValue(_("Scrivi la domanda."), "label")
    if len(held.label) > LONGEST:
        raise InvalidValue(_("La domanda sta in {n} lettere.").format(n=LONGEST), "label")
    if len(held.help) > LONGEST_HELP:
        raise InvalidValue(_("La spiegazione sta in {n} lettere.").format(n=LONGEST_HELP), "help")
    for other in every(vault, held.about):
        if other.id != held.id and network.fold(other.label) == network.fold(held.label):
            raise InvalidValue(_("«{label}» si chiede già.").format(label=other.label), "label")
