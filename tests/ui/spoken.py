"""Which controls of a screen a screen reader could not name."""

from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QWidget

from tests.ui.test_gallery import OPERABLE, pieces


def nameless(widget: QWidget) -> list[str]:
    """The visible controls inside *widget* that have no spoken name."""
    found = [each for each in pieces(QAccessible.queryAccessibleInterface(widget)) if each.role() in OPERABLE]
    assert found
    return [
        f"{each.role().name} {each.object()}"
        for each in found
        if not each.text(QAccessible.Text.Name).strip() and not _in_a_list(each.parent())
    ]


def _in_a_list(parent: object) -> bool:
    return parent is not None and getattr(parent, "role", lambda: None)() == QAccessible.Role.ComboBox
