"""Workbooks: the templates that registers are kept in, and bringing their rows into the vault."""

from millegiorni_desk.flows.workbooks.batches import Import, imports
from millegiorni_desk.flows.workbooks.columns import Kind
from millegiorni_desk.flows.workbooks.importing import import_workbook
from millegiorni_desk.flows.workbooks.other_headers import remember
from millegiorni_desk.flows.workbooks.outcome import Near, Outcome, Rejected, Remark
from millegiorni_desk.flows.workbooks.plan import Plan, plan_of
from millegiorni_desk.flows.workbooks.rejected import write_rejected
from millegiorni_desk.flows.workbooks.remembering import keep_plan
from millegiorni_desk.flows.workbooks.templates import template, write_template
from millegiorni_desk.flows.workbooks.undoing import Undone, undo_import

__all__ = [
    "Import",
    "Kind",
    "Near",
    "Outcome",
    "Plan",
    "Rejected",
    "Remark",
    "Undone",
    "import_workbook",
    "imports",
    "keep_plan",
    "plan_of",
    "remember",
    "template",
    "undo_import",
    "write_rejected",
    "write_template",
]
