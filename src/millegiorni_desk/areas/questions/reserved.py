"""Answers about a reserved record follow its seal: whoever reads the record reads them, and nobody else.

Which question was answered stays in the row; what was answered does not. Figures count it as not known.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from millegiorni_desk.areas.questions.records import QuestionAnswer
from millegiorni_desk.vault import sealing
from millegiorni_desk.vault.sealed_fields import SealedFields
from millegiorni_desk.vault.sealing import Told
from millegiorni_desk.vault.vault import Vault

EMPTY: Mapping[str, Any] = {"choices": [], "number": None, "day": None, "words": ""}
FOLLOWED = ("access", "pathway")
"""The tables whose records may be reserved as a whole."""


@dataclass(frozen=True)
class _SealedAnswers(SealedFields[QuestionAnswer]):
    """As :class:`SealedFields`, with a day and a number that may be missing."""

    def bare(self, record: QuestionAnswer) -> QuestionAnswer:
        return QuestionAnswer(**{**self._all(record), **EMPTY})

    def _values(self, record: QuestionAnswer) -> dict[str, Any]:
        values = super()._values(record)
        return {**values, "day": record.day.isoformat() if record.day else None}

    def _laid_over(self, record: QuestionAnswer, told: Told) -> QuestionAnswer:
        known = super()._laid_over(record, told)
        day: Any = known.day
        # Two desks may have sealed two days apart: the later holds.
        known.day = date.fromisoformat(max(day.split("\n"))) if isinstance(day, str) else day
        return known


SEALED = _SealedAnswers(
    QuestionAnswer,
    tuple(EMPTY),
    must=lambda answer: False,
    person=lambda vault, answer: answer.person_id or "",
)


def readers_of(vault: Vault, table: str, subject_id: str) -> Told | None:
    """The seal on the record that is asked of; none where it is not reserved."""
    if table not in FOLLOWED:
        return None
    return sealing.told(sealing.of_subjects(vault, table, [subject_id])).get(subject_id)


def follow(vault: Vault, table: str, subject_id: str, readers: Sequence[str]) -> None:
    """Put the answers about a record under a seal for *readers*, or under none. Within a save."""
    if table not in FOLLOWED:
        return
    for row in vault.query(
        "SELECT id FROM question_answer WHERE subject_id = :id ORDER BY id", id=subject_id
    ):
        _reseal(vault, row["id"], list(readers))


def absorb(vault: Vault) -> int:
    """Take under their record's seal the answers that another desk wrote without knowing of it; gives how many."""
    filled = "r.choices NOT IN ('', '[]') OR r.number IS NOT NULL OR r.day IS NOT NULL OR r.words <> ''"
    rows = vault.query(
        "SELECT DISTINCT r.id, r.subject_table, r.subject_id FROM sealed AS s "
        "CROSS JOIN question_answer AS r ON r.subject_id = s.subject_id AND r.subject_table = s.subject_table "
        "WHERE s.subject_table IN ('access', 'pathway') AND s.voided IS 0 "
        f"AND ({filled}) AND NOT EXISTS (SELECT 1 FROM sealed AS o WHERE o.subject_id = r.id "
        "AND o.subject_table = 'question_answer' AND o.voided IS 0)"
    )
    for row in rows:
        held = readers_of(vault, row["subject_table"], row["subject_id"])
        if held is not None:
            _reseal(vault, row["id"], list(held.readers))
    return len(rows) + SEALED.absorb(vault)


def _reseal(vault: Vault, answer_id: str, readers: list[str]) -> None:
    with vault.save("question.answer") as session:
        answer = vault.get(QuestionAnswer, answer_id)
        session.merge(SEALED.revised(vault, answer, {}, readers, lambda revised: None))
