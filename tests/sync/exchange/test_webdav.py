"""WebDAV holds the contract, against a real server over real TCP with a password."""

from __future__ import annotations

import logging
from contextlib import closing
from pathlib import Path

import pytest
import trustme

from millegiorni_sync import errors, open_exchange, road_errors
from millegiorni_sync.exchange import Exchange, Kind, Means
from tests.sync.exchange.cloud import Cloud
from tests.sync.exchange.contract import LARGE, NAME
from tests.sync.exchange.servers import Said, Scripted
from tests.sync.exchange.web_contract import BUNDLE, PASSWORD, WebContract


class TestWebDav(WebContract):
    @pytest.fixture(autouse=True)
    def place(self, cloud: Cloud) -> None:
        self.cloud, self.port = cloud, cloud.port
        self.folder = cloud.area() / "scambio d'àncora"
        self.folder.mkdir()

    def reach(self, port: int, means: Means) -> Exchange:
        return open_exchange(f"dav://127.0.0.1:{port}/{self.folder.parent.name}/scambio d'%C3%A0ncora", means)

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
        far = open_exchange(f"dav://127.0.0.1:{self.port}/{self.folder.parent.name}/altrove", self.means)
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


def test_over_tls(tmp_path: Path) -> None:
    authority = trustme.CA()
    authority.cert_pem.write_to_path(str(tmp_path / "authority.pem"))
    authority.issue_cert("127.0.0.1").private_key_and_cert_chain_pem.write_to_path(
        str(tmp_path / "server.pem")
    )
    (tmp_path / "files").mkdir()
    cloud = Cloud(tmp_path / "files", tmp_path / "server.pem")
    address = f"davs://127.0.0.1:{cloud.port}/{cloud.area().name.replace(' ', '%20')}"
    try:
        with closing(open_exchange(address, Means(Cloud.login, trusted=tmp_path / "authority.pem"))) as way:
            way.write(Kind.BUNDLES, BUNDLE, LARGE)
            assert way.list(Kind.BUNDLES) == [BUNDLE]
            assert way.read(Kind.BUNDLES, BUNDLE) == LARGE
        stranger = open_exchange(address, Means(Cloud.login))
        with closing(stranger), pytest.raises(road_errors.ExchangeCertificate):
            stranger.list(Kind.BUNDLES)
    finally:
        cloud.stop()
