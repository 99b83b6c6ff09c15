"""The rows of meetings, training, money and outreach (Actions 3 to 6), as SQL over the areas' tables.

What belongs to the network as a whole (agreements, partners, conferences, what funders give) counts in the figures of
one house too: their titles say so.
"""

from millegiorni_desk.areas.monitoring.indicators.declaration import NETWORK, Source

_HOUSE = "BETWEEN :house_from AND :house_to"
_PERIOD = "BETWEEN :start AND :end"


def _in_force(since: str, until: str) -> str:
    """SQL: whether something that runs from *since* to *until* (either may be open) does so on a day of the period."""
    return f"({since} IS NULL OR {since} <= :end) AND ({until} IS NULL OR {until} >= :start)"


def _place(house: str) -> str:
    """SQL of the house in *house*, or of the network where it is empty."""
    return f"CASE {house} WHEN '' THEN '{NETWORK}' ELSE {house} END"


def _meetings(state: str) -> Source:
    return Source(
        "meeting", "meeting m",
        "m.id", "m.id", "m.house_code", "m.on_date", "m.on_date || substr(m.starts || '     ', 1, 5) || m.id",
        where=f"m.voided = 0 AND m.state = '{state}' AND m.on_date {_PERIOD} AND m.house_code {_HOUSE}",
    )  # fmt: skip


MEETINGS = _meetings("held")
CANCELLED_MEETINGS = _meetings("cancelled")

TRAININGS = Source(
    "training", "training t",
    "t.id", "t.id", _place("t.house_code"), "t.on_date", "t.on_date || substr(t.starts || '     ', 1, 5) || t.id",
    where=f"t.voided = 0 AND t.state = 'held' AND t.on_date {_PERIOD} AND t.house_code {_HOUSE}",
)  # fmt: skip

# Somebody put down twice at one meeting was there once. Her house is hers, whoever held the meeting.
_PRESENCES = f"""(
    SELECT max(p.id) AS id, p.training_id, p.staff_id, t.on_date, COALESCE(max(p.minutes), t.minutes) AS minutes
    FROM training t JOIN training_presence p ON p.training_id = t.id
    WHERE t.voided = 0 AND p.voided = 0 AND t.state = 'held' AND t.on_date {_PERIOD}
    GROUP BY p.training_id, p.staff_id, t.on_date, t.minutes
)"""
_OF_STAFF = "LEFT JOIN staff_member s ON s.id = p.staff_id"
STAFF_HOUSE = _place("COALESCE(s.house_code, '')")
_STAFF_HERE = f"COALESCE(s.voided, 0) = 0 AND COALESCE(s.house_code, '') {_HOUSE}"
PRESENCES = Source(
    "training_presence", f"{_PRESENCES} p {_OF_STAFF}",
    "p.id", "p.id", STAFF_HOUSE, "p.on_date", "p.on_date || p.id",
    where=_STAFF_HERE,
)  # fmt: skip
OPERATORS = Source(
    "staff_member", PRESENCES.tables,
    "p.staff_id", "p.staff_id", STAFF_HOUSE, "p.on_date", "p.on_date || p.id",
    where=_STAFF_HERE,
    once=True,
)  # fmt: skip
OPERATORS_SUMMED = Source(
    "staff_member",
    f"(SELECT staff_id, min(on_date) AS on_date, sum(minutes) AS minutes FROM {_PRESENCES} q GROUP BY staff_id) p"
    f" {_OF_STAFF}",
    "p.staff_id", "p.staff_id", STAFF_HOUSE, "p.on_date", "p.on_date || p.staff_id",
    where=_STAFF_HERE,
)  # fmt: skip
AGREEMENTS = Source(
    "agreement", "agreement g",
    "g.id", "g.id", "''", "COALESCE(g.since, '')", "COALESCE(g.since, '') || g.id",
    where=f"g.voided = 0 AND {_in_force('g.since', 'g.until')}",
)  # fmt: skip

