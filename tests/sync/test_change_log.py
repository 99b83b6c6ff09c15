"""No write escapes the log, and what may not be done is refused."""

import json
from typing import Any

import pytest
import sqlcipher3.dbapi2 as sqlite

from millegiorni_sync import SyncedTable, change_log
from tests.sync.world import NOW, TABLES, Clock, database


@pytest.fixture
def db() -> Any:
    connection = database(clock=Clock(NOW))
    change_log.start(connection, 5, "anna")
    return connection


def insert_visit(db: Any, rid: str = "v1", house: str = "BAR") -> None:
    db.execute("INSERT INTO visit VALUES (?, ?, 0, 'uno', NULL, 1.5, '2025-01-01')", (rid, house))


def rows(db: Any) -> list[Any]:
    return list(db.execute("SELECT tbl, rid, kind, cells, prevs, audience, user FROM sync_log ORDER BY clk"))


def test_raw_sql_is_logged(db: Any) -> None:
    insert_visit(db)
    assert rows(db) == [
        ("visit", "v1", "I", '{"house":"BAR","voided":0,"notes":"uno","score":1.5,"on_date":"2025-01-01"}', None,
         "house:BAR", "anna")
    ]  # fmt: skip


def test_an_update_logs_only_what_changed_with_the_clock_it_replaced(db: Any) -> None:
    insert_visit(db)
    db.execute("UPDATE visit SET notes = 'due', minutes = 3 WHERE id = 'v1'")
    db.execute("UPDATE visit SET notes = 'tre', score = NULL, voided = 0 WHERE id = 'v1'")
    first, second, third = (row[0] for row in db.execute("SELECT clk FROM sync_log ORDER BY clk"))
    logged = [(json.loads(row[3]), json.loads(row[4])) for row in rows(db)[1:]]
    assert logged == [
        ({"notes": "due", "minutes": 3}, {"notes": first, "minutes": first}),
        ({"notes": "tre", "score": None}, {"notes": second, "score": first}),
    ]
    assert first < second < third


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE visit SET notes = 'uno', minutes = NULL",
        "UPDATE visit SET notes = 'x' WHERE id = 'nobody'",
        "INSERT INTO visit VALUES ('v1', 'BAR', 0, 'x', 1, 1, NULL) ON CONFLICT (id) DO NOTHING",
        "INSERT INTO visit VALUES ('v1', 'BAR', 0, 'x', 1, 1, NULL) ON CONFLICT (id) DO UPDATE SET notes = notes",
    ],
)
def test_what_changes_nothing_writes_nothing(db: Any, statement: str) -> None:
    insert_visit(db)
    db.execute(statement)
    assert len(rows(db)) == 1


def test_an_upsert_is_logged_as_an_update(db: Any) -> None:
    insert_visit(db)
    db.execute(
        "INSERT INTO visit VALUES ('v1', 'BAR', 0, 'x', 1, 1, NULL) "
        "ON CONFLICT (id) DO UPDATE SET notes = excluded.notes"
    )
    assert [(row[2], row[3]) for row in rows(db)][1:] == [("U", '{"notes":"x"}')]


@pytest.mark.parametrize(
    ("statement", "message"),
    [
        ("DELETE FROM visit", change_log.NEVER_DELETED),
        ("DELETE FROM entry", change_log.NEVER_DELETED),
        ("INSERT OR REPLACE INTO visit VALUES ('v1', 'BAR', 0, 'x', 1, 1, NULL)", change_log.ONCE),
        ("INSERT OR REPLACE INTO entry VALUES ('e1', 'BAR', 9)", change_log.ONCE),
        ("UPDATE entry SET cents = 9", change_log.APPEND_ONLY),
        ("UPDATE OR REPLACE entry SET cents = 9", change_log.APPEND_ONLY),
        (
            "INSERT INTO entry VALUES ('e1', 'BAR', 9) ON CONFLICT (id) DO UPDATE SET cents = 9",
            change_log.APPEND_ONLY,
        ),
        ("UPDATE visit SET id = 'v2'", change_log.FIXED),
        ("UPDATE visit SET house = 'TUR'", change_log.FIXED),
        ("UPDATE visit SET score = 9e999", change_log.NOT_FINITE),
        ("INSERT INTO visit VALUES ('v2', 'BAR', 0, 'x', 1, -9e999, NULL)", change_log.NOT_FINITE),
        ("UPDATE visit SET minutes = 9e999", change_log.NOT_FINITE),
        ("UPDATE visit SET on_date = -9e999", change_log.NOT_FINITE),
        ("INSERT INTO visit VALUES ('v 2', 'BAR', 0, 'x', 1, 1, NULL)", change_log.BAD_ID),
        ("INSERT INTO visit VALUES ('', 'BAR', 0, 'x', 1, 1, NULL)", change_log.BAD_ID),
        ("INSERT INTO visit VALUES (NULL, 'BAR', 0, 'x', 1, 1, NULL)", change_log.BAD_ID),
        ("INSERT INTO visit VALUES ('\u00e0', 'BAR', 0, 'x', 1, 1, NULL)", change_log.BAD_ID),
        (f"INSERT INTO visit VALUES ('{'v' * 65}', 'BAR', 0, 'x', 1, 1, NULL)", change_log.BAD_ID),
        ("UPDATE visit SET notes = x'00ff'", "JSON cannot hold BLOB values"),
        ("INSERT INTO visit VALUES ('v2', 'BAR', 0, x'ff', 1, 1, NULL)", "JSON cannot hold BLOB values"),
    ],
)
def test_refused_and_nothing_changes(db: Any, statement: str, message: str) -> None:
    insert_visit(db)
    db.execute("INSERT INTO entry VALUES ('e1', 'BAR', 100)")
    before = rows(db), list(db.execute("SELECT * FROM visit")), list(db.execute("SELECT * FROM entry"))
    with pytest.raises(sqlite.DatabaseError, match=message):
        db.execute(statement)
    assert before == (
        rows(db),
        list(db.execute("SELECT * FROM visit")),
        list(db.execute("SELECT * FROM entry")),
    )


