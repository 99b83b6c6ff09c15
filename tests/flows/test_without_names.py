"""A network whose coordination sees no names: what reaches it, what does not, and computers that a house confirms."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from millegiorni_desk.areas.accesses import service as accesses
from millegiorni_desk.areas.accesses.records import Access
from millegiorni_desk.areas.doti import accounts, alarms, receipt_register, receipts
from millegiorni_desk.areas.doti import service as doti
from millegiorni_desk.areas.doti.records import BudgetLine, Fund
from millegiorni_desk.areas.doti.service import NewDote
from millegiorni_desk.areas.meetings import attendance
from millegiorni_desk.areas.meetings import service as meetings
from millegiorni_desk.areas.meetings.records import Meeting
from millegiorni_desk.areas.people import answers, household, pairs, phones
from millegiorni_desk.areas.people import service as people
from millegiorni_desk.areas.people.pseudonym import pseudonym
from millegiorni_desk.areas.people.records import Answer, Child, Person, Phone, Relative
from millegiorni_desk.errors import NotAllowed, SyncRefused
from millegiorni_desk.flows import card_merging, desk, devices, house_devices, joining, syncing
from millegiorni_desk.flows.closing import content, copies
from millegiorni_desk.flows.plain_columns import PLAIN
from millegiorni_desk.network import names
from millegiorni_desk.network import service as network
from millegiorni_desk.network.records import House, ManagingBody
from millegiorni_desk.vault.opening import FirstUser
from millegiorni_desk.vault.permissions import Role
from millegiorni_desk.vault.vault import Vault
from millegiorni_sync import errors
from millegiorni_sync.balance import Books
from millegiorni_sync.bundle import open_sealed
from millegiorni_sync.exchange import Kind, open_exchange
from tests.flows.conftest import LUCIA, MARTA

MARKER = "MARCATORE"


@dataclass
class Nameless:
    """A coordination without names, two computers of Barrito and one of another house."""

    folder: Path
    coordinator: Vault
    desks: list[Vault] = field(default_factory=list)

    @property
    def exchange(self) -> str:
        return str(self.folder / "exchange")

    def join(self, house: str, first: FirstUser = LUCIA) -> Vault:
        place = self.folder / f"{house}{len(self.desks)}"
        invitation = joining.invite(self.coordinator, house)
        self.desks.append(joining.join(place, invitation, first, self.exchange, place.name).vault)
        syncing.synchronise(self.desks[-1])
        for waiting in joining.requests(self.coordinator):
            joining.approve(self.coordinator, waiting)
        return self.desks[-1]

    def round(self) -> None:
        for vault in (*self.desks, self.coordinator) * 2:
            problems = syncing.synchronise(vault).problems
            # Tests that give one house a key and another none are told so.
            assert not [one for one in problems if "chiave di collegamento" not in one]


@cache
def _built() -> Path:
    """Such a network as it lies on disk, made for the first test of this process: the others get a copy."""
    folder = Path(os.environ["MILLEGIORNI_TESTONLY_KEPT"], "nameless")
    (folder / "exchange").mkdir(parents=True)
    coordinator, _ = desk.create_network(
        folder / "coordinator", "Rete", MARTA, str(folder / "exchange"), pseudonymous=True
    )
    made = Nameless(folder, coordinator)
    for code in ("BAR", "TUR"):
        joining.add_house(coordinator, House(code=code, name=f"Casa {code}"))
    made.join("BAR")
    made.join("TUR")
    made.round()
    for vault in (coordinator, *made.desks):
        vault.close()
    return folder


@pytest.fixture
def nameless(tmp_path: Path) -> Iterator[Nameless]:
    shutil.copytree(_built(), tmp_path, dirs_exist_ok=True)
    made = Nameless(tmp_path, desk.open_desk(tmp_path / "coordinator", MARTA.name, MARTA.passphrase))
    for place in ("BAR0", "TUR1"):
        made.desks.append(desk.open_desk(tmp_path / place, LUCIA.name, LUCIA.passphrase))
    for vault in (made.coordinator, *made.desks):
        vault.set_local("exchange", made.exchange)
    yield made
    for vault in (made.coordinator, *made.desks):
        vault.close()


def everything(vault: Vault) -> str:
    """Every value of every table of the vault, decrypted."""
    with vault.connection() as raw:
        names = [row[0] for row in raw.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
        return repr([[tuple(row) for row in raw.execute(f'SELECT * FROM "{name}"')] for name in names])


def openable(vault: Vault) -> str:
    """All that this vault's keys open at the meeting point."""
    identity, roster = devices.identity(vault), devices.roster(vault)
    told = []
    exchange = open_exchange(str(vault.local("exchange")))
    for name in exchange.list(Kind.BUNDLES):
        try:
            opened = open_sealed(exchange.read(Kind.BUNDLES, name), identity, roster)
        except errors.NotForUs:
            continue
        told.append(repr((opened.header, opened.groups())))
    assert told
    return "".join(told)


