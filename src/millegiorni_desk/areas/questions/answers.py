"""The answers to the questions of the network: kept with the record that they are about, in its own save.

``with vault.save(…)`` around both: an answer that cannot be kept undoes the record too. One record answers one question
once; its id follows from both, so that two desks that answer it meet in one row.
"""

from __future__ import annotations

import json
import math
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import Any

from sqlmodel import col, select

from millegiorni_desk.areas.questions import service
from millegiorni_desk.areas.questions.records import Question, QuestionAnswer
from millegiorni_desk.areas.questions.reserved import EMPTY, FOLLOWED, SEALED
from millegiorni_desk.areas.questions.service import CHOSEN, Kind
from millegiorni_desk.errors import InvalidValue, NotAllowed, NotFound
from millegiorni_desk.language import _
from millegiorni_desk.network import names
from millegiorni_desk.network import service as network
from millegiorni_desk.vault import sealing
from millegiorni_desk.vault.permissions import Permission
from millegiorni_desk.vault.records import draft, insert_all
from millegiorni_desk.vault.vault import Vault
from millegiorni_sync.clock import unix_ms

Value = str | float | date | list[str] | None
"""A code, a number, a day, words, several codes; none, an empty text and an empty list are no answer."""

LONGEST_WORDS = 2_000
_AT_ONCE = 500
MOST = 1e9
# Fixed for ever: the id of every answer depends on it.
_NAMESPACE = uuid.UUID("0b5ad0c2-6f0e-5c57-93f1-2f6a7c1f4f55")

# table → whose house it is, whom it is about, and the day on which it is asked.
_SUBJECTS: Mapping[str, str] = MappingProxyType(
    {
        table: f"SELECT s.id, {told} FROM json_each(:ids) AS j CROSS JOIN {table} AS s ON s.id = j.value"
        for table, told in {
            "access": "s.house, s.person_id, s.on_date AS day",
            "person": "s.house, s.id AS person_id, NULL AS day",
            "pathway": "s.house, s.person_id, s.opened_on AS day",
            "meeting": "s.house_code AS house, NULL AS person_id, s.on_date AS day",
        }.items()
    }
)
_WRITES: Mapping[str, Permission] = MappingProxyType(
    {
        "access": Permission.RECORD_ACCESS,
        "person": Permission.EDIT_PERSON,
        "pathway": Permission.FOLLOW_PATHWAY,
        "meeting": Permission.RUN_MEETINGS,
    }
)


@dataclass(frozen=True)
class Earlier:
    """What was answered before, when it was written and by whom (the user's short name)."""

    value: Value
    at: datetime
    by: str


def save(vault: Vault, table: str, subject_id: str, given: Mapping[str, Value]) -> None:
    """Keep the answers about a record: question's code → value; codes that are not there stay as they are.

    Under the record's seal where it is reserved. Raises ``InvalidValue`` naming the field (``question.CODE``),
    ``NotAllowed`` for a record that is reserved to others.
    """
    save_many(vault, table, {subject_id: given})


def save_many(vault: Vault, table: str, given: Mapping[str, Mapping[str, Value]]) -> None:
    """As :func:`save`, for many records at once by their id: all of it, or nothing."""
    vault.require(_WRITES[table])
    wanted = {subject_id: told for subject_id, told in given.items() if told}
    if not wanted:
        return
    if table == "person" and names.are_hidden(vault):
        raise NotAllowed(_("Delle persone risponde la loro Casa: qui i nomi non si vedono."))
    subjects = _subjects(vault, table, list(wanted))
    seals = sealing.told(sealing.of_subjects(vault, table, wanted)) if table in FOLLOWED else {}
    held: dict[tuple[str, str], QuestionAnswer] = {}
    for row in _rows(vault, table, list(wanted), voided=True):
        held.setdefault((row.subject_id, row.question), row)
    with vault.save("question.answer") as session:
        new = []
        for subject_id, told in wanted.items():
            subject, seal = subjects[subject_id], seals.get(subject_id)
            if seal is not None and seal.values is None:
                raise NotAllowed(_("Questa registrazione è riservata e non è per te: non ho salvato nulla."))
            readers = list(seal.readers) if seal is not None else []
            for code, value in told.items():
                asked = service.question(vault, code)
                columns = _columns(vault, table, asked, value)
                before = held.get((subject_id, code))
                if before is not None:
                    changes = {**columns, "voided": False}
                    session.merge(SEALED.revised(vault, before, changes, readers or None, _fine))
                elif columns != EMPTY:
                    _check_day(asked, subject["day"])
                    new += SEALED.split(vault, [_made(table, subject_id, code, subject, columns)], readers)
        session.flush()
        insert_all(session, new)


