"""The database server, for the tests of this folder."""

from tests.postgres import database, postgres

__all__ = ["database", "postgres"]
