"""Reading the calendar file of another program (.ics, RFC 5545): each day on which something is, apart.

Nothing in it is trusted: its size, its rules and its characters are bounded before anything is made of them.
"""

from __future__ import annotations

import hashlib
import time as timer
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from millegiorni_desk.areas.meetings import calendar_rules
from millegiorni_desk.areas.meetings.calendar_file import ROME
from millegiorni_desk.areas.meetings.calendar_words import SECOND_TEXT, SECOND_TITLE, clean
from millegiorni_desk.errors import InvalidValue
from millegiorni_desk.language import _

if TYPE_CHECKING:
    from icalendar import Component

MOST_BYTES = 5_000_000
MOST_EVENTS = 5_000
_MOST_SECONDS = 5.0
_LONGEST = {"SUMMARY": 200, "LOCATION": 300, "DESCRIPTION": 5_000, "URL": 500}
_YEARS = (1990, 2100)


@dataclass(frozen=True)
class Event:
    """One day of something. ``uid`` tells it from all others; those that recur share ``series``, the name of them all.

    ``texts`` holds the properties that the file has, by their names. ``modified`` is none where the file does not
    say. ``rule`` is how it recurs.
    """

    uid: str
    on_date: date
    starts: str
    ends: str
    texts: dict[str, str]
    categories: tuple[str, ...] = ()
    second_language: str = ""
    cancelled: bool = False
    modified: datetime | None = None
    series: str = ""
    rule: str = ""

    @property
    def title(self) -> str:
        """What it is called."""
        return self.texts["SUMMARY"]


@dataclass
class Incoming:
    """What a file holds: its events by day, and of what could not be read, how it is called and why.

    ``first`` and ``last`` are the days between which what recurs was worked out.
    """

    first: date
    last: date
    events: list[Event] = field(default_factory=list)
    problems: list[tuple[str, str]] = field(default_factory=list)


def read(content: bytes, today: date) -> Incoming:
    """Read a calendar file. Raises ``InvalidValue`` for one that is none, or too large."""
    text = _decoded(content)
    found = Incoming(today - timedelta(days=365), today + timedelta(days=730))
    masters: dict[str, list[Component]] = {}
    overrides: dict[str, list[Component]] = {}
    for event in _events(text, found):
        uid = _uid(event)
        into = overrides if event.get("RECURRENCE-ID") is not None else masters
        into.setdefault(uid, []).append(event)
    until = timer.monotonic() + _MOST_SECONDS
    for uid in dict.fromkeys((*masters, *overrides)):
        if timer.monotonic() > until:
            raise InvalidValue(
                _("Questo calendario ha ripetizioni troppo intricate: esportane una parte."), "file"
            )
        _read_one(found, uid, masters.get(uid, []), overrides.get(uid, []))
        if len(found.events) > MOST_EVENTS:
            raise _too_many()
    found.events.sort(key=lambda one: (one.on_date, one.starts, one.uid))
    return found


def _too_many() -> InvalidValue:
    words = _("Il calendario ha più di {n} incontri: esportane una parte, per esempio un anno.")
    return InvalidValue(words.format(n=MOST_EVENTS), "file")