def test_a_record_without_house_is_the_networks(db: Any) -> None:
    db.execute("INSERT INTO term VALUES ('t1', 'uno', NULL)")
    db.execute(
        "INSERT INTO conflict_decision VALUES ('d1', 'term', 't1', 'label', 5, 'keep', 'anna', '', NULL)"
    )
    db.execute(
        "INSERT INTO conflict_decision VALUES ('d2', 'visit', 'v1', 'notes', 5, 'keep', 'anna', '', 'BAR')"
    )
    assert [row[5] for row in rows(db)] == ["network", "network", "house:BAR"]


def test_nothing_can_be_written_before_the_start() -> None:
    db = database()
    with pytest.raises(sqlite.DatabaseError, match=change_log.NOT_STARTED):
        insert_visit(db)
    db.execute("DELETE FROM sync_state")
    with pytest.raises(sqlite.DatabaseError, match=change_log.NOT_STARTED):
        insert_visit(db)
    assert not db.execute("SELECT * FROM visit").fetchall()


def test_a_record_that_was_there_before_its_table_was_logged(db: Any) -> None:
    db.execute("CREATE TABLE old (id TEXT PRIMARY KEY, a TEXT)")
    db.execute("INSERT INTO old VALUES ('o1', 'x')")
    change_log.install(db, [SyncedTable("old", ("a",))])
    with pytest.raises(sqlite.DatabaseError, match=change_log.NOT_LOGGED):
        db.execute("UPDATE old SET a = 'y'")


def test_a_rolled_back_save_leaves_no_log(db: Any) -> None:
    db.execute("BEGIN")
    insert_visit(db)
    db.execute("ROLLBACK")
    assert rows(db) == []


def test_start_changes_user_and_ordinal(db: Any) -> None:
    change_log.start(db, 9, "berta")
    insert_visit(db)
    assert db.execute("SELECT clk & 16383, user FROM sync_log").fetchone() == (9, "berta")
    for wrong in (0, 16384):
        with pytest.raises(ValueError, match="ordinal"):
            change_log.start(db, wrong, "x")


def schema_of(db: Any) -> list[Any]:
    return list(db.execute("SELECT name, sql, rootpage FROM sqlite_schema ORDER BY name"))


def test_installing_again_touches_nothing(db: Any) -> None:
    before, version = schema_of(db), db.execute("PRAGMA schema_version").fetchone()
    change_log.install(db, TABLES)
    assert (schema_of(db), db.execute("PRAGMA schema_version").fetchone()) == (before, version)


def test_installing_again_takes_in_a_new_column(db: Any) -> None:
    insert_visit(db)
    db.execute("ALTER TABLE visit ADD COLUMN place VARCHAR")
    wider = SyncedTable("visit", (*TABLES[0].columns, "place"), "house")
    change_log.install(db, [wider])
    db.execute("UPDATE visit SET place = 'cortile'")
    assert rows(db)[-1][3] == '{"place":"cortile"}'


@pytest.mark.parametrize(
    "table",
    [
        "CREATE TABLE bad (id TEXT PRIMARY KEY, a TEXT UNIQUE)",
        "CREATE TABLE bad (id TEXT PRIMARY KEY, a TEXT CHECK (a <> ''))",
        "CREATE TABLE bad (id TEXT PRIMARY KEY, a TEXT REFERENCES term)",
        "CREATE TABLE bad (id TEXT PRIMARY KEY, a TEXT) STRICT",
        "CREATE TABLE bad (id TEXT PRIMARY KEY, b TEXT)",
    ],
)
def test_a_table_that_a_merge_could_break_is_refused(db: Any, table: str) -> None:
    db.execute(table)
    with pytest.raises(ValueError, match="bad"):
        change_log.install(db, [SyncedTable("bad", ("a",))])
    assert not db.execute("SELECT 1 FROM sqlite_schema WHERE name LIKE 'sync_bad%'").fetchall()


@pytest.mark.parametrize(
    ("name", "columns", "audience"),
    [
        ("Bad", ("a",), None),
        ("x; DROP", ("a",), None),
        ("t", ("a", "a"), None),
        ("t", ("id",), None),
        ("t", ("a",), "b"),
    ],
)
def test_names_are_checked(name: str, columns: tuple[str, ...], audience: str | None) -> None:
    with pytest.raises(ValueError):
        SyncedTable(name, columns, audience)


def test_the_log_finds_a_record_by_its_index(db: Any) -> None:
    plan = db.execute(
        "EXPLAIN QUERY PLAN SELECT clk FROM sync_log WHERE tbl = 'visit' AND rid = 'v1' "
        "AND (kind = 'I' OR json_type(cells, '$.notes') IS NOT NULL) ORDER BY clk DESC LIMIT 1"
    ).fetchall()
    assert [row[3] for row in plan] == ["SEARCH sync_log USING INDEX sync_log_record (tbl=? AND rid=?)"]
