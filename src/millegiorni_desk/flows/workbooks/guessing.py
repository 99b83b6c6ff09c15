"""A first plan for a register that is not ours, from how its columns are called and from what stands in them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import date, datetime, time
from typing import Any

from millegiorni_desk.areas.people import codice_fiscale
from millegiorni_desk.errors import InvalidValue, WorkbookRefused
from millegiorni_desk.flows.workbooks import cells
from millegiorni_desk.flows.workbooks.columns import COLUMNS, Cell, Column, Kind, header_key, read_headers
from millegiorni_desk.flows.workbooks.other_headers import remembered
from millegiorni_desk.flows.workbooks.parts import PARTS, pieces
from millegiorni_desk.flows.workbooks.plan import Plan, labels
from millegiorni_desk.flows.workbooks.reading import registers_in, titles_of
from millegiorni_desk.flows.workbooks.remembering import plan_for
from millegiorni_desk.flows.workbooks.rows import ASKED
from millegiorni_desk.flows.workbooks.usual_headers import USUAL
from millegiorni_desk.flows.workbooks.words import Words
from millegiorni_desk.language import _
from millegiorni_desk.sheets.grid import ROWS_ABOVE, Book, Sheet, Value
from millegiorni_desk.vault.vault import Vault

IMPORTED = (Kind.ACCESSES, Kind.PATHWAYS, Kind.DOTI, Kind.MEETINGS, Kind.PEOPLE)
_SAMPLE = 200
_MOST_OF = 0.7
_ADULT = 14
_PHONE = re.compile(r"(?:\+|00)?[\d\s./-]{8,18}")
# What only a register of its kind has: that tells the kind where the headers are not ours.
_TELLING = {
    Kind.DOTI: ("amount_cents", "expense"),
    Kind.MEETINGS: ("title", "partner", "adults"),
    Kind.PATHWAYS: ("opened_on", "case_manager", "goals", "fragilities"),
    Kind.ACCESSES: ("on_date", "needs", "activities", "channel", "on_date+at_time"),
}


def propose(vault: Vault, book: Book) -> Plan:
    """A plan for *book*: the one kept for these headers, or a guess. Raises ``WorkbookRefused`` without any rows."""
    return plan_for(vault, book) or guess(vault, book)


def guess(vault: Vault, book: Book, sheet: str = "", header_row: int = 0, kind: Kind | None = None) -> Plan:
    """A guess from headers and contents; what is given is taken as it is."""
    readable = [each for each in registers_in(book) if each.rows and (not sheet or each.name == sheet)]
    if not readable:
        refused = next(
            (each.refused for each in book.sheets if each.refused and sheet in ("", each.name)), ""
        )
        raise WorkbookRefused(
            refused or _("Il foglio è vuoto: non c'è nulla da importare. Scegli il file giusto e riprova.")
        )
    best = max(readable, key=lambda each: _known_in(each, header_row or _header_row(each)))
    row = header_row or _header_row(best)
    return for_place(vault, best, row, kind)


def for_place(vault: Vault, sheet: Sheet, header_row: int, kind: Kind | None = None) -> Plan:
    """A guess for headers in that row of that sheet."""
    titles = titles_of(sheet, header_row)
    sample = sheet.rows[header_row : header_row + _SAMPLE]
    kinds = [kind] if kind else IMPORTED
    plans = [_plan(vault, each, sheet, header_row, titles, sample) for each in kinds]
    return max(plans, key=_fitness)


def _plan(
    vault: Vault,
    kind: Kind,
    sheet: Sheet,
    header_row: int,
    titles: Sequence[str],
    sample: Sequence[Sequence[Value]],
) -> Plan:
    also = {**_usual(kind), **remembered(vault).get(kind.value, {})}
    named = labels(titles)
    by_name = {place: key for key, place in read_headers(kind, titles, also).places.items()}
    taken = set(by_name.values())
    words = Words(vault)
    found: dict[str, str] = {}
    for place, (label, title) in enumerate(zip(named, titles, strict=True)):
        values = [row[place] for row in sample if place < len(row) and not cells.is_empty(row[place])]
        target = (
            by_name.get(place) or _together(kind, title, taken) or _by_content(kind, values, taken, words)
        )
        if target == "on_date" and "at_time" not in taken | set(by_name.values()) and _has_times(values):
            target = "on_date+at_time"
        taken |= set(pieces(target))
        if title or target:
            found[header_key(label)] = target
    fixed = {"house": vault.house} if vault.house and "house" not in taken else {}
    return Plan(kind, sheet.name, header_row, found, fixed)


def _fitness(plan: Plan) -> tuple[float, int]:
    held = set(plan.columns.values())
    filled = {key for target in held for key in pieces(target)} | plan.fixed.keys()
    required = [column.key for column in COLUMNS[plan.kind] if column.required]
    told = any(key in held for key in _TELLING.get(plan.kind, ()))
    share = sum(key in filled for key in required) / len(required)
    return (share + (0.5 if told else 0), len(filled))


def _usual(kind: Kind) -> dict[str, str]:
    return {
        header_key(header): column.key for column in COLUMNS[kind] for header in USUAL.get(column.key, ())
    }


def _known_in(sheet: Sheet, header_row: int) -> tuple[int, int]:
    titles = titles_of(sheet, header_row)
    known = max(len(read_headers(kind, titles, _usual(kind)).places) for kind in IMPORTED)
    return (known, len(sheet.rows))


def _header_row(sheet: Sheet) -> int:
    """The row that knows most of our headers, or else the first of those with the most texts."""

    def fitness(number: int) -> tuple[int, int]:
        row = sheet.rows[number - 1]
        known = max(
            len(read_headers(kind, titles_of(sheet, number), _usual(kind)).places) for kind in IMPORTED
        )
        return (
            known if known > 1 else 0,
            sum(isinstance(value, str) and bool(value.strip()) for value in row),
        )

    return max(range(1, min(ROWS_ABOVE, len(sheet.rows)) + 1), key=fitness)


def _together(kind: Kind, title: str, taken: set[str]) -> str:
    """A column of surname and name, as its title says in whichever order."""
    key = header_key(title)
    if {"surname", "name"} & taken or not any(column.key == "surname" for column in COLUMNS[kind]):
        return ""
    if "nominativo" in key or key in ("utente", "beneficiaria", "donna", "mamma", "persona"):
        return "surname+name"
    if "cognome" in key and key.replace("cognome", "", 1).find("nome") >= 0:
        return "surname+name" if key.startswith("cognome") else "name+surname"
    return ""


def _by_content(kind: Kind, values: Sequence[Value], taken: set[str], words: Words) -> str:
    """The column whose cells look like these, where nothing else is that column yet."""
    if len(values) < 2:
        return ""
    free = {column.key: column for column in COLUMNS[kind] if column.key not in taken}
    for key, looks in _LOOKS.items():
        if key in free and _share(values, looks) >= _MOST_OF:
            return key
    day = next((c.key for c in COLUMNS[kind] if c.cell is Cell.DAY and c.required), "")
    if day in free and _share(values, lambda value: _is_day(value, recent=True)) >= _MOST_OF:
        return day
    for key, column in free.items():
        if (
            column.vocabulary
            and column.vocabulary != "answer"
            and _share(values, _understood(column, words)) >= 0.9
        ):
            return key
    return ""


def _share(values: Sequence[Value], looks: Callable[[Value], bool]) -> float:
    return sum(looks(value) for value in values) / len(values)


def _is_day(value: Value, recent: bool) -> bool:
    with suppress(InvalidValue):
        found = cells.day(PARTS["day"](value), date.today())
        return (date.today().year - found.year < _ADULT) is recent
    return False


def _is_code(value: Value) -> bool:
    typed = cells.text(value).replace(" ", "").upper()
    return len(typed) == 16 and codice_fiscale.is_valid(typed)


def _is_phone(value: Value) -> bool:
    typed = cells.text(value)
    figures = re.sub(r"\D", "", typed)
    if _is_day(value, recent=True) or _is_day(value, recent=False):
        return False
    return bool(_PHONE.fullmatch(typed)) and 8 <= len(figures) <= 14 and figures[0] in "03+4"


def _is_time(value: Value) -> bool:
    if isinstance(value, str):
        with suppress(InvalidValue):
            return bool(re.search(r"\d[:.]\d\d", value)) and bool(cells.clock(value))
    return isinstance(value, time)


def _has_times(values: Sequence[Value]) -> bool:
    def moment(value: Value) -> bool:
        if isinstance(value, datetime):
            return value.time() != time()
        return isinstance(value, str) and bool(re.search(r"\d[ ,T]+(?:ore? ?|h ?)?\d{1,2}[:.]\d\d", value))

    return bool(values) and _share(values, moment) > 1 - _MOST_OF


def _understood(column: Column, words: Words) -> Callable[[Value], bool]:
    ask: Any = ASKED[column.cell]

    def looks(value: Value) -> bool:
        with suppress(InvalidValue):
            return all(ask(words, column, part) for part in cells.parts(value))
        return False

    return looks


_LOOKS: Mapping[str, Callable[[Value], bool]] = {
    "codice_fiscale": _is_code,
    "at_time": _is_time,
    "birth_date": lambda value: _is_day(value, recent=False),
    "phone": _is_phone,
}
