"""Taking a device out of the network, and taking the network back with two sheets after the computer was stolen."""

from __future__ import annotations

import io
import shutil
from collections.abc import Callable
from datetime import date

import pytest

from millegiorni_desk.areas.people import service as people
from millegiorni_desk.areas.people.records import Person
from millegiorni_desk.cli import run
from millegiorni_desk.errors import InvalidValue, NotFound, SyncRefused
from millegiorni_desk.flows import devices, joining, network_devices, network_sheets, syncing
from millegiorni_desk.flows.desk import SCHEMA
from millegiorni_desk.network.records import House
from millegiorni_desk.vault.opening import open_vault
from tests.flows.conftest import PASSPHRASE, Network


def words_at(sheet: network_sheets.Sheet, at: int) -> str:
    return sheet.words.split()[at - 1]


def test_a_device_is_taken_out_and_what_it_sends_later_stays_outside(
    make_network: Callable[..., Network],
) -> None:
    net = make_network("BAR")
    house, coordinator = net.houses["BAR"], net.coordinator
    own, desk = sorted(network_devices.listed(coordinator), key=lambda one: one.ordinal)
    assert (own.here, own.house, own.revoked) == (True, "Coordinamento", False)
    assert (desk.house, desk.name, desk.last_arrival) == ("Casa BAR", "Postazione 1", date.today())
    for ordinal, refusal in ((own.ordinal, InvalidValue), (99, NotFound)):
        with pytest.raises(refusal):
            network_devices.revoke(coordinator, ordinal)
    network_devices.revoke(coordinator, desk.ordinal)
    assert network_devices.announce(coordinator), "the news lies where bundles meet"
    with pytest.raises(InvalidValue):
        network_devices.revoke(coordinator, desk.ordinal)
    people.add(house, Person(surname="Revoca", name="Dopo"))
    told = syncing.synchronise(house)
    assert any("tolta dalla rete" in line for line in told.lines())
    syncing.synchronise(coordinator)
    assert coordinator.scalar("SELECT count(*) FROM person") == 0
    assert [one.revoked for one in network_devices.listed(coordinator)] == [False, True]


def test_the_words_of_sheets_are_typed_unseen(
    make_network: Callable[..., Network],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    net = make_network("BAR")
    sheets = network_sheets.prepare(net.coordinator)
    network_sheets.entrust(net.coordinator, sheets)
    net.coordinator.close()
    (secret := net.folder / "frase").write_text(PASSPHRASE, encoding="utf-8")
    monkeypatch.setenv("MILLEGIORNI_PASSPHRASE_FILE", str(secret))
    monkeypatch.setenv("MILLEGIORNI_USER", "marta")
    typed = iter(sheet.words for sheet in sheets[:2])
    monkeypatch.setattr("getpass.getpass", lambda _prompt: next(typed))
    monkeypatch.setattr("sys.stdin", io.StringIO())
    assert run(["network", str(net.coordinator.folder), "take-over"]) == 0
    assert "lo tiene questo archivio" in capsys.readouterr().out
    assert next(typed, None) is None


def test_without_the_road_the_news_waits_for_the_next_synchronisation(
    make_network: Callable[..., Network],
) -> None:
    net = make_network("BAR")
    desk = next(one for one in network_devices.listed(net.coordinator) if not one.here)
    away = net.folder / "altrove"
    (net.folder / "exchange").rename(away)
    network_devices.revoke(net.coordinator, desk.ordinal)
    assert not network_devices.announce(net.coordinator)
    away.rename(net.folder / "exchange")
    syncing.synchronise(net.coordinator)
    assert any("tolta dalla rete" in line for line in syncing.synchronise(net.houses["BAR"]).lines())


def test_two_sheets_take_the_network_back_from_a_stolen_computer(
    make_network: Callable[..., Network],
) -> None:
    net = make_network("BAR")
    coordinator, house = net.coordinator, net.houses["BAR"]
    assert network_sheets.standing(coordinator) == network_sheets.Standing(False, 2, 3, True)
    sheets = network_sheets.prepare(coordinator)
    assert [sheet.of for sheet in sheets] == [3, 3, 3] and len({sheet.words for sheet in sheets}) == 3
    assert sheets[0].is_proved(5, words_at(sheets[0], 5)[:4].upper())
    assert not sheets[0].is_proved(5, "zz") and not sheets[0].is_proved(5, "")
    network_sheets.entrust(coordinator, sheets)
    assert network_sheets.standing(coordinator) == network_sheets.Standing(True, 2, 3, True)
    net.round()
    # The thief has the computer and its passphrase; the coordination goes on from what it has kept.
    coordinator.close()
    shutil.copytree(net.folder / "coordinator", net.folder / "ladro")
    net.coordinator = coordinator = open_vault(net.folder / "coordinator", SCHEMA, "marta", PASSPHRASE)
    thief = open_vault(net.folder / "ladro", SCHEMA, "marta", PASSPHRASE)
    joining.add_house(thief, House(code="LAD", name="Casa del ladro"))
    syncing.synchronise(thief)
    syncing.synchronise(house)
    assert "LAD" in devices.roster(house).houses

    for words in ([sheets[0].words], [sheets[0].words] * 2, ["abaco " * 24, sheets[1].words]):
        with pytest.raises(SyncRefused):
            network_sheets.take_over(coordinator, words)
    network_sheets.take_over(coordinator, [sheets[2].words, sheets[0].words])
    assert network_devices.announce(coordinator)
    syncing.synchronise(house)
    assert "LAD" not in devices.roster(house).houses
    syncing.synchronise(thief)
    assert not network_sheets.standing(thief).kept_here
    with pytest.raises(SyncRefused):
        joining.invite(thief, "BAR")
    thief.close()
    joining.add_house(coordinator, House(code="TUR", name="Turati"))
    net.round()
    assert "TUR" in devices.roster(house).houses
    # New sheets take the place of the three, by two of them; the former ones are paper then.
    fresh = network_sheets.prepare(coordinator)
    with pytest.raises(SyncRefused):
        network_sheets.entrust(coordinator, fresh, [sheets[0].words])
    network_sheets.entrust(coordinator, fresh, [sheet.words for sheet in sheets[:2]])
    with pytest.raises(SyncRefused):
        network_sheets.take_over(coordinator, [sheet.words for sheet in sheets[:2]])
