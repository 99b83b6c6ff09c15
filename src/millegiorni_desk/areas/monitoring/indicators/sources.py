"""The sets of rows that indicators are made of, as SQL over the areas' tables."""

from dataclasses import replace

from millegiorni_desk.areas.monitoring.indicators.declaration import Base, Source
from millegiorni_desk.areas.people.linkage.verdicts import latest

# A house narrows every source; without one the two bounds hold every code.
_HOUSE = "BETWEEN :house_from AND :house_to"
_PERIOD = "BETWEEN :start AND :end"
_NOT_VOIDED_PERSON = "NOT IN (SELECT id FROM person WHERE voided = 1)"


def _clustered(person: str) -> str:
    """Joins the cluster and its facts to a table that has a person's id in *person*."""
    return (
        f"LEFT JOIN person_cluster k ON k.person_id = {person}"
        f" LEFT JOIN person_facts f ON f.cluster = COALESCE(k.cluster_id, {person})"
    )


def _cluster_of(person: str) -> str:
    """SQL of the cluster of a person's id, where the cluster is not joined."""
    return f"COALESCE((SELECT cluster_id FROM person_cluster WHERE person_id = {person}), {person})"


_CLUSTER = "COALESCE(k.cluster_id, {person})"

HOUSES = Source("house", "house", "id", "code", "code", "''", "id", once=True)
BODIES = Source("managing_body", "managing_body", "id", "code", "''", "''", "id", once=True)

_ACCESS_ORDER = "a.on_date || a.at_time || a.id"

# Where several records are one person, the record that came is said beside.
_RECORD = "COALESCE(NULLIF(a.joined, ''), a.cluster)"

ACCESSES = Source(
    "access", "period_access a", "a.id", "a.id", "a.house", "a.on_date", _ACCESS_ORDER,
    needs=frozenset({Base.ACCESSES}),
    person="a.cluster",
)  # fmt: skip
OPENING_ACCESSES = Source(
    "access",
    "period_access a",
    "a.id", "a.id", "a.house", "a.on_date", _ACCESS_ORDER,
    where="a.id IN (SELECT access_id FROM pathway WHERE voided = 0 AND access_id IS NOT NULL)",
    needs=frozenset({Base.ACCESSES}),
    person="a.cluster",
)  # fmt: skip
RESERVED_ACCESSES = replace(ACCESSES, where="a.reserved > 0")
SEEN_PEOPLE = Source(
    "person", "period_access a",
    _RECORD, "a.cluster", "a.house", "a.on_date", _ACCESS_ORDER,
    where="a.cluster <> ''",
    once=True,
    of_people=True,
    needs=frozenset({Base.ACCESSES}),
)  # fmt: skip
SEEN_PEOPLE_WITH_FACTS = replace(
    SEEN_PEOPLE,
    tables="period_access a LEFT JOIN person_facts f ON f.cluster = a.cluster",
    needs=frozenset({Base.ACCESSES, Base.PEOPLE}),
)
SEEN_MOTHERS = Source(
    "person",
    "period_access a JOIN person_facts f ON f.cluster = a.cluster"
    " LEFT JOIN child_facts c ON c.cluster = a.cluster",
    _RECORD, "a.cluster", "a.house", "a.on_date", _ACCESS_ORDER,
    where="f.gender = 'F'",
    once=True,
    of_people=True,
    needs=frozenset({Base.ACCESSES, Base.PEOPLE, Base.CHILDREN}),
)  # fmt: skip

