"""Hours of training and team meetings: of each person and of each house in a period, by kind; and the period's figures.

Only what was held counts. An hour belongs to the house where she works, wherever the meeting was.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from millegiorni_desk.areas.training import staff
from millegiorni_desk.areas.training.attended import EACH, EACH_IN_SPAN
from millegiorni_desk.areas.training.records import StaffMember
from millegiorni_desk.errors import InvalidValue
from millegiorni_desk.language import _
from millegiorni_desk.network import service as network
from millegiorni_desk.vault.permissions import Permission
from millegiorni_desk.vault.vault import Vault

_BY_PERSON = (
    "SELECT staff_id, kind, count(*) AS times, COALESCE(sum(minutes), 0) AS minutes, "
    f"sum(minutes IS NULL) AS untimed FROM ({EACH_IN_SPAN}) GROUP BY staff_id, kind"
)
_FIGURES = (
    "SELECT kind, count(*) AS meetings, COALESCE(sum(minutes), 0) AS minutes, sum(minutes IS NULL) AS untimed "
    "FROM training WHERE voided IS 0 AND state = 'held' AND on_date BETWEEN :first AND :last GROUP BY kind"
)
_PEOPLE = (
    f"SELECT count(DISTINCT staff_id) AS people, COALESCE(sum(minutes), 0) AS minutes FROM ({EACH_IN_SPAN})"
)
_ATTENDED = (
    "SELECT on_date, starts, kind, house_code, title, lasted, staff_id, minutes, id FROM ("
    f"{EACH} AND t.on_date BETWEEN :first AND :last AND (:of = '' OR p.staff_id = :of) GROUP BY t.id, p.staff_id) "
    "ORDER BY on_date, starts, id, staff_id"
)
_MEETINGS = (
    "SELECT t.id, t.on_date, t.starts, t.kind, t.house_code, t.title, t.minutes AS lasted, "
    "count(e.staff_id) AS people, COALESCE(sum(e.minutes), 0) AS minutes FROM training AS t "
    f"LEFT JOIN ({EACH_IN_SPAN}) AS e ON e.id = t.id "
    "WHERE t.voided IS 0 AND t.state = 'held' AND t.on_date BETWEEN :first AND :last "
    "GROUP BY t.id ORDER BY t.on_date, t.starts, t.id"
)


@dataclass(frozen=True)
class Sum:
    """How many meetings, their minutes, and how many of them say no minutes."""

    times: int = 0
    minutes: int = 0
    untimed: int = 0

    def __add__(self, other: Sum) -> Sum:
        return Sum(self.times + other.times, self.minutes + other.minutes, self.untimed + other.untimed)


NONE = Sum()


@dataclass(frozen=True)
class PersonHours:
    """What one person attended, by kind of meeting; ``member`` is None before her record arrives."""

    staff_id: str
    member: StaffMember | None
    by_kind: Mapping[str, Sum] = field(default_factory=dict)

    @property
    def total(self) -> Sum:
        """Of all kinds together."""
        return sum(self.by_kind.values(), NONE)

    @property
    def house(self) -> str:
        """The code of the house where she works, empty at the coordination."""
        return self.member.house_code if self.member is not None else ""


@dataclass(frozen=True)
class HouseHours:
    """What the people of one house attended: each hour once for each of them."""

    house: str
    people: int
    by_kind: Mapping[str, Sum]

    @property
    def total(self) -> Sum:
        """Of all kinds together."""
        return sum(self.by_kind.values(), NONE)


@dataclass(frozen=True)
class Figures:
    """A period in four figures: meetings held by kind with their hours, people, and the minutes of all those people."""

    meetings: Mapping[str, Sum]
    people: int
    attended: int

    @property
    def total(self) -> Sum:
        """All meetings, with how long they lasted."""
        return sum(self.meetings.values(), NONE)


@dataclass(frozen=True)
class Attended:
    """One person at one meeting; ``minutes`` is None where nobody wrote how long it ``lasted``."""

    training_id: str
    on_date: date
    starts: str
    kind: str
    house: str
    title: str
    lasted: int | None
    staff_id: str
    minutes: int | None


@dataclass(frozen=True)
class Meeting:
    """A meeting held: how long it ``lasted``, how many ``people`` were there, and the ``minutes`` of all of them."""

    training_id: str
    on_date: date
    kind: str
    house: str
    title: str
    lasted: int | None
    people: int
    minutes: int


def by_person(vault: Vault, first: date, last: date) -> list[PersonHours]:
    """Who was at a meeting from *first* to *last*, both included, by name."""
    vault.require(Permission.SEE_PROGRAMME)
    _check(first, last)
    kinds: dict[str, dict[str, Sum]] = {}
    for row in vault.query(_BY_PERSON, **_span(first, last)):
        told = Sum(row["times"], row["minutes"], row["untimed"])
        kinds.setdefault(row["staff_id"], {})[row["kind"]] = told
    known = _known(vault)
    found = [PersonHours(staff_id, known.get(staff_id), told) for staff_id, told in kinds.items()]
    return sorted(found, key=lambda one: (network.fold(name_of(one.member)), one.staff_id))


def by_house(people: Iterable[PersonHours]) -> list[HouseHours]:
    """The same hours by the house of those people, the coordination last."""
    counted: dict[str, int] = {}
    kinds: dict[str, dict[str, Sum]] = {}
    for one in people:
        counted[one.house] = counted.get(one.house, 0) + 1
        told = kinds.setdefault(one.house, {})
        for kind, each in one.by_kind.items():
            told[kind] = told.get(kind, NONE) + each
    return [
        HouseHours(code, counted[code], kinds[code])
        for code in sorted(kinds, key=lambda code: (not code, code))
    ]


def figures(vault: Vault, first: date, last: date) -> Figures:
    """What was held from *first* to *last*, and who was there."""
    vault.require(Permission.SEE_PROGRAMME)
    _check(first, last)
    span = _span(first, last)
    meetings = {
        row["kind"]: Sum(row["meetings"], row["minutes"], row["untimed"])
        for row in vault.query(_FIGURES, **span)
    }
    (people,) = vault.query(_PEOPLE, **span)
    return Figures(meetings, people["people"], people["minutes"])


def by_meeting(vault: Vault, first: date, last: date) -> list[Meeting]:
    """What was held from *first* to *last* in order of time, also where nobody is down as present."""
    vault.require(Permission.SEE_PROGRAMME)
    _check(first, last)
    return [
        Meeting(
            row["id"],
            date.fromisoformat(row["on_date"]),
            row["kind"],
            row["house_code"],
            row["title"],
            row["lasted"],
            row["people"],
            row["minutes"],
        )
        for row in vault.query(_MEETINGS, **_span(first, last))
    ]


def attended(vault: Vault, first: date, last: date, staff_id: str = "") -> list[Attended]:
    """Each person at each meeting in order of time; of one person where given."""
    vault.require(Permission.SEE_PROGRAMME)
    _check(first, last)
    return [
        Attended(
            row["id"],
            date.fromisoformat(row["on_date"]),
            row["starts"],
            row["kind"],
            row["house_code"],
            row["title"],
            row["lasted"],
            row["staff_id"],
            row["minutes"],
        )
        for row in vault.query(_ATTENDED, of=staff_id, **_span(first, last))
    ]


def name_of(member: StaffMember | None) -> str:
    """What she is called, or that nobody knows yet."""
    return member.name if member is not None else _("scheda non ancora arrivata")


def total(rows: Sequence[PersonHours]) -> dict[str, Sum]:
    """The hours of all *rows* by kind."""
    told: dict[str, Sum] = {}
    for row in rows:
        for kind, each in row.by_kind.items():
            told[kind] = told.get(kind, NONE) + each
    return told


def _known(vault: Vault) -> dict[str, StaffMember]:
    """Everyone by id, at work or not."""
    return {one.id: one for one in staff.every(vault, active_only=False)}


def _check(first: date, last: date) -> None:
    if last < first:
        raise InvalidValue(_("Il periodo finisce prima di cominciare: controlla le due date."), "last")


def _span(first: date, last: date) -> dict[str, str]:
    return {"first": first.isoformat(), "last": last.isoformat()}
