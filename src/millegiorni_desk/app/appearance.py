"""The look that was chosen for this computer, put in force and kept."""

from __future__ import annotations

from PySide6.QtCore import QLibraryInfo, QLocale, QTranslator
from PySide6.QtWidgets import QApplication

from millegiorni_desk import language, settings
from millegiorni_desk.app.qt_words import ItalianOfQt
from millegiorni_desk.ui import theme, tokens


def mode() -> str:
    """``system``, ``light`` or ``dark``."""
    kept = settings.get("theme")
    return kept if kept in theme.MODES else "system"


def scale() -> int:
    """The size of the text in percent."""
    kept = settings.get("scale")
    return kept if kept in tokens.SCALES else tokens.SCALES[0]


def show() -> None:
    """Put the chosen look in force on every window."""
    theme.apply(mode(), scale())


def choose(new_mode: str, new_scale: int) -> None:
    """Keep another look and show it at once."""
    settings.put("theme", new_mode)
    settings.put("scale", new_scale)
    show()


def speak(application: QApplication) -> None:
    """Qt's own words (print and file dialogs, menus of a line of text) in the interface's language.

    On Linux these dialogs are Qt's; Windows and macOS show their own. Numbers stay written as in Italy.
    """
    QLocale.setDefault(QLocale(QLocale.Language.Italian, QLocale.Country.Italy))
    translator = QTranslator(application)
    if translator.load(
        f"qtbase_{language.CODE}", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    ):
        application.installTranslator(translator)
    if language.CODE == "it":
        application.installTranslator(ItalianOfQt(application))


def follow_system(application: QApplication) -> None:
    """Change with the system while the choice is the system's."""
    application.styleHints().colorSchemeChanged.connect(lambda: show() if mode() == "system" else None)
