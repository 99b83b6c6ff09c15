"""Where a document is made beside the window, then printed or saved, and what came of it is told."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QWidget

from millegiorni_desk.errors import DeskError
from millegiorni_desk.language import _
from millegiorni_desk.ui import tokens
from millegiorni_desk.ui.cards import Notice
from millegiorni_desk.ui.labels import reveal
from millegiorni_desk.ui.later import later
from millegiorni_desk.ui.printing import SavedNotice, print_pdf, save_as
from millegiorni_desk.ui.spacing import column
from millegiorni_desk.ui.tasks import TaskBar

Progress = Callable[[int, int, str], None]
PDF, JSON = "PDF (*.pdf)", "JSON (*.json)"


class Papers(QWidget):
    """Takes no room while there is nothing to tell.

    ``save_with`` and ``print_with`` ask the user where to; tests give their own.
    """

    def __init__(self) -> None:
        super().__init__()
        self.save_with: Callable[[QWidget, bytes, str, str], Path | None] = save_as
        self.print_with: Callable[[QWidget, bytes], bool] = print_pdf
        self.work = TaskBar()
        self.saved: Notice | None = None
        self._ask: Callable[[bytes], object] | None = None
        self._layout = column(self, spacing=tokens.TIGHT)
        self._layout.addWidget(self.work)
        self.work.told.connect(self._fit)
        self._fit()

    def print(self, make: Callable[[], bytes], printed: Callable[[], object] | None = None) -> None:
        """Make a document and ask for a printer; *printed* is called once it is on its way."""

        def ask(made: bytes) -> None:
            if self.print_with(self, made) and printed is not None:
                printed()

        self._make(_("Preparo la stampa"), make, ask)

    def save(
        self,
        make: Callable[[], bytes],
        name: str,
        kind: str = PDF,
        saved: Callable[[], object] | None = None,
    ) -> None:
        """Make a document and ask where it goes; *name* is the file name offered, never a person's."""
        self._make(_("Preparo il file"), make, lambda made: self._keep(made, name, kind, saved))

    def save_with_progress(
        self,
        make: Callable[[Progress], bytes],
        name: str,
        kind: str,
        saved: Callable[[], object],
    ) -> None:
        """As :meth:`save`, of a document that takes long: *make* tells how far it is, and can be stopped."""
        if self.work.busy:
            return
        self.clear()
        self._ask = lambda made: self._keep(made, name, kind, saved)
        self.work.run(_("Preparo il file"), make, self._made)

    def _keep(self, made: bytes, name: str, kind: str, saved: Callable[[], object] | None) -> None:
        path = self.save_with(self, made, name, kind)
        if path is not None:
            self.tell(SavedNotice(path))
            if saved is not None:
                saved()

    def tell(self, notice: Notice) -> None:
        """Show where something is, until the next work."""
        self.clear()
        self.saved = notice
        self._layout.addWidget(notice)
        self._fit()

    def _fit(self) -> None:
        reveal(self, self.saved is not None or not self.work.isHidden())

    def clear(self) -> None:
        """Take away what was told."""
        self.work.clear()
        if self.saved is not None:
            self._layout.removeWidget(self.saved)
            self.saved.hide()
            self.saved.deleteLater()
            self.saved = None
            self._fit()

    def _make(self, words: str, make: Callable[[], bytes], ask: Callable[[bytes], object]) -> None:
        if self.work.busy:
            return
        self.clear()
        self._ask = ask

        def work(progress: Progress) -> bytes:
            return make()

        self.work.run(words, work, self._made, can_cancel=False)

    def _made(self, made: bytes) -> None:
        # The dialog opens only after the task is gone: it may stay open for minutes.
        later(self, lambda: self._answer(made))

    def _answer(self, made: bytes) -> None:
        try:
            if self._ask is not None:
                self._ask(made)
        except DeskError as problem:
            self.work.show_problem(problem)
