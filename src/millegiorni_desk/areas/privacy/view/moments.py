"""A day and an hour asked for side by side, read as one instant."""

from __future__ import annotations

import re
from datetime import UTC, datetime, time

from millegiorni_desk.errors import InvalidValue
from millegiorni_desk.language import _
from millegiorni_desk.ui.forms import DateField, PartialDate, TextField

_TIME = re.compile(r"(\d{1,2})[:.,h ]?(\d{2})?")


class MomentFields:
    """Two fields of a form; without an hour, midday."""

    def __init__(self, words: str) -> None:
        self.day = DateField(words)
        self.time = TextField(_("Alle ore"), placeholder="14:30")

    def set_moment(self, at: datetime | None) -> None:
        """Put an instant into both, as the clock on the wall says it."""
        here = at.astimezone() if at else None
        self.day.set_value(here.date() if here else None)
        self.time.set_value(f"{here:%H:%M}" if here else "")

    def instant(self, field: str) -> str:
        """The instant as records keep it, UTC; nothing where no day is given. *field* names it when it is wrong."""
        day = self.day.value()
        if not isinstance(day, PartialDate):
            return ""
        local = datetime.combine(day.day, self._hour(field)).astimezone(UTC)
        return f"{local:%Y-%m-%dT%H:%M:%SZ}"

    def _hour(self, field: str) -> time:
        typed = self.time.value()
        found = _TIME.fullmatch(typed)
        try:
            return time(int(found[1]), int(found[2] or 0)) if found else _midday(typed)
        except ValueError as error:
            raise InvalidValue(_("L'ora si scrive così: 14:30."), field) from error


def _midday(typed: str) -> time:
    if typed:
        raise ValueError(typed)
    return time(12)
