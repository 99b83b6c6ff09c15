"""What every layout of Typst is given: text in its language and direction, codes for cameras, the packaged typefaces.

What is said is never read as markup, and the same content gives the same bytes.
"""

from __future__ import annotations

import json
import re
import sys
import unicodedata
from collections.abc import Mapping
from typing import Any

from millegiorni_desk import resources
from millegiorni_desk.paper import scripts

# Direction marks steer an editor; those that join letters (Bengali, Persian) and that isolate a name stay.
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2060-\u2065\ufeff]")
_BEFORE_EURO = re.compile(r"(?<=[0-9]) (?=€)")
# After so many others the package has what nobody asked for again thrown away (measured: 16 MB of a report).
_KEPT_FOR = 12
_ISOLATE, _END = "\N{FIRST STRONG ISOLATE}", "\N{POP DIRECTIONAL ISOLATE}"


def typeset(layout: str, content: Mapping[str, Any], *, accessible: bool = False) -> bytes:
    """The PDF that ``resources/documents/{layout}.typ`` makes of *content*; *accessible* is held to PDF/UA."""
    import typst

    asked = _asked(layout, content)
    made: Any = typst.compile(**asked, pdf_standards=["ua-1"]) if accessible else typst.compile(**asked)
    return bytes(made)


def pictures(layout: str, content: Mapping[str, Any], dots: int = 192) -> list[bytes]:
    """As :func:`typeset`, every page as a PNG of so many dots an inch."""
    import typst

    made = typst.compile(**_asked(layout, content), format="png", ppi=dots)
    return [made] if isinstance(made, bytes) else list(made)


def forget() -> None:
    """Let go of what Typst keeps of documents for the next one like them: it does so itself after some others."""
    if "typst" in sys.modules:
        import typst

        for _each in range(_KEPT_FOR):
            typst.compile(b"", ignore_system_fonts=True)


def _asked(layout: str, content: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "input": resources.path(f"documents/{layout}.typ"),
        "root": resources.path("documents"),
        "font_paths": [resources.path("fonts")],
        "ignore_system_fonts": True,
        "sys_inputs": {"content": json.dumps(content, ensure_ascii=False)},
    }


def inserted(text: str) -> str:
    """A name, address or number to put into a sentence of any direction: it keeps its own and disturbs nothing."""
    return f"{_ISOLATE}{_clean(text).replace(_ISOLATE, '').replace(_END, '')}{_END}" if text else ""


def printable(text: str) -> str:
    """*text* as it can be drawn, with a question mark in a diamond for what no packaged typeface holds.

    No line ends between an amount and its sign.
    """
    drawn = "".join(c if scripts.drawn(c) else scripts.MISSING for c in _clean(text))
    return _BEFORE_EURO.sub("\N{NO-BREAK SPACE}", drawn)


def cell(text: str, language: str) -> dict[str, Any]:
    """*text* as layouts take it: its lines, its language, and whether that is written from right to left."""
    lines = [printable(line) for line in text.splitlines()]
    return {"lang": language, "rtl": language in scripts.RIGHT_TO_LEFT, "lines": lines}


def unprintable(*texts: str) -> str:
    """The characters that the packaged typefaces cannot draw: on paper each becomes a question mark in a diamond."""
    return "".join(sorted({c for text in texts for c in _clean(text) if not scripts.drawn(c)}))


def qr_modules(text: str, level: str = "Q") -> list[list[int]]:
    """*text* as a QR code, row by row: the grey of each module, with the white edge that a camera asks for.

    *level*: how much of it may be spoilt (``L`` 7 %, ``M`` 15 %, ``Q`` 25 %, ``H`` 30 %).
    """
    from reportlab.graphics.barcode.qrencoder import QRCode, QRErrorCorrectLevel

    code = QRCode(None, getattr(QRErrorCorrectLevel, level))
    code.addData(text)
    code.make()
    edge, side = 4, len(code.modules) + 8
    white = [[255] * side] * edge
    return [
        *white,
        *([255] * edge + [0 if dark else 255 for dark in line] + [255] * edge for line in code.modules),
        *white,
    ]


def _clean(text: str) -> str:
    return _UNSEEN.sub("", unicodedata.normalize("NFC", text))
