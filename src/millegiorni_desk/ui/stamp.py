"""Words across every page of a PDF, so that a paper of the training vault is not taken for a real one."""

from __future__ import annotations

from functools import cache
from io import BytesIO

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

    document, over = pdfium.PdfDocument(pdf), pdfium.PdfDocument(_overlay(words))
    try:
        sheet = over.page_as_xobject(0, document)
        for at in range(len(document)):
            page = document[at]
            width, height = page.get_size()
            mark = sheet.as_pageobject()
            mark.set_matrix(pdfium.PdfMatrix().scale(width / _SIDE, height / _SIDE))
            page.insert_obj(mark)
            page.gen_content()
            page.close()
        made = BytesIO()
        document.save(made)
    finally:
        over.close()
        document.close()
    return made.getvalue()


_SIDE = 600


@cache
def _overlay(said: str) -> bytes:
    """One square page: the words large and pale across it, and small at its top."""
    from reportlab.lib.colors import Color
    from reportlab.pdfgen.canvas import Canvas

    from millegiorni_desk import paper

    made = BytesIO()
    page = Canvas(made, (_SIDE, _SIDE))
    paper.canvas(said)  # registers the typefaces
    page.setFillColor(Color(0.78, 0.33, 0.17, alpha=0.16))
    page.setFont(paper.SANS_BOLD, 44)
    page.translate(_SIDE / 2, _SIDE / 2)
    page.rotate(45)
    page.drawCentredString(0, 0, said)
    page.rotate(-45)
    page.setFillColor(Color(0.78, 0.33, 0.17))
    page.setFont(paper.SANS_BOLD, 9)
    page.drawCentredString(0, _SIDE / 2 - 16, said)
    page.save()
    return made.getvalue()
