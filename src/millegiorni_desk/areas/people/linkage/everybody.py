"""Everyone in the search index as features, and which telephones are a desk's."""

from __future__ import annotations

from typing import Any

from millegiorni_desk.areas.people.index_schema import Connection
from millegiorni_desk.areas.people.indexing import COLUMNS, restored
from millegiorni_desk.areas.people.linkage.features import SHARED_PHONE, Features, without_shared_phones


def everybody(cursor: Any) -> list[Features]:
    """Everyone, by id, desk telephones taken for missing; *cursor* gives plain rows."""
    rows = cursor.execute(f"SELECT {COLUMNS} FROM person_search ORDER BY person_id")
    return without_shared_phones([restored(row)[1] for row in rows])


def is_shared_phone(connection: Connection, phone: str) -> bool:
    """Whether *phone* is one that too many people give."""
    cursor = connection.cursor()
    cursor.row_factory = None
    count = cursor.execute(
        "SELECT count(*) FROM person_search WHERE phone <> '' AND phone = ?", (phone,)
    ).fetchone()[0]
    return int(count) > SHARED_PHONE
