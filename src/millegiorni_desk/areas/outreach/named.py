"""What outreach only points at, by SQL: the funders, the meetings, and what a piece of evidence is about."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from millegiorni_desk.errors import InvalidValue
from millegiorni_desk.language import _
from millegiorni_desk.network import service as network
from millegiorni_desk.vault.permissions import Permission
from millegiorni_desk.vault.vault import Vault

KINDS = ("material", "post", "conference", "meeting")
"""What a file may show, as its table is called."""

_NEAR = timedelta(days=62)


class Days(NamedTuple):
    """From the first to the last day, both included."""

    first: date = date.min
    last: date = date.max

    def parameters(self) -> dict[str, str]:
        """``first`` and ``last``, as SQLite compares them."""
        return {"first": self.first.isoformat(), "last": self.last.isoformat()}


EVER = Days()


@dataclass(frozen=True)
class Subject:
    """What a file shows or a post tells of. ``kind`` is one of :data:`KINDS`."""

    id: str
    kind: str
    title: str
    on_date: date


def year(number: int) -> Days:
    """A calendar year."""
    return Days(date(number, 1, 1), date(number, 12, 31))


def funders(vault: Vault) -> dict[str, str]:
    """Id → name of every funder, by name."""
    vault.require(Permission.SEE_PROGRAMME)
    return vault.cached(
        "outreach_funders",
        ("funder",),
        lambda: {row["id"]: row["name"] for row in vault.query("SELECT id, name FROM funder ORDER BY name")},
    )


def meetings_near(vault: Vault, day: date) -> list[Subject]:
    """The meetings within two months of *day* that were not cancelled, the nearest first."""
    vault.require(Permission.SEE_PROGRAMME)
    rows = vault.query(
        "SELECT id, 'meeting' AS kind, title, on_date FROM meeting "
        "WHERE on_date BETWEEN :first AND :last AND voided IS 0 AND state <> 'cancelled' ORDER BY on_date, id",
        **Days(day - _NEAR, day + _NEAR).parameters(),
    )
    found = [_subject(row) for row in rows]
    return sorted(found, key=lambda one: abs(one.on_date - day))


def subjects(vault: Vault, ids: Sequence[str]) -> dict[str, Subject]:
    """What records of those ids are; those that have not arrived are left out, those taken out are not."""
    vault.require(Permission.SEE_PROGRAMME)
    every = " UNION ALL ".join(
        f"SELECT id, '{kind}' AS kind, title, on_date FROM {kind} WHERE id IN (SELECT value FROM json_each(:ids))"
        for kind in KINDS
    )
    return {row["id"]: _subject(row) for row in vault.query(every, ids=json.dumps(list(ids)))}


def shown_in(vault: Vault, days: Days) -> list[Subject]:
    """Everything of a period that a file can show, the newest first."""
    vault.require(Permission.SEE_PROGRAMME)
    every = " UNION ALL ".join(
        f"SELECT id, '{kind}' AS kind, title, on_date FROM {kind} "
        f"WHERE on_date BETWEEN :first AND :last AND voided IS 0"
        + (" AND state <> 'cancelled'" if kind == "meeting" else "")
        for kind in KINDS
    )
    rows = vault.query(f"{every} ORDER BY 4 DESC, 1 DESC", **days.parameters())
    return [_subject(row) for row in rows]


def years(vault: Vault) -> list[int]:
    """The years in which something is written down, and this one, the newest first."""
    vault.require(Permission.SEE_PROGRAMME)
    ends = " UNION ALL ".join(
        f"SELECT min(on_date) FROM {kind} UNION ALL SELECT max(on_date) FROM {kind}" for kind in KINDS[:3]
    )
    with vault.connection() as raw:
        known = [int(day[:4]) for (day,) in raw.execute(ends).fetchall() if day]
    this = date.today().year
    return list(range(max([*known, this]), min([*known, this]) - 1, -1))


def check_funders(vault: Vault, ids: Sequence[str]) -> None:
    """Raise ``InvalidValue`` for one that is not a funder of the network."""
    known = funders(vault)
    unknown = [one for one in ids if one not in known]
    if unknown:
        raise InvalidValue(
            _("Questo finanziatore non è nell'elenco della rete: scegline un altro."), "funders"
        )


def check_house(vault: Vault, code: str, field: str = "house_code") -> None:
    """Raise ``InvalidValue`` for a house that is not the network's; none is fine."""
    if code and code not in {house.code for house in network.houses(vault)}:
        raise InvalidValue(_("Questa casa non è nella rete."), field)


def check_past(day: date, said: str) -> None:
    """Raise ``InvalidValue`` with *said* for a day that has not come."""
    if day > date.today():
        raise InvalidValue(said, "on_date")


def line_of_words(text: str) -> str:
    """*text* on one line, without spaces around."""
    return " ".join(text.split())


def link(text: str) -> str:
    """An address on the web as it is kept. Raises ``InvalidValue`` for what is none."""
    kept = text.strip()
    if not kept:
        return ""
    if "://" not in kept and "." in kept.split("/")[0]:
        kept = f"https://{kept}"
    if not kept.startswith(("http://", "https://")) or len(kept.split()) != 1 or "." not in kept:
        raise InvalidValue(_("Il collegamento si scrive così: https://www.instagram.com/p/…"), "link")
    return kept


def _subject(row: dict[str, str]) -> Subject:
    return Subject(row["id"], row["kind"], row["title"], date.fromisoformat(row["on_date"]))
