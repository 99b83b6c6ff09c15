"""Pages of a PDF given as bytes, drawn in memory: for the preview and for the printer."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QSizeF
from PySide6.QtGui import QImage

if TYPE_CHECKING:
    pass

_POINTS_PER_INCH = 72


class PdfPages:
    """A PDF held in memory; nothing of it is written anywhere. Use it on the interface thread only."""

    def __init__(self, pdf: bytes) -> None:
        # Imported here: the library is needed only once a document is shown.
        from pypdfium2 import PdfDocument

        self._document: PdfDocument = PdfDocument(pdf)

    def __len__(self) -> int:
        return len(self._document)

    def size(self, at: int) -> QSizeF:
        """Width and height of page *at* in points (1/72 inch)."""
        return QSizeF(*self._document.get_page_size(at))

    def image(self, at: int, width: int) -> QImage:
        """Page *at*, *width* pixels wide."""
        page = self._document[at]
        bitmap = page.render(scale=width / page.get_width(), prefer_bgrx=True)
        made = QImage(
            bytes(bitmap.buffer), bitmap.width, bitmap.height, bitmap.stride, QImage.Format.Format_RGB32
        ).copy()
        page.close()
        return made

    def image_at(self, at: int, dots_per_inch: int) -> QImage:
        """Page *at* in its own size at *dots_per_inch*."""
        return self.image(at, round(self.size(at).width() * dots_per_inch / _POINTS_PER_INCH))

    def text(self, at: int) -> str:
        """The words of page *at*, for screen readers."""
        page = self._document[at]
        words = str(page.get_textpage().get_text_bounded())
        page.close()
        return words

    def close(self) -> None:
        """Let go of the document."""
        self._document.close()
