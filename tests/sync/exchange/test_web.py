"""What stands under every road over the network, over real TCP: refusals, trying again, TLS, proxies, secrets."""

from __future__ import annotations

import logging
import ssl
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import trustme

from millegiorni_sync import errors, road_errors
from millegiorni_sync.exchange.base import LARGEST, Login
from millegiorni_sync.exchange.means import Means
from millegiorni_sync.exchange.patience import Patience
from millegiorni_sync.exchange.web import Web, is_loopback, require_tls
from tests.sync.exchange.contract import LARGE, NAME
from tests.sync.exchange.servers import Said, Scripted, free_port, gate
from tests.sync.exchange.test_patience import Slept

PASSWORD = "parola-che-nessuno-legge"


@pytest.fixture
def slept() -> Slept:
    return Slept()


@pytest.fixture
def means(slept: Slept) -> Means:
    return Means(timeout=5.0, patience=Patience(sleep=slept))


@pytest.fixture
def webs() -> Iterator[list[Web]]:
    opened: list[Web] = []
    yield opened
    for web in opened:
        web.close()


def web(webs: list[Web], url: str, means: Means) -> Web:
    webs.append(Web(url, "il server di prova", means, None))
    return webs[-1]


@pytest.mark.parametrize(
    ("status", "writing", "error"),
    [
        (401, False, road_errors.ExchangeLogin), (403, False, road_errors.ExchangeForbidden),
        (403, True, errors.ExchangeReadOnly), (404, False, road_errors.ExchangeAddress),
        (405, False, road_errors.ExchangeAddress), (301, False, road_errors.ExchangeAddress),
        (302, False, road_errors.ExchangeAddress), (407, False, road_errors.ExchangeProxy),
        (413, True, road_errors.ExchangeSizeLimit), (507, True, errors.ExchangeFull),
        (418, False, errors.ExchangeError), (500, False, road_errors.ExchangeBusy),
        (503, True, road_errors.ExchangeBusy), (429, False, road_errors.ExchangeBusy),
    ],
)  # fmt: skip
def test_every_refusal_is_a_sentence(
    webs: list[Web], means: Means, status: int, writing: bool, error: type[errors.ExchangeError]
) -> None:
    with Scripted(Said(status, {"Location": "http://127.0.0.1:1/"})) as server:
        with pytest.raises(errors.ExchangeError) as caught:
            web(webs, server.url, means).ask("PUT", server.url, body=b"x", writing=writing)
        assert type(caught.value) is error
        assert "il server di prova" in caught.value.message
        # Only what may pass by itself is tried again.
        assert len(server.asked) == (5 if error is road_errors.ExchangeBusy else 1)


def test_a_server_out_of_breath_is_tried_again(webs: list[Web], means: Means, slept: Slept) -> None:
    with Scripted(Said(503, {"Retry-After": "3"}), Said(500), Said(200, body=b"ecco")) as server:
        assert web(webs, server.url, means).ask("GET", server.url).content == b"ecco"
    assert 3 <= slept.total < 6


def test_who_asks_for_an_hour_is_told_so_at_once(webs: list[Web], means: Means, slept: Slept) -> None:
    with Scripted(Said(429, {"Retry-After": "3600"})) as server:
        with pytest.raises(road_errors.ExchangeBusy) as caught:
            web(webs, server.url, means).ask("GET", server.url)
        assert len(server.asked) == 1
    assert caught.value.after == 3600 and slept == []


def test_nobody_there(webs: list[Web], means: Means, slept: Slept) -> None:
    with pytest.raises(errors.ExchangeUnreachable):
        web(webs, "http://127.0.0.1", means).ask("GET", f"http://127.0.0.1:{free_port()}/")
    assert slept


def test_no_such_name(webs: list[Web], means: Means, slept: Slept) -> None:
    with pytest.raises(errors.ExchangeUnreachable):
        web(webs, "http://non-esiste.localhost.invalid", means).ask("GET", "http://non-esiste.invalid/")
    assert slept == []


def test_nobody_answers(webs: list[Web], means: Means) -> None:
    with Scripted(Said()) as server, gate(server.port) as line:
        line.stalls = True
        hasty = Means(timeout=0.05, patience=means.patience)
        with pytest.raises(road_errors.ExchangeTimeout, match="troppo tempo"):
            web(webs, server.url, hasty).ask("GET", f"http://127.0.0.1:{line.port}/")
        assert line.connections == 5


