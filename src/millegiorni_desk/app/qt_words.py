"""What Qt's dialogs say and its own Italian catalogue has not: Qt 6.11 changed these words after it was translated."""

from __future__ import annotations

from PySide6.QtCore import QTranslator

_ITALIAN = {
    "&Look in:": "&Cerca in:",
    "Files of &type:": "&Tipo di file:",
    "Double Sided Printing": "Fronte e retro",
    "Off": "No",
    "Long side binding": "Rilegatura sul lato lungo",
    "Short side binding": "Rilegatura sul lato corto",
    "Page &Set:": "In&sieme di pagine:",
    "Pages": "Pagine",
    "Specify pages or ranges separated by commas. Ranges are specified by two numbers separated by a hyphen. "
    "E.g: 3,5-7,9 prints pages 3, 5, 6, 7 and 9.": "Scrivi le pagine con una virgola in mezzo, e un trattino "
    "da una all'altra: 3,5-7,9 stampa le pagine 3, 5, 6, 7 e 9.",
}
_OF = ("QFileDialog", "QPrintDialog", "QPrintSettingsOutput")


class ItalianOfQt(QTranslator):
    """Says them in Italian; asked before Qt's catalogue, which then says the rest."""

    def translate(
        self, context: str, source: str, disambiguation: str | None = None, n: int = -1
    ) -> str | None:
        # An empty text would be said; None asks the next catalogue.
        return _ITALIAN.get(source) if context in _OF else None

    def isEmpty(self) -> bool:
        return False
