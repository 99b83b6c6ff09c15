"""The style sheet on windows, one by one.

On the whole application it would be worked out again for a piece and all that is in it whenever the piece is put
into another: pages are built from the inside out, and that was 40 % of the time that showing one took (measured).
"""

from PySide6.QtWidgets import QWidget

from millegiorni_desk.ui import look
from millegiorni_desk.ui.stylesheet import sheet


def dress(window: QWidget) -> None:
    """Show *window*, and all that is in it or belongs to it, as the look in force wants; the theme keeps it so."""
    wanted = sheet(look.current())
    if window.styleSheet() != wanted:
        window.setStyleSheet(wanted)
