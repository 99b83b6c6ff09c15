"""Counting and logging of every answer, around the whole application."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from .logs import say
from .measures import Measures

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Scope]]
Send = Callable[[Scope], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]


class Watched:
    """An application whose requests are counted and told in the log, by the pattern of their path only."""

    def __init__(self, application: Application, measures: Measures) -> None:
        self._application = application
        self._measures = measures

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self._application(scope, receive, send)
        watch = _Watch()

        async def watched_receive() -> Scope:
            message = await receive()
            watch.received += len(message.get("body", b""))
            return message

        async def watched_send(message: Scope) -> None:
            watch.status = message.get("status", watch.status)
            watch.sent += len(message.get("body", b""))
            await send(message)

        try:
            await self._application(scope, watched_receive, watched_send)
        finally:
            self._tell(scope, watch)

    def _tell(self, scope: Scope, watch: _Watch) -> None:
        seconds = time.perf_counter() - watch.began
        route = getattr(scope.get("route"), "path", "other")
        state = scope.get("state", {})
        # Methods are what the client says; only those that have an answer become labels.
        method = scope["method"] if route != "other" else "other"
        self._measures.requests.labels(route, method, watch.status).inc()
        self._measures.seconds.labels(route, method).observe(seconds)
        self._measures.received.inc(watch.received)
        self._measures.sent.inc(watch.sent)
        if code := state.get("refused"):
            self._measures.refusals.labels(code).inc()
        say(
            "request", route=route, method=method, status=watch.status, ms=round(seconds * 1000, 1),
            received=watch.received, sent=watch.sent, **{key: state[key] for key in _TOLD if key in state},
        )  # fmt: skip


_TOLD = ("refused", "network", "ordinal")


class _Watch:
    """What has been seen of one request so far."""

    def __init__(self) -> None:
        self.began = time.perf_counter()
        self.status = 0
        self.received = self.sent = 0
