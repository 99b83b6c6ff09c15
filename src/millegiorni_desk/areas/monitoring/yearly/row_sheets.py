"""The rows behind the figures as sheets of the workbook, written as they are read."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from itertools import islice
from typing import TYPE_CHECKING, Any

from millegiorni_desk.areas.monitoring import wording
from millegiorni_desk.areas.monitoring.indicators.declaration import SUMMED, UNKNOWN, Indicator, Kind, Unit
from millegiorni_desk.areas.monitoring.yearly import rows
from millegiorni_desk.areas.monitoring.yearly.people_numbers import PeopleNumbers
from millegiorni_desk.areas.monitoring.yearly.rows import RowSheet
from millegiorni_desk.areas.monitoring.yearly.units import UNITS
from millegiorni_desk.areas.monitoring.yearly.year import Year
from millegiorni_desk.language import N_
from millegiorni_desk.paper import spreadsheet
from millegiorni_desk.paper.workbooks import MOST_ROWS, Cells, Stream

if TYPE_CHECKING:
    from openpyxl import Workbook

_HEADS = 2
_FIRST_DAY = date(1899, 12, 30)
MOST_IN_ORDER = 250_000
"""Of more rows, those of one sheet are written as they are met: putting them in order would take too much memory."""
_TELL_EVERY = 5_000
_SEEN = "SELECT DISTINCT cluster FROM period_access WHERE cluster <> '' ORDER BY cluster"
_ANSWERS = {"yes": N_("sì"), "no": N_("no"), UNKNOWN: N_("non si sa")}
_LISTED = (Kind.CATEGORIES, Kind.MEASURED)
_AMOUNTS = (Kind.TOTAL, Kind.MEAN, Kind.HIGHEST)

Progress = Callable[[int, int, str], object]


class RowSheets:
    """Adds the sheets to a workbook and makes what is in them, from one state of the vault that *cursor* reads."""

    def __init__(self, year: Year, cursor: Any, parameters: dict[str, Any], progress: Progress) -> None:
        self._year, self._cursor, self._parameters = year, cursor, parameters
        self._progress = progress
        self._people = PeopleNumbers(who for (who,) in self._ask(_SEEN))
        self._done = self._total = 0
        self._words: dict[tuple[str, str], str] = {}
        self._days: dict[str, str] = {}

    def add(self, book: Workbook) -> tuple[dict[str, Stream], Cells | None]:
        """The streams of the new sheets by title, and what makes their cells."""
        streams: dict[str, Stream] = {}
        cells: Cells | None = None
        for sheet in rows.sheets([declared for declared, _unused in self._year.declared()]):
            number = rows.count(self._ask, sheet)
            self._total += number
            names = self._titles(sheet, number)
            made = None
            for name in names:
                scratch = book.create_sheet(name)
                cells = cells or Cells(scratch)
                made = made or self._rows(sheet, cells, in_order=number <= MOST_IN_ORDER)
                streams[scratch.title] = Stream(
                    (8, 10, 14, 12, *[18] * self._width(sheet)),
                    self._heads(sheet),
                    islice(made, MOST_ROWS - _HEADS),
                )
        return streams, cells

    def _ask(self, sql: str, **more: str) -> Iterator[Sequence[Any]]:
        # A cursor each: several are read side by side.
        cursor = self._cursor.connection.cursor()
        cursor.row_factory = None
        found: Iterator[Sequence[Any]] = cursor.execute(sql, {**self._parameters, **more})
        return found

    def _titles(self, sheet: RowSheet, number: int) -> list[str]:
        name = self._year.tongue.say(rows.NAMES.get(sheet.table, sheet.table))
        first = f"{self._year.tongue.say(N_('Righe'))} {name}"[:28]
        parts = max(-(-number // (MOST_ROWS - _HEADS)), 1)
        return [first, *(f"{first} {part}" for part in range(2, parts + 1))]

    def _width(self, sheet: RowSheet) -> int:
        return sum(
            1 + len(declared.measures[1:]) + (declared.kind is Kind.PART) for declared in sheet.columns
        )

    def _heads(self, sheet: RowSheet) -> list[list[str]]:
        say = self._year.tongue.say
        codes, names = ["", "", "", ""], [N_("Riga"), N_("Persona"), N_("Casa"), N_("Giorno")]
        names = [say(name) for name in names]
        for declared in sheet.columns:
            codes.append(declared.id)
            names.append(say(declared.title))
            further = ["N"] if declared.kind is Kind.PART else wording.measure_heads(declared)[1:]
            for measure in further:
                codes.append(declared.id)
                names.append(say(measure))
        return [codes, names]

    def _rows(self, sheet: RowSheet, cells: Cells, *, in_order: bool) -> Iterator[Sequence[str]]:
        label = self._year.tongue.label
        read = rows.read(self._ask, sheet, in_order=in_order)
        for at, (_unused, house, day, person, *texts) in enumerate(read, start=1):
            if self._done % _TELL_EVERY == 0:
                self._progress(self._done, self._total, "")
            self._done += 1
            who = self._people.of(person) if person else 0
            row = [
                cells.number(at),
                cells.number(who) if who else "<c/>",
                cells.text(label(self._year.report, "house", house) if house else ""),
                self._day(day, cells),
            ]
            for declared, text in zip(sheet.columns, texts, strict=True):
                row += self._cells(declared, text, cells)
            yield row

    def _day(self, day: str, cells: Cells) -> str:
        if not day:
            return "<c/>"
        if day not in self._days:
            self._days[day] = cells.number((date.fromisoformat(day) - _FIRST_DAY).days, spreadsheet.DAY)
        return self._days[day]

    def _cells(self, declared: Indicator, text: str | None, cells: Cells) -> list[str]:
        state, *amounts = rows.said(text)
        if declared.kind in _AMOUNTS and state == "yes":
            return [self._amount(declared.unit, amounts[0], cells)]
        if declared.kind is Kind.PART:
            part, whole = (self._amount(Unit.COUNT, one, cells) for one in amounts)
            return [part if state == "yes" else cells.text(self._said(declared, state)), whole]
        names = declared.measures[1:]
        measured = [
            self._amount(SUMMED[name].unit, one, cells) for name, one in zip(names, amounts, strict=False)
        ]
        return [cells.text(self._said(declared, state)), *measured]

    def _amount(self, unit: Unit | None, amount: str, cells: Cells) -> str:
        if not amount:
            return "<c/>"
        parts, form = UNITS.get(unit, (1, "General")) if unit else (1, "General")
        return cells.number(float(amount) / parts if parts > 1 else float(amount), form)

    def _said(self, declared: Indicator, state: str) -> str:
        if not state:
            return ""
        key = (declared.id, state)
        if key not in self._words:
            self._words[key] = self._word(declared, state)
        return self._words[key]

    def _word(self, declared: Indicator, state: str) -> str:
        tongue, report = self._year.tongue, self._year.report
        if declared.kind not in _LISTED:
            return tongue.say(_ANSWERS.get(state, state))
        codes = (json.loads(state) or [UNKNOWN]) if declared.many else [state]
        return "; ".join(tongue.label(report, declared.vocabulary, code) for code in sorted(set(codes)))
