"""The imports that were made in this vault: what each was, and which writes of the change log are its own."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from millegiorni_desk.flows.workbooks.columns import Kind
from millegiorni_desk.flows.workbooks.outcome import Outcome
from millegiorni_desk.vault import audit
from millegiorni_desk.vault.permissions import Permission
from millegiorni_desk.vault.records import new_id
from millegiorni_desk.vault.vault import Vault

_PREFIX = "import:"


@dataclass(frozen=True)
class Import:
    """One import. ``after`` and ``until`` are clocks: its writes are this device's between them.

    ``undone_at`` is empty until it is taken back (UTC, to the second, as ``at`` is); then the writes of that
    stand between ``undone_after`` and ``undone_until``.
    """

    id: str
    at: str
    user: str
    file: str
    kind: str
    rows: int
    added: int
    rejected: int
    people: int
    after: int
    until: int
    undone_at: str = ""
    undone_by: str = ""
    undone_after: int = 0
    undone_until: int = 0


def clock(vault: Vault) -> int:
    """The clock of the newest write, of this device or merged."""
    return int(vault.scalar("SELECT clock FROM sync_state"))


def record(vault: Vault, outcome: Outcome, file: str, after: int) -> str:
    """Inside the save of an import: remember it. Returns its id."""
    made = Import(
        new_id(), audit.now(), vault.user_name, file, outcome.kind.value, outcome.rows, outcome.added,
        len(outcome.rejected), outcome.people, after, clock(vault),
    )  # fmt: skip
    keep(vault, made)
    return made.id


def keep(vault: Vault, made: Import) -> None:
    """Keep what is known of an import, in this vault only."""
    vault.set_local(_PREFIX + made.id, asdict(made))


def imports(vault: Vault) -> list[Import]:
    """Every import made in this vault, newest first; those taken back too."""
    vault.require(Permission.IMPORT)
    rows = vault.query("SELECT value FROM local WHERE key LIKE 'import:%' ORDER BY key DESC")
    return [Import(**json.loads(row["value"])) for row in rows]


def undone_ids(vault: Vault) -> frozenset[str]:
    """The ids of the records that taking back an import has voided: a row that comes again gets another one."""
    found: set[str] = set()
    for made in imports(vault):
        if made.undone_at:
            rows = own_writes(vault, made.undone_after, made.undone_until)
            found.update(row["rid"] for row in rows if "voided" in json.loads(row["cells"]))
    return frozenset(found)


def own_writes(vault: Vault, after: int, until: int) -> Iterable[dict[str, Any]]:
    """The rows of the change log that this device wrote between two clocks, oldest first."""
    return vault.query(
        "SELECT clk, tbl, rid, kind, cells, prevs FROM sync_log WHERE clk > :after AND clk <= :until "
        "AND clk & 16383 = (SELECT ordinal FROM sync_state) ORDER BY clk",
        after=after,
        until=until,
    )


def kind_of(made: Import) -> Kind:
    """Which register it was."""
    return Kind(made.kind)
