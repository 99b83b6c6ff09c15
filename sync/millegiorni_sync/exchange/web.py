"""Asking a server over HTTP (RFC 9110): TLS, proxies, time-outs, trying again, and one sentence for each refusal.

What every road over the network stands on. Not imported before such a road is taken: the library costs start-up.
"""

from __future__ import annotations

import ipaddress
import logging
import socket
import ssl
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import TypeVar
from urllib.parse import urlsplit

import httpx2

from ..errors import (
    ExchangeError,
    ExchangeFull,
    ExchangeMissing,
    ExchangeReadOnly,
    ExchangeTooBig,
    ExchangeUnreachable,
)
from ..road_errors import (
    ExchangeAddress,
    ExchangeBusy,
    ExchangeCertificate,
    ExchangeCertificateExpired,
    ExchangeForbidden,
    ExchangeLogin,
    ExchangeNotSecure,
    ExchangeProxy,
    ExchangeSizeLimit,
    ExchangeTimeout,
)
from .base import LARGEST, Watch, pieces, unwatched
from .means import Means
from .patience import Again, Patience

# The library logs addresses, and at its finest the headers with the password.
for _name in ("httpx2", "httpcore2"):
    logging.getLogger(_name).setLevel(logging.WARNING)

T = TypeVar("T")

_CONNECT_SECONDS = 10.0
_LATER = frozenset({408, 423, 425, 429, 500, 502, 503, 504})
_OUT_OF_DATE = {9, 10}
"""OpenSSL's numbers for a certificate that is not valid yet, or not any more."""

_ENOUGH = 64 << 10
"""Bytes that a transfer must have gained for its tries to be counted anew."""


@dataclass(frozen=True)
class Answer:
    """What a server said, read to its end."""

    status: int
    headers: Mapping[str, str]
    content: bytes


def is_loopback(host: str) -> bool:
    """Whether *host* is this machine."""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def require_tls(url: str, place: str, plain: bool) -> None:
    """``ExchangeNotSecure`` for an address without TLS, unless it is this machine or *plain* was asked for."""
    parts = urlsplit(url)
    if parts.scheme != "https" and not plain and not is_loopback(parts.hostname or ""):
        raise ExchangeNotSecure(place=place)


