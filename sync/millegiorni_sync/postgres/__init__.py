"""The merged store on PostgreSQL: a connection that understands the SQL of a vault."""

from . import dbapi
from .connection import PostgresConnection
from .errors import StoreError, StoreOfOthers, StoreVersion
from .opening import connect, creating, place_of, told

__all__ = [
    "PostgresConnection", "StoreError", "StoreOfOthers", "StoreVersion", "connect", "creating", "dbapi", "place_of",
    "told",
]  # fmt: skip
