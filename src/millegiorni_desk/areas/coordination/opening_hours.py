"""When each desk is open: its week, for how long that week holds, and the days on which it is closed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Protocol

from sqlmodel import col, select

from millegiorni_desk.areas.coordination.records import Closure, OpeningHours
from millegiorni_desk.errors import InvalidValue
from millegiorni_desk.language import N_, _
from millegiorni_desk.network import service as network
from millegiorni_desk.vault.permissions import Permission
from millegiorni_desk.vault.vault import Vault

WEEKDAYS = (
    N_("lunedì"),
    N_("martedì"),
    N_("mercoledì"),
    N_("giovedì"),
    N_("venerdì"),
    N_("sabato"),
    N_("domenica"),
)
_HOUR = re.compile(r"([01]?\d|2[0-3])[:.]([0-5]\d)|([01]?\d|2[0-3])")
_AHEAD = 366


@dataclass(frozen=True)
class Standing:
    """Whether a desk is open at a moment.

    ``until`` is when it closes; ``again``, of one that is closed, when it opens next, none where no hours say so;
    ``closure`` is why it is closed on that day, where it would be open otherwise or all of it is closed.
    """

    open: bool
    until: str = ""
    again: datetime | None = None
    closure: Closure | None = None


class _Held(Protocol):
    from_day: date | None
    to_day: date | None


def hours(vault: Vault, house: str = "") -> list[OpeningHours]:
    """The hours of a desk, or of all, those of other periods too: by house, weekday and hour."""
    vault.require(Permission.SEE_PROGRAMME)

    def read() -> list[OpeningHours]:
        with vault.read() as session:
            found = session.exec(select(OpeningHours).where(col(OpeningHours.voided).is_(False))).all()
        return sorted(found, key=lambda one: (one.house_code, one.weekday, one.opens, one.id))

    known = vault.cached("opening_hours", ("opening_hours",), read)
    return [one for one in known if not house or one.house_code == house]


def closures(vault: Vault, house: str = "", since: date | None = None) -> list[Closure]:
    """The days on which a desk is closed, or (no code) any of them, from *since* on; those of all desks too."""
    vault.require(Permission.SEE_PROGRAMME)

    def read() -> list[Closure]:
        with vault.read() as session:
            found = session.exec(select(Closure).where(col(Closure.voided).is_(False))).all()
        return sorted(found, key=lambda one: (one.from_day, one.house_code, one.id))

    known = vault.cached("closures", ("closure",), read)
    return [
        one
        for one in known
        if (not house or one.house_code in ("", house)) and (since is None or one.to_day >= since)
    ]


def add_hours(vault: Vault, weekdays: Sequence[int], new: OpeningHours) -> list[OpeningHours]:
    """The same hours on several days of the week: all of them, or none where one cannot be.

    Raises ``InvalidValue`` naming the field, also where they run into hours that are there.
    """
    vault.require(Permission.COORDINATE)
    if not weekdays:
        raise InvalidValue(_("Scegli almeno un giorno della settimana."), "weekday")
    told = new.model_dump(exclude={"id", "weekday"})
    made = [OpeningHours(**told, weekday=day) for day in sorted(set(weekdays))]
    with vault.save("opening_hours.add") as session:
        for one in made:
            _check_hours(vault, one)
        session.add_all(made)
    return made


def edit_hours(vault: Vault, hours_id: str, **changes: Any) -> OpeningHours:
    """Change some hours; an end (``to_day``) says until when they hold."""
    vault.require(Permission.COORDINATE)
    with vault.save("opening_hours.edit") as session:
        held = vault.get(OpeningHours, hours_id)
        for field, value in changes.items():
            setattr(held, field, value)
        _check_hours(vault, held)
        return session.merge(held)


def void_hours(vault: Vault, hours_id: str, voided: bool = True) -> OpeningHours:
    """Take hours away, or put them back."""
    return edit_hours(vault, hours_id, voided=voided)


def add_closure(vault: Vault, new: Closure) -> Closure:
    """Days on which a desk, or (no code) every desk, is closed. Raises ``InvalidValue`` naming the field."""
    vault.require(Permission.COORDINATE)
    with vault.save("closure.add") as session:
        _check_closure(vault, new)
        session.add(new)
    return new


def edit_closure(vault: Vault, closure_id: str, **changes: Any) -> Closure:
    """Change a closure, or take it away (``voided=True``) and back."""
    vault.require(Permission.COORDINATE)
    with vault.save("closure.edit") as session:
        held = vault.get(Closure, closure_id)
        for field, value in changes.items():
            setattr(held, field, value)
        _check_closure(vault, held)
        return session.merge(held)


def on(vault: Vault, house: str, day: date) -> list[OpeningHours]:
    """The hours of a desk on a day, closures apart."""
    return [one for one in hours(vault, house) if one.weekday == day.isoweekday() and _holds(one, day)]


def closed_on(vault: Vault, house: str, day: date) -> Closure | None:
    """Why a desk is closed on a day; its own reason before everybody's."""
    found = [one for one in closures(vault, house) if one.from_day <= day <= one.to_day]
    return max(found, key=lambda one: bool(one.house_code), default=None)


