"""What partners, funders and budget lines are called: categories of a report whose codes are records of the network."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from types import MappingProxyType

from millegiorni_desk.vault.vault import Vault

# vocabulary → code, name, and what tells two of one name apart.
NAMES_SQL = MappingProxyType(
    {
        "partner": "SELECT id AS code, name, kind AS other FROM partner",
        "funder": "SELECT code, name, code AS other FROM funder",
        "line": "SELECT l.id AS code, l.name, COALESCE(f.code, '') AS other FROM budget_line l"
        " LEFT JOIN fund f ON f.id = l.fund_id",
    }
)


def named(vault: Vault) -> dict[str, Mapping[str, str]]:
    """Code → name by vocabulary, by name; no two of a vocabulary are called the same."""
    return {vocabulary: _of(vault, sql) for vocabulary, sql in NAMES_SQL.items()}


def _of(vault: Vault, sql: str) -> dict[str, str]:
    rows = sorted(vault.query(sql), key=lambda row: (row["name"].casefold(), row["other"], row["code"]))
    times = Counter(row["name"] for row in rows)
    found: dict[str, str] = {}
    for row in rows:
        name = row["name"] if times[row["name"]] == 1 else f"{row['name']} · {row['other']}"
        while name in found.values():
            name += " · 2"
        found[row["code"]] = name
    return found
