"""Words across every page of a PDF, so that a paper of the training vault is not taken for a real one."""

from __future__ import annotations

from functools import cache
from io import BytesIO

_INK = (0.78, 0.33, 0.17)
words = ""
"""What is stamped on whatever is shown, printed or saved; empty for nothing. One vault, one process."""


def put(said: str) -> None:
    """From now on stamp *said*; empty stops it."""
    global words  # noqa: PLW0603 - one vault for the whole process
    words = said


def stamped(pdf: bytes) -> bytes:
    """*pdf* with the words on each of its pages; as it is where there are none."""
    if not words or not pdf:
        return pdf
    import pypdfium2 as pdfium

    document = pdfium.PdfDocument(pdf)
    try:
        for at in range(len(document)):
            page = document[at]
            over = pdfium.PdfDocument(_overlay(words, *page.get_size()))
            page.insert_obj(over.page_as_xobject(0, document).as_pageobject())
            page.gen_content()
            page.close()
            over.close()
        made = BytesIO()
        document.save(made)
    finally:
        document.close()
    return made.getvalue()


@cache
def _overlay(said: str, width: float, height: float) -> bytes:
    """One page of that size, in points: the words large and pale across it, and small at its top."""
    from reportlab.lib.colors import Color
    from reportlab.pdfgen.canvas import Canvas

    from millegiorni_desk import paper

    paper.canvas(said)  # registers the typefaces
    made = BytesIO()
    page = Canvas(made, (width, height))
    page.setFillColor(Color(*_INK))
    page.setFont(paper.SANS_BOLD, 9)
    page.drawCentredString(width / 2, height - 16, said)
    page.setFillColor(Color(*_INK, alpha=0.16))
    page.setFont(paper.SANS_BOLD, min(width, height) / 12)
    page.translate(width / 2, height / 2)
    page.rotate(45)
    page.drawCentredString(0, 0, said)
    page.save()
    return made.getvalue()
