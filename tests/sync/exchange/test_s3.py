"""An object store holds the contract: a real one, with signatures that it checks."""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Iterator
from dataclasses import replace

import httpx2
import pytest

from millegiorni_sync import errors, open_exchange, road_errors
from millegiorni_sync.exchange import Exchange, Kind, Login, Means, web
from millegiorni_sync.exchange.patience import Patience
from millegiorni_sync.exchange.s3 import PART
from millegiorni_sync.exchange.sigv4 import Signature
from tests.sync.exchange.contract import LARGE, NAME, Stopped, named
from tests.sync.exchange.object_store import ObjectStore
from tests.sync.exchange.servers import Said, Scripted
from tests.sync.exchange.web_contract import WebContract

_prefixes = itertools.count()
SMALLEST_PART = 5 << 20


class TestObjectStore(WebContract):
    login = ObjectStore.key
    many = 120

    @pytest.fixture(autouse=True)
    def place(self, store: ObjectStore) -> None:
        self.store, self.port = store, store.port
        self.prefix = f"rete {next(_prefixes)}/scambio d'àncora"

    def reach(self, port: int, means: Means) -> Exchange:
        return open_exchange(self.store.address(self.prefix, port), means)

    def leave(self, kind: Kind, name: str, data: bytes) -> None:
        self.store.leave(self.prefix, kind, name, data)

    def test_many_files_are_all_listed(self) -> None:
        names = sorted(f"2-01234567-{number}-0123456789ab.mgb" for number in range(self.many))
        one = self.way()
        for name in names:
            one.write(Kind.BUNDLES, name, b"x")
        pages = self.store.way(self.prefix, page=50)
        assert pages.list(Kind.BUNDLES) == one.list(Kind.BUNDLES) == names
        pages.close()

    def test_a_giant_file_is_refused_and_the_others_are_not(self, monkeypatch: pytest.MonkeyPatch) -> None:
        # The limit comes down to the file: 64 MiB through the store would only cost time.
        self.leave(Kind.BUNDLES, NAME, LARGE)
        monkeypatch.setattr(web, "LARGEST", len(LARGE) - 1)
        moved: list[int] = []
        exchange = self.way()
        exchange.watch = lambda done, total: moved.append(done)
        with pytest.raises(errors.ExchangeTooBig):
            exchange.read(Kind.BUNDLES, NAME)
        assert moved == []

    def test_read_only(self) -> None:
        self.way().write(Kind.BUNDLES, NAME, b"x")
        reader = self.reach(self.port, replace(self.means, login=Login("chi-legge", self.login.password)))
        self._ways.append(reader)
        assert reader.list(Kind.BUNDLES) == [NAME] and reader.read(Kind.BUNDLES, NAME) == b"x"
        with pytest.raises(errors.ExchangeReadOnly):
            reader.write(Kind.BUNDLES, named(LARGE), LARGE)

    def test_a_bucket_that_is_not_there(self) -> None:
        far = open_exchange(f"s3://altrove/x?endpoint=http://127.0.0.1:{self.port}", self.means)
        self._ways.append(far)
        with pytest.raises(road_errors.ExchangeAddress, match="altrove"):
            far.list(Kind.BUNDLES)
        with pytest.raises(road_errors.ExchangeAddress):
            far.write(Kind.BUNDLES, named(LARGE), LARGE)

    def test_a_clock_that_is_wrong(self) -> None:
        late = Patience(clock=lambda: 1_740_000_000.0)
        other = self.reach(self.port, replace(self.means, patience=late))
        self._ways.append(other)
        with pytest.raises(road_errors.ExchangeClock, match="orologio"):
            other.list(Kind.BUNDLES)

    def test_a_large_file_goes_up_in_parts_and_is_taken_up_where_it_broke_off(self) -> None:
        data = LARGE * 10
        name = named(data)

        def stop(done: int, total: int) -> None:
            assert total == len(data)
            if done > SMALLEST_PART + 1_000_000:
                raise Stopped

        one = self.store.way(self.prefix, part=SMALLEST_PART)
        one.watch = stop
        with pytest.raises(Stopped):
            one.write(Kind.BUNDLES, name, data)
        assert one.watch is stop and one.list(Kind.BUNDLES) == []
        one.close()
        moved: list[int] = []
        # Another day: only what was not up yet moves.
        again = self.store.way(self.prefix, part=SMALLEST_PART)
        again.watch = lambda done, total: moved.append(done)
        again.write(Kind.BUNDLES, name, data)
        assert moved[0] == SMALLEST_PART and moved[-1] == len(data)
        assert again.read(Kind.BUNDLES, name) == data
        again.write(Kind.BUNDLES, name, data)
        with pytest.raises(errors.ExchangeConflict):
            again.write(Kind.BUNDLES, name, data[::-1])
        assert again.list(Kind.BUNDLES) == [name]
        again.close()


