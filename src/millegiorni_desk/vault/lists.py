"""The few short lists that every save asks for, each kept until a record of its tables changes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

from millegiorni_desk.changes import Changes

_Value = TypeVar("_Value")


class Lists:
    """Lists by a name of theirs, with the tables that each was read from."""

    def __init__(self) -> None:
        self._held = dict[str, tuple[tuple[str, ...], Any]]()
        self._announced = 0

    def forget(self, changes: Changes) -> None:
        """Let go of what *changes* may have made another."""
        self._announced += 1
        for key, (tables, _value) in list(self._held.items()):
            if changes.touches(*tables):
                self._held.pop(key, None)

    def get(self, key: str, tables: tuple[str, ...], make: Callable[[], _Value]) -> _Value:
        """What *make* reads from *tables*, or read before; it must read what is committed."""
        held = self._held.get(key)
        if held is not None:
            return cast(_Value, held[1])
        announced = self._announced
        value = make()
        self._held[key] = (tables, value)
        if announced != self._announced:
            # What another thread announced meanwhile may not be in it.
            self._held.pop(key, None)
        return value
