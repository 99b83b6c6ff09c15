"""The PostgreSQL of these tests, and a merged store with the tables of the small network."""

from collections.abc import Iterator
from contextlib import closing

import pytest

from millegiorni_sync import change_log
from millegiorni_sync.postgres import PostgresConnection, connect, creating
from tests.postgres import database, postgres
from tests.sync.world import _CREATE, TABLES

__all__ = ["database", "postgres"]


def begin(address: str) -> None:
    """Make the tables of the small network in an empty database."""
    with creating(address) as connection:
        for statement in _CREATE:
            connection.execute(statement)
        change_log.install(connection, TABLES)


@pytest.fixture
def store(database: str) -> Iterator[PostgresConnection]:
    """An empty merged store."""
    begin(database)
    with closing(connect(database)) as connection:
        yield connection