def test_no_bundle_is_too_large_for_the_parts_there_may_be() -> None:
    assert web.LARGEST / PART < 10_000 and PART >= SMALLEST_PART


def test_the_signature_is_the_published_one() -> None:
    """Amazon's own example, "Authenticating Requests: Using the Authorization Header", GET Object."""
    empty = hashlib.sha256(b"").hexdigest()
    signature = Signature(
        "AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "us-east-1", lambda: 1369353600.0
    )
    request = httpx2.Request(
        "GET", "https://examplebucket.s3.amazonaws.com/test.txt",
        headers={"Range": "bytes=0-9", "x-amz-content-sha256": empty},
    )  # fmt: skip
    signed = next(signature.auth_flow(request))
    assert signed.headers["authorization"] == (
        "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request, "
        "SignedHeaders=host;range;x-amz-content-sha256;x-amz-date, "
        "Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41"
    )
    assert "wJalr" not in repr(signature)


def scripted(*answers: Said) -> Iterator[tuple[Scripted, Exchange]]:
    with Scripted(*answers) as server:
        way = open_exchange(f"s3://cesto/x?endpoint={server.url}")
        yield server, way
        way.close()


def refused(code: str) -> bytes:
    return f"<Error><Code>{code}</Code><Message>…</Message></Error>".encode()


@pytest.mark.parametrize(
    ("status", "code", "error"),
    [
        (403, "QuotaExceeded", errors.ExchangeFull), (507, "", errors.ExchangeFull),
        (400, "EntityTooLarge", road_errors.ExchangeSizeLimit),
        (403, "SignatureDoesNotMatch", road_errors.ExchangeLogin),
        (403, "InvalidAccessKeyId", road_errors.ExchangeLogin), (403, "AccessDenied", errors.ExchangeReadOnly),
        (403, "RequestTimeTooSkewed", road_errors.ExchangeClock),
        (301, "PermanentRedirect", road_errors.ExchangeAddress),
        (404, "NoSuchBucket", road_errors.ExchangeAddress), (400, "MalformedXML", errors.ExchangeError),
    ],
)  # fmt: skip
def test_what_the_store_says_is_explained(status: int, code: str, error: type[Exception]) -> None:
    for server, way in scripted(Said(status, body=refused(code))):
        with pytest.raises(errors.ExchangeError) as caught:
            way.write(Kind.BUNDLES, NAME, b"x")
        assert type(caught.value) is error
        assert len(server.asked) == 1


def test_a_store_that_knows_no_conditions_is_asked_first() -> None:
    answers = Said(501, body=refused("NotImplemented")), Said(404, body=refused("NoSuchKey")), Said()
    for server, way in scripted(*answers):
        way.write(Kind.BUNDLES, NAME, b"x")
        assert [one.method for one in server.asked] == ["PUT", "GET", "PUT"]
        assert (
            server.asked[0].headers["if-none-match"] == "*" and "if-none-match" not in server.asked[2].headers
        )


def test_another_kind_of_server_is_a_wrong_address() -> None:
    for _, way in scripted(Said(200, body=b"<html><body>ecco<br></body></html>")):
        with pytest.raises(road_errors.ExchangeAddress):
            way.list(Kind.BUNDLES)


@pytest.mark.parametrize(
    "address", ["s3://cesto/x", "s3://cesto/x?endpoint=ftp://host", "s3:///x?endpoint=https://host"]
)
def test_addresses_that_are_refused(address: str) -> None:
    with pytest.raises(errors.UnknownExchange):
        open_exchange(address)


def test_without_tls_only_this_machine() -> None:
    with pytest.raises(road_errors.ExchangeNotSecure):
        open_exchange("s3://cesto/x?endpoint=http://magazzino.local")
    open_exchange("s3://cesto/x?endpoint=http://magazzino.local&plain=yes").close()
