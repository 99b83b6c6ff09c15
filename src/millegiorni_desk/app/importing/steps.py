"""*Importa un registro*: which file, which sheet, which row holds the headers, which register it is."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

from millegiorni_desk.app.path_fields import FileField
from millegiorni_desk.app.sections import Section
from millegiorni_desk.flows.workbooks import Kind, cells
from millegiorni_desk.flows.workbooks.columns import TITLES
from millegiorni_desk.flows.workbooks.guessing import IMPORTED
from millegiorni_desk.flows.workbooks.plan import labels, letter
from millegiorni_desk.language import _, plural
from millegiorni_desk.sheets.grid import ROWS_ABOVE, Sheet
from millegiorni_desk.sheets.reading import Stopped
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.cards import Card
from millegiorni_desk.ui.forms import ChoiceField, Form
from millegiorni_desk.ui.labels import label
from millegiorni_desk.ui.later import later
from millegiorni_desk.ui.page import Stack
from millegiorni_desk.ui.parsing import number
from millegiorni_desk.ui.tables import Column, Source, Table

if TYPE_CHECKING:
    from millegiorni_desk.app.importing.page import ImportPage

_FILES = _("Registri (*.xlsx *.xlsm *.xls *.ods *.csv *.tsv *.txt)")
_SHOWN_COLUMNS = 12
_SHOWN_ROWS = 12


class Step(Section):
    """A step of the wizard: it knows the page it stands on, and the import being prepared there."""

    def __init__(self, page: ImportPage) -> None:
        super().__init__()
        self.page = page
        self.draft = page.draft

    def ready(self) -> bool:
        """Whether one can go on from here; if not, what is missing is shown."""
        return True

    def tell(self) -> None:
        """Say in the list of steps how far this one is."""

    def take_focus(self, where: QWidget | None = None) -> None:
        """What was read beside the window is here: the keyboard comes to it, unless it has gone elsewhere."""

        def come() -> None:
            here, first = QApplication.focusWidget(), where or self.first_focus()
            if first is not None and self.isVisible() and (here is None or self.page.isAncestorOf(here)):
                first.setFocus(Qt.FocusReason.OtherFocusReason)

        later(self, come)


class FileStep(Step):
    """The file. Going on reads it in a process of its own."""

    def __init__(self, page: ImportPage) -> None:
        super().__init__(page)
        card = Card(_("Il file del registro"))
        self.file = FileField(
            _("File"),
            _FILES,
            hint=_("Excel (.xlsx, .xls), LibreOffice (.ods) o testo (.csv). Non viene cambiato."),
        )
        self.file.changed.connect(self._another)
        self.file.line.then = self.read
        card.add(self.file)
        card.add(
            label(
                _(
                    "Il file si legge in disparte, con poca memoria e poco tempo: se è rovinato o è una trappola, "
                    "viene rifiutato e qui non succede nulla."
                ),
                "muted",
                wrap=True,
            )
        )
        self.button = Button(_("Leggi il file"), self.read, kind="primary")
        card.add_row(self.button)
        self.add(card)

    def first_focus(self) -> QWidget:
        return self.file

    def _another(self) -> None:
        self.file.show_problem("")

    def ready(self) -> bool:
        if self.draft.book is not None and self.draft.path == self.file.path():
            return True
        self.read()
        return False

    def read(self) -> None:
        """Read the file, then go on where someone must look: to the columns when they were matched before."""
        path = self.file.path()
        if path is None:
            self.file.show_problem(_("Scegli prima il file del registro."))
            self.file.setFocus()
            return

        def work(progress: Any, cancelled: Callable[[], bool]) -> None:
            try:
                self.draft.read(path, cancelled)
            except Stopped:
                return

        self.page.run(_("Leggo il file"), work, self._read)

    def _read(self, outcome: object) -> None:
        self.tell()
        if self.draft.book is not None:
            known = self.draft.remembered and not self.draft.problems
            self.page.open("columns" if known else "sheet")

    def tell(self) -> None:
        book = self.draft.book
        self.told.emit(book.name if book else "", _("letto") if book else "", "info")


class SheetStep(Step):
    """Which sheet, which header row, which register; the first rows as they stand."""

    def __init__(self, page: ImportPage) -> None:
        super().__init__(page)
        card = Card(_("Dove sta il registro"))
        self.form = Form()
        self.kind = ChoiceField(_("Che registro è"), [(kind.value, TITLES[kind]) for kind in IMPORTED])
        self.sheet = ChoiceField(_("Foglio"))
        self.row = ChoiceField(_("Riga con i nomi delle colonne"))
        self.form.add_row(fold_under=600, kind=self.kind, sheet=self.sheet)
        self.form.add("row", self.row)
        card.add(self.form)
        self.room = Stack()
        card.add(self.room)
        self.add(card)
        self._busy = False
        self.form.changed.connect(self._changed)

    def first_focus(self) -> QWidget:
        return self.kind

    def reload(self) -> None:
        if self.draft.book is None:
            return
        self._busy = True
        plan = self.draft.plan
        self.kind.set_value(plan.kind.value)
        self.sheet.set_options([(one.name, _sheet_words(one)) for one in self.draft.sheets])
        self.sheet.set_value(plan.sheet)
        self._show_rows()
        self._busy = False
        self.tell()

    def _show_rows(self) -> None:
        sheet = self.draft.sheet
        rows = sheet.rows[:ROWS_ABOVE] if sheet else ()
        self.row.set_options([(str(at), _row_words(at, row)) for at, row in enumerate(rows, 1)])
        self.row.set_value(str(self.draft.plan.header_row))
        layout = self.room.layout()
        while layout is not None and (item := layout.takeAt(0)) is not None:
            old = item.widget()
            if old is not None:
                old.hide()
                old.deleteLater()
        if layout is not None and sheet is not None and sheet.rows:
            layout.addWidget(_preview(sheet, self.draft.plan.header_row))

    def _changed(self, name: str) -> None:
        if self._busy or not all((self.kind.value(), self.sheet.value(), self.row.value())):
            return
        sheet, kind = self.sheet.value(), Kind(self.kind.value())
        row = 1 if name == "sheet" else int(self.row.value())

        def work(progress: Any, cancelled: Any) -> None:
            self.draft.place(sheet, row, kind)

        self.page.run(_("Guardo il foglio"), work, lambda _none: self.reload())

    def tell(self) -> None:
        plan = self.draft.plan
        self.told.emit(
            _("{kind}, riga {row}").format(kind=TITLES[plan.kind], row=plan.header_row),
            plan.sheet[:14],
            "quiet",
        )


def _sheet_words(sheet: Sheet) -> str:
    if sheet.refused:
        return _("{name} (non si può leggere)").format(name=sheet.name)
    rows = len(sheet.rows)
    return plural("{name} ({n} riga)", "{name} ({n} righe)", rows).format(name=sheet.name, n=number(rows))


def _row_words(at: int, row: Any) -> str:
    said = [cells.text(value) for value in row if not cells.is_empty(value)]
    return _("riga {at}: {words}").format(at=at, words=" · ".join(said[:6])[:90] or _("vuota"))


def _preview(sheet: Sheet, header_row: int) -> Table:
    """The rows from the headers on, as they stand."""
    titles = labels([cells.text(value) for value in sheet.rows[header_row - 1]]) if sheet.rows else []
    columns = [Column("row", _("Riga"), "number", 64)]
    columns += [Column(letter(at), title, width=150) for at, title in enumerate(titles[:_SHOWN_COLUMNS])]
    rows = [
        {"id": str(at), "row": at} | {letter(place): cells.text(value) for place, value in enumerate(row)}
        for at, row in enumerate(sheet.rows[header_row : header_row + _SHOWN_ROWS], header_row + 1)
    ]
    return Table(_("Le prime righe"), columns, Source.of(rows), key="id", most_rows=8, row_height=30)
