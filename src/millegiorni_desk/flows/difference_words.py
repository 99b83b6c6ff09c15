"""Two answers to one question, told to the person who decides: what, whose, who said which, and when."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from types import MappingProxyType
from typing import Any

from sqlalchemy import Boolean, Date, Integer

from millegiorni_desk.areas.doti.amounts import format_euros
from millegiorni_desk.areas.people import contact
from millegiorni_desk.areas.people.countries import country_name
from millegiorni_desk.areas.people.languages import language_name
from millegiorni_desk.areas.people.records import Person
from millegiorni_desk.areas.questions import service as questions
from millegiorni_desk.flows import devices
from millegiorni_desk.flows.column_words import FIELDS, RECORDS
from millegiorni_desk.flows.month_end import Difference
from millegiorni_desk.language import _
from millegiorni_desk.network import service as network
from millegiorni_desk.vault.records import Codes
from millegiorni_desk.vault.vault import Vault
from millegiorni_sync.conflicts import Side

NOTHING = _("vuoto")

# A third value of these is not a matter of typing it.
_CHOSEN_ELSEWHERE = frozenset(
    {
        "id", "house", "amount_cents", "citizenship", "birth_country", "language", "birth_precision", "rated_by",
        "code", "colour", "roles", "houses", "languages", "kind", "value", "cents", "sha256", "size",
        "media_type", "data", "at", "rank", "present", "partners", "funders", "series", "rule", "uid", "indicator",
        "second_language", "house_code", "weekday", "content", "question", "subject_table", "choices", "category",
    }
)  # fmt: skip

_VOCABULARIES = MappingProxyType(
    {
        "channel": "channel", "needs": "need", "activities": "activity", "referred_to": "referral",
        "in_care": "answer", "adi": "answer", "pregnant": "answer", "gender": "gender",
        "fragilities": "fragility", "main_request": "fragility", "dimension": "dimension", "state": "goal_state",
        "contact_rule": "contact_rule", "relation": "relation",
        "area": "area", "profession": "profession", "expense": "expense", "expenses": "expense",
        "need": "need", "bring": "bring", "fragility": "fragility", "moment": "wellbeing_moment",
        "ended_as": "pathway_outcome", "theme": "meeting_theme",
    }
)  # fmt: skip

# Where one column has other words in another table.
_OF_TABLE = MappingProxyType(
    {
        ("referral", "state"): "referral_state",
        ("referral", "kind"): "referral",
        ("service", "kind"): "referral",
        ("intervention", "kind"): "intervention_kind",
        ("appointment", "state"): "appointment_state",
        ("hand_over", "state"): "hand_over_state",
        ("expense_document", "kind"): "document_kind",
        ("consent", "kind"): "consent",
        ("entitlement_state", "state"): "",
        ("mediation", "state"): "mediation_state",
        ("mediation", "outcome"): "mediation_outcome",
        ("mediation", "need"): "",
        ("mediation_session", "kind"): "mediation_kind",
        ("meeting", "state"): "meeting_state",
        ("training", "state"): "training_state",
        ("training", "kind"): "training_kind",
        ("agreement", "kind"): "agreement_kind",
        ("partner", "kind"): "partner_kind",
        ("material", "kind"): "material_kind",
        ("post", "channel"): "outreach_channel",
        ("conference", "role"): "conference_role",
    }
)

# What tells one record from another of the same woman.
_BESIDE: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "person": ("birth_date", "citizenship"),
        "child": ("name", "birth_date"),
        "phone": ("whose", "contact_rule"),
        "relative": ("name", "relation"),
        "person_answer": ("kind", "on_date"),
        "attachment": ("name", "added_on"),
        "access": ("on_date", "at_time"),
        "pathway": ("opened_on", "case_manager"),
        "goal": ("title",),
        "intervention": ("on_date", "area"),
        "wellbeing": ("on_date", "dimension"),
        "goal_step": ("title",),
        "outside_score": ("on_date", "scale"),
        "appointment": ("at", "title"),
        "pathway_note": ("on_date", "author"),
        "hand_over": ("on_date", "to_manager"),
        "expense_document": ("number", "supplier"),
        "mediator": ("organisation",),
        "mediation": ("requested_on", "state"),
        "mediation_session": ("on_date", "kind"),
        "referral": ("on_date", "kind"),
        "service": ("kind", "address"),
        "dote": ("committed_on", "expense", "amount_cents"),
        "meeting": ("on_date", "title"),
        "training": ("on_date", "title"),
        "staff_member": ("name", "role"),
        "agreement": ("title", "kind"),
        "partner": ("name", "kind"),
        "deadline": ("due_on", "title"),
        "project_decision": ("on_date", "title"),
        "supervision_note": ("on_date", "title"),
        "target": ("indicator", "to_day"),
        "opening_hours": ("weekday", "opens"),
        "closure": ("from_day", "to_day"),
        "material": ("on_date", "title"),
        "material_delivery": ("on_date", "place"),
        "post": ("on_date", "title"),
        "conference": ("on_date", "title"),
        "question": ("label",),
        "question_answer": ("question",),
    }
)


@dataclass(frozen=True)
class Answer:
    """One of the two: where and by whom it was given, when, and what it says in words."""

    source: str
    at: datetime
    words: str
    value: Any


@dataclass(frozen=True)
class Told:
    """A difference in words. ``beside`` are the record's other facts; ``kind`` says what a third value may be.

    ``kind``: ``text``, ``date``, ``number``, ``yes``, ``code``, ``codes``, or empty where no third value can be
    written. ``options`` are the codes to choose from.
    """

    title: str
    record: str
    field: str
    first: Answer
    second: Answer
    beside: dict[str, str]
    kind: str
    options: tuple[tuple[str, str], ...] = ()
    current: str = ""
    """What holds now, in words."""


def tell(vault: Vault, difference: Difference) -> Told:
    """The difference in Italian words."""
    conflict = difference.conflict
    words = _Words(vault, conflict.tbl)
    names = _BESIDE.get(conflict.tbl, ())
    columns = [name for name in names if name != conflict.col]
    found = vault.query(f"SELECT * FROM {conflict.tbl} WHERE id = :id", id=conflict.rid)
    record = found[0] if found else {}
    kind = words.kind(conflict.col)
    vocabulary = words.vocabulary(conflict.col)
    return Told(
        title=difference.whose or record_words(conflict.tbl),
        record=record_words(conflict.tbl),
        field=field_words(conflict.col, conflict.tbl),
        first=_answer(vault, words, conflict.col, conflict.earlier),
        second=_answer(vault, words, conflict.col, conflict.later),
        beside={
            **{
                field_words(name, conflict.tbl): words.of(name, record.get(name))
                for name in columns
                if record
            },
            **(_how_to_call(record) if conflict.tbl == "person" and record else {}),
        },
        kind=kind,
        options=tuple(network.terms(vault, vocabulary).items()) if vocabulary else (),
        current=words.of(conflict.col, conflict.current),
    )


SECRET = frozenset({"sealed", "sealed_key"})
"""Tables whose values only their readers may see."""


def tell_shown(vault: Vault, difference: Difference) -> Told:
    """As :func:`tell`, but of what is sealed only that there are two answers."""
    return (tell_sealed if difference.conflict.tbl in SECRET else tell)(vault, difference)


def tell_sealed(vault: Vault, difference: Difference) -> Told:
    """As :func:`tell`, of what only its readers may see: who wrote and when, never what."""
    conflict = difference.conflict
    secret = _("riservato")
    first, second = (
        Answer(source(vault, side), _moment(side), secret, side.value)
        for side in (conflict.earlier, conflict.later)
    )
    record = record_words(conflict.tbl)
    return Told(difference.whose or record, record, secret, first, second, {}, "", current=secret)


def record_words(table: str) -> str:
    """What a record of *table* is called."""
    return RECORDS.get(table, table)


def field_words(column: str, table: str) -> str:
    """What a column of *table* is called."""
    return FIELDS.get(f"{table}.{column}") or FIELDS.get(column, column)


def value_words(vault: Vault, table: str, column: str, value: Any) -> str:
    """What a field of *table* says, in words."""
    return _Words(vault, table).of(column, value)


def who(vault: Vault, user: str) -> str:
    """The name shown for a user of any desk; her user name where she is not known here."""
    named = vault.scalar("SELECT display_name FROM desk_user WHERE name = :name LIMIT 1", name=user)
    return str(named or user)


def _how_to_call(record: Mapping[str, Any]) -> dict[str, str]:
    """The rule before the number, as everywhere; no number where the rule says never."""
    told = Person(
        house="",
        **{name: record[name] for name in ("phone", "contact_rule", "contact_hours", "safe_contact")},
    )
    return {FIELDS["contact_rule"]: contact.line(told) or NOTHING}


def written(kind: str, value: object) -> Any:
    """What a field of that *kind* holds for *value*, as the vault keeps it."""
    if kind == "codes":
        return json.dumps(list(value) if isinstance(value, (list, tuple)) else [], separators=(",", ":"))
    if kind == "date":
        return value.isoformat() if isinstance(value, date) else None
    return int(value) if isinstance(value, bool) else value


def _answer(vault: Vault, words: _Words, column: str, side: Side) -> Answer:
    return Answer(source(vault, side), _moment(side), words.of(column, side.value), side.value)


def source(vault: Vault, side: Side) -> str:
    """Where and by whom something was written: house, device and user."""
    roster = devices.roster(vault)
    device = roster.devices.get(side.origin)
    house = (
        roster.houses.get(device.house or "", _("Coordinamento"))
        if device
        else _("Postazione n. {origin}").format(origin=side.origin)
    )
    where = dict.fromkeys((house, device.name if device else "", who(vault, side.user)))
    return " · ".join(part for part in where if part)


def _moment(side: Side) -> datetime:
    return datetime.fromtimestamp(side.at_ms / 1000, UTC)


class _Words:
    """The values of one table's columns in words."""

    def __init__(self, vault: Vault, table: str) -> None:
        self._vault = vault
        self._columns = vault.schema.metadata.tables[table].columns
        self._table = table

    def vocabulary(self, column: str) -> str:
        """The vocabulary whose codes *column* holds, or nothing."""
        return _OF_TABLE.get((self._table, column), _VOCABULARIES.get(column, ""))

    def kind(self, column: str) -> str:
        if column in _CHOSEN_ELSEWHERE or column.endswith(("_id", "_cents", "_bp", "_at")):
            return ""
        held = self._columns[column].type
        if isinstance(held, Codes):
            return "codes" if self.vocabulary(column) else ""
        if self.vocabulary(column):
            return "code"
        if isinstance(held, Date):
            return "date"
        if isinstance(held, Boolean):
            return "yes"
        return "number" if isinstance(held, Integer) else "text"

    def of(self, column: str, value: Any) -> str:
        if value is None or value in ("", "[]"):
            return NOTHING
        if column in ("amount_cents", "cents"):
            return format_euros(int(value))
        if column in ("citizenship", "birth_country"):
            return country_name(str(value))
        if column == "language":
            return language_name(str(value))
        held = self._columns[column].type
        if column == "languages":
            return ", ".join(map(language_name, json.loads(value)))
        if isinstance(held, Codes):
            return ", ".join(self._label(column, code) for code in json.loads(value))
        if isinstance(held, Boolean):
            return _("sì") if value else "no"
        if isinstance(held, Date):
            return f"{date.fromisoformat(str(value)):%d/%m/%Y}"
        return self._label(column, str(value))

    def _label(self, column: str, code: str) -> str:
        if self._table == "question_answer":
            return self._of_question(column, code)
        vocabulary = self.vocabulary(column)
        return network.terms(self._vault, vocabulary).get(code, code) if vocabulary else code

    def _of_question(self, column: str, code: str) -> str:
        """A question by its words; a word chosen, by those of whichever question has it."""
        asked = questions.every(self._vault)
        if column == "question":
            return next((one.label for one in asked if one.code == code), code)
        if column != "choices":
            return code
        known = (questions.options(self._vault, one.code) for one in asked)
        return next((words[code] for words in known if code in words), code)
