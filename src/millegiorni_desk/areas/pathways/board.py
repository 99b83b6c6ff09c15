"""*I miei percorsi*: what is due, what is stuck, and where nothing has happened for too long.

Everything is asked of indexes, a few rows at a time: the board opens at once with thousands of pathways.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlmodel import col, select

from millegiorni_desk import settings
from millegiorni_desk.areas.pathways import appointments, signs
from millegiorni_desk.areas.pathways.listing import HERS, OPEN, listed
from millegiorni_desk.areas.pathways.reserved import SEALED_GOALS, SEALED_STEPS
from millegiorni_desk.areas.people.records import Person
from millegiorni_desk.vault.permissions import Permission
from millegiorni_desk.vault.sealed_fields import SealedFields
from millegiorni_desk.vault.vault import Vault

SOON = timedelta(days=7)
_MOST_HERS = 500


@dataclass(frozen=True)
class Due:
    """Something that is due in a pathway.

    ``kind``: ``step``, ``goal``, ``appointment``, ``reminder`` or ``hand_over``; ``key`` is its record's id; ``on`` the
    day, ``at`` the hour where there is one. ``late``: the day has gone by.
    """

    kind: str
    key: str
    pathway_id: str
    person: Person | None
    on: date
    title: str
    late: bool = False
    at: str = ""


@dataclass(frozen=True)
class Silent:
    """An open pathway in which nothing has happened since ``since``, ``days`` ago, and nothing is arranged."""

    pathway_id: str
    person: Person | None
    since: date
    days: int


def silent_days() -> int:
    """After how many days without anything a pathway counts as silent (a setting)."""
    kept = settings.get("silent_days")
    # The file is this computer's own: whoever edited it by hand may have written anything.
    return kept if isinstance(kept, int) and kept > 0 else int(settings.DEFAULTS["silent_days"])


def due(vault: Vault, today: date, limit: int, case_manager: str = "") -> list[Due]:
    """What is due within a week or late, the longest late first; of *case_manager*, or of everyone.

    At most *limit* of each kind. Goals that are late are not here but in :func:`stuck`.
    """
    vault.require(Permission.SEE_PEOPLE)
    until = today + SOON
    rows = [
        *_offers(vault, case_manager, limit),
        *_steps(vault, until, limit, case_manager),
        *_goals(vault, today, until, limit, case_manager),
    ]
    found = [*_dues(vault, rows, today), *_appointments(vault, today, until, limit, case_manager)]
    return sorted(found, key=lambda one: (one.on, one.at, one.kind, one.key))


def stuck(vault: Vault, today: date, limit: int, case_manager: str = "") -> list[Due]:
    """Goals not reached by their day, the longest late first."""
    vault.require(Permission.SEE_PEOPLE)
    return _dues(vault, _goals(vault, date.min, today - timedelta(days=1), limit, case_manager), today)


def silent(
    vault: Vault, today: date, limit: int, case_manager: str = "", days: int | None = None
) -> list[Silent]:
    """Open pathways in which nothing has happened for more than *days* (by default the setting), longest first.

    Everyone's are looked for from the one opened first, until there are *limit*: those are the longest open, and not
    always the longest silent.
    """
    vault.require(Permission.SEE_PEOPLE)
    rows = vault.query(
        f"SELECT p.id, p.person_id, p.opened_on {_silent_pathways(case_manager)} ORDER BY p.opened_on LIMIT :most",
        since=(today - timedelta(days=silent_days() if days is None else days)).isoformat(),
        me=case_manager,
        most=_MOST_HERS if case_manager else limit,
    )
    last = signs.last(vault, [row["id"] for row in rows])
    longest = sorted(
        (max(last.get(row["id"], ""), row["opened_on"]), row["id"], row["person_id"]) for row in rows
    )[:limit]
    people = _people(vault, [person_id for _day, _id, person_id in longest])
    return [
        Silent(pathway_id, people.get(person_id), since := date.fromisoformat(day), (today - since).days)
        for day, pathway_id, person_id in longest
    ]


def _steps(vault: Vault, until: date, limit: int, case_manager: str) -> list[dict[str, Any]]:
    hers = f"{HERS} CROSS JOIN goal AS g ON g.pathway_id = p.id CROSS JOIN goal_step AS s ON s.goal_id = g.id"
    all_ = "goal_step AS s CROSS JOIN pathway AS p ON p.id = s.pathway_id"
    return vault.query(
        "SELECT 'step' AS kind, s.id, p.id AS pathway_id, s.due_on, s.title, p.person_id "
        f"FROM {hers if case_manager else all_} "
        f"WHERE s.done_on IS NULL AND s.voided IS 0 AND s.due_on <= :until AND {listed(case_manager, True)} "
        "ORDER BY s.due_on, s.id LIMIT :limit",
        until=until.isoformat(),
        limit=limit,
        me=case_manager,
    )


def _goals(vault: Vault, first: date, last: date, limit: int, case_manager: str) -> list[dict[str, Any]]:
    hers = f"{HERS} CROSS JOIN goal AS g ON g.pathway_id = p.id"
    all_ = "goal AS g CROSS JOIN pathway AS p ON p.id = g.pathway_id"
    return vault.query(
        "SELECT 'goal' AS kind, g.id, p.id AS pathway_id, g.due_on, g.title, p.person_id "
        f"FROM {hers if case_manager else all_} "
        "WHERE g.state = 'set' AND g.voided IS 0 AND g.due_on BETWEEN :first AND :last "
        f"AND {listed(case_manager, True)} ORDER BY g.due_on, g.id LIMIT :limit",
        first=first.isoformat(),
        last=last.isoformat(),
        limit=limit,
        me=case_manager,
    )


def _dues(vault: Vault, rows: Sequence[dict[str, Any]], today: date) -> list[Due]:
    people = _people(vault, [row["person_id"] for row in rows])
    told = _sealed_titles(vault, rows)
    return [
        Due(
            row["kind"],
            row["id"],
            row["pathway_id"],
            people.get(row["person_id"]),
            on,
            row["title"] or told.get(row["id"], ""),
            late=on < today and row["kind"] != "hand_over",
        )
        for row in rows
        for on in (date.fromisoformat(row["due_on"]),)
    ]


def _sealed_titles(vault: Vault, rows: Sequence[dict[str, Any]]) -> dict[str, str]:
    """What goals and steps of reserved pathways are called, for whoever may read it."""
    titles: dict[str, str] = {}
    sealed: dict[str, SealedFields[Any]] = {"goal": SEALED_GOALS, "step": SEALED_STEPS}
    for kind, fields in sealed.items():
        ids = [row["id"] for row in rows if row["kind"] == kind and not row["title"]]
        if ids:
            shown = fields.shown(vault, [vault.get(fields.model, one) for one in ids])
            titles |= {one.id: one.title for one in shown}
    return titles


def _appointments(vault: Vault, today: date, until: date, limit: int, case_manager: str) -> list[Due]:
    """Reminders to give, and appointments that have no other entry: to come, or gone by without a word."""
    remind = appointments.reminders_due(vault, today, limit, case_manager)
    reminded = {line.appointment.id for line in remind}
    ahead = [
        line
        for line in appointments.ahead(vault, until, limit, case_manager)
        if line.appointment.id not in reminded
    ]
    return [
        Due(
            kind,
            line.appointment.id,
            line.appointment.pathway_id or "",
            line.person,
            line.day,
            line.appointment.title,
            line.day < today,
            line.appointment.at[11:],
        )
        for kind, lines in (("reminder", remind), ("appointment", ahead))
        for line in lines
    ]


def _offers(vault: Vault, case_manager: str, limit: int) -> list[dict[str, Any]]:
    """Pathways that are offered to *case_manager*, or to anybody; an offer is never late."""
    whose = " AND h.to_house = '' AND h.to_manager = :me" if case_manager else ""
    return vault.query(
        "SELECT 'hand_over' AS kind, h.id, h.pathway_id, h.on_date AS due_on, h.from_manager AS title, p.person_id "
        "FROM hand_over AS h CROSS JOIN pathway AS p ON p.id = h.pathway_id "
        f"WHERE h.state = 'proposed' AND h.voided IS 0 AND {OPEN}{whose} ORDER BY h.on_date, h.id LIMIT :limit",
        limit=limit,
        me=case_manager,
    )


def _silent_pathways(case_manager: str) -> str:
    """FROM and WHERE: open, opened before ``:since``, and since then without any sign; nothing arranged either."""
    return (
        f"FROM {HERS if case_manager else 'pathway AS p'} WHERE {listed(case_manager, True)} "
        "AND p.opened_on < :since AND p.id NOT IN "
        "(SELECT i.pathway_id FROM intervention AS i WHERE i.on_date >= :since AND i.voided IS 0) "
        "AND NOT EXISTS (SELECT 1 FROM appointment AS a WHERE a.pathway_id = p.id AND a.at >= :since "
        "AND a.state IN ('planned', 'kept') AND a.voided IS 0) "
        "AND NOT EXISTS (SELECT 1 FROM pathway_note AS n WHERE n.pathway_id = p.id AND n.on_date >= :since "
        "AND n.voided IS 0) "
        "AND NOT EXISTS (SELECT 1 FROM wellbeing AS w WHERE w.pathway_id = p.id AND w.on_date >= :since "
        "AND w.voided IS 0) "
        "AND NOT EXISTS (SELECT 1 FROM goal AS g CROSS JOIN goal_step AS s ON s.goal_id = g.id "
        "WHERE g.pathway_id = p.id AND s.done_on >= :since AND s.voided IS 0)"
    )


def _people(vault: Vault, ids: Sequence[str]) -> dict[str, Person]:
    with vault.read() as session:
        found = session.exec(select(Person).where(col(Person.id).in_(set(ids)))).all()
    return {person.id: person for person in found}
