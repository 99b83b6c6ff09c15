"""A vault of 400,000 people and 1,000,000 accesses of one year, made by bulk SQL; the same at every run."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

from millegiorni_desk.areas.people.linkage import clusters
from millegiorni_desk.flows.desk import SCHEMA, create_network
from millegiorni_desk.network import service as network
from millegiorni_desk.network.records import House
from millegiorni_desk.vault.opening import FirstUser, open_vault
from millegiorni_desk.vault.permissions import Role
from millegiorni_desk.vault.vault import Vault
from tests.registers import HOUSES, Registration, register

PEOPLE, ACCESSES, PATHWAYS, DOTI = 400_000, 1_000_000, 10_000, 10_000
START, END = date(2025, 1, 1), date(2025, 12, 31)
ALL_ROLES = (Role.CASE_MANAGER, Role.COORDINATOR)
ANNA = FirstUser("anna", "Anna", ALL_ROLES, "cinque parole a caso qui")
_OF_PERSON = (
    "id house surname name birth_date birth_precision codice_fiscale gender citizenship phone address".split()
)

# Multiplying by a large prime spreads what follows one another; nothing here is drawn by chance.
_WHO = f"printf('%08x-0000-7000-8000-%012x', (i * 7919) % {PEOPLE}, 2025)"
_HOUSE = f"(SELECT house FROM person WHERE id = {_WHO})"


def _day(step: int) -> str:
    return f"date('{START}', '+' || ((i * {step}) % 326) || ' days')"


def _one_of(*values: str) -> str:
    cases = " ".join(f"WHEN {place} THEN '{value}'" for place, value in enumerate(values))
    return f"CASE (i * 31) % {len(values)} {cases} END"


_ACCESS = {
    "id": "printf('%08x-0000-7000-9000-000000000000', i)",
    "house": _HOUSE,
    "person_id": f"CASE WHEN i % 20 THEN {_WHO} END",
    "on_date": _day(104_729),
    "at_time": "printf('%02d:%02d', 9 + i % 8, (i * 7) % 60)",
    "operator": "'Lucia'",
    "channel": _one_of("direct", "direct", "direct", "social", "health"),
    "needs": _one_of('["income","home"]', '["pregnancy"]', '["documents","health","school"]', "[]"),
    "activities": _one_of('["listening"]', '["listening","orientation"]', '["paperwork"]'),
    "referred_to": _one_of("[]", "[]", '["asl"]'),
    "in_care": _one_of("no", "yes", "unknown", "no"),
    "adi": _one_of("no", "no", "yes", "applied", "unknown"),
    "pregnant": _one_of("no", "no", "yes", "unknown"),
    "minutes": "10 + i % 50",
    "follow_up_on": f"CASE WHEN i % 200 = 0 THEN {_day(7)} END",
    "notes": "CASE WHEN i % 3 THEN 'colloquio, domanda di bonus nido, torna con i documenti' ELSE '' END",
}
_CHILD = {
    "id": "printf('%08x-0000-7000-a000-000000000000', i)",
    "house": _HOUSE,
    "person_id": _WHO,
    "birth_date": "date('2012-01-01', '+' || ((i * 331) % 5000) || ' days')",
    "birth_precision": "'day'",
}
_PATHWAY = {
    "id": "printf('%08x-0000-7000-b000-000000000000', i)",
    "house": _HOUSE,
    "person_id": _WHO,
    "opened_on": _day(89),
    "closed_on": f"CASE WHEN i % 2 THEN '{END}' END",
    "case_manager": f"CASE i % {PATHWAYS // 50} WHEN 0 THEN 'Rosa' ELSE 'Lucia' END",
    "fragilities": '\'["unemployment","care_load"]\'',
}
_INTERVENTION = {
    "id": "printf('%08x-0000-7000-c000-000000000000', i)",
    "house": _HOUSE,
    "pathway_id": f"printf('%08x-0000-7000-b000-000000000000', i % {PATHWAYS})",
    "on_date": _day(53),
    "area": _one_of("economic", "orientation", "health", "social"),
    "minutes": "30",
}
_PATHWAY_OF = _INTERVENTION["pathway_id"]
_GOAL = {
    "id": "printf('%08x-0000-7000-c100-000000000000', i)",
    "house": _HOUSE,
    "pathway_id": _PATHWAY_OF,
    "title": "'iscrizione al nido'",
    "state": _one_of("set", "set", "reached"),
    "due_on": f"date({_day(37)}, '+60 days')",
}
_STEP = {
    "id": "printf('%08x-0000-7000-c200-000000000000', i)",
    "house": _HOUSE,
    "pathway_id": _PATHWAY_OF,
    "goal_id": f"printf('%08x-0000-7000-c100-000000000000', i % {PATHWAYS * 3})",
    "title": "'portare ISEE'",
    "due_on": f"date({_day(41)}, '+60 days')",
    "done_on": f"CASE WHEN i % 3 THEN {_day(41)} END",
}
_APPOINTMENT = {
    "id": "printf('%08x-0000-7000-c300-000000000000', i)",
    "house": _HOUSE,
    "person_id": _WHO,
    "pathway_id": _PATHWAY_OF,
    "at": f"date({_day(43)}, '+60 days') || 'T10:30'",
    "title": "'ecografia'",
    "remind_on": f"date({_day(43)}, '+59 days')",
    "state": _one_of("kept", "kept", "kept", "missed", "planned"),
}
_NOTE = {
    "id": "printf('%08x-0000-7000-c400-000000000000', i)",
    "house": _HOUSE,
    "pathway_id": _PATHWAY_OF,
    "on_date": _day(47),
    "kind": "'note'",
    "words": "'ha dormito poco, torna giovedì'",
}
_DOTE = {
    "id": "printf('%08x-0000-7000-d000-000000000000', i)",
    "house": _HOUSE,
    "body": "'BODY'",
    "person_id": _WHO,
    "line_id": "'line'",
    "expense": _one_of("newborn_kit", "utilities", "food"),
    "amount_cents": "5000 + i % 20000",
    "committed_on": _day(61),
}
_MOVE = {
    "id": "printf('%08x-0000-7000-e000-000000000000', i)",
    "house": _HOUSE.replace("i *", f"(i % {DOTI}) *"),
    "line_id": "'line'",
    "dote_id": f"printf('%08x-0000-7000-d000-000000000000', i % {DOTI})",
    "kind": f"CASE i / {DOTI} WHEN 0 THEN 'commit' ELSE 'pay' END",
    "from_account": f"CASE i / {DOTI} WHEN 0 THEN 'available' ELSE 'committed' END",
    "to_account": f"CASE i / {DOTI} WHEN 0 THEN 'committed' ELSE 'paid' END",
    "amount_cents": f"5000 + (i % {DOTI}) % 20000",
    "on_date": _day(61),
}


def million(folder: Path) -> Vault:
    """The vault, open, its search index and clusters up to date."""
    folder.mkdir(parents=True, exist_ok=True)
    vault, _ = create_network(folder / "vault", "Rete", ANNA)
    for code in HOUSES:
        network.add_house(vault, House(code=code, name=f"Casa {code}"))
    with vault.connection() as raw:
        raw.execute("BEGIN IMMEDIATE")
        # As a merge does: what arrives in bulk is not an edit of this desk.
        raw.execute("UPDATE sync_state SET applying = 1")
        _people(raw, register(PEOPLE).rows)
        _fill(raw, "access", _ACCESS, ACCESSES)
        _fill(raw, "child", _CHILD, PEOPLE // 2)
        _fill(raw, "pathway", _PATHWAY, PATHWAYS)
        _fill(raw, "intervention", _INTERVENTION, PATHWAYS * 5)
        _fill(raw, "goal", _GOAL, PATHWAYS * 3)
        _fill(raw, "goal_step", _STEP, PATHWAYS * 6)
        _fill(raw, "appointment", _APPOINTMENT, PATHWAYS * 3)
        _fill(raw, "pathway_note", _NOTE, PATHWAYS * 3)
        _fill(raw, "dote", _DOTE, DOTI)
        _fill(raw, "ledger_entry", _MOVE, DOTI * 2)
        raw.execute("UPDATE sync_state SET applying = 0")
        raw.execute("COMMIT")
        clusters.refresh(raw)
    return vault


def million_again(folder: Path) -> Vault:
    """The one that :func:`million` made in *folder* before."""
    return open_vault(folder / "vault", SCHEMA, ANNA.name, ANNA.passphrase)


def _people(raw: Any, made: Iterable[Registration]) -> None:
    marks = ", ".join("?" * len(_OF_PERSON))
    names, blanks = _blanks(raw, "person", _OF_PERSON)
    raw.executemany(
        f"INSERT INTO person ({', '.join((*_OF_PERSON, *names))}) VALUES ({', '.join((marks, *blanks))})",
        ([_plain(getattr(one, name)) for name in _OF_PERSON] for one in made),
    )


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value


def _fill(raw: Any, table: str, values: dict[str, str], many: int) -> None:
    """*many* rows, the i-th of what *values* make of ``i``; columns that must not be empty get a blank."""
    names, blanks = _blanks(raw, table, values)
    raw.execute(
        f"WITH RECURSIVE number (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM number WHERE i < {many - 1}) "
        f"INSERT INTO {table} ({', '.join((*values, *names))}) "
        f"SELECT {', '.join((*values.values(), *blanks))} FROM number"
    )


def _blanks(raw: Any, table: str, given: Iterable[str]) -> tuple[list[str], list[str]]:
    missing = [
        (name, kind)
        for _, name, kind, needed, *_ in raw.execute(f"PRAGMA table_info({table})")
        if needed and name not in given
    ]
    return [name for name, _ in missing], [
        "''" if "CHAR" in kind or kind == "TEXT" else "0" for _, kind in missing
    ]
