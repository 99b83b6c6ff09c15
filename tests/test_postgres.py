"""The server of the tests: databases are new, and what it confirmed outlives ``kill -9``."""

import psycopg
import pytest

from tests.postgres import Server, database, new_folder, postgres

__all__ = ["database", "postgres"]


@pytest.mark.parametrize("time", ["first", "second"])
def test_each_test_has_an_empty_database(database: str, time: str) -> None:
    with psycopg.connect(database) as connection:
        connection.execute("CREATE TABLE here (note TEXT)")


def test_what_was_committed_outlives_the_server() -> None:
    server = Server(new_folder())
    try:
        server.create()
        server.start()
        with psycopg.connect(server.address()) as connection:
            connection.execute("CREATE TABLE kept AS SELECT 7 AS n")
        server.kill()
        server.start()
        with psycopg.connect(server.address()) as connection:
            assert connection.execute("SELECT n FROM kept").fetchall() == [(7,)]
    finally:
        server.stop()
        server.remove()
