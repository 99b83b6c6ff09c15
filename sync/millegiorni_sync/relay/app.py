"""The relay's routes (PROTOCOL.md §10)."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import re
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import asdict
from functools import partial
from typing import IO, Annotated, Any

from fastapi import FastAPI, Path, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, StreamingResponse
from sqlalchemy.exc import SQLAlchemyError
from starlette.concurrency import run_in_threadpool as apart
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

from .. import canonical, door
from ..errors import Malformed
from ..exchange.base import Kind
from ..signed_request import Question, Signed
from .entrance import LARGEST_DOOR, Entrance, Role, Visitor, may_read, may_write
from .housekeeping import keep_house
from .logs import say
from .measures import Measures
from .refusal import STRANGERS, Refusal
from .settings import Settings
from .store import PIECE, Found, Put, Store
from .watching import Watched

Network = Annotated[str, Path(pattern="^[0-9a-f]{32}$")]
DOOR, SHELF, FILE = "/v1/{network}/door", "/v1/{network}/{shelf}", "/v1/{network}/{shelf}/{name}"
_FORWARDED = ("forwarded", "x-forwarded-for", "x-real-ip", "via")


class Relay:
    """The answers to every request."""

    def __init__(self, settings: Settings, store: Store, measures: Measures) -> None:
        self._settings = settings
        self._store = store
        self._measures = measures
        self._entrance = Entrance(settings, store)

    async def door(self, request: Request, network: Network) -> Response:
        """The door list that holds."""
        visitor = await self._let_in(request, network)
        if visitor.role is not Role.KEEPER:
            raise Refusal("forbidden")
        await apart(self._store.use, visitor.use)
        known = await apart(self._store.known, network)
        if known is None:
            raise Refusal("unknown_network")
        return Response(canonical.encode(asdict(known.door)), media_type="application/json")

    async def put_door(self, request: Request, network: Network) -> Response:
        """A new door list. It says itself whose key must have signed: body first, signature after."""
        signed = self._look_at(request, network)
        with await self._body(request, signed, LARGEST_DOOR) as body:
            data = body.read()
        try:
            listed, authority = await apart(door.read, data)
        except Malformed as error:
            raise Refusal("malformed") from error
        visitor = self._entrance.let_keeper_in(_question(request, network), signed, authority.key)
        if listed.network != network:
            raise Refusal("malformed")
        new = await apart(self._store.put_door, visitor.use, listed, authority)
        return Response(status_code=201 if new else 200)

    async def names(self, request: Request, network: Network, shelf: Kind, after: str = "") -> Response:
        """The names on a shelf, a page at a time."""
        visitor = await self._let_in(request, network)
        may_read(visitor, shelf)
        names, more = await apart(self._store.names, visitor.use, shelf, after)
        return Response(canonical.encode({"more": more, "names": names}), media_type="application/json")

    async def file(self, request: Request, network: Network, shelf: Kind, name: str) -> Response:
        """The bytes of a file, a piece at a time."""
        visitor = await self._let_in(request, network)
        may_read(visitor, shelf)
        found = await apart(self._store.find, visitor.use, shelf, name)
        start = _start(request, found)
        status, head = 200, {"ETag": f'"{found.hash}"', "Content-Length": str(found.size - start)}
        if start:
            status, head["Content-Range"] = 206, f"bytes {start}-{found.size - 1}/{found.size}"
        pieces = self._store.pieces(found, start)
        kind = "application/octet-stream"
        if found.size > PIECE:
            return StreamingResponse(pieces, status, head, media_type=kind)
        return Response(await apart(b"".join, pieces), status, head, media_type=kind)

    async def put_file(self, request: Request, network: Network, shelf: Kind, name: str) -> Response:
        """A file, kept whole or not at all; answered when it is on the disk."""
        signed = self._look_at(request, network)
        visitor = await self._let_in(request, network, signed)
        may_write(visitor, shelf, name)
        with await self._body(request, signed, self._entrance.largest(visitor, shelf)) as body:
            size = body.seek(0, 2)
            quota = self._entrance.quota(visitor)
            put = partial(self._store.put, visitor.use, shelf, name, signed.body, size, body, quota)
            outcome = await apart(put)
        if outcome is Put.TAKEN:
            raise Refusal("taken")
        if outcome is Put.FULL:
            raise Refusal("full")
        return Response(status_code=201 if outcome is Put.NEW else 200)

    async def health(self) -> Response:
        """Whether the database answers."""
        await apart(self._store.answers)
        return JSONResponse({"status": "ok"})

    async def metrics(self, request: Request) -> Response:
        """The measures, for this machine or whoever knows the word."""
        if not self._may_measure(request):
            raise Refusal("forbidden")
        text = self._measures.text(*await apart(self._store.totals))
        return Response(text, media_type="text/plain; version=0.0.4; charset=utf-8")

    def _may_measure(self, request: Request) -> bool:
        word = self._settings.metrics_token
        if word:
            shown = request.headers.get("authorization", "")
            return hmac.compare_digest(shown.encode(), f"Bearer {word}".encode())
        # What a proxy on this machine passes on comes from elsewhere.
        passed_on = any(name in request.headers for name in _FORWARDED)
        return _address(request) in ("127.0.0.1", "::1") and not passed_on

    def _look_at(self, request: Request, network: str) -> Signed:
        request.state.network = network[:8]
        header = request.headers.get("authorization", "")
        signed = self._entrance.look_at(_address(request), _question(request, network), header)
        request.state.ordinal = signed.ordinal
        return signed

    async def _let_in(self, request: Request, network: str, signed: Signed | None = None) -> Visitor:
        signed = signed or self._look_at(request, network)
        introduced = request.headers.get("millegiorni-introduction", "")
        visitor = await apart(self._entrance.let_in, _question(request, network), signed, introduced)
        if request.method == "GET" and (signed.body != _NOTHING or _has_body(request)):
            raise Refusal("altered")
        return visitor

    async def _body(self, request: Request, signed: Signed, most: int) -> IO[bytes]:
        """The body in a temporary file, read no further than *most* bytes; its hash is the one that was signed."""
        if int(request.headers.get("content-length", "0")) > most:
            raise Refusal("too_big")
        body = tempfile.SpooledTemporaryFile(max_size=PIECE)  # noqa: SIM115 - the caller closes it
        digest, size = hashlib.sha256(), 0
        try:
            async with asyncio.timeout(self._settings.upload_seconds):
                async for part in request.stream():
                    size += len(part)
                    if size > most:
                        raise Refusal("too_big")
                    digest.update(part)
                    body.write(part)
            if digest.hexdigest() != signed.body:
                raise Refusal("altered")
        except BaseException as error:
            body.close()
            if isinstance(error, TimeoutError):
                raise Refusal("slow_down", wait=60) from error
            if isinstance(error, ClientDisconnect):
                # Nobody is left to read it; the log and the measures tell what happened.
                raise Refusal("altered") from error
            raise
        body.seek(0)
        return body

    async def refused(self, request: Request, refusal: Exception) -> Response:
        """A refusal as an answer."""
        if not isinstance(refusal, Refusal):
            raise refusal
        request.state.refused = refusal.code
        if refusal.code in STRANGERS:
            self._entrance.count_failure(_address(request))
        head = {"Retry-After": str(max(1, round(refusal.wait)))} if refusal.status in (429, 503) else {}
        return JSONResponse(refusal.told, refusal.status, head)

    async def without_database(self, request: Request, error: Exception) -> Response:
        """The database does not answer: nothing was kept, and it is worth asking again."""
        say("database", level=40, failed=error)
        return await self.refused(request, Refusal("unavailable", wait=2))


_NOTHING = hashlib.sha256().hexdigest()


def _question(request: Request, network: str) -> Question:
    target = request.scope["raw_path"].decode("ascii", "replace")
    if query := request.scope["query_string"].decode("ascii", "replace"):
        target += f"?{query}"
    return Question(network, request.headers.get("host", ""), request.method, target)


def _start(request: Request, found: Found) -> int:
    """Where an interrupted reading goes on (RFC 9110 §14): only from there to the end, and only in the same file."""
    match = re.fullmatch(r"bytes=([0-9]{1,9})-", request.headers.get("range", ""))
    if match is None or request.headers.get("if-range") != f'"{found.hash}"':
        return 0
    return start if (start := int(match[1])) < found.size else 0


def _has_body(request: Request) -> bool:
    return request.headers.get("content-length", "0") != "0" or "transfer-encoding" in request.headers


def _address(request: Request) -> str:
    return request.client.host if request.client else ""


async def _not_there(request: Request, _: Exception) -> Response:
    request.state.refused = "missing"
    return JSONResponse({"error": "missing"}, 404)


def application(settings: Settings, store: Store, **house: Any) -> Watched:
    """The relay as an application to be served; *house* goes to :func:`housekeeping.keep_house`."""
    measures = Measures()
    return Watched(routed(settings, store, measures, **house), measures)


def routed(settings: Settings, store: Store, measures: Measures, **house: Any) -> FastAPI:
    """The application with its routes."""
    relay = Relay(settings, store, measures)

    @asynccontextmanager
    async def living(_: FastAPI) -> AsyncIterator[None]:
        keeping = asyncio.create_task(keep_house(settings, store, measures, **house))
        yield
        keeping.cancel()
        with suppress(asyncio.CancelledError):
            await keeping

    app = FastAPI(openapi_url=None, lifespan=living, redirect_slashes=False)
    app.add_api_route("/health", relay.health, methods=["GET"])
    app.add_api_route("/metrics", relay.metrics, methods=["GET"])
    app.add_api_route(DOOR, relay.door, methods=["GET"])
    app.add_api_route(DOOR, relay.put_door, methods=["PUT"])
    app.add_api_route(SHELF, relay.names, methods=["GET"])
    app.add_api_route(FILE, relay.file, methods=["GET"])
    app.add_api_route(FILE, relay.put_file, methods=["PUT"])
    app.add_exception_handler(Refusal, relay.refused)
    app.add_exception_handler(SQLAlchemyError, relay.without_database)
    app.add_exception_handler(RequestValidationError, _not_there)
    app.add_exception_handler(HTTPException, _not_there)
    return app
