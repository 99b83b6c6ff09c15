"""One relay process: its application on uvicorn, with TLS, and stopped only when running requests are answered."""

from __future__ import annotations

import os
import time

import uvicorn
from sqlalchemy.exc import SQLAlchemyError

from .app import application
from .database import Database
from .logs import say
from .settings import Settings
from .store import Store

ATTEMPTS = 10


def server(settings: Settings, database: Database) -> uvicorn.Server:
    """A server for *settings* that is ready to run; SIGTERM stops it gracefully."""
    certificate = _Certificate(settings)
    config = uvicorn.Config(
        application(settings, Store(database), renew_certificate=certificate.renew), host=settings.host,
        port=settings.port, log_config=None, access_log=False, server_header=False, date_header=True,
        proxy_headers=True, forwarded_allow_ips=list(settings.proxies), ssl_certfile=settings.certificate or None,
        ssl_keyfile=settings.key or None, timeout_graceful_shutdown=settings.stop_seconds, timeout_keep_alive=20,
        lifespan="on", ws="none",
    )  # fmt: skip
    certificate.config = config
    return uvicorn.Server(config)


def prepared(settings: Settings) -> Database:
    """The database, waited for while it starts; raises what SQLAlchemy raises when it does not come."""
    database = Database(settings.database, settings.database_connections)
    for attempt in range(ATTEMPTS):
        try:
            database.prepare()
            break
        except SQLAlchemyError as error:
            say("database", level=40, failed=error)
            if attempt == ATTEMPTS - 1:
                raise
            time.sleep(1)
    return database


class _Certificate:
    """The files of the certificate, which somebody renews every few weeks."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._seen = self._age()
        self.config: uvicorn.Config | None = None

    def renew(self) -> bool:
        """Show a renewed certificate to whoever connects from now on; whether there was one."""
        age = self._age()
        if age == self._seen or self.config is None or self.config.ssl is None:
            return False
        self.config.ssl.load_cert_chain(self._settings.certificate, self._settings.key)
        self._seen = age
        return True

    def _age(self) -> int:
        return os.stat(self._settings.certificate).st_mtime_ns if self._settings.certificate else 0
