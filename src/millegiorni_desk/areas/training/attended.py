"""Who was at a training or team meeting, and for how long: the one SQL that lists, hours and certificates count by.

The report counts by the same rule (``monitoring.indicators.programme_sources``); a test holds the two together.
"""

# Two desks may each have written down the same person at the same meeting: she was there once, for the minutes that
# one of them wrote, else for all of it. No minutes where nobody knows how long it lasted.
MINUTES = "COALESCE(max(p.minutes), t.minutes)"

EACH = (
    "SELECT t.id, t.on_date, t.starts, t.kind, t.house_code, t.title, t.minutes AS lasted, p.staff_id, "
    f"{MINUTES} AS minutes FROM training AS t CROSS JOIN training_presence AS p ON p.training_id = t.id "
    "LEFT JOIN staff_member AS m ON m.id = p.staff_id "
    "WHERE t.voided IS 0 AND t.state = 'held' AND p.voided IS 0 AND m.voided IS NOT 1"
)
"""Begins a row for each person at each meeting held; what narrows it follows, and ``GROUP BY t.id, p.staff_id``."""

EACH_IN_SPAN = f"{EACH} AND t.on_date BETWEEN :first AND :last GROUP BY t.id, p.staff_id"
