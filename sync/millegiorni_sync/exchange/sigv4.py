"""Signing requests to an object store: AWS Signature Version 4, as Amazon publishes it ("Authenticating Requests")."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from datetime import UTC, datetime

import httpx2

_ALGORITHM = "AWS4-HMAC-SHA256"
CONTENT_HASH = "x-amz-content-sha256"
"""The header in which whoever makes a request states the hash of its body."""


@dataclass(frozen=True)
class Signature(httpx2.Auth):
    """Signs each request just before it leaves, by the clock of that moment (Unix seconds).

    The path must be percent-encoded once, the query's names and values each, as RFC 3986 has it; every query
    parameter needs its ``=``.
    """

    key_id: str
    secret: str = field(repr=False)
    region: str
    clock: Callable[[], float]

    def auth_flow(self, request: httpx2.Request) -> Generator[httpx2.Request, httpx2.Response, None]:
        """Called by the library for each request."""
        moment = datetime.fromtimestamp(self.clock(), UTC)
        request.headers["x-amz-date"] = moment.strftime("%Y%m%dT%H%M%SZ")
        request.headers["authorization"] = self.authorization(request)
        yield request

    def authorization(self, request: httpx2.Request) -> str:
        """The header for a request whose date and content hash are set."""
        date = request.headers["x-amz-date"]
        signed = sorted(n for n in request.headers if n in ("host", "range") or n.startswith("x-amz-"))
        path, _, query = request.url.raw_path.decode("ascii").partition("?")
        canonical = "\n".join(
            [
                request.method,
                path,
                "&".join(sorted(query.split("&"))),
                *(f"{name}:{request.headers[name].strip()}" for name in signed),
                "",
                ";".join(signed),
                request.headers[CONTENT_HASH],
            ]
        )
        scope = f"{date[:8]}/{self.region}/s3/aws4_request"
        text = "\n".join([_ALGORITHM, date, scope, hashlib.sha256(canonical.encode()).hexdigest()])
        key = f"AWS4{self.secret}".encode()
        for part in scope.split("/"):
            key = hmac.digest(key, part.encode(), "sha256")
        signature = hmac.digest(key, text.encode(), "sha256").hex()
        return f"{_ALGORITHM} Credential={self.key_id}/{scope}, SignedHeaders={';'.join(signed)}, Signature={signature}"
