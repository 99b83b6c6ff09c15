"""The neutral page of *Nascondi schermo*: every window covered at once, nothing readable behind it."""

from PySide6.QtCore import QDate, QLocale, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

from millegiorni_desk.language import CODE, _
from millegiorni_desk.ui import tokens
from millegiorni_desk.ui.labels import label
from millegiorni_desk.ui.spacing import column


class DiscreetPage(QWidget):
    """House, date and the way back; takes every key, gives back only F9 and Esc (``return_wanted``)."""

    return_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("ground")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(_("Schermo nascosto. F9 per tornare"))
        layout = column(self, margins=32, spacing=tokens.TIGHT)
        self._house = label("", "title")
        self._date = label("", "muted")
        back = label(_("F9 o Esc per tornare"), "small")
        layout.addStretch(3)
        for each in (self._house, self._date):
            layout.addWidget(each, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch(4)
        layout.addWidget(back, 0, Qt.AlignmentFlag.AlignHCenter)

    def arrive(self, house: str) -> None:
        """Show the house and today's date."""
        self._house.setText(house)
        spoken = QLocale(CODE)
        self._date.setText(spoken.toString(QDate.currentDate(), "dddd d MMMM yyyy"))
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_F9, Qt.Key.Key_Escape):
            self.return_wanted.emit()
        event.accept()


class Covers:
    """Opaque covers over every other window of the program while the screen is hidden."""

    def __init__(self) -> None:
        self._covers: list[tuple[QWidget, QWidget | None]] = []

    def put(self, but: QWidget) -> None:
        """Close every menu and list, and cover every window but *but*."""
        while (popup := QApplication.activePopupWidget()) is not None:
            popup.close()
        for window in QApplication.topLevelWidgets():
            if window is not but and window.isVisible() and window.windowType() != Qt.WindowType.ToolTip:
                before = window.focusWidget()
                cover = QWidget(window)
                cover.setObjectName("ground")
                cover.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
                cover.setGeometry(window.rect())
                cover.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
                cover.show()
                cover.raise_()
                cover.setFocus()
                self._covers.append((cover, before))

    def take_away(self) -> None:
        """Show those windows again, with the keyboard where it was in each."""
        for cover, before in self._covers:
            if not isValid(cover):
                continue
            if before is not None and isValid(before):
                before.setFocus(Qt.FocusReason.OtherFocusReason)
            cover.hide()
            cover.deleteLater()
        self._covers.clear()
