"""What is done at a window in the other actions of the report: tables, saved files, papers seen, synchronising."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any, cast

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QFileDialog, QLineEdit, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from millegiorni_desk.app.syncing.page import SyncPage
from millegiorni_desk.ui.pdf_pages import PdfPages
from millegiorni_desk.ui.tables import Table
from millegiorni_desk.ui.tasks import wait_for_all
from tests.end2end.case_manager import CaseManager
from tests.end2end.seat import Ctrl, Key
from tests.robustness import furnished


class Files:
    """The folder that she chooses whenever a dialog asks where; ``given`` is what she chooses to open."""

    def __init__(self, folder: Path, patch: pytest.MonkeyPatch) -> None:
        self.folder, self.given = folder, folder
        folder.mkdir()
        patch.setattr(QFileDialog, "getSaveFileName", self._save)
        patch.setattr(QFileDialog, "getOpenFileName", lambda *_asked: (str(self.given), ""))

    def _save(self, _parent: QWidget, _title: str, start: str, *_kinds: str) -> tuple[str, str]:
        return str(self.folder / Path(start).name), ""

    def saved(self, ending: str) -> Path:
        """The one file with that ending."""
        (found,) = self.folder.glob(f"*{ending}")
        return found

    def words(self, ending: str = ".pdf") -> str:
        """What a saved PDF says."""
        pages = PdfPages(self.saved(ending).read_bytes())
        told = "\n".join(pages.text(at) for at in range(len(pages)))
        pages.close()
        return told

    def sheet(self, name: str = "", ending: str = ".xlsx") -> list[tuple[Any, ...]]:
        """The rows of a sheet of a saved workbook, of the first where none is named."""
        book = load_workbook(BytesIO(self.saved(ending).read_bytes()))
        sheet = book[name] if name else book.worksheets[0]
        return list(sheet.iter_rows(values_only=True))


class Worker(CaseManager):
    """A seat with what all pages of the programme have."""

    def button(self, name: str) -> None:
        """Press a button once what it waits for is there."""

        def ready() -> bool:
            shown = self.shell.findChildren(QAbstractButton)
            return any(one.isVisible() and one.isEnabled() and one.accessibleName() == name for one in shown)

        self.until(ready)
        self.point(name, kinds=(QAbstractButton,))

    def table(self, name: str) -> Table:
        """The table so called that is on the screen."""
        self.settle()
        found = [
            one
            for one in self.shell.findChildren(Table)
            if one.isVisible() and one.view.accessibleName() == name
        ]
        assert found, f"no table «{name}»"
        return found[0]

    def rows(self, name: str) -> list[list[str]]:
        """What a table says, cell by cell."""
        model = self.table(name).model
        return [
            [str(model.index(at, column).data() or "") for column in range(model.columnCount())]
            for at in range(model.rowCount())
        ]

    def row(self, name: str, words: str) -> list[str]:
        """The row of a table that says *words* in one of its cells."""
        rows = self.rows(name)
        found = [row for row in rows if any(words in cell for cell in row)]
        assert found, f"«{name}» has no «{words}»: {rows}"
        return found[0]

    def open_row(self, name: str, words: str) -> None:
        """Go to a row of a table with the arrows and open it with Enter."""
        view = self.table(name).view
        at = self.rows(name).index(self.row(name, words))
        view.setFocus(Qt.FocusReason.TabFocusReason)
        self.press(Key.Key_Home, Ctrl)
        for _ in range(at):
            self.press(Key.Key_Down)
        assert view.currentIndex().row() == at
        self.press(Key.Key_Return)
        self.settle()

    def paper_seen(self) -> str:
        """What the papers shown in the window say, once they are drawn."""
        said: list[str] = []

        def drawn() -> bool:
            pages = [
                one
                for one in self.shell.findChildren(QWidget)
                if one.accessibleName().startswith("Pagina 1 di")
            ]
            said[:] = [one.accessibleDescription() for one in pages if one.isVisible()]
            return bool(said)

        self.until(drawn)
        return said[0]

    def saved(self) -> None:
        """Wait until the page says where the file went."""
        self.until(lambda: self.reads("Salvato: "))

    def synchronise(self) -> None:
        """Hand over and take in, on the page for it."""
        self.sit_down()
        page = self.shell.open("sync")
        assert isinstance(page, SyncPage)
        self.press(Key.Key_Return, Ctrl)
        self.until(lambda: not page.work.busy)
        assert page.work.problem is None
        self.settle()

    def written(self, name: str, within: str = "") -> str:
        """What stands in a field."""
        field = self.seen(name, within, (QLineEdit, QPlainTextEdit))
        return field.text() if isinstance(field, QLineEdit) else cast(QPlainTextEdit, field).toPlainText()

    @property
    def here(self) -> str:
        """What has the keyboard is called so."""
        focus = QApplication.focusWidget()
        return focus.accessibleName() if focus is not None else ""


Sits = Callable[..., Worker]


@pytest.fixture
def world(tmp_path: Path) -> furnished.World:
    return furnished.new(tmp_path / "world")


@pytest.fixture
def sits(qtbot: QtBot, world: furnished.World) -> Iterator[Sits]:
    """Puts someone at a window: ``sits("marta", world.coordinator)``."""
    taken: list[Worker] = []

    def sit(user: str, folder: Path, secret: str = furnished.PASSPHRASE) -> Worker:
        taken.append(Worker(qtbot, folder, user, secret))
        return taken[-1]

    yield sit
    for seat in taken:
        wait_for_all()
        seat.settle()
        seat.window.close()
        seat.window.deleteLater()


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Files:
    return Files(tmp_path / "saved", monkeypatch)
