"""Actions 3 to 6 worked out a second time, in plain Python over lists: slow, obvious, sharing nothing with the SQL."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from millegiorni_desk.areas.doti.ledger import MOVES
from millegiorni_desk.network.vocabularies import SHIPPED


def hours(minutes: int) -> float:
    """Minutes as hours, two decimals as a person rounds them."""
    return float((Decimal(minutes) / 60).quantize(Decimal("0.01"), ROUND_HALF_UP))


def part(yes: int, out_of: int, unknown: int) -> dict[str, int | None]:
    """A share of heads."""
    percent = int((Decimal(100 * yes) / out_of).quantize(Decimal(1), ROUND_HALF_UP)) if out_of else None
    return {"n": yes, "N": out_of, "share": percent, "unknown": unknown}


def heads(one: Any) -> int:
    """Who was at a meeting, as far as it is known."""
    return (one.adults or 0) + (one.minors or 0)


class ProgrammeOracle:
    """The figures of one world from *start* to *end*, of one house or of all."""

    def __init__(self, world: Any, start: date, end: date, house: str = "") -> None:
        self.world, self.start, self.end, self.house = world, start, end, house

    def every(self) -> dict[str, Any]:
        """Every figure of actions 3 to 6."""
        return self.action3() | self.action4() | self.action5() | self.action6()

    def _in(self, records: Iterable[Any]) -> list[Any]:
        """Those of the period and house that were not taken back."""
        return [
            one
            for one in records
            if not one.voided and self.start <= one.on_date <= self.end and self.house in ("", one.house_code)
        ]

    def _runs(self, since: date | None, until: date | None) -> bool:
        return (since is None or since <= self.end) and (until is None or until >= self.start)

    # --- action 3 ----------------------------------------------------------------------------------

    def action3(self) -> dict[str, Any]:
        """Public meetings."""
        told = self._in(self.world.meetings)
        held = [one for one in told if one.state == "held"]
        counted = [one for one in held if one.adults is not None and one.minors is not None]
        everybody, of_both = sum(map(heads, held)), sum(map(heads, counted))
        estimated = sum(heads(one) for one in held if one.estimated)
        return {
            "a3.meetings": len(held),
            "a3.free": sum(one.free for one in held),
            "a3.participants": everybody,
            "a3.adults": sum(one.adults or 0 for one in held),
            "a3.minors": part(sum(one.minors for one in counted), of_both, everybody - of_both),
            "a3.estimated": part(estimated, everybody, 0),
            "a3.cancelled": sum(one.state == "cancelled" for one in told),
            "a3.by_theme": self._meetings((one.theme or "unknown", one) for one in held),
            "a3.by_house": self._meetings((one.house_code, one) for one in held),
            "a3.by_month": self._meetings((f"{one.on_date:%Y-%m}", one) for one in held),
            "a3.by_partner": self._meetings(
                (self._partner(name), one) for one in held for name in set(one.partners)
            ),
        }

    def _partner(self, partner_id: str) -> str:
        return next((one.name for one in self.world.partners if one.id == partner_id), partner_id)

    def _meetings(self, pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
        by_code: dict[str, list[Any]] = {}
        for code, one in pairs:
            by_code.setdefault(code, []).append(one)
        return {
            code: {
                "meetings": len(held),
                "heads": sum(map(heads, held)),
                "unknown": sum(one.adults is None and one.minors is None for one in held),
            }
            for code, held in by_code.items()
        }

    # --- action 4 ----------------------------------------------------------------------------------

    def action4(self) -> dict[str, Any]:
        """Training, team meetings and agreements."""
        held = [one for one in self._in(self.world.trainings) if one.state == "held"]
        running = [
            one for one in self.world.agreements if not one.voided and self._runs(one.since, one.until)
        ]
        there = self._there()
        return {
            "a4.operators": len({staff for staff, _house, _minutes in there}),
            "a4.meetings": len(held),
            "a4.training": sum(one.kind == "training" for one in held),
            "a4.team": sum(one.kind == "team" for one in held),
            "a4.hours": hours(sum(one.minutes or 0 for one in held)),
            "a4.person_hours": hours(sum(minutes or 0 for _staff, _house, minutes in there)),
            "a4.networks": sum(one.kind == "network" for one in running),
            "a4.agreements": len(running),
            "a4.by_agreement": {
                code: sum(one.kind == code for one in running)
                for code in {*SHIPPED["agreement_kind"], *(one.kind for one in running)}
            },
            "a4.by_house": self._by_house(there),
        }

    def _there(self) -> list[tuple[str, str, int | None]]:
        """Who was at which meeting, once: her id, her house, her minutes."""
        trainings = {
            one.id: one
            for one in self.world.trainings
            if not one.voided and one.state == "held" and self.start <= one.on_date <= self.end
        }
        staff = {one.id: one for one in self.world.staff}
        times: dict[tuple[str, str], list[int]] = {}
        for one in self.world.presences:
            if not one.voided and one.training_id in trainings:
                own = times.setdefault((one.training_id, one.staff_id), [])
                own += [] if one.minutes is None else [one.minutes]
        found = []
        for (training_id, staff_id), own in times.items():
            member = staff.get(staff_id)
            house = member.house_code if member else ""
            if not (member and member.voided) and self.house in ("", house):
                found.append((staff_id, house, max(own) if own else trainings[training_id].minutes))
        return found

    def _by_house(self, there: Sequence[tuple[str, str, int | None]]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for code in {house for _staff, house, _minutes in there}:
            of_staff: dict[str, list[int]] = {}
            for staff, house, minutes in there:
                if house == code:
                    of_staff.setdefault(staff, []).extend([] if minutes is None else [minutes])
            found[code or "network"] = {
                "operators": len(of_staff),
                "hours": hours(sum(map(sum, of_staff.values()))),
                "unknown": sum(not minutes for minutes in of_staff.values()),
            }
        return found

    # --- action 5 ----------------------------------------------------------------------------------

    def action5(self) -> dict[str, Any]:
        """Money as it stands on the last day, of the grants that run in the period."""
        lines = {one.id: one for one in self.world.lines}
        funds = {one.id: one for one in self.world.funds}
        grants = {line: funds.get(one.fund_id) for line, one in lines.items()}

        def runs(line: str) -> bool:
            fund = grants.get(line)
            return fund is None or self._runs(fund.opens_on, fund.closes_on)

        def funder(line: str) -> str:
            fund = grants.get(line)
            known = {one.id: one.code for one in self.world.funders}
            return known.get(fund.funder_id) or fund.funder or "unknown" if fund else "unknown"

        names = self._line_names(lines, grants)
        entries = [
            one
            for one in self.world.entries
            if one.on_date <= self.end and self.house in ("", one.house) and runs(one.line_id)
        ]
        doti = [
            (line, house, committed, paid)
            for (line, house, _dote), (committed, paid) in self._doti(entries).items()
            if committed > 0
        ]
        envelopes = [(line, house, *held) for (line, house), held in self._envelopes(entries).items()]
        given = [(line, one.budget_cents) for line, one in lines.items() if runs(line)]
        keys = {
            "funder": lambda line, _house: funder(line),
            "line": lambda line, _house: names.get(line, "unknown"),
            "house": lambda _line, house: house,
        }
        found: dict[str, Any] = {
            "a5.budget": sum(cents or 0 for _line, cents in given) / 100,
            "a5.allocated": sum(one[2] for one in envelopes) / 100,
            "a5.planned": sum(one[3] for one in envelopes) / 100,
            "a5.left": sum(one[4] for one in envelopes) / 100,
            "a5.committed": sum(one[2] for one in doti) / 100,
            "a5.paid": sum(one[3] for one in doti) / 100,
            "a5.partners": sum(
                not one.voided and self._runs(one.since, one.until) for one in self.world.partners
            ),
        }
        for by, key in keys.items():
            found[f"a5.by_{by}"] = self._cents(
                ("doti", "committed", "paid"), [(key(one[0], one[1]), one[2], one[3]) for one in doti]
            )
            found[f"a5.left_by_{by}"] = self._cents(
                ("envelopes", "allocated", "left"),
                [(key(one[0], one[1]), one[2], one[4]) for one in envelopes],
            )
            if by != "house":
                found[f"a5.budget_by_{by}"] = self._given([(key(line, ""), cents) for line, cents in given])
        return found

    def _line_names(self, lines: dict[str, Any], grants: dict[str, Any]) -> dict[str, str]:
        """What the lines are called: with their grant's code, and a number, where two have one name."""
        codes = {line: grants[line].code if grants[line] else "" for line in lines}
        times = Counter(one.name for one in lines.values())
        names: dict[str, str] = {}
        for line in sorted(lines, key=lambda line: (lines[line].name.casefold(), codes[line], line)):
            name = lines[line].name
            if times[name] > 1:
                name = f"{name} · {codes[line]}"
            while name in names.values():
                name += " · 2"
            names[line] = name
        return names

    def _doti(self, entries: Sequence[Any]) -> dict[tuple[str, str, str], tuple[int, int]]:
        found: dict[tuple[str, str, str], tuple[int, int]] = {}
        for one in entries:
            if one.dote_id is not None:
                source, target = MOVES[one.kind]
                key = (one.line_id, one.house, one.dote_id)
                committed, paid = found.get(key, (0, 0))
                outside = ("funder", "available", "planned")
                committed += one.amount_cents * ((source in outside) - (target in outside))
                paid += one.amount_cents * ((target == "paid") - (source == "paid"))
                found[key] = committed, paid
        return found

    def _envelopes(self, entries: Sequence[Any]) -> dict[tuple[str, str], tuple[int, int, int]]:
        found: dict[tuple[str, str], list[int]] = {}
        for one in entries:
            held = found.setdefault((one.line_id, one.house), [0, 0, 0])
            for account, sign in zip(MOVES[one.kind], (-1, 1), strict=True):
                place = {"funder": 0, "planned": 1, "available": 2}.get(account)
                if place is not None:
                    held[place] += one.amount_cents * (-sign if place == 0 else sign)
        return {key: (held[0], held[1], held[2]) for key, held in found.items()}

    def _cents(self, names: tuple[str, str, str], rows: list[tuple[str, int, int]]) -> dict[str, Any]:
        return {
            code: {
                names[0]: sum(one[0] == code for one in rows),
                names[1]: sum(one[1] for one in rows if one[0] == code) / 100,
                names[2]: sum(one[2] for one in rows if one[0] == code) / 100,
            }
            for code in {one[0] for one in rows}
        }

    def _given(self, rows: list[tuple[str, int | None]]) -> dict[str, Any]:
        return {
            code: {
                "lines": sum(one == code for one, _cents in rows),
                "budget": sum(cents or 0 for one, cents in rows if one == code) / 100,
                "unknown": sum(one == code and cents is None for one, cents in rows),
            }
            for code in {one for one, _cents in rows}
        }

    # --- action 6 ----------------------------------------------------------------------------------

    def action6(self) -> dict[str, Any]:
        """Materials, posts and conferences."""
        materials, posts = self._in(self.world.materials), self._in(self.world.posts)
        gone = {one.id for one in self.world.materials if one.voided}
        brought = [one for one in self._in(self.world.deliveries) if one.material_id not in gone]
        kinds, channels = Counter(one.kind for one in materials), Counter(one.channel for one in posts)
        return {
            "a6.material_types": len(kinds),
            "a6.copies": sum(one.copies for one in materials),
            "a6.delivered": sum(one.copies for one in brought),
            "a6.channels": len(channels.keys() - {"", "press", "other"}),
            "a6.conferences": sum(
                one.role != "listener"
                and not one.voided
                and self.start <= one.on_date <= min(self.end, date.today())
                for one in self.world.conferences
            ),
            "a6.posts": len(posts),
            "a6.reach": sum(one.reach or 0 for one in posts),
            "a6.by_material": {
                kind: {
                    "materials": number,
                    "copies": sum(one.copies for one in materials if one.kind == kind),
                }
                for kind, number in kinds.items()
            },
            "a6.by_channel": {
                channel: {
                    "posts": number,
                    "reach": sum(one.reach or 0 for one in posts if one.channel == channel),
                    "unknown": sum(one.reach is None for one in posts if one.channel == channel),
                }
                for channel, number in channels.items()
            },
        }
