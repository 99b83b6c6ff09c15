"""WebDAV holds the contract, against a real server over real TCP with a password."""

from __future__ import annotations

import itertools
import logging
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from cheroot.wsgi import Server
from wsgidav.fs_dav_provider import FilesystemProvider
from wsgidav.wsgidav_app import WsgiDAVApp

from millegiorni_sync import errors, open_exchange, road_errors
from millegiorni_sync.exchange import Exchange, Kind, Means
from tests.sync.exchange.contract import LARGE, NAME
from tests.sync.exchange.servers import Said, Scripted
from tests.sync.exchange.web_contract import BUNDLE, PASSWORD, WebContract

_areas = itertools.count()


class Cloud:
    """A WebDAV server in this process; what it serves lies in ``root`` and can be changed between tests."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.provider = FilesystemProvider(str(root), fs_opts={})
        app = WsgiDAVApp(
            {
                "provider_mapping": {"/": self.provider},
                "simple_dc": {"user_mapping": {"*": {"marta": {"password": PASSWORD}}}},
                "http_authenticator": {
                    "accept_basic": True,
                    "accept_digest": False,
                    "default_to_digest": False,
                },
                "verbose": 0,
                "logging": {"enable": False},
            }
        )
        # One thread: what real servers do under a lock, this one does in order.
        self.server = Server(("127.0.0.1", 0), app, numthreads=1)
        self.server.error_log = lambda *_, **__: None
        self.server.prepare()
        self.port = int(self.server.bind_addr[1])
        self._thread = threading.Thread(target=self.server.serve, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self.server.stop()
        self._thread.join()


@pytest.fixture(scope="module")
def cloud(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cloud]:
    made = Cloud(tmp_path_factory.mktemp("cloud"))
    yield made
    made.stop()


class TestWebDav(WebContract):
    @pytest.fixture(autouse=True)
    def place(self, cloud: Cloud) -> None:
        self.cloud, self.port = cloud, cloud.port
        self.area = f"area {next(_areas)}"
        self.folder = cloud.root / self.area / "scambio d'àncora"
        self.folder.mkdir(parents=True)

    def reach(self, port: int, means: Means) -> Exchange:
        return open_exchange(f"dav://127.0.0.1:{port}/{self.area}/scambio d'%C3%A0ncora", means)

    def leave(self, kind: Kind, name: str, data: bytes) -> None:
        shelf = self.folder / kind
        shelf.mkdir(exist_ok=True)
        with (shelf / name).open("wb") as file:
            file.truncate(len(data))
            file.write(data.rstrip(b"\0"))

    def test_nothing_temporary_stays(self) -> None:
        one = self.way()
        one.write(Kind.BUNDLES, NAME, b"x")
        one.write(Kind.BUNDLES, NAME, b"x")
        with pytest.raises(errors.ExchangeConflict):
            one.write(Kind.BUNDLES, NAME, b"y")
        assert [path.name for path in (self.folder / "bundles").iterdir()] == [NAME]

    def test_a_folder_that_is_not_there(self) -> None:
        far = open_exchange(f"dav://127.0.0.1:{self.port}/{self.area}/altrove", self.means)
        self._ways.append(far)
        for attempt in (
            lambda: far.list(Kind.BUNDLES),
            lambda: far.read(Kind.BUNDLES, BUNDLE),
            lambda: far.write(Kind.BUNDLES, BUNDLE, LARGE),
        ):
            with pytest.raises(road_errors.ExchangeAddress, match="altrove"):
                attempt()
        assert not (self.folder.parent / "altrove").exists()

    def test_read_only(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.way().write(Kind.BUNDLES, NAME, b"x")
        monkeypatch.setattr(self.cloud.provider, "readonly", True)
        with pytest.raises(errors.ExchangeReadOnly):
            self.way().write(Kind.BUNDLES, BUNDLE, LARGE)
        assert self.way().list(Kind.BUNDLES) == [NAME]


def test_no_space() -> None:
    with Scripted(Said(507)) as server:
        way = open_exchange(f"dav://127.0.0.1:{server.port}/x")
        with pytest.raises(errors.ExchangeFull):
            way.write(Kind.BUNDLES, BUNDLE, LARGE)
        way.close()
        # Nobody tries to fill what is full; what may lie there of it is taken away.
        assert [asked.method for asked in server.asked] == ["PUT", "DELETE"]


def listing(server: Scripted) -> list[str]:
    way = open_exchange(f"dav://127.0.0.1:{server.port}/x")
    try:
        return way.list(Kind.BUNDLES)
    finally:
        way.close()


def multistatus(*hrefs: str) -> Said:
    inside = "".join(
        f"<d:response><d:href>{href}</d:href><d:propstat><d:prop><d:getcontentlength>7</d:getcontentlength>"
        "</d:prop><d:status>HTTP/1.1 200 OK</d:status></d:propstat></d:response>"
        for href in hrefs
    )
    return Said(207, body=f'<d:multistatus xmlns:d="DAV:">{inside}</d:multistatus>'.encode())


@pytest.mark.parametrize(
    "answer",
    [
        Said(200, body=b"<html>Accetta le condizioni</html>"),
        Said(207, body=b"<broken"),
        Said(207, body=b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'),
        Said(405),
        Said(302, {"Location": "/login"}),
    ],
    ids=["a page", "no XML", "entities", "no WebDAV", "moved"],
)
def test_another_kind_of_server_is_a_wrong_address(answer: Said) -> None:
    with Scripted(answer) as server, pytest.raises(road_errors.ExchangeAddress):
        listing(server)


def test_hostile_names_in_a_list_are_ignored() -> None:
    hrefs = (
        "/x/bundles/../../etc/passwd", "http://evil.invalid/a.mgb", f"/x/bundles/%2e%2e%2f{NAME}%00",
        "/x/bundles/a%0A.mgb", f"/elsewhere/{NAME}", "",
    )  # fmt: skip
    with Scripted(multistatus(*hrefs)) as server:
        assert listing(server) == [NAME]


@pytest.mark.parametrize(
    ("address", "error"),
    [
        ("dav://cloud.example.org/x", road_errors.ExchangeNotSecure),
        (f"davs://marta:{PASSWORD}@cloud.example.org/x", road_errors.PasswordInAddress),
        ("davs:///x", errors.UnknownExchange), ("davs://host:porta/x", errors.UnknownExchange),
        ("davs://host/../x", errors.UnknownExchange), ("davs://[::1/x", errors.UnknownExchange),
    ],
)  # fmt: skip
def test_addresses_that_are_refused(address: str, error: type[Exception]) -> None:
    with pytest.raises(error) as caught:
        open_exchange(address)
    assert PASSWORD not in str(caught.value)


def test_no_tls_when_it_is_said_explicitly() -> None:
    open_exchange("dav://nas.local/x?plain=yes").close()


def test_the_user_s_name_is_not_told(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    way = open_exchange("davs://marta@cloud.example.org/remote.php/dav/files/scambio")
    way.close()
    assert way.place == "cloud.example.org/remote.php/dav/files/scambio"
    assert caplog.text == ""
