"""A small encrypted registry with the real tables, written to in plain SQL as a merge does."""

from __future__ import annotations

import secrets
from itertools import count
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy.dialects import sqlite
from sqlalchemy.schema import CreateIndex, CreateTable
from sqlmodel import SQLModel

from millegiorni_desk.areas.people.records import (
    Child,
    LinkageKey,
    Person,
    PersonDecision,
    PersonEncoding,
    Phone,
)

_TABLES = (Person, Child, Phone, PersonDecision, LinkageKey, PersonEncoding)


class Registry:
    """People, children and decisions in one SQLCipher file, without triggers of the sync package."""

    def __init__(self, path: Path | str = ":memory:") -> None:
        self.raw: Any = sqlcipher.connect(str(path), isolation_level=None, check_same_thread=False)
        self.raw.execute(f"PRAGMA key = \"x'{secrets.token_hex(32)}'\"")
        self.raw.execute("PRAGMA temp_store = MEMORY")
        for record in _TABLES:
            table = SQLModel.metadata.tables[record.__tablename__]
            self.raw.execute(str(CreateTable(table).compile(dialect=sqlite.dialect())))
            for index in table.indexes:
                self.raw.execute(str(CreateIndex(index).compile(dialect=sqlite.dialect())))
        self._numbers = count(1)

    def add(self, surname: str, name: str, born: str | None = None, **values: object) -> str:
        """A new person; her id. *born* is an ISO date, or a year alone."""
        person_id = str(values.pop("id", "")) or f"p{next(self._numbers):04d}"
        row = {"house": "BAR", "surname": surname, "name": name, "voided": 0, **_birth(born), **values}
        self._insert("person", {"id": person_id, **_blank(Person), **row})
        return person_id

    def add_child(self, person_id: str, name: str, born: str | None = None) -> str:
        """A child of a person; its id."""
        child_id = f"c{next(self._numbers):04d}"
        row = {"house": "BAR", "person_id": person_id, "name": name, "voided": 0, **_birth(born)}
        self._insert("child", {"id": child_id, **_blank(Child), **row})
        return child_id

    def add_phone(self, person_id: str, number: str) -> str:
        """Another number of a person; its id."""
        phone_id = f"f{next(self._numbers):04d}"
        row = {"house": "BAR", "person_id": person_id, "number": number, "voided": 0}
        self._insert("phone", {"id": phone_id, **_blank(Phone), **row})
        return phone_id

    def edit(self, person_id: str, **values: object) -> None:
        """Change fields of a person."""
        fields = ", ".join(f"{field} = :{field}" for field in values)
        self.raw.execute(f"UPDATE person SET {fields} WHERE id = :id", {"id": person_id, **values})

    def decide(self, a: str, b: str, verdict: str, at: int = 0) -> None:
        """A decision on two people, *at* seconds past midnight."""
        first, second = sorted((a, b))
        decided_at = f"2026-01-01T{at // 3600:02d}:{at // 60 % 60:02d}:{at % 60:02d}Z"
        self.raw.execute(
            "INSERT INTO person_decision (id, person_a, person_b, verdict, decided_at, decided_by, note) "
            "VALUES (?, ?, ?, ?, ?, 'Anna', '')",
            (f"d{next(self._numbers):04d}", first, second, verdict, decided_at),
        )

    def table(self, sql: str, *parameters: object) -> list[tuple[Any, ...]]:
        """The rows of a query."""
        rows: list[tuple[Any, ...]] = self.raw.execute(sql, parameters).fetchall()
        return rows

    def _insert(self, table: str, row: dict[str, object]) -> None:
        names, marks = ", ".join(row), ", ".join(f":{name}" for name in row)
        self.raw.execute(f"INSERT INTO {table} ({names}) VALUES ({marks})", row)


def _birth(born: str | None) -> dict[str, object]:
    if born is not None and len(born) == 4:
        return {"birth_date": f"{born}-01-01", "birth_precision": "year"}
    return {"birth_date": born, "birth_precision": "day"}


def _blank(record: Any) -> dict[str, object]:
    columns = [column for column in record.__table__.columns if column.name != "id"]
    return {column.name: None if column.nullable else "" for column in columns}
