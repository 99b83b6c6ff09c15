"""What every printed document shares: the packaged typefaces, scripts in their own typeface, pages that repeat.

The same content gives the same bytes: nothing of the clock, of this machine or of its folders is in a page.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from io import BytesIO
from typing import Any
from xml.sax.saxutils import escape

from millegiorni_desk import resources

SANS = "NotoSans"
SANS_BOLD = "NotoSans-Bold"
ARABIC = "NotoSansArabic"
MISSING = "\N{REPLACEMENT CHARACTER}"

_FACES = {SANS: ("Regular", "Bold", "Italic", "BoldItalic"), ARABIC: ("Regular", "Bold")}
_SUFFIXES = {"Regular": "", "Bold": "-Bold", "Italic": "-Italic", "BoldItalic": "-BoldItalic"}
_RIGHT_TO_LEFT = frozenset({"R", "AL"})
# Direction marks and the like steer an editor; on paper they would be marks.
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")


@cache
def _glyphs() -> dict[str, frozenset[int]]:
    """Register the typefaces, once; which characters each of them can draw."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    for family, faces in _FACES.items():
        for face in faces:
            path = resources.path(f"fonts/{family}-{face}.ttf")
            pdfmetrics.registerFont(TTFont(family + _SUFFIXES[face], str(path)))
        bold = f"{family}-Bold"
        italics = (f"{family}-Italic", f"{family}-BoldItalic") if "Italic" in faces else (family, bold)
        pdfmetrics.registerFontFamily(family, family, bold, *italics)
    return {family: frozenset(pdfmetrics.getFont(family).face.charToGlyph) for family in _FACES}


def canvas(title: str, author: str = "") -> tuple[Any, BytesIO]:
    """A reportlab canvas of A4 pages and the buffer that it saves into."""
    from reportlab.lib.pagesizes import A4
    from reportlab.pdfgen.canvas import Canvas

    _glyphs()
    buffer = BytesIO()
    page = Canvas(buffer, pagesize=A4, invariant=1, pageCompression=1, lang="it-IT", initialFontName=SANS)
    page.setTitle(title)
    page.setAuthor(author)
    page.setCreator("Millegiorni Desk")
    page.setProducer("Millegiorni Desk")
    return page, buffer


def markup(text: str) -> str:
    """User text for a reportlab paragraph: never read as markup, each script in a typeface that holds it.

    Arabic letters are joined and set from right to left, which reportlab does not do by itself.
    """
    runs: list[tuple[str, str]] = []
    for given in _in_visual_order(_clean(text)):
        family, character = _face(given, runs[-1][0] if runs else SANS)
        if runs and runs[-1][0] == family:
            runs[-1] = (family, runs[-1][1] + character)
        else:
            runs.append((family, character))
    return "".join(
        escape(run) if family == SANS else f'<font name="{family}">{escape(run)}</font>'
        for family, run in runs
    )


def _clean(text: str) -> str:
    return " ".join(_UNSEEN.sub("", unicodedata.normalize("NFC", text)).split())


def _in_visual_order(text: str) -> str:
    if not any(unicodedata.bidirectional(c) in _RIGHT_TO_LEFT for c in text):
        return text
    import arabic_reshaper
    from bidi import get_display

    return str(get_display(arabic_reshaper.reshape(text), base_dir="L"))


def _face(character: str, before: str) -> tuple[str, str]:
    """The typeface for *character*, the one in use where it can, so that spaces do not cut a run."""
    glyphs = _glyphs()
    for family in (before, SANS, ARABIC):
        if ord(character) in glyphs[family]:
            return family, character
    return SANS, MISSING
