"""What differs between two values, letter by letter: shown underlined, and said to who does not see it."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QSizePolicy

from millegiorni_desk.language import _

_PIECE = re.compile(r"\w+|\W")
_ALIKE = 0.5
"""Two words with less in common than this differ as a whole: single letters of them would tell nothing."""
_SHORT_NUMBER = 4
"""A day, a year, a number of a street: read as one thing, unlike the digits of a telephone."""


@dataclass(frozen=True)
class Part:
    """A piece of a value, and whether the other value has something else there."""

    text: str
    differs: bool


def parts(one: str, other: str) -> tuple[list[Part], list[Part]]:
    """Both values in pieces: of a word or telephone the letters that differ, of a date the whole day, month or year.

    Capitals make no difference where something else does.
    """
    ours, theirs = _PIECE.findall(one), _PIECE.findall(other)
    lower = [[piece.casefold() for piece in pieces] for pieces in (ours, theirs)]
    if lower[0] == lower[1]:
        lower = [ours, theirs]
    left: list[Part] = []
    right: list[Part] = []
    matcher = SequenceMatcher(None, lower[0], lower[1], autojunk=False)
    for _kind, a, a_end, b, b_end in _side_by_side(matcher, len(ours), len(theirs)):
        first, second = ours[a:a_end], theirs[b:b_end]
        if lower[0][a:a_end] == lower[1][b:b_end]:
            left.append(Part("".join(first), False))
            right.append(Part("".join(second), False))
        elif len(first) == len(second) == 1:
            for found, made in zip(_letters(first[0], second[0]), (left, right), strict=True):
                made.extend(found)
        else:
            left.append(Part("".join(first), True))
            right.append(Part("".join(second), True))
    return _joined(left), _joined(right)


def _side_by_side(
    matcher: SequenceMatcher[str], ours: int, theirs: int
) -> Iterator[tuple[str, int, int, int, int]]:
    """Piece by piece where there are as many on both sides (a date, a name), else what was matched."""
    if ours == theirs:
        yield from (("", at, at + 1, at, at + 1) for at in range(ours))
        return
    for kind, a, a_end, b, b_end in matcher.get_opcodes():
        if kind == "replace" and a_end - a == b_end - b:
            yield from (("", a + at, a + at + 1, b + at, b + at + 1) for at in range(a_end - a))
        else:
            yield kind, a, a_end, b, b_end


def _letters(one: str, other: str) -> tuple[list[Part], list[Part]]:
    matcher = SequenceMatcher(None, one.casefold(), other.casefold(), autojunk=False)
    whole = (one.isdigit() or other.isdigit()) and min(len(one), len(other)) <= _SHORT_NUMBER
    if whole or matcher.ratio() < _ALIKE or len(one.casefold()) != len(one):
        return [Part(one, True)], [Part(other, True)]
    left, right = [], []
    for kind, a, a_end, b, b_end in matcher.get_opcodes():
        left.append(Part(one[a:a_end], kind != "equal"))
        right.append(Part(other[b:b_end], kind != "equal"))
    return left, right


def _joined(found: Sequence[Part]) -> list[Part]:
    made: list[Part] = []
    for part in found:
        if part.text and made and made[-1].differs == part.differs:
            made[-1] = Part(made[-1].text + part.text, part.differs)
        elif part.text:
            made.append(part)
    return made


def spoken(found: Sequence[Part]) -> str:
    """``, diverso: 03, 12``: what differs, for who listens; without the pieces where it is all of it, or a gap."""
    marked = [part.text.strip() for part in found if part.differs and part.text.strip()]
    if not marked or all(part.differs for part in found):
        return _(", diverso")
    return _(", diverso: {parts}").format(parts=", ".join(marked))


class Marked(QLabel):
    """A value with what differs underlined, not only coloured; ``text`` is the value."""

    def __init__(self, found: Sequence[Part], role: str) -> None:
        super().__init__()
        self._said = "".join(part.text for part in found)
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setWordWrap(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.setProperty("role", role)
        # Every piece is escaped: a name cannot be markup.
        self.setText(
            "".join(_underlined(part.text) if part.differs else html.escape(part.text) for part in found)
        )

    def text(self) -> str:
        return self._said


def _underlined(text: str) -> str:
    """A blank before or after a word is no difference that anyone should look at."""
    before, after = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
    return f"{before}<u>{html.escape(text.strip())}</u>{after if text.strip() else ''}"
