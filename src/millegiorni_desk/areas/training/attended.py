"""Who was at a training or team meeting, and for how long: the one SQL that lists, hours and certificates count by."""

# Two desks may each have written down the same person at the same meeting: she was there once. Where one of them says
# that she stayed to the end, she did; nobody stays longer than it lasted. No minutes where nobody knows how long.
MINUTES = "CASE WHEN count(p.minutes) < count(*) OR max(p.minutes) >= t.minutes THEN t.minutes ELSE max(p.minutes) END"

EACH = (
    "SELECT t.id, t.on_date, t.starts, t.kind, t.house_code, t.title, t.minutes AS lasted, p.staff_id, "
    f"{MINUTES} AS minutes FROM training AS t CROSS JOIN training_presence AS p ON p.training_id = t.id "
    "WHERE t.voided IS 0 AND t.state = 'held' AND p.voided IS 0"
)
"""Begins a row for each person at each meeting held; what narrows it follows, and ``GROUP BY t.id, p.staff_id``."""

EACH_IN_SPAN = f"{EACH} AND t.on_date BETWEEN :first AND :last GROUP BY t.id, p.staff_id"
