"""The answers to the questions of the network: kept with the record that they are about, in its own save.

``with vault.save(…)`` around both: an answer that cannot be kept undoes the record too. One record answers one question
once; its id follows from both, so that two desks that answer it meet in one row.
"""

from __future__ import annotations

import json
import math
import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import Any

from sqlmodel import col, select

from millegiorni_desk.areas.questions import service
from millegiorni_desk.areas.questions.records import Question, QuestionAnswer
from millegiorni_desk.areas.questions.reserved import EMPTY, SEALED, readers_of
from millegiorni_desk.areas.questions.service import CHOSEN, Kind
from millegiorni_desk.errors import InvalidValue, NotAllowed, NotFound
from millegiorni_desk.language import _
from millegiorni_desk.network import names
from millegiorni_desk.network import service as network
from millegiorni_desk.vault.permissions import Permission
from millegiorni_desk.vault.records import draft
from millegiorni_desk.vault.vault import Vault
from millegiorni_sync.clock import unix_ms

Value = str | float | date | list[str] | None
"""A code, a number, a day, words, several codes; none, an empty text and an empty list are no answer."""

LONGEST_WORDS = 2_000
MOST = 1e9
# Fixed for ever: the id of every answer depends on it.
_NAMESPACE = uuid.UUID("0b5ad0c2-6f0e-5c57-93f1-2f6a7c1f4f55")

# table → whose house it is, whom it is about, and the day on which it is asked.
_SUBJECTS: Mapping[str, str] = MappingProxyType(
    {
        "access": "SELECT house, person_id, on_date AS day FROM access WHERE id = :id",
        "person": "SELECT house, id AS person_id, NULL AS day FROM person WHERE id = :id",
        "pathway": "SELECT house, person_id, opened_on AS day FROM pathway WHERE id = :id",
        "meeting": "SELECT house_code AS house, NULL AS person_id, on_date AS day FROM meeting WHERE id = :id",
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
    vault.require(_WRITES[table])
    if not given:
        return
    if table == "person" and names.are_hidden(vault):
        raise NotAllowed(_("Delle persone risponde la loro Casa: qui i nomi non si vedono."))
    subject = _subject(vault, table, subject_id)
    day = date.fromisoformat(subject["day"]) if subject["day"] else date.today()
    seal = readers_of(vault, table, subject_id)
    if seal is not None and seal.values is None:
        raise NotAllowed(_("Questa registrazione è riservata e non è per te: non ho salvato nulla."))
    readers = list(seal.readers) if seal is not None else []
    held = {one.question: one for one in reversed(_rows(vault, table, [subject_id]))}
    with vault.save("question.answer") as session:
        for code, value in given.items():
            asked = service.question(vault, code)
            if asked.about != table:
                raise InvalidValue(_("«{label}» si chiede di altro.").format(label=asked.label), _field(code))
            columns = _columns(vault, asked, value)
            before = held.get(code)
            if before is not None:
                session.merge(SEALED.revised(vault, before, columns, readers or None, _fine))
            elif columns != EMPTY:
                if not service.asked_on(asked, day):
                    raise InvalidValue(
                        _("«{label}» non si chiede il {day:%d/%m/%Y}.").format(label=asked.label, day=day),
                        _field(code),
                    )
                new = draft(
                    QuestionAnswer,
                    id=id_of(table, subject_id, code),
                    question=code,
                    subject_table=table,
                    subject_id=subject_id,
                    house=subject["house"],
                    person_id=subject["person_id"],
                    **columns,
                )
                session.add_all(SEALED.split(vault, [QuestionAnswer(**vars(new))], readers))


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


def _rows(vault: Vault, table: str, ids: Collection[str]) -> list[QuestionAnswer]:
    """The answers about these records, for each question the one that holds before any other."""
    with vault.read() as session:
        rows = session.exec(
            select(QuestionAnswer).where(
                col(QuestionAnswer.subject_id).in_(list(ids)),
                QuestionAnswer.subject_table == table,
                col(QuestionAnswer.voided).is_(False),
            )
        ).all()
    return sorted(rows, key=lambda row: (row.id != id_of(table, row.subject_id, row.question), row.id))


def _subject(vault: Vault, table: str, subject_id: str) -> Mapping[str, Any]:
    for row in vault.query(_SUBJECTS[table], id=subject_id):
        return row
    raise NotFound(_("Questa scheda non c'è più in questo archivio. Torna all'elenco e cercala di nuovo."))


def _columns(vault: Vault, asked: Question, value: Value) -> dict[str, Any]:
    """What stands in the row for an answer. Raises ``InvalidValue``."""
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
