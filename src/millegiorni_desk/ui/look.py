"""The look in force now: which palette, which scale, and the sizes, colours and fonts that follow."""

from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QColor, QFont

from millegiorni_desk.ui import tokens

FAMILIES = ["Noto Sans", "Noto Sans Arabic", "Noto Sans Bengali"]


@dataclass(frozen=True)
class Look:
    """A palette and a scale in percent (100 to 200)."""

    palette: tokens.Palette = tokens.LIGHT
    scale: int = 100

    @property
    def dark(self) -> bool:
        """Whether the dark palette is in force."""
        return self.palette is tokens.DARK


class _Notifier(QObject):
    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.look = Look()


notifier = _Notifier()


def current() -> Look:
    """The look in force."""
    return notifier.look


def take(look: Look) -> None:
    """Put *look* in force; pieces that paint themselves read it at their next painting."""
    notifier.look = look


def px(size: float) -> int:
    """*size* in px at 100 %, at the scale in force; at least 1 for any positive size."""
    scaled = round(size * notifier.look.scale / 100)
    return max(scaled, 1) if size > 0 else scaled


def ink(name: str) -> QColor:
    """The colour called *name* in :class:`tokens.Palette`, in the palette in force."""
    return QColor(str(getattr(notifier.look.palette, name)))


def font(size: int = tokens.BASE, *, bold: bool = False) -> QFont:
    """Our typeface at *size* px (at 100 %), at the scale in force."""
    made = QFont(FAMILIES)
    made.setPixelSize(px(size))
    made.setBold(bold)
    return made
