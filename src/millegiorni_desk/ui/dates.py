"""Days and hours in Italian words, as people say them."""

from datetime import date, datetime

from millegiorni_desk.language import _
from millegiorni_desk.ui.parsing import MONTHS

_NEAR = {-2: _("dopodomani"), -1: _("domani"), 0: _("oggi"), 1: _("ieri")}


def day_words(day: date, today: date) -> str:
    """``oggi``, ``ieri``, ``4 novembre``, with the year where it is another one; the first is ``1°``."""
    near = _NEAR.get((today - day).days)
    if near is not None:
        return near
    number = _("1°") if day.day == 1 else str(day.day)
    year = "" if day.year == today.year else f" {day.year}"
    return f"{number} {MONTHS[day.month - 1]}{year}"


def on_day(day: date, today: date) -> str:
    """As :func:`day_words` after a noun: ``ieri``, ``il 4 novembre``, ``l'11 maggio``, ``il 1° marzo 2024``."""
    words = day_words(day, today)
    if not words[0].isdigit():
        return words
    return _("l'{words}").format(words=words) if day.day in (8, 11) else _("il {words}").format(words=words)


def moment_words(moment: datetime, now: datetime) -> str:
    """A day and an hour: ``alle 14:32``, ``ieri, 17:52``, ``4 novembre, 09:10``."""
    if moment.date() == now.date():
        return _("alle {moment:%H:%M}").format(moment=moment)
    return f"{day_words(moment.date(), now.date())}, {moment:%H:%M}"
