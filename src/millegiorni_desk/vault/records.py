"""The base of every record, and the few column types they share."""

import json
import os
import time
import uuid
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, ClassVar, TypeVar, cast

from sqlalchemy import Table, Text
from sqlalchemy.dialects import sqlite
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator
from sqlmodel import Field, Session, SQLModel

_Record = TypeVar("_Record", bound=SQLModel)


def new_id() -> str:
    """A new record id: a UUID version 7 (RFC 9562, section 5.7).

    Ids made close in time are close in the index: inserting in that order is measurably cheaper.
    """
    milliseconds = time.time_ns() // 1_000_000
    value = bytearray(milliseconds.to_bytes(6, "big") + os.urandom(10))
    value[6] = (value[6] & 0x0F) | 0x70
    value[8] = (value[8] & 0x3F) | 0x80
    return str(uuid.UUID(bytes=bytes(value)))


_told = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


class Codes(TypeDecorator[list[str]]):
    """Several vocabulary codes in one column, kept as a JSON array of text."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: list[str] | None, dialect: Dialect) -> str:
        return _told(value) if value else "[]"

    def process_result_value(self, value: str | None, dialect: Dialect) -> list[str]:
        return json.loads(value) if value else []


def no_codes() -> list[str]:
    """A new empty list: pydantic looks at a factory's signature each time, and that of ``list`` takes it 0.05 ms."""
    return []


def later(default: str | int = "", **options: Any) -> Any:
    """A column that a migration added: not null with a default of the database's, as the merge asks of it (§3)."""
    return Field(
        default=default,
        sa_column_kwargs={"server_default": str(int(default) if isinstance(default, bool) else default)},
        **options,
    )


def later_codes() -> Any:
    """As :func:`later`, for several codes."""
    return Field(default_factory=no_codes, sa_type=Codes, sa_column_kwargs={"server_default": "[]"})


SYNCED: dict[str, Any] = {"sync": True, "append_only": False}
APPEND_ONLY: dict[str, Any] = {"sync": True, "append_only": True}


# A table of this vault alone: kept, sealed and copied with the rest, never sent.
LOCAL: dict[str, Any] = {"sync": False}


def append_only(*erasable: str) -> dict[str, Any]:
    """As ``APPEND_ONLY``; the columns named may be blanked when a person is erased."""
    return {**APPEND_ONLY, "erasable": erasable}


class NetworkRecord(SQLModel):
    """A record that every desk of the network holds."""

    __table_args__: ClassVar[Any] = {"info": SYNCED}

    id: str = Field(default_factory=new_id, primary_key=True)


COORDINATION = "-"
"""In the place of a house's code: a record of the coordination's own, which no house receives.

An empty one travels to nobody, and stops the handing over (PROTOCOL.md §8).
"""


class HouseRecord(NetworkRecord):
    """A record of one house: it reaches that house's desks and the coordinator, no further."""

    house: str = Field(min_length=1)
    voided: bool = False


def draft(model: type[_Record], **values: Any) -> _Record:
    """A new record of that model as far as a service checks and inserts it, without the model's machinery.

    It has the model's attributes and defaults, and nothing else: no validation, no session. Making ten thousand
    models costs more than inserting them (measured).
    """
    if "id" not in values:
        values["id"] = new_id()
    made = object.__new__(_draft_class(model))
    made.__dict__.update(_defaults(model))
    made.__dict__.update(values)
    return cast(_Record, made)


@lru_cache(maxsize=64)
def _draft_class(model: type[SQLModel]) -> type[Any]:
    return type(f"{model.__name__}Draft", (), {"__table__": model.__table__})  # type: ignore[attr-defined]


@lru_cache(maxsize=64)
def _defaults(model: type[SQLModel]) -> dict[str, Any]:
    """The fields that have a default; lists are shared, and services replace them, never add to them."""
    return {
        name: field.get_default(call_default_factory=True)
        for name, field in model.model_fields.items()
        if name != "id" and not field.is_required()
    }


def insert_all(session: Session, records: Sequence[NetworkRecord]) -> None:
    """Write new records of one kind in one statement; they stay outside the session.

    The session's own bookkeeping, object by object, costs three times the inserts (measured on 10,000 accesses).
    """
    if not records:
        return
    table: Table = type(records[0]).__table__  # type: ignore[attr-defined]
    statement, columns = _insertion(table)
    rows = [
        tuple([told(getattr(one, name)) if told else getattr(one, name) for name, told in columns])
        for one in records
    ]
    session.connection().exec_driver_sql(statement, rows)


@lru_cache(maxsize=128)
def _insertion(table: Table) -> tuple[str, tuple[tuple[str, Any], ...]]:
    """The statement that inserts a row, and for each column its name and what turns a value into SQLite's."""
    as_sqlite = sqlite.dialect()
    columns = tuple(
        (column.name, column.type.dialect_impl(as_sqlite).bind_processor(as_sqlite))
        for column in table.columns
    )
    names = ", ".join(f'"{name}"' for name, _told_as in columns)
    return f"INSERT INTO {table.name} ({names}) VALUES ({', '.join('?' * len(columns))})", columns