def test_a_download_that_breaks_off_goes_on_where_it_stopped(webs: list[Web], means: Means) -> None:
    tag = {"ETag": '"a"'}
    first = Said(200, tag, LARGE[:500_000], promised=len(LARGE))
    rest = Said(206, {**tag, "Content-Range": f"bytes 500000-{len(LARGE) - 1}/{len(LARGE)}"}, LARGE[500_000:])
    with Scripted(first, rest) as server:
        assert web(webs, server.url, means).fetch(server.url, NAME) == LARGE
        assert server.asked[1].headers["range"] == "bytes=500000-"
        assert server.asked[1].headers["if-range"] == '"a"'


@pytest.mark.parametrize("tag", [None, 'W/"a"'])
def test_without_a_firm_tag_it_begins_anew(webs: list[Web], means: Means, tag: str | None) -> None:
    headers = {"ETag": tag} if tag else {}
    with Scripted(
        Said(200, headers, LARGE[:500_000], promised=len(LARGE)), Said(200, headers, LARGE)
    ) as server:
        assert web(webs, server.url, means).fetch(server.url, NAME) == LARGE
        assert "range" not in server.asked[1].headers


def test_a_file_that_changed_meanwhile_is_not_mixed(webs: list[Web], means: Means) -> None:
    other = LARGE[::-1]
    answers = (
        Said(200, {"ETag": '"a"'}, LARGE[:500_000], promised=len(LARGE)),
        Said(200, {"ETag": '"b"'}, other),
    )
    with Scripted(*answers) as server:
        assert web(webs, server.url, means).fetch(server.url, NAME) == other


def test_a_wrong_rest_is_not_joined(webs: list[Web], means: Means) -> None:
    lying = Said(206, {"ETag": '"a"', "Content-Range": f"bytes 0-9/{len(LARGE)}"}, b"0123456789")
    answers = Said(200, {"ETag": '"a"'}, LARGE[:500_000], promised=len(LARGE)), lying
    with Scripted(*answers, Said(416), Said(body=LARGE)) as server:
        assert web(webs, server.url, means).fetch(server.url, NAME) == LARGE
        assert "range" not in server.asked[2].headers


def test_an_announced_giant_is_not_read(webs: list[Web], means: Means) -> None:
    with Scripted(Said(200, body=b"x", promised=LARGEST + 1)) as server, pytest.raises(errors.ExchangeTooBig):
        web(webs, server.url, means).fetch(server.url, NAME)


@pytest.mark.parametrize(
    ("host", "near"),
    [
        ("127.0.0.1", True), ("localhost", True), ("[::1]", True), ("127.9.9.9", True), ("x.localhost", True),
        ("example.org", False), ("127.0.0.1.example.org", False), ("10.0.0.1", False), ("localhost.example.org", False),
    ],
)  # fmt: skip
def test_without_tls_only_this_machine(host: str, near: bool) -> None:
    assert is_loopback(host) == near
    require_tls(f"https://{host}/", host, plain=False)
    require_tls(f"http://{host}/", host, plain=True)
    if near:
        require_tls(f"http://{host}/", host, plain=False)
    else:
        with pytest.raises(road_errors.ExchangeNotSecure, match="https"):
            require_tls(f"http://{host}/", host, plain=False)


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


class TestCertificates:
    @pytest.fixture
    def trusted(self, authority: trustme.CA, tmp_path: Path) -> Path:
        file = tmp_path / "autorità.pem"
        authority.cert_pem.write_to_path(str(file))
        return file

    def server(self, authority: trustme.CA, name: str = "127.0.0.1", **fields: datetime) -> Scripted:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        authority.issue_cert(name, **fields).configure_cert(context)
        return Scripted(Said(body=b"ecco"), context=context)

    def test_a_known_one(self, webs: list[Web], means: Means, authority: trustme.CA, trusted: Path) -> None:
        with self.server(authority) as server:
            assert web(webs, server.url, _trusting(means, trusted)).ask("GET", server.url).content == b"ecco"

    def test_an_expired_one(
        self, webs: list[Web], means: Means, authority: trustme.CA, trusted: Path
    ) -> None:
        yesterday = datetime.now(UTC) - timedelta(days=1)
        with (
            self.server(authority, not_after=yesterday) as server,
            pytest.raises(road_errors.ExchangeCertificateExpired, match="scaduto"),
        ):
            web(webs, server.url, _trusting(means, trusted)).ask("GET", server.url)
        assert server.asked == []

    def test_one_of_another_name(
        self, webs: list[Web], means: Means, authority: trustme.CA, trusted: Path
    ) -> None:
        with (
            self.server(authority, "cloud.example.org") as server,
            pytest.raises(errors.ExchangeError) as caught,
        ):
            web(webs, server.url, _trusting(means, trusted)).ask("GET", server.url)
        assert type(caught.value) is road_errors.ExchangeCertificate

    def test_one_of_an_unknown_authority(self, webs: list[Web], means: Means, authority: trustme.CA) -> None:
        with self.server(authority) as server, pytest.raises(errors.ExchangeError) as caught:
            web(webs, server.url, means).ask("GET", server.url)
        assert type(caught.value) is road_errors.ExchangeCertificate

    def test_a_server_without_tls_where_it_should_be(self, webs: list[Web], means: Means) -> None:
        with Scripted(Said()) as server, pytest.raises(road_errors.ExchangeAddress):
            url = server.url.replace("http:", "https:")
            web(webs, url, means).ask("GET", url)


