"""A real WebDAV server (WsgiDAV) for the tests, over real TCP, with a user and a password."""

from __future__ import annotations

import itertools
import threading
from pathlib import Path

from cheroot.ssl.builtin import BuiltinSSLAdapter
from cheroot.wsgi import Server
from wsgidav.fs_dav_provider import FilesystemProvider
from wsgidav.wsgidav_app import WsgiDAVApp

from millegiorni_sync.exchange import Login


class Cloud:
    """A WebDAV server in this process; what it serves lies in ``root``, and ``login`` may do everything there.

    With *certificate*, a PEM file of key and chain, it speaks TLS.
    """

    login = Login("marta", "parola che nessuno legge")

    def __init__(self, root: Path, certificate: Path | None = None) -> None:
        self.root, self._areas = root, itertools.count()
        self.provider = FilesystemProvider(str(root), fs_opts={})
        app = WsgiDAVApp(
            {
                "provider_mapping": {"/": self.provider},
                "simple_dc": {"user_mapping": {"*": {self.login.user: {"password": self.login.password}}}},
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
        if certificate is not None:
            self.server.ssl_adapter = BuiltinSSLAdapter(str(certificate), str(certificate))
        self.server.prepare()
        self.port = int(self.server.bind_addr[1])
        self._thread = threading.Thread(target=self.server.serve, daemon=True)
        self._thread.start()

    def area(self) -> Path:
        """A fresh folder on it."""
        made = self.root / f"area {next(self._areas)}"
        made.mkdir()
        return made

    def stop(self) -> None:
        self.server.stop()
        self._thread.join()
