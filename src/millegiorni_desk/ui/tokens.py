"""Colours and sizes of the interface as data: the one place where a value is written."""

from dataclasses import dataclass, fields


@dataclass(frozen=True)
class Palette:
    """One set of colours, each ``#rrggbb``. *Inks* are for text and signs, *grounds* lie under them.

    ``edge`` outlines what can be operated (3:1 against its ground, WCAG 2.2 §1.4.11); ``line`` only
    divides. ``accent`` is for shapes; words in that colour use ``accent_text`` (4.5:1, §1.4.3).
    """

    background: str
    surface: str
    rail: str
    hover: str
    tint: str
    warning_ground: str
    danger_ground: str
    text: str
    muted: str
    primary: str
    primary_hover: str
    on_primary: str
    warning: str
    danger: str
    accent: str
    accent_text: str
    line: str
    edge: str
    track: str

    def names(self) -> tuple[str, ...]:
        """The colour names, in order."""
        return tuple(field.name for field in fields(self))


LIGHT = Palette(
    background="#F6F4EF",
    surface="#FFFFFF",
    rail="#EFECE4",
    hover="#F1EEE7",
    tint="#E1F0EE",
    warning_ground="#FFF3D6",
    danger_ground="#FBE9E6",
    text="#1E2B33",
    muted="#5C6B73",
    primary="#0B6E69",
    primary_hover="#095C58",
    on_primary="#FFFFFF",
    warning="#8A5A00",
    danger="#A3261B",
    accent="#C8552B",
    accent_text="#B5481F",
    line="#DAD5CA",
    edge="#858C85",
    track="#E4E0D6",
)

DARK = Palette(
    background="#12181B",
    surface="#1A2226",
    rail="#151C1F",
    hover="#232D32",
    tint="#173634",
    warning_ground="#33290F",
    danger_ground="#3A1F1C",
    text="#E7ECEE",
    muted="#9FB0B7",
    primary="#57C2BA",
    primary_hover="#74D3CB",
    on_primary="#06201E",
    warning="#F1C56B",
    danger="#F2978C",
    accent="#F08A63",
    accent_text="#F08A63",
    line="#2E3A40",
    edge="#6C7C84",
    track="#2A3439",
)

GROUNDS = ("background", "surface", "rail", "hover", "tint")

# Every pair in which words are written, as (ink, ground); the test holds each to 4.5:1.
TEXT_PAIRS: tuple[tuple[str, str], ...] = (
    *((ink, ground) for ink in ("text", "muted", "primary", "danger", "accent_text") for ground in GROUNDS),
    ("on_primary", "primary"),
    ("on_primary", "primary_hover"),
    ("warning", "warning_ground"),
    ("text", "warning_ground"),
    ("danger", "danger_ground"),
    ("text", "danger_ground"),
    ("background", "text"),
)

# Every outline and chart shape that carries meaning, as (shape, ground); held to 3:1.
SHAPE_PAIRS: tuple[tuple[str, str], ...] = (
    ("edge", "surface"),
    ("edge", "background"),
    ("primary", "surface"),
    ("primary", "background"),
    ("accent", "surface"),
)

# Type sizes in px at 100 %.
TINY = 11
SMALL = 13
BASE = 15
SECTION = 17
FIGURE = 22
TITLE = 26

# Distances in px at 100 %.
HAIR, TIGHT, NEAR, GAP, WIDE, FAR = 4, 8, 12, 16, 24, 32

CORNER = 8
CARD_CORNER = 10
CONTROL = 36
TOUCH = 40
SEARCH = 48
RING = 2
RAIL = 212
RAIL_FOLDED = 60
FORM_WIDTH = 1100
FOLD_UNDER = 1200

SCALES = (100, 125, 150, 200)


def luminance(colour: str) -> float:
    """Relative luminance of ``#rrggbb``, 0 to 1 (WCAG 2.2)."""
    parts = (int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5))
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(first: str, second: str) -> float:
    """Contrast ratio of two ``#rrggbb`` colours, 1 to 21 (WCAG 2.2)."""
    darker, lighter = sorted((luminance(first), luminance(second)))
    return (lighter + 0.05) / (darker + 0.05)
