"""Screens that take turns in one place."""

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QStackedWidget


class Screens(QStackedWidget):
    """Widgets of which one is seen, in the room that the window has for them.

    Only that one is asked what it wants: otherwise whatever moves on it has every page shown before measured again.
    """

    def hasHeightForWidth(self) -> bool:
        return False

    def sizeHint(self) -> QSize:
        seen = self.currentWidget()
        return seen.sizeHint() if seen is not None else super().sizeHint()

    def minimumSizeHint(self) -> QSize:
        seen = self.currentWidget()
        return seen.minimumSizeHint() if seen is not None else super().minimumSizeHint()