def standing(vault: Vault, house: str, now: datetime) -> Standing:
    """Whether a desk is open *now*, until when, or when it opens again (within a year)."""
    vault.require(Permission.SEE_PROGRAMME)
    today, clock = now.date(), f"{now:%H:%M}"
    closure = closed_on(vault, house, today)
    if closure is None:
        for one in on(vault, house, today):
            if one.opens <= clock < one.closes:
                return Standing(True, until=_until(vault, house, today, one.closes))
    return Standing(False, again=_again(vault, house, now), closure=closure)


def week(vault: Vault, house: str, day: date) -> dict[int, list[OpeningHours]]:
    """The hours of a desk as they hold in the week of *day*, by day of the week (1 Monday)."""
    vault.require(Permission.SEE_PROGRAMME)
    monday = day - timedelta(days=day.isoweekday() - 1)
    return {number: on(vault, house, monday + timedelta(days=number - 1)) for number in range(1, 8)}


def clock_of(text: str, field: str) -> str:
    """``HH:MM`` of what was typed: ``9``, ``9.30``, ``09:30``. Raises ``InvalidValue``."""
    found = _HOUR.fullmatch(text.strip())
    if found is None:
        raise InvalidValue(_("Scrivi l'ora come 9:30."), field)
    hour, minutes, alone = found.groups()
    return f"{int(hour or alone):02d}:{minutes or '00'}"


def _until(vault: Vault, house: str, day: date, closes: str) -> str:
    """When it closes: hours that go on without a break are one opening."""
    for one in on(vault, house, day):
        if one.opens == closes:
            closes = one.closes
    return closes


def _again(vault: Vault, house: str, now: datetime) -> datetime | None:
    known, shut = hours(vault, house), closures(vault, house, now.date())
    for ahead in range(_AHEAD):
        day = now.date() + timedelta(days=ahead)
        if any(one.from_day <= day <= one.to_day for one in shut):
            continue
        for one in known:
            opens = datetime.combine(day, time.fromisoformat(one.opens))
            if one.weekday == day.isoweekday() and _holds(one, day) and (ahead or opens > now):
                return opens
    return None


def _holds(one: _Held, day: date) -> bool:
    return (one.from_day is None or one.from_day <= day) and (one.to_day is None or day <= one.to_day)


def _meet(one: _Held, other: _Held) -> bool:
    """Whether two periods, open at an end that is not said, have a day in common."""
    return (one.from_day or date.min) <= (other.to_day or date.max) and (other.from_day or date.min) <= (
        one.to_day or date.max
    )


def _check_hours(vault: Vault, held: OpeningHours) -> None:
    house = network.house(vault, held.house_code)
    if not 1 <= held.weekday <= 7:
        raise InvalidValue(_("Scegli il giorno della settimana."), "weekday")
    held.opens, held.closes = clock_of(held.opens, "opens"), clock_of(held.closes, "closes")
    held.what = " ".join(held.what.split())
    if held.closes <= held.opens:
        raise InvalidValue(_("Chiude prima di aprire: controlla le due ore."), "closes")
    if held.from_day and held.to_day and held.to_day < held.from_day:
        raise InvalidValue(_("Il periodo finisce prima di cominciare: controlla le due date."), "to_day")
    for other in () if held.voided else hours(vault, held.house_code):
        same_day = other.id != held.id and other.weekday == held.weekday and _meet(other, held)
        if same_day and other.opens < held.closes and held.opens < other.closes:
            raise InvalidValue(
                _("{house} è già aperta {day} dalle {opens} alle {closes}{period}: correggi quello.").format(
                    house=house.name,
                    day=_(WEEKDAYS[held.weekday - 1]),
                    opens=other.opens,
                    closes=other.closes,
                    period=_period(other),
                ),
                "opens",
            )


def _check_closure(vault: Vault, held: Closure) -> None:
    held.reason = " ".join(held.reason.split())
    if held.house_code:
        network.house(vault, held.house_code)
    if held.to_day < held.from_day:
        raise InvalidValue(_("Il periodo finisce prima di cominciare: controlla le due date."), "to_day")
    for other in () if held.voided else closures(vault):
        same = other.id != held.id and other.house_code == held.house_code
        if same and other.from_day <= held.to_day and held.from_day <= other.to_day:
            raise InvalidValue(
                _("È già chiuso dal {start:%d/%m/%Y} al {end:%d/%m/%Y}: correggi quella chiusura.").format(
                    start=other.from_day, end=other.to_day
                ),
                "from_day",
            )


def _period(one: OpeningHours) -> str:
    """From when to when they hold, after a blank; nothing for hours without an end."""
    if one.from_day and one.to_day:
        words = _(" (dal {start:%d/%m/%Y} al {end:%d/%m/%Y})")
    elif one.from_day:
        words = _(" (dal {start:%d/%m/%Y})")
    else:
        words = _(" (fino al {end:%d/%m/%Y})") if one.to_day else ""
    return words.format(start=one.from_day, end=one.to_day)
