"""The search index's tables: derived from ``person``, ``child`` and ``phone``, local to the vault, never synced.

``person_dirty`` notes who changed, by triggers in pure SQL, whichever code writes (a form, a merge, an
erasure). ``person_search`` holds a person's features, one short row each; ``person_phone`` her other numbers;
``person_year`` the birth year alone, in so little room that thousands are asked in a moment.
``person_names`` is the full-text index over name words and their sounds. ``person_sound`` and ``person_near`` are the
vocabulary of sounds and each sound with one letter left out: two words one slip apart share an entry
(symmetric deletion, W. Garbe 2012). ``person_cluster`` says which records are one person;
``person_cluster_dirty`` notes whose cluster may have changed,
``person_encoding_dirty`` whose codes, where there is a key. ``person_pair`` holds the pairs that may be one
person and on which nobody decided; a row in ``person_pair_stale`` says that it has to be made anew.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, Protocol

INDEX_VERSION = 10
"""Goes up with every change of the tables below or of the normalisation in ``names``: the index is then
made anew at the next open."""


class Connection(Protocol):
    """What is used of a DB-API connection to SQLite (``sqlcipher3`` or ``sqlite3``)."""

    @property
    def in_transaction(self) -> bool:
        """Whether a transaction is open."""
        ...

    def cursor(self) -> Any:
        """A new cursor."""
        ...


_DIRTY_COLUMNS = (
    "house, voided, surname, name, codice_fiscale, birth_date, birth_precision, "
    "gender, citizenship, phone, address"
)
_CHILD_COLUMNS = "person_id, voided, name, birth_date, birth_precision"

_TABLES = (
    """CREATE TABLE person_dirty (person_id TEXT PRIMARY KEY) WITHOUT ROWID""",
    """CREATE TABLE person_search (
        person_no INTEGER PRIMARY KEY,
        person_id TEXT NOT NULL UNIQUE,
        house TEXT NOT NULL,
        surname TEXT NOT NULL,
        given TEXT NOT NULL,
        birth TEXT NOT NULL,
        codice_fiscale TEXT NOT NULL,
        code_valid INTEGER NOT NULL,
        phone TEXT NOT NULL,
        address TEXT NOT NULL,
        citizenship TEXT NOT NULL,
        gender TEXT NOT NULL,
        children TEXT NOT NULL)""",
    "CREATE INDEX person_search_code ON person_search (codice_fiscale) WHERE codice_fiscale <> ''",
    "CREATE INDEX person_search_phone ON person_search (phone) WHERE phone <> ''",
    # With the names: scores of people are born on a day, and their rows lie on as many pages.
    "CREATE INDEX person_search_birth ON person_search (birth, house, surname, given) WHERE birth <> ''",
    "CREATE TABLE person_year (person_no INTEGER PRIMARY KEY, year INTEGER NOT NULL)",
    "CREATE TABLE person_phone (number TEXT, person_id TEXT, PRIMARY KEY (number, person_id)) WITHOUT ROWID",
    "CREATE INDEX person_phone_of ON person_phone (person_id)",
    # No snippets and no ranking by bm25 are asked of it, so it keeps no positions and no lengths. Names
    # only: words that many share (a house, a year) make every secure deletion rewrite long lists (14 ms
    # instead of 5 for a row of 400,000, on a busy machine). Beginnings of up to eight letters have lists of their own:
    # of a longer one the lists of all its words are made one at each letter that is typed.
    """CREATE VIRTUAL TABLE person_names USING fts5 (
        words, detail = none, columnsize = 0, prefix = '2 3 4 5 6 7 8',
        tokenize = "unicode61 remove_diacritics 0")""",
    "INSERT INTO person_names (person_names, rank) VALUES ('secure-delete', 1)",
    "CREATE TABLE person_sound (sound TEXT PRIMARY KEY) WITHOUT ROWID",
    "CREATE TABLE person_near (near TEXT, sound TEXT, PRIMARY KEY (near, sound)) WITHOUT ROWID",
    "CREATE TABLE person_cluster (person_id TEXT PRIMARY KEY, cluster_id TEXT NOT NULL) WITHOUT ROWID",
    "CREATE INDEX person_cluster_members ON person_cluster (cluster_id)",
    "CREATE TABLE person_cluster_dirty (person_id TEXT PRIMARY KEY) WITHOUT ROWID",
    "CREATE TABLE person_encoding_dirty (person_id TEXT PRIMARY KEY) WITHOUT ROWID",
    """CREATE TABLE person_pair (
        person_a TEXT NOT NULL, person_b TEXT NOT NULL, bits REAL NOT NULL, probability REAL NOT NULL,
        PRIMARY KEY (person_a, person_b)) WITHOUT ROWID""",
    "CREATE TABLE person_pair_stale (stale INTEGER PRIMARY KEY)",
    "INSERT INTO person_pair_stale (stale) VALUES (1)",
    "CREATE INDEX IF NOT EXISTS person_decision_other ON person_decision (person_b, person_a)",
    # Most figures leave out who was voided: hardly anybody, and without it looked for among all.
    "CREATE INDEX IF NOT EXISTS person_voided ON person (id) WHERE voided = 1",
)

_DROPPED = (
    "person_pair_stale",
    "person_pair",
    "person_encoding_dirty",
    "person_cluster_dirty",
    "person_cluster",
    "person_near",
    "person_sound",
    "person_names",
    "person_phone",
    "person_year",
    "person_search",
    "person_dirty",
)


def _note(name: str, event: str, dirty: str, ids: str) -> str:
    # Not "OR IGNORE": inside a trigger the conflict rule of the outer statement would replace it.
    return f"""CREATE TRIGGER person_search_{name} AFTER {event} BEGIN
        INSERT INTO {dirty} (person_id) SELECT changed.id FROM ({ids}) AS changed
        WHERE NOT EXISTS (SELECT 1 FROM {dirty} WHERE person_id = changed.id); END"""


def _person(name: str, event: str, person_id: str) -> str:
    return _note(name, event, "person_dirty", f"SELECT {person_id} AS id")


def _cluster(name: str, event: str, ids: str) -> str:
    return _note(name, event, "person_cluster_dirty", ids)


def _stale(name: str, event: str) -> str:
    return f"""CREATE TRIGGER person_search_{name} AFTER {event} BEGIN
        INSERT INTO person_pair_stale (stale) SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM person_pair_stale); END"""


_SAME_CODE = """SELECT OLD.person_id AS id UNION
    SELECT person_id FROM person_search WHERE codice_fiscale <> '' AND codice_fiscale = OLD.codice_fiscale"""

# Where codes stand for names; in the house that made them nothing follows from them.
_NAMELESS = "(SELECT surname = '' AND name = '' FROM person WHERE id = {row}.person_id)"
_ENCODES = "EXISTS (SELECT 1 FROM linkage_key WHERE words <> '')"
_EVERYBODY = "SELECT person_id AS id FROM person_search"

_TRIGGERS = {
    "person_insert": _person("person_insert", "INSERT ON person", "NEW.id"),
    "person_update": _person("person_update", f"UPDATE OF {_DIRTY_COLUMNS} ON person", "NEW.id"),
    "person_delete": _person("person_delete", "DELETE ON person", "OLD.id"),
    "child_insert": _person("child_insert", "INSERT ON child", "NEW.person_id"),
    "child_update": _person("child_update", f"UPDATE OF {_CHILD_COLUMNS} ON child", "NEW.person_id"),
    "child_moved": _person("child_moved", "UPDATE OF person_id ON child", "OLD.person_id"),
    "child_delete": _person("child_delete", "DELETE ON child", "OLD.person_id"),
    "phone_insert": _person("phone_insert", "INSERT ON phone", "NEW.person_id"),
    "phone_update": _note(
        "phone_update",
        "UPDATE OF person_id, voided, number ON phone",
        "person_dirty",
        "SELECT NEW.person_id AS id UNION SELECT OLD.person_id",
    ),
    "phone_delete": _person("phone_delete", "DELETE ON phone", "OLD.person_id"),
    "code_insert": _cluster(
        "code_insert", "INSERT ON person_search WHEN NEW.code_valid", "SELECT NEW.person_id AS id"
    ),
    "code_delete": _cluster("code_delete", "DELETE ON person_search WHEN OLD.code_valid", _SAME_CODE),
    "decision": _cluster(
        "decision", "INSERT ON person_decision", "SELECT NEW.person_a AS id UNION SELECT NEW.person_b"
    ),
    "encoding_insert": _person(
        "encoding_insert",
        f"INSERT ON person_encoding WHEN {_NAMELESS.format(row='NEW')}",
        "NEW.person_id",
    ),
    "encoding_update": _person(
        "encoding_update",
        f"UPDATE ON person_encoding WHEN {_NAMELESS.format(row='NEW')}",
        "NEW.person_id",
    ),
    "encoding_delete": _person(
        "encoding_delete",
        f"DELETE ON person_encoding WHEN {_NAMELESS.format(row='OLD')}",
        "OLD.person_id",
    ),
    "encode_new": _note(
        "encode_new",
        f"INSERT ON person_search WHEN {_ENCODES}",
        "person_encoding_dirty",
        "SELECT NEW.person_id AS id",
    ),
    "encode_gone": _note(
        "encode_gone",
        f"DELETE ON person_search WHEN {_ENCODES}",
        "person_encoding_dirty",
        "SELECT OLD.person_id AS id",
    ),
    "key_insert": _note(
        "key_insert", "INSERT ON linkage_key WHEN NEW.words <> ''", "person_encoding_dirty", _EVERYBODY
    ),
    "key_update": _note(
        "key_update", "UPDATE ON linkage_key WHEN NEW.words <> ''", "person_encoding_dirty", _EVERYBODY
    ),
    "decision_gone": _cluster(
        "decision_gone", "DELETE ON person_decision", "SELECT OLD.person_a AS id UNION SELECT OLD.person_b"
    ),
    **{
        name: _stale(name, event)
        for name, event in {
            "pairs_person": "INSERT ON person_search",
            "pairs_person_gone": "DELETE ON person_search",
            "pairs_decision": "INSERT ON person_decision",
            "pairs_decision_gone": "DELETE ON person_decision",
            "pairs_cluster": "INSERT ON person_cluster",
            "pairs_cluster_gone": "DELETE ON person_cluster",
        }.items()
    },
}


@contextmanager
def transaction(connection: Connection) -> Iterator[Any]:
    """A cursor inside the open transaction, or inside one of its own that is committed at the end."""
    cursor = connection.cursor()
    cursor.row_factory = None
    if connection.in_transaction:
        yield cursor
        return
    cursor.execute("BEGIN IMMEDIATE")
    try:
        yield cursor
    except BaseException:
        cursor.execute("ROLLBACK")
        raise
    cursor.execute("COMMIT")


def install(connection: Connection) -> bool:
    """Make the tables and triggers unless they are there in this version; true when it made them.

    Made anew, they hold nobody yet: everybody is noted in ``person_dirty`` for the next refresh.
    """
    with transaction(connection) as cursor:
        cursor.execute("CREATE TABLE IF NOT EXISTS person_index (version INTEGER NOT NULL)")
        row = cursor.execute("SELECT version FROM person_index").fetchone()
        if row is not None and row[0] == INDEX_VERSION:
            return False
        _run(cursor, (f"DROP TRIGGER IF EXISTS person_search_{name}" for name in _TRIGGERS))
        _run(cursor, (f"DROP TABLE IF EXISTS {table}" for table in _DROPPED))
        _run(cursor, _TABLES)
        _run(cursor, _TRIGGERS.values())
        cursor.execute("INSERT INTO person_dirty (person_id) SELECT id FROM person ORDER BY id")
        cursor.execute(
            "INSERT INTO person_cluster_dirty (person_id) "
            "SELECT person_a FROM person_decision UNION SELECT person_b FROM person_decision"
        )
        cursor.execute("DELETE FROM person_index")
        cursor.execute("INSERT INTO person_index (version) VALUES (?)", (INDEX_VERSION,))
    return True


def _run(cursor: Any, statements: Iterable[str]) -> None:
    for statement in statements:
        cursor.execute(statement)
