"""Small charts drawn on the report's pages: bars, shares, and a map whose cells grow darker."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from reportlab.lib.colors import Color, HexColor
from reportlab.platypus import Flowable

PRIMARY, INK, MUTED = HexColor("#0B6E69"), HexColor("#1E2B33"), HexColor("#586870")
TINT, GROUND, LINE, TRACK = HexColor("#E1F0EE"), HexColor("#F6F4EF"), HexColor("#DAD5CA"), HexColor("#E4E0D6")
ACCENT = HexColor("#C8552B")

# The darkest cell of a map: ink on it keeps a contrast of 7:1.
_DARKEST = HexColor("#9CCFCA")


class Bar(Flowable):  # type: ignore[misc]
    """One bar, *share* (0 to 1) of its width; on a *track* where the whole has a meaning."""

    def __init__(self, share: float, colour: Color = PRIMARY, track: bool = False, height: float = 6) -> None:
        super().__init__()
        self._share, self._colour, self._track, self._thickness = share, colour, track, height
        self._given = 0.0

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        """Take the whole width offered."""
        self._given = width
        return width, self._thickness

    def draw(self) -> None:
        """Draw the track and the bar on it; the smallest number still shows."""
        canvas: Any = self.canv
        if self._track:
            canvas.setFillColor(TRACK)
            canvas.roundRect(0, 0, self._given, self._thickness, self._thickness / 2, stroke=0, fill=1)
        if self._share > 0:
            length = max(self._share * self._given, self._thickness if self._track else 1.5)
            canvas.setFillColor(self._colour)
            canvas.roundRect(
                0, 0, length, self._thickness, min(self._thickness, length) / 2, stroke=0, fill=1
            )


class Line(Flowable):  # type: ignore[misc]
    """How one number went month by month, from zero up, with a dot on the last month."""

    def __init__(self, values: Sequence[int], height: float = 13) -> None:
        super().__init__()
        self._values, self._height = values, height
        self._given = 0.0

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        """Take the whole width offered."""
        self._given = width
        return width, self._height

    def draw(self) -> None:
        """Draw the line over a base line."""
        canvas: Any = self.canv
        canvas.setStrokeColor(LINE)
        canvas.setLineWidth(0.6)
        canvas.line(0, 0, self._given, 0)
        highest = max(self._values, default=0)
        if highest == 0 or len(self._values) < 2:
            return
        step = (self._given - 6) / (len(self._values) - 1)
        points = [
            (3 + i * step, value / highest * (self._height - 4)) for i, value in enumerate(self._values)
        ]
        canvas.setStrokeColor(PRIMARY)
        canvas.setLineWidth(1.2)
        path = canvas.beginPath()
        path.moveTo(*points[0])
        for point in points[1:]:
            path.lineTo(*point)
        canvas.drawPath(path)
        canvas.setFillColor(PRIMARY)
        canvas.circle(*points[-1], 1.8, stroke=0, fill=1)


def shade(value: float, highest: float) -> Color:
    """The ground of a map's cell: white for nothing, darker up to *highest*."""
    share = min(value / highest, 1) if highest > 0 else 0
    parts = [1 + (dark - 1) * share for dark in (_DARKEST.red, _DARKEST.green, _DARKEST.blue)]
    return Color(*parts)
