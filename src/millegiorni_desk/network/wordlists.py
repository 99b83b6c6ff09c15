"""The words of a vocabulary as the coordination changes them: added, called otherwise, ended, put back, put in order.

Nothing is ever deleted: what was recorded with a word keeps it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlmodel import select

from millegiorni_desk.errors import InvalidValue, NotFound
from millegiorni_desk.language import _
from millegiorni_desk.network import service as network
from millegiorni_desk.network.records import Term
from millegiorni_desk.network.vocabularies import EXTENDABLE, NEEDED, OF_QUESTION
from millegiorni_desk.vault.permissions import Permission
from millegiorni_desk.vault.vault import Vault

LONGEST = 80
_LONGEST_CODE = 40
# What monitoring calls what it does not know and what it may not read.
_TAKEN = frozenset({"unknown", "reserved"})


@dataclass(frozen=True)
class Word:
    """A word of a vocabulary. ``shipped``: it came with the program; ``last_day``: after it nobody is offered it."""

    code: str
    label: str
    shipped: bool
    last_day: date | None

    def in_use(self, on: date) -> bool:
        """Whether it is offered on a day."""
        return self.last_day is None or on <= self.last_day


def words(vault: Vault, vocabulary: str) -> list[Word]:
    """Every word of a vocabulary in its order, those too that have ended."""
    newest = _newest(vault, vocabulary)
    shipped = network.shipped(vocabulary)
    return [
        Word(code, label, code in shipped, newest[code].active_to if code in newest else None)
        for code, label in network.terms(vault, vocabulary, italian=True).items()
    ]


def add(vault: Vault, vocabulary: str, label: str) -> Word:
    """Add a word; its code is made from the label and stays. Raises ``InvalidValue`` naming ``label``."""
    _may(vault, vocabulary)
    told = _label(vault, vocabulary, label)
    code = code_for(told, network.terms(vault, vocabulary))
    # Words written in one save have ids of one moment: only a number says which came first.
    ranks = [term.rank for term in _newest(vault, vocabulary).values()]
    own = vocabulary.startswith(OF_QUESTION)
    rank = max(ranks, default=0) + 1 if own or any(ranks) else 0
    with vault.save("term.add") as session:
        session.add(Term(vocabulary=vocabulary, code=code, label=told, rank=rank))
    return _word(vault, vocabulary, code)


def relabel(vault: Vault, vocabulary: str, code: str, label: str) -> Word:
    """Call a word otherwise, everywhere and for what was recorded with it too."""
    _may(vault, vocabulary)
    _word(vault, vocabulary, code)
    return _change(vault, vocabulary, code, label=_label(vault, vocabulary, label, code))


def end(vault: Vault, vocabulary: str, code: str, last_day: date | None = None) -> Word:
    """Offer a word no more after *last_day*, by default from today on; what was recorded with it keeps it."""
    _may(vault, vocabulary)
    _word(vault, vocabulary, code)
    if (vocabulary, code) in NEEDED:
        raise InvalidValue(
            _("Questa voce serve al programma: puoi chiamarla in un altro modo, ma non toglierla."), "code"
        )
    today = date.today()
    left = [one for one in words(vault, vocabulary) if one.in_use(today) and one.code != code]
    if not left:
        raise InvalidValue(_("È l'ultima voce dell'elenco: aggiungine prima un'altra."), "code")
    return _change(vault, vocabulary, code, active_to=last_day or today - timedelta(days=1))


def put_back(vault: Vault, vocabulary: str, code: str) -> Word:
    """Offer an ended word again."""
    _may(vault, vocabulary)
    _word(vault, vocabulary, code)
    return _change(vault, vocabulary, code, active_to=None)


def put_in_order(vault: Vault, vocabulary: str, codes: Sequence[str]) -> list[Word]:
    """Put the words in the order of *codes*; those that are not named come after them."""
    _may(vault, vocabulary)
    labels = network.terms(vault, vocabulary, italian=True)
    newest = _newest(vault, vocabulary)
    ordered = [*(code for code in codes if code in labels), *(code for code in labels if code not in codes)]
    with vault.save("term.order"):
        for rank, code in enumerate(ordered, 1):
            if code not in newest or newest[code].rank != rank:
                _change(vault, vocabulary, code, rank=rank)
    return words(vault, vocabulary)


def code_for(label: str, taken: Collection[str]) -> str:
    """A code made from *label*: lower-case letters, digits and ``_``, none of *taken*."""
    made = re.sub(r"[^a-z0-9]+", "_", network.fold(label)).strip("_")[:_LONGEST_CODE].strip("_") or "x"
    code, n = made, 1
    while code in taken or code in _TAKEN:
        n += 1
        code = f"{made}_{n}"
    return code


def _may(vault: Vault, vocabulary: str) -> None:
    vault.require(Permission.MANAGE_NETWORK)
    if vocabulary not in EXTENDABLE and not vocabulary.startswith(OF_QUESTION):
        raise InvalidValue(_("A questo elenco non si aggiungono voci."), "vocabulary")


def _label(vault: Vault, vocabulary: str, label: str, own: str = "") -> str:
    told = " ".join(label.split())
    if not told:
        raise InvalidValue(_("Scrivi la voce."), "label")
    if len(told) > LONGEST:
        raise InvalidValue(_("Al più {n} lettere: è una voce d'elenco.").format(n=LONGEST), "label")
    if ";" in told:
        raise InvalidValue(_("Senza punto e virgola: nei fogli separa una voce dall'altra."), "label")
    for one in words(vault, vocabulary):
        if one.code != own and network.fold(one.label) == network.fold(told):
            ended = not one.in_use(date.today())
            raise InvalidValue(
                _("«{label}» c'è già tra quelle tolte: rimettila in uso.").format(label=one.label)
                if ended
                else _("«{label}» c'è già.").format(label=one.label),
                "label",
            )
    return told


def _newest(vault: Vault, vocabulary: str) -> dict[str, Term]:
    """For each code the record that holds: the one written last."""
    with vault.read() as session:
        found = session.exec(select(Term).where(Term.vocabulary == vocabulary).order_by(Term.id)).all()
    return {term.code: term for term in found}


def _word(vault: Vault, vocabulary: str, code: str) -> Word:
    for one in words(vault, vocabulary):
        if one.code == code:
            return one
    raise NotFound(_("Questa voce non c'è nell'elenco."))


def _change(vault: Vault, vocabulary: str, code: str, **changes: Any) -> Word:
    with vault.save("term.edit") as session:
        held = _newest(vault, vocabulary).get(code)
        if held is None:
            label = network.terms(vault, vocabulary, italian=True)[code]
            held = Term(vocabulary=vocabulary, code=code, label=label)
        for field, value in changes.items():
            setattr(held, field, value)
        session.merge(held)
        session.flush()
    return _word(vault, vocabulary, code)