def fill_every_column(vault: Vault) -> int:
    """One record in every table of a house, with a marker in every text that identifies; how many markers."""
    count = 0
    with vault.save("test"), vault.connection() as raw:
        for table in vault.schema.synced_tables():
            if table.audience_column is None:
                continue
            declared = {row[1]: row for row in raw.execute(f"PRAGMA table_info({table.name})")}
            values: dict[str, Any] = {"id": f"m-{table.name}", "house": "BAR"}
            for column in table.columns:
                if column in table.identifying:
                    values[column] = f"{MARKER} {table.name} {column}"
                    count += 1
                elif column not in values and declared[column][3]:
                    kind = declared[column][2]
                    values[column] = "2025-01-01" if kind == "DATE" else 1 if "CHAR" not in kind else "[]"
            names = ", ".join(values)
            marks = ", ".join("?" * len(values))
            raw.execute(f"INSERT INTO {table.name} ({names}) VALUES ({marks})", tuple(values.values()))
    return count


def test_no_name_reaches_the_coordination_from_any_column(nameless: Nameless) -> None:
    bar, tur = nameless.desks
    assert fill_every_column(bar) > 60
    nameless.round()
    tables = [table for table in bar.schema.synced_tables() if table.audience_column]
    for table in tables:
        here = nameless.coordinator.query(f"SELECT * FROM {table.name} WHERE id = :id", id=f"m-{table.name}")
        assert len(here) == 1, table.name
    assert MARKER in everything(bar)
    assert MARKER not in everything(nameless.coordinator) and MARKER not in openable(nameless.coordinator)
    assert MARKER not in everything(tur) and MARKER not in openable(tur)


def test_every_declared_column_is_one_and_every_other_text_identifies() -> None:
    tables = {table.name: table for table in desk.SCHEMA.synced_tables()}
    for name, plain in PLAIN.items():
        assert tables[name].audience_column == "house"
        assert set(plain) <= set(tables[name].columns) - set(tables[name].identifying)
    for column in ("surname", "name", "codice_fiscale", "phone", "address", "notes", "safe_contact"):
        assert column in tables["person"].identifying
    for table in tables.values():
        metadata = desk.SCHEMA.metadata.tables[table.name]
        texts = {c.name for c in metadata.columns if c.type.python_type in (str, list, object)} - {
            "id",
            "house",
        }
        if table.audience_column:
            assert set(table.identifying) == texts - set(PLAIN.get(table.name, ()))
        else:
            assert table.identifying == ()


def test_the_coordination_counts_what_the_house_counts(nameless: Nameless) -> None:
    bar = nameless.desks[0]
    person = people.add(
        bar, Person(house="BAR", surname="Amrani", name="Fatima", birth_date=date(1990, 5, 4))
    )
    accesses.record(bar, Access(house="BAR", on_date=date(2025, 3, 1), person_id=person.id, needs=["home"]))
    nameless.round()
    (there,) = nameless.coordinator.query("SELECT * FROM person")
    assert (there["surname"], there["name"], there["birth_date"]) == ("", "", "1990-05-04")
    (access,) = nameless.coordinator.query("SELECT * FROM access")
    assert (access["person_id"], access["needs"]) == (person.id, '["home"]')


