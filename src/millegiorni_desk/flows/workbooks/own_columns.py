"""The columns of a register that the network's own questions add, after ours."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

from millegiorni_desk.areas.questions import service as questions
from millegiorni_desk.areas.questions.records import Question
from millegiorni_desk.flows.workbooks.columns import COLUMNS, Cell, Column, Kind, header_key
from millegiorni_desk.network.vocabularies import OF_QUESTION
from millegiorni_desk.vault.vault import Vault

# What a register is about, and beside it whom.
ASKED: Mapping[Kind, tuple[str, ...]] = MappingProxyType(
    {
        Kind.ACCESSES: ("access", "person"),
        Kind.PATHWAYS: ("pathway", "person"),
        Kind.MEETINGS: ("meeting",),
        Kind.PEOPLE: ("person",),
    }
)
_CELLS = {
    questions.Kind.CHOICE: Cell.CODE,
    questions.Kind.CHOICES: Cell.CODES,
    questions.Kind.NUMBER: Cell.DECIMAL,
    questions.Kind.DATE: Cell.DAY,
    questions.Kind.TEXT: Cell.TEXT,
}


def own_columns(vault: Vault, kind: Kind, on: date | None = None) -> tuple[Column, ...]:
    """A column for each question that a register of *kind* may answer; with a day, only those asked on it.

    Its header is the question, with what it is asked of where a column is called so already.
    """
    taken = {header_key(column.header) for column in COLUMNS[kind]}
    found = []
    for about in ASKED.get(kind, ()):
        for one in questions.every(vault, about):
            header = one.label if header_key(one.label) not in taken else _apart(one)
            taken.add(header_key(header))
            if on is None or questions.asked_on(one, on):
                found.append(_column(one, header))
    return tuple(found)


def is_own(column: Column) -> bool:
    """Whether it is the column of a question."""
    return column.key.startswith(OF_QUESTION)


def _apart(one: Question) -> str:
    return f"{one.label} ({questions.ABOUT[one.about].lower()})"


def _column(one: Question, header: str) -> Column:
    kind = questions.Kind(one.kind)
    chosen = one.kind in questions.CHOSEN
    vocabulary = questions.vocabulary(one.code)
    return Column(
        vocabulary, header, _CELLS[kind], vocabulary=vocabulary if chosen else "", future=True, width=24
    )
