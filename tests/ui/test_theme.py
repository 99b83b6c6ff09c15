"""Colours that can be read, sizes that follow the scale, fonts that are ours, and a quick start."""

import re
import subprocess
import sys
from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFontInfo, QIcon
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from millegiorni_desk import resources
from millegiorni_desk.ui import icons, look, spacing, theme, tokens
from millegiorni_desk.ui.forms import TextField
from millegiorni_desk.ui.labels import label
from millegiorni_desk.ui.stylesheet import sheet

PALETTES = {"light": tokens.LIGHT, "dark": tokens.DARK}


@pytest.mark.parametrize("name", PALETTES)
def test_every_text_can_be_read_on_its_ground(name: str) -> None:
    palette = PALETTES[name]
    for ink, ground in tokens.TEXT_PAIRS:
        ratio = tokens.contrast(getattr(palette, ink), getattr(palette, ground))
        assert ratio >= 4.5, f"{name}: {ink} on {ground} is {ratio:.2f}"


@pytest.mark.parametrize("name", PALETTES)
def test_every_outline_and_shape_can_be_seen(name: str) -> None:
    palette = PALETTES[name]
    for shape, ground in tokens.SHAPE_PAIRS:
        ratio = tokens.contrast(getattr(palette, shape), getattr(palette, ground))
        assert ratio >= 3.0, f"{name}: {shape} on {ground} is {ratio:.2f}"


def test_contrast_is_that_of_the_standard() -> None:
    assert tokens.contrast("#000000", "#ffffff") == pytest.approx(21)
    assert tokens.contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


def test_style_sheet_writes_text_only_in_colours_that_were_checked() -> None:
    written = {ink for ink, _ in tokens.TEXT_PAIRS} | {"transparent"}
    used = set(re.findall(r"(?<![-\w])color: \$?(\w+)", _template()))
    assert used <= written, used - written


def _template() -> str:
    from millegiorni_desk.ui import stylesheet

    return stylesheet._SHEET.template


def test_style_sheet_has_every_value(qapp: QApplication) -> None:
    assert "$" not in sheet(look.current())


def test_packaged_fonts_are_the_ones_in_use(qapp: QApplication) -> None:
    assert theme.load_fonts() == tuple(look.FAMILIES)
    assert QFontInfo(qapp.font()).family() == "Noto Sans"
    assert resources.path("fonts/OFL.txt").read_text(encoding="utf-8").count("SIL OPEN FONT LICENSE")


@pytest.mark.parametrize("scale", tokens.SCALES)
def test_everything_follows_the_scale(qapp: QApplication, scale: int) -> None:
    window = QWidget()
    layout = spacing.column(window, margins=16, spacing=8)
    words = QLabel("Nuovo accesso")
    layout.addWidget(words)
    spacing.fix(words, height=36)
    theme.apply("dark", scale)
    assert layout.contentsMargins().left() == 16 * scale // 100
    assert layout.spacing() == 8 * scale // 100
    assert words.height() == 36 * scale // 100
    assert qapp.font().pixelSize() == round(15 * scale / 100)
    assert look.current().dark
    window.deleteLater()


def test_what_a_window_shows_looks_as_the_others_whenever_it_came(
    window: Callable[[QWidget], QWidget], qtbot: QtBot
) -> None:
    shown = QWidget()
    layout = spacing.column(shown)
    title, line = label("Nuovo accesso", "title"), TextField("Quartiere")
    line.suggest(["Mirafiori", "San Salvario"])
    layout.addWidget(title)
    window(shown)
    theme.apply("dark", 200)
    layout.addWidget(line)
    QApplication.processEvents()
    assert title.font().pixelSize() == 2 * tokens.TITLE
    qtbot.keyClicks(line.line, "sal")
    offered = line.line.completer().popup()
    assert offered.isVisible()
    assert offered.sizeHintForRow(0) == 2 * tokens.FAR, "as high as the lines of every list"
    offered.hide()


def test_the_system_s_choice_is_followed(qapp: QApplication) -> None:
    hints = qapp.styleHints()
    for scheme, dark in ((Qt.ColorScheme.Dark, True), (Qt.ColorScheme.Light, False)):
        hints.setColorScheme(scheme)
        if hints.colorScheme() == scheme:  # a screen without a desktop knows no scheme
            assert theme.apply("system", 100).dark is dark
    hints.unsetColorScheme()
    assert theme.apply("system", 100).palette in PALETTES.values()


@pytest.mark.parametrize(("mode", "scale"), [("blue", 100), ("light", 110)])
def test_an_unknown_look_is_refused(mode: str, scale: int) -> None:
    with pytest.raises(ValueError, match="no such"):
        theme.apply(mode, scale)


def test_every_icon_is_drawn_in_the_colour_asked_for(qapp: QApplication) -> None:
    names = sorted(file.stem for file in resources.path("icons").glob("*.svg"))
    assert len(names) > 40
    for name in names:
        image = icons.pixmap(name, "primary", 24).toImage()
        seen = [image.pixelColor(x, y) for x in range(24) for y in range(24)]
        inked = [colour for colour in seen if colour.alpha() > 200]
        assert inked, f"{name} draws nothing"
        wanted = look.ink("primary")
        # Blending at the edges rounds by one.
        assert all(abs(got - want) <= 2 for colour in inked for got, want in _channels(colour, wanted)), name
    with pytest.raises(FileNotFoundError):
        icons.icon("no-such-icon")
    assert icons.icon("today").availableSizes(QIcon.Mode.Normal)


def _channels(one: QColor, other: QColor) -> list[tuple[int, int]]:
    return [(one.red(), other.red()), (one.green(), other.green()), (one.blue(), other.blue())]


def test_shell_and_theme_import_no_further_qt_module() -> None:
    probe = (
        "import sys, millegiorni_desk.ui.shell, millegiorni_desk.ui.theme\n"
        "print(sorted(name for name in sys.modules if name.startswith('PySide6.Qt')))\n"
        "print('pypdfium2' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == ["['PySide6.QtCore', 'PySide6.QtGui', 'PySide6.QtWidgets']", "False"]


def test_void_qt_calls_leave_none_alone(qapp: QApplication) -> None:
    """PySide6 6.12.0 loses one reference to None per void call on Python 3.11 and then aborts."""
    label = QLabel()
    before = sys.getrefcount(None)
    for _ in range(1_000):
        label.setText("Salvato alle 14:32")
    assert sys.getrefcount(None) > before - 100
