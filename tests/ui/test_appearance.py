"""What Qt itself says is Italian too."""

import re

import shiboken6
from PySide6.QtCore import QCoreApplication, QLocale, QTranslator
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from millegiorni_desk.app import appearance
from millegiorni_desk.app.desk_window import DeskWindow
from millegiorni_desk.ui import theme


def dialogs_words() -> set[str]:
    """What Qt's dialogs of files and printers say, where the system has none of its own."""
    # The dialog does not keep its printer.
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    files, printers = QFileDialog(), QPrintDialog(printer)
    files.setOption(QFileDialog.Option.DontUseNativeDialog)
    said: set[str] = set()
    for dialog in (files, printers):
        for each in dialog.findChildren(QWidget):
            text, title = getattr(each, "text", str), getattr(each, "title", str)
            said |= {str(text()), str(title()), each.toolTip()}
        shiboken6.delete(dialog)
    return {words for words in said if re.search("[a-z]{3}", words) and "/" not in words}


def test_the_dialogs_of_qt_speak(qapp: QApplication) -> None:
    before = QLocale()
    english = dialogs_words()
    appearance.speak(qapp)
    try:
        assert len(english) > 20
        assert english & dialogs_words() == set()
        assert QCoreApplication.translate("QPlatformTheme", "Cancel") == "Annulla"
        assert QCoreApplication.translate("QPrintDialog", "Print").replace("&", "") == "Stampa"
        assert QLocale().toString(12345.5, "f", 2) == "12.345,50"
    finally:
        for translator in qapp.findChildren(QTranslator):
            qapp.removeTranslator(translator)
        QLocale.setDefault(before)


def test_at_200_percent_the_window_stays_within_a_small_screen(qtbot: QtBot) -> None:
    window = DeskWindow(None)
    qtbot.addWidget(window)
    window.resize(1366, 768)
    window.show()
    theme.apply("light", 200)
    qtbot.wait(1)
    assert (window.width(), window.height()) == (1366, 768)
