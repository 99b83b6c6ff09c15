"""What a printer that knows black and no grey makes of a page."""

from contextlib import closing

import pypdfium2


def black(pdf: bytes) -> int:
    """How many dots of its first page an old printer makes at 300 dpi."""
    with (
        pypdfium2.PdfDocument(pdf) as document,
        closing(document[0].render(scale=300 / 72, grayscale=True)) as seen,
    ):
        sheet = bytes(seen.buffer).translate(bytes(grey < 128 for grey in range(256)))
        # What fills a row up behind the page is anything.
        return sum(sheet[at : at + seen.width].count(1) for at in range(0, len(sheet), seen.stride))
