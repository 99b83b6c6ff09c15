"""What the relay keeps: door lists, sealed files in pieces, how much each device uses, and nonces that were used."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import IO

from sqlalchemy import ColumnElement, Connection, delete, func, insert, literal, select, update
from sqlalchemy.exc import IntegrityError

from .. import canonical
from ..door import Authority, DoorList
from ..exchange.base import Kind
from .database import FILES, NETWORKS, NONCES, PIECES, USAGE, Database
from .refusal import Refusal

PIECE = 1 << 20
"""A file is kept in pieces of so many bytes, so that neither way is more of it in memory."""

PAGE = 1_000
GUEST_REQUESTS = 5
DEVICE_REQUESTS = 50


@dataclass(frozen=True)
class Known:
    """A network as the relay knows it."""

    authority: Authority
    door: DoorList


@dataclass(frozen=True)
class Use:
    """A request that may be answered once: who asks, and the nonce that is used up with it."""

    network: str
    ordinal: int
    nonce: str
    expires: int


@dataclass(frozen=True)
class Quota:
    """How many bytes a device and its network may keep, and how many requests the device."""

    device: int
    network: int
    requests: int


@dataclass(frozen=True)
class Found:
    """A file that is there."""

    id: int
    size: int
    hash: str


class Put(StrEnum):
    """What became of a file that was put."""

    NEW = "new"
    SAME = "same"
    TAKEN = "taken"
    FULL = "full"


class Store:
    """The operations of the relay, each one transaction. Times are Unix seconds."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self._lists: dict[str, Known] = {}

    def known(self, network: str) -> Known | None:
        """The door list that holds for *network*; asked anew each time, since another process may have taken one."""
        with self.database.reading() as connection:
            return self._known(connection, network)

    def put_door(self, use: Use, listed: DoorList, authority: Authority) -> bool:
        """Let *listed* hold from now on; false when it held already. Raises :class:`Refusal` ``door``."""
        with self.database.writing() as connection:
            _use(connection, use)
            # Whoever came first has its list; the other is told what holds now.
            row = select(NETWORKS.c.number).where(NETWORKS.c.id == use.network).with_for_update()
            connection.execute(row).all()
            known = self._known(connection, use.network)
            if known is not None and known.door == listed and known.authority == authority:
                return False
            if known is not None and not _may_follow(listed, authority, known):
                raise Refusal("door", number=known.door.number, hash=known.door.hash)
            values = {
                "authority": " ".join(authority.hashes), "root": authority.key, "number": listed.number,
                "hash": listed.hash, "statement": canonical.encode(asdict(listed)),
            }  # fmt: skip
            if known is None:
                try:
                    connection.execute(insert(NETWORKS).values(id=use.network, **values))
                except IntegrityError as error:
                    # Another list came first, a moment ago.
                    raise Refusal("unavailable", wait=1) from error
            else:
                connection.execute(update(NETWORKS).where(NETWORKS.c.id == use.network).values(values))
        return True

    def use(self, use: Use) -> None:
        """Use up a nonce, for an answer that needs nothing else from the database."""
        with self.database.writing() as connection:
            _use(connection, use)

    def names(self, use: Use, shelf: Kind, after: str) -> tuple[list[str], bool]:
        """The names on a shelf that come after *after*, and whether there are more."""
        with self.database.writing() as connection:
            _use(connection, use)
            rows = connection.execute(
                select(FILES.c.name)
                .where(FILES.c.network == use.network, FILES.c.shelf == shelf.value, FILES.c.name > after)
                .where(FILES.c.size > 0)
                .order_by(FILES.c.name)
                .limit(PAGE + 1)
            )
            names = [row.name for row in rows]
        return names[:PAGE], len(names) > PAGE

    def find(self, use: Use, shelf: Kind, name: str) -> Found:
        """A file; raise :class:`Refusal` ``missing``."""
        with self.database.writing() as connection:
            _use(connection, use)
            row = connection.execute(
                select(FILES.c.id, FILES.c.size, FILES.c.hash).where(*_named(use.network, shelf, name))
            ).one_or_none()
        if row is None:
            raise Refusal("missing")
        return Found(row.id, row.size, row.hash)

    def pieces(self, found: Found, start: int = 0) -> Iterator[bytes]:
        """The bytes of a file from *start* on, piece by piece; no connection is held while the reader waits."""
        for n in range(start // PIECE, -(-found.size // PIECE)):
            with self.database.reading() as connection:
                wanted = select(PIECES.c.data).where(PIECES.c.file == found.id, PIECES.c.n == n)
                piece = bytes(connection.execute(wanted).scalar_one())
            yield piece[max(0, start - n * PIECE) :]

    def put(
        self, use: Use, shelf: Kind, name: str, digest: str, size: int, data: IO[bytes], quota: Quota
    ) -> Put:
        """Keep *data* under *name*, whole or not at all."""
        with self.database.writing() as connection:
            _use(connection, use)
            there = _there(connection, use.network, shelf, name, digest)
            if there is Put.NEW:
                remove(connection, _ids(connection, use.network, shelf, name))
            elif there is not None:
                return there
            if shelf is Kind.REQUESTS and _requests(connection, use) >= quota.requests:
                return Put.FULL
            _account(connection, use)
            try:
                with connection.begin_nested():
                    _insert(connection, use, shelf, name, digest, size, data)
                    if not _spend(connection, use, size, quota):
                        raise _OverQuota
            except _OverQuota:
                return Put.FULL
            except IntegrityError:
                # Somebody else put that name a moment ago.
                return _there(connection, use.network, shelf, name, digest) or Put.TAKEN
        return Put.NEW

    def forget_nonces(self, now: int) -> None:
        """Let go of nonces whose requests would be too old by now."""
        with self.database.writing() as connection:
            connection.execute(delete(NONCES).where(NONCES.c.expires < now))

    def totals(self) -> tuple[int, int, int]:
        """How many networks, files and bytes there are."""
        with self.database.reading() as connection:
            networks = connection.execute(select(func.count()).select_from(NETWORKS)).scalar_one()
            files, size = connection.execute(
                select(func.coalesce(func.sum(USAGE.c.files), 0), func.coalesce(func.sum(USAGE.c.bytes), 0))
            ).one()
        return networks, int(files), int(size)

    def answers(self) -> None:
        """Ask the database something; raise what SQLAlchemy raises when it is not there."""
        with self.database.reading() as connection:
            connection.execute(select(literal(1)))

    def _known(self, connection: Connection, network: str) -> Known | None:
        asked = select(NETWORKS.c.hash, NETWORKS.c.root, NETWORKS.c.authority).where(NETWORKS.c.id == network)
        row = connection.execute(asked).one_or_none()
        if row is None:
            return None
        authority = Authority(tuple(row.authority.split()), row.root)
        kept = self._lists.get(network)
        if kept is None or kept.door.hash != row.hash or kept.authority != authority:
            statement = select(NETWORKS.c.statement).where(NETWORKS.c.id == network)
            fields = json.loads(connection.execute(statement).scalar_one())
            fields |= {name: tuple(map(tuple, fields[name])) for name in ("devices", "passes")}
            kept = self._lists[network] = Known(authority, DoorList(**fields))
        return kept


class _OverQuota(Exception):
    """Undoes what was put: it does not fit."""


def _may_follow(listed: DoorList, authority: Authority, known: Known) -> bool:
    if not listed.is_next(known.door):
        return False
    if authority == known.authority:
        return listed.keeps(known.door)
    return authority.goes_beyond(known.authority)


def _use(connection: Connection, use: Use) -> None:
    try:
        connection.execute(insert(NONCES).values(**asdict(use)))
    except IntegrityError as error:
        raise Refusal("replayed") from error


def _named(network: str, shelf: Kind, name: str) -> list[ColumnElement[bool]]:
    return [FILES.c.network == network, FILES.c.shelf == shelf.value, FILES.c.name == name]


def _there(connection: Connection, network: str, shelf: Kind, name: str, digest: str) -> Put | None:
    """What putting these bytes comes to where the name is taken; None where it is free.

    ``NEW``: what lies there is the rest of a broken copy, and these bytes are what the name promises.
    """
    wanted = select(FILES.c.hash, FILES.c.size).where(*_named(network, shelf, name))
    kept = connection.execute(wanted).one_or_none()
    if kept is None:
        return None
    if kept.hash == digest:
        return Put.SAME
    promised = name.rpartition(".")[0][-12:]
    broken = not kept.size or (digest.startswith(promised) and not kept.hash.startswith(promised))
    return Put.NEW if broken else Put.TAKEN


def _ids(connection: Connection, network: str, shelf: Kind, name: str) -> list[int]:
    return list(connection.execute(select(FILES.c.id).where(*_named(network, shelf, name))).scalars())


def remove(connection: Connection, ids: list[int]) -> int:
    """Delete files, and count out what was really there: another process may have been quicker. Returns how many."""
    if not ids:
        return 0
    connection.execute(delete(PIECES).where(PIECES.c.file.in_(ids)))
    gone = connection.execute(
        delete(FILES).where(FILES.c.id.in_(ids)).returning(FILES.c.network, FILES.c.ordinal, FILES.c.size)
    ).all()
    for network, ordinal, size in gone:
        connection.execute(
            update(USAGE)
            .where(USAGE.c.network == network, USAGE.c.ordinal == ordinal)
            .values(bytes=USAGE.c.bytes - size, files=USAGE.c.files - 1)
        )
    return len(gone)


def _requests(connection: Connection, use: Use) -> int:
    mine = (
        FILES.c.network == use.network,
        FILES.c.shelf == Kind.REQUESTS.value,
        FILES.c.ordinal == use.ordinal,
    )
    return int(connection.execute(select(func.count()).select_from(FILES).where(*mine)).scalar_one())


def _insert(
    connection: Connection, use: Use, shelf: Kind, name: str, digest: str, size: int, data: IO[bytes]
) -> None:
    values = {
        "network": use.network, "shelf": shelf.value, "name": name, "feed": _feed(shelf, name), "ordinal": use.ordinal,
        "size": size, "hash": digest, "stored": int(time.time()),
    }  # fmt: skip
    file = connection.execute(insert(FILES).values(**values).returning(FILES.c.id)).scalar_one()
    data.seek(0)
    for n, piece in enumerate(iter(lambda: data.read(PIECE), b"")):
        connection.execute(insert(PIECES).values(file=file, n=n, data=piece))


def _feed(shelf: Kind, name: str) -> str:
    """What a file is the newest of: origin and audience digits of a bundle, all of the roster, whose a request is."""
    parts = {Kind.BUNDLES: 2, Kind.ROSTER: 0, Kind.REQUESTS: 1}[shelf]
    return "-".join(name.split("-")[:parts])


def _account(connection: Connection, use: Use) -> None:
    """Make sure that the device has a row to count in."""
    mine = (USAGE.c.network == use.network, USAGE.c.ordinal == use.ordinal)
    if connection.execute(select(USAGE.c.files).where(*mine)).one_or_none() is None:
        try:
            with connection.begin_nested():
                connection.execute(
                    insert(USAGE).values(network=use.network, ordinal=use.ordinal, bytes=0, files=0)
                )
        except IntegrityError:
            return


def _spend(connection: Connection, use: Use, size: int, quota: Quota) -> bool:
    """Count a file in, if it fits. What several put at the same instant may go a little beyond the network's."""
    mine = (USAGE.c.network == use.network, USAGE.c.ordinal == use.ordinal)
    spent = connection.execute(
        update(USAGE)
        .where(*mine, USAGE.c.bytes + size <= quota.device)
        .values(bytes=USAGE.c.bytes + size, files=USAGE.c.files + 1)
    )
    if spent.rowcount != 1:
        return False
    total = select(func.sum(USAGE.c.bytes)).where(USAGE.c.network == use.network)
    return int(connection.execute(total).scalar_one()) <= quota.network
