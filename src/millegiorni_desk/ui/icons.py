"""Our line icons, drawn from SVG in any token colour at any size."""

from functools import lru_cache

from PySide6.QtCore import QBuffer, QIODevice, QSize
from PySide6.QtGui import QIcon, QImageReader, QPixmap

from millegiorni_desk import resources
from millegiorni_desk.ui.look import ink, px


@lru_cache(maxsize=256)
def _source(name: str) -> str:
    return resources.read_text(f"icons/{name}.svg")


@lru_cache(maxsize=512)
def _drawn(name: str, colour: str, size: int) -> QPixmap:
    # Read through the image plugin: importing QtSvg would cost every start a further module.
    buffer = QBuffer()
    buffer.setData(_source(name).replace("currentColor", colour).encode())
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer, b"svg")
    reader.setScaledSize(QSize(size, size))
    return QPixmap.fromImage(reader.read())


def pixmap(name: str, colour: str = "text", size: int = 20, ratio: float = 1.0) -> QPixmap:
    """The icon *name* in the token *colour*, *size* px at 100 %, sharp at the screen's *ratio*.

    Raises ``FileNotFoundError`` for a name that is not shipped.
    """
    drawn = _drawn(name, ink(colour).name(), round(px(size) * ratio))
    if ratio != 1.0:
        drawn = QPixmap(drawn)
        drawn.setDevicePixelRatio(ratio)
    return drawn


def icon(name: str, colour: str = "text", size: int = 20) -> QIcon:
    """As :func:`pixmap`, for a button; sharp on screens of ratio 1 and 2."""
    made = QIcon(pixmap(name, colour, size))
    made.addPixmap(pixmap(name, colour, size, 2.0))
    made.addPixmap(pixmap(name, "muted", size), QIcon.Mode.Disabled)
    return made
