"""Every public use case of the program, found by looking, and called with arguments that fit."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import types
import typing
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import is_dataclass
from datetime import date
from enum import Enum
from pathlib import Path
from typing import Any

from sqlmodel import SQLModel

import millegiorni_desk
from millegiorni_desk.errors import NotAllowed
from millegiorni_desk.vault import key_slots
from millegiorni_desk.vault.permissions import Role
from millegiorni_desk.vault.vault import Vault

from . import furnished
from .leaving_traces import record

ROOT = "millegiorni_desk."
_ROOMS = ("areas", "flows", "network", "vault")
# Making and unmaking whole vaults: whoever does it holds the key, and no role.
_BEFORE_ANY_ROLE = ("vault.opening", "vault.migrations")
# Which table a parameter's id is of, where its name alone does not say it.
_TABLES = {
    "copy_id": "funder_account",
    "closing_id": "month_closing",
    "given_id": "notice_given",
    "share_id": "file_share",
    "review_id": "retention_review",
    "record_id": "person",
    "line_id": "budget_line",
}
_FURTHER = {
    "house": "BAR",
    "name": "lucia",
    "number": "BAR-2025-B/0001",
    "text": "Fatima",
    "code": "nursery_bonus",
}


def found() -> dict[str, Callable[..., Any]]:
    """Use cases by name (``areas.people.service.find``): public functions outside views that take the vault first."""
    return dict(sorted(_found()))


def _found() -> Iterator[tuple[str, Callable[..., Any]]]:
    for info in pkgutil.walk_packages(millegiorni_desk.__path__, ROOT):
        parts = info.name.split(".")
        if len(parts) < 3 or parts[1] not in _ROOMS or "view" in parts:
            continue
        if info.name.removeprefix(ROOT).startswith(_BEFORE_ANY_ROLE):
            continue
        module = importlib.import_module(info.name)
        for name, function in inspect.getmembers(module, inspect.isfunction):
            own = function.__module__ == module.__name__ and not name.startswith("_")
            if own and next(iter(inspect.signature(function).parameters), "") == "vault":
                yield f"{info.name.removeprefix(ROOT)}.{name}", function


class _Undo(Exception):
    """Takes back what a call did."""


def refused(
    vault: Vault,
    function: Callable[..., Any],
    roles: Sequence[Role],
    folder: Path,
    fitting: Mapping[str, Any],
) -> bool:
    """Whether *function* asks for leave that *roles* do not give; whatever it does is taken back.

    *fitting* are arguments in place of made-up ones.
    """
    before, held, answer = vault.slots, vault.roles, False
    vault.roles = list(roles)
    try:
        with suppress(_Undo), vault.save("probe"):
            try:
                made = function(vault, **{**_arguments(vault, function, folder), **fitting})
                if isinstance(made, Iterator):
                    next(made, None)
            except NotAllowed:
                answer = True
            except Exception:
                pass
            raise _Undo
    finally:
        vault.roles = held
        if vault.slots is not before:
            vault.slots = before
            key_slots.put_back(vault.folder, before)
    return answer


def _arguments(vault: Vault, function: Callable[..., Any], folder: Path) -> dict[str, Any]:
    hints = _hints(function)
    given = {}
    for name, parameter in list(inspect.signature(function).parameters.items())[1:]:
        if parameter.default is parameter.empty and parameter.kind not in (
            parameter.VAR_KEYWORD,
            parameter.VAR_POSITIONAL,
        ):
            given[name] = _value(vault, name, hints.get(name, str), folder)
    return given


def _hints(function: Callable[..., Any]) -> dict[str, Any]:
    try:
        return typing.get_type_hints(function)
    except NameError:
        # Annotated with what is imported for the type checker only.
        return {}


def _value(vault: Vault, name: str, kind: Any, folder: Path) -> Any:
    """Something of that kind: a real id where the name says of what."""
    origin = typing.get_origin(kind)
    if origin in (typing.Union, types.UnionType):
        kind = next(one for one in typing.get_args(kind) if one is not type(None))
        return _value(vault, name, kind, folder)
    if origin in (list, tuple, Sequence, set, frozenset):
        inner = next(iter(typing.get_args(kind)), str)
        return [_value(vault, name, inner, folder)]
    if origin in (dict, Mapping):
        return {}
    if origin is not None or not isinstance(kind, type):
        return lambda *_: None
    if kind is str:
        return _text(vault, name)
    if issubclass(kind, Enum):
        return next(iter(kind))
    if issubclass(kind, SQLModel):
        return record(kind, "testo")
    if is_dataclass(kind):
        hints = _hints(kind.__init__)
        wanted = list(inspect.signature(kind).parameters.items())
        return kind(**{at: _value(vault, at, hints.get(at, str), folder) for at, _ in wanted})
    plain: dict[type, Any] = {int: 1, bool: False, bytes: b"x", date: furnished.DAY, Path: folder, float: 1.0}
    return plain.get(kind)


def _text(vault: Vault, name: str) -> str:
    """The id of a record where *name* says whose, else some text."""
    table = _TABLES.get(name, name.removesuffix("_id") if name.endswith("_id") else "")
    if table in vault.schema.metadata.tables:
        return str(vault.scalar(f"SELECT id FROM {table} LIMIT 1") or "")
    return _FURTHER.get(name, "testo")
