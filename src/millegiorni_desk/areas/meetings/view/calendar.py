"""Weeks of days with their meetings: one Tab stop, the arrows go through all, Page Up and Down turn the leaf."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from PySide6.QtCore import QEvent, QRect, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from millegiorni_desk.areas.meetings.view import words
from millegiorni_desk.areas.meetings.view.slot import DayNumber, More, Slot, Stop, Told
from millegiorni_desk.language import _, plural
from millegiorni_desk.ui import look, tokens
from millegiorni_desk.ui.look import ink, px

_DAYS = 7
_HEAD, _NUMBER, _GAP, _IN = 26, 28, 4, 5
_LEAST = {1: 430, 4: 110, 5: 92, 6: 76}
_MOST = 4
LEAST_DAY = 116
"""How narrow a day may be, in px at 100 %: under that the days are better read as a list."""


class Calendar(QWidget):
    """``opened`` carries the key of a meeting, ``day_wanted`` a day to begin one on, ``turned`` 1 or -1.

    A month shows a few meetings of each day: ``more_wanted`` carries the day that has more of them.
    """

    opened = Signal(str)
    day_wanted = Signal(object)
    turned = Signal(int)
    more_wanted = Signal(object)

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self._first = self._today = date.today()
        self._days, self._month = _DAYS, 0
        self._stops: list[Stop] = []
        self._of_days: list[list[Stop]] = []
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def show_days(
        self, first: date, days: int, told: Mapping[date, Sequence[Told]], today: date, month: int = 0
    ) -> None:
        """Show *days* from the Monday *first* on; those outside *month* are quiet. The keyboard stays where it was."""
        had = next((stop for stop in self._stops if stop.hasFocus()), None)
        for old in self._stops:
            old.hide()
            old.setParent(None)
            old.deleteLater()
        self._first, self._days, self._month, self._today = first, days, month, today
        shown = [first + timedelta(days=n) for n in range(days)]
        self._of_days = [self._day(day, told.get(day, ())) for day in shown]
        self._stops = [stop for of_day in self._of_days for stop in of_day]
        for stop in self._stops:
            stop.stepped.connect(lambda key, stop=stop: self._step(stop, key))
            stop.show()
        self._place(self.width())
        self.updateGeometry()
        self._begin(had)

    def _day(self, day: date, meetings: Sequence[Told]) -> list[Stop]:
        many = "" if not meetings else f", {len(meetings)}"
        spoken = _("{day}: nuovo incontro").format(day=words.full_day(day, self._today)) + many
        quiet = self._month not in (0, day.month)
        number = DayNumber(day, spoken, self, today=day == self._today, quiet=quiet)
        number.clicked.connect(lambda: self.day_wanted.emit(day))
        whole = self._days == _DAYS or len(meetings) <= _MOST
        shown = meetings if whole else meetings[: _MOST - 1]
        slots = [Slot(each, self, lines=5 if self._days == _DAYS else 2) for each in shown]
        for slot in slots:
            slot.clicked.connect(lambda _unused=False, key=slot.told.key: self.opened.emit(key))
        if whole:
            return [number, *slots]
        left = len(meetings) - len(shown)
        more = More(day, plural("ancora {n}", "altri {n}", left).format(n=left), self)
        more.clicked.connect(lambda: self.more_wanted.emit(day))
        return [number, *slots, more]

    @property
    def slots(self) -> tuple[Slot, ...]:
        """The meetings shown, by day and hour."""
        return tuple(stop for stop in self._stops if isinstance(stop, Slot))

    # --- the keyboard ------------------------------------------------------------------------------

    def _begin(self, had: Stop | None) -> None:
        """Tab comes to today, else to the first meeting; where the keyboard was, it is again."""
        wanted = None
        if had is not None:
            same = (stop for stop in self._stops if self._same(stop, had))
            wanted = next(same, None) or self._of_day(had.on)
        start = wanted or self._of_day(self._today) or next(iter([*self.slots, *self._stops]), None)
        if start is not None:
            self._make_current(start)
            if had is not None:
                start.setFocus(Qt.FocusReason.OtherFocusReason)

    @staticmethod
    def _same(stop: Stop, had: Stop) -> bool:
        if isinstance(stop, Slot) and isinstance(had, Slot):
            return stop.told.key == had.told.key
        return isinstance(stop, DayNumber) and isinstance(had, DayNumber) and stop.on == had.on

    def _of_day(self, day: date) -> Stop | None:
        """The first meeting of a day, else its number; None where the day is not shown."""
        of_day = [stop for stop in self._stops if stop.on == day]
        return next((stop for stop in of_day if isinstance(stop, Slot)), next(iter(of_day), None))

    def _make_current(self, current: Stop) -> None:
        for stop in self._stops:
            policy = Qt.FocusPolicy.StrongFocus if stop is current else Qt.FocusPolicy.ClickFocus
            stop.setFocusPolicy(policy)

    def focus_day(self, day: date) -> None:
        """Put the keyboard on that day."""
        stop = self._of_day(day)
        if stop is not None:
            self._go(stop)

    def first_stop(self) -> QWidget | None:
        """Where Tab comes in."""
        return next((stop for stop in self._stops if stop.focusPolicy() & Qt.FocusPolicy.TabFocus), None)

    def _go(self, stop: Stop) -> None:
        self._make_current(stop)
        stop.setFocus(Qt.FocusReason.OtherFocusReason)

    def _step(self, stop: Stop, key: Qt.Key) -> None:
        if key in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            self._make_current(stop)
            self.turned.emit(1 if key == Qt.Key.Key_PageDown else -1)
            return
        at = self._stops.index(stop)
        weeks = {Qt.Key.Key_Up: -_DAYS, Qt.Key.Key_Down: _DAYS}
        to: Stop | None
        if key in weeks:
            to = self._of_day(stop.on + timedelta(days=weeks[key]))
        else:
            last = len(self._stops) - 1
            places = {
                Qt.Key.Key_Left: max(at - 1, 0),
                Qt.Key.Key_Right: min(at + 1, last),
                Qt.Key.Key_Home: 0,
                Qt.Key.Key_End: last,
            }
            to = self._stops[places[key]]
        if to is not None:
            self._go(to)

    # --- the room ----------------------------------------------------------------------------------

    def _boxes(self, width: int) -> tuple[list[QRect], int]:
        """Where each day stands, and how high all is."""
        weeks = self._days // _DAYS
        edges = [round(width * n / _DAYS) for n in range(_DAYS + 1)]
        top, boxes = px(_HEAD), list[QRect]()
        for week in range(weeks):
            days = range(week * _DAYS, (week + 1) * _DAYS)
            spans = [(edges[n % _DAYS], edges[n % _DAYS + 1] - edges[n % _DAYS]) for n in days]
            high = max(
                [px(_LEAST[weeks]), *(self._high(n, span[1]) for n, span in zip(days, spans, strict=True))]
            )
            boxes += [QRect(left, top, wide, high) for left, wide in spans]
            top += high
        return boxes, top

    def _high(self, n: int, wide: int) -> int:
        inside = sum(self._tall(stop, wide - 2 * px(_IN)) + px(_GAP) for stop in self._of_days[n][1:])
        return px(_NUMBER) + px(_GAP) + inside + px(_IN)

    @staticmethod
    def _tall(stop: Stop, wide: int) -> int:
        return stop.high(wide) if isinstance(stop, Slot) else stop.sizeHint().height()

    def _place(self, width: int) -> None:
        if not self._stops:
            return
        boxes, _high = self._boxes(width)
        for n, box in enumerate(boxes):
            number, *slots = self._of_days[n]
            side = px(_NUMBER)
            number.setGeometry(box.left() + px(2), box.top() + px(2), side, side)
            top = box.top() + px(2) + side + px(2)
            for slot in slots:
                wide = box.width() - 2 * px(_IN)
                high = self._tall(slot, wide)
                slot.setGeometry(box.left() + px(_IN), top, wide, high)
                top += high + px(_GAP)
        self.update()

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._boxes(width)[1] + 1 if self._stops else 0

    def sizeHint(self) -> QSize:
        wide = max(self.width(), px(LEAST_DAY) * _DAYS)
        return QSize(wide, self.heightForWidth(wide))

    def minimumSizeHint(self) -> QSize:
        return QSize(px(300), px(200))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place(self.width())

    def event(self, event: QEvent) -> bool:
        done = super().event(event)
        if event.type() in (QEvent.Type.StyleChange, QEvent.Type.FontChange):
            self._place(self.width())
            self.updateGeometry()
        return done

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._stops:
            return
        painter = QPainter(self)
        boxes, _high = self._boxes(self.width())
        painter.setPen(ink("line"))
        for n, box in enumerate(boxes):
            day = self._first + timedelta(days=n)
            outside = self._month not in (0, day.month)
            painter.setBrush(ink("background" if outside else "surface"))
            right = self.width() - 1 if n % _DAYS == _DAYS - 1 else box.left() + box.width()
            painter.drawRect(box.left(), box.top(), right - box.left(), box.height())
        painter.setFont(look.font(tokens.SMALL))
        painter.setPen(ink("muted"))
        for n, box in enumerate(boxes[:_DAYS]):
            head = QRect(box.left() + px(8), 0, box.width() - px(8), px(_HEAD))
            painter.drawText(head, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, words.SHORT[n])
        painter.end()
