"""The words of a register's coded columns: how often each stands there, and what it is taken for."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from millegiorni_desk.areas.people.countries import countries
from millegiorni_desk.areas.people.languages import languages
from millegiorni_desk.errors import InvalidValue
from millegiorni_desk.flows.workbooks import cells
from millegiorni_desk.flows.workbooks.columns import COLUMNS, Cell, Column
from millegiorni_desk.flows.workbooks.own_columns import own_columns
from millegiorni_desk.flows.workbooks.parts import PARTS
from millegiorni_desk.flows.workbooks.reading import Register
from millegiorni_desk.flows.workbooks.rows import ASKED
from millegiorni_desk.flows.workbooks.words import Words
from millegiorni_desk.language import _
from millegiorni_desk.network import service as network
from millegiorni_desk.vault.vault import Vault

_MOST = 500


@dataclass(frozen=True)
class Foreign:
    """A word of a coded column: as it stands first, folded, in how many cells, and the code it is taken for.

    ``known`` words say their code themselves; ``said`` ones were mapped in the plan (an empty code: left empty);
    of any other ``code`` is the one that looks most alike, or nothing.
    """

    column: Column
    word: str
    key: str
    times: int
    code: str
    known: bool
    said: bool


def foreign_words(vault: Vault, register: Register) -> list[Foreign]:
    """The distinct words of every coded column, unknown ones first, the most frequent first; at most 500 a column."""
    words = Words(vault)
    found: list[Foreign] = []
    for column in (*COLUMNS[register.kind], *own_columns(vault, register.kind)):
        place = register.headers.places.get(column.key)
        if column.cell in ASKED and place is not None:
            found += _of_column(vault, register, column, place, words)
    return sorted(found, key=lambda one: (one.known or one.said, -one.times))


def choices(vault: Vault, column: Column) -> dict[str, str]:
    """Code → words of everything that the cells of a coded column may mean, in use today."""
    if column.cell is Cell.HOUSE:
        return {house.code: house.name for house in network.houses(vault) if vault.house in ("", house.code)}
    if column.cell is Cell.BODY:
        return {body.code: body.name for body in network.bodies(vault, vault.house)}
    if column.cell is Cell.COUNTRY:
        return countries()
    if column.cell is Cell.LANGUAGE:
        return languages()
    if column.cell is Cell.YES_NO:
        return {"yes": _("Sì"), "no": _("No")}
    return network.terms(vault, column.vocabulary, date.today())


def _of_column(vault: Vault, register: Register, column: Column, place: int, words: Words) -> list[Foreign]:
    part = PARTS.get(register.headers.parts.get(column.key, ""))
    seen: Counter[str] = Counter()
    first: dict[str, str] = {}
    for row in register.rows:
        value = row.cells[place] if place < len(row.cells) else ""
        value = part(value) if part else value
        for text in cells.parts(value) if column.cell is Cell.CODES else [cells.text(value)]:
            key = network.fold(text)
            if key:
                seen[key] += 1
                first.setdefault(key, text)
    meanings = register.headers.meanings.get(column.key, {})
    options = {network.fold(label): code for code, label in choices(vault, column).items()}
    return [
        _judged(column, first[key], key, times, meanings, options, words)
        for key, times in seen.most_common(_MOST)
    ]


def _judged(
    column: Column,
    text: str,
    key: str,
    times: int,
    meanings: Mapping[str, str],
    options: Mapping[str, str],
    words: Words,
) -> Foreign:
    try:
        itself = ASKED[column.cell](words, column, text)
    except InvalidValue:
        itself = ""
    if key in meanings:
        return Foreign(column, text, key, times, meanings[key], known=False, said=True)
    if itself:
        return Foreign(column, text, key, times, itself, known=True, said=False)
    return Foreign(column, text, key, times, _alike(key, options), known=False, said=False)


def _alike(word: str, options: Mapping[str, str]) -> str:
    """The code whose label looks most like *word*, or holds it; nothing where none does."""
    near: Sequence[str] = difflib.get_close_matches(word, options, n=1, cutoff=0.75)
    if near:
        return options[near[0]]
    holding = [label for label in options if len(word) >= 4 and (word in label or label in word)]
    return options[holding[0]] if len(holding) == 1 else ""
