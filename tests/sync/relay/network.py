"""A relay in this process, over TLS, and networks to come to it."""

from __future__ import annotations

import asyncio
import hashlib
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import httpx2
import trustme
import uvicorn

from millegiorni_sync import Device, Identity, Roster, door
from millegiorni_sync.door import DoorList, Pass
from millegiorni_sync.exchange import Kind, Means, open_exchange
from millegiorni_sync.exchange.patience import Patience
from millegiorni_sync.exchange.relay import RelayExchange
from millegiorni_sync.identity import new_age_key, new_seed
from millegiorni_sync.relay import serving
from millegiorni_sync.relay.database import Database
from millegiorni_sync.relay.settings import Settings
from millegiorni_sync.relay.store import Store
from millegiorni_sync.signed_request import ROOT, Question, Signed

AUTHORITY = trustme.CA()
HOST = "localhost"


def certificate(folder: Path) -> Path:
    """A file with a new certificate for this machine, its chain and its key."""
    file = folder / "relay.pem"
    AUTHORITY.issue_cert(HOST, "127.0.0.1").private_key_and_cert_chain_pem.write_to_path(str(file))
    return file


def trusted(folder: Path) -> Path:
    """A file with the authority that signed it."""
    file = folder / "authority.pem"
    AUTHORITY.cert_pem.write_to_path(str(file))
    return file


@dataclass
class Running:
    """A relay that answers at ``port``; ``database`` is its own."""

    port: int
    database: Database
    server: uvicorn.Server
    trusted: Path
    settings: Settings

    @property
    def url(self) -> str:
        return f"https://{HOST}:{self.port}"

    @property
    def store(self) -> Store:
        return Store(self.database)

    def client(self) -> httpx2.Client:
        """A plain client that trusts it."""
        import ssl

        context = ssl.create_default_context(cafile=str(self.trusted))
        return httpx2.Client(base_url=self.url, verify=context, trust_env=False, timeout=30)


@contextmanager
def running(folder: Path, settings: Settings) -> Iterator[Running]:
    """A relay with *settings* in a thread of this process; what it keeps lies in *folder* unless they say otherwise."""
    pem = str(certificate(folder))
    # The protocol must be named: only then is the server's loop quick to send (TCP_NODELAY), as it is in earnest.
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.bind(("127.0.0.1", 0))
    settings = replace(settings, certificate=pem, key=pem, port=listener.getsockname()[1])
    if settings.database == Settings.database:
        settings = replace(settings, database=str(folder / "relay.db"))
    database = serving.prepared(settings)
    server = serving.server(settings, database)
    ready = threading.Event()

    async def serve() -> None:
        serving_task = asyncio.ensure_future(server.serve(sockets=[listener]))
        while not server.started:
            await asyncio.sleep(0)
        ready.set()
        await serving_task

    thread = threading.Thread(target=asyncio.run, args=(serve(),), daemon=True)
    thread.start()
    assert ready.wait(30)
    try:
        yield Running(settings.port, database, server, trusted(folder), settings)
    finally:
        server.should_exit = True
        thread.join()
        database.close()
        listener.close()


@dataclass
class Network:
    """A network's roster and its devices' identities: ordinal 1 keeps the roster; the others as made."""

    root: bytes = field(default_factory=new_seed)
    roster: Roster = field(init=False)
    identities: dict[int, Identity] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.roster = Roster.found("Rete di prova", self.root).with_house("BAR", "Barrito", self.root)
        self.add(1, None)

    @property
    def id(self) -> str:
        return self.roster.network

    def add(self, ordinal: int, house: str | None = "BAR") -> Identity:
        """A new device."""
        made = self.invited(ordinal, house)
        device = Device(ordinal, house, made.series, made.sign_key, made.recipient, made.name)
        self.roster = self.roster.with_device(device, self.root)
        return made

    def invited(self, ordinal: int, house: str | None = "BAR", secret: str = "") -> Identity:
        """An identity that is not in the roster; with *secret*, the one of an invitation's holder."""
        root = self.root if ordinal == 1 else None
        series = self.roster.next_series()
        made = Identity(
            self.id, ordinal, house, series, f"pc {ordinal}", new_seed(), new_age_key(), root, user="prova"
        )
        if secret:
            made = replace(made, introduction=door.introduction(secret, self.id, ordinal, made.sign_key))
        self.identities[ordinal] = made
        return made

    def revoke(self, ordinal: int) -> None:
        self.roster = self.roster.without(ordinal, {}, self.root)

    def way(self, relay: Running, ordinal: int, **means: Any) -> RelayExchange:
        """The road of a device to the relay; close it."""
        given = {"trusted": relay.trusted, "patience": Patience(sleep=lambda _: None), **means}
        way = open_exchange(f"relay://{HOST}:{relay.port}", Means(identity=self.identities[ordinal], **given))
        assert isinstance(way, RelayExchange)
        return way

    def tell(self, relay: Running, *passes: Pass) -> None:
        """Put the door list as the coordinator does."""
        with closing(self.way(relay, 1)) as way:
            way.admit(self.roster, passes)


def pass_of(secret: str, ordinal: int, expires: int | None = None) -> Pass:
    """What the door list says of an invitation."""
    key = door.pass_key(secret)
    return Pass(ordinal, key, expires or int(time.time() * 1000) + 86_400_000)


@dataclass(frozen=True)
class Asking:
    """One signed request, every part of which can be spoilt."""

    network: str
    ordinal: int
    seed: bytes
    method: str
    target: str
    body: bytes = b""
    host: str = ""
    ahead: int = 0
    introduction: str = ""

    def send(self, client: httpx2.Client, **changed: Any) -> httpx2.Response:
        """Sign and send; *changed* replaces what is sent after it was signed."""
        return client.request(**self.signed(client) | changed)

    @property
    def header(self) -> str:
        """The signature."""
        question = Question(self.network, self.host, self.method, self.target)
        digest = hashlib.sha256(self.body).hexdigest()
        return Signed.by(self.seed, self.ordinal, question, int(time.time()) + self.ahead, digest).header

    def signed(self, client: httpx2.Client) -> dict[str, Any]:
        """The request as it would be sent."""
        host = self.host or f"{client.base_url.host}:{client.base_url.port}"
        headers = {"Authorization": replace(self, host=host).header}
        if self.introduction:
            headers["Millegiorni-Introduction"] = self.introduction
        return {"method": self.method, "url": self.target, "headers": headers, "content": self.body}


def named(data: bytes, ordinal: int = 2, number: int = 1) -> str:
    """The name that the protocol gives to a bundle of these bytes."""
    return f"{ordinal}-01234567-{number}-{hashlib.sha256(data).hexdigest()[:12]}.mgb"


__all__ = [
    "AUTHORITY", "ROOT", "Asking", "DoorList", "Kind", "Network", "Running", "certificate", "named", "pass_of",
    "running", "trusted",
]  # fmt: skip
