"""What another house lets this one read is only read: no save may touch it or lean on it. Asked here for all."""

from __future__ import annotations

from typing import Any

from millegiorni_desk.errors import NotAllowed
from millegiorni_desk.language import _

_LEANS = """
SELECT 1 FROM sync_log AS l WHERE l.clk > ? AND (
    EXISTS (SELECT 1 FROM sync_shared_row AS r WHERE r.rid = l.rid)
    OR EXISTS (SELECT 1 FROM json_each(l.cells) AS c JOIN sync_shared_row AS r ON r.rid = c.value)) LIMIT 1
"""


def check_record(raw: Any, record_id: str) -> None:
    """Raise ``NotAllowed`` where *record_id* names a record of a file that is only read here."""
    if raw.execute("SELECT 1 FROM sync_shared_row WHERE rid = ? LIMIT 1", (record_id,)).fetchone():
        raise _refusal()


def check_writes(raw: Any, before: int) -> None:
    """Raise ``NotAllowed`` where something logged after the clock *before* names a record that is only read here."""
    if not raw.execute("SELECT EXISTS (SELECT 1 FROM sync_shared_row)").fetchone()[0]:
        return
    if raw.execute(_LEANS, (before,)).fetchone():
        raise _refusal()


def _refusal() -> NotAllowed:
    return NotAllowed(
        _(
            "Questo fascicolo è di un'altra casa, che lo lascia leggere: qui non si cambia e non si usa. "
            "Se viene anche da voi, apri per lei una scheda vostra."
        )
    )
