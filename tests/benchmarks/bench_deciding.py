"""Many differences decided at once: two desks wrote another telephone of the same women, and one rule decides."""

from pathlib import Path

import pytest

from millegiorni_desk.areas.people import service as people
from millegiorni_desk.areas.people.records import Person
from millegiorni_desk.flows import deciding, month_end, syncing
from millegiorni_desk.flows.deciding import LATER, RULES
from millegiorni_desk.vault.records import new_id
from tests.benchmarks.ratios import result_of, spent, tell_limit
from tests.flows.conftest import Network, built

MANY = 20_000


def differing(made: Network, many: int) -> None:
    """*many* women with two telephones each."""
    house, coordinator = made.houses["BAR"], made.coordinator
    first = people.add(house, Person(house="BAR", surname="Osas", name="Fatima", gender="F")).id
    (table,) = (table for table in house.schema.synced_tables() if table.name == "person")
    columns = ", ".join(table.columns)
    with house.save("test"), house.connection() as raw:
        raw.executemany(
            f"INSERT INTO person (id, {columns}) SELECT ?, {columns} FROM person WHERE id = ?",
            ((new_id(), first) for _ in range(many - 1)),
        )
    for vault in (house, coordinator):
        syncing.synchronise(vault)
    for vault, phone in ((house, "333"), (coordinator, "320")):
        with vault.save("test"), vault.connection() as raw:
            raw.execute("UPDATE person SET phone = ?", (phone,))
    for vault in (house, coordinator):
        syncing.synchronise(vault)


@pytest.mark.parametrize("rule", RULES)
def bench_twenty_thousand_decided(tmp_path: Path, rule: str) -> None:
    with built(tmp_path, "BAR") as made:
        differing(made, MANY)
        ids, took = result_of(lambda: deciding.decide_alike(made.coordinator, "person", "phone", rule))
        assert len(ids) == MANY and not month_end.pending(made.coordinator)
        back = spent(lambda: deciding.take_back_all(made.coordinator, ids))
        assert len(month_end.pending(made.coordinator)) == MANY
    which = "the later" if rule == LATER else "the earlier"
    tell_limit(f"{MANY:,} differences decided at once: {which} answer holds", [took], 10_000)
    tell_limit("all of them taken back", [back], 10_000)
