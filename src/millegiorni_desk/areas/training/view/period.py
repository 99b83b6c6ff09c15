"""From which day to which day, as two fields of a form; the year so far, where nothing else is asked."""

from __future__ import annotations

from datetime import date

from millegiorni_desk.errors import InvalidValue
from millegiorni_desk.language import _
from millegiorni_desk.ui.forms import DateField, Form, PartialDate

Span = tuple[date, date]


def this_year(today: date) -> Span:
    """From the first to the last day of the year."""
    return date(today.year, 1, 1), date(today.year, 12, 31)


class PeriodForm(Form):
    """*first* and *last*; ``changed`` while they are typed."""

    def __init__(self) -> None:
        super().__init__()
        self.add_row(first=DateField(_("Dal")), last=DateField(_("Al"), past=False), fold_under=320)

    def take(self, span: Span) -> None:
        """Show those days."""
        self.set_values({"first": span[0], "last": span[1]})

    def days(self) -> tuple[date | None, date | None]:
        """What is written; none for a day that is not, or cannot be read yet."""
        first, last = (_day(self.fields[name]) for name in ("first", "last"))
        return first, last

    def span(self) -> Span | None:
        """Both days in their order, or nothing."""
        first, last = self.days()
        return (first, last) if first is not None and last is not None and first <= last else None


def _day(field: object) -> date | None:
    if not isinstance(field, DateField):
        return None
    try:
        value = field.value()
    except InvalidValue:
        return None
    return value.day if isinstance(value, PartialDate) else None
