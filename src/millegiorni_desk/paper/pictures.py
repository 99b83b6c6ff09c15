"""Pictures put onto papers, as marks at their foot: what they are is told from their bytes, never from a name."""

from __future__ import annotations

import re
import struct
from typing import Any

PNG, JPEG, SVG = "image/png", "image/jpeg", "image/svg+xml"
_FORMATS = {PNG: "png", JPEG: "jpg", SVG: "svg"}
_MOST_PIXELS = 20_000_000
_SVG_SPACE = "{http://www.w3.org/2000/svg}"
# What would run, what lies elsewhere, and letters, which are drawn only by whoever has the same typeface.
_REFUSED = frozenset({"script", "foreignObject", "text", "animate", "set", "handler", "iframe"})
_NUMBER = re.compile(r"\s*([0-9]*\.?[0-9]+)\s*(?:px|pt|mm|cm|in)?\s*")


def media_type(content: bytes) -> str:
    """The kind of picture: PNG, JPEG or SVG, or nothing for any other."""
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if content.startswith(b"\xff\xd8\xff"):
        return JPEG
    return SVG if _svg(content) is not None else ""


def has_letters(content: bytes) -> bool:
    """Whether an SVG holds text: letters that a program without its typeface draws otherwise, or not at all."""
    root = _svg(content)
    return root is not None and any(one.tag == f"{_SVG_SPACE}text" for one in root.iter())


def ratio(content: bytes, kind: str) -> float:
    """Width over height. Raises ``ValueError`` for a picture that is spoilt, too large, or draws on other files."""
    if kind == SVG:
        return _svg_ratio(content)
    wide, high = _png_size(content) if kind == PNG else _jpeg_size(content)
    if not wide or not high or wide * high > _MOST_PIXELS:
        raise ValueError("no size of a picture")
    return wide / high


def drawable(content: bytes, kind: str) -> bool:
    """Whether it can be set on a page, found out by doing so."""
    import typst

    source = b"#set page(width: 60mm, height: 40mm)\n#let raw = bytes(json(bytes(sys.inputs.data)))\n"
    source += b"#image(raw, format: sys.inputs.kind)"
    inputs = {"data": _figures(content), "kind": _FORMATS[kind]}
    try:
        return bool(typst.compile(source, ignore_system_fonts=True, sys_inputs=inputs))
    except RuntimeError:
        return False


def for_layout(content: bytes, kind: str, name: str) -> dict[str, Any]:
    """The picture as a layout takes it; *name* is what is read out in its stead."""
    told: dict[str, Any] = {"format": _FORMATS[kind], "ratio": ratio(content, kind), "name": name}
    return told | ({"text": content.decode("utf-8", "replace")} if kind == SVG else {"data": list(content)})


def _figures(content: bytes) -> str:
    return "[" + ",".join(map(str, content)) + "]"


def _png_size(content: bytes) -> tuple[int, int]:
    if len(content) < 24 or content[12:16] != b"IHDR":
        raise ValueError("no header")
    wide, high = struct.unpack(">II", content[16:24])
    return wide, high


def _jpeg_size(content: bytes) -> tuple[int, int]:
    at = 2
    while at + 9 < len(content):
        if content[at] != 0xFF:
            raise ValueError("no marker")
        marker = content[at + 1]
        if marker == 0xFF:
            at += 1
            continue
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            high, wide = struct.unpack(">HH", content[at + 5 : at + 9])
            return wide, high
        at += 2 + struct.unpack(">H", content[at + 2 : at + 4])[0]
    raise ValueError("no frame")


def _svg(content: bytes) -> Any:
    """The root of an SVG, or nothing where it is none."""
    import xml.etree.ElementTree as plain

    from defusedxml import ElementTree
    from defusedxml.common import DefusedXmlException

    if b"<svg" not in content[:4096]:
        return None
    try:
        root = ElementTree.fromstring(content, forbid_dtd=False)
    except (plain.ParseError, DefusedXmlException, ValueError, LookupError):
        return None
    return root if root.tag == f"{_SVG_SPACE}svg" else None


def _svg_ratio(content: bytes) -> float:
    root = _svg(content)
    if root is None:
        raise ValueError("no SVG")
    for one in root.iter():
        name = str(one.tag).rpartition("}")[2]
        links = [value for key, value in one.attrib.items() if key.rpartition("}")[2] == "href"]
        if name in _REFUSED or any(not link.startswith(("#", "data:image/")) for link in links):
            raise ValueError(name)
    box = (root.get("viewBox") or "").replace(",", " ").split()
    if len(box) == 4:
        wide, high = float(box[2]), float(box[3])
    else:
        sizes = [_NUMBER.fullmatch(root.get(side) or "") for side in ("width", "height")]
        wide, high = (float(one[1]) if one else 0.0 for one in sizes)
    if not (0 < wide < 1e6 and 0 < high < 1e6):
        raise ValueError("no size")
    return wide / high