class Web:
    """Asks of one server. ``place`` is what messages call it; *auth* signs each request just before it leaves.

    ``explain`` may be set by a road whose servers say more of a refusal than its status.
    """

    def __init__(
        self,
        url: str,
        place: str,
        means: Means,
        auth: Callable[[httpx2.Request], httpx2.Request] | httpx2.Auth | None = None,
    ) -> None:
        self.place, self.means = place, means
        self.watch: Watch = unwatched
        self.explain: Callable[[Answer], Exception | None] = lambda answer: None
        target = urlsplit(url)
        near = is_loopback(target.hostname or "")
        self._client = httpx2.Client(
            auth=auth,
            # Reading the system's authorities takes a while.
            verify=_trust(means) if target.scheme == "https" or means.proxy or not near else False,
            proxy=means.proxy or None,
            trust_env=not near and not means.proxy,
            timeout=httpx2.Timeout(means.timeout, connect=min(means.timeout, _CONNECT_SECONDS)),
            headers={"Accept-Encoding": "identity", "User-Agent": "millegiorni"},
        )

    def close(self) -> None:
        """Let the connections go."""
        self._client.close()

    def ask(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        body: bytes = b"",
        fine: Collection[int] = (),
        writing: bool = False,
        patience: Patience | None = None,
    ) -> Answer:
        """One request, tried again while that may help; *fine*: the statuses besides 2xx that are an answer.

        Only for what may be repeated without harm. ``watch`` is told of the body of a ``PUT`` while it leaves.
        """

        def take(response: httpx2.Response) -> Answer:
            answer = Answer(response.status_code, response.headers, self._all_of(response))
            if not response.is_success and response.status_code not in fine:
                raise self.explain(answer) or self.refusal(answer.status, answer.headers, writing)
            return answer

        patience = patience or self.means.patience
        return patience.persist(lambda: self._send(method, url, headers, body, take), self.watch)

    def fetch(self, url: str, name: str, headers: Mapping[str, str] | None = None) -> bytes:
        """The file at *url*, at most :data:`LARGEST` bytes; what broke off is taken up again where it stopped."""
        taken = _Taken()

        def take(response: httpx2.Response) -> bytes:
            if response.status_code == HTTPStatus.NOT_FOUND:
                raise ExchangeMissing(place=self.place, name=name)
            unfit = response.status_code == HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE
            if not response.is_success and not unfit:
                answer = Answer(response.status_code, response.headers, self._all_of(response))
                raise self.explain(answer) or self.refusal(answer.status, answer.headers)
            if unfit or not taken.begin(response):
                taken.forget()
                raise Again(ExchangeUnreachable(place=self.place))
            if taken.total > LARGEST:
                raise ExchangeTooBig(place=self.place, name=name)
            # Unbuffered: what has arrived when the line breaks is kept.
            for piece in response.iter_raw():
                taken.bytes += piece
                if len(taken.bytes) > LARGEST:
                    raise ExchangeTooBig(place=self.place, name=name)
                self.watch(len(taken.bytes), taken.total)
            return bytes(taken.bytes)

        def attempt() -> bytes:
            before = len(taken.bytes)
            try:
                return self._send("GET", url, {**(headers or {}), **taken.rest()}, b"", take)
            except Again as again:
                again.progress = len(taken.bytes) - before >= _ENOUGH
                raise

        return self.means.patience.persist(attempt, self.watch)

    def refusal(self, status: int, headers: Mapping[str, str], writing: bool = False) -> Exception:
        """The error for *status*: an :class:`Again` where a later try may succeed."""
        place = self.place
        if status in _LATER:
            after = self.means.patience.seconds_asked(headers.get("retry-after"))
            return Again(ExchangeBusy(place=place, status=status, after=after), after)
        if status == HTTPStatus.FORBIDDEN:
            return ExchangeReadOnly(place=place) if writing else ExchangeForbidden(place=place)
        known: dict[int, type[ExchangeError]] = {
            HTTPStatus.UNAUTHORIZED: ExchangeLogin,
            HTTPStatus.PROXY_AUTHENTICATION_REQUIRED: ExchangeProxy,
            HTTPStatus.REQUEST_ENTITY_TOO_LARGE: ExchangeSizeLimit,
            HTTPStatus.INSUFFICIENT_STORAGE: ExchangeFull,
            HTTPStatus.NOT_FOUND: ExchangeAddress,
            HTTPStatus.GONE: ExchangeAddress,
            HTTPStatus.METHOD_NOT_ALLOWED: ExchangeAddress,
            HTTPStatus.NOT_IMPLEMENTED: ExchangeAddress,
        }
        # A redirection is not followed: the password goes to no address that nobody typed.
        moved = HTTPStatus.MULTIPLE_CHOICES <= status < HTTPStatus.BAD_REQUEST
        return known.get(status, ExchangeAddress if moved else ExchangeError)(place=place)

    def _send(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str] | None,
        body: bytes,
        take: Callable[[httpx2.Response], T],
    ) -> T:
        sent = dict(headers or {})
        content: Iterator[bytes] | bytes | None = body or None
        if method == "PUT":
            sent["Content-Length"] = str(len(body))
            content = pieces(body, self.watch)
        try:
            with self._client.stream(method, url, headers=sent, content=content) as response:
                return take(response)
        except httpx2.TransportError as error:
            raise self._explained(error) from error
        except httpx2.InvalidURL as error:
            raise ExchangeAddress(place=self.place) from error

    def _all_of(self, response: httpx2.Response) -> bytes:
        data = bytearray()
        for piece in response.iter_raw():
            data += piece
            if len(data) > LARGEST:
                raise ExchangeError(place=self.place)
        return bytes(data)

    def _explained(self, error: httpx2.TransportError) -> Exception:
        """What the network says, as what a person can act on."""
        causes = list(_causes(error))
        certificate = next((one for one in causes if isinstance(one, ssl.SSLCertVerificationError)), None)
        if certificate is not None:
            expired = certificate.verify_code in _OUT_OF_DATE
            return (ExchangeCertificateExpired if expired else ExchangeCertificate)(place=self.place)
        if isinstance(error, httpx2.ProxyError) or (
            self.means.proxy and isinstance(error, httpx2.ConnectError)
        ):
            return ExchangeProxy(place=self.place)
        # No TLS there; but a line that broke off in mid handshake says so too, and may hold the next time.
        alien = [
            one for one in causes if isinstance(one, ssl.SSLError) and not isinstance(one, ssl.SSLEOFError)
        ]
        if alien and isinstance(error, httpx2.ConnectError):
            return ExchangeAddress(place=self.place)
        if isinstance(error, httpx2.ConnectTimeout):
            return ExchangeTimeout(place=self.place)
        if isinstance(error, httpx2.TimeoutException):
            return Again(ExchangeTimeout(place=self.place))
        if any(isinstance(one, socket.gaierror) for one in causes):
            return ExchangeUnreachable(place=self.place)
        if isinstance(error, httpx2.UnsupportedProtocol | httpx2.LocalProtocolError):
            return ExchangeAddress(place=self.place)
        return Again(ExchangeUnreachable(place=self.place))


class _Taken:
    """What has arrived of a file, and how to ask for the rest of it (RFC 9110 §14)."""

    def __init__(self) -> None:
        self.bytes = bytearray()
        self.total = 0
        self._tag = ""

    def rest(self) -> dict[str, str]:
        """The headers that ask for what is missing; none where the server cannot promise that it is the same file."""
        if not self.bytes or not self._tag:
            return {}
        return {"Range": f"bytes={len(self.bytes)}-", "If-Range": self._tag}

    def begin(self, response: httpx2.Response) -> bool:
        """Make ready for what *response* brings: the rest, or everything anew. False for a part nobody asked for."""
        if response.status_code != HTTPStatus.PARTIAL_CONTENT:
            self.forget()
        elif not response.headers.get("content-range", "").startswith(f"bytes {len(self.bytes)}-"):
            return False
        tag = response.headers.get("etag", "")
        self._tag = "" if tag.startswith("W/") else tag
        length = response.headers.get("content-length", "")
        self.total = len(self.bytes) + int(length) if length.isascii() and length.isdigit() else 0
        return True

    def forget(self) -> None:
        self.bytes.clear()
        self._tag = ""


def _trust(means: Means) -> ssl.SSLContext | bool:
    return True if means.trusted is None else ssl.create_default_context(cafile=str(means.trusted))


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__
