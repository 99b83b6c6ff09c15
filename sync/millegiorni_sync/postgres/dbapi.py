"""What SQLAlchemy asks of a driver: with it, its SQLite dialect works on the merged store."""

from psycopg import (
    DatabaseError,
    DataError,
    Error,
    IntegrityError,
    InterfaceError,
    InternalError,
    NotSupportedError,
    OperationalError,
    ProgrammingError,
)

apilevel, threadsafety, paramstyle = "2.0", 1, "qmark"
sqlite_version, sqlite_version_info = "3.53.0", (3, 53, 0)
"""The SQLite whose words are understood."""

Binary = bytes

__all__ = [
    "Binary", "DataError", "DatabaseError", "Error", "IntegrityError", "InterfaceError", "InternalError",
    "NotSupportedError", "OperationalError", "ProgrammingError", "apilevel", "paramstyle", "sqlite_version",
    "sqlite_version_info", "threadsafety",
]  # fmt: skip
