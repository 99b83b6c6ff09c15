"""What the coordination writes of partners, training, communication and its own work, through the services."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from millegiorni_desk.areas.coordination import deadlines, decisions, opening_hours, supervision, targets
from millegiorni_desk.areas.coordination.records import (
    Closure,
    Deadline,
    OpeningHours,
    ProjectDecision,
    SupervisionNote,
    Target,
)
from millegiorni_desk.areas.outreach import conferences, materials, posts
from millegiorni_desk.areas.outreach.records import Conference, Material, MaterialDelivery, Post
from millegiorni_desk.areas.training import agreements, staff
from millegiorni_desk.areas.training import service as training
from millegiorni_desk.areas.training.records import Agreement, StaffMember, Training
from millegiorni_desk.demo.individuals import YEAR
from millegiorni_desk.demo.programme import Programme, words
from millegiorni_desk.demo.turin import turin
from millegiorni_desk.network import partners
from millegiorni_desk.network.records import Partner
from millegiorni_desk.vault.vault import Vault

_DAYS_TO_DELIVER = timedelta(days=4)
_JANUARY, _DECEMBER = date(YEAR, 1, 1), date(YEAR, 12, 31)


def write(vault: Vault, programme: Programme) -> None:
    """Write all of it; the houses find it when they synchronise."""
    said = words()
    partners.add_many(vault, [Partner(**one, since=_JANUARY) for one in said["partner"]])
    ids = {one.name: one.id for one in partners.every(vault)}
    for one in said["agreement"]:
        agreements.add(vault, Agreement(**_without(one, "partner"), partner_id=ids[one["partner"]]))
    _train(vault, programme)
    _print_and_post(vault, programme)
    _coordinate(vault, said)


def _without(told: Mapping[str, Any], name: str) -> dict[str, Any]:
    return {key: value for key, value in told.items() if key != name}


def _train(vault: Vault, programme: Programme) -> None:
    members = {
        one.name: StaffMember(name=one.name, house_code=one.house, user_name=one.user_name)
        for one in programme.staff
    }
    staff.add_many(vault, list(members.values()))
    known = {one.name: one.id for one in staff.every(vault)}
    for one in programme.trainings:
        training.add(
            vault,
            Training(
                on_date=one.on_date,
                starts="09:30",
                minutes=one.minutes,
                kind=one.kind,
                title=one.title,
                teachers=one.teachers,
                house_code=one.house,
            ),
            {known[name]: minutes for name, minutes in one.present.items()},
        )


def _print_and_post(vault: Vault, programme: Programme) -> None:
    houses = {house.code for house in turin().houses}
    for one in programme.materials:
        made = materials.add(
            vault,
            Material(
                kind=one.kind, title=one.title, on_date=one.on_date, copies=one.copies, languages=["it"]
            ),
        )
        for place, copies in one.delivered:
            here = place in houses
            materials.deliver(
                vault,
                MaterialDelivery(
                    material_id=made.id,
                    on_date=min(one.on_date + _DAYS_TO_DELIVER, _DECEMBER),
                    copies=copies,
                    house_code=place if here else "",
                    place="" if here else place,
                ),
            )
    for post in programme.posts:
        posts.add(vault, Post(on_date=post.on_date, channel=post.channel, title=post.title, reach=post.reach))
    for role, day, title in (
        ("speaker", date(YEAR, 11, 20), "Curare nei primi mille giorni"),
        ("listener", date(YEAR, 5, 15), "Welfare di comunità"),
    ):
        conferences.add(
            vault,
            Conference(on_date=day, title=title, organiser="Università di Torino", place="Torino", role=role),
        )


def _coordinate(vault: Vault, said: Mapping[str, Any]) -> None:
    for house in turin().houses:
        hours = OpeningHours(
            house_code=house.code, weekday=1, opens="09:30", closes="12:30", what="Sportello"
        )
        opening_hours.add_hours(vault, [day + 1 for day in house.open], hours)
    opening_hours.add_closure(
        vault, Closure(from_day=date(YEAR, 8, 9), to_day=date(YEAR, 8, 24), reason="Chiusura estiva")
    )
    for one in said["deadline"]:
        deadlines.add(vault, Deadline(**one, responsible=turin().coordinator.display_name))
    for one in said["decision"]:
        present = [turin().coordinator.display_name, *said["coordination"]]
        decisions.add(vault, ProjectDecision(**one, present=present))
    for house in turin().houses:
        for one in said["note"]:
            supervision.add(vault, SupervisionNote(house=house.code, **one))
    for name, value in said["targets"].items():
        targets.add(vault, Target(indicator=name, from_day=_JANUARY, to_day=_DECEMBER, value=value))