PARTNERS = Source(
    "partner", "partner w",
    "w.id", "w.id", "''", "COALESCE(w.since, '')", "COALESCE(w.since, '') || w.id",
    where=f"w.voided = 0 AND {_in_force('w.since', 'w.until')}",
)  # fmt: skip
# A line or a grant that has not arrived yet is no reason to leave its money out.
_GRANT = "LEFT JOIN fund f ON f.id = l.fund_id LEFT JOIN funder u ON u.id = f.funder_id"
_GRANT_IN_FORCE = _in_force("f.opens_on", "f.closes_on")
FUNDER = "COALESCE(u.code, CASE f.funder WHEN '' THEN 'unknown' ELSE f.funder END, 'unknown')"
"""SQL: the funder's code; where the grant names one without a record, that name."""
LINES = Source(
    "budget_line", f"budget_line l {_GRANT}",
    "l.id", "l.id", "''", "COALESCE(f.opens_on, '')", "f.code || l.name || l.id",
    where=_GRANT_IN_FORCE,
)  # fmt: skip


def _held(*accounts: str) -> str:
    """SQL: the cents that entries gave to *accounts*, less those that they took from them."""
    names = ", ".join(f"'{name}'" for name in accounts)
    return f"sum(e.amount_cents * ((e.to_account IN ({names})) - (e.from_account IN ({names}))))"


# Balances on the last day of the period, of the grants that run in it. «Committed» goes on being so when it is paid.
GRANTED = Source(
    "dote",
    f"(SELECT e.dote_id, e.line_id, e.house, min(e.on_date) AS on_date, {_held('committed', 'paid')} AS committed,"
    f" {_held('paid')} AS paid FROM ledger_entry e WHERE e.dote_id IS NOT NULL AND e.on_date <= :end"
    f" AND e.house {_HOUSE} GROUP BY e.dote_id, e.line_id, e.house) e"
    f" LEFT JOIN budget_line l ON l.id = e.line_id {_GRANT}",
    "e.dote_id", "e.dote_id", "e.house", "e.on_date", "e.on_date || e.dote_id || e.line_id",
    where=f"e.committed > 0 AND {_GRANT_IN_FORCE}",
)  # fmt: skip
ENVELOPES = Source(
    "envelope",
    f"(SELECT e.line_id, e.house, min(e.on_date) AS on_date, -{_held('funder')} AS allocated,"
    f" {_held('planned')} AS planned, {_held('available')} AS remaining FROM ledger_entry e"
    f" WHERE e.on_date <= :end AND e.house {_HOUSE} GROUP BY e.line_id, e.house) e"
    f" LEFT JOIN budget_line l ON l.id = e.line_id {_GRANT}",
    "e.house || ' ' || e.line_id", "e.house || e.line_id", "e.house", "e.on_date", "e.house || e.line_id",
    where=_GRANT_IN_FORCE,
)  # fmt: skip

MATERIALS = Source(
    "material", "material m",
    "m.id", "m.id", _place("m.house_code"), "m.on_date", "m.on_date || m.id",
    where=f"m.voided = 0 AND m.on_date {_PERIOD} AND m.house_code {_HOUSE}",
)  # fmt: skip
MATERIAL_TYPES = Source(
    MATERIALS.table, MATERIALS.tables, MATERIALS.record, "m.kind", MATERIALS.house, MATERIALS.on_date, MATERIALS.order,
    where=MATERIALS.where,
    once=True,
)  # fmt: skip
DELIVERIES = Source(
    "material_delivery", "material_delivery d LEFT JOIN material m ON m.id = d.material_id",
    "d.id", "d.id", _place("d.house_code"), "d.on_date", "d.on_date || d.id",
    where=f"d.voided = 0 AND COALESCE(m.voided, 0) = 0 AND d.on_date {_PERIOD} AND d.house_code {_HOUSE}",
)  # fmt: skip
POSTS = Source(
    "post", "post p",
    "p.id", "p.id", _place("p.house_code"), "p.on_date", "p.on_date || p.id",
    where=f"p.voided = 0 AND p.on_date {_PERIOD} AND p.house_code {_HOUSE}",
)  # fmt: skip
CHANNELS = Source(
    POSTS.table, POSTS.tables, POSTS.record, "p.channel", POSTS.house, POSTS.on_date, POSTS.order,
    where=f"{POSTS.where} AND p.channel NOT IN ('', 'press', 'other')",
    once=True,
)  # fmt: skip
CONFERENCES = Source(
    "conference", "conference c",
    "c.id", "c.id", "''", "c.on_date", "c.on_date || c.id",
    where=f"c.voided = 0 AND c.on_date {_PERIOD} AND c.on_date <= :today",
)  # fmt: skip
