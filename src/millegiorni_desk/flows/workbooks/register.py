"""What an import asks of each kind of register."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from millegiorni_desk.flows.workbooks.columns import Kind
from millegiorni_desk.flows.workbooks.people_rows import Brought
from millegiorni_desk.vault.permissions import Permission

NOT_SAID = "Non indicato"
"""Who did it, where the register does not say: the same on every desk, whoever imports."""


@dataclass(frozen=True)
class Written:
    """What writing a row brought: its person, if any, and what to look at."""

    person: Brought | None
    remarks: tuple[str, ...] = ()


class RegisterRows(Protocol):
    """Judges and writes the rows of one kind of register. ``values`` are by column key, as read."""

    kind: Kind
    permissions: Sequence[Permission]

    def problems(self, values: Mapping[str, Any]) -> list[str]:
        """What is wrong with a row beyond its single cells."""
        ...

    def identity(self, values: Mapping[str, Any]) -> tuple[Any, ...] | None:
        """What tells this row from others, house first; None where a cell that it needs could not be read."""
        ...

    def existing(self, ids: Sequence[str]) -> Mapping[str, Any]:
        """The records already in the vault, by id."""
        ...

    def person_of(self, record: Any) -> str | None:
        """The id of the person an existing record is of."""
        ...

    def differences(self, record: Any, values: Mapping[str, Any]) -> list[str]:
        """The columns in which a row says something else than its existing record; an empty cell says nothing."""
        ...

    def write(self, record_id: str, values: Mapping[str, Any], person: Brought | None) -> tuple[str, ...]:
        """Write a new record through the area's service; what to look at, in sentences."""
        ...