def _trusting(means: Means, trusted: Path) -> Means:
    return Means(timeout=means.timeout, patience=means.patience, trusted=trusted)


class TestProxy:
    FAR = "http://scambio.example.invalid/"

    def test_one_that_is_named(self, webs: list[Web], means: Means) -> None:
        with Scripted(Said(body=b"ecco")) as proxy:
            through = Means(patience=means.patience, proxy=proxy.url)
            assert web(webs, self.FAR, through).ask("GET", self.FAR).content == b"ecco"
            assert proxy.asked[0].path == self.FAR

    def test_the_environment_s(self, webs: list[Web], means: Means, monkeypatch: pytest.MonkeyPatch) -> None:
        with Scripted(Said(body=b"ecco")) as proxy:
            monkeypatch.setenv("http_proxy", proxy.url)
            assert web(webs, self.FAR, means).ask("GET", self.FAR).content == b"ecco"

    def test_this_machine_is_reached_without(
        self, webs: list[Web], means: Means, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with Scripted(Said(body=b"proxy")) as proxy, Scripted(Said(body=b"ecco")) as server:
            monkeypatch.setenv("http_proxy", proxy.url)
            assert web(webs, server.url, means).ask("GET", server.url).content == b"ecco"

    def test_one_that_wants_a_password(self, webs: list[Web], means: Means) -> None:
        with Scripted(Said(407)) as proxy:
            through = Means(patience=means.patience, proxy=proxy.url)
            with pytest.raises(road_errors.ExchangeProxy):
                web(webs, self.FAR, through).ask("GET", self.FAR)

    @pytest.mark.parametrize("status", [403, 407])
    def test_one_that_lets_no_tls_through(self, webs: list[Web], means: Means, status: int) -> None:
        proxy = Scripted(Said(status))
        with proxy:
            through = Means(patience=means.patience, proxy=proxy.url)
            with pytest.raises(road_errors.ExchangeProxy):
                web(webs, "https://scambio.example.invalid", through).ask(
                    "GET", "https://scambio.example.invalid/"
                )

    def test_one_that_is_not_there(self, webs: list[Web], means: Means) -> None:
        through = Means(patience=means.patience, proxy=f"http://127.0.0.1:{free_port()}")
        with pytest.raises(road_errors.ExchangeProxy):
            web(webs, self.FAR, through).ask("GET", self.FAR)


def test_a_password_appears_in_no_text(caplog: pytest.LogCaptureFixture, means: Means) -> None:
    import httpx2

    caplog.set_level(logging.DEBUG)
    login = Login("marta", PASSWORD)
    through = Means(login=login, proxy=f"http://marta:{PASSWORD}@127.0.0.1:1")
    with Scripted(Said(401)) as server:
        way = Web(server.url, "il server di prova", means, httpx2.BasicAuth(login.user, login.password))
        with pytest.raises(road_errors.ExchangeLogin) as caught:
            way.ask("GET", server.url)
        way.close()
        assert "authorization" in server.asked[0].headers
        # Not even where somebody went: a path holds names of people.
        assert server.url not in caplog.text
    texts = [
        repr(login),
        repr(through),
        str(caught.value),
        repr(caught.value),
        repr(caught.value.params),
        caplog.text,
    ]
    assert [text for text in texts if PASSWORD in text or "Basic" in text] == []
