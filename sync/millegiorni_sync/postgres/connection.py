"""A connection to PostgreSQL that speaks as ``sqlcipher3`` does: what runs on a vault runs on a merged store."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple

import psycopg
from psycopg.abc import Buffer
from psycopg.adapt import Loader
from psycopg.pq import TransactionStatus
from psycopg.types.string import StrDumper

from . import triggers
from .functions import SCHEMA
from .translation import Insertion, Statement, translate
from .values import KINDS, MISFIT, read, written

ONE_MERGE = 7_310_010_001
"""The advisory lock of whoever writes: one at a time, as on a vault."""

_COPIED = 200
"""From so many rows on they are copied in."""
_AT_ONCE = 500
_PRAGMA = re.compile(r"PRAGMA (\w+)(?:\((\w+)\))?")
_TEMPORARY_TABLE = re.compile(r"\s*CREATE TEMP TABLE (\w+)")
_FILLED = re.compile(r"\s*INSERT INTO (\w+)\s+SELECT\b")
_CONTROL = re.compile(r"(BEGIN|COMMIT|ROLLBACK|SAVEPOINT|RELEASE|END)\b", re.IGNORECASE)


class Column(NamedTuple):
    """A column as the catalogue tells it."""

    name: str
    kind: str
    required: bool
    default: str | None
    key: int


class _Text(Loader):
    def load(self, data: Buffer) -> str:
        return read(bytes(data).decode())


class _Truth(Loader):
    def load(self, data: Buffer) -> int:
        return int(bytes(data) == b"t")


class _Exact(Loader):
    def load(self, data: Buffer) -> int | float:
        text = bytes(data).decode()
        return float(text) if "." in text or "N" in text else int(text)


class _Written(StrDumper):
    def dump(self, obj: str) -> Any:
        return super().dump(written(obj))


def adapted(raw: psycopg.Connection[Any]) -> None:
    """Have *raw* tell values as SQLite does: no truth values, no decimals, any text."""
    raw.adapters.register_dumper(str, _Written)
    for name in ("text", "varchar", "name", "bpchar"):
        raw.adapters.register_loader(name, _Text)
    raw.adapters.register_loader("bool", _Truth)
    raw.adapters.register_loader("numeric", _Exact)


class Answer:
    """A cursor of ours: what a DBAPI cursor of SQLite has, as far as it is used."""

    arraysize = 1
    lastrowid = None

    def __init__(self, connection: PostgresConnection) -> None:
        self.connection = connection
        self.row_factory: Any = None
        self.rowcount = -1
        self.description: Any = None
        self._rows: Iterator[Any] = iter(())

    def execute(self, sql: str, parameters: Any = ()) -> Answer:
        """Run one statement of SQLite's."""
        self.connection._run(self, sql, parameters)
        return self

    def executemany(self, sql: str, parameters: Iterable[Any]) -> Answer:
        """Run one statement with each of *parameters*; rows that are only inserted are copied in together."""
        self.connection._run_many(sql, parameters)
        return self

    def fill(self, rows: Iterable[Any], description: Any = None, rowcount: int = -1) -> None:
        """Give these as the answer."""
        self._rows, self.description, self.rowcount = iter(rows), description, rowcount

    def fetchone(self) -> Any:
        """The next row, or None."""
        return next(self._rows, None)

    def fetchall(self) -> list[Any]:
        """Every row that is left."""
        return list(self._rows)

    def fetchmany(self, size: int | None = None) -> list[Any]:
        """The next rows."""
        return [row for _, row in zip(range(size or self.arraysize), self._rows, strict=False)]

    def __iter__(self) -> Iterator[Any]:
        return self._rows

    def close(self) -> None:
        """Forget what is left."""
        self._rows = iter(())