def _decoded(content: bytes) -> str:
    if len(content) > MOST_BYTES:
        words = _("Il file è troppo grande per un calendario: al massimo {n} MB.")
        raise InvalidValue(words.format(n=MOST_BYTES // 1_000_000), "file")
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        text = content.decode("utf-16", "replace")
    else:
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = content.decode("cp1252", "replace")
    text = text.replace("\0", "")
    if "BEGIN:VCALENDAR" not in text.upper():
        raise InvalidValue(
            _(
                "Questo file non è un calendario: serve un file .ics, esportato da un programma di calendario."
            ),
            "file",
        )
    if text.upper().count("BEGIN:VEVENT") > MOST_EVENTS or text.upper().count("BEGIN:") > 4 * MOST_EVENTS:
        raise _too_many()
    return text


def _events(text: str, found: Incoming) -> list[Component]:
    """Every event of the file; where the whole cannot be read, those that can be alone."""
    try:
        return _parsed(text)
    except (ValueError, RecursionError, KeyError, IndexError, AttributeError, TypeError):
        pass
    around, blocks = _blocks(text)
    events: list[Component] = []
    for block in blocks:
        try:
            events += _parsed(f"BEGIN:VCALENDAR\r\n{around}{block}END:VCALENDAR\r\n")
        except (ValueError, RecursionError, KeyError, IndexError, AttributeError, TypeError):
            found.problems.append((_line(block, "SUMMARY"), _("è rovinato e non si può leggere.")))
    return events


def _parsed(text: str) -> list[Component]:
    from icalendar import Calendar

    calendars = Calendar.from_ical(text, multiple=True)
    return [event for each in calendars for event in each.walk("VEVENT")]


def _blocks(text: str) -> tuple[str, list[str]]:
    """The time zones of the file, and its events, as they stand."""
    zones: list[str] = []
    events: list[str] = []
    block: list[str] = []
    inside = ""
    for line in text.splitlines():
        name = line.strip().upper()
        if not inside and name in ("BEGIN:VEVENT", "BEGIN:VTIMEZONE"):
            inside, block = name.removeprefix("BEGIN:"), []
        if inside:
            block.append(line + "\r\n")
        if name == f"END:{inside}" and inside:
            (events if inside == "VEVENT" else zones).append("".join(block))
            inside = ""
    return "".join(zones), events


def _line(block: str, name: str) -> str:
    found = next((line for line in block.splitlines() if line.upper().startswith(name)), "")
    return clean(found.partition(":")[2])[:80]


def _uid(event: Component) -> str:
    said = clean(str(_one(event, "UID") or ""))[:255]
    if said:
        return said
    # Without a name it is known by what it says.
    told = f"{_one(event, 'SUMMARY')}\n{_raw(event, 'DTSTART')}"
    return hashlib.sha256(told.encode("utf-8", "replace")).hexdigest()[:32]


def _read_one(found: Incoming, uid: str, masters: list[Component], overrides: list[Component]) -> None:
    """The days of one event: of several with its name the last in the file counts."""
    try:
        days = _days(found, uid, masters[-1]) if masters else {}
        name = days.pop("", None)
        if name is not None:
            found.events.append(name)
            return
    except calendar_rules.NotUnderstood as error:
        found.problems.append((_title(masters[-1]), str(error)))
        return
    except (ValueError, OverflowError, TypeError, AttributeError):
        found.problems.append((_title(masters[-1]), _("la data o l'ora non si può leggere.")))
        return
    for event in overrides:
        try:
            key = _key(uid, _in_rome(_raw(event, "RECURRENCE-ID")))
            days[key] = _event(event, key, _raw(event, "DTSTART"), series=uid)
        except (ValueError, OverflowError, TypeError, AttributeError):
            found.problems.append((_title(event), _("la data o l'ora non si può leggere.")))
    found.events += [one for one in days.values() if one is not None]


def _days(found: Incoming, uid: str, event: Component) -> dict[str, Event | None]:
    """Key → event of everything that recurs; under no key one that does not."""
    start = _raw(event, "DTSTART")
    rules = calendar_rules.rules_of(event)
    extra = list(_dates(event, "RDATE"))
    if not rules and not extra:
        return {"": _event(event, uid, start)}
    window = (found.first, found.last)
    starts = calendar_rules.starts(start, rules, extra, list(_dates(event, "EXDATE")), window)
    text = calendar_rules.told(rules)
    made: dict[str, Event | None] = {}
    for one in starts:
        key = _key(uid, _in_rome(one))
        made[key] = _event(event, key, one, series=uid, rule=text)
    return made


def _key(uid: str, at: date | datetime) -> str:
    return f"{uid}#{at:%Y%m%d}"


def _event(event: Component, uid: str, start: Any, series: str = "", rule: str = "") -> Event:
    at, until = _in_rome(start), _end(event, start)
    day = at.date() if isinstance(at, datetime) else at
    if not _YEARS[0] <= day.year <= _YEARS[1]:
        raise ValueError(day)
    starts = f"{at:%H:%M}" if isinstance(at, datetime) else ""
    ends = ""
    if starts and isinstance(until, datetime) and until.date() == day and f"{until:%H:%M}" > starts:
        ends = f"{until:%H:%M}"
    texts = {
        name: clean(str(_one(event, name)))[:most] for name, most in _LONGEST.items() if _one(event, name)
    }
    for name in (SECOND_TITLE, SECOND_TEXT):
        if _one(event, name):
            texts[name] = clean(str(_one(event, name)))[: _LONGEST["DESCRIPTION"]]
    texts["SUMMARY"] = " ".join(texts.get("SUMMARY", "").split()) or _("Incontro senza titolo")
    second = _one(event, SECOND_TITLE) or _one(event, SECOND_TEXT)
    return Event(
        uid,
        day,
        starts,
        ends,
        texts,
        tuple(_categories(event)),
        str(getattr(second, "params", {}).get("LANGUAGE", "")) if second is not None else "",
        str(_one(event, "STATUS") or "").upper() == "CANCELLED",
        _modified(event),
        series,
        rule,
    )


def _title(event: Component) -> str:
    return clean(str(_one(event, "SUMMARY") or ""))[:80]


def _one(event: Component, name: str) -> Any:
    value = event.get(name)
    return value[0] if isinstance(value, list) and value else value


def _raw(event: Component, name: str) -> Any:
    """The date or moment of a property. Raises ``ValueError`` where there is none."""
    value = getattr(_one(event, name), "dt", None)
    if not isinstance(value, date):
        raise ValueError(name)
    return value


def _dates(event: Component, name: str) -> Iterator[date | datetime]:
    lists = event.get(name) or []
    for one in lists if isinstance(lists, list) else [lists]:
        for each in getattr(one, "dts", ()):
            value = each.dt[0] if isinstance(each.dt, tuple) else each.dt
            if isinstance(value, date):
                yield value


def _in_rome(value: date | datetime) -> date | datetime:
    """A moment as the clocks of the houses show it; one without a zone is theirs already."""
    if not isinstance(value, datetime) or value.tzinfo is None:
        return value
    return value.astimezone(ROME)


def _end(event: Component, start: Any) -> Any:
    """When it ends, for a start of any of its days."""
    try:
        first = _raw(event, "DTSTART")
        if event.get("DTEND") is not None:
            return _in_rome(start + (_raw(event, "DTEND") - first))
        lasts = getattr(_one(event, "DURATION"), "dt", None)
        return _in_rome(start + lasts) if isinstance(lasts, timedelta) else None
    except (ValueError, TypeError, OverflowError):
        return None


def _categories(event: Component) -> Iterable[str]:
    held = event.get("CATEGORIES") or []
    for one in held if isinstance(held, list) else [held]:
        for each in getattr(one, "cats", ()):
            yield clean(str(each))[:80]


def _modified(event: Component) -> datetime | None:
    value = getattr(_one(event, "LAST-MODIFIED"), "dt", None)
    if isinstance(value, datetime):
        return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)
    return datetime.combine(value, time(), UTC) if isinstance(value, date) else None
