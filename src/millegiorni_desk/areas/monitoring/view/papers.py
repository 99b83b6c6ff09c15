"""The report as a file or on paper, made beside the window from the figures that are shown."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtWidgets import QWidget

from millegiorni_desk.areas.monitoring import service, wording
from millegiorni_desk.areas.monitoring.disclosure import publishable, publishable_maps
from millegiorni_desk.areas.monitoring.report import Matrix, Report
from millegiorni_desk.areas.monitoring.view import periods
from millegiorni_desk.areas.monitoring.yearly.year import gather
from millegiorni_desk.errors import DeskError
from millegiorni_desk.language import CODE, _
from millegiorni_desk.ui import tokens
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.cards import Notice
from millegiorni_desk.ui.later import later
from millegiorni_desk.ui.printing import SavedNotice, print_pdf, save_as
from millegiorni_desk.ui.spacing import column
from millegiorni_desk.ui.tasks import TaskBar
from millegiorni_desk.vault.vault import Vault

PDF, WORKBOOK, JSON = "pdf", "xlsx", "json"


@dataclass(frozen=True)
class _Paper:
    words: str
    kind: str


_PAPERS = {
    PDF: _Paper(_("Preparo il PDF"), "PDF (*.pdf)"),
    WORKBOOK: _Paper(_("Preparo il foglio Excel"), "Excel (*.xlsx)"),
    JSON: _Paper(_("Preparo il file JSON"), "JSON (*.json)"),
}


def content(vault: Vault, report: Report, paper: str) -> bytes:
    """*report* as a file of that kind; the map is read from *vault*."""
    if paper == JSON:
        return (json.dumps(service.document(report), ensure_ascii=False, indent=1) + "\n").encode()
    year = gather(vault, report, language=CODE)
    if paper == WORKBOOK:
        from millegiorni_desk.areas.monitoring.yearly.workbook import report_workbook

        return report_workbook(year)
    from millegiorni_desk.areas.monitoring.yearly.pdf import report_pdf

    return report_pdf(year)


def file_name(report: Report, paper: str) -> str:
    """``monitoraggio-2025.pdf``, with the house's code and what it is for where they matter."""
    house = f"-{report.house.lower()}" if report.house else ""
    public = "-da-pubblicare" if report.published else ""
    return f"monitoraggio{house}-{periods.code(report.period)}{public}.{paper}"


class Papers(QWidget):
    """Where files and prints are made: progress, then where the file is, or what went wrong.

    ``save_with`` and ``print_with`` ask the user where to; tests give their own.
    """

    def __init__(self, vault: Vault) -> None:
        super().__init__()
        self._vault = vault
        self.save_with: Callable[[QWidget, bytes, str, str], Path | None] = save_as
        self.print_with: Callable[[QWidget, bytes], bool] = print_pdf
        self._layout = column(self, spacing=tokens.TIGHT)
        self.work = TaskBar()
        self._layout.addWidget(self.work)
        self.notice: Notice | None = None

    def save(self, report: Report, paper: str, *, published: bool) -> None:
        """Make a file of *report*, then ask where it goes; *published* hides what could tell of one woman."""
        shown = publishable(report) if published else report
        name, kind = file_name(shown, paper), _PAPERS[paper].kind
        self._make(shown, paper, lambda made: self._keep(made, paper, name, kind))

    def save_map(self, report: Report, matrix: Matrix, *, published: bool) -> None:
        """Make a PDF of one map, then ask where it goes; *published* as in :meth:`save`."""
        shown, maps = report, [matrix]
        if published:
            shown = publishable(report)
            maps, _unused = publishable_maps([matrix], shown)
        name = file_name(shown, PDF).replace("monitoraggio", f"mappa-{matrix.indicator.id}")
        if not maps:
            self._tell(Notice(wording.MAPS_LEFT_OUT.format(titles=_(matrix.indicator.title)), "warning"))
            return

        def make() -> bytes:
            from millegiorni_desk.areas.monitoring.yearly.pdf import map_pdf

            return map_pdf(shown, maps[0])

        self._run(PDF, make, lambda made: self._keep(made, PDF, name, _PAPERS[PDF].kind))

    def print(self, report: Report, *, published: bool) -> None:
        """Print *report*; *published* as in :meth:`save`."""
        shown = publishable(report) if published else report
        self._make(shown, PDF, lambda made: self._try(lambda: self._print(made)))

    def _make(self, report: Report, paper: str, then: Callable[[bytes], object]) -> None:
        self._run(paper, lambda: content(self._vault, report, paper), then)

    def _run(self, paper: str, make: Callable[[], bytes], then: Callable[[bytes], object]) -> None:
        self.clear()

        def work(progress: Callable[[int, int, str], None]) -> bytes:
            progress(0, 0, "")
            made = make()
            progress(1, 1, "")
            return made

        # The dialog opens only after the task is gone: it may stay open for minutes.
        self.work.run(_PAPERS[paper].words, work, lambda made: later(self, lambda: then(made)))

    def _keep(self, made: bytes, paper: str, name: str, kind: str) -> None:
        def keep() -> None:
            path = self.save_with(self, made, name, kind)
            if path is not None:
                self._vault.note("report.save", kind=paper)
                self._tell(SavedNotice(path))

        self._try(keep)

    def _print(self, made: bytes) -> None:
        if self.print_with(self, made):
            self._vault.note("report.print")

    def _try(self, action: Callable[[], object]) -> None:
        try:
            action()
        except DeskError as problem:
            self.work.show_problem(problem, lambda: self._try(action))

    def _tell(self, notice: Notice) -> None:
        self.clear()
        notice.add_action(Button(_("Chiudi"), self.clear, kind="tool", icon="close"))
        self.notice = notice
        self._layout.addWidget(notice)

    def clear(self) -> None:
        """Take away what was said of the last file."""
        self.work.clear()
        if self.notice is not None:
            self._layout.removeWidget(self.notice)
            self.notice.hide()
            self.notice.deleteLater()
            self.notice = None
