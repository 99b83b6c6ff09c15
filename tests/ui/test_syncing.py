"""The page of synchronising: a server chosen and tried, files that go by mail, and what goes by itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import quote

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from millegiorni_desk.app import coordination
from millegiorni_desk.app.syncing.page import SyncPage
from millegiorni_desk.app.syncing.upkeep import SyncUpkeep
from millegiorni_desk.areas.people import service as people
from millegiorni_desk.areas.people.records import Person
from millegiorni_desk.changes import Changes
from millegiorni_desk.flows import road_addresses, roads, syncing
from millegiorni_desk.ui.shell import Shell
from millegiorni_desk.vault.vault import Vault
from millegiorni_sync.withdrawing import withdraw
from tests.flows import conftest as flows
from tests.flows.conftest import Network
from tests.sync.exchange.cloud import Cloud
from tests.ui.spoken import nameless

make_network = flows.make_network
PASSWORD = Cloud.login.password
Open = Callable[[Vault], SyncPage]


def test_what_was_withdrawn_is_listed_where_there_is_any(network: Network, open_page: Open) -> None:
    barrito = network.houses["BAR"]
    fatima = people.add(barrito, Person(surname="El Idrissi", name="Fatima"))
    people.edit(barrito, fatima.id, phone="333 1234567")
    page = open_page(barrito)
    assert not page.withdrawn.isVisible()
    with barrito.save("sync"), barrito.connection() as raw:
        withdraw(raw, barrito.schema.synced_tables(), "l.rid = ?", (fatima.id,))
    page.refresh(Changes("sync", {}, True))
    assert page.withdrawn.isVisible() and not nameless(page)
    newest, first = (page.withdrawn.table.model.row(at) for at in range(2))
    assert (newest["whose"], newest["what"]) == ("El Idrissi Fatima", "Scheda: Telefono")
    assert first["what"] == "Scheda: registrazione nuova"


@pytest.fixture(scope="module")
def cloud(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cloud]:
    made = Cloud(tmp_path_factory.mktemp("cloud"))
    yield made
    made.stop()


@pytest.fixture
def network(make_network: Callable[..., Network]) -> Network:
    return make_network("BAR")


@pytest.fixture
def open_page(qtbot: QtBot, window: Callable[[QWidget], QWidget]) -> Open:
    def build(vault: Vault) -> SyncPage:
        shell = Shell("Barrito", "Lucia")
        coordination.upkeep_pages(vault, shell)
        shell.resize(1366, 768)
        window(shell)
        page = shell.open("sync")
        assert isinstance(page, SyncPage)
        return page

    return build


def test_a_server_is_chosen_tried_and_used(
    qtbot: QtBot, network: Network, open_page: Open, cloud: Cloud
) -> None:
    barrito, area = network.houses["BAR"], cloud.area()
    people.add(barrito, Person(surname="El Idrissi", name="Fatima"))
    page = open_page(barrito)
    card = page.road
    assert card.form.place.isVisible() and not card.form.url.isVisible()
    card.form.kind.set_value(road_addresses.WEBDAV)
    assert card.form.url.isVisible() and card.form.password.isVisible()
    assert not card.form.place.isVisible() and not card.form.bucket.isVisible()
    card.form.url.set_value("pippo://")
    card.try_button.click()
    assert "https://" in card.form.url.problem
    card.form.url.set_value(f"http://127.0.0.1:{cloud.port}/{area.name}")
    card.form.user.set_value("marta")
    card.form.password.set_value("sbagliata")
    card.try_button.click()
    qtbot.waitUntil(lambda: not page.work.busy and card.tried.isVisible(), timeout=20_000)
    assert "password" in card.tried.sentence and card.tried.kind == "warning"
    card.form.password.set_value(PASSWORD)
    assert not card.tried.isVisible()
    card.try_button.click()
    qtbot.waitUntil(lambda: not page.work.busy and card.tried.isVisible(), timeout=20_000)
    assert card.tried.sentence.startswith("Funziona") and card.tried.kind == "info"
    assert roads.road(barrito).address == network.exchange, "trying does not choose"
    page.button.click()
    qtbot.waitUntil(lambda: not page.work.busy and page.waiting.text() == "Tutto consegnato", timeout=20_000)
    assert len(list((area / "bundles").iterdir())) > 0
    # Opened again, the page shows the server but not the password, which is kept.
    page.arrived()
    assert card.form.url.value() == f"http://127.0.0.1:{cloud.port}/{area.name}"
    assert (
        card.form.password.value() == ""
        and "in questo archivio" in card.form.password.control.accessibleDescription()
    )
    assert card.road() == road_addresses.Road(
        f"dav://marta@127.0.0.1:{cloud.port}/{quote(area.name)}", PASSWORD
    )
    assert not nameless(page)


def test_an_object_store_wants_its_bucket(network: Network, open_page: Open) -> None:
    card = open_page(network.houses["BAR"]).road
    card.form.kind.set_value(road_addresses.STORE)
    assert card.form.bucket.isVisible()
    card.form.url.set_value("https://s3.example.org")
    assert card.checked() is None
    assert "contenitore" in card.form.bucket.problem
    card.form.bucket.set_value("millegiorni/rete")
    card.form.user.set_value("AKID")
    road = card.checked()
    assert road is not None and road.address == "s3://AKID@millegiorni/rete?endpoint=https://s3.example.org"
    card.form.kind.set_value(road_addresses.RELAY)
    assert not card.form.bucket.isVisible() and not card.form.password.isVisible()
    relay = card.checked()
    assert relay is not None and relay.address == "relay://s3.example.org"


def test_a_house_behind_a_proxy_writes_it_here(network: Network, open_page: Open) -> None:
    barrito = network.houses["BAR"]
    page = open_page(barrito)
    card = page.road
    assert not card.form.proxy.isVisible()
    card.form.kind.set_value(road_addresses.RELAY)
    card.form.url.set_value("https://rele.example.org")
    card.form.proxy.set_value("socks5://proxy")
    assert card.checked() is None and "http://proxy.casa.it:8080" in card.form.proxy.problem
    card.form.proxy.set_value("casa:segreta@proxy.casa.it:8080")
    road = card.checked()
    assert road == road_addresses.Road(
        "relay://rele.example.org", proxy="http://casa:segreta@proxy.casa.it:8080"
    )
    roads.keep(barrito, road)
    page.arrived()
    assert card.form.proxy.value() == "http://casa@proxy.casa.it:8080", "its password is not shown"
    assert card.checked() == road, "and is kept"
    card.form.proxy.set_value("")
    assert card.checked() == road_addresses.Road("relay://rele.example.org")


def test_by_mail(qtbot: QtBot, network: Network, open_page: Open, tmp_path: Path) -> None:
    barrito = network.houses["BAR"]
    people.add(barrito, Person(surname="El Idrissi", name="Fatima"))
    page = open_page(barrito)
    page.post.prepare(tmp_path / "posta.mgpost")
    qtbot.waitUntil(lambda: not page.work.busy and page.post.ready.isVisible(), timeout=20_000)
    assert "posta.mgpost" in page.post.ready.text()
    there = open_page(network.coordinator)
    there.post.take_in(tmp_path / "posta.mgpost")
    qtbot.waitUntil(lambda: not there.work.busy and there.outcome.isVisible(), timeout=20_000)
    (tmp_path / "posta.mgpost").write_bytes(b"%PDF")
    there.post.take_in(tmp_path / "posta.mgpost")
    qtbot.waitUntil(lambda: not there.work.busy and there.work.problem is not None, timeout=20_000)


def test_the_interval_is_kept(network: Network, open_page: Open) -> None:
    barrito = network.houses["BAR"]
    card = open_page(barrito).road
    assert card.every.value() == str(roads.EVERY_MINUTES)
    card.every.set_value("")
    assert roads.every_minutes(barrito) == 0
    card.every.set_value("240")
    assert roads.every_minutes(barrito) == 240


def test_it_goes_by_itself_and_what_goes_wrong_stands_on_the_page(
    qtbot: QtBot, network: Network, open_page: Open, cloud: Cloud
) -> None:
    barrito = network.houses["BAR"]
    people.add(barrito, Person(surname="El Idrissi", name="Fatima"))
    rounds: list[int] = []
    owner = QObject()
    upkeep = SyncUpkeep(barrito, lambda: rounds.append(1), owner)
    later = datetime.now(UTC) + timedelta(hours=1)
    upkeep.look(later)
    qtbot.waitUntil(lambda: upkeep.task is None, timeout=20_000)
    assert rounds == [1] and not syncing.pending(barrito)
    upkeep.look(datetime.now(UTC))
    qtbot.waitUntil(lambda: upkeep.task is None, timeout=20_000)
    assert rounds == [1], "it was not time"
    page = open_page(barrito)
    assert not page.trouble.isVisible()
    roads.keep(
        barrito,
        road_addresses.Road(f"dav://marta@127.0.0.1:{cloud.port}/{quote(cloud.area().name)}", "sbagliata"),
    )
    upkeep.look(later)
    qtbot.waitUntil(lambda: upkeep.task is None and len(rounds) == 2, timeout=20_000)
    page.arrived()
    assert page.trouble.isVisible() and page.trouble.kind == "warning"
    assert "password" in page.trouble.sentence
