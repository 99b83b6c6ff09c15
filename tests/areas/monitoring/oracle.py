"""The figures worked out a second time, in plain Python over lists: slow, obvious, sharing nothing with the SQL."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from millegiorni_desk.areas.accesses.records import Access
from millegiorni_desk.areas.pathways.records import Pathway
from millegiorni_desk.areas.people import codice_fiscale
from millegiorni_desk.areas.people.records import Child, Person
from millegiorni_desk.network.vocabularies import SHIPPED

from .programme_oracle import ProgrammeOracle
from .worlds import World

BANDS = {
    "0_17": (0, 17),
    "18_24": (18, 24),
    "25_30": (25, 30),
    "31_40": (31, 40),
    "41_50": (41, 50),
    "51_64": (51, 64),
    "65_plus": (65, 130),
}


def completed_months(birth: date, on: date) -> int:
    """Months lived through from *birth* to *on*."""
    return (on.year - birth.year) * 12 + on.month - birth.month - (on.day < birth.day)


def possible_births(record: Person | Child) -> list[date]:
    """Every day on which that person may have been born; none where nothing is known."""
    if record.birth_date is None:
        return []
    if record.birth_precision == "day":
        return [record.birth_date]
    year = record.birth_date.year
    return [
        date.fromordinal(day) for day in range(date(year, 1, 1).toordinal(), date(year + 1, 1, 1).toordinal())
    ]


def agreed(values: Iterable[str]) -> str:
    """What every possibility says, or unknown."""
    found = set(values)
    return found.pop() if len(found) == 1 else "unknown"


def half_up(value: Decimal, places: str = "1") -> Decimal:
    """*value* as a person rounds it."""
    return value.quantize(Decimal(places), ROUND_HALF_UP)


def share(states: Iterable[str]) -> dict[str, int | None]:
    """Numerator, denominator, whole per cent and unknown."""
    counted = Counter(states)
    known = counted["yes"] + counted["no"]
    percent = int(half_up(Decimal(100 * counted["yes"]) / known)) if known else None
    return {"n": counted["yes"], "N": known, "share": percent, "unknown": counted["unknown"]}


def spread(codes: Iterable[str], always: Iterable[str]) -> dict[str, int]:
    """How many of each code, zeros for those that are always shown."""
    counted = Counter(codes)
    return {code: counted[code] for code in {*always, *counted}}


def several(lists: Iterable[Sequence[str]], always: Iterable[str]) -> dict[str, int]:
    """As ``spread``, for records that have several codes, or none."""
    return spread((code for codes in lists for code in set(codes) or {"unknown"}), always)


class Oracle:
    """The figures of one world from *start* to *end*, of one house or of all."""

    def __init__(self, world: World, start: date, end: date, house: str = "") -> None:
        self.world, self.start, self.end, self.house = world, start, end, house
        self.known = {person.id: person for person in world.people}
        self.group = {person.id: person.id for person in world.people}
        self._join()
        self.mine: dict[str, list[Person]] = {}
        for one in sorted(world.people, key=lambda one: one.id):
            if not one.voided:
                self.mine.setdefault(self.group[one.id], []).append(one)
        self.hers: dict[str | None, list[Child]] = {}
        for child in world.children:
            if not child.voided:
                self.hers.setdefault(self.person_of(child.person_id), []).append(child)
        self.moved: dict[tuple[str | None, str], int] = {}
        for entry in world.entries:
            place = (entry.dote_id, entry.kind)
            self.moved[place] = self.moved.get(place, 0) + entry.amount_cents
        self.accesses = [access for access in world.accesses if self._in(access, access.on_date)]
        self.pathways = [pathway for pathway in world.pathways if self._in(pathway, pathway.opened_on)]
        self.doti = [dote for dote in world.doti if self._in(dote, dote.committed_on)]

    def _join(self) -> None:
        self.latest: dict[tuple[str, str], str] = {}
        for decision in sorted(self.world.decisions, key=lambda one: (one.decided_at, one.id)):
            self.latest[decision.person_a, decision.person_b] = decision.verdict
        for (one, other), verdict in self.latest.items():
            if verdict == "same":
                self._same(one, other)
        self._same_code()

    def _same(self, one: str, other: str) -> None:
        old, new = self.group[one], self.group[other]
        self.group = {key: new if value == old else value for key, value in self.group.items()}

    def _same_code(self) -> None:
        """Who has one codice fiscale is one person, unless somebody said that they are not."""
        first: dict[str, str] = {}
        self.by_code: set[str] = set()
        for one in self.world.people:
            code = one.codice_fiscale
            if one.voided or not code or not codice_fiscale.is_valid(code):
                continue
            other = first.setdefault(code, one.id)
            pair = min(one.id, other), max(one.id, other)
            if other != one.id and self.latest.get(pair) != "different":
                self._same(one.id, other)
                self.by_code |= {one.id, other}

    def _in(self, record: Any, day: date | None) -> bool:
        here = not self.house or record.house == self.house
        return not record.voided and here and day is not None and self.start <= day <= self.end

    def person_of(self, person_id: str | None) -> str | None:
        """Which woman a record is about; none where nobody, or a voided person."""
        if person_id is None or (person_id in self.known and self.known[person_id].voided):
            return None
        return self.group.get(person_id, person_id)

    def records_of(self, woman: str) -> list[Person]:
        """Her records, the one with the lowest id first."""
        return self.mine.get(woman, [])

    def fact(self, woman: str, name: str) -> str:
        """What her first record that knows it says."""
        return next((getattr(one, name) for one in self.records_of(woman) if getattr(one, name)), "")

    def births(self, woman: str) -> list[date]:
        """When she may have been born."""
        dated = [one for one in self.records_of(woman) if one.birth_date]
        dated.sort(key=lambda one: one.birth_precision != "day")
        return possible_births(dated[0]) if dated else []

    def by_woman(self, records: Sequence[Any], day: str) -> dict[str, list[Any]]:
        """The records of each woman, by day, time and id."""
        found: dict[str, list[Any]] = {}
        for one in sorted(records, key=lambda one: (getattr(one, day), getattr(one, "at_time", ""), one.id)):
            woman = self.person_of(one.person_id)
            if woman is not None:
                found.setdefault(woman, []).append(one)
        return found

    # --- action 1 ----------------------------------------------------------------------------------

    def action1(self) -> dict[str, Any]:
        """Every figure of action 1."""
        seen: dict[str, list[Access]] = self.by_woman(self.accesses, "on_date")
        opening = {pathway.access_id for pathway in self.world.pathways if not pathway.voided}
        channels = [access.channel for access in self.accesses]
        return {
            "a1.houses": len(self.world.houses),
            "a1.bodies": len(self.world.bodies),
            "a1.desks": len(self.world.houses),
            "a1.accesses": len(self.accesses),
            "a1.people": len(seen),
            "a1.women": share(self._woman(woman) for woman in seen),
            "a1.women_0_3": share(
                self._small_child(woman, seen[woman]) for woman in seen if self.fact(woman, "gender") == "F"
            ),
            "a1.pregnant": sum(any(map(self._pregnant, accesses)) for accesses in seen.values()),
            "a1.direct": share({"direct": "yes", "": "unknown"}.get(channel, "no") for channel in channels),
            "a1.not_in_care": share(self._last_no(one, "in_care") for one in seen.values()),
            "a1.no_adi": share(self._last_no(one, "adi") for one in seen.values()),
            "a1.first_pathways": sum(access.id in opening for access in self.accesses),
            **self._how_sure(seen),
            **self._categories(seen),
        }

    def _how_sure(self, seen: dict[str, list[Access]]) -> dict[str, Any]:
        records = {access.person_id for accesses in seen.values() for access in accesses}
        decided = {one for (a, b), verdict in self.latest.items() if verdict == "same" for one in (a, b)}
        open_pairs = [
            (a, b)
            for (a, b), verdict in self.latest.items()
            if verdict in ("unsure", "withdrawn") and self.group[a] != self.group[b]
        ]
        return {
            "a1.people_records": len(records),
            "a1.reserved": 0,
            "a1.joined": {
                "decision": len(records & decided),
                "code": len(records & self.by_code - decided),
            },
            "a1.open_pairs": sum(self.group[a] in seen and self.group[b] in seen for a, b in open_pairs),
        }

    def _categories(self, seen: dict[str, list[Access]]) -> dict[str, Any]:
        months = [
            f"{month // 12}-{month % 12 + 1:02d}"
            for month in range(
                self.start.year * 12 + self.start.month - 1, self.end.year * 12 + self.end.month
            )
        ]
        return {
            "a1.by_channel": spread((one.channel or "unknown" for one in self.accesses), SHIPPED["channel"]),
            "a1.by_need": several((one.needs for one in self.accesses), SHIPPED["need"]),
            "a1.by_activity": several((one.activities for one in self.accesses), SHIPPED["activity"]),
            "a1.by_referral": several(
                (one.referred_to for one in self.accesses if one.referred_to), SHIPPED["referral"]
            ),
            "a1.by_month": spread((f"{one.on_date:%Y-%m}" for one in self.accesses), months),
            "a1.by_house": spread(
                (one.house for one in self.accesses), [one.code for one in self.world.houses]
            ),
            "a1.by_citizenship": spread((self.fact(woman, "citizenship") or "unknown" for woman in seen), ()),
            "a1.by_age": spread((self._band(woman, seen[woman][0].on_date) for woman in seen), BANDS),
        }

    def _woman(self, woman: str) -> str:
        return {"F": "yes", "": "unknown"}.get(self.fact(woman, "gender"), "no")

    def _pregnant(self, access: Access) -> bool:
        expecting = access.due_date is not None and access.due_date >= access.on_date
        return access.pregnant == "yes" or (access.pregnant == "unknown" and expecting)

    def _last_no(self, accesses: list[Access], answer: str) -> str:
        answers = [getattr(one, answer) for one in accesses if getattr(one, answer) != "unknown"]
        return "unknown" if not answers else "no" if answers[-1] == "yes" else "yes"

    def _small_child(self, woman: str, accesses: list[Access]) -> str:
        """Yes when some access surely finds a small child, no when surely none does."""
        said = set()
        for child in self.hers.get(woman, []):
            for access in accesses:
                births = possible_births(child)
                said.add(
                    agreed(self._small(birth, access.on_date) for birth in births) if births else "unknown"
                )
        return "yes" if "yes" in said else "unknown" if "unknown" in said else "no"

    def _small(self, birth: date, on: date) -> str:
        return "yes" if birth <= on and completed_months(birth, on) < 36 else "no"

    def _band(self, woman: str, on: date) -> str:
        ages = {completed_months(birth, on) // 12 for birth in self.births(woman)}
        return agreed(code for age in ages for code, (low, high) in BANDS.items() if low <= age <= high)

    # --- action 2 ----------------------------------------------------------------------------------

    def action2(self) -> dict[str, Any]:
        """Every figure of action 2."""
        women: dict[str, list[Pathway]] = self.by_woman(self.pathways, "opened_on")
        return {
            "a2.pathways": len(self.pathways),
            "a2.pathways_active": sum(self._active(pathway) for pathway in self.world.pathways),
            "a2.women": share(self._woman(woman) for woman in women),
            "a2.foreign": share(self._abroad(woman, "citizenship") for woman in women),
            "a2.born_abroad": share(self._abroad(woman, "birth_country") for woman in women),
            "a2.age_31_40": share(self._in_thirties(woman, of[0].opened_on) for woman, of in women.items()),
            "a2.unemployed": share(self._fragile(pathway, "unemployment") for pathway in self.pathways),
            "a2.care_load": share(self._fragile(pathway, "care_load") for pathway in self.pathways),
            "a2.economic_main": share(
                {"economic": "yes", "": "unknown"}.get(pathway.main_request, "no")
                for pathway in self.pathways
            ),
            "a2.by_fragility": several((one.fragilities for one in self.pathways), SHIPPED["fragility"]),
            **self._minors(),
            **self._money(),
            **self._work(),
        }

    def _active(self, pathway: Pathway) -> bool:
        here = not self.house or pathway.house == self.house
        ended = pathway.closed_on is not None and pathway.closed_on < self.start
        return not pathway.voided and here and pathway.opened_on <= self.end and not ended

    def _abroad(self, woman: str, name: str) -> str:
        return {"IT": "no", "": "unknown"}.get(self.fact(woman, name), "yes")

    def _in_thirties(self, woman: str, on: date) -> str:
        births = self.births(woman)
        ages = {completed_months(birth, on) // 12 for birth in births}
        return agreed("yes" if 31 <= age <= 40 else "no" for age in ages)

    def _fragile(self, pathway: Pathway, code: str) -> str:
        return "unknown" if not pathway.fragilities else "yes" if code in pathway.fragilities else "no"

    def _minors(self) -> dict[str, Any]:
        households: dict[str, int] = {}
        for pathway in self.pathways:
            if pathway.minors is not None:
                household = self.group.get(pathway.person_id, pathway.person_id)
                households[household] = max(households.get(household, 0), pathway.minors)
        return {
            "a2.reserved": 0,
            "a2.minors": sum(households.values()),
            "a2.max_minors": max(households.values(), default=None),
        }

    def _moved(self, dote_id: str, kind: str) -> int:
        return self.moved.get((dote_id, kind), 0)

    def _state(self, dote_id: str) -> str:
        commit, cancel, pay, back = (
            self._moved(dote_id, kind) for kind in ("commit", "cancel", "pay", "return")
        )
        if not commit:
            return "planned"
        if commit <= cancel:
            return "cancelled"
        nothing_owed = pay + cancel >= commit
        if pay > back:
            return "paid" if nothing_owed else "partly_paid"
        return "returned" if pay and nothing_owed else "committed"

    def _money(self) -> dict[str, Any]:
        committed = {
            dote.id: self._moved(dote.id, "commit") - self._moved(dote.id, "cancel") for dote in self.doti
        }
        granted = [dote for dote in self.doti if committed[dote.id] > 0]
        total = sum(committed[dote.id] for dote in granted)
        paid = sum(self._moved(dote.id, "pay") - self._moved(dote.id, "return") for dote in granted)
        expenses = {dote.expense for dote in granted}
        return {
            "a2.doti": len(granted),
            "a2.doti_committed": total / 100,
            "a2.doti_paid": paid / 100,
            "a2.doti_mean": float(half_up(Decimal(total) / len(granted) / 100, "0.01")) if granted else None,
            "a2.doti_by_state": spread((self._state(dote.id) for dote in self.doti), SHIPPED["dote_state"]),
            "a2.by_expense": {
                expense: {
                    "doti": sum(dote.expense == expense for dote in granted),
                    "euros": sum(committed[dote.id] for dote in granted if dote.expense == expense) / 100,
                }
                for expense in expenses
            },
        }

    def _work(self) -> dict[str, Any]:
        opened = {one.id: one.opened_on for one in self.world.pathways}
        gone = {one.id for one in self.world.pathways if one.voided}
        done = [
            one
            for one in self.world.interventions
            if self._in(one, one.on_date) and one.pathway_id not in gone
        ]
        goals = [
            one
            for one in self.world.goals
            if self._in(one, one.set_on or opened.get(one.pathway_id)) and one.pathway_id not in gone
        ]
        return {
            "a2.by_area": spread((one.area or "unknown" for one in done), SHIPPED["area"]),
            "a2.by_specialist": {
                profession: self._hours([one.minutes for one in done if one.profession == profession])
                for profession in {one.profession for one in done} - {""}
            },
            "a2.home_visits": sum(one.home_visit for one in done),
            "a2.goals_set": len(goals),
            "a2.goals": spread((one.state for one in goals), SHIPPED["goal_state"]),
            "a2.wellbeing": self._wellbeing(gone),
        }

    def _hours(self, minutes: list[int | None]) -> dict[str, Any]:
        total = sum(one or 0 for one in minutes)
        hours = float(half_up(Decimal(total) / 60, "0.01"))
        return {"consultations": len(minutes), "hours": hours, "unknown": minutes.count(None)}

    def _wellbeing(self, gone: set[str]) -> dict[str, Any]:
        series: dict[tuple[str, str, str], list[int]] = {}
        for one in sorted(self.world.wellbeing, key=lambda one: (one.on_date, one.id)):
            if self._in(one, one.on_date) and one.pathway_id not in gone:
                series.setdefault((one.dimension, one.pathway_id, one.rated_by), []).append(one.score)
        compared: dict[str, list[list[int]]] = {}
        for (dimension, _, _), scores in series.items():
            if len(scores) > 1:
                compared.setdefault(dimension, []).append(scores)
        return {
            dimension: {
                "compared": len(pairs),
                "first": float(half_up(Decimal(sum(one[0] for one in pairs)) / len(pairs), "0.1")),
                "last": float(half_up(Decimal(sum(one[-1] for one in pairs)) / len(pairs), "0.1")),
            }
            for dimension, pairs in compared.items()
        }

    # --- mediation ---------------------------------------------------------------------------------

    def mediation(self) -> dict[str, Any]:
        """Every figure of the mediations."""
        gone = {one.id for one in self.world.mediations if one.voided}
        when = {
            one.mediation_id for one in self.world.sessions if not one.voided and self._in_period(one.on_date)
        }
        held = [
            one
            for one in self.world.mediations
            if one.id in when and not one.voided and self.house in ("", one.house)
        ]
        sessions = [
            one for one in self.world.sessions if self._in(one, one.on_date) and one.mediation_id not in gone
        ]
        kinds = {one.kind for one in sessions}
        total = sum(one.minutes or 0 for one in sessions)
        return {
            "m.interventions": len(held),
            "m.hours": float(half_up(Decimal(total) / 60, "0.01")),
            "m.by_origin": spread((self._origin(one.person_id) for one in held), ()),
            "m.by_fragility": spread((one.fragility or "unknown" for one in held), SHIPPED["fragility"]),
            "m.by_kind": {
                kind or "unknown": self._sessions([one.minutes for one in sessions if one.kind == kind])
                for kind in kinds
            },
        }

    def _in_period(self, day: date) -> bool:
        return self.start <= day <= self.end

    def _origin(self, person_id: str) -> str:
        woman = self.person_of(person_id)
        if woman is None:
            return "unknown"
        return self.fact(woman, "birth_country") or self.fact(woman, "citizenship") or "unknown"

    def _sessions(self, minutes: list[int | None]) -> dict[str, Any]:
        told = self._hours(minutes)
        told["sessions"] = told.pop("consultations")
        return told

    def every(self) -> dict[str, Any]:
        """Every figure of the report."""
        programme = ProgrammeOracle(self.world, self.start, self.end, self.house).every()
        return self.action1() | self.action2() | self.mediation() | programme