class PostgresConnection:
    """Satisfies ``connection.Connection``: SQLite's statements in, PostgreSQL's work done.

    ``BEGIN IMMEDIATE`` waits for whoever writes; ``BEGIN`` and an outermost ``SAVEPOINT`` read one unchanging state.
    Raises psycopg's errors; what a trigger refuses is an ``IntegrityError`` with its words.
    """

    def __init__(self, raw: psycopg.Connection[Any]) -> None:
        self.raw = raw
        self._cursor = psycopg.ClientCursor(raw)
        self._columns: dict[str, list[Column]] = {}
        self._temporary: set[str] = set()
        self._outermost = ""
        self._failed: psycopg.Error | None = None

    @property
    def in_transaction(self) -> bool:
        """Whether a transaction is open; a lost connection has none."""
        status = self.raw.info.transaction_status
        return status not in (TransactionStatus.IDLE, TransactionStatus.UNKNOWN)

    def cursor(self) -> Answer:
        """A new cursor."""
        return Answer(self)

    def execute(self, sql: str, parameters: Any = ()) -> Answer:
        """Run one statement of SQLite's."""
        return Answer(self).execute(sql, parameters)

    def executemany(self, sql: str, parameters: Iterable[Any]) -> Answer:
        """Run one statement with each of *parameters*."""
        return Answer(self).executemany(sql, parameters)

    def commit(self) -> None:
        """Commit what is open."""
        if self.in_transaction:
            self.execute("COMMIT")

    def rollback(self) -> None:
        """Take back what is open."""
        if self.in_transaction:
            self.execute("ROLLBACK")

    def close(self) -> None:
        """End the connection."""
        self.raw.close()

    def create_function(self, *_: Any, **__: Any) -> None:
        """The database has its own functions."""

    @contextmanager
    def quiet(self, tables: Iterable[str]) -> Iterator[None]:
        """While it lasts no trigger of *tables* does anything: for rows that come with all that follows from them."""
        names = list(tables)
        for name in names:
            self._ask(f'ALTER TABLE "{name}" DISABLE TRIGGER USER')
        yield
        for name in names:
            self._ask(f'ALTER TABLE "{name}" ENABLE TRIGGER USER')

    def columns(self, table: str) -> list[Column]:
        """The columns of *table*, remembered."""
        if table not in self._columns:
            self._columns[table] = [
                Column(*row)
                for row in self._ask(
                    "SELECT a.attname, t.typname, a.attnotnull, pg_get_expr(d.adbin, d.adrelid), "
                    "coalesce(array_position(i.indkey::int[], a.attnum::int) + 1, 0) FROM pg_attribute a "
                    "JOIN pg_type t ON t.oid = a.atttypid "
                    "LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum "
                    "LEFT JOIN pg_index i ON i.indrelid = a.attrelid AND i.indisprimary "
                    "WHERE a.attrelid = to_regclass(%s) AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum",
                    (table,),
                )
            ]
        return self._columns[table]

    # --- one statement -------------------------------------------------------------------------------

    def _run(self, answer: Answer, sql: str, parameters: Any) -> None:
        if _CONTROL.match(sql.lstrip()):
            return self._control(sql.strip().rstrip(";"))
        pragma = _PRAGMA.match(sql)
        if pragma:
            return answer.fill(self._pragma(pragma[1], pragma[2] or ""))
        made = triggers.created(sql) or triggers.dropped(sql)
        if made:
            for text in made:
                self._ask(text)
            return None
        statement = translate(sql)
        if statement.text:
            self._send(answer, statement, _named(parameters))
        if "TABLE" in sql[:40].upper():
            self._columns.clear()
        if temporary := _TEMPORARY_TABLE.match(sql):
            self._temporary.add(temporary[1])
        filled = _FILLED.match(sql)
        if filled and filled[1] in self._temporary:
            # Nobody else looks at a temporary table's statistics: without any the planner guesses.
            self._ask(f"ANALYZE {filled[1]}")
        return None

    def _send(self, answer: Answer, statement: Statement, parameters: Mapping[str, Any]) -> None:
        cursor = psycopg.ClientCursor(self.raw)
        self._guarded(lambda: cursor.execute(statement.text, parameters))
        told = cursor.description
        if told is None:
            return answer.fill((), None, cursor.rowcount)
        # As SQLite tells them: the name, and nothing else.
        description = tuple((column.name, None, None, None, None, None, None) for column in told)
        return answer.fill(cursor, description, -1)

    def _guarded(self, work: Any) -> Any:
        """Run *work*; after a failure within a transaction every further one is told by its first cause."""
        if self._failed is not None and self.raw.info.transaction_status == TransactionStatus.INERROR:
            raise self._failed
        try:
            return work()
        except psycopg.errors.RaiseException as error:
            self._failed = psycopg.IntegrityError(error.diag.message_primary or "")
            raise self._failed from None
        except psycopg.Error as error:
            self._failed = error
            raise

    def _ask(self, text: str, parameters: Sequence[Any] | None = None) -> list[Any]:
        """PostgreSQL's own words, and the answer."""
        self._guarded(lambda: self._cursor.execute(text, parameters))
        return self._cursor.fetchall() if self._cursor.description else []

    def _control(self, sql: str) -> None:
        words = sql.upper().split()
        if words[0] == "BEGIN":
            immediate = len(words) > 1 and words[1] in ("IMMEDIATE", "EXCLUSIVE")
            self._ask("BEGIN" if immediate else "BEGIN ISOLATION LEVEL REPEATABLE READ")
            if immediate:
                self._ask(f"SELECT pg_advisory_xact_lock({ONE_MERGE})")
        elif words[0] == "SAVEPOINT" and not self.in_transaction:
            self._outermost = words[1]
            self._ask("BEGIN ISOLATION LEVEL REPEATABLE READ")
            self._ask(f"SAVEPOINT {words[1]}")
        elif words[0] == "RELEASE" and words[-1] == self._outermost:
            self._outermost = ""
            self._end("COMMIT")
        elif words[:2] == ["ROLLBACK", "TO"]:
            self._end(f"ROLLBACK TO {words[-1]}")
        elif words[0] in ("COMMIT", "ROLLBACK", "END"):
            self._outermost = ""
            self._end(words[0])
        else:
            self._ask(sql)

    def _end(self, words: str) -> None:
        """End a transaction or a part of it: after a failure too. A failed one that is committed is an error."""
        failed, self._failed = self._failed, None
        lost = self.raw.info.transaction_status == TransactionStatus.INERROR
        if lost and words in ("COMMIT", "END"):
            self._ask("ROLLBACK")
            raise failed or psycopg.OperationalError()
        self._ask(words)

    def _pragma(self, name: str, table: str) -> list[Any]:
        columns = self.columns(table) if table else []
        if name == "table_info":
            return [
                (at, one.name, KINDS[one.kind][2], int(one.required), one.default, one.key)
                for at, one in enumerate(columns)
            ]
        if name == "table_list":
            return [("main", table, "table", len(columns), 0, 0)]
        if name == "index_list":
            return [
                (at, *row)
                for at, row in enumerate(
                    self._ask(
                        "SELECT indexrelid::regclass::text, indisunique::int, CASE WHEN indisprimary THEN 'pk' "
                        "ELSE 'c' END FROM pg_index WHERE indrelid = to_regclass(%s)",
                        (table,),
                    )
                )
            ]
        return []

    # --- many rows -------------------------------------------------------------------------------------

    def _run_many(self, sql: str, parameters: Iterable[Any]) -> None:
        rows = list(parameters)
        if not rows:
            return
        statement = translate(sql)
        if statement.insertion is not None and not isinstance(rows[0], Mapping):
            width = statement.insertion.width
            single = [row[at : at + width] for row in rows for at in range(0, len(row), width)]
            return self._insert(statement.insertion, single)
        cursor = psycopg.ClientCursor(self.raw)
        for start in range(0, len(rows), _AT_ONCE):
            texts = [cursor.mogrify(statement.text, _named(row)) for row in rows[start : start + _AT_ONCE]]
            self._ask("; ".join(texts))
        return None

    def _insert(self, into: Insertion, rows: list[Any]) -> None:
        columns = {one.name: one for one in self.columns(into.table)}
        names = into.columns or tuple(columns)
        chosen = [columns[name] for name in names]
        fitted = self._fitted(into.table, chosen, rows)
        listed = ", ".join(f'"{name}"' for name in names)
        if into.key:
            # One statement writes a row once: the last one holds, as if they came one by one.
            at = [names.index(one) for one in into.key]
            fitted = list({tuple(row[i] for i in at): row for row in fitted}.values())
        if len(fitted) < _COPIED:
            values = ", ".join(["(" + ", ".join(["%s"] * len(names)) + ")"] * len(fitted))
            flat = [value for row in fitted for value in row]
            self._ask(f'INSERT INTO "{into.table}" ({listed}) VALUES {values} {into.after}', flat)
        elif not into.after:
            self._copy(f'"{into.table}" ({listed})', fitted)
        else:
            staged = f'pg_temp."staged_{into.table}"'
            self._ask(
                f'CREATE TEMP TABLE "staged_{into.table}" AS SELECT {listed} FROM "{into.table}" LIMIT 0'
            )
            self._copy(f"{staged} ({listed})", fitted)
            self._ask(f'INSERT INTO "{into.table}" ({listed}) SELECT {listed} FROM {staged} {into.after}')
            self._ask(f"DROP TABLE {staged}")

    def _copy(self, into: str, rows: Iterable[Sequence[Any]]) -> None:
        def work() -> None:
            with self._cursor.copy(f"COPY {into} FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)

        self._guarded(work)

    def _fitted(self, table: str, chosen: Sequence[Column], rows: list[Any]) -> list[list[Any]]:
        """*rows* with every value as its column takes it. What fits nowhere is noted: the log has it."""
        makers = [(KINDS[one.kind][0], KINDS[one.kind][1] if one.required else None) for one in chosen]
        fitted, misfits = [], []
        for row in rows:
            made = []
            for at, value in enumerate(row):
                if value is not None:
                    value = makers[at][0](value)
                    if value is MISFIT:
                        misfits.append((table, str(row[0]), chosen[at].name))
                        value = makers[at][1]
                made.append(value)
            fitted.append(made)
        if misfits:
            for one in misfits:
                self._ask("INSERT INTO lite_misfit VALUES (%s, %s, %s) ON CONFLICT DO NOTHING", one)
        return fitted


def _named(parameters: Any) -> Mapping[str, Any]:
    """Parameters by the names that translated statements have."""
    if isinstance(parameters, Mapping):
        return {name: _plain(value) for name, value in parameters.items()}
    return {f"_{at}": _plain(value) for at, value in enumerate(parameters, 1)}


def _plain(value: Any) -> Any:
    return int(value) if isinstance(value, bool) else value


def search_path(raw: psycopg.Connection[Any]) -> None:
    """Have every name mean ours."""
    raw.execute(f"SET search_path = {SCHEMA}")
