"""Training and team meetings as lists and pages show them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import col, select

from millegiorni_desk.areas.training.attended import EACH
from millegiorni_desk.areas.training.records import Training
from millegiorni_desk.network import service as network
from millegiorni_desk.network.records import Partner
from millegiorni_desk.vault.permissions import Permission
from millegiorni_desk.vault.vault import Vault

_FIRST, _LAST = date(1, 1, 1), date(9999, 12, 31)
# Those of the ids asked for; what is planned or cancelled counts nobody.
_SUMS = (
    f"SELECT id, count(*) AS people, sum(minutes) AS minutes FROM ({EACH} "
    "AND t.id IN (SELECT value FROM json_each(:ids)) GROUP BY t.id, p.staff_id) GROUP BY id"
)


@dataclass(frozen=True)
class Wanted:
    """Which meetings: of that kind, from *first* to *last*, with all words of *text*; what is empty narrows nothing.

    The words are looked for in title, topic, teachers, place, and the name of the house.
    """

    kind: str = ""
    first: date | None = None
    last: date | None = None
    text: str = ""


@dataclass(frozen=True)
class Line:
    """A meeting, how many people were there, and the minutes of all of them together."""

    training: Training
    people: int
    minutes: int


def page(vault: Vault, offset: int, limit: int, wanted: Wanted = Wanted()) -> list[Line]:
    """A page of the meetings wanted, the newest first."""
    vault.require(Permission.SEE_PROGRAMME)
    where, named = _narrowed(vault, wanted)
    rows = vault.query(
        f"SELECT id FROM training WHERE {where} ORDER BY on_date DESC, id DESC LIMIT :limit OFFSET :offset",
        limit=limit,
        offset=offset,
        **named,
    )
    return _lines(vault, [row["id"] for row in rows])


def count(vault: Vault, wanted: Wanted = Wanted()) -> int:
    """How many there are."""
    vault.require(Permission.SEE_PROGRAMME)
    where, named = _narrowed(vault, wanted)
    return int(vault.scalar(f"SELECT count(*) FROM training WHERE {where}", **named))


def line(vault: Vault, training_id: str) -> Line:
    """One meeting, voided or not. Raises ``NotFound``."""
    vault.require(Permission.SEE_PROGRAMME)
    vault.get(Training, training_id)
    return _lines(vault, [training_id])[0]


def partner_names(vault: Vault, training: Training) -> str:
    """With whom a meeting was made, with commas: also who is off the list of partners by now."""
    vault.require(Permission.SEE_PROGRAMME)
    with vault.read() as session:
        found = session.exec(select(Partner).where(col(Partner.id).in_(training.partners))).all()
    names = {one.id: one.name for one in found}
    return ", ".join(names[one] for one in training.partners if one in names)


def _lines(vault: Vault, ids: Sequence[str]) -> list[Line]:
    with vault.read() as session:
        found = session.exec(select(Training).where(col(Training.id).in_(ids))).all()
    sums = {row["id"]: row for row in vault.query(_SUMS, ids=json.dumps(ids))}
    known = {
        one.id: Line(one, sums[one.id]["people"], sums[one.id]["minutes"] or 0)
        if one.id in sums
        else Line(one, 0, 0)
        for one in found
    }
    return [known[one] for one in ids]


def _narrowed(vault: Vault, wanted: Wanted) -> tuple[str, dict[str, Any]]:
    where = ["voided IS 0", "on_date BETWEEN :first AND :last"]
    named: dict[str, Any] = {
        "first": (wanted.first or _FIRST).isoformat(),
        "last": (wanted.last or _LAST).isoformat(),
    }
    if wanted.kind:
        where.append("kind = :kind")
        named["kind"] = wanted.kind
    words = network.fold(wanted.text).split()
    if words:
        where.append("id IN (SELECT value FROM json_each(:found))")
        told = _words(vault)
        named["found"] = json.dumps([one for one, said in told if all(word in said for word in words)])
    return " AND ".join(where), named


def _words(vault: Vault) -> list[tuple[str, str]]:
    """What each meeting can be found by, without case and accents, which SQLite would not see past."""

    def read() -> list[tuple[str, str]]:
        houses = {house.code: house.name for house in network.houses(vault)}
        rows = vault.query(
            "SELECT id, title, topic, teachers, place, house_code FROM training WHERE voided IS 0"
        )
        return [
            (
                row["id"],
                network.fold(
                    " ".join(
                        (row["title"], row["topic"], row["teachers"], row["place"],
                         houses.get(row["house_code"], ""))
                    )
                ),
            )
            for row in rows
        ]  # fmt: skip

    return vault.cached("training_words", ("training", "house"), read)