# How sure the number of people is: the records they have, what joined these, which pairs stay open.
SEEN_RECORDS = replace(SEEN_PEOPLE, key=_RECORD, walked="a.cluster, a.joined", of_people=False)
JOINED_RECORDS = replace(
    SEEN_RECORDS,
    tables=f"period_access a JOIN person_cluster k ON k.person_id = {_RECORD}",
)
BY_DECISION = f"""(
    SELECT person_a FROM {latest()} AS d WHERE verdict = 'same'
    UNION SELECT person_b FROM {latest()} AS d WHERE verdict = 'same'
)"""
OPEN_PAIRS = Source(
    "person_decision",
    f"{latest()} d LEFT JOIN person_cluster a ON a.person_id = d.person_a"
    " LEFT JOIN person_cluster b ON b.person_id = d.person_b",
    "d.id", "d.id", "''", "substr(d.decided_at, 1, 10)", "substr(d.decided_at, 1, 10) || d.id",
    where="d.verdict IN ('unsure', 'withdrawn')"
    " AND COALESCE(a.cluster_id, d.person_a) <> COALESCE(b.cluster_id, d.person_b)"
    " AND COALESCE(a.cluster_id, d.person_a) IN (SELECT cluster FROM period_access)"
    " AND COALESCE(b.cluster_id, d.person_b) IN (SELECT cluster FROM period_access)",
    needs=frozenset({Base.ACCESSES}),
)  # fmt: skip

PATHWAYS = Source(
    "pathway", f"pathway_told p {_clustered('p.person_id')}",
    "p.id", "p.id", "p.house", "p.opened_on", "p.opened_on || p.id",
    where=f"p.voided = 0 AND p.opened_on {_PERIOD} AND p.house {_HOUSE}",
    needs=frozenset({Base.PEOPLE, Base.PATHWAYS}),
    person=_CLUSTER.format(person="p.person_id"),
)  # fmt: skip
RESERVED_PATHWAYS = replace(PATHWAYS, where=f"{PATHWAYS.where} AND p.reserved > 0")
ACTIVE_PATHWAYS = Source(
    "pathway", "pathway p",
    "p.id", "p.id", "p.house", "p.opened_on", "p.opened_on || p.id",
    where="p.voided = 0 AND p.opened_on <= :end AND (p.closed_on IS NULL OR p.closed_on >= :start)"
    f" AND p.house {_HOUSE}",
    person=_cluster_of("p.person_id"),
)  # fmt: skip
PATHWAY_PEOPLE = Source(
    "person", PATHWAYS.tables,
    "p.person_id", "COALESCE(k.cluster_id, p.person_id)", "p.house", "p.opened_on", "p.opened_on || p.id",
    where=f"{PATHWAYS.where} AND p.person_id {_NOT_VOIDED_PERSON}",
    once=True,
    of_people=True,
    needs=frozenset({Base.PEOPLE, Base.PATHWAYS}),
)  # fmt: skip
PATHWAY_HOUSEHOLDS = Source(
    "pathway", PATHWAYS.tables,
    "p.id", "COALESCE(k.cluster_id, p.person_id)", "p.house", "p.opened_on",
    "printf('%06d', COALESCE(p.minors, -1)) || p.id",
    where=PATHWAYS.where,
    once=True,
    of_people=True,
    needs=frozenset({Base.PEOPLE, Base.PATHWAYS}),
)  # fmt: skip

_LEDGER = """(
    SELECT dote_id,
           sum(CASE WHEN kind IN ('commit', 'confirm') THEN amount_cents ELSE 0 END) AS committed,
           sum(CASE kind WHEN 'drop' THEN amount_cents ELSE 0 END) AS dropped,
           sum(CASE kind WHEN 'cancel' THEN amount_cents ELSE 0 END) AS cancelled,
           sum(CASE kind WHEN 'pay' THEN amount_cents WHEN 'unpay' THEN -amount_cents ELSE 0 END) AS paid,
           sum(CASE kind WHEN 'return' THEN amount_cents WHEN 'unreturn' THEN -amount_cents ELSE 0 END) AS returned
    FROM ledger_entry WHERE dote_id IS NOT NULL GROUP BY dote_id
)"""
RECORDED_DOTI = Source(
    "dote", f"dote d LEFT JOIN {_LEDGER} l ON l.dote_id = d.id",
    "d.id", "d.id", "d.house", "d.committed_on", "d.committed_on || d.id",
    where=f"d.voided = 0 AND d.committed_on {_PERIOD} AND d.house {_HOUSE}",
    person=_cluster_of("d.person_id"),
)  # fmt: skip
DOTI = Source(
    "dote", RECORDED_DOTI.tables,
    "d.id", "d.id", "d.house", "d.committed_on", "d.committed_on || d.id",
    where=f"{RECORDED_DOTI.where} AND l.committed > l.cancelled",
    person=RECORDED_DOTI.person,
)  # fmt: skip

