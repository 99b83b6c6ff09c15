"""The merged store on PostgreSQL: a connection that understands the SQL of a vault."""

from .connection import PostgresConnection
from .errors import StoreError
from .opening import connect, creating, place_of, told

__all__ = ["PostgresConnection", "StoreError", "connect", "creating", "place_of", "told"]
