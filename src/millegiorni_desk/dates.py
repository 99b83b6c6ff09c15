"""Months and years later: one rule for deadlines, targets, comparisons and what is to be checked again."""

from calendar import monthrange
from datetime import date


def months_later(day: date, months: int) -> date:
    """*day* so many months later, or earlier when negative.

    The last of a month stays the last (28 February, a year later, is the 29th where there is one),
    and a day that the month does not have becomes its last.
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = monthrange(year, month + 1)[1]
    was_last = day.day == monthrange(day.year, day.month)[1]
    return date(year, month + 1, last if was_last else min(day.day, last))
