"""Layouts and fixed sizes given in px at 100 %, which follow when the scale changes."""

from PySide6.QtWidgets import QApplication, QGridLayout, QHBoxLayout, QLayout, QVBoxLayout, QWidget

from millegiorni_desk.ui.look import px

Margins = int | tuple[int, int] | tuple[int, int, int, int]

_MARGINS = "designMargins"
_SPACING = "designSpacing"
_ACROSS = "designAcross"
_SIZES = "designSizes"


def _four(margins: Margins) -> list[int]:
    if isinstance(margins, int):
        return [margins] * 4
    if len(margins) == 2:
        across, down = margins
        return [across, down, across, down]
    return list(margins)


def _apply(layout: QLayout) -> None:
    margins = layout.property(_MARGINS)
    if margins is None:
        return
    left, top, right, bottom = (px(side) for side in margins)
    layout.setContentsMargins(left, top, right, bottom)
    layout.setSpacing(px(layout.property(_SPACING)))
    across = layout.property(_ACROSS)
    if across is not None and isinstance(layout, QGridLayout):
        layout.setHorizontalSpacing(px(across))


def _keep(layout: QLayout, margins: Margins, spacing: int) -> None:
    layout.setProperty(_MARGINS, _four(margins))
    layout.setProperty(_SPACING, spacing)
    _apply(layout)


def column(parent: QWidget | None = None, *, margins: Margins = 0, spacing: int = 0) -> QVBoxLayout:
    """A vertical layout; *margins* are one number, (across, down), or left, top, right, bottom."""
    layout = QVBoxLayout(parent) if parent is not None else QVBoxLayout()
    _keep(layout, margins, spacing)
    return layout


def row(parent: QWidget | None = None, *, margins: Margins = 0, spacing: int = 0) -> QHBoxLayout:
    """A horizontal layout; sizes as in :func:`column`."""
    layout = QHBoxLayout(parent) if parent is not None else QHBoxLayout()
    _keep(layout, margins, spacing)
    return layout


def grid(
    parent: QWidget | None = None, *, margins: Margins = 0, spacing: int = 0, across: int | None = None
) -> QGridLayout:
    """A grid layout; sizes as in :func:`column`, with *across* between its columns if that is another."""
    layout = QGridLayout(parent) if parent is not None else QGridLayout()
    layout.setProperty(_ACROSS, across)
    _keep(layout, margins, spacing)
    return layout


def respace(layout: QLayout, spacing: int) -> None:
    """Give *layout* another *spacing*, which lasts when the look changes as Qt's own ``setSpacing`` would not."""
    layout.setProperty(_SPACING, spacing)
    _apply(layout)


def fix(
    widget: QWidget,
    *,
    width: int | None = None,
    height: int | None = None,
    at_least: tuple[int, int] | None = None,
    at_most: tuple[int, int] | None = None,
) -> None:
    """Hold *widget* to sizes in px at 100 %; ``at_least`` and ``at_most`` are (width, height), 0 = free."""
    sizes: dict[str, int] = {}
    if width is not None:
        sizes["setFixedWidth"] = width
    if height is not None:
        sizes["setFixedHeight"] = height
    for limit, pair in (("Minimum", at_least), ("Maximum", at_most)):
        for side, size in zip(("Width", "Height"), pair or (0, 0), strict=True):
            if size:
                sizes[f"set{limit}{side}"] = size
    widget.setProperty(_SIZES, sizes)
    _apply_sizes(widget)


def _apply_sizes(widget: QWidget) -> None:
    sizes = widget.property(_SIZES)
    if not sizes:
        return
    for setter, size in sizes.items():
        getattr(widget, setter)(px(size))


def rescale() -> None:
    """Give every layout and every held widget of every window its size at the scale in force."""
    for window in QApplication.topLevelWidgets():
        for widget in [window, *window.findChildren(QWidget)]:
            _apply_sizes(widget)
        for layout in window.findChildren(QLayout):
            _apply(layout)
