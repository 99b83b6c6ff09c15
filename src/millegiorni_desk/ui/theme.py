"""Puts a look in force on the whole application: fonts, Fusion, palette, and the style sheet of each window."""

from functools import cache

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication, QStyleFactory

from millegiorni_desk import resources
from millegiorni_desk.ui import look, spacing, tokens
from millegiorni_desk.ui.dressing import dress

MODES = ("system", "light", "dark")
_APPLIED = "lookApplied"
_FONTS = (
    "NotoSans-Regular", "NotoSans-Bold", "NotoSans-Italic", "NotoSans-BoldItalic",
    "NotoSansArabic-Regular", "NotoSansArabic-Bold", "NotoSansBengali-Regular", "NotoSansBengali-Bold",
)  # fmt: skip


@cache
def load_fonts() -> tuple[str, ...]:
    """Register the packaged fonts once; the families that are now known, in our order of preference."""
    for name in _FONTS:
        if QFontDatabase.addApplicationFont(str(resources.path(f"fonts/{name}.ttf"))) < 0:
            raise FileNotFoundError(f"font not readable: {name}")
    known = set(QFontDatabase.families())
    return tuple(family for family in look.FAMILIES if family in known)


def _app() -> QApplication:
    running = QApplication.instance()
    if not isinstance(running, QApplication):
        raise RuntimeError("a QApplication must exist before a theme is applied")
    return running


def _system_is_dark() -> bool:
    hints = _app().styleHints()
    if hints.colorScheme() != Qt.ColorScheme.Unknown:
        return hints.colorScheme() == Qt.ColorScheme.Dark
    ground = QStyleFactory.create("Fusion").standardPalette().color(QPalette.ColorRole.Window)
    return ground.lightness() < 128


def _qt_palette(colours: tokens.Palette) -> QPalette:
    role = QPalette.ColorRole
    made = QPalette()
    for target, name in (
        (role.Window, "background"), (role.Base, "surface"), (role.AlternateBase, "background"),
        (role.Button, "surface"), (role.WindowText, "text"), (role.Text, "text"), (role.ButtonText, "text"),
        (role.BrightText, "danger"), (role.Highlight, "primary"), (role.HighlightedText, "on_primary"),
        (role.Accent, "primary"), (role.Link, "primary"), (role.LinkVisited, "primary"),
        (role.PlaceholderText, "muted"), (role.ToolTipBase, "text"), (role.ToolTipText, "background"),
        (role.Light, "surface"), (role.Midlight, "line"), (role.Mid, "line"), (role.Dark, "edge"),
        (role.Shadow, "edge"),
    ):  # fmt: skip
        made.setColor(target, QColor(str(getattr(colours, name))))
    for target in (role.WindowText, role.Text, role.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, target, QColor(colours.muted))
    return made


def apply(mode: str = "system", scale: int = 100) -> look.Look:
    """Show every window in *mode* (``system``, ``light``, ``dark``) at *scale* percent, now and live.

    ``system`` is what the system says now; apply again when it changes its mind.
    Raises ``ValueError`` for a mode or a scale (100, 125, 150, 200) that does not exist.
    """
    if mode not in MODES:
        raise ValueError(f"no such mode: {mode}")
    if scale not in tokens.SCALES:
        raise ValueError(f"no such scale: {scale}")
    app = _app()
    load_fonts()
    dark = mode == "dark" or (mode == "system" and _system_is_dark())
    taken = look.Look(tokens.DARK if dark else tokens.LIGHT, scale)
    if taken == look.current() and app.property(_APPLIED):
        return taken
    app.setProperty(_APPLIED, True)
    look.take(taken)
    # Qt lets go of a sheet and takes another many times quicker than it exchanges one for the other: there each
    # widget hands its new font down to everything inside it, again at every level.
    dressed = [window for window in app.topLevelWidgets() if window.styleSheet()]
    for window in dressed:
        window.setStyleSheet("")
    if app.style().name() != "fusion":
        app.setStyle("Fusion")
    app.setPalette(_qt_palette(taken.palette))
    app.setFont(look.font())
    for window in dressed:
        dress(window)
    spacing.rescale()
    look.notifier.changed.emit()
    return taken
