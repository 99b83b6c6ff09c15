"""The scripts that documents are printed in, and which characters the packaged typefaces can draw."""

from __future__ import annotations

from functools import cache

from millegiorni_desk import resources

LANGUAGES = ("it", "en", "fr", "es", "ar", "ro", "zh", "bn")
RIGHT_TO_LEFT = frozenset({"ar"})
MISSING = "\N{REPLACEMENT CHARACTER}"

# The Chinese typeface is cut down to GB 2312, the characters that everyday texts are written in, and these.
_CHINESE_MARKS = (range(0x2010, 0x2028), range(0x3000, 0x3021), range(0xFF01, 0xFF60))
# What joins letters and sets a name apart is followed, not drawn.
_FOLLOWED = frozenset("\t\u200c\u200d\u2066\u2067\u2068\u2069")


def drawn(character: str) -> bool:
    """Whether one of the typefaces holds the character."""
    code = ord(character)
    return (
        code in _glyphs()
        or character in _FOLLOWED
        or any(code in marks for marks in _CHINESE_MARKS)
        or _in_gb2312(character)
    )


@cache
def _glyphs() -> frozenset[int]:
    from reportlab.pdfbase.ttfonts import TTFontFile

    families = ("NotoSans", "NotoSansArabic", "NotoSansBengali")
    faces = (TTFontFile(str(resources.path(f"fonts/{family}-Regular.ttf"))) for family in families)
    return frozenset().union(*(face.charToGlyph for face in faces))


def _in_gb2312(character: str) -> bool:
    try:
        character.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True
