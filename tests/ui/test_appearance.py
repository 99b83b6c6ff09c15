"""What Qt itself says is Italian too."""

from PySide6.QtCore import QCoreApplication, QLocale, QTranslator
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from millegiorni_desk.app import appearance
from millegiorni_desk.app.desk_window import DeskWindow
from millegiorni_desk.ui import theme


def test_the_dialogs_of_qt_speak(qapp: QApplication) -> None:
    before = QLocale()
    appearance.speak(qapp)
    try:
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
