"""One indicator for each question of the network, two where numbers are asked for: their sum and their mean.

What is asked of a person is counted of the people seen, of a pathway of the pathways opened, of a meeting of the
meetings held in the period. Whoever was asked and did not answer is not known; so is what is sealed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from millegiorni_desk.areas.monitoring.indicators.declaration import Indicator, Kind, Source, Unit
from millegiorni_desk.areas.monitoring.indicators.sources import ACCESSES, PATHWAYS, SEEN_PEOPLE
from millegiorni_desk.language import N_
from millegiorni_desk.network.vocabularies import OF_QUESTION
from millegiorni_desk.vault.vault import Vault

ACTION = "q"

# The codes stand in SQL and in ids: one that another program wrote otherwise is no question here.
_CODE = re.compile(r"[a-z0-9_]{1,64}")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")

_MEETINGS = Source(
    "meeting", "meeting g", "g.id", "g.id", "g.house_code", "g.on_date",
    "g.on_date || substr(g.starts || '     ', 1, 5) || g.id",
    where="g.voided = 0 AND g.state = 'held' AND g.on_date BETWEEN :start AND :end"
    " AND g.house_code BETWEEN :house_from AND :house_to",
)  # fmt: skip

# about → the rows that are asked, and the SQL of the id that an answer of theirs names.
_ASKED: Mapping[str, tuple[Source, str]] = MappingProxyType(
    {
        "access": (ACCESSES, "a.id"),
        "person": (SEEN_PEOPLE, "a.cluster"),
        "pathway": (PATHWAYS, "p.id"),
        "meeting": (_MEETINGS, "g.id"),
    }
)
_OF_WHAT: Mapping[str, str] = MappingProxyType(
    {
        "access": N_("Si chiede a ogni accesso."),
        "person": N_("Si chiede di ogni persona; qui conta chi è passata nel periodo, una volta sola."),
        "pathway": N_("Si chiede di ogni percorso; qui contano quelli aperti nel periodo."),
        "meeting": N_("Si chiede di ogni incontro; qui contano quelli che si sono tenuti nel periodo."),
    }
)
_UNITS = {"person": Unit.PEOPLE}

# What no desk could have written is no answer, and must not make the sum too large.
_NUMBER = "abs(q.number) <= 1e9"
_HOLDS = f"(q.choices NOT IN ('', '[]') OR {_NUMBER} OR q.day IS NOT NULL OR q.words <> '')"
# Put together with nothing, a column is looked for by no index: that of the questions would be gone through each time.
_OF_IT = f"q.question || '' = '{{code}}' AND q.subject_table = '{{about}}' AND q.voided = 0 AND {_HOLDS}"
# Row by row along the index of subjects: a subquery of all answers would be gone through for each row (measured).
_ANSWERED = f"(SELECT min(q.id) FROM question_answer q WHERE q.subject_id = {{subject}} AND {_OF_IT})"
# Of several cards of one woman the answer is the one known by the card with the lowest id, as with every fact of hers.
_ANSWERED_BY_PEOPLE = (
    "(SELECT q.id FROM (SELECT {subject} AS card UNION SELECT l.person_id FROM person_cluster l"
    " WHERE l.cluster_id = {subject}) m CROSS JOIN question_answer q JOIN person h ON h.id = q.subject_id"
    f" WHERE q.subject_id = m.card AND h.voided = 0 AND {_OF_IT} ORDER BY q.subject_id, q.id LIMIT 1)"
)


def declared(vault: Vault) -> Mapping[str, Indicator]:
    """The indicators of the questions that this vault knows, by id, in the order in which they are asked."""

    def read() -> Mapping[str, Indicator]:
        made: dict[str, Indicator] = {}
        for row in vault.query(
            "SELECT code, about, kind, label, active_from, active_to FROM question ORDER BY about, rank, id"
        ):
            if _CODE.fullmatch(row["code"]) and row["about"] in _ASKED:
                for one in _of_question(**row):
                    made.setdefault(one.id, one)
        return MappingProxyType(made)

    return vault.cached("question indicators", ("question",), read)


def _of_question(
    code: str, about: str, kind: str, label: str, active_from: str | None, active_to: str | None
) -> list[Indicator]:
    source = _source(code, about, active_from, active_to)
    plain = Indicator(
        id=f"{ACTION}.{code}",
        title=label,
        meaning=" ".join(part for part in (_OF_WHAT[about], _since(active_from, active_to)) if part),
        unit=_UNITS.get(about, Unit.COUNT),
        kind=Kind.COUNT,
        source=source,
        state="CASE WHEN w.id IS NULL THEN 'unknown' ELSE 'yes' END",
    )
    known = N_("Quante risposte ci sono; chi non ha risposto è contato a parte.")
    if kind == "choice":
        # One code between the marks of a list.
        state = "COALESCE(substr(w.choices, 3, length(w.choices) - 4), 'unknown')"
        return [replace(plain, kind=Kind.CATEGORIES, state=state, vocabulary=f"{OF_QUESTION}{code}")]
    if kind == "choices":
        meaning = f"{plain.meaning} {N_('Chi ha dato più risposte conta in ognuna.')}"
        return [
            replace(
                plain, kind=Kind.CATEGORIES, meaning=meaning, state="COALESCE(w.choices, '[]')", many=True,
                vocabulary=f"{OF_QUESTION}{code}",
            )
        ]  # fmt: skip
    if kind == "number":
        state = "CASE WHEN w.number IS NULL THEN 'unknown' ELSE 'yes' END"
        summed = replace(
            plain,
            unit=Unit.NUMBER,
            kind=Kind.TOTAL,
            title=N_("{label}: somma").format(label=label),
            denominator=N_("Le risposte che ci sono; le altre sono contate a parte."),
            state=state,
            amount="CAST(round(w.number * 100) AS BIGINT)",
            facts=(("answer_number", "w.number"),),
        )
        mean = replace(
            summed, id=f"{summed.id}.mean", kind=Kind.MEAN, title=N_("{label}: media").format(label=label)
        )
        return [summed, mean]
    facts = (("answer_day", "w.day"),) if kind == "date" else ()
    return [replace(plain, meaning=f"{plain.meaning} {known}", facts=facts)]


def _source(code: str, about: str, active_from: str | None, active_to: str | None) -> Source:
    asked, subject = _ASKED[about]
    sql = _ANSWERED_BY_PEOPLE if about == "person" else _ANSWERED
    answered = sql.format(code=code, about=about, subject=subject)
    bounds = [
        f"{asked.on_date} {sign} '{day}'"
        for sign, day in ((">=", active_from), ("<=", active_to))
        if day and _DAY.fullmatch(day)
    ]
    when = f"(({' AND '.join(bounds) or '1'}) OR w.id IS NOT NULL)"
    return replace(
        asked,
        tables=f"{asked.tables} LEFT JOIN question_answer w ON w.id = {answered}",
        where=f"({asked.where}) AND {when}",
    )


def _since(active_from: str | None, active_to: str | None) -> str:
    first, last = ("/".join(reversed(day.split("-"))) if day else "" for day in (active_from, active_to))
    if first and last:
        return N_("Si è chiesto dal {first} al {last}.").format(first=first, last=last)
    if last:
        return N_("Si è chiesto fino al {last}.").format(last=last)
    return N_("Si chiede dal {first}.").format(first=first) if first else ""
