"""What a screen reader is told of pieces that Qt does not know: drawings are charts, previews are pictures.

Such a class says ``spoken_role``, the name of one of ``QAccessible.Role``.
"""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import QObject
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QAccessibleWidget, QWidget

_told: dict[int, QAccessibleWidget] = {}


@cache
def teach() -> None:
    """Have Qt ask here, once in a process."""
    QAccessible.installFactory(_interface)


def _interface(name: str, about: QObject) -> QAccessibleWidget | None:
    """Qt's own description with the role of ours; kept as long as the widget lives, for Qt only points at it."""
    role = getattr(about, "spoken_role", "")
    if not role or not isinstance(about, QWidget):
        return None
    key = id(about)
    _told[key] = QAccessibleWidget(about, QAccessible.Role[role])
    about.destroyed.connect(lambda: _told.pop(key, None))
    return _told[key]
