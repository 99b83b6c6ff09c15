"""The road a desk takes: chosen, tried, kept with its password in the vault alone, and taken without being asked."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import quote

import pytest

from millegiorni_desk import cli
from millegiorni_desk.areas.people import service as people
from millegiorni_desk.areas.people.records import Person
from millegiorni_desk.errors import InvalidValue, NotAllowed, StorageFailed, SyncRefused
from millegiorni_desk.flows import (
    devices,
    joining,
    network_devices,
    posting,
    road_addresses,
    roads,
    standing,
    syncing,
    training,
)
from millegiorni_desk.flows.road_addresses import Road
from millegiorni_desk.vault.vault import Vault
from millegiorni_sync import merge
from millegiorni_sync.exchange.carrier import CarrierExchange
from tests.flows.conftest import LUCIA, PASSPHRASE, Network
from tests.sync.exchange.cloud import Cloud
from tests.sync.exchange.servers import Said, Scripted, gate

Make = Callable[..., Network]
Captured = pytest.CaptureFixture[str]
PASSWORD = Cloud.login.password
NOON = datetime(2025, 3, 1, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def cloud(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cloud]:
    made = Cloud(tmp_path_factory.mktemp("cloud"))
    yield made
    made.stop()


def over(cloud: Cloud, folder: Path, password: str = PASSWORD) -> Road:
    return Road(f"dav://marta@127.0.0.1:{cloud.port}/{quote(folder.name)}", password)


def digest(vault: Vault) -> str:
    with vault.connection() as raw:
        return merge.state_digest(raw, vault.schema.synced_tables(), "house:BAR")


def meet(vault: Vault, surname: str) -> None:
    people.add(vault, Person(surname=surname, name="Fatima"))


def test_a_network_that_meets_on_a_server(make_network: Make, cloud: Cloud) -> None:
    made = make_network("BAR")
    barrito, road = made.houses["BAR"], over(cloud, cloud.area())
    assert "nessun pacchetto" in roads.tried(barrito, road)
    for vault in (barrito, made.coordinator):
        roads.keep(vault, road)
    meet(barrito, "El Idrissi")
    assert syncing.synchronise(barrito).sent > 0
    assert syncing.synchronise(made.coordinator).rows["person"] == 1
    own = devices.identity(barrito).ordinal
    network_devices.revoke(made.coordinator, own)
    assert network_devices.announce(made.coordinator), "the road is known with its password"
    assert any("tolta dalla rete" in line for line in syncing.synchronise(barrito).lines())
    assert digest(barrito) == digest(made.coordinator)
    assert "pacchetti" in roads.tried(barrito, road)
    # Whoever asks to come in does so over the same road.
    second = made.join("BAR", "seconda")
    with second.vault:
        roads.keep(second.vault, road)
        syncing.synchronise(second.vault)
        (waiting,) = joining.requests(made.coordinator)
        joining.approve(made.coordinator, waiting)
        assert syncing.synchronise(second.vault).approved
        syncing.synchronise(made.coordinator)
        syncing.synchronise(second.vault)
        assert digest(second.vault) == digest(made.coordinator)


def test_what_does_not_work_is_one_sentence(make_network: Make, cloud: Cloud, tmp_path: Path) -> None:
    barrito = make_network("BAR").houses["BAR"]
    area = cloud.area()
    for road, words in (
        (over(cloud, area, "un'altra"), "password"),
        (Road(f"dav://marta@127.0.0.1:{cloud.port}/altrove", PASSWORD), "cartella esista"),
        (Road("dav://cloud.example.org/x", PASSWORD), "https"),
        (Road(f"davs://marta:{PASSWORD}@cloud.example.org/x"), "indirizzo"),
        (Road(str(tmp_path / "chiavetta")), "chiavetta"),
    ):
        with pytest.raises(SyncRefused, match=words) as caught:
            roads.tried(barrito, road)
        assert PASSWORD not in caught.value.message and "un'altra" not in caught.value.message
    assert roads.tried(barrito, over(cloud, area))


def test_a_server_that_loses_what_is_written(make_network: Make) -> None:
    barrito = make_network("BAR").houses["BAR"]
    empty = Said(207, body=b'<d:multistatus xmlns:d="DAV:"/>')
    with (
        Scripted(empty, Said(201), Said(201), Said(200, body=b"altro")) as server,
        pytest.raises(SyncRefused, match="torna cambiato"),
    ):
        roads.tried(barrito, Road(server.url.replace("http", "dav") + "/x"))


def test_a_password_is_in_the_vault_and_nowhere_else(
    make_network: Make, cloud: Cloud, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    made = make_network("BAR")
    barrito, road = made.houses["BAR"], over(cloud, cloud.area())
    roads.keep(barrito, road)
    syncing.synchronise(barrito)
    assert roads.road(barrito) == road
    told = [repr(road), str(barrito.local("exchange")), *road_addresses.shown(road.address), caplog.text]
    with barrito.connection() as raw:
        told += [str(row) for row in raw.execute("SELECT * FROM audit")]
        told += [str(row) for row in raw.execute("SELECT * FROM sync_log")]
    assert [text for text in told if PASSWORD in text] == []
    files = [each for each in made.folder.rglob("*") if each.is_file()]
    files += [each for each in cloud.root.rglob("*") if each.is_file()]
    assert [each for each in files if PASSWORD.encode() in each.read_bytes()] == []


def test_a_password_goes_to_no_other_address(make_network: Make, cloud: Cloud) -> None:
    barrito, road = make_network("BAR").houses["BAR"], over(cloud, cloud.area())
    roads.keep(barrito, road)
    assert roads.road(barrito, "davs://marta@altrove.example.org/x").password == ""
    roads.keep(barrito, Road("davs://marta@altrove.example.org/x"))
    assert roads.road(barrito, road.address).password == ""


def test_the_address_as_a_person_copies_it() -> None:
    page = "https://cloud.comune.it/remote.php/dav/files/marta/Scambio rete"
    address = road_addresses.webdav_address(f" {page}/ ", "marta@comune.it")
    assert address == "davs://marta%40comune.it@cloud.comune.it/remote.php/dav/files/marta/Scambio%20rete"
    assert (Road(address).user, Road(address).kind) == ("marta@comune.it", road_addresses.WEBDAV)
    assert road_addresses.shown(address) == (page, "")
    assert road_addresses.webdav_address("nas.local", "") == "davs://nas.local"
    assert road_addresses.webdav_address("http://127.0.0.1:8080/x", "") == "dav://127.0.0.1:8080/x"
    store = road_addresses.store_address("https://s3.example.org:9000/", "/millegiorni/rete torino/", "AKID")
    assert store == "s3://AKID@millegiorni/rete%20torino?endpoint=https://s3.example.org:9000"
    assert (Road(store).user, Road(store).kind) == ("AKID", road_addresses.STORE)
    assert road_addresses.shown(store) == ("https://s3.example.org:9000", "millegiorni/rete torino")
    assert (
        Road("/media/chiavetta").kind == Road("file:///x").kind == Road("C:\\x").kind == road_addresses.FOLDER
    )


@pytest.mark.parametrize(
    "url", ["", "ftp://x", "https://", "https://marta:x@host/", "http://host:porta/", "C:\\x"]
)
def test_what_is_no_server_s_address(url: str) -> None:
    with pytest.raises(InvalidValue):
        road_addresses.webdav_address(url, "")
    with pytest.raises(InvalidValue):
        road_addresses.store_address("https://host", " / ", "")


def test_it_goes_by_itself_when_it_is_time(make_network: Make) -> None:
    made = make_network("BAR")
    barrito = made.houses["BAR"]
    begun = datetime.now(UTC)
    meet(barrito, "El Idrissi")
    assert not roads.due(barrito, begun)
    syncing.by_itself(barrito, begun, lambda *_: None)
    assert syncing.pending(barrito)
    roads.set_every_minutes(barrito, 0)
    assert not roads.due(barrito, begun + timedelta(days=9))
    roads.set_every_minutes(barrito, 15)
    syncing.by_itself(barrito, begun + timedelta(minutes=16), lambda *_: None)
    assert not syncing.pending(barrito)
    assert standing.standing(barrito).last == begun + timedelta(minutes=16)
    syncing.by_itself(barrito, begun + timedelta(minutes=32), lambda *_: None)
    noted = barrito.scalar("SELECT count(*) FROM audit")
    assert syncing.by_itself(barrito, begun + timedelta(minutes=48), lambda *_: None)
    assert barrito.scalar("SELECT count(*) FROM audit") == noted, "nothing moved: nothing to write down"
    assert standing.standing(barrito).last == begun + timedelta(minutes=48)
    training.mark(barrito)
    assert not roads.due(barrito, begun + timedelta(days=9))


def test_a_road_that_is_not_there_is_no_news_and_is_tried_as_often(make_network: Make) -> None:
    made = make_network("BAR")
    barrito = made.houses["BAR"]
    (made.folder / "exchange").rename(made.folder / "altrove")
    late = datetime.now(UTC) + timedelta(hours=1)
    syncing.by_itself(barrito, late, lambda *_: None)
    last = roads.last(barrito)
    assert last is not None and last.quiet and "exchange" in last.sentence
    assert syncing.foot(barrito)[1] == "quiet"
    assert roads.due(barrito, late + timedelta(minutes=30))
    (made.folder / "altrove").rename(made.folder / "exchange")
    syncing.by_itself(barrito, late + timedelta(minutes=30), lambda *_: None)
    found = roads.last(barrito)
    assert found is not None and found.sentence == ""


def test_what_needs_somebody_is_told_and_tried_less_and_less_often(make_network: Make, cloud: Cloud) -> None:
    barrito = make_network("BAR").houses["BAR"]
    roads.keep(barrito, over(cloud, cloud.area(), "un'altra"))
    at = NOON
    waits = []
    for _ in range(7):
        syncing.by_itself(barrito, at, lambda *_: None)
        steps = next(n for n in range(1, 99) if roads.due(barrito, at + timedelta(minutes=30 * n)))
        waits.append(steps)
        at += timedelta(minutes=30 * steps)
    assert waits == [2, 4, 8, 16, 16, 16, 16]
    assert syncing.foot(barrito) == ("La consegna non riesce", "warning")


def test_a_server_that_asks_for_time_gets_it(make_network: Make) -> None:
    barrito = make_network("BAR").houses["BAR"]
    with Scripted(Said(503, {"Retry-After": "7200"})) as server:
        roads.keep(barrito, Road(server.url.replace("http", "dav") + "/x"))
        syncing.by_itself(barrito, NOON, lambda *_: None)
    assert not roads.due(barrito, NOON + timedelta(minutes=119))
    assert roads.due(barrito, NOON + timedelta(minutes=120))


def test_by_itself_it_does_not_hang_on_a_server_that_is_silent(
    make_network: Make, cloud: Cloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(roads, "_HASTY_SECONDS", 0.05)
    barrito = make_network("BAR").houses["BAR"]
    with gate(cloud.port) as line:
        line.stalls = True
        roads.keep(barrito, Road(f"dav://marta@127.0.0.1:{line.port}/x", PASSWORD))
        assert syncing.by_itself(barrito, NOON, lambda *_: None)
        assert line.connections == 1
    last = roads.last(barrito)
    assert last is not None and last.quiet and "non risponde da troppo tempo" in last.sentence


def test_by_mail_alone(make_network: Make, tmp_path: Path) -> None:
    made = make_network("BAR", "SAL")
    barrito = made.houses["BAR"]
    meet(barrito, "El Idrissi")
    (file,) = posting.prepare(barrito, tmp_path / "da Barrito")
    assert file.name == "da Barrito.mgpost"
    assert sorted(each.name for each in tmp_path.iterdir() if each.is_file()) == [file.name]
    outcome = posting.take_in(made.coordinator, file)
    assert outcome.rows["person"] == 1 and outcome.problems == []
    assert digest(barrito) == digest(made.coordinator)
    assert posting.take_in(made.coordinator, file).received == 0
    (back,) = posting.prepare(made.coordinator, tmp_path / "dal coordinamento.mgpost")
    assert posting.take_in(barrito, back).received > 0
    # What stood under the name gives way to the new file.
    again = posting.prepare(made.coordinator, back)
    assert again == [back]


def test_a_desk_comes_in_by_mail_alone(make_network: Make, tmp_path: Path) -> None:
    made = make_network("BAR")
    coordinator = made.coordinator
    meet(made.houses["BAR"], "El Idrissi")
    made.round()
    coordinator.set_local("exchange", "")
    invitation = joining.invite(coordinator, "BAR")
    joined = joining.join(tmp_path / "seconda", invitation, LUCIA, "", "Postazione 2")
    with joined.vault as second:
        (asks,) = posting.prepare(second, tmp_path / "chiede")
        outcome = posting.take_in(coordinator, asks)
        assert outcome.asking == 1 and any("«Richieste»" in line for line in outcome.lines())
        assert posting.take_in(coordinator, asks).asking == 1
        (waiting,) = joining.requests(coordinator)
        assert (waiting.name, waiting.fingerprint) == ("Postazione 2", joined.fingerprint)
        joining.approve(coordinator, waiting)
        assert joining.requests(coordinator) == []
        assert posting.take_in(coordinator, asks).asking == 0
        files = posting.prepare(coordinator, tmp_path / "risponde")
        assert posting.take_in(second, files[0]).rows["person"] == 1
        (hers,) = posting.prepare(second, tmp_path / "consegna")
        posting.take_in(coordinator, hers)
        assert digest(second) == digest(coordinator)
    # A house that reads the file of another lets nobody in.
    assert posting.take_in(made.houses["BAR"], asks).asking == 0


def test_who_asks_by_mail_comes_in_while_the_road_is_gone(make_network: Make, tmp_path: Path) -> None:
    made = make_network("BAR")
    coordinator, road = made.coordinator, Path(made.exchange)
    meet(made.houses["BAR"], "El Idrissi")
    made.round()
    joined = joining.join(
        tmp_path / "seconda", joining.invite(coordinator, "BAR"), LUCIA, str(road), "Postazione 2"
    )
    with joined.vault as second:
        (asks,) = posting.prepare(second, tmp_path / "chiede")
        road.rename(tmp_path / "chiavetta tolta")
        posting.take_in(coordinator, asks)
        silent: list[SyncRefused] = []
        (waiting,) = joining.requests(coordinator, silent=silent.append)
        assert waiting.posted and waiting.fingerprint == joined.fingerprint
        joining.approve(coordinator, waiting, silent.append)
        assert joining.requests(coordinator, silent=silent.append) == []
        assert len(silent) == 3 and all(str(road) in each.message for each in silent)
        with pytest.raises(SyncRefused):
            joining.requests(coordinator)
        # By the way it came.
        (answer,) = posting.prepare(coordinator, tmp_path / "risponde")
        # And by the road, once it is there again.
        (tmp_path / "chiavetta tolta").rename(road)
        syncing.synchronise(coordinator)
        outcome = syncing.synchronise(second)
        assert outcome.approved and outcome.rows["person"] == 1
        assert posting.take_in(second, answer).problems == []
        syncing.synchronise(coordinator)
        assert digest(second) == digest(coordinator)


def test_by_command_too_the_mail_is_told_and_the_road_complained_of(
    make_network: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    made = make_network("BAR")
    with made.join("BAR", "seconda").vault as second:
        posting.take_in(made.coordinator, posting.prepare(second, tmp_path / "chiede")[0])
    made.coordinator.close()
    Path(made.exchange).rename(tmp_path / "chiavetta tolta")
    (tmp_path / "words").write_text(PASSPHRASE + "\n")
    monkeypatch.setenv("MILLEGIORNI_PASSPHRASE_FILE", str(tmp_path / "words"))
    monkeypatch.setenv("MILLEGIORNI_USER", "marta")
    assert cli.run(["network", str(made.coordinator.folder), "approve", "--yes"]) != 0
    said = capsys.readouterr()
    assert "Approvata." in said.out and made.exchange in said.err


@pytest.mark.parametrize(
    ("written", "address"),
    [
        ("", ""),
        (" proxy.casa.it:8080 ", "http://proxy.casa.it:8080"),
        ("https://proxy.casa.it/", "https://proxy.casa.it"),
        ("http://marta:x%40y@proxy:3128", "http://marta:x%40y@proxy:3128"),
    ],
)
def test_the_proxy_as_a_person_writes_it(written: str, address: str) -> None:
    assert road_addresses.proxy_address(written) == address
    shown = road_addresses.shown_proxy(address)
    assert "x%40y" not in shown
    assert road_addresses.proxy_address(shown, address) == address, "shown without its password, it keeps it"
    assert road_addresses.proxy_address("", address) == "", "emptied, there is none any more"


@pytest.mark.parametrize(
    "written", ["socks5://proxy:1080", "http://", "http://proxy:porta", "http://proxy/pac?x=1"]
)
def test_what_is_no_proxy_s_address(written: str) -> None:
    with pytest.raises(InvalidValue, match=r"proxy\.casa\.it:8080"):
        road_addresses.proxy_address(written)


def test_a_mail_that_lacks_a_file_says_which(make_network: Make, tmp_path: Path) -> None:
    made = make_network("BAR")
    barrito = made.houses["BAR"]
    for number in range(60):
        meet(barrito, f"El Idrissi {number}")
    files = posting.prepare(barrito, tmp_path / "posta.mgpost", most=2_000)
    assert len(files) > 2
    kept = files[1].read_bytes()
    files[1].unlink()
    outcome = posting.take_in(made.coordinator, files[0])
    assert "manca il file n. 2" in outcome.problems[0]
    files[1].write_bytes(kept)
    assert posting.take_in(made.coordinator, files[-1]).problems == []
    assert digest(barrito) == digest(made.coordinator)


def test_files_that_are_no_mail_of_ours(make_network: Make, tmp_path: Path) -> None:
    barrito = make_network("BAR").houses["BAR"]
    with pytest.raises(InvalidValue, match="Non trovo"):
        posting.take_in(barrito, tmp_path / "niente.mgpost")
    (tmp_path / "fattura.mgpost").write_bytes(b"%PDF-1.7" * 9)
    with pytest.raises(SyncRefused, match="fattura"):
        posting.take_in(barrito, tmp_path / "fattura.mgpost")
    with pytest.raises(StorageFailed, match="Non riesco a scrivere"):
        posting.prepare(barrito, tmp_path / "altrove" / "a.mgpost")


def test_stopping_leaves_no_half_file(make_network: Make, tmp_path: Path) -> None:
    barrito = make_network("BAR").houses["BAR"]
    meet(barrito, "El Idrissi")

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        posting.prepare(barrito, tmp_path / "a.mgpost", stop)
    assert [each for each in tmp_path.iterdir() if each.name != "rete0"] == []
    assert CarrierExchange(posting.prepare(barrito, tmp_path / "a.mgpost")[0]).missing == []


def test_in_training_nothing_leaves(make_network: Make, cloud: Cloud, tmp_path: Path) -> None:
    barrito = make_network("BAR").houses["BAR"]
    training.mark(barrito)
    for forbidden in (
        lambda: posting.prepare(barrito, tmp_path / "a.mgpost"),
        lambda: roads.tried(barrito, over(cloud, cloud.area())),
        lambda: roads.keep(barrito, over(cloud, cloud.area())),
    ):
        with pytest.raises(NotAllowed):
            forbidden()


def test_by_command(
    make_network: Make, cloud: Cloud, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    made = make_network("BAR")
    folder, road = made.houses["BAR"].folder, over(cloud, cloud.area())
    meet(made.houses["BAR"], "El Idrissi")
    made.houses.pop("BAR").close()
    for variable, text in (
        ("MILLEGIORNI_PASSPHRASE_FILE", PASSPHRASE),
        ("MILLEGIORNI_ROAD_PASSWORD_FILE", PASSWORD),
    ):
        (tmp_path / variable).write_text(text + "\n")
        monkeypatch.setenv(variable, str(tmp_path / variable))
    monkeypatch.setenv("MILLEGIORNI_USER", "lucia")
    assert cli.run(["sync", str(folder), "--exchange", road.address]) == 0
    monkeypatch.delenv("MILLEGIORNI_ROAD_PASSWORD_FILE")
    assert cli.run(["sync", str(folder)]) == 0, "the password is remembered in the vault"
    assert cli.run(["post", str(folder), str(tmp_path / "a.mgpost")]) == 0
    assert cli.run(["post", str(folder), str(tmp_path / "a.mgpost"), "--read"]) == 0
    said = capsys.readouterr()
    assert "a.mgpost" in said.out and PASSWORD not in said.out + said.err
