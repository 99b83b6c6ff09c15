"""A small proxy as a house may have one: it lets through with CONNECT whoever gives its name and password."""

from __future__ import annotations

import base64
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from socketserver import StreamRequestHandler, ThreadingTCPServer

USER, PASSWORD = "casa", "del quartiere"


@dataclass
class Proxy:
    """A proxy that answers at ``port``; ``through`` are the places that it let somebody through to."""

    port: int = 0
    through: list[str] = field(default_factory=list)


class _Handler(StreamRequestHandler):
    server: _Server

    def handle(self) -> None:
        method, place, _version = self.rfile.readline().decode().split()
        wanted = "Basic " + base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()
        given = ""
        while (line := self.rfile.readline().decode().strip()) != "":
            name, _, value = line.partition(":")
            if name.lower() == "proxy-authorization":
                given = value.strip()
        if given != wanted or method != "CONNECT":
            self.wfile.write(
                b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
            )
            return
        host, _, port = place.rpartition(":")
        with socket.create_connection((host, int(port)), timeout=10) as there:
            self.server.proxy.through.append(place)
            self.wfile.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
            back = threading.Thread(target=_pass_on, args=(there, self.connection), daemon=True)
            back.start()
            _pass_on(self.connection, there)
            back.join(timeout=10)


def _pass_on(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while data := source.recv(65_536):
            target.sendall(data)
    with suppress(OSError):
        target.shutdown(socket.SHUT_WR)


class _Server(ThreadingTCPServer):
    daemon_threads = True

    def __init__(self, proxy: Proxy) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.proxy = proxy
        proxy.port = self.server_address[1]


@contextmanager
def proxying() -> Iterator[Proxy]:
    """A proxy on this machine."""
    proxy = Proxy()
    with _Server(proxy) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield proxy
        server.shutdown()
        thread.join()