def test_the_coordination_writes_no_card_and_still_an_access(nameless: Nameless) -> None:
    bar, office = nameless.desks[0], nameless.coordinator
    her = people.add(bar, Person(house="BAR", surname=MARKER, name="Fatima"))
    other = people.add(bar, Person(house="BAR", surname=MARKER, name="Fatima"))
    child = people.add_child(bar, her.id, Child(house="", person_id="", name=MARKER))
    phone = phones.add(bar, her.id, Phone(house="", person_id="", number="333 1234567"))
    held = meetings.add(bar, Meeting(house_code="BAR", title="Massaggio", on_date=date(2025, 11, 3)))
    was_there = attendance.sign(bar, held.id, other.id, held.on_date)
    nameless.round()
    mother = Relative(house="", person_id="", relation="parent", name="Rita")
    isee = Answer(house="", person_id="", kind="isee", cents=650_000, on_date=date(2025, 11, 3))
    for write in (
        lambda: people.add(office, Person(house="BAR", surname="Rossi", name="Anna")),
        lambda: people.edit(office, her.id, surname="Rossi"),
        lambda: people.edit_many(office, {her.id: {"surname": "Rossi"}}),
        lambda: people.add_child(office, her.id, Child(house="", person_id="", name="Sara")),
        lambda: people.edit_child(office, child.id, name="Sara"),
        lambda: people.add_children(office, [Child(house="BAR", person_id=her.id, name="Sara")]),
        lambda: phones.add(office, her.id, Phone(house="", person_id="", number="333 1234567")),
        lambda: phones.edit(office, phone.id, voided=True),
        lambda: household.add_relative(office, her.id, mother),
        lambda: answers.add(office, her.id, isee),
        lambda: card_merging.merge_cards(office, her.id, other.id),
        lambda: attendance.sign(office, held.id, her.id, held.on_date),
        lambda: attendance.sign_off(office, was_there.id),
    ):
        with pytest.raises(NotAllowed, match="nella sua Casa"):
            write()
    told = {"language": "ar", "due_date": date(2026, 2, 1)}
    came = Access(house="BAR", on_date=date(2025, 11, 3), person_id=her.id, **told)
    accesses.take_back(office, accesses.record(office, came))
    accesses.record(office, Access(house="BAR", on_date=date(2025, 11, 3), person_id=her.id, **told))
    nameless.round()
    assert bar.scalar("SELECT count(*) FROM access WHERE voided IS 0") == 1


def test_what_the_coordination_signs_and_is_warned_of_names_codes(nameless: Nameless) -> None:
    bar, office = nameless.desks[0], nameless.coordinator
    women = [people.add(bar, Person(house="BAR", surname=name, name="Fatima")).id for name in ("Uno", "Due")]
    fund = doti.add_fund(office, Fund(code="UBI", name="Bando Umanitario"))
    line = doti.add_line(office, BudgetLine(fund_id=fund.id, name="Doti"))
    network.add_body(office, ManagingBody(code="BAR", name="Associazione Barrito", houses=["BAR"]))
    doti.allocate(office, "BAR", line.id, 100_000, date(2025, 1, 1))
    nameless.round()
    for woman in women:
        granted = doti.grant(
            bar,
            NewDote(
                person_id=woman, line_id=line.id, expense="food", amount_cents=1_000, document="F 1",
                supplier="Iren", committed_on=date(2025, 11, 3),
            ),
        )  # fmt: skip
        receipts.issue(bar, granted.dote.id, "Torino", date(2025, 11, 3))
    nameless.round()
    codes = {pseudonym(woman) for woman in women}
    (alarm,) = alarms.find(office)
    assert all(code in alarm.message for code in codes)
    named = accounts.compute(office, fund.id, date(2025, 1, 1), date(2025, 12, 31), accounts.NAMES)
    coded = accounts.compute(office, fund.id, date(2025, 1, 1), date(2025, 12, 31))
    assert [row.payee for row in named.rows] == [row.payee for row in coded.rows] and named.rows[0].payee
    assert {row.person for row in receipt_register.register(office, "BAR", 2025)} == codes
    pairs.decide(office, *women, "different")
    with office.connection() as raw:
        rows = raw.execute(content.PEOPLE_SQL, (copies.noted(Books()),)).fetchall()
    assert {name for row in rows for name in tuple(row)[-2:]} == codes


def test_a_second_computer_of_a_house_waits_to_be_confirmed_there(nameless: Nameless) -> None:
    bar = nameless.desks[0]
    people.add(bar, Person(house="BAR", surname="Amrani", name="Fatima"))
    nameless.round()
    second = nameless.join("BAR", FirstUser("anna", "Anna", (Role.CASE_MANAGER,), LUCIA.passphrase))
    nameless.round()
    assert second.query("SELECT * FROM person") == [] and "Amrani" not in everything(second)
    (waits,) = house_devices.listed(bar).waiting
    assert waits.words == house_devices.listed(second).words
    with pytest.raises(SyncRefused):
        house_devices.confirm(bar, 1)
    house_devices.confirm(bar, waits.ordinal)
    nameless.round()
    assert [row["surname"] for row in second.query("SELECT surname FROM person")] == ["Amrani"]
    assert [one.name for one in house_devices.listed(bar).confirmed] == [waits.name]
    with pytest.raises(NotAllowed):
        house_devices.confirm(second, house_devices.listed(second).waiting[0].ordinal)


def test_a_usual_network_has_nothing_to_confirm(nameless: Nameless, tmp_path: Path) -> None:
    assert names.are_hidden(nameless.coordinator) and not names.are_hidden(nameless.desks[0])
    usual, _ = desk.create_network(tmp_path / "usual", "Rete", MARTA)
    assert not names.are_hidden(usual)
    found = house_devices.listed(usual)
    assert (found.waiting, found.confirmed) == ((), ())
    usual.close()
