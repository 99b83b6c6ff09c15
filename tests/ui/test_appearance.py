"""What Qt itself says is Italian too."""

from PySide6.QtCore import QCoreApplication, QLocale, QTranslator
from PySide6.QtWidgets import QApplication

from millegiorni_desk.app import appearance


def test_the_dialogs_of_qt_speak_italian(qapp: QApplication) -> None:
    before = QLocale()
    appearance.speak_italian(qapp)
    try:
        assert QCoreApplication.translate("QPlatformTheme", "Cancel") == "Annulla"
        assert QCoreApplication.translate("QPrintDialog", "Print").replace("&", "") == "Stampa"
        assert QLocale().toString(12345.5, "f", 2) == "12.345,50"
    finally:
        for translator in qapp.findChildren(QTranslator):
            qapp.removeTranslator(translator)
        QLocale.setDefault(before)
