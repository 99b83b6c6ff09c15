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
class ToWrite:
    """A row to be written: the id of its record, its values, and its person (none: anonymous)."""

    id: str
    values: Mapping[str, Any]
    person: Brought | None


class RegisterRows(Protocol):
    """Judges and writes the rows of one kind of register. ``values`` are by column key, as read."""

    @property
    def kind(self) -> Kind:
        """Which register it is."""
        ...

    @property
    def at_once(self) -> int:
        """How many rows are written together, while none of them fails."""
        ...

    @property
    def together(self) -> bool:
        """Whether nothing but a fault of ours is left to go wrong with rows that are fit: then they go all at once."""
        ...

    @property
    def permissions(self) -> Sequence[Permission]:
        """What the user must be allowed to do."""
        ...

    @property
    def identifying(self) -> frozenset[str]:
        """The columns that make up the identity."""
        ...

    def problems(self, values: Mapping[str, Any]) -> list[str]:
        """What is wrong with a row beyond its single cells."""
        ...

    def identity(self, values: Mapping[str, Any]) -> tuple[Any, ...] | None:
        """What tells this row from others; None where a cell that it needs is empty."""
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

    def write(self, rows: Sequence[ToWrite]) -> list[tuple[str, ...]]:
        """Write new records through the area's service, all or none; of each row, what to look at."""
        ...

    def closing(self) -> list[str]:
        """What to say of the rows written, taken together."""
        ...
