"""Every way in which a database cannot be the merged store is one sentence that says what to do, without a password."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import psycopg
import pytest

from millegiorni_sync.postgres import StoreError, connect, creating
from millegiorni_sync.postgres.functions import VERSION
from tests.postgres import Server
from tests.sync.postgres.conftest import begin

SECRET = "segretissima"


@pytest.fixture
def guarded(postgres: Server) -> Iterator[str]:
    """The address of an empty database for a user who needs a password, which is left out."""
    rules = postgres.data / "pg_hba.conf"
    trusting = rules.read_text()
    with postgres.database() as address, psycopg.connect(address, autocommit=True) as admin:
        rules.write_text(f"local all sara scram-sha-256\nhost all sara all scram-sha-256\n{trusting}")
        admin.execute(f"CREATE ROLE sara LOGIN PASSWORD '{SECRET}'")
        admin.execute("SELECT pg_reload_conf()")
        try:
            yield address.replace("postgres@", "sara:{password}@")
        finally:
            rules.write_text(trusting)
            admin.execute("SELECT pg_reload_conf()")
            admin.execute("DROP ROLE sara")


def refused(address: str) -> str:
    """How *address* is refused. The whole chain of errors names no password."""
    with pytest.raises(StoreError) as caught:
        connect(address).close()
    error: BaseException | None = caught.value
    assert SECRET not in str(error) and error is not None
    assert error.__cause__ is None and (error.__context__ is None or error.__suppress_context__)
    return caught.value.code


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("", "store_address"),
        ("mysql://sara@db/rete", "store_address"),
        ("postgresql://sara@db:notaport:5/rete?boh=1", "store_address"),
        ("postgresql://sara@127.0.0.1", "store_address"),
        (f"postgresql://sara:{SECRET}@db.example.org/rete?sslmode=disable", "store_not_secure"),
        (f"postgresql://sara:{SECRET}@db.example.org/rete?sslmode=prefer", "store_not_secure"),
        (f"postgresql://sara:{SECRET}@db.example.org/rete?sslmode=require", "store_not_secure"),
        (f"postgresql://sara:{SECRET}@127.0.0.1,db.example.org/rete?sslmode=allow", "store_not_secure"),
        (f"postgresql://sara:{SECRET}@localhost/rete?hostaddr=10.1.2.3&sslmode=prefer", "store_not_secure"),
        (f"postgresql://sara:{SECRET}@/rete?service=lontano&sslmode=prefer", "store_not_secure"),
        (f"postgresql://sara:{SECRET}@127.0.0.1:1/rete", "store_unreachable"),
    ],
)
def test_an_address_that_leads_nowhere(address: str, code: str) -> None:
    assert refused(address) == code


@pytest.mark.parametrize(
    ("name", "value", "host"), [("PGHOST", "db.invalid", ""), ("PGHOSTADDR", "192.0.2.1", "localhost")]
)
def test_what_the_surroundings_say_of_the_server_counts(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, host: str
) -> None:
    """The library would go there all the same, without a proof of who answers."""
    monkeypatch.setenv(name, value)
    assert (
        refused(f"postgresql://sara:{SECRET}@{host}/rete?sslmode=prefer&connect_timeout=2")
        == "store_not_secure"
    )


def test_a_database_that_is_not_there(postgres: Server) -> None:
    assert refused(postgres.address("nessuno")) == "store_missing"


def test_a_wrong_password_and_a_right_one_that_may_not_create(guarded: str) -> None:
    assert refused(guarded.format(password=f"{SECRET}x")) == "store_login"
    assert refused(guarded.format(password=SECRET)) == "store_empty"
    with pytest.raises(StoreError) as caught, creating(guarded.format(password=SECRET)):
        pass
    assert caught.value.code == "store_forbidden"


def test_a_database_that_writes_or_orders_otherwise(postgres: Server) -> None:
    with psycopg.connect(postgres.address(), autocommit=True) as admin:
        admin.execute("CREATE DATABASE latin TEMPLATE template0 ENCODING 'LATIN1' LOCALE 'C'")
        try:
            assert refused(postgres.address("latin")) == "store_alphabet"
        finally:
            admin.execute("DROP DATABASE latin WITH (FORCE)")


def test_a_database_without_a_store_one_with_and_one_of_another_version(database: str) -> None:
    assert refused(database) == "store_empty"
    begin(database)
    with pytest.raises(StoreError) as caught:
        begin(database)
    assert caught.value.code == "store_taken"
    with closing(connect(database)) as store:
        store.raw.execute("UPDATE lite_about SET version = version + 1")
    assert refused(database) == "store_version"
    with psycopg.connect(database) as admin:
        assert admin.execute("SELECT version FROM millegiorni.lite_about").fetchone() == (VERSION + 1,)


def test_a_store_that_is_not_finished_is_none(database: str) -> None:
    with pytest.raises(ZeroDivisionError), creating(database) as begun:
        begun.execute("CREATE TABLE half (id TEXT PRIMARY KEY)")
        raise ZeroDivisionError
    assert refused(database) == "store_empty"
