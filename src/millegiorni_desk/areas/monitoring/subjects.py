"""Who or what the rows behind a figure are about, and which page opens each of them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from types import MappingProxyType

from millegiorni_desk.areas.monitoring.report import Row
from millegiorni_desk.areas.people.pseudonym import named_sql
from millegiorni_desk.language import _
from millegiorni_desk.vault.permissions import Permission
from millegiorni_desk.vault.vault import Vault

ANONYMOUS = _("Accesso anonimo")
NOT_ARRIVED = _("Scheda non ancora arrivata")


@dataclass(frozen=True)
class Subject:
    """What a row is called on a screen; ``page`` and ``argument`` open it, empty where nothing does."""

    words: str
    page: str
    argument: str


_NAME = named_sql("p")
_OF_PERSON = "JOIN {table} r ON r.id = wanted.value LEFT JOIN person p ON p.id = r.person_id"
_OF_PATHWAY = (
    "JOIN {table} r ON r.id = wanted.value LEFT JOIN pathway w ON w.id = r.pathway_id"
    " LEFT JOIN person p ON p.id = w.person_id"
)

# table → (page, what opens it, its words, its tables); `wanted` holds the ids.
_TABLES = MappingProxyType(
    {
        "person": ("person", "p.id", _NAME, "JOIN person p ON p.id = wanted.value"),
        "access": (
            "access",
            "r.id",
            f"CASE WHEN r.person_id IS NULL THEN '{ANONYMOUS}' ELSE {_NAME} END",
            _OF_PERSON.format(table="access"),
        ),
        "pathway": ("pathway", "r.id", _NAME, _OF_PERSON.format(table="pathway")),
        "dote": ("dote", "r.id", _NAME, _OF_PERSON.format(table="dote")),
        "intervention": ("pathway", "r.pathway_id", _NAME, _OF_PATHWAY.format(table="intervention")),
        "goal": (
            "pathway",
            "r.pathway_id",
            f"r.title || COALESCE(' · ' || {_NAME}, '')",
            _OF_PATHWAY.format(table="goal"),
        ),
        "wellbeing": ("pathway", "r.pathway_id", _NAME, _OF_PATHWAY.format(table="wellbeing")),
        "mediation": ("mediation", "r.id", _NAME, _OF_PERSON.format(table="mediation")),
        "mediation_session": (
            "mediation",
            "r.mediation_id",
            _NAME,
            "JOIN mediation_session r ON r.id = wanted.value LEFT JOIN mediation w ON w.id = r.mediation_id"
            " LEFT JOIN person p ON p.id = w.person_id",
        ),
        "meeting": ("meeting", "r.id", "r.title", "JOIN meeting r ON r.id = wanted.value"),
        "child": ("person", "r.person_id", _NAME, _OF_PERSON.format(table="child")),
        "house": ("network", "'houses'", "r.name", "JOIN house r ON r.id = wanted.value"),
        "managing_body": ("network", "'bodies'", "r.name", "JOIN managing_body r ON r.id = wanted.value"),
        "training": ("training", "r.id", "r.title", "JOIN training r ON r.id = wanted.value"),
        "training_presence": (
            "training",
            "r.training_id",
            "COALESCE(s.name, '') || COALESCE(' · ' || t.title, '')",
            "JOIN training_presence r ON r.id = wanted.value LEFT JOIN training t ON t.id = r.training_id"
            " LEFT JOIN staff_member s ON s.id = r.staff_id",
        ),
        "staff_member": ("staff-member", "r.id", "r.name", "JOIN staff_member r ON r.id = wanted.value"),
        "agreement": ("agreement", "r.id", "r.title", "JOIN agreement r ON r.id = wanted.value"),
        "partner": ("coordination", "'partners'", "r.name", "JOIN partner r ON r.id = wanted.value"),
        "budget_line": ("network", "'lines'", "r.name", "JOIN budget_line r ON r.id = wanted.value"),
        "envelope": (
            "envelope",
            "wanted.value",
            "r.name",
            "JOIN budget_line r ON r.id = substr(wanted.value, instr(wanted.value, ' ') + 1)",
        ),
        "material": ("outreach", "'materials'", "r.title", "JOIN material r ON r.id = wanted.value"),
        "material_delivery": (
            "outreach",
            "'materials'",
            "m.title || CASE WHEN r.place = '' THEN '' ELSE ' · ' || r.place END",
            "JOIN material_delivery r ON r.id = wanted.value LEFT JOIN material m ON m.id = r.material_id",
        ),
        "post": ("outreach", "'posts'", "r.title", "JOIN post r ON r.id = wanted.value"),
        "conference": ("outreach", "'conferences'", "r.title", "JOIN conference r ON r.id = wanted.value"),
        "person_decision": (
            "month-end",
            "'people'",
            f"COALESCE({_NAME}, '{NOT_ARRIVED}') || ' · ' || COALESCE({named_sql('q')}, '{NOT_ARRIVED}')",
            "JOIN person_decision r ON r.id = wanted.value LEFT JOIN person p ON p.id = r.person_a"
            " LEFT JOIN person q ON q.id = r.person_b",
        ),
    }
)


def opened_tables() -> frozenset[str]:
    """The tables whose records a page shows."""
    return frozenset(_TABLES)


def subjects_sql(table: str) -> str:
    """The SQL that finds the words and the argument of the records of *table* in the JSON array ``:ids``."""
    _unused, argument, words, tables = _TABLES[table]
    return (
        f"SELECT wanted.value AS id, {words} AS words, {argument} AS argument"
        f" FROM json_each(:ids) wanted {tables}"
    )


def subjects(vault: Vault, rows: Sequence[Row]) -> list[Subject]:
    """What each of *rows* is about, in their order: a page of them costs one query. Raises ``NotAllowed``."""
    vault.require(Permission.REPORT)
    ids: dict[str, list[str]] = {}
    for row in rows:
        ids.setdefault(row.table, []).append(row.record_id)
    known: dict[tuple[str, str], Subject] = {}
    for table, of_table in ids.items():
        page = _TABLES[table][0]
        for found in vault.query(subjects_sql(table), ids=json.dumps(of_table)):
            words = NOT_ARRIVED if found["words"] is None else found["words"] or _("Senza nome")
            known[table, found["id"]] = Subject(words, page, found["argument"] or "")
    nobody = Subject(NOT_ARRIVED, "", "")
    return [known.get((row.table, row.record_id), nobody) for row in rows]
