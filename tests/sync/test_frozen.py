"""What format 1 wrote is read for ever: a bundle, a roster and an identity as they were made once."""

import base64
import json
from pathlib import Path

from millegiorni_sync import Identity, Roster, merge
from millegiorni_sync.bundle import open_sealed
from tests.sync.world import NOW, TABLES, Clock, database

FROZEN = json.loads((Path(__file__).parent / "frozen" / "format1.json").read_text(encoding="utf-8"))


def test_format_1() -> None:
    identity, roster = Identity.from_json(FROZEN["identity"]), Roster.from_json(FROZEN["roster"])
    assert roster.network == identity.network == FROZEN["network"]
    opened = open_sealed(base64.b64decode(FROZEN["bundle"]), identity, roster)
    assert opened.hash == FROZEN["hash"]
    db = database(clock=Clock(NOW))
    assert len(merge.apply(db, [opened], TABLES, NOW).applied) == 1
    assert [list(row) for row in db.execute("SELECT * FROM sync_log ORDER BY clk")] == FROZEN["log"]
    assert db.execute("SELECT * FROM visit").fetchall() == [("v1", "BAR", 0, "due", None, None, "2025-02-19")]
    assert db.execute("SELECT * FROM entry").fetchall() == [("e1", "BAR", 46556)]
