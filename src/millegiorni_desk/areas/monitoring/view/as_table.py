"""The figures of one part as a table: the same numbers for the keyboard and for whoever listens to the screen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from millegiorni_desk.areas.monitoring import wording
from millegiorni_desk.areas.monitoring.dashboard import Beside
from millegiorni_desk.areas.monitoring.figures import Categories, Count, Measured
from millegiorni_desk.areas.monitoring.report import Report
from millegiorni_desk.areas.monitoring.view.plan import Part
from millegiorni_desk.areas.monitoring.view.shown import aim, cells, shown
from millegiorni_desk.language import _
from millegiorni_desk.ui.spacing import column
from millegiorni_desk.ui.tables import Column, Source, Table

_MOST_ROWS = 400
_NUMBER, _VALUE = 112, 168


class FiguresTable(QWidget):
    """The lines of *part*; ``opened`` carries an indicator and a code, empty for all of it."""

    opened = Signal(str, str)

    def __init__(self, part: Part) -> None:
        super().__init__()
        self._part = part
        columns = [
            Column("title", _("Cifra")),
            Column("value", _("Valore"), "number", _VALUE, str),
            Column("counts", _("Di quanti"), "number", 150, str),
            Column("unknown", _("Non si sa"), "number", _NUMBER, str),
            Column("before", _("Un anno prima"), "number", _VALUE, str),
            Column("target", _("Obiettivo"), "number", _NUMBER, str),
            Column("reached", _("Raggiunto"), "number", _NUMBER, str),
        ]
        self.table = Table(part.words, columns, most_rows=_MOST_ROWS)
        self.table.opened.connect(lambda row: self.opened.emit(row["indicator"], row["code"]))
        column(self).addWidget(self.table)
        self.setFocusProxy(self.table)

    def show_report(self, report: Report, found: Mapping[str, Beside]) -> None:
        """Show the figures of *report* and what stands beside them."""
        names = [*self._part.figures, *([self._part.months] if self._part.months else []), *self._part.charts]
        rows = [
            row for name in names if name in report.figures for row in _rows(report, name, found.get(name))
        ]
        self.table.show_rows(Source.of(rows))


def _rows(report: Report, name: str, beside: Beside | None) -> Iterator[dict[str, Any]]:
    declared, figure = report.declared[name], report.figures[name]
    title = _(declared.title)
    if isinstance(figure, Categories | Measured):
        before = ""
        for at, (code, words, value, counts) in enumerate(cells(report, name)):
            row = _row(name, code, f"{title}: {words}", value=value, counts=counts)
            yield row if code != before else {**row, "id": f"{row['id']}/{at}"}
            before = code
        return
    told = shown(declared, figure)
    counts = "" if isinstance(figure, Count) else told.counts
    row = _row(name, "", title, value=wording.value(declared, figure), counts=counts)
    unknown = getattr(figure, "unknown", 0)
    row["unknown"] = wording.number(unknown) if unknown else ""
    if beside is not None and beside.before is not None:
        row["before"] = wording.value(declared, beside.before)
    if beside is not None and beside.target is not None:
        row["target"] = aim(beside.target)
        row["reached"] = "" if beside.target.percent is None else f"{beside.target.percent} %"
    yield row


def _row(name: str, code: str, title: str, **known: str) -> dict[str, Any]:
    empty = dict.fromkeys(("value", "counts", "unknown", "before", "target", "reached"), "")
    return {"id": f"{name}/{code}", "indicator": name, "code": code, "title": title, **empty, **known}