# What belongs to a voided pathway does not count either; a pathway that has not arrived yet is no reason.
INTERVENTIONS = Source(
    "intervention", "intervention i LEFT JOIN pathway p ON p.id = i.pathway_id",
    "i.id", "i.id", "i.house", "i.on_date", "i.on_date || i.id",
    where="i.voided = 0 AND COALESCE(p.voided, 0) = 0"
    f" AND i.on_date {_PERIOD} AND i.house {_HOUSE}",
    person=_cluster_of("p.person_id"),
)  # fmt: skip
_SET_ON = "COALESCE(g.set_on, p.opened_on)"
GOALS = Source(
    "goal", "goal g LEFT JOIN pathway p ON p.id = g.pathway_id",
    "g.id", "g.id", "g.house", _SET_ON, f"{_SET_ON} || g.id",
    where="g.voided = 0 AND COALESCE(p.voided, 0) = 0"
    f" AND {_SET_ON} {_PERIOD} AND g.house {_HOUSE}",
    person=_cluster_of("p.person_id"),
)  # fmt: skip
_RATED = f"""(
    SELECT w.id, w.house, w.on_date, w.pathway_id, w.dimension, w.rated_by, w.score AS last,
           first_value(w.score) OVER by_day AS first,
           row_number() OVER by_day AS number,
           count(*) OVER (PARTITION BY w.pathway_id, w.dimension, w.rated_by) AS times
    FROM wellbeing w LEFT JOIN pathway p ON p.id = w.pathway_id
    WHERE w.voided = 0 AND COALESCE(p.voided, 0) = 0 AND w.on_date {_PERIOD} AND w.house {_HOUSE}
    WINDOW by_day AS (PARTITION BY w.pathway_id, w.dimension, w.rated_by ORDER BY w.on_date, w.id)
)"""
WELLBEING = Source(
    "wellbeing", f"{_RATED} w",
    "w.id", "w.id", "w.house", "w.on_date", "w.on_date || w.id",
    where="w.times > 1 AND w.number = w.times",
    person=_cluster_of("(SELECT person_id FROM pathway WHERE id = w.pathway_id)"),
)  # fmt: skip

# A mediation counts once in each period, month and house in which something was held.
MEDIATIONS = Source(
    "mediation",
    "mediation_session s JOIN mediation_told m ON m.id = s.mediation_id " + _clustered("m.person_id"),
    "m.id", "m.id", "m.house", "s.on_date", "s.on_date || substr(s.starts || '     ', 1, 5) || s.id",
    where=f"s.voided = 0 AND m.voided = 0 AND s.on_date {_PERIOD} AND m.house {_HOUSE}",
    once=True,
    needs=frozenset({Base.PEOPLE, Base.MEDIATIONS}),
    person=_CLUSTER.format(person="m.person_id"),
)  # fmt: skip
MEDIATION_SESSIONS = Source(
    "mediation_session", "mediation_session s LEFT JOIN mediation m ON m.id = s.mediation_id",
    "s.id", "s.id", "s.house", "s.on_date", "s.on_date || substr(s.starts || '     ', 1, 5) || s.id",
    where=f"s.voided = 0 AND COALESCE(m.voided, 0) = 0 AND s.on_date {_PERIOD} AND s.house {_HOUSE}",
    person=_cluster_of("m.person_id"),
)  # fmt: skip
