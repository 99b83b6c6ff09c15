"""What a computer taken out of the network had written too late is told: what, whose, when and by whom."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest

from millegiorni_desk.areas.accesses import service as accesses
from millegiorni_desk.areas.accesses.records import Access
from millegiorni_desk.areas.people import service as people
from millegiorni_desk.areas.people.pseudonym import pseudonym
from millegiorni_desk.areas.people.records import Person
from millegiorni_desk.flows import joining, network_devices, syncing, withdrawn
from millegiorni_desk.vault.vault import Vault
from millegiorni_sync.withdrawing import withdraw
from tests.flows.conftest import Network

Make = Callable[..., Network]


def second_desk(made: Network) -> Vault:
    """One more desk of Barrito, let in."""
    desk = made.join("BAR", "seconda").vault
    syncing.synchronise(desk)
    for waiting in joining.requests(made.coordinator):
        joining.approve(made.coordinator, waiting)
    made.round(desk)
    return desk


def test_a_desk_that_was_lost_is_told_of_line_by_line(make_network: Make) -> None:
    made = make_network("BAR")
    house = made.houses["BAR"]
    known = people.add(house, Person(surname="El Idrissi", name="Fatima"))
    lost = second_desk(made)
    before = datetime.now(UTC) - timedelta(seconds=1)
    people.edit(lost, known.id, phone="333 1", address="via Po 1")
    new = people.add(lost, Person(surname="Osas", name="Joy"))
    accesses.add(lost, Access(house="BAR", on_date=date(2025, 11, 12), person_id=new.id))
    syncing.synchronise(lost)
    syncing.synchronise(house)
    assert withdrawn.count(house) == 0 and house.scalar("SELECT count(*) FROM access") == 1
    ordinal = max(one.ordinal for one in network_devices.listed(made.coordinator))
    network_devices.revoke(made.coordinator, ordinal)
    network_devices.announce(made.coordinator)
    told = syncing.synchronise(house)
    assert house.scalar("SELECT count(*) FROM access") == 0
    count = withdrawn.count(house)
    assert any(f"Modifiche ritirate: {count}." in line for line in told.lines())
    found = withdrawn.page(house)
    assert [(one.whose, one.what) for one in found] == [
        ("Osas Joy", "Accesso: registrazione nuova"),
        ("Osas Joy", "Scheda: registrazione nuova"),
        ("El Idrissi Fatima", "Scheda: Telefono, Indirizzo"),
    ]
    assert len(found) == count and {one.source for one in found} == {"Casa BAR · Postazione 1 · Lucia"}
    assert all(before <= one.at <= datetime.now(UTC) for one in found)
    assert [withdrawn.page(house, at, 1)[0].id for at in range(count)] == [one.id for one in found]
    shown = repr(found)
    assert "333 1" not in shown and "via Po" not in shown


def test_an_access_without_a_name_is_told_as_one(make_network: Make) -> None:
    made = make_network("BAR")
    house = made.houses["BAR"]
    kept, gone = (
        accesses.add(house, Access(house="BAR", on_date=date(2025, 11, day), notes="prima"))
        for day in (12, 13)
    )
    accesses.edit(house, kept.id, notes="dopo")
    with house.save("sync"), house.connection() as raw:
        withdraw(raw, house.schema.synced_tables(), "l.rid = ?", (gone.id,))
        withdraw(
            raw,
            house.schema.synced_tables(),
            "l.clk = (SELECT max(clk) FROM sync_log WHERE rid = ?)",
            (kept.id,),
        )
    assert {one.whose for one in withdrawn.page(house)} == {"anonima"}
    assert {one.what for one in withdrawn.page(house)} >= {"Accesso: registrazione nuova", "Accesso: Note"}


@pytest.mark.parametrize("table", ["sealed", "person", "of_a_newer_version"])
def test_what_is_reserved_or_has_no_name_says_no_more(make_network: Make, table: str) -> None:
    made = make_network("BAR")
    house = made.houses["BAR"]
    with house.save("person.add") as session:
        session.add(nameless := Person(house="BAR", surname="", name="", gender="F"))
    with house.save("sync"), house.connection() as raw:
        raw.execute("UPDATE sync_log SET tbl = ? WHERE rid = ?", (table, nameless.id))
        withdraw(raw, house.schema.synced_tables(), "l.rid = ?", (nameless.id,))
    (one,) = withdrawn.page(house)
    expected = {
        "of_a_newer_version": ("", "of_a_newer_version: registrazione nuova"),
        "sealed": ("", "Parte riservata"),
        "person": (pseudonym(nameless.id), "Scheda: registrazione nuova"),
    }
    assert (one.whose, one.what) == expected[table]
