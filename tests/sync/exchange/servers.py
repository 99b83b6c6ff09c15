"""Servers and lines that do what real ones do on bad days: refuse, stall, break off."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass(frozen=True)
class Said:
    """One answer of a :class:`Scripted` server."""

    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    promised: int | None = None
    """The length that is announced, where it is not the true one: the line breaks after the body."""


@dataclass
class Asked:
    """One request that a :class:`Scripted` server got."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


class Scripted:
    """A server over real TCP that gives its answers in order, the last one for ever."""

    def __init__(self, *answers: Said, context: ssl.SSLContext | None = None) -> None:
        self.answers, self.asked = list(answers), list[Asked]()
        script = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def answer(self) -> None:
                length = int(self.headers.get("Content-Length", 0))
                script.asked.append(
                    Asked(
                        self.command,
                        self.path,
                        {k.lower(): v for k, v in self.headers.items()},
                        self.rfile.read(length),
                    )
                )
                said = script.answers.pop(0) if len(script.answers) > 1 else script.answers[0]
                self.send_response(said.status)
                for name, value in said.headers.items():
                    self.send_header(name, value)
                self.send_header(
                    "Content-Length", str(len(said.body) if said.promised is None else said.promised)
                )
                self.end_headers()
                if self.command != "HEAD":
                    self.wfile.write(said.body)
                self.close_connection = said.promised is not None

            do_GET = do_PUT = do_HEAD = do_POST = do_DELETE = do_PROPFIND = do_MKCOL = do_MOVE = answer

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        if context is not None:
            self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
            self._server.handle_error = lambda *_: None  # type: ignore[method-assign]
        self.port = self._server.server_address[1]
        self.url = f"{'https' if context else 'http'}://127.0.0.1:{self.port}"

    def __enter__(self) -> Scripted:
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


@dataclass
class Gate:
    """A line to a real server that can break: everything passes through here, byte for byte.

    ``cut_up``/``cut_down``: the connection is torn down after so many bytes towards the server or from it, for as many
    connections as the list is long; then all is well again. ``stalls``: nothing passes at all.
    """

    target: int
    cut_up: list[int] = field(default_factory=list)
    cut_down: list[int] = field(default_factory=list)
    stalls: bool = False
    connections: int = 0
    down: int = 0
    port: int = 0


@contextmanager
def gate(target: int) -> Iterator[Gate]:
    """A :class:`Gate` in front of the server at port *target* of this machine."""
    state = Gate(target)
    listener = socket.create_server(("127.0.0.1", 0))
    state.port = listener.getsockname()[1]
    open_sockets: list[socket.socket] = []
    threads: list[threading.Thread] = []

    def pump(
        source: socket.socket, sink: socket.socket, limit: int | None, count: Callable[[int], None]
    ) -> None:
        passed = 0
        with suppress(OSError):
            while data := source.recv(65536):
                if limit is not None:
                    data = data[: limit - passed]
                passed += len(data)
                count(len(data))
                sink.sendall(data)
                if limit is not None and passed >= limit:
                    break
        for end in (source, sink):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def count_down(size: int) -> None:
        state.down += size

    def serve() -> None:
        while True:
            try:
                near, _ = listener.accept()
            except OSError:
                return
            state.connections += 1
            open_sockets.append(near)
            if state.stalls:
                continue
            far = socket.create_connection(("127.0.0.1", state.target))
            open_sockets.append(far)
            up = state.cut_up.pop(0) if state.cut_up else None
            down = state.cut_down.pop(0) if state.cut_down else None
            for args in ((near, far, up, lambda size: None), (far, near, down, count_down)):
                threads.append(threading.Thread(target=pump, args=args, daemon=True))
                threads[-1].start()

    server = threading.Thread(target=serve, daemon=True)
    server.start()
    try:
        yield state
    finally:
        with suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        server.join()
        for one in open_sockets:
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
        for thread in threads:
            thread.join()
        for one in open_sockets:
            one.close()


def free_port() -> int:
    """A port of this machine that nobody listens on just now."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])
