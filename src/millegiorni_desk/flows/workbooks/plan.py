"""How a register that is not ours is to be read: which sheet and header row, what columns hold, what words mean."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from millegiorni_desk.errors import InvalidValue, WorkbookRefused
from millegiorni_desk.flows.workbooks.columns import (
    COLUMNS,
    REASON,
    REPETITION,
    TITLES,
    Column,
    Headers,
    Kind,
    OtherHeaders,
    header_key,
    no_others,
)
from millegiorni_desk.flows.workbooks.parts import TOGETHER
from millegiorni_desk.flows.workbooks.reading import Register, registers_in, rows_below, titles_of
from millegiorni_desk.language import _
from millegiorni_desk.network.vocabularies import OF_QUESTION
from millegiorni_desk.sheets.grid import ROWS_ABOVE, Book, Sheet

_OURS = {header_key(REASON), header_key(REPETITION)}


@dataclass(frozen=True)
class Plan:
    """How to read a register.

    ``columns`` maps a column's label (as :func:`labels` gives it, by :func:`header_key`) to a column key, to one
    of ``TOGETHER``, or to nothing: left out. ``fixed`` says for a column key what every row has; ``meanings``
    (column key → folded word → code) what words stand for, an empty code leaving the cell empty. Of rows that
    equal each other in all that identifies them ``once`` imports the first only.
    """

    kind: Kind
    sheet: str = ""
    header_row: int = 1
    columns: Mapping[str, str] = field(default_factory=no_others)
    fixed: Mapping[str, str] = field(default_factory=no_others)
    meanings: OtherHeaders = field(default_factory=no_others)
    once: bool = False

    def with_meaning(self, key: str, word: str, code: str | None) -> Plan:
        """The plan in which *word* (folded) stands for *code* in that column; None: for what it says itself."""
        column = dict(self.meanings.get(key, {}))
        if code is None:
            column.pop(word, None)
        else:
            column[word] = code
        return replace(self, meanings={**self.meanings, key: column})

    def as_json(self) -> dict[str, Any]:
        """The plan as a file holds it."""
        return {
            "kind": self.kind.value,
            "sheet": self.sheet,
            "header_row": self.header_row,
            "columns": dict(self.columns),
            "fixed": dict(self.fixed),
            "meanings": {key: dict(words) for key, words in self.meanings.items()},
            "once": self.once,
        }


def plan_of(told: Any) -> Plan:
    """The plan that a file holds (:meth:`Plan.as_json`). Raises ``InvalidValue`` for what is none."""
    try:
        plan = Plan(
            Kind(told["kind"]),
            str(told.get("sheet", "")),
            int(told.get("header_row", 1)),
            {header_key(label): str(target) for label, target in told.get("columns", {}).items()},
            {str(key): str(text) for key, text in told.get("fixed", {}).items()},
            {
                key: {str(w): str(c) for w, c in words.items()}
                for key, words in told.get("meanings", {}).items()
            },
            bool(told.get("once", False)),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise InvalidValue(
            _("L'abbinamento non si può leggere: rifallo con «Impostazioni, Importa» e salvalo di nuovo."),
            "mapping",
        ) from error
    known = {column.key for column in COLUMNS[plan.kind]}
    told = [*plan.fixed, *plan.meanings, *(t for t in plan.columns.values() if t and t not in TOGETHER)]
    unknown = [key for key in told if key not in known and not key.startswith(OF_QUESTION)]
    if unknown:
        raise InvalidValue(
            _("L'abbinamento nomina «{key}», che non è una colonna di questo registro.").format(
                key=unknown[0]
            ),
            "mapping",
        )
    return plan


def labels(titles: Sequence[str]) -> list[str]:
    """What to call each column, no two alike: its title, the letter of one without, a number for a second one."""
    seen: Counter[str] = Counter()
    named = []
    for place, title in enumerate(titles):
        name = " ".join(title.split()) or _("colonna {letter}").format(letter=letter(place))
        seen[header_key(name)] += 1
        times = seen[header_key(name)]
        named.append(f"{name} ({times})" if times > 1 else name)
    return named


def letter(place: int) -> str:
    """What a spreadsheet calls the column at *place*, from 0: A, Z, AA."""
    name = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        name = chr(65 + rest) + name
    return name


def column_of(kind: Kind, key: str) -> Column:
    """The column with that key. Raises ``KeyError``."""
    return next(column for column in COLUMNS[kind] if column.key == key)


def targets(plan: Plan, titles: Sequence[str]) -> list[str]:
    """What each column of the sheet is told to hold; nothing for one that is left out."""
    return [plan.columns.get(header_key(label), "") for label in labels(titles)]


def headers_of(plan: Plan, titles: Sequence[str]) -> Headers:
    """What the header row means by *plan*: as for a register of ours."""
    places: dict[str, int] = {}
    parts: dict[str, str] = {}
    twice, unknown, repetition = [], [], None
    for place, (label, target) in enumerate(zip(labels(titles), targets(plan, titles), strict=True)):
        if header_key(label) == header_key(REPETITION):
            repetition = place
        elif header_key(label) not in plan.columns and titles[place] and header_key(label) not in _OURS:
            unknown.append(label)
        pieces = TOGETHER[target][1] if target in TOGETHER else {target: ""} if target else {}
        for key, part in pieces.items():
            if key in places:
                twice.append(next((c.header for c in COLUMNS[plan.kind] if c.key == key), label))
            places[key] = place
            if part:
                parts[key] = part
    missing = [c.header for c in COLUMNS[plan.kind] if _is_missing(c, places, plan)]
    return Headers(
        plan.kind, places, tuple(missing), tuple(dict.fromkeys(twice)), tuple(unknown), repetition, parts,
        plan.fixed, plan.meanings,
    )  # fmt: skip


def _is_missing(column: Column, places: Mapping[str, int], plan: Plan) -> bool:
    if not column.required or column.key in places or plan.fixed.get(column.key):
        return False
    # A register that has names in one of the two columns says who she is.
    return not (column.key in ("surname", "name") and {"surname", "name"} & places.keys())


def problems(plan: Plan, titles: Sequence[str]) -> list[str]:
    """Why the plan cannot be followed yet, in sentences; none when it can."""
    headers = headers_of(plan, titles)
    found = [_("Due colonne vanno in «{name}»: lasciane una.").format(name=name) for name in headers.twice]
    if headers.missing:
        names = ", ".join(f"«{name}»" for name in headers.missing)
        found.append(
            _("Manca ancora: {names}. Scegli una colonna, o un valore uguale per tutte le righe.").format(
                names=names
            )
        )
    return found


def register_by(plan: Plan, book: Book) -> Register:
    """The register in *book*, read by *plan*. Raises ``WorkbookRefused`` where the plan does not fit the book."""
    sheet, header_row = _place_of(plan, book)
    if sheet.refused:
        raise WorkbookRefused(sheet.refused)
    titles = titles_of(sheet, header_row)
    wrong = problems(plan, titles)
    if wrong:
        raise WorkbookRefused(" ".join(wrong) + " " + _("Non ho importato nulla."))
    headers = headers_of(plan, titles)
    notes = list(book.notes)
    if headers.unknown:
        names = ", ".join(f"«{name[:40]}»" for name in headers.unknown[:12])
        notes.append(_("Colonne nuove, lasciate fuori: {names}.").format(names=names))
    return Register(headers, titles, rows_below(sheet, header_row), tuple(notes))


def _place_of(plan: Plan, book: Book) -> tuple[Sheet, int]:
    """Where the plan's headers stand: where it says, or wherever else the same columns are."""
    said = [
        sheet
        for sheet in book.sheets
        if sheet.name == plan.sheet and not _lacks(plan, sheet, plan.header_row)
    ]
    if said:
        return said[0], plan.header_row
    for sheet in registers_in(book):
        for number in range(1, min(ROWS_ABOVE, len(sheet.rows)) + 1):
            if not _lacks(plan, sheet, number):
                return sheet, number
    raise WorkbookRefused(
        _(
            "In questo file non ci sono le colonne dell'abbinamento del registro «{kind}». "
            "Scegli il file giusto, o abbina di nuovo le colonne. Non ho importato nulla."
        ).format(kind=TITLES[plan.kind])
    )


def _lacks(plan: Plan, sheet: Sheet, header_row: int) -> bool:
    """Whether a column that the plan reads is not in that row."""
    there = {header_key(label) for label in labels(titles_of(sheet, header_row))}
    return not {label for label, target in plan.columns.items() if target} <= there
