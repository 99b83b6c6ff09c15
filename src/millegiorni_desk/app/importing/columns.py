"""*Importa un registro*: what each column of the file holds, and what every row has alike."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from millegiorni_desk.app.importing.steps import Step
from millegiorni_desk.flows.workbooks import cells
from millegiorni_desk.flows.workbooks.columns import COLUMNS, REASON, REPETITION, header_key
from millegiorni_desk.flows.workbooks.foreign import choices
from millegiorni_desk.flows.workbooks.own_columns import own_columns
from millegiorni_desk.flows.workbooks.parts import TOGETHER, pieces
from millegiorni_desk.flows.workbooks.plan import labels, targets
from millegiorni_desk.flows.workbooks.rows import ASKED
from millegiorni_desk.language import _, plural
from millegiorni_desk.ui.cards import Card, Notice
from millegiorni_desk.ui.forms import ChoiceField, Form

if TYPE_CHECKING:
    from millegiorni_desk.app.importing.page import ImportPage

_SAMPLE = 300
_EXAMPLES = 3
_OURS = {header_key(REASON), header_key(REPETITION)}
# Beside what is required: what a desk's register often leaves unsaid because it is always the same.
_OFTEN_ALIKE = ("channel", "body", "state")


class ColumnsStep(Step):
    """A choice for each column, with what stands in it; then the values that all rows share."""

    def __init__(self, page: ImportPage) -> None:
        super().__init__(page)
        self.known = Notice("", "info")
        self.missing = Notice("", "warning")
        self.card = Card(_("Che cosa c'è in ogni colonna"))
        self.alike = Card(_("Uguale per tutte le righe"))
        for widget in (self.known, self.missing, self.card, self.alike):
            self.add(widget)
        self.fields: dict[str, ChoiceField] = {}
        self.fixed: dict[str, ChoiceField] = {}
        self._shown: object = None

    def first_focus(self) -> QWidget | None:
        return next(iter(self.fields.values()), None)

    def reload(self) -> None:
        if self.draft.book is None:
            return
        plan = self.draft.plan
        place = (self.draft.book, plan.sheet, plan.header_row, plan.kind)
        if place != self._shown:
            self._shown = place
            self._build()
        self._say()

    def ready(self) -> bool:
        self._say()
        return not self.draft.problems

    def _build(self) -> None:
        plan, titles = self.draft.plan, self.draft.titles
        self.card.empty()
        self.fields = {}
        form = Form()
        options = self._options()
        told = zip(labels(titles), targets(plan, titles), range(len(titles)), strict=True)
        shown = [
            one
            for one in told
            if header_key(one[0]) not in _OURS and (titles[one[2]] or self._examples(one[2]))
        ]
        for at in range(0, len(shown), 2):
            row = {}
            for label_, target, place in shown[at : at + 2]:
                field = ChoiceField(label_, options, none=_("non importare"), hint=self._examples(place))
                field.set_value(target)
                field.changed.connect(self._changed)
                row[f"c{place}"] = self.fields[header_key(label_)] = field
            form.add_row(fold_under=600, **row)
        self.card.add(form)
        self._build_alike()

    def _build_alike(self) -> None:
        self.alike.empty()
        self.fixed = {}
        form = Form()
        for column in COLUMNS[self.draft.plan.kind]:
            if column.cell not in ASKED or not (column.required or column.key in _OFTEN_ALIKE):
                continue
            field = ChoiceField(
                column.header,
                list(choices(self.draft.vault, column).items()),
                none=_("come dice la colonna, o vuoto"),
            )
            field.set_value(self.draft.plan.fixed.get(column.key, ""))
            field.changed.connect(self._changed)
            self.fixed[column.key] = form.add(column.key, field)
        self.alike.add(form)

    def _options(self) -> list[tuple[str, str]]:
        kind = self.draft.plan.kind
        columns = (*COLUMNS[kind], *own_columns(self.draft.vault, kind))
        keys = {column.key for column in columns}
        together = [(key, _(words)) for key, (words, parts) in TOGETHER.items() if parts.keys() <= keys]
        return [*((column.key, column.header) for column in columns), *together]

    def _examples(self, place: int) -> str:
        sheet = self.draft.sheet
        below = sheet.rows[self.draft.plan.header_row :][:_SAMPLE] if sheet else ()
        found = dict.fromkeys(cells.text(row[place])[:28] for row in below if place < len(row))
        return " · ".join([text for text in found if text][:_EXAMPLES])

    def _changed(self) -> None:
        plan = self.draft.plan
        columns = {**plan.columns, **{label_: field.value() for label_, field in self.fields.items()}}
        taken = {key for target in columns.values() for key in pieces(target)}
        fixed = {
            key: field.value() for key, field in self.fixed.items() if field.value() and key not in taken
        }
        self.draft.change(replace(plan, columns=columns, fixed=fixed))
        self._say()

    def _say(self) -> None:
        wrong = self.draft.problems
        self.missing.say(" ".join(wrong) or "–", "warning")
        self.missing.setVisible(bool(wrong))
        self.known.say(_("Riconosciuto: le colonne sono abbinate come l'ultima volta."))
        self.known.setVisible(self.draft.remembered and not wrong)
        self.tell()

    def tell(self) -> None:
        read = sum(bool(target) for target in targets(self.draft.plan, self.draft.titles))
        wrong = bool(self.draft.problems)
        words = plural("{n} colonna da importare", "{n} colonne da importare", read).format(n=read)
        self.told.emit(words, _("manca qualcosa") if wrong else _("a posto"), "warning" if wrong else "info")