def _made(
    table: str, subject_id: str, code: str, subject: Mapping[str, Any], columns: Mapping[str, Any]
) -> QuestionAnswer:
    return draft(
        QuestionAnswer,
        id=id_of(table, subject_id, code),
        question=code,
        subject_table=table,
        subject_id=subject_id,
        house=subject["house"],
        person_id=subject["person_id"],
        **columns,
    )


def _check_day(asked: Question, told: str | None) -> None:
    day = date.fromisoformat(told) if told else date.today()
    if not service.asked_on(asked, day):
        raise InvalidValue(
            _("«{label}» non si chiede il {day:%d/%m/%Y}.").format(label=asked.label, day=day),
            _field(asked.code),
        )


def of(vault: Vault, table: str, subject_id: str) -> dict[str, Value]:
    """Question's code → what was answered about a record, as far as the user may read it."""
    return of_many(vault, table, [subject_id]).get(subject_id, {})


def of_many(vault: Vault, table: str, ids: Sequence[str]) -> dict[str, dict[str, Value]]:
    """As :func:`of`, for many records at once, by their id."""
    vault.require(Permission.SEE_PROGRAMME if table == "meeting" else Permission.SEE_PEOPLE)
    found: dict[str, dict[str, Value]] = {}
    kinds = {one.code: one.kind for one in service.every(vault, table)}
    # The row that both desks would make stands first and holds; one that came with a merged card fills a gap.
    for row in SEALED.shown(vault, _rows(vault, table, ids)):
        value = value_of(kinds.get(row.question, ""), row)
        if not is_empty(value):
            found.setdefault(row.subject_id, {}).setdefault(row.question, value)
    return found


def history(vault: Vault, table: str, subject_id: str, code: str) -> list[Earlier]:
    """What was answered to one question about a record, newest first, with what holds now; nothing that is sealed."""
    vault.require(Permission.SEE_PROGRAMME if table == "meeting" else Permission.SEE_PEOPLE)
    kind = service.question(vault, code).kind
    told: list[Earlier] = []
    for row in _rows(vault, table, [subject_id]):
        if row.question == code:
            told += _earlier(vault, kind, row.id)
    return sorted(told, key=lambda one: one.at, reverse=True)


def words(vault: Vault, asked: Question, value: Value, *, italian: bool = False) -> str:
    """An answer as it is read: labels, ``3,5``, ``20/11/2025``, words."""
    if is_empty(value):
        return ""
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, int | float):
        return number_words(value)
    if asked.kind not in CHOSEN:
        return str(value)
    labels = service.options(vault, asked.code, italian=italian)
    codes = value if isinstance(value, list) else [str(value)]
    return "; ".join(labels.get(one, one) for one in codes)


def number_words(value: float) -> str:
    """``1250`` or ``3,5``: as it would be typed."""
    return str(int(value)) if float(value).is_integer() else repr(round(value, 6)).replace(".", ",")


def is_empty(value: Value) -> bool:
    """Whether nothing was answered."""
    return value is None or value in ("", [])


def value_of(kind: str, row: QuestionAnswer) -> Value:
    """What a row holds, by the kind of its question; nothing for a question that has not arrived."""
    match kind:
        case Kind.CHOICE:
            return row.choices[0] if row.choices else None
        case Kind.CHOICES:
            return list(row.choices)
        case Kind.NUMBER:
            return row.number
        case Kind.DATE:
            return row.day
        case Kind.TEXT:
            return row.words
    return None


