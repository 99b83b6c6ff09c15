"""Making the report beside the window: the figures, what is put beside them, and each of its files."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass

from millegiorni_desk.app.reporting.choices import Choices
from millegiorni_desk.areas.monitoring import service
from millegiorni_desk.areas.monitoring.disclosure import publishable
from millegiorni_desk.areas.monitoring.queries import Period
from millegiorni_desk.areas.monitoring.report import Report
from millegiorni_desk.areas.monitoring.view import periods
from millegiorni_desk.areas.monitoring.yearly.year import Year, gather
from millegiorni_desk.vault.vault import Vault

Progress = Callable[[int, int, str], object]
PDF, WORD, WORKBOOK, JSON = "pdf", "docx", "xlsx", "json"


@dataclass(frozen=True)
class Made:
    """A report, and as it is printed."""

    choices: Choices
    year: Year
    pdf: bytes


def make(vault: Vault, choices: Choices, progress: Progress) -> Made:
    """Count the figures of what was chosen and set it on pages."""
    from millegiorni_desk.areas.monitoring.yearly.pdf import report_pdf
    from millegiorni_desk.flows import stories

    service.look_for_pairs(vault, progress)
    found, maps = service.compute_with_maps(vault, *choices.period, house=choices.house, progress=progress)
    report = publishable(found) if choices.published else found
    before = _before(vault, choices, choices.before, progress) if choices.before else None
    told = [(one.told_as, one.words) for one in stories.publishable(vault)] if choices.stories else []
    year = gather(vault, report, maps, language=choices.language, before=before, stories=told)
    progress(0, 0, "")
    return Made(choices, year, report_pdf(year))


def _before(vault: Vault, choices: Choices, period: Period, progress: Progress) -> Report:
    found = service.compute(vault, *period, house=choices.house, progress=progress)
    return publishable(found) if choices.published else found


def content(vault: Vault, made: Made, kind: str, progress: Progress) -> bytes:
    """The file of that kind."""
    progress(0, 0, "")
    if kind == PDF:
        return made.pdf
    if kind == JSON:
        figures = service.document(made.year.report)
        return (json.dumps(figures, ensure_ascii=False, indent=1) + "\n").encode()
    if kind == WORD:
        from millegiorni_desk.areas.monitoring.yearly.word import report_docx

        return report_docx(made.year)
    from millegiorni_desk.areas.monitoring.yearly.workbook import report_workbook, workbook_with_rows

    if made.choices.rows:
        return workbook_with_rows(vault, made.year, progress)
    return report_workbook(made.year)


def file_name(choices: Choices, kind: str) -> str:
    """``relazione-2025.docx``, with the house, what it is for and the language where they matter."""
    house = f"-{choices.house.lower()}" if choices.house else ""
    public = "-da-pubblicare" if choices.published else ""
    language = f"-{choices.language}" if choices.language != "it" else ""
    return f"relazione{house}-{periods.code(choices.period)}{public}{language}.{kind}"
