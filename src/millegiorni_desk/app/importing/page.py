"""*Importa un registro*: six steps at the left, from the file to the rows in the vault; one open at the right."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from millegiorni_desk.app.importing.check import CheckStep, ImportStep
from millegiorni_desk.app.importing.columns import ColumnsStep
from millegiorni_desk.app.importing.draft import Draft
from millegiorni_desk.app.importing.steps import FileStep, SheetStep, Step
from millegiorni_desk.app.importing.values import ValuesStep
from millegiorni_desk.app.sections import Sections
from millegiorni_desk.language import _
from millegiorni_desk.ui.buttons import Button
from millegiorni_desk.ui.page import Page
from millegiorni_desk.ui.tasks import Cancelled, TaskBar

if TYPE_CHECKING:
    from millegiorni_desk.ui.shell import Shell
    from millegiorni_desk.vault.vault import Vault

Progress = Callable[[int, int, str], None]
Work = Callable[[Progress, Callable[[], bool]], Any]

_STEPS = ("file", "sheet", "columns", "values", "check", "import")


class ImportPage(Page):
    """For whoever may import. Every step can be gone back to; nothing is written before the last."""

    def __init__(self, vault: Vault, shell: Shell) -> None:
        super().__init__(_("Importa un registro"))
        self.set_state(_("si scrive solo alla fine"), "info")
        self.draft = Draft(vault)
        self.work = TaskBar()
        self.parts = Sections(_("Importa"))
        self.parts.beside(self.work)
        self._steps: dict[str, Step] = {
            "file": FileStep(self),
            "sheet": SheetStep(self),
            "columns": ColumnsStep(self),
            "values": ValuesStep(self),
            "check": CheckStep(self),
            "import": ImportStep(self, shell),
        }
        words = (
            _("File"),
            _("Foglio e intestazione"),
            _("Colonne"),
            _("Valori"),
            _("Controllo"),
            _("Importa"),
        )
        for number, (key, name) in enumerate(zip(_STEPS, words, strict=True), 1):
            self.parts.register(key, f"{number}  {name}", "", self._maker(key))
            self.parts.section(key)
        self.parts.opened.connect(self._opened)
        self.add(self.parts)
        self.next = Button(_("Avanti"), self.go_on, kind="primary", keys="Ctrl+Return")
        self.foot.add(self.next)

    def _maker(self, key: str) -> Callable[[], Step]:
        return lambda: self._steps[key]

    def arrived(self, argument: object = None) -> None:
        self.parts.open(argument if isinstance(argument, str) else self.parts.here or "file")

    def first_focus(self) -> QWidget | None:
        here = self.parts.built.get(self.parts.here)
        return here.first_focus() if here else None

    def _opened(self, key: str) -> None:
        wanted = key if self.draft.book is not None or key == "file" else "file"
        if wanted != key:
            self.parts.open(wanted)
            return
        self.next.setVisible(key not in ("import",))

    def go_on(self) -> None:
        """On to the next step; a step that is not ready says why and stays."""
        here = self.parts.here
        if self._steps[here].ready():
            self.open(_STEPS[min(_STEPS.index(here) + 1, len(_STEPS) - 1)])

    def open(self, key: str) -> None:
        """Open a step, and tell every other what is known by now."""
        for name, step in self._steps.items():
            if name != key and self.draft.book is not None:
                step.tell()
        self.parts.open(key)

    def run(self, words: str, work: Work, done: Callable[[Any], object]) -> None:
        """Do *work* beside the window, with cancel: it is told to stop, and writes nothing."""

        def carried(progress: Progress) -> Any:
            stopped = threading.Event()

            def told(at: int, of: int, what: str) -> None:
                try:
                    progress(at, of, what)
                except Cancelled:
                    stopped.set()

            def asked() -> bool:
                told(0, 0, "")
                return stopped.is_set()

            outcome = work(told, asked)
            if stopped.is_set():
                raise Cancelled
            return outcome

        self.work.run(words, carried, done)