def id_of(table: str, subject_id: str, code: str) -> str:
    """The id of the answer to one question about one record."""
    return str(uuid.uuid5(_NAMESPACE, json.dumps([table, subject_id, code])))


def _rows(vault: Vault, table: str, ids: Sequence[str], *, voided: bool = False) -> list[QuestionAnswer]:
    """The answers about these records, for each question the one that holds before any other.

    With *voided* those too that an import taken back, or a card that was merged, left behind.
    """
    rows: list[QuestionAnswer] = []
    with vault.read() as session:
        for start in range(0, len(ids), _AT_ONCE):
            asked = select(QuestionAnswer).where(
                col(QuestionAnswer.subject_id).in_(ids[start : start + _AT_ONCE]),
                QuestionAnswer.subject_table == table,
            )
            rows += session.exec(
                asked if voided else asked.where(col(QuestionAnswer.voided).is_(False))
            ).all()
    return sorted(
        rows, key=lambda row: (row.voided, row.id != id_of(table, row.subject_id, row.question), row.id)
    )


def _subjects(vault: Vault, table: str, ids: Sequence[str]) -> dict[str, Mapping[str, Any]]:
    found: dict[str, Mapping[str, Any]] = {
        row["id"]: row for row in vault.query(_SUBJECTS[table], ids=json.dumps(list(ids)))
    }
    if set(ids) - found.keys():
        raise NotFound(
            _("Questa scheda non c'è più in questo archivio. Torna all'elenco e cercala di nuovo.")
        )
    return found


def _columns(vault: Vault, table: str, asked: Question, value: Value) -> dict[str, Any]:
    """What stands in the row for an answer. Raises ``InvalidValue``."""
    if asked.about != table:
        raise InvalidValue(_("«{label}» si chiede di altro.").format(label=asked.label), _field(asked.code))
    if is_empty(value):
        return dict(EMPTY)
    field = _field(asked.code)
    if asked.kind in CHOSEN:
        codes = list(dict.fromkeys(value if isinstance(value, list) else [str(value)]))
        network.check_codes(vault, service.vocabulary(asked.code), codes, field)
        if asked.kind == Kind.CHOICE and len(codes) > 1:
            raise InvalidValue(_("Qui si sceglie una risposta sola."), field)
        return {**EMPTY, "choices": codes}
    if asked.kind == Kind.NUMBER:
        number = float(value) if isinstance(value, int | float) else math.nan
        if not abs(number) <= MOST:
            raise InvalidValue(_("Scrivi un numero, come 3 o 3,5."), field)
        return {**EMPTY, "number": number}
    if asked.kind == Kind.DATE:
        if not isinstance(value, date):
            raise InvalidValue(_("Scrivi una data, come 12/03/2025."), field)
        return {**EMPTY, "day": value}
    told = str(value).strip()
    if len(told) > LONGEST_WORDS:
        raise InvalidValue(_("Al più {n} lettere.").format(n=LONGEST_WORDS), field)
    return {**EMPTY, "words": told}


def _field(code: str) -> str:
    return service.vocabulary(code)


def _fine(revised: QuestionAnswer) -> None:
    """Nothing more to check: the values were."""


def _earlier(vault: Vault, kind: str, answer_id: str) -> list[Earlier]:
    held = dict(EMPTY)
    told = []
    rows = vault.query(
        "SELECT clk, cells, user FROM sync_log WHERE tbl = 'question_answer' AND rid = :id ORDER BY clk",
        id=answer_id,
    )
    for row in rows:
        cells = json.loads(row["cells"] or "{}")
        if not set(cells) & set(EMPTY):
            continue
        held |= {name: cells[name] for name in EMPTY if name in cells}
        chosen = held["choices"]
        known = {**held, "choices": json.loads(chosen or "[]") if isinstance(chosen, str) else chosen}
        day = known["day"]
        known["day"] = date.fromisoformat(day) if isinstance(day, str) and day else None
        value = value_of(kind, draft(QuestionAnswer, **known))
        at = datetime.fromtimestamp(unix_ms(row["clk"]) / 1000).astimezone()
        told.append(Earlier(value, at, row["user"]))
    return told
