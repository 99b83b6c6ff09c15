"""What indicators and their codes are called on a screen: the report's Italian words in the interface's language."""

from __future__ import annotations

from millegiorni_desk.areas.monitoring import wording
from millegiorni_desk.areas.monitoring.report import Report
from millegiorni_desk.areas.people.countries import country_name
from millegiorni_desk.language import _
from millegiorni_desk.ui.parsing import MONTHS


def label(report: Report, vocabulary: str, code: str) -> str:
    """What *code* is called; a code that nobody named is shown as it is."""
    if vocabulary == "month" and code[:1].isdigit():
        return month(code)
    if vocabulary == "country" and code.isupper():
        return country_name(code)
    return _(wording.label(report, vocabulary, code))


def month(code: str) -> str:
    """``gen 2025`` of ``2025-01``."""
    return f"{MONTHS[int(code[5:]) - 1][:3]} {code[:4]}"


def place(report: Report) -> str:
    """The house that the report is about, or the network's houses."""
    return _(wording.place(report))
