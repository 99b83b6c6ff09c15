"""Workbooks: the templates that registers are kept in, and bringing their rows into the vault."""

from millegiorni_desk.flows.workbooks.columns import Kind
from millegiorni_desk.flows.workbooks.importing import import_workbook
from millegiorni_desk.flows.workbooks.other_headers import remember
from millegiorni_desk.flows.workbooks.outcome import Outcome, Rejected, Remark
from millegiorni_desk.flows.workbooks.rejected import write_rejected
from millegiorni_desk.flows.workbooks.templates import template, write_template

__all__ = [
    "Kind",
    "Outcome",
    "Rejected",
    "Remark",
    "import_workbook",
    "remember",
    "template",
    "write_rejected",
    "write_template",
]
