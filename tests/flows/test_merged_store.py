"""The merged store beside a coordinator's vault: made, fed by the same road, read; and whatever it may not be."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import psycopg
import pytest

from millegiorni_desk.areas.accesses import service as accesses
from millegiorni_desk.areas.accesses.records import Access
from millegiorni_desk.areas.doti import service as doti
from millegiorni_desk.areas.monitoring import service as monitoring
from millegiorni_desk.areas.monitoring.figures import Interval
from millegiorni_desk.areas.people import service as people
from millegiorni_desk.areas.people.records import Person
from millegiorni_desk.cli import run
from millegiorni_desk.errors import BugError, DeskError
from millegiorni_desk.flows import merged_store
from millegiorni_desk.vault.vault import Vault
from tests.flows.conftest import MARTA, PASSPHRASE, Network
from tests.postgres import database, postgres

__all__ = ["database", "postgres"]

YEAR = date(2025, 1, 1), date(2025, 12, 31)


def visited(vault: Vault, day: int) -> None:
    """Somebody comes to the desk."""
    woman = people.add(vault, Person(house=vault.house, surname="Osas", name=f"Joy {day}"))
    accesses.add(
        vault, Access(house=vault.house, on_date=date(2025, 3, day), person_id=woman.id, needs=["income"])
    )


@contextmanager
def refused() -> Iterator[list[str]]:
    """Collects the sentence with which what is inside is refused."""
    told: list[str] = []
    with pytest.raises(DeskError) as caught:
        yield told
    told.append(caught.value.message)


def test_it_is_made_from_the_vault_fed_by_its_road_and_read_by_the_same_reports(
    make_network: Callable[..., Network], database: str
) -> None:
    net = make_network("BAR", "CEC")
    vault = net.coordinator
    visited(net.houses["BAR"], 3)
    net.round()
    # Written here and not handed over: the store has it at once, and the bundle that brings it later is no news.
    doti.allocate(vault, "CEC", net.line.id, 5_000, date(2025, 4, 1))
    merged_store.create(vault, database)
    assert merged_store.standing(vault).sound
    for day, house in enumerate(net.houses.values(), 5):
        visited(house, day)
    doti.allocate(vault, "BAR", net.line.id, 7_000, date(2025, 4, 2))
    net.round()
    found = merged_store.standing(vault)
    assert not found.equal and not found.faults and not found.sound
    report = merged_store.synchronise(vault)
    assert report.received and not report.waiting and not report.quarantined and not report.sent
    assert merged_store.standing(vault).sound
    assert merged_store.synchronise(vault).received == 0
    merged_store.look_for_pairs(vault)
    with vault.connection() as raw:
        raw.execute("DELETE FROM person_pair")
        raw.execute("INSERT INTO person_pair SELECT min(id), max(id), 13, 0.5 FROM person")
    merged_store.look_for_pairs(vault)
    with merged_store.reading(vault) as store:
        there, here = (monitoring.compute(one, *YEAR) for one in (store, vault))
        assert there == here and here.figures["a1.accesses"].number == 3
        assert here.figures["a1.people"].interval == Interval(2, 3, 2500, 1)
        with pytest.raises(BugError), store.save("try"):
            pass
        store.note("report.save", files=0)
    assert (
        vault.scalar(
            "SELECT count(*) FROM audit WHERE action IN ('store.create', 'store.merge', 'report.save')"
        )
        == 4
    )


def test_nothing_can_be_written_there_and_no_key_is_there(
    make_network: Callable[..., Network], database: str
) -> None:
    vault = make_network("BAR").coordinator
    merged_store.create(vault, database)
    with psycopg.connect(database) as other:
        other.execute("SET search_path = millegiorni")
        with pytest.raises(psycopg.errors.RaiseException, match="has not been started"):
            other.execute("UPDATE house SET name = 'X'")
    with psycopg.connect(database) as other:
        assert other.execute("SELECT count(*) FROM millegiorni.local").fetchone() == (0,)
        assert other.execute("SELECT ordinal FROM millegiorni.sync_state").fetchone() == (None,)


def test_it_is_the_coordinations_and_of_this_network_and_version(
    make_network: Callable[..., Network], database: str
) -> None:
    net = make_network("BAR")
    with refused() as told:
        merged_store.standing(net.coordinator)
    assert "crealo prima" in told[0]
    with refused() as told:
        merged_store.create(net.coordinator, "mysql://db/rete")
    assert "postgresql://" in told[0]
    merged_store.create(net.coordinator, database)
    with refused() as told:
        merged_store.create(net.coordinator, database)
    assert "già un archivio unito" in told[0]
    other = make_network("TUR").coordinator
    merged_store.keep_address(other, database)
    for work in (
        merged_store.standing,
        merged_store.synchronise,
        lambda v: merged_store.reading(v).__enter__(),
    ):
        with refused() as told:
            work(other)
        assert "un'altra rete" in told[0]
    with psycopg.connect(database) as admin:
        admin.execute("UPDATE millegiorni.alembic_version SET version_num = '9999'")
    with refused() as told:
        merged_store.synchronise(net.coordinator)
    assert "9999" in told[0] and "altra versione" in told[0]
    net.coordinator.house = "BAR"
    with refused() as told:
        merged_store.create(net.coordinator, database)
    assert "di una Casa" in told[0]


def test_the_command_line_does_it_all_and_shows_no_password(
    make_network: Callable[..., Network],
    database: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    net = make_network("BAR")
    visited(net.houses["BAR"], 3)
    net.round()
    net.coordinator.close()
    for name, variable, text in (
        ("frase", "MILLEGIORNI_PASSPHRASE_FILE", PASSPHRASE),
        ("indirizzo", "MILLEGIORNI_STORE_FILE", database.replace("postgres@", "postgres:segretissima@")),
    ):
        (tmp_path / name).write_text(text)
        monkeypatch.setenv(variable, str(tmp_path / name))
    monkeypatch.setenv("MILLEGIORNI_USER", MARTA.name)
    store = ["store", str(net.coordinator.folder)]
    told = []
    for command in (
        "create",
        "create",
        "merge",
        "check",
        "report --from 2025-01-01 --to 2025-12-31",
        "forget",
        "check",
    ):
        told.append((run([*store, *command.split()]), *capsys.readouterr()))
    assert [code for code, _, _ in told] == [0, 1, 0, 0, 0, 0, 1]
    assert json.loads(told[4][1])["a1.accesses"] == 1
    assert "Pacchetti uniti: 0" in told[2][1] and "Uguale all'archivio" in told[3][1]
    assert "segretissima" not in str(told)
    spots = [
        path for path in net.folder.rglob("*") if path.is_file() and b"segretissima" in path.read_bytes()
    ]
    assert spots == []
