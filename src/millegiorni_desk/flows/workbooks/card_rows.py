"""Rows of a list of people: each is a card, new or filled, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from millegiorni_desk.flows.workbooks.columns import Kind
from millegiorni_desk.flows.workbooks.identity import folded
from millegiorni_desk.flows.workbooks.pathway_rows import WHO_IS_MISSING
from millegiorni_desk.flows.workbooks.register import ToWrite
from millegiorni_desk.vault.permissions import Permission
from millegiorni_desk.vault.vault import Vault


class CardRows:
    """Brings in people. The card is the record: a row of someone whose card lacks nothing was there before."""

    kind = Kind.PEOPLE
    at_once = 2_000
    together = True
    identifying = frozenset({"house", "name", "surname", "codice_fiscale", "birth_date"})
    permissions = (Permission.IMPORT, Permission.EDIT_PERSON)

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    def problems(self, values: Mapping[str, Any]) -> list[str]:
        return [] if values.get("surname") or values.get("name") else [WHO_IS_MISSING]

    def identity(self, values: Mapping[str, Any]) -> tuple[Any, ...] | None:
        if "house" not in values:
            return None
        birth = values.get("birth_date")
        born = (birth.day, birth.precision) if birth else (None, "")
        return (
            values["house"],
            *born,
            *(folded(values.get(key, "")) for key in ("name", "surname", "codice_fiscale")),
        )

    def existing(self, ids: Sequence[str]) -> Mapping[str, Any]:
        return {}

    def person_of(self, record: Any) -> str | None:
        return None

    def differences(self, record: Any, values: Mapping[str, Any]) -> list[str]:
        return []

    def write(self, rows: Sequence[ToWrite]) -> list[tuple[str, ...]]:
        return [()] * len(rows)

    def closing(self) -> list[str]:
        return []
