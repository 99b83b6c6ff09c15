"""Esc: what was begun is left, from the innermost outwards."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget


class Leaving(QShortcut):
    """Esc within *part* calls *leave*; with *everywhere* also while the keyboard is elsewhere in the window.

    Of several that could be left it is the one the keyboard is in, else the help, else what *everywhere* leaves.
    """

    def __init__(
        self, part: QWidget, leave: Callable[[], object], *, everywhere: bool = False, first: bool = False
    ) -> None:
        super().__init__(QKeySequence("Escape"), part)
        self._part, self._leave, self._everywhere, self._first = part, leave, everywhere, first
        if not everywhere:
            self.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        # Where more than one answers, Qt would ask one after the other, a key each.
        self.activated.connect(self._innermost)
        self.activatedAmbiguously.connect(self._innermost)

    def ready(self) -> bool:
        """Whether there is something to leave."""
        return self._part.isVisible() and self._part.isEnabled()

    def _innermost(self) -> None:
        here = QApplication.focusWidget()
        within: list[QWidget] = []
        while here is not None:
            within.append(here)
            here = here.parentWidget()
        ready = [each for each in self._part.window().findChildren(Leaving) if each.ready()]
        inner = [each for each in ready if each._part in within]
        outer = [each for each in ready if each._everywhere and each not in inner]
        inner.sort(key=lambda each: within.index(each._part))
        outer.sort(key=lambda each: not each._first)
        for each in [*inner, *outer][:1]:
            each._leave()


class LeavingByButton(Leaving):
    """Esc within *part* presses *button* while it is shown."""

    def __init__(self, part: QWidget, button: QAbstractButton) -> None:
        super().__init__(part, button.click)
        self._button = button

    def ready(self) -> bool:
        return super().ready() and self._button.isVisible() and self._button.isEnabled()
