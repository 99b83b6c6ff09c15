"""How a meeting recurs: each week, every two, each month; until a day or so many times; and on which days that is."""

from __future__ import annotations

from datetime import date

from millegiorni_desk.areas.meetings import rules
from millegiorni_desk.areas.meetings.rules import Repeat
from millegiorni_desk.areas.meetings.view import words
from millegiorni_desk.errors import InvalidValue
from millegiorni_desk.language import _
from millegiorni_desk.ui.chips import ChipGroup
from millegiorni_desk.ui.forms import DateField, Form, NumberField
from millegiorni_desk.ui.labels import label

_SHOWN = 4


class RepeatForm(Form):
    """Once, unless another way is chosen; the days that follow are said below while one types."""

    def __init__(self) -> None:
        super().__init__()
        self._first: date | None = None
        self.way = self.add("way", ChipGroup(_("Si ripete?")))
        self.way.hide_label()
        self.until, self.times = (
            DateField(_("Fino al"), past=False, year_alone=False),
            NumberField(_("Oppure quante volte"), least=2, most=rules.MOST),
        )
        self.add_row(until=self.until, times=self.times)
        self.days = label("", "small", wrap=True)
        self.add_widget(self.days)
        self.changed.connect(lambda _name: self._tell())
        self.begin(date.today())

    def begin(self, first: date | None) -> None:
        """The series would begin on *first*: ways that speak of weekdays are said as they are for it."""
        self._first = first
        on = first or date.today()
        ways = [way for way in rules.WAYS if way != rules.MONTH_LAST or rules.is_last(on)]
        if rules.nth(on) == 5:
            # A fifth Tuesday is the last one: said once.
            ways.remove(rules.MONTH_WEEKDAY)
        self.way.set_options([("", _("Una volta sola")), *((way, words.way(way, on)) for way in ways)])
        if not any(chip.isChecked() for chip in self.way.chips):
            self.way.chips[0].choose(True)
        self._tell()

    def clear(self) -> None:
        super().clear()
        self.begin(self._first)

    def repeat(self) -> Repeat | None:
        """How it recurs, or None for once. Raises ``InvalidValue``."""
        way = str(self.way.value() or "")
        if not way:
            return None
        self.values()
        until, times = self.until.value(), self.times.value()
        return Repeat(way, until.day if until is not None else None, times)

    def _tell(self) -> None:
        way = str(self.way.value() or "")
        for field in (self.until, self.times):
            field.setVisible(bool(way))
        self.days.setText(self._days(way))
        self.days.setVisible(bool(self.days.text()))

    def _days(self, way: str) -> str:
        if not way or self._first is None:
            return ""
        try:
            until, times = self.until.value(), self.times.value()
            _rule, days = rules.planned(
                Repeat(way, until.day if until is not None else None, times), self._first
            )
        except InvalidValue:
            return ""
        shown = ", ".join(f"{day.day}/{day.month}" for day in days[:_SHOWN])
        more = f"… {days[-1]:%d/%m/%Y}" if len(days) > _SHOWN else ""
        return _("{n} incontri: {days}").format(
            n=len(days), days=" ".join(part for part in (shown, more) if part)
        )
