"""Every figure, map and list of any small world is the same on PostgreSQL as in the vault."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from millegiorni_desk.areas.monitoring import service
from millegiorni_desk.areas.people.linkage import clusters
from millegiorni_desk.changes import Changes
from millegiorni_desk.flows import merged_store
from millegiorni_desk.flows.desk import SCHEMA
from millegiorni_desk.vault.elsewhere import Elsewhere
from millegiorni_desk.vault.vault import Vault
from millegiorni_sync.postgres import PostgresConnection, connect, creating, dbapi
from tests.postgres import Server, postgres

from .test_intervals import OpenPair, doubtful, fill
from .test_oracle import PERIODS, YEAR
from .worlds import HOUSES, World, holding

__all__ = ["postgres"]


@pytest.fixture(scope="module")
def there(vault: Vault, postgres: Server) -> Iterator[tuple[PostgresConnection, Elsewhere]]:
    """A store with the desk's tables, and the reading of it."""
    with postgres.database() as address:
        with creating(address) as begun:
            SCHEMA.create(begun)
        with closing(connect(address)) as store:
            reading = Elsewhere(vault, dbapi, lambda: connect(address))
            yield store, reading
            reading.close()


def filled(vault: Vault, store: PostgresConnection) -> None:
    """Put into the store what is in the vault, and nothing else."""
    names = [row[0] for row in store.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
    kept = {"lite_about", "lite_trigger", "sync_state", "alembic_version", "person_index"}
    store.raw.execute(f"TRUNCATE {', '.join(sorted(set(names) - kept))}")
    with vault.connection() as raw:
        clusters.refresh(raw)
        merged_store._copy(vault, raw, store, lambda *_: None)
        merged_store._bring_pairs(raw, store)


@settings(max_examples=1, phases=[Phase.generate])
@given(drawn=doubtful(), period=PERIODS, house=st.sampled_from(("", *HOUSES)))
def test_figures_maps_and_rows(
    vault: Vault,
    there: tuple[PostgresConnection, Elsewhere],
    drawn: tuple[World, list[OpenPair], set[frozenset[str]]],
    period: tuple[date, date],
    house: str,
) -> None:
    (store, reading), (world, pairs, _refused) = there, drawn
    with holding(vault, world):
        fill(vault, pairs)
        filled(vault, store)
        reading.announce(Changes("test", everything=True))
        here = service.compute(vault, *period, house=house)
        assert service.compute(reading, *period, house=house) == here
        assert service.maps(reading, here) == service.maps(vault, here)
        for name in here.figures:
            rows = [service.rows(one, name, YEAR) for one in (vault, reading)]
            # Of two children of one day whose facts are told of her is nobody's choice.
            listed = [
                [replace(row, facts={}) if name == "a1.women_0_3" else row for row in of] for of in rows
            ]
            assert listed[0] == listed[1], name
